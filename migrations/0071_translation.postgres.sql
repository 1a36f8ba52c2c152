-- +goose Up
-- What relevo says in the languages that are still growing: each draft, and each time somebody found one right, a row. The
-- newest of a sentence is the one that none has superseded.
CREATE TABLE translation (
	id text PRIMARY KEY,
	locale text NOT NULL,
	sentence text NOT NULL,
	one text NOT NULL,
	other text NOT NULL CHECK (other <> ''),
	of_one text NOT NULL,
	of_other text NOT NULL,
	draft text NOT NULL,
	written_at timestamptz NOT NULL,
	written_by text NOT NULL,
	superseded_at timestamptz
);
CREATE UNIQUE INDEX translation_newest ON translation (locale, sentence) WHERE superseded_at IS NULL;

-- +goose Down
DROP TABLE translation;
