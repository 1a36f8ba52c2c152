package roster

import (
	"archive/zip"
	"bufio"
	"errors"
	"fmt"
	"io"
)

// widestRow is how many cells a row of a sheet can have (XFD is the last column).
const widestRow = 16_384

// errWide says that a row has more cells than a sheet has columns.
var errWide = errors.New("a row has more cells than a sheet has columns")

// CheckRows refuses a workbook with a row of more cells than any spreadsheet writes:
// the workbook library takes the minutes that it needs for a million, and a hundred
// kilobytes can hold so many. Sizes are for the caller to check first.
func CheckRows(archive *zip.Reader) error {
	for _, entry := range archive.File {
		if err := checkRows(entry); err != nil {
			return err
		}
	}
	return nil
}

func checkRows(entry *zip.File) (err error) {
	content, err := entry.Open()
	if err != nil {
		return fmt.Errorf("opening a part of the workbook: %w", err)
	}
	defer func() { err = errors.Join(err, content.Close()) }()
	if wide, err := hasWideRow(bufio.NewReaderSize(content, 1<<16)); err != nil || wide {
		return errors.Join(err, errWide)
	}
	return nil
}

// hasWideRow counts the elements called c between those called row, whatever their
// namespace's prefix.
func hasWideRow(r *bufio.Reader) (bool, error) {
	cells, name, inName := 0, make([]byte, 0, len("row")+1), false
	for {
		b, err := r.ReadByte()
		if errors.Is(err, io.EOF) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		switch {
		case b == '<', b == ':' && inName: // a prefix is no part of the name
			inName, name = true, name[:0]
		case !inName:
		case b == ' ' || b == '>' || b == '/' || b == '\t' || b == '\n' || b == '\r':
			inName = false
			switch string(name) {
			case "row":
				cells = 0
			case "c":
				if cells++; cells > widestRow {
					return true, nil
				}
			}
		case len(name) < cap(name):
			name = append(name, b)
		}
	}
}
