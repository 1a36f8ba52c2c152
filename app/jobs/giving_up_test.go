package jobs_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
	"relevo/app/jobs"
)

// Whoever waits for a job is told once that it will not be done, be it that its
// tries are used up or that it cannot mend.
func TestAJobThatIsGivenUpIsTold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for name, c := range map[string]struct {
			reason error
			tries  int
			want   int
		}{
			"used up":     {errors.New("no line"), 2, 2},
			"cannot mend": {fault.New(fault.Invalid, "fault.required"), 5, 1},
		} {
			t.Run(name, func(t *testing.T) {
				q := newQueue(t, d)
				tried, told := 0, make(chan string, 5)
				q.Handle("greet", jobs.Hear(func(context.Context, greeting) error { tried++; return c.reason }))
				q.GiveUp("greet", c.tries, jobs.Told(func(_ context.Context, g greeting, reason error) error {
					if !errors.Is(reason, c.reason) || tried != c.want {
						t.Errorf("after %d tries: %v", tried, reason)
					}
					told <- g.Name
					return nil
				}))
				start(t, q)
				enqueue(t, d, q, greeting{"ana"})
				if got := receive(t, told); got != "ana" {
					t.Errorf("told of %q", got)
				}
				time.Sleep(50 * time.Millisecond)
				if len(told) > 0 {
					t.Error("told twice")
				}
			})
		}
	})
}

func TestAJobIsDoneAgainAndAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		q := newQueue(t, d)
		if err := q.Every(time.Hour, "daily"); err == nil {
			t.Error("a job that nobody handles is scheduled")
		}
		heard := make(chan string, 20)
		q.Handle("daily", jobs.Hear(func(context.Context, struct{}) error { heard <- "now"; return nil }))
		if err := q.Every(time.Second, "daily"); err != nil {
			t.Fatal(err)
		}
		start(t, q)
		receive(t, heard)
		receive(t, heard)
	})
}
