package assessments

import (
	"slices"

	"relevo/app/measure"
)

// sliceTree is how the slices of an assessment add up: the administrations of an occasion to it, the occasions to all.
type sliceSums struct {
	ids   []string // SliceAll first, then occasions, then administrations
	above []int    // place of the slice that it is a part of; -1 for SliceAll
}

func sliceTree(attempts []given) sliceSums {
	tree := sliceSums{ids: []string{SliceAll}, above: []int{-1}}
	for _, o := range Occasions() {
		if slices.ContainsFunc(attempts, func(g given) bool { return g.Occasion == o }) {
			tree.ids, tree.above = append(tree.ids, string(o)), append(tree.above, 0)
		}
	}
	for _, g := range attempts {
		if !slices.Contains(tree.ids, g.AdministrationID) {
			tree.ids = append(tree.ids, g.AdministrationID)
			tree.above = append(tree.above, slices.Index(tree.ids, string(g.Occasion)))
		}
	}
	return tree
}

// hide decides which numbers of a table of slices by columns are hidden from those who may not see names, so that none of them
// follows from the others. total tells that the columns of a slice have a sum that is known.
func (tree sliceSums) hide(columns int, total bool, count func(slice, column int) int, small func(slice, column int) bool) [][]bool {
	leaf := make([]bool, len(tree.ids))
	for i := range leaf {
		leaf[i] = !slices.Contains(tree.above, i)
	}
	sum := func(slice, column int) int { return 1 + slice*(columns+1) + column }
	var cells []measure.SumCell
	for s := range tree.ids {
		for c := range columns {
			cell := measure.SumCell{Count: count(s, c), Small: small(s, c)}
			switch {
			case !leaf[s]:
				cell.A = sum(s, c)
			case total:
				cell.A = sum(s, columns)
			}
			if tree.above[s] >= 0 {
				cell.B = sum(tree.above[s], c)
			}
			cells = append(cells, cell)
		}
	}
	masks := measure.SuppressSums(sum(len(tree.ids), 0), cells)
	hidden := make([][]bool, len(tree.ids))
	for s := range hidden {
		for c := range columns {
			hidden[s] = append(hidden[s], masks[s*columns+c] != measure.Shown)
		}
	}
	return hidden
}

func few(n int) bool { return n > 0 && n < measure.ShownInside }

// veil marks in every slice what is not for those who may not see names, looking at all slices at once.
func (tree sliceSums) veil(list []Analysis, versions map[string]ItemVersion) {
	if len(list) == 0 {
		return
	}
	forms := len(list[0].Body.Forms)
	n := func(s, c int) int {
		if c == forms {
			return list[s].Attempts
		}
		return list[s].Body.Forms[c].N
	}
	hidden := tree.hide(forms+1, true, n, func(s, c int) bool { return few(n(s, c)) })
	for s := range list {
		list[s].Body.Veiled = hidden[s][forms]
		for f := range forms {
			list[s].Body.Forms[f].Veiled = hidden[s][f]
		}
	}
	for f := range forms {
		for i := range list[0].Body.Forms[f].Items {
			items := make([]*ItemAnalysis, len(list))
			for s := range list {
				items[s] = &list[s].Body.Forms[f].Items[i]
			}
			v := versions[items[0].ItemVersionID]
			tree.veilItem(items, func(s int) bool { return hidden[s][f] }, n, f, v)
		}
	}
}

// veilItem decides for one item: its options with those who left it out, and, where that is hidden, its facility.
func (tree sliceSums) veilItem(items []*ItemAnalysis, gone func(slice int) bool, n func(slice, form int) int, form int, v ItemVersion) {
	count := func(s, o int) int {
		if o == len(items[s].Options) {
			return items[s].Missing
		}
		return items[s].Options[o].N
	}
	options := len(items[0].Options)
	if v.Kind == Multiple { // anybody may have chosen any number of them: each option is a matter of its own
		for o := range options + 1 {
			hidden := tree.hide(1, false, func(s, _ int) int { return count(s, o) },
				func(s, _ int) bool { return gone(s) || few(count(s, o)) || few(n(s, form)-count(s, o)) })
			for s := range items {
				items[s].mark(o, hidden[s][0])
			}
		}
	} else {
		rest := 0 // of items without options: those who answered
		if options == 0 {
			rest = 1
		}
		all := func(s, o int) int {
			if o > options {
				return n(s, form) - items[s].Missing
			}
			return count(s, o)
		}
		hidden := tree.hide(options+1+rest, true, all, func(s, o int) bool {
			return gone(s) || few(all(s, o)) || few(n(s, form)-all(s, o)) // who has both numbers has those who chose otherwise
		})
		for s := range items {
			for o := range options + 1 {
				items[s].mark(o, hidden[s][o])
			}
		}
	}
	hidden := tree.hide(1, false, func(s, _ int) int { return n(s, form) }, func(s, _ int) bool { return gone(s) || items[s].telling(v, n(s, form)) })
	for s := range items {
		items[s].Veiled = hidden[s][0]
		items[s].VeiledThirds = items[s].thirdsTell(n(s, form))
	}
}

func (a *ItemAnalysis) mark(option int, hidden bool) {
	if option == len(a.Options) {
		a.VeiledMissing = hidden
		return
	}
	a.Options[option].Veiled = hidden
}

// telling tells whether the facility would tell how many chose a hidden option: where those hidden earn different points, or where
// so few earned all or nothing that the mean says who.
func (a *ItemAnalysis) telling(v ItemVersion, n int) bool {
	if len(a.Options) == 0 {
		right := int(float64(a.Statistics.Facility)*float64(n)/100 + 0.5)
		return few(right) || few(n-right)
	}
	var worths []float64
	if a.VeiledMissing {
		worths = append(worths, 0)
	}
	for _, o := range a.Options {
		if o.Veiled {
			worths = append(worths, worth(v.Body.Options, o.ID))
		}
	}
	if v.Kind == Multiple {
		return len(worths) > 0
	}
	slices.Sort(worths)
	return len(slices.Compact(worths)) > 1
}

// thirdsTell tells whether the thirds of the options are of few people, or tell of a hidden option.
func (a *ItemAnalysis) thirdsTell(n int) bool {
	for _, o := range a.Options {
		if o.Veiled || few(o.Lower) || few(o.Upper) || few(o.N-o.Lower-o.Upper) || few(n-o.N) {
			return true
		}
	}
	return a.VeiledMissing || few(a.Thirds[0]) || few(a.Thirds[1])
}
