package measure

import (
	"math"
	"testing"
)

func TestLossByTurnoverAlone(t *testing.T) {
	var data struct {
		Rates []float64 `json:"separations_per_person_year"`
	}
	var want struct {
		Days []float64 `json:"half_life_days"`
		Year []float64 `json:"p_still_12m"`
		Half []float64 `json:"p_still_6m"`
	}
	reference(t, "coverage_halflife", &data, &want)
	for i, mu := range data.Rates {
		near(t, "half-life", HalfLifeDays(mu), want.Days[i])
		near(t, "after a year", StillInPost(mu, 1), want.Year[i])
		near(t, "after half a year", StillInPost(mu, 0.5), want.Half[i])
	}
}

func TestPeriodicTraining(t *testing.T) {
	var data struct{ Mu, Delta, T, P []float64 }
	var want struct {
		Peak, Trough []float64
		Mean         []float64 `json:"time_average"`
	}
	reference(t, "coverage_periodic_training", &data, &want)
	for i := range data.Mu {
		got := PeriodicCoverage(data.Mu[i]+data.Delta[i], data.T[i], data.P[i])
		near(t, "peak", got.Peak, want.Peak[i])
		near(t, "trough", got.Trough, want.Trough[i])
		near(t, "mean", got.Mean, want.Mean[i])
	}
}

func TestContinuousTraining(t *testing.T) {
	var data struct {
		Lambda    []float64
		Mu, Delta float64
	}
	var want struct {
		Steady []float64 `json:"c_star"`
		Needed float64   `json:"lambda_needed_for_80pct"`
		Soon   []float64 `json:"c_at_t_.25_from_0"`
	}
	reference(t, "coverage_continuous_training", &data, &want)
	k := data.Mu + data.Delta
	for i, lambda := range data.Lambda {
		near(t, "steady state", ContinuousCoverage(lambda, k), want.Steady[i])
		near(t, "after a quarter", CoverageAfter(lambda, k, 0, 0.25), want.Soon[i])
	}
	near(t, "rate needed", RateNeeded(0.8, k), want.Needed)
	if RateNeeded(1, k).Defined() {
		t.Error("no rate holds full coverage")
	}
}

func TestOnboardingCeiling(t *testing.T) {
	var data struct {
		Delay []float64 `json:"delay_days"`
	}
	var want struct {
		One   []float64 `json:"mu_1"`
		Three []float64 `json:"mu_3.5"`
	}
	reference(t, "coverage_onboarding_ceiling", &data, &want)
	for i, days := range data.Delay {
		near(t, "ceiling", OnboardingCeiling(1, days/DaysPerYear), want.One[i])
		near(t, "ceiling", OnboardingCeiling(3.5, days/DaysPerYear), want.Three[i])
	}
	near(t, "longest delay", LongestDelay(3.5, OnboardingCeiling(3.5, 0.1)), 0.1)
}

func TestFiguresOfAYearOfTurnover(t *testing.T) {
	// MEASURES, section 3: what contracts that turn over 3.5 times a year do to a training.
	within(t, "half-life of a training", HalfLifeDays(3.5), 72.0, 0.01)
	within(t, "left after a year", StillInPost(3.5, 1), 0.030, 0.01)
	within(t, "training everybody once a year", PeriodicCoverage(3.5, 1, 1).Mean, 0.277, 0.002)
	within(t, "waiting 30 days", OnboardingCeiling(3.5, 30/DaysPerYear), 0.750, 0.001)
}

func TestCeilingFromCurveAgreesWithTheConstantHazard(t *testing.T) {
	var c Curve
	for day := range 4000 {
		c.Time = append(c.Time, float64(day+1))
		c.Survival = append(c.Survival, Number(math.Exp(-3.5*float64(day+1)/DaysPerYear)))
		c.AtRisk, c.EventCounts = append(c.AtRisk, 2), append(c.EventCounts, 1)
	}
	within(t, "ceiling", CeilingFromCurve(c, 30, 4000), Number(OnboardingCeiling(3.5, 30/DaysPerYear)), 1e-2)
}

func TestResidualTenure(t *testing.T) {
	var data struct {
		Tenure  []float64 `json:"tenure_at_training_months"`
		Horizon []float64 `json:"horizon_months"`
	}
	var want struct {
		P [][]float64 `json:"p_by_person_rows_by_horizon_cols"`
	}
	reference(t, "residual_tenure", &data, &want)
	weibull := func(t float64) float64 { return math.Exp(-math.Pow(t/8, 1.5)) }
	for i, tenure := range data.Tenure {
		for j, horizon := range data.Horizon {
			near(t, "probability", ResidualTenure(weibull, tenure, horizon), Number(want.P[i][j]))
		}
	}
	if ResidualTenure(func(float64) float64 { return 0 }, 1, 1).Defined() {
		t.Error("where nobody is left, residual tenure is undefined")
	}
}

func TestPlanHoldsItsTarget(t *testing.T) {
	plan := Plan(0.8, 40, 3.5, 0.5, 32)
	near(t, "rate", plan.RateNeeded, 16.0)
	near(t, "people each quarter", plan.PerQuarter, 0.8*4*40/4)
	near(t, "coverage at that number", plan.CoverageAtRate, 0.8)
	near(t, "mean between trainings", PeriodicCoverage(4, plan.MonthsBetween.Float()/12, 1).Mean, 0.8)
	near(t, "ceiling at the longest delay", OnboardingCeiling(3.5, plan.LongestDelay.Float()), 0.8)
}

func TestLossOfSkillIsTheTimeToFallBelowTheCut(t *testing.T) {
	m := Model{Cut: 60, HalfLives: HalfLives{Pooled: HalfLife{Months: 6, Source: Measured}}}
	var results []Result
	var pres []Number
	for range FewestPairs {
		results, pres = append(results, Result{Score: 80, Occasion: Post}), append(pres, 40)
	}
	got := LossOfSkill(results, pres, m)
	within(t, "months", got.Months, 6.0, 0.005) // from 80 towards 40, at 60 after one half-life, to the day
	within(t, "rate", got.Rate, math.Ln2*2, 0.005)
	if got.Source != Measured {
		t.Errorf("%+v", got)
	}
	if few := LossOfSkill(results[:5], pres[:5], m); few.Source != Assumed || few.Months.Defined() {
		t.Errorf("%+v", few)
	}
	m.HalfLives.Pooled.Source = Assumed
	if assumed := LossOfSkill(results, pres, m); assumed.Source != Assumed {
		t.Errorf("%+v", assumed)
	}
}
