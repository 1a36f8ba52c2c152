package main

import (
	"encoding/json"
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"relevo/app/db"
	"relevo/app/db/dbtest"
)

const listHead = "DNI;Apellidos y Nombres;Cargo;Régimen;Fecha de Ingreso;Fecha de Cese\n"

// writeList keeps a staff list as a file.
func writeList(t *testing.T, rows ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "lista.csv")
	if err := os.WriteFile(path, []byte(listHead+strings.Join(rows, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// command runs relevo and gives what it wrote.
func command(t *testing.T, code int, args ...string) (out, said string) {
	t.Helper()
	var stdout, stderr strings.Builder
	if got := run(t.Context(), args, nil, strings.NewReader(""), &stdout, &stderr); got != code {
		t.Fatalf("relevo %s: exit %d, want %d\n%s\n%s", strings.Join(args, " "), got, code, stdout.String(), stderr.String())
	}
	return stdout.String(), stderr.String()
}

func TestAListIsImportedFromTheCommandLine(t *testing.T) {
	for _, dialect := range []db.Dialect{db.SQLite, db.Postgres} {
		t.Run(string(dialect), func(t *testing.T) {
			where := []string{"--data", t.TempDir()}
			if dialect == db.Postgres {
				where = append(where, "--database-url", dbtest.Address(t, dialect))
			}
			imports := func(file, day string, flags ...string) []string {
				args := append([]string{"import", "roster", "--institution", "CAR Río Claro", "--as-of", day}, where...)
				return append(append(args, flags...), file)
			}
			both := writeList(t, "15775632;QUISPE HUAMÁN, ANA LUZ;TUTORA;CAS;15/01/2025;", "60402223;ÑAUPARI DÍAZ, BERTA;TUTORA;CAS;01/02/2025;")
			one := writeList(t, "15775632;QUISPE HUAMÁN, ANA LUZ;TUTORA;CAS;15/01/2025;")

			if _, said := command(t, 1, imports(both, "2025-03-31", "--yes")...); !strings.Contains(said, "CAR Río Claro") {
				t.Errorf("an unknown institution is refused with %q", said)
			}
			if out, _ := command(t, 0, imports(both, "2025-03-31", "--create-institution", "--dry-run")...); !strings.Contains(out, "2 rows") {
				t.Errorf("the dry run says %q", out)
			}
			command(t, 1, imports(both, "2025-03-31", "--yes")...) // the dry run has created nothing
			out, _ := command(t, 0, imports(both, "2025-03-31", "--create-institution", "--yes")...)
			if !strings.Contains(out, "2 joiner") || !strings.Contains(out, "2 changes") {
				t.Errorf("two people join: %q", out)
			}
			if out, _ = command(t, 0, imports(both, "2025-03-31", "--yes")...); !strings.Contains(out, "0 changes") {
				t.Errorf("the same file again changes something: %q", out)
			}
			if _, said := command(t, 0, imports(one, "2025-04-30")...); !strings.Contains(said, "Nothing was kept") {
				t.Errorf("without an answer: %q", said)
			}
			if out, _ = command(t, 0, imports(one, "2025-04-30", "--yes")...); !strings.Contains(out, "1 vanished") {
				t.Errorf("one is gone: %q", out)
			}
			if _, said := command(t, 1, imports(one, "30/13/2025", "--yes")...); !strings.Contains(said, "--as-of") {
				t.Errorf("a wrong day is refused with %q", said)
			}
			report := readReport(t, append([]string{"report", "turnover", "--from", "2025-03-31", "--to", "2025-05-31", "--format", "json", "--institution", "car rio claro"}, where...)...)
			if len(report) != 1 || report[0].Institution != "car rio claro" || report[0].Separations != 1 || report[0].InPost != 1 || report[0].Rate == nil {
				t.Errorf("the report says %+v", report)
			}
			nobody := readReport(t, append([]string{"report", "turnover", "--from", "2020-01-01", "--to", "2020-12-31", "--format", "json"}, where...)...)
			if len(nobody) != 1 || nobody[0].Rate != nil || len(nobody[0].Warnings) == 0 {
				t.Errorf("a window without anybody: %+v", nobody)
			}
			for _, format := range []string{"csv", "table", "xlsx"} {
				out, _ := command(t, 0, append([]string{"report", "turnover", "--from", "2025-03-31", "--to", "2025-05-31", "--format", format}, where...)...)
				if want := map[string]string{"csv": "CAR Río Claro,1,", "table": "CAR Río Claro", "xlsx": "PK"}[format]; !strings.Contains(out, want) {
					t.Errorf("as %s the report has no %q", format, want)
				}
			}
		})
	}
}

type reported struct {
	Institution            string
	Separations, Transfers int
	PersonYears            float64 `json:"person_years"`
	InPost                 int     `json:"in_post"`
	Rate                   *float64
	Warnings               []string
}

func readReport(t *testing.T, args ...string) []reported {
	t.Helper()
	out, _ := command(t, 0, args...)
	var report struct{ Institutions []reported }
	if err := json.Unmarshal([]byte(out), &report); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return report.Institutions
}

// The sample lists, imported in the order of their days, give the turnover of
// the postings they were drawn from.
func TestSampleListsGiveTheTurnoverTheyWereDrawnFrom(t *testing.T) {
	if testing.Short() {
		t.Skip("72 lists take a while, and app/people brings them in too")
	}
	const samples = "../../../shared/samples/rosters"
	body, err := os.ReadFile(filepath.Join(samples, "truth.json"))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("the sample lists are not here")
	}
	if err != nil {
		t.Fatal(err)
	}
	var truth struct {
		Centres map[string]struct {
			Separations, Transfers, InPost int
			PersonYears                    float64
		}
		Window [2]string
	}
	if err := json.Unmarshal(body, &truth); err != nil {
		t.Fatal(err)
	}
	called := map[string]string{"car_los_ceibos": "CAR LOS CEIBOS", "car_madre_selva": "CAR MADRE SELVA", "car_nuevo_alba": "CAR NUEVO ALBA", "car_rio_claro": "CAR RÍO CLARO"}
	files, err := filepath.Glob(filepath.Join(samples, "car_*"))
	if err != nil {
		t.Fatal(err)
	}
	day := func(file string) string {
		base := strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))
		return base[len(base)-len("2024-11-30"):]
	}
	slices.SortFunc(files, func(a, b string) int { return strings.Compare(day(a)+a, day(b)+b) })
	folder := t.TempDir()
	for _, file := range files {
		base := filepath.Base(file)
		name := called[base[:strings.LastIndex(base, "_")]]
		command(t, 0, "import", "roster", "--data", folder, "--institution", name, "--create-institution", "--as-of", day(file), "--yes", file)
	}
	for _, got := range readReport(t, "report", "turnover", "--data", folder, "--from", truth.Window[0], "--to", truth.Window[1], "--format", "json") {
		want := truth.Centres[got.Institution]
		if math.Abs(float64(got.Separations-want.Separations)) > 1 || math.Abs(float64(got.Transfers-want.Transfers)) > 1 ||
			got.InPost != want.InPost || math.Abs(got.PersonYears-want.PersonYears) > 0.03*want.PersonYears {
			t.Errorf("%s: %+v, want %+v", got.Institution, got, want)
		}
	}
}
