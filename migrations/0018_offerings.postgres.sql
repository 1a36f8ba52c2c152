-- +goose Up
-- Where and when those of an offering meet. The secret makes the codes that are shown in the room.
CREATE TABLE meeting (
    id              text COLLATE "C" PRIMARY KEY,
    offering_id     text COLLATE "C" NOT NULL REFERENCES offering (id),
    held_on         date NOT NULL,
    from_minute     bigint NOT NULL CHECK (from_minute >= 0),
    to_minute       bigint NOT NULL CHECK (to_minute <= 1440),
    title           text NOT NULL,
    place           text NOT NULL,
    facilitators    text NOT NULL,
    agenda          text NOT NULL,
    agenda_html     text NOT NULL,
    secret          text COLLATE "C" NOT NULL,
    created_at      timestamptz NOT NULL,
    created_by      text COLLATE "C" NOT NULL,
    cancelled_at    timestamptz,
    cancelled_by    text COLLATE "C",
    CHECK (to_minute > from_minute)
);
CREATE INDEX meeting_offering ON meeting (offering_id, held_on);
CREATE INDEX meeting_held ON meeting (held_on);

-- What was said and agreed. The first is a draft until it is locked; every further one is a
-- correction, which is locked as it is written.
CREATE TABLE meeting_minutes (
    id              text COLLATE "C" PRIMARY KEY,
    meeting_id      text COLLATE "C" NOT NULL REFERENCES meeting (id),
    source          text NOT NULL,
    html            text NOT NULL,
    written_at      timestamptz NOT NULL,
    written_by      text COLLATE "C" NOT NULL,
    locked_at       timestamptz,
    locked_by       text COLLATE "C"
);
CREATE INDEX meeting_minutes_meeting ON meeting_minutes (meeting_id, written_at);

-- What was noted of somebody's presence at a meeting: their own sign-in, without hours, or
-- the trainer's word. Nothing is changed or taken out; the key makes that nothing is noted twice.
CREATE TABLE meeting_mark (
    id              text COLLATE "C" PRIMARY KEY,
    meeting_id      text COLLATE "C" NOT NULL REFERENCES meeting (id),
    enrolment_id    text COLLATE "C" NOT NULL REFERENCES enrolment (id),
    mark_key        text COLLATE "C" NOT NULL,
    how             text NOT NULL CHECK (how IN ('code', 'roll', 'sheet')),
    hours           double precision CHECK (hours >= 0 AND hours <= 24),
    marked_at       timestamptz NOT NULL,
    recorded_at     timestamptz NOT NULL,
    recorded_by     text COLLATE "C" NOT NULL,
    UNIQUE (meeting_id, mark_key)
);
CREATE INDEX meeting_mark_enrolment ON meeting_mark (enrolment_id);

-- A sheet that was printed to be signed: who stands on it, in which order.
CREATE TABLE meeting_sheet (
    code            text COLLATE "C" PRIMARY KEY,
    meeting_id      text COLLATE "C" NOT NULL REFERENCES meeting (id),
    enrolments      text NOT NULL,
    printed_at      timestamptz NOT NULL,
    printed_by      text COLLATE "C" NOT NULL
);
CREATE INDEX meeting_sheet_meeting ON meeting_sheet (meeting_id);

-- Hours that come from a meeting name it; what is noted for a whole day names none.
ALTER TABLE attendance ADD COLUMN meeting_id text COLLATE "C" REFERENCES meeting (id);

-- How many fit into an offering; NULL: as many as come.
ALTER TABLE offering ADD COLUMN seats bigint CHECK (seats > 0);

-- Who waits for a seat, in the order in which they asked. A seat that becomes free ends the wait.
CREATE TABLE waiting_place (
    id              text COLLATE "C" PRIMARY KEY,
    offering_id     text COLLATE "C" NOT NULL REFERENCES offering (id),
    person_id       text COLLATE "C" NOT NULL REFERENCES person (id),
    institution_id  text COLLATE "C" REFERENCES institution (id),
    asked_at        timestamptz NOT NULL,
    asked_by        text COLLATE "C" NOT NULL,
    ended_at        timestamptz,
    outcome         text NOT NULL CHECK (outcome IN ('', 'seat', 'left', 'gone'))
);
CREATE UNIQUE INDEX waiting_place_open ON waiting_place (offering_id, person_id) WHERE ended_at IS NULL;
CREATE INDEX waiting_place_person ON waiting_place (person_id);

-- A code with which people enrol themselves, until a day, and whom it is for. The newest that is not closed counts.
CREATE TABLE offering_entry (
    id              text COLLATE "C" PRIMARY KEY,
    offering_id     text COLLATE "C" NOT NULL REFERENCES offering (id),
    code            text COLLATE "C" NOT NULL UNIQUE,
    last_on         date NOT NULL,
    cadres          text NOT NULL,
    opened_at       timestamptz NOT NULL,
    opened_by       text COLLATE "C" NOT NULL,
    closed_at       timestamptz,
    closed_by       text COLLATE "C"
);
CREATE INDEX offering_entry_offering ON offering_entry (offering_id, opened_at);

CREATE TABLE offering_entry_institution (
    entry_id        text COLLATE "C" NOT NULL REFERENCES offering_entry (id),
    institution_id  text COLLATE "C" NOT NULL REFERENCES institution (id),
    PRIMARY KEY (entry_id, institution_id)
);

-- A rule by which people were enrolled, and what it came to: the reason for their enrolments.
CREATE TABLE enrolment_rule (
    id              text COLLATE "C" PRIMARY KEY,
    offering_id     text COLLATE "C" NOT NULL REFERENCES offering (id),
    rule            text NOT NULL,
    added           bigint NOT NULL,
    waiting         bigint NOT NULL,
    applied_at      timestamptz NOT NULL,
    applied_by      text COLLATE "C" NOT NULL
);
CREATE INDEX enrolment_rule_offering ON enrolment_rule (offering_id, applied_at);
ALTER TABLE enrolment ADD COLUMN rule_id text COLLATE "C" REFERENCES enrolment_rule (id);

-- What an offering cost, in hundredths of a sol. A correction is a new row in place of another.
CREATE TABLE offering_cost (
    id              text COLLATE "C" PRIMARY KEY,
    offering_id     text COLLATE "C" NOT NULL REFERENCES offering (id),
    kind            text NOT NULL CHECK (kind IN ('instruction', 'participants', 'travel', 'other')),
    centimos        bigint NOT NULL CHECK (centimos >= 0),
    note            text NOT NULL,
    corrects_id     text COLLATE "C" REFERENCES offering_cost (id),
    recorded_at     timestamptz NOT NULL,
    recorded_by     text COLLATE "C" NOT NULL,
    superseded_at   timestamptz
);
CREATE INDEX offering_cost_offering ON offering_cost (offering_id);

-- What those of an offering were told: by a trainer, or that a seat became free for them.
CREATE TABLE offering_message (
    id              text COLLATE "C" PRIMARY KEY,
    offering_id     text COLLATE "C" NOT NULL REFERENCES offering (id),
    kind            text NOT NULL CHECK (kind IN ('message', 'seat')),
    subject         text NOT NULL,
    body            text NOT NULL,
    chosen          text NOT NULL,
    sent_at         timestamptz NOT NULL,
    sent_by         text COLLATE "C" NOT NULL
);
CREATE INDEX offering_message_offering ON offering_message (offering_id, sent_at);

CREATE TABLE offering_message_person (
    message_id      text COLLATE "C" NOT NULL REFERENCES offering_message (id),
    person_id       text COLLATE "C" NOT NULL REFERENCES person (id),
    mailed          boolean NOT NULL,
    read_at         timestamptz,
    PRIMARY KEY (message_id, person_id)
);
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
