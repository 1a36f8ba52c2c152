package db

import (
	"fmt"
	"slices"
	"strings"
)

// Column is one column of a table as the database tells it, in the words that
// both dialects share.
type Column struct {
	Name     string
	Class    string // text, integer, real, blob, instant, date or boolean; SQLite knows the first four only
	Nullable bool
	Key      int // its place in the primary key, from 1; 0 when it is no part of it
}

// Table is a table of relevo's own.
type Table struct {
	Name    string
	Columns []Column // by name
}

const columnsSQLite = `
SELECT m.name AS table_name, c.name, c.type AS kind, c."notnull" = 0 AND c.pk = 0 AS nullable, c.pk AS key
FROM sqlite_master m JOIN pragma_table_info(m.name) c
WHERE m.type = 'table' ORDER BY 1, 2`

const columnsPostgres = `
SELECT c.table_name, c.column_name AS name, c.data_type AS kind, c.is_nullable = 'YES' AS nullable, coalesce(k.ordinal_position, 0) AS key
FROM information_schema.columns c
LEFT JOIN information_schema.table_constraints p
  ON p.table_schema = c.table_schema AND p.table_name = c.table_name AND p.constraint_type = 'PRIMARY KEY'
LEFT JOIN information_schema.key_column_usage k
  ON k.constraint_schema = p.constraint_schema AND k.constraint_name = p.constraint_name
 AND k.table_name = c.table_name AND k.column_name = c.column_name
WHERE c.table_schema = current_schema()
ORDER BY c.table_name COLLATE "C", c.column_name COLLATE "C"`

// TablesTx lists relevo's tables with their columns, both by name; those of
// goose, River and the database itself are left out.
func TablesTx(tx *Tx) ([]Table, error) {
	query := columnsPostgres
	if tx.Dialect() == SQLite {
		query = columnsSQLite
	}
	var rows []struct {
		TableName, Name, Kind string
		Nullable              bool
		Key                   int
	}
	if err := tx.DB.Raw(query).Scan(&rows).Error; err != nil {
		return nil, fmt.Errorf("reading the schema: %w", err)
	}
	var tables []Table
	for _, r := range rows {
		if strings.HasPrefix(r.TableName, "river_") || strings.HasPrefix(r.TableName, "goose_") || strings.HasPrefix(r.TableName, "sqlite_") {
			continue
		}
		if len(tables) == 0 || tables[len(tables)-1].Name != r.TableName {
			tables = append(tables, Table{Name: r.TableName})
		}
		last := &tables[len(tables)-1]
		last.Columns = append(last.Columns, Column{Name: r.Name, Class: classOf(r.Kind), Nullable: r.Nullable, Key: r.Key})
	}
	return tables, nil
}

// FactTablesTx is [TablesTx] without the tables of what is computed from the others
// and kept ("kept_..."): it can be deleted at any time.
func FactTablesTx(tx *Tx) ([]Table, error) {
	tables, err := TablesTx(tx)
	return slices.DeleteFunc(tables, func(t Table) bool { return strings.HasPrefix(t.Name, "kept_") }), err
}

func classOf(kind string) string {
	switch kind {
	case "text", "TEXT":
		return "text"
	case "bigint", "integer", "INTEGER":
		return "integer"
	case "double precision", "REAL":
		return "real"
	case "bytea", "BLOB":
		return "blob"
	case "timestamp with time zone":
		return "instant"
	default:
		return kind // date, boolean; anything else shows up in schema.golden
	}
}

// VersionTx is the number of the newest migration that the database has seen;
// 0 when it has seen none.
func VersionTx(tx *Tx) (version int64, err error) {
	there := `SELECT count(*) FROM sqlite_master WHERE name = 'goose_db_version'`
	if tx.Dialect() == Postgres {
		there = `SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = 'goose_db_version'`
	}
	var n int64
	if err := tx.DB.Raw(there).Scan(&n).Error; err != nil || n == 0 {
		return 0, err
	}
	err = tx.DB.Raw(`SELECT coalesce(max(version_id), 0) FROM goose_db_version`).Scan(&version).Error
	return version, err
}
