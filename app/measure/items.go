package measure

import (
	"math"
	"slices"
)

// ItemStatistics describe one item in the terms of classical test theory, as percentages (0-100; correlations and
// efficiencies -100 to 100), like the reports of Moodle's quiz.
type ItemStatistics struct {
	Facility                 Number `json:"facility"`                  // mean score of the maximum
	SD                       Number `json:"sd"`                        // of the maximum, divisor n-1
	DiscriminationIndex      Number `json:"discrimination_index"`      // correlation of the item with the rest of the test
	DiscriminativeEfficiency Number `json:"discriminative_efficiency"` // covariance with the rest, of the largest these scores allow
	IntendedWeight           Number `json:"intended_weight"`           // maximum, of the sum of maxima
	EffectiveWeight          Number `json:"effective_weight"`          // share in the spread of the total; undefined when it is negative
}

// TestStatistics describe a whole form. Mean, median, SD and standard error are percentages of the highest score.
type TestStatistics struct {
	N                   int    `json:"n"`
	Mean                Number `json:"mean"`
	Median              Number `json:"median"`
	SD                  Number `json:"sd"`                   // divisor n-1
	Skewness            Number `json:"skewness"`             // k-statistics; from 3 people
	Kurtosis            Number `json:"kurtosis"`             // excess, k-statistics; from 4 people
	InternalConsistency Number `json:"internal_consistency"` // Cronbach's alpha, percent
	ErrorRatio          Number `json:"error_ratio"`          // share of the SD that is error, percent
	StandardError       Number `json:"standard_error"`       // of measurement
}

// ItemAnalysis is the analysis of a form.
type ItemAnalysis struct {
	Items    []ItemStatistics `json:"items"`
	Test     TestStatistics   `json:"test"`
	Warnings Warnings         `json:"warnings"`
}

// AnalyseItems takes the scores (a row for each person, a column for each item) and the maximum of each item (> 0).
func AnalyseItems(scores [][]float64, highest []float64) ItemAnalysis {
	n, k := len(scores), len(highest)
	out := ItemAnalysis{Items: make([]ItemStatistics, k)}
	items := columns(scores, k)
	totals := rowSums(scores)
	top := 0.0
	for _, m := range highest {
		top += m
	}
	roots := make([]float64, k) // square root of each item's covariance with the total
	sumRoots := 0.0
	for i := range items {
		s := ItemStatistics{Facility: Undefined(), SD: Undefined(), DiscriminationIndex: Undefined(), DiscriminativeEfficiency: Undefined(),
			IntendedWeight: Number(100 * highest[i] / top), EffectiveWeight: Undefined()}
		if n > 0 {
			s.Facility = Number(100 * meanOf(items[i]) / highest[i])
		}
		if n >= 2 {
			s.SD = Number(100 * stdDev(items[i]) / highest[i])
			s.DiscriminationIndex, s.DiscriminativeEfficiency = discrimination(items[i], totals)
			if !s.DiscriminationIndex.Defined() {
				out.Warnings.addf("item_constant", "item %d: discrimination is undefined, the item or the rest of the test does not vary", i+1)
			}
			roots[i] = math.Sqrt(sampleCov(items[i], totals))
			if !math.IsNaN(roots[i]) {
				sumRoots += roots[i]
			}
		}
		out.Items[i] = s
	}
	for i := range items {
		if sumRoots > 0 {
			out.Items[i].EffectiveWeight = Number(100 * roots[i] / sumRoots)
		}
		if math.IsNaN(roots[i]) {
			out.Warnings.addf("negative_weight", "item %d: the effective weight is undefined, its covariance with the total is negative", i+1)
		}
	}
	out.Test = testStatistics(items, totals, top)
	if n < 2 {
		out.Warnings.addf("too_few", "fewer than 2 people: everything that needs a spread is undefined")
	} else if !out.Test.InternalConsistency.Defined() {
		out.Warnings.addf("no_consistency", "internal consistency is undefined: it needs 2 items and totals that vary")
	}
	if n < 4 {
		out.Warnings.addf("too_few_for_shape", "skewness needs 3 people, kurtosis 4")
	}
	return out
}

// discrimination gives the item-rest correlation and the discriminative efficiency, in percent.
func discrimination(item, totals []float64) (index, efficiency Number) {
	rest := make([]float64, len(item))
	for p := range item {
		rest[p] = totals[p] - item[p]
	}
	covariance := sampleCov(item, rest)
	spread := math.Sqrt(sampleCov(item, item) * sampleCov(rest, rest))
	largest := sampleCov(slices.Sorted(slices.Values(item)), slices.Sorted(slices.Values(rest)))
	index, efficiency = Undefined(), Undefined()
	if spread > 0 {
		index = Number(100 * covariance / spread)
	}
	if largest > 0 {
		efficiency = Number(100 * covariance / largest)
	}
	return index, efficiency
}

func testStatistics(items [][]float64, totals []float64, top float64) TestStatistics {
	n := float64(len(totals))
	u := Undefined()
	out := TestStatistics{N: len(totals), Mean: u, Median: u, SD: u, Skewness: u, Kurtosis: u, InternalConsistency: u, ErrorRatio: u, StandardError: u}
	if len(totals) == 0 {
		return out
	}
	out.Mean = Number(100 * meanOf(totals) / top)
	out.Median = Number(100 * medianOf(totals) / top)
	if len(totals) < 2 {
		return out
	}
	sd := stdDev(totals)
	out.SD = Number(100 * sd / top)
	mean, m2, m3, m4 := meanOf(totals), 0.0, 0.0, 0.0
	for _, v := range totals {
		d := v - mean
		m2 += d * d / n
		m3 += d * d * d / n
		m4 += d * d * d * d / n
	}
	k2 := sd * sd
	if k2 > 0 && n >= 3 {
		k3 := n * n * m3 / ((n - 1) * (n - 2))
		out.Skewness = Number(k3 / math.Pow(k2, 1.5))
	}
	if k2 > 0 && n >= 4 {
		k4 := n * n * ((n+1)*m4 - 3*(n-1)*m2*m2) / ((n - 1) * (n - 2) * (n - 3))
		out.Kurtosis = Number(k4 / (k2 * k2))
	}
	if alpha := alphaOf(items, totals); alpha.Defined() {
		ratio := math.Sqrt(1 - alpha.Float())
		out.InternalConsistency = 100 * alpha
		out.ErrorRatio = Number(100 * ratio)
		out.StandardError = Number(100 * ratio * sd / top)
	}
	return out
}

// ConsistencyEstimate is Cronbach's alpha with its interval.
type ConsistencyEstimate struct {
	Alpha    Number   `json:"alpha"` // up to 1; negative when items contradict each other
	Lower    Number   `json:"lower"` // 95 %
	Upper    Number   `json:"upper"`
	SEM      Number   `json:"sem"` // standard error of measurement of the total, in score points
	Warnings Warnings `json:"warnings"`
}

// Alpha is Cronbach's (1951) coefficient with the interval of Feldt, Woodruff & Salih (1987). Undefined with fewer
// than two people or items, or when totals do not vary.
func Alpha(scores [][]float64) ConsistencyEstimate {
	out := ConsistencyEstimate{Alpha: Undefined(), Lower: Undefined(), Upper: Undefined(), SEM: Undefined()}
	n := len(scores)
	k := 0
	if n > 0 {
		k = len(scores[0])
	}
	totals := rowSums(scores)
	out.Alpha = alphaOf(columns(scores, k), totals)
	if !out.Alpha.Defined() {
		out.Warnings.addf("no_consistency", "alpha is undefined: it needs 2 people, 2 items and totals that vary")
		return out
	}
	alpha, df1, df2 := out.Alpha.Float(), float64(n-1), float64((n-1)*(k-1))
	out.Lower = Number(1 - (1-alpha)*fQuantile(0.975, df1, df2))
	out.Upper = Number(1 - (1-alpha)*fQuantile(0.025, df1, df2))
	out.SEM = Number(stdDev(totals) * math.Sqrt(1-alpha))
	return out
}

func alphaOf(items [][]float64, totals []float64) Number {
	k := float64(len(items))
	if k < 2 || len(totals) < 2 {
		return Undefined()
	}
	variances := 0.0
	for _, item := range items {
		variances += sampleCov(item, item)
	}
	total := sampleCov(totals, totals)
	if total == 0 {
		return Undefined()
	}
	return Number(k / (k - 1) * (1 - variances/total))
}

// RandomGuessScore is the score, in percent, that blind guessing gives on a choice item: the mean of the options' fractions (-1 to 1).
// Undefined for items without options.
func RandomGuessScore(fractions []float64) Number {
	if len(fractions) == 0 {
		return Undefined()
	}
	return Number(100 * meanOf(fractions))
}

func columns(rows [][]float64, k int) [][]float64 {
	out := make([][]float64, k)
	for i := range out {
		out[i] = make([]float64, len(rows))
		for p := range rows {
			out[i][p] = rows[p][i]
		}
	}
	return out
}

func rowSums(rows [][]float64) []float64 {
	out := make([]float64, len(rows))
	for p, row := range rows {
		for _, v := range row {
			out[p] += v
		}
	}
	return out
}

func medianOf(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}

// sampleCov is the covariance with divisor n-1.
func sampleCov(a, b []float64) float64 {
	n := float64(len(a))
	return populationCov(a, b) * n / (n - 1)
}
