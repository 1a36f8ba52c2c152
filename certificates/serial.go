package certificates

import (
	"strings"
	"unicode"

	"relevo/app/db"
)

// A serial names a certificate on paper and on the telephone:
//
//	RLV-2026-7K3QD-M0XZW-3
//
// the year of issue, ten random characters and a check character. It counts
// nothing: a running number would make everybody who finishes a course wait
// for one row, and would tell how many certificates there are.
const serialPrefix = "RLV"

// crockford is Crockford's base 32: without I, L, O and U, which are misread.
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// letters is Go's lower-case alphabet of RFC 4648 base 32, in which secrets
// are written.
const letters = "abcdefghijklmnopqrstuvwxyz234567"

// newSerial writes a serial with 50 random bits. One whose check character would be
// a letter that Crockford leaves out is thrown again: typed as 0 or 1, it
// could hide a mistake elsewhere.
func newSerial(tx *db.Tx) string {
	year := tx.Today().String()[:4]
	for {
		random := strings.Map(func(r rune) rune {
			return rune(crockford[strings.IndexRune(letters, r)])
		}, tx.NewSecret()[:10])
		check := checkCharacter(serialPrefix + year + random)
		if strings.IndexByte(crockford, check) >= 0 {
			return strings.Join([]string{serialPrefix, year, random[:5], random[5:], string(check)}, "-")
		}
	}
}

// codeLength is the length of a verification code: 20 characters of 5 bits,
// 100 bits, so that codes cannot be found by trying.
const codeLength = 20

// newCode makes the secret part of a certificate's verification address.
func newCode(tx *db.Tx) string { return tx.NewSecret()[:codeLength] }

// checkDigits is the alphabet of the check character.
const checkDigits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

// checkCharacter is the check character of ISO 7064 MOD 37,36 over letters
// and digits: it notices every single wrong character and nearly every swap
// of two neighbours.
func checkCharacter(body string) byte {
	check := 36
	for _, r := range body {
		check += strings.IndexRune(checkDigits, r)
		if check > 36 {
			check -= 36
		}
		check = check * 2 % 37
	}
	return checkDigits[(37-check)%36]
}

// ParseSerial reads a serial as a person types it: any case, with or without
// hyphens, O for 0 and I or L for 1. It is false when the check character
// does not fit, that is, when something was mistyped.
func ParseSerial(typed string) (string, bool) {
	plain := compact(typed)
	if len(plain) != 18 || !strings.HasPrefix(plain, strings.ToLower(serialPrefix)) {
		return "", false
	}
	year, random, check := plain[3:7], misread.Replace(plain[7:17]), plain[17:]
	random = strings.ToUpper(random)
	for _, r := range year {
		if r < '0' || r > '9' {
			return "", false
		}
	}
	for _, r := range random {
		if !strings.ContainsRune(crockford, r) {
			return "", false
		}
	}
	want := string(checkCharacter(serialPrefix + year + random))
	if strings.ToUpper(misread.Replace(check)) != want {
		return "", false
	}
	return strings.Join([]string{serialPrefix, year, random[:5], random[5:], want}, "-"), true
}

// ParseCode reads a verification code as a person types it: any case, with or
// without spaces and hyphens. It is false when it cannot be a code.
func ParseCode(typed string) (string, bool) {
	plain := compact(typed)
	if len(plain) != codeLength {
		return "", false
	}
	for _, r := range plain {
		if !strings.ContainsRune(letters, r) {
			return "", false
		}
	}
	return plain, true
}

// misread turns the characters that Crockford leaves out into those they are
// taken for.
var misread = strings.NewReplacer("o", "0", "i", "1", "l", "1")

// compact drops everything but ASCII letters and digits, in lower case.
func compact(typed string) string {
	return strings.Map(func(r rune) rune {
		if r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			return unicode.ToLower(r)
		}
		return -1
	}, typed)
}

// groupCode sets a verification code in groups of five, as it is printed.
func groupCode(code string) string {
	var groups []string
	for len(code) > 5 {
		groups, code = append(groups, code[:5]), code[5:]
	}
	return strings.Join(append(groups, code), " ")
}
