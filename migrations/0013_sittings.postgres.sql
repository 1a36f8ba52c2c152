-- +goose Up
-- How long a person has for answering; NULL: as long as they like.
ALTER TABLE assessment ADD COLUMN minutes_allowed bigint CHECK (minutes_allowed BETWEEN 1 AND 600);
-- Whether each person gets the questions of a section in an order of their own.
ALTER TABLE assessment ADD COLUMN shuffled boolean NOT NULL DEFAULT false;
-- The heading under which an item stands; neighbours with the same one belong together.
ALTER TABLE form_item ADD COLUMN section text NOT NULL DEFAULT '{}';

-- A person's own time: more of it when they need it, until when, and whether
-- what came later counts all the same.
ALTER TABLE attempt ADD COLUMN extra_minutes bigint NOT NULL DEFAULT 0 CHECK (extra_minutes BETWEEN 0 AND 600);
ALTER TABLE attempt ADD COLUMN deadline_at timestamptz;
ALTER TABLE attempt ADD COLUMN late_admitted_at timestamptz;
CREATE INDEX attempt_deadline ON attempt (deadline_at) WHERE state = 'in_progress';

-- Answers that reached the server when the attempt was over. They are put
-- aside for somebody to decide on, never dropped.
CREATE TABLE answer_aside (
    attempt_id      text COLLATE "C" NOT NULL REFERENCES attempt (id),
    item_version_id text COLLATE "C" NOT NULL REFERENCES item_version (id),
    seq             bigint NOT NULL,
    device          text NOT NULL,
    value           text NOT NULL,
    received_at     timestamptz NOT NULL,
    decided_at      timestamptz,
    decided_by      text COLLATE "C",
    admitted        boolean NOT NULL,
    PRIMARY KEY (attempt_id, item_version_id, seq, device)
);
CREATE INDEX answer_aside_open ON answer_aside (decided_at, attempt_id);

-- How a person sees themselves in a competency, asked after the course: as
-- they were before it and as they are now. Never part of a score.
CREATE TABLE self_rating (
    id              text COLLATE "C" PRIMARY KEY,
    attempt_id      text COLLATE "C" NOT NULL REFERENCES attempt (id),
    person_id       text COLLATE "C" NOT NULL REFERENCES person (id),
    competency_code text COLLATE "C" NOT NULL REFERENCES competency (code),
    before_level    bigint NOT NULL CHECK (before_level BETWEEN 1 AND 10),
    now_level       bigint NOT NULL CHECK (now_level BETWEEN 1 AND 10),
    recorded_at     timestamptz NOT NULL,
    superseded_at   timestamptz
);
CREATE INDEX self_rating_attempt ON self_rating (attempt_id);
CREATE INDEX self_rating_person ON self_rating (person_id);

-- When, in months after a completion, the skill is looked at again: "1,3,6,12".
ALTER TABLE offering ADD COLUMN follow_ups text NOT NULL DEFAULT '3,6';

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
