-- +goose Up
-- What the answers to an assessment say about its items, computed in the background: all occasions, each occasion and each
-- administration. A newer one takes the place of the older.
CREATE TABLE analysis (
    id              text COLLATE "C" PRIMARY KEY,
    assessment_id   text COLLATE "C" NOT NULL REFERENCES assessment (id),
    slice           text COLLATE "C" NOT NULL,
    attempts        bigint NOT NULL CHECK (attempts >= 0),
    computed_at     timestamptz NOT NULL,
    body            text NOT NULL,
    UNIQUE (assessment_id, slice)
);

-- That an assessment waits to be analysed: however many attempts are scored meanwhile, it waits once.
CREATE TABLE analysis_request (
    assessment_id   text COLLATE "C" PRIMARY KEY REFERENCES assessment (id),
    requested_at    timestamptz NOT NULL
);

-- +goose Down
DROP TABLE analysis_request;
DROP TABLE analysis;
