-- +goose Up
-- Lists of staff are compared by many documents' numbers at once, whatever their types: without this each list reads the
-- whole table. Parts of names are looked for in the index of whole names.
CREATE INDEX person_document_number ON person (document_number);

-- +goose Down
DROP INDEX person_document_number;
