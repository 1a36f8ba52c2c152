package jobs

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/riverqueue/river"

	"relevo/app/db"
)

// EnqueueLaterTx adds a job within the transaction that is not due before a while has passed: what many events ask for
// at once is done once, when they have come to rest.
func (j *Jobs) EnqueueLaterTx(tx *db.Tx, name string, payload any, wait time.Duration) error {
	if len(j.handlers[name]) == 0 {
		return fmt.Errorf("nobody handles the job %q", name)
	}
	body, err := json.Marshal(payload)
	if err != nil {
		return fmt.Errorf("writing down the job %q: %w", name, err)
	}
	raw, err := rawTx(tx)
	if err != nil {
		return err
	}
	due := time.Now().Add(wait) // the queue's own clock, not the database's: a demonstration's may stand still
	if _, err := j.client.InsertTx(tx.DB.Statement.Context, raw, task{Name: name, Payload: body}, &river.InsertOpts{ScheduledAt: due}); err != nil {
		return fmt.Errorf("enqueueing the job %q: %w", name, err)
	}
	return nil
}

// Daily has a job done once a day and when the queue starts, by one process where there are several. Given before Start.
func (j *Jobs) Daily(name string) {
	every := func() (river.JobArgs, *river.InsertOpts) { return task{Name: name, Payload: json.RawMessage("{}")}, nil }
	j.client.PeriodicJobs().Add(river.NewPeriodicJob(river.PeriodicInterval(24*time.Hour), every, &river.PeriodicJobOpts{RunOnStart: true}))
}
