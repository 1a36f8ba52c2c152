-- +goose Up
-- What people answered about how they are, kept for themselves alone and only with their consent.
CREATE TABLE selfcare_checkin (
    id              text COLLATE "C" PRIMARY KEY,
    person_id       text COLLATE "C" NOT NULL REFERENCES person (id),
    questionnaire   text COLLATE "C" NOT NULL,
    answers         text NOT NULL,
    answered_at     timestamptz NOT NULL
);
CREATE INDEX selfcare_checkin_person ON selfcare_checkin (person_id, answered_at);
CREATE INDEX selfcare_checkin_at ON selfcare_checkin (answered_at);

-- Questionnaires that were loaded, each with its licence, as they were loaded.
CREATE TABLE selfcare_pack (
    id              text COLLATE "C" PRIMARY KEY,
    title           text NOT NULL,
    content         text NOT NULL,
    loaded_at       timestamptz NOT NULL,
    loaded_by       text COLLATE "C" NOT NULL,
    ended_at        timestamptz,
    ended_by        text COLLATE "C"
);

-- Whom people can turn to; the newest holds.
CREATE TABLE selfcare_help (
    id              text COLLATE "C" PRIMARY KEY,
    wording         text NOT NULL,
    recorded_at     timestamptz NOT NULL,
    recorded_by     text COLLATE "C" NOT NULL
);

-- What was told of a half year, once; without numbers where it may not be told.
CREATE TABLE selfcare_figure (
    id              text COLLATE "C" PRIMARY KEY,
    half_year       date NOT NULL,
    region          text COLLATE "C" NOT NULL,
    people          bigint CHECK (people >= 11),
    heavy           bigint CHECK (heavy > 0 AND heavy < people),
    published_at    timestamptz NOT NULL,
    UNIQUE (half_year, region),
    CHECK ((people IS NULL) = (heavy IS NULL))
);

-- +goose Down
DROP TABLE selfcare_figure;
DROP TABLE selfcare_help;
DROP TABLE selfcare_pack;
DROP TABLE selfcare_checkin;
