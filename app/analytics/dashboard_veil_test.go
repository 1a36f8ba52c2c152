package analytics

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"relevo/app/db"
	"relevo/app/measure"
	"relevo/app/people"
)

// boarded makes the parts of a dashboard that may tell something, for all that the actor may see.
func boarded(about Subject, known facts) Dashboard {
	about.Place, _ = placeIn(about.Place.view, about.Place.named, Everything)
	d := Dashboard{Figures: Figures{Subject: about}}
	for _, at := range d.compared() {
		d.Heat = append(d.Heat, HeatRow{Institution: at})
	}
	d.Columns = append(d.Columns, about.Competency)
	d.heat(about, known)
	d.shrink()
	d.departments(known)
	return d
}

// drawCentres draws places in departments, some of them in none that is known, with many people, few or nobody.
func drawCentres(t *rapid.T) (Subject, facts) {
	view := slices.Clone(rapid.SampledFrom(trees).Draw(t, "tree"))
	var known facts
	for i := range view {
		view[i].Ubigeo = rapid.SampledFrom([]string{"", "08", "15", "16"}).Draw(t, view[i].ID+" lies in")
		n := rapid.OneOf(rapid.IntRange(12, 40), rapid.IntRange(12, 40), rapid.IntRange(0, 6)).Draw(t, view[i].ID+" people")
		mentors(&known, view[i].ID, n, rapid.IntRange(0, n).Draw(t, view[i].ID+" trained"))
	}
	for i := range known.histories {
		if h := &known.histories[i]; h.Completions != nil && rapid.Bool().Draw(t, h.Person+" assessed") {
			score := rapid.SampledFrom([]float64{30, 70, 95}).Draw(t, h.Person+" score")
			h.Results = []measure.Result{{Day: firstDay + 300, Score: score, Occasion: measure.Post}}
		}
	}
	place, _ := placeIn(view, map[string]bool{}, Everything)
	about := Subject{Place: place, On: db.Date(firstDay + 400)}
	about.Model.Model = measure.Model{Cut: 60, HalfLives: measure.HalfLives{Pooled: measure.DefaultHalfLife()}, PreMeans: map[string]float64{"": 30}}
	return about, known
}

// A department shown to whoever sees no names is of no few people and leaves no few
// aside. What follows from it and the places together is tried in TestNobodyLearnsFromARegionWhatPlacesHide; institutions of which no department
// is known are shown as a sum of places that are shown anyway.
func TestADepartmentTellsNothingThatThePlacesDoNot(t *testing.T) {
	told := 0
	rapid.Check(t, func(r *rapid.T) {
		about, known := drawCentres(r)
		d := boarded(about, known)
		eyes := sightOf(d.Subject, known)
		hidden := eyes.on(d.On)
		for _, one := range d.Departments {
			for _, i := range d.Place.Institutions {
				inside, above := i.Region() == one.Code, i.ParentID != nil && regionOf(d.Place.Institutions, *i.ParentID) == one.Code
				if one.Code == "" && inside != above && hidden(i.ID)[inPost] && one.InPost.Defined() {
					r.Errorf("%q shows %v people, and %s, which it is made of, is hidden", one.Code, one.InPost, i.ID)
				}
			}
			var ids []string
			for _, i := range d.Place.Institutions {
				if i.Region() == one.Code {
					ids = append(ids, i.ID)
				}
			}
			truth := measure.Cascade(known.at(ids), measure.Scope{Institutions: ids}, measure.Day(d.On), d.Model.Model)
			if one.InPost.Defined() && int(one.InPost) != truth.InPost || one.Skilled.Value.Defined() && math.Abs(one.Skilled.Value.Float()-float64(truth.TrainedStaff.Value)) > 1e-6 {
				r.Errorf("%q: %v in post, %v skilled, not %v and %v", one.Code, one.InPost, one.Skilled.Value, truth.InPost, truth.TrainedStaff.Value)
			}
			for what, n := range map[string]measure.Number{"in post": one.InPost, "trained": one.Trained, "untrained": one.InPost - one.Trained, "mastered": one.Mastered,
				"not mastered": one.Trained - one.Mastered, "verified": one.Verified, "lapsed": one.Mastered - one.Verified} {
				if n.Defined() && few(math.Round(n.Float())) {
					r.Errorf("%q: %s %v", one.Code, what, n)
				}
			}
			if one.InPost > 0 {
				told++
			}
		}
		for _, row := range d.Heat {
			if row.Shrunk.Value.Defined() && !row.Cells[0].Verified.Defined() {
				r.Errorf("%s is hidden, and pulled to %v", row.Institution.ID, row.Shrunk.Value)
			}
		}
	})
	if told < 5 {
		t.Errorf("%d departments were shown: hardly anything was tried", told)
	}
}

func regionOf(places []people.Institution, id string) string {
	at := slices.IndexFunc(places, func(i people.Institution) bool { return i.ID == id })
	if at < 0 {
		return "elsewhere"
	}
	return places[at].Region()
}

// The share that small places are pulled towards is that of the places shown: other
// people in a place that stays hidden change nothing of what is shown.
func TestNothingHiddenStandsInAnAdjustedShare(t *testing.T) {
	shares := func(hidden int) (out []measure.Number) {
		var known facts
		mentors(&known, "i1", 30, 20)
		mentors(&known, "i2", 25, 10)
		mentors(&known, "i3", 12, 6)
		mentors(&known, "i4", hidden, 0)
		mentors(&known, "i5", 50, 35)
		mentors(&known, "i6", 60, 25)
		for i := range known.histories { // two of three who were trained are verified
			if h := &known.histories[i]; h.Completions != nil && i%3 > 0 {
				h.Results = []measure.Result{{Day: 20450, Score: 90, Occasion: measure.Post}}
			}
		}
		place, _ := placeIn(tree(-1, 0, 0, 0, 0, 0, 0), map[string]bool{}, "i0")
		for _, row := range boarded(Subject{Place: place, On: 20500}, known).Heat {
			if row.Shrunk.Value.Defined() {
				out = append(out, row.Shrunk.Value)
			}
		}
		return out
	}
	if one, other := shares(2), shares(4); len(one) < 2 || len(one) > 4 || !slices.Equal(one, other) {
		t.Errorf("%v with two people hidden, %v with four", one, other)
	}
}
