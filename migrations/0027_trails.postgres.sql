-- +goose Up
-- Who has seen what others gave to a response. They give it no points any more and do
-- not change their own.
CREATE TABLE rating_trail_view (
    task_id    text COLLATE "C" NOT NULL REFERENCES scoring_task (id),
    account_id text COLLATE "C" NOT NULL,
    seen_at    timestamptz NOT NULL,
    PRIMARY KEY (task_id, account_id)
);

-- +goose Down
DROP TABLE rating_trail_view;
