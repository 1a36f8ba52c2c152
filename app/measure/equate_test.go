package measure

import (
	"math"
	"testing"
)

type anchored struct {
	Total, Anchor []float64
	Count         []int
}

func (a anchored) people() (total, anchor []float64) {
	for i, n := range a.Count {
		for range n {
			total, anchor = append(total, a.Total[i]), append(anchor, a.Anchor[i])
		}
	}
	return total, anchor
}

func TestTuckerEquatingMatchesKolenAndBrennan(t *testing.T) {
	var data struct{ X, Y anchored }
	var want struct {
		MeanX float64 `json:"mean_x"`
		SDX   float64 `json:"sd_x"`
		MeanY float64 `json:"mean_y"`
		SDY   float64 `json:"sd_y"`
		ByN   struct {
			Tucker struct{ Slope, Intercept, MX, MY, SX, SY float64 }
		} `json:"w1_by_n"`
	}
	reference(t, "equating_kbneat", &data, &want)
	x, anchorX := data.X.people()
	y, anchorY := data.Y.people()
	got := EquateTucker(x, anchorX, y, anchorY)
	near(t, "slope", got.Slope, want.ByN.Tucker.Slope)
	near(t, "intercept", got.Intercept, want.ByN.Tucker.Intercept)
	near(t, "synthetic mean of x", got.MeanX, want.ByN.Tucker.MX)
	near(t, "synthetic mean of y", got.MeanY, want.ByN.Tucker.MY)
	near(t, "synthetic SD of x", got.SDX, want.ByN.Tucker.SX)
	near(t, "synthetic SD of y", got.SDY, want.ByN.Tucker.SY)

	linear := Equate(x, y)
	near(t, "mean shift", linear.MeanShift, want.MeanY-want.MeanX)
	near(t, "linear slope", linear.Slope, want.SDY/want.SDX)
	near(t, "linear maps the means", linear.Apply(want.MeanX), want.MeanY)
	if linear.Method != LinearEquating || got.Method != TuckerEquating {
		t.Errorf("methods %s and %s", linear.Method, got.Method)
	}
}

func TestMethodFollowsTheNumberOfPeople(t *testing.T) {
	x, y := make([]float64, 100), make([]float64, 100)
	for i := range x {
		x[i], y[i] = float64(i), 2*float64(i)+5
	}
	got := Equate(x, y)
	near(t, "slope", got.Slope, 2.0)
	near(t, "intercept", got.Intercept, 5.0)
	few := Equate(x[:99], y)
	if few.Method != MeanEquating || few.Slope != 1 {
		t.Errorf("%+v", few)
	}
	near(t, "shift", few.Apply(0), meanOf(y)-meanOf(x[:99]))
}

func TestEquatingWithoutSpreadIsUndefined(t *testing.T) {
	same := make([]float64, 100)
	if got := Equate(same, same); got.Slope.Defined() || len(got.Warnings) == 0 {
		t.Errorf("%+v", got)
	}
	if got := EquateTucker([]float64{1, 2}, []float64{1, 1}, []float64{1, 2}, []float64{1, 2}); got.Slope.Defined() || len(got.Warnings) == 0 {
		t.Errorf("%+v", got)
	}
	if got := Equate(nil, []float64{1}); got.MeanShift.Defined() || math.IsNaN(got.MeanX.Float()) != true {
		t.Errorf("%+v", got)
	}
}
