-- +goose Up
-- Provinces (4 digits) and districts (6) as INEI's own list names them.
CREATE TABLE place (
    code            TEXT PRIMARY KEY CHECK (length(code) IN (4, 6)),
    name            TEXT NOT NULL,
    search_name     TEXT NOT NULL,
    source          TEXT NOT NULL,
    recorded_at     TEXT NOT NULL,
    recorded_by     TEXT NOT NULL
) STRICT;
CREATE INDEX place_search ON place (search_name);

ALTER TABLE institution ADD COLUMN judicial_district TEXT NOT NULL DEFAULT '';
ALTER TABLE institution ADD COLUMN languages TEXT NOT NULL DEFAULT '';
ALTER TABLE institution ADD COLUMN merged_into TEXT REFERENCES institution (id);

-- Names that an institution bore before the one it has.
CREATE TABLE institution_name (
    id              TEXT PRIMARY KEY,
    institution_id  TEXT NOT NULL REFERENCES institution (id),
    name            TEXT NOT NULL,
    search_name     TEXT NOT NULL,
    borne_until     TEXT NOT NULL,
    recorded_at     TEXT NOT NULL,
    recorded_by     TEXT NOT NULL
) STRICT;
CREATE INDEX institution_name_institution ON institution_name (institution_id, borne_until);

ALTER TABLE person ADD COLUMN languages TEXT NOT NULL DEFAULT '';
ALTER TABLE person ADD COLUMN merged_into TEXT REFERENCES person (id);

-- What was said of a person before somebody corrected it.
CREATE TABLE person_correction (
    id              TEXT PRIMARY KEY,
    person_id       TEXT NOT NULL REFERENCES person (id),
    was             TEXT NOT NULL,
    recorded_at     TEXT NOT NULL,
    recorded_by     TEXT NOT NULL
) STRICT;
CREATE INDEX person_correction_person ON person_correction (person_id, recorded_at);

-- Two records of one person or one institution that became one. moved says
-- which rows went over, so that it can be undone.
CREATE TABLE merger (
    id              TEXT PRIMARY KEY,
    kind            TEXT NOT NULL CHECK (kind IN ('person', 'institution')),
    kept_id         TEXT NOT NULL,
    merged_id       TEXT NOT NULL,
    moved           TEXT NOT NULL,
    recorded_at     TEXT NOT NULL,
    recorded_by     TEXT NOT NULL,
    undone_at       TEXT,
    undone_by       TEXT,
    CHECK (kept_id <> merged_id)
) STRICT;
CREATE INDEX merger_kept ON merger (kept_id);
CREATE UNIQUE INDEX merger_merged ON merger (merged_id) WHERE undone_at IS NULL;

-- Two records that look alike and were found to be two people.
CREATE TABLE person_distinct (
    first_id        TEXT NOT NULL REFERENCES person (id),
    second_id       TEXT NOT NULL REFERENCES person (id),
    recorded_at     TEXT NOT NULL,
    recorded_by     TEXT NOT NULL,
    PRIMARY KEY (first_id, second_id),
    CHECK (first_id < second_id)
) STRICT;

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
