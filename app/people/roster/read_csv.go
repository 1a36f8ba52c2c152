package roster

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// readCSV reads a text file whose delimiter and encoding are told by its
// content.
func readCSV(name string, data []byte, limits Limits) (*Table, error) {
	text, encoding, err := decode(data)
	if err != nil {
		return nil, refuse(err, FileUnreadable, "file", name)
	}
	if strings.IndexByte(text, 0) >= 0 {
		return nil, refuse(nil, FileNotAList, "file", name)
	}
	text, comma, skipped := delimiter(text)
	lines, err := records(name, text, comma, skipped, limits)
	if err != nil {
		return nil, err
	}
	if len(lines) == 0 {
		return nil, refuse(nil, FileEmpty, "file", name)
	}
	return &Table{Encoding: encoding, Lines: lines}, nil
}

// decode makes UTF-8 of the bytes and says what they were.
func decode(data []byte) (text, encoding string, err error) {
	switch {
	case bytes.HasPrefix(data, []byte("\xEF\xBB\xBF")):
		return strings.ToValidUTF8(string(data[3:]), "\uFFFD"), "utf-8", nil
	case bytes.HasPrefix(data, []byte("\xFF\xFE")), bytes.HasPrefix(data, []byte("\xFE\xFF")):
		return decodeUTF16(data, unicode.LittleEndian)
	}
	if endian, is := unmarkedUTF16(data); is {
		return decodeUTF16(data, endian)
	}
	if utf8.Valid(data) {
		return string(data), "utf-8", nil
	}
	out, err := charmap.Windows1252.NewDecoder().Bytes(data)
	return string(out), "windows-1252", err
}

func decodeUTF16(data []byte, endian unicode.Endianness) (text, encoding string, err error) {
	out, err := unicode.UTF16(endian, unicode.UseBOM).NewDecoder().Bytes(data)
	if errors.Is(err, unicode.ErrMissingBOM) {
		out, err = unicode.UTF16(endian, unicode.IgnoreBOM).NewDecoder().Bytes(data)
	}
	return string(out), "utf-16", err
}

// unmarkedUTF16 recognises UTF-16 without a byte order mark: in Spanish text
// nearly every other byte is then zero.
func unmarkedUTF16(data []byte) (unicode.Endianness, bool) {
	head := data[:min(len(data), 1024)]
	var zeros [2]int
	for i, b := range head {
		if b == 0 {
			zeros[i%2]++
		}
	}
	half := len(head) / 2
	switch {
	case half < 8:
		return unicode.LittleEndian, false
	case zeros[1] > half*3/4 && zeros[0] < half/8:
		return unicode.LittleEndian, true
	case zeros[0] > half*3/4 && zeros[1] < half/8:
		return unicode.BigEndian, true
	}
	return unicode.LittleEndian, false
}

// delimiter tells which character separates the fields: the one that most
// lines hold the same number of times. Excel's own "sep=;" line is obeyed and
// taken off; skipped counts it.
func delimiter(text string) (rest string, comma rune, skipped int) {
	first, after, _ := strings.Cut(text, "\n")
	if mark, is := strings.CutPrefix(strings.ToLower(strings.TrimRight(first, "\r")), "sep="); is {
		if r, size := utf8.DecodeRuneInString(mark); size == len(mark) && strings.ContainsRune(";,|\t", r) {
			return after, r, 1
		}
	}
	best, comma := 0, ';'
	for _, candidate := range ";,\t|" {
		if score := regularity(text, candidate); score > best {
			best, comma = score, candidate
		}
	}
	return text, comma, 0
}

// regularity is the number of fields on the lines that agree on how many
// delimiters they hold, over the first lines of the text.
func regularity(text string, comma rune) int {
	counts := map[int]int{}
	quoted, count, lines := false, 0, 0
	for _, r := range text {
		switch {
		case r == '"':
			quoted = !quoted
		case r == comma && !quoted:
			count++
		case r == '\n':
			counts[count]++
			quoted, count = false, 0
			lines++
		}
		if lines == 100 {
			break
		}
	}
	counts[count]++
	best := 0
	for delimiters, lines := range counts {
		best = max(best, delimiters*lines)
	}
	return best
}

func records(name, text string, comma rune, skipped int, limits Limits) ([]Line, error) {
	reader := csv.NewReader(strings.NewReader(text))
	reader.Comma, reader.LazyQuotes, reader.FieldsPerRecord = comma, true, -1
	reader.ReuseRecord = true
	c := collector{name: name, limits: limits}
	last := 0
	for {
		fields, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return c.lines, nil
		}
		if err != nil {
			return nil, refuse(err, FileUnreadable, "file", name)
		}
		for _, field := range fields {
			if strings.Contains(field, "\n") && strings.Count(field, string(comma)) > 1 {
				// A stray quote has swallowed the lines after it: quotes mean nothing here.
				return unquoted(name, text, comma, skipped, limits)
			}
		}
		number, _ := reader.FieldPos(0)
		if number > last+1 { // the reader passes over empty lines
			if err := c.add(last+1+skipped, nil); err != nil {
				return nil, err
			}
		}
		if err := c.add(number+skipped, fields); err != nil {
			return nil, err
		}
		last = number
	}
}

func unquoted(name, text string, comma rune, skipped int, limits Limits) ([]Line, error) {
	c := collector{name: name, limits: limits}
	number := skipped
	for line := range strings.Lines(text) {
		number++
		fields := strings.Split(strings.TrimRight(line, "\r\n"), string(comma))
		for i := range fields {
			fields[i] = strings.Trim(fields[i], `"`)
		}
		if err := c.add(number, fields); err != nil {
			return nil, err
		}
	}
	return c.lines, nil
}
