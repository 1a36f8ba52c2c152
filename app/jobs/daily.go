package jobs

import (
	"encoding/json"
	"time"

	"github.com/riverqueue/river"
)

// Daily has a job done once a day and when the queue starts, by one process where there are several. Given before Start.
func (j *Jobs) Daily(name string) {
	every := func() (river.JobArgs, *river.InsertOpts) {
		return task{Name: name, Payload: json.RawMessage("{}")}, nil
	}
	j.client.PeriodicJobs().Add(river.NewPeriodicJob(river.PeriodicInterval(24*time.Hour), every, &river.PeriodicJobOpts{RunOnStart: true}))
}
