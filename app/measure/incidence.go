package measure

import "math"

// At gives the probability (0 to 1) of having left for a cause by tenure t, with its 95 % interval: log-log, with the
// delta-method variance of Marubini & Valsecchi (1995, Analysing Survival Data from Clinical Trials, 10.3), which is
// Greenwood's when there is one cause alone and the binomial one when nobody is censored. All of it is undefined beyond
// what was observed, and the interval where the probability is 0 or 1.
func (i Incidence) At(cause string, t float64) Estimate {
	out := Estimate{Value: Undefined(), Lower: Undefined(), Upper: Undefined()}
	inPost, n := 1.0, 0 // n: how many times lie at or before t
	for n < len(i.Time) && i.Time[n] <= t {
		inPost = i.InPost[n]
		n++
	}
	if t > i.Last && inPost > 0 {
		return out
	}
	left := i.ByCause[cause]
	if n == 0 || left == nil {
		out.Value = 0
		return out
	}
	f := left[n-1]
	out.Value = Number(f)
	if f <= 0 || f >= 1 {
		return out
	}
	shift := z95 * math.Sqrt(i.variance(cause, n)) / (f * -math.Log(f))
	out.Lower, out.Upper = Number(math.Pow(f, math.Exp(shift))), Number(math.Pow(f, math.Exp(-shift)))
	return out
}

// variance of the probability of having left for the cause by the n-th time.
func (i Incidence) variance(cause string, n int) float64 {
	final, inPost, sum := i.ByCause[cause][n-1], 1.0, 0.0
	for j := range n {
		r, d, own := float64(i.AtRisk[j]), float64(i.events[j]), float64(i.byCause[cause][j])
		still := final - i.ByCause[cause][j] // what of it is still to come after this time
		if r > d {
			sum += still * still * d / (r * (r - d))
		}
		sum += inPost*inPost*own*(r-own)/(r*r*r) - 2*still*inPost*own/(r*r)
		inPost = i.InPost[j]
	}
	return math.Max(0, sum)
}
