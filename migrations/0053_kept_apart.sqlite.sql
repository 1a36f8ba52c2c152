-- +goose Up
-- Who is kept apart, because they count once where several places are looked at together, is not needed where one place is
-- looked at alone: so it is not read there. What is kept can be deleted at any time, and is computed again.
DELETE FROM kept_series;
ALTER TABLE kept_series ADD COLUMN apart BLOB NOT NULL DEFAULT x'';

-- +goose Down
DELETE FROM kept_series;
ALTER TABLE kept_series DROP COLUMN apart;
