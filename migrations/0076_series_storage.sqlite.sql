-- +goose Up
-- How PostgreSQL stores a series; SQLite has no choice there.
SELECT 1;

-- +goose Down
SELECT 1;
