package csvitems

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"relevo/assessments/formats"
)

// Row is a row of any table, with its number in the file.
type Row struct {
	Line  int // from 1
	Cells []string
}

// Cell is the text of a column; "" where there is none. A quote before a formula,
// as [tables.Inert] writes it, is taken off.
func (r Row) Cell(at int) string { return row{r.Line, r.Cells}.cell(at) }

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
