package translation

import (
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/i18n"
)

// Writes is what whoever writes and reads translations must be allowed: those who write courses.
const Writes = access.AuthorCourses

// State is how far a sentence has come in a locale.
type State string

// The states.
const (
	Missing  State = "missing"
	Draft    State = "draft"    // written, and read by nobody else yet
	Reviewed State = "reviewed" // found right by somebody else: pages say it
	Outdated State = "outdated" // of a Spanish sentence that says something else by now
)

// States lists the states in the order of the work.
func States() []State { return []State{Missing, Draft, Outdated, Reviewed} }

// Translation is a sentence as somebody wrote it or found it right.
type Translation struct {
	ID           string
	Locale       i18n.Locale
	Sentence     string // the key
	One, Other   string // as in [i18n.Sentence]
	OfOne        string // the Spanish sentence that it was made of
	OfOther      string
	Draft        string // the row that this one finds right; empty: this is the draft
	WrittenAt    db.Instant
	WrittenBy    string // account; of a draft its author, of what was found right its reader
	SupersededAt *db.Instant
}

// TableName names the table for GORM.
func (Translation) TableName() string { return "translation" }

func (t Translation) text() i18n.Sentence { return i18n.Sentence{One: t.One, Other: t.Other} }

// state compares with what the Spanish sentence says now.
func (t Translation) state(spanish i18n.Sentence) State {
	switch {
	case t.ID == "":
		return Missing
	case t.OfOne != spanish.One || t.OfOther != spanish.Other:
		return Outdated
	case t.Draft == "":
		return Draft
	default:
		return Reviewed
	}
}

// Line is a sentence with what is written for it.
type Line struct {
	i18n.Entry
	Text      i18n.Sentence // what was written last; where nothing was, what the locale's own files say
	State     State
	WrittenAt db.Instant
	By        string // name of the account
	Mine      bool   // the actor wrote it, so that somebody else has to find it right
}

// Filter narrows the list down; empty fields do not.
type Filter struct {
	State  State
	Part   string
	Search string // in the key, the Spanish or the translation
}

func (f Filter) takes(l Line) bool {
	if f.State != "" && l.State != f.State || f.Part != "" && l.Part != f.Part {
		return false
	}
	search := strings.ToLower(strings.TrimSpace(f.Search))
	for _, text := range []string{l.Key, l.Spanish.One, l.Spanish.Other, l.Text.One, l.Text.Other} {
		if strings.Contains(strings.ToLower(text), search) {
			return true
		}
	}
	return false
}

// List is what there is to translate into a locale.
type List struct {
	Lines  []Line
	Counts map[State]int // of all sentences, whatever the filter
	Parts  []string
}
