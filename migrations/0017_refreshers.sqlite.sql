-- +goose Up
-- A few questions that a person is offered some time after a course.
CREATE TABLE refresher_set (
    id              TEXT PRIMARY KEY,
    person_id       TEXT NOT NULL REFERENCES person (id),
    versions        TEXT NOT NULL,
    made_at         TEXT NOT NULL,
    closes_on       TEXT NOT NULL
) STRICT;
CREATE INDEX refresher_set_person ON refresher_set (person_id, made_at);

-- What was answered, and what followed for the next time: never part of a score.
CREATE TABLE refresher_answer (
    id              TEXT PRIMARY KEY,
    set_id          TEXT NOT NULL REFERENCES refresher_set (id),
    person_id       TEXT NOT NULL REFERENCES person (id),
    item_id         TEXT NOT NULL REFERENCES item (id),
    item_version_id TEXT NOT NULL REFERENCES item_version (id),
    competency_code TEXT NOT NULL REFERENCES competency (code),
    value           TEXT NOT NULL,
    share           REAL NOT NULL CHECK (share BETWEEN 0 AND 1),
    grade           INTEGER NOT NULL CHECK (grade BETWEEN 1 AND 4),
    stability       REAL NOT NULL CHECK (stability > 0),
    difficulty      REAL NOT NULL CHECK (difficulty BETWEEN 1 AND 10),
    due_on          TEXT NOT NULL,
    rule_version    TEXT NOT NULL,
    answered_at     TEXT NOT NULL,
    UNIQUE (set_id, item_version_id)
) STRICT;
CREATE INDEX refresher_answer_person ON refresher_answer (person_id, item_id);

-- That somebody wants no refreshers, or wants them again; the newest counts.
CREATE TABLE refresher_choice (
    id              TEXT PRIMARY KEY,
    person_id       TEXT NOT NULL REFERENCES person (id),
    wanted          INTEGER NOT NULL CHECK (wanted IN (0, 1)),
    recorded_at     TEXT NOT NULL,
    recorded_by     TEXT NOT NULL
) STRICT;
CREATE INDEX refresher_choice_person ON refresher_choice (person_id);

-- +goose Down
DROP TABLE refresher_choice;
DROP TABLE refresher_answer;
DROP TABLE refresher_set;
