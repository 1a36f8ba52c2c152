package measure

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

func outcomes(values ...float64) (list []Number) {
	for _, v := range values {
		list = append(list, Number(v))
	}
	return list
}

// By hand: of two centres that begin in period 1, one rises from 10 to 30 and one from 20 to 30 by the period of their start,
// in the mean 15. In the same time the two that had not begun rise from 10 to 12 and from 20 to 26, in the mean 4: 11. The
// centre that begins in period 2 rises by 9 from period 1 to 2, the one that never began by 1: 8. Weighted: (2*11 + 8)/3 = 10.
func TestAStaggeredStartByHand(t *testing.T) {
	centres := []Centre{
		{Start: 1, Outcome: outcomes(10, 30, 90)},
		{Start: 1, Outcome: outcomes(20, 30, 10)}, // what comes after says nothing of others
		{Start: 2, Outcome: outcomes(10, 12, 21)},
		{Start: NeverYet, Outcome: outcomes(20, 26, 27)},
		{Start: NeverYet, Outcome: []Number{5, Undefined(), Undefined()}},
	}
	got, err := CompareStaggered(centres, 1)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "first", got.Groups[0].Effect, 11.0)
	near(t, "second", got.Groups[1].Effect, 8.0)
	near(t, "effect", got.Effect, 10.0)
	// One period earlier: the centre of period 2 rose by 2, the one that never began by 6.
	near(t, "before", got.Before, -4.0)
	if got.Early != 3 || got.Late != 2 || len(got.Warnings) != 1 {
		t.Errorf("%+v", got)
	}
}

func TestAStaggeredStartWithNobodyToCompare(t *testing.T) {
	got, err := CompareStaggered([]Centre{{Start: 1, Outcome: outcomes(1, 2)}, {Start: 1, Outcome: outcomes(1, 3)}}, 1)
	if err != nil || got.Effect.Defined() || got.P.Defined() || len(got.Warnings) != 1 {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := CompareStaggered([]Centre{{Start: 1, Outcome: outcomes(1, 2)}, {Outcome: outcomes(1)}}, 1); err == nil {
		t.Error("centres of different length are compared")
	}
}

// programme makes centres with a common trend and noise, which gain effect points when they begin.
func programme(random *rand.Rand, n int, effect float64) (centres []Centre) {
	for i := range n {
		c := Centre{Name: fmt.Sprint(i), Start: i % 5}
		if c.Start == 0 {
			c.Start = NeverYet
		}
		level := 30 + 10*random.NormFloat64()
		for period := range 6 {
			y := level + 2*float64(period) + 3*random.NormFloat64()
			if c.Start != NeverYet && period >= c.Start {
				y += effect
			}
			c.Outcome = append(c.Outcome, Number(y))
		}
		centres = append(centres, c)
	}
	return centres
}

// The interval covers the effect that is there, and none is claimed where there is none.
func TestAStaggeredStartFindsWhatIsThere(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	runs := 120
	if testing.Short() {
		runs = 30
	}
	covered, claimed := 0, 0
	for range runs {
		got, err := CompareStaggered(programme(random, 40, 8), 1)
		if err != nil {
			t.Fatal(err)
		}
		if got.Lower < 8 && 8 < got.Upper {
			covered++
		}
		none, err := CompareStaggered(programme(random, 40, 0), 1)
		if err != nil {
			t.Fatal(err)
		}
		if none.P < 0.05 {
			claimed++
		}
	}
	if share := float64(covered) / float64(runs); share < 0.85 {
		t.Errorf("the interval covers the effect in %.2f of the runs", share)
	}
	if share := float64(claimed) / float64(runs); share > 0.12 {
		t.Errorf("an effect is claimed in %.2f of the runs without one", share)
	}
}
