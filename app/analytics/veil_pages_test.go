package analytics

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"relevo/app/db"
	"relevo/app/measure"
	"relevo/app/people"
)

// alike tells whether two cascades show the same and hide the same.
func alike(a, b Cascade) bool {
	for f, n := range shownIn(a) {
		m := shownIn(b)[f]
		if n.Defined() != m.Defined() || n.Defined() && n != m {
			return false
		}
	}
	return true
}

// shownIn lists the numbers of a cascade.
func shownIn(c Cascade) map[figure]measure.Number {
	return map[figure]measure.Number{inPost: c.InPost, certified: c.Certificates, trained: c.Trained, mastered: c.Mastered, verified: c.Verified,
		neverAssessed: c.NeverAssessed, skilled: c.Skilled.Value}
}

// A place is shown on the page above it, in the series of months and on its own
// page; what one hides none of the others shows.
func TestEveryPageHidesTheSame(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		about, known := drawWorld(r, 60, false)
		own := map[string]Figures{}
		for _, id := range append(idsOf(about.Place.view), Everything) {
			about.Place, _ = placeIn(about.Place.view, about.Place.named, id)
			own[id] = filled(t, about, known)
		}
		for id, f := range own {
			for _, child := range f.Below {
				if !alike(child.Cascade, own[child.Institution.ID].Cascade) {
					r.Errorf("%s on the page of %s: %+v, on its own %+v", child.Institution.ID, id, child.Cascade, own[child.Institution.ID].Cascade)
				}
			}
			if last := f.Series[len(f.Series)-1]; !alike(last.Cascade, f.Cascade) {
				r.Errorf("%s: the series ends with %+v, the day shows %+v", id, last.Cascade, f.Cascade)
			}
			if len(tops(about.Place.view)) == 1 && f.Place.ID == tops(about.Place.view)[0].ID && !alike(f.Cascade, own[Everything].Cascade) {
				r.Errorf("all together shows %+v, the one place it is made of %+v", own[Everything].Cascade, f.Cascade)
			}
		}
	})
}

// No number that leaves the service is of few people, nor is the difference of
// two that are parts of one another, nor is a place less all but one of its parts.
func TestNothingShownIsOfFewPeople(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		about, known := drawWorld(r, 60, false)
		about, known = drawFilters(r, about, known)
		f := filled(t, about, known)
		cascades := []Cascade{f.Cascade}
		for _, child := range f.Below {
			cascades = append(cascades, child.Cascade)
		}
		for _, point := range f.Series {
			cascades = append(cascades, point.Cascade)
		}
		for _, c := range cascades {
			for what, n := range map[string]measure.Number{
				"in post": c.InPost, "certificates": c.Certificates, "trained": c.Trained, "untrained": c.InPost - c.Trained, "mastered": c.Mastered,
				"not mastered": c.Trained - c.Mastered, "verified": c.Verified, "lapsed": c.Mastered - c.Verified, "never assessed": c.NeverAssessed,
				"assessed and not mastered": c.Trained - c.Mastered - c.NeverAssessed, "skilled": c.Skilled.Value, "not skilled": c.InPost - c.Skilled.Value,
				"assumed floors": c.FloorsAssumed, "unregressed": c.Unregressed,
			} {
				if few(n.Float()) {
					r.Errorf("%s: %v in %+v", what, n, c)
				}
			}
			if c.Trained.Defined() && !c.InPost.Defined() || c.Coverage(measure.SkilledRow).Defined() && !c.Skilled.Value.Defined() || c.Skilled.Lower.Defined() != c.Skilled.Value.Defined() {
				r.Errorf("a part is shown without its whole: %+v", c)
			}
		}
		left := f.Turnover
		if few(left.Separations.Float()) || few(left.Transfers.Float()) || few((left.Separations - left.Transfers).Float()) || left.Rate.Rate.Defined() && !left.Separations.Defined() {
			r.Errorf("turnover %+v", left)
		}
		if f.Staff != nil {
			r.Error("names")
		}
	})
}

// Who runs a place sees all of it, however small.
func TestWhoRunsAPlaceSeesAllOfIt(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		about, known := drawWorld(r, 8, true)
		if f := filled(t, about, known); f.Hidden() || !f.Cascade.InPost.Defined() {
			r.Errorf("hidden: %+v", f.Cascade)
		}
	})
}

// mentors are people in post in an institution for good, n of whom are trained.
func mentors(known *facts, at string, n, taught int) {
	for i := range n {
		name := fmt.Sprint(at, " ", i)
		h := measure.History{Person: name, Postings: []measure.Stay{{Person: name, Institution: at, Role: string(people.CARMentor), Start: firstDay, EndLower: measure.Open, EndUpper: measure.Open}}}
		if i < taught {
			h.Completions = []measure.Day{firstDay}
		}
		known.histories = append(known.histories, h)
	}
}

// The account begins and ends with figures of two days: where the page of a day
// hides one, it must not stand there.
func TestTheAccountDoesNotTellWhatThePageHides(t *testing.T) {
	var known facts
	mentors(&known, "i1", 12, 10) // two untrained: to show ten of twelve would tell so
	view := tree(-1, 0)
	place, _ := placeIn(view, map[string]bool{}, "i1")
	about := Subject{Place: place, On: db.Date(lastDay)}
	f := filled(t, about, known)
	if f.Cascade.InPost != 12 || f.Cascade.Trained.Defined() || !math.IsNaN(f.Cascade.Coverage(measure.TrainedRow).Float()) {
		t.Fatalf("the page shows %+v", f.Cascade)
	}
	if change := accounted(about, known, Span{db.Date(firstDay) + 1, db.Date(lastDay)})[measure.TrainedRow]; !change.Hidden {
		t.Errorf("the account shows %+v", change)
	}
}

// By cadre, the pages of single places hide all, and say so.
func TestByCadreASinglePlaceHidesAll(t *testing.T) {
	var known facts
	mentors(&known, "i1", 30, 10)
	mentors(&known, "i2", 30, 10)
	for id, hidden := range map[string]bool{"i1": true, "i0": false, Everything: false} {
		place, _ := placeIn(tree(-1, 0, 0), map[string]bool{}, id)
		about := Subject{Place: place, Cadre: people.CARMentor, On: db.Date(lastDay)}
		f := filled(t, about, known)
		if f.Cascade.Hidden != hidden || f.Turnover.Hidden != hidden || f.Change.Hidden != hidden {
			t.Errorf("%s: cascade %v, turnover %v, account %v, want %v", id, f.Cascade.Hidden, f.Turnover.Hidden, f.Change.Hidden, hidden)
		}
		for _, child := range f.Below {
			if id == "i0" && !child.Cascade.Hidden {
				t.Errorf("mentors of %s are shown", child.Institution.ID)
			}
		}
	}
}
