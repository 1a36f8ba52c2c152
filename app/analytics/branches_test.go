package analytics

import (
	"fmt"
	"testing"

	"gonum.org/v1/gonum/mat"
	"pgregory.net/rapid"

	"relevo/app/people"
)

// drawTree makes a tree of three floors with people in every place.
func drawTree(t *rapid.T) (*branches, branchTally) {
	root := people.Institution{ID: "r", Path: "r/"}
	view := []people.Institution{root}
	for n := range rapid.IntRange(1, 3).Draw(t, "nets") {
		net := people.Institution{ID: fmt.Sprint("n", n), ParentID: &root.ID, Path: fmt.Sprintf("r/n%d/", n)}
		view = append(view, net)
		for c := range rapid.IntRange(0, 3).Draw(t, "centres") {
			view = append(view, people.Institution{ID: fmt.Sprint(net.ID, "c", c), ParentID: &net.ID, Path: fmt.Sprintf("%sc%d/", net.Path, c)})
		}
	}
	place, _ := placeIn(view, map[string]bool{}, Everything)
	b := branchesOf(place)
	tally := b.count(2)
	for _, i := range view {
		for column := range 2 {
			for range rapid.IntRange(0, 12).Draw(t, "people") {
				b.put(tally, i.ID, column)
			}
		}
	}
	return b, tally
}

// Whoever knows every shown number, all sums over the tree and the sum of each place's numbers solves these equations. No small number may follow.
func TestNoSmallNumberOfATreeFollows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b, tally := drawTree(t)
		gone := b.hideTotals(tally)
		hidden := b.hide(tally, func(g, c int) bool { return gone[g] || few(float64(tally[g][c])) })
		unknown := map[[2]int]int{}
		for g := range hidden {
			for c := range 2 {
				if hidden[g][c] || b.direct[g] {
					unknown[[2]int{g, c}] = len(unknown)
				} else if few(float64(tally[g][c])) {
					t.Fatalf("%s shows %d", b.places[g], tally[g][c])
				}
			}
		}
		var rows [][]float64
		equation := func(cells map[[2]int]float64) {
			row := make([]float64, len(unknown))
			for cell, factor := range cells {
				if at, is := unknown[cell]; is {
					row[at] += factor
				}
			}
			rows = append(rows, row)
		}
		for g := range b.places {
			if !gone[g] && !b.direct[g] {
				equation(map[[2]int]float64{{g, 0}: 1, {g, 1}: 1})
			}
			for c := range 2 {
				sum, below := map[[2]int]float64{{g, c}: 1}, false
				for k, above := range b.above {
					if above == g {
						sum[[2]int{k, c}], below = -1, true
					}
				}
				if below {
					equation(sum)
				}
			}
		}
		for cell, at := range unknown {
			n := tally[cell[0]][cell[1]]
			if few(float64(n)) && !b.direct[cell[0]] && follows(rows, at, len(unknown)) {
				t.Fatalf("%s, %d: %d follows", b.places[cell[0]], cell[1], n)
			}
		}
	})
}

// follows tells whether an unknown is settled by linear equations: the rank does not grow when it is fixed.
func follows(rows [][]float64, at, width int) bool {
	fixed := make([]float64, width)
	fixed[at] = 1
	return rank(rows, width) == rank(append(append([][]float64{}, rows...), fixed), width)
}

func rank(rows [][]float64, width int) int {
	if len(rows) == 0 || width == 0 {
		return 0
	}
	m := mat.NewDense(len(rows), width, nil)
	for i, row := range rows {
		m.SetRow(i, row)
	}
	var svd mat.SVD
	svd.Factorize(m, mat.SVDNone)
	return svd.Rank(1e-9)
}
