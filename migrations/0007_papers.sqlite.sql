-- +goose Up
-- How papers look: one version after another, never changed once made. Without
-- an institution it is everybody's; the nearest institution above decides.
CREATE TABLE paper_template (
    id              TEXT PRIMARY KEY,
    code            TEXT NOT NULL,
    version         INTEGER NOT NULL CHECK (version >= 1),
    institution_id  TEXT REFERENCES institution (id),
    name            TEXT NOT NULL,
    design          TEXT NOT NULL,
    created_at      TEXT NOT NULL,
    created_by      TEXT NOT NULL,
    superseded_at   TEXT,
    UNIQUE (code, version)
) STRICT;
CREATE UNIQUE INDEX paper_template_current ON paper_template (code) WHERE superseded_at IS NULL;

-- Logos and signatures, kept once whatever number of templates shows them.
CREATE TABLE paper_image (
    id              TEXT PRIMARY KEY,
    sha256          TEXT NOT NULL UNIQUE,
    media_type      TEXT NOT NULL CHECK (media_type IN ('image/png', 'image/jpeg')),
    width           INTEGER NOT NULL CHECK (width > 0),
    height          INTEGER NOT NULL CHECK (height > 0),
    content         BLOB NOT NULL,
    created_at      TEXT NOT NULL,
    created_by      TEXT NOT NULL
) STRICT;

-- For how long a certificate of competence of a course is valid, and from when.
CREATE TABLE validity_rule (
    id              TEXT PRIMARY KEY,
    course_id       TEXT NOT NULL REFERENCES course (id),
    months          INTEGER NOT NULL CHECK (months BETWEEN 1 AND 120),
    base            TEXT NOT NULL CHECK (base IN ('completion', 'previous', 'fixed')),
    fixed_month     INTEGER NOT NULL CHECK (fixed_month BETWEEN 0 AND 12),
    fixed_day       INTEGER NOT NULL CHECK (fixed_day BETWEEN 0 AND 31),
    minimum_months  INTEGER NOT NULL CHECK (minimum_months BETWEEN 0 AND 120),
    remind_days     INTEGER NOT NULL CHECK (remind_days BETWEEN 0 AND 365),
    recorded_at     TEXT NOT NULL,
    recorded_by     TEXT NOT NULL,
    superseded_at   TEXT
) STRICT;
CREATE UNIQUE INDEX validity_rule_current ON validity_rule (course_id) WHERE superseded_at IS NULL;

-- Many certificates issued at once, in the background.
CREATE TABLE certificate_batch (
    id              TEXT PRIMARY KEY,
    title           TEXT NOT NULL,
    kind            TEXT NOT NULL CHECK (kind IN ('attendance', 'completion', 'competence')),
    offering_id     TEXT REFERENCES offering (id),
    institution_id  TEXT REFERENCES institution (id),
    wanted          INTEGER NOT NULL CHECK (wanted >= 0),
    issued          INTEGER NOT NULL CHECK (issued >= 0),
    skipped         INTEGER NOT NULL CHECK (skipped >= 0),
    state           TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed', 'stopped')),
    created_at      TEXT NOT NULL,
    created_by      TEXT NOT NULL,
    finished_at     TEXT
) STRICT;

-- Each certificate that a batch is to issue, and what became of it.
CREATE TABLE certificate_batch_item (
    batch_id        TEXT NOT NULL REFERENCES certificate_batch (id),
    completion_id   TEXT NOT NULL REFERENCES completion (id),
    certificate_id  TEXT REFERENCES certificate (id),
    reason          TEXT NOT NULL,
    done_at         TEXT,
    PRIMARY KEY (batch_id, completion_id)
) STRICT;

-- That a holder was reminded that a certificate expires.
CREATE TABLE certificate_reminder (
    certificate_id  TEXT NOT NULL REFERENCES certificate (id),
    valid_until     TEXT NOT NULL,
    reminded_at     TEXT NOT NULL,
    PRIMARY KEY (certificate_id, valid_until)
) STRICT;

-- A transcript shared by its person through a link, until a moment.
CREATE TABLE transcript_link (
    id              TEXT PRIMARY KEY,
    token_hash      TEXT NOT NULL UNIQUE,
    person_id       TEXT NOT NULL REFERENCES person (id),
    purpose         TEXT NOT NULL,
    created_at      TEXT NOT NULL,
    created_by      TEXT NOT NULL,
    expires_at      TEXT NOT NULL,
    revoked_at      TEXT
) STRICT;
CREATE INDEX transcript_link_person ON transcript_link (person_id);

ALTER TABLE certificate ADD COLUMN template_id TEXT REFERENCES paper_template (id);
ALTER TABLE certificate ADD COLUMN rule_version TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE certificate DROP COLUMN rule_version;
ALTER TABLE certificate DROP COLUMN template_id;
DROP TABLE transcript_link;
DROP TABLE certificate_reminder;
DROP TABLE certificate_batch_item;
DROP TABLE certificate_batch;
DROP TABLE validity_rule;
DROP TABLE paper_image;
DROP TABLE paper_template;
