-- +goose Up
-- More time for the answer to a request about one's own data: told before the first time is over, and once.
CREATE TABLE privacy_extension (
    request_id      TEXT PRIMARY KEY REFERENCES privacy_request (id),
    due_on          TEXT NOT NULL,
    reason          TEXT NOT NULL,
    extended_at     TEXT NOT NULL,
    extended_by     TEXT NOT NULL
) STRICT;

-- +goose Down
DROP TABLE privacy_extension;
