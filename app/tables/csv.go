package tables

import (
	"bytes"
	"encoding/csv"
	"math"
	"strconv"
	"strings"
)

// Inert keeps a spreadsheet from taking a text for a formula: everything that goes out as
// a table of text passes here.
func Inert(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r\n", rune(text[0])) {
		return "'" + text
	}
	return text
}

// ForExcel writes a table to be filled in, as Excel in Spanish opens it: with a byte order
// mark and semicolons. Nothing in it is taken for a formula.
func ForExcel(rows [][]string) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("\uFEFF") // without it Excel takes the accents for something else
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

// CSV is the sheet as programs read it: commas, points, no byte order mark.
func (s Sheet) CSV() ([]byte, error) {
	rows := [][]string{s.Head}
	for _, row := range s.Rows {
		cells := make([]string, len(row))
		for i, cell := range row {
			cells[i] = csvCell(cell)
		}
		rows = append(rows, cells)
	}
	var b bytes.Buffer
	err := csv.NewWriter(&b).WriteAll(rows)
	return b.Bytes(), err
}

func csvCell(cell any) string {
	switch v := cell.(type) {
	case string:
		return Inert(v)
	case int:
		return strconv.Itoa(v)
	case float64:
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			return strconv.FormatFloat(v, 'g', -1, 64)
		}
	}
	return ""
}
