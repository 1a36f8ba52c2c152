package assessments

import (
	"database/sql/driver"
	"time"

	"relevo/app/db"
	"relevo/app/i18n"
)

// claimLasts is how long a trainer has a response to themselves before another
// may be given it.
const claimLasts = 30 * time.Minute

// ScoringTask is a response that trainers score. Its id is random, so that neither
// it nor the order of the tasks tells who wrote the response or when.
type ScoringTask struct {
	ID            string
	AttemptID     string
	ItemVersionID string
	RubricID      string
	RatingsNeeded int // 1 to 3, by different trainers; grows to 3 when two differ too much
	ClaimedBy     *string
	ClaimedAt     *db.Instant
	DoneAt        *db.Instant
	Doubled       bool // drawn for a second rating
	Tolerance     *int // points by which two ratings may differ; nil: any
}

// TableName names the table for GORM.
func (ScoringTask) TableName() string { return "scoring_task" }

// Rating is a trainer's scoring of a response. Another by the same trainer supersedes it.
type Rating struct {
	ID           string
	TaskID       string
	RaterID      string // account
	Points       Points
	Comment      string // for trainers only
	RecordedAt   db.Instant
	SupersededAt *db.Instant
}

// TableName names the table for GORM.
func (Rating) TableName() string { return "rating" }

// Points are the points given, by the criterion's code.
type Points map[string]int

// Value stores the points.
func (p Points) Value() (driver.Value, error) { return toJSON(p) }

// Scan reads the points.
func (p *Points) Scan(src any) error { return fromJSON(src, p) }

// GormDataType names the column type for GORM's schema.
func (Points) GormDataType() string { return "json" }

// Sum is all points together.
func (p Points) Sum() int {
	sum := 0
	for _, n := range p {
		sum += n
	}
	return sum
}

// BlindTask is all that a trainer is shown of a response. It has no field that
// could tell who wrote it, where, on what occasion or when.
type BlindTask struct {
	ID            string
	ItemVersionID string    // which vignette, to ask for the next of the same
	Vignette      i18n.Text // clean HTML
	Response      string    // plain text; may be empty when it was spoken
	Spoken        bool      // there is something to hear: [Service.TaskRecording]
	Rubric        BlindRubric
	Own           *OwnRating // the trainer's own rating, if already given
	Waiting       int        // responses to this vignette that the trainer can still score, this one included
}

// BlindRubric is a rubric as the workbench shows it.
type BlindRubric struct {
	Title    i18n.Text
	Criteria Criteria
}

// OwnRating is what the trainer gave.
type OwnRating struct {
	Points  Points
	Comment string
	Settled bool // the response is done: only taking the rating back changes it
}

// QueueRow is how much there is to score of one vignette.
type QueueRow struct {
	ItemVersionID string
	Title         string
	Vignette      i18n.Text
	Waiting       int // that the actor can be given now
	Claimed       int // that another trainer has at this moment
	Done          int // that the actor has scored

	ItemID    string
	Calibrate int // calibration responses that the actor has to rate before they are given any
}

// RatingInput is a trainer's scoring: points for each criterion.
type RatingInput struct {
	Points  Points
	Comment string
}
