package analytics_test

import (
	"encoding/json"
	"math"
	"testing"

	"relevo/app/access"
	"relevo/app/analytics"
	"relevo/app/analytics/analyticstest"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
	"relevo/app/measure"
	"relevo/app/people"
	"relevo/assessments"
)

// cohortOfEight is one run in La Ceiba: eight begin, six have a post-test, one left and one did not answer; of the six, three are
// followed up after three months, one was transferred, one left, one did not answer.
func cohortOfEight(t *testing.T, d *db.DB) (*analyticstest.World, *analyticstest.Cohort) {
	t.Helper()
	w := analyticstest.New(t, d)
	since := w.Day("2025-01-01")
	c := w.Cohort(w.Day("2025-09-01"), w.Day("2025-09-30"), 3)
	pre := map[string]float64{"a": 40, "b": 50, "c": 30, "d": 45, "e": 55, "f": 35, "g": 60, "h": 20}
	for _, name := range []string{"a", "b", "c", "d", "e", "f", "g", "h"} {
		switch name {
		case "c":
			w.Post(name, w.Ceiba, people.CARMentor, since, w.Day("2025-11-01"))
			w.Hire(name, w.Lupuna, w.Day("2025-11-01"))
		case "f":
			w.Post(name, w.Ceiba, people.CARMentor, since, w.Day("2025-11-15"))
		case "g":
			w.Post(name, w.Ceiba, people.CARMentor, since, w.Day("2025-09-15"))
		default:
			w.Hire(name, w.Ceiba, since)
		}
		w.Enrol(c, w.Day("2025-09-01"), name)
		w.Sit(c, name, assessments.Pre, 0, w.Day("2025-09-02"), pre[name])
	}
	for name, score := range map[string]float64{"a": 70, "b": 65, "c": 60, "d": 45, "e": 80, "f": 50} {
		w.Sit(c, name, assessments.Post, 0, w.Day("2025-09-29"), score)
		w.Finish(c, name, w.Day("2025-09-29"))
	}
	w.Await(c, "g", assessments.Post, 0, w.Day("2025-09-30"), assessments.ReasonLeft)
	w.Await(c, "h", assessments.Post, 0, w.Day("2025-09-30"), "")
	for name, score := range map[string]float64{"a": 60, "b": 40, "e": 75} {
		w.Sit(c, name, assessments.FollowUp, 3, w.Day("2025-12-29"), score)
	}
	for _, name := range []string{"c", "d", "f"} {
		w.Await(c, name, assessments.FollowUp, 3, w.Day("2025-12-30"), "")
	}
	return w, c
}

func learningOf(t *testing.T, s *analytics.Service, actor access.Actor, q analytics.LearningQuery) analytics.Learning {
	t.Helper()
	q.Competency = analyticstest.Asking
	l, err := s.Learning(t.Context(), actor, q)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestTheFlowTellsWhoAnsweredWhenAndWhyNot(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, _ := cohortOfEight(t, d)
		l := learningOf(t, analytics.NewService(d), analyticstest.In(access.Manager, w.Ceiba), analytics.LearningQuery{PlaceID: w.Ceiba.ID})
		if l.Began != 8 || l.Hidden || len(l.Steps) != 3 {
			t.Fatalf("%v began, hidden %v, %d steps", l.Began, l.Hidden, len(l.Steps))
		}
		for i, want := range []struct {
			of, done, left, transferred, unanswered measure.Number
		}{{8, 8, 0, 0, 0}, {8, 6, 1, 0, 1}, {6, 3, 1, 1, 1}} {
			s := l.Steps[i]
			if s.Of != want.of || s.Done() != want.done || s.Counts[analytics.TestLeft] != want.left || s.Counts[analytics.TestTransferred] != want.transferred || s.Counts[analytics.TestUnanswered] != want.unanswered {
				t.Errorf("step %d: %+v, want %+v", i, s, want)
			}
			sum := measure.Number(0)
			for _, n := range s.Counts {
				sum += n
			}
			if sum != s.Of {
				t.Errorf("step %d: %v of %v are accounted for", i, sum, s.Of)
			}
		}
	})
}

// The six with both scores: 40→70, 50→65, 30→60, 45→45, 55→80, 35→50.
func TestTheChangeOfSixIsThatOfTheMeasures(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, cohort := cohortOfEight(t, d)
		l := learningOf(t, analytics.NewService(d), analyticstest.In(access.Manager, w.Ceiba), analytics.LearningQuery{PlaceID: w.Ceiba.ID, OfferingID: cohort.ID})
		c := l.Comparisons[0]
		want := measure.Paired([]float64{40, 50, 30, 45, 55, 35}, []float64{70, 65, 60, 45, 80, 50}, 100)
		for name, pair := range map[string][2]measure.Number{
			"mean change": {c.Change.MeanChange, want.MeanChange}, "by hand": {c.Change.MeanChange, 115.0 / 6}, "lower": {c.Change.Lower, want.Lower}, "upper": {c.Change.Upper, want.Upper},
			"Hodges-Lehmann": {c.Change.HodgesLehmann, want.HodgesLehmann}, "g_av": {c.Change.GAv, want.GAv}, "gain": {c.Change.NormalisedGain, 115.0 / 6 / (100 - 255.0/6)},
			"gained": {c.Gained, 4}, "never": {c.Never, 2}, "kept": {c.Kept, 0}, "lost": {c.Lost, 0}, "p": {c.Mastery.PExact, 0.125}, "after": {c.After.Share, 4.0 / 6}, "n": {c.N, 6},
			"completers": {c.Bounds.Completers, 4.0 / 6}, "worst": {c.Bounds.Worst, 0.5}, "best": {c.Bounds.Best, 0.75}, "weighted": {c.Bounds.Weighted, 5.5 / 8},
		} {
			if math.Abs((pair[0]-pair[1]).Float()) > 1e-9 || !pair[0].Defined() {
				t.Errorf("%s: %v, want %v", name, pair[0], pair[1])
			}
		}
		if c.Change.SignedRankP.Defined() || !c.Change.Warnings.Has("too_few_for_rank_test") || c.Reach == nil { // one of six did not change
			t.Errorf("the rank test of five changes: %v", c.Change.SignedRankP)
		}
		later := l.Comparisons[1]
		if later.N != 3 || math.Abs(later.Change.MeanChange.Float()-(-40.0/3)) > 1e-9 || later.Lost != 1 || later.Kept != 2 {
			t.Errorf("after three months: %+v", later)
		}
		// What is downloaded gives the same in `relevo measure paired`.
		var input struct{ Pre, Post []float64 }
		for _, p := range c.Pairs {
			input.Pre, input.Post = append(input.Pre, p[0]), append(input.Post, p[1])
		}
		text, err := json.Marshal(input)
		if err != nil || len(c.Pairs) != 6 {
			t.Errorf("%s, %v", text, err)
		}
	})
}

func TestWhoWasChosenForLowScoresIsExpectedToRiseAnyway(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, _ := cohortOfEight(t, d)
		l := learningOf(t, analytics.NewService(d), analyticstest.In(access.Manager, w.Ceiba), analytics.LearningQuery{PlaceID: w.Ceiba.ID, LowBefore: true})
		r := l.Comparisons[0].Regression
		if r == nil || l.Began != 7 || r.N != 6 {
			t.Fatalf("%+v; %v began", r, l.Began)
		}
		pre := []float64{40, 50, 30, 45, 55, 35, 60, 20}
		mean, squares := 0.0, 0.0
		for _, x := range pre {
			mean += x / 8
		}
		for _, x := range pre {
			squares += (x - mean) * (x - mean)
		}
		correlation := measure.Correlation([]float64{40, 50, 30, 45, 55, 35}, []float64{70, 65, 60, 45, 80, 50})
		want := measure.RegressionToMean(mean, math.Sqrt(squares/7), correlation.Float(), analyticstest.Cut)
		if math.Abs(r.Expected.Float()-want) > 1e-9 {
			t.Errorf("%v, want %v", r.Expected, want)
		}
	})
}

func TestWhoSeesNoNamesSeesNoFewInLearning(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, cohort := cohortOfEight(t, d)
		service, evaluator := analytics.NewService(d), analyticstest.Everywhere(access.Evaluator)
		for _, q := range []analytics.LearningQuery{{PlaceID: w.Ceiba.ID}, {PlaceID: w.Network.ID}, {PlaceID: analytics.Everything}, {PlaceID: analytics.Everything, OfferingID: cohort.ID},
			{PlaceID: analytics.Everything, Cadre: people.CARMentor}, {PlaceID: analytics.Everything, LowBefore: true}} {
			l := learningOf(t, service, evaluator, q)
			for _, s := range l.Steps {
				for o, n := range s.Counts {
					if n > 0 && n < measure.ShownInside {
						t.Errorf("%+v shows %v of outcome %d", q, n, o)
					}
				}
			}
			for _, c := range l.Comparisons {
				if c.Gained.Defined() || c.Pairs != nil || c.Bounds.Worst.Defined() {
					t.Errorf("%+v tells who gained: %+v", q, c)
				}
			}
			if !l.Hidden {
				t.Errorf("%+v: nothing is said to be hidden", q)
			}
		}
		for _, q := range []analytics.LearningQuery{{PlaceID: w.Ceiba.ID, Cadre: people.CARMentor}, {PlaceID: analytics.Everything, Cadre: people.CARMentor, LowBefore: true}} {
			if l := learningOf(t, service, evaluator, q); !l.Refused || l.Began.Defined() || l.Comparisons[0].N.Defined() {
				t.Errorf("%+v is answered", q)
			}
		}
		// A cohort that began this month is there, and nobody has begun by the month's end before.
		fresh := w.Cohort(w.Day("2026-05-02"), w.Day("2026-05-30"))
		w.Enrol(fresh, w.Day("2026-05-02"), "a", "b")
		if l := learningOf(t, service, evaluator, analytics.LearningQuery{PlaceID: analytics.Everything, OfferingID: fresh.ID}); l.Began != 0 {
			t.Errorf("%v began", l.Began)
		}
		// Another region's manager finds nothing, and a cohort of elsewhere is not there.
		if _, err := service.Learning(t.Context(), analyticstest.In(access.Manager, w.Apart), analytics.LearningQuery{PlaceID: w.Ceiba.ID}); !fault.Is(err, fault.NotFound) {
			t.Error(err)
		}
		if _, err := service.Learning(t.Context(), analyticstest.In(access.Manager, w.Apart), analytics.LearningQuery{PlaceID: w.Apart.ID, Competency: analyticstest.Asking, OfferingID: cohort.ID}); !fault.Is(err, fault.NotFound) {
			t.Error(err)
		}
		if _, err := service.Learning(t.Context(), analyticstest.Everywhere(access.Official), analytics.LearningQuery{PlaceID: w.Ceiba.ID}); !fault.Is(err, fault.Denied) {
			t.Error(err)
		}
	})
}
