-- +goose Up
-- Whether an administrator has folded the guide of the first steps away. The newest counts.
CREATE TABLE first_steps_choice (
    id              TEXT PRIMARY KEY,
    account_id      TEXT NOT NULL REFERENCES account (id),
    folded          INTEGER NOT NULL CHECK (folded IN (0, 1)),
    recorded_at     TEXT NOT NULL
) STRICT;
CREATE INDEX first_steps_choice_account ON first_steps_choice (account_id, recorded_at);

-- +goose Down
DROP TABLE first_steps_choice;
