-- +goose Up
-- Since when an account's address is known to be its owner's: until now all of them were believed.
ALTER TABLE account ADD COLUMN email_proven_at timestamptz;
UPDATE account SET email_proven_at = created_at WHERE email <> '';

-- +goose Down
ALTER TABLE account DROP COLUMN email_proven_at;
