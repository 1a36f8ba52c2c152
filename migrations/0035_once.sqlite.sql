-- +goose Up
-- Requests that may be sent twice and are done once, for a day.
CREATE TABLE idempotency_key (
    account_id      TEXT NOT NULL REFERENCES account (id),
    key             TEXT NOT NULL,
    digest          TEXT NOT NULL,
    begun_at        TEXT NOT NULL,
    status          INTEGER NOT NULL,
    media_type      TEXT NOT NULL,
    location        TEXT NOT NULL,
    body            BLOB,
    PRIMARY KEY (account_id, key)
) STRICT;

-- +goose Down
DROP TABLE idempotency_key;
