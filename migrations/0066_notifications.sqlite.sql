-- +goose Up
-- What an account is told. It is written in the transaction of the fact; that it was read and mailed is noted once.
CREATE TABLE notification (
    id              TEXT PRIMARY KEY,
    account_id      TEXT NOT NULL REFERENCES account (id),
    kind            TEXT NOT NULL,
    phrase          TEXT NOT NULL,
    key             TEXT NOT NULL,
    about           TEXT NOT NULL,
    counted         INTEGER NOT NULL,
    path            TEXT NOT NULL,
    mail            TEXT NOT NULL CHECK (mail IN ('none', 'now', 'daily')),
    created_at      TEXT NOT NULL,
    read_at         TEXT,
    mailed_at       TEXT,
    UNIQUE (account_id, key)
) STRICT;
CREATE INDEX notification_account ON notification (account_id, id);
CREATE INDEX notification_unread ON notification (account_id) WHERE read_at IS NULL;
CREATE INDEX notification_daily ON notification (account_id) WHERE mail = 'daily' AND mailed_at IS NULL;

-- How an account wants to be told of a kind of thing. The newest counts.
CREATE TABLE notification_choice (
    id              TEXT PRIMARY KEY,
    account_id      TEXT NOT NULL REFERENCES account (id),
    kind            TEXT NOT NULL,
    way             TEXT NOT NULL CHECK (way IN ('app', 'mail', 'daily', 'weekly', 'off')),
    recorded_at     TEXT NOT NULL
) STRICT;
CREATE INDEX notification_choice_account ON notification_choice (account_id, kind, recorded_at);

-- +goose Down
DROP TABLE notification_choice;
DROP TABLE notification;
