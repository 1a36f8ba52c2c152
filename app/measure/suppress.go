package measure

import (
	"container/heap"
	"errors"
	"math"
)

// Thresholds of suppression: the smallest count that may be shown. Smaller counts, except 0, are hidden.
const (
	ShownInside    = 5  // inside the programme: 1-4 hidden
	ShownPublished = 11 // in anything published, and for well-being scales: 1-10 hidden
)

// Mask says whether a cell may be shown, and if not, why.
type Mask int

// The masks.
const (
	Shown         Mask = iota
	Small              // hidden because few people are behind it
	Complementary      // hidden so that a small cell cannot be had by subtraction
)

// Suppressed tells for each cell and margin of a table of counts whether it may be shown. What is derived from a hidden
// cell (shares, means) is hidden with it.
type Suppressed struct {
	Cells        [][]Mask
	RowTotals    []Mask
	ColumnTotals []Mask
	Total        Mask
}

// Suppress protects a two-way table that is published with row totals, column totals and grand total. Margins are cells too:
// a small margin is hidden like any other.
//
// Think of every row and every column, the totals' own included, as a node, and of every hidden cell as an edge between its row and its
// column. A hidden value follows from the shown ones exactly when its edge is a bridge, that is, on no circle
// (Gusfield 1988). For each bridge the cheapest detour is hidden as well, small counts first, zeros and margins last, until
// no bridge is left. With the plain rule of two hidden cells in every line a bridge between two circles would remain.
func Suppress(counts [][]int, threshold int) (Suppressed, error) {
	g, err := newTable(counts)
	if err != nil {
		return Suppressed{}, err
	}
	for r := range g.count {
		for c := range g.count[r] {
			if n := g.count[r][c]; n > 0 && n < threshold {
				g.mask[r][c] = Small
			}
		}
	}
	for g.closeBridges() {
	}
	return g.result(), nil
}

// SuppressList protects a list of counts that is published with its total. The second result is the mask of the total.
func SuppressList(counts []int, threshold int) ([]Mask, Mask) {
	masks := make([]Mask, len(counts))
	total, hidden, sum := Shown, 0, 0
	for i, n := range counts {
		sum += n
		if n > 0 && n < threshold {
			masks[i] = Small
			hidden++
		}
	}
	if sum > 0 && sum < threshold {
		total = Small
		hidden++
	}
	if hidden != 1 {
		return masks, total
	}
	best, least := -1, math.MaxInt // the smallest shown count; a zero only where there is nothing else
	for i, n := range counts {
		if masks[i] == Shown && zerosLast(n) < least {
			best, least = i, zerosLast(n)
		}
	}
	if best >= 0 {
		masks[best] = Complementary
	} else {
		total = Complementary
	}
	return masks, total
}

// zerosLast orders counts for hiding.
func zerosLast(n int) int {
	if n == 0 {
		return 1 << 40
	}
	return n
}

// SharePublishable reports whether a share may be shown at all under a threshold: neither those who have it nor those who do not may be
// few, and where extremes identify (well-being scales) 0 % and 100 % are hidden too.
func SharePublishable(successes, n, threshold int, hideExtremes bool) bool {
	if n < threshold {
		return false
	}
	for _, part := range []int{successes, n - successes} {
		if part > 0 && part < threshold || part == 0 && hideExtremes {
			return false
		}
	}
	return true
}

// WellBeingPublishable reports whether an aggregate of a well-being scale may be shown: 11 people or more, and of a
// share neither 0 % nor 100 %.
func WellBeingPublishable(successes, n int) bool {
	return n >= ShownPublished && successes > 0 && successes < n
}

// table is the counts with their margins as last row and last column.
type table struct {
	count [][]int
	mask  [][]Mask
}

func newTable(counts [][]int) (table, error) {
	if len(counts) == 0 || len(counts[0]) == 0 {
		return table{}, errors.New("suppression needs a table with at least one row and one column")
	}
	columns := len(counts[0])
	g := table{}
	totals := make([]int, columns+1)
	for _, row := range counts {
		if len(row) != columns {
			return table{}, errors.New("suppression needs rows of equal length")
		}
		full, sum := make([]int, columns+1), 0
		for c, n := range row {
			if n < 0 {
				return table{}, errors.New("suppression needs counts of 0 or more")
			}
			full[c] = n
			sum += n
			totals[c] += n
		}
		full[columns] = sum
		totals[columns] += sum
		g.count = append(g.count, full)
	}
	g.count = append(g.count, totals)
	for range g.count {
		g.mask = append(g.mask, make([]Mask, columns+1))
	}
	return g, nil
}

func (g table) result() Suppressed {
	rows, columns := len(g.count)-1, len(g.count[0])-1
	out := Suppressed{ColumnTotals: g.mask[rows][:columns], Total: g.mask[rows][columns]}
	for r := range rows {
		out.Cells = append(out.Cells, g.mask[r][:columns])
		out.RowTotals = append(out.RowTotals, g.mask[r][columns])
	}
	return out
}

// cost of hiding a cell. Any detour through counts is cheaper than one zero, any through zeros than one margin.
func (g table) cost(r, c int) int {
	rows, columns := len(g.count)-1, len(g.count[0])-1
	everything := g.count[rows][columns] + 1
	switch {
	case g.mask[r][c] != Shown:
		return 0
	case r == rows && c == columns:
		return everything * (rows + columns + 2) * (rows + columns + 2) * 2
	case r == rows || c == columns:
		return everything*(rows+columns+2)*2 + g.count[r][c]
	case g.count[r][c] == 0:
		return everything * 2
	}
	return g.count[r][c]
}

// closeBridges looks for a hidden cell that could be had by subtraction and hides the cheapest detour around it.
func (g table) closeBridges() bool {
	for r := range g.mask {
		for c := range g.mask[r] {
			if g.mask[r][c] == Shown {
				continue
			}
			path, cost := g.detour(r, c)
			if cost == 0 {
				continue // hidden cells already lead around it
			}
			for _, cell := range path {
				if g.mask[cell[0]][cell[1]] == Shown {
					g.mask[cell[0]][cell[1]] = Complementary
				}
			}
			return true
		}
	}
	return false
}

// detour is the cheapest way from row node r to column node c that avoids the cell itself (Dijkstra).
func (g table) detour(r, c int) (path [][2]int, cost int) {
	rows, columns := len(g.count), len(g.count[0])
	const unreached = int(^uint(0) >> 1)
	distance, from := make([]int, rows+columns), make([]int, rows+columns)
	for i := range distance {
		distance[i], from[i] = unreached, -1
	}
	distance[r] = 0
	queue := &nodeQueue{{node: r}}
	for queue.Len() > 0 {
		next, _ := heap.Pop(queue).(nodeDistance)
		if next.distance > distance[next.node] {
			continue
		}
		for other := range rows + columns {
			if (next.node < rows) == (other < rows) {
				continue
			}
			row, column := min(next.node, other), max(next.node, other)-rows
			if row == r && column == c {
				continue
			}
			if d := next.distance + g.cost(row, column); d < distance[other] {
				distance[other], from[other] = d, next.node
				heap.Push(queue, nodeDistance{node: other, distance: d})
			}
		}
	}
	for node := rows + c; from[node] >= 0; node = from[node] {
		path = append(path, [2]int{min(node, from[node]), max(node, from[node]) - rows})
	}
	return path, distance[rows+c]
}

type nodeDistance struct{ node, distance int }

// nodeQueue is a heap of nodes, nearest first.
type nodeQueue []nodeDistance

func (q nodeQueue) Len() int           { return len(q) }
func (q nodeQueue) Less(i, j int) bool { return q[i].distance < q[j].distance }
func (q nodeQueue) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }

// Push is called by container/heap.
func (q *nodeQueue) Push(x any) {
	if n, ok := x.(nodeDistance); ok {
		*q = append(*q, n)
	}
}

// Pop is called by container/heap.
func (q *nodeQueue) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}
