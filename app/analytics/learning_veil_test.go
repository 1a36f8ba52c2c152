package analytics

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"relevo/app/measure"
	"relevo/app/people"
	"relevo/assessments"
)

// drawLearning makes a tree of places with people who began a course there.
func drawLearning(draw func(low, high int, what string) int, centres int) (*Learning, taken) {
	top := people.Institution{ID: "red", Path: "red/"}
	view := []people.Institution{top}
	known := taken{assessments: map[string]bool{}, paired: new(changes).paired}
	for c := range centres {
		id := fmt.Sprint("c", c)
		view = append(view, people.Institution{ID: id, ParentID: &top.ID, Path: "red/" + id + "/", Name: id, SearchName: id})
		for p := range draw(0, 14, "people") {
			r := &run{person: fmt.Sprint(id, p), offering: fmt.Sprint("o", draw(0, 3, "offering")), institution: id, cadre: people.Cadres()[draw(0, 2, "cadre")],
				region: fmt.Sprint(draw(0, 2, "region")), first: true, at: map[Occasion]test{}}
			pre, post := Outcome(max(0, draw(-6, int(outcomes)-1, "pre"))), Outcome(max(0, draw(-6, int(outcomes)-1, "post")))
			r.at[preTest] = test{pre, float64(draw(0, 100, "score"))}
			r.at[postTest] = test{post, float64(draw(0, 100, "score"))}
			known.runs = append(known.runs, r)
		}
	}
	l := &Learning{}
	l.Place, _ = placeIn(view, map[string]bool{}, "red")
	l.Model.Cut = 60
	return l, known
}

// asks computes the figures of everything that may be asked.
func asks(l *Learning, known taken) map[string]*Learning {
	out := map[string]*Learning{}
	ask := func(name, place string, q LearningQuery) {
		one := &Learning{Query: q}
		one.Place, _ = placeIn(l.Place.view, l.Place.named, place)
		one.Model.Cut = l.Model.Cut
		one.compute(known)
		out[name] = one
	}
	for _, i := range l.Place.view {
		ask(i.ID, i.ID, LearningQuery{})
	}
	for n := range 3 {
		ask(fmt.Sprint("cadre", n), "red", LearningQuery{Cadre: people.Cadres()[n]})
		ask(fmt.Sprint("region", n), "red", LearningQuery{Region: fmt.Sprint(n)})
	}
	ask("low", "red", LearningQuery{LowBefore: true})
	return out
}

func TestNoFewPeopleAreToldByAnyPageOfLearning(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		l, known := drawLearning(func(low, high int, what string) int { return rapid.IntRange(low, high).Draw(r, what) }, rapid.IntRange(1, 5).Draw(r, "centres"))
		all := asks(l, known)
		for name, one := range all {
			numbers := map[string]measure.Number{"began": one.Began}
			for _, s := range one.Steps {
				numbers[fmt.Sprint(s.Occasion, "without a result")] = s.Of - s.Done()
				for o, n := range s.Counts {
					numbers[fmt.Sprint(s.Occasion, o)] = n
				}
			}
			c := one.Comparisons[0]
			for what, n := range map[string]measure.Number{"pairs": c.N, "kept": c.Kept, "gained": c.Gained, "lost": c.Lost, "never": c.Never, "without a post score": one.Steps[0].Done() - c.N, "without a pre score": one.Steps[1].Done() - c.N} {
				numbers[what] = n
			}
			for what, n := range numbers {
				if few(n.Float()) {
					r.Errorf("%s: %s is %v", name, what, n)
				}
			}
		}
		// What is hidden of one part does not follow from the whole and the others.
		for _, parts := range [][]string{centresOf(l), {"cadre0", "cadre1", "cadre2"}, {"region0", "region1", "region2"}} {
			for step := range 2 {
				for o := range outcomes {
					hidden := 0
					for _, name := range append(parts, "red") {
						if !all[name].Steps[step].Counts[o].Defined() {
							hidden++
						}
					}
					if hidden == 1 {
						r.Errorf("one of %v follows from the others: step %d, outcome %d", parts, step, o)
					}
				}
			}
		}
	})
}

func centresOf(l *Learning) []string {
	var ids []string
	for _, i := range l.Place.view[1:] {
		ids = append(ids, i.ID)
	}
	return ids
}

// A national programme of 150 centres: whoever sees no names waits no longer than others.
func TestLearningOfAWholeCountryIsComputedInASecond(t *testing.T) {
	if testing.Short() {
		t.Skip("full size")
	}
	seed := 1
	l, known := drawLearning(func(low, high int, _ string) int {
		seed = (seed*1103515245 + 12345) & 0x7fffffff
		return low + (seed>>8)%(high-low+1)
	}, 150)
	for _, r := range known.runs {
		for _, m := range []int{1, 3, 6, 12} {
			r.at[Occasion{assessments.FollowUp, m}] = test{Outcome((m + len(r.person)) % int(outcomes)), 50}
		}
	}
	for name, mayNames := range map[string]bool{"with names": true, "without": false} {
		one := &Learning{}
		one.Place, _ = placeIn(l.Place.view, l.Place.named, "red")
		one.Place.MayNames, one.Model.Cut = mayNames, 60
		again := *one
		again.compute(known) // in the background
		start := time.Now()
		one.compute(known)
		if took := time.Since(start); took > time.Second {
			t.Errorf("%s: %v for %d people", name, took, len(known.runs))
		} else {
			t.Logf("%s: %v for %d people", name, took, len(known.runs))
		}
	}
}
