package measure

import (
	"fmt"
	"math"
	"slices"
)

// Tenure is one observed stay for survival analysis: seen from tenure Entry (exclusive) to tenure Exit (inclusive), in any one
// unit of time. Staff already in post when observation began have Entry > 0 (left truncation); people followed from
// their first day have Entry 0 (or -Inf, which also admits an exit at 0).
type Tenure struct {
	Entry float64
	Exit  float64
	Event bool   // true: the stay ended at Exit; false: still in post when last seen
	Group string // compared by the log-rank test; may be empty
	Cause string // reason for leaving, for competing risks; ignored when Event is false
}

// Curve is a Kaplan-Meier curve. The slices run over the distinct event times, in order.
type Curve struct {
	Group       string    `json:"group"`
	N           int       `json:"n"`      // stays observed (after conditioning)
	Events      int       `json:"events"` // stays that ended while observed
	Time        []float64 `json:"time"`
	AtRisk      []int     `json:"n_risk"`   // stays with entry < t <= exit
	EventCounts []int     `json:"n_event"`  // stays that ended at t
	Survival    []Number  `json:"survival"` // probability of staying beyond t, 0 to 1
	StdErr      []Number  `json:"std_err"`  // Greenwood, on the survival scale; undefined where Survival is 0
	Lower       []Number  `json:"lower"`    // 95 %, log-log; undefined where Survival is 0
	Upper       []Number  `json:"upper"`
	Median      Number    `json:"median"`       // undefined while more than half are still in post
	MedianLower Number    `json:"median_lower"` // undefined where the upper or lower curve never crosses one half
	MedianUpper Number    `json:"median_upper"`

	// Fragile is true when an early risk set of fewer than three people fixes the curve; ConditionAt is then the
	// tenure from which the curve should be started instead.
	Fragile     bool     `json:"-"`
	ConditionAt float64  `json:"-"`
	Start       Number   `json:"-"` // conditioning tenure of this curve; undefined without one
	Warnings    Warnings `json:"-"`
}

// smallestRiskSet is the number of people at risk below which an early event says more about who happened to be
// observed than about how long people stay.
const smallestRiskSet = 3

// KaplanMeier estimates the survival of tenure: product limit (Kaplan & Meier 1958), deaths before censorings at ties, risk
// set entry < t <= exit (left truncation), Greenwood's variance, log-log interval, median as R's survfit gives it.
// With start the curve is conditional on having stayed beyond that tenure. Stays that begin and end at the same tenure are an error.
func KaplanMeier(stays []Tenure, start *float64) (Curve, error) {
	stays, err := conditioned(stays, start)
	if err != nil {
		return Curve{}, err
	}
	c := Curve{N: len(stays), Start: Undefined(), Time: []float64{}, AtRisk: []int{}, EventCounts: []int{},
		Survival: []Number{}, StdErr: []Number{}, Lower: []Number{}, Upper: []Number{}}
	if start != nil {
		c.Start = Number(*start)
	}
	survival, greenwood := 1.0, 0.0
	for _, step := range riskTable(stays) {
		d, n := float64(step.events), float64(step.atRisk)
		survival *= (n - d) / n
		c.Events += step.events
		c.Time = append(c.Time, step.time)
		c.AtRisk = append(c.AtRisk, step.atRisk)
		c.EventCounts = append(c.EventCounts, step.events)
		c.Survival = append(c.Survival, Number(survival))
		if step.atRisk == step.events || survival == 0 {
			survival = 0
			c.Survival[len(c.Survival)-1] = 0
			c.StdErr, c.Lower, c.Upper = append(c.StdErr, Undefined()), append(c.Lower, Undefined()), append(c.Upper, Undefined())
			continue
		}
		greenwood += d / (n * (n - d))
		se := math.Sqrt(greenwood)
		shift := z95 * se / -math.Log(survival)
		c.StdErr = append(c.StdErr, Number(survival*se))
		c.Lower = append(c.Lower, Number(math.Pow(survival, math.Exp(shift))))
		c.Upper = append(c.Upper, Number(math.Pow(survival, math.Exp(-shift))))
	}
	c.Median, c.MedianLower, c.MedianUpper = crossing(c.Time, c.Survival), crossing(c.Time, c.Lower), crossing(c.Time, c.Upper)
	c.warn()
	return c, nil
}

func (c *Curve) warn() {
	switch {
	case c.N == 0:
		c.Warnings.addf("no_stays", "there are no stays to follow")
	case c.Events == 0:
		c.Warnings.addf("no_events", "nobody left while observed: the median is undefined")
	case !c.Median.Defined():
		c.Warnings.addf("median_not_reached", "the median is undefined: more than half were still in post at the end")
	case !c.MedianLower.Defined() || !c.MedianUpper.Defined():
		c.Warnings.addf("median_interval_open", "the interval of the median is open: its curve never crosses one half")
	}
	if len(c.Survival) > 0 && c.Survival[len(c.Survival)-1] == 0 {
		c.Warnings.addf("survival_zero", "where survival is 0 its standard error and interval are undefined")
	}
	if len(c.AtRisk) == 0 {
		return
	}
	peak := slices.Index(c.AtRisk, slices.Max(c.AtRisk))
	for i := range peak {
		if c.AtRisk[i] < smallestRiskSet {
			c.Fragile, c.ConditionAt = true, c.Time[i]
		}
	}
	if c.Fragile {
		c.Warnings.addf("early_risk_set", "fewer than %d people at risk at an early tenure fix the whole curve; condition on a start of %g",
			smallestRiskSet, c.ConditionAt)
	}
}

// At gives the probability of staying beyond tenure t (0 to 1).
func (c Curve) At(t float64) float64 {
	survival := 1.0
	for i, time := range c.Time {
		if time > t {
			break
		}
		survival = c.Survival[i].Float()
	}
	return survival
}

// RestrictedMean is the mean tenure up to horizon, the area under the curve from 0, with its standard error
// (Klein & Moeschberger 2003, 4.5). horizon is usually the last tenure observed.
func (c Curve) RestrictedMean(horizon float64) (mean, stdErr float64) {
	areas := make([]float64, len(c.Time)) // area under the curve from each event time to the horizon
	area, right := 0.0, horizon
	for i := len(c.Time) - 1; i >= 0; i-- {
		if c.Time[i] >= horizon {
			continue
		}
		area += c.Survival[i].Float() * (right - c.Time[i])
		right = c.Time[i]
		areas[i] = area
	}
	variance := 0.0
	for i, a := range areas {
		n, d := float64(c.AtRisk[i]), float64(c.EventCounts[i])
		if n > d {
			variance += a * a * d / (n * (n - d))
		}
	}
	return area + right, math.Sqrt(variance)
}

// crossing is the median in survfit's convention: the first time below one half, or the middle of the step when the
// curve lies exactly on one half.
func crossing(times []float64, curve []Number) Number {
	const tolerance = 1.4901161193847656e-08
	for i, s := range curve {
		if math.IsNaN(s.Float()) || s.Float() >= 0.5+tolerance {
			continue
		}
		if math.Abs(s.Float()-0.5) < tolerance {
			for j := i + 1; j < len(curve); j++ {
				if curve[j] < s {
					return Number((times[i] + times[j]) / 2)
				}
			}
		}
		return Number(times[i])
	}
	return Undefined()
}

// conditioned drops stays over by start, moves entries up to it, and joins times that differ by rounding alone.
func conditioned(stays []Tenure, start *float64) ([]Tenure, error) {
	out := make([]Tenure, 0, len(stays))
	for i, s := range stays {
		if math.IsNaN(s.Entry) || math.IsNaN(s.Exit) || s.Exit <= s.Entry {
			return nil, fmt.Errorf("stay %d: exit %g must be later than entry %g", i+1, s.Exit, s.Entry)
		}
		if start != nil {
			if s.Exit <= *start {
				continue
			}
			s.Entry = math.Max(s.Entry, *start)
		}
		out = append(out, s)
	}
	joinTies(out)
	return out, nil
}

// joinTies makes times equal that differ by rounding alone, as survival's timefix does, so that 0.1+0.2 ties with 0.3.
func joinTies(stays []Tenure) {
	const tolerance = 1.4901161193847656e-08
	var times []float64
	for _, s := range stays {
		times = append(times, s.Exit)
		if !math.IsInf(s.Entry, 0) {
			times = append(times, s.Entry)
		}
	}
	slices.Sort(times)
	times = slices.Compact(times)
	scale := 0.0
	for _, t := range times {
		scale += math.Abs(t) / float64(len(times))
	}
	same := make(map[float64]float64)
	for i := 1; i < len(times); i++ {
		gap := times[i] - times[i-1]
		if gap <= tolerance || gap <= tolerance*scale {
			first, ok := same[times[i-1]]
			if !ok {
				first = times[i-1]
			}
			same[times[i]] = first
		}
	}
	for i := range stays {
		if t, ok := same[stays[i].Exit]; ok && t > stays[i].Entry {
			stays[i].Exit = t
		}
		if t, ok := same[stays[i].Entry]; ok {
			stays[i].Entry = t
		}
	}
}

type riskStep struct {
	time           float64
	atRisk, events int
}

// riskTable counts, at each distinct event time, who is at risk and who leaves.
func riskTable(stays []Tenure) []riskStep {
	entries, exits := make([]float64, len(stays)), make([]float64, len(stays))
	events := make(map[float64]int)
	for i, s := range stays {
		entries[i], exits[i] = s.Entry, s.Exit
		if s.Event {
			events[s.Exit]++
		}
	}
	slices.Sort(entries)
	slices.Sort(exits)
	steps := make([]riskStep, 0, len(events))
	for t, d := range events {
		entered, _ := slices.BinarySearch(entries, t) // entry < t
		gone, _ := slices.BinarySearch(exits, t)      // exit < t
		steps = append(steps, riskStep{time: t, atRisk: entered - gone, events: d})
	}
	slices.SortFunc(steps, func(a, b riskStep) int {
		if a.time < b.time {
			return -1
		}
		return 1
	})
	return steps
}
