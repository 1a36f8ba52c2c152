-- +goose Up
-- What is computed from the facts and kept, so that nobody waits for it: see package analytics. All of it
-- can be deleted at any time, and is computed again. Backups leave it out.
CREATE TABLE kept_series (
    place_id        text COLLATE "C" NOT NULL,
    competency_code text NOT NULL,
    until           date NOT NULL, -- the last day of the series
    own             boolean NOT NULL, -- of those who work in the place itself, not below it
    version         bigint NOT NULL, -- of the rules it was computed by
    model           text NOT NULL, -- the model it was computed with
    content         bytea NOT NULL,
    kept_at         timestamptz NOT NULL,
    PRIMARY KEY (place_id, competency_code, until, own)
);

-- One row: which run of the work came last, and since when one is at it.
CREATE TABLE kept_run (
    id         bigint PRIMARY KEY CHECK (id = 1),
    runs       bigint NOT NULL,
    begun_at   timestamptz
);
INSERT INTO kept_run (id, runs) VALUES (1, 0);

-- Whose facts have changed since what is kept was computed. Written by the triggers below, in the transaction
-- of the fact, whoever writes it.
CREATE TABLE kept_change (
    id             text COLLATE "C" PRIMARY KEY DEFAULT gen_random_uuid()::text,
    person_id      text COLLATE "C",
    institution_id text COLLATE "C",
    taken          bigint -- the run that is at it
);

-- +goose StatementBegin
CREATE FUNCTION kept_note_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO kept_change (person_id) VALUES (NEW.person_id);
    END IF;
    IF TG_OP = 'DELETE' OR (TG_OP = 'UPDATE' AND OLD.person_id <> NEW.person_id) THEN
        INSERT INTO kept_change (person_id) VALUES (OLD.person_id);
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION kept_note_posting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Of a stay that goes over to another institution, the one it leaves can no longer be had from the person.
    IF TG_OP = 'DELETE' OR OLD.institution_id <> NEW.institution_id THEN
        INSERT INTO kept_change (institution_id) VALUES (OLD.institution_id);
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION kept_note_institution() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO kept_change (institution_id) VALUES (NEW.id);
    END IF;
    IF TG_OP <> 'INSERT' THEN
        INSERT INTO kept_change (institution_id) SELECT OLD.parent_id WHERE OLD.parent_id IS NOT NULL;
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION kept_note_course() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO kept_change (person_id) SELECT DISTINCT person_id FROM completion
        WHERE course_version_id = (CASE WHEN TG_OP = 'DELETE' THEN OLD.course_version_id ELSE NEW.course_version_id END);
    RETURN NULL;
END $$;
-- +goose StatementEnd

CREATE TRIGGER kept_posting AFTER INSERT OR UPDATE OR DELETE ON posting FOR EACH ROW EXECUTE FUNCTION kept_note_person();
CREATE TRIGGER kept_completion AFTER INSERT OR UPDATE OR DELETE ON completion FOR EACH ROW EXECUTE FUNCTION kept_note_person();
CREATE TRIGGER kept_past_training AFTER INSERT OR UPDATE OR DELETE ON past_training FOR EACH ROW EXECUTE FUNCTION kept_note_person();
CREATE TRIGGER kept_certificate AFTER INSERT OR UPDATE OR DELETE ON certificate FOR EACH ROW EXECUTE FUNCTION kept_note_person();
CREATE TRIGGER kept_result AFTER INSERT OR UPDATE OR DELETE ON result FOR EACH ROW EXECUTE FUNCTION kept_note_person();
CREATE TRIGGER kept_posting_left AFTER UPDATE OR DELETE ON posting FOR EACH ROW EXECUTE FUNCTION kept_note_posting();
CREATE TRIGGER kept_institution_made AFTER INSERT OR DELETE ON institution FOR EACH ROW EXECUTE FUNCTION kept_note_institution();
CREATE TRIGGER kept_institution_moved AFTER UPDATE OF parent_id, path, merged_into ON institution FOR EACH ROW EXECUTE FUNCTION kept_note_institution();
CREATE TRIGGER kept_course AFTER INSERT OR DELETE ON course_competency FOR EACH ROW EXECUTE FUNCTION kept_note_course();

-- +goose Down
DROP TRIGGER kept_course ON course_competency;
DROP TRIGGER kept_institution_moved ON institution;
DROP TRIGGER kept_institution_made ON institution;
DROP TRIGGER kept_posting_left ON posting;
DROP TRIGGER kept_result ON result;
DROP TRIGGER kept_certificate ON certificate;
DROP TRIGGER kept_past_training ON past_training;
DROP TRIGGER kept_completion ON completion;
DROP TRIGGER kept_posting ON posting;
DROP FUNCTION kept_note_course;
DROP FUNCTION kept_note_institution;
DROP FUNCTION kept_note_posting;
DROP FUNCTION kept_note_person;
DROP TABLE kept_change;
DROP TABLE kept_run;
DROP TABLE kept_series;
