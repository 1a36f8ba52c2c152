package certificates

import (
	"fmt"
	"log/slog"
	"testing"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
	"relevo/app/jobs"
	"relevo/app/people"
	"relevo/courses"
)

// working gives the world's service a queue that is worked off by hand.
func (w *world) working() *jobs.Jobs {
	w.t.Helper()
	queue, err := jobs.New(w.db, slog.New(slog.DiscardHandler))
	if err != nil {
		w.t.Fatal(err)
	}
	queue.Handle(BatchEvent, jobs.Hear(w.service.HearBatch))
	w.service.Jobs = queue
	return queue
}

// crowd has n people complete the course, every second with hours of attendance.
func (w *world) crowd(n int) {
	w.t.Helper()
	w.write(func(tx *db.Tx) {
		var (
			persons     []people.Person
			enrolments  []courses.Enrolment
			attendance  []courses.Attendance
			completions []courses.Completion
		)
		for i := range n {
			p := people.Person{ID: tx.NewID(), DocumentType: "none", FirstSurname: fmt.Sprintf("Quispe %05d", i), GivenNames: "Ana", CreatedAt: tx.Now}
			e := courses.Enrolment{ID: tx.NewID(), OfferingID: w.offering.ID, PersonID: p.ID, InstitutionID: &w.casa.ID, EnrolledAt: tx.Now, EnrolledBy: "system"}
			persons, enrolments = append(persons, p), append(enrolments, e)
			completions = append(completions, courses.Completion{
				ID: tx.NewID(), EnrolmentID: e.ID, PersonID: p.ID, CourseID: w.course.ID, CourseVersionID: w.version.ID, CompletedOn: tx.Today(),
				RuleVersion: courses.AttendanceAndPost, Detail: "{}", InstitutionID: &w.casa.ID, RecordedAt: tx.Now, RecordedBy: "system",
			})
			if i%2 == 0 {
				attendance = append(attendance, courses.Attendance{ID: tx.NewID(), EnrolmentID: e.ID, HeldOn: tx.Today(), Hours: 7.5, RecordedAt: tx.Now, RecordedBy: "system"})
			}
		}
		for _, err := range []error{
			tx.DB.CreateInBatches(persons, 200).Error, tx.DB.CreateInBatches(enrolments, 200).Error,
			tx.DB.CreateInBatches(completions, 200).Error, tx.DB.CreateInBatches(attendance, 200).Error,
		} {
			if err != nil {
				w.t.Fatal(err)
			}
		}
	})
}

func (w *world) count(kind Kind) int {
	w.t.Helper()
	var n int64
	w.write(func(tx *db.Tx) {
		if err := tx.DB.Model(&Certificate{}).Where("kind = ?", kind).Count(&n).Error; err != nil {
			w.t.Fatal(err)
		}
	})
	return int(n)
}

func (w *world) batch(actor access.Actor, id string) BatchView {
	w.t.Helper()
	view, err := w.service.Batch(w.t.Context(), actor, id)
	if err != nil {
		w.t.Fatal(err)
	}
	return view
}

func TestBatchModels(t *testing.T) {
	dbtest.EachAtLength(t, func(t *testing.T, d *db.DB) {
		dbtest.CheckModels(t, d, &Batch{}, &BatchItem{}, &Rule{}, &Reminder{}, &Link{})
	})
}

func TestBatchIssuesOnceToWhoIsEntitled(t *testing.T) {
	dbtest.EachAtLength(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		queue := w.working()
		w.crowd(450)
		jefa := managerOf(w.casa)
		for kind, want := range map[Kind]int{Completion: 450, Attendance: 225} {
			choice := Choice{OfferingID: w.offering.ID, Kind: kind}
			preview, err := w.service.Preview(t.Context(), jefa, choice)
			if err != nil || preview.Entitled() != want || len(preview.People)+preview.More != 450 {
				t.Fatalf("%s: preview of %d with %d people and %d more: %v", kind, preview.Entitled(), len(preview.People), preview.More, err)
			}
			batch, err := w.service.StartBatch(t.Context(), jefa, choice)
			if err != nil || batch.Wanted != want {
				t.Fatalf("%s: %+v, %v", kind, batch, err)
			}
			if err := queue.Drain(t.Context()); err != nil {
				t.Fatal(err)
			}
			if got := w.batch(jefa, batch.ID); got.State != Done || got.Issued != want || got.Skipped != 0 || got.MayStop || got.MayResume {
				t.Errorf("%s: %+v", kind, got)
			}
			if err := w.service.HearBatch(t.Context(), BatchStep{batch.ID}); err != nil { // delivered once more
				t.Error(err)
			}
			if got := w.count(kind); got != want {
				t.Errorf("%d certificates of %s, want %d", got, kind, want)
			}
			if _, err := w.service.StartBatch(t.Context(), jefa, choice); !fault.Is(err, fault.Conflict) {
				t.Errorf("issuing %s twice: %v, want a conflict", kind, err)
			}
		}
		w.write(func(tx *db.Tx) {
			var left int64
			tx.DB.Model(&BatchItem{}).Where("certificate_id IS NULL OR done_at IS NULL").Count(&left)
			if left != 0 {
				t.Errorf("%d items do not say what became of them", left)
			}
			var hours float64
			tx.DB.Model(&Certificate{}).Where("kind = ?", Attendance).Select("max(hours)").Scan(&hours)
			if hours != 7.5 {
				t.Errorf("an attendance of %g hours, want those attended", hours)
			}
		})
		if _, err := w.service.Preview(t.Context(), jefa, Choice{OfferingID: w.offering.ID, Kind: Competence}); err != nil {
			t.Error(err)
		}
	})
}

func TestBatchStopsAndGoesOn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		queue := w.working()
		w.crowd(450)
		jefa := managerOf(w.casa)
		batch, err := w.service.StartBatch(t.Context(), jefa, Choice{InstitutionID: w.casa.ID, Kind: Completion})
		if err != nil {
			t.Fatal(err)
		}
		step := BatchStep{batch.ID}
		if err := w.service.HearBatch(t.Context(), step); err != nil {
			t.Fatal(err)
		}
		if got := w.batch(jefa, batch.ID); got.State != Running || got.Issued != batchPart || !got.MayStop || got.MayResume {
			t.Errorf("after one part: %+v", got)
		}
		if err := w.service.StopBatch(t.Context(), jefa, batch.ID); err != nil {
			t.Fatal(err)
		}
		if err := queue.Drain(t.Context()); err != nil { // the part that was asked for
			t.Fatal(err)
		}
		if got := w.batch(jefa, batch.ID); got.State != Stopped || w.count(Completion) != batchPart || !got.MayResume {
			t.Errorf("stopped: %+v with %d certificates", got, w.count(Completion))
		}
		if err := w.service.StopBatch(t.Context(), jefa, batch.ID); !fault.Is(err, fault.Conflict) {
			t.Errorf("stopping twice: %v", err)
		}
		// Meanwhile somebody else issues to one of those who wait.
		var waiting BatchItem
		w.write(func(tx *db.Tx) { tx.DB.Where("done_at IS NULL").Order("enrolment_id DESC").Take(&waiting) })
		if _, err := w.service.IssueByHand(t.Context(), jefa, waiting.EnrolmentID, Completion); err != nil {
			t.Fatal(err)
		}
		for range 2 { // taken up twice
			if err := w.service.ResumeBatch(t.Context(), jefa, batch.ID); err != nil {
				t.Fatal(err)
			}
		}
		if err := queue.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		got := w.batch(jefa, batch.ID)
		if got.State != Done || got.Issued != 449 || got.Skipped != 1 || len(got.Skips) != 1 || got.Skips[0] != (StandingCount{Has, 1}) || w.count(Completion) != 450 {
			t.Errorf("gone on: %+v with %d certificates", got, w.count(Completion))
		}
	})
}

// A process that died with a job in hand leaves a batch that shows no progress.
func TestBatchThatStandsStillMayBeTakenUp(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	w.working()
	w.crowd(3)
	batch, err := w.service.StartBatch(t.Context(), managerOf(w.casa), Choice{OfferingID: w.offering.ID, Kind: Completion})
	if err != nil {
		t.Fatal(err)
	}
	dbtest.ClockOf(t, w.db).Advance(2 * time.Minute)
	if got := w.batch(managerOf(w.casa), batch.ID); !got.MayResume {
		t.Errorf("a batch that stands still is not offered to be taken up: %+v", got)
	}
}

func TestOnlyIssuersOfThePlaceIssue(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.working()
		id := w.enrolmentOf(w.completes(90, 60))
		other, official := managerOf(w.otra), w.holder()
		if _, err := w.service.IssueByHand(t.Context(), other, id, Completion); !fault.Is(err, fault.NotFound) {
			t.Errorf("by hand, another centre's manager: %v", err)
		}
		if _, err := w.service.IssueByHand(t.Context(), official, id, Completion); !fault.Is(err, fault.Denied) {
			t.Errorf("by hand, an official: %v", err)
		}
		if _, err := w.service.StartBatch(t.Context(), other, Choice{InstitutionID: w.casa.ID, Kind: Completion}); !fault.Is(err, fault.NotFound) {
			t.Errorf("a batch in another centre: %v", err)
		}
		if _, err := w.service.StartBatch(t.Context(), other, Choice{OfferingID: w.offering.ID, Kind: Completion}); !fault.Is(err, fault.Conflict) {
			t.Errorf("a batch of an offering whose people are another's: %v", err)
		}
		if _, err := w.service.StartBatch(t.Context(), managerOf(w.casa), Choice{Kind: "diploma"}); !fault.Is(err, fault.Invalid) {
			t.Errorf("a batch of nothing: %v", err)
		}
		for kind, want := range map[Kind]Standing{Competence: Unmastered, Attendance: FewHours} {
			_, err := w.service.IssueByHand(t.Context(), managerOf(w.casa), id, kind)
			if !fault.Is(err, fault.Conflict) {
				t.Errorf("%s: %v, want refused as %s", kind, err, want)
			}
		}
		if c, err := w.service.IssueByHand(t.Context(), managerOf(w.casa), id, Completion); err != nil || c.RecordedBy != "jefa" {
			t.Errorf("by their manager: %+v, %v", c, err)
		}
		batch, err := w.service.StartBatch(t.Context(), access.System(), Choice{OfferingID: w.offering.ID, Kind: Completion})
		if !fault.Is(err, fault.Conflict) {
			t.Errorf("everybody has it: %+v, %v", batch, err)
		}
	})
}

// Ten thousand at once, as when a whole programme is certified.
func TestTenThousand(t *testing.T) {
	many, fewer := 10_000, 2_000
	if testing.Short() {
		many, fewer = 1_000, 500
	}
	for name, c := range map[string]struct {
		open func(testing.TB) *db.DB
		n    int
	}{"sqlite": {dbtest.SQLite, many}, "postgres": {dbtest.Postgres, fewer}} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, c.open(t))
			queue := w.working()
			w.crowd(c.n)
			began := time.Now()
			batch, err := w.service.StartBatch(t.Context(), managerOf(w.casa), Choice{OfferingID: w.offering.ID, Kind: Completion})
			if err != nil {
				t.Fatal(err)
			}
			chosen := time.Since(began)
			if err := queue.Drain(t.Context()); err != nil {
				t.Fatal(err)
			}
			if got := w.batch(managerOf(w.casa), batch.ID); got.State != Done || got.Issued != c.n || w.count(Completion) != c.n {
				t.Errorf("%+v", got.Batch)
			}
			t.Logf("%d certificates: %v to choose, %v in all", c.n, chosen, time.Since(began))
		})
	}
}
