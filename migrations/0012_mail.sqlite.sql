-- +goose Up
-- What is to be sent by mail, and what became of it. The key is forever: nothing
-- with the same one is sent again. To whom and what it said is forgotten once it
-- was sent or given up.
CREATE TABLE mail_letter (
    id              TEXT PRIMARY KEY,
    key             TEXT NOT NULL UNIQUE,
    address         TEXT NOT NULL,
    content         TEXT NOT NULL,
    state           TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'sent', 'failed')),
    reason          TEXT NOT NULL,
    created_at      TEXT NOT NULL,
    moved_at        TEXT NOT NULL
) STRICT;

-- Whether somebody wants notices by mail. The newest counts; without any, they do.
CREATE TABLE mail_choice (
    id              TEXT PRIMARY KEY,
    person_id       TEXT NOT NULL REFERENCES person (id),
    wanted          INTEGER NOT NULL CHECK (wanted IN (0, 1)),
    recorded_at     TEXT NOT NULL,
    recorded_by     TEXT NOT NULL
) STRICT;
CREATE INDEX mail_choice_person ON mail_choice (person_id, recorded_at);

-- Why a batch of certificates failed; empty unless it did.
ALTER TABLE certificate_batch ADD COLUMN reason TEXT NOT NULL DEFAULT '';

-- Whoever attended without completing the course is certified for that: what a
-- certificate belongs to is the enrolment.
ALTER TABLE certificate ADD COLUMN enrolment_id TEXT REFERENCES enrolment (id);
UPDATE certificate SET enrolment_id = (SELECT c.enrolment_id FROM completion c WHERE c.id = certificate.completion_id);
ALTER TABLE certificate ALTER COLUMN enrolment_id SET NOT NULL;
ALTER TABLE certificate ALTER COLUMN completion_id DROP NOT NULL;
CREATE UNIQUE INDEX certificate_enrolment ON certificate (enrolment_id, kind);

CREATE TABLE certificate_batch_enrolment (
    batch_id        TEXT NOT NULL REFERENCES certificate_batch (id),
    enrolment_id    TEXT NOT NULL REFERENCES enrolment (id),
    certificate_id  TEXT REFERENCES certificate (id),
    reason          TEXT NOT NULL,
    done_at         TEXT,
    PRIMARY KEY (batch_id, enrolment_id)
) STRICT;
INSERT INTO certificate_batch_enrolment
SELECT i.batch_id, c.enrolment_id, i.certificate_id, i.reason, i.done_at FROM certificate_batch_item i JOIN completion c ON c.id = i.completion_id;
DROP TABLE certificate_batch_item;
ALTER TABLE certificate_batch_enrolment RENAME TO certificate_batch_item;

-- +goose Down
CREATE TABLE certificate_batch_completion (
    batch_id        TEXT NOT NULL REFERENCES certificate_batch (id),
    completion_id   TEXT NOT NULL REFERENCES completion (id),
    certificate_id  TEXT REFERENCES certificate (id),
    reason          TEXT NOT NULL,
    done_at         TEXT,
    PRIMARY KEY (batch_id, completion_id)
) STRICT;
INSERT INTO certificate_batch_completion
SELECT i.batch_id, c.id, i.certificate_id, i.reason, i.done_at FROM certificate_batch_item i JOIN completion c ON c.enrolment_id = i.enrolment_id;
DROP TABLE certificate_batch_item;
ALTER TABLE certificate_batch_completion RENAME TO certificate_batch_item;
DROP INDEX certificate_enrolment;
ALTER TABLE certificate ALTER COLUMN completion_id SET NOT NULL;
ALTER TABLE certificate DROP COLUMN enrolment_id;
ALTER TABLE certificate_batch DROP COLUMN reason;
DROP TABLE mail_choice;
DROP TABLE mail_letter;
