package demo

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"relevo/assessments"
)

// answer is what somebody with the skill answers to an item, the zero value
// when they leave it empty.
func (s *subject) answer(d dice, v assessments.ItemVersion, level float64) assessments.Value {
	if v.Kind == assessments.Vignette {
		if d.yes(0.03) {
			return assessments.Value{}
		}
		return assessments.Value{Text: s.response(d, level).Text}
	}
	if d.yes(0.01) {
		return assessments.Value{}
	}
	right := max(0.04, min(0.97, level+ease(v)))
	switch v.Kind {
	case assessments.Multiple:
		return assessments.Value{Options: severalOf(d, v.Body.Options, right)}
	case assessments.Matching:
		return assessments.Value{Matches: matchesOf(d, v.Body, right)}
	case assessments.Numeric:
		return assessments.Value{Text: numberOf(d, v.Body.Numbers, right)}
	default:
		return assessments.Value{Options: []string{oneOf(d, v.Body.Options, d.yes(right))}}
	}
}

// ease is how much easier than others an item is.
func ease(v assessments.ItemVersion) float64 {
	return diceOf("item "+v.Title).Float64()*0.20 - 0.10
}

// oneOf chooses the best option or one of the others.
func oneOf(d dice, options []assessments.Option, right bool) string {
	var chosen []string
	for _, o := range options {
		if (o.Fraction == 1) == right {
			chosen = append(chosen, o.ID)
		}
	}
	return one(d, chosen)
}

// severalOf chooses among options of which several are right.
func severalOf(d dice, options []assessments.Option, right float64) []string {
	var chosen, wrong []string
	for _, o := range options {
		switch {
		case o.Fraction <= 0:
			wrong = append(wrong, o.ID)
		case d.yes(right):
			chosen = append(chosen, o.ID)
		}
	}
	if len(chosen) == 0 || d.yes(0.3*(1-right)) {
		chosen = append(chosen, one(d, wrong))
	}
	slices.Sort(chosen)
	return chosen
}

// matchesOf pairs each prompt with its choice or another.
func matchesOf(d dice, body assessments.Body, right float64) map[string]string {
	matches := map[string]string{}
	for _, p := range body.Prompts {
		matches[p.ID] = p.ChoiceID
		if !d.yes(right) {
			matches[p.ID] = one(d, body.Choices).ID
		}
	}
	return matches
}

// numberOf gives the number that is right or one beside it.
func numberOf(d dice, accepted []assessments.Number, right float64) string {
	n := accepted[0].Low
	if !d.yes(right) {
		n += one(d, []float64{-2, -1, 1, 2})
	}
	return strconv.FormatFloat(math.Max(0, n), 'f', -1, 64)
}

// response is the written answer that fits the skill best.
func (s *subject) response(d dice, level float64) sample {
	most := float64(s.vignette.criteria().Max())
	wanted := level*most + d.about(0, 0.9)
	return slices.MinFunc(s.vignette.Samples, func(a, b sample) int {
		return cmp.Compare(math.Abs(float64(a.Points.Sum())-wanted), math.Abs(float64(b.Points.Sum())-wanted))
	})
}

// pointsFor is what a trainer gives a response: what it deserves, with the
// differences that there are between people.
func (s *subject) pointsFor(d dice, text string, severity float64) assessments.Points {
	at := slices.IndexFunc(s.vignette.Samples, func(one sample) bool { return one.Text == text })
	points := assessments.Points{}
	for _, c := range s.vignette.Rubric.Criteria {
		given := s.vignette.Samples[at].Points[c.Code]
		switch roll := d.Float64(); {
		case roll < 0.07+severity:
			given--
		case roll > 0.92:
			given++
		}
		points[c.Code] = max(0, min(len(c.Levels)-1, given))
	}
	return points
}
