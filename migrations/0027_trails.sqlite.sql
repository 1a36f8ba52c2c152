-- +goose Up
-- Who has seen what others gave to a response. They give it no points any more and do
-- not change their own.
CREATE TABLE rating_trail_view (
    task_id    TEXT NOT NULL REFERENCES scoring_task (id),
    account_id TEXT NOT NULL,
    seen_at    TEXT NOT NULL,
    PRIMARY KEY (task_id, account_id)
) STRICT;

-- +goose Down
DROP TABLE rating_trail_view;
