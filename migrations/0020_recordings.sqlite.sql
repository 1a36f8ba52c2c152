-- +goose Up
-- What people said instead of writing it. Which recording is the answer, the answer says;
-- none is taken away.
CREATE TABLE recording (
    attempt_id      TEXT NOT NULL REFERENCES attempt (id),
    item_version_id TEXT NOT NULL REFERENCES item_version (id),
    file_id         TEXT NOT NULL REFERENCES file (id),
    kept_at         TEXT NOT NULL,
    PRIMARY KEY (attempt_id, item_version_id, file_id)
) STRICT;

-- +goose Down
DROP TABLE recording;
