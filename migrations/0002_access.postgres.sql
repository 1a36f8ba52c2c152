-- +goose Up
CREATE TABLE account (
    id              text COLLATE "C" PRIMARY KEY,
    person_id       text COLLATE "C" UNIQUE REFERENCES person (id),
    username        text NOT NULL UNIQUE,
    name            text NOT NULL,
    password_hash   text NOT NULL,
    locale          text NOT NULL,
    created_at      timestamptz NOT NULL,
    disabled_at     timestamptz
);

CREATE TABLE login (
    token_hash      text COLLATE "C" PRIMARY KEY,
    account_id      text COLLATE "C" NOT NULL REFERENCES account (id),
    device          text NOT NULL,
    created_at      timestamptz NOT NULL,
    last_seen_at    timestamptz NOT NULL,
    expires_at      timestamptz NOT NULL,
    ended_at        timestamptz
);
CREATE INDEX login_account ON login (account_id);

-- A role in an institution and everything below it; without an institution,
-- in the whole programme.
CREATE TABLE role_grant (
    id              text COLLATE "C" PRIMARY KEY,
    account_id      text COLLATE "C" NOT NULL REFERENCES account (id),
    role            text NOT NULL CHECK (role IN ('official', 'trainer', 'manager', 'evaluator', 'administrator')),
    institution_id  text COLLATE "C" REFERENCES institution (id),
    granted_at      timestamptz NOT NULL,
    granted_by      text COLLATE "C" NOT NULL,
    revoked_at      timestamptz,
    revoked_by      text COLLATE "C"
);
CREATE INDEX role_grant_account ON role_grant (account_id);

CREATE TABLE audit_entry (
    id              text COLLATE "C" PRIMARY KEY,
    happened_at     timestamptz NOT NULL,
    account_id      text COLLATE "C" NOT NULL,
    action          text NOT NULL,
    object_kind     text NOT NULL,
    object_id       text NOT NULL,
    detail          text NOT NULL
);
CREATE INDEX audit_entry_object ON audit_entry (object_kind, object_id);
CREATE INDEX audit_entry_account ON audit_entry (account_id, happened_at);

-- +goose Down
DROP TABLE audit_entry;
DROP TABLE role_grant;
DROP TABLE login;
DROP TABLE account;
