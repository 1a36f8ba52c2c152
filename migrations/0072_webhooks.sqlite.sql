-- +goose Up
-- An address of another program that an account has told of what happens in its scope. It is changed in place: what was done stands in the audit.
CREATE TABLE webhook (
    id              TEXT PRIMARY KEY,
    account_id      TEXT NOT NULL REFERENCES account (id),
    address         TEXT NOT NULL,
    events          TEXT NOT NULL,
    secret          TEXT NOT NULL,
    former_secret   TEXT,
    former_until    TEXT,
    created_at      TEXT NOT NULL,
    failing_since   TEXT,
    paused_at       TEXT,
    paused_why      TEXT NOT NULL CHECK (paused_why IN ('', 'owner', 'failing', 'gone')),
    removed_at      TEXT
) STRICT;
CREATE INDEX webhook_account ON webhook (account_id, id);

-- What was sent to one of them, or is to be, and how that went; for thirty days.
CREATE TABLE webhook_delivery (
    id              TEXT PRIMARY KEY,
    webhook_id      TEXT NOT NULL REFERENCES webhook (id),
    message_id      TEXT NOT NULL,
    event           TEXT NOT NULL,
    place           TEXT NOT NULL,
    body            TEXT NOT NULL,
    state           TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'failed')),
    tries           INTEGER NOT NULL,
    status          INTEGER NOT NULL,
    trouble         TEXT NOT NULL,
    created_at      TEXT NOT NULL,
    tried_at        TEXT,
    UNIQUE (webhook_id, message_id)
) STRICT;
CREATE INDEX webhook_delivery_listed ON webhook_delivery (webhook_id, id);
CREATE INDEX webhook_delivery_old ON webhook_delivery (created_at);

-- +goose Down
DROP TABLE webhook_delivery;
DROP TABLE webhook;
