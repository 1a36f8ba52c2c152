-- +goose Up
-- A file with facts about people from before, or with what they answered on
-- paper: first a draft that is looked at, then the record of what it brought.
CREATE TABLE file_import (
    id              text COLLATE "C" PRIMARY KEY,
    kind            text NOT NULL CHECK (kind IN ('paper', 'results', 'trainings')),
    subject_id      text COLLATE "C" NOT NULL,
    file_name       text NOT NULL,
    file_sha256     text COLLATE "C" NOT NULL,
    content         bytea NOT NULL,
    settings        text NOT NULL,
    choices         text NOT NULL,
    summary         text NOT NULL,
    created_at      timestamptz NOT NULL,
    created_by      text COLLATE "C" NOT NULL,
    confirmed_at    timestamptz,
    confirmed_by    text COLLATE "C",
    undone_at       timestamptz,
    undone_by       text COLLATE "C"
);
CREATE INDEX file_import_kind ON file_import (kind, subject_id, created_at);

-- Sheets printed together, so that they can be printed again as they were.
CREATE TABLE paper_batch (
    id                text COLLATE "C" PRIMARY KEY,
    administration_id text COLLATE "C" NOT NULL REFERENCES administration (id),
    sheets            text NOT NULL,
    printed_at        timestamptz NOT NULL,
    printed_by        text COLLATE "C" NOT NULL
);
CREATE INDEX paper_batch_administration ON paper_batch (administration_id, printed_at);

-- One printed test. Its code is all that is on it; whose it is stands on a strip
-- that is torn off. A spare sheet has no attempt until it is bound to one. seed
-- fixes the order of its options.
CREATE TABLE paper_sheet (
    id                text COLLATE "C" PRIMARY KEY,
    code              text COLLATE "C" NOT NULL UNIQUE,
    administration_id text COLLATE "C" NOT NULL REFERENCES administration (id),
    form_id           text COLLATE "C" NOT NULL REFERENCES form (id),
    attempt_id        text COLLATE "C" REFERENCES attempt (id),
    seed              text COLLATE "C" NOT NULL,
    spare             boolean NOT NULL,
    printed_at        timestamptz NOT NULL,
    printed_by        text COLLATE "C" NOT NULL,
    bound_at          timestamptz,
    bound_by          text COLLATE "C"
);
CREATE INDEX paper_sheet_administration ON paper_sheet (administration_id);
CREATE INDEX paper_sheet_attempt ON paper_sheet (attempt_id);

-- What somebody typed from a sheet: appended, never changed. state says what
-- became of it: it counts, it only verified, it waits for a decision, or not.
CREATE TABLE paper_entry (
    id              text COLLATE "C" PRIMARY KEY,
    sheet_id        text COLLATE "C" NOT NULL REFERENCES paper_sheet (id),
    attempt_id      text COLLATE "C" NOT NULL REFERENCES attempt (id),
    state           text NOT NULL CHECK (state IN ('counts', 'agrees', 'differs', 'conflict', 'dismissed', 'undone')),
    sat_on          date NOT NULL,
    consented       boolean NOT NULL,
    answers         text NOT NULL,
    import_id       text COLLATE "C" REFERENCES file_import (id),
    keyed_at        timestamptz NOT NULL,
    keyed_by        text COLLATE "C" NOT NULL,
    settled_at      timestamptz,
    settled_by      text COLLATE "C"
);
CREATE INDEX paper_entry_attempt ON paper_entry (attempt_id, keyed_at);
CREATE INDEX paper_entry_import ON paper_entry (import_id);

ALTER TABLE attempt ADD COLUMN source text NOT NULL DEFAULT '' CHECK (source IN ('', 'paper'));
ALTER TABLE attempt ADD COLUMN sat_on date;

-- An assessment given elsewhere: only its scores are known here.
ALTER TABLE assessment ADD COLUMN elsewhere boolean NOT NULL DEFAULT false;
ALTER TABLE result ADD COLUMN import_id text COLLATE "C" REFERENCES file_import (id);
ALTER TABLE result ADD COLUMN import_row bigint;
ALTER TABLE result ADD COLUMN months_after bigint NOT NULL DEFAULT 0;
CREATE INDEX result_import ON result (import_id);

-- A training that was completed before relevo, or elsewhere. The institution,
-- cadre and region are those of the day.
CREATE TABLE past_training (
    id                 text COLLATE "C" PRIMARY KEY,
    person_id          text COLLATE "C" NOT NULL REFERENCES person (id),
    course_id          text COLLATE "C" REFERENCES course (id),
    title              text NOT NULL,
    completed_on       date NOT NULL,
    hours              double precision CHECK (hours > 0),
    modality           text NOT NULL CHECK (modality IN ('', 'virtual', 'face_to_face', 'mixed')),
    place              text NOT NULL,
    organiser          text NOT NULL,
    certificate_number text NOT NULL,
    institution_id     text COLLATE "C" REFERENCES institution (id),
    cadre              text NOT NULL,
    region             text NOT NULL,
    import_id          text COLLATE "C" NOT NULL REFERENCES file_import (id),
    import_row         bigint NOT NULL,
    recorded_at        timestamptz NOT NULL,
    recorded_by        text COLLATE "C" NOT NULL,
    superseded_at      timestamptz
);
CREATE INDEX past_training_person ON past_training (person_id, completed_on);
CREATE INDEX past_training_import ON past_training (import_id);

CREATE TABLE past_training_competency (
    past_training_id text COLLATE "C" NOT NULL REFERENCES past_training (id),
    competency_code  text COLLATE "C" NOT NULL REFERENCES competency (code),
    PRIMARY KEY (past_training_id, competency_code)
);

-- +goose Down
DROP TABLE past_training_competency;
DROP TABLE past_training;
DROP INDEX result_import;
ALTER TABLE result DROP COLUMN months_after;
ALTER TABLE result DROP COLUMN import_row;
ALTER TABLE result DROP COLUMN import_id;
ALTER TABLE assessment DROP COLUMN elsewhere;
ALTER TABLE attempt DROP COLUMN sat_on;
ALTER TABLE attempt DROP COLUMN source;
DROP TABLE paper_entry;
DROP TABLE paper_sheet;
DROP TABLE paper_batch;
DROP TABLE file_import;
