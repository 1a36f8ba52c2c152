-- +goose Up
-- A few questions that a person is offered some time after a course.
CREATE TABLE refresher_set (
    id              text COLLATE "C" PRIMARY KEY,
    person_id       text COLLATE "C" NOT NULL REFERENCES person (id),
    versions        text NOT NULL,
    made_at         timestamptz NOT NULL,
    closes_on       date NOT NULL
);
CREATE INDEX refresher_set_person ON refresher_set (person_id, made_at);

-- What was answered, and what followed for the next time: never part of a score.
CREATE TABLE refresher_answer (
    id              text COLLATE "C" PRIMARY KEY,
    set_id          text COLLATE "C" NOT NULL REFERENCES refresher_set (id),
    person_id       text COLLATE "C" NOT NULL REFERENCES person (id),
    item_id         text COLLATE "C" NOT NULL REFERENCES item (id),
    item_version_id text COLLATE "C" NOT NULL REFERENCES item_version (id),
    competency_code text COLLATE "C" NOT NULL REFERENCES competency (code),
    value           text NOT NULL,
    share           double precision NOT NULL CHECK (share BETWEEN 0 AND 1),
    grade           bigint NOT NULL CHECK (grade BETWEEN 1 AND 4),
    stability       double precision NOT NULL CHECK (stability > 0),
    difficulty      double precision NOT NULL CHECK (difficulty BETWEEN 1 AND 10),
    due_on          date NOT NULL,
    rule_version    text NOT NULL,
    answered_at     timestamptz NOT NULL,
    UNIQUE (set_id, item_version_id)
);
CREATE INDEX refresher_answer_person ON refresher_answer (person_id, item_id);

-- That somebody wants no refreshers, or wants them again; the newest counts.
CREATE TABLE refresher_choice (
    id              text COLLATE "C" PRIMARY KEY,
    person_id       text COLLATE "C" NOT NULL REFERENCES person (id),
    wanted          boolean NOT NULL,
    recorded_at     timestamptz NOT NULL,
    recorded_by     text COLLATE "C" NOT NULL
);
CREATE INDEX refresher_choice_person ON refresher_choice (person_id);

-- +goose Down
DROP TABLE refresher_choice;
DROP TABLE refresher_answer;
DROP TABLE refresher_set;
