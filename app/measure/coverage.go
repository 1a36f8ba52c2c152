package measure

import (
	"math"
	"slices"
)

// Under a constant hazard people leave at mu a year; of those still in post the skill is lost at delta a year; k = mu + delta.
// All rates here are per person and year, all times in years, all coverages 0 to 1 (MEASURES, section 3).

// HalfLifeDays is the time after which half of the people trained today have left, in days; undefined without turnover.
func HalfLifeDays(mu float64) Number {
	if mu <= 0 {
		return Undefined()
	}
	return Number(math.Ln2 / mu * DaysPerYear)
}

// StillInPost is the share of today's staff in post after some years.
func StillInPost(mu, years float64) float64 { return math.Exp(-mu * years) }

// Periodic is coverage in the steady state of a training that comes back at fixed intervals.
type Periodic struct {
	Peak   float64 // just after a training
	Trough float64 // just before the next
	Mean   float64 // over time
}

// PeriodicCoverage is reached when every `every` years a share (0 to 1) of those not covered is trained.
func PeriodicCoverage(k, every, share float64) Periodic {
	left := math.Exp(-k * every)
	if share >= 1 {
		share = 1
	}
	if share == 0 {
		return Periodic{}
	}
	peak := share / (1 - (1-share)*left)
	mean := peak
	if k*every > 0 {
		mean = -peak * math.Expm1(-k*every) / (k * every)
	}
	return Periodic{Peak: peak, Trough: peak * left, Mean: mean}
}

// ContinuousCoverage is the steady state when those not covered are trained at rate lambda; undefined when nothing
// moves.
func ContinuousCoverage(lambda, k float64) Number {
	if lambda+k <= 0 {
		return Undefined()
	}
	return Number(lambda / (lambda + k))
}

// CoverageAfter is the continuous model's coverage after some years, from a starting coverage.
func CoverageAfter(lambda, k, start, years float64) float64 {
	if lambda+k <= 0 {
		return start
	}
	steady := lambda / (lambda + k)
	return steady + (start-steady)*math.Exp(-(lambda+k)*years)
}

// RateNeeded is the training rate of those not covered that holds a target coverage (0 <= target < 1); undefined for
// a target of 1.
func RateNeeded(target, k float64) Number {
	if target < 0 || target >= 1 {
		return Undefined()
	}
	return Number(target * k / (1 - target))
}

// OnboardingCeiling is the highest coverage possible when newcomers are trained `delay` years after hiring.
func OnboardingCeiling(mu, delay float64) float64 { return math.Exp(-mu * delay) }

// LongestDelay is the time from hiring to training, in years, that still allows the target coverage; undefined when
// nobody leaves (any delay does) or the target is not between 0 and 1.
func LongestDelay(mu, target float64) Number {
	if mu <= 0 || target <= 0 || target > 1 {
		return Undefined()
	}
	return Number(-math.Log(target) / mu)
}

// CeilingFromCurve is the onboarding ceiling where a tenure curve exists: the share of staff with tenure beyond the delay, the
// area under the curve from delay to horizon over the area from 0. Times are in the curve's unit.
func CeilingFromCurve(c Curve, delay, horizon float64) Number {
	whole, _ := c.RestrictedMean(horizon)
	early, _ := c.RestrictedMean(math.Min(delay, horizon))
	if whole <= 0 {
		return Undefined()
	}
	return Number(1 - early/whole)
}

// ResidualTenure is the probability that somebody of a tenure stays a further horizon, S(tenure + horizon) / S(tenure). Taking S(horizon)
// would treat people with tenure as newly hired. Undefined where the curve has reached 0 at the tenure.
func ResidualTenure(survival func(t float64) float64, tenure, horizon float64) Number {
	now := survival(tenure)
	if now <= 0 {
		return Undefined()
	}
	return Number(survival(tenure+horizon) / now)
}

// SkillLoss is the rate at which skill is lost by those who stay.
type SkillLoss struct {
	Rate   float64 // delta, per year
	Source Source  // measured: from the median time to fall below the cut; assumed: ln2 / half-life
	Months Number  // median time from training to falling below the cut; undefined when assumed
}

// LossOfSkill derives delta from people's latest training results under the model: the median time until the
// expected skill of a newly trained person falls below the cut. Only people who begin above the cut fall. Where fewer than FewestPairs
// of them exist, the half-life is assumed, or the median never falls, it is ln2 / half-life, marked assumed.
func LossOfSkill(results []Result, pres []Number, m Model) SkillLoss {
	pooled := m.HalfLives.Pooled
	out := SkillLoss{Rate: pooled.Rate() * 12, Source: Assumed, Months: Undefined()}
	var times []float64
	for i, r := range results {
		if months, ok := m.monthsAboveCut(r, pres[i]); ok {
			times = append(times, months)
		}
	}
	if len(times) < FewestPairs || pooled.Source == Assumed {
		return out
	}
	slices.Sort(times)
	median := times[len(times)/2]
	if len(times)%2 == 0 {
		median = (median + times[len(times)/2-1]) / 2
	}
	if math.IsInf(median, 0) || median <= 0 {
		return out
	}
	return SkillLoss{Rate: math.Ln2 / median * 12, Source: Measured, Months: Number(median)}
}

// monthsAboveCut is the time until the expected skill falls to the cut: +Inf when it never does, not ok when it begins below.
func (m Model) monthsAboveCut(r Result, pre Number) (months float64, ok bool) {
	start := m.SkillProbability(r, pre, r.Day)
	if start.Mean < m.Cut {
		return 0, false
	}
	const never = 100 * 12 // months
	mean := func(months float64) float64 {
		return m.SkillProbability(r, pre, r.Day+Day(math.Round(months*DaysPerMonth))).Mean
	}
	if mean(never) >= m.Cut {
		return math.Inf(1), true
	}
	return bisect(0, never, func(months float64) float64 { return m.Cut - mean(months) }), true
}

// TrainingPlan answers the planner's question for one place: to hold the target, how many must be trained, and how soon?
type TrainingPlan struct {
	RateNeeded     Number // of those not covered, per year
	PerQuarter     Number // people to train each quarter
	LongestDelay   Number // years from hiring to training at which the target is just possible, if nothing else fades
	MonthsBetween  Number // between trainings of everybody not covered, so that the mean coverage is the target
	CoverageAtRate Number // what training the present number a quarter holds, 0 to 1
}

// Plan works out the training needed to hold a target coverage (0 to 1) on a number of posts, and what the present
// training of `perQuarter` people not covered would hold.
func Plan(target float64, posts int, mu, delta, perQuarter float64) TrainingPlan {
	k := mu + delta
	plan := TrainingPlan{RateNeeded: RateNeeded(target, k), PerQuarter: Undefined(), LongestDelay: LongestDelay(mu, target),
		MonthsBetween: Undefined(), CoverageAtRate: Undefined()}
	if plan.RateNeeded.Defined() {
		plan.PerQuarter = Number(target * k * float64(posts) / 4)
	}
	if k > 0 && posts > 0 {
		plan.CoverageAtRate = Number(math.Min(1, perQuarter*4/(k*float64(posts))))
	}
	if k > 0 && target > 0 && target < 1 {
		years := bisect(0, 1000/k, func(every float64) float64 { return target - PeriodicCoverage(k, every, 1).Mean })
		plan.MonthsBetween = Number(years * 12)
	}
	return plan
}
