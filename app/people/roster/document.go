package roster

import (
	"strconv"
	"strings"
	"unicode"
)

// The types of identity document.
const (
	DNI      = "dni"      // national identity document, 8 digits
	CE       = "ce"       // foreigner's card, usually 9 digits
	Passport = "passport" // any country's
	PTP      = "ptp"      // temporary permit of stay (PTP, CPP)
	OtherDoc = "other"
)

// Document identifies a person. The zero value means that none is known.
type Document struct {
	Type   string // one of DNI, CE, Passport, PTP, OtherDoc; "" when unknown
	Number string // normalised: no spaces or signs, capitals, a DNI with its 8 digits
}

// Known tells whether there is a document at all.
func (d Document) Known() bool { return d.Number != "" }

// String is "dni 15775632".
func (d Document) String() string { return strings.TrimSpace(d.Type + " " + d.Number) }

// near tells whether two documents are one slip of the keyboard apart.
func (d Document) near(o Document) bool {
	return d.Known() && o.Known() && d != o && len(d.Number) >= 6 && len(o.Number) >= 6 && oneSlip(d.Number, o.Number)
}

// checkWeights multiply the digits of a DNI; the sum modulo 11 is the place of
// the check character in either series (RENIEC).
var checkWeights = [8]int{3, 2, 7, 6, 5, 4, 3, 2}

const (
	checkDigits  = "65432110987"
	checkLetters = "KJIHGFEDCBA"
)

// CheckCharacters are the digit and the letter that may follow a DNI of eight
// digits; zero bytes when number is not one.
func CheckCharacters(number string) (digit, letter byte) {
	if len(number) != len(checkWeights) {
		return 0, 0
	}
	sum := 0
	for i, weight := range checkWeights {
		if number[i] < '0' || number[i] > '9' {
			return 0, 0
		}
		sum += weight * int(number[i]-'0')
	}
	return checkDigits[sum%11], checkLetters[sum%11]
}

// ReadDocument normalises a document's number. Kind is the text of a column
// for the type, or "". Notes are the repairs made, problems what is doubtful;
// a document that cannot be one is not Known.
func ReadDocument(kind, listed string) (doc Document, notes []Message, problems []Problem) {
	listed = tidy(listed)
	docType, rest := typeOf(kind), listed
	if stated, number := typeIn(listed); stated != "" {
		docType, rest = stated, number
	}
	number, check := compact(rest)
	note := func(key string) { notes = append(notes, say(key, "listed", listed)) }
	doubt := func(key string, pairs ...any) {
		problems = append(problems, Problem{Message: say(key, append([]any{"listed", listed}, pairs...)...)})
	}
	switch {
	case number == "":
		if listed != "" {
			note(NotePlaceholder)
		}
		doubtMissing := Problem{Message: say(ProblemDocumentMissing)}
		return Document{}, notes, append(problems, doubtMissing)
	case len(number) >= 4 && strings.Trim(number, number[:1]) == "": // 00000000, 99999999
		note(NotePlaceholder)
		return Document{}, notes, append(problems, Problem{Message: say(ProblemDocumentMissing)})
	}
	digits := strings.Trim(number, "0123456789") == ""
	if docType == DNI || docType == "" && digits && len(number) <= 8 {
		return readDNI(number, check, rest, note, doubt, &notes, &problems)
	}
	if docType == "" && check == 0 && len(number) == 9 && !strings.HasPrefix(number, "00") {
		if d, l := CheckCharacters(number[:8]); d != 0 && (number[8] == d || number[8] == l) {
			note(NoteCheckSplit)
			return Document{DNI, number[:8]}, notes, problems
		}
	}
	if check != 0 {
		number += string(check)
	}
	if number != rest && docType == "" {
		note(NoteNumberCleaned)
	}
	switch {
	case docType != "":
	case digits && len(number) == 9:
		docType = CE
		note(NoteTypeGuessed)
	default:
		docType = OtherDoc
		doubt(ProblemDocumentUnusual)
	}
	return Document{docType, number}, notes, problems
}

func readDNI(number string, check byte, rest string, note func(string), doubt func(string, ...any),
	notes *[]Message, problems *[]Problem) (Document, []Message, []Problem) {
	digits := strings.Trim(number, "0123456789") == ""
	if check == 0 && len(number) == 9 {
		if d, l := CheckCharacters(number[:8]); d != 0 && (number[8] == d || number[8] == l) {
			note(NoteCheckSplit)
			return Document{DNI, number[:8]}, *notes, *problems
		}
	}
	switch {
	case !digits || len(number) > 8:
		doubt(ProblemDocumentUnusual)
		return Document{OtherDoc, number}, *notes, *problems
	case len(number) < 5:
		doubt(ProblemDocumentShort)
		return Document{}, *notes, *problems
	case len(number) < 8:
		number = strings.Repeat("0", 8-len(number)) + number
		note(NotePadded)
	case check == 0 && number != rest:
		note(NoteNumberCleaned)
	}
	if check != 0 {
		if d, l := CheckCharacters(number); check != d && check != l {
			doubt(ProblemCheckFailed, "expected", string(d))
		}
	}
	return Document{DNI, number}, *notes, *problems
}

// typeOf reads a column that says what kind of document follows.
func typeOf(kind string) string {
	switch folded := strings.ReplaceAll(Fold(kind), " ", ""); {
	case folded == "":
		return ""
	case strings.Contains(folded, "dni"), folded == "le", folded == "documentonacionaldeidentidad":
		return DNI
	case folded == "ce", strings.Contains(folded, "extranjeria"):
		return CE
	case strings.HasPrefix(folded, "pas"):
		return Passport
	case strings.HasPrefix(folded, "ptp"), strings.HasPrefix(folded, "cpp"):
		return PTP
	}
	return ""
}

// typeIn reads a type written before the number: "CE N° 001234567".
func typeIn(listed string) (docType, number string) {
	cut := strings.IndexFunc(listed, unicode.IsDigit)
	if cut <= 0 {
		return "", listed
	}
	words := strings.Fields(strings.NewReplacer("°", " ", "º", " ").Replace(listed[:cut]))
	for n := len(words); n > 0; n-- {
		if t := typeOf(strings.Join(words[:n], "")); t != "" {
			return t, listed[cut:]
		}
	}
	return "", listed
}

// compact takes signs and spaces out of a number, undoes a spreadsheet's
// 5.3418008E7 and sets a check character after a dash apart.
func compact(s string) (number string, check byte) {
	if f, err := strconv.ParseFloat(s, 64); err == nil && f >= 1 && f < 1e12 && strings.ContainsAny(s, ".eE") && f == float64(int64(f)) &&
		(strings.ContainsAny(s, "eE") || strings.HasSuffix(s, ".0")) {
		return strconv.FormatInt(int64(f), 10), 0
	}
	if i := strings.LastIndexAny(s, "-–/"); i > 0 {
		tail := strings.TrimLeft(s[i:], "-–/ ")
		if body, _ := compact(s[:i]); len(tail) == 1 && len(body) <= 8 && isAlphanumeric(tail[0]) {
			return body, strings.ToUpper(tail)[0]
		}
	}
	return strings.ToUpper(strings.Map(func(r rune) rune {
		if r < 128 && isAlphanumeric(byte(r)) {
			return r
		}
		return -1
	}, s)), 0
}

func isAlphanumeric(b byte) bool {
	return b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z'
}
