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
)

// Of a large programme a page does not fit a model while somebody waits: it shows that of the last run, and a new result
// reaches it when the job fits again, an hour later at the latest.
func TestALargeProgrammeWaitsForItsModelAndASmallOneDoesNot(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := analyticstest.New(t, d)
		s := NewService(d)
		from := w.Day("2025-06-01")
		for i, name := range []string{"ana", "bea", "caro"} {
			w.Hire(name, []people.Institution{w.Ceiba, w.Lupuna, w.Ceiba}[i], from)
			w.Assess(name, from+db.Date(30+i), assessments.Post, float64(60+10*i))
		}
		known := func() int {
			f, err := s.Figures(t.Context(), analyticstest.Everywhere(access.Manager), Query{PlaceID: w.Ceiba.ID, Competency: analyticstest.Asking})
			if err != nil {
				t.Fatal(err)
			}
			return f.Model.Results
		}
		keep := func() {
			if err := s.Keep(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		keep()
		w.Assess("ana", from+90, assessments.FollowUp, 50)
		if n := known(); n != 4 {
			t.Errorf("a small programme is told of %d results, want all 4", n)
		}
		s.fitAtOnce = 0 // from here on it is large
		if n := known(); n != 3 {
			t.Errorf("a large programme is told of %d results, want the 3 of the last run", n)
		}
		keep()
		if n := known(); n != 3 {
			t.Errorf("a run soon after fits again: %d results", n)
		}
		dbtest.ClockOf(t, d).Advance(refitEvery + time.Second)
		keep()
		if n := known(); n != 4 {
			t.Errorf("an hour later there are %d results, want 4", n)
		}
	})
}

// The series of a place is the same by what is kept as from the facts, and costs no more statements however large the place is.
func TestTheSeriesOfAPlaceIsAFewLookUps(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := analyticstest.New(t, d)
		s := NewService(d)
		from := w.Day("2025-06-01")
		for i, name := range []string{"ana", "bea", "caro"} {
			w.Hire(name, []people.Institution{w.Ceiba, w.Lupuna, w.Ceiba}[i], from)
			w.Assess(name, from+db.Date(30+i), assessments.Post, float64(60+10*i))
		}
		if err := s.Keep(t.Context()); err != nil {
			t.Fatal(err)
		}
		manager := analyticstest.Everywhere(access.Manager)
		for _, place := range []string{w.Ceiba.ID, w.Network.ID, Everything} {
			q := Query{PlaceID: place, Competency: analyticstest.Asking}
			before := d.Statements()
			got, err := s.Series(t.Context(), manager, q)
			if n := d.Statements() - before; err != nil || got.Kept == nil || n > 10 {
				t.Fatalf("%s: kept %v, %d statements, %v", place, got.Kept, n, err)
			}
			want, err := s.Figures(t.Context(), manager, q)
			if err != nil || plainly(Figures{Series: got.Points}) != plainly(Figures{Series: want.Series}) {
				t.Errorf("%s: by what is kept %+v, from the facts %+v, %v", place, got.Points, want.Series, err)
			}
		}
		w.Hire("dina", w.Ceiba, from)
		if got, err := s.Series(t.Context(), manager, Query{PlaceID: w.Ceiba.ID, Competency: analyticstest.Asking}); err != nil || got.Kept != nil || got.Points[len(got.Points)-1].InPost != 3 {
			t.Errorf("with a fact that is waiting: kept %v, %v", got.Kept, err)
		}
	})
}
