package analytics

import (
	"context"
	"math"

	"relevo/app/access"
	"relevo/app/fault"
	"relevo/app/measure"
)

// WhatIf is what a plan is made of; nil asks for what is known of the place.
type WhatIf struct {
	Target   *float64 // percent of the posts, above 0 and below 100
	Posts    *float64 // always filled
	Turnover *float64 // separations per person-year
	HalfLife *float64 // of the skill, months
	Months   *float64 // between the trainings of everybody
	Delay    *float64 // days from hiring to a newcomer's own training
	Cost     *float64 // of training one person once, soles; nothing is known of it here
}

// Planner is what it takes to hold a share of a place's posts covered. It is made only of figures that the same
// actor sees on the page of figures: what is hidden there is nil here until it is given.
type Planner struct {
	Figures
	Known WhatIf // what is known of the place
	Used  WhatIf // what the plan is made of
	Plan  *Plan  // nil where something that it needs is neither known nor given
}

// Plan is the answer.
type Plan struct {
	measure.Schedule
	Posts            int
	Reached          float64        // mean share covered, 0 to 1
	LongestDelay     measure.Number // years from hiring to training; undefined where the target cannot be held so, or nobody leaves
	Newcomers, Again float64        // people trained from one training of everybody to the next
	Course           []PlanMonth
	Simulated        bool // false for more posts than are worth simulating
}

// PlanMonth is the end of a month of the plan.
type PlanMonth struct {
	Month    int
	Expected float64 // share covered by the formula
	measure.Simulated
}

const (
	planMonths  = 24
	planRuns    = 400
	mostImaged  = 2000 // posts; chance averages out in more
	planTarget  = 80.0
	planEvery   = 3.0 // months
	monthsAYear = 12
)

// PeriodTrained is how many are trained in an interval.
func (p Plan) PeriodTrained() float64 { return p.Newcomers + p.Again }

// YearTrained is how many are trained in a year.
func (p Plan) YearTrained() float64 { return p.PeriodTrained() / p.Every }

// Planner answers how many must be trained in a place, how often, and how soon after hiring, to hold a target.
func (s *Service) Planner(ctx context.Context, actor access.Actor, q Query, given WhatIf) (Planner, error) {
	var out Planner
	if err := given.validate(); err != nil {
		return out, err
	}
	figures, err := s.Figures(ctx, actor, q)
	if err != nil {
		return out, err
	}
	out = Planner{Figures: figures, Known: knownOf(figures)}
	out.Used = out.Known.with(given)
	out.Plan = planOf(out.Used, figures.Model.HalfLives.Pooled)
	return out, nil
}

func (w WhatIf) validate() error {
	var check fault.Check
	within := func(value *float64, field string, low, high float64) {
		check.That(value == nil || *value >= low && *value <= high, field, "planner.between", "low", low, "high", high)
	}
	within(w.Target, "target", 1, 99)
	within(w.Posts, "posts", 1, 1e6)
	check.That(w.Posts == nil || *w.Posts == math.Trunc(*w.Posts), "posts", "fault.not_whole")
	within(w.Turnover, "turnover", 0, 50)
	within(w.HalfLife, "half_life", 0.1, 600)
	within(w.Months, "months", 0.5, 60)
	within(w.Delay, "delay", 0, 3650)
	within(w.Cost, "cost", 0, 1e6)
	return check.Err()
}

// knownOf takes from the figures what their page shows to the same actor.
func knownOf(f Figures) WhatIf {
	target, every := planTarget, planEvery
	return WhatIf{Target: &target, Months: &every, Posts: given(f.Cascade.Denominator(), 0, 1), Turnover: given(f.Turnover.Rate.Rate, 2, 0),
		HalfLife: given(f.Model.HalfLives.Pooled.Months, 1, 0.1)}
}

// given is a figure rounded as it is shown; nil for an undefined one, or one below the least.
func given(n measure.Number, decimals int, least float64) *float64 {
	if !n.Defined() || n.Float() < least {
		return nil
	}
	power := math.Pow10(decimals)
	x := math.Round(n.Float()*power) / power
	return &x
}

func (w WhatIf) with(other WhatIf) WhatIf {
	for _, one := range []struct{ mine, theirs **float64 }{{&w.Target, &other.Target}, {&w.Posts, &other.Posts}, {&w.Turnover, &other.Turnover},
		{&w.HalfLife, &other.HalfLife}, {&w.Months, &other.Months}, {&w.Delay, &other.Delay}, {&w.Cost, &other.Cost}} {
		if *one.theirs != nil {
			*one.mine = *one.theirs
		}
	}
	return w
}

// planOf makes the plan. Without a half-life nothing fades if that is what was found.
func planOf(w WhatIf, half measure.HalfLife) *Plan {
	if w.Posts == nil || w.Turnover == nil || w.HalfLife == nil && !math.IsInf(half.Months.Float(), 1) {
		return nil
	}
	p := Plan{Posts: int(*w.Posts), Schedule: measure.Schedule{Turnover: *w.Turnover, Every: *w.Months / monthsAYear, Delay: measure.Undefined()}}
	if w.HalfLife != nil {
		p.Loss = math.Ln2 / *w.HalfLife * monthsAYear
	}
	p.LongestDelay = p.Schedule.LongestDelay(*w.Target / 100)
	switch {
	case w.Delay != nil:
		p.Delay = measure.Number(*w.Delay / measure.DaysPerYear)
	case p.LongestDelay.Defined():
		p.Delay = measure.Number(math.Floor(p.LongestDelay.Float()*measure.DaysPerYear) / measure.DaysPerYear)
	}
	p.Reached = p.Mean()
	p.Newcomers, p.Again = p.Trained(p.Posts)
	if p.Simulated = p.Posts <= mostImaged; p.Simulated {
		for m, one := range p.Simulate(p.Posts, planMonths, max(40, min(planRuns, 40*mostImaged/p.Posts)), 1) {
			p.Course = append(p.Course, PlanMonth{Month: m, Simulated: one})
		}
	} else {
		none := math.NaN()
		for m := range planMonths + 1 {
			p.Course = append(p.Course, PlanMonth{Month: m, Simulated: measure.Simulated{Mean: none, Median: none, Low: none, High: none}})
		}
	}
	for i := range p.Course {
		p.Course[i].Expected = p.CoverageAt(math.Mod(float64(i)/monthsAYear+1e-9, p.Every))
	}
	return &p
}
