package measure

import (
	"testing"
)

func TestSharesAreShrunkByMaximumLikelihood(t *testing.T) {
	var data struct{ Y, N []int }
	var want struct {
		Alpha70 float64   `json:"ml70_alpha"`
		Beta70  float64   `json:"ml70_beta"`
		Alpha   float64   `json:"ml71_alpha"`
		Beta    float64   `json:"ml71_beta"`
		Post    float64   `json:"post_mean_4_of_14"`
		Post16  float64   `json:"post_mean_16_of_52"`
		CI      []float64 `json:"post95_4_of_14"`
	}
	reference(t, "betabinomial_rat_tumor", &data, &want)
	got := ShrinkShares(data.Y, data.N)
	const tolerance = 1e-4 // of the case: R's optimiser stops there
	within(t, "alpha", got.Prior.Alpha, want.Alpha, tolerance)
	within(t, "beta", got.Prior.Beta, want.Beta, tolerance)
	within(t, "4 of 14", got.Estimates[70], want.Post, tolerance)
	within(t, "16 of 52", got.Estimates[66], want.Post16, tolerance)
	within(t, "lower", got.Lower[70], want.CI[0], tolerance)
	within(t, "upper", got.Upper[70], want.CI[1], tolerance)
	before := ShrinkShares(data.Y[:70], data.N[:70])
	within(t, "alpha of 70", before.Prior.Alpha, want.Alpha70, tolerance)
	within(t, "beta of 70", before.Prior.Beta, want.Beta70, tolerance)
}

func TestSharesThatDifferByChanceAlonePoolCompletely(t *testing.T) {
	got := ShrinkShares([]int{5, 5, 5}, []int{10, 10, 10})
	if !got.Warnings.Has("complete_pooling") || got.Prior.Alpha.Defined() {
		t.Errorf("%+v", got)
	}
	near(t, "estimate", got.Estimates[2], 0.5)
	if none := ShrinkShares([]int{0}, []int{0}); none.Estimates[0].Defined() || len(none.Warnings) == 0 {
		t.Errorf("%+v", none)
	}
}

func TestMeansPoolCompletelyInEightSchools(t *testing.T) {
	var data struct{ Y, SE []float64 }
	var want struct {
		Tau2 float64 `json:"tau2_reml"`
		Mu   float64
		SE   float64
		CI   []float64
		BLUP []float64
	}
	reference(t, "eight_schools", &data, &want)
	got := ShrinkMeans(data.Y, data.SE)
	near(t, "tau2", got.Prior.Tau2, want.Tau2)
	near(t, "mean", got.Prior.Mean, want.Mu)
	near(t, "standard error", got.Prior.StdErr, want.SE)
	nearAll(t, "estimates", got.Estimates, numbersOf(want.BLUP))
	near(t, "lower", got.Lower[0], want.CI[0])
	near(t, "upper", got.Upper[0], want.CI[1])
}

func TestMeansByHand(t *testing.T) {
	// Equal errors: REML is the variance of the means (here 100) less the error variance (here 4).
	got := ShrinkMeans([]float64{40, 50, 60}, []float64{2, 2, 2})
	near(t, "tau2", got.Prior.Tau2, 96.0)
	near(t, "estimate", got.Estimates[0], 50-10*0.96)
	if one := ShrinkMeans([]float64{7}, []float64{2}); one.Estimates[0] != 7 || !one.Warnings.Has("one_group") {
		t.Errorf("%+v", one)
	}
}

func TestJamesSteinBaseball(t *testing.T) {
	var data struct {
		Hits []float64
		N    float64
	}
	var want struct {
		Sigma2    float64
		Weight    float64 `json:"shrink_c"`
		Estimates []float64
	}
	reference(t, "james_stein_baseball", &data, &want)
	averages := make([]float64, len(data.Hits))
	for i, h := range data.Hits {
		averages[i] = h / data.N
	}
	estimates, weight := JamesStein(averages, want.Sigma2)
	near(t, "weight", weight, want.Weight)
	nearAll(t, "estimates", estimates, numbersOf(want.Estimates))
}

func TestAdjustedPValuesMatchR(t *testing.T) {
	var data struct{ P []float64 }
	var want struct{ Holm, BH []float64 }
	reference(t, "multiplicity_bh1995", &data, &want)
	nearAll(t, "Holm", Holm(data.P), want.Holm)
	nearAll(t, "Benjamini-Hochberg", BenjaminiHochberg(data.P), want.BH)
}

func TestAdjustedPValuesKeepTheOrderOfTheInput(t *testing.T) {
	nearAll(t, "Holm", Holm([]float64{0.04, 0.01, 0.03}), []float64{0.06, 0.03, 0.06})
	nearAll(t, "Benjamini-Hochberg", BenjaminiHochberg([]float64{0.04, 0.01, 0.03}), []float64{0.04, 0.03, 0.04})
}
