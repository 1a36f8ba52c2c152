-- +goose Up
-- Whether the questions of an assessment stay off the telephones of those who sit it.
ALTER TABLE assessment ADD COLUMN online_only INTEGER NOT NULL DEFAULT 0 CHECK (online_only IN (0, 1));

-- +goose Down
ALTER TABLE assessment DROP COLUMN online_only;
