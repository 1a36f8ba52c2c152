-- +goose Up
-- What the paper says, as it said it on the day it was issued.
CREATE TABLE certificate (
    id              text COLLATE "C" PRIMARY KEY,
    serial          text NOT NULL UNIQUE,
    verify_code     text NOT NULL UNIQUE,
    kind            text NOT NULL CHECK (kind IN ('attendance', 'completion', 'competence')),
    completion_id   text COLLATE "C" NOT NULL REFERENCES completion (id),
    person_id       text COLLATE "C" NOT NULL REFERENCES person (id),
    person_name     text NOT NULL,
    course_id       text COLLATE "C" NOT NULL REFERENCES course (id),
    course_title    text NOT NULL,
    competencies    text NOT NULL,
    funders         text NOT NULL,
    hours           double precision NOT NULL,
    issued_on       date NOT NULL,
    valid_until     date,
    institution_id  text COLLATE "C" REFERENCES institution (id),
    institution_name text NOT NULL,
    language        text NOT NULL,
    recorded_at     timestamptz NOT NULL,
    recorded_by     text COLLATE "C" NOT NULL,
    revoked_at      timestamptz,
    revoked_by      text COLLATE "C",
    revoke_reason   text NOT NULL,
    UNIQUE (completion_id, kind)
);
CREATE INDEX certificate_person ON certificate (person_id, issued_on);
CREATE INDEX certificate_institution ON certificate (institution_id, issued_on);

CREATE TABLE certificate_competency (
    certificate_id  text COLLATE "C" NOT NULL REFERENCES certificate (id),
    competency_code text NOT NULL REFERENCES competency (code),
    PRIMARY KEY (certificate_id, competency_code)
);
CREATE INDEX certificate_competency_code ON certificate_competency (competency_code);

-- +goose Down
DROP TABLE certificate_competency;
DROP TABLE certificate;
