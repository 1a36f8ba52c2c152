-- +goose Up
-- How long a person has for answering; NULL: as long as they like.
ALTER TABLE assessment ADD COLUMN minutes_allowed INTEGER CHECK (minutes_allowed BETWEEN 1 AND 600);
-- Whether each person gets the questions of a section in an order of their own.
ALTER TABLE assessment ADD COLUMN shuffled INTEGER NOT NULL DEFAULT 0 CHECK (shuffled IN (0, 1));
-- The heading under which an item stands; neighbours with the same one belong together.
ALTER TABLE form_item ADD COLUMN section TEXT NOT NULL DEFAULT '{}';

-- A person's own time: more of it when they need it, until when, and whether
-- what came later counts all the same.
ALTER TABLE attempt ADD COLUMN extra_minutes INTEGER NOT NULL DEFAULT 0 CHECK (extra_minutes BETWEEN 0 AND 600);
ALTER TABLE attempt ADD COLUMN deadline_at TEXT;
ALTER TABLE attempt ADD COLUMN late_admitted_at TEXT;
CREATE INDEX attempt_deadline ON attempt (deadline_at) WHERE state = 'in_progress';

-- Answers that reached the server when the attempt was over. They are put
-- aside for somebody to decide on, never dropped.
CREATE TABLE answer_aside (
    attempt_id      TEXT NOT NULL REFERENCES attempt (id),
    item_version_id TEXT NOT NULL REFERENCES item_version (id),
    seq             INTEGER NOT NULL,
    device          TEXT NOT NULL,
    value           TEXT NOT NULL,
    received_at     TEXT NOT NULL,
    decided_at      TEXT,
    decided_by      TEXT,
    admitted        INTEGER NOT NULL CHECK (admitted IN (0, 1)),
    PRIMARY KEY (attempt_id, item_version_id, seq, device)
) STRICT;
CREATE INDEX answer_aside_open ON answer_aside (decided_at, attempt_id);

-- How a person sees themselves in a competency, asked after the course: as
-- they were before it and as they are now. Never part of a score.
CREATE TABLE self_rating (
    id              TEXT PRIMARY KEY,
    attempt_id      TEXT NOT NULL REFERENCES attempt (id),
    person_id       TEXT NOT NULL REFERENCES person (id),
    competency_code TEXT NOT NULL REFERENCES competency (code),
    before_level    INTEGER NOT NULL CHECK (before_level BETWEEN 1 AND 10),
    now_level       INTEGER NOT NULL CHECK (now_level BETWEEN 1 AND 10),
    recorded_at     TEXT NOT NULL,
    superseded_at   TEXT
) STRICT;
CREATE INDEX self_rating_attempt ON self_rating (attempt_id);
CREATE INDEX self_rating_person ON self_rating (person_id);

-- When, in months after a completion, the skill is looked at again: "1,3,6,12".
ALTER TABLE offering ADD COLUMN follow_ups TEXT NOT NULL DEFAULT '3,6';

-- +goose Down
ALTER TABLE offering DROP COLUMN follow_ups;
DROP TABLE self_rating;
DROP TABLE answer_aside;
DROP INDEX attempt_deadline;
ALTER TABLE attempt DROP COLUMN late_admitted_at;
ALTER TABLE attempt DROP COLUMN deadline_at;
ALTER TABLE attempt DROP COLUMN extra_minutes;
ALTER TABLE form_item DROP COLUMN section;
ALTER TABLE assessment DROP COLUMN shuffled;
ALTER TABLE assessment DROP COLUMN minutes_allowed;
