package analytics

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"relevo/app/access"
	"relevo/app/analytics/analyticstest"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/people"
	"relevo/assessments"
)

// decide decides what the actors may be told, as the job does for those who hold accounts.
func decide(t *testing.T, s *Service, actors ...access.Actor) {
	t.Helper()
	all := map[string]sighted{}
	for _, a := range actors {
		one := sighted{a.Scopes(access.ViewFigures), a.Scopes(access.ViewNames)}
		all[one.key()] = one
	}
	if err := s.decideFor(t.Context(), all); err != nil {
		t.Fatal(err)
	}
}

// What was decided before, written down and read again, shows and hides to the last digit what is decided by all that the actor may see:
// on the page of every place, of a cadre, and of a region.
func TestWhatWasDecidedIsWhatIsDecidedAnew(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		about, known := drawWorld(r, 40, false)
		for _, id := range idsOf(about.Place.view) {
			about.Place.named[id] = rapid.IntRange(0, 3).Draw(r, "named at "+id) == 0
		}
		about.On = monthEnd(about.On)
		k := keptFor(r, about, known)
		whole := k
		whole.about.Place, _ = placeIn(about.Place.view, about.Place.named, Everything)
		whole.parts = maps.Clone(k.parts)
		whole.addUp()
		decided := map[group]toldSeries{}
		if !whole.about.Place.MayNames {
			for g, one := range whole.decided() {
				again, err := toldOf(one.bytes())
				if err != nil {
					r.Fatal(err)
				}
				decided[g] = again
			}
		}
		for _, id := range append(idsOf(about.Place.view), Everything) {
			place, _ := placeIn(about.Place.view, about.Place.named, id)
			blind := place
			blind.blind, blind.view = true, append(slices.Clone(place.Above), place.Institutions...)
			if all := tops(about.Place.view); len(all) == 1 {
				blind.top = all[0].ID
			}
			for _, region := range append([]string{""}, mustOnly(place, "").Regions...) {
				for _, cadre := range []people.Cadre{"", people.CARMentor} {
					want, got := Figures{Subject: about}, Figures{Subject: about}
					want.Place, got.Place = mustOnly(place, region), mustOnly(blind, region)
					if want.Place.MayNames {
						continue
					}
					want.Cadre, got.Cadre = cadre, cadre
					anew := k
					anew.about = want.Subject
					want.fillKept(anew, nil)
					before := kept{about: got.Subject, days: k.days, told: decided}
					got.fillKept(before, nil)
					if a, b := numbers(got), numbers(want); a != b {
						r.Fatalf("%s %s %s: decided before\n%s\nanew\n%s", id, region, cadre, a, b)
					}
				}
			}
		}
	})
}

// numbers lists all numbers of figures. Of nobody who is told it is not told either what is assumed of them.
func numbers(f Figures) string {
	out := ""
	for _, c := range append([]Cascade{f.Cascade}, cascadesOf(f)...) {
		if !c.InPost.Defined() {
			c.Assumed, c.FloorsAssumed, c.Unregressed = false, 0, 0
		}
		out += fmt.Sprintf("%+v\n", c)
	}
	t := f.Turnover
	t.personYears = 0
	return out + fmt.Sprintf("%+v", t)
}

// A page of an institution reads a few rows, however many others there are.
func TestAnEvaluatorsPageReadsAFewRows(t *testing.T) {
	d := dbtest.SQLite(t)
	w := analyticstest.New(t, d)
	s := NewService(d)
	s.readAtOnce = 5
	evaluator, below := analyticstest.Everywhere(access.Evaluator), analyticstest.In(access.Evaluator, w.Network)
	for i := range 20 {
		name := fmt.Sprint("p", i)
		w.Hire(name, []people.Institution{w.Ceiba, w.Lupuna}[i%2], w.Day("2025-06-01"))
		w.Assess(name, w.Day("2025-07-01"), assessments.Post, float64(40+3*i))
	}
	var counted []int64
	for _, more := range []int{0, 60} {
		for n := range more {
			far := w.Open(fmt.Sprint("F", n), fmt.Sprint("Lejos ", n), nil)
			w.Hire(fmt.Sprint("far", n), far, w.Day("2025-06-01"))
		}
		keep(t, s)
		decide(t, s, evaluator, below)
		for _, actor := range []access.Actor{evaluator, below} {
			for _, q := range []Query{{PlaceID: w.Ceiba.ID}, {PlaceID: w.Network.ID}, {PlaceID: w.Network.ID, Region: "16"}, {PlaceID: w.Network.ID, Cadre: people.CARMentor}} {
				q.Competency = analyticstest.Asking
				for _, page := range []func() (*Kept, error){
					func() (*Kept, error) { f, err := s.Figures(t.Context(), actor, q); return f.Kept, err },
					func() (*Kept, error) { f, err := s.Dashboard(t.Context(), actor, q); return f.Kept, err },
				} {
					if _, err := page(); err != nil { // the model is in memory then
						t.Fatal(err)
					}
					before := d.Statements()
					kept, err := page()
					if cost := d.Statements() - before; err != nil || kept == nil || kept.Behind || cost > 18 {
						t.Errorf("%+v: %+v, %d statements, %v", q, kept, cost, err)
					} else {
						counted = append(counted, cost)
					}
				}
			}
		}
	}
	if half := len(counted) / 2; !slices.Equal(counted[:half], counted[half:]) {
		t.Errorf("with more places: %v statements", counted)
	}
}

// What was decided of few people any more, or for nobody any more, is gone.
func TestWhatNobodyIsToldIsNotKept(t *testing.T) {
	d := dbtest.SQLite(t)
	w := analyticstest.New(t, d)
	s := NewService(d)
	s.readAtOnce = -1
	w.Hire("rosa", w.Ceiba, w.Day("2025-06-01"))
	w.Assess("rosa", w.Day("2025-07-01"), assessments.Post, 80)
	rows := func() (n int64) {
		if err := d.Read(t.Context(), func(tx *db.Tx) error { return tx.DB.Model(&keptTold{}).Count(&n).Error }); err != nil {
			t.Fatal(err)
		}
		return n
	}
	keep(t, s)
	decide(t, s, analyticstest.Everywhere(access.Evaluator))
	if rows() == 0 {
		t.Fatal("nothing was decided")
	}
	s.readAtOnce = readAtOnce
	w.Hire("luz", w.Ceiba, w.Day("2025-06-01"))
	keep(t, s)
	decide(t, s, analyticstest.Everywhere(access.Evaluator))
	if n := rows(); n > 0 {
		t.Errorf("%d rows of few people", n)
	}
	s.readAtOnce = -1
	decide(t, s, analyticstest.Everywhere(access.Evaluator))
	if err := s.Decide(t.Context()); err != nil { // there is no such account
		t.Fatal(err)
	}
	if n := rows(); n > 0 {
		t.Errorf("%d rows for nobody", n)
	}
}

func TestTwoWhoSeeAlikeAreToldAlike(t *testing.T) {
	for _, one := range []struct {
		figures, names []string
		key            string
		everyName      bool
	}{
		{[]string{""}, nil, "|", false},
		{[]string{"", "a/"}, nil, "|", false},
		{[]string{"a/", "a/b/", "c/"}, []string{"a/b/", "d/"}, "a/ c/|a/b/", false},
		{[]string{"a/b/"}, []string{"a/"}, "a/b/|a/b/", true},
		{[]string{"a/", "c/"}, []string{"a/"}, "a/ c/|a/", false},
	} {
		s := sighted{one.figures, one.names}
		if s.key() != one.key || s.everyName() != one.everyName {
			t.Errorf("%v: %q, every name: %v", one, s.key(), s.everyName())
		}
	}
	if strings.Count(sightKey(analyticstest.Everywhere(access.Evaluator)), "|") != 1 {
		t.Error("the key of an actor")
	}
}
