package measure

import (
	"testing"

	"gonum.org/v1/gonum/mat"
	"pgregory.net/rapid"
)

func TestSuppressionFixture(t *testing.T) {
	var data struct {
		Counts    [][]int
		Threshold int
	}
	var expected struct{ Primary [][]int }
	reference(t, "suppression_fixture", &data, &expected)
	got, err := Suppress(data.Counts, data.Threshold)
	if err != nil {
		t.Fatal(err)
	}
	for _, cell := range expected.Primary {
		if got.Cells[cell[0]-1][cell[1]-1] != Small {
			t.Errorf("cell %v is small and must be hidden", cell)
		}
	}
	want := [][]Mask{{Small, Complementary, Shown}, {Complementary, Complementary, Shown}, {Shown, Shown, Shown}}
	for r := range want {
		for c := range want[r] {
			if got.Cells[r][c] != want[r][c] {
				t.Errorf("cell %d,%d: %v, want %v", r, c, got.Cells[r][c], want[r][c])
			}
		}
	}
}

// determined reports whether some hidden cell follows from the shown ones: the unknown vanishes from the null space of
// the equations "row sums to its total" and "column sums to its total".
func determined(counts [][]int, s Suppressed) bool {
	rows, columns := len(counts), len(counts[0])
	mask := func(r, c int) Mask {
		switch {
		case r == rows && c == columns:
			return s.Total
		case r == rows:
			return s.ColumnTotals[c]
		case c == columns:
			return s.RowTotals[r]
		}
		return s.Cells[r][c]
	}
	var unknowns [][2]int
	for r := range rows + 1 {
		for c := range columns + 1 {
			if mask(r, c) != Shown {
				unknowns = append(unknowns, [2]int{r, c})
			}
		}
	}
	if len(unknowns) == 0 {
		return false
	}
	equations := mat.NewDense(rows+columns+2, len(unknowns), nil)
	for i, cell := range unknowns {
		sign := func(isTotal bool) float64 {
			if isTotal {
				return -1
			}
			return 1
		}
		equations.Set(cell[0], i, sign(cell[1] == columns))
		equations.Set(rows+1+cell[1], i, sign(cell[0] == rows))
	}
	full := rank(equations)
	for i := range unknowns { // fixing one unknown adds to the rank unless it was determined already
		fixed := mat.NewDense(rows+columns+3, len(unknowns), nil)
		fixed.Slice(0, rows+columns+2, 0, len(unknowns)).(*mat.Dense).Copy(equations)
		fixed.Set(rows+columns+2, i, 1)
		if rank(fixed) == full {
			return true
		}
	}
	return false
}

func rank(m *mat.Dense) int {
	var svd mat.SVD
	if !svd.Factorize(m, mat.SVDNone) {
		return -1
	}
	n := 0
	for _, v := range svd.Values(nil) {
		if v > 1e-9 {
			n++
		}
	}
	return n
}

func TestNoHiddenCellFollowsFromTheShownOnes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		columns := rapid.IntRange(1, 6).Draw(t, "columns")
		counts := rapid.SliceOfN(rapid.SliceOfN(rapid.OneOf(rapid.IntRange(0, 12), rapid.IntRange(0, 60)), columns, columns), 1, 6).Draw(t, "counts")
		threshold := rapid.SampledFrom([]int{ShownInside, ShownPublished}).Draw(t, "threshold")
		got, err := Suppress(counts, threshold)
		if err != nil {
			t.Fatal(err)
		}
		total := 0
		for r := range counts {
			row := 0
			for c, n := range counts[r] {
				row += n
				if n > 0 && n < threshold && got.Cells[r][c] == Shown {
					t.Fatalf("the small cell %d,%d is shown", r, c)
				}
			}
			if row > 0 && row < threshold && got.RowTotals[r] == Shown {
				t.Fatalf("the small total of row %d is shown", r)
			}
			total += row
		}
		if total > 0 && total < threshold && got.Total == Shown {
			t.Fatal("the small grand total is shown")
		}
		if determined(counts, got) {
			t.Fatalf("a hidden cell can be had by subtraction: %+v", got)
		}
	})
}

func TestNothingSmallHidesNothing(t *testing.T) {
	got, err := Suppress([][]int{{5, 0}, {12, 7}}, ShownInside)
	if err != nil {
		t.Fatal(err)
	}
	for r := range got.Cells {
		for _, m := range got.Cells[r] {
			if m != Shown {
				t.Errorf("%+v", got)
			}
		}
	}
}

func TestListHidesASecondCell(t *testing.T) {
	masks, total := SuppressList([]int{3, 20, 0, 8}, ShownInside)
	if masks[0] != Small || masks[3] != Complementary || masks[1] != Shown || masks[2] != Shown || total != Shown {
		t.Errorf("%v, total %v", masks, total)
	}
	if masks, _ := SuppressList([]int{3, 2, 20}, ShownInside); masks[2] != Shown {
		t.Error("two small cells protect each other")
	}
	if masks, total := SuppressList([]int{3}, ShownInside); masks[0] != Small || total != Small {
		t.Error("a single small cell is its own total")
	}
}

func TestSharesThatIdentifyAreHidden(t *testing.T) {
	for _, c := range []struct {
		successes, n int
		extremes     bool
		want         bool
	}{{5, 10, false, true}, {4, 10, false, false}, {6, 10, false, false}, {10, 10, false, true}, {10, 10, true, false}, {0, 4, false, false}} {
		if got := SharePublishable(c.successes, c.n, ShownInside, c.extremes); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
	if WellBeingPublishable(5, 10) || WellBeingPublishable(11, 11) || WellBeingPublishable(0, 12) || !WellBeingPublishable(5, 11) {
		t.Error("well-being scales need 11 people and neither 0 % nor 100 %")
	}
}
