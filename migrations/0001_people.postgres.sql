-- +goose Up
CREATE TABLE institution (
    id              text COLLATE "C" PRIMARY KEY,
    parent_id       text COLLATE "C" REFERENCES institution (id),
    path            text COLLATE "C" NOT NULL UNIQUE,
    code            text NOT NULL UNIQUE,
    name            text NOT NULL,
    search_name     text COLLATE "C" NOT NULL,
    kind            text NOT NULL CHECK (kind <> ''),
    sector          text NOT NULL CHECK (sector IN ('public', 'private')),
    ubigeo          text NOT NULL CHECK (length(ubigeo) IN (0, 2, 4, 6)),
    setting         text NOT NULL CHECK (setting IN ('', 'urban', 'rural')),
    closed_on       date,
    created_at      timestamptz NOT NULL
);
CREATE INDEX institution_parent ON institution (parent_id);
CREATE INDEX institution_search ON institution (search_name);

-- How many people of a cadre an institution should have, from a day on. The
-- newest record for a day counts.
CREATE TABLE approved_posts (
    id              text COLLATE "C" PRIMARY KEY,
    institution_id  text COLLATE "C" NOT NULL REFERENCES institution (id),
    cadre           text NOT NULL,
    valid_from      date NOT NULL,
    posts           bigint NOT NULL CHECK (posts >= 0),
    recorded_at     timestamptz NOT NULL,
    recorded_by     text COLLATE "C" NOT NULL
);
CREATE INDEX approved_posts_institution ON approved_posts (institution_id, cadre, valid_from);

CREATE TABLE person (
    id              text COLLATE "C" PRIMARY KEY,
    document_type   text NOT NULL CHECK (document_type IN ('dni', 'ce', 'passport', 'ptp', 'other', 'none')),
    document_number text,
    first_surname   text NOT NULL,
    second_surname  text NOT NULL,
    given_names     text NOT NULL,
    search_name     text COLLATE "C" NOT NULL,
    sex             text NOT NULL CHECK (sex IN ('', 'F', 'M', 'X')),
    birth_year      bigint CHECK (birth_year BETWEEN 1900 AND 2100),
    language        text NOT NULL,
    email           text NOT NULL,
    phone           text NOT NULL,
    created_at      timestamptz NOT NULL,
    CHECK ((document_type = 'none') = (document_number IS NULL))
);
CREATE UNIQUE INDEX person_document ON person (document_type, document_number);
CREATE INDEX person_search ON person (search_name);

-- One staff list as it was read and confirmed.
CREATE TABLE roster_import (
    id              text COLLATE "C" PRIMARY KEY,
    institution_id  text COLLATE "C" NOT NULL REFERENCES institution (id),
    as_of           date NOT NULL,
    file_name       text NOT NULL,
    file_sha256     text NOT NULL,
    list_rows       bigint NOT NULL,
    summary         text NOT NULL,
    confirmed_at    timestamptz NOT NULL,
    confirmed_by    text COLLATE "C" NOT NULL,
    undone_at       timestamptz,
    undone_by       text COLLATE "C"
);
CREATE INDEX roster_import_institution ON roster_import (institution_id, as_of);

-- A list that was uploaded and is being looked at; it goes when confirmed,
-- discarded or a week old.
CREATE TABLE roster_draft (
    id              text COLLATE "C" PRIMARY KEY,
    institution_id  text COLLATE "C" NOT NULL REFERENCES institution (id),
    as_of           date NOT NULL,
    file_name       text NOT NULL,
    content         bytea NOT NULL,
    mapping         text NOT NULL,
    choices         text NOT NULL,
    created_at      timestamptz NOT NULL,
    created_by      text COLLATE "C" NOT NULL
);

-- Which column means what, as a person last said for an institution's lists.
CREATE TABLE roster_mapping (
    institution_id  text COLLATE "C" NOT NULL REFERENCES institution (id),
    header          text NOT NULL,
    mapping         text NOT NULL,
    recorded_at     timestamptz NOT NULL,
    recorded_by     text COLLATE "C" NOT NULL,
    PRIMARY KEY (institution_id, header)
);

-- Facts about postings. stay_id names the stay that a fact speaks of; a
-- correction is a new fact about the same stay and names in replaces_id the one
-- it takes the place of. The one thing ever written on a fact after its birth is
-- the moment at which it stopped being believed.
CREATE TABLE posting (
    id              text COLLATE "C" PRIMARY KEY,
    stay_id         text COLLATE "C" NOT NULL,
    replaces_id     text COLLATE "C" REFERENCES posting (id),
    person_id       text COLLATE "C" NOT NULL REFERENCES person (id),
    institution_id  text COLLATE "C" NOT NULL REFERENCES institution (id),
    cadre           text NOT NULL,
    position        text NOT NULL,
    contract        text NOT NULL,
    starts_on       date NOT NULL,
    ends_on         date,
    ends_after      date,
    end_reason      text NOT NULL,
    last_seen_on    date,
    withdrawn       boolean NOT NULL,
    import_id       text COLLATE "C" REFERENCES roster_import (id),
    import_row      bigint,
    recorded_at     timestamptz NOT NULL,
    recorded_by     text COLLATE "C" NOT NULL,
    superseded_at   timestamptz,
    CHECK (ends_on IS NULL OR ends_on >= starts_on),
    CHECK (ends_after IS NULL OR (ends_on IS NOT NULL AND ends_after < ends_on))
);
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
