package tables

import (
	"errors"
	"math"

	"github.com/xuri/excelize/v2"
)

// Sheet is a table for a spreadsheet. Cells are texts, ints, float64s (NaN: nothing) or nil.
type Sheet struct {
	Name string // at most 31 letters, as Excel wants it
	Head []string
	Rows [][]any
}

// Texts is a sheet of nothing but texts; its first row is the head. Excel makes no dates of them.
func Texts(name string, rows [][]string) Sheet {
	s := Sheet{Name: name}
	for i, row := range rows {
		if i == 0 {
			s.Head = row
			continue
		}
		cells := make([]any, len(row))
		for j, cell := range row {
			cells[j] = cell
		}
		s.Rows = append(s.Rows, cells)
	}
	return s
}

// Workbook writes sheets as an XLSX file.
func Workbook(sheets ...Sheet) (data []byte, err error) {
	book := excelize.NewFile()
	defer func() { err = errors.Join(err, book.Close()) }()
	bold, err := book.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return nil, err
	}
	for i, s := range sheets {
		if i == 0 {
			err = book.SetSheetName("Sheet1", s.Name)
		} else {
			_, err = book.NewSheet(s.Name)
		}
		if err != nil {
			return nil, err
		}
		if err := s.fill(book, bold); err != nil {
			return nil, err
		}
	}
	b, err := book.WriteToBuffer()
	if err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func (s Sheet) fill(book *excelize.File, head int) error {
	rows := make([][]any, 1, 1+len(s.Rows))
	for _, title := range s.Head {
		rows[0] = append(rows[0], title)
	}
	for r, row := range append(rows, s.Rows...) {
		for c, cell := range row {
			at, err := excelize.CoordinatesToCellName(c+1, r+1)
			if err != nil {
				return err
			}
			switch v := cell.(type) {
			case string:
				err = book.SetCellStr(s.Name, at, v) // a text, whatever it begins with
			case int:
				err = book.SetCellInt(s.Name, at, int64(v))
			case float64:
				if !math.IsNaN(v) && !math.IsInf(v, 0) {
					err = book.SetCellFloat(s.Name, at, v, -1, 64)
				}
			}
			if err != nil {
				return err
			}
		}
	}
	if err := book.SetRowStyle(s.Name, 1, 1, head); err != nil {
		return err
	}
	return book.SetColWidth(s.Name, "A", "Z", 20)
}
