package assessments_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
	"relevo/assessments"
)

func (w *world) save(paper assessments.Paper, person int, answers ...assessments.AnswerInput) error {
	_, err := w.SaveAnswers(w.t.Context(), w.as(person), paper.ID, answers)
	return err
}

// said is what counts of the person's vignette on coming back.
func (w *world) said(paper assessments.Paper, person int) string {
	w.t.Helper()
	saved, err := w.Resume(w.t.Context(), w.as(person), paper.ID)
	w.must(err)
	return saved[w.vignette.ID].Value.Text
}

func (w *world) text(seq int64, device, text string) assessments.AnswerInput {
	return assessments.AnswerInput{ItemVersionID: w.vignette.ID, Seq: seq, Device: device, Value: assessments.Value{Text: text}}
}

func TestAnswersComeLateTwiceAndInAnyOrder(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withAssessment()
		paper := w.started(w.administer(assessments.Pre, 0), 0)
		w.must(w.save(paper, 0, w.text(3, "phone", "tercera"), w.text(1, "phone", "primera")))
		w.must(w.save(paper, 0, w.text(2, "phone", "segunda")))
		w.must(w.save(paper, 0, w.text(3, "phone", "tercera"), w.text(3, "phone", "tercera"))) // replayed
		if said, n := w.said(paper, 0), w.count(&assessments.Answer{}); said != "tercera" || n != 3 {
			t.Errorf("%q counts of %d", said, n)
		}
		w.advance(time.Minute)
		w.must(w.save(paper, 0, w.text(3, "tablet", "de otro equipo")))
		if said := w.said(paper, 0); said != "de otro equipo" {
			t.Errorf("%q counts, want what came last of the same number", said)
		}
		// A plain form does not count; the same sent twice is one answer.
		w.must(w.save(paper, 0, w.text(0, "", "sin número")))
		w.must(w.save(paper, 0, w.text(0, "", "sin número")))
		if said, n := w.said(paper, 0), w.count(&assessments.Answer{}); said != "sin número" || n != 5 {
			t.Errorf("%q counts of %d", said, n)
		}
		w.must(w.save(paper, 0, w.text(0, "", "")))
		if said := w.said(paper, 0); said != "" {
			t.Errorf("%q counts after it was taken back", said)
		}
	})
}

func TestComingBackFindsEverythingInItsPlace(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withAssessment()
		pre := w.administer(assessments.Pre, 0, 1)
		paper := w.started(pre, 0)
		for _, item := range paper.Items {
			w.must(w.save(paper, 0, assessments.AnswerInput{ItemVersionID: item.ItemVersionID, Seq: 1, Device: "phone", Value: w.right(item, "hola")}))
		}
		again := w.started(pre, 0)
		if again.Answered != len(again.Items) || again.Questions != 3 || again.Minutes != 12 {
			t.Errorf("%d of %d answered, %d minutes", again.Answered, again.Questions, again.Minutes)
		}
		for i, item := range again.Items {
			ids := func(item assessments.PaperItem) (ids []string) {
				for _, o := range item.Options {
					ids = append(ids, o.ID)
				}
				return ids
			}
			if item.ItemVersionID != paper.Items[i].ItemVersionID || !slices.Equal(ids(item), ids(paper.Items[i])) || item.Answer.IsZero() || item.Number != i+1 {
				t.Errorf("question %d is not as it was: %+v", i+1, item)
			}
		}
	})
}

func TestWhatDoesNotFitIsRefusedAndNothingIsSaved(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withAssessment()
		pre := w.administer(assessments.Pre, 0)
		if _, err := w.Paper(t.Context(), w.as(0), w.attempt(pre, 0).ID); !fault.Is(err, fault.Conflict) {
			t.Errorf("a paper before the start: %v", err)
		}
		paper := w.started(pre, 0)
		closed := paper.Items[0]
		for name, value := range map[string]assessments.Value{
			"an unknown option": {Options: []string{"nowhere"}},
			"two options":       {Options: []string{closed.Options[0].ID, closed.Options[1].ID}},
			"a text":            {Text: "hola"},
		} {
			err := w.save(paper, 0, w.text(1, "phone", "bien"), assessments.AnswerInput{ItemVersionID: closed.ItemVersionID, Seq: 1, Device: "phone", Value: value})
			if wantsField(t, err, "answer_1"); t.Failed() {
				t.Errorf("on %s", name)
			}
		}
		wantsField(t, w.save(paper, 0, assessments.AnswerInput{ItemVersionID: "other", Seq: 1, Device: "phone"}), "answer_0")
		wantsField(t, w.save(paper, 0, w.text(-1, "phone", "x")), "answer_0")
		if n := w.count(&assessments.Answer{}); n != 0 {
			t.Errorf("%d answers saved", n)
		}
	})
}

func TestNobodyElseKnowsOfAnAttempt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withAssessment()
		pre := w.administer(assessments.Pre, 0, 1)
		paper := w.started(pre, 0)
		id := paper.ID
		for _, other := range []access.Actor{w.as(1), w.trainers[0], access.System(), {AccountID: "x"}} {
			ctx := t.Context()
			_, err := w.Attempt(ctx, other, id)
			wants(t, err, fault.NotFound)
			_, err = w.Start(ctx, other, id, true)
			wants(t, err, fault.NotFound)
			_, err = w.Paper(ctx, other, id)
			wants(t, err, fault.NotFound)
			_, err = w.SaveAnswers(ctx, other, id, []assessments.AnswerInput{w.text(1, "phone", "x")})
			wants(t, err, fault.NotFound)
			_, err = w.Resume(ctx, other, id)
			wants(t, err, fault.NotFound)
			_, err = w.Submit(ctx, other, id)
			wants(t, err, fault.NotFound)
			_, _, err = w.Receipt(ctx, other, id)
			wants(t, err, fault.NotFound)
			_, err = w.Outcome(ctx, other, id)
			wants(t, err, fault.NotFound)
		}
		mine, err := w.Mine(t.Context(), w.as(1))
		w.must(err)
		if len(mine) != 1 || mine[0].PersonID != w.people[1].ID {
			t.Errorf("mine %+v", mine)
		}
	})
}

func TestSubmittingTwiceGivesOneReceipt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withAssessment()
		paper := w.started(w.administer(assessments.Pre, 0), 0)
		w.must(w.save(paper, 0, w.text(1, "phone", "hola")))
		receipts := make([]assessments.Receipt, 4)
		var group sync.WaitGroup
		for i := range receipts { // taps at once
			group.Go(func() {
				var err error
				if receipts[i], err = w.Submit(t.Context(), w.as(0), paper.ID); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		for _, r := range receipts[1:] {
			if r != receipts[0] {
				t.Errorf("receipts %+v and %+v", receipts[0], r)
			}
		}
		if r := receipts[0]; len(r.Code) != 12 || r.Answered != 1 || r.Questions != 3 {
			t.Errorf("receipt %+v", r)
		}
		w.drain()
		if n := w.count(&assessments.ScoringTask{}); n != 1 {
			t.Errorf("%d tasks, want 1", n)
		}
		// The telephone sends again what is saved already; something new is too late.
		w.must(w.save(paper, 0, w.text(1, "phone", "hola")))
		late, err := w.SaveAnswers(t.Context(), w.as(0), paper.ID, []assessments.AnswerInput{w.text(2, "phone", "algo más")})
		if err != nil || late.Aside != 1 || w.said(paper, 0) != "hola" {
			t.Errorf("%+v, %v: want it put aside", late, err)
		}
		again, _, err := w.Receipt(t.Context(), w.as(0), paper.ID)
		if err != nil || again != receipts[0] {
			t.Errorf("receipt %+v, %v", again, err)
		}
	})
}

func TestOpeningClosingAndConsent(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withAssessment()
		opens := d.Now().Add(time.Hour)
		closes := opens.Add(time.Hour)
		a, err := w.Administer(t.Context(), w.author, assessments.NewAdministration{AssessmentID: w.assessment.ID, Occasion: assessments.Pre,
			Title: "Pre", OpensAt: opens, ClosesAt: &closes})
		w.must(err)
		w.assign(a, 0, 1)
		id := w.attempt(a, 0).ID
		_, err = w.Start(t.Context(), w.as(0), id, false)
		wantsField(t, err, "consent")
		_, err = w.Start(t.Context(), w.as(0), id, true)
		wants(t, err, fault.Conflict)
		w.advance(90 * time.Minute)
		paper := w.started(a, 0)
		w.must(w.save(paper, 0, w.text(1, "phone", "a tiempo")))
		w.advance(time.Hour)
		saved, err := w.SaveAnswers(t.Context(), w.as(0), id, []assessments.AnswerInput{w.text(2, "phone", "tarde")})
		w.must(err)
		answers, err := w.Resume(t.Context(), w.as(0), id)
		w.must(err)
		if !saved.Late || !answers[w.vignette.ID].Late || saved.Seqs[w.vignette.ID] != 2 {
			t.Errorf("saved %+v, answers %+v", saved, answers)
		}
		_, err = w.Start(t.Context(), w.as(1), w.attempt(a, 1).ID, true)
		wants(t, err, fault.Conflict)
	})
}
