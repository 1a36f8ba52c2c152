-- +goose Up
-- Figures are kept for each funder too, whose trainings alone count in them; '' is whoever paid. What was kept is computed again.
DROP TABLE kept_series;
CREATE TABLE kept_series (
    place_id        text COLLATE "C" NOT NULL,
    competency_code text NOT NULL,
    until           date NOT NULL, -- the last day of the series
    own             boolean NOT NULL, -- of those who work in the place itself, not below it
    version         bigint NOT NULL, -- of the rules it was computed by
    model           text NOT NULL, -- the model it was computed with
    content         bytea NOT NULL,
    kept_at         timestamptz NOT NULL,
    funder_id       text COLLATE "C" NOT NULL DEFAULT '',
    PRIMARY KEY (place_id, competency_code, funder_id, until, own)
);

-- Whoever learns or changes who paid for a training changes the figures of those enrolled in it.
-- +goose StatementBegin
CREATE FUNCTION kept_note_funder() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO kept_change (person_id) SELECT DISTINCT person_id FROM enrolment
        WHERE offering_id = (CASE WHEN TG_OP = 'DELETE' THEN OLD.offering_id ELSE NEW.offering_id END);
    RETURN NULL;
END $$;
-- +goose StatementEnd

CREATE TRIGGER kept_funder AFTER INSERT OR DELETE ON offering_funder FOR EACH ROW EXECUTE FUNCTION kept_note_funder();
CREATE TRIGGER kept_enrolment_moved AFTER UPDATE OF offering_id ON enrolment FOR EACH ROW WHEN (OLD.offering_id <> NEW.offering_id) EXECUTE FUNCTION kept_note_person();

-- +goose Down
DROP TRIGGER kept_enrolment_moved ON enrolment;
DROP TRIGGER kept_funder ON offering_funder;
DROP FUNCTION kept_note_funder;
DROP TABLE kept_series;
CREATE TABLE kept_series (
    place_id        text COLLATE "C" NOT NULL,
    competency_code text NOT NULL,
    until           date NOT NULL,
    own             boolean NOT NULL,
    version         bigint NOT NULL,
    model           text NOT NULL,
    content         bytea NOT NULL,
    kept_at         timestamptz NOT NULL,
    PRIMARY KEY (place_id, competency_code, until, own)
);
