-- +goose Up
-- What an account is told. It is written in the transaction of the fact; that it was read and mailed is noted once.
CREATE TABLE notification (
    id              text COLLATE "C" PRIMARY KEY,
    account_id      text COLLATE "C" NOT NULL REFERENCES account (id),
    kind            text NOT NULL,
    phrase          text NOT NULL,
    key             text COLLATE "C" NOT NULL,
    about           text NOT NULL,
    counted         bigint NOT NULL,
    path            text NOT NULL,
    mail            text NOT NULL CHECK (mail IN ('none', 'now', 'daily')),
    created_at      timestamptz NOT NULL,
    read_at         timestamptz,
    mailed_at       timestamptz,
    UNIQUE (account_id, key)
);
CREATE INDEX notification_account ON notification (account_id, id);
CREATE INDEX notification_unread ON notification (account_id) WHERE read_at IS NULL;
CREATE INDEX notification_daily ON notification (account_id) WHERE mail = 'daily' AND mailed_at IS NULL;

-- How an account wants to be told of a kind of thing. The newest counts.
CREATE TABLE notification_choice (
    id              text COLLATE "C" PRIMARY KEY,
    account_id      text COLLATE "C" NOT NULL REFERENCES account (id),
    kind            text NOT NULL,
    way             text NOT NULL CHECK (way IN ('app', 'mail', 'daily', 'weekly', 'off')),
    recorded_at     timestamptz NOT NULL
);
CREATE INDEX notification_choice_account ON notification_choice (account_id, kind, recorded_at);

-- +goose Down
DROP TABLE notification_choice;
DROP TABLE notification;
