-- +goose Up
-- Figures that somebody wants by mail, again and again. A line is never changed but to say that, when and why it ended.
CREATE TABLE report_subscription (
    id              TEXT PRIMARY KEY,
    account_id      TEXT NOT NULL REFERENCES account (id),
    about           TEXT NOT NULL CHECK (about IN ('cascade', 'chain')),
    place_id        TEXT NOT NULL,
    competency_code TEXT NOT NULL REFERENCES competency (code),
    cadre           TEXT NOT NULL,
    every           TEXT NOT NULL CHECK (every IN ('week', 'month')),
    formats         TEXT NOT NULL,
    started_at      TEXT NOT NULL,
    ended_at        TEXT,
    ended_why       TEXT CHECK (ended_why IN ('stopped', 'letter', 'replaced', 'account', 'permission')),
    CHECK ((ended_at IS NULL) = (ended_why IS NULL))
) STRICT;
CREATE INDEX report_subscription_account ON report_subscription (account_id, ended_at);

-- That the letter about a period was handed to the outbox: once for each period, whoever works on it.
CREATE TABLE report_letter (
    subscription_id TEXT NOT NULL REFERENCES report_subscription (id),
    period_end      TEXT NOT NULL,
    recorded_at     TEXT NOT NULL,
    PRIMARY KEY (subscription_id, period_end)
) STRICT;

-- +goose Down
DROP TABLE report_letter;
DROP TABLE report_subscription;
