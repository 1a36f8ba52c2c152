package jobs

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/riverqueue/river"
)

// Every has a job done again and again, the first time when the work begins.
// Of several machines that serve together one alone asks for it. Like Handle, it
// is called before Start; what hears the name takes no payload.
func (j *Jobs) Every(period time.Duration, name string) error {
	if len(j.handlers[name]) == 0 {
		return fmt.Errorf("nobody handles the job %q", name)
	}
	j.client.PeriodicJobs().Add(river.NewPeriodicJob(river.PeriodicInterval(period),
		func() (river.JobArgs, *river.InsertOpts) {
			return task{Name: name, Payload: json.RawMessage("{}")}, nil
		},
		&river.PeriodicJobOpts{RunOnStart: true}))
	return nil
}
