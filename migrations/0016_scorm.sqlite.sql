-- +goose Up
-- A course package that somebody uploaded. It never changes.
CREATE TABLE scorm_package (
    id              TEXT PRIMARY KEY,
    standard        TEXT NOT NULL CHECK (standard IN ('1.2', '2004')),
    edition         TEXT NOT NULL,
    title           TEXT NOT NULL,
    units           TEXT NOT NULL,
    notes           TEXT NOT NULL,
    file_name       TEXT NOT NULL,
    size            INTEGER NOT NULL CHECK (size >= 0),
    files           INTEGER NOT NULL CHECK (files > 0),
    recorded_at     TEXT NOT NULL,
    recorded_by     TEXT NOT NULL
) STRICT;

-- Where each file of a package lies, by its path in small letters; without a file: empty.
CREATE TABLE scorm_file (
    package_id      TEXT NOT NULL REFERENCES scorm_package (id),
    path            TEXT NOT NULL,
    media_type      TEXT NOT NULL,
    file_id         TEXT REFERENCES file (id),
    PRIMARY KEY (package_id, path)
) STRICT;

-- A lesson may be a package. SQLite changes a check by way of another column.
ALTER TABLE lesson ADD COLUMN package_id TEXT REFERENCES scorm_package (id);
ALTER TABLE lesson ADD COLUMN kind_now TEXT NOT NULL DEFAULT 'text' CHECK (kind_now IN ('text', 'case_study', 'scorm'));
UPDATE lesson SET kind_now = kind;
ALTER TABLE lesson DROP COLUMN kind;
ALTER TABLE lesson RENAME COLUMN kind_now TO kind;

-- How a unit of a package was left, each time that somebody opened it: the newest word of
-- each visit, and what the package reported by then.
CREATE TABLE scorm_visit (
    enrolment_id    TEXT NOT NULL REFERENCES enrolment (id),
    package_id      TEXT NOT NULL REFERENCES scorm_package (id),
    unit            TEXT NOT NULL,
    id              TEXT NOT NULL,
    seq             INTEGER NOT NULL CHECK (seq > 0),
    data            TEXT NOT NULL,
    finished        INTEGER NOT NULL CHECK (finished IN (0, 1)),
    status          TEXT NOT NULL,
    done            INTEGER NOT NULL CHECK (done IN (0, 1)),
    score           REAL,
    seconds         INTEGER NOT NULL CHECK (seconds >= 0),
    saved_at        TEXT NOT NULL,
    PRIMARY KEY (enrolment_id, package_id, unit, id)
) STRICT;

-- +goose Down
DROP TABLE scorm_visit;
UPDATE lesson SET kind = 'text' WHERE kind = 'scorm';
ALTER TABLE lesson ADD COLUMN kind_then TEXT NOT NULL DEFAULT 'text' CHECK (kind_then IN ('text', 'case_study'));
UPDATE lesson SET kind_then = kind;
ALTER TABLE lesson DROP COLUMN kind;
ALTER TABLE lesson RENAME COLUMN kind_then TO kind;
ALTER TABLE lesson DROP COLUMN package_id;
DROP TABLE scorm_file;
DROP TABLE scorm_package;
