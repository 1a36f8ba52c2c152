-- +goose Up
-- What lets somebody in with their telephone's or computer's own lock (WebAuthn). The public
-- key is no secret; the private one never leaves the device.
CREATE TABLE passkey (
    id              TEXT PRIMARY KEY,
    account_id      TEXT NOT NULL REFERENCES account (id),
    credential_id   TEXT NOT NULL UNIQUE,
    credential      TEXT NOT NULL,
    name            TEXT NOT NULL,
    created_at      TEXT NOT NULL,
    last_used_at    TEXT,
    removed_at      TEXT,
    removed_by      TEXT
) STRICT;
CREATE INDEX passkey_account ON passkey (account_id);

-- What a device was asked to sign; each can be answered once, and soon.
CREATE TABLE passkey_ceremony (
    id              TEXT PRIMARY KEY,
    session         TEXT NOT NULL,
    expires_at      TEXT NOT NULL
) STRICT;
CREATE INDEX passkey_ceremony_expires ON passkey_ceremony (expires_at);

-- +goose Down
DROP TABLE passkey_ceremony;
DROP TABLE passkey;
