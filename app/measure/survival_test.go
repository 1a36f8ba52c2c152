package measure

import (
	"math"
	"slices"
	"testing"
)

func tenures(entry, exit []float64, event []int) []Tenure {
	out := make([]Tenure, len(exit))
	for i := range exit {
		out[i] = Tenure{Entry: math.Inf(-1), Exit: exit[i], Event: event[i] == 1}
		if entry != nil {
			out[i].Entry = entry[i]
		}
	}
	return out
}

func curve(t *testing.T, stays []Tenure, start *float64) Curve {
	t.Helper()
	c, err := KaplanMeier(stays, start)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

type medianCI struct{ Median, Lcl, Ucl Number }

func checkMedian(t *testing.T, c Curve, want medianCI) {
	t.Helper()
	near(t, "median", c.Median, want.Median)
	near(t, "median lower", c.MedianLower, want.Lcl)
	near(t, "median upper", c.MedianUpper, want.Ucl)
}

type curveExpected struct {
	Time        []float64
	NRisk       []int                            `json:"n_risk"`
	NEvent      []int                            `json:"n_event"`
	Surv        []float64                        `json:"surv"`
	SE          []float64                        `json:"se_greenwood"`
	CI          struct{ Lower, Upper []float64 } `json:"ci95_loglog"`
	Median      medianCI                         `json:"median_ci_loglog"`
	RMean       float64                          `json:"rmean_to_last"`
	RMeanSE     float64                          `json:"rmean_se"`
	NaiveSurv   []float64                        `json:"surv_naive"`
	NaiveMedian float64                          `json:"median_naive"`
}

func checkCurve(t *testing.T, c Curve, want curveExpected, last float64) {
	t.Helper()
	nearAll(t, "time", c.Time, want.Time)
	if !slices.Equal(c.AtRisk, want.NRisk) || !slices.Equal(c.EventCounts, want.NEvent) {
		t.Errorf("risk sets %v, events %v", c.AtRisk, c.EventCounts)
	}
	nearAll(t, "survival", c.Survival, want.Surv)
	nearAll(t, "std_err", c.StdErr, want.SE)
	nearAll(t, "lower", c.Lower, want.CI.Lower)
	nearAll(t, "upper", c.Upper, want.CI.Upper)
	checkMedian(t, c, want.Median)
	mean, se := c.RestrictedMean(last)
	near(t, "restricted mean", mean, want.RMean)
	near(t, "restricted mean se", se, want.RMeanSE)
}

func TestKaplanMeierMatchesSurvfit(t *testing.T) {
	var data struct {
		Time   []float64
		Status []int
	}
	var want curveExpected
	reference(t, "km_aml_maintained", &data, &want)
	checkCurve(t, curve(t, tenures(nil, data.Time, data.Status), nil), want, slices.Max(data.Time))
}

func TestKaplanMeierLung(t *testing.T) {
	var data struct {
		Time  []float64
		Event []int
		Sex   []int
	}
	var want struct {
		N, Events int
		Median    medianCI `json:"median_loglog"`
		At        []float64
		Surv      []float64
		P         float64 `json:"logrank_p"`
		Chi       float64 `json:"logrank_chisq"`
	}
	reference(t, "km_lung", &data, &want)
	stays := tenures(nil, data.Time, data.Event)
	for i := range stays {
		stays[i].Group = string(rune('0' + data.Sex[i]))
	}
	c := curve(t, stays, nil)
	if c.N != want.N || c.Events != want.Events {
		t.Errorf("n %d, events %d", c.N, c.Events)
	}
	checkMedian(t, c, want.Median)
	for i, at := range want.At {
		near(t, "survival", c.At(at), want.Surv[i])
	}
	test, err := LogRank(stays, nil)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "chi-square", test.ChiSquare, want.Chi)
	near(t, "p", test.P, want.P)
}

func TestLogRankMatchesSurvdiff(t *testing.T) {
	var data struct {
		Time   []float64
		Status []int
		Group  []string
	}
	var want struct {
		Chisq, P float64
		DF       int
		Observed []int
		Expected []float64 `json:"expected_events"`
	}
	reference(t, "logrank_aml", &data, &want)
	stays := tenures(nil, data.Time, data.Status)
	for i := range stays {
		stays[i].Group = data.Group[i]
	}
	test, err := LogRank(stays, nil)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "chi-square", test.ChiSquare, want.Chisq)
	near(t, "p", test.P, want.P)
	nearAll(t, "expected", test.Expected, want.Expected)
	if test.DF != want.DF || !slices.Equal(test.Observed, want.Observed) {
		t.Errorf("df %d, observed %v", test.DF, test.Observed)
	}
}

type truncated struct {
	Entry, Exit []float64
	Event       []int
}

func TestLeftTruncatedStaffEnterLate(t *testing.T) {
	var data truncated
	var want curveExpected
	reference(t, "km_lefttrunc_small_centre", &data, &want)
	checkCurve(t, curve(t, tenures(data.Entry, data.Exit, data.Event), nil), want, slices.Max(data.Exit))

	var naive curveExpected
	reference(t, "km_naive_bias_small_centre", &data, &naive)
	c := curve(t, tenures(nil, data.Exit, data.Event), nil)
	nearAll(t, "naive survival", c.Survival, naive.NaiveSurv)
	near(t, "naive median", c.Median, naive.NaiveMedian)
}

func TestEarlyRiskSetIsSaidAndConditionedAway(t *testing.T) {
	var data truncated
	var want struct {
		Times []float64 `json:"first_event_times"`
		NRisk []int     `json:"first_n_risk"`
		Surv  []float64 `json:"first_surv"`
	}
	reference(t, "km_lefttrunc_collapse_channing_male", &data, &want)
	stays := tenures(data.Entry, data.Exit, data.Event)
	c := curve(t, stays, nil)
	k := len(want.Times)
	nearAll(t, "time", c.Time[:k], want.Times)
	nearAll(t, "survival", c.Survival[:k], want.Surv)
	if !slices.Equal(c.AtRisk[:k], want.NRisk) {
		t.Errorf("risk sets %v", c.AtRisk[:k])
	}
	if !c.Fragile || c.ConditionAt != 781 || !c.Warnings.Has("early_risk_set") {
		t.Errorf("fragile %v at %g, %v", c.Fragile, c.ConditionAt, c.Warnings)
	}
	conditioned := curve(t, stays, &c.ConditionAt)
	if conditioned.Fragile || conditioned.Time[0] != 869 {
		t.Errorf("conditioned curve starts at %g, fragile %v", conditioned.Time[0], conditioned.Fragile)
	}
	near(t, "first step", conditioned.Survival[0], 23.0/24)
}

func TestMedianOnOneHalfIsTheMiddleOfTheStep(t *testing.T) {
	var data struct {
		Time   []float64
		Status []int
	}
	var want struct {
		Median float64 `json:"median_R"`
	}
	reference(t, "km_median_tie_convention", &data, &want)
	near(t, "median", curve(t, tenures(nil, data.Time, data.Status), nil).Median, want.Median)
}

func TestNoIntervalWhereNobodyIsLeft(t *testing.T) {
	c := curve(t, tenures(nil, []float64{1, 2, 3, 4}, []int{1, 1, 1, 1}), nil)
	near(t, "median", c.Median, 2.5)
	nearAll(t, "survival", c.Survival, []float64{0.75, 0.5, 0.25, 0})
	if c.StdErr[3].Defined() || c.Lower[3].Defined() || c.Upper[3].Defined() {
		t.Error("standard error and interval must be undefined where survival is 0")
	}
}

func TestSmallCurveByHand(t *testing.T) {
	// 5 people: leave at 1; censored at 2; two leave at 3; censored at 3 (after the leavers).
	c := curve(t, tenures([]float64{0, 0, 0, 1, 0}, []float64{1, 2, 3, 3, 3}, []int{1, 0, 1, 1, 0}), nil)
	if !slices.Equal(c.AtRisk, []int{4, 3}) {
		t.Errorf("risk sets %v", c.AtRisk)
	}
	nearAll(t, "survival", c.Survival, []float64{0.75, 0.25})
	near(t, "std_err", c.StdErr[0], 0.75*math.Sqrt(1.0/12))
}

func TestTimesThatDifferByRoundingTie(t *testing.T) {
	c := curve(t, tenures(nil, []float64{0.1 + 0.2, 0.3, 1}, []int{1, 1, 0}), nil)
	if len(c.Time) != 1 || c.EventCounts[0] != 2 {
		t.Errorf("times %v, events %v", c.Time, c.EventCounts)
	}
}

func TestStayWithoutTimeIsRefused(t *testing.T) {
	if _, err := KaplanMeier([]Tenure{{Entry: 3, Exit: 3, Event: true}}, nil); err == nil {
		t.Error("a stay that ends where it begins must be an error")
	}
}

func TestReasonsForLeavingAreCompetingRisks(t *testing.T) {
	var data struct {
		Time  []float64
		Cause []int
	}
	var want struct {
		Time        []float64
		NRisk       []int     `json:"n_risk"`
		InPost      []float64 `json:"p_in_post"`
		Rotation    []float64 `json:"cif_rotation"`
		Resignation []float64 `json:"cif_resignation"`
	}
	reference(t, "competing_risks_small", &data, &want)
	stays := make([]Tenure, len(data.Time))
	for i := range stays {
		stays[i] = Tenure{Exit: data.Time[i], Event: data.Cause[i] > 0, Cause: []string{"", "rotation", "resignation"}[data.Cause[i]]}
	}
	got, err := CumulativeIncidence(stays, nil)
	if err != nil {
		t.Fatal(err)
	}
	nearAll(t, "time", got.Time, want.Time)
	nearAll(t, "in post", got.InPost, want.InPost)
	nearAll(t, "rotation", got.ByCause["rotation"], want.Rotation)
	nearAll(t, "resignation", got.ByCause["resignation"], want.Resignation)
	for i := range got.Time {
		near(t, "total", got.InPost[i]+got.ByCause["rotation"][i]+got.ByCause["resignation"][i], 1.0)
	}
}
