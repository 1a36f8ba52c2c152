package measure

import "math"

// Source tells whether a figure was measured in this programme or assumed from elsewhere.
type Source string

// The two sources of a half-life.
const (
	Assumed  Source = "assumed"
	Measured Source = "measured"
)

// FewestPairs is the number of follow-up pairs below which a half-life is assumed, not measured.
const FewestPairs = 30

// HalfLife is the time in which half of what training added is lost.
type HalfLife struct {
	Months     Number // > 0; +Inf where no fading was found
	Lower      Number // 95 %
	Upper      Number // +Inf where the data allow that nothing fades
	Pairs      int    // pairs with a follow-up that were available
	Source     Source
	Citation   string  // where an assumed value comes from
	RateStdErr float64 // standard error of the fading rate ln2/Months, per month; widens every probability that uses it
}

// Rate is the fading rate per month, ln2 / Months; 0 where nothing fades.
func (h HalfLife) Rate() float64 { return math.Ln2 / h.Months.Float() }

// AssumedHalfLife states a prior. lower and upper bound what is thought possible (95 %).
func AssumedHalfLife(months, lower, upper float64, citation string) HalfLife {
	logStdErr := math.Log(upper/lower) / (2 * z95)
	return HalfLife{Months: Number(months), Lower: Number(lower), Upper: Number(upper), Source: Assumed, Citation: citation,
		RateStdErr: math.Ln2 / months * logStdErr}
}

// DefaultHalfLife is the prior for skills of accuracy, 6.5 months. Its range, half to double, is our own caution.
func DefaultHalfLife() HalfLife {
	return AssumedHalfLife(6.5, 3.25, 13, "Tatel & Ackerman (2025), accuracy tasks")
}

// Level is the score a person still has `days` after the last one: floor + (last - floor) exp(-ln2 days / half-life). It fades
// towards the floor and never rises above last.
func Level(last, floor, days float64, h HalfLife) float64 {
	return floor + (last-floor)*kept(days, h)
}

// kept is the share of the gain that is left, 0 to 1.
func kept(days float64, h HalfLife) float64 { return keptAt(h.Rate(), days) }

func keptAt(rate, days float64) float64 { return math.Exp(-rate * max(0, days) / DaysPerMonth) }

// FollowUpPair is one person's scores on one competency after training and again later, on the equated 0-100 scale.
type FollowUpPair struct {
	Cadre    string
	Pre      Number // undefined without a pre score
	Post     float64
	FollowUp float64
	Days     int // from post to follow-up, > 0
}

// HalfLives are the half-lives of one competency: pooled, and by cadre where a cadre has enough pairs of its own.
type HalfLives struct {
	Pooled  HalfLife
	ByCadre map[string]HalfLife
}

// For gives the half-life to use for a cadre.
func (h HalfLives) For(cadre string) HalfLife {
	if own, ok := h.ByCadre[cadre]; ok {
		return own
	}
	return h.Pooled
}

// fewestPairsOfCadre is the number of pairs from which a cadre enters as a level of its own.
const fewestPairsOfCadre = 8

// FitHalfLife estimates the half-life of one competency from the pairs of everybody followed up; below FewestPairs it
// returns the prior, marked assumed.
//
// The rate k solves sum w_i [(F_i - floor_i) - (post_i - floor_i) exp(-k t_i)] = 0, with weights that depend on the time
// alone. A least-squares fit would take the regression of post scores towards the mean for fading, because post scores are
// measured with error on the right-hand side; this equation is linear in every score, so their errors cancel
// (an instrumental-variable estimate, Fuller 1987). The interval inverts the test of that equation. Cadres are
// a level: each cadre's own rate is shrunk towards the others by normal-normal REML.
func FitHalfLife(pairs []FollowUpPair, prior HalfLife) HalfLives {
	fit := newFadingFit(pairs, prior)
	rate, stdErr, ok := fit.rate()
	if len(fit.terms) < FewestPairs || !ok {
		prior.Pairs = len(fit.terms)
		return HalfLives{Pooled: prior}
	}
	lower, upper := fit.interval()
	out := HalfLives{Pooled: measuredHalfLife(rate, lower, upper, stdErr, len(fit.terms))}
	out.ByCadre = fit.cadreLevels()
	return out
}

func measuredHalfLife(rate, lowerRate, upperRate, stdErr float64, pairs int) HalfLife {
	months := func(k float64) Number {
		if k <= 0 {
			return Number(math.Inf(1))
		}
		return Number(math.Ln2 / k)
	}
	return HalfLife{Months: months(rate), Lower: months(upperRate), Upper: months(lowerRate), Pairs: pairs, Source: Measured, RateStdErr: stdErr}
}

type fadingTerm struct {
	cadre               string
	time                int // which of the times
	months, gain, later float64
}

// fadingFit holds the pairs as gains over the floor.
type fadingFit struct {
	terms []fadingTerm
	times []fadingTime // the different times between score and follow-up: a few hundred, of however many pairs
}

// fadingTime is what the equation needs to know of all pairs with the same time between them: weighted sums of what is later and of the
// gain, and of their squares and products.
type fadingTime struct {
	months, weight                        float64
	later, gain, laterSq, product, gainSq float64
}

func (t *fadingTime) add(one fadingTerm) {
	later, gain := t.weight*one.later, t.weight*one.gain
	t.later += later
	t.gain += gain
	t.laterSq += later * later
	t.product += later * gain
	t.gainSq += gain * gain
}

// newFadingFit drops pairs without time between them. A missing pre score is replaced by the mean pre score of the
// cadre, or of all. Weights are t exp(-k0 t), the best for the prior rate k0.
func newFadingFit(pairs []FollowUpPair, prior HalfLife) fadingFit {
	sum, count := make(map[string]float64), make(map[string]float64)
	total, n := 0.0, 0.0
	for _, p := range pairs {
		if p.Pre.Defined() {
			sum[p.Cadre] += p.Pre.Float()
			count[p.Cadre]++
			total += p.Pre.Float()
			n++
		}
	}
	var fit fadingFit
	index := make(map[int]int) // of the times, by days
	for _, p := range pairs {
		floor := p.Pre.Float()
		if !p.Pre.Defined() {
			switch {
			case count[p.Cadre] > 0:
				floor = sum[p.Cadre] / count[p.Cadre]
			case n > 0:
				floor = total / n
			default:
				continue
			}
		}
		if p.Days <= 0 {
			continue
		}
		time, known := index[p.Days]
		if !known {
			months := float64(p.Days) / DaysPerMonth
			time = len(fit.times)
			index[p.Days], fit.times = time, append(fit.times, fadingTime{months: months, weight: months * math.Exp(-prior.Rate()*months)})
		}
		fit.add(fadingTerm{cadre: p.Cadre, time: time, months: fit.times[time].months, gain: p.Post - floor, later: p.FollowUp - floor})
	}
	return fit
}

func (f *fadingFit) add(one fadingTerm) {
	f.terms = append(f.terms, one)
	f.times[one.time].add(one)
}

// of is the fit to the pairs of one cadre.
func (f fadingFit) of(cadre string) fadingFit {
	own := fadingFit{times: make([]fadingTime, len(f.times))}
	for i, t := range f.times {
		own.times[i] = fadingTime{months: t.months, weight: t.weight}
	}
	for _, t := range f.terms {
		if t.cadre == cadre {
			own.add(t)
		}
	}
	return own
}

// fastestRate is the largest fading rate considered, per month: a half-life of under a day.
const fastestRate = 25.0

// equation gives the estimating sum at rate k, its derivative, and the variance of the sum.
func (f fadingFit) equation(k float64) (sum, slope, variance float64) {
	n, squares := float64(len(f.terms)), 0.0
	for _, t := range f.times {
		left := math.Exp(-k * t.months) // the share that is left
		sum += t.later - t.gain*left
		squares += t.laterSq - 2*t.product*left + t.gainSq*left*left
		slope += t.gain * t.months * left
	}
	return sum, slope, math.Max(0, squares-sum*sum/n) * n / (n - 1) // where all fade alike, rounding would make it negative
}

// rate solves the equation for those cadres; not ok when training added nothing that could fade.
func (f fadingFit) rate() (k, stdErr float64, ok bool) {
	_, slope, _ := f.equation(0)
	if slope <= 0 || math.IsNaN(slope) {
		return 0, 0, false
	}
	k = bisect(0, fastestRate, func(k float64) float64 {
		sum, _, _ := f.equation(k)
		return sum
	})
	_, slope, variance := f.equation(k)
	if slope <= 0 {
		return 0, 0, false
	}
	return k, math.Sqrt(variance) / slope, true
}

// interval gives the rates at which the estimating equation is just not rejected at 5 %.
func (f fadingFit) interval() (lower, upper float64) {
	critical := tQuantile(0.975, float64(len(f.terms)-1))
	statistic := func(k float64) float64 {
		sum, _, variance := f.equation(k)
		return sum / math.Sqrt(variance)
	}
	lower = bisect(0, fastestRate, func(k float64) float64 { return statistic(k) + critical })
	upper = bisect(0, fastestRate, func(k float64) float64 { return statistic(k) - critical })
	if lower < 1e-9 {
		lower = 0
	}
	return lower, upper
}

// cadreLevels estimates the rate of each cadre with enough pairs and shrinks it towards the others.
func (f fadingFit) cadreLevels() map[string]HalfLife {
	count := make(map[string]int)
	for _, t := range f.terms {
		count[t.cadre]++
	}
	var cadres []string
	var rates, errors []float64
	for _, cadre := range sortedKeys(count) {
		if count[cadre] < fewestPairsOfCadre {
			continue
		}
		k, stdErr, ok := f.of(cadre).rate()
		if ok && stdErr > 0 {
			cadres, rates, errors = append(cadres, cadre), append(rates, k), append(errors, stdErr)
		}
	}
	if len(cadres) < 2 {
		return nil
	}
	shrunk := ShrinkMeans(rates, errors)
	out := make(map[string]HalfLife, len(cadres))
	for i, cadre := range cadres {
		stdErr := (shrunk.Upper[i].Float() - shrunk.Lower[i].Float()) / (2 * z95)
		out[cadre] = measuredHalfLife(shrunk.Estimates[i].Float(), shrunk.Lower[i].Float(), shrunk.Upper[i].Float(), stdErr, count[cadre])
	}
	return out
}
