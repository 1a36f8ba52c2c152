package courses

import (
	"bufio"
	_ "embed"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"

	"relevo/app/people/roster"
)

// What follows is pure: what in a text may tell who somebody is.

// Trace says what sort of thing may tell who somebody is.
type Trace string

// The sorts of trace.
const (
	TraceDNI     Trace = "dni"
	TracePhone   Trace = "phone"
	TraceEmail   Trace = "email"
	TraceAddress Trace = "address"
	TraceName    Trace = "name"
)

// Key is the catalogue key of what the trace is.
func (t Trace) Key() string { return "cases.trace." + string(t) }

// Finding is something in a text that may tell who somebody is.
type Finding struct {
	Trace Trace
	Text  string // as it is first written
	Lines []int  // where, from 1
}

var (
	emails    = regexp.MustCompile(`[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+`)
	phones    = regexp.MustCompile(`(?:\+?51[ -]?)?\b9\d{2}[ .-]?\d{3}[ .-]?\d{3}\b|\(0\d{1,2}\)[ -]?\d{2,3}[ -]?\d{4}\b|\b0\d{1,2}[ -]\d{2,3}[ -]?\d{3,4}\b|\+\d{1,3}(?:[ -]?\d{2,4}){3,4}\b`)
	dnis      = regexp.MustCompile(`\b\d{8}(?:-?[0-9A-K])?\b|(?i:\bDNI)\D{0,12}(\d[\d .]{6,11}\d)`)
	addresses = regexp.MustCompile(`(?i:\b(?:jr|jir[oó]n|av|avda|avenida|calle|ca|psje|pje|pasaje|urb|urbanizaci[oó]n|mz|mza|manzana|a\.?\s?h|aa\.?\s?hh|asentamiento humano|km|caser[ií]o|comunidad nativa))\b\.?\s+(?:(?i:de|del|la|las|los|el)\s+)*[\p{Lu}\d][\p{L}\d°.]*(?:\s+(?:de|del|la|los|las)?\s*[\p{Lu}\d][\p{L}\d°]*)*`)
	introduce = regexp.MustCompile(`(?i:\b(?:se llama(?:ba)?|me llamo|te llamas|llamad[oa]|de nombre|de apellidos?|apellidad[oa]|conocid[oa] como|alias))\s+[«"“]?(\p{Lu}\p{L}+(?:\s+\p{Lu}\p{L}+)*)`)
	titled    = regexp.MustCompile(`(?i:\b(?:don|doña|señor|señora|señorita|sr|sra|srta|dr|dra|doctor|doctora|lic|licenciad[oa]|abogad[oa]|fiscal|juez|jueza|profesor|profesora|hermana|padre|suboficial|t[eé]cnic[oa]))\b\.?\s+(\p{Lu}\p{L}+(?:\s+\p{Lu}\p{L}+)*)`)
	capitals  = regexp.MustCompile(`\p{Lu}\p{L}+(?:\s+(?:(?:de|del|la|los|las)\s+)*\p{Lu}\p{L}+)*`)
)

//go:embed given_names.txt
var givenNames string

// names has the given names and surnames that are looked for, folded; true for those that
// are ordinary words too, which count only before another capital.
var names = sync.OnceValue(func() map[string]bool {
	all := map[string]bool{}
	scanner := bufio.NewScanner(strings.NewReader(givenNames))
	for scanner.Scan() {
		line := strings.TrimSpace(scanner.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		for _, name := range strings.Fields(line) {
			word, common := strings.CutSuffix(name, "*")
			all[roster.Fold(word)] = common
		}
	}
	return all
})

// Identify finds in a text what may tell who somebody is: numbers of documents and
// telephones, addresses of mail and of streets, names. It finds too much rather than too
// little: somebody must look at each.
func Identify(source string) []Finding {
	var list findings
	number := 0
	for line := range strings.Lines(source) {
		number++
		rest := line
		take := func(trace Trace, pattern *regexp.Regexp) {
			rest = pattern.ReplaceAllStringFunc(rest, func(text string) string {
				list.add(trace, text, number)
				return strings.Repeat("·", len([]rune(text))) // what is found once is not looked at again
			})
		}
		take(TraceEmail, emails)
		take(TracePhone, phones)
		take(TraceDNI, dnis)
		take(TraceAddress, addresses)
		list.addNames(rest, number)
	}
	return list.all
}

// findings gathers what is found, the same text once.
type findings struct{ all []Finding }

func (f *findings) add(trace Trace, text string, line int) {
	text = strings.Join(strings.Fields(text), " ")
	for i := range f.all {
		if f.all[i].Trace == trace && strings.EqualFold(f.all[i].Text, text) {
			if !slices.Contains(f.all[i].Lines, line) {
				f.all[i].Lines = append(f.all[i].Lines, line)
			}
			return
		}
	}
	f.all = append(f.all, Finding{Trace: trace, Text: text, Lines: []int{line}})
}

// addNames finds names: after a title or "se llama", and those that are known.
func (f *findings) addNames(line string, number int) {
	said := map[string]bool{}
	for _, pattern := range []*regexp.Regexp{introduce, titled} {
		for _, m := range pattern.FindAllStringSubmatch(line, -1) {
			f.add(TraceName, m[1], number)
			for _, word := range strings.Fields(m[1]) {
				said[word] = true
			}
		}
	}
	for _, run := range capitals.FindAllString(line, -1) {
		words := strings.Fields(run)
		for len(words) > 0 && openers[roster.Fold(words[0])] {
			words = words[1:]
		}
		if known(words) && !said[words[0]] {
			f.add(TraceName, strings.Join(words, " "), number)
		}
	}
}

// openers begin sentences, and belong to no name.
var openers = func() map[string]bool {
	all := map[string]bool{}
	for _, word := range strings.Fields(`a al ante aquí aun así con cuando de del desde don doña dos e el ella ellas ellos en entonces entra era es esa ese eso
esta este esto hay hola la las le lo los luego más mi mientras ni no nos o para pero por que qué quien se señor señora señorita según ser si sí sin sobre soy su sus
también tras tu un una unas unos usted y ya yo`) {
		all[roster.Fold(word)] = true
	}
	return all
}()

// known tells whether among words that begin with capitals is a name of the list.
func known(words []string) bool {
	proper := 0
	for _, w := range words {
		if r := []rune(w)[0]; unicode.IsUpper(r) {
			proper++
		}
	}
	for _, w := range words {
		if common, listed := names()[roster.Fold(w)]; listed && (!common || proper > 1) {
			return true
		}
	}
	return false
}
