-- +goose Up
-- What relevo says in the languages that are still growing: each draft, and each time somebody found one right, a row. The
-- newest of a sentence is the one that none has superseded.
CREATE TABLE translation (
	id TEXT PRIMARY KEY,
	locale TEXT NOT NULL,
	sentence TEXT NOT NULL,
	one TEXT NOT NULL,
	other TEXT NOT NULL CHECK (other <> ''),
	of_one TEXT NOT NULL,
	of_other TEXT NOT NULL,
	draft TEXT NOT NULL,
	written_at TEXT NOT NULL,
	written_by TEXT NOT NULL,
	superseded_at TEXT
);
CREATE UNIQUE INDEX translation_newest ON translation (locale, sentence) WHERE superseded_at IS NULL;

-- +goose Down
DROP TABLE translation;
