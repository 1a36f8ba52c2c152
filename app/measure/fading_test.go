package measure

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestLevelHalvesTheGainInAHalfLife(t *testing.T) {
	h := DefaultHalfLife()
	near(t, "at once", Level(80, 40, 0, h), 80.0)
	near(t, "one half-life", Level(80, 40, 6.5*DaysPerMonth, h), 60.0)
	near(t, "two half-lives", Level(80, 40, 13*DaysPerMonth, h), 50.0)
	near(t, "nothing fades", Level(80, 40, 1e6, HalfLife{Months: Number(math.Inf(1))}), 80.0)
}

func TestFewPairsLeaveTheHalfLifeAssumed(t *testing.T) {
	pairs := make([]FollowUpPair, FewestPairs-1)
	for i := range pairs {
		pairs[i] = FollowUpPair{Pre: 40, Post: 80, FollowUp: 50, Days: 100}
	}
	got := FitHalfLife(pairs, DefaultHalfLife()).Pooled
	if got.Source != Assumed || got.Months != 6.5 || got.Pairs != FewestPairs-1 || got.Citation == "" {
		t.Errorf("%+v", got)
	}
}

func TestExactFadingIsRecovered(t *testing.T) {
	var pairs []FollowUpPair
	truth := AssumedHalfLife(4, 3, 5, "")
	for i := range 40 {
		days := 30 + 10*i
		pairs = append(pairs, FollowUpPair{Pre: 40, Post: 80, FollowUp: Level(80, 40, float64(days), truth), Days: days})
	}
	got := FitHalfLife(pairs, DefaultHalfLife()).Pooled
	near(t, "months", got.Months, 4.0)
	if got.Source != Measured || got.Pairs != 40 {
		t.Errorf("%+v", got)
	}
}

// cohort draws people whose true skills are normal with variance r SD^2 about their group's mean, as the model assumes.
type cohort struct {
	random   *rand.Rand
	truth    HalfLife
	norm     Norm
	sd, pre  float64
	preNoise float64
}

func newCohort(seed uint64, months float64) cohort {
	const sd, r = 12, 0.8
	return cohort{random: rand.New(rand.NewPCG(seed, 7)), truth: AssumedHalfLife(months, months, months, ""), sd: sd, pre: 45, preNoise: 6,
		norm: Norm{Mean: 72, Reliability: r, SEM: sd * math.Sqrt(1-r)}}
}

// person draws a pre and a last score and the true skill `days` later.
func (c cohort) person(days float64) (pre, last, skill float64) {
	left := kept(days, c.truth)
	mean := c.pre + (c.norm.Mean-c.pre)*left
	skill = mean + math.Sqrt(c.norm.Reliability)*c.sd*c.random.NormFloat64()
	level := skill + c.norm.SEM*c.random.NormFloat64()
	pre = c.pre + c.preNoise*c.random.NormFloat64()
	last = pre + (level-pre)/left
	return math.Min(pre, last), last, skill
}

// pair draws a follow-up pair: post and follow-up are measured with error, each on its own.
func (c cohort) pair() FollowUpPair {
	days := 30 + c.random.IntN(330)
	pre := c.pre + c.preNoise*c.random.NormFloat64()
	post := c.norm.Mean + math.Sqrt(c.norm.Reliability)*c.sd*c.random.NormFloat64()
	later := Level(post, pre, float64(days), c.truth)
	return FollowUpPair{Pre: Number(pre), Post: post + c.norm.SEM*c.random.NormFloat64(), FollowUp: later + c.norm.SEM*c.random.NormFloat64(), Days: days}
}

func (c cohort) model(h HalfLives, cut float64) Model {
	return Model{Cut: cut, HalfLives: h, PreMeans: map[string]float64{"": c.pre}, Norms: map[NormKey]Norm{{Occasion: Post}: c.norm}}
}

func TestSumOfSkillsCoversTheTruthInSimulation(t *testing.T) {
	for _, scenario := range []struct {
		name             string
		staff, days      int
		months, cut      float64
		pairs            int
		priorLow, priorH float64
	}{
		{name: "fresh assessments", staff: 60, days: 30, months: 6.5, cut: 70, pairs: 80},
		{name: "old assessments, measured half-life", staff: 60, days: 360, months: 5, cut: 60, pairs: 80},
		{name: "a programme", staff: 400, days: 360, months: 8, cut: 60, pairs: 200},
		{name: "assumed half-life", staff: 60, days: 240, cut: 60, priorLow: 4, priorH: 10.5},
	} {
		const runs = 2000
		covered, bias := 0, 0.0
		for run := range runs {
			months := scenario.months
			random := rand.New(rand.NewPCG(uint64(run), 99))
			prior := DefaultHalfLife()
			if scenario.pairs == 0 {
				prior = AssumedHalfLife(6.5, scenario.priorLow, scenario.priorH, "")
				months = math.Ln2 / (prior.Rate() + prior.RateStdErr*random.NormFloat64())
			}
			c := newCohort(uint64(run), months)
			pairs := make([]FollowUpPair, scenario.pairs)
			for i := range pairs {
				pairs[i] = c.pair()
			}
			model := c.model(FitHalfLife(pairs, prior), scenario.cut)
			able := 0.0
			skills := make([]Skill, scenario.staff)
			for i := range skills {
				days := c.random.IntN(scenario.days)
				pre, last, skill := c.person(float64(days))
				if skill >= scenario.cut {
					able++
				}
				skills[i] = model.SkillProbability(Result{Score: last, Occasion: Post}, Number(pre), Day(days))
			}
			got := SumSkills(skills, scenario.staff)
			bias += (got.Value - able) / float64(scenario.staff) / runs
			if got.Lower <= able && able <= got.Upper {
				covered++
			}
		}
		share := float64(covered) / runs
		t.Logf("%s: covers %.3f, bias %.4f", scenario.name, share, bias)
		if share < 0.93 || share > 0.97 {
			t.Errorf("%s: the 95 %% interval covers the truth in %.1f %% of runs", scenario.name, 100*share)
		}
		if math.Abs(bias) > 0.01 {
			t.Errorf("%s: the estimate is off by %.3f of the staff on average", scenario.name, bias)
		}
	}
}

func TestMeasuredHalfLifeCoversTheTruthAndIsNotBiasedByMeasurementError(t *testing.T) {
	const runs = 2000
	covered, below := 0, 0
	for run := range runs {
		c := newCohort(uint64(run), 6)
		pairs := make([]FollowUpPair, 60)
		for i := range pairs {
			pairs[i] = c.pair()
		}
		h := FitHalfLife(pairs, DefaultHalfLife()).Pooled
		if h.Lower <= 6 && 6 <= h.Upper {
			covered++
		}
		if h.Months < 6 {
			below++
		}
	}
	if share := float64(covered) / runs; share < 0.93 || share > 0.97 {
		t.Errorf("the 95 %% interval covers the half-life in %.1f %% of runs", 100*share)
	}
	if share := float64(below) / runs; share < 0.45 || share > 0.55 {
		t.Errorf("the half-life is too short in %.1f %% of runs", 100*share)
	}
}

func TestCadresAreALevel(t *testing.T) {
	var pairs []FollowUpPair
	for seed, months := range map[uint64]float64{1: 3, 2: 9} {
		c := newCohort(seed, months)
		for range 60 {
			p := c.pair()
			p.Cadre = map[uint64]string{1: "tutor", 2: "prosecutor"}[seed]
			pairs = append(pairs, p)
		}
	}
	got := FitHalfLife(pairs, DefaultHalfLife())
	if !(got.For("tutor").Months < got.Pooled.Months && got.Pooled.Months < got.For("prosecutor").Months) {
		t.Errorf("tutor %v, pooled %v, prosecutor %v", got.For("tutor").Months, got.Pooled.Months, got.For("prosecutor").Months)
	}
	if got.For("judge").Months != got.Pooled.Months {
		t.Error("a cadre without pairs takes the pooled half-life")
	}
}

func TestSkillProbabilityByHand(t *testing.T) {
	m := Model{Cut: 60, HalfLives: HalfLives{Pooled: HalfLife{Months: 6, Source: Measured}}, PreMeans: map[string]float64{"": 40},
		Norms: map[NormKey]Norm{{Occasion: Post}: {Mean: 70, Reliability: 0.8, SEM: 5}}}
	last := Result{Score: 80, Occasion: Post}
	now := m.SkillProbability(last, 50, 0)
	near(t, "m = 70 + 0.8 (80 - 70)", now.Mean, 78.0)
	near(t, "P", now.P, normalCDF(18/(5*math.Sqrt(0.8))))

	const halfLife = Day(183)
	later := m.SkillProbability(last, 50, halfLife)
	left := math.Exp2(-183 / DaysPerMonth / 6)
	level, mean := 50+30*left, 40+30*left
	near(t, "level", later.Level, level)
	near(t, "P faded", later.P, normalCDF((mean+0.8*(level-mean)-60)/(5*math.Sqrt(0.8))))
	if later.FloorAssumed || !m.SkillProbability(last, Undefined(), 0).FloorAssumed {
		t.Error("a missing pre score must be flagged, a present one not")
	}
	if raw := m.SkillProbability(Result{Score: 60, Form: "new", Occasion: Post}, 50, 0); !raw.Unregressed || raw.P != 1 {
		t.Errorf("without reliability the raw score is compared and flagged: %+v", raw)
	}

	m.HalfLives.Pooled.RateStdErr = 0.05
	if wide := m.SkillProbability(last, 50, halfLife); wide.SD <= later.SD {
		t.Error("an uncertain half-life must widen s")
	}
}

func TestMissingPreScoresTakeTheMeanOfTheCadre(t *testing.T) {
	truth := AssumedHalfLife(4, 4, 4, "")
	var pairs []FollowUpPair
	for i := range 60 {
		p := FollowUpPair{Cadre: "tutor", Pre: 40, Post: 80, Days: 30 + 5*i}
		p.FollowUp = Level(80, 40, float64(p.Days), truth)
		if i%3 == 0 {
			p.Pre = Undefined()
		}
		pairs = append(pairs, p)
	}
	near(t, "months", FitHalfLife(pairs, DefaultHalfLife()).Pooled.Months, 4.0)
	for i := range pairs {
		pairs[i].Pre = Undefined()
	}
	if got := FitHalfLife(pairs, DefaultHalfLife()).Pooled; got.Source != Assumed {
		t.Errorf("without any pre score there is no floor to fade to: %+v", got)
	}
}

func TestNothingThatFadesIsAnInfiniteHalfLifeWithABound(t *testing.T) {
	c := newCohort(3, 1e6)
	var pairs []FollowUpPair
	for range 80 {
		pairs = append(pairs, c.pair())
	}
	got := FitHalfLife(pairs, DefaultHalfLife()).Pooled
	if got.Upper.Defined() || !got.Lower.Defined() || got.Lower < 20 {
		t.Errorf("%+v", got)
	}
}
