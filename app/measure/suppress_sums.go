package measure

import "container/heap"

// SumCell is a number that is shown as a part of one sum and as the whole of another, or as a part of two: it joins the two sums.
// Sum 0 stands for "no further sum": where nothing else is known of the number.
type SumCell struct {
	A, B   int  // the sums it belongs to; 0 for none
	Count  int  // people behind it
	Small  bool // to be hidden whatever else is
	Unseen bool // never shown: hidden, and protected by nobody
}

// SuppressSums decides what is hidden of numbers that are tied together by sums: tables whose lines are added up again, as the
// cohorts of an occasion and the occasions of a year are. Every number may belong to two sums at most; then a hidden number
// follows from the shown ones exactly when, of the graph of sums joined by hidden numbers, it is a bridge (Gusfield 1988). For
// each bridge the cheapest detour is hidden as well, small counts first and zeros last.
func SuppressSums(sums int, cells []SumCell) []Mask {
	g := sumGraph{cells: cells, masks: make([]Mask, len(cells)), at: make([][]int, sums+1)}
	for i, c := range cells {
		if c.Small || c.Unseen {
			g.masks[i] = Small
		}
		g.at[c.A] = append(g.at[c.A], i)
		if c.B != c.A {
			g.at[c.B] = append(g.at[c.B], i)
		}
	}
	open := map[int]bool{} // bridges that nothing leads around
	for {
		bridge := -1
		for _, b := range g.bridges() {
			if !open[b] && !g.cells[b].Unseen {
				bridge = b
				break
			}
		}
		if bridge < 0 {
			return g.masks
		}
		if !g.detour(bridge) {
			open[bridge] = true
		}
	}
}

type sumGraph struct {
	cells []SumCell
	masks []Mask
	at    [][]int // cells by sum
}

func (g sumGraph) other(cell, sum int) int {
	if c := g.cells[cell]; c.A != sum {
		return c.A
	}
	return g.cells[cell].B
}

// bridges lists the hidden cells that are on no circle of hidden cells (Tarjan 1974).
func (g sumGraph) bridges() []int {
	seen, low := make([]int, len(g.at)), make([]int, len(g.at))
	clock := 0
	var found []int
	var visit func(sum, through int)
	visit = func(sum, through int) {
		clock++
		seen[sum], low[sum] = clock, clock
		for _, cell := range g.at[sum] {
			if cell == through || g.masks[cell] == Shown {
				continue
			}
			next := g.other(cell, sum)
			if seen[next] > 0 {
				low[sum] = min(low[sum], seen[next])
				continue
			}
			visit(next, cell)
			low[sum] = min(low[sum], low[next])
			if low[next] > seen[sum] {
				found = append(found, cell)
			}
		}
	}
	for sum := range g.at {
		if seen[sum] == 0 {
			visit(sum, -1)
		}
	}
	return found
}

// detour hides the cheapest way around a cell, and tells whether there is one.
func (g sumGraph) detour(around int) bool {
	from, to := g.cells[around].A, g.cells[around].B
	const unreached = int(^uint(0) >> 1)
	distance, by := make([]int, len(g.at)), make([]int, len(g.at))
	for i := range distance {
		distance[i], by[i] = unreached, -1
	}
	distance[from] = 0
	for queue := (&nodeQueue{{node: from}}); queue.Len() > 0; {
		next, _ := heap.Pop(queue).(nodeDistance)
		if next.node == to {
			break
		}
		if next.distance > distance[next.node] {
			continue
		}
		for _, cell := range g.at[next.node] {
			if cell == around {
				continue
			}
			if sum, d := g.other(cell, next.node), next.distance+g.cost(cell); d < distance[sum] {
				distance[sum], by[sum] = d, cell
				heap.Push(queue, nodeDistance{node: sum, distance: d})
			}
		}
	}
	if distance[to] == unreached {
		return false
	}
	for sum := to; sum != from; {
		cell := by[sum]
		if g.masks[cell] == Shown {
			g.masks[cell] = Complementary
		}
		sum = g.other(cell, sum)
	}
	return true
}

// cost of hiding a cell: what is hidden already costs nothing, a zero more than any count.
func (g sumGraph) cost(cell int) int {
	switch c := g.cells[cell]; {
	case g.masks[cell] != Shown:
		return 0
	case c.Count == 0:
		return 1 << 30
	default:
		return 1 + c.Count
	}
}
