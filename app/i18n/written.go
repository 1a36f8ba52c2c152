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

// Entries lists all sentences in the order of their files and keys, with what the locale's own files say.
func Entries(locale Locale) []Entry {
	entries := make([]Entry, 0, len(catalogues[Spanish]))
	for key, s := range catalogues[Spanish] {
		entries = append(entries, Entry{Key: key, Part: parts[key], Spanish: s, English: catalogues[English][key], Spoken: catalogues[locale][key]})
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
	want := places(spanish.Other)
	check.That(strings.TrimSpace(s.Other) != "", "other", "fault.required")
	check.That(s.One == "" || spanish.One != "", "one", "translation.no_plural")
	for field, text := range map[string]string{"one": s.One, "other": s.Other} {
		if text == "" {
			continue
		}
		got := places(text)
		if field == "one" { // "one person" may go without its number
			delete(got, "count")
			want = maps.Clone(want)
			delete(want, "count")
		}
		check.That(maps.Equal(got, want), field, "translation.places", "places", said(places(spanish.Other)))
		check.That(len(text) <= mostWritten, field, "translation.long", "max", mostWritten)
		check.That(!strings.ContainsFunc(text, func(r rune) bool { return r < ' ' && r != '\n' || r == 0x7f || r == '\ufffd' }), field, "translation.unseen")
		want = places(spanish.Other)
	}
	return check.Err()
}

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
