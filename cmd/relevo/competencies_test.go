package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"relevo/app/db"
	"relevo/app/db/dbtest"
)

// The framework comes in whole or not at all, and what goes out comes in the same.
func TestTheFrameworkIsImportedAndExportedFromTheCommandLine(t *testing.T) {
	for _, dialect := range []db.Dialect{db.SQLite, db.Postgres} {
		t.Run(string(dialect), func(t *testing.T) {
			where := []string{"--data", filepath.Join(t.TempDir(), "data")}
			if dialect == db.Postgres {
				where = append(where, "--database-url", dbtest.Address(t, dialect))
			}
			run := func(code int, args ...string) (string, string) {
				t.Helper()
				return command(t, code, append(args, where...)...)
			}
			wrong := writeItems(t, "mal.csv", "codigo;tipo;nombre;nivel_1;nivel_2\nasking;personal;Preguntar;a;b\nlaw;de todos;Ley;a;b\n")
			if out, said := run(1, "import", "competencies", wrong); !strings.Contains(out, "line 3\trefused\tlaw") || !strings.Contains(out, "(not kept)") || !strings.Contains(said, "nothing was kept") {
				t.Errorf("%s%s", out, said)
			}
			right := writeItems(t, "bien.csv", "codigo;tipo;nombre;nivel_1;nivel_2\nasking;personal;Preguntar;a;b\nlaw;personal;Ley;a;b\n")
			if out, _ := run(0, "import", "competencies", "--dry-run", right); !strings.Contains(out, "2 new, 0 changed, 0 the same, 0 refused (not kept)") {
				t.Error(out)
			}
			if out, _ := run(0, "import", "competencies", right); !strings.Contains(out, "2 new") || strings.Contains(out, "not kept") {
				t.Error(out)
			}
			file := filepath.Join(t.TempDir(), "marco.xlsx")
			run(0, "export", "competencies", "--format", "xlsx", file)
			if _, err := os.Stat(file); err != nil {
				t.Fatal(err)
			}
			if out, _ := run(0, "import", "competencies", file); !strings.Contains(out, "0 new, 0 changed, 2 the same, 0 refused") {
				t.Error(out)
			}
			if out, _ := run(0, "export", "competencies"); !strings.Contains(out, "asking;personal;Preguntar") {
				t.Error(out)
			}
		})
	}
}
