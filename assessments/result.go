package assessments

import (
	"relevo/app/db"
	"relevo/app/people"
)

// RulePoints is the rule by which results are made: the points earned in the
// items of a competency, divided by those that could be earned, times 100.
const RulePoints = "points/1"

// ItemScore is what an answer earned. A new one supersedes it when a response is
// rated again.
type ItemScore struct {
	ID            string
	AttemptID     string
	ItemVersionID string
	Points        float64 // 0 to MaxPoints
	MaxPoints     float64
	RuleVersion   string
	RecordedAt    db.Instant
	SupersededAt  *db.Instant
}

// TableName names the table for GORM.
func (ItemScore) TableName() string { return "item_score" }

// Result is what a person showed in one competency on one occasion. Institution,
// cadre and region are those of the day they were assessed on.
type Result struct {
	ID             string
	AttemptID      *string // nil for a result that was brought in from elsewhere
	PersonID       string
	CompetencyCode string
	AssessmentID   string
	FormLabel      string
	Occasion       Occasion
	AssessedOn     db.Date // the day it was submitted
	Score          float64 // 0 to 100, raw: not yet equated between forms
	CutScore       float64
	InstitutionID  *string
	Cadre          people.Cadre
	Region         string
	RuleVersion    string
	RecordedAt     db.Instant
	RecordedBy     string
	SupersededAt   *db.Instant
	ImportID       *string // of a result that was brought in: the file, and the row there
	ImportRow      *int
	MonthsAfter    int // of a follow-up that was brought in; otherwise its administration says it
}

// TableName names the table for GORM.
func (Result) TableName() string { return "result" }

// Mastered tells whether the score reaches the cut score of its day.
func (r Result) Mastered() bool { return r.Score >= r.CutScore }
