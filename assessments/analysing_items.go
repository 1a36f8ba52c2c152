package assessments

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"relevo/app/measure"
	"relevo/app/people/roster"
)

// fill computes the analysis of a form from the attempts on it, and gives everybody's score and their score in the anchors, in
// percent.
func (f *FormAnalysis) fill(sheets []given, places []FormItem, versions map[string]ItemVersion) (scores, anchors []float64) {
	f.N = len(sheets)
	rows, highest := make([][]float64, len(sheets)), make([]float64, len(places))
	top, anchorTop := 0.0, 0.0
	for i, p := range places {
		highest[i] = p.Points
		top += p.Points
		if p.Anchor {
			anchorTop += p.Points
		}
	}
	for r, g := range sheets {
		rows[r] = make([]float64, len(places))
		sum, anchor := 0.0, 0.0
		for i, p := range places {
			rows[r][i] = g.points[p.ItemVersionID]
			sum += rows[r][i]
			if p.Anchor {
				anchor += rows[r][i]
			}
		}
		scores, anchors = append(scores, 100*sum/top), append(anchors, 100*anchor/max(anchorTop, 1e-9))
	}
	analysis := measure.AnalyseItems(rows, highest)
	f.Test = analysis.Test
	alpha := measure.Alpha(rows)
	f.Consistency = measure.Estimate{Value: alpha.Alpha, Lower: alpha.Lower, Upper: alpha.Upper}
	for i, p := range places {
		item := ItemAnalysis{ItemVersionID: p.ItemVersionID, Points: p.Points, Statistics: analysis.Items[i], Guess: measure.Undefined()}
		rest := make([]float64, len(rows))
		for r := range rows {
			rest[r] = 0
			if top > p.Points {
				rest[r] = 100 * (scores[r]/100*top - rows[r][i]) / (top - p.Points)
			}
		}
		item.fill(sheets, versions[p.ItemVersionID], rest)
		f.Items = append(f.Items, item)
	}
	return scores, anchors
}

// fill adds who chose what, by the score in the rest of the test.
func (a *ItemAnalysis) fill(sheets []given, v ItemVersion, rest []float64) {
	for _, g := range sheets {
		if g.answers[v.ID].IsZero() {
			a.Missing++
		}
	}
	switch v.Kind {
	case Single, TrueFalse, Multiple:
		a.options(sheets, v, rest)
	case Vignette: // no two texts are alike
	default:
		a.frequent(sheets, v, rest)
	}
	a.doubt(len(sheets), v)
}

func (a *ItemAnalysis) options(sheets []given, v ItemVersion, rest []float64) {
	var fractions []float64
	chose := make([][]bool, len(v.Body.Options))
	for o, option := range v.Body.Options {
		fractions = append(fractions, option.Fraction)
		chose[o] = make([]bool, len(sheets))
		for p, g := range sheets {
			chose[o][p] = slices.Contains(g.answers[v.ID].Options, option.ID)
		}
	}
	if v.Kind != Multiple {
		for i := range fractions {
			fractions[i] = max(fractions[i], 0)
		}
		a.Guess = measure.RandomGuessScore(fractions)
	}
	thirds := measure.ThirdsOf(rest)
	a.Thirds = [2]int{thirds.N, thirds.NHigh}
	for o, s := range measure.AnalyseOptions(chose, rest, thirds) {
		a.Options = append(a.Options, OptionAnalysis{ID: v.Body.Options[o].ID, OptionStatistics: s})
	}
}

// frequentListed is how many different answers to an item are listed.
const frequentListed = 6

func (a *ItemAnalysis) frequent(sheets []given, v ItemVersion, rest []float64) {
	found := map[string]*FrequentAnswer{}
	sum := map[string]float64{}
	var order []string
	for p, g := range sheets {
		value := g.answers[v.ID]
		if value.IsZero() {
			continue
		}
		key := v.alike(value)
		if found[key] == nil {
			found[key] = &FrequentAnswer{Value: value, Fraction: v.fraction(value)}
			order = append(order, key)
		}
		found[key].N++
		sum[key] += rest[p]
	}
	slices.SortStableFunc(order, func(x, y string) int { return cmp.Or(cmp.Compare(found[y].N, found[x].N), strings.Compare(x, y)) })
	for i, key := range order {
		if i >= frequentListed {
			a.Others += found[key].N
			continue
		}
		one := *found[key]
		one.MeanRest = measure.Number(sum[key] / float64(one.N))
		a.Frequent = append(a.Frequent, one)
	}
}

// alike gives answers that mean the same the same text.
func (v ItemVersion) alike(value Value) string {
	if v.Kind == Numeric {
		if x, err := parseNumber(value.Text); err == nil {
			text, _ := json.Marshal(x) //nolint:errchkjson // a number that was read
			return string(text)
		}
	}
	value.Text = roster.Fold(value.Text)
	if v.Kind == Cloze {
		folded := make(map[string]string, len(value.Matches))
		for blank, text := range value.Matches {
			folded[blank] = roster.Fold(text)
		}
		value.Matches = folded
	}
	text, _ := json.Marshal(value) //nolint:errchkjson // texts, with their keys in order
	return string(text)
}

// doubt says why to look at the item again.
func (a *ItemAnalysis) doubt(n int, v ItemVersion) {
	if n < FewestJudged {
		return
	}
	add := func(code DoubtCode, option string) { a.Doubts = append(a.Doubts, Doubt{code, option}) }
	facility := a.Statistics.Facility
	switch {
	case facility < HardBelow:
		add(DoubtHard, "")
	case a.Guess.Defined() && facility <= a.Guess:
		add(DoubtGuessed, "")
	case facility > EasyAbove:
		add(DoubtEasy, "")
	}
	if a.Statistics.DiscriminationIndex < 0 {
		add(DoubtNegative, "")
	}
	key, upper := v.Best(), 0
	for _, o := range a.Options {
		if slices.Contains(key, o.ID) {
			upper = max(upper, o.Upper)
		}
	}
	for _, o := range a.Options {
		switch {
		case slices.Contains(key, o.ID):
		case o.N == 0:
			add(DoubtUnchosen, o.ID)
		case v.Kind != Multiple && o.Upper > upper:
			add(DoubtLure, o.ID)
		}
	}
	if float64(a.Missing) > MissingAbove*float64(n) {
		add(DoubtMissing, "")
	}
}

// Best lists the options that earn the most, of a Multiple all that earn anything.
func (v ItemVersion) Best() []string {
	most := 0.0
	for _, o := range v.Body.Options {
		most = max(most, o.Fraction)
	}
	var ids []string
	for _, o := range v.Body.Options {
		if o.Fraction > 0 && (v.Kind == Multiple || o.Fraction == most) {
			ids = append(ids, o.ID)
		}
	}
	return ids
}
