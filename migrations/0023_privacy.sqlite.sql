-- +goose Up
-- What people ask about their own data, and until when an answer is due.
CREATE TABLE privacy_request (
    id              TEXT PRIMARY KEY,
    person_id       TEXT NOT NULL REFERENCES person (id),
    kind            TEXT NOT NULL CHECK (kind IN ('access', 'rectification', 'cancellation', 'opposition')),
    wording         TEXT NOT NULL,
    made_at         TEXT NOT NULL,
    due_on          TEXT NOT NULL
) STRICT;
CREATE INDEX privacy_request_person ON privacy_request (person_id, made_at);

-- The answer, of which there is one.
CREATE TABLE privacy_answer (
    request_id      TEXT PRIMARY KEY REFERENCES privacy_request (id),
    outcome         TEXT NOT NULL CHECK (outcome IN ('granted', 'refused')),
    reason          TEXT NOT NULL,
    answered_at     TEXT NOT NULL,
    answered_by     TEXT NOT NULL
) STRICT;

-- How many days and months things take here; the newest of a name holds.
CREATE TABLE privacy_setting (
    id              TEXT PRIMARY KEY,
    name            TEXT NOT NULL,
    value           INTEGER NOT NULL CHECK (value BETWEEN 1 AND 1200),
    recorded_at     TEXT NOT NULL,
    recorded_by     TEXT NOT NULL
) STRICT;

-- What was deleted because its time was over: how much of what, and never whose.
CREATE TABLE privacy_deletion (
    id              TEXT PRIMARY KEY,
    category        TEXT NOT NULL,
    before          TEXT NOT NULL,
    deleted         INTEGER NOT NULL CHECK (deleted > 0),
    deleted_at      TEXT NOT NULL
) STRICT;
CREATE INDEX privacy_deletion_at ON privacy_deletion (deleted_at);

-- Whose data were cancelled, so that it can be done again after a restore.
CREATE TABLE privacy_erasure (
    person_id       TEXT PRIMARY KEY,
    erased_at       TEXT NOT NULL
) STRICT;

-- Consents given and withdrawn, each for one purpose and one wording; the newest of a purpose holds.
CREATE TABLE consent (
    id              TEXT PRIMARY KEY,
    person_id       TEXT NOT NULL REFERENCES person (id),
    purpose         TEXT NOT NULL,
    version         INTEGER NOT NULL CHECK (version > 0),
    given           INTEGER NOT NULL CHECK (given IN (0, 1)),
    recorded_at     TEXT NOT NULL
) STRICT;
CREATE INDEX consent_person ON consent (person_id, purpose, recorded_at);

-- What went wrong with personal data, and what was done about it since.
CREATE TABLE incident (
    id              TEXT PRIMARY KEY,
    noticed_at      TEXT NOT NULL,
    what            TEXT NOT NULL,
    affected        TEXT NOT NULL,
    people          INTEGER CHECK (people >= 0),
    recorded_at     TEXT NOT NULL,
    recorded_by     TEXT NOT NULL
) STRICT;
CREATE TABLE incident_step (
    id              TEXT PRIMARY KEY,
    incident_id     TEXT NOT NULL REFERENCES incident (id),
    kind            TEXT NOT NULL CHECK (kind IN ('note', 'authority', 'people', 'closed')),
    note            TEXT NOT NULL,
    recorded_at     TEXT NOT NULL,
    recorded_by     TEXT NOT NULL
) STRICT;
CREATE INDEX incident_step_incident ON incident_step (incident_id, recorded_at);

-- +goose Down
DROP TABLE incident_step;
DROP TABLE incident;
DROP TABLE consent;
DROP TABLE privacy_erasure;
DROP TABLE privacy_deletion;
DROP TABLE privacy_setting;
DROP TABLE privacy_answer;
DROP TABLE privacy_request;
