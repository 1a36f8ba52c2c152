-- +goose Up
-- A competency as it was worded from a day on; table competency has the newest wording.
CREATE TABLE competency_version (
    code            text NOT NULL REFERENCES competency (code),
    version         bigint NOT NULL CHECK (version >= 1),
    name            text NOT NULL,
    description     text NOT NULL,
    levels          text NOT NULL,
    valid_from      date NOT NULL,
    recorded_at     timestamptz NOT NULL,
    recorded_by     text COLLATE "C" NOT NULL,
    PRIMARY KEY (code, version)
);
INSERT INTO competency_version (code, version, name, description, levels, valid_from, recorded_at, recorded_by)
SELECT code, 1, name, description, levels, (recorded_at AT TIME ZONE 'America/Lima')::date, recorded_at, recorded_by FROM competency;

-- Which level of a competency the people of a cadre should reach, and what share
-- of the posts should be verified at it. Null in both: no target from that day on.
CREATE TABLE competency_target (
    id              text COLLATE "C" PRIMARY KEY,
    cadre           text NOT NULL,
    competency_code text NOT NULL REFERENCES competency (code),
    level           bigint CHECK (level >= 1),
    share           double precision CHECK (share > 0 AND share <= 1),
    valid_from      date NOT NULL,
    recorded_at     timestamptz NOT NULL,
    recorded_by     text COLLATE "C" NOT NULL
);
CREATE INDEX competency_target_cell ON competency_target (cadre, competency_code, valid_from);

-- What is looked at in an institution, for the kinds that it is meant for.
CREATE TABLE capacity_checklist (
    id              text COLLATE "C" PRIMARY KEY,
    code            text NOT NULL,
    version         bigint NOT NULL CHECK (version >= 1),
    kinds           text NOT NULL,
    title           text NOT NULL,
    criteria        text NOT NULL,
    note            text NOT NULL,
    recorded_at     timestamptz NOT NULL,
    recorded_by     text COLLATE "C" NOT NULL,
    UNIQUE (code, version)
);

-- One look at one institution by two assessors.
CREATE TABLE capacity_round (
    id              text COLLATE "C" PRIMARY KEY,
    institution_id  text COLLATE "C" NOT NULL REFERENCES institution (id),
    checklist_id    text COLLATE "C" NOT NULL REFERENCES capacity_checklist (id),
    occasion        text NOT NULL CHECK (occasion IN ('baseline', 'follow_up')),
    held_on         date NOT NULL,
    opened_at       timestamptz NOT NULL,
    opened_by       text COLLATE "C" NOT NULL,
    settled_at      timestamptz,
    voided_at       timestamptz,
    voided_by       text COLLATE "C",
    void_reason     text NOT NULL
);
CREATE INDEX capacity_round_institution ON capacity_round (institution_id, held_on);

CREATE TABLE capacity_seat (
    round_id        text COLLATE "C" NOT NULL REFERENCES capacity_round (id),
    seat            bigint NOT NULL CHECK (seat IN (1, 2)),
    account_id      text COLLATE "C" NOT NULL REFERENCES account (id),
    taken_at        timestamptz NOT NULL,
    submitted_at    timestamptz,
    PRIMARY KEY (round_id, seat),
    UNIQUE (round_id, account_id)
);

-- What an assessor found on a criterion: a level, or why there is none.
CREATE TABLE capacity_rating (
    id              text COLLATE "C" PRIMARY KEY,
    round_id        text COLLATE "C" NOT NULL REFERENCES capacity_round (id),
    seat            bigint NOT NULL CHECK (seat IN (1, 2)),
    criterion       text NOT NULL,
    finding         text NOT NULL CHECK (finding IN ('0', '1', '2', '3', 'not_applicable', 'not_seen')),
    evidence        text NOT NULL,
    recorded_at     timestamptz NOT NULL,
    superseded_at   timestamptz
);
CREATE UNIQUE INDEX capacity_rating_current ON capacity_rating (round_id, seat, criterion) WHERE superseded_at IS NULL;

-- What both agree on where they had differed, with who said so and why.
CREATE TABLE capacity_consensus (
    id              text COLLATE "C" PRIMARY KEY,
    round_id        text COLLATE "C" NOT NULL REFERENCES capacity_round (id),
    criterion       text NOT NULL,
    finding         text NOT NULL CHECK (finding IN ('0', '1', '2', '3', 'not_applicable', 'not_seen')),
    reason          text NOT NULL,
    recorded_at     timestamptz NOT NULL,
    recorded_by     text COLLATE "C" NOT NULL,
    superseded_at   timestamptz
);
CREATE UNIQUE INDEX capacity_consensus_current ON capacity_consensus (round_id, criterion) WHERE superseded_at IS NULL;

-- What the institution showed in a competency in a settled round, 0 to 100.
CREATE TABLE capacity_result (
    id              text COLLATE "C" PRIMARY KEY,
    round_id        text COLLATE "C" NOT NULL REFERENCES capacity_round (id),
    competency_code text NOT NULL REFERENCES competency (code),
    score           double precision CHECK (score BETWEEN 0 AND 100),
    rated           bigint NOT NULL,
    applicable      bigint NOT NULL,
    rule_version    text NOT NULL,
    recorded_at     timestamptz NOT NULL,
    superseded_at   timestamptz
);
CREATE INDEX capacity_result_round ON capacity_result (round_id);

-- What an institution counted in a month. A correction is a new row.
CREATE TABLE monthly_count (
    id                     text COLLATE "C" PRIMARY KEY,
    institution_id         text COLLATE "C" NOT NULL REFERENCES institution (id),
    month                  date NOT NULL,
    referrals_made         bigint CHECK (referrals_made >= 0),
    referrals_acknowledged bigint CHECK (referrals_acknowledged <= referrals_made),
    proceedings            bigint CHECK (proceedings >= 0),
    proceedings_deserted   bigint CHECK (proceedings_deserted <= proceedings),
    source                 text NOT NULL,
    note                   text NOT NULL,
    recorded_at            timestamptz NOT NULL,
    recorded_by            text COLLATE "C" NOT NULL,
    superseded_at          timestamptz
);
CREATE UNIQUE INDEX monthly_count_current ON monthly_count (institution_id, month) WHERE superseded_at IS NULL;

-- Who was asked about an offering, and whether they have answered: not what, and
-- not when.
CREATE TABLE survey_ask (
    offering_id     text COLLATE "C" NOT NULL REFERENCES offering (id),
    person_id       text COLLATE "C" NOT NULL REFERENCES person (id),
    answered        boolean NOT NULL,
    PRIMARY KEY (offering_id, person_id)
);

-- What somebody said about an offering. Nothing here leads to a person: the
-- identifier is random, and all rows of an offering are written anew, shuffled,
-- with each that comes. See courses/survey.go.
CREATE TABLE survey_response (
    id              text COLLATE "C" PRIMARY KEY,
    offering_id     text COLLATE "C" NOT NULL REFERENCES offering (id),
    week            date NOT NULL,
    usefulness      bigint NOT NULL CHECK (usefulness BETWEEN 1 AND 3),
    why             text NOT NULL,
    practice        text NOT NULL CHECK (practice IN ('', 'yes', 'not_yet', 'no')),
    example         text NOT NULL
);
CREATE INDEX survey_response_offering ON survey_response (offering_id);

-- The code with which those in the room answer without logging in.
CREATE TABLE survey_room (
    offering_id     text COLLATE "C" PRIMARY KEY REFERENCES offering (id),
    code            text NOT NULL UNIQUE,
    closes_on       date NOT NULL,
    opened_at       timestamptz NOT NULL,
    opened_by       text COLLATE "C" NOT NULL
);

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
