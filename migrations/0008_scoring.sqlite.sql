-- +goose Up
-- How the responses to a vignette are rated: appended, the newest counts for
-- responses that nobody has rated yet.
CREATE TABLE rating_rule (
    id              TEXT PRIMARY KEY,
    item_id         TEXT NOT NULL REFERENCES item (id),
    share           REAL NOT NULL CHECK (share BETWEEN 0 AND 1),
    tolerance       INTEGER NOT NULL CHECK (tolerance >= 0),
    calibrated      INTEGER NOT NULL CHECK (calibrated BETWEEN 0 AND 50),
    recorded_at     TEXT NOT NULL,
    recorded_by     TEXT NOT NULL
) STRICT;
CREATE INDEX rating_rule_item ON rating_rule (item_id, recorded_at);

-- The rule of its day: whether a second person rates it, and by how many
-- points two may differ before a third decides; NULL: by any.
ALTER TABLE scoring_task ADD COLUMN doubled INTEGER NOT NULL DEFAULT 0 CHECK (doubled IN (0, 1));
ALTER TABLE scoring_task ADD COLUMN tolerance INTEGER;

-- Responses whose right rating is known, to try oneself on.
CREATE TABLE calibration (
    id              TEXT PRIMARY KEY,
    item_version_id TEXT NOT NULL REFERENCES item_version (id),
    rubric_id       TEXT NOT NULL REFERENCES rubric (id),
    response        TEXT NOT NULL,
    points          TEXT NOT NULL,
    reason          TEXT NOT NULL,
    recorded_at     TEXT NOT NULL,
    recorded_by     TEXT NOT NULL,
    withdrawn_at    TEXT
) STRICT;
CREATE INDEX calibration_item ON calibration (item_version_id);

CREATE TABLE calibration_rating (
    id              TEXT PRIMARY KEY,
    calibration_id  TEXT NOT NULL REFERENCES calibration (id),
    rater_id        TEXT NOT NULL REFERENCES account (id),
    points          TEXT NOT NULL,
    recorded_at     TEXT NOT NULL,
    UNIQUE (calibration_id, rater_id)
) STRICT;

-- What a short answer that no pattern accepts earns, as somebody ruled.
CREATE TABLE answer_ruling (
    id              TEXT PRIMARY KEY,
    item_version_id TEXT NOT NULL REFERENCES item_version (id),
    words           TEXT NOT NULL,
    fraction        REAL NOT NULL CHECK (fraction BETWEEN 0 AND 1),
    recorded_at     TEXT NOT NULL,
    recorded_by     TEXT NOT NULL,
    superseded_at   TEXT
) STRICT;
CREATE INDEX answer_ruling_item ON answer_ruling (item_version_id);

-- That a version of a rubric took the place of the earlier ones for what was
-- rated before, too.
CREATE TABLE rubric_application (
    id              TEXT PRIMARY KEY,
    code            TEXT NOT NULL,
    rubric_id       TEXT NOT NULL REFERENCES rubric (id),
    kept            INTEGER NOT NULL,
    reopened        INTEGER NOT NULL,
    recorded_at     TEXT NOT NULL,
    recorded_by     TEXT NOT NULL
) STRICT;
CREATE INDEX rubric_application_code ON rubric_application (code, recorded_at);

-- +goose Down
DROP TABLE rubric_application;
DROP TABLE answer_ruling;
DROP TABLE calibration_rating;
DROP TABLE calibration;
ALTER TABLE scoring_task DROP COLUMN tolerance;
ALTER TABLE scoring_task DROP COLUMN doubled;
DROP TABLE rating_rule;
