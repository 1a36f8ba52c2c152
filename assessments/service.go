package assessments

import (
	"relevo/app/db"
	"relevo/app/jobs"
)

// Service keeps the item bank, gives assessments and scores them.
type Service struct {
	db   *db.DB
	jobs *jobs.Jobs
}

// NewService makes the service. The events that it enqueues are [EventSubmitted],
// which [Service.HearSubmitted] handles, and [EventScored].
func NewService(d *db.DB, j *jobs.Jobs) *Service { return &Service{db: d, jobs: j} }

// The events.
const (
	EventSubmitted = "assessments.submitted" // payload Submitted
	EventScored    = "assessments.scored"    // payload Scored
)

// Submitted says that a person has submitted an attempt.
type Submitted struct{ AttemptID string }

// Scored says that an attempt has its results; it is said again when a new
// rating has changed them.
type Scored struct {
	AttemptID        string
	AdministrationID string
	PersonID         string
	Occasion         Occasion
}
