package roster

import (
	"slices"
	"strings"
	"unicode"
)

// Names are a person's names as Peru registers them. SecondSurname may be
// empty, as for many foreigners.
type Names struct {
	FirstSurname, SecondSurname, GivenNames string
}

// String is the names in the order of a staff list: "SURNAMES, GIVEN".
func (n Names) String() string {
	surnames := tidy(n.FirstSurname + " " + n.SecondSurname)
	if n.GivenNames == "" || surnames == "" {
		return surnames + n.GivenNames
	}
	return surnames + ", " + n.GivenNames
}

// Search is the folded form to store beside a person and to search in:
// "huaman condori julia nelida".
func (n Names) Search() string {
	return Fold(n.FirstSurname + " " + n.SecondSurname + " " + n.GivenNames)
}

// key is equal for names that hold the same words in whatever order, so that a
// name split wrongly still finds its person.
func (n Names) key() string {
	words := strings.Fields(n.Search())
	slices.Sort(words)
	return strings.Join(words, " ")
}

// particles belong to the surname that follows them: DE LA CRUZ, DEL ÁGUILA,
// SAN MARTÍN.
var particles = map[string]bool{
	"de": true, "del": true, "la": true, "las": true, "los": true, "el": true, "da": true, "das": true, "do": true, "dos": true,
	"di": true, "van": true, "von": true, "der": true, "den": true, "san": true, "santa": true, "santo": true, "y": true, "mac": true, "mc": true,
}

func isParticle(word string) bool { return particles[Fold(word)] }

// surnamesFirst splits "DE LA CRUZ QUISPE MARÍA" by position.
func surnamesFirst(words []string) Names {
	first := leading(words)
	rest := words[first:]
	if len(rest) <= 1 { // one surname and one given name
		return Names{FirstSurname: strings.Join(words[:first], " "), GivenNames: strings.Join(rest, " ")}
	}
	second := leading(rest)
	if second == len(rest) {
		second = 0 // the words left are one particle name: they are the given names
	}
	return Names{
		FirstSurname:  strings.Join(words[:first], " "),
		SecondSurname: strings.Join(rest[:second], " "),
		GivenNames:    strings.Join(rest[second:], " "),
	}
}

// leading is how many words at the start form one surname.
func leading(words []string) int {
	n := 0
	for n < len(words)-1 && isParticle(words[n]) {
		n++
	}
	return min(n+1, len(words))
}

// givenFirst splits "MARÍA DE LA CRUZ QUISPE": the last two surnames, each
// with its particles, and what is before them.
func givenFirst(words []string) Names {
	second := trailing(words)
	before := words[:len(words)-second]
	if len(before) <= 1 { // one given name and one surname
		return Names{FirstSurname: strings.Join(words[len(before):], " "), GivenNames: strings.Join(before, " ")}
	}
	first := trailing(before)
	if first == len(before) {
		return Names{FirstSurname: strings.Join(words[len(before):], " "), GivenNames: strings.Join(before, " ")}
	}
	return Names{
		GivenNames:    strings.Join(before[:len(before)-first], " "),
		FirstSurname:  strings.Join(before[len(before)-first:], " "),
		SecondSurname: strings.Join(words[len(before):], " "),
	}
}

// trailing is how many words at the end form one surname.
func trailing(words []string) int {
	n := min(1, len(words))
	for n < len(words) && isParticle(words[len(words)-1-n]) {
		n++
	}
	return n
}

// splitSurnames splits a column of surnames alone.
func splitSurnames(words []string) (first, second string) {
	n := leading(words)
	return strings.Join(words[:n], " "), strings.Join(words[n:], " ")
}

// readNames finds the names on a line; listed is the text they were read from.
func readNames(m Mapping, line Line) (names Names, listed string, byPosition bool) {
	full, givenBefore := tidy(m.cell(line, SurnamesGiven)), false
	if full == "" {
		full, givenBefore = tidy(m.cell(line, GivenSurnames)), true
	}
	if full != "" {
		if surnames, given, has := strings.Cut(full, ","); has && strings.TrimSpace(given) != "" && strings.TrimSpace(surnames) != "" {
			names.FirstSurname, names.SecondSurname = splitSurnames(strings.Fields(surnames))
			names.GivenNames = tidy(strings.ReplaceAll(given, ",", " "))
			return names, full, false
		}
		words := strings.Fields(strings.ReplaceAll(full, ",", " "))
		if len(words) == 0 {
			return names, full, false
		}
		if givenBefore {
			return givenFirst(words), full, true
		}
		return surnamesFirst(words), full, true
	}
	names.FirstSurname, names.SecondSurname = tidy(m.cell(line, FirstSurname)), tidy(m.cell(line, SecondSurname))
	if surnames := tidy(m.cell(line, Surnames)); surnames != "" {
		names.FirstSurname, names.SecondSurname = splitSurnames(strings.Fields(surnames))
	}
	names.GivenNames = tidy(m.cell(line, GivenNames))
	return names, names.String(), false
}

// oddName tells whether a name holds what no name holds.
func oddName(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.Is(unicode.Mn, r) && !strings.ContainsRune(" ,.'’´-()", r)
	})
}

// likeness says how much two names resemble each other.
type likeness int

const (
	differentNames likeness = iota
	nearNames               // a letter typed wrongly, a second name left out or shortened
	sameNames
)

func compareNames(a, b Names) likeness {
	if a.key() == b.key() {
		return sameNames
	}
	short, long := strings.Fields(a.Search()), strings.Fields(b.Search())
	if len(short) > len(long) {
		short, long = long, short
	}
	if len(short) < 2 || len(long)-len(short) > 2 {
		return differentNames
	}
	taken := make([]bool, len(long))
	whole := 0 // words alike beyond a mere initial
	for _, word := range short {
		found := false
		for i, other := range long {
			if !taken[i] && alike(word, other) {
				taken[i], found = true, true
				if len(word) > 1 && len(other) > 1 {
					whole++
				}
				break
			}
		}
		if !found {
			return differentNames
		}
	}
	if whole < 2 {
		return differentNames
	}
	return nearNames
}

// alike tells whether two folded words may be one: equal, one the other's
// initial, or one slip of the keyboard apart in a word of four letters or more.
func alike(a, b string) bool {
	if a == b {
		return true
	}
	if len(a) == 1 || len(b) == 1 {
		return a[0] == b[0]
	}
	return min(len(a), len(b)) >= 4 && oneSlip(a, b)
}

// oneSlip tells whether one letter added, left out, changed or swapped with
// its neighbour makes b of a.
func oneSlip(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) < len(b) {
		return a[i:] == b[i+1:]
	}
	if i == len(a) {
		return true
	}
	if a[i+1:] == b[i+1:] {
		return true
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}
