package measure

import (
	"math"
	"slices"
)

// PairedChange is the change of one group of people from a first to a second score. Positive is improvement.
type PairedChange struct {
	N              int      `json:"n"`
	MeanPre        Number   `json:"mean_pre"`
	MeanPost       Number   `json:"mean_post"`
	MeanChange     Number   `json:"mean_change"`
	SDChange       Number   `json:"sd_change"` // divisor n-1
	T              Number   `json:"t"`
	DF             int      `json:"df"`
	P              Number   `json:"p"`     // two-sided
	Lower          Number   `json:"lower"` // 95 % t interval of the mean change
	Upper          Number   `json:"upper"`
	DZ             Number   `json:"d_z"`  // mean change / SD of change
	DAv            Number   `json:"d_av"` // mean change / mean of both SDs
	GAv            Number   `json:"g_av"` // d_av with Hedges' exact correction, df = n-1
	SignedRankV    Number   `json:"signed_rank_v"`
	SignedRankP    Number   `json:"signed_rank_p"` // exact, two-sided; from 6 changes
	HodgesLehmann  Number   `json:"hodges_lehmann"`
	NormalisedGain Number   `json:"normalised_gain"` // of the group; undefined when the mean was at the maximum
	Warnings       Warnings `json:"warnings"`
}

// fewestForSignedRank is the number of changes below which no exact p-value can reach 0.05.
const fewestForSignedRank = 6

// Paired summarises the change of people who have both scores; highest is the top of the scale, for the normalised
// gain (Hake 1998). Effect sizes follow Cumming (2012) and Hedges (1981).
func Paired(pre, post []float64, highest float64) PairedChange {
	n := len(pre)
	u := Undefined()
	out := PairedChange{N: n, DF: max(0, n-1), MeanPre: u, MeanPost: u, MeanChange: u, SDChange: u, T: u, P: u, Lower: u, Upper: u,
		DZ: u, DAv: u, GAv: u, SignedRankV: u, SignedRankP: u, HodgesLehmann: u, NormalisedGain: u}
	if n == 0 {
		out.Warnings.addf("no_cases", "nobody has both scores")
		return out
	}
	changes := make([]float64, n)
	largest := 0.0
	for i := range pre {
		changes[i] = post[i] - pre[i]
		largest = max(largest, math.Abs(pre[i]), math.Abs(post[i]))
	}
	meanPre, meanPost, mean := meanOf(pre), meanOf(post), meanOf(changes)
	out.MeanPre, out.MeanPost, out.MeanChange = Number(meanPre), Number(meanPost), Number(mean)
	if gain, ok := hake(meanPre, meanPost, highest); ok {
		out.NormalisedGain = Number(gain)
	} else {
		out.Warnings.addf("at_maximum", "the normalised gain is undefined: the mean was at the maximum before")
	}
	out.HodgesLehmann = Number(walshMedian(changes))
	out.rank(changes, largest*1e-12)
	if n < 2 {
		out.Warnings.addf("too_few", "with one pair there is no spread: interval, test and effect sizes are undefined")
		return out
	}
	sd := stdDev(changes)
	if sd <= largest*1e-12 {
		sd = 0
	}
	out.SDChange = Number(sd)
	if average := (stdDev(pre) + stdDev(post)) / 2; average > 0 {
		out.DAv = Number(mean / average)
		out.GAv = Number(mean / average * hedgesJ(float64(n-1)))
	} else {
		out.Warnings.addf("no_spread", "d_av is undefined: the scores do not vary")
	}
	if sd == 0 {
		out.Warnings.addf("no_spread_of_change", "test and interval are undefined: everybody changed alike")
		return out
	}
	se := sd / math.Sqrt(float64(n))
	half := tQuantile(0.975, float64(n-1)) * se
	out.T, out.P = Number(mean/se), Number(tTwoSided(mean/se, float64(n-1)))
	out.Lower, out.Upper = Number(mean-half), Number(mean+half)
	out.DZ = Number(mean / sd)
	return out
}

// rank adds Wilcoxon's signed-rank test. Differences within noise are rounding, and count as zeros and ties.
func (c *PairedChange) rank(changes []float64, noise float64) {
	v, p, n, approximate := signedRank(changes, noise)
	c.SignedRankV = Number(v)
	switch {
	case n < fewestForSignedRank:
		c.Warnings.addf("too_few_for_rank_test", "the signed-rank p is undefined: fewer than %d people changed", fewestForSignedRank)
	default:
		c.SignedRankP = Number(p)
	}
	if approximate {
		c.Warnings.addf("approximate_rank_test", "with more than %d changes the signed-rank p is the normal approximation", mostForExactRank)
	}
}

func hake(meanPre, meanPost, highest float64) (float64, bool) {
	if !(meanPre < highest) {
		return 0, false
	}
	return (meanPost - meanPre) / (highest - meanPre), true
}

// hedgesJ is the exact small-sample correction of a standardised difference; 0 degrees of freedom and 1 have none.
func hedgesJ(df float64) float64 {
	if df < 2 {
		return math.NaN()
	}
	a, _ := math.Lgamma(df / 2)
	b, _ := math.Lgamma((df - 1) / 2)
	return math.Exp(a-b) / math.Sqrt(df/2)
}

// mostForExactRank bounds the work of the exact distribution.
const mostForExactRank = 600

// signedRank gives the sum of the ranks of the positive changes, zeros dropped and ties at their mean rank, with the
// two-sided p from the exact distribution given these ranks (Wilcoxon 1945; Pratt & Gibbons 1981). n counts the changes that are not 0.
func signedRank(changes []float64, noise float64) (v, p float64, n int, approximate bool) {
	var nonzero []float64
	for _, d := range changes {
		if math.Abs(d) > noise {
			nonzero = append(nonzero, d)
		}
	}
	n = len(nonzero)
	slices.SortFunc(nonzero, func(a, b float64) int {
		if math.Abs(a) < math.Abs(b) {
			return -1
		}
		return 1
	})
	doubled := make([]int, n) // twice the mean rank, an integer
	positive, sum := 0, 0
	for i := 0; i < n; {
		j := i
		for j+1 < n && math.Abs(nonzero[j+1])-math.Abs(nonzero[j]) <= noise {
			j++
		}
		for k := i; k <= j; k++ {
			doubled[k] = i + j + 2
			sum += doubled[k]
			if nonzero[k] > 0 {
				positive += doubled[k]
			}
		}
		i = j + 1
	}
	v = float64(positive) / 2
	if n > mostForExactRank {
		squares := 0.0
		for _, r := range doubled {
			squares += float64(r) * float64(r) / 4
		}
		distance := math.Max(0, math.Abs(v-float64(sum)/4)-0.5)
		return v, normalTwoSided(distance / math.Sqrt(squares/4)), n, true
	}
	probability := make([]float64, sum+1)
	probability[0] = 1
	reached := 0
	for _, r := range doubled {
		for s := reached; s >= 0; s-- {
			half := probability[s] / 2
			probability[s] = half
			probability[s+r] += half
		}
		reached += r
	}
	tail := 0.0
	for s := range min(positive, sum-positive) + 1 {
		tail += probability[s]
	}
	return v, math.Min(1, 2*tail), n, false
}

// walshMedian is the estimator of Hodges & Lehmann (1963): the median of the means of all pairs of changes, each with
// itself included.
func walshMedian(changes []float64) float64 {
	sorted := slices.Sorted(slices.Values(changes))
	n := len(sorted)
	total := n * (n + 1) / 2
	if n <= 1000 {
		means := make([]float64, 0, total)
		for i := range sorted {
			for j := i; j < n; j++ {
				means = append(means, (sorted[i]+sorted[j])/2)
			}
		}
		slices.Sort(means)
		return (means[(total-1)/2] + means[total/2]) / 2
	}
	// Too many pairs to list: count the pairs up to a value instead, and close in on the middle ones.
	upTo := func(value float64) int {
		count, j := 0, n-1
		for i := range sorted {
			for j >= 0 && (sorted[i]+sorted[j])/2 > value {
				j--
			}
			if j < i {
				break
			}
			count += j - i + 1
		}
		return count
	}
	kth := func(k int) float64 {
		return bisect(sorted[0]-1, sorted[n-1], func(value float64) float64 { return float64(upTo(value)-k) + 0.5 })
	}
	return (kth((total+1)/2) + kth(total/2+1)) / 2
}

// MasteryChange compares mastery gained with mastery lost.
type MasteryChange struct {
	PExact     Number   `json:"p_exact"`    // two-sided, McNemar's exact test
	Difference Number   `json:"difference"` // (gained - lost) / n, -1 to 1; undefined without n
	Warnings   Warnings `json:"warnings"`
}

// McNemar tests, exactly, whether as many people lost mastery as gained it (McNemar 1947). n is the number of pairs, 0 when unknown.
func McNemar(gained, lost, n int) MasteryChange {
	out := MasteryChange{PExact: Undefined(), Difference: Undefined()}
	if gained+lost > 0 {
		out.PExact = Number(math.Min(1, 2*binomialHalfCDF(min(gained, lost), gained+lost)))
	} else {
		out.Warnings.addf("nobody_changed", "p_exact is undefined: nobody gained or lost mastery")
	}
	if n > 0 {
		out.Difference = Number(float64(gained-lost) / float64(n))
	} else {
		out.Warnings.addf("no_cases", "difference is undefined without n, the number of pairs")
	}
	return out
}
