-- +goose Up
-- What the answers to an assessment say about its items, computed in the background: all occasions, each occasion and each
-- administration. A newer one takes the place of the older.
CREATE TABLE analysis (
    id              TEXT PRIMARY KEY,
    assessment_id   TEXT NOT NULL REFERENCES assessment (id),
    slice           TEXT NOT NULL,
    attempts        INTEGER NOT NULL CHECK (attempts >= 0),
    computed_at     TEXT NOT NULL,
    body            TEXT NOT NULL,
    UNIQUE (assessment_id, slice)
) STRICT;

-- That an assessment waits to be analysed: however many attempts are scored meanwhile, it waits once.
CREATE TABLE analysis_request (
    assessment_id   TEXT PRIMARY KEY REFERENCES assessment (id),
    requested_at    TEXT NOT NULL
) STRICT;

-- +goose Down
DROP TABLE analysis_request;
DROP TABLE analysis;
