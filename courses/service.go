package courses

import (
	"relevo/app/db"
	"relevo/app/jobs"
	"relevo/app/mail"
	"relevo/app/notifications"
	"relevo/app/webhooks"
)

// Service authors courses, runs offerings and leads people through them.
type Service struct {
	Mail     *mail.Service          // nil sends none
	Notices  *notifications.Service // nil tells nobody
	Hooks    *webhooks.Service      // nil tells no other programs
	Base     string                 // where people reach relevo, for links in letters
	Verified Verified               // nil: the figures are not known here

	db     *db.DB
	jobs   *jobs.Jobs
	flood  flood  // of answers without a login
	tries  flood  // of codes, by account
	secret []byte // see SignWith
}

// NewService makes the service. It tells "courses.completed" through the queue.
func NewService(d *db.DB, j *jobs.Jobs) *Service { return &Service{db: d, jobs: j} }
