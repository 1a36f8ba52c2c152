package measure

import (
	"testing"
)

func TestKappaMatchesVcd(t *testing.T) {
	var data struct {
		Table [][]int `json:"table_rows"`
	}
	var want struct {
		N          int
		Agreement  float64 `json:"percent_agreement"`
		Unweighted struct{ Kappa, SE float64 }
		Linear     struct{ Kappa float64 }
		Quadratic  struct{ Kappa float64 }
	}
	reference(t, "kappa_siskel_ebert", &data, &want)
	got, err := Kappa(data.Table)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "agreement", got.PercentAgreement, want.Agreement)
	near(t, "kappa", got.Kappa, want.Unweighted.Kappa)
	near(t, "standard error", got.KappaStdErr, want.Unweighted.SE)
	near(t, "linear", got.KappaLinear, want.Linear.Kappa)
	near(t, "quadratic", got.KappaQuadratic, want.Quadratic.Kappa)
	if got.N != want.N {
		t.Errorf("n %d", got.N)
	}
}

func TestKappaOfExtremeTables(t *testing.T) {
	kappa := func(table [][]int) KappaEstimate {
		t.Helper()
		got, err := Kappa(table)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	if one := kappa([][]int{{10, 0}, {0, 0}}); one.Kappa.Defined() || one.KappaQuadratic.Defined() || one.KappaStdErr.Defined() || len(one.Warnings) == 0 {
		t.Errorf("a single category leaves kappa undefined, neither 0 nor 1: %+v", one)
	}
	near(t, "high prevalence", kappa([][]int{{85, 5}, {5, 5}}).Kappa, 0.444444444444)
	near(t, "agreement", kappa([][]int{{85, 5}, {5, 5}}).PercentAgreement, 0.9)
	near(t, "perfect", kappa([][]int{{5, 0}, {0, 5}}).Kappa, 1.0)
	if _, err := Kappa([][]int{{1, 2}}); err == nil {
		t.Error("a table that is not square must be refused")
	}
}

func TestKappaEdgeCasesOfTheReference(t *testing.T) {
	var data map[string][][]int
	var want struct {
		Kappa     float64 `json:"high_prevalence_kappa"`
		Agreement float64 `json:"high_prevalence_agreement"`
		Perfect   float64
	}
	reference(t, "kappa_edge_cases", &data, &want)
	for name, kappa := range map[string]float64{"high_prevalence": want.Kappa, "perfect": want.Perfect} {
		got, err := Kappa(data[name])
		if err != nil {
			t.Fatal(err)
		}
		near(t, name, got.Kappa, kappa)
	}
	if got, err := Kappa(data["single_category"]); err != nil || got.Kappa.Defined() {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestFleissKappa(t *testing.T) {
	var data struct{ Counts [][]int }
	var want struct{ Kappa, Z float64 }
	reference(t, "fleiss_kappa_10x14x5", &data, &want)
	got, err := FleissKappa(data.Counts)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "kappa", got.Kappa, want.Kappa)
	near(t, "z", got.Z, want.Z)
	if _, err := FleissKappa([][]int{{3, 0}, {1, 1}}); err == nil {
		t.Error("subjects with different numbers of raters must be refused")
	}
	if one, err := FleissKappa([][]int{{3, 0}, {3, 0}}); err != nil || one.Kappa.Defined() {
		t.Errorf("%+v, %v", one, err)
	}
}

func TestICCMatchesPsych(t *testing.T) {
	var data struct {
		Ratings [][]float64 `json:"ratings_rows_targets"`
	}
	var want struct {
		ICC   []float64
		Lower []float64 `json:"lower95"`
		Upper []float64 `json:"upper95"`
	}
	reference(t, "icc_shrout_fleiss", &data, &want)
	got, err := ICC(data.Ratings)
	if err != nil {
		t.Fatal(err)
	}
	for i, e := range []Estimate{got.ICC1, got.ICC2, got.ICC3, got.ICC1k, got.ICC2k, got.ICC3k} {
		near(t, "icc", e.Value, want.ICC[i])
		near(t, "lower", e.Lower, want.Lower[i])
		near(t, "upper", e.Upper, want.Upper[i])
	}
}

func TestICCByHand(t *testing.T) {
	// Raters who differ by a constant: consistent (3) but not interchangeable (2).
	got, err := ICC([][]float64{{1, 2}, {2, 3}, {3, 4}})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "consistency", got.ICC3.Value, 1.0)
	near(t, "agreement", got.ICC2.Value, 2.0/3)
	if got.ICC3.Lower.Defined() || len(got.Warnings) == 0 {
		t.Error("without error the F interval is undefined")
	}
	if same, err := ICC([][]float64{{4, 4}, {4, 4}}); err != nil || same.ICC1.Value.Defined() {
		t.Errorf("%+v, %v", same, err)
	}
}

func TestKrippendorffWithMissingRatings(t *testing.T) {
	var data struct {
		Observers [][]Number `json:"observers_rows_units_cols"`
	}
	var want struct{ Nominal, Ordinal, Interval, Ratio float64 }
	reference(t, "krippendorff_canonical", &data, &want)
	units := make([][]Number, len(data.Observers[0]))
	for u := range units {
		for _, observer := range data.Observers {
			units[u] = append(units[u], observer[u])
		}
	}
	got := Krippendorff(units)
	near(t, "nominal", got.Nominal, want.Nominal)
	near(t, "ordinal", got.Ordinal, want.Ordinal)
	near(t, "interval", got.Interval, want.Interval)
	near(t, "ratio", got.Ratio, want.Ratio)
}

func TestKrippendorffByHand(t *testing.T) {
	// Units 1-1, 2-2, 1-2: observed disagreement 2 of 6, expected 2*3*3/(5*6) of 1.
	got := Krippendorff([][]Number{{1, 1}, {2, 2}, {1, 2}, {1, Undefined()}})
	near(t, "nominal", got.Nominal, 1-(2.0/6)/(18.0/30))
	if same := Krippendorff([][]Number{{3, 3}, {3, 3}}); same.Nominal.Defined() || len(same.Warnings) == 0 {
		t.Errorf("%+v", same)
	}
	if negative := Krippendorff([][]Number{{-1, 1}, {2, 2}}); negative.Ratio.Defined() || !negative.Interval.Defined() {
		t.Errorf("%+v", negative)
	}
}

func TestSeverityIsTheDistanceFromTheConsensus(t *testing.T) {
	got := Severity([][]Number{{1, 3, Undefined()}, {2, 4, 3}, {Undefined(), Undefined(), 9}})
	near(t, "severe", got[0].Difference, -1.0)
	near(t, "lenient", got[1].Difference, 1.0)
	near(t, "in the middle", got[2].Difference, 0.0)
	if got[2].Units != 1 {
		t.Errorf("a unit rated alone has no consensus: %+v", got[2])
	}
}
