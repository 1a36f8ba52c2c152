package analytics

import "relevo/app/measure"

// Way is where an indicator stands between its baseline and its target.
type Way string

// The ways. Only on the way is there a share of it to tell: a target that was met at the baseline lies behind it, and what went the other way
// has gone no part of it.
const (
	NoTarget   Way = ""
	WayHidden  Way = "hidden"  // where it is may not be told
	WayUnknown Way = "unknown" // there is nothing to count
	Planned    Way = "planned" // neither more nor less is better: the share is of what was planned
	Reached    Way = "reached"
	StillMet   Way = "still_met"   // the target was met at the baseline and is now
	NoMoreMet  Way = "no_more_met" // it was met at the baseline and is not now
	Under      Way = "under_way"   // between the baseline and the target
	Unmoved    Way = "unmoved"     // where it was at the baseline
	Unclear    Way = "unclear"     // on the other side of the baseline, by less than the doubt: its interval holds the baseline
	FurtherOff Way = "further_off" // on the other side of the baseline
	NotReached Way = "not_reached" // there is no baseline to tell a way from
)

// Key is the catalogue key of the words for it.
func (w Way) Key() string { return "results.way." + string(w) }

// Progress tells where an indicator stands, by the direction in which it is better, and what part of the way from the baseline to the target was
// gone; the part is undefined where there is none to tell.
func (s IndicatorState) Progress() (Way, measure.Number) {
	none := measure.Undefined()
	switch {
	case s.Target == nil || s.Target.Value == nil:
		return NoTarget, none
	case s.Actual.Hidden:
		return WayHidden, none
	case !s.Actual.Value.Defined():
		return WayUnknown, none
	}
	now, target := s.Actual.Value, measure.Number(*s.Target.Value)
	if s.Planned {
		if target > 0 {
			return Planned, now / target
		}
		return WayUnknown, none
	}
	met := func(n measure.Number) bool { return n >= target }
	if s.Down {
		met = func(n measure.Number) bool { return n <= target }
	}
	if s.Baseline == nil || !s.Baseline.Value.Defined() {
		if met(now) {
			return Reached, none
		}
		return NotReached, none
	}
	began := s.Baseline.Value
	switch gone := (now - began) / (target - began); {
	case met(began) && met(now):
		return StillMet, none
	case met(began):
		return NoMoreMet, none
	case met(now):
		return Reached, none
	case gone > 0:
		return Under, gone
	case gone < 0 && s.Actual.Lower <= began && began <= s.Actual.Upper:
		return Unclear, none
	case gone < 0:
		return FurtherOff, none
	default:
		return Unmoved, none
	}
}
