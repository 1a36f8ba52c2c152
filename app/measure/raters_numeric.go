package measure

import (
	"fmt"
	"math"
	"slices"
)

// ICCEstimates are the intraclass correlations of Shrout & Fleiss (1979): each subject by other raters (1), raters drawn from many
// (2), these raters only (3), of one rating and of the mean of all k.
type ICCEstimates struct {
	ICC1     Estimate `json:"icc_1"`
	ICC2     Estimate `json:"icc_2"`
	ICC3     Estimate `json:"icc_3"`
	ICC1k    Estimate `json:"icc_1k"`
	ICC2k    Estimate `json:"icc_2k"`
	ICC3k    Estimate `json:"icc_3k"`
	Warnings Warnings `json:"warnings"`
}

// ICC takes a complete table: a row for each subject, a column for each rater. Intervals are the F intervals of Shrout & Fleiss.
// Undefined with fewer than two subjects or raters, or when nothing varies.
func ICC(ratings [][]float64) (ICCEstimates, error) {
	u := Estimate{Value: Undefined(), Lower: Undefined(), Upper: Undefined()}
	out := ICCEstimates{ICC1: u, ICC2: u, ICC3: u, ICC1k: u, ICC2k: u, ICC3k: u}
	for i, row := range ratings {
		if len(row) != len(ratings[0]) {
			return out, fmt.Errorf("subject %d has %d ratings, the first has %d", i+1, len(row), len(ratings[0]))
		}
	}
	if len(ratings) < 2 || len(ratings[0]) < 2 {
		out.Warnings.addf("too_few", "ICC needs two subjects and two raters")
		return out, nil
	}
	n, k := float64(len(ratings)), float64(len(ratings[0]))
	msb, msj, mse, msw := meanSquares(ratings)
	if msb == 0 && msw == 0 {
		out.Warnings.addf("no_spread", "ICC is undefined: the ratings do not vary")
		return out, nil
	}
	if msb == 0 {
		out.Warnings.addf("subjects_alike", "the coefficients of averages are undefined: the subjects do not differ")
	}
	one, three := (msb-msw)/(msb+(k-1)*msw), (msb-mse)/(msb+(k-1)*mse)
	two := (msb - mse) / (msb + (k-1)*mse + k*(msj-mse)/n)
	out.ICC1.Value, out.ICC1k.Value = Number(one), finite((msb-msw)/msb)
	out.ICC2.Value, out.ICC2k.Value = finite(two), finite((msb-mse)/(msb+(msj-mse)/n))
	out.ICC3.Value, out.ICC3k.Value = finite(three), finite((msb-mse)/msb)

	fInterval := func(f, df1, df2 float64, single, average *Estimate) {
		lower, upper := f/fQuantile(0.975, df1, df2), f*fQuantile(0.975, df2, df1)
		single.Lower, single.Upper = Number((lower-1)/(lower+k-1)), Number((upper-1)/(upper+k-1))
		average.Lower, average.Upper = finite(1-1/lower), finite(1-1/upper)
	}
	if msw > 0 {
		fInterval(msb/msw, n-1, n*(k-1), &out.ICC1, &out.ICC1k)
	}
	if mse == 0 {
		out.Warnings.addf("no_error", "some intervals are undefined: nothing is left once subjects and raters are taken out")
		return out, nil
	}
	fInterval(msb/mse, n-1, (n-1)*(k-1), &out.ICC3, &out.ICC3k)

	fj := msj / mse
	base := n*(1+(k-1)*two) - k*two
	df := (k - 1) * (n - 1) * square(k*two*fj+base) / ((n-1)*square(k*two*fj) + square(base))
	below, above := fQuantile(0.975, n-1, df), fQuantile(0.975, df, n-1)
	rest := k*msj + (k*n-k-n)*mse
	lower := n * (msb - below*mse) / (below*rest + n*msb)
	upper := n * (above*msb - mse) / (rest + n*above*msb)
	out.ICC2.Lower, out.ICC2.Upper = finite(lower), finite(upper)
	out.ICC2k.Lower, out.ICC2k.Upper = finite(lower*k/(1+lower*(k-1))), finite(upper*k/(1+upper*(k-1)))
	return out, nil
}

func finite(v float64) Number {
	if math.IsInf(v, 0) {
		return Undefined()
	}
	return Number(v)
}

// meanSquares are those of the two-way analysis of variance: between subjects, raters, error; and within subjects.
func meanSquares(ratings [][]float64) (msb, msj, mse, msw float64) {
	n, k := len(ratings), len(ratings[0])
	var all []float64
	subjects, raters := make([]float64, n), make([]float64, k)
	for i, row := range ratings {
		all = append(all, row...)
		subjects[i] = meanOf(row)
		for j, v := range row {
			raters[j] += v / float64(n)
		}
	}
	total := sumSquares(all)
	if constant(all) {
		return 0, 0, 0, 0
	}
	ssb, ssj := float64(k)*sumSquares(subjects), float64(n)*sumSquares(raters)
	noise := 1e-12 * total
	clean := func(ss float64) float64 {
		if ss < noise {
			return 0
		}
		return ss
	}
	msb = clean(ssb) / float64(n-1)
	msj = clean(ssj) / float64(k-1)
	mse = clean(total-ssb-ssj) / float64((n-1)*(k-1))
	msw = clean(total-ssb) / float64(n*(k-1))
	return msb, msj, mse, msw
}

// KrippendorffAlphas is the reliability of ratings under four readings of the scale; 1 is perfect, 0 chance.
type KrippendorffAlphas struct {
	Nominal  Number   `json:"nominal"`
	Ordinal  Number   `json:"ordinal"`
	Interval Number   `json:"interval"`
	Ratio    Number   `json:"ratio"` // undefined when a rating is negative
	Warnings Warnings `json:"warnings"`
}

// Krippendorff takes a row for each unit and a column for each rater, undefined where missing (Krippendorff 2011). Units with fewer
// than two ratings say nothing. Undefined when all ratings that can be paired are the same.
func Krippendorff(ratings [][]Number) KrippendorffAlphas {
	out := KrippendorffAlphas{Nominal: Undefined(), Ordinal: Undefined(), Interval: Undefined(), Ratio: Undefined()}
	units, values := pairable(ratings)
	if len(values) < 2 {
		out.Warnings.addf("one_category", "alpha is undefined: no two different ratings can be paired")
		return out
	}
	k := len(values)
	coincidences, counts := coincidence(units, values)
	alpha := func(distance func(c, d int) float64) Number {
		observed, expected, n := 0.0, 0.0, 0.0
		for c := range k {
			n += counts[c]
			for d := range k {
				observed += coincidences[c][d] * distance(c, d)
				expected += counts[c] * counts[d] * distance(c, d)
			}
		}
		return Number(1 - (n-1)*observed/expected)
	}
	out.Nominal = alpha(func(c, d int) float64 {
		if c == d {
			return 0
		}
		return 1
	})
	out.Ordinal = alpha(func(c, d int) float64 {
		between := -(counts[c] + counts[d]) / 2
		for g := min(c, d); g <= max(c, d); g++ {
			between += counts[g]
		}
		return square(between)
	})
	out.Interval = alpha(func(c, d int) float64 { return square(values[c] - values[d]) })
	if values[0] < 0 {
		out.Warnings.addf("negative_ratings", "the ratio alpha is undefined: ratings on a ratio scale cannot be negative")
		return out
	}
	out.Ratio = alpha(func(c, d int) float64 {
		if c == d {
			return 0
		}
		return square((values[c] - values[d]) / (values[c] + values[d]))
	})
	return out
}

// pairable lists the ratings of each unit that has at least two, and all their different values in order.
func pairable(ratings [][]Number) (units [][]float64, values []float64) {
	for _, row := range ratings {
		var unit []float64
		for _, r := range row {
			if r.Defined() {
				unit = append(unit, r.Float())
			}
		}
		if len(unit) >= 2 {
			units = append(units, unit)
			values = append(values, unit...)
		}
	}
	slices.Sort(values)
	return units, slices.Compact(values)
}

// coincidence is Krippendorff's matrix of pairs of values within units, with how often each value was given.
func coincidence(units [][]float64, values []float64) (pairs [][]float64, counts []float64) {
	k := len(values)
	pairs, counts = make([][]float64, k), make([]float64, k)
	for i := range pairs {
		pairs[i] = make([]float64, k)
	}
	for _, unit := range units {
		index := make([]int, len(unit))
		for i, v := range unit {
			index[i], _ = slices.BinarySearch(values, v)
			counts[index[i]]++
		}
		for i := range index {
			for j := range index {
				if i != j {
					pairs[index[i]][index[j]] += 1 / float64(len(unit)-1)
				}
			}
		}
	}
	return pairs, counts
}
