package assessments

import "math"

// What follows is pure: what answers earn, and what a person showed by it.

// RatedShare is the share of the points, 0 to 1, that ratings of one response
// come to.
func RatedShare(ratings []Points, criteria Criteria) float64 {
	sum := 0
	for _, r := range ratings {
		sum += r.Sum()
	}
	return float64(sum) / float64(len(ratings)*criteria.Max())
}

// Mark gives what the answers to a form earn, in the order of the form. rated has
// the shares of the vignettes that have their ratings; complete is false while
// one is missing. What is not answered earns nothing.
func Mark(places []FormItem, versions map[string]ItemVersion, answers map[string]Value, rated map[string]float64) (scores []ItemScore, complete bool) {
	complete = true
	for _, p := range places {
		v := versions[p.ItemVersionID]
		fraction, scored := rated[v.ID]
		if v.Kind != Vignette {
			fraction, scored = v.fraction(answers[v.ID]), true
		}
		if !scored {
			complete = false
			continue
		}
		scores = append(scores, ItemScore{ItemVersionID: v.ID, Points: p.Points * fraction, MaxPoints: p.Points, RuleVersion: RulePoints})
	}
	return scores, complete
}

// Shown is what a person showed in one competency.
type Shown struct {
	Competency string
	Score      float64 // 0 to 100
}

// ShownBy gives what the scores of a completely marked attempt show, by rule
// [RulePoints], one for each competency in the order of the form.
func ShownBy(versions map[string]ItemVersion, scores []ItemScore) []Shown {
	points, possible := map[string]float64{}, map[string]float64{}
	var shown []Shown
	for _, s := range scores {
		code := versions[s.ItemVersionID].CompetencyCode
		if possible[code] == 0 {
			shown = append(shown, Shown{Competency: code})
		}
		points[code] += s.Points
		possible[code] += s.MaxPoints
	}
	for i, s := range shown {
		shown[i].Score = math.Min(100, 100*points[s.Competency]/possible[s.Competency])
	}
	return shown
}
