// Package migrations owns the schema: numbered SQL, one twin for each
// database, both leading to the same schema.golden.
//
// To change the schema add the next number as two files, NNNN_name.postgres.sql
// and NNNN_name.sqlite.sql; never edit one that has been released. On
// PostgreSQL identifiers are text COLLATE "C" (compared byte by byte), moments
// timestamptz, days date; on SQLite all tables are STRICT and both are TEXT of
// one fixed form. GORM's AutoMigrate never runs.
package migrations

import "embed"

// Files are the twins of all migrations.
//
//go:embed *.sql
var Files embed.FS
