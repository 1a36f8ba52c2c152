package csvitems

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"relevo/app/people/roster"
	"relevo/assessments/formats"
)

// Row is a row of any table, with its number in the file.
type Row struct {
	Line  int // from 1
	Cells []string
}

// Cell is the text of a column; "" where there is none. A quote before a formula,
// as [Inert] writes it, is taken off.
func (r Row) Cell(at int) string {
	text := row{r.Line, r.Cells}.cell(at)
	if rest, quoted := strings.CutPrefix(text, "'"); quoted && roster.Inert(rest) == text {
		return rest
	}
	return text
}

// Rows reads the table in a file, CSV or the first sheet of a workbook that has
// anything in it. text is what a page keeps of the file between looking and
// confirming, and can be read again. Dates of a workbook are serial numbers.
func Rows(data []byte) (rows []Row, text string, broken *formats.Note) {
	var found []row
	if !IsWorkbook(data) {
		text, _ = formats.Decode(data)
		found, broken = csvRows(text)
	} else {
		var err error
		if found, text, err = workbookRows(data); err != nil {
			return nil, "", because(1, "xlsx_broken")
		}
	}
	for _, r := range found {
		rows = append(rows, Row{r.line, r.cells})
	}
	return rows, text, broken
}

func workbookRows(data []byte) (rows []row, text string, err error) {
	defer func() { // as in sheetRows
		if cause := recover(); cause != nil {
			rows, err = nil, fmt.Errorf("workbook reader: %v", cause)
		}
	}()
	if kept, ok := bytes.CutPrefix(data, []byte(workbookText)); ok {
		if data, err = base64.StdEncoding.DecodeString(strings.TrimSpace(string(kept))); err != nil {
			return nil, "", err
		}
	}
	if err := checkWorkbook(data); err != nil {
		return nil, "", err
	}
	book, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{RawCellValue: true, UnzipSizeLimit: maxUnzip, UnzipXMLSizeLimit: maxUnzip})
	if err != nil {
		return nil, "", err
	}
	defer func() { err = errors.Join(err, book.Close()) }()
	for _, sheet := range book.GetSheetList() {
		if visible, err := book.GetSheetVisible(sheet); err != nil || !visible {
			continue
		}
		if rows, err = oneSheet(book, sheet); err != nil || len(rows) > 0 {
			break
		}
	}
	return rows, workbookText + base64.StdEncoding.EncodeToString(data), err
}

// Workbook writes a table as the one sheet of a workbook. Every cell is text, which
// a spreadsheet calculates nothing from.
func Workbook(sheet string, rows [][]string) (data []byte, err error) {
	book := excelize.NewFile()
	defer func() { err = errors.Join(err, book.Close()) }()
	if err := book.SetSheetName("Sheet1", sheet); err != nil {
		return nil, err
	}
	if err := fill(book, sheet, rows); err != nil {
		return nil, err
	}
	b, err := book.WriteToBuffer()
	if err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
