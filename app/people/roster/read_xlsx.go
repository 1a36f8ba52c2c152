package roster

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"

	"github.com/xuri/excelize/v2"
)

// readXLSX takes the first visible sheet in which a header is found, or the
// first that holds anything. Cells are raw: a date is its serial number.
func readXLSX(name string, data []byte, limits Limits) (table *Table, err error) {
	// The workbook library is fed files from anywhere; should a crafted one
	// make it panic, the person gets "cannot be read", not a broken page.
	defer func() {
		if cause := recover(); cause != nil {
			table, err = nil, refuse(fmt.Errorf("workbook reader: %v", cause), FileUnreadable, "file", name)
		}
	}()
	if err := checkArchive(name, data, limits); err != nil {
		return nil, err
	}
	book, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{
		RawCellValue:      true,
		UnzipSizeLimit:    limits.Unzipped,
		UnzipXMLSizeLimit: limits.Unzipped, // never spill to temporary files
	})
	if err != nil {
		return nil, refuse(err, FileUnreadable, "file", name)
	}
	table, err = bestSheet(name, book, limits)
	return table, errors.Join(err, book.Close())
}

// checkArchive refuses a workbook that would unpack too large, before
// anything is unpacked. The sizes declared can be trusted: the reader fails on
// an entry that turns out longer.
func checkArchive(name string, data []byte, limits Limits) error {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return refuse(err, FileUnreadable, "file", name)
	}
	if len(archive.File) > limits.Entries {
		return refuse(nil, FileTooLarge, "file", name, "bytes", limits.Unzipped)
	}
	left := limits.Unzipped
	for _, entry := range archive.File {
		if left < 0 || entry.UncompressedSize64 > uint64(left) {
			return refuse(nil, FileTooLarge, "file", name, "bytes", limits.Unzipped)
		}
		left -= int64(entry.UncompressedSize64) // #nosec G115 -- at most left, checked above
	}
	if err := CheckRows(archive); err != nil {
		return refuse(err, FileUnreadable, "file", name)
	}
	return nil
}

func bestSheet(name string, book *excelize.File, limits Limits) (*Table, error) {
	date1904 := false
	if props, err := book.GetWorkbookProps(); err == nil && props.Date1904 != nil {
		date1904 = *props.Date1904
	}
	var first *Table
	looked := 0
	for _, sheet := range book.GetSheetList() {
		if visible, err := book.GetSheetVisible(sheet); err != nil || !visible {
			continue
		}
		if looked++; looked > limits.Sheets {
			break
		}
		table, err := readSheet(name, book, sheet, limits)
		if err != nil {
			return nil, err
		}
		table.Date1904 = date1904
		if len(table.Lines) == 0 {
			continue
		}
		if _, _, err := Detect(table); err == nil {
			return table, nil
		}
		if first == nil {
			first = table
		}
	}
	if first == nil {
		return nil, refuse(nil, FileEmpty, "file", name)
	}
	return first, nil
}

func readSheet(name string, book *excelize.File, sheet string, limits Limits) (*Table, error) {
	rows, err := book.Rows(sheet)
	if err != nil {
		return nil, refuse(err, FileUnreadable, "file", name)
	}
	c := collector{name: name, limits: limits}
	for number := 1; rows.Next(); number++ {
		cells, err := rows.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			return nil, errors.Join(refuse(err, FileUnreadable, "file", name), rows.Close())
		}
		if err := c.add(number, cells); err != nil {
			return nil, errors.Join(err, rows.Close())
		}
	}
	if err := rows.Close(); err != nil { // also reports what stopped Next
		return nil, refuse(err, FileUnreadable, "file", name)
	}
	return &Table{Sheet: sheet, Lines: c.lines}, nil
}
