package assessments

import (
	"database/sql/driver"

	"relevo/app/db"
	"relevo/app/i18n"
)

// Value is what a person answered to an item; the zero value takes an answer back.
// Matches has, for a Matching, the choice's id by the prompt's; for an Ordering, the place
// ("1" is the first) by the option's id; for a Situational the option's id by [Best] and
// [Worst]; for a Cloze, by the blank's id, the option's id or what was typed.
type Value struct {
	Options []string          `json:"options,omitempty"` // ids; Single and TrueFalse have one, Multiple any number
	Matches map[string]string `json:"matches,omitempty"` // see below
	Text    string            `json:"text,omitempty"`    // Numeric ("3.5" or "3,5"), ShortAnswer, Vignette
	Audio   string            `json:"audio,omitempty"`   // spoken Vignette: the name of a [Recording]'s file
}

// What a Situational asks for, as keys of its answer.
const (
	Best  = "best"
	Worst = "worst"
)

// Value stores the answer.
func (v Value) Value() (driver.Value, error) { return toJSON(v) }

// Scan reads the answer.
func (v *Value) Scan(src any) error { return fromJSON(src, v) }

// GormDataType names the column type for GORM's schema.
func (Value) GormDataType() string { return "json" }

// IsZero tells whether nothing is answered.
func (v Value) IsZero() bool {
	return len(v.Options) == 0 && len(v.Matches) == 0 && v.Text == "" && v.Audio == ""
}

// Answer is one saving of an answer. Nothing is overwritten: of an attempt and item
// the highest Seq counts, of equal ones from several devices the one that came last.
type Answer struct {
	AttemptID     string `gorm:"primaryKey"`
	ItemVersionID string `gorm:"primaryKey"`
	Seq           int64  `gorm:"primaryKey;autoIncrement:false"` // from 1, counted up by the device
	Device        string `gorm:"primaryKey"`
	Value         Value
	Late          bool // after the administration closed or the due day ended, by the server's clock
	SavedAt       db.Instant
}

// TableName names the table for GORM.
func (Answer) TableName() string { return "answer" }

// AnswerInput is an answer as a device sends it. The same Seq from the same Device
// is the same answer and is saved once. Seq 0 takes the next number: for plain forms,
// which cannot count.
type AnswerInput struct {
	ItemVersionID string `json:"item"`
	Seq           int64  `json:"seq"`
	Device        string `json:"device"`
	Value         Value  `json:"value"`
}

// Saved says that answers are stored durably.
type Saved struct {
	At   db.Instant
	Late bool
	Seqs map[string]int64 // by item version: the Seq that counts now

	Aside     int         // how many came when the attempt was over and were put aside
	Elsewhere *db.Instant // when another device last saved answers of the attempt, within half an hour
}

// AttemptView is an attempt as its person sees it before, during and after.
type AttemptView struct {
	Attempt
	Administration Administration
	Assessment     Assessment
	Questions      int
	Answered       int
	Minutes        int        // what the questions usually take: 1 each, 10 for a vignette
	Open           bool       // may be started or continued now
	Now            db.Instant // when this was read
}

// Paper is an attempt's questions without keys. Their order and that of the
// options is the same whenever the person comes back.
type Paper struct {
	AttemptView
	Items []PaperItem
}

// PaperItem is one question.
type PaperItem struct {
	Number        int       // from 1
	Section       i18n.Text // the heading it stands under; none for most
	ItemVersionID string
	Kind          Kind
	Stem          i18n.Text // clean HTML
	Options       []Choice  // Single, Multiple, TrueFalse (without text), Situational, Ordering
	Prompts       []Choice  // Matching
	Choices       []Choice  // Matching
	Blanks        []Space   // Cloze
	Spoken        bool      // Vignette: may be answered by voice
	Answer        Value     // what counts now; zero when unanswered
	Seq           int64     // of that answer; 0 when there is none
}

// Space is a blank of a Cloze without its key.
type Space struct {
	ID      string
	Kind    Kind
	Options []Choice // Single
}

// SavedAnswer is the answer that counts for an item.
type SavedAnswer struct {
	Seq     int64      `json:"seq"`
	Device  string     `json:"device"`
	Value   Value      `json:"value"`
	Late    bool       `json:"late"`
	SavedAt db.Instant `json:"saved_at"`
}

// Receipt is the proof that an attempt was submitted.
type Receipt struct {
	AttemptID   string
	Code        string // "K7QM-2XW4-5B"
	SubmittedAt db.Instant
	Answered    int
	Questions   int
}

// Outcome is what a person is told of an attempt afterwards. After a pre-test there
// are no results, since the same questions are asked again later.
type Outcome struct {
	AttemptView
	Results []OwnResult // in the order of the competencies; empty until scored
}

// OwnResult is a person's own result in one competency.
type OwnResult struct {
	Competency Competency
	Score      float64 // 0 to 100
	CutScore   float64
	Mastered   bool
}
