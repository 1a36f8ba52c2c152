-- +goose Up
-- A file of a course, called by a short name in its lessons. It never changes: another
-- content is another file.
CREATE TABLE course_file (
    id              TEXT PRIMARY KEY,
    course_id       TEXT NOT NULL REFERENCES course (id),
    name            TEXT NOT NULL,
    kind            TEXT NOT NULL CHECK (kind IN ('image', 'audio', 'video', 'document')),
    file_id         TEXT NOT NULL REFERENCES file (id),
    media_type      TEXT NOT NULL,
    size            INTEGER NOT NULL CHECK (size > 0),
    alt             TEXT NOT NULL,
    width           INTEGER NOT NULL,
    height          INTEGER NOT NULL,
    seconds         INTEGER NOT NULL,
    poster_id       TEXT REFERENCES file (id),
    uploaded_at     TEXT NOT NULL,
    uploaded_by     TEXT NOT NULL,
    UNIQUE (course_id, name)
) STRICT;

-- The recording of a lesson's text being read.
CREATE TABLE lesson_audio (
    lesson_id       TEXT PRIMARY KEY REFERENCES lesson (id) ON DELETE CASCADE,
    course_file_id  TEXT NOT NULL REFERENCES course_file (id)
) STRICT;

-- What a version of a course calls things.
CREATE TABLE glossary_term (
    id                TEXT PRIMARY KEY,
    course_version_id TEXT NOT NULL REFERENCES course_version (id),
    term              TEXT NOT NULL,
    explanation       TEXT NOT NULL,
    UNIQUE (course_version_id, term)
) STRICT;

-- That somebody vouches that the text of a case study names nobody: of the text with this
-- hash, wherever in the course it stands. Another text has no signature.
CREATE TABLE case_signature (
    id              TEXT PRIMARY KEY,
    course_id       TEXT NOT NULL REFERENCES course (id),
    text_hash       TEXT NOT NULL CHECK (length(text_hash) = 64),
    rule_version    TEXT NOT NULL,
    statements      TEXT NOT NULL,
    explanations    TEXT NOT NULL,
    signed_at       TEXT NOT NULL,
    signed_by       TEXT NOT NULL
) STRICT;
CREATE INDEX case_signature_text ON case_signature (course_id, text_hash);

-- A question with which the reader of a lesson checks themselves.
CREATE TABLE lesson_check (
    lesson_id       TEXT NOT NULL REFERENCES lesson (id) ON DELETE CASCADE,
    item_version_id TEXT NOT NULL REFERENCES item_version (id),
    position        INTEGER NOT NULL,
    PRIMARY KEY (lesson_id, item_version_id)
) STRICT;

-- What was answered to it: for the reader, never for a score.
CREATE TABLE check_answer (
    id              TEXT PRIMARY KEY,
    enrolment_id    TEXT NOT NULL REFERENCES enrolment (id),
    lesson_id       TEXT NOT NULL REFERENCES lesson (id),
    item_version_id TEXT NOT NULL REFERENCES item_version (id),
    value           TEXT NOT NULL,
    share           REAL NOT NULL CHECK (share >= 0 AND share <= 1),
    rule_version    TEXT NOT NULL,
    answered_at     TEXT NOT NULL
) STRICT;
CREATE INDEX check_answer_enrolment ON check_answer (enrolment_id, lesson_id);

-- Where in a lesson somebody stopped reading.
CREATE TABLE reading_place (
    enrolment_id    TEXT NOT NULL REFERENCES enrolment (id),
    lesson_id       TEXT NOT NULL REFERENCES lesson (id),
    place           INTEGER NOT NULL CHECK (place > 0),
    saved_at        TEXT NOT NULL,
    PRIMARY KEY (enrolment_id, lesson_id)
) STRICT;

-- What somebody notes beside a lesson, for their own eyes.
CREATE TABLE lesson_note (
    enrolment_id    TEXT NOT NULL REFERENCES enrolment (id),
    lesson_id       TEXT NOT NULL REFERENCES lesson (id),
    body            TEXT NOT NULL,
    saved_at        TEXT NOT NULL,
    PRIMARY KEY (enrolment_id, lesson_id)
) STRICT;

-- +goose Down
DROP TABLE lesson_note;
DROP TABLE reading_place;
DROP TABLE check_answer;
DROP TABLE lesson_check;
DROP TABLE case_signature;
DROP TABLE glossary_term;
DROP TABLE lesson_audio;
DROP TABLE course_file;
