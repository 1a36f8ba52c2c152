-- +goose Up
-- What was uploaded, called by what it contains, and its content in parts.
CREATE TABLE file (
    id              text COLLATE "C" PRIMARY KEY CHECK (length(id) = 64),
    size            bigint NOT NULL CHECK (size > 0),
    media_type      text NOT NULL,
    kept_at         timestamptz NOT NULL
);

CREATE TABLE file_part (
    file_id         text COLLATE "C" NOT NULL REFERENCES file (id),
    position        bigint NOT NULL CHECK (position >= 0),
    content         bytea NOT NULL,
    PRIMARY KEY (file_id, position)
);

-- +goose Down
DROP TABLE file_part;
DROP TABLE file;
