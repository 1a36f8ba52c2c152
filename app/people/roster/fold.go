package roster

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Fold reduces text to what lists agree on: lower case, no accents (ñ becomes
// n, as typed on keyboards without it), one space between words, nothing but
// letters and digits. Folded text is for comparing and searching, never shown.
func Fold(s string) string {
	var b strings.Builder
	space := false
	for _, r := range norm.NFKD.String(s) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case unicode.IsLetter(r), unicode.IsDigit(r):
			if space && b.Len() > 0 {
				b.WriteByte(' ')
			}
			space = false
			b.WriteRune(unicode.ToLower(r))
		case r == '\'' || r == '’' || r == '´':
			// O'Higgins and OHiggins are one name
		default:
			space = true
		}
	}
	return b.String()
}

// tidy trims text, makes one space of many, drops what cannot be printed and
// composes accents, so that one name has one spelling in bytes.
func tidy(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r):
			return -1
		}
		return r
	}, norm.NFC.String(s))
	return strings.Join(strings.Fields(s), " ")
}
