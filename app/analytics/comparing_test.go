package analytics_test

import (
	"fmt"
	"testing"

	"relevo/app/access"
	"relevo/app/analytics"
	"relevo/app/analytics/analyticstest"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/people"
	"relevo/assessments"
)

// In each of seven centres two people are in post. In the first three one of them completes the course in the first quarter of 2025 and passes; in the others nobody does. The
// share verified rises by 1/2 there and stays 0 elsewhere. In the fourth somebody leaves, which changes nothing.
func TestCentresTrainedEarlyBesideThoseNotTrainedYet(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := analyticstest.New(t, d)
		since, done := w.Day("2024-06-01"), w.Day("2025-02-10")
		for n := range 7 {
			at := w.Open(fmt.Sprint("CAR-5", n), fmt.Sprint("CAR ", n), &w.Network)
			one, two := fmt.Sprint("una", n), fmt.Sprint("dos", n)
			w.Hire(one, at, since)
			w.Post(two, at, people.CARMentor, since, w.Day("2026-02-01"))
			if n >= 3 {
				continue
			}
			c := w.Cohort(done-5, done)
			w.Enrol(c, done-5, one)
			w.Sit(c, one, assessments.Pre, 0, done-5, 20)
			w.Sit(c, one, assessments.Post, 0, done, 90)
			w.Finish(c, one, done)
			placed(t, d, at)
		}
		service := analytics.NewService(d)
		on := w.Day("2025-12-31")
		got, err := service.Comparing(t.Context(), analyticstest.Everywhere(access.Manager), analytics.ComparingQuery{Competency: analyticstest.Asking, On: on, Quarters: 1})
		if err != nil {
			t.Fatal(err)
		}
		if len(got.Groups) != 1 || got.Groups[0].From != w.Day("2024-12-31") || got.Groups[0].To != w.Day("2025-03-31") || got.Warnings.Has("few_centres") {
			t.Fatalf("%+v", got)
		}
		near(t, "centres", got.Groups[0].Centres, 3)
		near(t, "not yet", got.Groups[0].Comparison, 4)
		near(t, "change", got.Groups[0].Change, 0.5)
		near(t, "difference", got.Result.Value, 0.5)
		near(t, "before", got.Before, 0)
		near(t, "after four quarters it has lapsed", compared(t, service, access.Manager, on, 4).Result.Value, 0)
		hidden := compared(t, service, access.Evaluator, on, 1)
		if hidden.Result.Value.Defined() || hidden.Groups[0].Change.Defined() || hidden.P.Defined() {
			t.Errorf("three centres are told of: %+v", hidden)
		}
		if _, err := service.Comparing(t.Context(), analyticstest.Everywhere(access.Manager), analytics.ComparingQuery{Quarters: 9}); err == nil {
			t.Error("nine quarters")
		}
	})
}

func compared(t *testing.T, s *analytics.Service, role access.Role, on db.Date, quarters int) analytics.Comparing {
	t.Helper()
	got, err := s.Comparing(t.Context(), analyticstest.Everywhere(role), analytics.ComparingQuery{Competency: analyticstest.Asking, On: on, Quarters: quarters})
	if err != nil {
		t.Fatal(err)
	}
	return got
}
