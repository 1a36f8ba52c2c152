-- +goose Up
-- Where mail for an account goes: never where a staff list says later, which others write.
ALTER TABLE account ADD COLUMN email TEXT NOT NULL DEFAULT '';
UPDATE account SET email = username WHERE username LIKE '%_@_%';

-- A login has a name of its own, by which its owner ends it, and knows when a second proof was given.
ALTER TABLE login ADD COLUMN id TEXT NOT NULL DEFAULT '';
UPDATE login SET id = substr(token_hash, 1, 26);
CREATE UNIQUE INDEX login_id ON login (id);
ALTER TABLE login ADD COLUMN second_at TEXT;

-- How often something was got wrong lately: one row for each account and for each
-- address, both as a hash. Rows are taken out when they no longer count.
CREATE TABLE login_throttle (
    key_hash        TEXT PRIMARY KEY,
    failures        INTEGER NOT NULL CHECK (failures >= 0),
    failed_at       TEXT NOT NULL,
    wait_until      TEXT NOT NULL
) STRICT;
CREATE INDEX login_throttle_failed ON login_throttle (failed_at);

-- What makes the codes on somebody's telephone, sealed with a key that is not in
-- the database. A code counts once: only those of later half-minutes are taken.
CREATE TABLE second_factor (
    id              TEXT PRIMARY KEY,
    account_id      TEXT NOT NULL REFERENCES account (id),
    sealed          TEXT NOT NULL,
    last_step       INTEGER NOT NULL,
    created_at      TEXT NOT NULL,
    confirmed_at    TEXT,
    removed_at      TEXT,
    removed_by      TEXT
) STRICT;
CREATE INDEX second_factor_account ON second_factor (account_id);

CREATE TABLE recovery_code (
    code_hash       TEXT PRIMARY KEY,
    account_id      TEXT NOT NULL REFERENCES account (id),
    created_at      TEXT NOT NULL,
    used_at         TEXT,
    ended_at        TEXT
) STRICT;
CREATE INDEX recovery_code_account ON recovery_code (account_id);

-- Links with which somebody chooses a passphrase.
CREATE TABLE account_link (
    token_hash      TEXT PRIMARY KEY,
    account_id      TEXT NOT NULL REFERENCES account (id),
    kind            TEXT NOT NULL CHECK (kind IN ('invitation', 'reset')),
    created_at      TEXT NOT NULL,
    created_by      TEXT NOT NULL,
    expires_at      TEXT NOT NULL,
    used_at         TEXT,
    ended_at        TEXT
) STRICT;
CREATE INDEX account_link_account ON account_link (account_id);

-- What programs of an account's owner show instead of logging in.
CREATE TABLE api_token (
    id              TEXT PRIMARY KEY,
    account_id      TEXT NOT NULL REFERENCES account (id),
    token_hash      TEXT NOT NULL UNIQUE,
    name            TEXT NOT NULL,
    scopes          TEXT NOT NULL,
    created_at      TEXT NOT NULL,
    expires_at      TEXT NOT NULL,
    last_used_at    TEXT,
    revoked_at      TEXT
) STRICT;
CREATE INDEX api_token_account ON api_token (account_id);

-- Who an account is to another provider of logins.
CREATE TABLE account_identity (
    issuer          TEXT NOT NULL,
    subject         TEXT NOT NULL,
    account_id      TEXT NOT NULL REFERENCES account (id),
    created_at      TEXT NOT NULL,
    PRIMARY KEY (issuer, subject)
) STRICT;
CREATE INDEX account_identity_account ON account_identity (account_id);

-- +goose Down
DROP TABLE account_identity;
DROP TABLE api_token;
DROP TABLE account_link;
DROP TABLE recovery_code;
DROP TABLE second_factor;
DROP TABLE login_throttle;
ALTER TABLE login DROP COLUMN second_at;
DROP INDEX login_id;
ALTER TABLE login DROP COLUMN id;
ALTER TABLE account DROP COLUMN email;
