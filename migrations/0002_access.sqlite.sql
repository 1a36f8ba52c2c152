-- +goose Up
CREATE TABLE account (
    id              TEXT PRIMARY KEY,
    person_id       TEXT UNIQUE REFERENCES person (id),
    username        TEXT NOT NULL UNIQUE,
    name            TEXT NOT NULL,
    password_hash   TEXT NOT NULL,
    locale          TEXT NOT NULL,
    created_at      TEXT NOT NULL,
    disabled_at     TEXT
) STRICT;

CREATE TABLE login (
    token_hash      TEXT PRIMARY KEY,
    account_id      TEXT NOT NULL REFERENCES account (id),
    device          TEXT NOT NULL,
    created_at      TEXT NOT NULL,
    last_seen_at    TEXT NOT NULL,
    expires_at      TEXT NOT NULL,
    ended_at        TEXT
) STRICT;
CREATE INDEX login_account ON login (account_id);

-- A role in an institution and everything below it; without an institution,
-- in the whole programme.
CREATE TABLE role_grant (
    id              TEXT PRIMARY KEY,
    account_id      TEXT NOT NULL REFERENCES account (id),
    role            TEXT NOT NULL CHECK (role IN ('official', 'trainer', 'manager', 'evaluator', 'administrator')),
    institution_id  TEXT REFERENCES institution (id),
    granted_at      TEXT NOT NULL,
    granted_by      TEXT NOT NULL,
    revoked_at      TEXT,
    revoked_by      TEXT
) STRICT;
CREATE INDEX role_grant_account ON role_grant (account_id);

CREATE TABLE audit_entry (
    id              TEXT PRIMARY KEY,
    happened_at     TEXT NOT NULL,
    account_id      TEXT NOT NULL,
    action          TEXT NOT NULL,
    object_kind     TEXT NOT NULL,
    object_id       TEXT NOT NULL,
    detail          TEXT NOT NULL
) STRICT;
CREATE INDEX audit_entry_object ON audit_entry (object_kind, object_id);
CREATE INDEX audit_entry_account ON audit_entry (account_id, happened_at);

-- +goose Down
DROP TABLE audit_entry;
DROP TABLE role_grant;
DROP TABLE login;
DROP TABLE account;
