-- +goose Up
-- Figures by mail are narrowed down as the page was that they were asked for on: to a department, to the trainings of one funder. '' is all.
ALTER TABLE report_subscription ADD COLUMN region text NOT NULL DEFAULT '';
ALTER TABLE report_subscription ADD COLUMN funder text NOT NULL DEFAULT ''; -- its code

-- +goose Down
ALTER TABLE report_subscription DROP COLUMN funder;
ALTER TABLE report_subscription DROP COLUMN region;
