-- +goose Up
-- Requests that may be sent twice and are done once, for a day.
CREATE TABLE idempotency_key (
    account_id      text COLLATE "C" NOT NULL REFERENCES account (id),
    key             text COLLATE "C" NOT NULL,
    digest          text NOT NULL,
    begun_at        timestamptz NOT NULL,
    status          bigint NOT NULL,
    media_type      text NOT NULL,
    location        text NOT NULL,
    body            bytea,
    PRIMARY KEY (account_id, key)
);

-- +goose Down
DROP TABLE idempotency_key;
