package assessments

import (
	"database/sql/driver"
	"slices"

	"relevo/app/db"
	"relevo/app/i18n"
	"relevo/assessments/formats"
)

// Kind says how an item is answered.
type Kind string

// The kinds of item.
const (
	Single      Kind = "single"       // one option
	Multiple    Kind = "multiple"     // several options, each with its share
	TrueFalse   Kind = "true_false"   // the options "true" and "false"
	Matching    Kind = "matching"     // each prompt goes with a choice
	Numeric     Kind = "numeric"      // a number within a range
	ShortAnswer Kind = "short_answer" // a few words, compared folded
	Ordering    Kind = "ordering"     // options to be put in order
	Situational Kind = "situational"  // what is best to do in a situation, and what worst
	Cloze       Kind = "cloze"        // a text with blanks to fill in
	Vignette    Kind = "vignette"     // an open text that trainers score by a rubric
	RolePlay    Kind = "role_play"    // acted out; a trainer watches and scores it by a rubric
	SelfRating  Kind = "self_rating"  // how one sees oneself, on a scale; never scored
	Confidence  Kind = "confidence"   // how sure one is of being able to, on a fixed scale; never scored
)

// Kinds lists the kinds in the order people are shown them.
func Kinds() []Kind {
	return []Kind{Single, Multiple, TrueFalse, Situational, Ordering, Matching, Cloze, Numeric, ShortAnswer, Vignette, RolePlay, SelfRating, Confidence}
}

// Scored tells whether what is answered earns points.
func (k Kind) Scored() bool { return k != SelfRating && k != Confidence }

// Rated tells whether people score it by a rubric.
func (k Kind) Rated() bool { return k == Vignette || k == RolePlay }

// Asked tells whether the person answers it themselves.
func (k Kind) Asked() bool { return k != RolePlay }

// ConfidenceLevels are the options of a Confidence from the lowest up. They have no text:
// the page says them in the reader's language.
func ConfidenceLevels() []string { return []string{"1", "2", "3", "4", "5"} }

// Known tells whether it is one of [Kinds].
func (k Kind) Known() bool { return slices.Contains(Kinds(), k) }

// Key is the catalogue key of the kind's name.
func (k Kind) Key() string { return "assessments.kind." + string(k) }

// Item is a place in the item bank; what it asks is in its versions.
type Item struct {
	ID         string
	Code       string // unique, as authors call it
	CreatedAt  db.Instant
	CreatedBy  string
	ArchivedAt *db.Instant // since when it is no longer offered for new forms
}

// TableName names the table for GORM.
func (Item) TableName() string { return "item" }

// ItemVersion is what an item asks. It never changes. All texts in it except
// the patterns of short answers are HTML that was cleaned when it was stored
// (package formats says what is kept), fit to be put into a page as it is.
type ItemVersion struct {
	ID             string
	ItemID         string
	Version        int // from 1
	Kind           Kind
	CompetencyCode string
	Title          string // for authors only; plain text
	Stem           i18n.Text
	Body           Body
	RubricID       *string // of what is rated; nil until one is chosen
	ImportID       *string
	RecordedAt     db.Instant
	RecordedBy     string
}

// TableName names the table for GORM.
func (ItemVersion) TableName() string { return "item_version" }

// Body is what there is to an item beside its stem, key included. Which parts
// are filled depends on the kind.
type Body struct {
	Options  []Option  `json:"options,omitempty"`  // Single, Multiple, TrueFalse, Situational, SelfRating, Confidence; Ordering, in the right order
	Prompts  []Prompt  `json:"prompts,omitempty"`  // Matching
	Choices  []Choice  `json:"choices,omitempty"`  // Matching: what the prompts go with, distractors included
	Numbers  []Number  `json:"numbers,omitempty"`  // Numeric
	Patterns []Pattern `json:"patterns,omitempty"` // ShortAnswer
	Blanks   []Blank   `json:"blanks,omitempty"`   // Cloze, in the order of the stem
	Feedback i18n.Text `json:"feedback,omitempty"` // whatever the answer
	Ratings  int       `json:"ratings,omitempty"`  // Vignette, RolePlay: how many trainers score each response, 1 to 3; 0 means 1
	Spoken   bool      `json:"spoken,omitempty"`   // Vignette: may be answered by voice

	Pictures []formats.Picture `json:"pictures,omitempty"` // that the texts show
}

// Value stores the body.
func (b Body) Value() (driver.Value, error) { return toJSON(b) }

// Scan reads the body.
func (b *Body) Scan(src any) error { return fromJSON(src, b) }

// GormDataType names the column type for GORM's schema.
func (Body) GormDataType() string { return "json" }

// Blank is one place to fill in of a Cloze. In the stem stands its mark, [[1]] when its
// ID is 1; which parts are filled depends on its kind.
type Blank struct {
	ID       string    `json:"id"`
	Kind     Kind      `json:"kind"`              // Single, ShortAnswer or Numeric
	Weight   int       `json:"weight"`            // beside the other blanks
	Options  []Option  `json:"options,omitempty"` // Single
	Numbers  []Number  `json:"numbers,omitempty"`
	Patterns []Pattern `json:"patterns,omitempty"`
}

// Option is an answer to choose. Its ID stays when options are reordered or
// reworded, so that answers keep their meaning. The options of a TrueFalse have
// the IDs "true" and "false" and no text: the page says it in the reader's language.
type Option struct {
	ID       string    `json:"id"`
	Text     i18n.Text `json:"text,omitempty"`
	Fraction float64   `json:"fraction"` // of the points, -1 to 1; Situational: 1 the best, -1 the worst; Ordering: nothing
	Feedback i18n.Text `json:"feedback,omitempty"`
}

// Choice is an option without its key.
type Choice struct {
	ID   string    `json:"id"`
	Text i18n.Text `json:"text,omitempty"`
}

// Prompt is a left side of a Matching and the choice it goes with.
type Prompt struct {
	ID       string    `json:"id"`
	Text     i18n.Text `json:"text"`
	ChoiceID string    `json:"choice"`
}

// Number is a range, ends included, that a Numeric accepts.
type Number struct {
	Low      float64   `json:"low"`
	High     float64   `json:"high"`
	Fraction float64   `json:"fraction"` // of the points, 0 to 1
	Feedback i18n.Text `json:"feedback,omitempty"`
}

// Pattern is an answer that a ShortAnswer accepts: plain text, compared without
// accents and capitals; "*" stands for anything.
type Pattern struct {
	Text     string    `json:"text"`
	Fraction float64   `json:"fraction"` // of the points, 0 to 1
	Feedback i18n.Text `json:"feedback,omitempty"`
}

// ItemInput is what an item is made or revised with. Options without ID are new. The
// Spanish stem of a Cloze has its blanks written out, as package cloze reads them.
type ItemInput struct {
	Code       string // empty: one is made
	Kind       Kind
	Competency string // its code
	Title      string
	Markup     formats.Markup // how the texts are written
	Stem       i18n.Text
	Body       Body
	RubricID   string // of what is rated; may come later
}

// ItemFilter narrows the list of items; zero values do not.
type ItemFilter struct {
	Competency string
	Kind       Kind
	Search     string // words that occur in code, title or stem
	Archived   bool   // the archived ones instead of the others
}

// ItemSummary is an item in a list, by its newest version.
type ItemSummary struct {
	Item
	Version ItemVersion
	Uses    []FormUse
}

// FormUse is a form in which a version of an item stands.
type FormUse struct {
	ItemVersionID   string
	AssessmentID    string
	AssessmentTitle i18n.Text
	Label           string
	Frozen          bool
}

// ItemDetail is all about an item.
type ItemDetail struct {
	Item
	Versions []ItemVersion // newest first, at least one
	Rubric   *Rubric       // of the newest version
	Uses     []FormUse
	Answered int // attempts in which some version was answered
}
