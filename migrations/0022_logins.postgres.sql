-- +goose Up
-- Where mail for an account goes: never where a staff list says later, which others write.
ALTER TABLE account ADD COLUMN email text NOT NULL DEFAULT '';
UPDATE account SET email = username WHERE username LIKE '%_@_%';

-- A login has a name of its own, by which its owner ends it, and knows when a second proof was given.
ALTER TABLE login ADD COLUMN id text COLLATE "C" NOT NULL DEFAULT '';
UPDATE login SET id = substr(token_hash, 1, 26);
CREATE UNIQUE INDEX login_id ON login (id);
ALTER TABLE login ADD COLUMN second_at timestamptz;

-- How often something was got wrong lately: one row for each account and for each
-- address, both as a hash. Rows are taken out when they no longer count.
CREATE TABLE login_throttle (
    key_hash        text COLLATE "C" PRIMARY KEY,
    failures        bigint NOT NULL CHECK (failures >= 0),
    failed_at       timestamptz NOT NULL,
    wait_until      timestamptz NOT NULL
);
CREATE INDEX login_throttle_failed ON login_throttle (failed_at);

-- What makes the codes on somebody's telephone, sealed with a key that is not in
-- the database. A code counts once: only those of later half-minutes are taken.
CREATE TABLE second_factor (
    id              text COLLATE "C" PRIMARY KEY,
    account_id      text COLLATE "C" NOT NULL REFERENCES account (id),
    sealed          text NOT NULL,
    last_step       bigint NOT NULL,
    created_at      timestamptz NOT NULL,
    confirmed_at    timestamptz,
    removed_at      timestamptz,
    removed_by      text COLLATE "C"
);
CREATE INDEX second_factor_account ON second_factor (account_id);

CREATE TABLE recovery_code (
    code_hash       text COLLATE "C" PRIMARY KEY,
    account_id      text COLLATE "C" NOT NULL REFERENCES account (id),
    created_at      timestamptz NOT NULL,
    used_at         timestamptz,
    ended_at        timestamptz
);
CREATE INDEX recovery_code_account ON recovery_code (account_id);

-- Links with which somebody chooses a passphrase.
CREATE TABLE account_link (
    token_hash      text COLLATE "C" PRIMARY KEY,
    account_id      text COLLATE "C" NOT NULL REFERENCES account (id),
    kind            text NOT NULL CHECK (kind IN ('invitation', 'reset')),
    created_at      timestamptz NOT NULL,
    created_by      text COLLATE "C" NOT NULL,
    expires_at      timestamptz NOT NULL,
    used_at         timestamptz,
    ended_at        timestamptz
);
CREATE INDEX account_link_account ON account_link (account_id);

-- What programs of an account's owner show instead of logging in.
CREATE TABLE api_token (
    id              text COLLATE "C" PRIMARY KEY,
    account_id      text COLLATE "C" NOT NULL REFERENCES account (id),
    token_hash      text NOT NULL UNIQUE,
    name            text NOT NULL,
    scopes          text NOT NULL,
    created_at      timestamptz NOT NULL,
    expires_at      timestamptz NOT NULL,
    last_used_at    timestamptz,
    revoked_at      timestamptz
);
CREATE INDEX api_token_account ON api_token (account_id);

-- Who an account is to another provider of logins.
CREATE TABLE account_identity (
    issuer          text COLLATE "C" NOT NULL,
    subject         text COLLATE "C" NOT NULL,
    account_id      text COLLATE "C" NOT NULL REFERENCES account (id),
    created_at      timestamptz NOT NULL,
    PRIMARY KEY (issuer, subject)
);
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
