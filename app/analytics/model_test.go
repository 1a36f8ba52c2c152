package analytics

import (
	"fmt"
	"math"
	"testing"

	"relevo/app/db"
	"relevo/app/measure"
	"relevo/app/people"
	"relevo/assessments"
)

const day0 = db.Date(20000)

// sitting is one result of an attempt, with the points of its items.
type sitting struct {
	assessments.Result
	points []float64
	anchor bool // the first item stands in both forms
}

// sat says that somebody sat a form: a mentor unless changed afterwards.
func satForm(form string, occasion assessments.Occasion, score float64, points ...float64) sitting {
	return sitting{assessments.Result{AssessmentID: "t", FormLabel: form, Occasion: occasion, AssessedOn: day0, Score: score, CutScore: 60, CompetencyCode: "asking", Cadre: people.CARMentor}, points, false}
}

// fitted fits a model to sittings, as if each were another person's.
func fitted(asOf db.Date, all ...sitting) Model {
	var results []assessments.Result
	var points []assessments.PointsRow
	for i, s := range all {
		attempt := fmt.Sprintf("a%03d", i)
		s.ID, s.AttemptID = attempt, &attempt
		if s.PersonID == "" {
			s.PersonID = attempt
		}
		results = append(results, s.Result)
		for k, p := range s.points {
			points = append(points, assessments.PointsRow{AttemptID: []byte(attempt), ItemVersionID: fmt.Append(nil, "item", k), CompetencyCode: []byte("asking"), Points: p, Anchor: s.anchor && k == 0})
		}
	}
	return fittingOf(results, points).fit(asOf)
}

// fittingOf is what is fitted to results on asking.
func fittingOf(results []assessments.Result, points []assessments.PointsRow) fitting {
	s := newScores(&words{})
	for _, r := range results {
		row := assessments.ScoreRow{ID: []byte(r.ID), PersonID: []byte(r.PersonID), CompetencyCode: []byte(r.CompetencyCode), AssessmentID: []byte(r.AssessmentID), FormLabel: []byte(r.FormLabel),
			Occasion: []byte(r.Occasion), Cadre: []byte(r.Cadre), AssessedOn: r.AssessedOn, Score: r.Score, CutScore: r.CutScore, Imported: r.ImportID != nil}
		if r.AttemptID != nil {
			row.AttemptID = []byte(*r.AttemptID)
		}
		s.add(&row)
	}
	for _, p := range points {
		s.addPoints(&p)
	}
	s.arrange(len(s.people.list), func(n int32) int32 { return n })
	return s.fitting("asking")
}

func same(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) < 1e-9) && !(math.IsNaN(got) && math.IsNaN(want)) {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}

func TestTheHarderFormIsPutOnTheScaleOfTheFirst(t *testing.T) {
	var all []sitting
	for i := range fewestForForm {
		score := float64(40 + 2*i)
		all = append(all, satForm("A", assessments.Post, score), satForm("B", assessments.Post, score-12))
	}
	m := fitted(day0, all...)
	same(t, "48 on B", m.score(satForm("B", assessments.Post, 48).Result), 60)
	same(t, "48 on A", m.score(satForm("A", assessments.Post, 48).Result), 48)
	same(t, "95 on B, which no scale goes beyond", m.score(satForm("B", assessments.Post, 95).Result), 100)
	other := satForm("B", assessments.Post, 48).Result
	other.AssessmentID = "another"
	same(t, "48 on form B of another assessment", m.score(other), 48)
}

func TestBetweenAHandfulOfPeopleScoresStayAsTheyAre(t *testing.T) {
	m := fitted(day0, satForm("A", assessments.Post, 80), satForm("A", assessments.Post, 90), satForm("B", assessments.Post, 40), satForm("B", assessments.Post, 50))
	same(t, "40 on B", m.score(satForm("B", assessments.Post, 40).Result), 40)
}

// The forms are equally hard, but those who sat B can do less: their anchor items
// say so, and nobody's score is raised.
func TestAnchorsTellPeopleFromForms(t *testing.T) {
	var all []sitting
	for i := range 25 {
		strong, weak := float64(5+i%5), float64(3+i%5)
		a, b := satForm("A", assessments.Post, 10*strong, strong, 1), satForm("B", assessments.Post, 10*weak, weak, 1)
		a.anchor, b.anchor = true, true
		all = append(all, a, b)
	}
	m := fitted(day0, all...)
	same(t, "50 on B", m.score(satForm("B", assessments.Post, 50).Result), 50)
	if method := m.equating["t/B"].Method; method != measure.TuckerEquating {
		t.Errorf("equated by %s", method)
	}
}

func TestAnchorsThatEverybodyGetsRightAreLeftAside(t *testing.T) {
	var all []sitting
	for i := range fewestForForm {
		score := float64(40 + 2*i)
		a, b := satForm("A", assessments.Post, score, 10, 1), satForm("B", assessments.Post, score-5, 10, 1)
		a.anchor, b.anchor = true, true
		all = append(all, a, b)
	}
	same(t, "50 on B", fitted(day0, all...).score(satForm("B", assessments.Post, 50).Result), 55)
}

// twoItems are twenty attempts on two items: 8 got both, 8 none, 4 one of them.
// Each item's variance is 1/4, their covariance 8/20 - 1/4 = 3/20, that of the
// total 4/5 (all by 20/19): alpha = 2 (1 - (1/2) / (4/5)) = 3/4.
func twoItems(form string, occasion assessments.Occasion) []sitting {
	var all []sitting
	for i := range 20 {
		points := [][]float64{{1, 1}, {1, 1}, {0, 0}, {0, 0}, {float64(i / 5 % 2), float64(1 - i/5%2)}}[i%5]
		all = append(all, satForm(form, occasion, 50*(points[0]+points[1]), points...))
	}
	return all
}

func TestReliabilityIsCronbachsAlphaOfTheForm(t *testing.T) {
	m := fitted(day0, twoItems("A", assessments.Post)...)
	if form := m.Forms["t/A"]; form.Attempts != 20 {
		t.Errorf("%d attempts", form.Attempts)
	}
	same(t, "reliability", m.Forms["t/A"].Reliability.Float(), 0.75)
	norm := m.Norms[measure.NormKey{Form: "t/A", Cadre: string(people.CARMentor), Occasion: measure.Post}]
	same(t, "mean", norm.Mean, 50)
	same(t, "standard error", norm.SEM, 50*math.Sqrt(0.8*20/19)*math.Sqrt(0.25)) // of the score, 50 points an item
}

// What separates people before and after a course is the course: reliability is
// taken within occasions, and pooled by attempts.
func TestReliabilityIsTakenWithinOccasions(t *testing.T) {
	perfect := twoItems("A", assessments.Pre)
	for i := range perfect {
		perfect[i].points = []float64{float64(i % 2), float64(i % 2)}
	}
	m := fitted(day0, append(append(twoItems("A", assessments.Post), twoItems("A", assessments.Post)...), perfect...)...)
	same(t, "reliability", m.Forms["t/A"].Reliability.Float(), (40*0.75+20*1)/60)
	for range 20 {
		again := fitted(day0, append(append(twoItems("A", assessments.Post), twoItems("A", assessments.Post)...), perfect...)...)
		for key, norm := range m.Norms {
			if again.Norms[key] != norm {
				t.Fatalf("two fits differ: %+v and %+v", again.Norms[key], norm)
			}
		}
	}
}

func TestReliabilityThatCannotBeKnown(t *testing.T) {
	few, one, against := twoItems("A", assessments.Post)[:19], twoItems("A", assessments.Post), twoItems("A", assessments.Post)
	for i := range one {
		one[i].points = one[i].points[:1]
		against[i].points = []float64{float64(i % 2), float64(1 - i%2)}
	}
	for name, all := range map[string][]sitting{"19 attempts": few, "one item": one, "items against one another": against} {
		m := fitted(day0, all...)
		if m.Forms["t/A"].Reliability.Defined() || len(m.Norms) != 0 {
			t.Errorf("%s: reliability %v, norms %v", name, m.Forms["t/A"].Reliability, m.Norms)
		}
	}
}

func TestSmallGroupsAreComparedWithAll(t *testing.T) {
	all := twoItems("A", assessments.Post)
	for i := range all {
		switch {
		case i < 4:
			all[i].Cadre = people.Psychologist
		case i < 9:
			all[i].Cadre = people.Lawyer
		case i == 9:
			all[i].Cadre = ""
		}
	}
	m := fitted(day0, all...)
	mean := func(cadre people.Cadre) float64 {
		return m.Norms[measure.NormKey{Form: "t/A", Cadre: string(cadre), Occasion: measure.Post}].Mean
	}
	lawyers := 0.0
	for _, s := range all[4:9] {
		lawyers += s.Score / 5
	}
	same(t, "the mean of four psychologists", mean(people.Psychologist), 50)
	same(t, "the mean of five lawyers", mean(people.Lawyer), lawyers)
	same(t, "the mean of all, where one is of no cadre", mean(""), 50)
}

func TestFloorsArePooledByCadre(t *testing.T) {
	var all []sitting
	for i := range 5 {
		all = append(all, satForm("A", assessments.Pre, float64(10*i)))
	}
	lawyer, nobody, after := satForm("A", assessments.Pre, 80), satForm("A", assessments.Pre, 100), satForm("A", assessments.Post, 100)
	lawyer.Cadre, nobody.Cadre = people.Lawyer, ""
	m := fitted(day0, append(all, lawyer, nobody, after)...)
	same(t, "mentors' floor", m.PreMeans[string(people.CARMentor)], 20)
	same(t, "everybody's floor", m.PreMeans[""], (5*20.0+80+100)/7)
	if _, own := m.PreMeans[string(people.Lawyer)]; own {
		t.Error("one lawyer is a norm")
	}
}

func TestNothingThatHappenedLaterIsKnown(t *testing.T) {
	all := twoItems("A", assessments.Post)
	before := fitted(day0, all...)
	later := satForm("A", assessments.Pre, 100, 1, 1)
	later.AssessedOn, later.CutScore = day0+1, 90
	all = append(all, later)
	m := fitted(day0, all...)
	if m.Results != 20 || m.Cut != 60 || m.SeveralCuts || len(m.PreMeans) != 0 || m.Forms["t/A"] != before.Forms["t/A"] {
		t.Errorf("the next day is known: %+v", m)
	}
	if m = fitted(day0+1, all...); m.Results != 21 || m.Cut != 90 || !m.SeveralCuts {
		t.Errorf("the day itself is not known: %+v", m)
	}
}

// at moves a sitting to a person and a day.
func (s sitting) at(person string, days int) sitting {
	s.PersonID, s.AssessedOn = person, day0+db.Date(days)
	return s
}

func TestPairsAreOneAPersonAndTheLatest(t *testing.T) {
	pre, post, follow := satForm("A", assessments.Pre, 20), satForm("A", assessments.Post, 80), satForm("A", assessments.FollowUp, 60)
	late := satForm("A", assessments.FollowUp, 50)
	again, final := satForm("A", assessments.Post, 90), satForm("A", assessments.FollowUp, 70)
	all := []sitting{
		pre.at("ana", 0), post.at("ana", 1), follow.at("ana", 91), late.at("ana", 181), // followed up twice
		pre.at("berta", 0), post.at("berta", 1), follow.at("berta", 91), again.at("berta", 200), // took the course again: begins anew
		pre.at("carla", 0), post.at("carla", 1), follow.at("carla", 91), again.at("carla", 200), final.at("carla", 300),
		post.at("diana", 1), follow.at("diana", 91), // no pre-test
		follow.at("elena", 91), // no course
		pre.at("fabia", 0), post.at("fabia", 1),
	}
	var results []assessments.Result
	for _, s := range all {
		results = append(results, s.Result)
	}
	got := map[string]measure.FollowUpPair{}
	fitting := fittingOf(results, nil)
	for _, p := range fitting.pairs(fitting.scored(Model{})) {
		got[fmt.Sprintf("%v→%v", p.Post, p.FollowUp)] = p
	}
	want := []measure.FollowUpPair{
		{Cadre: string(people.CARMentor), Pre: 20, Post: 80, FollowUp: 50, Days: 180},
		{Cadre: string(people.CARMentor), Pre: 20, Post: 90, FollowUp: 70, Days: 100},
		{Cadre: string(people.CARMentor), Pre: measure.Undefined(), Post: 80, FollowUp: 60, Days: 90},
	}
	if len(got) != len(want) {
		t.Errorf("got %+v", got)
	}
	for _, w := range want {
		g := got[fmt.Sprintf("%v→%v", w.Post, w.FollowUp)]
		same(t, "the pre score", g.Pre.Float(), w.Pre.Float())
		g.Pre, w.Pre = 0, 0
		if g != w {
			t.Errorf("got %+v, want %+v", g, w)
		}
	}
}

// The post-test of the afternoon comes after the pre-test of the morning, though
// it was scored first.
func TestOneDayHasItsOrder(t *testing.T) {
	post, pre := satForm("A", assessments.Post, 90).Result, satForm("A", assessments.Pre, 10).Result
	post.ID, pre.ID = "1", "2"
	if got := inOrder([]assessments.Result{post, pre}); got[0].ID != "2" || got[1].ID != "1" {
		t.Errorf("got %s before %s", got[0].Occasion, got[1].Occasion)
	}
}
