package analytics

import (
	"testing"
	"time"

	"relevo/app/access"
	"relevo/app/analytics/analyticstest"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/people"
	"relevo/assessments"
	"relevo/certificates"
)

// What is recorded or corrected after a day changes what is known of it now, and not what was known then.
func TestThePastIsToldAsItWasKnownThenOrAsItIsKnownNow(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := analyticstest.New(t, d)
		s := NewService(d)
		clock := dbtest.ClockOf(t, d)
		on := w.Day("2026-04-30")
		clock.Set(time.Date(2026, 4, 30, 14, 0, 0, 0, time.UTC))
		for _, name := range []string{"ana", "berta", "carla"} {
			w.Hire(name, w.Ceiba, w.Day("2025-09-01"))
			w.Train(name, w.Day("2026-02-01"), certificates.Completion)
			w.Assess(name, w.Day("2026-02-10"), assessments.Post, 80)
		}
		w.Hire("diana", w.Ceiba, w.Day("2025-09-01"))
		at := func(known Known) Cascade {
			q := Query{PlaceID: w.Ceiba.ID, Competency: analyticstest.Asking, On: on, Known: known}
			r, err := s.Report(t.Context(), analyticstest.In(access.Manager, w.Ceiba), q, on-90)
			if err != nil {
				t.Fatal(err)
			}
			if last := r.Account[3]; last.End != r.Cascade.Skilled.Value.Float() {
				t.Errorf("%s: the account ends with %v, the figure is %v", known, last.End, r.Cascade.Skilled.Value)
			}
			return r.Cascade
		}
		before := at(KnownThen)
		if before.InPost != 4 || before.Trained != 3 || before.Mastered != 3 || before.Certificates != 3 || at(KnownNow) != before {
			t.Fatalf("at the end of the day %+v and %+v", before, at(KnownNow))
		}
		clock.Set(time.Date(2026, 5, 1, 5, 0, 0, 0, time.UTC)) // midnight in Peru
		correct := func(what string, fn func(tx *db.Tx) error, check func(c Cascade) bool) {
			t.Helper()
			if err := d.Write(t.Context(), fn); err != nil {
				t.Fatal(err)
			}
			if c := at(KnownNow); !check(c) {
				t.Errorf("%s: now %+v", what, c)
			}
			if c := at(KnownThen); c != before {
				t.Errorf("%s: then %+v, at first %+v", what, c, before)
			}
		}
		nothing := func(*db.Tx) error { return nil }
		gone := w.Day("2026-04-01")
		correct("an end that was recorded later", func(tx *db.Tx) error {
			stays, err := people.StaysOfTx(tx, []string{analyticstest.ID("ana")})
			if err != nil {
				return err
			}
			_, err = people.CorrectPostingTx(tx, access.System(), stays[0].ID, func(p *people.Posting) { p.EndsOn = &gone })
			return err
		}, func(c Cascade) bool { return c.InPost == 3 && c.Trained == 2 })
		w.Train("diana", w.Day("2026-03-01"), certificates.Completion)
		correct("a training and its certificate that were recorded later", nothing, func(c Cascade) bool { return c.Trained == 3 && c.Certificates == 4 })
		correct("a result that was scored again", func(tx *db.Tx) error {
			var old assessments.Result
			if err := tx.DB.Where("person_id = ?", analyticstest.ID("berta")).Take(&old).Error; err != nil {
				return err
			}
			if err := tx.DB.Model(&assessments.Result{}).Where("id = ?", old.ID).Update("superseded_at", tx.Now).Error; err != nil {
				return err
			}
			old.ID, old.Score, old.RecordedAt = tx.NewID(), 30, tx.Now
			return tx.DB.Create(&old).Error
		}, func(c Cascade) bool { return c.Mastered == 1 })
		w.Assess("diana", w.Day("2026-03-02"), assessments.Post, 90)
		correct("a result that came late", nothing, func(c Cascade) bool { return c.Mastered == 2 && c.NeverAssessed == 0 })
	})
}
