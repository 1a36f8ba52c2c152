package tables

import (
	"bytes"
	"encoding/csv"
	"math"
	"regexp"
	"strconv"
	"strings"
)

// live is where a spreadsheet may begin to read a formula: at the start of a text and, since whoever opens a file with
// another separator than it was written with breaks texts apart, after a line's end or a separator. What begins with such
// quotes gets one more, so that it is read again as it was.
var live = regexp.MustCompile(`(^|[\t\r\n;,])('*[=+\-@])`)

// Inert keeps a spreadsheet from taking a text, or a part of it, for a formula: everything that goes out as
// a table of text passes here.
func Inert(text string) string {
	text = live.ReplaceAllString(text, "$1'$2")
	if text != "" && strings.ContainsRune("\t\r\n", rune(text[0])) {
		return "'" + text
	}
	return text
}

var quoted = regexp.MustCompile(`(^|[\t\r\n;,])'('*[=+\-@])`)

// Live is the text that Inert made this of; a text that it has not made is given back as it is.
func Live(text string) string {
	before := quoted.ReplaceAllString(text, "$1$2")
	if rest, ok := strings.CutPrefix(before, "'"); ok && Inert(rest) == text {
		return rest
	}
	if Inert(before) == text {
		return before
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
