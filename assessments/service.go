package assessments

import (
	"relevo/app/db"
	"relevo/app/jobs"
	"relevo/app/notifications"
	"relevo/app/webhooks"
)

// Service keeps the item bank, gives assessments and scores them.
type Service struct {
	// Notices tells people that something waits for them; nil tells nobody.
	Notices *notifications.Service
	// Hooks tells other programs; nil tells none.
	Hooks *webhooks.Service

	db   *db.DB
	jobs *jobs.Jobs

	// BuiltOn tells on which of these attempts something above us rests, such as a
	// completed course. It is given when the application is put together.
	BuiltOn func(tx *db.Tx, attemptIDs []string) ([]string, error)
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
