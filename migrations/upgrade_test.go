package migrations_test

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/jobs"
	"relevo/courses"
	"relevo/courses/coursestest"
	"relevo/migrations"
)

// The shorter run upgrades from one schema alone; make torture has all from the fifth on, the first with
// all nouns.
const (
	oldest = 5
	one    = 27
)

// Facts that an earlier schema held are there after the upgrade to the newest, unchanged, and every reference
// leads somewhere: a programme in which people were trained, as far as each earlier schema can hold it.
func TestEveryEarlierSchemaUpgradesWithItsFacts(t *testing.T) {
	for _, dialect := range []db.Dialect{db.SQLite, db.Postgres} {
		t.Run(string(dialect), func(t *testing.T) {
			from := map[db.Dialect]func(testing.TB) *db.DB{db.SQLite: dbtest.SQLite, db.Postgres: dbtest.Postgres}[dialect](t)
			facts := programme(t, from)
			for _, version := range versions(t) {
				if version < oldest || (testing.Short() && version != one) {
					continue
				}
				t.Run(strconv.Itoa(version), func(t *testing.T) {
					d := dbtest.Empty(t, dialect)
					if _, err := d.MigrateTo(t.Context(), migrations.Files, int64(version), jobs.Migrate(d)); err != nil {
						t.Fatal(err)
					}
					held := facts.putInto(t, d)
					applied, err := d.Migrate(t.Context(), migrations.Files, jobs.Migrate(d))
					if err != nil {
						t.Fatal(err)
					}
					rows := held.compare(t, d)
					sound(t, d)
					golden, err := os.ReadFile(golden)
					if got := dbtest.Golden(dbtest.Columns(t, d), dialect == db.SQLite); err != nil || (dialect == db.Postgres && got != string(golden)) {
						t.Errorf("the schema is another one than that of an empty database, %v", err)
					}
					if len(held.tables) < 20 || rows < 100 {
						t.Errorf("only %d rows of %d tables: nothing is shown by this", rows, len(held.tables))
					}
					t.Logf("%d migrations, %d rows of %d tables", len(applied), rows, len(held.tables))
				})
			}
		})
	}
}

// versions are the numbers of all migrations but the last.
func versions(t *testing.T) (all []int) {
	t.Helper()
	files, err := fs.Glob(migrations.Files, "*.sqlite.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		number, _, _ := strings.Cut(file, "_")
		version, err := strconv.Atoi(number)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, version)
	}
	return all[:len(all)-1]
}

// facts are rows by table, each with its columns.
type facts struct {
	tables  map[string][]map[string]any
	classes map[string]map[string]db.Column
}

// programme has people trained in a database and gives all that is written there.
func programme(t *testing.T, d *db.DB) facts {
	t.Helper()
	w := coursestest.New(t, d)
	version := w.Publish("c1")
	offering := w.Schedule(version, "o1", courses.Virtual)
	w.Enrol(offering, "p-Ana", "p-Berta")
	w.Complete("p-Ana")
	w.Leave("p-Berta", &w.Lupuna)
	w.SpareItems("asking", 3)
	return read(t, d, nil)
}

// read gives all rows, or those columns of them that are asked for.
func read(t *testing.T, d *db.DB, only map[string]map[string]db.Column) facts {
	t.Helper()
	all := facts{map[string][]map[string]any{}, map[string]map[string]db.Column{}}
	err := d.Read(t.Context(), func(tx *db.Tx) error {
		tables, err := db.TablesTx(tx)
		if err != nil {
			return err
		}
		for _, table := range tables {
			if only != nil && only[table.Name] == nil {
				continue
			}
			all.classes[table.Name] = map[string]db.Column{}
			var names []string
			for _, c := range table.Columns {
				all.classes[table.Name][c.Name] = c
				if _, asked := only[table.Name][c.Name]; only == nil || asked {
					names = append(names, `"`+c.Name+`"`)
				}
			}
			var rows []map[string]any
			if err := tx.DB.Raw("SELECT " + strings.Join(names, ", ") + " FROM \"" + table.Name + "\"").Scan(&rows).Error; err != nil {
				return err
			}
			if len(rows) > 0 {
				all.tables[table.Name] = rows
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// putInto writes what a database can hold into it and gives that.
func (f facts) putInto(t *testing.T, d *db.DB) facts {
	t.Helper()
	there := read(t, d, nil).classes
	held := facts{map[string][]map[string]any{}, map[string]map[string]db.Column{}}
	err := d.Write(t.Context(), func(tx *db.Tx) error {
		// All rows of a moment refer to one another: they are looked at together, afterwards.
		later := "PRAGMA defer_foreign_keys = ON"
		if d.Dialect == db.Postgres {
			later = "SET LOCAL session_replication_role = replica"
		}
		if err := tx.DB.Exec(later).Error; err != nil {
			return err
		}
		for table, rows := range f.tables {
			columns, known := there[table]
			if !known {
				continue
			}
			if err := tx.DB.Exec(`DELETE FROM "` + table + `"`).Error; err != nil { // what a migration put there is in the rows
				return err
			}
			held.classes[table] = map[string]db.Column{}
			for _, row := range rows {
				put, names, marks, values := map[string]any{}, []string(nil), []string(nil), []any(nil)
				for name, column := range columns {
					value, has := row[name]
					if !has && column.Nullable {
						continue
					}
					if !has {
						value = blank(column)
					} else {
						put[name] = value
						held.classes[table][name] = column
					}
					names, marks, values = append(names, `"`+name+`"`), append(marks, "?"), append(values, value)
				}
				query := fmt.Sprintf(`INSERT INTO "%s" (%s) VALUES (%s)`, table, strings.Join(names, ", "), strings.Join(marks, ", "))
				if err := tx.DB.Exec(query, values...).Error; err != nil {
					return fmt.Errorf("%s: %w", table, err)
				}
				held.tables[table] = append(held.tables[table], put)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return held
}

// blank is a value for a column that has gone since.
func blank(c db.Column) any {
	switch c.Class {
	case "integer", "real":
		return 0
	case "boolean":
		return false
	case "instant", "date":
		return time.Date(2026, time.May, 4, 0, 0, 0, 0, time.UTC)
	case "blob":
		return []byte{}
	}
	return ""
}

// compare looks whether a database has the rows, in those of their columns that it still has.
func (f facts) compare(t *testing.T, d *db.DB) (rows int) {
	t.Helper()
	now := read(t, d, f.classes)
	for table, want := range f.tables {
		if now.classes[table] == nil {
			t.Errorf("table %s is gone with its %d rows", table, len(want))
			continue
		}
		got := map[string]int{}
		for _, row := range now.tables[table] {
			got[line(row, now.classes[table])]++
		}
		for _, row := range want {
			one := line(row, now.classes[table])
			if got[one] == 0 {
				t.Errorf("%s: lost or changed: %s", table, one)
			}
			got[one]--
		}
		rows += len(want)
	}
	return rows
}

// line writes a row down, in columns that are still there.
func line(row map[string]any, still map[string]db.Column) string {
	var parts []string
	for name, value := range row {
		if _, is := still[name]; !is {
			continue
		}
		if at, is := value.(time.Time); is {
			value = at.UTC()
		}
		parts = append(parts, fmt.Sprintf("%s=%v", name, value))
	}
	slices.Sort(parts)
	return strings.Join(parts, " ")
}

// sound fails where a reference leads nowhere, or the file is broken.
func sound(t *testing.T, d *db.DB) {
	t.Helper()
	err := d.Read(context.WithoutCancel(t.Context()), func(tx *db.Tx) error {
		if d.Dialect == db.SQLite {
			var whole string
			var broken []map[string]any
			if err := tx.DB.Raw("PRAGMA integrity_check").Scan(&whole).Error; err != nil {
				return err
			}
			err := tx.DB.Raw("PRAGMA foreign_key_check").Scan(&broken).Error
			if whole != "ok" || len(broken) > 0 {
				t.Errorf("integrity %q, references %v", whole, broken)
			}
			return err
		}
		var references []struct{ Child, Refers, Parent, Column string }
		err := tx.DB.Raw(`SELECT c.conrelid::regclass::text AS child, a.attname AS refers, c.confrelid::regclass::text AS parent, b.attname AS column
			FROM pg_constraint c
			JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
			JOIN pg_attribute b ON b.attrelid = c.confrelid AND b.attnum = c.confkey[1]
			WHERE c.contype = 'f' AND array_length(c.conkey, 1) = 1 AND c.connamespace = current_schema()::regnamespace`).Scan(&references).Error
		if err == nil && len(references) < 50 {
			t.Errorf("only %d references are looked at", len(references))
		}
		for _, r := range references {
			var lost int64
			query := fmt.Sprintf(`SELECT count(*) FROM %s x WHERE x.%s IS NOT NULL AND NOT EXISTS (SELECT 1 FROM %s y WHERE y.%s = x.%s)`, r.Child, r.Refers, r.Parent, r.Column, r.Refers)
			if err := tx.DB.Raw(query).Scan(&lost).Error; err != nil {
				return err
			}
			if lost > 0 {
				t.Errorf("%d rows of %s lead nowhere with %s", lost, r.Child, r.Refers)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
