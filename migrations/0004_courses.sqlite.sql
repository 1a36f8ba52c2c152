-- +goose Up
CREATE TABLE funder (
    id              TEXT PRIMARY KEY,
    code            TEXT NOT NULL UNIQUE,
    name            TEXT NOT NULL,
    created_at      TEXT NOT NULL
) STRICT;

CREATE TABLE course (
    id              TEXT PRIMARY KEY,
    code            TEXT NOT NULL UNIQUE,
    created_at      TEXT NOT NULL,
    created_by      TEXT NOT NULL,
    archived_at     TEXT
) STRICT;

-- What a course says. A published version never changes.
CREATE TABLE course_version (
    id              TEXT PRIMARY KEY,
    course_id       TEXT NOT NULL REFERENCES course (id),
    version         INTEGER NOT NULL,
    state           TEXT NOT NULL CHECK (state IN ('draft', 'published')),
    title           TEXT NOT NULL,
    summary         TEXT NOT NULL,
    audience        TEXT NOT NULL,
    language        TEXT NOT NULL,
    assessment_id   TEXT REFERENCES assessment (id),
    hours           REAL NOT NULL CHECK (hours >= 0),
    recorded_at     TEXT NOT NULL,
    recorded_by     TEXT NOT NULL,
    published_at    TEXT,
    published_by    TEXT,
    UNIQUE (course_id, version)
) STRICT;

CREATE TABLE course_competency (
    course_version_id TEXT NOT NULL REFERENCES course_version (id),
    competency_code   TEXT NOT NULL REFERENCES competency (code),
    PRIMARY KEY (course_version_id, competency_code)
) STRICT;

CREATE TABLE module (
    id                TEXT PRIMARY KEY,
    course_version_id TEXT NOT NULL REFERENCES course_version (id),
    position          INTEGER NOT NULL,
    title             TEXT NOT NULL,
    summary           TEXT NOT NULL
) STRICT;
CREATE INDEX module_course_version ON module (course_version_id, position);

CREATE TABLE lesson (
    id              TEXT PRIMARY KEY,
    module_id       TEXT NOT NULL REFERENCES module (id),
    position        INTEGER NOT NULL,
    title           TEXT NOT NULL,
    minutes         INTEGER NOT NULL CHECK (minutes > 0),
    kind            TEXT NOT NULL CHECK (kind IN ('text', 'case_study')),
    content_warning TEXT NOT NULL,
    source          TEXT NOT NULL,
    html            TEXT NOT NULL
) STRICT;
CREATE INDEX lesson_module ON lesson (module_id, position);

-- One scheduled run of a course version.
CREATE TABLE offering (
    id                TEXT PRIMARY KEY,
    course_version_id TEXT NOT NULL REFERENCES course_version (id),
    code              TEXT NOT NULL UNIQUE,
    mode              TEXT NOT NULL CHECK (mode IN ('virtual', 'face_to_face', 'mixed')),
    starts_on         TEXT NOT NULL,
    ends_on           TEXT NOT NULL,
    place             TEXT NOT NULL,
    created_at        TEXT NOT NULL,
    created_by        TEXT NOT NULL,
    CHECK (ends_on >= starts_on)
) STRICT;

CREATE TABLE offering_institution (
    offering_id     TEXT NOT NULL REFERENCES offering (id),
    institution_id  TEXT NOT NULL REFERENCES institution (id),
    PRIMARY KEY (offering_id, institution_id)
) STRICT;

CREATE TABLE offering_funder (
    offering_id     TEXT NOT NULL REFERENCES offering (id),
    funder_id       TEXT NOT NULL REFERENCES funder (id),
    share           REAL NOT NULL CHECK (share > 0 AND share <= 1),
    PRIMARY KEY (offering_id, funder_id)
) STRICT;

CREATE TABLE offering_trainer (
    offering_id     TEXT NOT NULL REFERENCES offering (id),
    account_id      TEXT NOT NULL REFERENCES account (id),
    PRIMARY KEY (offering_id, account_id)
) STRICT;

CREATE TABLE offering_administration (
    offering_id       TEXT NOT NULL REFERENCES offering (id),
    administration_id TEXT NOT NULL REFERENCES administration (id),
    occasion          TEXT NOT NULL,
    PRIMARY KEY (offering_id, administration_id)
) STRICT;
CREATE INDEX offering_administration_administration ON offering_administration (administration_id);

CREATE TABLE enrolment (
    id              TEXT PRIMARY KEY,
    offering_id     TEXT NOT NULL REFERENCES offering (id),
    person_id       TEXT NOT NULL REFERENCES person (id),
    institution_id  TEXT REFERENCES institution (id),
    enrolled_at     TEXT NOT NULL,
    enrolled_by     TEXT NOT NULL,
    withdrawn_at    TEXT,
    withdrawn_by    TEXT,
    withdraw_reason TEXT NOT NULL,
    UNIQUE (offering_id, person_id)
) STRICT;
CREATE INDEX enrolment_person ON enrolment (person_id);

CREATE TABLE lesson_read (
    enrolment_id    TEXT NOT NULL REFERENCES enrolment (id),
    lesson_id       TEXT NOT NULL REFERENCES lesson (id),
    read_at         TEXT NOT NULL,
    PRIMARY KEY (enrolment_id, lesson_id)
) STRICT;

CREATE TABLE attendance (
    id              TEXT PRIMARY KEY,
    enrolment_id    TEXT NOT NULL REFERENCES enrolment (id),
    held_on         TEXT NOT NULL,
    hours           REAL NOT NULL CHECK (hours > 0 AND hours <= 24),
    recorded_at     TEXT NOT NULL,
    recorded_by     TEXT NOT NULL,
    superseded_at   TEXT
) STRICT;
CREATE INDEX attendance_enrolment ON attendance (enrolment_id);

-- That a person completed a course: appended once, naming the rule it
-- fulfilled. The institution, cadre and region are those of the day.
CREATE TABLE completion (
    id              TEXT PRIMARY KEY,
    enrolment_id    TEXT NOT NULL UNIQUE REFERENCES enrolment (id),
    person_id       TEXT NOT NULL REFERENCES person (id),
    course_id       TEXT NOT NULL REFERENCES course (id),
    course_version_id TEXT NOT NULL REFERENCES course_version (id),
    completed_on    TEXT NOT NULL,
    rule_version    TEXT NOT NULL,
    detail          TEXT NOT NULL,
    institution_id  TEXT REFERENCES institution (id),
    cadre           TEXT NOT NULL,
    region          TEXT NOT NULL,
    recorded_at     TEXT NOT NULL,
    recorded_by     TEXT NOT NULL
) STRICT;
CREATE INDEX completion_person ON completion (person_id, completed_on);
CREATE INDEX completion_course ON completion (course_id, completed_on);

-- +goose Down
DROP TABLE completion;
DROP TABLE attendance;
DROP TABLE lesson_read;
DROP TABLE enrolment;
DROP TABLE offering_administration;
DROP TABLE offering_trainer;
DROP TABLE offering_funder;
DROP TABLE offering_institution;
DROP TABLE offering;
DROP TABLE lesson;
DROP TABLE module;
DROP TABLE course_competency;
DROP TABLE course_version;
DROP TABLE course;
DROP TABLE funder;
