package formats

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// Decode gives a file's text and the name of the encoding it was in: UTF-16 when
// a mark or every second byte says so, UTF-8 when it is valid, otherwise Windows-1252,
// in which older systems write Spanish. Line ends become "\n".
func Decode(data []byte) (text, encoding string) {
	switch {
	case bytes.HasPrefix(data, []byte{0xFF, 0xFE}), bytes.HasPrefix(data, []byte{0xFE, 0xFF}), zeroes(data, 0), zeroes(data, 1):
		order := unicode.LittleEndian
		if zeroes(data, 0) {
			order = unicode.BigEndian
		}
		// The decoder replaces what is broken and reports no error.
		decoded, err := unicode.UTF16(order, unicode.UseBOM).NewDecoder().Bytes(data)
		if err == nil {
			data = decoded
		}
		encoding = "UTF-16"
	case utf8.Valid(data):
		encoding = "UTF-8"
	default:
		decoded, err := charmap.Windows1252.NewDecoder().Bytes(data)
		if err == nil {
			data = decoded
		}
		encoding = "Windows-1252"
	}
	text = strings.ToValidUTF8(string(data), "\uFFFD")
	// No database keeps a zero byte in a text.
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\x00", "").Replace(strings.TrimPrefix(text, "\uFEFF"))
	return text, encoding
}

// zeroes tells whether most bytes at even (0) or odd (1) places are zero, as in UTF-16
// without a mark.
func zeroes(data []byte, from int) bool {
	if len(data) < 4 || len(data)%2 != 0 {
		return false
	}
	count := 0
	for i := from; i < len(data); i += 2 {
		if data[i] == 0 {
			count++
		}
	}
	return count > len(data)*3/8
}
