package measure

import (
	"errors"
	"fmt"
	"math"
)

// KappaEstimate is the agreement of two raters beyond chance.
type KappaEstimate struct {
	N                int      `json:"n"`                 // subjects rated by both
	PercentAgreement Number   `json:"percent_agreement"` // 0 to 1
	Kappa            Number   `json:"kappa"`             // up to 1
	KappaStdErr      Number   `json:"kappa_std_err"`     // for intervals (not under the null hypothesis)
	KappaLinear      Number   `json:"kappa_linear"`
	KappaQuadratic   Number   `json:"kappa_quadratic"` // for ordinal rubrics
	Warnings         Warnings `json:"warnings"`
}

// Kappa is Cohen's kappa (1960; weighted 1968) of a square table of counts, rater A in the rows, with the standard error of
// Fleiss, Cohen & Everitt (1969). Undefined when chance agreement is 1: where both always gave one category there is
// nothing to agree on.
func Kappa(table [][]int) (KappaEstimate, error) {
	k := len(table)
	u := Undefined()
	out := KappaEstimate{PercentAgreement: u, Kappa: u, KappaStdErr: u, KappaLinear: u, KappaQuadratic: u}
	for _, row := range table {
		if len(row) != k {
			return out, errors.New("the table must be square: the same categories for both raters")
		}
		for _, count := range row {
			if count < 0 {
				return out, errors.New("the table must hold counts of 0 or more")
			}
			out.N += count
		}
	}
	if out.N == 0 {
		out.Warnings.addf("no_cases", "kappa is undefined: nobody was rated by both")
		return out, nil
	}
	p := make([][]float64, k)
	rows, cols := make([]float64, k), make([]float64, k)
	for i, row := range table {
		p[i] = make([]float64, k)
		for j, count := range row {
			p[i][j] = float64(count) / float64(out.N)
			rows[i] += p[i][j]
			cols[j] += p[i][j]
		}
	}
	same, expected := 0, 0.0
	for i := range k {
		same += table[i][i]
		expected += rows[i] * cols[i]
	}
	agreement := float64(same) / float64(out.N) // divided once: 162 of 180 are 0.9 to the last digit
	out.PercentAgreement = Number(agreement)
	if 1-expected < 1e-12 {
		out.Warnings.addf("one_category", "kappa is undefined: both raters always gave the same single category")
		return out, nil
	}
	kappa := (agreement - expected) / (1 - expected)
	out.Kappa = Number(kappa)
	out.KappaLinear = Number(weightedKappa(p, rows, cols, math.Abs))
	out.KappaQuadratic = Number(weightedKappa(p, rows, cols, square))

	variance := -square(kappa - expected*(1-kappa))
	for i := range k {
		for j := range k {
			if i == j {
				variance += p[i][i] * square(1-(rows[i]+cols[i])*(1-kappa))
			} else {
				variance += p[i][j] * square((1-kappa)*(cols[i]+rows[j]))
			}
		}
	}
	out.KappaStdErr = Number(math.Sqrt(math.Max(0, variance)/float64(out.N)) / (1 - expected))
	return out, nil
}

// weightedKappa is one minus observed over expected disagreement, which grows with the distance of the categories.
func weightedKappa(p [][]float64, rows, cols []float64, disagreement func(d float64) float64) float64 {
	observed, expected := 0.0, 0.0
	for i := range p {
		for j := range p[i] {
			d := disagreement(float64(i - j))
			observed += d * p[i][j]
			expected += d * rows[i] * cols[j]
		}
	}
	return 1 - observed/expected
}

// FleissEstimate is the agreement of many raters on categories.
type FleissEstimate struct {
	Kappa    Number   `json:"kappa"`
	Z        Number   `json:"z"` // against no agreement beyond chance
	P        Number   `json:"p"` // two-sided
	Warnings Warnings `json:"warnings"`
}

// FleissKappa takes a row of counts for each subject: how many raters chose each category (Fleiss 1971; z from Fleiss, Nee &
// Landis 1979). Every subject must have the same number of raters, at least two.
func FleissKappa(counts [][]int) (FleissEstimate, error) {
	out := FleissEstimate{Kappa: Undefined(), Z: Undefined(), P: Undefined()}
	if len(counts) == 0 {
		out.Warnings.addf("no_cases", "kappa is undefined: there are no subjects")
		return out, nil
	}
	shares := make([]float64, len(counts[0]))
	m, agreement := 0, 0.0
	for s, row := range counts {
		if len(row) != len(shares) {
			return out, fmt.Errorf("subject %d has %d categories, the first has %d", s+1, len(row), len(shares))
		}
		raters, squares := 0, 0
		for j, c := range row {
			if c < 0 {
				return out, fmt.Errorf("subject %d: counts must be 0 or more", s+1)
			}
			raters += c
			squares += c * c
			shares[j] += float64(c)
		}
		if s == 0 {
			m = raters
		}
		if raters != m || m < 2 {
			return out, fmt.Errorf("subject %d has %d raters: every subject needs the same number, at least 2", s+1, raters)
		}
		agreement += float64(squares-m) / float64(m*(m-1))
	}
	n, raters := float64(len(counts)), float64(m)
	agreement /= n
	expected, spread, skew := 0.0, 0.0, 0.0
	for j := range shares {
		p := shares[j] / (n * raters)
		expected += p * p
		spread += p * (1 - p)
		skew += p * (1 - p) * (1 - 2*p)
	}
	if spread < 1e-12 {
		out.Warnings.addf("one_category", "kappa is undefined: all raters always gave the same single category")
		return out, nil
	}
	kappa := (agreement - expected) / (1 - expected)
	out.Kappa = Number(kappa)
	if se := math.Sqrt(2*(spread*spread-skew)) / (spread * math.Sqrt(n*raters*(raters-1))); se > 0 {
		out.Z, out.P = Number(kappa/se), Number(normalTwoSided(kappa/se))
	} else {
		out.Warnings.addf("no_test", "z and p are undefined: the shares of the categories leave no variance")
	}
	return out, nil
}

// RaterSeverity is one rater's mean signed difference from the consensus, in points of the rating: negative is severe. Undefined
// for a rater who never rated with others.
type RaterSeverity struct {
	Units      int // rated together with others
	Difference Number
}

// Severity compares each rater with the mean of all ratings of the same unit. ratings has a row for each unit and a column for each rater,
// undefined where missing; units with one rating have no consensus.
func Severity(ratings [][]Number) []RaterSeverity {
	var out []RaterSeverity
	for _, unit := range ratings {
		for len(out) < len(unit) {
			out = append(out, RaterSeverity{})
		}
		sum, n := 0.0, 0
		for _, r := range unit {
			if r.Defined() {
				sum += r.Float()
				n++
			}
		}
		if n < 2 {
			continue
		}
		for i, r := range unit {
			if r.Defined() {
				out[i].Units++
				out[i].Difference += r - Number(sum/float64(n))
			}
		}
	}
	for i := range out {
		if out[i].Units == 0 {
			out[i].Difference = Undefined()
		} else {
			out[i].Difference /= Number(out[i].Units)
		}
	}
	return out
}
