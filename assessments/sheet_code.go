package assessments

import (
	"strings"

	"relevo/app/db"
)

// A sheet's code is eight characters and a check character, printed in groups:
// "7K3Q-DM0X-Z". It is no secret: whoever types it must still be allowed to.
const sheetRandom = 8

// crockford is Crockford's base 32: without I, L, O and U, which are misread.
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// letters is RFC 4648 base 32 in lower case, in which secrets are written.
const letters = "abcdefghijklmnopqrstuvwxyz234567"

// newSheetCode makes a code with 40 random bits.
func newSheetCode(tx *db.Tx) string {
	body := strings.Map(func(r rune) rune { return rune(crockford[strings.IndexRune(letters, r)]) }, tx.NewSecret()[:sheetRandom])
	return body + string(checkOf(body))
}

// checkOf is the check character by the hybrid system of ISO 7064 with modulus 32: it
// notices every single wrong character and nearly every swap of two neighbours.
func checkOf(body string) byte {
	const m = len(crockford)
	check := m
	for _, r := range body {
		check += strings.IndexRune(crockford, r)
		if check > m {
			check -= m
		}
		check = check * 2 % (m + 1)
	}
	return crockford[(m+1-check)%m]
}

// ParseSheetCode reads a code as somebody types or scans it: any case, with or
// without hyphens and spaces, O for 0, I and L for 1. It is false when the check
// character does not fit, that is, when something was mistyped.
func ParseSheetCode(typed string) (string, bool) {
	code := strings.Map(func(r rune) rune {
		switch {
		case r == 'O':
			return '0'
		case r == 'I', r == 'L':
			return '1'
		case strings.ContainsRune(crockford, r):
			return r
		case r == '-' || r == ' ' || r == '\t' || r == '.':
			return -1
		}
		return '!' // belongs to no code
	}, strings.ToUpper(strings.TrimSpace(typed)))
	if len(code) != sheetRandom+1 || strings.Contains(code, "!") {
		return "", false
	}
	return code, checkOf(code[:sheetRandom]) == code[sheetRandom]
}

// Printed is the code as it stands on the sheet.
func (s PaperSheet) Printed() string { return s.Code[:4] + "-" + s.Code[4:8] + "-" + s.Code[8:] }
