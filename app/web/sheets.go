package web

import (
	"strings"

	"relevo/app/fault"
	"relevo/app/tables"
)

// SendSheets lets the browser keep tables as a workbook ("xlsx"), or the table with the number as text ("csv"). What people
// wrote is never taken for a formula.
func (c *Ctx) SendSheets(format, name string, sheets []tables.Sheet, number int) error {
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
func SheetsFile(format string, sheets []tables.Sheet, number int) ([]byte, error) {
	switch {
	case format == "csv" && number >= 0 && number < len(sheets):
		return sheets[number].CSV()
	case format == "xlsx":
		return tables.Workbook(sheets...)
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

// MediaType is the kind of a file that pages and letters give away, by its ending; empty for one that none gives.
func MediaType(ending string) string { return kinds[ending] }

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
