-- +goose Up
-- Whether a program may change things in its owner's name. Tokens made before were given for reading.
ALTER TABLE api_token ADD COLUMN writes INTEGER NOT NULL DEFAULT 0 CHECK (writes IN (0, 1));

-- +goose Down
ALTER TABLE api_token DROP COLUMN writes;
