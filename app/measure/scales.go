package measure

import "slices"

// Scale says how the answers to a questionnaire become one score: which items it sums and which of them are reversed.
type Scale struct {
	Code     string
	Items    []int // numbered from 1 as on the form
	Reversed []int
	Lowest   int // of an answer
	Highest  int
}

// ProQOL5 are the three scales of the Professional Quality of Life questionnaire, version 5 (Stamm 2010): compassion
// satisfaction, burnout, secondary traumatic stress. Scores run from 10 to 50. Only the scoring key is here; the items
// are their author's. A person's scores belong to that person alone (see WellBeingPublishable).
func ProQOL5() []Scale {
	return []Scale{
		{Code: "compassion_satisfaction", Items: []int{3, 6, 12, 16, 18, 20, 22, 24, 27, 30}, Lowest: 1, Highest: 5},
		{Code: "burnout", Items: []int{1, 4, 8, 10, 15, 17, 19, 21, 26, 29}, Reversed: []int{1, 4, 15, 17, 29}, Lowest: 1, Highest: 5},
		{Code: "secondary_traumatic_stress", Items: []int{2, 5, 7, 9, 11, 13, 14, 23, 25, 28}, Lowest: 1, Highest: 5},
	}
}

// Score sums the answers (answers[0] is item 1). Undefined when an answer of the scale is missing or out of range.
func (s Scale) Score(answers []Number) Number {
	total := Number(0)
	for _, item := range s.Items {
		if item > len(answers) || !answers[item-1].Defined() {
			return Undefined()
		}
		answer := answers[item-1]
		if answer < Number(s.Lowest) || answer > Number(s.Highest) {
			return Undefined()
		}
		if slices.Contains(s.Reversed, item) {
			answer = Number(s.Lowest+s.Highest) - answer
		}
		total += answer
	}
	return total
}

// ProQOLBand reads a raw score of a ProQOL-5 scale: 22 or less is low, 42 or more high. Undefined scores have no band.
func ProQOLBand(score Number) string {
	switch {
	case !score.Defined():
		return ""
	case score <= 22:
		return "low"
	case score >= 42:
		return "high"
	}
	return "average"
}
