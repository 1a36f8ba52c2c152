package docs

import (
	"cmp"
	"slices"
	"strings"

	"relevo/app/i18n"
	"relevo/app/people/roster"
)

// Hit is a part of a guide that a search found.
type Hit struct {
	Guide   Guide
	Part    Part
	Excerpt string // about 160 characters around the first word that was sought
}

// Search finds the parts in which words begin with all that are sought, those with a word in the
// heading first; at most limit of them. A search without words finds nothing.
func Search(locale i18n.Locale, query string, limit int) []Hit {
	words := strings.Fields(roster.Fold(query))
	if len(words) == 0 {
		return nil
	}
	type ranked struct {
		Hit
		rank int
	}
	var found []ranked
	for _, g := range All(locale) {
		for _, p := range g.Parts {
			if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(p.words, " "+w) }) {
				head, rank := " "+roster.Fold(p.Heading), 0
				for _, w := range words {
					if strings.Contains(head, " "+w) {
						rank++
					}
				}
				found = append(found, ranked{Hit{Guide: g, Part: p, Excerpt: excerpt(p.plain, words[0])}, rank})
			}
		}
	}
	slices.SortStableFunc(found, func(a, b ranked) int { return cmp.Compare(b.rank, a.rank) })
	var hits []Hit
	for _, f := range found[:min(limit, len(found))] {
		hits = append(hits, f.Hit)
	}
	return hits
}

// around is how many characters an excerpt has before and after.
const around = 80

// excerpt cuts the text around the first word that has the sought one in it.
func excerpt(text, sought string) string {
	runes := []rune(text)
	at, start := 0, 0
	for i := 0; i <= len(runes); i++ {
		if i < len(runes) && runes[i] != ' ' {
			continue
		}
		if strings.HasPrefix(roster.Fold(string(runes[start:i])), sought) {
			at = start
			break
		}
		start = i + 1
	}
	from, to := max(0, at-around), min(len(runes), at+around)
	for from > 0 && runes[from-1] != ' ' {
		from--
	}
	for to < len(runes) && runes[to] != ' ' {
		to++
	}
	cut := string(runes[from:to])
	if from > 0 {
		cut = "… " + cut
	}
	if to < len(runes) {
		cut += " …"
	}
	return cut
}
