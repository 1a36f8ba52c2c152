-- +goose Up
-- More time for the answer to a request about one's own data: told before the first time is over, and once.
CREATE TABLE privacy_extension (
    request_id      text COLLATE "C" PRIMARY KEY REFERENCES privacy_request (id),
    due_on          date NOT NULL,
    reason          text NOT NULL,
    extended_at     timestamptz NOT NULL,
    extended_by     text COLLATE "C" NOT NULL
);

-- +goose Down
DROP TABLE privacy_extension;
