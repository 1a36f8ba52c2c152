package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"relevo/app/db"
	"relevo/app/db/dbtest"
)

// past is the report as scripts read it.
type past struct {
	New, Same, Doubtful, Refused int
	Import                       string
	DryRun                       bool `json:"dry_run"`
	Rows                         []struct {
		Line          int
		State         string
		Says, Reasons []string
	}
}

func TestThePastIsBroughtInFromTheCommandLine(t *testing.T) {
	for _, dialect := range []db.Dialect{db.SQLite, db.Postgres} {
		t.Run(string(dialect), func(t *testing.T) {
			where := []string{"--data", t.TempDir()}
			if dialect == db.Postgres {
				where = append(where, "--database-url", dbtest.Address(t, dialect))
			}
			list := writeList(t, "15775632;QUISPE HUAMÁN, ANA LUZ;TUTORA;CAS;15/01/2025;")
			command(t, 0, append([]string{"import", "roster", "--institution", "CAR Río Claro", "--as-of", "2025-03-31", "--create-institution", "--yes", list}, where...)...)
			items := writeItems(t, "a.gift", "// id: a  competency: por-clasificar\n¿A?{=uno ~dos}\n")
			command(t, 0, append([]string{"import", "items", "--format", "gift", items}, where...)...) // which makes a competency to speak of
			write := func(name, text string) string {
				windows, err := charmap.Windows1252.NewEncoder().String(text)
				if err != nil {
					t.Fatal(err)
				}
				path := filepath.Join(t.TempDir(), name)
				if err := os.WriteFile(path, []byte(windows), 0o600); err != nil {
					t.Fatal(err)
				}
				return path
			}
			brings := func(code int, noun, file string, flags ...string) past {
				out, said := command(t, code, append(append(append([]string{"import", noun, "--json"}, where...), flags...), file)...)
				var report past
				if err := json.Unmarshal([]byte(out), &report); err != nil {
					t.Fatalf("%v\n%s\n%s", err, out, said)
				}
				return report
			}
			scores := write("notas.csv", "DNI;Apellidos y Nombres;Competencia;Ocasión;Fecha;Nota\n15775632;QUISPE HUAMÁN ANA LUZ;por-clasificar;pre;15/03/2025;11\n41234567;Ñaupari Díaz, Berta;por-clasificar;pre;15/03/2025;12\n")
			if dry := brings(0, "results", scores, "--dry-run", "--maximum", "20"); dry.New != 1 || dry.Doubtful != 1 || dry.Import != "" || !dry.DryRun || !strings.Contains(dry.Rows[0].Says[0], "55") {
				t.Errorf("dry run %+v", dry)
			}
			if done := brings(0, "results", scores, "--maximum", "20"); done.New != 1 || done.Import == "" {
				t.Errorf("brought in %+v", done)
			}
			if again := brings(0, "results", scores, "--maximum", "20"); again.New != 0 || again.Same != 1 || again.Import != "" {
				t.Errorf("again %+v", again)
			}
			if made := brings(0, "results", scores, "--maximum", "20", "--create-missing"); made.New != 1 || made.Same != 1 {
				t.Errorf("with the missing %+v", made)
			}
			trainings := write("cursos.csv", "Documento;Apellidos y Nombres;Curso;Fecha;Certificado\n15775632;QUISPE HUAMÁN ANA LUZ;Taller de niñez;15/03/2019;N° 7\n")
			done := brings(0, "trainings", trainings, "--means", "Taller de niñez=por-clasificar")
			if done.New != 1 || !strings.Contains(strings.Join(done.Rows[0].Says, " "), "N° 7") || len(done.Rows[0].Reasons) != 0 {
				t.Errorf("trainings %+v", done)
			}
			if out, _ := command(t, 0, append([]string{"import", "trainings", trainings}, where...)...); !strings.Contains(out, "1 on record already") {
				t.Errorf("again: %q", out)
			}
			if _, said := command(t, 1, append([]string{"import", "results", trainings}, where...)...); !strings.Contains(said, "Columns are missing") {
				t.Errorf("the wrong file is refused with %q", said)
			}
			if none := brings(1, "results", write("x.csv", "DNI;Competencia;Ocasión;Fecha;Nota\n15775632;volar;pre;15/03/2025;11\n")); none.Refused != 1 {
				t.Errorf("nothing usable: %+v", none)
			}
		})
	}
}
