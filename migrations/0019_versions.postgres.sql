-- +goose Up
-- The same lesson in every version of a course carries the same origin.
ALTER TABLE lesson ADD COLUMN origin text COLLATE "C" NOT NULL DEFAULT '';
UPDATE lesson SET origin = id;

-- A lesson said otherwise: in another language, or with the examples of a
-- department (region) or of one institution and those below it.
CREATE TABLE lesson_wording (
    id              text COLLATE "C" PRIMARY KEY,
    lesson_id       text COLLATE "C" NOT NULL REFERENCES lesson (id),
    language        text NOT NULL,
    region          text NOT NULL,
    institution_id  text COLLATE "C" REFERENCES institution (id),
    title           text NOT NULL,
    content_warning text NOT NULL,
    source          text NOT NULL,
    html            text NOT NULL,
    recorded_at     timestamptz NOT NULL,
    recorded_by     text COLLATE "C" NOT NULL,
    CHECK (region = '' OR institution_id IS NULL)
);
CREATE INDEX lesson_wording_lesson ON lesson_wording (lesson_id);

-- That a text was read and found right by somebody. It holds for exactly the
-- text with this digest, in whichever version that stands.
CREATE TABLE wording_review (
    id              text COLLATE "C" PRIMARY KEY,
    digest          text COLLATE "C" NOT NULL,
    reviewer        text NOT NULL,
    reviewed_on     date NOT NULL,
    recorded_at     timestamptz NOT NULL,
    recorded_by     text COLLATE "C" NOT NULL
);
CREATE INDEX wording_review_digest ON wording_review (digest);

-- Which text of a lesson was read (null: the lesson's own), and, when an
-- enrolment was moved to another version, from which lesson the reading came.
ALTER TABLE lesson_read ADD COLUMN wording_id text COLLATE "C";
ALTER TABLE lesson_read ADD COLUMN carried_from text COLLATE "C";
-- In which language somebody reads the course; '' while they have not chosen.
ALTER TABLE enrolment ADD COLUMN language text NOT NULL DEFAULT '';

-- What happened to a draft on its way to being published. The digest is that
-- of the draft as it then was.
CREATE TABLE course_review (
    id                text COLLATE "C" PRIMARY KEY,
    course_version_id text COLLATE "C" NOT NULL REFERENCES course_version (id),
    position          bigint NOT NULL,
    kind              text NOT NULL CHECK (kind IN ('handed_in', 'comment', 'returned', 'approved', 'alone')),
    lesson_origin     text COLLATE "C" NOT NULL,
    text              text NOT NULL,
    digest            text COLLATE "C" NOT NULL,
    recorded_at       timestamptz NOT NULL,
    recorded_by       text COLLATE "C" NOT NULL,
    UNIQUE (course_version_id, position)
);

-- That those who were learning in an offering went over to another version.
CREATE TABLE offering_move (
    id              text COLLATE "C" PRIMARY KEY,
    offering_id     text COLLATE "C" NOT NULL REFERENCES offering (id),
    from_version_id text COLLATE "C" NOT NULL REFERENCES course_version (id),
    to_version_id   text COLLATE "C" NOT NULL REFERENCES course_version (id),
    read_again      text NOT NULL,
    moved           bigint NOT NULL,
    recorded_at     timestamptz NOT NULL,
    recorded_by     text COLLATE "C" NOT NULL
);
CREATE INDEX offering_move_offering ON offering_move (offering_id);

-- What must have been completed before a course, and for how long that counts
-- (null: for ever).
CREATE TABLE course_prerequisite (
    course_version_id text COLLATE "C" NOT NULL REFERENCES course_version (id),
    course_id         text COLLATE "C" NOT NULL REFERENCES course (id),
    months            bigint CHECK (months >= 1),
    PRIMARY KEY (course_version_id, course_id)
);

-- That somebody was enrolled though they lacked a course, and why.
CREATE TABLE enrolment_exception (
    id              text COLLATE "C" PRIMARY KEY,
    enrolment_id    text COLLATE "C" NOT NULL REFERENCES enrolment (id),
    course_id       text COLLATE "C" NOT NULL REFERENCES course (id),
    reason          text NOT NULL,
    recorded_at     timestamptz NOT NULL,
    recorded_by     text COLLATE "C" NOT NULL
);
CREATE INDEX enrolment_exception_enrolment ON enrolment_exception (enrolment_id);

-- A file with a whole course that somebody sent, and the version that came of it.
CREATE TABLE course_import (
    id                text COLLATE "C" PRIMARY KEY,
    file_id           text COLLATE "C" NOT NULL REFERENCES file (id),
    file_name         text NOT NULL,
    sent_at           timestamptz NOT NULL,
    sent_by           text COLLATE "C" NOT NULL,
    course_version_id text COLLATE "C" REFERENCES course_version (id)
);

-- +goose Down
DROP TABLE course_import;
DROP TABLE enrolment_exception;
DROP TABLE course_prerequisite;
DROP TABLE offering_move;
DROP TABLE course_review;
ALTER TABLE enrolment DROP COLUMN language;
ALTER TABLE lesson_read DROP COLUMN carried_from;
ALTER TABLE lesson_read DROP COLUMN wording_id;
DROP TABLE wording_review;
DROP TABLE lesson_wording;
ALTER TABLE lesson DROP COLUMN origin;
