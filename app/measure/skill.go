package measure

import (
	"math"
)

// Occasion is the place of a scored sitting in the course of learning.
type Occasion string

// The occasions. On one day they are ordered as here.
const (
	Pre      Occasion = "pre"
	Post     Occasion = "post"
	FollowUp Occasion = "follow_up"
)

func (o Occasion) order() int {
	switch o {
	case Pre:
		return 0
	case Post:
		return 1
	}
	return 2
}

// Result is one scored occasion on the competency: 0-100 after equating, with the form taken and the cadre of its day.
type Result struct {
	Day      Day
	Score    float64
	Occasion Occasion
	Form     string
	Cadre    string
}

// NormKey names the group of sittings to which a score is compared.
type NormKey struct {
	Form     string
	Cadre    string
	Occasion Occasion
}

// Norm is what is known of the scores of a group: their mean, the form's reliability (0 to 1) and its standard error
// of measurement in score points. The true skills are taken as normal with variance reliability * SD^2.
type Norm struct {
	Mean        float64
	Reliability float64
	SEM         float64
}

// Model holds everything that turns a last score into a probability of skill, for one competency.
type Model struct {
	Cut         float64 // mastery score, 0-100
	ValidMonths float64 // validity of an assessment; 0 means DefaultValidMonths
	HalfLives   HalfLives
	Norms       map[NormKey]Norm
	PreMeans    map[string]float64 // pooled pre mean by cadre; "" for all cadres
}

// DefaultValidMonths is the validity window of an assessment.
const DefaultValidMonths = 6

func (m Model) validMonths() float64 {
	if m.ValidMonths == 0 {
		return DefaultValidMonths
	}
	return m.ValidMonths
}

// Valid reports whether an assessment of day `assessed` still counts on day t.
func (m Model) Valid(assessed, t Day) bool {
	return float64(t-assessed) <= m.validMonths()*DaysPerMonth
}

// LastValid is the last day on which an assessment of day `assessed` still counts.
func (m Model) LastValid(assessed Day) Day {
	return assessed + Day(math.Floor(m.validMonths()*DaysPerMonth))
}

func (m Model) preMean(cadre string) (float64, bool) {
	if mean, ok := m.PreMeans[cadre]; ok {
		return mean, true
	}
	mean, ok := m.PreMeans[""]
	return mean, ok
}

// Skill is what the model says about one person on one day.
type Skill struct {
	P            float64 // probability that the true skill is at or above the cut, 0 to 1
	Level        float64 // faded score, 0-100
	Mean         float64 // faded score regressed towards its group
	SD           float64 // standard deviation around Mean: measurement error and half-life
	FloorAssumed bool    // no pre score: the pooled pre mean of the cadre was taken as floor
	Unregressed  bool    // the form has no reliability yet: the raw score was compared
	Assumed      bool    // the half-life is assumed, not measured

	sensitivity float64 // derivative of the standardised distance to the cut by the fading rate, times the density
}

// SkillProbability computes P(skill at t >= cut) from the latest result (MEASURES, section 2).
//
// The level fades from the last score towards the floor min(pre, last). The group's mean fades likewise, towards the
// pooled pre mean of the cadre, so that at any time the true skills of the group are normal about its faded mean. The level
// is regressed to that mean, m = mu + r (level - mu), and P = Phi((m - cut) / s) with s^2 = r SEM^2 plus the
// uncertainty of the half-life (delta method). Without regression, sums of P would be biased upward.
func (m Model) SkillProbability(last Result, pre Number, t Day) Skill {
	o := m.outlook(last, pre)
	return o.on(t)
}

// outlook is what the latest result says of all days after it: what is the same on each is looked up once.
type outlook struct {
	cut        float64
	last       float64 // the score
	day        Day     // of the result
	floor      float64
	groupFloor float64
	norm       Norm
	rate       float64 // see HalfLife.Rate
	rateStdErr float64
	left       []float64 // what is left of a gain, by days, where that was tabled
	skill      Skill     // what has been assumed
}

func (m Model) outlook(last Result, pre Number) outlook {
	h := m.HalfLives.For(last.Cadre)
	o := outlook{cut: m.Cut, last: last.Score, day: last.Day, rate: h.Rate(), rateStdErr: h.RateStdErr, skill: Skill{Assumed: h.Source == Assumed}}
	groupFloor, haveGroupFloor := m.preMean(last.Cadre)
	floor := pre.Float()
	if !pre.Defined() {
		o.skill.FloorAssumed = true
		floor = groupFloor
	}
	o.floor = math.Min(floor, last.Score)
	var known bool
	if o.norm, known = m.Norms[NormKey{Form: last.Form, Cadre: last.Cadre, Occasion: last.Occasion}]; !known {
		o.skill.Unregressed = true
		o.norm = Norm{Mean: last.Score, Reliability: 1}
	}
	if !haveGroupFloor {
		groupFloor = o.floor
	}
	o.groupFloor = math.Min(groupFloor, o.norm.Mean)
	return o
}

// on is the probability on day t.
func (o *outlook) on(t Day) Skill {
	skill := o.skill
	days := math.Max(0, float64(t-o.day))
	var left float64
	if int(days) < len(o.left) {
		left = o.left[int(days)]
	} else {
		left = keptAt(o.rate, days)
	}
	r := o.norm.Reliability
	mean := o.groupFloor + (o.norm.Mean-o.groupFloor)*left
	skill.Level = o.floor + (o.last-o.floor)*left
	skill.Mean = mean + r*(skill.Level-mean)
	slope := -days / DaysPerMonth * left * (r*(o.last-o.floor) + (1-r)*(o.norm.Mean-o.groupFloor))
	skill.SD = math.Sqrt(r*o.norm.SEM*o.norm.SEM + slope*slope*o.rateStdErr*o.rateStdErr)
	if skill.SD == 0 {
		if skill.Mean >= o.cut {
			skill.P = 1
		}
		return skill
	}
	z := (skill.Mean - o.cut) / skill.SD
	skill.P = onGrid(normalCDF(z))
	skill.sensitivity = normalDensity(z) * slope / skill.SD * o.rateStdErr
	return skill
}

// Prepared is a model made ready for many people: what is left of a gain after so many days is looked up.
type Prepared struct {
	Model
	left map[float64][]float64 // by rate
}

// preparedDays is up to how many days are tabled.
const preparedDays = 1500

// Prepare makes a model ready.
func (m Model) Prepare() Prepared {
	p := Prepared{Model: m, left: map[float64][]float64{}}
	p.table(m.HalfLives.Pooled)
	for _, h := range m.HalfLives.ByCadre {
		p.table(h)
	}
	return p
}

func (p *Prepared) table(h HalfLife) {
	table := make([]float64, preparedDays)
	for days := range table {
		table[days] = keptAt(h.Rate(), float64(days))
	}
	p.left[h.Rate()] = table
}

func (p *Prepared) outlook(last Result, pre Number) outlook {
	o := p.Model.outlook(last, pre)
	o.left = p.left[o.rate]
	return o
}

// onGrid rounds to the nearest multiple of 2^-32 (2e-10). Sums of such numbers over any real headcount are exact in floating
// point, which lets the account of a change add up without remainder.
func onGrid(p float64) float64 { return math.Round(p*(1<<32)) / (1 << 32) }

// TrainedStaff is the turnover-adjusted number of trained staff, the sum of the probabilities of the people in post.
type TrainedStaff struct {
	Value float64 // people, between 0 and the headcount
	Lower float64 // 95 %
	Upper float64
}

// SumSkills adds up the skills of the people in post. headcount bounds the interval (people never assessed add 0).
func SumSkills(skills []Skill, headcount int) TrainedStaff {
	var sum SkillSum
	for _, s := range skills {
		sum.Add(s)
	}
	return sum.TrainedStaff(headcount)
}

// SkillSum is what the turnover-adjusted number of trained staff and its interval are made of, in multiples of 2^-32. Sums of
// whole numbers are the same in any order: those of two groups added up are those of both together, to the last digit.
type SkillSum struct {
	P           int64 // sum of P
	Variance    int64 // sum of P (1 - P)
	Sensitivity int64 // sum of the derivatives by the half-life
	Own         int64 // sum of their squares
}

const gridStep = 1.0 / (1 << 32)

// Add adds one person.
func (s *SkillSum) Add(one Skill) {
	whole := func(x float64) int64 { return int64(math.Round(x / gridStep)) }
	s.P += whole(one.P)
	s.Variance += whole(one.P * (1 - one.P))
	s.Sensitivity += whole(one.sensitivity)
	s.Own += whole(one.sensitivity * one.sensitivity)
}

// Value is the sum of P.
func (s SkillSum) Value() float64 { return float64(s.P) * gridStep }

// TrainedStaff is the sum with its interval.
//
// The variance is Poisson-binomial for the people, plus the half-life's, which moves all of them together: each P
// already carries its own share of that (in a wider s), so the covariances between people are added.
func (s SkillSum) TrainedStaff(headcount int) TrainedStaff {
	common := float64(s.Sensitivity) * gridStep
	half := z95 * math.Sqrt(float64(s.Variance)*gridStep+math.Max(0, common*common-float64(s.Own)*gridStep))
	return TrainedStaff{Value: s.Value(), Lower: math.Max(0, s.Value()-half), Upper: math.Min(float64(headcount), s.Value()+half)}
}
