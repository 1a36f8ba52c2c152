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
)

func TestThePlanIsMadeOfWhatTheFiguresShow(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := analyticstest.New(t, d)
		for i := range 20 {
			at := w.Ceiba
			if i >= 18 {
				at = w.Lupuna
			}
			w.Hire(fmt.Sprintf("p%02d", i), at, w.Day("2025-01-10"))
		}
		service, q := analytics.NewService(d), analytics.Query{PlaceID: w.Ceiba.ID, Competency: analyticstest.Asking}
		manager := analyticstest.In(access.Manager, w.Ceiba)
		plan := func(actor access.Actor, with analytics.WhatIf) analytics.Planner {
			t.Helper()
			out, err := service.Planner(t.Context(), actor, q, with)
			if err != nil {
				t.Fatal(err)
			}
			return out
		}
		before := d.Statements()
		known := plan(manager, analytics.WhatIf{})
		if n := d.Statements() - before; n > 20 {
			t.Errorf("%d statements", n)
		}
		if known.Plan == nil || *known.Known.Turnover != 0 || *known.Known.Posts != 18 || *known.Known.HalfLife != 6.5 {
			t.Fatalf("%+v", known.Known)
		}
		turnover := 1.0
		moving := plan(manager, analytics.WhatIf{Turnover: &turnover}).Plan
		if math.Abs(moving.Reached-0.8) > 0.005 || moving.Reached < 0.8 || !moving.LongestDelay.Defined() || len(moving.Course) != 25 {
			t.Errorf("%+v", moving)
		}
		for _, m := range moving.Course {
			if math.Abs(m.Mean-m.Expected) > 0.05 {
				t.Errorf("month %d: %+v", m.Month, m)
			}
		}
		// Two people in La Lupuna: an evaluator sees neither how many nor who left, and must say it.
		q.PlaceID = w.Lupuna.ID
		evaluator := analyticstest.Everywhere(access.Evaluator)
		veiled := plan(evaluator, analytics.WhatIf{})
		if veiled.Known.Posts != nil || veiled.Known.Turnover != nil || veiled.Plan != nil {
			t.Errorf("%+v", veiled.Known)
		}
		posts := 12.0
		if told := plan(evaluator, analytics.WhatIf{Posts: &posts, Turnover: &turnover}); told.Plan == nil || told.Plan.Posts != 12 {
			t.Errorf("%+v", told.Plan)
		}
		wrong := -1.0
		if _, err := service.Planner(t.Context(), evaluator, q, analytics.WhatIf{Turnover: &wrong}); !fault.Is(err, fault.Invalid) {
			t.Errorf("a negative turnover: %v", err)
		}
		if _, err := service.Planner(t.Context(), manager, q, analytics.WhatIf{}); !fault.Is(err, fault.NotFound) {
			t.Errorf("another's place: %v", err)
		}
	})
}
