package jobs

import (
	"context"
	"encoding/json"

	"github.com/riverqueue/river"
)

// Farewell is told, once, that a job will not be tried again, and why: what
// waits for it must say so instead of waiting for ever.
type Farewell func(ctx context.Context, payload json.RawMessage, reason error) error

// patience is what is done about a job that fails again and again.
type patience struct {
	tries    int // 0: as many as River's own 25, over three weeks
	farewell Farewell
	outside  bool // see Outside
}

// GiveUp says after how many tries a job of this name is given up and who is
// told. The pauses grow with the fourth power: five tries take six minutes,
// fifteen a day and a half. Like Handle, it is called before Start.
func (j *Jobs) GiveUp(name string, tries int, farewell Farewell) {
	j.patience[name] = patience{tries: tries, farewell: farewell, outside: j.patience[name].outside}
}

// Outside says that a job of this name waits for machines of others, which may be slow or gone: it is
// worked off in a queue of its own, where it keeps nothing waiting that is ours. Like Handle, it is called before Start.
func (j *Jobs) Outside(name string) {
	p := j.patience[name]
	p.outside = true
	j.patience[name] = p
}

// queueOf is where a job of the name waits.
func (j *Jobs) queueOf(name string) string {
	if j.patience[name].outside {
		return outsideQueue
	}
	return river.QueueDefault
}

// Told makes a Farewell of a function that takes the event itself.
func Told[E any](fn func(ctx context.Context, event E, reason error) error) Farewell {
	return func(ctx context.Context, payload json.RawMessage, reason error) error {
		var event E
		if err := json.Unmarshal(payload, &event); err != nil {
			return err
		}
		return fn(ctx, event, reason)
	}
}

// giveUp tells whoever wants to know that this was the last try. That telling
// fails is logged: the job itself is over.
func (j *Jobs) giveUp(ctx context.Context, job *river.Job[task], reason error) {
	farewell := j.patience[job.Args.Name].farewell
	if farewell == nil {
		return
	}
	if err := farewell(context.WithoutCancel(ctx), job.Args.Payload, reason); err != nil {
		j.log.ErrorContext(ctx, "nobody could be told that a job was given up", "job", job.Args.Name, "id", job.ID, "err", err)
	}
}
