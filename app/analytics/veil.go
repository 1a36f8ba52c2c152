package analytics

import (
	"relevo/app/measure"
)

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
// veiled parts and the veiled sum. A row of the cascade is shown only where it
// follows from cells that are; row 5 only where all of them are.
func veil(parts []measure.CascadeCounts, shown []Cascade, whole Cascade) ([]Cascade, Cascade, error) {
	if len(parts) == 0 {
		return shown, whole, nil
	}
	table := make([][]int, len(parts))
	for i, c := range parts {
		table[i] = cellsOf(c)
	}
	masks, err := measure.Suppress(table, measure.ShownInside)
	if err != nil {
		return nil, whole, err
	}
	for i := range shown {
		shown[i] = shown[i].veiled(masks.Cells[i], masks.RowTotals[i])
	}
	return shown, whole.veiled(masks.ColumnTotals, masks.Total), nil
}

// veilOne hides what would tell something of a few people in one cascade.
func veilOne(c measure.CascadeCounts, shown Cascade) (Cascade, error) {
	_, whole, err := veil([]measure.CascadeCounts{c}, []Cascade{shown}, shown)
	return whole, err
}

func (c Cascade) veiled(mask []measure.Mask, total measure.Mask) Cascade {
	hide := func(n *measure.Number, hidden bool) {
		if hidden {
			*n = measure.Undefined()
			c.Hidden = true
		}
	}
	is := func(cell int) bool { return mask[cell] != measure.Shown }
	hide(&c.InPost, total != measure.Shown)
	hide(&c.Trained, total != measure.Shown || is(untrained))
	hide(&c.Mastered, is(masteredOnly) || is(verified))
	hide(&c.Verified, is(verified))
	all := total != measure.Shown
	for cell := range cells {
		all = all || is(cell)
	}
	for _, n := range []*measure.Number{&c.Skilled.Value, &c.Skilled.Lower, &c.Skilled.Upper} {
		hide(n, all)
	}
	for _, n := range []*measure.Number{&c.Certificates, &c.NeverAssessed} {
		hide(n, *n > 0 && *n < measure.ShownInside)
	}
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
