package roster

import (
	"bytes"
	"fmt"
	"strings"
)

// Limits bound what Read accepts, so that no file can exhaust the machine. A
// zero field means its default.
type Limits struct {
	Bytes    int   // size of the file; default 10 MiB
	Unzipped int64 // size of a workbook unpacked, bytes; default 48 MiB
	Entries  int   // files inside a workbook; default 500
	Sheets   int   // sheets looked at; default 12
	Rows     int   // rows that hold something; default 10,000
	Columns  int   // columns; default 120
	Cell     int   // runes kept of one cell; default 500
}

func (l Limits) withDefaults() Limits {
	pick := func(v *int, standard int) {
		if *v <= 0 {
			*v = standard
		}
	}
	pick(&l.Bytes, 10<<20)
	pick(&l.Entries, 500)
	pick(&l.Sheets, 12)
	pick(&l.Rows, 10000)
	pick(&l.Columns, 120)
	pick(&l.Cell, longestCell)
	if l.Unzipped <= 0 {
		l.Unzipped = 48 << 20
	}
	return l
}

// longestCell is the number of runes kept of one cell; no field of a staff
// list comes near it, and disclaimers need not be kept whole.
const longestCell = 500

// Table is one sheet of text cells, as found: nothing is interpreted yet.
type Table struct {
	Sheet    string // name of the sheet; "" for text files
	Encoding string // "utf-8", "utf-16" or "windows-1252"; "" for workbooks
	Date1904 bool   // serial dates count from 1904 instead of 1900
	Lines    []Line
}

// Line is one row of the source. A gap of blank rows in the source is one
// Line without cells.
type Line struct {
	Number int // row number in the source, from 1
	Cells  []string
}

// Cell is the trimmed text of column i, "" where there is none.
func (l Line) Cell(i int) string {
	if i < 0 || i >= len(l.Cells) {
		return ""
	}
	return strings.TrimSpace(l.Cells[i])
}

// Error is a file that cannot be read: a catalogue key with the named values
// of its sentence, and what lies beneath for the log.
type Error struct {
	Message
	Err error
}

// Error describes the error for a log; people are shown the sentence for Key.
func (e *Error) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("%s: %v", e.Message, e.Err)
	}
	return e.String()
}

// Unwrap gives what lies beneath.
func (e *Error) Unwrap() error { return e.Err }

func refuse(err error, key string, pairs ...any) *Error {
	return &Error{Message: say(key, pairs...), Err: err}
}

// Read reads a staff list from a file's bytes. The kind of file is told by
// its content, never by its name, which serves only in messages. The error is
// an *Error.
func Read(name string, data []byte, limits Limits) (*Table, error) {
	limits = limits.withDefaults()
	switch {
	case len(bytes.TrimSpace(data)) == 0:
		return nil, refuse(nil, FileEmpty, "file", name)
	case len(data) > limits.Bytes:
		return nil, refuse(nil, FileTooLarge, "file", name, "bytes", limits.Bytes)
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		return readXLSX(name, data, limits)
	case bytes.HasPrefix(data, []byte("\xD0\xCF\x11\xE0")):
		return nil, refuse(nil, FileOldExcel, "file", name)
	case bytes.HasPrefix(data, []byte("%PDF")):
		return nil, refuse(nil, FileNotAList, "file", name)
	case looksLikeHTML(data):
		return nil, refuse(nil, FileIsHTML, "file", name)
	}
	return readCSV(name, data, limits)
}

func looksLikeHTML(data []byte) bool {
	head := bytes.ToLower(bytes.TrimSpace(data[:min(len(data), 512)]))
	return bytes.HasPrefix(head, []byte("<"))
}

// collector gathers lines within the limits.
type collector struct {
	name   string
	limits Limits
	filled int
	gap    int // number of the first blank row since the last filled one, 0 when none
	lines  []Line
}

// add takes one row of the source; blank rows before the first filled one and
// after the last are not kept.
func (c *collector) add(number int, cells []string) error {
	end := len(cells)
	for end > 0 && strings.TrimSpace(cells[end-1]) == "" {
		end--
	}
	if end == 0 {
		if c.gap == 0 && c.filled > 0 {
			c.gap = number
		}
		return nil
	}
	if end > c.limits.Columns {
		return refuse(nil, FileTooWide, "file", c.name, "columns", c.limits.Columns, "row", number)
	}
	if c.filled++; c.filled > c.limits.Rows {
		return refuse(nil, FileTooLong, "file", c.name, "rows", c.limits.Rows)
	}
	if c.gap > 0 {
		c.lines = append(c.lines, Line{Number: c.gap})
		c.gap = 0
	}
	kept := make([]string, end)
	for i, cell := range cells[:end] {
		kept[i] = clip(strings.ToValidUTF8(cell, ""), c.limits.Cell)
	}
	c.lines = append(c.lines, Line{Number: number, Cells: kept})
	return nil
}

func clip(s string, longest int) string {
	if len(s) <= longest {
		return s
	}
	runes := 0
	for i := range s {
		if runes == longest {
			return strings.Clone(s[:i])
		}
		runes++
	}
	return s
}
