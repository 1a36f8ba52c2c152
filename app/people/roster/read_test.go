package roster_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"relevo/app/db"
	"relevo/app/people/roster"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

const semicolonList = `RELACIÓN DE PERSONAL;;;;;
;;;;;
N°;Nro. Documento;Nombres y Apellidos;Cargo;F. Ingreso;Fecha de Cese
1;4452100;MARISOL GLADYS HUILLCA ÑAUPARI;TUTOR(A);22/06/2023;
2;15775632-5;JULIA DE LA CRUZ CONDORI;PSICÓLOGO(A);13-feb-24;"28/02/2025"
`

func TestTextIsReadInEveryUsualEncodingAndDelimiter(t *testing.T) {
	encode := func(s string, enc interface{ Bytes([]byte) ([]byte, error) }) []byte {
		out, err := enc.Bytes([]byte(s))
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	with := func(comma string) string { return strings.ReplaceAll(semicolonList, ";", comma) }
	for name, data := range map[string][]byte{
		"utf-8":                  []byte(semicolonList),
		"utf-8 marked":           []byte("\uFEFF" + semicolonList),
		"windows-1252":           encode(semicolonList, charmap.Windows1252.NewEncoder()),
		"utf-16 little marked":   encode(semicolonList, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder()),
		"utf-16 big marked":      encode(semicolonList, unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder()),
		"utf-16 little":          encode(semicolonList, unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder()),
		"utf-16 big":             encode(semicolonList, unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewEncoder()),
		"comma":                  []byte(with(",")),
		"tab":                    []byte(with("\t")),
		"bar":                    []byte(with("|")),
		"windows line ends":      []byte(strings.ReplaceAll(semicolonList, "\n", "\r\n")),
		"Excel's separator":      []byte("sep=|\n" + with("|")),
		"a quote never closed":   []byte(strings.Replace(semicolonList, "1;4452100", `"1;4452100`, 1) + strings.Repeat("\n;;;;;x", 5)),
		"empty lines in between": []byte(strings.ReplaceAll(semicolonList, "\n2;", "\n\n\n2;")),
	} {
		rows := rowsOf(t, string(data), day(t, "2025-02-28"))
		var people []roster.Row
		for _, row := range rows {
			if row.Kind == roster.PersonRow {
				people = append(people, row)
			}
		}
		if len(people) != 2 {
			t.Errorf("%s: %d people in %+v", name, len(people), rows)
			continue
		}
		first, second := people[0], people[1]
		if first.Document != (roster.Document{Type: roster.DNI, Number: "04452100"}) || first.SecondSurname != "ÑAUPARI" || first.Cadre != roster.Mentor {
			t.Errorf("%s: %+v", name, first)
		}
		if second.FirstSurname != "DE LA CRUZ" || second.GivenNames != "JULIA" || *second.Start != day(t, "2024-02-13") || *second.End != day(t, "2025-02-28") {
			t.Errorf("%s: %+v", name, second)
		}
	}
}

func workbook(t testing.TB, fill func(*excelize.File)) []byte {
	t.Helper()
	book := excelize.NewFile()
	fill(book)
	var b bytes.Buffer
	if err := book.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func put(t testing.TB, book *excelize.File, sheet, cell string, row ...any) {
	t.Helper()
	if err := book.SetSheetRow(sheet, cell, &row); err != nil {
		t.Fatal(err)
	}
}

func sampleWorkbook(t testing.TB) []byte {
	return workbook(t, func(book *excelize.File) {
		put(t, book, "Sheet1", "A1", "Instrucciones: llenar la otra hoja")
		if _, err := book.NewSheet("Personal"); err != nil {
			t.Fatal(err)
		}
		put(t, book, "Personal", "B1", "CAR Flor de Prueba")
		put(t, book, "Personal", "B2", "Relación de personal al 30 de noviembre del 2024")
		put(t, book, "Personal", "A4", "N°", "APELLIDOS", "", "NOMBRES", "D.N.I.", "CARGO", "FECHA", "", "CORREO")
		put(t, book, "Personal", "A5", "", "PATERNO", "MATERNO", "", "", "", "INGRESO", "CESE")
		put(t, book, "Personal", "A6", 1, "QUISPE", "HUAMÁN", "ROSA", 4452100, "TUTORA", time.Date(2024, 2, 13, 0, 0, 0, 0, time.UTC))
		put(t, book, "Personal", "A7", 2, "DEL ÁGUILA", "RÍOS", "JOSÉ", "CE 001234567", "ABOGADO", 45300)
		put(t, book, "Personal", "A9", "TOTAL", 2)
		put(t, book, "Personal", "A11", "Elaborado por la dirección")
	})
}

func TestWorkbookWithBannerTwoLineHeaderAndSerialDates(t *testing.T) {
	table, err := roster.Read("x.xlsx", sampleWorkbook(t), roster.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	mapping, header, err := roster.Detect(table)
	if err != nil {
		t.Fatal(err)
	}
	guess := roster.SuggestFrom("x.xlsx", table, header)
	if table.Sheet != "Personal" || guess.Institution != "CAR Flor de Prueba" || guess.AsOf == nil || *guess.AsOf != day(t, "2024-11-30") {
		t.Errorf("sheet %q, guess %+v", table.Sheet, guess)
	}
	rows := roster.Parse(table, header, mapping, *guess.AsOf)
	var kinds []roster.RowKind
	for _, row := range rows {
		kinds = append(kinds, row.Kind)
	}
	want := []roster.RowKind{roster.PersonRow, roster.PersonRow, roster.BlankRow, roster.TotalRow, roster.BlankRow, roster.RemarkRow}
	if !slices.Equal(kinds, want) {
		t.Fatalf("kinds %v, mapping %v", kinds, mapping)
	}
	if r := rows[0]; r.Number != 6 || *r.Start != day(t, "2024-02-13") || r.Document.Number != "04452100" || r.Search() != "quispe huaman rosa" {
		t.Errorf("%+v", r)
	}
	if r := rows[1]; *r.Start != day(t, "2024-01-09") || r.Document != (roster.Document{Type: roster.CE, Number: "001234567"}) || r.FirstSurname != "DEL ÁGUILA" {
		t.Errorf("%+v", r)
	}
}

func TestFilesThatCannotBeReadSayWhy(t *testing.T) {
	book := sampleWorkbook(t)
	var manyEntries bytes.Buffer
	archive := zip.NewWriter(&manyEntries)
	for range 600 {
		if _, err := archive.Create("x"); err != nil {
			t.Fatal(err)
		}
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name   string
		data   []byte
		limits roster.Limits
		key    string
	}{
		{"nothing", []byte(" \n"), roster.Limits{}, roster.FileEmpty},
		{"old Excel", []byte("\xD0\xCF\x11\xE0rest"), roster.Limits{}, roster.FileOldExcel},
		{"web page", []byte("<html><table>"), roster.Limits{}, roster.FileIsHTML},
		{"pdf", []byte("%PDF-1.4"), roster.Limits{}, roster.FileNotAList},
		{"binary", []byte("a\x00\x01\x00b"), roster.Limits{}, roster.FileNotAList},
		{"broken workbook", book[:len(book)/2], roster.Limits{}, roster.FileUnreadable},
		{"too many bytes", []byte(semicolonList), roster.Limits{Bytes: 100}, roster.FileTooLarge},
		{"unpacks too large", book, roster.Limits{Unzipped: 2000}, roster.FileTooLarge},
		{"too many entries", manyEntries.Bytes(), roster.Limits{}, roster.FileTooLarge},
		{"too many rows", []byte(semicolonList), roster.Limits{Rows: 3}, roster.FileTooLong},
		{"too many columns", []byte(semicolonList), roster.Limits{Columns: 3}, roster.FileTooWide},
		{"too many rows in a workbook", book, roster.Limits{Rows: 3}, roster.FileTooLong},
	} {
		_, err := roster.Read(c.name, c.data, c.limits)
		var refused *roster.Error
		if !errors.As(err, &refused) || refused.Key != c.key {
			t.Errorf("%s: %v, want %s", c.name, err, c.key)
		}
	}
}

func TestAListWithoutAHeaderSaysWhatIsMissing(t *testing.T) {
	table, err := roster.Read("x.csv", []byte("DNI;Nombre completo;Cargo\n12345678;ROSA QUISPE HUAMÁN;TUTORA\n"), roster.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	mapping, header, err := roster.Detect(table)
	var refused *roster.Error
	if !errors.As(err, &refused) || refused.Key != roster.HeaderMissing || !slices.Equal(refused.Pairs[1].([]roster.Field), []roster.Field{roster.StartDate}) {
		t.Fatalf("%v", err)
	}
	// What was found serves; a person names the rest.
	if header != 0 || mapping[roster.DocumentNumber] != 0 || mapping[roster.GivenSurnames] != 1 || mapping[roster.Position] != 2 {
		t.Errorf("header %d, mapping %v", header, mapping)
	}
}

func TestColumnTitlesInTheirManySpellings(t *testing.T) {
	for title, field := range map[string]roster.Field{
		"DNI": roster.DocumentNumber, "N° Doc.": roster.DocumentNumber, "Nro. Documento": roster.DocumentNumber, "D.N.I. N°": roster.DocumentNumber,
		"NÚMERO DE DOCUMENTO DE IDENTIDAD": roster.DocumentNumber, "Tipo Doc.": roster.DocumentType,
		"APELLIDOS  Y  NOMBRES": roster.SurnamesGiven, "Nombres y Apellidos": roster.GivenSurnames, "Apellidos": roster.Surnames,
		"Ap. Paterno": roster.FirstSurname, "APELLIDO MATERNO": roster.SecondSurname, "Genero": roster.Sex,
		"Puesto": roster.Position, "ROL": roster.Position, "Cargo que desempeña": roster.Position,
		"Régimen Laboral": roster.Contract, "Modalidad de contrato": roster.Contract, "Tipo de Contrato": roster.Contract,
		"Fecha de Ingreso": roster.StartDate, "F. INGRESO": roster.StartDate, "Inicio de contrato": roster.StartDate, "FECHA DE INICIO": roster.StartDate,
		"Fecha de Cese": roster.EndDate, "Fin de contrato": roster.EndDate, "F. TÉRMINO": roster.EndDate, "Motivo de cese": roster.Reason,
		"Correo electrónico": roster.Email, "E-mail": roster.Email, "Teléfono": roster.Phone, "N° Celular": roster.Phone, "Sede": roster.Centre,
	} {
		table := &roster.Table{Lines: []roster.Line{{Number: 1, Cells: []string{"N°", title, "Fecha de nacimiento", "Edad"}}}}
		mapping, _, _ := roster.Detect(table)
		if column, has := mapping[field]; !has || column != 1 || len(mapping) != 1 {
			t.Errorf("%q is read as %v, want %s", title, mapping, field)
		}
	}
}

func TestGuesses(t *testing.T) {
	banner := func(cells ...string) *roster.Table {
		return &roster.Table{Lines: []roster.Line{{Number: 1, Cells: cells}, {Number: 2, Cells: []string{"DNI"}}}}
	}
	for _, c := range []struct {
		file, cell, institution, asOf string
	}{
		{"x.xlsx", "RELACIÓN DE PERSONAL AL 28/02/2025", "", "2025-02-28"},
		{"x.xlsx", "Personal activo, mes de febrero del 2024", "", "2024-02-29"},
		{"x.xlsx", "al 5 de setiembre de 2025", "", "2025-09-05"},
		{`C:\listas\car_rio_manso_2025-06-30.csv`, "", "CAR RIO MANSO", "2025-06-30"},
		{"car_rio_manso_30.06.2025.csv", "CAR Río Manso", "CAR Río Manso", "2025-06-30"},
		{"lista.csv", "", "", ""},
	} {
		guess := roster.SuggestFrom(c.file, banner(c.cell), 1)
		asOf := ""
		if guess.AsOf != nil {
			asOf = guess.AsOf.String()
		}
		if guess.Institution != c.institution || asOf != c.asOf {
			t.Errorf("%q %q: %q %q", c.file, c.cell, guess.Institution, asOf)
		}
	}
}

func FuzzReadCSV(f *testing.F) {
	f.Add([]byte(semicolonList))
	f.Add([]byte("sep=,\nDNI,Nombres,F. Ingreso,F. Cese\n1,\"A\nB\",45149,31/02/2024\n"))
	f.Add([]byte("\xff\xfeD\x00N\x00I\x00"))
	f.Fuzz(func(t *testing.T, data []byte) { readAll(t, data) })
}

func FuzzReadXLSX(f *testing.F) {
	f.Add(sampleWorkbook(f))
	f.Fuzz(func(t *testing.T, data []byte) {
		readAll(t, append([]byte("PK\x03\x04"), bytes.TrimPrefix(data, []byte("PK\x03\x04"))...))
	})
}

// readAll takes bytes as far as a plan; whatever they are, every row gets a
// decision and nothing overlaps.
func readAll(t *testing.T, data []byte) {
	table, err := roster.Read("x", data, roster.Limits{Unzipped: 1 << 20, Rows: 200})
	if err != nil {
		var refused *roster.Error
		if !errors.As(err, &refused) {
			t.Fatalf("not an *Error: %v", err)
		}
		return
	}
	mapping, header, err := roster.Detect(table)
	if err != nil {
		mapping = roster.Mapping{roster.DocumentNumber: 0, roster.SurnamesGiven: 1, roster.StartDate: 2, roster.EndDate: 3}
	}
	roster.SuggestFrom("x", table, header)
	asOf := db.NewDate(2025, 6, 30)
	rows := roster.Parse(table, header, mapping, asOf)
	m := newMemory()
	plan := m.plan("x", asOf, rows)
	if len(plan.Decisions) != len(rows) {
		t.Fatalf("%d decisions for %d rows", len(plan.Decisions), len(rows))
	}
	m.apply(t, "x", plan)
	if found := m.overlap(); found != "" {
		t.Fatal(found)
	}
	for _, d := range m.plan("x", asOf, rows).Decisions {
		if d.Effect.Changes() {
			t.Fatalf("row %d changes something the second time: %s %s", d.Row, d.Kind, d.Explain)
		}
	}
}
