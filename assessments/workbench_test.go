package assessments_test

import (
	"encoding/json"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/assessments"
	"relevo/assessments/formats"
)

var moment = regexp.MustCompile(`\d{4}-\d{2}-\d{2}|\d{2}:\d{2}`)

func (w *world) next(trainer access.Actor) assessments.BlindTask {
	w.t.Helper()
	task, err := w.NextTask(w.t.Context(), trainer, "", "")
	w.must(err)
	return task
}

var good = assessments.RatingInput{Points: assessments.Points{"calm": 3, "asking": 3}}

func TestATrainerSeesNothingThatTellsWhoWrote(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withAssessment()
		pre := w.administer(assessments.Pre, 0, 5)
		w.sit(pre, 0, "Me presento y le ofrezco agua")
		w.sit(pre, 5, "Le pregunto por qué")
		for range 2 {
			task := w.next(w.trainers[0])
			queue, err := w.Queue(t.Context(), w.trainers[0])
			w.must(err)
			again, err := w.Task(t.Context(), w.trainers[0], task.ID)
			w.must(err)
			body, err := json.Marshal([]any{task, again, queue})
			w.must(err)
			shown := string(body)
			if !strings.Contains(shown, task.Response) || !strings.Contains(shown, "Llega de noche") || !strings.Contains(shown, "Además pide permiso") {
				t.Errorf("vignette, response or rubric is missing: %s", shown)
			}
			for _, i := range []int{0, 5} {
				attempt := w.attempt(pre, i)
				secrets := []string{w.people[i].FirstSurname, w.people[i].GivenNames, w.people[i].ID, attempt.ID, attempt.FormID, attempt.Receipt,
					w.centres[i/5].Name, w.centres[i/5].ID, w.centres[i/5].Code, pre.ID, `"pre"`, "account-of"}
				for _, secret := range secrets {
					if strings.Contains(shown, secret) {
						t.Errorf("%q is shown: %s", secret, shown)
					}
				}
			}
			if moment.MatchString(shown) {
				t.Errorf("a time is shown: %s", shown)
			}
			w.must(w.Rate(t.Context(), w.trainers[0], task.ID, good))
		}
	})
}

func TestTwoTrainersNeverGetTheSame(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withAssessment()
		pre := w.administer(assessments.Pre, 0, 1, 2)
		for i := range 3 {
			w.sit(pre, i, "respuesta")
		}
		var tasks [2]assessments.BlindTask
		var group sync.WaitGroup
		for i := range tasks {
			group.Go(func() {
				var err error
				if tasks[i], err = w.NextTask(t.Context(), w.trainers[i], "", ""); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		if tasks[0].ID == "" || tasks[0].ID == tasks[1].ID {
			t.Fatalf("tasks %q and %q", tasks[0].ID, tasks[1].ID)
		}
		if again := w.next(w.trainers[0]); again.ID != tasks[0].ID {
			t.Error("asking again gives another task")
		}
		wants(t, w.Rate(t.Context(), w.trainers[1], tasks[0].ID, good), fault.Conflict)
		_, err := w.Task(t.Context(), w.trainers[1], tasks[0].ID)
		wants(t, err, fault.Conflict)
		queue, err := w.Queue(t.Context(), w.trainers[0])
		w.must(err)
		if len(queue) != 1 || queue[0].Waiting != 2 || queue[0].Claimed != 1 || queue[0].Done != 0 {
			t.Errorf("queue %+v", queue)
		}

		skipped, err := w.NextTask(t.Context(), w.trainers[0], w.vignette.ID, tasks[0].ID)
		w.must(err)
		if skipped.ID == tasks[0].ID || skipped.ID == tasks[1].ID {
			t.Errorf("after %q and beside %q comes %q", tasks[0].ID, tasks[1].ID, skipped.ID)
		}
		w.must(w.Rate(t.Context(), w.trainers[1], tasks[1].ID, good))
		if free := w.next(w.trainers[1]); free.ID != tasks[0].ID {
			t.Errorf("what was passed over is not given to the other: %q", free.ID)
		}
		// After half an hour a forgotten task is free again.
		w.advance(31 * time.Minute)
		w.must(w.Rate(t.Context(), w.trainers[1], skipped.ID, good))
	})
}

func TestTwoRatingsComeFromTwoTrainers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withAssessment()
		twice := w.vignette.Input()
		twice.Body.Ratings = 2
		version, err := w.ReviseItem(t.Context(), w.author, w.vignette.ItemID, twice)
		w.must(err)
		detail, err := w.Assessment(t.Context(), w.author, w.assessment.ID)
		w.must(err)
		for _, form := range detail.Forms {
			var items []assessments.FormItemInput
			for _, p := range form.Items {
				if p.ItemVersionID == w.vignette.ID {
					p.ItemVersionID = version.ID
				}
				items = append(items, assessments.FormItemInput{ItemVersionID: p.ItemVersionID, Points: p.Points, Anchor: p.Anchor})
			}
			w.must(w.SetForm(t.Context(), w.author, w.assessment.ID, form.Label, items))
		}
		w.sit(w.administer(assessments.Pre, 0), 0, "respuesta")
		w.must(w.Rate(t.Context(), w.trainers[0], w.next(w.trainers[0]).ID, good))
		if task := w.next(w.trainers[0]); task.ID != "" || len(w.results(0)) != 0 {
			t.Error("one trainer is given it twice, or one rating was enough")
		}
		w.must(w.Rate(t.Context(), w.trainers[1], w.next(w.trainers[1]).ID, assessments.RatingInput{Points: assessments.Points{"calm": 0, "asking": 0}}))
		// The mean of 6 and 0 of 6: (1 + 1.5) / 4.
		if r := w.results(0); len(r) != 2 || !slices.ContainsFunc(r, func(r assessments.Result) bool { return r.CompetencyCode == "asking" && r.Score == 62.5 }) {
			t.Errorf("results %+v", r)
		}
	})
}

func TestRatingAgainAndTakingBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withAssessment()
		pre := w.administer(assessments.Pre, 0)
		w.sit(pre, 0, "respuesta")
		asking := func() float64 {
			for _, r := range w.results(0) {
				if r.CompetencyCode == "asking" {
					return r.Score
				}
			}
			return -1
		}
		task := w.next(w.trainers[0])
		w.must(w.Rate(t.Context(), w.trainers[0], task.ID, assessments.RatingInput{Points: assessments.Points{"calm": 0, "asking": 0}}))
		if got := asking(); got != 25 {
			t.Errorf("first rating gives %g, want 25", got)
		}
		// A raised cut score does not change what it was on the day.
		_, err := w.UpdateAssessment(t.Context(), w.author, w.assessment.ID, assessments.AssessmentInput{Code: "car", Title: i18n.Says("Acompañar"), CutScore: 90})
		w.must(err)
		// Once it is done it is not rated again but by taking back.
		wants(t, w.Rate(t.Context(), w.trainers[0], task.ID, good), fault.Conflict)
		w.must(errOf(w.UndoRating(t.Context(), w.trainers[0])))
		w.must(w.Rate(t.Context(), w.trainers[0], task.ID, good))
		w.drain()
		if got := asking(); got != 100 || len(w.scored) != 2 || w.results(0)[0].CutScore != 60 {
			t.Errorf("second rating gives %g, %d events, %+v", got, len(w.scored), w.results(0))
		}
		own, err := w.Task(t.Context(), w.trainers[0], task.ID)
		w.must(err)
		if own.Own == nil || own.Own.Points["calm"] != 3 || !own.Own.Settled {
			t.Errorf("own rating %+v", own.Own)
		}
		_, err = w.Task(t.Context(), w.trainers[1], task.ID)
		wants(t, err, fault.Conflict)

		back, err := w.UndoRating(t.Context(), w.trainers[0])
		w.must(err)
		if back != task.ID || len(w.results(0)) != 0 || w.attempt(pre, 0).State != assessments.StateSubmitted {
			t.Errorf("taken back %q, results %+v, state %s", back, w.results(0), w.attempt(pre, 0).State)
		}
		w.must(w.Rate(t.Context(), w.trainers[0], back, good))
		if asking() != 100 || w.attempt(pre, 0).State != assessments.StateScored {
			t.Error("not scored again")
		}
		_, err = w.UndoRating(t.Context(), w.trainers[1])
		wants(t, err, fault.Conflict)
		if n := w.count(&assessments.Rating{}); n != 3 {
			t.Errorf("%d ratings are kept, want 3", n)
		}
		w.advance(31 * time.Minute)
		wants(t, errOf(w.UndoRating(t.Context(), w.trainers[0])), fault.Conflict)
	})
}

// A link to a response, wherever it comes from, takes it for nobody.
func TestReadingAResponseDoesNotTakeIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withAssessment()
		w.sit(w.administer(assessments.Pre, 0), 0, "respuesta")
		task := w.next(w.trainers[1])
		w.advance(31 * time.Minute) // it is free again
		wants(t, errOf(w.Task(t.Context(), w.trainers[0], task.ID)), fault.Conflict)
		if again := w.next(w.trainers[1]); again.ID != task.ID {
			t.Error("reading took the response from whoever had it")
		}
		w.must(errOf(w.Task(t.Context(), w.trainers[1], task.ID)))
	})
}

// A follow-up is assigned the moment somebody is scored: to those who rate, the names of a
// week come together when it is over.
func TestANewFollowUpDoesNotTellWhoWasScored(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withAssessment()
		later := w.administer(assessments.FollowUp, 0)
		rows := func(actor access.Actor) int {
			t.Helper()
			detail, err := w.Administration(t.Context(), actor, later.ID, assessments.SittingsPart{})
			w.must(err)
			return len(detail.Rows)
		}
		manager := everywhere(access.Manager, "m")
		if rows(w.trainers[0]) != 0 || rows(manager) != 1 {
			t.Errorf("whoever rates sees %d, a manager %d of one", rows(w.trainers[0]), rows(manager))
		}
		wants(t, errOf(w.Sitting(t.Context(), w.trainers[0], later.ID, w.attempt(later, 0).ID)), fault.NotFound)
		w.advance(7 * 24 * time.Hour)
		if rows(w.trainers[0]) != 1 {
			t.Error("a week later the name is still missing")
		}
	})
}

func TestRatingsThatAreNotOnTheRubric(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withAssessment()
		pre := w.administer(assessments.Pre, 0)
		w.sit(pre, 0, "respuesta")
		id := w.next(w.trainers[0]).ID
		err := w.Rate(t.Context(), w.trainers[0], id, assessments.RatingInput{Points: assessments.Points{"calm": 1}})
		wantsField(t, err, "points_calm")
		wantsField(t, err, "points_asking")
		wants(t, w.Rate(t.Context(), w.as(1), id, good), fault.Denied)
		// A trainer who is also an official is not given what they wrote themselves.
		self := w.trainers[1]
		self.PersonID = w.people[0].ID
		wants(t, w.Rate(t.Context(), self, id, good), fault.NotFound)
		w.advance(time.Hour)
		if task := w.next(self); task.ID != "" {
			t.Error("they are given their own response")
		}
	})
}

func TestVignettesNeedARubricBeforeTheyAreGiven(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withAssessment()
		bare, err := w.CreateItem(t.Context(), w.author, assessments.ItemInput{Kind: assessments.Vignette, Competency: "asking", Markup: formats.Plain, Stem: i18n.Says("¿Qué haría?")})
		w.must(err)
		w.must(w.SetForm(t.Context(), w.author, w.assessment.ID, "A", []assessments.FormItemInput{{ItemVersionID: bare.ID, Points: 1}}))
		a, err := w.Administer(t.Context(), w.author, assessments.NewAdministration{AssessmentID: w.assessment.ID, Occasion: assessments.Pre, Title: "Pre"})
		w.must(err)
		wants(t, w.Assign(t.Context(), w.author, a.ID, []string{w.people[0].ID}, nil), fault.Conflict)
		if w.count(&assessments.Attempt{}) != 0 {
			t.Error("somebody was assigned")
		}
	})
}

// The list of a sitting does not tell its trainers whose response they have just
// rated; a manager, who rates nothing, sees who was scored.
func TestTheListOfASittingDoesNotBreakBlindness(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withAssessment()
		pre := w.administer(assessments.Pre, 0, 1)
		w.sit(pre, 0, "respuesta")
		w.sit(pre, 1, "respuesta")
		before, err := w.Administration(t.Context(), w.trainers[0], pre.ID, assessments.SittingsPart{})
		w.must(err)
		w.must(w.Rate(t.Context(), w.trainers[0], w.next(w.trainers[0]).ID, good))
		w.drain()
		after, err := w.Administration(t.Context(), w.trainers[0], pre.ID, assessments.SittingsPart{})
		w.must(err)
		if len(after.Rows) != 2 || !reflect.DeepEqual(before.Rows, after.Rows) || after.Counts[assessments.StateScored] != 0 {
			t.Errorf("before %+v, after %+v", before, after)
		}
		seen, err := w.Administration(t.Context(), everywhere(access.Manager, "m"), pre.ID, assessments.SittingsPart{})
		w.must(err)
		if seen.Counts[assessments.StateScored] != 1 {
			t.Errorf("a manager sees %+v", seen.Counts)
		}
	})
}
