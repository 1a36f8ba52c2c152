package i18n

import (
	"maps"
	"slices"
	"strings"
	"sync/atomic"

	"relevo/app/fault"
)

// Growing lists the locales whose sentences are still being written and reviewed: see package translation.
func Growing() []Locale { return []Locale{ChankaQuechua, CuscoQuechua} }

// written are the growing locales with what was reviewed since this program was built, in its place.
var written atomic.Pointer[map[Locale]catalogue]

// Use has a growing locale say these sentences, beside and instead of those of its files, from now on and in the whole
// process. Others are not touched.
func Use(locale Locale, sentences map[string]Sentence) {
	if !slices.Contains(Growing(), locale) {
		return
	}
	for {
		before := written.Load()
		after := map[Locale]catalogue{}
		if before != nil {
			maps.Copy(after, *before)
		}
		all := maps.Clone(catalogues[locale])
		maps.Copy(all, sentences)
		after[locale] = all
		if written.CompareAndSwap(before, &after) {
			return
		}
	}
}

// spoken is what a locale says now.
func spoken(locale Locale) catalogue {
	if now := written.Load(); now != nil {
		if all, ok := (*now)[locale]; ok {
			return all
		}
	}
	return catalogues[locale]
}

// Entry is a sentence to translate.
type Entry struct {
	Key, Part        string // Part is the file of the catalogue that it stands in
	Spanish, English Sentence
	Spoken           Sentence // in the locale, as it is built in; zero where it is missing
}

// EntryOf gives one sentence, with what the locale's own files say.
func EntryOf(locale Locale, key string) (Entry, bool) {
	s, ok := catalogues[Spanish][key]
	return Entry{Key: key, Part: parts[key], Spanish: s, English: catalogues[English][key], Spoken: catalogues[locale][key]}, ok
}

// Entries lists all sentences in the order of their files and keys, with what the locale's own files say.
func Entries(locale Locale) []Entry {
	entries := make([]Entry, 0, len(catalogues[Spanish]))
	for key := range catalogues[Spanish] {
		entry, _ := EntryOf(locale, key)
		entries = append(entries, entry)
	}
	slices.SortFunc(entries, func(a, b Entry) int {
		if c := strings.Compare(a.Part, b.Part); c != 0 {
			return c
		}
		return strings.Compare(a.Key, b.Key)
	})
	return entries
}

// mostWritten is the most bytes that a sentence may have.
const mostWritten = 2000

// Fits tells what keeps a sentence from standing in for the Spanish one of the key: it must say something, have the same
// {places} to fill in, no more and no fewer, and no characters that cannot be seen. A language without a form of its own for
// one thing needs none.
func Fits(key string, s Sentence) error {
	spanish, ok := catalogues[Spanish][key]
	if !ok {
		return fault.Missing("noun.sentence")
	}
	var check fault.Check
	check.That(strings.TrimSpace(s.Other) != "", "other", "fault.required")
	check.That(s.One == "" || spanish.One != "", "one", "translation.no_plural")
	fits := func(field, text string, want, got map[string]bool) {
		if text == "" {
			return
		}
		check.That(maps.Equal(got, want), field, "translation.places", "places", said(want))
		check.That(len(text) <= mostWritten, field, "translation.long", "max", mostWritten)
		check.That(!strings.ContainsFunc(text, unseen), field, "translation.unseen")
	}
	want, one := places(spanish.Other), places(s.One)
	fits("other", s.Other, want, places(s.Other))
	if want["count"] { // "one person" may go without its number
		one["count"] = true
	}
	fits("one", s.One, want, one)
	return check.Err()
}

// unseen tells whether a character cannot be seen, but for the end of a line.
func unseen(r rune) bool { return r < ' ' && r != '\n' || r == 0x7f || r == '\ufffd' }

func places(text string) map[string]bool {
	found := map[string]bool{}
	for _, m := range placeholder.FindAllString(text, -1) {
		found[strings.Trim(m, "{}")] = true
	}
	return found
}

// said lists places as they are written.
func said(found map[string]bool) string {
	var list []string
	for _, name := range slices.Sorted(maps.Keys(found)) {
		list = append(list, "{"+name+"}")
	}
	if len(list) == 0 {
		return "—"
	}
	return strings.Join(list, " ")
}
