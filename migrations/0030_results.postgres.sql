-- +goose Up
-- What a place wants an indicator of its results chain to become, and from which day it
-- is compared: the last fact said of an indicator and a competency counts.
CREATE TABLE results_target (
    id              TEXT PRIMARY KEY,
    institution_id  TEXT REFERENCES institution (id),
    competency_code TEXT NOT NULL REFERENCES competency (code),
    indicator       TEXT NOT NULL,
    value           double precision,
    due_on          date,
    baseline_on     date,
    note            TEXT NOT NULL,
    recorded_at     timestamptz NOT NULL,
    recorded_by     TEXT NOT NULL
);
CREATE INDEX results_target_indicator ON results_target (competency_code, indicator, recorded_at);

-- In which box of the chain an indicator stands; an empty box takes it out.
CREATE TABLE results_placing (
    id             TEXT PRIMARY KEY,
    institution_id TEXT REFERENCES institution (id),
    indicator      TEXT NOT NULL,
    box            TEXT NOT NULL CHECK (box IN ('', 'inputs', 'activities', 'outputs', 'outcomes', 'impact')),
    recorded_at    timestamptz NOT NULL,
    recorded_by    TEXT NOT NULL
);
CREATE INDEX results_placing_institution ON results_placing (institution_id, recorded_at);

-- +goose Down
DROP TABLE results_placing;
DROP TABLE results_target;
