package tables_test

import (
	"bytes"
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
	book, err := tables.Workbook(tables.Texts("Notas", rows))
	if err != nil {
		t.Fatal(err)
	}
	table, err := roster.Read("x.xlsx", book, roster.Limits{})
	if err != nil || table.Lines[1].Cell(0) != "=1+1" {
		t.Errorf("%+v, %v", table, err)
	}
}
