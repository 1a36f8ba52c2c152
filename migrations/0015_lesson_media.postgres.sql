-- +goose Up
-- A file of a course, called by a short name in its lessons. It never changes: another
-- content is another file.
CREATE TABLE course_file (
    id              text COLLATE "C" PRIMARY KEY,
    course_id       text COLLATE "C" NOT NULL REFERENCES course (id),
    name            text COLLATE "C" NOT NULL,
    kind            text NOT NULL CHECK (kind IN ('image', 'audio', 'video', 'document')),
    file_id         text COLLATE "C" NOT NULL REFERENCES file (id),
    media_type      text NOT NULL,
    size            bigint NOT NULL CHECK (size > 0),
    alt             text NOT NULL,
    width           bigint NOT NULL,
    height          bigint NOT NULL,
    seconds         bigint NOT NULL,
    poster_id       text COLLATE "C" REFERENCES file (id),
    uploaded_at     timestamptz NOT NULL,
    uploaded_by     text COLLATE "C" NOT NULL,
    UNIQUE (course_id, name)
);

-- The recording of a lesson's text being read.
CREATE TABLE lesson_audio (
    lesson_id       text COLLATE "C" PRIMARY KEY REFERENCES lesson (id) ON DELETE CASCADE,
    course_file_id  text COLLATE "C" NOT NULL REFERENCES course_file (id)
);

-- What a version of a course calls things.
CREATE TABLE glossary_term (
    id                text COLLATE "C" PRIMARY KEY,
    course_version_id text COLLATE "C" NOT NULL REFERENCES course_version (id),
    term              text COLLATE "C" NOT NULL,
    explanation       text NOT NULL,
    UNIQUE (course_version_id, term)
);

-- That somebody vouches that the text of a case study names nobody: of the text with this
-- hash, wherever in the course it stands. Another text has no signature.
CREATE TABLE case_signature (
    id              text COLLATE "C" PRIMARY KEY,
    course_id       text COLLATE "C" NOT NULL REFERENCES course (id),
    text_hash       text COLLATE "C" NOT NULL CHECK (length(text_hash) = 64),
    rule_version    text NOT NULL,
    statements      text NOT NULL,
    explanations    text NOT NULL,
    signed_at       timestamptz NOT NULL,
    signed_by       text COLLATE "C" NOT NULL
);
CREATE INDEX case_signature_text ON case_signature (course_id, text_hash);

-- A question with which the reader of a lesson checks themselves.
CREATE TABLE lesson_check (
    lesson_id       text COLLATE "C" NOT NULL REFERENCES lesson (id) ON DELETE CASCADE,
    item_version_id text COLLATE "C" NOT NULL REFERENCES item_version (id),
    position        bigint NOT NULL,
    PRIMARY KEY (lesson_id, item_version_id)
);

-- What was answered to it: for the reader, never for a score.
CREATE TABLE check_answer (
    id              text COLLATE "C" PRIMARY KEY,
    enrolment_id    text COLLATE "C" NOT NULL REFERENCES enrolment (id),
    lesson_id       text COLLATE "C" NOT NULL REFERENCES lesson (id),
    item_version_id text COLLATE "C" NOT NULL REFERENCES item_version (id),
    value           text NOT NULL,
    share           double precision NOT NULL CHECK (share >= 0 AND share <= 1),
    rule_version    text NOT NULL,
    answered_at     timestamptz NOT NULL
);
CREATE INDEX check_answer_enrolment ON check_answer (enrolment_id, lesson_id);

-- Where in a lesson somebody stopped reading.
CREATE TABLE reading_place (
    enrolment_id    text COLLATE "C" NOT NULL REFERENCES enrolment (id),
    lesson_id       text COLLATE "C" NOT NULL REFERENCES lesson (id),
    place           bigint NOT NULL CHECK (place > 0),
    saved_at        timestamptz NOT NULL,
    PRIMARY KEY (enrolment_id, lesson_id)
);

-- What somebody notes beside a lesson, for their own eyes.
CREATE TABLE lesson_note (
    enrolment_id    text COLLATE "C" NOT NULL REFERENCES enrolment (id),
    lesson_id       text COLLATE "C" NOT NULL REFERENCES lesson (id),
    body            text NOT NULL,
    saved_at        timestamptz NOT NULL,
    PRIMARY KEY (enrolment_id, lesson_id)
);

-- +goose Down
DROP TABLE lesson_note;
DROP TABLE reading_place;
DROP TABLE check_answer;
DROP TABLE lesson_check;
DROP TABLE case_signature;
DROP TABLE glossary_term;
DROP TABLE lesson_audio;
DROP TABLE course_file;
