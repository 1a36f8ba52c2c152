-- +goose Up
-- A competency as it was worded from a day on; table competency has the newest wording.
CREATE TABLE competency_version (
    code            TEXT NOT NULL REFERENCES competency (code),
    version         INTEGER NOT NULL CHECK (version >= 1),
    name            TEXT NOT NULL,
    description     TEXT NOT NULL,
    levels          TEXT NOT NULL,
    valid_from      TEXT NOT NULL,
    recorded_at     TEXT NOT NULL,
    recorded_by     TEXT NOT NULL,
    PRIMARY KEY (code, version)
) STRICT;
INSERT INTO competency_version (code, version, name, description, levels, valid_from, recorded_at, recorded_by)
SELECT code, 1, name, description, levels, date(substr(recorded_at, 1, 19), '-5 hours'), recorded_at, recorded_by FROM competency;

-- Which level of a competency the people of a cadre should reach, and what share
-- of the posts should be verified at it. Null in both: no target from that day on.
CREATE TABLE competency_target (
    id              TEXT PRIMARY KEY,
    cadre           TEXT NOT NULL,
    competency_code TEXT NOT NULL REFERENCES competency (code),
    level           INTEGER CHECK (level >= 1),
    share           REAL CHECK (share > 0 AND share <= 1),
    valid_from      TEXT NOT NULL,
    recorded_at     TEXT NOT NULL,
    recorded_by     TEXT NOT NULL
) STRICT;
CREATE INDEX competency_target_cell ON competency_target (cadre, competency_code, valid_from);

-- What is looked at in an institution, for the kinds that it is meant for.
CREATE TABLE capacity_checklist (
    id              TEXT PRIMARY KEY,
    code            TEXT NOT NULL,
    version         INTEGER NOT NULL CHECK (version >= 1),
    kinds           TEXT NOT NULL,
    title           TEXT NOT NULL,
    criteria        TEXT NOT NULL,
    note            TEXT NOT NULL,
    recorded_at     TEXT NOT NULL,
    recorded_by     TEXT NOT NULL,
    UNIQUE (code, version)
) STRICT;

-- One look at one institution by two assessors.
CREATE TABLE capacity_round (
    id              TEXT PRIMARY KEY,
    institution_id  TEXT NOT NULL REFERENCES institution (id),
    checklist_id    TEXT NOT NULL REFERENCES capacity_checklist (id),
    occasion        TEXT NOT NULL CHECK (occasion IN ('baseline', 'follow_up')),
    held_on         TEXT NOT NULL,
    opened_at       TEXT NOT NULL,
    opened_by       TEXT NOT NULL,
    settled_at      TEXT,
    voided_at       TEXT,
    voided_by       TEXT,
    void_reason     TEXT NOT NULL
) STRICT;
CREATE INDEX capacity_round_institution ON capacity_round (institution_id, held_on);

CREATE TABLE capacity_seat (
    round_id        TEXT NOT NULL REFERENCES capacity_round (id),
    seat            INTEGER NOT NULL CHECK (seat IN (1, 2)),
    account_id      TEXT NOT NULL REFERENCES account (id),
    taken_at        TEXT NOT NULL,
    submitted_at    TEXT,
    PRIMARY KEY (round_id, seat),
    UNIQUE (round_id, account_id)
) STRICT;

-- What an assessor found on a criterion: a level, or why there is none.
CREATE TABLE capacity_rating (
    id              TEXT PRIMARY KEY,
    round_id        TEXT NOT NULL REFERENCES capacity_round (id),
    seat            INTEGER NOT NULL CHECK (seat IN (1, 2)),
    criterion       TEXT NOT NULL,
    finding         TEXT NOT NULL CHECK (finding IN ('0', '1', '2', '3', 'not_applicable', 'not_seen')),
    evidence        TEXT NOT NULL,
    recorded_at     TEXT NOT NULL,
    superseded_at   TEXT
) STRICT;
CREATE UNIQUE INDEX capacity_rating_current ON capacity_rating (round_id, seat, criterion) WHERE superseded_at IS NULL;

-- What both agree on where they had differed, with who said so and why.
CREATE TABLE capacity_consensus (
    id              TEXT PRIMARY KEY,
    round_id        TEXT NOT NULL REFERENCES capacity_round (id),
    criterion       TEXT NOT NULL,
    finding         TEXT NOT NULL CHECK (finding IN ('0', '1', '2', '3', 'not_applicable', 'not_seen')),
    reason          TEXT NOT NULL,
    recorded_at     TEXT NOT NULL,
    recorded_by     TEXT NOT NULL,
    superseded_at   TEXT
) STRICT;
CREATE UNIQUE INDEX capacity_consensus_current ON capacity_consensus (round_id, criterion) WHERE superseded_at IS NULL;

-- What the institution showed in a competency in a settled round, 0 to 100.
CREATE TABLE capacity_result (
    id              TEXT PRIMARY KEY,
    round_id        TEXT NOT NULL REFERENCES capacity_round (id),
    competency_code TEXT NOT NULL REFERENCES competency (code),
    score           REAL CHECK (score BETWEEN 0 AND 100),
    rated           INTEGER NOT NULL,
    applicable      INTEGER NOT NULL,
    rule_version    TEXT NOT NULL,
    recorded_at     TEXT NOT NULL,
    superseded_at   TEXT
) STRICT;
CREATE INDEX capacity_result_round ON capacity_result (round_id);

-- What an institution counted in a month. A correction is a new row.
CREATE TABLE monthly_count (
    id                     TEXT PRIMARY KEY,
    institution_id         TEXT NOT NULL REFERENCES institution (id),
    month                  TEXT NOT NULL,
    referrals_made         INTEGER CHECK (referrals_made >= 0),
    referrals_acknowledged INTEGER CHECK (referrals_acknowledged <= referrals_made),
    proceedings            INTEGER CHECK (proceedings >= 0),
    proceedings_deserted   INTEGER CHECK (proceedings_deserted <= proceedings),
    source                 TEXT NOT NULL,
    note                   TEXT NOT NULL,
    recorded_at            TEXT NOT NULL,
    recorded_by            TEXT NOT NULL,
    superseded_at          TEXT
) STRICT;
CREATE UNIQUE INDEX monthly_count_current ON monthly_count (institution_id, month) WHERE superseded_at IS NULL;

-- Who was asked about an offering, and whether they have answered: not what, and
-- not when.
CREATE TABLE survey_ask (
    offering_id     TEXT NOT NULL REFERENCES offering (id),
    person_id       TEXT NOT NULL REFERENCES person (id),
    answered        INTEGER NOT NULL CHECK (answered IN (0, 1)),
    PRIMARY KEY (offering_id, person_id)
) STRICT;

-- What somebody said about an offering. Nothing here leads to a person: the
-- identifier is random and the rows are kept in its order, not in that of
-- their coming. See courses/survey.go.
CREATE TABLE survey_response (
    id              TEXT PRIMARY KEY,
    offering_id     TEXT NOT NULL REFERENCES offering (id),
    week            TEXT NOT NULL,
    usefulness      INTEGER NOT NULL CHECK (usefulness BETWEEN 1 AND 3),
    why             TEXT NOT NULL,
    practice        TEXT NOT NULL CHECK (practice IN ('', 'yes', 'not_yet', 'no')),
    example         TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX survey_response_offering ON survey_response (offering_id);

-- The code with which those in the room answer without logging in.
CREATE TABLE survey_room (
    offering_id     TEXT PRIMARY KEY REFERENCES offering (id),
    code            TEXT NOT NULL UNIQUE,
    closes_on       TEXT NOT NULL,
    opened_at       TEXT NOT NULL,
    opened_by       TEXT NOT NULL
) STRICT;

-- +goose Down
DROP TABLE survey_room;
DROP TABLE survey_response;
DROP TABLE survey_ask;
DROP TABLE monthly_count;
DROP TABLE capacity_result;
DROP TABLE capacity_consensus;
DROP TABLE capacity_rating;
DROP TABLE capacity_seat;
DROP TABLE capacity_round;
DROP TABLE capacity_checklist;
DROP TABLE competency_target;
DROP TABLE competency_version;
