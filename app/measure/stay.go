package measure

import (
	"fmt"
	"math"
	"slices"
)

// Stay is one posting as far as it is known: one person in one institution in one role, [Start, end), in whole days.
//
// How it ended is an interval, because people vanish between two staff lists:
//   - known end (first day not in post): EndLower == EndUpper;
//   - vanished: EndLower is the last list that shows the person, EndUpper the first that does not, the true end lies
//     in (EndLower, EndUpper];
//   - still in post: both Open;
//   - lost from sight (no list since EndLower): EndUpper is Open.
type Stay struct {
	Person      string
	Institution string
	Role        string
	Contract    string // the kind of contract, a code; may be empty
	Start       Day
	EndLower    Day
	EndUpper    Day
	Reason      string // why it ended, in the list's words or a code; may be empty
}

// Validate says what is impossible about the stay.
func (s Stay) Validate() error {
	switch {
	case s.EndUpper < s.EndLower:
		return fmt.Errorf("stay of %s at %s: the end interval runs from %d back to %d", s.Person, s.Institution, s.EndLower, s.EndUpper)
	case s.EndLower == s.EndUpper && s.EndUpper <= s.Start:
		return fmt.Errorf("stay of %s at %s: it ends on day %d, not after its start on day %d", s.Person, s.Institution, s.EndUpper, s.Start)
	case s.EndLower < s.Start:
		return fmt.Errorf("stay of %s at %s: last seen on day %d, before its start on day %d", s.Person, s.Institution, s.EndLower, s.Start)
	}
	return nil
}

// Ended reports whether the stay is known to have ended.
func (s Stay) Ended() bool { return s.EndUpper < Open }

// LostSight reports whether the person was last seen on EndLower and nothing is known since.
func (s Stay) LostSight() bool { return s.EndUpper == Open && s.EndLower < Open }

// End is the end used for person-time: the known end, the middle of the interval (which may be a half day), the day
// after the last sight, or Open.
func (s Stay) End() float64 {
	switch {
	case s.LostSight():
		return float64(s.EndLower) + 1
	case s.EndLower == s.EndUpper:
		return float64(s.EndUpper)
	}
	return (float64(s.EndLower) + float64(s.EndUpper)) / 2
}

// EndDay is the first whole day on which the person counts as not in post.
func (s Stay) EndDay() Day { return Day(math.Ceil(s.End())) }

// Covers reports whether the person counts as in post on day t.
func (s Stay) Covers(t Day) bool { return s.Start <= t && float64(t) < s.End() }

// Scope selects the postings a figure is about: one institution, a region's institutions, certain roles or contracts.
// An empty list places no limit.
type Scope struct {
	Institutions []string
	Roles        []string
	Contracts    []string
}

// Includes reports whether a posting belongs to the scope.
func (sc Scope) Includes(s Stay) bool {
	return sc.includesInstitution(s) && (len(sc.Roles) == 0 || slices.Contains(sc.Roles, s.Role)) &&
		(len(sc.Contracts) == 0 || slices.Contains(sc.Contracts, s.Contract))
}

func (sc Scope) includesInstitution(s Stay) bool {
	return len(sc.Institutions) == 0 || slices.Contains(sc.Institutions, s.Institution)
}

// State is where a person stands towards a scope on a day. Everybody ever posted there is in exactly one.
type State int

// The states, in the order in which screens list them.
const (
	NeverThere State = iota // not posted in the scope by that day
	InRole
	InOtherRole
	MovedWithin // in post elsewhere in the system
	HasLeft
	Unknown // lost from sight: shown, never dropped
)

// StateAt tells in which state a person with these stays (all of them, anywhere in the system) is on day t.
func StateAt(stays []Stay, scope Scope, t Day) State {
	there, other, moved, lost := false, false, false, false
	for _, s := range stays {
		if s.Start > t {
			continue
		}
		inScope := scope.Includes(s)
		there = there || scope.includesInstitution(s)
		switch {
		case s.Covers(t) && inScope:
			return InRole
		case s.Covers(t) && scope.includesInstitution(s):
			other = true
		case s.Covers(t):
			moved = true
		case s.LostSight():
			lost = true
		}
	}
	switch {
	case !there:
		return NeverThere
	case other:
		return InOtherRole
	case moved:
		return MovedWithin
	case lost:
		return Unknown
	}
	return HasLeft
}
