-- +goose Up
-- Provinces (4 digits) and districts (6) as INEI's own list names them.
CREATE TABLE place (
    code            text COLLATE "C" PRIMARY KEY CHECK (length(code) IN (4, 6)),
    name            text NOT NULL,
    search_name     text COLLATE "C" NOT NULL,
    source          text NOT NULL,
    recorded_at     timestamptz NOT NULL,
    recorded_by     text COLLATE "C" NOT NULL
);
CREATE INDEX place_search ON place (search_name);

ALTER TABLE institution ADD COLUMN judicial_district text NOT NULL DEFAULT '';
ALTER TABLE institution ADD COLUMN languages text NOT NULL DEFAULT '';
ALTER TABLE institution ADD COLUMN merged_into text COLLATE "C" REFERENCES institution (id);

-- Names that an institution bore before the one it has.
CREATE TABLE institution_name (
    id              text COLLATE "C" PRIMARY KEY,
    institution_id  text COLLATE "C" NOT NULL REFERENCES institution (id),
    name            text NOT NULL,
    search_name     text COLLATE "C" NOT NULL,
    borne_until     date NOT NULL,
    recorded_at     timestamptz NOT NULL,
    recorded_by     text COLLATE "C" NOT NULL
);
CREATE INDEX institution_name_institution ON institution_name (institution_id, borne_until);

ALTER TABLE person ADD COLUMN languages text NOT NULL DEFAULT '';
ALTER TABLE person ADD COLUMN merged_into text COLLATE "C" REFERENCES person (id);

-- What was said of a person before somebody corrected it.
CREATE TABLE person_correction (
    id              text COLLATE "C" PRIMARY KEY,
    person_id       text COLLATE "C" NOT NULL REFERENCES person (id),
    was             text NOT NULL,
    recorded_at     timestamptz NOT NULL,
    recorded_by     text COLLATE "C" NOT NULL
);
CREATE INDEX person_correction_person ON person_correction (person_id, recorded_at);

-- Two records of one person or one institution that became one. moved says
-- which rows went over, so that it can be undone.
CREATE TABLE merger (
    id              text COLLATE "C" PRIMARY KEY,
    kind            text NOT NULL CHECK (kind IN ('person', 'institution')),
    kept_id         text COLLATE "C" NOT NULL,
    merged_id       text COLLATE "C" NOT NULL,
    moved           text NOT NULL,
    recorded_at     timestamptz NOT NULL,
    recorded_by     text COLLATE "C" NOT NULL,
    undone_at       timestamptz,
    undone_by       text COLLATE "C",
    CHECK (kept_id <> merged_id)
);
CREATE INDEX merger_kept ON merger (kept_id);
CREATE UNIQUE INDEX merger_merged ON merger (merged_id) WHERE undone_at IS NULL;

-- Two records that look alike and were found to be two people.
CREATE TABLE person_distinct (
    first_id        text COLLATE "C" NOT NULL REFERENCES person (id),
    second_id       text COLLATE "C" NOT NULL REFERENCES person (id),
    recorded_at     timestamptz NOT NULL,
    recorded_by     text COLLATE "C" NOT NULL,
    PRIMARY KEY (first_id, second_id),
    CHECK (first_id < second_id)
);

-- +goose Down
DROP TABLE person_distinct;
DROP TABLE merger;
DROP TABLE person_correction;
ALTER TABLE person DROP COLUMN merged_into;
ALTER TABLE person DROP COLUMN languages;
DROP TABLE institution_name;
ALTER TABLE institution DROP COLUMN merged_into;
ALTER TABLE institution DROP COLUMN languages;
ALTER TABLE institution DROP COLUMN judicial_district;
DROP TABLE place;
