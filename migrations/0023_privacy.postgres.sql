-- +goose Up
-- What people ask about their own data, and until when an answer is due.
CREATE TABLE privacy_request (
    id              text COLLATE "C" PRIMARY KEY,
    person_id       text COLLATE "C" NOT NULL REFERENCES person (id),
    kind            text NOT NULL CHECK (kind IN ('access', 'rectification', 'cancellation', 'opposition')),
    wording         text NOT NULL,
    made_at         timestamptz NOT NULL,
    due_on          date NOT NULL
);
CREATE INDEX privacy_request_person ON privacy_request (person_id, made_at);

-- The answer, of which there is one.
CREATE TABLE privacy_answer (
    request_id      text COLLATE "C" PRIMARY KEY REFERENCES privacy_request (id),
    outcome         text NOT NULL CHECK (outcome IN ('granted', 'refused')),
    reason          text NOT NULL,
    answered_at     timestamptz NOT NULL,
    answered_by     text COLLATE "C" NOT NULL
);

-- How many days and months things take here; the newest of a name holds.
CREATE TABLE privacy_setting (
    id              text COLLATE "C" PRIMARY KEY,
    name            text COLLATE "C" NOT NULL,
    value           bigint NOT NULL CHECK (value BETWEEN 1 AND 1200),
    recorded_at     timestamptz NOT NULL,
    recorded_by     text COLLATE "C" NOT NULL
);

-- What was deleted because its time was over: how much of what, and never whose.
CREATE TABLE privacy_deletion (
    id              text COLLATE "C" PRIMARY KEY,
    category        text COLLATE "C" NOT NULL,
    before          timestamptz NOT NULL,
    deleted         bigint NOT NULL CHECK (deleted > 0),
    deleted_at      timestamptz NOT NULL
);
CREATE INDEX privacy_deletion_at ON privacy_deletion (deleted_at);

-- Whose data were cancelled, so that it can be done again after a restore.
CREATE TABLE privacy_erasure (
    person_id       text COLLATE "C" PRIMARY KEY,
    erased_at       timestamptz NOT NULL
);

-- Consents given and withdrawn, each for one purpose and one wording; the newest of a purpose holds.
CREATE TABLE consent (
    id              text COLLATE "C" PRIMARY KEY,
    person_id       text COLLATE "C" NOT NULL REFERENCES person (id),
    purpose         text COLLATE "C" NOT NULL,
    version         bigint NOT NULL CHECK (version > 0),
    given           boolean NOT NULL,
    recorded_at     timestamptz NOT NULL
);
CREATE INDEX consent_person ON consent (person_id, purpose, recorded_at);

-- What went wrong with personal data, and what was done about it since.
CREATE TABLE incident (
    id              text COLLATE "C" PRIMARY KEY,
    noticed_at      timestamptz NOT NULL,
    what            text NOT NULL,
    affected        text NOT NULL,
    people          bigint CHECK (people >= 0),
    recorded_at     timestamptz NOT NULL,
    recorded_by     text COLLATE "C" NOT NULL
);
CREATE TABLE incident_step (
    id              text COLLATE "C" PRIMARY KEY,
    incident_id     text COLLATE "C" NOT NULL REFERENCES incident (id),
    kind            text NOT NULL CHECK (kind IN ('note', 'authority', 'people', 'closed')),
    note            text NOT NULL,
    recorded_at     timestamptz NOT NULL,
    recorded_by     text COLLATE "C" NOT NULL
);
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
