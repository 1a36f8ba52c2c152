-- +goose Up
-- Whether the questions of an assessment stay off the telephones of those who sit it.
ALTER TABLE assessment ADD COLUMN online_only boolean NOT NULL DEFAULT false;

-- +goose Down
ALTER TABLE assessment DROP COLUMN online_only;
