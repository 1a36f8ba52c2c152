-- +goose Up
CREATE TABLE competency (
    code            TEXT PRIMARY KEY,
    kind            TEXT NOT NULL CHECK (kind IN ('personal', 'institutional')),
    position        INTEGER NOT NULL,
    name            TEXT NOT NULL,
    description     TEXT NOT NULL,
    levels          TEXT NOT NULL,
    recorded_at     TEXT NOT NULL,
    recorded_by     TEXT NOT NULL
) STRICT;

CREATE TABLE item_import (
    id              TEXT PRIMARY KEY,
    file_name       TEXT NOT NULL,
    format          TEXT NOT NULL,
    report          TEXT NOT NULL,
    imported_at     TEXT NOT NULL,
    imported_by     TEXT NOT NULL
) STRICT;

CREATE TABLE item (
    id              TEXT PRIMARY KEY,
    code            TEXT NOT NULL UNIQUE,
    created_at      TEXT NOT NULL,
    created_by      TEXT NOT NULL,
    archived_at     TEXT
) STRICT;

-- What an item asks. A version never changes; options carry ids of their own,
-- so that answers survive any reordering.
CREATE TABLE item_version (
    id              TEXT PRIMARY KEY,
    item_id         TEXT NOT NULL REFERENCES item (id),
    version         INTEGER NOT NULL,
    kind            TEXT NOT NULL,
    competency_code TEXT NOT NULL REFERENCES competency (code),
    title           TEXT NOT NULL,
    stem            TEXT NOT NULL,
    body            TEXT NOT NULL,
    rubric_id       TEXT,
    import_id       TEXT REFERENCES item_import (id),
    recorded_at     TEXT NOT NULL,
    recorded_by     TEXT NOT NULL,
    UNIQUE (item_id, version)
) STRICT;
CREATE INDEX item_version_competency ON item_version (competency_code);

CREATE TABLE rubric (
    id              TEXT PRIMARY KEY,
    code            TEXT NOT NULL,
    version         INTEGER NOT NULL,
    title           TEXT NOT NULL,
    criteria        TEXT NOT NULL,
    recorded_at     TEXT NOT NULL,
    recorded_by     TEXT NOT NULL,
    UNIQUE (code, version)
) STRICT;

CREATE TABLE assessment (
    id              TEXT PRIMARY KEY,
    code            TEXT NOT NULL UNIQUE,
    title           TEXT NOT NULL,
    instructions    TEXT NOT NULL,
    cut_score       REAL NOT NULL CHECK (cut_score BETWEEN 0 AND 100),
    created_at      TEXT NOT NULL,
    created_by      TEXT NOT NULL
) STRICT;

CREATE TABLE form (
    id              TEXT PRIMARY KEY,
    assessment_id   TEXT NOT NULL REFERENCES assessment (id),
    label           TEXT NOT NULL,
    frozen_at       TEXT,
    UNIQUE (assessment_id, label)
) STRICT;

CREATE TABLE form_item (
    form_id         TEXT NOT NULL REFERENCES form (id),
    position        INTEGER NOT NULL,
    item_version_id TEXT NOT NULL REFERENCES item_version (id),
    points          REAL NOT NULL CHECK (points > 0),
    anchor          INTEGER NOT NULL CHECK (anchor IN (0, 1)),
    PRIMARY KEY (form_id, position),
    UNIQUE (form_id, item_version_id)
) STRICT;

-- One sitting: which assessment, on what occasion, when. It knows its people
-- through their attempts, and nothing of courses.
CREATE TABLE administration (
    id              TEXT PRIMARY KEY,
    assessment_id   TEXT NOT NULL REFERENCES assessment (id),
    occasion        TEXT NOT NULL CHECK (occasion IN ('pre', 'post', 'follow_up')),
    months_after    INTEGER NOT NULL,
    title           TEXT NOT NULL,
    opens_at        TEXT NOT NULL,
    closes_at       TEXT,
    created_at      TEXT NOT NULL,
    created_by      TEXT NOT NULL
) STRICT;

-- A person's place in an administration, from the day it is assigned. The
-- institution, cadre and region are those of that day.
CREATE TABLE attempt (
    id                TEXT PRIMARY KEY,
    administration_id TEXT NOT NULL REFERENCES administration (id),
    person_id         TEXT NOT NULL REFERENCES person (id),
    form_id           TEXT NOT NULL REFERENCES form (id),
    state             TEXT NOT NULL CHECK (state IN ('not_started', 'in_progress', 'submitted', 'scored', 'closed')),
    due_on            TEXT,
    institution_id    TEXT REFERENCES institution (id),
    cadre             TEXT NOT NULL,
    region            TEXT NOT NULL,
    assigned_at       TEXT NOT NULL,
    started_at        TEXT,
    submitted_at      TEXT,
    scored_at         TEXT,
    closed_at         TEXT,
    close_reason      TEXT NOT NULL,
    receipt           TEXT NOT NULL,
    UNIQUE (administration_id, person_id)
) STRICT;
CREATE INDEX attempt_person ON attempt (person_id, assigned_at);
CREATE INDEX attempt_institution ON attempt (institution_id);

-- Everything that was ever answered. Within an attempt and item the highest
-- seq counts; the same device and seq again is the same answer.
CREATE TABLE answer (
    attempt_id      TEXT NOT NULL REFERENCES attempt (id),
    item_version_id TEXT NOT NULL REFERENCES item_version (id),
    seq             INTEGER NOT NULL,
    device          TEXT NOT NULL,
    value           TEXT NOT NULL,
    late            INTEGER NOT NULL CHECK (late IN (0, 1)),
    saved_at        TEXT NOT NULL,
    PRIMARY KEY (attempt_id, item_version_id, seq, device)
) STRICT;

-- A response that people score. Its id is random: neither it nor anything
-- shown with it says who wrote the response or on what occasion.
CREATE TABLE scoring_task (
    id              TEXT PRIMARY KEY,
    attempt_id      TEXT NOT NULL REFERENCES attempt (id),
    item_version_id TEXT NOT NULL REFERENCES item_version (id),
    rubric_id       TEXT NOT NULL REFERENCES rubric (id),
    ratings_needed  INTEGER NOT NULL CHECK (ratings_needed BETWEEN 1 AND 3),
    claimed_by      TEXT,
    claimed_at      TEXT,
    done_at         TEXT,
    UNIQUE (attempt_id, item_version_id)
) STRICT;
CREATE INDEX scoring_task_open ON scoring_task (done_at, id);

CREATE TABLE rating (
    id              TEXT PRIMARY KEY,
    task_id         TEXT NOT NULL REFERENCES scoring_task (id),
    rater_id        TEXT NOT NULL REFERENCES account (id),
    points          TEXT NOT NULL,
    comment         TEXT NOT NULL,
    recorded_at     TEXT NOT NULL,
    superseded_at   TEXT
) STRICT;
CREATE INDEX rating_task ON rating (task_id);
CREATE INDEX rating_rater ON rating (rater_id, recorded_at);

CREATE TABLE item_score (
    id              TEXT PRIMARY KEY,
    attempt_id      TEXT NOT NULL REFERENCES attempt (id),
    item_version_id TEXT NOT NULL REFERENCES item_version (id),
    points          REAL NOT NULL,
    max_points      REAL NOT NULL,
    rule_version    TEXT NOT NULL,
    recorded_at     TEXT NOT NULL,
    superseded_at   TEXT
) STRICT;
CREATE INDEX item_score_attempt ON item_score (attempt_id);

-- What a person showed in one competency on one occasion, 0 to 100.
CREATE TABLE result (
    id              TEXT PRIMARY KEY,
    attempt_id      TEXT REFERENCES attempt (id),
    person_id       TEXT NOT NULL REFERENCES person (id),
    competency_code TEXT NOT NULL REFERENCES competency (code),
    assessment_id   TEXT NOT NULL REFERENCES assessment (id),
    form_label      TEXT NOT NULL,
    occasion        TEXT NOT NULL CHECK (occasion IN ('pre', 'post', 'follow_up')),
    assessed_on     TEXT NOT NULL,
    score           REAL NOT NULL CHECK (score BETWEEN 0 AND 100),
    cut_score       REAL NOT NULL,
    institution_id  TEXT REFERENCES institution (id),
    cadre           TEXT NOT NULL,
    region          TEXT NOT NULL,
    rule_version    TEXT NOT NULL,
    recorded_at     TEXT NOT NULL,
    recorded_by     TEXT NOT NULL,
    superseded_at   TEXT
) STRICT;
CREATE INDEX result_person ON result (person_id, competency_code, assessed_on);
CREATE INDEX result_competency ON result (competency_code, occasion);

-- +goose Down
DROP TABLE result;
DROP TABLE item_score;
DROP TABLE rating;
DROP TABLE scoring_task;
DROP TABLE answer;
DROP TABLE attempt;
DROP TABLE administration;
DROP TABLE form_item;
DROP TABLE form;
DROP TABLE assessment;
DROP TABLE rubric;
DROP TABLE item_version;
DROP TABLE item;
DROP TABLE item_import;
DROP TABLE competency;
