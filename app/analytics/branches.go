package analytics

import "relevo/app/measure"

// branches is the tree of all places that an actor may see figures of. A number that adds up over it (what is said of a place is the
// sum of what is said of the places below it and of those who work in it directly) is hidden in all places at once,
// so that what one page hides does not follow from another.
type branches struct {
	places []string // institutions, those above first; Everything is the first
	direct []bool   // only those posted in the institution itself, who have no page
	above  []int    // -1 for Everything
	index  map[string]int
	own    map[string]int // by institution, the branch of those posted in it directly
	named  map[string]bool
}

func branchesOf(place Place) *branches {
	b := &branches{index: map[string]int{}, own: map[string]int{}, named: place.named}
	b.add(Everything, false, -1)
	for _, i := range place.view { // those above come first
		above := 0
		if i.ParentID != nil {
			above = b.index[*i.ParentID] // Everything, where it cannot be seen
		}
		b.index[i.ID] = b.add(i.ID, false, above)
		b.own[i.ID] = b.index[i.ID]
	}
	for _, i := range place.view {
		if len(directlyBelow(place.view, i.ID)) > 0 {
			b.own[i.ID] = b.add(i.ID, true, b.index[i.ID])
		}
	}
	return b
}

func (b *branches) add(id string, direct bool, above int) int {
	b.places, b.direct, b.above = append(b.places, id), append(b.direct, direct), append(b.above, above)
	return len(b.places) - 1
}

// at is the branch of a place.
func (b *branches) at(placeID string) int { return b.index[placeID] }

// branchTally is numbers by branch.
type branchTally [][]int

// count makes a tally of so many numbers a branch.
func (b *branches) count(columns int) branchTally {
	t := make(branchTally, len(b.places))
	for i := range t {
		t[i] = make([]int, columns)
	}
	return t
}

// put counts one more in an institution and all above it. Whom the actor sees by name protects nobody else and is not counted.
func (b *branches) put(t branchTally, institutionID string, column int) {
	at, seen := b.own[institutionID]
	if !seen || b.named[institutionID] {
		return
	}
	for ; at >= 0; at = b.above[at] {
		t[at][column]++
	}
}

// hide decides what is hidden of a tally: what is small, and what is needed so that nothing small follows by subtraction, over the tree or
// within a branch from the sum of its numbers, which may be known.
func (b *branches) hide(t branchTally, small func(branch, column int) bool) [][]bool {
	columns := len(t[0])
	node := func(branch, column int) int { return 1 + branch*(columns+1) + column }
	whole := map[int]bool{0: true}
	for _, above := range b.above[1:] {
		whole[above] = true
	}
	var cells []measure.SumCell
	for g := range b.places {
		for column := range columns {
			cell := measure.SumCell{Count: t[g][column], Small: small(g, column), Unseen: b.direct[g] && t[g][column] > 0}
			if cell.A = node(g, columns); whole[g] {
				cell.A = node(g, column)
			}
			if g > 0 {
				cell.B = node(b.above[g], column)
			}
			if b.direct[g] && t[g][column] == 0 { // nobody protects nobody
				cell = measure.SumCell{Count: 1 << 20}
			}
			cells = append(cells, cell)
		}
	}
	masks := measure.SuppressSums(node(len(b.places), 0), cells)
	hidden := make([][]bool, len(b.places))
	for i, m := range masks {
		hidden[i/columns] = append(hidden[i/columns], m != measure.Shown)
	}
	return hidden
}

// hideTotals is hide for the sums of the branches themselves.
func (b *branches) hideTotals(t branchTally) []bool {
	sums := b.count(1)
	for g, numbers := range t {
		for _, n := range numbers {
			sums[g][0] += n
		}
	}
	return b.hideOne(sums, nil)
}

// hideOne is hide for one number a branch; also hides more.
func (b *branches) hideOne(t branchTally, also func(branch int) bool) []bool {
	var cells []measure.SumCell
	whole := map[int]bool{0: true}
	for _, above := range b.above[1:] {
		whole[above] = true
	}
	for g := range b.places {
		n := t[g][0]
		if b.direct[g] && n == 0 {
			cells = append(cells, measure.SumCell{Count: 1 << 20})
			continue
		}
		cell := measure.SumCell{Count: n, Small: few(float64(n)) || also != nil && also(g), Unseen: b.direct[g]}
		if whole[g] {
			cell.A = 1 + g
		}
		if g > 0 {
			cell.B = 1 + b.above[g]
		}
		cells = append(cells, cell)
	}
	var out []bool
	for _, m := range measure.SuppressSums(1+len(b.places), cells) {
		out = append(out, m != measure.Shown)
	}
	return out
}
