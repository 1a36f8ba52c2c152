package measure

import (
	"cmp"
	"math"
	"slices"
)

// FadingPoint is what a group of people had kept of what training added, so long after it: what a fitted curve is looked at beside.
type FadingPoint struct {
	Months float64 // from post to follow-up, their mean
	Pairs  int
	Kept   Number // the group's gain at the follow-up over its gain at the post, 1 for all of it; undefined where nothing was gained
	Lower  Number // 95 %, of the ratio, by its linearised variance
	Upper  Number
}

// pointSpan is how many months apart the follow-ups of one point may lie, unless there are too few of them.
const pointSpan = 1.5

// FadingPoints puts the follow-up pairs of one competency together by the time between, at least so many pairs a point; with
// fewer altogether there is none. As in the fit, sums of gains are compared and not single scores, whose errors would look like fading.
func FadingPoints(pairs []FollowUpPair, fewest int) []FadingPoint {
	terms := newFadingFit(pairs, DefaultHalfLife()).terms
	if len(terms) < fewest || len(terms) == 0 {
		return nil
	}
	slices.SortStableFunc(terms, func(a, b fadingTerm) int { return cmp.Compare(a.months, b.months) })
	var groups [][]fadingTerm
	var group []fadingTerm
	for i, t := range terms {
		rest := len(terms) - i
		if len(group) >= fewest && rest >= fewest && t.months-group[0].months > pointSpan {
			groups, group = append(groups, group), nil
		}
		group = append(group, t)
	}
	var out []FadingPoint
	for _, g := range append(groups, group) {
		out = append(out, fadingPoint(g))
	}
	return out
}

func fadingPoint(terms []fadingTerm) FadingPoint {
	n := float64(len(terms))
	months, gain, later := 0.0, 0.0, 0.0
	for _, t := range terms {
		months += t.months / n
		gain += t.gain
		later += t.later
	}
	p := FadingPoint{Months: months, Pairs: len(terms), Kept: Undefined(), Lower: Undefined(), Upper: Undefined()}
	if gain <= 0 {
		return p
	}
	p.Kept = Number(later / gain)
	if n < 2 {
		return p
	}
	squares := 0.0
	for _, t := range terms {
		squares += square(t.later - p.Kept.Float()*t.gain)
	}
	half := tQuantile(0.975, n-1) * math.Sqrt(squares*n/(n-1)) / gain
	p.Lower, p.Upper = p.Kept-Number(half), p.Kept+Number(half)
	return p
}

// Kept is the share of what training added that is left after some months, 0 to 1.
func (h HalfLife) Kept(months float64) float64 { return math.Exp2(-max(0, months) / h.Months.Float()) }

// Forecast is what a person in post is expected to lose if nothing happens.
type Forecast struct {
	Person string
	Now    float64 // probability of skill, 0 to 1
	Later  float64
}

// Loss is the expected loss, in people: it adds up to the fall of the turnover-adjusted trained staff if nobody comes, goes or is assessed.
func (f Forecast) Loss() float64 { return f.Now - f.Later }

// Forecasts looks so many days ahead for everybody in post on day t who was ever assessed, in the order of the input.
func Forecasts(people []History, scope Scope, t Day, days int, m Model) []Forecast {
	var out []Forecast
	for _, h := range people {
		if s := h.standingAt(scope, t); s.inPost && s.scored {
			out = append(out, Forecast{h.Person, m.SkillProbability(s.last, s.pre, t).P, m.SkillProbability(s.last, s.pre, t+Day(days)).P})
		}
	}
	return out
}
