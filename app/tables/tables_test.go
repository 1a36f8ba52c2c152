package tables_test

import (
	"bytes"
	"strings"
	"testing"

	"relevo/app/people/roster"
	"relevo/app/tables"
)

func TestWhatIsWrittenIsInertAndReadAgain(t *testing.T) {
	rows := [][]string{{"DNI", "Nota"}, {"=1+1", "11"}, {"@x", "-5"}}
	text, err := tables.ForExcel(rows)
	if err != nil || !bytes.Contains(text, []byte("'=1+1")) || !bytes.Contains(text, []byte("'-5")) {
		t.Errorf("%s, %v", text, err)
	}
	// A text of several lines, opened with another separator than it was written with, falls apart into cells.
	for _, written := range []string{"Muy bien\n=cmd|' /C calc'!A0;\ngracias", "a;=1", "a,+1", "a\t@x", "a\r\n-1", "\n=1", "'=1\n=2", "sí, -5; no"} {
		inert := tables.Inert(written)
		for _, cell := range strings.FieldsFunc(inert, func(r rune) bool { return strings.ContainsRune("\r\n\t;,", r) }) {
			if strings.ContainsRune("=+-@", rune(cell[0])) {
				t.Errorf("%q in %q is a formula", cell, inert)
			}
		}
		if back := tables.Live(inert); back != written {
			t.Errorf("%q is read again as %q", written, back)
		}
	}
	for _, never := range []string{"'cita'", "o'clock", "a\n'b"} {
		if tables.Live(never) != never || tables.Inert(never) != never {
			t.Errorf("%q is changed", never)
		}
	}
	book, err := tables.Workbook(tables.Texts("Notas", rows))
	if err != nil {
		t.Fatal(err)
	}
	table, err := roster.Read("x.xlsx", book, roster.Limits{})
	if err != nil || table.Lines[1].Cell(0) != "=1+1" {
		t.Errorf("%+v, %v", table, err)
	}
}
