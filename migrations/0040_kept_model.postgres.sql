-- +goose Up
-- The models that figures are computed with, fitted over the whole programme by a job: what a page would
-- otherwise fit while somebody waits. See package analytics. All of it can be deleted at any time.
CREATE TABLE kept_model (
    competency_code text NOT NULL,
    as_of           date NOT NULL, -- the day up to which it looks
    version         bigint NOT NULL, -- of the rules it was fitted by
    results         bigint NOT NULL, -- the stamp of what was known
    superseded      bigint NOT NULL,
    people          bigint NOT NULL,
    recorded_at     timestamptz,
    content         bytea NOT NULL,
    fitted_at       timestamptz NOT NULL,
    PRIMARY KEY (competency_code, as_of)
);

-- In which competencies results were written since the models were fitted. Written by the trigger below, in the transaction
-- of the result, whoever writes it; a row of its own for each, so that nobody waits for anybody.
CREATE TABLE kept_result (
    id              text COLLATE "C" PRIMARY KEY DEFAULT gen_random_uuid()::text,
    competency_code text NOT NULL,
    taken           bigint -- the run that is at it
);
CREATE INDEX kept_result_competency ON kept_result (competency_code);

-- +goose StatementBegin
CREATE FUNCTION kept_note_result() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO kept_result (competency_code) VALUES (NEW.competency_code);
    END IF;
    IF TG_OP = 'DELETE' OR (TG_OP = 'UPDATE' AND OLD.competency_code <> NEW.competency_code) THEN
        INSERT INTO kept_result (competency_code) VALUES (OLD.competency_code);
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd

CREATE TRIGGER kept_result_noted AFTER INSERT OR UPDATE OR DELETE ON result FOR EACH ROW EXECUTE FUNCTION kept_note_result();


-- +goose Down
DROP TRIGGER kept_result_noted ON result;
DROP FUNCTION kept_note_result;
DROP TABLE kept_result;
DROP TABLE kept_model;
