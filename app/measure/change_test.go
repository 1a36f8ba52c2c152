package measure

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestPairedMatchesR(t *testing.T) {
	var data struct{ Pre, Post []float64 }
	var want struct {
		MeanPre  float64   `json:"mean_pre"`
		MeanPost float64   `json:"mean_post"`
		Mean     float64   `json:"mean_diff"`
		SD       float64   `json:"sd_diff"`
		T        float64   `json:"t"`
		DF       int       `json:"df"`
		P        float64   `json:"p_two_sided"`
		CI       []float64 `json:"diff_ci95"`
		DZ       float64   `json:"d_z"`
		DAv      float64   `json:"d_av_mean_of_sd"`
		GAv      float64   `json:"g_av_mean_of_sd_J_exact"`
		J        float64   `json:"J_exact_df"`
		V        float64   `json:"wilcoxon_V"`
		RankP    float64   `json:"wilcoxon_p_exact_conditional_ties"`
	}
	reference(t, "paired_sleep", &data, &want)
	got := Paired(data.Pre, data.Post, 100)
	near(t, "mean_pre", got.MeanPre, want.MeanPre)
	near(t, "mean_post", got.MeanPost, want.MeanPost)
	near(t, "mean_change", got.MeanChange, want.Mean)
	near(t, "sd_change", got.SDChange, want.SD)
	near(t, "t", got.T, want.T)
	near(t, "p", got.P, want.P)
	nearAll(t, "interval", []Number{got.Lower, got.Upper}, numbersOf(want.CI))
	near(t, "d_z", got.DZ, want.DZ)
	near(t, "d_av", got.DAv, want.DAv)
	near(t, "g_av", got.GAv, want.GAv)
	near(t, "J", hedgesJ(9), want.J)
	near(t, "V", got.SignedRankV, want.V)
	near(t, "signed-rank p", got.SignedRankP, want.RankP)
	if got.N != 10 || got.DF != want.DF {
		t.Errorf("n %d, df %d", got.N, got.DF)
	}
}

func numbersOf(values []float64) []Number {
	out := make([]Number, len(values))
	for i, v := range values {
		out[i] = Number(v)
	}
	return out
}

func TestSignedRankAndHodgesLehmannMatchR(t *testing.T) {
	var data struct{ X, Y []float64 }
	var want struct {
		V  float64
		P  float64 `json:"p_two_sided_exact"`
		HL float64 `json:"hodges_lehmann"`
	}
	reference(t, "wilcoxon_depression", &data, &want)
	got := Paired(data.Y, data.X, 100)
	near(t, "V", got.SignedRankV, want.V)
	near(t, "p", got.SignedRankP, want.P)
	near(t, "Hodges-Lehmann", got.HodgesLehmann, want.HL)
}

func TestSignedRankByHand(t *testing.T) {
	// Ranks 1 to 6, the smallest negative: V = 20, P(V >= 20) = 2/64.
	got := Paired([]float64{10, 10, 10, 10, 10, 10}, []float64{9, 12, 13, 14, 15, 16}, 100)
	near(t, "V", got.SignedRankV, 20.0)
	near(t, "p", got.SignedRankP, 4.0/64)
	if five := Paired([]float64{1, 2, 3, 4, 5}, []float64{2, 4, 6, 8, 10}, 100); five.SignedRankP.Defined() || !five.Warnings.Has("too_few_for_rank_test") {
		t.Error("with five changes no exact p can reach 0.05: it is undefined")
	}
}

func TestManyPairsAgreeWithTheExactMethods(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 1))
	changes := make([]float64, 1200)
	for i := range changes {
		changes[i] = math.Round(random.NormFloat64()*10 + 0.5)
	}
	var means []float64
	for i := range changes {
		for j := i; j < len(changes); j++ {
			means = append(means, (changes[i]+changes[j])/2)
		}
	}
	within(t, "Hodges-Lehmann", walshMedian(changes), medianOf(means), 1e-9)
	_, exact, _, _ := signedRank(changes[:500], 0)
	v, approximate, _, flagged := signedRank(changes, 0)
	if !flagged || v <= 0 || approximate > exact {
		t.Errorf("approximation flagged %v, p %g (of 500: %g)", flagged, approximate, exact)
	}
}

func TestChangeWithoutSpreadIsUndefinedNotZero(t *testing.T) {
	got := Paired([]float64{10, 20, 30}, []float64{15, 25, 35}, 100)
	if got.T.Defined() || got.P.Defined() || got.Lower.Defined() || got.DZ.Defined() || len(got.Warnings) == 0 {
		t.Errorf("%+v", got)
	}
	near(t, "mean change", got.MeanChange, 5.0)
	if none := Paired(nil, nil, 100); none.MeanChange.Defined() {
		t.Error("the change of nobody must be undefined")
	}
	if top := Paired([]float64{100, 100}, []float64{100, 90}, 100); top.NormalisedGain.Defined() {
		t.Error("nobody can gain from the maximum")
	}
}

func TestNormalisedGainIsTheGroupsGain(t *testing.T) {
	var data struct{ Pre, Post []float64 }
	var want struct {
		Gain float64 `json:"hake_gain_of_means"`
	}
	reference(t, "hake_gain", &data, &want)
	near(t, "gain", Paired(data.Pre, data.Post, 100).NormalisedGain, want.Gain)
}

func TestMcNemarMatchesR(t *testing.T) {
	var want struct {
		P          float64 `json:"p_exact_binomial"`
		Difference float64 `json:"diff"`
	}
	reference(t, "mcnemar_agresti", nil, &want)
	got := McNemar(150, 86, 1600)
	near(t, "p", got.PExact, want.P)
	near(t, "difference", got.Difference, want.Difference)

	var small []struct {
		Lost, Gained int
		P            float64 `json:"p_exact"`
	}
	reference(t, "mcnemar_small_n", nil, &small)
	for _, c := range small {
		near(t, "p", McNemar(c.Gained, c.Lost, 0).PExact, c.P)
	}
}

func TestMcNemarByHand(t *testing.T) {
	near(t, "8 gained, 1 lost", McNemar(8, 1, 20).PExact, 20.0/512)
	if none := McNemar(0, 0, 9); none.PExact.Defined() || none.Difference != 0 {
		t.Errorf("%+v", none)
	}
}

func TestReliableChange(t *testing.T) {
	var data struct {
		Pre, Post float64
		SD        float64 `json:"sd_pre"`
		R         float64 `json:"rxx"`
	}
	var want struct {
		SEM, Sdiff, RCI float64
		Smallest        float64 `json:"min_reliable_change_95"`
	}
	reference(t, "rci_jacobson_truax", &data, &want)
	got := ReliableChangeIndex(data.Pre, data.Post, data.SD, data.R)
	near(t, "SEM", got.SEM, want.SEM)
	near(t, "SDiff", got.SDiff, want.Sdiff)
	near(t, "RCI", got.Index, want.RCI)
	near(t, "smallest", got.Smallest, want.Smallest)
	for post, verdict := range map[float64]Verdict{40: Improved, 35: Unchanged, 20: Worsened} {
		if v := ReliableChangeIndex(30, post, 7.5, 0.8).Verdict; v != verdict {
			t.Errorf("30 to %g: %s", post, v)
		}
	}
}

func TestRegressionToTheMean(t *testing.T) {
	var data struct{ Mu, SD, Rho, Cutoff float64 }
	var want struct{ RTM float64 }
	reference(t, "regression_to_mean", &data, &want)
	near(t, "regression to the mean", RegressionToMean(data.Mu, data.SD, data.Rho, data.Cutoff), want.RTM)
}

func TestAttritionBounds(t *testing.T) {
	var data struct {
		Began     []int `json:"n_pre"`
		Completed []int `json:"n_completed"`
		Mastered  []int `json:"mastered_post"`
	}
	var want struct {
		Completers float64
		Worst      float64 `json:"worst_case"`
		Best       float64 `json:"best_case"`
		IPW        float64 `json:"ipw"`
	}
	reference(t, "attrition_bounds", &data, &want)
	var strata []Stratum
	for i := range data.Began {
		strata = append(strata, Stratum{Began: data.Began[i], Completed: data.Completed[i], Mastered: data.Mastered[i]})
	}
	got := Attrition(strata)
	near(t, "completers", got.Completers, want.Completers)
	near(t, "worst", got.Worst, want.Worst)
	near(t, "best", got.Best, want.Best)
	near(t, "weighted", got.Weighted, want.IPW)
	if empty := Attrition([]Stratum{{Began: 5}, {Began: 4, Completed: 2, Mastered: 1}}); empty.Weighted.Defined() || !empty.Warnings.Has("empty_stratum") {
		t.Error("nobody speaks for a stratum without completers")
	}
}

func TestReachOfSmallCentres(t *testing.T) {
	var data struct{ N []int }
	var want struct {
		P      []float64 `json:"min_two_sided_exact_p_signed_rank"`
		Effect []float64 `json:"min_detectable_dz_80pct_power_alpha05"`
		Half   []float64 `json:"ci_halfwidth_in_sd_units_mean_diff"`
		Wilson []float64 `json:"wilson_halfwidth_at_p_.5"`
		None   []float64 `json:"clopper_upper_for_zero"`
	}
	reference(t, "small_n_limits", &data, &want)
	for i, n := range data.N {
		got := ReachOf(n)
		near(t, "smallest p", got.SmallestP, want.P[i])
		within(t, "detectable effect", got.DetectableEffect, want.Effect[i], 1e-4) // the tolerance of the case: R's root finder stops there
		near(t, "half-width", got.HalfWidth, want.Half[i])
		near(t, "share half-width", got.ShareHalfWidth, want.Wilson[i])
		near(t, "upper of none", got.UpperOfNone, want.None[i])
	}
}
