package measure

import (
	"math"
	"slices"
)

// OptionStatistics describe who chose one option of an item. Strong and weak are told apart by the rest of the test, so that an
// option is not compared with itself.
type OptionStatistics struct {
	N        int    `json:"n"`         // who chose it
	Share    Number `json:"share"`     // of all who were asked, 0 to 1
	MeanRest Number `json:"mean_rest"` // mean rest score of those who chose it, on the scale of the rest scores; undefined when nobody did
	Lower    int    `json:"lower"`     // of them in the lower third
	Upper    int    `json:"upper"`     // of them in the upper third
}

// Thirds are the people with the lowest and the highest rest scores.
type Thirds struct {
	Low, High []bool // by person
	N         int    // people with a rest score at or below the lower bound
	NHigh     int    // people with one at or above the upper bound
	Warnings  Warnings
}

// ThirdsOf divides people by their rest scores. Whoever has the score of the boundary belongs to the third, so that a third may be
// larger than one in three; where both would overlap, there are none.
func ThirdsOf(rest []float64) Thirds {
	n := len(rest)
	out := Thirds{Low: make([]bool, n), High: make([]bool, n)}
	size := n / 3
	if size == 0 {
		out.Warnings.addf("too_few_for_thirds", "fewer than 3 people: there are no thirds")
		return out
	}
	sorted := slices.Sorted(slices.Values(rest))
	low, high := sorted[size-1], sorted[n-size]
	if !(low < high) {
		out.Warnings.addf("thirds_overlap", "the rest scores vary too little to tell an upper from a lower third")
		return out
	}
	for p, score := range rest {
		out.Low[p], out.High[p] = score <= low, score >= high
		if out.Low[p] {
			out.N++
		}
		if out.High[p] {
			out.NHigh++
		}
	}
	return out
}

// AnalyseOptions takes, for each option, who chose it, and everybody's score in the rest of the test.
func AnalyseOptions(chose [][]bool, rest []float64, thirds Thirds) []OptionStatistics {
	out := make([]OptionStatistics, len(chose))
	for o, by := range chose {
		s := OptionStatistics{Share: Undefined(), MeanRest: Undefined()}
		sum := 0.0
		for p, yes := range by {
			if !yes {
				continue
			}
			s.N++
			sum += rest[p]
			if thirds.Low[p] {
				s.Lower++
			}
			if thirds.High[p] {
				s.Upper++
			}
		}
		if len(by) > 0 {
			s.Share = Number(float64(s.N) / float64(len(by)))
		}
		if s.N > 0 {
			s.MeanRest = Number(sum / float64(s.N))
		}
		out[o] = s
	}
	return out
}

// Correlation is Pearson's r; undefined with fewer than 3 pairs or where a list does not vary.
func Correlation(x, y []float64) Number {
	if len(x) < 3 {
		return Undefined()
	}
	spread := math.Sqrt(populationCov(x, x) * populationCov(y, y))
	if !(spread > 0) {
		return Undefined()
	}
	return Number(populationCov(x, y) / spread)
}
