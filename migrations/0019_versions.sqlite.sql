-- +goose Up
-- The same lesson in every version of a course carries the same origin.
ALTER TABLE lesson ADD COLUMN origin TEXT NOT NULL DEFAULT '';
UPDATE lesson SET origin = id;

-- A lesson said otherwise: in another language, or with the examples of a
-- department (region) or of one institution and those below it.
CREATE TABLE lesson_wording (
    id              TEXT PRIMARY KEY,
    lesson_id       TEXT NOT NULL REFERENCES lesson (id),
    language        TEXT NOT NULL,
    region          TEXT NOT NULL,
    institution_id  TEXT REFERENCES institution (id),
    title           TEXT NOT NULL,
    content_warning TEXT NOT NULL,
    source          TEXT NOT NULL,
    html            TEXT NOT NULL,
    recorded_at     TEXT NOT NULL,
    recorded_by     TEXT NOT NULL,
    CHECK (region = '' OR institution_id IS NULL)
) STRICT;
CREATE INDEX lesson_wording_lesson ON lesson_wording (lesson_id);

-- That a text was read and found right by somebody. It holds for exactly the
-- text with this digest, in whichever version that stands.
CREATE TABLE wording_review (
    id              TEXT PRIMARY KEY,
    digest          TEXT NOT NULL,
    reviewer        TEXT NOT NULL,
    reviewed_on     TEXT NOT NULL,
    recorded_at     TEXT NOT NULL,
    recorded_by     TEXT NOT NULL
) STRICT;
CREATE INDEX wording_review_digest ON wording_review (digest);

-- Which text of a lesson was read (null: the lesson's own), and, when an
-- enrolment was moved to another version, from which lesson the reading came.
ALTER TABLE lesson_read ADD COLUMN wording_id TEXT;
ALTER TABLE lesson_read ADD COLUMN carried_from TEXT;
-- In which language somebody reads the course; '' while they have not chosen.
ALTER TABLE enrolment ADD COLUMN language TEXT NOT NULL DEFAULT '';

-- What happened to a draft on its way to being published. The digest is that
-- of the draft as it then was.
CREATE TABLE course_review (
    id                TEXT PRIMARY KEY,
    course_version_id TEXT NOT NULL REFERENCES course_version (id),
    position          INTEGER NOT NULL,
    kind              TEXT NOT NULL CHECK (kind IN ('handed_in', 'comment', 'returned', 'approved', 'alone')),
    lesson_origin     TEXT NOT NULL,
    text              TEXT NOT NULL,
    digest            TEXT NOT NULL,
    recorded_at       TEXT NOT NULL,
    recorded_by       TEXT NOT NULL,
    UNIQUE (course_version_id, position)
) STRICT;

-- That those who were learning in an offering went over to another version.
CREATE TABLE offering_move (
    id              TEXT PRIMARY KEY,
    offering_id     TEXT NOT NULL REFERENCES offering (id),
    from_version_id TEXT NOT NULL REFERENCES course_version (id),
    to_version_id   TEXT NOT NULL REFERENCES course_version (id),
    read_again      TEXT NOT NULL,
    moved           INTEGER NOT NULL,
    recorded_at     TEXT NOT NULL,
    recorded_by     TEXT NOT NULL
) STRICT;
CREATE INDEX offering_move_offering ON offering_move (offering_id);

-- What must have been completed before a course, and for how long that counts
-- (null: for ever).
CREATE TABLE course_prerequisite (
    course_version_id TEXT NOT NULL REFERENCES course_version (id),
    course_id         TEXT NOT NULL REFERENCES course (id),
    months            INTEGER CHECK (months >= 1),
    PRIMARY KEY (course_version_id, course_id)
) STRICT;

-- That somebody was enrolled though they lacked a course, and why.
CREATE TABLE enrolment_exception (
    id              TEXT PRIMARY KEY,
    enrolment_id    TEXT NOT NULL REFERENCES enrolment (id),
    course_id       TEXT NOT NULL REFERENCES course (id),
    reason          TEXT NOT NULL,
    recorded_at     TEXT NOT NULL,
    recorded_by     TEXT NOT NULL
) STRICT;
CREATE INDEX enrolment_exception_enrolment ON enrolment_exception (enrolment_id);

-- A file with a whole course that somebody sent, and the version that came of it.
CREATE TABLE course_import (
    id                TEXT PRIMARY KEY,
    file_id           TEXT NOT NULL REFERENCES file (id),
    file_name         TEXT NOT NULL,
    sent_at           TEXT NOT NULL,
    sent_by           TEXT NOT NULL,
    course_version_id TEXT REFERENCES course_version (id)
) STRICT;

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
