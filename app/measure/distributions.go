package measure

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// z95 is the 97.5 % quantile of the standard normal distribution, the half-width of every 95 % normal interval.
var z95 = mathext.NormalQuantile(0.975)

func normalCDF(z float64) float64 { return math.Erfc(-z/math.Sqrt2) / 2 }

func normalDensity(z float64) float64 { return math.Exp(-z*z/2) / math.Sqrt(2*math.Pi) }

func normalTwoSided(z float64) float64 { return math.Erfc(math.Abs(z) / math.Sqrt2) }

func chiSquareSurvival(x, df float64) float64 { return mathext.GammaIncRegComp(df/2, x/2) }

// tTwoSided is P(|T| >= |t|) for Student's t, through the incomplete beta function so that small tails keep their digits.
func tTwoSided(t, df float64) float64 { return mathext.RegIncBeta(df/2, 0.5, df/(df+t*t)) }

// gammaQuantile inverts the regularised lower incomplete gamma function of shape a. The library's own inverses stop
// at about eight digits; bisection on the distribution function keeps all of them.
func gammaQuantile(a, p float64) float64 {
	high := a + 10*math.Sqrt(a) + 50
	return bisect(0, high, func(x float64) float64 { return mathext.GammaIncReg(a, x) - p })
}

func betaQuantile(a, b, p float64) float64 {
	return bisect(0, 1, func(x float64) float64 { return mathext.RegIncBeta(a, b, x) - p })
}

// tQuantile is the quantile of Student's t for p >= 0.5.
func tQuantile(p, df float64) float64 {
	tail := 2 * (1 - p)
	high := 1.0
	for tTwoSided(high, df) > tail {
		high *= 2
	}
	return bisect(0, high, func(t float64) float64 { return tail - tTwoSided(t, df) })
}

func fQuantile(p, df1, df2 float64) float64 {
	x := betaQuantile(df1/2, df2/2, p)
	return df2 * x / (df1 * (1 - x))
}

// bisect finds the root of an increasing function between low and high to the last bit that floating point resolves.
func bisect(low, high float64, f func(float64) float64) float64 {
	for range 300 {
		middle := low + (high-low)/2
		if middle == low || middle == high {
			break
		}
		if f(middle) < 0 {
			low = middle
		} else {
			high = middle
		}
	}
	return low + (high-low)/2
}

// binomialHalfCDF is P(X <= k) for X binomial(n, 1/2), 0 <= k < n.
func binomialHalfCDF(k, n int) float64 { return mathext.RegIncBeta(float64(n-k), float64(k+1), 0.5) }

// noncentralTUpper is P(T > t) for Student's t with df degrees of freedom and noncentrality delta, by Simpson's rule
// over the chi distribution of the standard deviation.
func noncentralTUpper(t, df, delta float64) float64 {
	const steps = 4000
	logConstant, _ := math.Lgamma(df / 2)
	logConstant = math.Ln2 + df/2*math.Log(df/2) - logConstant
	width := 12 / math.Sqrt(df)
	low, high := math.Max(0, 1-width), 1+width
	h := (high - low) / steps
	sum := 0.0
	for i := range steps + 1 {
		u := low + float64(i)*h
		if u <= 0 {
			continue
		}
		density := math.Exp(logConstant + (df-1)*math.Log(u) - df*u*u/2)
		weight := 2.0
		switch {
		case i == 0 || i == steps:
			weight = 1
		case i%2 == 1:
			weight = 4
		}
		sum += weight * density * normalCDF(delta-t*u)
	}
	return sum * h / 3
}
