-- +goose Up
-- Whether an administrator has folded the guide of the first steps away. The newest counts.
CREATE TABLE first_steps_choice (
    id              text COLLATE "C" PRIMARY KEY,
    account_id      text COLLATE "C" NOT NULL REFERENCES account (id),
    folded          boolean NOT NULL,
    recorded_at     timestamptz NOT NULL
);
CREATE INDEX first_steps_choice_account ON first_steps_choice (account_id, recorded_at);

-- +goose Down
DROP TABLE first_steps_choice;
