package access

import (
	"bufio"
	"bytes"
	"compress/gzip"
	_ "embed"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// breachedList holds 48 thousand passwords that were found in breaches, folded
// to small letters and digits, one a line: passwords.json of
// @zxcvbn-ts/language-common 4.1.3 (MIT, Dan Wheeler, Dropbox and zxcvbn-ts).
//
//go:embed breached.txt.gz
var breachedList []byte

// ours are what people here write for want of an idea, beside the list.
var ours = []string{"relevo", "contrasena", "clave", "miclave", "bienvenido", "bienvenida", "secreto", "usuario", "administrador", "ministerio", "inabif", "peru", "lima", "iquitos", "cusco"}

var breachedWords = sync.OnceValue(func() map[string]struct{} {
	words := make(map[string]struct{}, 50_000)
	for _, word := range ours {
		words[word] = struct{}{}
	}
	reader, err := gzip.NewReader(bytes.NewReader(breachedList))
	if err != nil {
		panic(err) // it is compiled in: this cannot fail in a built program
	}
	lines := bufio.NewScanner(reader)
	for lines.Scan() {
		words[lines.Text()] = struct{}{}
	}
	if lines.Err() != nil {
		panic(lines.Err()) // likewise
	}
	return words
})

const (
	// leastWord is how long a word of the list must be to count as one.
	leastWord = 4
	// leastPieces is how many pieces a passphrase must have: a list of 50
	// thousand gives 15 bits a word, so that three are tried in no time.
	leastPieces = 4
)

// isBreached tells whether a passphrase is put together of next to nothing but
// words found in breaches, of rows of the keyboard, of repetitions, and of what
// is known of its owner (about). A letter that belongs to none is a piece of its own.
func isBreached(text string, about ...string) bool {
	s := squash(text)
	own := map[string]bool{}
	for _, known := range about {
		own[squash(known)] = true
		for word := range strings.FieldsFuncSeq(known, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
			own[squash(word)] = true
		}
	}
	return pieces(unit(s), own) < leastPieces
}

// squash folds a text to small letters without accents, and digits.
func squash(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, norm.NFKD.String(cases.Fold().String(text)))
}

// unit is what a text repeats, "ab" of "ababab"; the text itself when it does not.
func unit(s string) string {
	for n := 1; n <= len(s)/2; n++ {
		if len(s)%n == 0 && strings.Repeat(s[:n], len(s)/n) == s {
			return s[:n]
		}
	}
	return s
}

// pieces is the least number of pieces that a text can be cut into.
func pieces(s string, own map[string]bool) int {
	words := breachedWords()
	least := make([]int, len(s)+1)
	for end := 1; end <= len(s); end++ {
		least[end] = least[end-1] + 1
		for begin := max(0, end-32); begin <= end-leastWord; begin++ {
			if least[begin]+1 >= least[end] {
				continue
			}
			part := s[begin:end]
			if _, known := words[part]; known || own[part] || isRow(part) || isYear(part) {
				least[end] = least[begin] + 1
			}
		}
	}
	return least[len(s)]
}

func isYear(s string) bool {
	return len(s) == 4 && (s[:2] == "19" || s[:2] == "20") && strings.Trim(s, "0123456789") == ""
}

// rows are what lies side by side on a keyboard and in the alphabet.
var rows = []string{"qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz", "01234567890", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p"}

// isRow tells whether a text goes along a row, forwards or backwards, or is one
// sign over and over.
func isRow(s string) bool {
	if strings.Count(s, s[:1]) == len(s) {
		return true
	}
	back := make([]byte, len(s))
	for i := range len(s) {
		back[len(s)-1-i] = s[i]
	}
	for _, row := range rows {
		if strings.Contains(row, s) || strings.Contains(row, string(back)) {
			return true
		}
	}
	return false
}
