-- +goose Up
-- How the responses to a vignette are rated: appended, the newest counts for
-- responses that nobody has rated yet.
CREATE TABLE rating_rule (
    id              text COLLATE "C" PRIMARY KEY,
    item_id         text COLLATE "C" NOT NULL REFERENCES item (id),
    share           double precision NOT NULL CHECK (share BETWEEN 0 AND 1),
    tolerance       bigint NOT NULL CHECK (tolerance >= 0),
    calibrated      bigint NOT NULL CHECK (calibrated BETWEEN 0 AND 50),
    recorded_at     timestamptz NOT NULL,
    recorded_by     text COLLATE "C" NOT NULL
);
CREATE INDEX rating_rule_item ON rating_rule (item_id, recorded_at);

-- The rule of its day: whether a second person rates it, and by how many
-- points two may differ before a third decides; NULL: by any.
ALTER TABLE scoring_task ADD COLUMN doubled boolean NOT NULL DEFAULT false;
ALTER TABLE scoring_task ADD COLUMN tolerance bigint;

-- Responses whose right rating is known, to try oneself on.
CREATE TABLE calibration (
    id              text COLLATE "C" PRIMARY KEY,
    item_version_id text COLLATE "C" NOT NULL REFERENCES item_version (id),
    rubric_id       text COLLATE "C" NOT NULL REFERENCES rubric (id),
    response        text NOT NULL,
    points          text NOT NULL,
    reason          text NOT NULL,
    recorded_at     timestamptz NOT NULL,
    recorded_by     text COLLATE "C" NOT NULL,
    withdrawn_at    timestamptz
);
CREATE INDEX calibration_item ON calibration (item_version_id);

CREATE TABLE calibration_rating (
    id              text COLLATE "C" PRIMARY KEY,
    calibration_id  text COLLATE "C" NOT NULL REFERENCES calibration (id),
    rater_id        text COLLATE "C" NOT NULL REFERENCES account (id),
    points          text NOT NULL,
    recorded_at     timestamptz NOT NULL,
    UNIQUE (calibration_id, rater_id)
);

-- What a short answer that no pattern accepts earns, as somebody ruled.
CREATE TABLE answer_ruling (
    id              text COLLATE "C" PRIMARY KEY,
    item_version_id text COLLATE "C" NOT NULL REFERENCES item_version (id),
    words           text NOT NULL,
    fraction        double precision NOT NULL CHECK (fraction BETWEEN 0 AND 1),
    recorded_at     timestamptz NOT NULL,
    recorded_by     text COLLATE "C" NOT NULL,
    superseded_at   timestamptz
);
CREATE INDEX answer_ruling_item ON answer_ruling (item_version_id);

-- That a version of a rubric took the place of the earlier ones for what was
-- rated before, too.
CREATE TABLE rubric_application (
    id              text COLLATE "C" PRIMARY KEY,
    code            text COLLATE "C" NOT NULL,
    rubric_id       text COLLATE "C" NOT NULL REFERENCES rubric (id),
    kept            bigint NOT NULL,
    reopened        bigint NOT NULL,
    recorded_at     timestamptz NOT NULL,
    recorded_by     text COLLATE "C" NOT NULL
);
CREATE INDEX rubric_application_code ON rubric_application (code, recorded_at);

-- +goose Down
DROP TABLE rubric_application;
DROP TABLE answer_ruling;
DROP TABLE calibration_rating;
DROP TABLE calibration;
ALTER TABLE scoring_task DROP COLUMN tolerance;
ALTER TABLE scoring_task DROP COLUMN doubled;
DROP TABLE rating_rule;
