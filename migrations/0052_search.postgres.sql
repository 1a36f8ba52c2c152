-- +goose Up
-- People are found by parts of their names and by the beginning of their document's number, whatever its type, and lists
-- of staff by many numbers at once: without these each of that reads the whole table. The module comes with PostgreSQL
-- (contrib); whoever owns the database may add it. It has a schema of its own, since a restore sets aside the schema of the data.
CREATE SCHEMA IF NOT EXISTS relevo_words;
CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA relevo_words;
-- +goose StatementBegin
DO $$
DECLARE
    place text; -- another than ours where the module was there already
BEGIN
    SELECT n.nspname INTO place FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_trgm';
    EXECUTE format('CREATE INDEX person_search_parts ON person USING gin (search_name %I.gin_trgm_ops)', place);
END $$;
-- +goose StatementEnd
CREATE INDEX person_document_number ON person (document_number text_pattern_ops);

-- +goose Down
DROP INDEX person_document_number;
DROP INDEX person_search_parts;
