-- +goose Up
CREATE TABLE institution (
    id              TEXT PRIMARY KEY,
    parent_id       TEXT REFERENCES institution (id),
    path            TEXT NOT NULL UNIQUE,
    code            TEXT NOT NULL UNIQUE,
    name            TEXT NOT NULL,
    search_name     TEXT NOT NULL,
    kind            TEXT NOT NULL CHECK (kind <> ''),
    sector          TEXT NOT NULL CHECK (sector IN ('public', 'private')),
    ubigeo          TEXT NOT NULL CHECK (length(ubigeo) IN (0, 2, 4, 6)),
    setting         TEXT NOT NULL CHECK (setting IN ('', 'urban', 'rural')),
    closed_on       TEXT,
    created_at      TEXT NOT NULL
) STRICT;
CREATE INDEX institution_parent ON institution (parent_id);
CREATE INDEX institution_search ON institution (search_name);

-- How many people of a cadre an institution should have, from a day on. The
-- newest record for a day counts.
CREATE TABLE approved_posts (
    id              TEXT PRIMARY KEY,
    institution_id  TEXT NOT NULL REFERENCES institution (id),
    cadre           TEXT NOT NULL,
    valid_from      TEXT NOT NULL,
    posts           INTEGER NOT NULL CHECK (posts >= 0),
    recorded_at     TEXT NOT NULL,
    recorded_by     TEXT NOT NULL
) STRICT;
CREATE INDEX approved_posts_institution ON approved_posts (institution_id, cadre, valid_from);

CREATE TABLE person (
    id              TEXT PRIMARY KEY,
    document_type   TEXT NOT NULL CHECK (document_type IN ('dni', 'ce', 'passport', 'ptp', 'other', 'none')),
    document_number TEXT,
    first_surname   TEXT NOT NULL,
    second_surname  TEXT NOT NULL,
    given_names     TEXT NOT NULL,
    search_name     TEXT NOT NULL,
    sex             TEXT NOT NULL CHECK (sex IN ('', 'F', 'M', 'X')),
    birth_year      INTEGER CHECK (birth_year BETWEEN 1900 AND 2100),
    language        TEXT NOT NULL,
    email           TEXT NOT NULL,
    phone           TEXT NOT NULL,
    created_at      TEXT NOT NULL,
    CHECK ((document_type = 'none') = (document_number IS NULL))
) STRICT;
CREATE UNIQUE INDEX person_document ON person (document_type, document_number);
CREATE INDEX person_search ON person (search_name);

-- One staff list as it was read and confirmed.
CREATE TABLE roster_import (
    id              TEXT PRIMARY KEY,
    institution_id  TEXT NOT NULL REFERENCES institution (id),
    as_of           TEXT NOT NULL,
    file_name       TEXT NOT NULL,
    file_sha256     TEXT NOT NULL,
    list_rows       INTEGER NOT NULL,
    summary         TEXT NOT NULL,
    confirmed_at    TEXT NOT NULL,
    confirmed_by    TEXT NOT NULL,
    undone_at       TEXT,
    undone_by       TEXT
) STRICT;
CREATE INDEX roster_import_institution ON roster_import (institution_id, as_of);

-- A list that was uploaded and is being looked at; it goes when confirmed,
-- discarded or a week old.
CREATE TABLE roster_draft (
    id              TEXT PRIMARY KEY,
    institution_id  TEXT NOT NULL REFERENCES institution (id),
    as_of           TEXT NOT NULL,
    file_name       TEXT NOT NULL,
    content         BLOB NOT NULL,
    mapping         TEXT NOT NULL,
    choices         TEXT NOT NULL,
    created_at      TEXT NOT NULL,
    created_by      TEXT NOT NULL
) STRICT;

-- Which column means what, as a person last said for an institution's lists.
CREATE TABLE roster_mapping (
    institution_id  TEXT NOT NULL REFERENCES institution (id),
    header          TEXT NOT NULL,
    mapping         TEXT NOT NULL,
    recorded_at     TEXT NOT NULL,
    recorded_by     TEXT NOT NULL,
    PRIMARY KEY (institution_id, header)
) STRICT;

-- Facts about postings. stay_id names the stay that a fact speaks of; a
-- correction is a new fact about the same stay and names in replaces_id the one
-- it takes the place of. The one thing ever written on a fact after its birth is
-- the moment at which it stopped being believed.
CREATE TABLE posting (
    id              TEXT PRIMARY KEY,
    stay_id         TEXT NOT NULL,
    replaces_id     TEXT REFERENCES posting (id),
    person_id       TEXT NOT NULL REFERENCES person (id),
    institution_id  TEXT NOT NULL REFERENCES institution (id),
    cadre           TEXT NOT NULL,
    position        TEXT NOT NULL,
    contract        TEXT NOT NULL,
    starts_on       TEXT NOT NULL,
    ends_on         TEXT,
    ends_after      TEXT,
    end_reason      TEXT NOT NULL,
    last_seen_on    TEXT,
    withdrawn       INTEGER NOT NULL CHECK (withdrawn IN (0, 1)),
    import_id       TEXT REFERENCES roster_import (id),
    import_row      INTEGER,
    recorded_at     TEXT NOT NULL,
    recorded_by     TEXT NOT NULL,
    superseded_at   TEXT,
    CHECK (ends_on IS NULL OR ends_on >= starts_on),
    CHECK (ends_after IS NULL OR (ends_on IS NOT NULL AND ends_after < ends_on))
) STRICT;
CREATE UNIQUE INDEX posting_current ON posting (stay_id) WHERE superseded_at IS NULL;
CREATE INDEX posting_institution ON posting (institution_id, starts_on);
CREATE INDEX posting_person ON posting (person_id, starts_on);
CREATE INDEX posting_import ON posting (import_id);

-- +goose Down
DROP TABLE posting;
DROP TABLE roster_mapping;
DROP TABLE roster_draft;
DROP TABLE roster_import;
DROP TABLE person;
DROP TABLE approved_posts;
DROP TABLE institution;
