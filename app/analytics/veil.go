package analytics

import "relevo/app/measure"

// The cells that the people in post fall into. Rows 2 to 4 of the cascade are
// sums of these, so these are what suppression protects.
const (
	untrained = iota
	trainedOnly
	masteredOnly
	verified
	cells
)

func cellsOf(c measure.CascadeCounts) []int {
	return []int{untrained: c.InPost - c.Trained, trainedOnly: c.Trained - c.Mastered, masteredOnly: c.Mastered - c.Verified, verified: c.Verified}
}

// veil hides what would tell something of a few people, in several cascades
// that are shown with their sum: a place and the places below it. It gives the
// veiled parts and the veiled sum.
//
// First the cells are made coarse enough that no kind of cell is rare in the
// sum: what one row of the cascade costs there is better lost than two. Then
// measure.Suppress hides the small cells of the parts, and as many more as it
// takes that none of them follows by subtraction. A row of the cascade is shown
// where it is a sum of shown cells. Row 5 is an estimate and not a count; it is
// shown unless few people have a score that it could tell of.
func veil(parts []measure.CascadeCounts, shown []Cascade, whole Cascade) ([]Cascade, Cascade, error) {
	if len(parts) == 0 {
		return shown, whole, nil
	}
	groups := coarse(parts)
	table := make([][]int, len(parts))
	assessed := make([]int, len(parts))
	for i, c := range parts {
		table[i] = groups.of(cellsOf(c))
		for _, one := range c.People {
			if one.Assessed {
				assessed[i]++
			}
		}
	}
	masks, err := measure.Suppress(table, measure.ShownInside)
	if err != nil {
		return nil, whole, err
	}
	estimates, sum := measure.SuppressList(assessed, measure.ShownInside)
	for i := range shown {
		shown[i] = shown[i].veiled(groups, masks.Cells[i], masks.RowTotals[i], estimates[i])
	}
	return shown, whole.veiled(groups, masks.ColumnTotals, masks.Total, sum), nil
}

// veilOne hides what would tell something of a few people in one cascade.
func veilOne(c measure.CascadeCounts, shown Cascade) (Cascade, error) {
	_, whole, err := veil([]measure.CascadeCounts{c}, []Cascade{shown}, shown)
	return whole, err
}

// grouping says into which group each cell goes; neighbours share one.
type grouping [cells]int

// coarse joins neighbouring cells until no group has few people over all parts.
func coarse(parts []measure.CascadeCounts) grouping {
	var sums [cells]int
	for _, c := range parts {
		for cell, n := range cellsOf(c) {
			sums[cell] += n
		}
	}
	groups := grouping{0, 1, 2, 3}
	for {
		totals := map[int]int{}
		for cell, n := range sums {
			totals[groups[cell]] += n
		}
		few := -1
		for cell := range cells {
			if n := totals[groups[cell]]; n > 0 && n < measure.ShownInside {
				few = cell
				break
			}
		}
		if few < 0 || groups[untrained] == groups[verified] {
			return groups
		}
		groups.join(groups[few])
	}
}

// join puts a group together with the next, the last and the third of four with
// the one before: the middle ones go together first, which loses row 3 before
// row 2 or 4.
func (g *grouping) join(group int) {
	low := group
	if group == g[verified] || group == masteredOnly {
		low = group - 1
	}
	for cell := range g {
		if g[cell] > low {
			g[cell]--
		}
	}
}

// count is how many groups there are.
func (g grouping) count() int { return g[verified] + 1 }

// of adds the cells up by group.
func (g grouping) of(parts []int) []int {
	out := make([]int, g.count())
	for cell, n := range parts {
		out[g[cell]] += n
	}
	return out
}

// follows tells whether the sum of the cells from one on follows from shown
// groups: the group begins there, and it and all above it are shown, or the total
// and all below it are.
func (g grouping) follows(from int, mask []measure.Mask, total measure.Mask) bool {
	if g[from] == g[from-1] {
		return false
	}
	above, below := true, total == measure.Shown
	for group, m := range mask {
		if group >= g[from] {
			above = above && m == measure.Shown
		} else {
			below = below && m == measure.Shown
		}
	}
	return above || below
}

func (c Cascade) veiled(groups grouping, mask []measure.Mask, total, estimate measure.Mask) Cascade {
	hide := func(hidden bool, numbers ...*measure.Number) {
		for _, n := range numbers {
			if hidden {
				*n = measure.Undefined()
				c.Hidden = true
			}
		}
	}
	few := func(n measure.Number) bool { return n > 0 && n < measure.ShownInside }
	hide(!groups.follows(trainedOnly, mask, total), &c.Trained)
	hide(!groups.follows(masteredOnly, mask, total), &c.Mastered)
	hide(!groups.follows(verified, mask, total), &c.Verified)
	hide(total != measure.Shown || estimate != measure.Shown, &c.Skilled.Value, &c.Skilled.Lower, &c.Skilled.Upper)
	hide(total != measure.Shown, &c.InPost)
	hide(few(c.Certificates), &c.Certificates)
	hide(few(c.NeverAssessed), &c.NeverAssessed)
	return c
}

// veilCauses puts the causes of an account with few people behind them
// together under OtherCauses, with as many more as it takes for that to be
// no few people either. Where even all together are few, nothing is left.
func veilCauses(causes []Cause) []Cause {
	var kept []Cause
	other := Cause{Cause: OtherCauses}
	for _, c := range causes {
		if c.People < measure.ShownInside {
			other.People += c.People
			other.Change += c.Change
		} else {
			kept = append(kept, c)
		}
	}
	for other.People > 0 && other.People < measure.ShownInside && len(kept) > 0 {
		smallest := 0
		for i := range kept {
			if kept[i].People < kept[smallest].People {
				smallest = i
			}
		}
		other.People += kept[smallest].People
		other.Change += kept[smallest].Change
		kept = append(kept[:smallest], kept[smallest+1:]...)
	}
	if other.People > 0 && other.People < measure.ShownInside {
		return nil
	}
	if other.People > 0 {
		kept = append(kept, other)
	}
	return kept
}
