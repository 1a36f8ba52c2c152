package jobs_test

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/jobs"
)

type greeting struct{ Name string }

func TestAJobIsDoneAfterItsTransactionAndOnlyThen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		q := newQueue(t, d)
		heard := make(chan string, 10)
		q.Handle("greet", jobs.Hear(func(_ context.Context, g greeting) error { heard <- g.Name; return nil }))
		start(t, q)
		undone := errors.New("changed my mind")
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			return errors.Join(q.EnqueueTx(tx, "greet", greeting{"rolled back"}), undone)
		})
		if !errors.Is(err, undone) {
			t.Fatal(err)
		}
		enqueue(t, d, q, greeting{"committed"})
		if got := receive(t, heard); got != "committed" {
			t.Fatalf("heard %q", got)
		}
	})
}

func TestAFailedJobIsTriedAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		q := newQueue(t, d)
		var tries atomic.Int64
		done := make(chan string, 1)
		q.Handle("greet", jobs.Hear(func(_ context.Context, g greeting) error {
			if tries.Add(1) == 1 {
				return errors.New("no line")
			}
			done <- g.Name
			return nil
		}))
		start(t, q)
		enqueue(t, d, q, greeting{"ana"})
		receive(t, done)
	})
}

func TestDrainWorksOffWhatJobsEnqueueInTurn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		q := newQueue(t, d)
		var heard []string
		q.Handle("second", jobs.Hear(func(_ context.Context, g greeting) error { heard = append(heard, g.Name); return nil }))
		q.Handle("greet", jobs.Hear(func(ctx context.Context, g greeting) error {
			return d.Write(ctx, func(tx *db.Tx) error { return q.EnqueueTx(tx, "second", g) })
		}))
		enqueue(t, d, q, greeting{"ana"})
		enqueue(t, d, q, greeting{"luz"})
		if err := q.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		if len(heard) != 2 || heard[0] != "ana" || heard[1] != "luz" {
			t.Fatalf("heard %v", heard)
		}
	})
}

func TestAJobNobodyHandlesIsRefused(t *testing.T) {
	d := dbtest.SQLite(t)
	q := newQueue(t, d)
	err := d.Write(t.Context(), func(tx *db.Tx) error { return q.EnqueueTx(tx, "unheard", greeting{}) })
	if err == nil {
		t.Fatal("a job that nobody would do was accepted")
	}
}

func newQueue(t *testing.T, d *db.DB) *jobs.Jobs {
	t.Helper()
	q, err := jobs.New(d, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func start(t *testing.T, q *jobs.Jobs) {
	t.Helper()
	if err := q.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := q.Stop(ctx); err != nil {
			t.Error(err)
		}
	})
}

func enqueue(t *testing.T, d *db.DB, q *jobs.Jobs, g greeting) {
	t.Helper()
	if err := d.Write(t.Context(), func(tx *db.Tx) error { return q.EnqueueTx(tx, "greet", g) }); err != nil {
		t.Fatal(err)
	}
}

func receive(t *testing.T, from <-chan string) string {
	t.Helper()
	select {
	case s := <-from:
		return s
	case <-time.After(30 * time.Second):
		t.Fatal("nothing was heard in 30 seconds")
		return ""
	}
}
