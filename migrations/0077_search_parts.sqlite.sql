-- +goose Up
-- An index of PostgreSQL's; SQLite has none of parts of names.
SELECT 1;

-- +goose Down
SELECT 1;
