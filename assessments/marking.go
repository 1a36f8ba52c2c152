package assessments

import (
	"math"
	"strconv"
	"strings"

	"relevo/app/people/roster"
)

// What follows is pure: what answers earn, and what a person showed by it.

// RatedShare is the share of the points, 0 to 1, that ratings of one response come to;
// most is what it can earn.
func RatedShare(ratings []Points, most int) float64 {
	sum := 0
	for _, r := range ratings {
		sum += r.Sum()
	}
	return float64(sum) / float64(len(ratings)*most)
}

// Rated is what the ratings of a response come to.
type Rated struct {
	Share float64 // of the points, 0 to 1
	Rule  string  // by which it was made
}

// Mark gives what the answers to a form earn, in the order of the form. rated has
// the shares of the vignettes that have their ratings; complete is false while
// one is missing. What is not answered earns nothing.
func Mark(places []FormItem, versions map[string]ItemVersion, answers map[string]Value, rated map[string]Rated) (scores []ItemScore, complete bool) {
	complete = true
	for _, p := range places {
		v := versions[p.ItemVersionID]
		if !v.Kind.Scored() {
			continue
		}
		earned, scored := rated[v.ID]
		if !v.Kind.Rated() {
			earned, scored = Rated{v.fraction(answers[v.ID]), RulePoints}, true
		}
		if !scored {
			complete = false
			continue
		}
		scores = append(scores, ItemScore{ItemVersionID: v.ID, Points: p.Points * earned.Share, MaxPoints: p.Points, RuleVersion: earned.Rule})
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

// fraction is the share of the points, 0 to 1, that an answer earns.
func (v ItemVersion) fraction(answer Value) float64 {
	share := 0.0
	switch v.Kind {
	case Single, TrueFalse, Multiple:
		for _, id := range answer.Options {
			share += worth(v.Body.Options, id)
		}
	case Situational: // half for the best, half for the worst
		share = math.Max(worth(v.Body.Options, answer.Matches[Best]), 0)/2 + math.Max(-worth(v.Body.Options, answer.Matches[Worst]), 0)/2
	case Ordering:
		share = inPlace(v.Body.Options, answer.Matches)
	case Matching:
		for _, p := range v.Body.Prompts {
			if answer.Matches[p.ID] == p.ChoiceID {
				share += 1 / float64(len(v.Body.Prompts))
			}
		}
	case Cloze:
		share = filledIn(v.Body.Blanks, answer.Matches)
	case Numeric:
		share = numberWorth(v.Body.Numbers, answer.Text)
	case ShortAnswer:
		share = wordsWorth(v.Body.Patterns, answer.Text)
	}
	if share > 1-1e-9 {
		return 1 // three thirds are a whole
	}
	return math.Max(share, 0)
}

// worth is the fraction of the option with the identifier; 0 when there is none.
func worth(options []Option, id string) float64 {
	for _, o := range options {
		if o.ID == id {
			return o.Fraction
		}
	}
	return 0
}

// inPlace is the part of the options that were put where they belong. Two in the same
// place are in none.
func inPlace(options []Option, places map[string]string) float64 {
	there := map[string]int{}
	for _, o := range options {
		there[places[o.ID]]++
	}
	right := 0
	for i, o := range options {
		if place := strconv.Itoa(i + 1); places[o.ID] == place && there[place] == 1 {
			right++
		}
	}
	return float64(right) / float64(len(options))
}

// filledIn is what the blanks earn together, each with its weight.
func filledIn(blanks []Blank, answers map[string]string) float64 {
	earned, weights := 0.0, 0.0
	for _, b := range blanks {
		var share float64
		switch b.Kind {
		case Single:
			share = worth(b.Options, answers[b.ID])
		case Numeric:
			share = numberWorth(b.Numbers, answers[b.ID])
		default:
			share = wordsWorth(b.Patterns, answers[b.ID])
		}
		earned += float64(b.Weight) * math.Max(share, 0)
		weights += float64(b.Weight)
	}
	return earned / weights
}

// numberWorth is the greatest fraction of the ranges in which the number lies.
func numberWorth(numbers []Number, text string) float64 {
	share := 0.0
	x, err := parseNumber(text)
	for _, n := range numbers {
		// The margin is for what binary fractions cannot write: 0.1 + 0.2.
		margin := 1e-9 * math.Max(1, math.Max(math.Abs(n.Low), math.Abs(n.High)))
		if err == nil && x >= n.Low-margin && x <= n.High+margin {
			share = math.Max(share, n.Fraction)
		}
	}
	return share
}

// wordsWorth is the fraction of the first pattern that fits, as in Moodle.
func wordsWorth(patterns []Pattern, text string) float64 {
	for _, p := range patterns {
		if text != "" && matches(p.Text, text) {
			return p.Fraction
		}
	}
	return 0
}

// matches tells whether the words fit the pattern, in which "*" stands for anything.
// Capitals, accents and punctuation do not count.
func matches(pattern, words string) bool {
	parts := strings.Split(pattern, "*")
	for i := range parts {
		parts[i] = roster.Fold(parts[i])
	}
	rest := roster.Fold(words)
	if len(parts) == 1 {
		return rest == parts[0]
	}
	rest, ok := strings.CutPrefix(rest, parts[0])
	if !ok {
		return false
	}
	last := parts[len(parts)-1]
	for _, part := range parts[1 : len(parts)-1] {
		at := strings.Index(rest, part)
		if at < 0 {
			return false
		}
		rest = rest[at+len(part):]
	}
	return strings.HasSuffix(rest, last)
}
