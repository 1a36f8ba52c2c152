package jobs_test

import (
	"context"
	"testing"
	"time"

	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/jobs"
)

func TestAJobForLaterWaits(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		q := newQueue(t, d)
		heard := make(chan string, 10)
		q.Handle("greet", jobs.Hear(func(_ context.Context, g greeting) error { heard <- g.Name; return nil }))
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			return q.EnqueueLaterTx(tx, "greet", greeting{"later"}, time.Hour)
		})
		if err != nil {
			t.Fatal(err)
		}
		enqueue(t, d, q, greeting{"now"})
		start(t, q)
		if got := receive(t, heard); got != "now" {
			t.Fatalf("heard %q", got)
		}
		select {
		case got := <-heard:
			t.Errorf("heard %q an hour too early", got)
		case <-time.After(600 * time.Millisecond):
		}
	})
}
