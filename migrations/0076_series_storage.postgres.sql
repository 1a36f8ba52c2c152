-- +goose Up
-- What is kept of a series is small already: PostgreSQL tried in vain to make each smaller, which cost more than storing it, and
-- put some of it elsewhere, where a page has to look a second time.
ALTER TABLE kept_series ALTER COLUMN content SET STORAGE EXTERNAL;
ALTER TABLE kept_series ALTER COLUMN apart SET STORAGE EXTERNAL;
ALTER TABLE kept_series SET (toast_tuple_target = 8160);

-- +goose Down
ALTER TABLE kept_series RESET (toast_tuple_target);
ALTER TABLE kept_series ALTER COLUMN apart SET STORAGE EXTENDED;
ALTER TABLE kept_series ALTER COLUMN content SET STORAGE EXTENDED;
