package assessments_test

import (
	"slices"
	"testing"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/jobs"
	"relevo/assessments"
	"relevo/assessments/formats"
)

// limited gives the assessment so many minutes.
func (w *world) limited(minutes int) *world {
	w.t.Helper()
	w.jobs.Handle(assessments.EventTimeUp, jobs.Hear(w.HearTimeUp))
	_, err := w.UpdateAssessment(w.t.Context(), w.author, w.assessment.ID, assessments.AssessmentInput{Code: "car", Title: w.assessment.Title, CutScore: 60, MinutesAllowed: minutes})
	w.must(err)
	return w
}

// earned is what the person earned in the closed question of form A or B and the vignette.
func (w *world) earned(attemptID string) map[string]float64 {
	w.t.Helper()
	var scores []assessments.ItemScore
	w.must(w.d.Read(w.t.Context(), func(tx *db.Tx) error {
		return tx.DB.Where("attempt_id = ? AND superseded_at IS NULL", attemptID).Find(&scores).Error
	}))
	points := map[string]float64{}
	for _, s := range scores {
		points[s.ItemVersionID] = s.Points
	}
	return points
}

func TestTimeIsTheServersAndWhatComesLateIsKept(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withAssessment().limited(30)
		a := w.administer(assessments.Pre, 0)
		attempt := w.attempt(a, 0)
		w.must(w.GiveTime(t.Context(), w.author, a.ID, attempt.ID, 10))
		paper := w.started(a, 0)
		if want := paper.StartedAt.Add(40 * time.Minute); paper.DeadlineAt == nil || *paper.DeadlineAt != want {
			t.Fatalf("the deadline is %v, want %v", paper.DeadlineAt, want)
		}
		first, second := paper.Items[0], paper.Items[1]
		answer := func(item assessments.PaperItem) assessments.AnswerInput {
			return assessments.AnswerInput{ItemVersionID: item.ItemVersionID, Seq: 1, Device: "phone", Value: w.right(item, "")}
		}
		w.advance(40*time.Minute + 30*time.Second) // a slow line
		w.must(w.save(paper, 0, answer(first)))
		w.advance(time.Minute)
		saved, err := w.SaveAnswers(t.Context(), w.as(0), paper.ID, []assessments.AnswerInput{answer(second)})
		if err != nil || !saved.Late {
			t.Errorf("%+v, %v: want it kept and flagged", saved, err)
		}
		d1, err := w.Sitting(t.Context(), w.author, a.ID, attempt.ID)
		if err != nil || !d1.Overdue || d1.Late != 1 || d1.Answered != 2 {
			t.Errorf("%+v, %v", d1, err)
		}
		// Too early, the job leaves it alone; in time it hands in what is there.
		w.must(w.HearTimeUp(t.Context(), assessments.TimeUp{AttemptID: paper.ID}))
		w.advance(15 * time.Minute)
		w.must(w.HearTimeUp(t.Context(), assessments.TimeUp{AttemptID: paper.ID}))
		w.must(w.HearTimeUp(t.Context(), assessments.TimeUp{AttemptID: paper.ID}))
		w.drain()
		got := w.earned(paper.ID)
		if w.attempt(a, 0).State == assessments.StateInProgress || got[first.ItemVersionID] == 0 || got[second.ItemVersionID] != 0 {
			t.Errorf("state %s, earned %v", w.attempt(a, 0).State, got)
		}
		w.must(w.AdmitLate(t.Context(), w.author, a.ID, attempt.ID))
		if got := w.earned(paper.ID); got[second.ItemVersionID] == 0 {
			t.Errorf("admitted, what came late earns %v", got)
		}
		wants(t, w.GiveTime(t.Context(), w.author, a.ID, attempt.ID, 5), fault.Conflict)
	})
}

func TestWhatArrivesAfterwardsWaitsForSomebodyToDecide(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withAssessment()
		a := w.administer(assessments.Pre, 0, 1)
		paper := w.started(a, 0)
		item := paper.Items[0]
		_, err := w.Submit(t.Context(), w.as(0), paper.ID)
		w.must(err)
		w.drain()
		late := []assessments.AnswerInput{{ItemVersionID: item.ItemVersionID, Seq: 4, Device: "phone", Value: w.right(item, "")}}
		for range 3 { // the telephone sends it again and again
			saved, err := w.SaveAnswers(t.Context(), w.as(0), paper.ID, late)
			if err != nil || saved.Aside != 1 {
				t.Fatalf("%+v, %v", saved, err)
			}
		}
		detail, err := w.Sitting(t.Context(), w.author, a.ID, paper.ID)
		if err != nil || detail.Aside != 1 || w.earned(paper.ID)[item.ItemVersionID] != 0 {
			t.Fatalf("%+v, %v", detail, err)
		}
		other := access.Actor{AccountID: "m", Roles: []access.Held{{Role: access.Manager, InstitutionID: w.centres[1].ID, Path: w.centres[1].Path}}}
		_, err = w.Sitting(t.Context(), other, a.ID, paper.ID)
		wants(t, err, fault.NotFound)
		_, err = w.DecideAside(t.Context(), other, a.ID, paper.ID, true)
		wants(t, err, fault.NotFound)
		n, err := w.DecideAside(t.Context(), w.author, a.ID, paper.ID, true)
		if err != nil || n != 1 || w.earned(paper.ID)[item.ItemVersionID] == 0 {
			t.Errorf("%d decided, %v, earned %v", n, err, w.earned(paper.ID))
		}
		// Sent once more it is one of the saved ones.
		saved, err := w.SaveAnswers(t.Context(), w.as(0), paper.ID, late)
		if err != nil || saved.Aside != 0 || saved.Seqs[item.ItemVersionID] != 4 {
			t.Errorf("%+v, %v", saved, err)
		}
		w.must(w.Withdraw(t.Context(), w.author, a.ID, w.attempt(a, 1).ID))
		if got := w.attempt(a, 1); got.State != assessments.StateClosed || got.CloseReason != assessments.ReasonWithdrawn {
			t.Errorf("%+v", got)
		}
	})
}

func TestTwoDevicesKnowOfEachOther(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withAssessment()
		paper := w.started(w.administer(assessments.Pre, 0), 0)
		save := func(device, text string, seq int64) assessments.Saved {
			saved, err := w.SaveAnswers(t.Context(), w.as(0), paper.ID, []assessments.AnswerInput{w.text(seq, device, text)})
			w.must(err)
			return saved
		}
		if save("phone", "uno", 1).Elsewhere != nil || save("phone", "dos", 2).Elsewhere != nil {
			t.Error("one device is told of another")
		}
		w.advance(time.Minute)
		if saved := save("tablet", "tres", 3); saved.Elsewhere == nil || *saved.Elsewhere != saved.At.Add(-time.Minute) {
			t.Errorf("%+v: want the time of the telephone", saved)
		}
		w.advance(time.Hour)
		if save("phone", "cuatro", 4).Elsewhere != nil {
			t.Error("a device put away an hour ago still counts as open")
		}
		if n := w.count(&assessments.Answer{}); n != 4 {
			t.Errorf("%d answers are kept, want all 4", n)
		}
	})
}

func TestARolePlayIsRatedByWhoWatches(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withAssessment()
		rubrics, err := w.Rubrics(t.Context(), w.author)
		w.must(err)
		scene, err := w.CreateItem(t.Context(), w.author, assessments.ItemInput{Kind: assessments.RolePlay, Competency: "asking", Markup: formats.Plain, Stem: i18n.Says("Recíbala."), RubricID: rubrics[0].ID})
		w.must(err)
		sure, err := w.CreateItem(t.Context(), w.author, assessments.ItemInput{Kind: assessments.Confidence, Competency: "asking", Markup: formats.Plain, Stem: i18n.Says("¿Cuán segura está?")})
		w.must(err)
		for _, label := range assessments.Labels() {
			w.must(w.SetForm(t.Context(), w.author, w.assessment.ID, label, []assessments.FormItemInput{
				{ItemVersionID: scene.ID, Points: 2, Anchor: true}, {ItemVersionID: sure.ID, Points: 1, Anchor: true}}))
		}
		a := w.administer(assessments.Post, 0)
		paper := w.started(a, 0)
		if len(paper.Items) != 1 || paper.Items[0].Kind != assessments.Confidence || len(paper.Items[0].Options) != 5 {
			t.Fatalf("asked %+v, want the confidence alone", paper.Items)
		}
		w.must(w.save(paper, 0, assessments.AnswerInput{ItemVersionID: sure.ID, Seq: 1, Device: "phone", Value: assessments.Value{Options: []string{"5"}}}))
		_, err = w.Submit(t.Context(), w.as(0), paper.ID)
		w.must(err)
		w.drain()
		if got := w.attempt(a, 0).State; got != assessments.StateSubmitted || len(w.results(0)) != 0 {
			t.Errorf("state %s before anybody watched", got)
		}
		points := assessments.Points{"calm": 3, "asking": 0}
		wantsField(t, w.Observe(t.Context(), w.trainers[0], a.ID, paper.ID, scene.ID, assessments.RatingInput{Points: assessments.Points{"calm": 3}}), "points_asking")
		w.must(w.Observe(t.Context(), w.trainers[0], a.ID, paper.ID, scene.ID, assessments.RatingInput{Points: points}))
		if results := w.results(0); len(results) != 1 || results[0].Score != 50 {
			t.Errorf("results %+v, want 50: the confidence earns nothing", results)
		}
		// It stays out of the blind workbench, and nobody rates themselves.
		task, err := w.NextTask(t.Context(), w.trainers[1], "", "")
		if err != nil || task.ID != "" {
			t.Errorf("the workbench gives %+v, %v", task, err)
		}
		self := w.trainers[0]
		self.PersonID = w.people[0].ID
		wants(t, w.Observe(t.Context(), self, a.ID, paper.ID, scene.ID, assessments.RatingInput{Points: points}), fault.Denied)
		detail, err := w.Sitting(t.Context(), w.trainers[0], a.ID, paper.ID)
		if err != nil || len(detail.Observed) != 1 || detail.Observed[0].Own == nil || detail.Observed[0].Own.Points["calm"] != 3 {
			t.Errorf("%+v, %v", detail.Observed, err)
		}
	})
}

func TestHowOneSeesOneselfStandsApart(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withAssessment()
		a := w.administer(assessments.Post, 0, 1, 2, 3, 4)
		for i := range 5 {
			w.sit(a, i, "texto")
			id := w.attempt(a, i).ID
			w.must(w.SayLevels(t.Context(), w.as(i), id, map[string]assessments.Levels{"asking": {Before: 1, Now: 2}}))
			if i == 3 {
				detail, err := w.Administration(t.Context(), w.author, a.ID, assessments.SittingsPart{})
				if err != nil || len(detail.SelfViews) != 0 {
					t.Errorf("of four people: %+v, %v", detail.SelfViews, err)
				}
			}
		}
		id := w.attempt(a, 0).ID
		wantsField(t, w.SayLevels(t.Context(), w.as(0), id, map[string]assessments.Levels{"asking": {Before: 3, Now: 2}}), "before_asking")
		w.must(w.SayLevels(t.Context(), w.as(0), id, map[string]assessments.Levels{"asking": {Before: 2, Now: 2}}))
		detail, err := w.Administration(t.Context(), w.author, a.ID, assessments.SittingsPart{})
		if err != nil || len(detail.SelfViews) != 1 || detail.SelfViews[0].Before != 1.2 || detail.SelfViews[0].Now != 2 || detail.SelfViews[0].Higher != 4 {
			t.Errorf("%+v, %v", detail.SelfViews, err)
		}
		if n := w.count(&assessments.OwnLevel{}); n != 6 {
			t.Errorf("%d kept, want what was said before too", n)
		}
		wants(t, w.SayLevels(t.Context(), w.as(1), id, nil), fault.NotFound)
	})
}

func TestAThirdFormIsForWhoHadBoth(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withAssessment()
		w.must(w.AddForm(t.Context(), w.author, w.assessment.ID))
		wants(t, w.AddForm(t.Context(), w.author, w.assessment.ID), fault.Conflict)
		detail, err := w.Service.Assessment(t.Context(), w.author, w.assessment.ID)
		w.must(err)
		if detail.Ready() {
			t.Error("an empty form can be assigned")
		}
		w.must(w.SetForm(t.Context(), w.author, w.assessment.ID, "C", []assessments.FormItemInput{{ItemVersionID: w.vignette.ID, Points: 3, Anchor: true}}))
		for i := range 5 {
			had := map[string]bool{}
			for _, occasion := range assessments.Occasions() {
				had[w.attempt(w.administer(occasion, i), i).FormID] = true
			}
			if len(had) != 3 {
				t.Errorf("person %d met %d forms in three sittings", i, len(had))
			}
		}
		wants(t, w.DropForm(t.Context(), w.author, w.assessment.ID), fault.Conflict)
	})
}

func TestSectionsAreShuffledWithinThemselves(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withAssessment()
		var items []assessments.FormItemInput
		for i := range 8 {
			v, err := w.CreateItem(t.Context(), w.author, assessments.ItemInput{Kind: assessments.TrueFalse, Competency: "asking", Markup: formats.Plain, Stem: i18n.Says("Es así"),
				Body: assessments.Body{Options: []assessments.Option{{ID: "true", Fraction: 1}, {ID: "false"}}}})
			w.must(err)
			items = append(items, assessments.FormItemInput{ItemVersionID: v.ID, Points: 1, Anchor: true, Section: i18n.Says([]string{"Primera", "Segunda"}[i/4])})
		}
		for _, label := range assessments.Labels() {
			w.must(w.SetForm(t.Context(), w.author, w.assessment.ID, label, items))
		}
		_, err := w.UpdateAssessment(t.Context(), w.author, w.assessment.ID, assessments.AssessmentInput{Code: "car", Title: w.assessment.Title, CutScore: 60, Shuffled: true})
		w.must(err)
		a := w.administer(assessments.Pre, 0, 1, 2, 3, 4)
		orders := map[string]bool{}
		for i := range 5 {
			paper := w.started(a, i)
			order := ""
			for n, item := range paper.Items {
				if want := []string{"Primera", "Segunda"}[n/4]; item.Section[i18n.Spanish] != want {
					t.Errorf("question %d stands in %q, want %q", n+1, item.Section[i18n.Spanish], want)
				}
				order += item.ItemVersionID
			}
			orders[order] = true
			if again := w.started(a, i); !slices.EqualFunc(again.Items, paper.Items, func(x, y assessments.PaperItem) bool { return x.ItemVersionID == y.ItemVersionID }) {
				t.Error("the order is another on coming back")
			}
		}
		if len(orders) < 3 {
			t.Errorf("five people have %d orders", len(orders))
		}
	})
}
