package measure

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/optimize"
)

// Prior is what all groups together say about one of them: a beta distribution for shares, a normal one for means.
// Terms of the other kind are undefined.
type Prior struct {
	Alpha  Number `json:"alpha"`
	Beta   Number `json:"beta"`
	Mean   Number `json:"mean"`
	StdErr Number `json:"std_err"` // of the mean, for means
	Tau2   Number `json:"tau2"`    // variance between groups, for means; 0 means complete pooling
}

// Shrunk are empirical-Bayes estimates, in the order of the input, with 95 % intervals.
type Shrunk struct {
	Estimates []Number `json:"estimate"`
	Lower     []Number `json:"lower"`
	Upper     []Number `json:"upper"`
	Prior     Prior    `json:"prior"`
	Warnings  Warnings `json:"warnings"`
}

// ShrinkMeans pulls the means of small groups towards the mean of all (normal-normal model, the variance between groups
// tau2 by REML, as metafor's rma and blup do: Viechtbauer 2010). Intervals carry the uncertainty of the overall mean.
// Every standard error must be > 0.
func ShrinkMeans(means, stdErrs []float64) Shrunk {
	out := Shrunk{Estimates: []Number{}, Lower: []Number{}, Upper: []Number{}}
	out.Prior = Prior{Alpha: Undefined(), Beta: Undefined(), Mean: Undefined(), StdErr: Undefined(), Tau2: Undefined()}
	if len(means) == 0 {
		out.Warnings.addf("no_cases", "there are no groups")
		return out
	}
	tau2 := remlTau2(means, stdErrs)
	mean, variance := weightedMean(means, stdErrs, tau2)
	for i, y := range means {
		v := stdErrs[i] * stdErrs[i]
		own := tau2 / (tau2 + v)
		estimate := own*y + (1-own)*mean
		half := z95 * math.Sqrt(own*v+(1-own)*(1-own)*variance)
		out.Estimates = append(out.Estimates, Number(estimate))
		out.Lower = append(out.Lower, Number(estimate-half))
		out.Upper = append(out.Upper, Number(estimate+half))
	}
	out.Prior.Mean, out.Prior.StdErr, out.Prior.Tau2 = Number(mean), Number(math.Sqrt(variance)), Number(tau2)
	if len(means) == 1 {
		out.Warnings.addf("one_group", "with one group there is nothing to pull towards: the estimate is the raw value")
		out.Estimates[0] = Number(means[0])
	} else if tau2 == 0 {
		out.Warnings.addf("complete_pooling", "the groups differ no more than chance: all estimates are the common mean")
	}
	return out
}

func weightedMean(means, stdErrs []float64, tau2 float64) (mean, variance float64) {
	sum, weights := 0.0, 0.0
	for i, y := range means {
		w := 1 / (stdErrs[i]*stdErrs[i] + tau2)
		sum += w * y
		weights += w
	}
	return sum / weights, 1 / weights
}

// remlTau2 maximises the restricted likelihood: a scan over the possible range finds the highest region, the root of
// the derivative in it is then found to full precision. 0 when the likelihood falls from there.
func remlTau2(means, stdErrs []float64) float64 {
	if len(means) < 2 {
		return 0
	}
	logLik := func(tau2 float64) float64 {
		mean, variance := weightedMean(means, stdErrs, tau2)
		l := math.Log(variance) / 2
		for i, y := range means {
			total := stdErrs[i]*stdErrs[i] + tau2
			l -= (math.Log(total) + (y-mean)*(y-mean)/total) / 2
		}
		return l
	}
	falling := func(tau2 float64) float64 { // minus twice the derivative of logLik
		mean, variance := weightedMean(means, stdErrs, tau2)
		d := 0.0
		for i, y := range means {
			w := 1 / (stdErrs[i]*stdErrs[i] + tau2)
			d += w - w*w*variance - w*w*(y-mean)*(y-mean)
		}
		return d
	}
	spread := (slices.Max(means) - slices.Min(means)) * (slices.Max(means) - slices.Min(means))
	top := spread + slices.Max(stdErrs)*slices.Max(stdErrs)
	const steps = 400
	grid := []float64{0}
	for i := range steps + 1 {
		grid = append(grid, top*math.Pow(1e-10, 1-float64(i)/steps))
	}
	best := 0
	for i, tau2 := range grid {
		if logLik(tau2) > logLik(grid[best]) {
			best = i
		}
	}
	if best == 0 && falling(0) >= 0 {
		return 0
	}
	return bisect(grid[max(0, best-1)], grid[min(len(grid)-1, best+1)], falling)
}

// ShrinkShares pulls the shares of small groups towards the share of all (beta-binomial model, by maximum likelihood).
// Estimates are posterior means, intervals posterior quantiles. Where the groups differ no more than chance, all
// estimates are the common share with its Wilson interval.
func ShrinkShares(successes, n []int) Shrunk {
	out := Shrunk{Estimates: []Number{}, Lower: []Number{}, Upper: []Number{}}
	out.Prior = Prior{Alpha: Undefined(), Beta: Undefined(), Mean: Undefined(), StdErr: Undefined(), Tau2: Undefined()}
	allSuccesses, all := 0, 0
	for i := range n {
		allSuccesses += successes[i]
		all += n[i]
	}
	if all == 0 {
		out.Warnings.addf("no_cases", "the shares are undefined: no group has cases")
		for range n {
			out.Estimates, out.Lower, out.Upper = append(out.Estimates, Undefined()), append(out.Lower, Undefined()), append(out.Upper, Undefined())
		}
		return out
	}
	alpha, beta, ok := betaBinomialML(successes, n)
	if !ok {
		common := Share(allSuccesses, all)
		out.Prior.Mean = common.Share
		for range n {
			out.Estimates, out.Lower, out.Upper = append(out.Estimates, common.Share), append(out.Lower, common.Lower), append(out.Upper, common.Upper)
		}
		out.Warnings.addf("complete_pooling", "the groups differ no more than chance: all estimates are the common share")
		return out
	}
	out.Prior.Alpha, out.Prior.Beta, out.Prior.Mean = Number(alpha), Number(beta), Number(alpha/(alpha+beta))
	for i, y := range successes {
		a, b := alpha+float64(y), beta+float64(n[i]-y)
		out.Estimates = append(out.Estimates, Number(a/(a+b)))
		out.Lower = append(out.Lower, Number(betaQuantile(a, b, 0.025)))
		out.Upper = append(out.Upper, Number(betaQuantile(a, b, 0.975)))
	}
	return out
}

// betaBinomialML finds the beta distribution of the shares; not ok when the likelihood rises towards no variation.
func betaBinomialML(successes, n []int) (alpha, beta float64, ok bool) {
	logLik := func(a, b float64) float64 {
		l := 0.0
		for i, y := range successes {
			l += mathext.Lbeta(a+float64(y), b+float64(n[i]-y)) - mathext.Lbeta(a, b)
		}
		return l
	}
	// The scale is log(mean odds) and log(alpha+beta): the two are nearly independent.
	point := func(x []float64) (a, b float64) {
		mean, size := 1/(1+math.Exp(-x[0])), math.Exp(x[1])
		return mean * size, (1 - mean) * size
	}
	y, m := 0.0, 0.0
	for i := range n {
		y += float64(successes[i])
		m += float64(n[i])
	}
	if y == 0 || y == m || len(n) < 2 {
		return 0, 0, false
	}
	problem := optimize.Problem{Func: func(x []float64) float64 {
		if math.Abs(x[0]) > 30 || math.Abs(x[1]) > 25 {
			return math.Inf(1)
		}
		a, b := point(x)
		return -logLik(a, b)
	}}
	settings := &optimize.Settings{Converger: &optimize.FunctionConverge{Absolute: 1e-13, Iterations: 200}, MajorIterations: 5000}
	result, err := optimize.Minimize(problem, []float64{math.Log(y / (m - y)), math.Log(10)}, settings, &optimize.NelderMead{})
	if err != nil || result.X[1] > math.Log(1e5) {
		return 0, 0, false
	}
	alpha, beta = point(result.X)
	common := y / m
	if logLik(alpha, beta) <= y*math.Log(common)+(m-y)*math.Log1p(-common)+1e-9 {
		return 0, 0, false // no better than one share for all
	}
	return polishBetaBinomial(successes, n, alpha, beta)
}

// polishBetaBinomial sharpens the maximum by Newton steps on the digamma equations, with a numerical Hessian.
func polishBetaBinomial(successes, n []int, alpha, beta float64) (float64, float64, bool) {
	gradient := func(a, b float64) (ga, gb float64) {
		for i, y := range successes {
			total := mathext.Digamma(a+b) - mathext.Digamma(a+b+float64(n[i]))
			ga += mathext.Digamma(a+float64(y)) - mathext.Digamma(a) + total
			gb += mathext.Digamma(b+float64(n[i]-y)) - mathext.Digamma(b) + total
		}
		return ga, gb
	}
	for range 20 {
		ga, gb := gradient(alpha, beta)
		stepA, stepB := 1e-5*alpha, 1e-5*beta
		upA, upAB := gradient(alpha+stepA, beta)
		downA, downAB := gradient(alpha-stepA, beta)
		_, upB := gradient(alpha, beta+stepB)
		_, downB := gradient(alpha, beta-stepB)
		haa, hab, hbb := (upA-downA)/(2*stepA), (upAB-downAB)/(2*stepA), (upB-downB)/(2*stepB)
		determinant := haa*hbb - hab*hab
		if determinant <= 0 {
			break
		}
		da, db := (ga*hbb-gb*hab)/determinant, (gb*haa-ga*hab)/determinant
		if math.Abs(da) > alpha/2 || math.Abs(db) > beta/2 {
			break
		}
		alpha, beta = alpha-da, beta-db
		if math.Abs(da) < 1e-13*alpha && math.Abs(db) < 1e-13*beta {
			break
		}
	}
	return alpha, beta, true
}

// JamesStein pulls k >= 4 values with a common known variance towards their mean (Efron & Morris 1975, positive part).
// weight is the share of each value's distance from the mean that is kept, 0 to 1.
func JamesStein(values []float64, variance float64) (estimates []Number, weight float64) {
	mean := meanOf(values)
	squares := 0.0
	for _, v := range values {
		squares += (v - mean) * (v - mean)
	}
	if squares > 0 {
		weight = max(0, 1-float64(len(values)-3)*variance/squares)
	}
	for _, v := range values {
		estimates = append(estimates, Number(mean+weight*(v-mean)))
	}
	return estimates, weight
}

// Holm adjusts p-values for the number of comparisons so that any false finding stays under the level (Holm 1979).
func Holm(p []float64) []float64 {
	return adjusted(p, func(rank, m int) float64 { return float64(m - rank) }, false)
}

// BenjaminiHochberg adjusts p-values so that the expected share of false findings stays under the level (1995).
func BenjaminiHochberg(p []float64) []float64 {
	return adjusted(p, func(rank, m int) float64 { return float64(m) / float64(rank+1) }, true)
}

// adjusted multiplies each p by its factor and keeps the order: downwards from the largest, or upwards from the smallest.
func adjusted(p []float64, factor func(rank, m int) float64, fromLargest bool) []float64 {
	order := make([]int, len(p))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(p[a], p[b]) })
	out := make([]float64, len(p))
	bound := 0.0
	if fromLargest {
		bound = 1
	}
	for step := range order {
		rank := step
		if fromLargest {
			rank = len(p) - 1 - step
		}
		value := min(1, p[order[rank]]*factor(rank, len(p)))
		if fromLargest {
			bound = min(bound, value)
		} else {
			bound = max(bound, value)
		}
		out[order[rank]] = bound
	}
	return out
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

func meanOf(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}

// sumSquares is the sum of squared distances from the mean; exactly 0 when the values do not vary.
func sumSquares(values []float64) float64 {
	if constant(values) {
		return 0
	}
	mean, sum := meanOf(values), 0.0
	for _, v := range values {
		sum += (v - mean) * (v - mean)
	}
	return sum
}

// stdDev is the standard deviation with divisor n-1; NaN for fewer than two values.
func stdDev(values []float64) float64 {
	if len(values) < 2 {
		return math.NaN()
	}
	return math.Sqrt(sumSquares(values) / float64(len(values)-1))
}
