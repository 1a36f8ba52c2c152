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

-- +goose Down
ALTER TABLE attendance DROP COLUMN meeting_id;
DROP TABLE meeting_sheet;
DROP TABLE meeting_mark;
DROP TABLE meeting_minutes;
DROP TABLE meeting;
