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

-- +goose Down
ALTER TABLE attendance DROP COLUMN meeting_id;
DROP TABLE meeting_sheet;
DROP TABLE meeting_mark;
DROP TABLE meeting_minutes;
DROP TABLE meeting;
