-- +goose Up
-- That something was written of which a results chain may tell. Written by the triggers below, in the transaction of the fact, whoever
-- writes it. Together with how often they were settled they are a version of the facts: see package analytics. Backups leave them out.
CREATE TABLE kept_chain (
    id TEXT PRIMARY KEY
) STRICT;
ALTER TABLE kept_run ADD COLUMN settled INTEGER NOT NULL DEFAULT 0;

-- +goose StatementBegin
CREATE TRIGGER chain_posting_added AFTER INSERT ON posting BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_posting_changed AFTER UPDATE ON posting BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_posting_deleted AFTER DELETE ON posting BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_completion_added AFTER INSERT ON completion BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_completion_changed AFTER UPDATE ON completion BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_completion_deleted AFTER DELETE ON completion BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_past_training_added AFTER INSERT ON past_training BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_past_training_changed AFTER UPDATE ON past_training BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_past_training_deleted AFTER DELETE ON past_training BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_past_training_competency_added AFTER INSERT ON past_training_competency BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_past_training_competency_changed AFTER UPDATE ON past_training_competency BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_past_training_competency_deleted AFTER DELETE ON past_training_competency BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_certificate_added AFTER INSERT ON certificate BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_certificate_changed AFTER UPDATE ON certificate BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_certificate_deleted AFTER DELETE ON certificate BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_certificate_competency_added AFTER INSERT ON certificate_competency BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_certificate_competency_changed AFTER UPDATE ON certificate_competency BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_certificate_competency_deleted AFTER DELETE ON certificate_competency BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_result_added AFTER INSERT ON result BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_result_changed AFTER UPDATE ON result BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_result_deleted AFTER DELETE ON result BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_person_added AFTER INSERT ON person BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_person_changed AFTER UPDATE ON person BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_person_deleted AFTER DELETE ON person BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_institution_added AFTER INSERT ON institution BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_institution_changed AFTER UPDATE ON institution BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_institution_deleted AFTER DELETE ON institution BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_offering_added AFTER INSERT ON offering BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_offering_changed AFTER UPDATE ON offering BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_offering_deleted AFTER DELETE ON offering BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_offering_institution_added AFTER INSERT ON offering_institution BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_offering_institution_changed AFTER UPDATE ON offering_institution BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_offering_institution_deleted AFTER DELETE ON offering_institution BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_offering_trainer_added AFTER INSERT ON offering_trainer BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_offering_trainer_changed AFTER UPDATE ON offering_trainer BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_offering_trainer_deleted AFTER DELETE ON offering_trainer BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_offering_funder_added AFTER INSERT ON offering_funder BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_offering_funder_changed AFTER UPDATE ON offering_funder BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_offering_funder_deleted AFTER DELETE ON offering_funder BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_offering_administration_added AFTER INSERT ON offering_administration BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_offering_administration_changed AFTER UPDATE ON offering_administration BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_offering_administration_deleted AFTER DELETE ON offering_administration BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_offering_cost_added AFTER INSERT ON offering_cost BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_offering_cost_changed AFTER UPDATE ON offering_cost BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_offering_cost_deleted AFTER DELETE ON offering_cost BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_funder_added AFTER INSERT ON funder BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_funder_changed AFTER UPDATE ON funder BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_funder_deleted AFTER DELETE ON funder BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_meeting_added AFTER INSERT ON meeting BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_meeting_changed AFTER UPDATE ON meeting BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_meeting_deleted AFTER DELETE ON meeting BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_course_version_added AFTER INSERT ON course_version BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_course_version_changed AFTER UPDATE ON course_version BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_course_version_deleted AFTER DELETE ON course_version BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_course_competency_added AFTER INSERT ON course_competency BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_course_competency_changed AFTER UPDATE ON course_competency BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_course_competency_deleted AFTER DELETE ON course_competency BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_lesson_added AFTER INSERT ON lesson BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_lesson_changed AFTER UPDATE ON lesson BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_lesson_deleted AFTER DELETE ON lesson BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_lesson_read_added AFTER INSERT ON lesson_read BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_lesson_read_changed AFTER UPDATE ON lesson_read BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_lesson_read_deleted AFTER DELETE ON lesson_read BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_enrolment_added AFTER INSERT ON enrolment BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_enrolment_changed AFTER UPDATE ON enrolment BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_enrolment_deleted AFTER DELETE ON enrolment BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_attendance_added AFTER INSERT ON attendance BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_attendance_changed AFTER UPDATE ON attendance BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_attendance_deleted AFTER DELETE ON attendance BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_survey_ask_added AFTER INSERT ON survey_ask BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_survey_ask_changed AFTER UPDATE ON survey_ask BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_survey_ask_deleted AFTER DELETE ON survey_ask BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_survey_response_added AFTER INSERT ON survey_response BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_survey_response_changed AFTER UPDATE ON survey_response BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_survey_response_deleted AFTER DELETE ON survey_response BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_administration_added AFTER INSERT ON administration BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_administration_changed AFTER UPDATE ON administration BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_administration_deleted AFTER DELETE ON administration BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_attempt_added AFTER INSERT ON attempt BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_attempt_changed AFTER UPDATE ON attempt BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_attempt_deleted AFTER DELETE ON attempt BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_form_added AFTER INSERT ON form BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_form_changed AFTER UPDATE ON form BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_form_deleted AFTER DELETE ON form BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_form_item_added AFTER INSERT ON form_item BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_form_item_changed AFTER UPDATE ON form_item BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_form_item_deleted AFTER DELETE ON form_item BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_item_version_added AFTER INSERT ON item_version BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_item_version_changed AFTER UPDATE ON item_version BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_item_version_deleted AFTER DELETE ON item_version BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_competency_added AFTER INSERT ON competency BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_competency_changed AFTER UPDATE ON competency BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_competency_deleted AFTER DELETE ON competency BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_capacity_round_added AFTER INSERT ON capacity_round BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_capacity_round_changed AFTER UPDATE ON capacity_round BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_capacity_round_deleted AFTER DELETE ON capacity_round BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_capacity_result_added AFTER INSERT ON capacity_result BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_capacity_result_changed AFTER UPDATE ON capacity_result BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_capacity_result_deleted AFTER DELETE ON capacity_result BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_monthly_count_added AFTER INSERT ON monthly_count BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_monthly_count_changed AFTER UPDATE ON monthly_count BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER chain_monthly_count_deleted AFTER DELETE ON monthly_count BEGIN
    INSERT INTO kept_chain (id) VALUES (lower(hex(randomblob(16))));
END;
-- +goose StatementEnd

-- +goose Down
DROP TRIGGER chain_monthly_count_deleted;
DROP TRIGGER chain_monthly_count_changed;
DROP TRIGGER chain_monthly_count_added;
DROP TRIGGER chain_capacity_result_deleted;
DROP TRIGGER chain_capacity_result_changed;
DROP TRIGGER chain_capacity_result_added;
DROP TRIGGER chain_capacity_round_deleted;
DROP TRIGGER chain_capacity_round_changed;
DROP TRIGGER chain_capacity_round_added;
DROP TRIGGER chain_competency_deleted;
DROP TRIGGER chain_competency_changed;
DROP TRIGGER chain_competency_added;
DROP TRIGGER chain_item_version_deleted;
DROP TRIGGER chain_item_version_changed;
DROP TRIGGER chain_item_version_added;
DROP TRIGGER chain_form_item_deleted;
DROP TRIGGER chain_form_item_changed;
DROP TRIGGER chain_form_item_added;
DROP TRIGGER chain_form_deleted;
DROP TRIGGER chain_form_changed;
DROP TRIGGER chain_form_added;
DROP TRIGGER chain_attempt_deleted;
DROP TRIGGER chain_attempt_changed;
DROP TRIGGER chain_attempt_added;
DROP TRIGGER chain_administration_deleted;
DROP TRIGGER chain_administration_changed;
DROP TRIGGER chain_administration_added;
DROP TRIGGER chain_survey_response_deleted;
DROP TRIGGER chain_survey_response_changed;
DROP TRIGGER chain_survey_response_added;
DROP TRIGGER chain_survey_ask_deleted;
DROP TRIGGER chain_survey_ask_changed;
DROP TRIGGER chain_survey_ask_added;
DROP TRIGGER chain_attendance_deleted;
DROP TRIGGER chain_attendance_changed;
DROP TRIGGER chain_attendance_added;
DROP TRIGGER chain_enrolment_deleted;
DROP TRIGGER chain_enrolment_changed;
DROP TRIGGER chain_enrolment_added;
DROP TRIGGER chain_lesson_read_deleted;
DROP TRIGGER chain_lesson_read_changed;
DROP TRIGGER chain_lesson_read_added;
DROP TRIGGER chain_lesson_deleted;
DROP TRIGGER chain_lesson_changed;
DROP TRIGGER chain_lesson_added;
DROP TRIGGER chain_course_competency_deleted;
DROP TRIGGER chain_course_competency_changed;
DROP TRIGGER chain_course_competency_added;
DROP TRIGGER chain_course_version_deleted;
DROP TRIGGER chain_course_version_changed;
DROP TRIGGER chain_course_version_added;
DROP TRIGGER chain_meeting_deleted;
DROP TRIGGER chain_meeting_changed;
DROP TRIGGER chain_meeting_added;
DROP TRIGGER chain_funder_deleted;
DROP TRIGGER chain_funder_changed;
DROP TRIGGER chain_funder_added;
DROP TRIGGER chain_offering_cost_deleted;
DROP TRIGGER chain_offering_cost_changed;
DROP TRIGGER chain_offering_cost_added;
DROP TRIGGER chain_offering_administration_deleted;
DROP TRIGGER chain_offering_administration_changed;
DROP TRIGGER chain_offering_administration_added;
DROP TRIGGER chain_offering_funder_deleted;
DROP TRIGGER chain_offering_funder_changed;
DROP TRIGGER chain_offering_funder_added;
DROP TRIGGER chain_offering_trainer_deleted;
DROP TRIGGER chain_offering_trainer_changed;
DROP TRIGGER chain_offering_trainer_added;
DROP TRIGGER chain_offering_institution_deleted;
DROP TRIGGER chain_offering_institution_changed;
DROP TRIGGER chain_offering_institution_added;
DROP TRIGGER chain_offering_deleted;
DROP TRIGGER chain_offering_changed;
DROP TRIGGER chain_offering_added;
DROP TRIGGER chain_institution_deleted;
DROP TRIGGER chain_institution_changed;
DROP TRIGGER chain_institution_added;
DROP TRIGGER chain_person_deleted;
DROP TRIGGER chain_person_changed;
DROP TRIGGER chain_person_added;
DROP TRIGGER chain_result_deleted;
DROP TRIGGER chain_result_changed;
DROP TRIGGER chain_result_added;
DROP TRIGGER chain_certificate_competency_deleted;
DROP TRIGGER chain_certificate_competency_changed;
DROP TRIGGER chain_certificate_competency_added;
DROP TRIGGER chain_certificate_deleted;
DROP TRIGGER chain_certificate_changed;
DROP TRIGGER chain_certificate_added;
DROP TRIGGER chain_past_training_competency_deleted;
DROP TRIGGER chain_past_training_competency_changed;
DROP TRIGGER chain_past_training_competency_added;
DROP TRIGGER chain_past_training_deleted;
DROP TRIGGER chain_past_training_changed;
DROP TRIGGER chain_past_training_added;
DROP TRIGGER chain_completion_deleted;
DROP TRIGGER chain_completion_changed;
DROP TRIGGER chain_completion_added;
DROP TRIGGER chain_posting_deleted;
DROP TRIGGER chain_posting_changed;
DROP TRIGGER chain_posting_added;
ALTER TABLE kept_run DROP COLUMN settled;
DROP TABLE kept_chain;
