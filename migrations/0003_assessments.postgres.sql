-- +goose Up
CREATE TABLE competency (
    code            text PRIMARY KEY,
    kind            text NOT NULL CHECK (kind IN ('personal', 'institutional')),
    position        bigint NOT NULL,
    name            text NOT NULL,
    description     text NOT NULL,
    levels          text NOT NULL,
    recorded_at     timestamptz NOT NULL,
    recorded_by     text COLLATE "C" NOT NULL
);

CREATE TABLE item_import (
    id              text COLLATE "C" PRIMARY KEY,
    file_name       text NOT NULL,
    format          text NOT NULL,
    report          text NOT NULL,
    imported_at     timestamptz NOT NULL,
    imported_by     text COLLATE "C" NOT NULL
);

CREATE TABLE item (
    id              text COLLATE "C" PRIMARY KEY,
    code            text NOT NULL UNIQUE,
    created_at      timestamptz NOT NULL,
    created_by      text COLLATE "C" NOT NULL,
    archived_at     timestamptz
);

-- What an item asks. A version never changes; options carry ids of their own,
-- so that answers survive any reordering.
CREATE TABLE item_version (
    id              text COLLATE "C" PRIMARY KEY,
    item_id         text COLLATE "C" NOT NULL REFERENCES item (id),
    version         bigint NOT NULL,
    kind            text NOT NULL,
    competency_code text NOT NULL REFERENCES competency (code),
    title           text NOT NULL,
    stem            text NOT NULL,
    body            text NOT NULL,
    rubric_id       text COLLATE "C",
    import_id       text COLLATE "C" REFERENCES item_import (id),
    recorded_at     timestamptz NOT NULL,
    recorded_by     text COLLATE "C" NOT NULL,
    UNIQUE (item_id, version)
);
CREATE INDEX item_version_competency ON item_version (competency_code);

CREATE TABLE rubric (
    id              text COLLATE "C" PRIMARY KEY,
    code            text NOT NULL,
    version         bigint NOT NULL,
    title           text NOT NULL,
    criteria        text NOT NULL,
    recorded_at     timestamptz NOT NULL,
    recorded_by     text COLLATE "C" NOT NULL,
    UNIQUE (code, version)
);

CREATE TABLE assessment (
    id              text COLLATE "C" PRIMARY KEY,
    code            text NOT NULL UNIQUE,
    title           text NOT NULL,
    instructions    text NOT NULL,
    cut_score       double precision NOT NULL CHECK (cut_score BETWEEN 0 AND 100),
    created_at      timestamptz NOT NULL,
    created_by      text COLLATE "C" NOT NULL
);

CREATE TABLE form (
    id              text COLLATE "C" PRIMARY KEY,
    assessment_id   text COLLATE "C" NOT NULL REFERENCES assessment (id),
    label           text NOT NULL,
    frozen_at       timestamptz,
    UNIQUE (assessment_id, label)
);

CREATE TABLE form_item (
    form_id         text COLLATE "C" NOT NULL REFERENCES form (id),
    position        bigint NOT NULL,
    item_version_id text COLLATE "C" NOT NULL REFERENCES item_version (id),
    points          double precision NOT NULL CHECK (points > 0),
    anchor          boolean NOT NULL,
    PRIMARY KEY (form_id, position),
    UNIQUE (form_id, item_version_id)
);

-- One sitting: which assessment, on what occasion, when. It knows its people
-- through their attempts, and nothing of courses.
CREATE TABLE administration (
    id              text COLLATE "C" PRIMARY KEY,
    assessment_id   text COLLATE "C" NOT NULL REFERENCES assessment (id),
    occasion        text NOT NULL CHECK (occasion IN ('pre', 'post', 'follow_up')),
    months_after    bigint NOT NULL,
    title           text NOT NULL,
    opens_at        timestamptz NOT NULL,
    closes_at       timestamptz,
    created_at      timestamptz NOT NULL,
    created_by      text COLLATE "C" NOT NULL
);

-- A person's place in an administration, from the day it is assigned. The
-- institution, cadre and region are those of that day.
CREATE TABLE attempt (
    id                text COLLATE "C" PRIMARY KEY,
    administration_id text COLLATE "C" NOT NULL REFERENCES administration (id),
    person_id         text COLLATE "C" NOT NULL REFERENCES person (id),
    form_id           text COLLATE "C" NOT NULL REFERENCES form (id),
    state             text NOT NULL CHECK (state IN ('not_started', 'in_progress', 'submitted', 'scored', 'closed')),
    due_on            date,
    institution_id    text COLLATE "C" REFERENCES institution (id),
    cadre             text NOT NULL,
    region            text NOT NULL,
    assigned_at       timestamptz NOT NULL,
    started_at        timestamptz,
    submitted_at      timestamptz,
    scored_at         timestamptz,
    closed_at         timestamptz,
    close_reason      text NOT NULL,
    receipt           text NOT NULL,
    UNIQUE (administration_id, person_id)
);
CREATE INDEX attempt_person ON attempt (person_id, assigned_at);
CREATE INDEX attempt_institution ON attempt (institution_id);

-- Everything that was ever answered. Within an attempt and item the highest
-- seq counts; the same device and seq again is the same answer.
CREATE TABLE answer (
    attempt_id      text COLLATE "C" NOT NULL REFERENCES attempt (id),
    item_version_id text COLLATE "C" NOT NULL REFERENCES item_version (id),
    seq             bigint NOT NULL,
    device          text NOT NULL,
    value           text NOT NULL,
    late            boolean NOT NULL,
    saved_at        timestamptz NOT NULL,
    PRIMARY KEY (attempt_id, item_version_id, seq, device)
);

-- A response that people score. Its id is random: neither it nor anything
-- shown with it says who wrote the response or on what occasion.
CREATE TABLE scoring_task (
    id              text COLLATE "C" PRIMARY KEY,
    attempt_id      text COLLATE "C" NOT NULL REFERENCES attempt (id),
    item_version_id text COLLATE "C" NOT NULL REFERENCES item_version (id),
    rubric_id       text COLLATE "C" NOT NULL REFERENCES rubric (id),
    ratings_needed  bigint NOT NULL CHECK (ratings_needed BETWEEN 1 AND 3),
    claimed_by      text COLLATE "C",
    claimed_at      timestamptz,
    done_at         timestamptz,
    UNIQUE (attempt_id, item_version_id)
);
CREATE INDEX scoring_task_open ON scoring_task (done_at, id);

CREATE TABLE rating (
    id              text COLLATE "C" PRIMARY KEY,
    task_id         text COLLATE "C" NOT NULL REFERENCES scoring_task (id),
    rater_id        text COLLATE "C" NOT NULL REFERENCES account (id),
    points          text NOT NULL,
    comment         text NOT NULL,
    recorded_at     timestamptz NOT NULL,
    superseded_at   timestamptz
);
CREATE INDEX rating_task ON rating (task_id);
CREATE INDEX rating_rater ON rating (rater_id, recorded_at);

CREATE TABLE item_score (
    id              text COLLATE "C" PRIMARY KEY,
    attempt_id      text COLLATE "C" NOT NULL REFERENCES attempt (id),
    item_version_id text COLLATE "C" NOT NULL REFERENCES item_version (id),
    points          double precision NOT NULL,
    max_points      double precision NOT NULL,
    rule_version    text NOT NULL,
    recorded_at     timestamptz NOT NULL,
    superseded_at   timestamptz
);
CREATE INDEX item_score_attempt ON item_score (attempt_id);

-- What a person showed in one competency on one occasion, 0 to 100.
CREATE TABLE result (
    id              text COLLATE "C" PRIMARY KEY,
    attempt_id      text COLLATE "C" REFERENCES attempt (id),
    person_id       text COLLATE "C" NOT NULL REFERENCES person (id),
    competency_code text NOT NULL REFERENCES competency (code),
    assessment_id   text COLLATE "C" NOT NULL REFERENCES assessment (id),
    form_label      text NOT NULL,
    occasion        text NOT NULL CHECK (occasion IN ('pre', 'post', 'follow_up')),
    assessed_on     date NOT NULL,
    score           double precision NOT NULL CHECK (score BETWEEN 0 AND 100),
    cut_score       double precision NOT NULL,
    institution_id  text COLLATE "C" REFERENCES institution (id),
    cadre           text NOT NULL,
    region          text NOT NULL,
    rule_version    text NOT NULL,
    recorded_at     timestamptz NOT NULL,
    recorded_by     text COLLATE "C" NOT NULL,
    superseded_at   timestamptz
);
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
