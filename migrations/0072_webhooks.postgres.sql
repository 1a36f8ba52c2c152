-- +goose Up
-- An address of another program that an account has told of what happens in its scope. It is changed in place: what was done stands in the audit.
CREATE TABLE webhook (
    id              text COLLATE "C" PRIMARY KEY,
    account_id      text COLLATE "C" NOT NULL REFERENCES account (id),
    address         text NOT NULL,
    events          text NOT NULL,
    secret          text NOT NULL,
    former_secret   text,
    former_until    timestamptz,
    created_at      timestamptz NOT NULL,
    failing_since   timestamptz,
    paused_at       timestamptz,
    paused_why      text NOT NULL CHECK (paused_why IN ('', 'owner', 'failing', 'gone')),
    removed_at      timestamptz
);
CREATE INDEX webhook_account ON webhook (account_id, id);

-- What was sent to one of them, or is to be, and how that went; for thirty days.
CREATE TABLE webhook_delivery (
    id              text COLLATE "C" PRIMARY KEY,
    webhook_id      text COLLATE "C" NOT NULL REFERENCES webhook (id),
    message_id      text COLLATE "C" NOT NULL,
    event           text NOT NULL,
    place           text COLLATE "C" NOT NULL,
    body            text NOT NULL,
    state           text NOT NULL CHECK (state IN ('waiting', 'delivered', 'failed')),
    tries           bigint NOT NULL,
    status          bigint NOT NULL,
    trouble         text NOT NULL,
    created_at      timestamptz NOT NULL,
    tried_at        timestamptz,
    UNIQUE (webhook_id, message_id)
);
CREATE INDEX webhook_delivery_listed ON webhook_delivery (webhook_id, id);
CREATE INDEX webhook_delivery_old ON webhook_delivery (created_at);

-- +goose Down
DROP TABLE webhook_delivery;
DROP TABLE webhook;
