package assessments_test

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/jobs"
	"relevo/app/measure"
	"relevo/assessments"
	"relevo/assessments/formats"
)

// rule sets how the responses to the vignette are rated.
func (w *world) rule(in assessments.RatingRuleInput) {
	w.t.Helper()
	w.must(w.SetRatingRule(w.t.Context(), w.author, w.vignette.ItemID, in))
}

// third adds another trainer.
func (w *world) third() access.Actor {
	w.t.Helper()
	account := access.Account{Username: "trainer3", Name: "Third", PasswordHash: "-", Locale: "es"}
	w.write(func(tx *db.Tx) error {
		account.ID, account.CreatedAt = tx.NewID(), tx.Now
		return tx.DB.Create(&account).Error
	})
	return everywhere(access.Trainer, account.ID)
}

// rates lets a trainer rate the next response to the vignette.
func (w *world) rates(trainer access.Actor, calm, asking int) assessments.BlindTask {
	w.t.Helper()
	task := w.next(trainer)
	if task.ID == "" {
		w.t.Fatal("there is nothing to rate")
	}
	w.must(w.Rate(w.t.Context(), trainer, task.ID, assessments.RatingInput{Points: assessments.Points{"calm": calm, "asking": asking}}))
	w.advance(time.Minute)
	return task
}

// vignetteScore is what the person's vignette earned, and by which rule.
func (w *world) vignetteScore(attemptID string) (points float64, rule string) {
	w.t.Helper()
	var scores []assessments.ItemScore
	w.must(w.d.Read(w.t.Context(), func(tx *db.Tx) error {
		return tx.DB.Where("attempt_id = ? AND item_version_id = ? AND superseded_at IS NULL", attemptID, w.vignette.ID).Find(&scores).Error
	}))
	if len(scores) != 1 {
		return -1, ""
	}
	return scores[0].Points, scores[0].RuleVersion
}

func TestWhenTwoDifferAThirdDecides(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withAssessment()
		a := w.administer(assessments.Pre, 0, 1)
		w.sit(a, 0, "texto")
		w.rule(assessments.RatingRuleInput{Share: 1, Tolerance: 2}) // it waits, and nobody has rated it
		id := w.attempt(a, 0).ID
		first := w.rates(w.trainers[0], 3, 3)
		if points, _ := w.vignetteScore(id); points != -1 {
			t.Errorf("one of two has rated and it earns %v", points)
		}
		third := w.third()
		w.rates(w.trainers[1], 0, 2)
		if points, _ := w.vignetteScore(id); points != -1 {
			t.Errorf("two differ by four points and it earns %v", points)
		}
		if w.next(w.trainers[0]).ID != "" || w.next(w.trainers[1]).ID != "" {
			t.Error("who has rated it may decide it, too")
		}
		w.rates(third, 2, 2)
		if points, rule := w.vignetteScore(id); points != 3*4.0/6 || rule != assessments.RuleAdjudicated {
			t.Errorf("decided, it earns %v by %s", points, rule)
		}
		// The first comes nearer: the mean of both counts, and the decision is of no account any more.
		w.must(errOf(w.UndoRating(t.Context(), w.trainers[0])))
		w.must(w.Rate(t.Context(), w.trainers[0], first.ID, assessments.RatingInput{Points: assessments.Points{"calm": 2, "asking": 2}}))
		if points, rule := w.vignetteScore(id); points != 3*(4.0+2)/12 || rule != assessments.RuleMean {
			t.Errorf("at one, it earns %v by %s", points, rule)
		}
		w.must(w.OpenTrails(t.Context(), w.author, w.vignette.ID))
		trails, err := w.Trails(t.Context(), w.author, w.vignette.ID)
		if err != nil || len(trails.List) != 1 || len(trails.List[0].Ratings) != 4 || trails.List[0].Response != "texto" || trails.Closed != 0 {
			t.Errorf("%+v, %v: want all four ratings that were ever given", trails, err)
		}
		_, err = w.Trails(t.Context(), w.as(0), w.vignette.ID)
		wants(t, err, fault.Denied)
		wants(t, w.OpenTrails(t.Context(), w.as(0), w.vignette.ID), fault.Denied)
	})
}

func TestWhoSawTheTrailDoesNotChangeTheirRating(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withAssessment()
		a := w.administer(assessments.Pre, 0, 1)
		w.sit(a, 0, "texto")
		w.rule(assessments.RatingRuleInput{Share: 1, Tolerance: 2})
		task := w.rates(w.trainers[0], 3, 3)
		look := func(author access.Actor) {
			w.must(w.OpenTrails(t.Context(), author, w.vignette.ID))
		}
		look(w.trainers[1]) // nothing is settled, so there was nothing to see
		w.rates(w.trainers[1], 2, 2)
		other := assessments.RatingInput{Points: assessments.Points{"calm": 2, "asking": 2}}
		w.must(errOf(w.UndoRating(t.Context(), w.trainers[0])))
		w.must(w.Rate(t.Context(), w.trainers[0], task.ID, other))
		third := w.third()
		look(w.trainers[0])
		look(w.trainers[0]) // twice is once
		look(third)
		before := w.count(&assessments.Rating{})
		wants(t, w.Rate(t.Context(), w.trainers[0], task.ID, other), fault.Conflict)
		_, err := w.UndoRating(t.Context(), w.trainers[0])
		wants(t, err, fault.Conflict)
		_, err = w.Task(t.Context(), w.trainers[0], task.ID)
		wants(t, err, fault.Conflict)
		if n := w.count(&assessments.Rating{}); n != before {
			t.Errorf("%d ratings, there were %d", n, before)
		}
		// The other has not looked and takes theirs back: it is not given to who has seen it.
		w.advance(time.Minute)
		w.must(errOf(w.UndoRating(t.Context(), w.trainers[1])))
		w.advance(time.Hour)
		if w.next(third).ID != "" {
			t.Error("who has seen what was given may rate it")
		}
		w.rates(w.trainers[1], 3, 2)
	})
}

// A page that is only read, as by a link from elsewhere, takes nobody's right to rate away.
func TestReadingTheTrailsPageClosesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withAssessment()
		w.sit(w.administer(assessments.Pre, 0, 1), 0, "texto")
		w.rule(assessments.RatingRuleInput{Share: 1, Tolerance: 2})
		task := w.rates(w.trainers[0], 3, 3)
		w.rates(w.trainers[1], 2, 2)
		trails, err := w.Trails(t.Context(), w.trainers[0], w.vignette.ID)
		if err != nil || len(trails.List) != 0 || trails.Closed != 1 {
			t.Errorf("before it is opened: %+v, %v", trails, err)
		}
		if n := w.count(&assessments.TrailView{}); n != 0 {
			t.Errorf("reading noted %d views", n)
		}
		w.must(errOf(w.Task(t.Context(), w.trainers[0], task.ID)))
		w.must(errOf(w.UndoRating(t.Context(), w.trainers[0])))
		w.must(w.Rate(t.Context(), w.trainers[0], task.ID, good))
		w.must(w.OpenTrails(t.Context(), w.trainers[0], w.vignette.ID))
		trails, err = w.Trails(t.Context(), w.trainers[0], w.vignette.ID)
		if err != nil || len(trails.List) != 1 || trails.Closed != 0 {
			t.Errorf("opened: %+v, %v", trails, err)
		}
		wants(t, errOf(w.UndoRating(t.Context(), w.trainers[0])), fault.Conflict)
	})
}

func TestAShareIsRatedTwice(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withAssessment()
		w.rule(assessments.RatingRuleInput{Share: 0.5, Tolerance: 1})
		doubled, all := 0, 0
		for range 4 {
			a := w.administer(assessments.Pre, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9)
			for i := range 10 {
				w.sit(a, i, "texto")
			}
		}
		w.must(w.d.Read(t.Context(), func(tx *db.Tx) error {
			var tasks []assessments.ScoringTask
			err := tx.DB.Find(&tasks).Error
			for _, task := range tasks {
				all++
				if task.Doubled != (task.RatingsNeeded == 2) {
					t.Errorf("%+v", task)
				}
				if task.Doubled {
					doubled++
				}
			}
			return err
		}))
		if all != 40 || doubled < 8 || doubled > 32 { // binomial: one in ten thousand lies outside
			t.Errorf("%d of %d are rated twice, want about half", doubled, all)
		}
		wantsField(t, w.SetRatingRule(t.Context(), w.author, w.vignette.ItemID, assessments.RatingRuleInput{Share: 1.2}), "share")
	})
}

func TestAgreementIsThatOfTheIndependentRatings(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withAssessment()
		w.rule(assessments.RatingRuleInput{Share: 1, Tolerance: 6})
		a := w.administer(assessments.Pre, 0, 1, 2, 3, 4, 5, 6, 7)
		given := map[string][2]float64{}
		for i := range 8 {
			w.sit(a, i, fmt.Sprint("texto ", i))
		}
		levels := []int{0, 2, 3}
		for i := range 8 {
			one := w.rates(w.trainers[0], levels[i%3], levels[(i+1)%3])
			given[one.ID] = [2]float64{float64(levels[i%3] + levels[(i+1)%3])}
		}
		same, table := 0, map[[2]int]int{}
		for i := range 8 {
			task := w.next(w.trainers[1])
			var first assessments.Rating
			w.must(w.d.Read(t.Context(), func(tx *db.Tx) error { return tx.DB.Where("task_id = ?", task.ID).Take(&first).Error }))
			points := assessments.Points{"calm": first.Points["calm"], "asking": levels[i%3]}
			w.must(w.Rate(t.Context(), w.trainers[1], task.ID, assessments.RatingInput{Points: points}))
			for _, code := range []string{"calm", "asking"} {
				if first.Points[code] == points[code] {
					same++
				}
				table[[2]int{min(first.Points[code], points[code]), max(first.Points[code], points[code])}]++
			}
			pair := given[task.ID]
			pair[1] = float64(points.Sum())
			given[task.ID] = pair
		}
		got, err := w.Agreement(t.Context(), w.trainers[0])
		w.must(err)
		row := got.Overall
		if row.Responses != 8 || len(got.Vignettes) != 1 || !row.Few() || math.Abs(row.Percent.Float()-float64(same)/16) > 1e-9 {
			t.Errorf("%d responses, %v agree, want %d of 16", row.Responses, row.Percent, same)
		}
		want, err := measure.Kappa(row.Table)
		w.must(err)
		if row.Kappa.KappaQuadratic != want.KappaQuadratic || !row.Kappa.KappaQuadratic.Defined() || !row.ICC.ICC1.Value.Defined() || !row.Alpha.Interval.Defined() {
			t.Errorf("%+v", row)
		}
		var difference float64
		for _, pair := range given {
			difference += 100 * (pair[0] - pair[1]) / 6 / 8
		}
		for _, r := range got.Raters {
			if r.AccountID == w.trainers[0].AccountID && (math.Abs(r.Severity.Float()-difference) > 1e-9 || !r.Own) {
				t.Errorf("severity %v, want %v", r.Severity, difference)
			}
		}
		_, err = w.Agreement(t.Context(), w.as(0))
		wants(t, err, fault.Denied)
	})
}

func TestOneCalibratesBeforeOneIsGivenResponses(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withAssessment()
		a := w.administer(assessments.Pre, 0)
		w.sit(a, 0, "texto")
		ctx, item := t.Context(), w.vignette.ItemID
		wantsField(t, errOf(w.AddCalibration(ctx, w.author, item, assessments.CalibrationInput{Response: "Le pregunto qué pasó."})), "reason")
		for _, text := range []string{"Le pregunto qué pasó.", "Le ofrezco agua."} {
			_, err := w.AddCalibration(ctx, w.author, item, assessments.CalibrationInput{Response: text, Points: assessments.Points{"calm": 2, "asking": 0}, Reason: "Interroga."})
			w.must(err)
		}
		w.rule(assessments.RatingRuleInput{Calibrated: 2, Tolerance: 1})
		rater := w.trainers[0]
		queue, err := w.Queue(ctx, rater)
		if err != nil || len(queue) != 1 || queue[0].Calibrate != 2 || w.next(rater).ID != "" {
			t.Fatalf("%+v, %v: want nothing before calibration", queue, err)
		}
		for _, points := range []assessments.Points{{"calm": 2, "asking": 0}, {"calm": 3, "asking": 0}} {
			c, err := w.Calibrating(ctx, rater, item)
			w.must(err)
			w.must(w.Practise(ctx, rater, item, c.Next.ID, points))
			w.must(w.Practise(ctx, rater, item, c.Next.ID, assessments.Points{"calm": 0, "asking": 0})) // again: the first counts
		}
		c, err := w.Calibrating(ctx, rater, item)
		if err != nil || c.Next != nil || c.Within != 2 || len(c.Practised) != 2 || c.Practised[0].Difference()+c.Practised[1].Difference() != 1 || c.Agreement.PercentAgreement != 0.75 {
			t.Errorf("%+v, %v", c, err)
		}
		if w.next(rater).ID == "" {
			t.Error("calibrated, nothing is given")
		}
		w.must(w.WithdrawCalibration(ctx, w.author, item, c.Practised[0].ID))
		wants(t, w.WithdrawCalibration(ctx, w.author, item, c.Practised[0].ID), fault.NotFound)
	})
}

func errOf[T any](_ T, err error) error { return err }

func TestTheSameWordsAreRuledOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withAssessment()
		w.jobs.Handle(assessments.EventRuled, jobs.Hear(w.HearRuled))
		line, err := w.CreateItem(t.Context(), w.author, assessments.ItemInput{Kind: assessments.ShortAnswer, Competency: "asking", Markup: formats.Plain, Stem: i18n.Says("¿A qué línea llama?"),
			Body: assessments.Body{Patterns: []assessments.Pattern{{Text: "línea 100", Fraction: 1}}}})
		w.must(err)
		for _, label := range assessments.Labels() {
			w.must(w.SetForm(t.Context(), w.author, w.assessment.ID, label, []assessments.FormItemInput{{ItemVersionID: line.ID, Points: 4, Anchor: true}}))
		}
		a := w.administer(assessments.Pre, 0, 1, 2, 3, 4)
		says := func(i int, text string) string {
			paper := w.started(a, i)
			w.must(w.save(paper, i, assessments.AnswerInput{ItemVersionID: line.ID, Seq: 1, Device: "phone", Value: assessments.Value{Text: text}}))
			_, err := w.Submit(t.Context(), w.as(i), paper.ID)
			w.must(err)
			w.drain()
			return paper.ID
		}
		ids := []string{says(0, "Linea 100"), says(1, "La línea 100"), says(2, "la LINEA 100."), says(3, "no sé")}
		rater := w.trainers[0]
		groups, err := w.ShortAnswers(t.Context(), rater, line.ID)
		if err != nil || len(groups.Groups) != 2 || groups.Groups[0].People != 2 || groups.Open != 2 {
			t.Fatalf("%+v, %v", groups, err)
		}
		n, err := w.Rule(t.Context(), rater, line.ID, map[string]float64{groups.Groups[0].Words: 1, "nobody wrote this": 1})
		w.must(err)
		w.drain()
		earned := func(id string) float64 { return w.earned(id)[line.ID] }
		if n != 1 || earned(ids[0]) != 4 || earned(ids[1]) != 4 || earned(ids[2]) != 4 || earned(ids[3]) != 0 {
			t.Errorf("%d ruled, earned %v %v %v %v", n, earned(ids[0]), earned(ids[1]), earned(ids[2]), earned(ids[3]))
		}
		if later := says(4, "la línea 100"); earned(later) != 4 {
			t.Error("the next who writes so earns nothing")
		}
		_, err = w.Rule(t.Context(), rater, line.ID, map[string]float64{groups.Groups[0].Words: 0.5})
		w.must(err)
		w.drain()
		if earned(ids[1]) != 2 || w.count(&assessments.AnswerRuling{}) != 2 {
			t.Errorf("ruled again it earns %v", earned(ids[1]))
		}
	})
}

func TestANewVersionOfARubricCanBeAppliedToWhatWasRated(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withAssessment()
		w.jobs.Handle(assessments.EventRubricApplied, jobs.Hear(w.HearRubricApplied))
		a := w.administer(assessments.Pre, 0, 1)
		w.sit(a, 0, "texto")
		w.sit(a, 1, "otro")
		w.rates(w.trainers[0], 3, 3)
		revise := func(change func(*assessments.RubricInput)) assessments.RubricEffect {
			in := rubricInput()
			change(&in)
			rubric, err := w.CreateRubric(t.Context(), w.author, in)
			w.must(err)
			before, err := w.RubricEffect(t.Context(), w.author, rubric.ID)
			w.must(err)
			effect, err := w.ApplyRubric(t.Context(), w.author, rubric.ID)
			w.must(err)
			if effect != before {
				t.Errorf("said %+v, did %+v", before, effect)
			}
			w.drain()
			w.advance(time.Minute)
			return effect
		}
		if got := revise(func(in *assessments.RubricInput) { in.Criteria[0].Name = i18n.Says("Serenidad") }); got != (assessments.RubricEffect{Waiting: 1, Kept: 1}) {
			t.Errorf("other words: %+v", got)
		}
		if w.count(&assessments.Result{}) == 0 {
			t.Fatal("the rated one has no result")
		}
		got := revise(func(in *assessments.RubricInput) {
			in.Criteria[1].Levels = slices.Clone(in.Criteria[1].Levels)
			in.Criteria[1].Levels[2].Points = 4
		})
		if got != (assessments.RubricEffect{Waiting: 1, Reopened: 1}) || len(w.results(0))+len(w.results(1)) != 0 {
			t.Errorf("other points: %+v, results %v %v", got, w.results(0), w.results(1))
		}
		// Both wait for the newest, which later responses get, too.
		for range 2 {
			if task := w.rates(w.trainers[0], 3, 4); task.Rubric.Criteria.Max() != 7 {
				t.Errorf("rated by a rubric of %d points", task.Rubric.Criteria.Max())
			}
		}
		w.sit(w.administer(assessments.Post, 2), 2, "después")
		if task := w.next(w.trainers[0]); task.Rubric.Criteria.Max() != 7 {
			t.Errorf("a later response gets a rubric of %d points", task.Rubric.Criteria.Max())
		}
	})
}
