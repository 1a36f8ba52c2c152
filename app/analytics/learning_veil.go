package analytics

import (
	"slices"

	"relevo/app/measure"
	"relevo/app/people"
	"relevo/assessments"
)

// A circle is a group of people whose learning may be asked for by whoever sees no names: the people of a place, of a place itself
// and not below it, or one part of all that the actor may see.
type circle struct {
	place    string // an institution, or Everything
	directly bool
	cadre    people.Cadre
	region   string
	offering string
	low      int // 1: below the cut score before; 2: not
}

// circles are all groups that may be asked for, and what is the sum of what. As with the figures of a day, all pages are looked
// at together: what one hides must not follow from the others.
type circles struct {
	list  []circle
	index map[circle]int
	above []int    // of the places: the place of the group it is a part of, -1 for none
	parts [][]int  // ways in which all together are divided: cadres, regions, cohorts, low scores
	runs  [][]*run // by group
}

func circlesOf(l *Learning, known taken) *circles {
	c := &circles{index: map[circle]int{}}
	c.add(circle{place: Everything}, -1)
	for _, i := range l.Place.view { // those above come first
		above := 0
		if i.ParentID != nil {
			if at, seen := c.index[circle{place: *i.ParentID}]; seen {
				above = at
			}
		}
		c.add(circle{place: i.ID}, above)
	}
	for _, i := range l.Place.view {
		if len(directlyBelow(l.Place.view, i.ID)) > 0 {
			c.add(circle{place: i.ID, directly: true}, c.index[circle{place: i.ID}])
		}
	}
	c.parts = make([][]int, 4)
	seen := map[string]bool{}
	for _, i := range l.Place.view {
		seen[i.ID] = true
	}
	for _, r := range known.runs {
		if seen[r.institution] && !l.Place.named[r.institution] {
			c.count(r, l)
		}
	}
	return c
}

func (c *circles) add(g circle, above int) int {
	if at, there := c.index[g]; there {
		return at
	}
	c.index[g] = len(c.list)
	c.list, c.above, c.runs = append(c.list, g), append(c.above, above), append(c.runs, nil)
	return c.index[g]
}

// part adds a group to one of the ways in which all are divided.
func (c *circles) part(way int, g circle) int {
	_, there := c.index[g]
	at := c.add(g, -1)
	if !there {
		c.parts[way] = append(c.parts[way], at)
	}
	return at
}

// count puts a run into its groups.
func (c *circles) count(r *run, l *Learning) {
	put := func(at int) { c.runs[at] = append(c.runs[at], r) }
	put(c.part(2, circle{offering: r.offering}))
	if !r.first {
		return
	}
	at := c.index[circle{place: r.institution}]
	if direct, ok := c.index[circle{place: r.institution, directly: true}]; ok {
		put(direct)
	}
	for ; at >= 0; at = c.above[at] {
		put(at)
	}
	put(c.part(0, circle{cadre: r.cadre}))
	put(c.part(1, circle{region: "r" + r.region}))
	low := 2
	if r.low(l.Model.Cut) {
		low = 1
	}
	put(c.part(3, circle{low: low}))
}

// asked is the group that a query means; not ok where it may not be asked for.
func (c *circles) asked(l *Learning) (int, bool) {
	g := circle{place: l.Place.ID}
	switch q := l.Query; {
	case l.Refused:
		return 0, false
	case q.Cadre != "":
		g = circle{cadre: q.Cadre}
	case q.Region != "":
		g = circle{region: "r" + q.Region}
	case q.OfferingID != "":
		g = circle{offering: q.OfferingID}
	case q.LowBefore:
		g = circle{low: 1}
	}
	at, ok := c.index[g]
	return at, ok
}

// hide decides which numbers of all groups are hidden. total tells that the numbers of a group have a sum that may be known.
func (c *circles) hide(columns int, total bool, count func(group, column int) int, small func(group, column int) bool) [][]bool {
	hidden := make([][]bool, len(c.list))
	for g := range hidden {
		hidden[g] = make([]bool, columns)
		for column := range columns {
			hidden[g][column] = small(g, column)
		}
	}
	nets := [][]int{nil}
	for g := range c.list {
		nobody := c.list[g].directly && len(c.runs[g]) == 0 // protects nobody
		if (g == 0 || c.above[g] >= 0) && !nobody {
			nets[0] = append(nets[0], g)
		}
	}
	for _, parts := range c.parts {
		nets = append(nets, append([]int{0}, parts...))
	}
	for changed := true; changed; { // all nets hold all together
		changed = false
		for n, net := range nets {
			changed = c.hideIn(net, n == 0, columns, total, count, hidden) || changed
		}
	}
	return hidden
}

// hideIn hides in the tree of places, or in one way in which all are divided, and tells whether there was anything to hide.
func (c *circles) hideIn(net []int, tree bool, columns int, total bool, count func(group, column int) int, hidden [][]bool) (changed bool) {
	sum := func(group, column int) int { return 1 + group*(columns+1) + column }
	whole := map[int]bool{0: true}
	if tree {
		for _, g := range net[1:] {
			whole[c.above[g]] = true
		}
	}
	var cells []measure.SumCell
	for _, g := range net {
		for column := range columns {
			cell := measure.SumCell{Count: count(g, column), Small: hidden[g][column], Unseen: c.list[g].directly}
			switch {
			case whole[g]:
				cell.A = sum(g, column)
			case total:
				cell.A = sum(g, columns)
			}
			if g != 0 {
				above := 0
				if tree {
					above = c.above[g]
				}
				cell.B = sum(above, column)
			}
			cells = append(cells, cell)
		}
	}
	masks := measure.SuppressSums(sum(len(c.list), 0), cells)
	for i, g := range net {
		for column := range columns {
			if masks[i*columns+column] != measure.Shown && !hidden[g][column] {
				hidden[g][column], changed = true, true
			}
		}
	}
	return changed
}

// one is [circles.hide] for one number a group.
func (c *circles) one(count func(group int) int, small func(group int) bool) []bool {
	table := c.hide(1, false, func(g, _ int) int { return count(g) }, func(g, _ int) bool { return small(g) })
	out := make([]bool, len(table))
	for g := range table {
		out[g] = table[g][0]
	}
	return out
}

// veil takes from the figures what is not for whoever sees no names.
func (l *Learning) veil(known taken, occasions []Occasion) {
	c := circlesOf(l, known)
	asked, ok := c.asked(l)
	if !ok && !l.Refused && l.Began == 0 {
		return // nobody yet
	}
	began := c.one(func(g int) int { return len(c.runs[g]) }, func(g int) bool { return few(float64(len(c.runs[g]))) })
	gone := !ok || began[asked]
	if gone {
		l.Hidden, l.Began = true, measure.Undefined()
	}
	if few(float64(l.Repeated)) {
		l.Repeated = 0
	}
	var done [][]bool // that the number with a result is hidden, by occasion and group
	for i, o := range occasions {
		steps := make([]FlowStep, len(c.list))
		for g := range steps {
			steps[g] = stepOf(c.runs[g], o)
		}
		lost := func(g int) bool { return began[g] || o.Occasion == assessments.FollowUp && done[1][g] }
		hidden := c.hide(int(outcomes), true, func(g, column int) int { return int(steps[g].Counts[column]) },
			func(g, column int) bool {
				n := steps[g].Counts[column].Float()
				others := Outcome(column) == TestDone && few(steps[g].Of.Float()-n) // who has both numbers has those without a result
				return lost(g) || few(n) || others
			})
		var results []bool
		for g := range hidden {
			results = append(results, hidden[g][TestDone])
		}
		done = append(done, results)
		l.veilStep(i, gone, func(column Outcome) bool { return hidden[asked][column] }, gone || lost(asked))
	}
	scale := known.scale(l.Model)
	for i := range l.Comparisons {
		l.veilComparison(i, c, asked, gone, scale, done[i+1], began)
	}
}

func (l *Learning) veilStep(i int, gone bool, hidden func(Outcome) bool, of bool) {
	u := measure.Undefined()
	step, mean := &l.Steps[i], &l.Means[i]
	if of {
		step.Of, l.Hidden = u, true
	}
	for outcome := range outcomes {
		if gone || hidden(outcome) {
			step.Counts[outcome], l.Hidden = u, true
		}
	}
	if !step.Done().Defined() {
		mean.N, mean.Mean = u, measure.Estimate{Value: u, Lower: u, Upper: u}
	}
}

// veilComparison hides the change, mastery, the verdicts on persons and the bounds, each as a whole.
func (l *Learning) veilComparison(i int, c *circles, asked int, gone bool, scale yardstick, done, began []bool) {
	at := &l.Comparisons[i]
	counts, bounds := make([]Comparison, len(c.list)), make([]measure.Stratum, len(c.list))
	for g, runs := range c.runs {
		counts[g] = Comparison{From: at.From, To: at.To}
		for _, r := range runs {
			counts[g].add(r, l.Model.Cut, scale)
		}
		for _, s := range strata(runs, at.To, l.Model.Cut) {
			bounds[g].Began += s.Began
			bounds[g].Completed += s.Completed
			bounds[g].Mastered += s.Mastered
		}
	}
	n := func(g int) int { return int(counts[g].N) }
	change := c.one(n, func(g int) bool {
		fewLeft := few(stepOf(c.runs[g], at.From).Done().Float()-counts[g].N.Float()) || few(stepOf(c.runs[g], at.To).Done().Float()-counts[g].N.Float())
		return began[g] || done[g] || few(counts[g].N.Float()) || fewLeft
	})
	mastery := c.one(n, func(g int) bool {
		x := counts[g]
		return change[g] || slices.ContainsFunc([]measure.Number{x.Kept, x.Gained, x.Lost, x.Never}, func(n measure.Number) bool { return few(n.Float()) })
	})
	verdicts := c.one(n, func(g int) bool {
		x := counts[g]
		return change[g] || slices.ContainsFunc([]measure.Number{x.Improved, x.Unchanged, x.Worsened}, func(n measure.Number) bool { return few(n.Float()) })
	})
	bound := c.one(n, func(g int) bool {
		b := bounds[g]
		return mastery[g] || few(float64(b.Began)) || few(float64(b.Began-b.Completed)) || few(float64(b.Mastered)) || few(float64(b.Completed-b.Mastered))
	})
	at.Pairs = nil // scores one by one are of single people
	l.Hidden = l.Hidden || gone || change[asked] || mastery[asked] || verdicts[asked] || bound[asked]
	at.veil(gone || change[asked], gone || mastery[asked], gone || verdicts[asked], gone || bound[asked])
	if i > 0 {
		return
	}
	for k := range l.Centres {
		centre := &l.Centres[k]
		g := c.index[circle{place: centre.Institution.ID}]
		filtered := l.Query.narrowed() > 0 // places by filters would be a table whose margins are shown too
		if l.Place.named[centre.Institution.ID] {
			continue
		}
		centre.veil(filtered || gone || change[g], filtered || gone || mastery[g])
		l.Hidden = l.Hidden || !centre.N.Defined()
	}
}

func (c *Comparison) veil(change, mastery, verdicts, bounds bool) {
	u := measure.Undefined()
	none := measure.ShareEstimate{Share: u, Lower: u, Upper: u}
	if change {
		empty := measure.Paired(nil, nil, 100)
		empty.Warnings = nil
		c.N, c.Change, c.Reach, c.Regression = u, empty, nil, nil
	}
	if mastery {
		c.Kept, c.Gained, c.Lost, c.Never, c.Before, c.After = u, u, u, u, none, none
		c.Mastery = measure.MasteryChange{PExact: u, Difference: u}
	}
	if verdicts {
		c.Improved, c.Unchanged, c.Worsened = u, u, u
	}
	if bounds {
		c.Bounds = measure.AttritionBounds{Completers: u, Worst: u, Best: u, Weighted: u}
	}
}

func (c *CentreChange) veil(change, mastery bool) {
	u := measure.Undefined()
	none := measure.Estimate{Value: u, Lower: u, Upper: u}
	if change {
		c.N, c.Change, c.ShrunkBy = u, none, none
	}
	if mastery {
		c.After, c.ShrunkAfter = measure.ShareEstimate{Share: u, Lower: u, Upper: u}, none
	}
}
