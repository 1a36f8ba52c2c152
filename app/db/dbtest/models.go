package dbtest

import (
	"fmt"
	"sort"
	"strings"
	"sync"
	"testing"

	"gorm.io/gorm/schema"

	"relevo/app/db"
)

// Columns lists the tables of a database with their columns, sorted; those of
// goose, River and the databases themselves are left out.
func Columns(t testing.TB, d *db.DB) map[string][]db.Column {
	t.Helper()
	columns := map[string][]db.Column{}
	err := d.Read(t.Context(), func(tx *db.Tx) error {
		tables, err := db.TablesTx(tx)
		for _, table := range tables {
			columns[table.Name] = table.Columns
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return columns
}

// stored is the class in which SQLite keeps a class of PostgreSQL's.
func stored(class string) string {
	switch class {
	case "instant", "date":
		return "text"
	case "boolean":
		return "integer"
	default:
		return class
	}
}

// Golden describes the schema as text: one line a column, with the index and
// key columns each dialect reports left to the migrations themselves.
func Golden(tables map[string][]db.Column, asStored bool) string {
	names := make([]string, 0, len(tables))
	for name := range tables {
		names = append(names, name)
	}
	sort.Strings(names)
	var b strings.Builder
	for _, name := range names {
		for _, c := range tables[name] {
			class, null := c.Class, "not null"
			if asStored {
				class = stored(class)
			}
			if c.Nullable {
				null = "null"
			}
			fmt.Fprintf(&b, "%s.%s %s %s\n", name, c.Name, class, null)
		}
	}
	return b.String()
}

// CheckModels fails unless every field of every model is a column of its
// table, of the right class and nullable exactly when the field is a pointer
// or a sql.Null, and every column of the table is a field.
func CheckModels(t *testing.T, d *db.DB, models ...any) {
	t.Helper()
	tables := Columns(t, d)
	for _, model := range models {
		parsed, err := schema.Parse(model, &sync.Map{}, schema.NamingStrategy{SingularTable: true})
		if err != nil {
			t.Errorf("%T: %v", model, err)
			continue
		}
		columns := map[string]db.Column{}
		for _, c := range tables[parsed.Table] {
			columns[c.Name] = c
		}
		if len(columns) == 0 {
			t.Errorf("%T: there is no table %q", model, parsed.Table)
		}
		for _, field := range parsed.Fields {
			if field.DBName == "" {
				continue
			}
			c, ok := columns[field.DBName]
			delete(columns, field.DBName)
			if !ok {
				t.Errorf("%s.%s is not a column", parsed.Table, field.DBName)
				continue
			}
			if want := stored(classOfField(field)); want != "" && stored(c.Class) != want {
				t.Errorf("%s.%s is %s in the database, %s in %T", parsed.Table, c.Name, c.Class, want, model)
			}
			pointer := strings.HasPrefix(field.FieldType.String(), "*") || strings.HasPrefix(field.FieldType.String(), "sql.Null")
			if c.Nullable != pointer {
				t.Errorf("%s.%s: nullable is %v in the database, %v in %T", parsed.Table, c.Name, c.Nullable, pointer, model)
			}
		}
		for name := range columns {
			t.Errorf("%s.%s is a column that %T does not know", parsed.Table, name, model)
		}
	}
}

func classOfField(field *schema.Field) string {
	switch field.DataType {
	case schema.String:
		return "text"
	case schema.Int, schema.Uint:
		return "integer"
	case schema.Float:
		return "real"
	case schema.Bytes:
		return "blob"
	case schema.Bool:
		return "boolean"
	case "instant", "date":
		return string(field.DataType)
	default:
		return "" // a type that writes itself, such as a JSON value: checked by reading and writing
	}
}
