package analytics

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"relevo/app/db"
	"relevo/app/measure"
	"relevo/app/people"
	"relevo/courses"
)

// answer is a number that is shown of a row: of all, of a funder, or of a group of whoever paid; with the people it counts.
type answer struct {
	name   string
	people map[string]bool
}

// answers lists what somebody who sees no names is shown of a row on all pages of a day, and what is hidden of it by funder.
func answers(about Subject, known facts, row measure.Row) (all []answer) {
	plain, whole := about, facts{histories: known.paid.histories}
	plain.Funder = nil
	f := figureOf(row)
	tallies := veilOver(about.Place)
	counted := tallies.tallies(whole, about.On, about.Model)
	hidden := tallies.withRegions(counted, tallies.masks(counted))
	counts := func(h measure.History, at func(measure.History) bool) bool {
		one := h.Standings([]measure.Day{measure.Day(about.On)}, about.Model.Model)[0]
		return at(h) && map[measure.Row]bool{measure.TrainedRow: one.Trained, measure.MasteredRow: one.Mastered, measure.VerifiedRow: one.Verified}[row]
	}
	for g, of := range tallies.groups {
		if of.directly || hidden[g][f] {
			continue
		}
		a := answer{fmt.Sprintf("%+v", of), map[string]bool{}}
		for _, h := range whole.histories {
			in := func(h measure.History) bool {
				for _, own := range tallies.groupsAt(h, measure.Day(about.On)) {
					if own == g {
						return true
					}
				}
				return false
			}
			if counts(h, in) {
				a.people[h.Person] = true
			}
		}
		all = append(all, a)
	}
	for i := range about.Funders {
		one := plain
		one.Funder = &about.Funders[i]
		mine := whole.of(one.Funder.ID, known.paid.by)
		if sightOf(one, mine).on(about.On)(Everything)[f] {
			continue
		}
		a := answer{one.Funder.Code, map[string]bool{}}
		for _, h := range mine.histories {
			if counts(h, func(h measure.History) bool { return len(tallies.groupsAt(h, measure.Day(about.On))) > 0 }) {
				a.people[h.Person] = true
			}
		}
		all = append(all, a)
	}
	return all
}

// Whoever subtracts two answers, as those whom a funder trained from those whom anybody trained, or from those trained in a place,
// has no number of few people; nor whoever adds up and subtracts what is told of all and of the funders.
func TestNobodySubtractsFewPeopleFromAFunder(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		about, known := drawWorld(r, 60, false)
		about.Place, _ = placeIn(about.Place.view, about.Place.named, Everything)
		about, known = funded(r, about, known)
		row := rapid.SampledFrom([]measure.Row{measure.TrainedRow, measure.MasteredRow, measure.VerifiedRow}).Draw(r, "row")
		all := answers(about, known, row)
		for _, x := range all {
			if len(x.name) == 1 && few(float64(len(x.people))) {
				r.Errorf("%s: %d people", x.name, len(x.people))
			}
			for _, y := range all {
				if len(x.name) == 1 || len(y.name) == 1 {
					if less, n := lessen(x.people, y.people); less && few(float64(n)) {
						r.Errorf("%s less %s are %d people", x.name, y.name, n)
					}
				}
			}
		}
		var told []answer
		for _, x := range all {
			if len(x.name) == 1 || x.name == fmt.Sprintf("%+v", group{institution: Everything}) {
				told = append(told, x)
			}
		}
		for code := range int(math.Pow(5, float64(len(told)))) {
			net := map[string]int{}
			times := make([]int, len(told))
			for i, rest := 0, code; i < len(told); i, rest = i+1, rest/5 {
				times[i] = rest%5 - 2
				for person := range told[i].people {
					net[person] += times[i]
				}
			}
			n, selects := 0, true
			for _, one := range net {
				n += one
				selects = selects && (one == 0 || one == 1)
			}
			if selects && few(float64(n)) {
				r.Errorf("%v times %v are %d people", times, told, n)
			}
		}
	})
}

// lessen tells whether some people are all among others, and how many more there are of these.
func lessen(all, some map[string]bool) (bool, int) {
	for person := range some {
		if !all[person] {
			return false, 0
		}
	}
	return true, len(all) - len(some)
}

// paidFor has the mentors of a place trained by funders, one after the other.
func paidFor(known *facts, by map[string]funding, at string, n int, funders ...string) {
	from := len(known.histories)
	mentors(known, at, n, n)
	for i := range known.histories[from:] {
		h := &known.histories[from+i]
		h.Person = fmt.Sprint(h.Person, from)
		by[h.Person] = funding{done: []paidDay{{on: firstDay, funders: funders}}}
	}
}

// A funder is told of where nobody few follows from it; everything less one funder of whom all but three were trained is not.
func TestWhatAFunderShows(t *testing.T) {
	about := Subject{Funders: []courses.Funder{{ID: "fa", Code: "A"}, {ID: "fb", Code: "B"}, {ID: "fc", Code: "C"}}, On: db.Date(lastDay)}
	place, _ := placeIn(tree(-1, 0, 0), map[string]bool{}, "i0")
	for name, test := range map[string]struct {
		people map[string]int // trained, by funders
		want   map[string]bool
	}{
		"each has many":                      {map[string]int{"fa": 20, "fb": 15, "": 9}, map[string]bool{"A": false, "B": false}},
		"three were trained by nobody known": {map[string]int{"fa": 20, "": 3}, map[string]bool{"A": true}},
		"three were trained by another":      {map[string]int{"fa": 20, "fb": 3}, map[string]bool{"A": true, "B": true}},
		"three by two at once":               {map[string]int{"fa": 20, "fb": 15, "fa fb": 3}, map[string]bool{"A": false, "B": true}},
	} {
		known, by := facts{}, map[string]funding{}
		for funders, n := range test.people {
			paidFor(&known, by, "i1", n, strings.Fields(funders)...)
		}
		mentors(&known, "i2", 30, 0)
		for code, want := range test.want {
			about.Place = place
			about.Funder = &about.Funders[slices.IndexFunc(about.Funders, func(f courses.Funder) bool { return f.Code == code })]
			f := filled(t, about, known.of(about.Funder.ID, by))
			if got := !f.Cascade.Trained.Defined(); got != want {
				t.Errorf("%s: %s hidden %v, want %v", name, code, got, want)
			}
			if f.Cascade.InPost < 30 || !f.Change.Hidden {
				t.Errorf("%s: %v in post, account hidden %v", name, f.Cascade.InPost, f.Change.Hidden)
			}
			for _, child := range f.Below {
				if !child.Cascade.Hidden {
					t.Errorf("%s: %s is told of %s", name, code, child.Institution.ID)
				}
			}
		}
	}
}

// By region and by cadre at once, or by funder too, nothing is told to who sees no names.
func TestTwoFiltersAtOnceHideAll(t *testing.T) {
	var known facts
	by := map[string]funding{}
	paidFor(&known, by, "i1", 30, "fa")
	paidFor(&known, by, "i2", 30, "fb")
	view := tree(-1, 0, 0)
	view[1].Ubigeo, view[2].Ubigeo = "15", "16"
	place, _ := placeIn(view, map[string]bool{}, Everything)
	about := Subject{Place: mustOnly(place, "15"), Funders: []courses.Funder{{ID: "fa"}, {ID: "fb"}}, On: db.Date(lastDay)}
	if f := filled(t, about, known); f.Cascade.InPost != 30 || f.Cascade.Trained.Defined() != true {
		t.Errorf("the region shows %+v", f.Cascade)
	}
	about.Cadre = people.CARMentor
	if f := filled(t, about, known); f.Cascade.InPost.Defined() || !f.Change.Hidden {
		t.Errorf("region and cadre show %+v", f.Cascade)
	}
	about.Cadre, about.Funder = "", &about.Funders[0]
	if f := filled(t, about, known.of("fa", by)); f.Cascade.InPost.Defined() || !f.Change.Hidden {
		t.Errorf("region and funder show %+v", f.Cascade)
	}
}
