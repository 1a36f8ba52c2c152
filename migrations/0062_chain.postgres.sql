-- +goose Up
-- That something was written of which a results chain may tell. Written by the triggers below, in the transaction of the fact, whoever
-- writes it; a row of its own for each statement, so that nobody waits for anybody. Together with how often they were settled
-- they are a version of the facts: see package analytics. Backups leave them out.
CREATE TABLE kept_chain (
    id text COLLATE "C" PRIMARY KEY DEFAULT gen_random_uuid()::text
);
ALTER TABLE kept_run ADD COLUMN settled bigint NOT NULL DEFAULT 0;

-- +goose StatementBegin
CREATE FUNCTION chain_note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO kept_chain DEFAULT VALUES;
    RETURN NULL;
END $$;
-- +goose StatementEnd

CREATE TRIGGER chain_posting AFTER INSERT OR UPDATE OR DELETE ON posting FOR EACH STATEMENT EXECUTE FUNCTION chain_note();
CREATE TRIGGER chain_completion AFTER INSERT OR UPDATE OR DELETE ON completion FOR EACH STATEMENT EXECUTE FUNCTION chain_note();
CREATE TRIGGER chain_past_training AFTER INSERT OR UPDATE OR DELETE ON past_training FOR EACH STATEMENT EXECUTE FUNCTION chain_note();
CREATE TRIGGER chain_past_training_competency AFTER INSERT OR UPDATE OR DELETE ON past_training_competency FOR EACH STATEMENT EXECUTE FUNCTION chain_note();
CREATE TRIGGER chain_certificate AFTER INSERT OR UPDATE OR DELETE ON certificate FOR EACH STATEMENT EXECUTE FUNCTION chain_note();
CREATE TRIGGER chain_certificate_competency AFTER INSERT OR UPDATE OR DELETE ON certificate_competency FOR EACH STATEMENT EXECUTE FUNCTION chain_note();
CREATE TRIGGER chain_result AFTER INSERT OR UPDATE OR DELETE ON result FOR EACH STATEMENT EXECUTE FUNCTION chain_note();
CREATE TRIGGER chain_person AFTER INSERT OR UPDATE OR DELETE ON person FOR EACH STATEMENT EXECUTE FUNCTION chain_note();
CREATE TRIGGER chain_institution AFTER INSERT OR UPDATE OR DELETE ON institution FOR EACH STATEMENT EXECUTE FUNCTION chain_note();
CREATE TRIGGER chain_offering AFTER INSERT OR UPDATE OR DELETE ON offering FOR EACH STATEMENT EXECUTE FUNCTION chain_note();
CREATE TRIGGER chain_offering_institution AFTER INSERT OR UPDATE OR DELETE ON offering_institution FOR EACH STATEMENT EXECUTE FUNCTION chain_note();
CREATE TRIGGER chain_offering_trainer AFTER INSERT OR UPDATE OR DELETE ON offering_trainer FOR EACH STATEMENT EXECUTE FUNCTION chain_note();
CREATE TRIGGER chain_offering_funder AFTER INSERT OR UPDATE OR DELETE ON offering_funder FOR EACH STATEMENT EXECUTE FUNCTION chain_note();
CREATE TRIGGER chain_offering_administration AFTER INSERT OR UPDATE OR DELETE ON offering_administration FOR EACH STATEMENT EXECUTE FUNCTION chain_note();
CREATE TRIGGER chain_offering_cost AFTER INSERT OR UPDATE OR DELETE ON offering_cost FOR EACH STATEMENT EXECUTE FUNCTION chain_note();
CREATE TRIGGER chain_funder AFTER INSERT OR UPDATE OR DELETE ON funder FOR EACH STATEMENT EXECUTE FUNCTION chain_note();
CREATE TRIGGER chain_meeting AFTER INSERT OR UPDATE OR DELETE ON meeting FOR EACH STATEMENT EXECUTE FUNCTION chain_note();
CREATE TRIGGER chain_course_version AFTER INSERT OR UPDATE OR DELETE ON course_version FOR EACH STATEMENT EXECUTE FUNCTION chain_note();
CREATE TRIGGER chain_course_competency AFTER INSERT OR UPDATE OR DELETE ON course_competency FOR EACH STATEMENT EXECUTE FUNCTION chain_note();
CREATE TRIGGER chain_lesson AFTER INSERT OR UPDATE OR DELETE ON lesson FOR EACH STATEMENT EXECUTE FUNCTION chain_note();
CREATE TRIGGER chain_lesson_read AFTER INSERT OR UPDATE OR DELETE ON lesson_read FOR EACH STATEMENT EXECUTE FUNCTION chain_note();
CREATE TRIGGER chain_enrolment AFTER INSERT OR UPDATE OR DELETE ON enrolment FOR EACH STATEMENT EXECUTE FUNCTION chain_note();
CREATE TRIGGER chain_attendance AFTER INSERT OR UPDATE OR DELETE ON attendance FOR EACH STATEMENT EXECUTE FUNCTION chain_note();
CREATE TRIGGER chain_survey_ask AFTER INSERT OR UPDATE OR DELETE ON survey_ask FOR EACH STATEMENT EXECUTE FUNCTION chain_note();
CREATE TRIGGER chain_survey_response AFTER INSERT OR UPDATE OR DELETE ON survey_response FOR EACH STATEMENT EXECUTE FUNCTION chain_note();
CREATE TRIGGER chain_administration AFTER INSERT OR UPDATE OR DELETE ON administration FOR EACH STATEMENT EXECUTE FUNCTION chain_note();
CREATE TRIGGER chain_attempt AFTER INSERT OR UPDATE OR DELETE ON attempt FOR EACH STATEMENT EXECUTE FUNCTION chain_note();
CREATE TRIGGER chain_form AFTER INSERT OR UPDATE OR DELETE ON form FOR EACH STATEMENT EXECUTE FUNCTION chain_note();
CREATE TRIGGER chain_form_item AFTER INSERT OR UPDATE OR DELETE ON form_item FOR EACH STATEMENT EXECUTE FUNCTION chain_note();
CREATE TRIGGER chain_item_version AFTER INSERT OR UPDATE OR DELETE ON item_version FOR EACH STATEMENT EXECUTE FUNCTION chain_note();
CREATE TRIGGER chain_competency AFTER INSERT OR UPDATE OR DELETE ON competency FOR EACH STATEMENT EXECUTE FUNCTION chain_note();
CREATE TRIGGER chain_capacity_round AFTER INSERT OR UPDATE OR DELETE ON capacity_round FOR EACH STATEMENT EXECUTE FUNCTION chain_note();
CREATE TRIGGER chain_capacity_result AFTER INSERT OR UPDATE OR DELETE ON capacity_result FOR EACH STATEMENT EXECUTE FUNCTION chain_note();
CREATE TRIGGER chain_monthly_count AFTER INSERT OR UPDATE OR DELETE ON monthly_count FOR EACH STATEMENT EXECUTE FUNCTION chain_note();

-- +goose Down
DROP TRIGGER chain_monthly_count ON monthly_count;
DROP TRIGGER chain_capacity_result ON capacity_result;
DROP TRIGGER chain_capacity_round ON capacity_round;
DROP TRIGGER chain_competency ON competency;
DROP TRIGGER chain_item_version ON item_version;
DROP TRIGGER chain_form_item ON form_item;
DROP TRIGGER chain_form ON form;
DROP TRIGGER chain_attempt ON attempt;
DROP TRIGGER chain_administration ON administration;
DROP TRIGGER chain_survey_response ON survey_response;
DROP TRIGGER chain_survey_ask ON survey_ask;
DROP TRIGGER chain_attendance ON attendance;
DROP TRIGGER chain_enrolment ON enrolment;
DROP TRIGGER chain_lesson_read ON lesson_read;
DROP TRIGGER chain_lesson ON lesson;
DROP TRIGGER chain_course_competency ON course_competency;
DROP TRIGGER chain_course_version ON course_version;
DROP TRIGGER chain_meeting ON meeting;
DROP TRIGGER chain_funder ON funder;
DROP TRIGGER chain_offering_cost ON offering_cost;
DROP TRIGGER chain_offering_administration ON offering_administration;
DROP TRIGGER chain_offering_funder ON offering_funder;
DROP TRIGGER chain_offering_trainer ON offering_trainer;
DROP TRIGGER chain_offering_institution ON offering_institution;
DROP TRIGGER chain_offering ON offering;
DROP TRIGGER chain_institution ON institution;
DROP TRIGGER chain_person ON person;
DROP TRIGGER chain_result ON result;
DROP TRIGGER chain_certificate_competency ON certificate_competency;
DROP TRIGGER chain_certificate ON certificate;
DROP TRIGGER chain_past_training_competency ON past_training_competency;
DROP TRIGGER chain_past_training ON past_training;
DROP TRIGGER chain_completion ON completion;
DROP TRIGGER chain_posting ON posting;
DROP FUNCTION chain_note;
ALTER TABLE kept_run DROP COLUMN settled;
DROP TABLE kept_chain;
