package analytics_test

import (
	"testing"

	"relevo/app/access"
	"relevo/app/analytics"
	"relevo/app/analytics/analyticstest"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/people"
	"relevo/assessments"
)

// Today is 4 May 2026; an assessment is valid for six months, 182 days.
func TestDue_saysWhoIsNoLongerVerified(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := analyticstest.New(t, d)
		for name, c := range map[string]struct {
			assessed string
			score    float64
		}{
			"below":   {"2026-04-01", 40},
			"lapsed":  {"2025-10-01", 90},
			"lapsing": {"2025-11-20", 90},
			"fine":    {"2026-03-01", 90},
		} {
			w.Hire(name, w.Ceiba, w.Day("2025-01-10"))
			w.Train(name, w.Day("2025-09-01"))
			w.Assess(name, w.Day(c.assessed), assessments.Post, c.score)
		}
		w.Hire("untrained", w.Ceiba, w.Day("2025-01-10")) // not trained in it: people themselves say so
		w.Assess("untrained", w.Day("2026-04-01"), assessments.Pre, 40)
		var ids []string
		for _, name := range []string{"below", "lapsed", "lapsing", "fine", "untrained"} {
			ids = append(ids, analyticstest.ID(name))
		}
		service := analytics.NewService(d)
		ask := func() (due map[string][]people.Due) {
			t.Helper()
			err := d.Read(t.Context(), func(tx *db.Tx) (err error) {
				due, err = service.DueTx(tx, ids, w.Day("2026-05-04"))
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return due
		}
		due := ask()
		for name, want := range map[string]people.Due{
			"below":   {Why: people.BelowCut, On: w.Day("2026-04-01")},
			"lapsed":  {Why: people.Lapsed, On: w.Day("2026-04-01")},
			"lapsing": {Why: people.Lapsing, On: w.Day("2026-05-21")},
		} {
			list := due[analyticstest.ID(name)]
			if len(list) != 1 || list[0].Why != want.Why || list[0].On != want.On {
				t.Errorf("%s: %+v, want %+v", name, list, want)
			}
		}
		if len(due) != 3 {
			t.Errorf("%d people are due: %+v", len(due), due)
		}
		before := d.Statements()
		ask()
		if n := d.Statements() - before; n > 7 { // one of them for trainings of earlier years, one for what is kept of the models
			t.Errorf("asked again it takes %d statements", n)
		}
		// What is due here is what the figures say.
		figures := figuresOf(t, service, analyticstest.Everywhere(access.Manager), analytics.Query{PlaceID: w.Ceiba.ID, Competency: analyticstest.Asking})
		for _, one := range figures.Staff {
			list := due[one.PersonStanding.Person]
			if lapsed := len(list) > 0 && list[0].Why == people.Lapsed; one.Trained && lapsed != (one.Mastered && !one.Verified) {
				t.Errorf("%s: due %+v, mastered %t, verified %t", one.Person.ID, list, one.Mastered, one.Verified)
			}
		}
	})
}
