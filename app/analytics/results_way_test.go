package analytics

import (
	"math"
	"testing"

	"relevo/app/measure"
)

// A share of the way is told only between the baseline and the target; the rest is told in words, by the direction in which the indicator is better.
func TestProgressIsToldOnlyWhereItHasAMeaning(t *testing.T) {
	up, down := Indicator{Code: "verified_share"}, Indicator{Code: "deserted_share", Down: true}
	cost := Indicator{Code: "cost", Planned: true}
	u := measure.Undefined()
	at := func(n measure.Number) *Observed { return &Observed{Value: n} }
	for _, c := range []struct {
		what       string
		indicator  Indicator
		base       *Observed
		now        Observed
		target     float64
		way        Way
		share      float64
		withoutAim bool
	}{
		{"half way", up, at(0.2), Observed{Value: 0.4}, 0.6, Under, 0.5, false},
		{"beyond", up, at(0.2), Observed{Value: 0.7}, 0.6, Reached, math.NaN(), false},
		{"worse than at the beginning", up, at(38), Observed{Value: 36}, 60, FurtherOff, math.NaN(), false},
		{"worse by less than the doubt", up, at(0.11), Observed{Value: 0.10, Lower: 0.07, Upper: 0.15}, 0.5, Unclear, math.NaN(), false},
		{"worse by more than the doubt", up, at(0.21), Observed{Value: 0.10, Lower: 0.07, Upper: 0.15}, 0.5, FurtherOff, math.NaN(), false},
		{"as at the beginning", up, at(39), Observed{Value: 39}, 70, Unmoved, math.NaN(), false},
		{"a target below the baseline", up, at(38.4), Observed{Value: 39.3}, 20, StillMet, math.NaN(), false},
		{"a target below the baseline, lost", up, at(38.4), Observed{Value: 12}, 20, NoMoreMet, math.NaN(), false},
		{"less is better, half way", down, at(0.14), Observed{Value: 0.12}, 0.10, Under, 0.5, false},
		{"less is better, beyond", down, at(0.12), Observed{Value: 0.096}, 0.10, Reached, math.NaN(), false},
		{"less is better, more", down, at(0.12), Observed{Value: 0.15}, 0.10, FurtherOff, math.NaN(), false},
		{"less is better, met before", down, at(0.08), Observed{Value: 0.09}, 0.10, StillMet, math.NaN(), false},
		{"no baseline", up, nil, Observed{Value: 0.3}, 0.6, NotReached, math.NaN(), false},
		{"no baseline, met", up, nil, Observed{Value: 0.6}, 0.6, Reached, math.NaN(), false},
		{"a hidden baseline", up, at(u), Observed{Value: 0.3}, 0.6, NotReached, math.NaN(), false},
		{"hidden", up, at(0.2), Observed{Value: u, Hidden: true}, 0.6, WayHidden, math.NaN(), false},
		{"nothing to count", up, at(0.2), Observed{Value: u}, 0.6, WayUnknown, math.NaN(), false},
		{"a cost is planned", cost, at(100), Observed{Value: 90}, 120, Planned, 0.75, false},
		{"no target", up, at(0.2), Observed{Value: 0.4}, 0, NoTarget, math.NaN(), true},
	} {
		if c.now.Lower == 0 {
			c.now.Lower, c.now.Upper = u, u
		}
		state := IndicatorState{Indicator: c.indicator, Baseline: c.base, Actual: c.now, Target: &ResultsTarget{Value: &c.target}}
		if c.withoutAim {
			state.Target.Value = nil
		}
		way, share := state.Progress()
		if way != c.way || share.Defined() == math.IsNaN(c.share) || share.Defined() && math.Abs(share.Float()-c.share) > 1e-9 {
			t.Errorf("%s: %q %v, want %q %v", c.what, way, share, c.way, c.share)
		}
	}
}
