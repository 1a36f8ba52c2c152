-- +goose Up
-- What people answered about how they are, kept for themselves alone and only with their consent.
CREATE TABLE selfcare_checkin (
    id              TEXT PRIMARY KEY,
    person_id       TEXT NOT NULL REFERENCES person (id),
    questionnaire   TEXT NOT NULL,
    answers         TEXT NOT NULL,
    answered_at     TEXT NOT NULL
) STRICT;
CREATE INDEX selfcare_checkin_person ON selfcare_checkin (person_id, answered_at);
CREATE INDEX selfcare_checkin_at ON selfcare_checkin (answered_at);

-- Questionnaires that were loaded, each with its licence, as they were loaded.
CREATE TABLE selfcare_pack (
    id              TEXT PRIMARY KEY,
    title           TEXT NOT NULL,
    content         TEXT NOT NULL,
    loaded_at       TEXT NOT NULL,
    loaded_by       TEXT NOT NULL,
    ended_at        TEXT,
    ended_by        TEXT
) STRICT;

-- Whom people can turn to; the newest holds.
CREATE TABLE selfcare_help (
    id              TEXT PRIMARY KEY,
    wording         TEXT NOT NULL,
    recorded_at     TEXT NOT NULL,
    recorded_by     TEXT NOT NULL
) STRICT;

-- What was told of a half year, once; without numbers where it may not be told.
CREATE TABLE selfcare_figure (
    id              TEXT PRIMARY KEY,
    half_year       TEXT NOT NULL,
    region          TEXT NOT NULL,
    people          INTEGER CHECK (people >= 11),
    heavy           INTEGER CHECK (heavy > 0 AND heavy < people),
    published_at    TEXT NOT NULL,
    UNIQUE (half_year, region),
    CHECK ((people IS NULL) = (heavy IS NULL))
) STRICT;

-- +goose Down
DROP TABLE selfcare_figure;
DROP TABLE selfcare_help;
DROP TABLE selfcare_pack;
DROP TABLE selfcare_checkin;
