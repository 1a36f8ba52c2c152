package measure

import "testing"

func path(name string, first int, outcome ...Number) StaggeredCentre {
	return StaggeredCentre{Name: name, First: first, Outcome: outcome}
}

// Worked by hand. Over one period: A and B (first trained in period 1) rise by 0.4 and 0.2, mean 0.3; of those not trained at its end C rises by 0.1, D by 0, E by 0.2, mean
// 0.1: difference 0.2. C, trained in period 2, rises by 0.5 then, while D and E change by 0.1 and 0, mean 0.05: difference 0.45. Weighted by centres: (2*0.2+0.45)/3.
func TestCentresTrainedEarlyAndLate(t *testing.T) {
	centres := []StaggeredCentre{path("A", 1, 0.1, 0.5, 0.5), path("B", 1, 0.2, 0.4, 0.3), path("C", 2, 0, 0.1, 0.6), path("D", -1, 0.3, 0.3, 0.4), path("E", -1, 0, 0.2, 0.2)}
	r := Staggered(centres, 1, 1)
	if len(r.Groups) != 2 || r.Groups[0].Comparison != 3 || r.Groups[1].Comparison != 2 || r.Treated != 3 || r.Comparison != 3 {
		t.Fatalf("%+v", r)
	}
	near(t, "change", r.Groups[0].Change, 0.3)
	near(t, "comparison", r.Groups[0].ComparisonChange, 0.1)
	near(t, "first difference", r.Groups[0].Difference, 0.2)
	near(t, "second difference", r.Groups[1].Difference, 0.45)
	near(t, "difference", r.Difference.Value, 0.85/3)
	near(t, "before", r.Before, 0.0) // of C alone there is a period before: it rose by 0.1, D and E by 0.1 in the mean
	if r.Centres != 5 || !r.Warnings.Has("few_centres") {
		t.Errorf("%d centres, of which one is in both: %v", r.Centres, r.Warnings)
	}
	again := Staggered(centres, 1, 1)
	if again.Difference != r.Difference || again.P != r.P || !(r.Difference.Lower <= r.Difference.Value && r.Difference.Value <= r.Difference.Upper) || !(r.P > 0 && r.P <= 1) {
		t.Errorf("%+v %+v", r, again)
	}
	// Over two periods only A and B have a window, and only D and E are not trained at its end.
	two := Staggered(centres, 2, 1)
	near(t, "two periods", two.Difference.Value, (0.4+0.1)/2-(0.1+0.2)/2)
}

func TestNothingToCompare(t *testing.T) {
	r := Staggered([]StaggeredCentre{path("A", 1, 0, 1), path("B", 1, 0, 1)}, 1, 1)
	if r.Difference.Value.Defined() || !r.Warnings.Has("no_comparison") || !r.Warnings.Has("few_centres") {
		t.Errorf("%+v", r)
	}
	if r := Staggered([]StaggeredCentre{path("A", 0, 0, 1), path("B", -1, 0, 1)}, 1, 1); len(r.Groups) != 0 {
		t.Error("trained in the first period, a centre has no before")
	}
}

// Shuffling who was trained when, a permutation of no effect is exceeded about as often as its p says: in a programme where all centres rise alike the difference is 0 and p is 1.
func TestNoEffect(t *testing.T) {
	var centres []StaggeredCentre
	for i, first := range []int{1, 1, 2, 2, -1, -1, -1, -1} {
		centres = append(centres, path(string(rune('A'+i)), first, 0.1, 0.2, 0.3))
	}
	r := Staggered(centres, 1, 1)
	near(t, "difference", r.Difference.Value, 0.0)
	near(t, "p", r.P, 1.0)
}
