-- +goose Up
-- A file with facts about people from before, or with what they answered on
-- paper: first a draft that is looked at, then the record of what it brought.
CREATE TABLE file_import (
    id              TEXT PRIMARY KEY,
    kind            TEXT NOT NULL CHECK (kind IN ('paper', 'results', 'trainings')),
    subject_id      TEXT NOT NULL,
    file_name       TEXT NOT NULL,
    file_sha256     TEXT NOT NULL,
    content         BLOB NOT NULL,
    settings        TEXT NOT NULL,
    choices         TEXT NOT NULL,
    summary         TEXT NOT NULL,
    created_at      TEXT NOT NULL,
    created_by      TEXT NOT NULL,
    confirmed_at    TEXT,
    confirmed_by    TEXT,
    undone_at       TEXT,
    undone_by       TEXT
) STRICT;
CREATE INDEX file_import_kind ON file_import (kind, subject_id, created_at);

-- Sheets printed together, so that they can be printed again as they were.
CREATE TABLE paper_batch (
    id                TEXT PRIMARY KEY,
    administration_id TEXT NOT NULL REFERENCES administration (id),
    sheets            TEXT NOT NULL,
    printed_at        TEXT NOT NULL,
    printed_by        TEXT NOT NULL
) STRICT;
CREATE INDEX paper_batch_administration ON paper_batch (administration_id, printed_at);

-- One printed test. Its code is all that is on it; whose it is stands on a strip
-- that is torn off. A spare sheet has no attempt until it is bound to one. seed
-- fixes the order of its options.
CREATE TABLE paper_sheet (
    id                TEXT PRIMARY KEY,
    code              TEXT NOT NULL UNIQUE,
    administration_id TEXT NOT NULL REFERENCES administration (id),
    form_id           TEXT NOT NULL REFERENCES form (id),
    attempt_id        TEXT REFERENCES attempt (id),
    seed              TEXT NOT NULL,
    spare             INTEGER NOT NULL CHECK (spare IN (0, 1)),
    printed_at        TEXT NOT NULL,
    printed_by        TEXT NOT NULL,
    bound_at          TEXT,
    bound_by          TEXT
) STRICT;
CREATE INDEX paper_sheet_administration ON paper_sheet (administration_id);
CREATE INDEX paper_sheet_attempt ON paper_sheet (attempt_id);

-- What somebody typed from a sheet: appended, never changed. state says what
-- became of it: it counts, it only verified, it waits for a decision, or not.
CREATE TABLE paper_entry (
    id              TEXT PRIMARY KEY,
    sheet_id        TEXT NOT NULL REFERENCES paper_sheet (id),
    attempt_id      TEXT NOT NULL REFERENCES attempt (id),
    state           TEXT NOT NULL CHECK (state IN ('counts', 'agrees', 'differs', 'conflict', 'dismissed', 'undone')),
    sat_on          TEXT NOT NULL,
    consented       INTEGER NOT NULL CHECK (consented IN (0, 1)),
    answers         TEXT NOT NULL,
    import_id       TEXT REFERENCES file_import (id),
    keyed_at        TEXT NOT NULL,
    keyed_by        TEXT NOT NULL,
    settled_at      TEXT,
    settled_by      TEXT
) STRICT;
CREATE INDEX paper_entry_attempt ON paper_entry (attempt_id, keyed_at);
CREATE INDEX paper_entry_import ON paper_entry (import_id);

ALTER TABLE attempt ADD COLUMN source TEXT NOT NULL DEFAULT '' CHECK (source IN ('', 'paper'));
ALTER TABLE attempt ADD COLUMN sat_on TEXT;

-- An assessment given elsewhere: only its scores are known here.
ALTER TABLE assessment ADD COLUMN elsewhere INTEGER NOT NULL DEFAULT 0 CHECK (elsewhere IN (0, 1));
ALTER TABLE result ADD COLUMN import_id TEXT REFERENCES file_import (id);
ALTER TABLE result ADD COLUMN import_row INTEGER;
ALTER TABLE result ADD COLUMN months_after INTEGER NOT NULL DEFAULT 0;
CREATE INDEX result_import ON result (import_id);

-- A training that was completed before relevo, or elsewhere. The institution,
-- cadre and region are those of the day.
CREATE TABLE past_training (
    id                 TEXT PRIMARY KEY,
    person_id          TEXT NOT NULL REFERENCES person (id),
    course_id          TEXT REFERENCES course (id),
    title              TEXT NOT NULL,
    completed_on       TEXT NOT NULL,
    hours              REAL CHECK (hours > 0),
    modality           TEXT NOT NULL CHECK (modality IN ('', 'virtual', 'face_to_face', 'mixed')),
    place              TEXT NOT NULL,
    organiser          TEXT NOT NULL,
    certificate_number TEXT NOT NULL,
    institution_id     TEXT REFERENCES institution (id),
    cadre              TEXT NOT NULL,
    region             TEXT NOT NULL,
    import_id          TEXT NOT NULL REFERENCES file_import (id),
    import_row         INTEGER NOT NULL,
    recorded_at        TEXT NOT NULL,
    recorded_by        TEXT NOT NULL,
    superseded_at      TEXT
) STRICT;
CREATE INDEX past_training_person ON past_training (person_id, completed_on);
CREATE INDEX past_training_import ON past_training (import_id);

CREATE TABLE past_training_competency (
    past_training_id TEXT NOT NULL REFERENCES past_training (id),
    competency_code  TEXT NOT NULL REFERENCES competency (code),
    PRIMARY KEY (past_training_id, competency_code)
) STRICT;

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
