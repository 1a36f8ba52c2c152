-- +goose Up
-- What the paper says, as it said it on the day it was issued.
CREATE TABLE certificate (
    id              TEXT PRIMARY KEY,
    serial          TEXT NOT NULL UNIQUE,
    verify_code     TEXT NOT NULL UNIQUE,
    kind            TEXT NOT NULL CHECK (kind IN ('attendance', 'completion', 'competence')),
    completion_id   TEXT NOT NULL REFERENCES completion (id),
    person_id       TEXT NOT NULL REFERENCES person (id),
    person_name     TEXT NOT NULL,
    course_id       TEXT NOT NULL REFERENCES course (id),
    course_title    TEXT NOT NULL,
    competencies    TEXT NOT NULL,
    funders         TEXT NOT NULL,
    hours           REAL NOT NULL,
    issued_on       TEXT NOT NULL,
    valid_until     TEXT,
    institution_id  TEXT REFERENCES institution (id),
    institution_name TEXT NOT NULL,
    language        TEXT NOT NULL,
    recorded_at     TEXT NOT NULL,
    recorded_by     TEXT NOT NULL,
    revoked_at      TEXT,
    revoked_by      TEXT,
    revoke_reason   TEXT NOT NULL,
    UNIQUE (completion_id, kind)
) STRICT;
CREATE INDEX certificate_person ON certificate (person_id, issued_on);
CREATE INDEX certificate_institution ON certificate (institution_id, issued_on);

CREATE TABLE certificate_competency (
    certificate_id  TEXT NOT NULL REFERENCES certificate (id),
    competency_code TEXT NOT NULL REFERENCES competency (code),
    PRIMARY KEY (certificate_id, competency_code)
) STRICT;
CREATE INDEX certificate_competency_code ON certificate_competency (competency_code);

-- +goose Down
DROP TABLE certificate_competency;
DROP TABLE certificate;
