-- +goose Up
-- Figures are kept for each funder too, whose trainings alone count in them; '' is whoever paid. What was kept is computed again.
DROP TABLE kept_series;
CREATE TABLE kept_series (
    place_id        TEXT NOT NULL,
    competency_code TEXT NOT NULL,
    until           TEXT NOT NULL, -- the last day of the series
    own             INTEGER NOT NULL, -- of those who work in the place itself, not below it
    version         INTEGER NOT NULL, -- of the rules it was computed by
    model           TEXT NOT NULL, -- the model it was computed with
    content         BLOB NOT NULL,
    kept_at         TEXT NOT NULL,
    funder_id       TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (place_id, competency_code, funder_id, until, own)
) STRICT;

-- Whoever learns or changes who paid for a training changes the figures of those enrolled in it.
-- +goose StatementBegin
CREATE TRIGGER kept_funder_more AFTER INSERT ON offering_funder BEGIN
    INSERT INTO kept_change (person_id) SELECT DISTINCT person_id FROM enrolment WHERE offering_id = NEW.offering_id;
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER kept_funder_less AFTER DELETE ON offering_funder BEGIN
    INSERT INTO kept_change (person_id) SELECT DISTINCT person_id FROM enrolment WHERE offering_id = OLD.offering_id;
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER kept_enrolment_moved AFTER UPDATE OF offering_id ON enrolment WHEN OLD.offering_id <> NEW.offering_id BEGIN
    INSERT INTO kept_change (person_id) VALUES (NEW.person_id);
END;
-- +goose StatementEnd

-- +goose Down
DROP TRIGGER kept_enrolment_moved;
DROP TRIGGER kept_funder_less;
DROP TRIGGER kept_funder_more;
DROP TABLE kept_series;
CREATE TABLE kept_series (
    place_id        TEXT NOT NULL,
    competency_code TEXT NOT NULL,
    until           TEXT NOT NULL,
    own             INTEGER NOT NULL,
    version         INTEGER NOT NULL,
    model           TEXT NOT NULL,
    content         BLOB NOT NULL,
    kept_at         TEXT NOT NULL,
    PRIMARY KEY (place_id, competency_code, until, own)
) STRICT;
