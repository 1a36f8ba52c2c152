package certificates

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
	"relevo/app/jobs"
)

// A batch whose every try failed says so and why, keeps what it issued, and
// goes on when somebody takes it up.
func TestABatchThatFailsSaysSoAndGoesOn(t *testing.T) {
	dbtest.EachAtLength(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		queue := w.working()
		w.crowd(250)
		jefa := managerOf(w.casa)
		batch, err := w.service.StartBatch(t.Context(), jefa, Choice{OfferingID: w.offering.ID, Kind: Completion})
		if err != nil {
			t.Fatal(err)
		}
		step := BatchStep{batch.ID}
		if err := w.service.HearBatch(t.Context(), step); err != nil {
			t.Fatal(err)
		}
		why := errors.New("disk I/O error\n (10) " + strings.Repeat("ñ", 500))
		for range 2 { // told twice
			if err := w.service.HearBatchGivenUp(t.Context(), step, why); err != nil {
				t.Fatal(err)
			}
		}
		got := w.batch(jefa, batch.ID)
		if got.State != Failed || !strings.HasPrefix(got.Reason, "disk I/O error (10) ñ") || got.FinishedAt == nil || got.MayStop || !got.MayResume || got.Issued != batchPart {
			t.Fatalf("failed: %+v", got)
		}
		if err := queue.Drain(t.Context()); err != nil { // the part that was asked for
			t.Fatal(err)
		}
		if n := w.count(Completion); n != batchPart {
			t.Errorf("%d were issued by a batch that has failed", n)
		}
		other := managerOf(w.otra)
		other.AccountID = "otra"
		if err := w.service.ResumeBatch(t.Context(), other, batch.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("another centre's manager takes it up: %v", err)
		}
		if err := w.service.ResumeBatch(t.Context(), jefa, batch.ID); err != nil {
			t.Fatal(err)
		}
		if err := queue.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := w.batch(jefa, batch.ID); got.State != Done || got.Issued != 250 || got.Reason != "" {
			t.Errorf("taken up: %+v", got)
		}
	})
}

// The queue itself tells: here by a job that cannot mend, which is given up at once.
func TestTheQueueTellsThatABatchFailed(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	queue := w.working()
	queue.Handle(BatchEvent, jobs.Hear(func(_ context.Context, _ BatchStep) error { return fault.New(fault.Invalid, "fault.required") }))
	queue.GiveUp(BatchEvent, BatchTries, jobs.Told(w.service.HearBatchGivenUp))
	w.crowd(450)
	batch, err := w.service.StartBatch(t.Context(), access.System(), Choice{OfferingID: w.offering.ID, Kind: Completion})
	if err != nil {
		t.Fatal(err)
	}
	w.untilBatch(queue, batch.ID, Failed)
}

// untilBatch has the queue work until the batch has come into a state.
func (w *world) untilBatch(queue *jobs.Jobs, id string, want BatchState) {
	w.t.Helper()
	if err := queue.Start(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	defer func() {
		if err := queue.Stop(context.WithoutCancel(w.t.Context())); err != nil {
			w.t.Error(err)
		}
	}()
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if w.batch(access.System(), id).State == want {
			return
		}
	}
	w.t.Errorf("the batch is %+v, want %s", w.batch(access.System(), id), want)
}
