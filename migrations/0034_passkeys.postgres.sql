-- +goose Up
-- What lets somebody in with their telephone's or computer's own lock (WebAuthn). The public
-- key is no secret; the private one never leaves the device.
CREATE TABLE passkey (
    id              text COLLATE "C" PRIMARY KEY,
    account_id      text COLLATE "C" NOT NULL REFERENCES account (id),
    credential_id   text COLLATE "C" NOT NULL UNIQUE,
    credential      text NOT NULL,
    name            text NOT NULL,
    created_at      timestamptz NOT NULL,
    last_used_at    timestamptz,
    removed_at      timestamptz,
    removed_by      text COLLATE "C"
);
CREATE INDEX passkey_account ON passkey (account_id);

-- What a device was asked to sign; each can be answered once, and soon.
CREATE TABLE passkey_ceremony (
    id              text COLLATE "C" PRIMARY KEY,
    session         text NOT NULL,
    expires_at      timestamptz NOT NULL
);
CREATE INDEX passkey_ceremony_expires ON passkey_ceremony (expires_at);

-- +goose Down
DROP TABLE passkey_ceremony;
DROP TABLE passkey;
