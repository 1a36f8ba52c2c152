-- +goose Up
-- Figures that somebody wants by mail, again and again. A line is never changed but to say that, when and why it ended.
CREATE TABLE report_subscription (
    id              text COLLATE "C" PRIMARY KEY,
    account_id      text COLLATE "C" NOT NULL REFERENCES account (id),
    about           text NOT NULL CHECK (about IN ('cascade', 'chain')),
    place_id        text COLLATE "C" NOT NULL,
    competency_code text NOT NULL REFERENCES competency (code),
    cadre           text NOT NULL,
    every           text NOT NULL CHECK (every IN ('week', 'month')),
    formats         text NOT NULL,
    started_at      timestamptz NOT NULL,
    ended_at        timestamptz,
    ended_why       text CHECK (ended_why IN ('stopped', 'letter', 'replaced', 'account', 'permission')),
    CHECK ((ended_at IS NULL) = (ended_why IS NULL))
);
CREATE INDEX report_subscription_account ON report_subscription (account_id, ended_at);

-- That the letter about a period was handed to the outbox: once for each period, whoever works on it.
CREATE TABLE report_letter (
    subscription_id text COLLATE "C" NOT NULL REFERENCES report_subscription (id),
    period_end      date NOT NULL,
    recorded_at     timestamptz NOT NULL,
    PRIMARY KEY (subscription_id, period_end)
);

-- +goose Down
DROP TABLE report_letter;
DROP TABLE report_subscription;
