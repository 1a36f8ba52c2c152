package roster_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"relevo/app/db"
	"relevo/app/people/roster"

	"github.com/xuri/excelize/v2"
)

// Lists that nobody would send, but somebody could: what takes the square of
// its length elsewhere must not keep the others waiting here.
func TestTheWorstListsTakeBoundedTime(t *testing.T) {
	n := 5000
	if testing.Short() { // the race detector watches, with which everything takes ten times as long
		n = 1500
	}
	write := func(row func(i int) string) string {
		var b strings.Builder
		b.WriteString("DNI;Apellidos y Nombres;Cargo;Inicio;Cese\n")
		for i := range n {
			b.WriteString(row(i) + "\n")
		}
		return b.String()
	}
	names := func(i int) string { return fmt.Sprintf("%08d;QUISPE DÍAZ, ANA;TUTORA;2025-01-15;", 10000000+i) }
	stays := func(i int) string {
		start := db.NewDate(1960, 1, 1) + db.Date(4*i)
		return fmt.Sprintf("12345678;QUISPE DÍAZ, ANA;TUTORA;%s;%s", start, start+3)
	}
	for name, lists := range map[string][]string{
		"everybody has one name": {write(names), write(names)},
		"one name, then without documents": {write(names), write(func(i int) string {
			return ";QUISPE DÍAZ, ANA;TUTORA;" + (db.NewDate(2025, 3, 1) + db.Date(i%30)).String() + ";"
		})},
		"one person has all the stays":            {write(stays), write(stays)},
		"one person has all the stays, then none": {write(stays), write(names)},
		"one document, a new name on every row": {write(func(i int) string {
			return fmt.Sprintf("12345678;QUISPE%c%c%c DÍAZ, ANA;TUTORA;2025-01-15;", 'A'+i%26, 'A'+i/26%26, 'A'+i/676)
		})},
		"the same row again and again": {write(func(int) string { return names(1) })},
		"nobody has a document": {write(func(i int) string {
			return fmt.Sprintf(";QUISPE%c%c%c DÍAZ, ANA;TUTORA;2025-01-15;", 'A'+i%26, 'A'+i/26%26, 'A'+i/676)
		})},
	} {
		t.Run(name, func(t *testing.T) {
			began := time.Now()
			m := newMemory()
			for i, text := range lists {
				asOf := db.NewDate(2025, 3, 31) + db.Date(30*i)
				plan := m.plan("here", asOf, rowsOf(t, text, asOf))
				if i < len(lists)-1 {
					m.apply(t, "here", plan)
				}
				choices := 0
				for _, d := range plan.Decisions {
					choices += len(d.Alternatives)
				}
				if choices > 20*len(plan.Decisions) {
					t.Errorf("%d choices for %d rows", choices, len(plan.Decisions))
				}
			}
			if took := time.Since(began); took > tooLong {
				t.Errorf("it took %s", took)
			} else {
				t.Log(took.Round(time.Millisecond))
			}
		})
	}
}

// A cell at the very end of a sheet is no reason to go through a million rows.
func TestASparseWorkbookIsReadQuickly(t *testing.T) {
	book := bookOf(t, [][]any{{"x"}})
	cell := func(row string) string {
		return `<row r="` + row + `"><c r="A` + row + `" t="inlineStr"><is><t>nota</t></is></c></row>`
	}
	sheet := `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` + cell("1") + cell("1048576") + `</sheetData></worksheet>`
	began := time.Now()
	table, err := roster.Read("x.xlsx", replacePart(t, book, "xl/worksheets/sheet1.xml", []byte(sheet)), roster.Limits{})
	if took := time.Since(began); took > tooLong || err != nil || table.Lines[len(table.Lines)-1].Number != 1048576 {
		t.Errorf("it took %s: %+v, %v", took, table, err)
	}
}

// A row is called by the number that whoever opens the file sees beside it.
func TestRowsHaveTheNumbersOfTheFile(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 5)) // a seeded source, so that the test repeats
	for range 50 {
		var text strings.Builder
		line := 1
		text.WriteString("DNI;Apellidos y Nombres;Cargo;Inicio\n")
		want := map[string]int{} // by document
		book := workbook(t, func(book *excelize.File) {
			put(t, book, "Sheet1", "A1", "DNI", "Apellidos y Nombres", "Cargo", "Inicio")
			for i := range 1 + random.IntN(8) {
				line++
				for range random.IntN(3) {
					text.WriteString([]string{"\n", ";;;\n", "\r\n"}[random.IntN(3)])
					line++
				}
				document := fmt.Sprintf("1234567%d", i)
				want[document] = line
				put(t, book, "Sheet1", fmt.Sprintf("A%d", line), document, "QUISPE, ANA", "TUTORA", "2025-01-15")
				position := "TUTORA"
				if random.IntN(3) == 0 {
					position = "\"TUTORA\nde noche\""
				}
				text.WriteString(document + ";QUISPE, ANA;" + position + ";2025-01-15\n")
				if strings.Contains(position, "\n") {
					line++
				}
			}
		})
		for kind, data := range map[string][]byte{"text": []byte(text.String()), "workbook": book} {
			table, err := roster.Read("x", data, roster.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			mapping, header, err := roster.Detect(table)
			if err != nil {
				t.Fatal(err)
			}
			for _, row := range roster.Parse(table, header, mapping, day(t, "2026-01-31")) {
				if row.Kind != roster.BlankRow && want[row.Document.Number] != row.Number {
					t.Errorf("%s: %s is said to be in row %d, it is in %d\n%s", kind, row.Document, row.Number, want[row.Document.Number], text.String())
				}
			}
		}
	}
}
