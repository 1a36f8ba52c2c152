package roster

import (
	"cmp"
	"slices"
	"strings"
)

// Record is a person on record with the institutions they ever worked in, as
// the search for duplicates reads them.
type Record struct {
	Person
	Institutions []string
}

// Pair is two records that may be one person.
type Pair struct {
	First, Second string    // identifiers, the smaller first
	Level         int       // 1 almost surely one person, 2 probably, 3 possibly
	Reasons       []Message // why, the strongest first
}

// biggestBlock bounds how many records are compared with each other because
// they share a key: a name that hundreds bear tells nobody apart, and comparing
// all with all would take the square of it.
const biggestBlock = 200

// Duplicates finds records that may be of one person: documents a slip of the
// keyboard apart, the same name with one document missing, one name written in
// two ways. Two people of one name with two documents that differ are
// homonyms, of which Peru has many; they are told only when they worked in one
// institution. The likeliest pairs come first.
func Duplicates(records []Record) []Pair {
	blocks := map[string][]int{}
	for i, r := range records {
		for _, key := range blockKeys(r) {
			blocks[key] = append(blocks[key], i)
		}
	}
	found := map[[2]string]Pair{}
	for _, block := range blocks {
		if len(block) > biggestBlock {
			continue
		}
		for n, i := range block {
			for _, j := range block[n+1:] {
				pair, is := pairOf(records[i], records[j])
				if is {
					found[[2]string{pair.First, pair.Second}] = pair
				}
			}
		}
	}
	pairs := make([]Pair, 0, len(found))
	for _, pair := range found {
		pairs = append(pairs, pair)
	}
	slices.SortFunc(pairs, func(a, b Pair) int {
		return cmp.Or(cmp.Compare(a.Level, b.Level), strings.Compare(a.First, b.First), strings.Compare(a.Second, b.Second))
	})
	return pairs
}

// blockKeys are what two records must share one of to be compared: all words of
// the name, two of its words, or a document with one character left out.
func blockKeys(r Record) []string {
	var keys []string
	words := strings.Fields(r.Names.Search())
	slices.Sort(words)
	words = slices.Compact(words)
	if len(words) <= 6 {
		for i := range words {
			for _, other := range words[i+1:] {
				if len(words[i]) > 2 && len(other) > 2 {
					keys = append(keys, "n "+words[i]+" "+other)
				}
			}
		}
	}
	keys = append(keys, "w "+strings.Join(words, " "))
	if n := r.Document.Number; len(n) >= 6 {
		for i := range n {
			keys = append(keys, "d "+n[:i]+n[i+1:])
		}
	}
	return keys
}

// pairOf tells whether two records may be one person, and why.
func pairOf(a, b Record) (Pair, bool) {
	if a.ID > b.ID {
		a, b = b, a
	}
	pair := Pair{First: a.ID, Second: b.ID, Level: 4}
	reason := func(level int, key string, pairs ...any) {
		pair.Level = min(pair.Level, level)
		pair.Reasons = append(pair.Reasons, say(key, pairs...))
	}
	names := compareNames(a.Names, b.Names)
	if names == differentNames || a.ID == b.ID || (a.Sex != "" && b.Sex != "" && a.Sex != b.Sex && names != sameNames) {
		return pair, false
	}
	together := slices.ContainsFunc(a.Institutions, func(id string) bool { return slices.Contains(b.Institutions, id) })
	missing := !a.Document.Known() || !b.Document.Known()
	switch {
	case a.Document.near(b.Document):
		reason(1, SameDocumentSlip)
	case missing && together && names == sameNames:
		reason(1, SameNameTogether)
	case missing && names == sameNames:
		reason(2, SameNameNoDocument)
	case missing && together:
		reason(2, NearNameTogether)
	case together && names == sameNames:
		reason(3, SameNameTwoDocuments)
	case !missing && a.Document.Type != b.Document.Type && names == sameNames:
		reason(3, SameNameTwoTypes)
	}
	if pair.Level < 4 && a.Email != "" && strings.EqualFold(a.Email, b.Email) {
		reason(pair.Level, SameEmail)
	}
	return pair, pair.Level < 4
}

// Why two records may be one person.
const (
	SameDocumentSlip     = "people.duplicate.document_slip"
	SameNameTogether     = "people.duplicate.name_together"
	SameNameNoDocument   = "people.duplicate.name_no_document"
	NearNameTogether     = "people.duplicate.near_together"
	SameNameTwoDocuments = "people.duplicate.two_documents"
	SameNameTwoTypes     = "people.duplicate.two_types"
	SameEmail            = "people.duplicate.email"
)
