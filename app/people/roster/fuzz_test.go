package roster_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"relevo/app/db"
	"relevo/app/people/roster"

	"github.com/xuri/excelize/v2"
)

// limits keep a single try of the fuzzer short.
var limits = roster.Limits{Bytes: 1 << 20, Unzipped: 4 << 20, Rows: 500, Columns: 60}

// tooLong is what no file within these limits may take.
const tooLong = 10 * time.Second

var fuzzDay = db.NewDate(2026, 2, 28)

// FuzzRead reads any bytes as a list, whatever they are, and plans with what
// comes out.
func FuzzRead(f *testing.F) {
	for _, text := range []string{semicolonList, "\uFEFF" + semicolonList, strings.ReplaceAll(semicolonList, ";", "\t"), "sep=,\nDNI,Nombres,Inicio\n", "\"", "a;b\n\"c;d\ne;f;g",
		"DNI;Nombres;Inicio\n1;x;31/12/9999\n", "\xFF\xFEa\x00;\x00", "<html>", "%PDF", "PK\x03\x04", "\xD0\xCF\x11\xE0", "DNI;Apellidos y Nombres;Ingreso\n;;\n;;\n\n\n;\n",
		"\xEF\xBB\xBF\xFF\xFE;;\x00"} {
		f.Add([]byte(text))
	}
	f.Add(bookOf(f, [][]any{{"CAR LA CEIBA"}, {}, {"DNI", "Apellidos y Nombres", "Cargo", "Ingreso", "Cese"}, {15775632, "QUISPE HUAMÁN, ANA", "TUTORA", 45672, ""}, {"TOTAL", 1}}))
	f.Fuzz(func(t *testing.T, data []byte) { readAndPlan(t, data) })
}

// FuzzWorkbook changes one part of a real workbook, so that what the fuzzer finds
// lies beneath the archive.
func FuzzWorkbook(f *testing.F) {
	book := bookOf(f, [][]any{{"DNI", "Apellidos y Nombres", "Cargo", "Ingreso"}, {15775632, "QUISPE HUAMÁN, ANA", "TUTORA", 45672}})
	for _, name := range []string{"xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml"} {
		f.Add(name, partOf(f, book, name))
	}
	f.Add("xl/worksheets/sheet1.xml", []byte(`<worksheet><sheetData><row r="1048577"><c r="ZZZZ9"><v>1</v></c></row><row r="-4"/></sheetData></worksheet>`))
	f.Add("xl/worksheets/sheet1.xml", []byte(`<worksheet><sheetData><row r="1048576"><c r="XFD1048576" t="s"><v>99999999</v></c></row></sheetData></worksheet>`))
	f.Add("xl/sharedStrings.xml", []byte(`<!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;">]><sst><si><t>&b;</t></si></sst>`))
	f.Fuzz(func(t *testing.T, name string, content []byte) {
		if len(content) < 1<<18 {
			readAndPlan(t, replacePart(t, book, name, content))
		}
	})
}

// readAndPlan goes the whole way from bytes to decisions and holds what must
// hold after any file: no panic, a time one can wait, rows with the numbers they
// have in the file, and a decision for every row.
func readAndPlan(t *testing.T, data []byte) {
	t.Helper()
	began := time.Now()
	defer func() {
		if took := time.Since(began); took > tooLong {
			t.Errorf("%d bytes took %s", len(data), took)
		}
	}()
	table, err := roster.Read("x", data, limits)
	if err != nil {
		var told *roster.Error
		if !errors.As(err, &told) || told.Key == "" {
			t.Fatalf("an error without a sentence: %v", err)
		}
		return
	}
	before := 0
	for _, line := range table.Lines {
		if line.Number <= before || len(line.Cells) > limits.Columns {
			t.Fatalf("line %d with %d cells comes after line %d", line.Number, len(line.Cells), before)
		}
		before = line.Number
	}
	if len(table.Lines) > 2*limits.Rows {
		t.Fatalf("%d lines", len(table.Lines))
	}
	mapping, header, err := roster.Detect(table)
	var missing *roster.Error
	if err != nil && !errors.As(err, &missing) {
		t.Fatal(err)
	}
	for field, column := range mapping {
		if column < 0 || column >= len(table.Lines[header].Cells) {
			t.Fatalf("%s is said to be in column %d of %d", field, column, len(table.Lines[header].Cells))
		}
	}
	roster.SuggestFrom("x.csv", table, header)
	planAny(t, table, header, mapping)
}

func planAny(t *testing.T, table *roster.Table, header int, mapping roster.Mapping) {
	t.Helper()
	rows := roster.Parse(table, header, mapping, fuzzDay)
	if want := max(len(table.Lines)-header-1, 0); len(rows) != want {
		t.Fatalf("%d rows of %d lines", len(rows), want)
	}
	m := newMemory()
	for range 2 { // as news, and when they are known
		plan := m.plan("here", fuzzDay, rows)
		for i, row := range rows {
			if row.Number != table.Lines[header+1+i].Number {
				t.Fatalf("row %d is said to be row %d", table.Lines[header+1+i].Number, row.Number)
			}
			if d := plan.Decisions[i]; d.Row != row.Number || d.Kind == "" || d.Explain.Key == "" {
				t.Fatalf("row %d: %+v", row.Number, d)
			}
		}
		m.apply(t, "here", plan)
		if found := m.overlap(); found != "" {
			t.Fatal(found)
		}
	}
}

// FuzzCells reads a row of any cells under known titles.
func FuzzCells(f *testing.F) {
	f.Add("15775632", "QUISPE HUAMÁN, ANA LUZ", "TUTORA", "CAS", "13-feb-24", "", "F", "ana@x.pe", "999 999 999")
	f.Add("CE N° 001234567", "DE LA CRUZ", "", "LOC", "45672.5", "31/02/2025", "h", "a@@b", "+")
	f.Add("5.3418008E7", ",", "juez", "276", "1 de enero del 99", "0", "x", "", "")
	f.Add("1-–/-2", "Ana-María O'Higgins ´", "\u0301\u200b", "\U0010FFFF", "99999999", "20241301", "İ", "@.", "١٢٣٤٥٦")
	f.Fuzz(func(t *testing.T, document, name, position, contract, start, end, sex, email, phone string) {
		cells := []string{document, name, position, contract, start, end, sex, email, phone}
		for i, cell := range cells {
			if len(cell) > 2000 {
				t.Skip("no cell is as long")
			}
			cells[i] = strings.ToValidUTF8(cell, "")
		}
		table := &roster.Table{Lines: []roster.Line{{Number: 1, Cells: []string{"DNI", "Apellidos y Nombres", "Cargo", "Régimen", "Ingreso", "Cese", "Sexo", "Correo", "Celular"}},
			{Number: 2, Cells: cells}, {Number: 3, Cells: cells}}}
		mapping, header, err := roster.Detect(table)
		if err != nil {
			return // a row that reads more like a header than the header
		}
		planAny(t, table, header, mapping)
		if header != 0 {
			return
		}
		for _, row := range roster.Parse(table, header, mapping, fuzzDay) {
			if row.Kind == roster.PersonRow {
				possible(t, row)
			}
		}
		folded := roster.Fold(name)
		if roster.Fold(folded) != folded {
			t.Errorf("%q folds to %q and that to %q", name, folded, roster.Fold(folded))
		}
	})
}

// possible holds what a row that can be used must be.
func possible(t *testing.T, row roster.Row) {
	t.Helper()
	if row.Document.Type == roster.DNI && (len(row.Document.Number) != 8 || strings.Trim(row.Document.Number, "0123456789") != "") {
		t.Errorf("a DNI %q", row.Document.Number)
	}
	for _, date := range []*db.Date{row.Start, row.End} {
		if date != nil && (*date < db.NewDate(1950, 1, 1) || *date > fuzzDay+6*366) {
			t.Errorf("a date of %s", *date)
		}
	}
	if !row.Blocked() && (row.Start == nil || row.End != nil && *row.End <= *row.Start) {
		t.Errorf("%s to %s is no stay", date(row.Start), date(row.End))
	}
}

// FuzzHeader looks for titles in any lines.
func FuzzHeader(f *testing.F) {
	f.Add("RELACIÓN DE PERSONAL\n\nN°;Nro. Documento;Nombres y Apellidos;Cargo;F. Ingreso;Fecha de Cese")
	f.Add("FECHA;;APELLIDOS\nINGRESO;CESE;NOMBRES")
	f.Add("D.N.I.;dni;D N I;nombre;nombre;inicio;fin;baja")
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 20000 {
			t.Skip("no banner is as long")
		}
		table := &roster.Table{}
		for i, line := range strings.Split(strings.ToValidUTF8(text, ""), "\n") {
			table.Lines = append(table.Lines, roster.Line{Number: i + 1, Cells: strings.Split(line, ";")})
		}
		mapping, header, _ := roster.Detect(table)
		if header < 0 || header >= len(table.Lines) {
			t.Fatalf("the header is line %d of %d", header, len(table.Lines))
		}
		taken := map[int]roster.Field{}
		for field, column := range mapping {
			if other, twice := taken[column]; twice {
				t.Errorf("column %d is %s and %s", column, field, other)
			}
			taken[column] = field
		}
		planAny(t, table, header, mapping)
	})
}

// bookOf is a workbook with these rows.
func bookOf(t testing.TB, rows [][]any) []byte {
	return workbook(t, func(book *excelize.File) {
		for i, row := range rows {
			put(t, book, "Sheet1", fmt.Sprintf("A%d", i+1), row...)
		}
	})
}

func partOf(t testing.TB, book []byte, name string) []byte {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	file, err := archive.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(file)
	if err := errors.Join(err, file.Close()); err != nil {
		t.Fatal(err)
	}
	return content
}

// replacePart writes the workbook with another content in one part.
func replacePart(t testing.TB, book []byte, name string, content []byte) []byte {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	add := func(name string, content []byte) {
		entry, err := w.Create(name)
		if err != nil {
			return // a name that no archive can have
		}
		if _, err := entry.Write(content); err != nil {
			t.Fatal(err)
		}
	}
	for _, file := range archive.File {
		if file.Name != name {
			add(file.Name, partOf(t, book, file.Name))
		}
	}
	add(name, content)
	if err := w.Close(); err != nil {
		t.Skip("no archive can be written so")
	}
	return out.Bytes()
}
