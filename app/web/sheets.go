package web

import (
	"bytes"
	"encoding/csv"
	"math"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"relevo/app/fault"
	"relevo/app/people/roster"
)

// Sheet is a table for a spreadsheet. Cells are texts, ints, float64s (NaN: nothing) or nil.
type Sheet struct {
	Name string // at most 31 letters, as Excel wants it
	Head []string
	Rows [][]any
}

// SendSheets lets the browser keep tables as a workbook ("xlsx"), or the table with the number as text ("csv"). What people
// wrote is never taken for a formula.
func (c *Ctx) SendSheets(format, name string, sheets []Sheet, number int) error {
	if format == "csv" && number >= 0 && number < len(sheets) {
		name += "-" + strings.ReplaceAll(sheets[number].Name, " ", "-")
	}
	data, err := SheetsFile(format, sheets, number)
	if err != nil {
		return err
	}
	return c.Give(format, name, data)
}

// SheetsFile is tables as a workbook ("xlsx"), or the table with the number as text ("csv").
func SheetsFile(format string, sheets []Sheet, number int) ([]byte, error) {
	switch {
	case format == "csv" && number >= 0 && number < len(sheets):
		return sheets[number].csv()
	case format == "xlsx":
		return workbook(sheets)
	default:
		return nil, fault.Missing("noun.page")
	}
}

// kinds are the kinds of the files that pages give away, by their ending.
var kinds = map[string]string{
	"csv":  "text/csv; charset=utf-8",
	"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	"json": "application/json",
	"pdf":  "application/pdf",
}

// Give lets the browser keep a file that was made for this person, now: its name, without an ending, keeps letters,
// digits and hyphens.
func (c *Ctx) Give(ending, name string, data []byte) error {
	c.Set("Content-Type", kinds[ending])
	c.Set("Content-Disposition", `attachment; filename="`+fileName(name)+"."+ending+`"`)
	c.Set("Cache-Control", "no-store")
	return c.Send(data)
}

// fileName keeps letters, digits and hyphens.
func fileName(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '_':
			return r
		default:
			return -1
		}
	}, name)
}

func (s Sheet) csv() ([]byte, error) {
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
		return roster.Inert(v)
	case int:
		return strconv.Itoa(v)
	case float64:
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			return strconv.FormatFloat(v, 'g', -1, 64)
		}
	}
	return ""
}

func workbook(sheets []Sheet) (data []byte, err error) {
	book := excelize.NewFile()
	defer func() {
		if closeErr := book.Close(); err == nil {
			err = closeErr
		}
	}()
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
	return book.SetColWidth(s.Name, "A", "Z", 18)
}
