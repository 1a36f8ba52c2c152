-- +goose Up
-- People are found by parts of their names and by the beginning of their document's number, whatever its type, and lists
-- of staff by many numbers at once: without these each of that reads the whole table. The module comes with PostgreSQL
-- (contrib); whoever owns the database may add it.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE INDEX person_search_parts ON person USING gin (search_name gin_trgm_ops);
CREATE INDEX person_document_number ON person (document_number text_pattern_ops);

-- +goose Down
DROP INDEX person_document_number;
DROP INDEX person_search_parts;
