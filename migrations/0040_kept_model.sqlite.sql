-- +goose Up
-- The models that figures are computed with, fitted over the whole programme by a job: what a page would
-- otherwise fit while somebody waits. See package analytics. All of it can be deleted at any time.
CREATE TABLE kept_model (
    competency_code TEXT NOT NULL,
    as_of           TEXT NOT NULL, -- the day up to which it looks
    version         INTEGER NOT NULL, -- of the rules it was fitted by
    results         INTEGER NOT NULL, -- the stamp of what was known
    superseded      INTEGER NOT NULL,
    people          INTEGER NOT NULL,
    recorded_at     TEXT,
    content         BLOB NOT NULL,
    fitted_at       TEXT NOT NULL,
    PRIMARY KEY (competency_code, as_of)
) STRICT;

-- In which competencies results were written since the models were fitted. Written by the triggers below, in the transaction
-- of the result, whoever writes it; a row of its own for each, so that nobody waits for anybody.
CREATE TABLE kept_result (
    id              TEXT PRIMARY KEY DEFAULT (lower(hex(randomblob(16)))),
    competency_code TEXT NOT NULL,
    taken           INTEGER -- the run that is at it
) STRICT;
CREATE INDEX kept_result_competency ON kept_result (competency_code);

-- +goose StatementBegin
CREATE TRIGGER kept_result_noted_added AFTER INSERT ON result BEGIN
    INSERT INTO kept_result (competency_code) VALUES (NEW.competency_code);
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER kept_result_noted_changed AFTER UPDATE ON result BEGIN
    INSERT INTO kept_result (competency_code) VALUES (NEW.competency_code);
    INSERT INTO kept_result (competency_code) SELECT OLD.competency_code WHERE OLD.competency_code <> NEW.competency_code;
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER kept_result_noted_deleted AFTER DELETE ON result BEGIN
    INSERT INTO kept_result (competency_code) VALUES (OLD.competency_code);
END;
-- +goose StatementEnd

-- +goose Down
DROP TRIGGER kept_result_noted_deleted;
DROP TRIGGER kept_result_noted_changed;
DROP TRIGGER kept_result_noted_added;
DROP TABLE kept_result;
DROP TABLE kept_model;
