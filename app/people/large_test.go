package people_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/people"
)

// manyRows draws the rows of a staff list of n people, the same ones for the
// same seed: "document;names;position;contract;start;end;address".
func manyRows(n int, seed uint64) [][]string {
	random := rand.New(rand.NewPCG(seed, seed)) // a seeded source, so that the test repeats
	surnames := []string{"QUISPE", "MAMANI", "FLORES", "HUAMÁN", "ROJAS", "GARCÍA", "CCOPA", "DÍAZ", "ÑAUPARI", "INUMA", "SHUÑA", "DE LA CRUZ", "TORRES", "VÁSQUEZ"}
	given := []string{"ANA LUZ", "MARÍA", "JOSÉ LUIS", "CARLOS", "ROSA ELENA", "JUAN", "LUZ MARINA", "PEDRO PABLO", "INÉS", "ÓSCAR"}
	positions := []string{"TUTOR(A)", "PSICÓLOGO(A)", "ABOGADO(A)", "TRABAJADOR(A) SOCIAL", "ENFERMERO(A)", "DIRECTOR(A)"}
	pick := func(from []string) string { return from[random.IntN(len(from))] }
	rows := make([][]string, n)
	for i := range rows {
		start := db.NewDate(2015, 1, 1) + db.Date(random.IntN(4000))
		rows[i] = []string{fmt.Sprintf("%08d", 10000000+i*7), pick(surnames) + " " + pick(surnames) + ", " + pick(given), pick(positions),
			pick([]string{"CAS", "728", "276"}), start.Time().Format("02/01/2006"), "", ""}
	}
	return rows
}

var manyTitles = []string{"DNI", "Apellidos y Nombres", "Cargo", "Régimen", "Fecha de Ingreso", "Fecha de Cese", "Correo"}

func manyCSV(rows [][]string) []byte {
	var b strings.Builder
	b.WriteString("CAR LA CEIBA\n\n")
	for _, row := range append([][]string{manyTitles}, rows...) {
		b.WriteString(strings.Join(row, ";") + "\n")
	}
	return []byte(b.String())
}

func manyXLSX(t testing.TB, rows [][]string) []byte {
	t.Helper()
	book := excelize.NewFile()
	sheet, err := book.NewStreamWriter("Sheet1")
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range append([][]string{{"CAR LA CEIBA"}, {}, manyTitles}, rows...) {
		cells := make([]any, len(row))
		for n, text := range row {
			cells[n] = text
		}
		if err := sheet.SetRow(fmt.Sprintf("A%d", i+1), cells); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := sheet.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := book.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// The bound is generous: machines of many tests at once, the race detector.
const muchTooLong = 20 * time.Second

// Five thousand people are looked at while one waits, the first time and when
// most of them are known.
func TestRoster_aListOfFiveThousandIsQuick(t *testing.T) {
	t.Parallel()
	dbtest.EachAtLength(t, func(t *testing.T, d *db.DB) {
		p := newProgramme(t, d)
		n := 5000
		if d.Dialect == db.Postgres || testing.Short() {
			n = 1200 // the same statements in as many parts
		}
		rows := manyRows(n, 1)
		var later [][]string
		for i, row := range rows { // a tenth gone, a tenth with a date, and of all an address that was not known
			row = slices.Clone(row)
			row[6] = fmt.Sprintf("a%d@example.pe", i)
			switch i % 10 {
			case 0:
				continue
			case 1:
				row[5] = "10/02/2026"
			}
			later = append(later, row)
		}
		imp := ""
		for _, file := range []people.RosterFile{{Name: "2026-01-31.xlsx", Data: manyXLSX(t, rows)}, {Name: "2026-02-28.csv", Data: manyCSV(later)}} {
			var draft people.RosterDraft
			var preview people.Preview
			timed(t, file.Name+" upload", func() { draft = p.upload(t, p.ceiba, file.Name, file.Data) })
			timed(t, file.Name+" preview", func() { preview = p.preview(t, draft) })
			timed(t, file.Name+" confirm", func() {
				if _, err := p.service.Confirm(t.Context(), p.manager, draft.ID, preview.Fingerprint, nil); err != nil {
					t.Fatal(err)
				}
			})
			t.Log(preview.Counts)
			imp = draft.ID
		}
		timed(t, "report", func() {
			if _, err := p.service.Import(t.Context(), p.manager, imp); err != nil {
				t.Fatal(err)
			}
		})
		timed(t, "undo", func() {
			if _, err := p.service.Undo(t.Context(), p.manager, imp); err != nil {
				t.Fatal(err)
			}
		})
	})
}

func timed(t *testing.T, name string, fn func()) {
	t.Helper()
	began := time.Now()
	fn()
	took := time.Since(began)
	t.Logf("%s: %s", name, took.Round(time.Millisecond))
	if took > muchTooLong {
		t.Errorf("%s took %s", name, took)
	}
}
