-- +goose Up
-- Where and when those of an offering meet. The secret makes the codes that are shown in the room.
CREATE TABLE meeting (
    id              TEXT PRIMARY KEY,
    offering_id     TEXT NOT NULL REFERENCES offering (id),
    held_on         TEXT NOT NULL,
    from_minute     INTEGER NOT NULL CHECK (from_minute >= 0),
    to_minute       INTEGER NOT NULL CHECK (to_minute <= 1440),
    title           TEXT NOT NULL,
    place           TEXT NOT NULL,
    facilitators    TEXT NOT NULL,
    agenda          TEXT NOT NULL,
    agenda_html     TEXT NOT NULL,
    secret          TEXT NOT NULL,
    created_at      TEXT NOT NULL,
    created_by      TEXT NOT NULL,
    cancelled_at    TEXT,
    cancelled_by    TEXT,
    CHECK (to_minute > from_minute)
) STRICT;
CREATE INDEX meeting_offering ON meeting (offering_id, held_on);
CREATE INDEX meeting_held ON meeting (held_on);

-- What was said and agreed. The first is a draft until it is locked; every further one is a
-- correction, which is locked as it is written.
CREATE TABLE meeting_minutes (
    id              TEXT PRIMARY KEY,
    meeting_id      TEXT NOT NULL REFERENCES meeting (id),
    source          TEXT NOT NULL,
    html            TEXT NOT NULL,
    written_at      TEXT NOT NULL,
    written_by      TEXT NOT NULL,
    locked_at       TEXT,
    locked_by       TEXT
) STRICT;
CREATE INDEX meeting_minutes_meeting ON meeting_minutes (meeting_id, written_at);

-- What was noted of somebody's presence at a meeting: their own sign-in, without hours, or
-- the trainer's word. Nothing is changed or taken out; the key makes that nothing is noted twice.
CREATE TABLE meeting_mark (
    id              TEXT PRIMARY KEY,
    meeting_id      TEXT NOT NULL REFERENCES meeting (id),
    enrolment_id    TEXT NOT NULL REFERENCES enrolment (id),
    mark_key        TEXT NOT NULL,
    how             TEXT NOT NULL CHECK (how IN ('code', 'roll', 'sheet')),
    hours           REAL CHECK (hours >= 0 AND hours <= 24),
    marked_at       TEXT NOT NULL,
    recorded_at     TEXT NOT NULL,
    recorded_by     TEXT NOT NULL,
    UNIQUE (meeting_id, mark_key)
) STRICT;
CREATE INDEX meeting_mark_enrolment ON meeting_mark (enrolment_id);

-- A sheet that was printed to be signed: who stands on it, in which order.
CREATE TABLE meeting_sheet (
    code            TEXT PRIMARY KEY,
    meeting_id      TEXT NOT NULL REFERENCES meeting (id),
    enrolments      TEXT NOT NULL,
    printed_at      TEXT NOT NULL,
    printed_by      TEXT NOT NULL
) STRICT;
CREATE INDEX meeting_sheet_meeting ON meeting_sheet (meeting_id);

-- Hours that come from a meeting name it; what is noted for a whole day names none.
ALTER TABLE attendance ADD COLUMN meeting_id TEXT REFERENCES meeting (id);

-- How many fit into an offering; NULL: as many as come.
ALTER TABLE offering ADD COLUMN seats INTEGER CHECK (seats > 0);

-- Who waits for a seat, in the order in which they asked. A seat that becomes free ends the wait.
CREATE TABLE waiting_place (
    id              TEXT PRIMARY KEY,
    offering_id     TEXT NOT NULL REFERENCES offering (id),
    person_id       TEXT NOT NULL REFERENCES person (id),
    institution_id  TEXT REFERENCES institution (id),
    asked_at        TEXT NOT NULL,
    asked_by        TEXT NOT NULL,
    ended_at        TEXT,
    outcome         TEXT NOT NULL CHECK (outcome IN ('', 'seat', 'left', 'gone'))
) STRICT;
CREATE UNIQUE INDEX waiting_place_open ON waiting_place (offering_id, person_id) WHERE ended_at IS NULL;
CREATE INDEX waiting_place_person ON waiting_place (person_id);

-- A code with which people enrol themselves, until a day, and whom it is for. The newest that is not closed counts.
CREATE TABLE offering_entry (
    id              TEXT PRIMARY KEY,
    offering_id     TEXT NOT NULL REFERENCES offering (id),
    code            TEXT NOT NULL UNIQUE,
    last_on         TEXT NOT NULL,
    cadres          TEXT NOT NULL,
    opened_at       TEXT NOT NULL,
    opened_by       TEXT NOT NULL,
    closed_at       TEXT,
    closed_by       TEXT
) STRICT;
CREATE INDEX offering_entry_offering ON offering_entry (offering_id, opened_at);

CREATE TABLE offering_entry_institution (
    entry_id        TEXT NOT NULL REFERENCES offering_entry (id),
    institution_id  TEXT NOT NULL REFERENCES institution (id),
    PRIMARY KEY (entry_id, institution_id)
) STRICT;

-- A rule by which people were enrolled, and what it came to: the reason for their enrolments.
CREATE TABLE enrolment_rule (
    id              TEXT PRIMARY KEY,
    offering_id     TEXT NOT NULL REFERENCES offering (id),
    rule            TEXT NOT NULL,
    added           INTEGER NOT NULL,
    waiting         INTEGER NOT NULL,
    applied_at      TEXT NOT NULL,
    applied_by      TEXT NOT NULL
) STRICT;
CREATE INDEX enrolment_rule_offering ON enrolment_rule (offering_id, applied_at);
ALTER TABLE enrolment ADD COLUMN rule_id TEXT REFERENCES enrolment_rule (id);

-- What an offering cost, in hundredths of a sol. A correction is a new row in place of another.
CREATE TABLE offering_cost (
    id              TEXT PRIMARY KEY,
    offering_id     TEXT NOT NULL REFERENCES offering (id),
    kind            TEXT NOT NULL CHECK (kind IN ('instruction', 'participants', 'travel', 'other')),
    centimos        INTEGER NOT NULL CHECK (centimos >= 0),
    note            TEXT NOT NULL,
    corrects_id     TEXT REFERENCES offering_cost (id),
    recorded_at     TEXT NOT NULL,
    recorded_by     TEXT NOT NULL,
    superseded_at   TEXT
) STRICT;
CREATE INDEX offering_cost_offering ON offering_cost (offering_id);

-- What those of an offering were told: by a trainer, or that a seat became free for them.
CREATE TABLE offering_message (
    id              TEXT PRIMARY KEY,
    offering_id     TEXT NOT NULL REFERENCES offering (id),
    kind            TEXT NOT NULL CHECK (kind IN ('message', 'seat')),
    subject         TEXT NOT NULL,
    body            TEXT NOT NULL,
    chosen          TEXT NOT NULL,
    sent_at         TEXT NOT NULL,
    sent_by         TEXT NOT NULL
) STRICT;
CREATE INDEX offering_message_offering ON offering_message (offering_id, sent_at);

CREATE TABLE offering_message_person (
    message_id      TEXT NOT NULL REFERENCES offering_message (id),
    person_id       TEXT NOT NULL REFERENCES person (id),
    mailed          INTEGER NOT NULL CHECK (mailed IN (0, 1)),
    read_at         TEXT,
    PRIMARY KEY (message_id, person_id)
) STRICT;
CREATE INDEX offering_message_person_person ON offering_message_person (person_id, read_at);

-- +goose Down
DROP TABLE offering_message_person;
DROP TABLE offering_message;
DROP TABLE offering_cost;
ALTER TABLE enrolment DROP COLUMN rule_id;
DROP TABLE enrolment_rule;
DROP TABLE offering_entry_institution;
DROP TABLE offering_entry;
DROP TABLE waiting_place;
ALTER TABLE offering DROP COLUMN seats;
ALTER TABLE attendance DROP COLUMN meeting_id;
DROP TABLE meeting_sheet;
DROP TABLE meeting_mark;
DROP TABLE meeting_minutes;
DROP TABLE meeting;
