-- +goose Up
-- What is computed from the facts and kept, so that nobody waits for it: see package analytics. All of it
-- can be deleted at any time, and is computed again. Backups leave it out.
CREATE TABLE kept_series (
    place_id        TEXT NOT NULL,
    competency_code TEXT NOT NULL,
    until           TEXT NOT NULL, -- the last day of the series
    own             INTEGER NOT NULL, -- of those who work in the place itself, not below it
    version         INTEGER NOT NULL, -- of the rules it was computed by
    model           TEXT NOT NULL, -- the model it was computed with
    content         BLOB NOT NULL,
    kept_at         TEXT NOT NULL,
    PRIMARY KEY (place_id, competency_code, until, own)
) STRICT;

-- One row: which run of the work came last, and since when one is at it.
CREATE TABLE kept_run (
    id         INTEGER PRIMARY KEY CHECK (id = 1),
    runs       INTEGER NOT NULL,
    begun_at   TEXT
) STRICT;
INSERT INTO kept_run (id, runs) VALUES (1, 0);

-- Whose facts have changed since what is kept was computed. Written by the triggers below, in the transaction
-- of the fact, whoever writes it.
CREATE TABLE kept_change (
    id             TEXT PRIMARY KEY DEFAULT (lower(hex(randomblob(16)))),
    person_id      TEXT,
    institution_id TEXT,
    taken          INTEGER -- the run that is at it
) STRICT;

-- Of a stay that goes over to another institution, the one it leaves can no longer be had from the person.
-- +goose StatementBegin
CREATE TRIGGER kept_posting_added AFTER INSERT ON posting BEGIN
    INSERT INTO kept_change (person_id) VALUES (NEW.person_id);
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER kept_posting_changed AFTER UPDATE ON posting BEGIN
    INSERT INTO kept_change (person_id) VALUES (NEW.person_id);
    INSERT INTO kept_change (person_id) SELECT OLD.person_id WHERE OLD.person_id <> NEW.person_id;
    INSERT INTO kept_change (institution_id) SELECT OLD.institution_id WHERE OLD.institution_id <> NEW.institution_id;
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER kept_posting_deleted AFTER DELETE ON posting BEGIN
    INSERT INTO kept_change (person_id) VALUES (OLD.person_id);
    INSERT INTO kept_change (institution_id) VALUES (OLD.institution_id);
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER kept_completion_added AFTER INSERT ON completion BEGIN
    INSERT INTO kept_change (person_id) VALUES (NEW.person_id);
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER kept_completion_changed AFTER UPDATE ON completion BEGIN
    INSERT INTO kept_change (person_id) VALUES (NEW.person_id);
    INSERT INTO kept_change (person_id) SELECT OLD.person_id WHERE OLD.person_id <> NEW.person_id;
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER kept_completion_deleted AFTER DELETE ON completion BEGIN
    INSERT INTO kept_change (person_id) VALUES (OLD.person_id);
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER kept_past_training_added AFTER INSERT ON past_training BEGIN
    INSERT INTO kept_change (person_id) VALUES (NEW.person_id);
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER kept_past_training_changed AFTER UPDATE ON past_training BEGIN
    INSERT INTO kept_change (person_id) VALUES (NEW.person_id);
    INSERT INTO kept_change (person_id) SELECT OLD.person_id WHERE OLD.person_id <> NEW.person_id;
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER kept_past_training_deleted AFTER DELETE ON past_training BEGIN
    INSERT INTO kept_change (person_id) VALUES (OLD.person_id);
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER kept_certificate_added AFTER INSERT ON certificate BEGIN
    INSERT INTO kept_change (person_id) VALUES (NEW.person_id);
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER kept_certificate_changed AFTER UPDATE ON certificate BEGIN
    INSERT INTO kept_change (person_id) VALUES (NEW.person_id);
    INSERT INTO kept_change (person_id) SELECT OLD.person_id WHERE OLD.person_id <> NEW.person_id;
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER kept_certificate_deleted AFTER DELETE ON certificate BEGIN
    INSERT INTO kept_change (person_id) VALUES (OLD.person_id);
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER kept_result_added AFTER INSERT ON result BEGIN
    INSERT INTO kept_change (person_id) VALUES (NEW.person_id);
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER kept_result_changed AFTER UPDATE ON result BEGIN
    INSERT INTO kept_change (person_id) VALUES (NEW.person_id);
    INSERT INTO kept_change (person_id) SELECT OLD.person_id WHERE OLD.person_id <> NEW.person_id;
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER kept_result_deleted AFTER DELETE ON result BEGIN
    INSERT INTO kept_change (person_id) VALUES (OLD.person_id);
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER kept_institution_made AFTER INSERT ON institution BEGIN
    INSERT INTO kept_change (institution_id) VALUES (NEW.id);
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER kept_institution_moved AFTER UPDATE OF parent_id, path, merged_into ON institution BEGIN
    INSERT INTO kept_change (institution_id) VALUES (NEW.id);
    INSERT INTO kept_change (institution_id) SELECT OLD.parent_id WHERE OLD.parent_id IS NOT NULL;
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER kept_institution_deleted AFTER DELETE ON institution BEGIN
    INSERT INTO kept_change (institution_id) SELECT OLD.parent_id WHERE OLD.parent_id IS NOT NULL;
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER kept_course_more AFTER INSERT ON course_competency BEGIN
    INSERT INTO kept_change (person_id) SELECT DISTINCT person_id FROM completion WHERE course_version_id = NEW.course_version_id;
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER kept_course_less AFTER DELETE ON course_competency BEGIN
    INSERT INTO kept_change (person_id) SELECT DISTINCT person_id FROM completion WHERE course_version_id = OLD.course_version_id;
END;
-- +goose StatementEnd

-- +goose Down
DROP TRIGGER kept_course_less;
DROP TRIGGER kept_course_more;
DROP TRIGGER kept_institution_deleted;
DROP TRIGGER kept_institution_moved;
DROP TRIGGER kept_institution_made;
DROP TRIGGER kept_result_deleted;
DROP TRIGGER kept_result_changed;
DROP TRIGGER kept_result_added;
DROP TRIGGER kept_certificate_deleted;
DROP TRIGGER kept_certificate_changed;
DROP TRIGGER kept_certificate_added;
DROP TRIGGER kept_past_training_deleted;
DROP TRIGGER kept_past_training_changed;
DROP TRIGGER kept_past_training_added;
DROP TRIGGER kept_completion_deleted;
DROP TRIGGER kept_completion_changed;
DROP TRIGGER kept_completion_added;
DROP TRIGGER kept_posting_deleted;
DROP TRIGGER kept_posting_changed;
DROP TRIGGER kept_posting_added;
DROP TABLE kept_change;
DROP TABLE kept_run;
DROP TABLE kept_series;
