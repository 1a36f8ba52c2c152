package roster

import (
	"bytes"
	"encoding/csv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Inert keeps a spreadsheet from taking a text for a formula: everything that goes out as
// a table of text passes here.
func Inert(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r\n", rune(text[0])) {
		return "'" + text
	}
	return text
}

// WriteCSV writes a table to be filled in, as Excel in Spanish opens it: with a byte
// order mark and semicolons. Nothing in it is taken for a formula.
func WriteCSV(rows [][]string) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("\uFEFF")
	w := csv.NewWriter(&b)
	w.Comma, w.UseCRLF = ';', true
	for _, row := range rows {
		cells := make([]string, len(row))
		for i, cell := range row {
			cells[i] = Inert(cell)
		}
		if err := w.Write(cells); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

// WriteXLSX writes the same as a workbook, every cell a text, so that Excel makes no
// dates and no formulas of them.
func WriteXLSX(rows [][]string) (data []byte, err error) {
	book := excelize.NewFile()
	defer func() {
		if closeErr := book.Close(); err == nil {
			err = closeErr
		}
	}()
	for i, row := range rows {
		for j, cell := range row {
			name, err := excelize.CoordinatesToCellName(j+1, i+1)
			if err == nil {
				err = book.SetCellStr("Sheet1", name, cell)
			}
			if err != nil {
				return nil, err
			}
		}
	}
	bold, err := book.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err == nil {
		err = book.SetRowStyle("Sheet1", 1, 1, bold)
	}
	if err == nil {
		err = book.SetColWidth("Sheet1", "A", "Z", 18)
	}
	if err != nil {
		return nil, err
	}
	b, err := book.WriteToBuffer()
	if err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
