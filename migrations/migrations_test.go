package migrations_test

import (
	"flag"
	"io/fs"
	"os"
	"strings"
	"testing"

	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/jobs"
	"relevo/migrations"
)

var update = flag.Bool("update", false, "write schema.golden anew")

const golden = "schema.golden"

// Both twins lead to the one schema that schema.golden describes. After a
// deliberate change: go test ./migrations -update, and read the difference.
func TestBothDatabasesMigrateToTheGoldenSchema(t *testing.T) {
	postgres := dbtest.Columns(t, dbtest.Postgres(t))
	if *update {
		if err := os.WriteFile(golden, []byte(dbtest.Golden(postgres, false)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got := dbtest.Golden(postgres, false); got != string(want) {
		t.Errorf("PostgreSQL's schema differs from %s:\n%s", golden, firstDifference(got, string(want)))
	}
	sqlite := dbtest.Golden(dbtest.Columns(t, dbtest.SQLite(t)), true)
	if want := dbtest.Golden(postgres, true); sqlite != want {
		t.Errorf("SQLite's schema differs from PostgreSQL's:\n%s", firstDifference(sqlite, want))
	}
}

func TestEveryMigrationHasItsTwin(t *testing.T) {
	files, err := fs.Glob(migrations.Files, "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]int{}
	for _, file := range files {
		names[strings.TrimSuffix(strings.TrimSuffix(file, ".sqlite.sql"), ".postgres.sql")]++
	}
	for name, twins := range names {
		if twins != 2 {
			t.Errorf("%s has %d files, want one for each database", name, twins)
		}
	}
}

func TestMigratingAgainChangesNothing(t *testing.T) {
	for _, dialect := range []db.Dialect{db.SQLite, db.Postgres} {
		t.Run(string(dialect), func(t *testing.T) {
			d := dbtest.Empty(t, dialect)
			first, err := d.Migrate(t.Context(), migrations.Files, jobs.Migrate(d))
			if err != nil || len(first) == 0 {
				t.Fatalf("the first time applied %v, %v", first, err)
			}
			second, err := d.Migrate(t.Context(), migrations.Files, jobs.Migrate(d))
			if err != nil || len(second) != 0 {
				t.Fatalf("the second time applied %v, %v", second, err)
			}
		})
	}
}

// Five of six processes crashed here when they migrated without the lock.
func TestSeveralProcessesMayMigrateAtOnce(t *testing.T) {
	d := dbtest.Empty(t, db.Postgres)
	failed := make(chan error)
	for range 4 {
		go func() {
			_, err := d.Migrate(t.Context(), migrations.Files, jobs.Migrate(d))
			failed <- err
		}()
	}
	for range 4 {
		if err := <-failed; err != nil {
			t.Error(err)
		}
	}
}

func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return "got  " + g[i] + "\nwant " + w[i]
		}
	}
	return "one of them has more columns"
}
