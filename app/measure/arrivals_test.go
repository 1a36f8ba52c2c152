package measure

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestArrivalsMirrorSeparations(t *testing.T) {
	stays := []Stay{
		ended("renewed", "x", 50, 200), ended("renewed", "x", 215, Open), // 15 days: one arrival
		ended("returned", "x", 10, 100), ended("returned", "x", 116, Open), // 16 days: two
		ended("there", "x", -30, Open),                             // before the window
		ended("moved", "x", 20, 60), ended("moved", "y", 60, Open), // one in each place
		ended("twice", "x", 300, Open), ended("twice", "x", 300, 350), // two roles at once: one
		{Person: "vanished", Institution: "x", Start: -50, EndLower: 100, EndUpper: 131}, ended("vanished", "x", 146, Open),
	}
	came, err := Arrivals(stays, Scope{Institutions: []string{"x"}}, Window{From: 0, To: 400}, DefaultTurnoverRules())
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for _, a := range came {
		count[a.Stay.Person]++
		if a.Stay.Person == "renewed" && a.End != float64(Open) {
			t.Errorf("the renewed stay ends at %g, not open", a.End)
		}
	}
	for person, want := range map[string]int{"renewed": 1, "returned": 2, "there": 0, "moved": 1, "twice": 1, "vanished": 0} {
		if count[person] != want {
			t.Errorf("%s came %d times, want %d", person, count[person], want)
		}
	}
}

// Who is there at the end is who was there, and came, and did not leave, where nobody is between two contracts.
func TestArrivalsAndSeparationsBalance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var stays []Stay
		for n := range rapid.IntRange(0, 12).Draw(t, "people") {
			start := Day(rapid.IntRange(-200, 350).Draw(t, "start"))
			end := start + Day(rapid.IntRange(1, 400).Draw(t, "days"))
			person := string(rune('a' + n))
			stays = append(stays, ended(person, "x", start, end))
			if rapid.Bool().Draw(t, "again") {
				stays = append(stays, ended(person, "x", end+Day(rapid.SampledFrom([]int{0, 40}).Draw(t, "gap")), Open))
			}
		}
		w, scope, rules := Window{From: 0, To: 400}, Scope{}, DefaultTurnoverRules()
		left, err := Turnover(stays, scope, w, rules)
		if err != nil {
			t.Fatal(err)
		}
		before, err := Turnover(stays, scope, Window{From: -1, To: 0}, rules)
		if err != nil {
			t.Fatal(err)
		}
		came, err := Arrivals(stays, scope, w, rules)
		if err != nil {
			t.Fatal(err)
		}
		if before.InPost+len(came)-len(left.Separations) != left.InPost {
			t.Fatalf("%d + %d - %d is not %d", before.InPost, len(came), len(left.Separations), left.InPost)
		}
	})
}

// Five arrivals by hand: trained after 10 days, trained before coming, left after 20 days untrained, trained after they had left, and
// still waiting at the end of the window after 50.
func TestWaitsForTrainingAreCensoredAtLeavingAndAtTheEnd(t *testing.T) {
	arrivals := []Arrival{
		{Stay: ended("soon", "x", 0, Open), End: float64(Open)},
		{Stay: ended("before", "x", 30, Open), End: float64(Open)},
		{Stay: ended("left", "x", 10, 30), End: 30},
		{Stay: ended("late", "x", 10, 50), End: 50},
		{Stay: ended("waits", "x", 50, Open), End: float64(Open)},
	}
	waits := TrainingWaits(arrivals, map[string][]Day{"soon": {40, 10}, "before": {-100, 60}, "late": {60}, "waits": {101}}, Window{From: -1, To: 100})
	if waits.Trained != 2 || waits.Before != 1 {
		t.Errorf("%d trained, %d of them before; want 2 and 1", waits.Trained, waits.Before)
	}
	curve, err := KaplanMeier(waits.Tenures, nil)
	if err != nil {
		t.Fatal(err)
	}
	// 5 at risk at day 0, one trained; 4 at day 10, one trained.
	near(t, "untrained on day 0", curve.At(0), 0.8)
	near(t, "untrained on day 10", curve.At(10), 0.6)
	near(t, "untrained on day 90", curve.At(90), 0.6)
	if waits.Tenures[2].Exit != 20 || waits.Tenures[3].Exit != 40 || waits.Tenures[4].Exit != 50 {
		t.Errorf("censored after %g, %g and %g days", waits.Tenures[2].Exit, waits.Tenures[3].Exit, waits.Tenures[4].Exit)
	}
}

func TestScopeCanBeOneContract(t *testing.T) {
	cas, civil := ended("a", "x", 0, 100), ended("b", "x", 0, Open)
	cas.Contract, civil.Contract = "cas", ""
	for contract, want := range map[string]int{"cas": 1, "": 0} {
		got, err := Turnover([]Stay{cas, civil}, Scope{Contracts: []string{contract}}, Window{From: 0, To: 400}, DefaultTurnoverRules())
		if err != nil || len(got.Separations) != want {
			t.Errorf("contract %q: %d separations, %v; want %d", contract, len(got.Separations), err, want)
		}
	}
}

// With one cause the probability of having left is 1 - S, and its variance Greenwood's.
func TestIncidenceOfOneCauseIsTheSurvivalCurve(t *testing.T) {
	var stays []Tenure
	for i := range 12 {
		stays = append(stays, Tenure{Entry: float64(i % 3), Exit: float64(4 + i*i%7 + i), Event: i%4 != 3, Cause: "one"})
	}
	curve, err := KaplanMeier(stays, nil)
	if err != nil {
		t.Fatal(err)
	}
	incidence, err := CumulativeIncidence(stays, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i, at := range curve.Time {
		near(t, "1 - S", incidence.At("one", at).Value, 1-curve.Survival[i])
		if curve.StdErr[i].Defined() {
			near(t, "Greenwood", math.Sqrt(incidence.variance("one", i+1)), curve.StdErr[i])
		}
	}
}

// Without censoring the probability is a share, and its variance the binomial one. Beyond the last exit nothing is known, unless
// everybody has left.
func TestIncidenceWithoutCensoringIsAShare(t *testing.T) {
	var stays []Tenure
	for i := range 10 {
		stays = append(stays, Tenure{Exit: float64(1 + i), Event: true, Cause: []string{"a", "a", "b"}[i%3]})
	}
	incidence, err := CumulativeIncidence(stays, nil)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "a by 6", incidence.At("a", 6).Value, 0.4)
	near(t, "its variance", incidence.variance("a", 6), 0.4*0.6/10)
	at := incidence.At("b", 6)
	if !(at.Lower < 0.2 && 0.2 < at.Upper && at.Lower > 0) {
		t.Errorf("the interval %+v does not hold the share", at)
	}
	near(t, "a and b at the end", incidence.At("a", 99).Value+incidence.At("b", 99).Value, 1.0)
	stays = append(stays, Tenure{Exit: 20})
	if incidence, err = CumulativeIncidence(stays, nil); err != nil {
		t.Fatal(err)
	}
	if incidence.At("a", 21).Value.Defined() || !incidence.At("a", 20).Value.Defined() || incidence.At("c", 5).Value != 0 {
		t.Error("what lies beyond the last exit is defined, or what lies before is not")
	}
}
