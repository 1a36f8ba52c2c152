package assessments

import (
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/i18n"
)

// Assessment is two or three parallel forms that measure the same competencies, and the
// score from which a competency counts as mastered.
type Assessment struct {
	ID           string
	Code         string
	Title        i18n.Text
	Instructions i18n.Text // plain text, shown before the first question
	CutScore     float64   // 0 to 100; each result keeps the one of its day

	MinutesAllowed *int // for answering, from the start; nil: as long as one likes
	Shuffled       bool // within a section, each person gets the questions in an order of their own
	OnlineOnly     bool // the questions are not kept on the telephones of those who sit it

	CreatedAt db.Instant
	CreatedBy string
	Elsewhere bool // given elsewhere: only its scores are known here, and it has no forms
}

// TableName names the table for GORM.
func (Assessment) TableName() string { return "assessment" }

// Labels are the labels of the forms that every assessment begins with.
func Labels() []string { return []string{"A", "B"} }

// ThirdLabel is that of the form that may be added: with three, whoever is looked at
// before, after and months later never meets the same questions twice.
const ThirdLabel = "C"

// Form is one of the parallel forms. From its first assignment it is frozen.
type Form struct {
	ID           string
	AssessmentID string
	Label        string
	FrozenAt     *db.Instant
}

// TableName names the table for GORM.
func (Form) TableName() string { return "form" }

// FormItem is an item's place in a form.
type FormItem struct {
	FormID        string `gorm:"primaryKey"`
	Position      int    `gorm:"primaryKey;autoIncrement:false"` // from 1
	ItemVersionID string
	Points        float64 // above 0
	Anchor        bool    // the item stands in all forms and ties their scales together

	Section i18n.Text // the heading it stands under; neighbours with the same one belong together
}

// TableName names the table for GORM.
func (FormItem) TableName() string { return "form_item" }

// AssessmentInput is what an assessment is made or changed with.
type AssessmentInput struct {
	Code         string
	Title        i18n.Text
	Instructions i18n.Text
	CutScore     float64

	MinutesAllowed int // 0: no limit
	Shuffled       bool
	OnlineOnly     bool
}

// mostMinutes is the most that may be allowed for an assessment, and the most that one
// person may be given beside.
const mostMinutes = 600

// Validate tells everything that is wrong with the input, by field.
func (in AssessmentInput) Validate() error {
	var check fault.Check
	check.That(codeForm.MatchString(in.Code), "code", "assessments.code_form")
	check.That(!in.Title.IsZero(), "title", "fault.required")
	check.That(in.CutScore >= 0 && in.CutScore <= 100, "cut_score", "assessments.cut_range")
	check.That(in.MinutesAllowed >= 0 && in.MinutesAllowed <= mostMinutes, "minutes_allowed", "assessments.minutes_range", "max", mostMinutes)
	return check.Err()
}

// FormItemInput puts an item into a form; the order of the list is that of the form.
type FormItemInput struct {
	ItemVersionID string
	Points        float64
	Anchor        bool
	Section       i18n.Text
}

// AssessmentSummary is an assessment in a list.
type AssessmentSummary struct {
	Assessment
	Frozen          bool
	Items           map[string]int // by label
	Administrations int
}

// AssessmentDetail is all about an assessment.
type AssessmentDetail struct {
	Assessment
	Forms           []FormDetail // in the order of their labels
	Checks          []Finding
	Administrations []Administration // newest first
}

// Frozen tells whether somebody was assigned a form, so that the forms can no longer change.
func (d AssessmentDetail) Frozen() bool {
	for _, f := range d.Forms {
		if f.FrozenAt != nil {
			return true
		}
	}
	return false
}

// Ready tells whether no check forbids to assign the forms.
func (d AssessmentDetail) Ready() bool { return blocking(d.Checks) == nil }

// FormDetail is a form with what stands in it.
type FormDetail struct {
	Form
	Items  []PlacedItem
	Points map[string]float64 // by competency
	Total  float64
}

// PlacedItem is an item's place in a form with what it asks.
type PlacedItem struct {
	FormItem
	Code    string
	Version ItemVersion
}

// Finding is something that a check of two forms has to say: the catalogue
// key of a sentence with its values.
type Finding struct {
	Key      string
	Pairs    []any
	Blocking bool // the forms cannot be assigned before this is mended
}

func blocking(findings []Finding) *Finding {
	for i := range findings {
		if findings[i].Blocking {
			return &findings[i]
		}
	}
	return nil
}
