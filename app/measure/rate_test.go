package measure

import "testing"

func TestRateGivesGarwoodsInterval(t *testing.T) {
	var data struct{ K []int }
	var want struct{ Lower, Upper []float64 }
	reference(t, "poisson_exact_ci_table", &data, &want)
	for i, k := range data.K {
		r := Rate(k, 1)
		near(t, "lower", r.Lower, want.Lower[i])
		near(t, "upper", r.Upper, want.Upper[i])
	}
}

func TestRateOfSmallCentreMatchesR(t *testing.T) {
	var data truncated
	var want struct {
		Events int
		Years  float64 `json:"person_years"`
		Rate   float64 `json:"rate_per_py"`
		Lower  float64 `json:"lower95"`
		Upper  float64 `json:"upper95"`
	}
	reference(t, "turnover_rate_small_centre", &data, &want)
	events, months := 0, 0.0
	for i := range data.Exit {
		events += data.Event[i]
		months += data.Exit[i] - data.Entry[i]
	}
	near(t, "person-years", months/12, want.Years)
	r := Rate(events, months/12)
	near(t, "rate", r.Rate, want.Rate)
	near(t, "lower", r.Lower, want.Lower)
	near(t, "upper", r.Upper, want.Upper)
}

func TestRateOfSmallCentre(t *testing.T) {
	r := Rate(9, 83.0/12)
	near(t, "rate", r.Rate, 1.30120481928)
	near(t, "lower", r.Lower, 0.594993700826)
	near(t, "upper", r.Upper, 2.47009206527)
	none := Rate(0, 2)
	near(t, "no events", none.Rate, 0.0)
	near(t, "no events upper", none.Upper, 3.68887945411/2)
	if Rate(3, 0).Rate.Defined() {
		t.Error("a rate without person-time must be undefined")
	}
}

func TestShareGivesWilsonsInterval(t *testing.T) {
	var data struct{ X, N []int }
	var want struct {
		Lower []float64 `json:"wilson_lower"`
		Upper []float64 `json:"wilson_upper"`
	}
	reference(t, "proportion_ci_newcombe", &data, &want)
	for i := range data.X {
		s := Share(data.X[i], data.N[i])
		near(t, "lower", s.Lower, want.Lower[i])
		near(t, "upper", s.Upper, want.Upper[i])
	}
}

func TestShareOfNobodyIsUndefined(t *testing.T) {
	s := Share(0, 0)
	if s.Share.Defined() || len(s.Warnings) == 0 {
		t.Errorf("%+v", s)
	}
	near(t, "3 of 8, lower", Share(3, 8).Lower, 0.136844285824)
	near(t, "3 of 8, upper", Share(3, 8).Upper, 0.694257605397)
	if all := Share(4, 4); all.Upper != 1 || Share(0, 4).Lower != 0 {
		t.Error("intervals of 0 % and 100 % must touch the bound")
	}
}
