-- +goose Up
-- A course package that somebody uploaded. It never changes.
CREATE TABLE scorm_package (
    id              text COLLATE "C" PRIMARY KEY,
    standard        text NOT NULL CHECK (standard IN ('1.2', '2004')),
    edition         text NOT NULL,
    title           text NOT NULL,
    units           text NOT NULL,
    notes           text NOT NULL,
    file_name       text NOT NULL,
    size            bigint NOT NULL CHECK (size >= 0),
    files           bigint NOT NULL CHECK (files > 0),
    recorded_at     timestamptz NOT NULL,
    recorded_by     text COLLATE "C" NOT NULL
);

-- Where each file of a package lies, by its path in small letters; without a file: empty.
CREATE TABLE scorm_file (
    package_id      text COLLATE "C" NOT NULL REFERENCES scorm_package (id),
    path            text COLLATE "C" NOT NULL,
    media_type      text NOT NULL,
    file_id         text COLLATE "C" REFERENCES file (id),
    PRIMARY KEY (package_id, path)
);

-- A lesson may be a package.
ALTER TABLE lesson ADD COLUMN package_id text COLLATE "C" REFERENCES scorm_package (id);
ALTER TABLE lesson DROP CONSTRAINT lesson_kind_check;
ALTER TABLE lesson ADD CONSTRAINT lesson_kind_check CHECK (kind IN ('text', 'case_study', 'scorm'));

-- How a unit of a package was left, each time that somebody opened it: the newest word of
-- each visit, and what the package reported by then.
CREATE TABLE scorm_visit (
    enrolment_id    text COLLATE "C" NOT NULL REFERENCES enrolment (id),
    package_id      text COLLATE "C" NOT NULL REFERENCES scorm_package (id),
    unit            text COLLATE "C" NOT NULL,
    id              text COLLATE "C" NOT NULL,
    seq             bigint NOT NULL CHECK (seq > 0),
    data            text NOT NULL,
    finished        boolean NOT NULL,
    status          text NOT NULL,
    done            boolean NOT NULL,
    score           double precision,
    seconds         bigint NOT NULL CHECK (seconds >= 0),
    saved_at        timestamptz NOT NULL,
    PRIMARY KEY (enrolment_id, package_id, unit, id)
);

-- +goose Down
DROP TABLE scorm_visit;
UPDATE lesson SET kind = 'text' WHERE kind = 'scorm';
ALTER TABLE lesson DROP CONSTRAINT lesson_kind_check;
ALTER TABLE lesson ADD CONSTRAINT lesson_kind_check CHECK (kind IN ('text', 'case_study'));
ALTER TABLE lesson DROP COLUMN package_id;
DROP TABLE scorm_file;
DROP TABLE scorm_package;
