package measure

import (
	"math"
	"strings"
	"testing"
)

type attitude struct{ Rows [][]float64 }

func TestAlphaMatchesPsych(t *testing.T) {
	var data attitude
	var want struct {
		Alpha    float64   `json:"raw_alpha"`
		CI       []float64 `json:"feldt_ci95"`
		Dropped  []float64 `json:"alpha_if_dropped"`
		ItemRest []float64 `json:"item_rest_r"`
		SumSD    float64   `json:"sum_sd"`
		SEM      float64   `json:"sem"`
	}
	reference(t, "cronbach_attitude", &data, &want)
	got := Alpha(data.Rows)
	near(t, "alpha", got.Alpha, want.Alpha)
	nearAll(t, "Feldt interval", []Number{got.Lower, got.Upper}, numbersOf(want.CI))
	near(t, "SEM", got.SEM, want.SEM)
	for item, alpha := range want.Dropped {
		var rest [][]float64
		for _, row := range data.Rows {
			rest = append(rest, append(append([]float64{}, row[:item]...), row[item+1:]...))
		}
		near(t, "alpha without an item", Alpha(rest).Alpha, alpha)
	}
	analysis := AnalyseItems(data.Rows, []float64{100, 100, 100, 100, 100, 100, 100})
	for i, item := range analysis.Items {
		near(t, "item-rest correlation", item.DiscriminationIndex/100, Number(want.ItemRest[i]))
	}
	near(t, "SD", analysis.Test.SD, 100*want.SumSD/700)
	near(t, "standard error", analysis.Test.StandardError, 100*want.SEM/700)
	near(t, "internal consistency", analysis.Test.InternalConsistency, 100*want.Alpha)
	near(t, "error ratio", analysis.Test.ErrorRatio, 100*math.Sqrt(1-want.Alpha))
}

func TestRightAndWrongItemsMatchPsych(t *testing.T) {
	var data struct {
		Pattern []string
		Freq    []int
	}
	var want struct {
		Alpha    float64
		P        []float64 `json:"p_values"`
		ItemRest []float64 `json:"item_rest_r"`
	}
	reference(t, "kr20_lsat6", &data, &want)
	var scores [][]float64
	for i, pattern := range data.Pattern {
		row := make([]float64, len(pattern))
		for j := range pattern {
			row[j] = float64(pattern[j] - '0')
		}
		for range data.Freq[i] {
			scores = append(scores, row)
		}
	}
	near(t, "alpha", Alpha(scores).Alpha, want.Alpha)
	got := AnalyseItems(scores, []float64{1, 1, 1, 1, 1})
	for i, item := range got.Items {
		near(t, "facility", item.Facility, 100*want.P[i])
		near(t, "discrimination", item.DiscriminationIndex, 100*want.ItemRest[i])
		near(t, "intended weight", item.IntendedWeight, 20.0)
	}
	if got.Test.N != 1000 {
		t.Errorf("n %d", got.Test.N)
	}
}

func TestItemStatisticsByHand(t *testing.T) {
	// Totals 0, 1, 1, 2, 4 of 4; their central moments by hand are 1.84, 1.872 and 8.0032.
	scores := [][]float64{{0, 0, 0}, {1, 0, 0}, {0, 1, 0}, {1, 1, 0}, {1, 1, 2}}
	got := AnalyseItems(scores, []float64{1, 1, 2})
	near(t, "facility", got.Items[0].Facility, 60.0)
	near(t, "intended weight", got.Items[2].IntendedWeight, 50.0)
	near(t, "mean", got.Test.Mean, 40.0)
	near(t, "median", got.Test.Median, 25.0)
	near(t, "SD", got.Test.SD, 100*math.Sqrt(2.3)/4)
	k3 := 25 * 1.872 / (4 * 3)
	near(t, "skewness", got.Test.Skewness, k3/math.Pow(2.3, 1.5))
	k4 := 25 * (6*8.0032 - 12*1.84*1.84) / (4 * 3 * 2)
	near(t, "kurtosis", got.Test.Kurtosis, k4/(2.3*2.3))
	weights := Number(0)
	for _, item := range got.Items {
		weights += item.EffectiveWeight
	}
	near(t, "effective weights", weights, 100.0)
	// Item 3 scores 0 0 0 0 2 against the rest 0 1 1 2 2: both sorted already, so its efficiency is complete.
	near(t, "discriminative efficiency", got.Items[2].DiscriminativeEfficiency, 100.0)
	// Item 1 scores 0 1 0 1 1 against the rest 0 0 1 1 3: covariance 1/4 of at most 1/2.
	near(t, "discriminative efficiency", got.Items[0].DiscriminativeEfficiency, 50.0)
}

func TestItemStatisticsWithoutSpreadAreUndefined(t *testing.T) {
	got := AnalyseItems([][]float64{{0.1, 0.2}, {0.1, 0.2}, {0.1, 0.2}}, []float64{1, 1})
	item := got.Items[0]
	if item.DiscriminationIndex.Defined() || item.DiscriminativeEfficiency.Defined() || item.EffectiveWeight.Defined() ||
		got.Test.InternalConsistency.Defined() || got.Test.Skewness.Defined() || got.Test.Kurtosis.Defined() {
		t.Errorf("%+v", got)
	}
	var texts []string
	for _, w := range got.Warnings {
		texts = append(texts, w.Text)
	}
	if !strings.Contains(strings.Join(texts, " "), "item 2") {
		t.Errorf("the warnings must name the item: %v", texts)
	}
	if alpha := Alpha([][]float64{{1}, {2}}); alpha.Alpha.Defined() || len(alpha.Warnings) == 0 {
		t.Error("one item has no consistency")
	}
}

func TestRandomGuessScore(t *testing.T) {
	near(t, "one of four", RandomGuessScore([]float64{1, 0, 0, 0}), 25.0)
	if RandomGuessScore(nil).Defined() {
		t.Error("an item without options cannot be guessed")
	}
}

func TestProQOLScores(t *testing.T) {
	var want struct {
		CS   []int    `json:"items_cs"`
		BO   []int    `json:"items_bo"`
		STS  []int    `json:"items_sts"`
		All3 []Number `json:"all3_scores"`
		All1 []Number `json:"all1_scores"`
		All5 []Number `json:"all5_scores"`
	}
	reference(t, "proqol5_scoring", nil, &want)
	for answer, scores := range map[Number][]Number{1: want.All1, 3: want.All3, 5: want.All5} {
		answers := make([]Number, 30)
		for i := range answers {
			answers[i] = answer
		}
		for i, scale := range ProQOL5() {
			if got := scale.Score(answers); got != scores[i] {
				t.Errorf("%s of all %v: %v, want %v", scale.Code, answer, got, scores[i])
			}
		}
	}
}

func TestScaleNeedsAllItsAnswers(t *testing.T) {
	answers := make([]Number, 30)
	for i := range answers {
		answers[i] = 3
	}
	answers[2] = Undefined()
	scales := ProQOL5()
	if scales[0].Score(answers).Defined() || scales[1].Score(answers) != 30 {
		t.Error("a missing answer leaves its own scale undefined, and no other")
	}
	answers[0] = 7
	if scales[1].Score(answers).Defined() {
		t.Error("an impossible answer leaves the score undefined")
	}
	for score, band := range map[Number]string{22: "low", 23: "average", 41: "average", 42: "high"} {
		if got := ProQOLBand(score); got != band {
			t.Errorf("%v: %s", score, got)
		}
	}
}
