package assessments_test

import (
	"math"
	"testing"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
	"relevo/app/people"
	"relevo/assessments"
)

func TestModelsFitTheSchema(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		dbtest.CheckModels(t, d, &assessments.Analysis{}, &assessments.Competency{}, &assessments.Item{}, &assessments.ItemVersion{}, &assessments.ItemImport{},
			&assessments.Rubric{}, &assessments.Assessment{}, &assessments.Form{}, &assessments.FormItem{}, &assessments.Administration{},
			&assessments.Attempt{}, &assessments.Answer{}, &assessments.ScoringTask{}, &assessments.Rating{}, &assessments.ItemScore{}, &assessments.Result{},
			&assessments.PaperSheet{}, &assessments.PaperBatch{}, &assessments.PaperEntry{}, &people.FileImport{})
	})
}

// split counts who has which form at each centre.
func (w *world) split(a assessments.Administration, persons ...int) map[string]map[string]int {
	counts := map[string]map[string]int{}
	for _, i := range persons {
		attempt := w.attempt(a, i)
		centre := *attempt.InstitutionID
		if counts[centre] == nil {
			counts[centre] = map[string]int{}
		}
		counts[centre][attempt.FormID]++
	}
	return counts
}

func (w *world) balanced(counts map[string]map[string]int) {
	w.t.Helper()
	for centre, forms := range counts {
		var n []int
		for _, count := range forms {
			n = append(n, count)
		}
		if len(n) == 1 && n[0] > 1 || len(n) == 2 && math.Abs(float64(n[0]-n[1])) > 1 {
			w.t.Errorf("centre %s has %v", centre, forms)
		}
	}
}

// Ten people in two centres take the pre-test, the post-test and a follow-up.
func TestTheWholeLifeOfAnAssessment(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withAssessment()
		all := []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}

		pre := w.administer(assessments.Pre, 7, 0, 1)
		for _, i := range []int{2, 3, 4, 5, 6, 8, 9} { // the others arrive one by one
			w.assign(pre, i)
		}
		w.assign(pre, all...) // once more changes nothing
		if n := w.count(&assessments.Attempt{}); n != 10 {
			t.Fatalf("%d attempts, want 10", n)
		}
		w.balanced(w.split(pre, all...))

		for _, i := range all {
			w.sit(pre, i, "Le hablo bajito")
		}
		if len(w.scored) != 0 || len(w.results(0)) != 0 {
			t.Fatal("scored before the vignettes were")
		}
		w.rateAll(w.trainers[0], assessments.Points{"calm": 3, "asking": 0})
		if len(w.scored) != 10 {
			t.Fatalf("%d events, want one a person", len(w.scored))
		}
		if e := w.scored[0]; e.Occasion != assessments.Pre || e.AdministrationID != pre.ID {
			t.Errorf("event %+v", e)
		}

		w.advance(30 * 24 * time.Hour)
		post := w.administer(assessments.Post, all...)
		for _, i := range all {
			if w.attempt(post, i).FormID == w.attempt(pre, i).FormID {
				t.Errorf("person %d has the same form again", i)
			}
			w.sit(post, i, "Le pido permiso")
		}
		w.balanced(w.split(post, all...))
		w.rateAll(w.trainers[1], assessments.Points{"calm": 3, "asking": 3})
		w.advance(90 * 24 * time.Hour)
		followUp := w.administer(assessments.FollowUp, all...)
		for _, i := range all {
			if w.attempt(followUp, i).FormID == w.attempt(post, i).FormID {
				t.Errorf("person %d has the form of the post-test again", i)
			}
		}

		// asking: 1 of 1 closed, vignette 3 of 6 rubric points times 3 → (1 + 1.5) / 4.
		want := map[assessments.Occasion]map[string]float64{
			assessments.Pre:  {"asking": 62.5, "trauma": 100},
			assessments.Post: {"asking": 100, "trauma": 100},
		}
		for _, i := range all {
			results := w.results(i)
			if len(results) != 4 {
				t.Fatalf("person %d has %d results, want 4", i, len(results))
			}
			for _, r := range results {
				if math.Abs(r.Score-want[r.Occasion][r.CompetencyCode]) > 1e-9 {
					t.Errorf("person %d, %s, %s: %g", i, r.Occasion, r.CompetencyCode, r.Score)
				}
				if r.CutScore != 60 || *r.InstitutionID != w.centres[i/5].ID || r.Cadre != people.CARMentor || r.Region != "16" ||
					r.RuleVersion != "points/1" || r.AssessmentID != w.assessment.ID {
					t.Errorf("result %+v", r)
				}
			}
		}

		own, err := w.Outcome(t.Context(), w.as(0), w.attempt(post, 0).ID)
		w.must(err)
		if len(own.Results) != 2 || own.Results[0].Competency.Code != "asking" || !own.Results[0].Mastered {
			t.Errorf("outcome of the post-test %+v", own.Results)
		}
		if own, err = w.Outcome(t.Context(), w.as(0), w.attempt(pre, 0).ID); err != nil || len(own.Results) != 0 {
			t.Errorf("outcome of the pre-test %+v, %v", own.Results, err)
		}
	})
}

// rateAll scores everything the trainer can be given.
func (w *world) rateAll(trainer access.Actor, points assessments.Points) {
	w.t.Helper()
	for {
		task, err := w.NextTask(w.t.Context(), trainer, "", "")
		w.must(err)
		if task.ID == "" {
			break
		}
		w.must(w.Rate(w.t.Context(), trainer, task.ID, assessments.RatingInput{Points: points}))
	}
	w.drain()
}

func TestScoringTwiceChangesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withAssessment()
		pre := w.administer(assessments.Pre, 0)
		w.sit(pre, 0, "texto")
		w.rateAll(w.trainers[0], assessments.Points{"calm": 2, "asking": 2})
		scores, results, events := w.count(&assessments.ItemScore{}), w.count(&assessments.Result{}), len(w.scored)
		w.must(w.Score(t.Context(), w.attempt(pre, 0).ID))
		w.drain()
		if w.count(&assessments.ItemScore{}) != scores || w.count(&assessments.Result{}) != results || len(w.scored) != events || w.count(&assessments.ScoringTask{}) != 1 {
			t.Error("scoring again added something")
		}
	})
}

func TestAnEmptyVignetteNeedsNobody(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withAssessment()
		pre := w.administer(assessments.Pre, 0)
		w.sit(pre, 0, "")
		if w.count(&assessments.ScoringTask{}) != 0 || w.attempt(pre, 0).State != assessments.StateScored {
			t.Errorf("%d tasks, state %s", w.count(&assessments.ScoringTask{}), w.attempt(pre, 0).State)
		}
		if r := w.results(0); len(r) != 2 || r[0].Score != 25 && r[1].Score != 25 {
			t.Errorf("results %+v", r)
		}
	})
}

func TestWhoHasLeftIsClosedWithTheReason(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withAssessment()
		pre := w.administer(assessments.Pre, 0, 1, 2)
		w.started(pre, 1)
		w.sit(pre, 2, "texto")
		w.write(func(tx *db.Tx) error {
			for _, i := range []int{1, 2} {
				stays, err := people.StaysOfTx(tx, []string{w.people[i].ID})
				if err != nil {
					return err
				}
				today := tx.Today()
				if _, err := people.CorrectPostingTx(tx, access.System(), stays[0].ID, func(p *people.Posting) { p.EndsOn = &today }); err != nil {
					return err
				}
			}
			return nil
		})
		closed, err := w.CloseLeavers(t.Context(), w.author, pre.ID)
		w.must(err)
		if a := w.attempt(pre, 1); closed != 1 || a.State != assessments.StateClosed || a.CloseReason != assessments.ReasonLeft || a.ClosedAt == nil {
			t.Errorf("%d closed, attempt %+v", closed, a)
		}
		if w.attempt(pre, 0).State != assessments.StateNotStarted || w.attempt(pre, 2).State != assessments.StateSubmitted {
			t.Error("somebody else was closed too")
		}
		_, err = w.Submit(t.Context(), w.as(1), w.attempt(pre, 1).ID)
		wants(t, err, fault.Conflict)
	})
}

func TestAManagerSeesTheirOwnPeopleOnly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withAssessment()
		pre := w.administer(assessments.Pre, 0, 1, 5)
		manager := access.Actor{AccountID: "m", Roles: []access.Held{{Role: access.Manager, InstitutionID: w.centres[0].ID, Path: w.centres[0].Path}}}
		detail, err := w.Administration(t.Context(), manager, pre.ID, assessments.SittingsPart{})
		w.must(err)
		if len(detail.Rows) != 2 || detail.Counts[assessments.StateNotStarted] != 2 || detail.Rows[0].InstitutionName != "Casa Amanecer" {
			t.Errorf("rows %+v", detail.Rows)
		}
		for number, want := range map[int]int{1: 0, 2: 1, 9: 1} { // the last page where there is no such page
			part, err := w.Administration(t.Context(), manager, pre.ID, assessments.SittingsPart{State: assessments.StateNotStarted, Number: number, Size: 1})
			w.must(err)
			if len(part.Rows) != 1 || part.People != 2 || part.Rows[0].ID != detail.Rows[want].ID {
				t.Errorf("page %d: %+v of %d", number, part.Rows, part.People)
			}
		}
		none, err := w.Administration(t.Context(), manager, pre.ID, assessments.SittingsPart{State: assessments.StateScored, Number: 1, Size: 1})
		w.must(err)
		if len(none.Rows) != 0 || none.People != 2 {
			t.Errorf("nobody was scored: %+v", none.Rows)
		}
		wants(t, w.Assign(t.Context(), manager, pre.ID, []string{w.people[6].ID}, nil), fault.NotFound)
		_, err = w.Administration(t.Context(), w.as(0), pre.ID, assessments.SittingsPart{})
		wants(t, err, fault.Denied)
	})
}
