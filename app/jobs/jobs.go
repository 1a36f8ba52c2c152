package jobs

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
	"gorm.io/gorm"

	"relevo/app/db"
	"relevo/app/fault"
)

// Handler does one job. An error means "try again later", at growing
// intervals; an error of kind Invalid, NotFound or Denied will not mend by
// itself, so the job is put aside and logged.
type Handler func(ctx context.Context, payload json.RawMessage) error

// Jobs is the queue and its workers.
type Jobs struct {
	d        *db.DB
	log      *slog.Logger
	handlers map[string][]Handler
	patience map[string]patience
	client   *river.Client[*sql.Tx]
}

// task is the only shape of job that River knows of; Name picks the handlers.
type task struct {
	Name    string          `json:"name"`
	Payload json.RawMessage `json:"payload"`
}

// Kind is River's name for the shape.
func (task) Kind() string { return "task" }

const (
	workers = 2 // at once; the work is short and the machines small
	// pollEvery is how soon work is found where the database cannot announce it.
	pollEvery = 250 * time.Millisecond
	// What waits for others' machines does not hurry, and mostly waits.
	outsideQueue   = "outside"
	workersOutside = 4
	pollOutside    = time.Second
	// jobWithin is how long a job may take; rescueAfter when one that has not ended is given
	// to another worker, as its process must have died.
	jobWithin   = 5 * time.Minute
	rescueAfter = 6 * time.Minute
)

// New makes a queue. Handlers are given with Handle before Start.
func New(d *db.DB, log *slog.Logger) (*Jobs, error) {
	j := &Jobs{d: d, log: log, handlers: map[string][]Handler{}, patience: map[string]patience{}}
	driver, err := driverOf(d)
	if err != nil {
		return nil, err
	}
	registry := river.NewWorkers()
	river.AddWorker(registry, river.WorkFunc(j.work))
	j.client, err = river.NewClient(driver, &river.Config{
		Logger: slog.New(slog.DiscardHandler), // failures are logged here, without payloads
		Queues: map[string]river.QueueConfig{
			river.QueueDefault: {MaxWorkers: workers}, outsideQueue: {MaxWorkers: workersOutside, FetchPollInterval: pollOutside},
		},
		Workers:           registry,
		FetchCooldown:     20 * time.Millisecond,
		FetchPollInterval: pollEvery,
		JobTimeout:        jobWithin,

		RescueStuckJobsAfter: rescueAfter,
	})
	if err != nil {
		return nil, fmt.Errorf("setting up the job queue: %w", err)
	}
	return j, nil
}

func driverOf(d *db.DB) (riverdriver.Driver[*sql.Tx], error) {
	pool, err := d.Pool()
	if err != nil {
		return nil, err
	}
	if d.Dialect == db.Postgres {
		return riverdatabasesql.New(pool), nil
	}
	return riversqlite.New(pool), nil
}

// Migrate makes or updates the queue's own tables; given to [db.DB.Migrate],
// it runs under the same lock as the migrations.
func Migrate(d *db.DB) func(context.Context) error {
	return func(ctx context.Context) error {
		driver, err := driverOf(d)
		if err != nil {
			return err
		}
		migrator, err := rivermigrate.New(driver, &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)})
		if err != nil {
			return fmt.Errorf("reading the job queue's migrations: %w", err)
		}
		if _, err := migrator.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
			return fmt.Errorf("migrating the job queue: %w", err)
		}
		return nil
	}
}

// Handle adds a handler for a name; several may hear the same.
func (j *Jobs) Handle(name string, handler Handler) {
	j.handlers[name] = append(j.handlers[name], handler)
}

// Hear makes a Handler of a function that takes the event itself.
func Hear[E any](fn func(ctx context.Context, event E) error) Handler {
	return func(ctx context.Context, payload json.RawMessage) error {
		var event E
		if err := json.Unmarshal(payload, &event); err != nil {
			return fault.Because(err, fault.Invalid, "fault.job_payload")
		}
		return fn(ctx, event)
	}
}

// EnqueueTx adds a job within the transaction.
func (j *Jobs) EnqueueTx(tx *db.Tx, name string, payload any) error {
	return j.EnqueueLaterTx(tx, name, payload, 0)
}

// EnqueueLaterTx is EnqueueTx for what is not due before a while has passed, by the queue's
// own clock: a demonstration's may stand still. A handler looks whether it is due.
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
	opts := river.InsertOpts{MaxAttempts: j.patience[name].tries, Queue: j.queueOf(name)}
	if wait > 0 {
		opts.ScheduledAt = time.Now().Add(wait)
	}
	if _, err := j.client.InsertTx(tx.DB.Statement.Context, raw, task{Name: name, Payload: body}, &opts); err != nil {
		return fmt.Errorf("enqueueing the job %q: %w", name, err)
	}
	return nil
}

// rawTx is the database/sql transaction beneath GORM's.
func rawTx(tx *db.Tx) (*sql.Tx, error) {
	switch pool := tx.DB.Statement.ConnPool.(type) {
	case *sql.Tx:
		return pool, nil
	case *gorm.PreparedStmtTX:
		if raw, ok := pool.Tx.(*sql.Tx); ok {
			return raw, nil
		}
	}
	return nil, errors.New("a job can only be enqueued inside db.Write")
}

func (j *Jobs) work(ctx context.Context, job *river.Job[task]) error {
	for _, handler := range j.handlers[job.Args.Name] {
		err := handler(ctx, job.Args.Payload)
		switch {
		case err == nil:
		case fault.Is(err, fault.Invalid), fault.Is(err, fault.NotFound), fault.Is(err, fault.Denied):
			j.log.ErrorContext(ctx, "job put aside", "job", job.Args.Name, "id", job.ID, "err", err)
			j.giveUp(ctx, job, err)
			return river.JobCancel(err)
		case job.Attempt >= job.MaxAttempts:
			j.log.ErrorContext(ctx, "job failed for the last time", "job", job.Args.Name, "id", job.ID, "attempt", job.Attempt, "err", err)
			j.giveUp(ctx, job, err)
			return err
		default:
			j.log.WarnContext(ctx, "job failed, will be tried again", "job", job.Args.Name, "id", job.ID, "attempt", job.Attempt, "err", err)
			return err
		}
	}
	return nil
}

// Start begins to work until Stop.
func (j *Jobs) Start(ctx context.Context) error {
	if err := j.client.Start(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("starting the job queue: %w", err)
	}
	return nil
}

// Stop lets the jobs at hand finish.
func (j *Jobs) Stop(ctx context.Context) error { return j.client.Stop(ctx) }

// Drain works off everything that is due, in this goroutine, and what that
// enqueues in turn; the demonstration and tests use it to see the outcome at once.
// The queue must not be started.
func (j *Jobs) Drain(ctx context.Context) error {
	for {
		due, err := j.takeAll(ctx)
		if err != nil || len(due) == 0 {
			return err
		}
		for _, t := range due {
			for _, handler := range j.handlers[t.Name] {
				if err := handler(ctx, t.Payload); err != nil {
					return fmt.Errorf("job %q: %w", t.Name, err)
				}
			}
		}
	}
}

// takeAll marks all waiting jobs done and gives them.
func (j *Jobs) takeAll(ctx context.Context) ([]task, error) {
	var due []task
	err := j.d.Write(ctx, func(tx *db.Tx) error {
		due = nil
		raw, err := rawTx(tx)
		if err != nil {
			return err
		}
		waiting, err := j.client.JobListTx(ctx, raw, river.NewJobListParams().States(waitingStates...).OrderBy(river.JobListOrderByID, river.SortOrderAsc).First(1000))
		if err != nil {
			return fmt.Errorf("listing the waiting jobs: %w", err)
		}
		for _, job := range waiting.Jobs {
			var t task
			if err := json.Unmarshal(job.EncodedArgs, &t); err != nil {
				return fmt.Errorf("reading job %d: %w", job.ID, err)
			}
			if _, err := j.client.JobDeleteTx(ctx, raw, job.ID); err != nil {
				return fmt.Errorf("taking job %d: %w", job.ID, err)
			}
			due = append(due, t)
		}
		return nil
	})
	return due, err
}
