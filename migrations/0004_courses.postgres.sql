-- +goose Up
CREATE TABLE funder (
    id              text COLLATE "C" PRIMARY KEY,
    code            text NOT NULL UNIQUE,
    name            text NOT NULL,
    created_at      timestamptz NOT NULL
);

CREATE TABLE course (
    id              text COLLATE "C" PRIMARY KEY,
    code            text NOT NULL UNIQUE,
    created_at      timestamptz NOT NULL,
    created_by      text COLLATE "C" NOT NULL,
    archived_at     timestamptz
);

-- What a course says. A published version never changes.
CREATE TABLE course_version (
    id              text COLLATE "C" PRIMARY KEY,
    course_id       text COLLATE "C" NOT NULL REFERENCES course (id),
    version         bigint NOT NULL,
    state           text NOT NULL CHECK (state IN ('draft', 'published')),
    title           text NOT NULL,
    summary         text NOT NULL,
    audience        text NOT NULL,
    language        text NOT NULL,
    assessment_id   text COLLATE "C" REFERENCES assessment (id),
    hours           double precision NOT NULL CHECK (hours >= 0),
    recorded_at     timestamptz NOT NULL,
    recorded_by     text COLLATE "C" NOT NULL,
    published_at    timestamptz,
    published_by    text COLLATE "C",
    UNIQUE (course_id, version)
);

CREATE TABLE course_competency (
    course_version_id text COLLATE "C" NOT NULL REFERENCES course_version (id),
    competency_code   text NOT NULL REFERENCES competency (code),
    PRIMARY KEY (course_version_id, competency_code)
);

CREATE TABLE module (
    id                text COLLATE "C" PRIMARY KEY,
    course_version_id text COLLATE "C" NOT NULL REFERENCES course_version (id),
    position          bigint NOT NULL,
    title             text NOT NULL,
    summary           text NOT NULL
);
CREATE INDEX module_course_version ON module (course_version_id, position);

CREATE TABLE lesson (
    id              text COLLATE "C" PRIMARY KEY,
    module_id       text COLLATE "C" NOT NULL REFERENCES module (id),
    position        bigint NOT NULL,
    title           text NOT NULL,
    minutes         bigint NOT NULL CHECK (minutes > 0),
    kind            text NOT NULL CHECK (kind IN ('text', 'case_study')),
    content_warning text NOT NULL,
    source          text NOT NULL,
    html            text NOT NULL
);
CREATE INDEX lesson_module ON lesson (module_id, position);

-- One scheduled run of a course version.
CREATE TABLE offering (
    id                text COLLATE "C" PRIMARY KEY,
    course_version_id text COLLATE "C" NOT NULL REFERENCES course_version (id),
    code              text NOT NULL UNIQUE,
    mode              text NOT NULL CHECK (mode IN ('virtual', 'face_to_face', 'mixed')),
    starts_on         date NOT NULL,
    ends_on           date NOT NULL,
    place             text NOT NULL,
    created_at        timestamptz NOT NULL,
    created_by        text COLLATE "C" NOT NULL,
    CHECK (ends_on >= starts_on)
);

CREATE TABLE offering_institution (
    offering_id     text COLLATE "C" NOT NULL REFERENCES offering (id),
    institution_id  text COLLATE "C" NOT NULL REFERENCES institution (id),
    PRIMARY KEY (offering_id, institution_id)
);

CREATE TABLE offering_funder (
    offering_id     text COLLATE "C" NOT NULL REFERENCES offering (id),
    funder_id       text COLLATE "C" NOT NULL REFERENCES funder (id),
    share           double precision NOT NULL CHECK (share > 0 AND share <= 1),
    PRIMARY KEY (offering_id, funder_id)
);

CREATE TABLE offering_trainer (
    offering_id     text COLLATE "C" NOT NULL REFERENCES offering (id),
    account_id      text COLLATE "C" NOT NULL REFERENCES account (id),
    PRIMARY KEY (offering_id, account_id)
);

CREATE TABLE offering_administration (
    offering_id       text COLLATE "C" NOT NULL REFERENCES offering (id),
    administration_id text COLLATE "C" NOT NULL REFERENCES administration (id),
    occasion          text NOT NULL,
    PRIMARY KEY (offering_id, administration_id)
);
CREATE INDEX offering_administration_administration ON offering_administration (administration_id);

CREATE TABLE enrolment (
    id              text COLLATE "C" PRIMARY KEY,
    offering_id     text COLLATE "C" NOT NULL REFERENCES offering (id),
    person_id       text COLLATE "C" NOT NULL REFERENCES person (id),
    institution_id  text COLLATE "C" REFERENCES institution (id),
    enrolled_at     timestamptz NOT NULL,
    enrolled_by     text COLLATE "C" NOT NULL,
    withdrawn_at    timestamptz,
    withdrawn_by    text COLLATE "C",
    withdraw_reason text NOT NULL,
    UNIQUE (offering_id, person_id)
);
CREATE INDEX enrolment_person ON enrolment (person_id);

CREATE TABLE lesson_read (
    enrolment_id    text COLLATE "C" NOT NULL REFERENCES enrolment (id),
    lesson_id       text COLLATE "C" NOT NULL REFERENCES lesson (id),
    read_at         timestamptz NOT NULL,
    PRIMARY KEY (enrolment_id, lesson_id)
);

CREATE TABLE attendance (
    id              text COLLATE "C" PRIMARY KEY,
    enrolment_id    text COLLATE "C" NOT NULL REFERENCES enrolment (id),
    held_on         date NOT NULL,
    hours           double precision NOT NULL CHECK (hours > 0 AND hours <= 24),
    recorded_at     timestamptz NOT NULL,
    recorded_by     text COLLATE "C" NOT NULL,
    superseded_at   timestamptz
);
CREATE INDEX attendance_enrolment ON attendance (enrolment_id);

-- That a person completed a course: appended once, naming the rule it
-- fulfilled. The institution, cadre and region are those of the day.
CREATE TABLE completion (
    id              text COLLATE "C" PRIMARY KEY,
    enrolment_id    text COLLATE "C" NOT NULL UNIQUE REFERENCES enrolment (id),
    person_id       text COLLATE "C" NOT NULL REFERENCES person (id),
    course_id       text COLLATE "C" NOT NULL REFERENCES course (id),
    course_version_id text COLLATE "C" NOT NULL REFERENCES course_version (id),
    completed_on    date NOT NULL,
    rule_version    text NOT NULL,
    detail          text NOT NULL,
    institution_id  text COLLATE "C" REFERENCES institution (id),
    cadre           text NOT NULL,
    region          text NOT NULL,
    recorded_at     timestamptz NOT NULL,
    recorded_by     text COLLATE "C" NOT NULL
);
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
