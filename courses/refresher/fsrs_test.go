package refresher

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func near(a, b float64) bool { return math.Abs(a-b) < 5e-4 }

// First answers, worked by hand from the formulas in the package comment.
func TestFirstAnswers(t *testing.T) {
	for g, want := range map[Grade]struct {
		s, d float64
		days int
	}{
		Again: {0.2120, 6.4133, 1}, // 6.4133 − e^0 + 1
		Hard:  {1.2931, 5.1122, 1}, // 6.4133 − e^0.8334 + 1 = 7.4133 − 2.3011
		Good:  {2.3065, 2.1181, 2}, // 7.4133 − e^1.6668 = 7.4133 − 5.2952
		Easy:  {8.2956, 1.0000, 8}, // 7.4133 − e^2.5002 is below 1
	} {
		got := Card{}.Answered(g, 0)
		if !near(got.Stability, want.s) || !near(got.Difficulty, want.d) || got.Pause() != want.days {
			t.Errorf("first %d: %+v, again in %d days", g, got, got.Pause())
		}
	}
}

// A card with S = 10 and D = 5, asked on the day on which R = 0.9, worked by hand:
//
//	Good   e^1.8722·6·10^−0.1666·(e^(0.796·0.1) − 1) = 6.5026·6·0.6814·0.0829 = 2.2029; S' = 10·3.2029
//	       D' = 5; 0.001·(7.4133 − 12.1849) + 0.999·5 = 4.9902
//	Hard   2.2029·0.6014 = 1.3248; S' = 23.248;  D' = 5 + 3.0194·5/9 = 6.6774; 0.999·6.6774 − 0.0048 = 6.6660
//	Again  1.4835·5^−0.0614·(11^0.2629 − 1)·e^(1.6483·0.1) = 1.4835·0.9059·0.8784·1.1792 = 1.3920
//	       D' = 5 + 2·1.6774 = 8.3549; 0.999·8.3549 − 0.0048 = 8.3418
func TestLaterAnswers(t *testing.T) {
	card := Card{Stability: 10, Difficulty: 5}
	if r := card.Recall(10); !near(r, 0.9) {
		t.Fatalf("recalled with %f", r)
	}
	for g, want := range map[Grade]Card{
		Good: {32.0268, 4.9902}, Hard: {23.2469, 6.6660}, Again: {1.3921, 8.3418},
	} {
		got := card.Answered(g, 10)
		if math.Abs(got.Stability-want.Stability) > 5e-3 || math.Abs(got.Difficulty-want.Difficulty) > 5e-3 {
			t.Errorf("grade %d: %+v, want %+v", g, got, want)
		}
	}
}

// On the same day: 2.3065·e^(0.5425·0.0912)·2.3065^−0.0658 is less than it was, so Good leaves it.
func TestOnTheSameDay(t *testing.T) {
	card := Card{}.Answered(Good, 0)
	if got := card.Answered(Good, 0); got.Stability < card.Stability {
		t.Errorf("Good made it weaker: %+v", got)
	}
	// 2.3065·e^(0.5425·(−2+0.0912))·2.3065^−0.0658 = 2.3065·0.3551·0.9465
	if got := card.Answered(Again, 0); math.Abs(got.Stability-0.7752) > 5e-3 {
		t.Errorf("Again: %+v", got)
	}
}

func TestWhatHoldsOfEveryCard(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		card := Card{Stability: rapid.Float64Range(0.01, 2000).Draw(t, "s"), Difficulty: rapid.Float64Range(1, 10).Draw(t, "d")}
		days := rapid.IntRange(0, 3000).Draw(t, "days")
		if later := card.Recall(days + 1); later > card.Recall(days) || later <= 0 || card.Recall(days) > 1 {
			t.Fatalf("recall does not fade: %f, %f", card.Recall(days), later)
		}
		var last float64
		for _, g := range []Grade{Again, Hard, Good, Easy} {
			next := card.Answered(g, days)
			if next.Difficulty < 1 || next.Difficulty > 10 || math.IsNaN(next.Stability) || next.Stability <= 0 {
				t.Fatalf("%d gives %+v", g, next)
			}
			if next.Stability < last-1e-9 {
				t.Fatalf("a better answer makes it weaker: %d gives %f after %f", g, next.Stability, last)
			}
			last = next.Stability
			if days > 0 && g > Again && next.Stability < card.Stability {
				t.Fatalf("recalled, and weaker: %+v", next)
			}
			if g == Again && next.Stability > card.Stability {
				t.Fatalf("forgotten, and stronger: %+v", next)
			}
			if p := next.Pause(); p < 1 || p > 365 {
				t.Fatalf("asked again in %d days", p)
			}
		}
	})
}

func TestGradesOfAnswers(t *testing.T) {
	for share, want := range map[float64]Grade{1: Good, 0.9999999999: Good, 0.99: Hard, 0.5: Hard, 0.49: Again, 0: Again} {
		if got := GradeOf(share); got != want {
			t.Errorf("%f is %d", share, got)
		}
	}
}

func TestWhatASetAsks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var all []Question
		for i := range rapid.IntRange(0, 20).Draw(t, "questions") {
			q := Question{ID: fmt.Sprint(i), Competency: rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "competency")}
			if rapid.Bool().Draw(t, "known") {
				q.Card, q.DueIn = Card{Stability: 1, Difficulty: 5}, rapid.IntRange(-5, 5).Draw(t, "due in")
			}
			all = append(all, q)
		}
		set := Choose("p", slices.Clone(all))
		if len(set) != 0 && len(set) < Fewest || len(set) > Most {
			t.Fatalf("%d questions", len(set))
		}
		seen, fresh := map[string]bool{}, false
		for _, q := range set {
			if seen[q.ID] || q.Card.Known() && (q.DueIn > 0 || fresh) {
				t.Fatalf("asked: %+v", set)
			}
			seen[q.ID], fresh = true, fresh || !q.Card.Known()
		}
		if !slices.Equal(set, Choose("p", slices.Clone(all))) {
			t.Fatal("not the same again")
		}
	})
}

func TestCompetenciesTakeTurns(t *testing.T) {
	var all []Question
	for i := range 12 {
		all = append(all, Question{ID: fmt.Sprint(i), Competency: []string{"a", "a", "b", "c"}[i%4]})
	}
	set := Choose("p", all)
	first := map[string]bool{}
	for _, q := range set[:3] {
		first[q.Competency] = true
	}
	if len(set) != 5 || len(first) != 3 {
		t.Errorf("%+v", set)
	}
}
