package measure

import (
	"cmp"
	"math"
	"slices"
)

// TrainedStay is how long one person stayed in post after a training: from the first day on which a course was completed
// while in post in the scope, until no posting there continues within the grace days.
type TrainedStay struct {
	Person      string
	Institution string  // where the person was in post on that day
	Role        string  // in which they were
	From        Day     // the day of the completion
	Days        float64 // stayed until leaving, or until last seen; the middle of an end that is not known to the day
	Left        bool    // false: still in post when last seen
}

// TrainedStays follows everybody whose first completion fell on a day in post in the scope and before asOf. A move from one
// institution of the scope to another within the grace days does not end the stay; with apart it does, and the stay is in one institution.
func TrainedStays(people []History, scope Scope, asOf Day, rules TurnoverRules, apart bool) []TrainedStay {
	var out []TrainedStay
	for _, h := range people {
		if len(h.Completions) == 0 {
			continue
		}
		from := slices.Min(h.Completions)
		at := slices.IndexFunc(h.Postings, func(s Stay) bool { return s.Covers(from) && scope.Includes(s) })
		if at < 0 || from >= asOf {
			continue
		}
		first := h.Postings[at]
		end, upper, ended := first.End(), first.EndUpper, first.Ended()
		own := slices.Clone(h.Postings)
		slices.SortStableFunc(own, func(a, b Stay) int { return cmp.Compare(a.Start, b.Start) })
		for changed := true; changed; {
			changed = false
			for _, s := range own {
				there := scope.Includes(s) && (!apart || s.Institution == first.Institution)
				if there && s.End() > end && int(s.Start-upper) <= rules.GraceDays {
					end, upper, ended, changed = s.End(), s.EndUpper, s.Ended(), true
				}
			}
		}
		one := TrainedStay{Person: h.Person, Institution: first.Institution, Role: first.Role, From: from, Days: min(end, float64(asOf)) - float64(from)}
		one.Left = ended && end <= float64(asOf)
		out = append(out, one)
	}
	return out
}

// TrainedTenures makes observations for [KaplanMeier] of them, in days; the group is the role.
func TrainedTenures(stays []TrainedStay) []Tenure {
	out := make([]Tenure, len(stays))
	for i, s := range stays {
		out[i] = Tenure{Exit: s.Days, Event: s.Left, Group: s.Role}
	}
	return out
}

// Remaining is the time that somebody is expected to stay still, up to the horizon, who has stayed until just before a time: the area
// under the curve from there to the horizon, over its height just before. Behind the last time observed nobody is known to stay
// any longer or not; choose a horizon that is not beyond it. 0 at the horizon and after; undefined where the curve has come down to 0 before.
func (c Curve) Remaining(at, horizon float64) Number {
	if at >= horizon {
		return 0
	}
	before, now := 1.0, 1.0
	area, last := 0.0, at
	for i, t := range c.Time {
		if t >= horizon {
			break
		}
		if t < at {
			before = c.Survival[i].Float()
			now = before
			continue
		}
		area += now * (t - last)
		now, last = c.Survival[i].Float(), t
	}
	area += now * (horizon - last)
	if before <= 0 {
		return Undefined()
	}
	return Number(area / before)
}

// Journey is what a trained person's leaving of an institution, or coming to one, was.
type Journey struct {
	Person   string
	From, To string // institutions; empty: not in the system, or not known
	Day      Day
	Trained  Day // when they first completed a course
}

// TrainedLeavings gives the separations in the window of people who had completed a course by then, with where they went: the institution in which
// they were in post next, within the transfer days. Other separations are counted in untrained: those that were transfers, and those that were not.
func TrainedLeavings(people []History, scope Scope, w Window, rules TurnoverRules) (trained, untrained []Journey, err error) {
	for _, h := range people {
		counted, err := Turnover(h.Postings, scope, w, rules)
		if err != nil {
			return nil, nil, err
		}
		for _, s := range counted.Separations {
			one := Journey{Person: h.Person, From: s.Stay.Institution, Day: s.Stay.EndDay(), To: nextPlace(h.Postings, s.Stay, rules)}
			if len(h.Completions) > 0 && slices.Min(h.Completions) < one.Day {
				one.Trained = slices.Min(h.Completions)
				trained = append(trained, one)
			} else {
				untrained = append(untrained, one)
			}
		}
	}
	return trained, untrained, nil
}

// nextPlace is where somebody went after a stay; empty where they did not go on in the system.
func nextPlace(own []Stay, left Stay, rules TurnoverRules) string {
	to, start := "", Day(math.MaxInt)
	for _, o := range own {
		if o.Institution != left.Institution && o.End() > left.End() && int(o.Start-left.EndUpper) <= rules.TransferDays && o.Start < start {
			to, start = o.Institution, o.Start
		}
	}
	return to
}

// TrainedArrivals gives who began in an institution of the scope in the window and had completed a course before, with where they came from: the
// institution in which they were in post within the transfer days before.
func TrainedArrivals(people []History, scope Scope, w Window, rules TurnoverRules) ([]Journey, error) {
	var out []Journey
	for _, h := range people {
		if len(h.Completions) == 0 {
			continue
		}
		sorted, err := byPerson(h.Postings)
		if err != nil {
			return nil, err
		}
		for _, own := range sorted {
			for i, s := range own {
				trained := slices.Min(h.Completions)
				if !scope.Includes(s) || s.Start <= w.From || s.Start > w.To || trained >= s.Start || chainStart(own, i, rules) != s.Start {
					continue
				}
				out = append(out, Journey{Person: h.Person, From: placeBefore(own, s, rules), To: s.Institution, Day: s.Start, Trained: trained})
			}
		}
	}
	return out, nil
}

// placeBefore is where somebody was before a stay began; empty where that was not in the system.
func placeBefore(own []Stay, came Stay, rules TurnoverRules) string {
	from, end := "", math.Inf(-1)
	for _, o := range own {
		if o.Institution != came.Institution && o.Start < came.Start && int(came.Start-o.EndUpper) <= rules.TransferDays && o.End() > end {
			from, end = o.Institution, o.End()
		}
	}
	return from
}

// TrainedTime is the time, in days, that a person was in post in a scope after completing a course, and to which of their trainings it is owed.
type TrainedTime struct {
	Days   float64   // each day once, whatever they had completed
	Since  []float64 // by training: the days after it
	Shares []float64 // by training: each day shared equally by the trainings completed by then; they sum to Days
}

// TimeTrained measures it for trainings on the given days, up to asOf.
func TimeTrained(postings []Stay, trainings []Day, scope Scope, asOf Day) TrainedTime {
	out := TrainedTime{Since: make([]float64, len(trainings)), Shares: make([]float64, len(trainings))}
	cuts := slices.Clone(trainings)
	cuts = append(cuts, asOf)
	slices.Sort(cuts)
	for i := 0; i+1 < len(cuts); i++ {
		if cuts[i+1] <= cuts[i] || cuts[i] >= asOf {
			continue
		}
		days := unionIn(postings, scope, float64(cuts[i]), float64(min(cuts[i+1], asOf)))
		out.Days += days
		n := 0
		for _, t := range trainings {
			if t <= cuts[i] {
				n++
			}
		}
		for k, t := range trainings {
			if t <= cuts[i] {
				out.Since[k] += days
				out.Shares[k] += days / float64(n)
			}
		}
	}
	return out
}

// unionIn measures the time between two moments in which any of the stays of the scope lasts.
func unionIn(own []Stay, scope Scope, from, to float64) float64 {
	sorted := slices.Clone(own)
	slices.SortFunc(sorted, func(a, b Stay) int { return cmp.Compare(a.Start, b.Start) })
	total, reached := 0.0, from
	for _, s := range sorted {
		if !scope.Includes(s) {
			continue
		}
		start, end := max(float64(s.Start), reached), min(s.End(), to)
		if end > start {
			total += end - start
			reached = end
		}
	}
	return total
}
