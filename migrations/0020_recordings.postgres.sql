-- +goose Up
-- What people said instead of writing it. Which recording is the answer, the answer says;
-- none is taken away.
CREATE TABLE recording (
    attempt_id      text COLLATE "C" NOT NULL REFERENCES attempt (id),
    item_version_id text COLLATE "C" NOT NULL REFERENCES item_version (id),
    file_id         text COLLATE "C" NOT NULL REFERENCES file (id),
    kept_at         timestamptz NOT NULL,
    PRIMARY KEY (attempt_id, item_version_id, file_id)
);

-- +goose Down
DROP TABLE recording;
