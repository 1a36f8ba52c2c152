package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"relevo/app/db"
	"relevo/app/db/dbtest"
)

// writePlaces keeps a list of places as a file.
func writePlaces(t *testing.T, rows ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "ubigeo.csv")
	if err := os.WriteFile(path, []byte("UBIGEO;DEPARTAMENTO;PROVINCIA;DISTRITO\n"+strings.Join(rows, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestPlacesAreImportedFromTheCommandLine(t *testing.T) {
	for _, dialect := range []db.Dialect{db.SQLite, db.Postgres} {
		t.Run(string(dialect), func(t *testing.T) {
			where := []string{"--data", t.TempDir()}
			if dialect == db.Postgres {
				where = append(where, "--database-url", dbtest.Address(t, dialect))
			}
			imports := func(file string, flags ...string) []string {
				return append(append(append([]string{"import", "places"}, where...), flags...), file)
			}
			good := writePlaces(t, "160101;LORETO;MAYNAS;IQUITOS", "80101;CUSCO;CUSCO;CUSCO")
			for _, step := range []struct {
				args []string
				want string
			}{
				{imports(good, "--dry-run"), "2 provinces, 2 districts; 4 new, 0 renamed (not kept)"},
				{imports(good), "2 provinces, 2 districts; 4 new, 0 renamed\n"},
				{imports(good), "0 new, 0 renamed\n"},
			} {
				if out, _ := command(t, 0, step.args...); !strings.Contains(out, step.want) {
					t.Errorf("it says %q, want %q", out, step.want)
				}
			}
			if _, said := command(t, 1, imports(writePlaces(t, "240101;CALLAO;CALLAO;CALLAO"))...); !strings.Contains(said, "RENIEC") {
				t.Errorf("RENIEC's codes are refused with %q", said)
			}
		})
	}
}
