package csvitems

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"relevo/app/people/roster"
	"relevo/assessments/formats"
)

// Limits of what is read.
const (
	maxRows    = 5000
	maxColumns = 120
	maxUnzip   = 48 << 20
)

// row is one row of a table.
type row struct {
	line  int // from 1
	cells []string
}

// table is what a file holds.
type table struct {
	rows     []row
	encoding string
	text     string // of the file, see [formats.Report]
}

// workbookText begins a workbook that was made text, as a page of the browser keeps it
// between looking and confirming.
const workbookText = "data:application/vnd.openxmlformats-officedocument.spreadsheetml.sheet;base64,"

// IsWorkbook tells whether the bytes are an XLSX workbook, as a file or as text.
func IsWorkbook(data []byte) bool {
	return bytes.HasPrefix(data, []byte("PK\x03\x04")) || bytes.HasPrefix(data, []byte(workbookText))
}

// readTable reads a file; broken says why it is none.
func readTable(data []byte) (t table, broken *formats.Note) {
	if !IsWorkbook(data) {
		t.text, t.encoding = formats.Decode(data)
		t.rows, broken = csvRows(t.text)
		return t, broken
	}
	if text, ok := bytes.CutPrefix(data, []byte(workbookText)); ok {
		decoded, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(text)))
		if err != nil {
			return t, because(1, "xlsx_broken")
		}
		data = decoded
	}
	t.text, t.encoding = workbookText+base64.StdEncoding.EncodeToString(data), "XLSX"
	rows, err := sheetRows(data)
	if err != nil {
		return t, because(1, "xlsx_broken")
	}
	t.rows = rows
	return t, nil
}

func because(line int, what string, pairs ...any) *formats.Note {
	note := formats.Changed(what, pairs...)
	note.Line = line
	return &note
}

// csvRows reads the rows that hold anything.
func csvRows(text string) (rows []row, broken *formats.Note) {
	comma, skipped := separator(text)
	rest := text
	for range skipped {
		_, rest, _ = strings.Cut(rest, "\n")
	}
	reader := csv.NewReader(strings.NewReader(rest))
	reader.Comma, reader.FieldsPerRecord = comma, -1
	for {
		cells, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			var where *csv.ParseError
			line := 1
			if errors.As(err, &where) {
				line = where.StartLine + skipped
			}
			return nil, because(line, "csv_broken", "line", line)
		}
		line, _ := reader.FieldPos(0)
		rows = appendRow(rows, line+skipped, cells)
		if len(rows) > maxRows || len(cells) > maxColumns {
			return nil, because(line+skipped, "table_large", "rows", maxRows, "columns", maxColumns)
		}
	}
}

func appendRow(rows []row, line int, cells []string) []row {
	if strings.TrimSpace(strings.Join(cells, "")) == "" {
		return rows
	}
	return append(rows, row{line, cells})
}

// separator tells what stands between the cells, by the first line that has anything;
// skipped counts Excel's own line "sep=;".
func separator(text string) (comma rune, skipped int) {
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		if mark, ok := strings.CutPrefix(strings.ToLower(line), "sep="); ok && skipped == 0 && (mark == ";" || mark == "," || mark == "\t") {
			return rune(mark[0]), 1
		}
		if strings.TrimSpace(line) == "" {
			continue
		}
		comma = ';'
		for _, c := range ",\t" {
			if strings.Count(line, string(c)) > strings.Count(line, string(comma)) {
				comma = c
			}
		}
		return comma, 0
	}
	return ';', 0
}

// errTable says that a workbook has no sheet that can be used.
var errTable = errors.New("no sheet with questions")

// mostParts is how many parts a workbook may have.
const mostParts = 2000

// checkWorkbook refuses what would take too long or too much room to read, before
// any of it is read.
func checkWorkbook(data []byte) error {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return err
	}
	left := uint64(maxUnzip)
	for _, part := range archive.File {
		if part.UncompressedSize64 > left {
			return errTable
		}
		left -= part.UncompressedSize64
	}
	if len(archive.File) > mostParts {
		return errTable
	}
	return roster.CheckRows(archive)
}

// sheetRows reads the first visible sheet that has a header.
func sheetRows(data []byte) (rows []row, err error) {
	// The workbook library is fed files from anywhere; should a crafted one make it
	// panic, the person is told that it cannot be read.
	defer func() {
		if cause := recover(); cause != nil {
			rows, err = nil, fmt.Errorf("workbook reader: %v", cause)
		}
	}()
	if err := checkWorkbook(data); err != nil {
		return nil, err
	}
	book, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{UnzipSizeLimit: maxUnzip, UnzipXMLSizeLimit: maxUnzip})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, book.Close()) }()
	for _, sheet := range book.GetSheetList() {
		if visible, err := book.GetSheetVisible(sheet); err != nil || !visible {
			continue
		}
		rows, err := oneSheet(book, sheet)
		if err != nil {
			return nil, err
		}
		if len(rows) > 0 {
			if _, problem := columnsOf(rows[0]); problem == nil {
				return rows, nil
			}
		}
	}
	// None of them: the first is read to say what is wrong with it.
	if rows, err = oneSheet(book, book.GetSheetName(0)); err == nil && len(rows) == 0 {
		err = errTable
	}
	return rows, err
}

func oneSheet(book *excelize.File, sheet string) (rows []row, err error) {
	lines, err := book.Rows(sheet)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, lines.Close()) }()
	for number := 1; lines.Next(); number++ {
		cells, err := lines.Columns()
		if err != nil {
			return nil, err
		}
		rows = appendRow(rows, number, cells)
		if len(rows) > maxRows || len(cells) > maxColumns {
			return nil, errTable
		}
	}
	return rows, lines.Error()
}
