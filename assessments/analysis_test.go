package assessments_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/jobs"
	"relevo/app/measure"
	"relevo/app/people"
	"relevo/assessments"
)

// exam is an assessment of single-choice items with three options (the first is the key) that stand in both forms, and people who
// answer as a test says.
type exam struct {
	*world
	versions []assessments.ItemVersion
	forms    map[string]string // by label
	taken    int
}

// newExam makes an assessment of n items.
func newExam(t *testing.T, d *db.DB, n int) *exam {
	t.Helper()
	w := newWorld(t, d)
	w.jobs.Handle(assessments.EventScored, jobs.Hear(w.HearScored))
	w.jobs.Handle(assessments.EventAnalysisDue, jobs.Hear(w.HearAnalysisDue))
	var gift strings.Builder
	for i := range n {
		fmt.Fprintf(&gift, "// id: q%02d  competency: asking  form: AB\nPregunta %d{=Sí ~No ~Nunca}\n\n", i, i)
	}
	report, err := w.ImportItems(t.Context(), w.author, "gift", "q.txt", []byte(gift.String()), assessments.ImportOptions{Confirm: true})
	w.must(err)
	w.assessment, err = w.CreateAssessment(t.Context(), w.author, assessments.AssessmentInput{Code: "prueba", Title: i18n.Says("Prueba"), CutScore: 60})
	w.must(err)
	e := &exam{world: w, forms: map[string]string{}}
	for label, items := range report.Forms() {
		w.must(w.SetForm(t.Context(), w.author, w.assessment.ID, label, items))
	}
	detail, err := w.Assessment(t.Context(), w.author, w.assessment.ID)
	w.must(err)
	for _, f := range detail.Forms {
		e.forms[f.Label] = f.ID
		if f.Label == "A" {
			for _, p := range f.Items {
				e.versions = append(e.versions, p.Version)
			}
		}
	}
	return e
}

// sitting opens an administration.
func (e *exam) sitting(occasion assessments.Occasion) assessments.Administration {
	e.t.Helper()
	return e.administer(occasion)
}

// take adds scored attempts on a form: a row of options by item for each person, 0 the key, 1 and 2 the distractors, -1 no answer.
func (e *exam) take(a assessments.Administration, label string, persons []people.Person, chosen [][]int) {
	e.t.Helper()
	e.write(func(tx *db.Tx) error {
		var attempts []assessments.Attempt
		var answers []assessments.Answer
		var scores []assessments.ItemScore
		for r, row := range chosen {
			at := tx.Now.Add(time.Duration(e.taken+r) * time.Millisecond)
			attempt := assessments.Attempt{ID: tx.NewID(), AdministrationID: a.ID, PersonID: persons[r].ID, FormID: e.forms[label], State: assessments.StateScored,
				InstitutionID: &e.centres[0].ID, Cadre: people.CARMentor, AssignedAt: tx.Now, StartedAt: &tx.Now, SubmittedAt: &at, ScoredAt: &tx.Now}
			attempts = append(attempts, attempt)
			for i, o := range row {
				v := e.versions[i]
				points := 0.0
				if o == 0 {
					points = 1
				}
				scores = append(scores, assessments.ItemScore{ID: tx.NewID(), AttemptID: attempt.ID, ItemVersionID: v.ID, Points: points, MaxPoints: 1,
					RuleVersion: assessments.RulePoints, RecordedAt: tx.Now})
				if o >= 0 {
					answers = append(answers, assessments.Answer{AttemptID: attempt.ID, ItemVersionID: v.ID, Seq: 1, Device: "form",
						Value: assessments.Value{Options: []string{v.Body.Options[o].ID}}, SavedAt: tx.Now})
				}
			}
		}
		if err := tx.DB.CreateInBatches(attempts, 200).Error; err != nil {
			return err
		}
		if err := tx.DB.CreateInBatches(scores, 500).Error; err != nil {
			return err
		}
		if len(answers) == 0 {
			return nil
		}
		return tx.DB.CreateInBatches(answers, 500).Error
	})
	e.taken += len(chosen)
}

// crowd makes people.
func (e *exam) crowd(n int) []people.Person {
	e.t.Helper()
	from := len(e.people)
	e.write(func(tx *db.Tx) error {
		e.people = e.people[:from]
		for i := range n {
			p := people.Person{ID: tx.NewID(), DocumentType: "none", FirstSurname: fmt.Sprint("Inventada", i), GivenNames: "Ana", SearchName: fmt.Sprint("inventada", i), CreatedAt: tx.Now}
			e.people = append(e.people, p)
		}
		return tx.DB.CreateInBatches(e.people[from:], 200).Error
	})
	return e.people[from:]
}

func (e *exam) of(actor access.Actor, f assessments.AnalysisFilter) assessments.AnalysisView {
	e.t.Helper()
	v, err := e.AnalysisOf(e.t.Context(), actor, e.assessment.ID, f)
	e.must(err)
	return v
}

var everybody = assessments.AnalysisFilter{}

// Six people, three items: what can be worked out by hand and what the measures make of the same table.
func TestTheAnalysisOfAFormIsThatOfTheMeasures(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		e := newExam(t, d, 3)
		chosen := [][]int{{0, 0, 0}, {0, 0, 1}, {0, 1, 2}, {0, 0, 2}, {1, 1, -1}, {2, 0, 1}}
		persons := e.crowd(6)
		e.take(e.sitting(assessments.Pre), "A", persons, chosen)
		e.take(e.sitting(assessments.Pre), "A", persons[:2], [][]int{{1, 1, 1}, {1, 1, 1}}) // again: they have seen it
		e.must(e.Analyse(t.Context(), e.assessment.ID))
		v := e.of(everywhere(access.Manager, "m"), everybody)
		scores := [][]float64{{1, 1, 1}, {1, 1, 0}, {1, 0, 0}, {1, 1, 0}, {0, 0, 0}, {0, 1, 0}}
		want, alpha := measure.AnalyseItems(scores, []float64{1, 1, 1}), measure.Alpha(scores)
		form := v.Analysis.Body.Forms[0]
		if v.Analysis.Attempts != 6 || form.N != 6 || form.Label != "A" {
			t.Fatalf("%d attempts, %d on form %s", v.Analysis.Attempts, form.N, form.Label)
		}
		if math.Abs(form.Test.Mean.Float()-100*9.0/18) > 1e-9 || math.Abs(form.Items[0].Statistics.Facility.Float()-100*4.0/6) > 1e-9 {
			t.Errorf("mean %v, facility %v", form.Test.Mean, form.Items[0].Statistics.Facility)
		}
		same(t, "test", form.Test, want.Test)
		same(t, "alpha", form.Consistency, measure.Estimate{Value: alpha.Alpha, Lower: alpha.Lower, Upper: alpha.Upper})
		for i := range want.Items {
			same(t, fmt.Sprint("item ", i), form.Items[i].Statistics, want.Items[i])
		}
		third := form.Items[2]
		if got := []int{third.Options[0].N, third.Options[1].N, third.Options[2].N, third.Missing}; fmt.Sprint(got) != "[1 2 2 1]" {
			t.Errorf("the options of the third item: %v", got)
		}
		// Who chose "No" in the third item had 2 of 2 and 1 of 2 in the rest.
		if got := third.Options[1]; got.MeanRest != 75 || got.Share.Float() != 2.0/6 {
			t.Errorf("who chose the first distractor: %+v", got)
		}
		if third.Guess.Float() < 33.3 || third.Guess.Float() > 33.4 || len(third.Doubts) != 0 {
			t.Errorf("guess %v; doubts of six people %v", third.Guess, third.Doubts)
		}
	})
}

// same compares by JSON, in which undefined is null.
func same(t *testing.T, what string, got, want any) {
	t.Helper()
	a, errA := json.Marshal(got)
	b, errB := json.Marshal(want)
	if errA != nil || errB != nil || string(a) != string(b) {
		t.Errorf("%s: %s, want %s", what, a, b)
	}
}

// Of thirty people, item 0 is answered by nobody's second distractor, item 1 wrongly by the strong, item 2 left out by many.
func TestDoubtfulItemsAreNamedWithTheReason(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		e := newExam(t, d, 5)
		var chosen [][]int
		for p := range 30 {
			row := []int{0, 1, -1, 0, 0}
			if p >= 15 {
				row = []int{p % 2, 0, 0, p % 3, 1 + p%2}
			}
			chosen = append(chosen, row)
		}
		e.take(e.sitting(assessments.Pre), "A", e.crowd(30), chosen)
		e.must(e.Analyse(t.Context(), e.assessment.ID))
		items := e.of(everywhere(access.Manager, "m"), everybody).Analysis.Body.Forms[0].Items
		doubts := func(i int) string {
			var all []string
			for _, d := range items[i].Doubts {
				all = append(all, string(d.Code)+":"+d.Option)
			}
			return strings.Join(all, " ")
		}
		options := e.versions[0].Body.Options
		if got := doubts(0); !strings.Contains(got, "unchosen:"+options[2].ID) || strings.Contains(got, "lure:") {
			t.Errorf("item 0: %s", got)
		}
		if got := doubts(1); !strings.Contains(got, "negative:") || !strings.Contains(got, "lure:"+e.versions[1].Body.Options[1].ID) {
			t.Errorf("item 1: %s", got)
		}
		if got := doubts(2); !strings.Contains(got, "missing:") {
			t.Errorf("item 2: %s", got)
		}
	})
}

// Many attempts are scored, one job waits; what comes after it is counted until the next.
func TestAnAnalysisIsComputedOnceForManyAttemptsAndNeverByAPage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		e := newExam(t, d, 3)
		sitting := e.sitting(assessments.Post)
		persons := e.crowd(8)
		e.take(sitting, "A", persons[:6], [][]int{{0, 0, 0}, {0, 0, 1}, {0, 1, 2}, {0, 0, 2}, {1, 1, 1}, {2, 0, 1}})
		if v := e.of(e.author, everybody); v.Analysis != nil || v.Newer != 6 {
			t.Fatalf("before anything was computed: %+v", v)
		}
		computed := 0
		e.jobs.Handle(assessments.EventAnalysisDue, jobs.Hear(func(context.Context, assessments.AnalysisDue) error { computed++; return nil }))
		for range 6 {
			e.must(e.HearScored(t.Context(), assessments.Scored{AdministrationID: sitting.ID}))
		}
		e.advance(time.Minute)
		e.drain()
		if computed != 1 {
			t.Errorf("computed %d times", computed)
		}
		first := e.of(e.author, everybody)
		if first.Newer != 0 || first.Analysis.Attempts != 6 {
			t.Errorf("%d attempts, %d wait", first.Analysis.Attempts, first.Newer)
		}
		e.advance(time.Hour)
		e.take(sitting, "B", persons[6:], [][]int{{0, 0, 0}, {0, 0, 1}})
		if v := e.of(e.author, everybody); v.Newer != 2 || v.Computed != first.Computed || v.Analysis.Attempts != 6 {
			t.Errorf("a page computed: %d wait, %v", v.Newer, v.Computed)
		}
		e.must(e.HearAnalyses(t.Context(), struct{}{}))
		if v := e.of(e.author, everybody); v.Newer != 0 || v.Analysis.Attempts != 8 {
			t.Errorf("after the day's round: %d attempts, %d wait", v.Analysis.Attempts, v.Newer)
		}
		before := d.Statements()
		e.of(e.author, assessments.AnalysisFilter{AdministrationID: sitting.ID})
		if n := d.Statements() - before; n >= 10 {
			t.Errorf("the page takes %d statements", n)
		}
	})
}

// Form B is five points harder in every attempt: the shift says so.
func TestFormsAreEquatedWithTheirAnchors(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		e := newExam(t, d, 4)
		e.must(e.SetForm(t.Context(), e.author, e.assessment.ID, "B", []assessments.FormItemInput{
			{ItemVersionID: e.versions[0].ID, Points: 1, Anchor: true}, {ItemVersionID: e.versions[1].ID, Points: 1}, {ItemVersionID: e.versions[2].ID, Points: 1}, {ItemVersionID: e.versions[3].ID, Points: 1}}))
		e.must(e.SetForm(t.Context(), e.author, e.assessment.ID, "A", []assessments.FormItemInput{
			{ItemVersionID: e.versions[0].ID, Points: 1, Anchor: true}, {ItemVersionID: e.versions[1].ID, Points: 1}, {ItemVersionID: e.versions[2].ID, Points: 1}, {ItemVersionID: e.versions[3].ID, Points: 1}}))
		var a, b [][]int
		for p := range 24 {
			a = append(a, []int{p % 2, p % 2, 0, p % 3})
			b = append(b, []int{p % 2, p % 2, p % 2, p % 3})
		}
		e.take(e.sitting(assessments.Pre), "A", e.crowd(24), a)
		e.take(e.sitting(assessments.Pre), "B", e.crowd(24), b)
		e.must(e.Analyse(t.Context(), e.assessment.ID))
		q := e.of(everywhere(access.Manager, "m"), everybody).Analysis.Body.Equating
		var xs, ys, anchor []float64
		for p := range 24 {
			score := func(row []int) float64 {
				sum := 0.0
				for _, o := range row {
					if o == 0 {
						sum += 25
					}
				}
				return sum
			}
			xs, ys = append(xs, score(b[p])), append(ys, score(a[p]))
			anchor = append(anchor, 100*float64(1-p%2))
		}
		want := measure.EquateTucker(xs, anchor, ys, anchor)
		if q.Method != measure.TuckerEquating || q.NA != 24 || q.NB != 24 || q.Anchors != 1 || math.Abs((q.Slope-want.Slope).Float()) > 1e-9 ||
			math.Abs((q.Intercept-want.Intercept).Float()) > 1e-9 || math.Abs(q.Shift.Float()-12.5) > 1e-9 {
			t.Errorf("%+v, want %+v", q, want)
		}
	})
}

// Two people chose the second distractor after the course, and thirty before: who may not see names learns it nowhere.
func TestFewPeopleBehindAnOptionAreHiddenInEverySlice(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		e := newExam(t, d, 2)
		before, after := make([][]int, 80), make([][]int, 60)
		for p := range before {
			before[p] = []int{p % 3, p % 2}
		}
		for p := range after {
			after[p] = []int{p % 2, p % 2}
			if p < 2 {
				after[p][0] = 2
			}
		}
		e.take(e.sitting(assessments.Pre), "A", e.crowd(80), before)
		second := e.sitting(assessments.Post)
		e.take(second, "A", e.crowd(60), after)
		small := e.sitting(assessments.Post)
		e.take(small, "A", e.crowd(3), [][]int{{0, 0}, {1, 1}, {2, 0}})
		e.must(e.Analyse(t.Context(), e.assessment.ID))
		slices := []assessments.AnalysisFilter{{}, {Occasion: assessments.Pre}, {Occasion: assessments.Post}, {AdministrationID: second.ID}, {AdministrationID: small.ID}}
		hidden := 0
		for _, f := range slices {
			v := e.of(everywhere(access.Evaluator, "e"), f)
			form := v.Analysis.Body.Forms[0]
			for _, o := range form.Items[0].Options {
				if others := form.N - o.N; o.N >= 0 && others > 0 && others < measure.ShownInside {
					t.Errorf("%+v tells by subtraction that %d chose otherwise", f, others)
				}
				if o.N > 0 && o.N < measure.ShownInside || o.Lower > 0 && o.Lower < measure.ShownInside || o.Upper > 0 && o.Upper < measure.ShownInside {
					t.Errorf("%+v shows %+v", f, o)
				}
				if o.N == assessments.Unknown {
					hidden++
					if o.MeanRest.Defined() || o.Share.Defined() {
						t.Errorf("%+v tells of a hidden option %+v", f, o)
					}
				}
			}
			if f.AdministrationID == small.ID && (form.N != assessments.Unknown || form.Test.Mean.Defined() || v.Analysis.Attempts != assessments.Unknown) {
				t.Errorf("three people are shown: %+v", form)
			}
			if named := e.of(everywhere(access.Manager, "m"), f).Analysis; named.Attempts == assessments.Unknown || named.Body.Forms[0].Items[0].Options[2].N == assessments.Unknown {
				t.Errorf("%+v is hidden from who may see names", f)
			}
		}
		if hidden < 6 {
			t.Errorf("%d cells hidden: one alone could be had by subtraction", hidden)
		}
	})
}

func TestWhoMaySeeAnAnalysis(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		e := newExam(t, d, 2)
		sitting := e.sitting(assessments.Pre)
		e.take(sitting, "A", e.crowd(6), [][]int{{0, 0}, {0, 0}, {0, 0}, {1, 1}, {1, 1}, {1, 1}})
		e.must(e.Analyse(t.Context(), e.assessment.ID))
		in := func(role access.Role, at people.Institution) access.Actor {
			return access.Actor{AccountID: "x", Roles: []access.Held{{Role: role, InstitutionID: at.ID, Path: at.Path}}}
		}
		cohort := assessments.AnalysisFilter{AdministrationID: sitting.ID}
		ask := func(actor access.Actor, f assessments.AnalysisFilter) error {
			_, err := e.AnalysisOf(t.Context(), actor, e.assessment.ID, f)
			return err
		}
		wants(t, ask(everywhere(access.Official, "o"), everybody), fault.Denied)
		wants(t, ask(access.Actor{}, everybody), fault.Unauthenticated)
		e.must(ask(everywhere(access.Evaluator, "e"), cohort))
		e.must(ask(in(access.Manager, e.centres[0]), cohort))
		wants(t, ask(in(access.Manager, e.centres[1]), cohort), fault.NotFound) // another's cohort
		e.must(ask(in(access.Manager, e.centres[1]), everybody))
		wants(t, ask(e.author, assessments.AnalysisFilter{AdministrationID: "nowhere"}), fault.NotFound)
		wantsField(t, ask(e.author, assessments.AnalysisFilter{Occasion: "sometime"}), "occasion")
		if _, err := e.AnalysisOf(t.Context(), e.author, "nowhere", everybody); !fault.Is(err, fault.NotFound) {
			t.Error(err)
		}
	})
}

// A thousand attempts with twenty items.
func TestAThousandAttemptsAreAnalysedInNoTime(t *testing.T) {
	if testing.Short() {
		t.Skip("full size")
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		e := newExam(t, d, 20)
		persons := e.crowd(1000)
		for c := range 10 {
			chosen := make([][]int, 100)
			for p := range chosen {
				chosen[p] = make([]int, 20)
				for i := range chosen[p] {
					chosen[p][i] = (p*7 + i*i*p + c) % 3
				}
			}
			e.take(e.sitting(assessments.Occasions()[c%3]), []string{"A", "B"}[c%2], persons[c*100:c*100+100], chosen)
		}
		start := time.Now()
		e.must(e.Analyse(t.Context(), e.assessment.ID))
		if took := time.Since(start); took > 2*time.Second {
			t.Errorf("took %v", took)
		} else {
			t.Logf("took %v", took)
		}
		start = time.Now()
		e.of(e.author, everybody)
		if took := time.Since(start); took > 200*time.Millisecond {
			t.Errorf("the page takes %v", took)
		}
	})
}
