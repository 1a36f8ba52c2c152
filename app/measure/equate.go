package measure

import (
	"math"
	"slices"
)

// EquatingMethod is how scores of one form were put on the scale of another.
type EquatingMethod string

// The methods, by what the data allow.
const (
	MeanEquating   EquatingMethod = "mean"   // fewer than 100 people on a form
	LinearEquating EquatingMethod = "linear" // from 100 people on each form
	TuckerEquating EquatingMethod = "tucker" // anchor items in both forms
)

// fewestForLinear is the number of people on each form from which the spread is equated too.
const fewestForLinear = 100

// Equating puts a score x of one form on the scale of the other: y = Slope x + Intercept.
type Equating struct {
	MeanShift Number         `json:"mean_shift"` // mean_y - mean_x, as observed
	Slope     Number         `json:"slope"`
	Intercept Number         `json:"intercept"`
	Method    EquatingMethod `json:"method"`
	Warnings  Warnings       `json:"warnings"`

	// Moments in the synthetic population (Tucker) or as observed; SD with divisor N.
	MeanX, SDX, MeanY, SDY Number `json:"-"`
}

// Equate equates the scores of two forms that were given to equivalent groups: the means, and from 100 people on each
// form also the standard deviations (Kolen & Brennan 2014, chapter 2).
func Equate(x, y []float64) Equating {
	out := Equating{MeanShift: Undefined(), Slope: Undefined(), Intercept: Undefined(), Method: MeanEquating,
		MeanX: Undefined(), SDX: Undefined(), MeanY: Undefined(), SDY: Undefined()}
	if len(x) >= fewestForLinear && len(y) >= fewestForLinear {
		out.Method = LinearEquating
	}
	if len(x) == 0 || len(y) == 0 {
		out.Warnings.addf("no_cases", "equating is undefined: a form has no scores")
		return out
	}
	out.moments(meanOf(x), populationSD(x), meanOf(y), populationSD(y))
	out.MeanShift = Number(meanOf(y) - meanOf(x))
	if out.Method == MeanEquating {
		out.Slope, out.Intercept = 1, out.MeanShift
		return out
	}
	out.line()
	return out
}

// EquateTucker equates two forms with common anchor items, given to groups that need not be equivalent (Kolen & Brennan 2014, chapter
// 4). anchorX and anchorY are the anchor scores of the same people; the groups are weighted by their size.
func EquateTucker(x, anchorX, y, anchorY []float64) Equating {
	out := Equate(x, y)
	if len(x) == 0 || len(y) == 0 {
		return out
	}
	out.Method = TuckerEquating
	out.Slope, out.Intercept = Undefined(), Undefined()
	varX, varY := populationCov(anchorX, anchorX), populationCov(anchorY, anchorY)
	if varX == 0 || varY == 0 {
		out.Warnings.addf("anchor_constant", "Tucker equating is undefined: the anchor scores of a group do not vary")
		return out
	}
	weightX := float64(len(x)) / float64(len(x)+len(y))
	weightY := 1 - weightX
	slopeX, slopeY := populationCov(x, anchorX)/varX, populationCov(y, anchorY)/varY
	gap, varGap := meanOf(anchorX)-meanOf(anchorY), varX-varY
	both := weightX * weightY * gap * gap
	out.moments(
		meanOf(x)-weightY*slopeX*gap, math.Sqrt(populationCov(x, x)-weightY*slopeX*slopeX*varGap+slopeX*slopeX*both),
		meanOf(y)+weightX*slopeY*gap, math.Sqrt(populationCov(y, y)+weightX*slopeY*slopeY*varGap+slopeY*slopeY*both))
	out.line()
	return out
}

func (e *Equating) moments(meanX, sdX, meanY, sdY float64) {
	e.MeanX, e.SDX, e.MeanY, e.SDY = Number(meanX), Number(sdX), Number(meanY), Number(sdY)
}

// line takes the slope from the standard deviations and lays the line through the means.
func (e *Equating) line() {
	if !(e.SDX > 0) || !e.SDY.Defined() {
		e.Slope, e.Intercept = Undefined(), Undefined()
		e.Warnings.addf("no_spread", "the slope is undefined: the scores of form x do not vary")
		return
	}
	e.Slope = e.SDY / e.SDX
	e.Intercept = e.MeanY - e.Slope*e.MeanX
}

// Apply puts a score of form x on the scale of form y.
func (e Equating) Apply(x float64) float64 { return e.Slope.Float()*x + e.Intercept.Float() }

// populationCov is the covariance with divisor N; exactly 0 when one of the lists does not vary.
func populationCov(a, b []float64) float64 {
	if constant(a) || constant(b) {
		return 0
	}
	meanA, meanB, sum := meanOf(a), meanOf(b), 0.0
	for i := range a {
		sum += (a[i] - meanA) * (b[i] - meanB)
	}
	return sum / float64(len(a))
}

// constant reports whether values differ by rounding at most.
func constant(values []float64) bool {
	if len(values) == 0 {
		return true
	}
	low, high := slices.Min(values), slices.Max(values)
	return high-low <= 1e-12*math.Max(math.Abs(low), math.Abs(high))
}

func populationSD(a []float64) float64 { return math.Sqrt(populationCov(a, a)) }
