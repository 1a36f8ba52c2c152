package jobs

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"relevo/app/db"
)

// Waiting is a job that was not finished, as a backup holds it.
type Waiting struct {
	Name    string          `json:"name"`
	Payload json.RawMessage `json:"payload"`
	DueAt   time.Time       `json:"due_at"`
	Tries   int             `json:"tries"` // how many are granted in all
}

// waitingAtOnce is how many jobs are read in one statement.
const waitingAtOnce = 1000

// WaitingTx lists what is not finished: jobs that wait, for their moment or
// for another try, and those that somebody works on at this moment.
func (j *Jobs) WaitingTx(tx *db.Tx) ([]Waiting, error) {
	raw, err := rawTx(tx)
	if err != nil {
		return nil, err
	}
	params := river.NewJobListParams().States(append([]rivertype.JobState{rivertype.JobStateRunning}, waitingStates...)...).
		OrderBy(river.JobListOrderByID, river.SortOrderAsc).First(waitingAtOnce)
	var all []Waiting
	for {
		page, err := j.client.JobListTx(tx.DB.Statement.Context, raw, params)
		if err != nil {
			return nil, fmt.Errorf("listing the waiting jobs: %w", err)
		}
		for _, job := range page.Jobs {
			var t task
			if err := json.Unmarshal(job.EncodedArgs, &t); err != nil {
				return nil, fmt.Errorf("reading job %d: %w", job.ID, err)
			}
			all = append(all, Waiting{Name: t.Name, Payload: t.Payload, DueAt: job.ScheduledAt.UTC(), Tries: job.MaxAttempts})
		}
		if len(page.Jobs) < waitingAtOnce {
			return all, nil
		}
		params = params.After(page.LastCursor)
	}
}

// PutBackTx adds jobs as they were listed. Which of them are still handled is
// known only to the program that will work on them.
func (j *Jobs) PutBackTx(tx *db.Tx, waiting []Waiting) error {
	raw, err := rawTx(tx)
	if err != nil {
		return err
	}
	for _, w := range waiting {
		opts := river.InsertOpts{MaxAttempts: w.Tries, ScheduledAt: w.DueAt, Queue: j.queueOf(w.Name)}
		if _, err := j.client.InsertTx(tx.DB.Statement.Context, raw, task{Name: w.Name, Payload: w.Payload}, &opts); err != nil {
			return fmt.Errorf("putting back the job %q: %w", w.Name, err)
		}
	}
	return nil
}
