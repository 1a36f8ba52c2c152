package measure

import (
	"math"
	"math/rand/v2"
	"testing"
)

// Two of four gained 40 and kept 20 of it after three months, two gained 20 and kept 10: half is left.
func TestFadingPointsByHand(t *testing.T) {
	var pairs []FollowUpPair
	for _, gain := range []float64{40, 40, 20, 20} {
		pairs = append(pairs, FollowUpPair{Pre: 30, Post: 30 + gain, FollowUp: 30 + gain/2, Days: 91})
	}
	points := FadingPoints(pairs, 4)
	if len(points) != 1 || points[0].Pairs != 4 || math.Abs(points[0].Kept.Float()-0.5) > 1e-12 || math.Abs(points[0].Upper.Float()-0.5) > 1e-12 {
		t.Errorf("%+v", points)
	}
	if FadingPoints(pairs, 5) != nil {
		t.Error("four people make a point of five")
	}
	if same := FadingPoints([]FollowUpPair{{Pre: 50, Post: 50, FollowUp: 40, Days: 90}}, 1); same[0].Kept.Defined() {
		t.Errorf("nothing was gained, and %v of it is kept", same[0].Kept)
	}
}

// No point is of fewer than asked, every pair is in one, and the points lie about the curve that the scores were made from.
func TestFadingPointsLieAboutTheCurve(t *testing.T) {
	random := rand.New(rand.NewPCG(6, 11))
	half := AssumedHalfLife(5, 4, 6, "made up")
	var pairs []FollowUpPair
	for range 400 {
		days := 30 + random.IntN(330)
		gain := 30 + 10*random.NormFloat64()
		level := 40 + gain*half.Kept(float64(days)/DaysPerMonth)
		pairs = append(pairs, FollowUpPair{Pre: 40, Post: 40 + gain + 4*random.NormFloat64(), FollowUp: level + 4*random.NormFloat64(), Days: days})
	}
	sum, inside := 0, 0
	points := FadingPoints(pairs, 5)
	for _, p := range points {
		sum += p.Pairs
		if p.Pairs < 5 {
			t.Errorf("a point of %d", p.Pairs)
		}
		if want := Number(half.Kept(p.Months)); p.Lower <= want && want <= p.Upper {
			inside++
		}
	}
	if sum != len(pairs) || inside < len(points)*8/10 {
		t.Errorf("%d of %d pairs; the curve runs through %d of %d intervals", sum, len(pairs), inside, len(points))
	}
}

// What is expected to be lost is the fall of row 5 when nothing happens.
func TestForecastIsTheFallOfTheEstimate(t *testing.T) {
	m := Model{Cut: 60, HalfLives: HalfLives{Pooled: DefaultHalfLife()}, Norms: map[NormKey]Norm{{Form: "A", Occasion: Post}: {Mean: 75, Reliability: 0.8, SEM: 6}},
		PreMeans: map[string]float64{"": 40}}
	var people []History
	for i := range 12 {
		person := string(rune('a' + i))
		people = append(people, History{Person: person, Postings: []Stay{{Person: person, Institution: "i", EndLower: Open, EndUpper: Open}},
			Completions: []Day{10}, Results: []Result{{Day: 10, Score: float64(45 + 5*i), Occasion: Post, Form: "A"}}})
	}
	sum := 0.0
	for _, f := range Forecasts(people, Scope{}, 100, 91, m) {
		sum += f.Loss()
	}
	fall := Cascade(people, Scope{}, 100, m).TrainedStaff.Value - Cascade(people, Scope{}, 191, m).TrainedStaff.Value
	if sum <= 0 || math.Abs(sum-fall) > 1e-9 {
		t.Errorf("expected %v, it fell by %v", sum, fall)
	}
}
