-- +goose Up
-- How papers look: one version after another, never changed once made. Without
-- an institution it is everybody's; the nearest institution above decides.
CREATE TABLE paper_template (
    id              text COLLATE "C" PRIMARY KEY,
    code            text COLLATE "C" NOT NULL,
    version         bigint NOT NULL CHECK (version >= 1),
    institution_id  text COLLATE "C" REFERENCES institution (id),
    name            text NOT NULL,
    design          text NOT NULL,
    created_at      timestamptz NOT NULL,
    created_by      text COLLATE "C" NOT NULL,
    superseded_at   timestamptz,
    UNIQUE (code, version)
);
CREATE UNIQUE INDEX paper_template_current ON paper_template (code) WHERE superseded_at IS NULL;

-- Logos and signatures, kept once whatever number of templates shows them.
CREATE TABLE paper_image (
    id              text COLLATE "C" PRIMARY KEY,
    sha256          text COLLATE "C" NOT NULL UNIQUE,
    media_type      text NOT NULL CHECK (media_type IN ('image/png', 'image/jpeg')),
    width           bigint NOT NULL CHECK (width > 0),
    height          bigint NOT NULL CHECK (height > 0),
    content         bytea NOT NULL,
    created_at      timestamptz NOT NULL,
    created_by      text COLLATE "C" NOT NULL
);

-- For how long a certificate of competence of a course is valid, and from when.
CREATE TABLE validity_rule (
    id              text COLLATE "C" PRIMARY KEY,
    course_id       text COLLATE "C" NOT NULL REFERENCES course (id),
    months          bigint NOT NULL CHECK (months BETWEEN 1 AND 120),
    base            text NOT NULL CHECK (base IN ('completion', 'previous', 'fixed')),
    fixed_month     bigint NOT NULL CHECK (fixed_month BETWEEN 0 AND 12),
    fixed_day       bigint NOT NULL CHECK (fixed_day BETWEEN 0 AND 31),
    minimum_months  bigint NOT NULL CHECK (minimum_months BETWEEN 0 AND 120),
    remind_days     bigint NOT NULL CHECK (remind_days BETWEEN 0 AND 365),
    recorded_at     timestamptz NOT NULL,
    recorded_by     text COLLATE "C" NOT NULL,
    superseded_at   timestamptz
);
CREATE UNIQUE INDEX validity_rule_current ON validity_rule (course_id) WHERE superseded_at IS NULL;

-- Many certificates issued at once, in the background.
CREATE TABLE certificate_batch (
    id              text COLLATE "C" PRIMARY KEY,
    title           text NOT NULL,
    kind            text NOT NULL CHECK (kind IN ('attendance', 'completion', 'competence')),
    offering_id     text COLLATE "C" REFERENCES offering (id),
    institution_id  text COLLATE "C" REFERENCES institution (id),
    wanted          bigint NOT NULL CHECK (wanted >= 0),
    issued          bigint NOT NULL CHECK (issued >= 0),
    skipped         bigint NOT NULL CHECK (skipped >= 0),
    state           text NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed', 'stopped')),
    created_at      timestamptz NOT NULL,
    created_by      text COLLATE "C" NOT NULL,
    finished_at     timestamptz
);

-- Each certificate that a batch is to issue, and what became of it.
CREATE TABLE certificate_batch_item (
    batch_id        text COLLATE "C" NOT NULL REFERENCES certificate_batch (id),
    completion_id   text COLLATE "C" NOT NULL REFERENCES completion (id),
    certificate_id  text COLLATE "C" REFERENCES certificate (id),
    reason          text NOT NULL,
    done_at         timestamptz,
    PRIMARY KEY (batch_id, completion_id)
);

-- That a holder was reminded that a certificate expires.
CREATE TABLE certificate_reminder (
    certificate_id  text COLLATE "C" NOT NULL REFERENCES certificate (id),
    valid_until     date NOT NULL,
    reminded_at     timestamptz NOT NULL,
    PRIMARY KEY (certificate_id, valid_until)
);

-- A transcript shared by its person through a link, until a moment.
CREATE TABLE transcript_link (
    id              text COLLATE "C" PRIMARY KEY,
    token_hash      text COLLATE "C" NOT NULL UNIQUE,
    person_id       text COLLATE "C" NOT NULL REFERENCES person (id),
    purpose         text NOT NULL,
    created_at      timestamptz NOT NULL,
    created_by      text COLLATE "C" NOT NULL,
    expires_at      timestamptz NOT NULL,
    revoked_at      timestamptz
);
CREATE INDEX transcript_link_person ON transcript_link (person_id);

ALTER TABLE certificate ADD COLUMN template_id text COLLATE "C" REFERENCES paper_template (id);
ALTER TABLE certificate ADD COLUMN rule_version text NOT NULL DEFAULT '';

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
