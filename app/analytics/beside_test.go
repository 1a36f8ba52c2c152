package analytics

import (
	"fmt"
	"testing"

	"relevo/app/access"
	"relevo/app/analytics/analyticstest"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
	"relevo/app/people"
	"relevo/assessments"
)

// both is somebody who sees figures everywhere and names in one place.
func both(at people.Institution) access.Actor {
	actor := analyticstest.Everywhere(access.Evaluator)
	actor.Roles = append(actor.Roles, analyticstest.In(access.Manager, at).Roles...)
	return actor
}

// Two centres side by side show what each shows on its own page on that day, whoever looks and whether it is computed or kept.
func TestTwoPlacesBesideEachOtherShowWhatTheirPagesShow(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := analyticstest.New(t, d)
		for i := range 26 {
			name := fmt.Sprint("p", i)
			w.Hire(name, []people.Institution{w.Ceiba, w.Lupuna}[i%2], w.Day("2025-06-01"))
			if i%3 > 0 {
				w.Train(name, w.Day("2026-02-01"))
				w.Assess(name, w.Day("2026-02-02"), assessments.Post, float64(40+2*i))
			}
		}
		for _, atOnce := range []int{readAtOnce, 5} {
			s := NewService(d)
			s.readAtOnce = atOnce
			actors := map[string]access.Actor{"manager": analyticstest.Everywhere(access.Manager), "evaluator": analyticstest.Everywhere(access.Evaluator), "of one": both(w.Ceiba), "of the other": both(w.Lupuna)}
			if atOnce == 5 {
				keep(t, s)
				for _, actor := range actors {
					if actor.May(access.ViewNames, "") {
						continue
					}
					decide(t, s, actor)
				}
			}
			for name, actor := range actors {
				b, err := s.Beside(t.Context(), actor, BesideQuery{PlaceID: w.Ceiba.ID, With: w.Lupuna.ID, Competency: analyticstest.Asking})
				if err != nil || len(b.Sides) != 2 {
					t.Fatalf("%s: %d sides, %v", name, len(b.Sides), err)
				}
				if b.Sides[0].On != b.Sides[1].On {
					t.Errorf("%s: one is of %s, the other of %s", name, b.Sides[0].On, b.Sides[1].On)
				}
				for i, at := range []people.Institution{w.Ceiba, w.Lupuna} {
					own, err := s.Figures(t.Context(), actor, Query{PlaceID: at.ID, Competency: analyticstest.Asking, On: b.On})
					if err != nil {
						t.Fatal(err)
					}
					if got, want := numbers(b.Sides[i])+fmt.Sprint(b.Sides[i].Change), numbers(own)+fmt.Sprint(own.Change); got != want {
						t.Errorf("%s of %d, %s:\n%s\nits own page\n%s", name, atOnce, at.Name, got, want)
					}
				}
				if len(b.Choices) == 0 {
					t.Errorf("%s: nothing to choose", name)
				}
			}
		}
	})
}

// What is not there for the reader is not there, and nothing is set beside a part of itself.
func TestWhatCannotBeSetBeside(t *testing.T) {
	d := dbtest.SQLite(t)
	w := analyticstest.New(t, d)
	w.Hire("rosa", w.Ceiba, w.Day("2025-06-01"))
	w.Assess("rosa", w.Day("2025-07-01"), assessments.Post, 80)
	s := NewService(d)
	network := analyticstest.In(access.Manager, w.Network)
	for with, kind := range map[string]fault.Kind{w.Apart.ID: fault.NotFound, "none": fault.NotFound, Everything: fault.NotFound, w.Network.ID: fault.Invalid, w.Ceiba.ID: fault.Invalid} {
		for _, actor := range []access.Actor{network, analyticstest.In(access.Evaluator, w.Network)} {
			if _, err := s.Beside(t.Context(), actor, BesideQuery{PlaceID: w.Ceiba.ID, With: with}); !fault.Is(err, kind) {
				t.Errorf("beside %s: %v", with, err)
			}
		}
	}
	if _, err := s.Beside(t.Context(), network, BesideQuery{PlaceID: Everything}); !fault.Is(err, fault.NotFound) {
		t.Error(err)
	}
	b, err := s.Beside(t.Context(), network, BesideQuery{PlaceID: w.Ceiba.ID})
	if err != nil || len(b.Sides) != 1 || len(b.Choices) != 1 || b.Choices[0].ID != w.Lupuna.ID {
		t.Errorf("%d sides, choices %v, %v", len(b.Sides), b.Choices, err)
	}
	if _, known := b.Apart(); known {
		t.Error("one place alone is compared")
	}
}

// Two places cost what one does and a little more, however many others there are.
func TestTwoPlacesReadAFewRows(t *testing.T) {
	d := dbtest.SQLite(t)
	w := analyticstest.New(t, d)
	s := NewService(d)
	evaluator := analyticstest.Everywhere(access.Evaluator)
	for i := range 20 {
		name := fmt.Sprint("p", i)
		w.Hire(name, []people.Institution{w.Ceiba, w.Lupuna}[i%2], w.Day("2025-06-01"))
		w.Assess(name, w.Day("2025-07-01"), assessments.Post, float64(40+3*i))
	}
	cost := func() int64 {
		ask := func() Beside {
			b, err := s.Beside(t.Context(), evaluator, BesideQuery{PlaceID: w.Ceiba.ID, With: w.Lupuna.ID, Competency: analyticstest.Asking})
			if err != nil {
				t.Fatal(err)
			}
			return b
		}
		ask() // the model is in memory then
		before := d.Statements()
		if b := ask(); s.readAtOnce == 5 && (b.Sides[0].Kept == nil || b.Sides[1].Kept == nil) {
			t.Error("it is not kept")
		}
		return d.Statements() - before
	}
	s.readAtOnce = readAtOnce
	if n := cost(); n > 18 {
		t.Errorf("read, %d statements", n)
	}
	s.readAtOnce = 5
	keep(t, s)
	decide(t, s, evaluator)
	if n := cost(); n > 18 {
		t.Errorf("kept, %d statements", n)
	}
}
