package measure

import (
	"testing"

	"gonum.org/v1/gonum/mat"
	"pgregory.net/rapid"
)

// A table of options by cohorts, whose cohorts are added up to occasions and those to all: no hidden number follows from the
// shown ones, and no small one is shown.
func TestNoHiddenCellFollowsThroughTwoLevelsOfSums(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		options, occasions := rapid.IntRange(2, 4).Draw(t, "options"), rapid.IntRange(1, 3).Draw(t, "occasions")
		sums := 0
		node := func() int { sums++; return sums }
		var cells []SumCell
		add := func(a, b, n int) {
			cells = append(cells, SumCell{A: a, B: b, Count: n, Small: n > 0 && n < ShownInside})
		}
		all, total := make([]int, options), make([]int, options)
		for o := range options {
			all[o] = node()
		}
		for range occasions {
			occasion, sum := make([]int, options), make([]int, options)
			for o := range options {
				occasion[o] = node()
			}
			for range rapid.IntRange(1, 4).Draw(t, "cohorts") {
				cohort := node()
				for o := range options {
					n := rapid.OneOf(rapid.IntRange(0, 9), rapid.IntRange(0, 40)).Draw(t, "n")
					add(cohort, occasion[o], n)
					sum[o] += n
				}
			}
			for o := range options {
				add(occasion[o], all[o], sum[o])
				total[o] += sum[o]
			}
		}
		for o := range options {
			add(all[o], 0, total[o])
		}
		masks := SuppressSums(sums, cells)
		var hidden []int
		for i, m := range masks {
			if cells[i].Small && m == Shown {
				t.Fatalf("cell %d of %d people is shown", i, cells[i].Count)
			}
			if m != Shown {
				hidden = append(hidden, i)
			}
		}
		if len(hidden) == 0 {
			return
		}
		equations := mat.NewDense(sums+1, len(hidden), nil)
		for column, i := range hidden { // signs do not matter here: a cell is a part on one side and a whole or the other margin on the other
			if cells[i].A > 0 {
				equations.Set(cells[i].A, column, 1)
			}
			if cells[i].B > 0 {
				equations.Set(cells[i].B, column, -1)
			}
		}
		full := rank(equations)
		for column, i := range hidden {
			fixed := mat.NewDense(sums+2, len(hidden), nil)
			fixed.Slice(0, sums+1, 0, len(hidden)).(*mat.Dense).Copy(equations)
			fixed.Set(sums+1, column, 1)
			if rank(fixed) == full {
				t.Fatalf("cell %d (%d people) follows from the others: %v", i, cells[i].Count, masks)
			}
		}
	})
}

// Three centres and their sum: one of two people takes the smallest of the others with it, and no more.
func TestOneSmallPartTakesTheSmallestOtherWithIt(t *testing.T) {
	masks := SuppressSums(1, []SumCell{{A: 1, Count: 2, Small: true}, {A: 1, Count: 30}, {A: 1, Count: 9}, {A: 1, Count: 41}})
	want := []Mask{Small, Shown, Complementary, Shown}
	for i := range want {
		if masks[i] != want[i] {
			t.Errorf("part %d: %v, want %v", i, masks[i], want[i])
		}
	}
	// Who works in the place itself has no page, and protects.
	masks = SuppressSums(1, []SumCell{{A: 1, Count: 2, Small: true}, {A: 1, Count: 6, Unseen: true}, {A: 1, Count: 9}, {A: 1, Count: 17}})
	if masks[2] != Shown || masks[3] != Shown {
		t.Errorf("more is hidden than must be: %v", masks)
	}
}

func TestWhoChoseAnOption(t *testing.T) {
	rest := []float64{10, 20, 30, 40, 50, 60}
	thirds := ThirdsOf(rest)
	if thirds.N != 2 || thirds.NHigh != 2 || !thirds.Low[1] || thirds.Low[2] || !thirds.High[4] || thirds.High[3] {
		t.Fatalf("thirds %+v", thirds)
	}
	got := AnalyseOptions([][]bool{{true, false, false, true, false, true}, {false, true, false, false, false, false}, {false, false, false, false, false, false}}, rest, thirds)
	if a := got[0]; a.N != 3 || a.Share != 0.5 || a.Lower != 1 || a.Upper != 1 {
		t.Errorf("first option %+v", a)
	}
	near(t, "mean rest score", got[0].MeanRest, 110.0/3)
	if b := got[1]; b.N != 1 || b.Lower != 1 || b.Upper != 0 || b.MeanRest != 20 {
		t.Errorf("second option %+v", b)
	}
	if c := got[2]; c.N != 0 || c.Share != 0 || c.MeanRest.Defined() {
		t.Errorf("an option that nobody chose %+v", c)
	}
	if same := ThirdsOf([]float64{5, 5, 5, 5}); !same.Warnings.Has("thirds_overlap") || same.N != 0 {
		t.Errorf("people who do not differ: %+v", same)
	}
	near(t, "correlation", Correlation([]float64{1, 2, 3}, []float64{2, 4, 6}), 1.0)
	if Correlation([]float64{1, 1, 1}, []float64{2, 4, 6}).Defined() {
		t.Error("a correlation of what does not vary")
	}
}
