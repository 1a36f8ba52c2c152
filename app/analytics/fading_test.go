package analytics_test

import (
	"fmt"
	"math"
	"testing"

	"relevo/app/access"
	"relevo/app/analytics"
	"relevo/app/analytics/analyticstest"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
	"relevo/assessments"
)

func fadingOf(t *testing.T, s *analytics.Service, actor access.Actor, q analytics.Query) analytics.Fading {
	t.Helper()
	fading, err := s.Fading(t.Context(), actor, q)
	if err != nil {
		t.Fatal(err)
	}
	return fading
}

// Thirty-six people gained 40 points; half a year later they had kept 20 of them, give or take 4.
func TestTheCurveIsFittedToTheFollowUpsAndSaysWhoIsLosing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := analyticstest.New(t, d)
		post := w.Day("2025-09-01")
		for i := range 36 {
			name, at := fmt.Sprintf("p%02d", i), w.Ceiba
			if i >= 30 {
				at = w.Lupuna
			}
			w.Hire(name, at, w.Day("2025-01-10"))
			w.Train(name, post)
			w.Assess(name, post, assessments.Pre, 40)
			w.Assess(name, post, assessments.Post, 80)
			w.Assess(name, post+183, assessments.FollowUp, 60+4*float64(1-i%2*2))
		}
		w.Hire("fresh", w.Ceiba, w.Day("2025-01-10"))
		w.Train("fresh", w.Day("2026-04-20"))
		w.Assess("fresh", w.Day("2026-04-20"), assessments.Pre, 40)
		w.Assess("fresh", w.Day("2026-04-20"), assessments.Post, 62)
		w.Hire("never", w.Ceiba, w.Day("2025-01-10"))
		service, q := analytics.NewService(d), analytics.Query{PlaceID: w.Ceiba.ID, Competency: analyticstest.Asking}
		before := d.Statements()
		seen := fadingOf(t, service, analyticstest.In(access.Manager, w.Ceiba), q)
		if n := d.Statements() - before; n > 20 {
			t.Errorf("%d statements", n)
		}
		half := seen.Model.HalfLives.Pooled
		if len(seen.Points) != 1 || seen.Points[0].Pairs != 36 || math.Abs(seen.Points[0].Kept.Float()-0.5) > 1e-9 || half.Pairs != 36 || math.Abs(half.Months.Float()-183/30.4375) > 0.01 {
			t.Errorf("the points are %+v, the half-life %+v", seen.Points, half)
		}
		if seen.InPost != 32 || len(seen.Ranked) == 0 || seen.Ranked[0].Person.SearchName != "fresh" || seen.Hidden {
			t.Errorf("%v in post, %d ranked", seen.InPost, len(seen.Ranked))
		}
		sum := 0.0
		for i, r := range seen.Ranked {
			sum += r.Loss()
			if i > 0 && r.Loss() > seen.Ranked[i-1].Loss() {
				t.Errorf("%s loses more than the one before", r.Person.SearchName)
			}
			if r.Person.SearchName == "never" {
				t.Error("of whom nothing is known, a loss is expected")
			}
		}
		if math.Abs(sum-seen.Loss.Float()) > 0.2 || seen.Due == 0 {
			t.Errorf("%v are due, %v of %v is lost", seen.Due, sum, seen.Loss)
		}
		// Whoever sees no names sees no list, and no counts of few.
		veiled := fadingOf(t, service, analyticstest.Everywhere(access.Evaluator), q)
		if len(veiled.Ranked) != 0 || veiled.Due.Defined() && veiled.Due > 0 && veiled.Due < 5 {
			t.Errorf("an evaluator is told of %v, %+v", veiled.Due, veiled.Ranked)
		}
		q.PlaceID = w.Lupuna.ID
		if _, err := service.Fading(t.Context(), analyticstest.In(access.Manager, w.Ceiba), q); !fault.Is(err, fault.NotFound) {
			t.Errorf("another's place: %v", err)
		}
	})
}
