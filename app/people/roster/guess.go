package roster

import (
	"path"
	"regexp"
	"strings"

	"relevo/app/db"
)

// Guess is what the banner above the header, or failing that the file's name,
// suggests about a list. A person confirms it.
type Guess struct {
	Institution string   // as written; "" when nothing suggests one. Compare with Fold
	AsOf        *db.Date // the day the list speaks of; nil when nothing suggests one
}

// institutions begin the name of a place that keeps a staff list.
var institutions = []string{"car ", "centro ", "cem ", "centro emergencia", "hogar ", "casa ", "aldea ", "demuna", "upe ", "unidad de proteccion especial",
	"defensoria", "fiscalia", "juzgado", "comisaria", "municipalidad", "direccion distrital", "corte superior"}

// SuggestFrom guesses the institution and the date of a list. Header is what
// Detect gave.
func SuggestFrom(name string, table *Table, header int) Guess {
	var guess Guess
	for _, line := range table.Lines[:min(max(header, 0), len(table.Lines))] {
		for _, cell := range line.Cells {
			guess.readBanner(tidy(cell))
		}
	}
	base := strings.TrimSuffix(path.Base(strings.ReplaceAll(name, `\`, "/")), path.Ext(name))
	if guess.AsOf == nil {
		guess.AsOf = dateIn(base)
	}
	if guess.Institution == "" {
		rest := tidy(dateText.ReplaceAllString(strings.NewReplacer("_", " ", "-", " ").Replace(base), " "))
		if isInstitution(rest) {
			guess.Institution = strings.ToUpper(rest)
		}
	}
	return guess
}

func (g *Guess) readBanner(cell string) {
	if g.AsOf == nil {
		g.AsOf = dateIn(cell)
	}
	if g.Institution == "" && isInstitution(cell) {
		g.Institution = cell
	}
}

func isInstitution(text string) bool {
	folded := Fold(text)
	for _, start := range institutions {
		if strings.HasPrefix(folded, start) && len(folded) > len(start) {
			return true
		}
	}
	return false
}

var (
	dateText  = regexp.MustCompile(`\d{4}[ ./_-]\d{1,2}[ ./_-]\d{1,2}|\d{1,2}[ ./_-]\d{1,2}[ ./_-]\d{4}|\b\d{8}\b`)
	dayOfYear = regexp.MustCompile(`\d{1,2}\s*(?:de\s+|[-/ ])\s*[a-z]{3,10}\.?\s*(?:del?\s+|[-/ ])\s*\d{2,4}`)
	monthYear = regexp.MustCompile(`([a-z]{3,10})\s*(?:del?\s+|[-/ ])?\s*(?:ano\s+)?(\d{4})`)
)

// dateIn finds a full date in a text, or a month with its year, which means
// the month's last day.
func dateIn(text string) *db.Date {
	spaced := strings.ReplaceAll(text, "_", " ")
	if found := dateText.FindString(spaced); found != "" {
		if date, _, ok := parseDate(strings.ReplaceAll(found, " ", "-"), 0, false); ok {
			return &date
		}
	}
	lower := foldKeepingSigns(spaced)
	if found := dayOfYear.FindString(lower); found != "" {
		if date, _, ok := parseDate(found, 0, false); ok {
			return &date
		}
	}
	for _, found := range monthYear.FindAllStringSubmatch(lower, -1) {
		if date, _, ok := parseDate("1 "+found[1]+" "+found[2], 0, false); ok {
			last := date.AddMonths(1) - 1
			return &last
		}
	}
	return nil
}

func foldKeepingSigns(s string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(s) {
		if folded := Fold(string(r)); folded != "" {
			b.WriteString(folded)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}
