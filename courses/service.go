package courses

import (
	"relevo/app/db"
	"relevo/app/jobs"
	"relevo/app/mail"
)

// Service authors courses, runs offerings and leads people through them.
type Service struct {
	db    *db.DB
	jobs  *jobs.Jobs
	flood flood // of answers without a login
	tries flood // of codes, by account

	Mail     *mail.Service // nil: nobody is written to
	Verified Verified      // nil: the figures are not known here
}

// NewService makes the service. It tells "courses.completed" through the queue.
func NewService(d *db.DB, j *jobs.Jobs) *Service { return &Service{db: d, jobs: j} }
