-- +goose Up
-- What was uploaded, called by what it contains, and its content in parts.
CREATE TABLE file (
    id              TEXT PRIMARY KEY CHECK (length(id) = 64),
    size            INTEGER NOT NULL CHECK (size > 0),
    media_type      TEXT NOT NULL,
    kept_at         TEXT NOT NULL
) STRICT;

CREATE TABLE file_part (
    file_id         TEXT NOT NULL REFERENCES file (id),
    position        INTEGER NOT NULL CHECK (position >= 0),
    content         BLOB NOT NULL,
    PRIMARY KEY (file_id, position)
) STRICT;

-- +goose Down
DROP TABLE file_part;
DROP TABLE file;
