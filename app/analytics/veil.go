package analytics

import (
	"slices"
	"strings"

	"relevo/app/measure"
	"relevo/app/people"
)

// A figure is one of the numbers that are hidden or shown by themselves.
type figure int

const (
	inPost figure = iota
	trained
	mastered
	verified
	neverAssessed
	skilled
	certified   // certificates
	separations // over a year
	transfers   // separations that were transfers
	due         // for a refresher within the next quarter
	figures
)

// needs says what must be shown for a figure to be shown: the people it tells
// apart.
var needs = map[figure]figure{trained: inPost, mastered: trained, verified: mastered, neverAssessed: mastered, skilled: inPost, transfers: separations, due: inPost}

// tally is what the figures of one group of people are.
type tally [figures]float64

// rest is how many of those that a figure tells apart are not counted by it.
// Whoever sees both figures has it by subtraction.
func (t tally) rest(f figure) float64 {
	if f == neverAssessed {
		return t[trained] - t[mastered] - t[neverAssessed]
	}
	if of, ok := needs[f]; ok {
		return t[of] - t[f]
	}
	return 0
}

// few tells whether a count is of so few people that they could be recognised.
func few(n float64) bool { return n > 0 && n < measure.ShownInside }

// tells reports whether the figure would tell something of a few people.
func (t tally) tells(f figure) bool { return few(t[f]) || few(t.rest(f)) }

// mask says which figures are hidden.
type mask [figures]bool

// everything hides all figures.
func everything() mask {
	var m mask
	for f := range m {
		m[f] = true
	}
	return m
}

// A group is those people that a figure may be asked of.
type group struct {
	institution string // Everything for all that the actor may see
	cadre       people.Cadre
	region      string // a department, of all together
	directly    bool   // only those posted in the institution itself, not below it
}

// veil decides what is hidden from somebody who does not run every place that
// they may see. It does not look at one page, but at all pages of a day at
// once: what is hidden on one must not follow from what another shows.
//
// A place is the sum of the places below it and of those who work in it
// directly, who have no page; all places together are the sum of the cadres. In
// every such sum either nothing is hidden, or at least two of its members are,
// so that nothing can be had by subtraction; a figure is shown only with the one
// that it is a part of; and where a whole is hidden, so are some of its people on
// either side of the figure. So whatever is hidden may as well be one person more
// or less: exchange that person for one in another hidden group, and all that is
// shown stays as it is.
//
// By cadre, figures are shown of all places together only. Places by cadres
// would be a table whose margins are shown too, in which two hidden members of
// every sum do not suffice. By region too (veil_region.go): what places show comes first, and a region is shown
// where nothing that they hide follows from it. By funder likewise (veil_funder.go), and neither by two of these at once.
//
// People whom the actor may see by name are known to them and protect nobody
// else. They are not counted here.
//
// What cannot be protected is the difference between two days: whoever sees 12
// people on Monday and 11 on Tuesday knows that one has gone. Nor can that between what was known of a
// day then and what is known of it now: it says that something was corrected, as two files of two days do.
type veil struct {
	groups []group
	index  map[group]int
	sums   [][]int          // groups: the whole, then its parts
	spread [][]string       // by group of a place: the regions that it lies in
	around map[string][]int // by institution that the actor sees no names of: the groups its people belong to, without cadre
	place  Place
}

// veilOver makes the veil over all that the actor of a place may see.
func veilOver(place Place) *veil {
	v := &veil{index: map[group]int{}, around: map[string][]int{}, place: place}
	whole := v.add(group{institution: Everything})
	sum := []int{whole}
	for _, top := range tops(place.view) {
		sum = append(sum, v.add(group{institution: top.ID}))
	}
	v.sums = append(v.sums, sum)
	below := map[string][]people.Institution{}
	for _, i := range place.view {
		if i.ParentID != nil {
			below[*i.ParentID] = append(below[*i.ParentID], i)
		}
	}
	for _, i := range place.view { // those above come first
		v.addPlace(i, below[i.ID])
	}
	sum = []int{whole}
	for _, cadre := range people.Cadres() {
		sum = append(sum, v.add(group{institution: Everything, cadre: cadre}))
	}
	v.sums = append(v.sums, sum)
	v.spreadOut()
	return v
}

func (v *veil) add(g group) int {
	if at, there := v.index[g]; there {
		return at
	}
	v.index[g] = len(v.groups)
	v.groups = append(v.groups, g)
	return v.index[g]
}

// addPlace adds an institution, what it is the sum of, and who its people count for.
func (v *veil) addPlace(i people.Institution, below []people.Institution) {
	own := v.add(group{institution: i.ID})
	mine := []int{own}
	if len(below) > 0 {
		directly := v.add(group{institution: i.ID, directly: true})
		mine = append(mine, directly)
		sum := []int{own, directly}
		for _, b := range below {
			sum = append(sum, v.add(group{institution: b.ID}))
		}
		v.sums = append(v.sums, sum)
	}
	for id := range strings.SplitSeq(strings.TrimSuffix(i.Path, "/"), "/") { // a path is made of those above
		if at, seen := v.index[group{institution: id}]; seen && id != i.ID {
			mine = append(mine, at)
		}
	}
	if !v.place.named[i.ID] {
		v.around[i.ID] = append(mine, v.index[group{institution: Everything}])
		if region := i.Region(); region != "" {
			v.around[i.ID] = append(v.around[i.ID], v.add(group{institution: Everything, region: region}))
		}
	}
}

// groupsAt gives the groups that a person belongs to on a day.
func (v *veil) groupsAt(h measure.History, on measure.Day) []int {
	var all []int
	for _, stay := range h.Postings {
		if !stay.Covers(on) {
			continue
		}
		all = append(all, v.groupsOf(stay)...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func (v *veil) groupsOf(stay measure.Stay) []int {
	around := v.around[stay.Institution]
	if len(around) == 0 {
		return nil
	}
	cadre := v.index[group{institution: Everything, cadre: people.Cadre(stay.Role)}]
	return append(slices.Clone(around), cadre)
}

// masks decides what is hidden in every group.
func (v *veil) masks(tallies []tally) []mask {
	hidden := make([]mask, len(tallies))
	for changed := true; changed; {
		changed = false
		for f := range figures {
			changed = v.hide(f, tallies, hidden) || changed
		}
	}
	return hidden
}

// hide hides one figure wherever it must be, and tells whether it had to.
func (v *veil) hide(f figure, tallies []tally, hidden []mask) (changed bool) {
	of, part := needs[f]
	for g := range hidden {
		if !hidden[g][f] && (tallies[g].tells(f) || part && hidden[g][of]) {
			hidden[g][f], changed = true, true
		}
	}
	for _, sum := range v.sums {
		unknown, shown := v.parts(sum, f, tallies, hidden)
		whole := sum[0]
		switch {
		case len(unknown) == 1 && hidden[unknown[0]][f]:
			changed = hideLeast(f, shown, tallies, hidden, func(tally) float64 { return 1 }) || changed
		case hidden[whole][f]:
			for _, side := range []func(tally) float64{func(t tally) float64 { return t[f] }, func(t tally) float64 { return t.rest(f) }} {
				below := slices.DeleteFunc(slices.Clone(unknown), func(g int) bool { return g == whole })
				if side(tallies[whole]) > 0 && !slices.ContainsFunc(below, func(g int) bool { return side(tallies[g]) > 0 }) {
					changed = hideLeast(f, shown, tallies, hidden, side) || changed
				}
			}
		}
	}
	return changed
}

// parts tells the members of a sum apart by whether a figure of theirs is to be
// seen. With nobody in it, a member protects nobody, and is left out.
func (v *veil) parts(sum []int, f figure, tallies []tally, hidden []mask) (unknown, shown []int) {
	for _, g := range sum {
		switch {
		case tallies[g][f]+tallies[g].rest(f) == 0:
		case hidden[g][f] || v.groups[g].directly:
			unknown = append(unknown, g)
		default:
			shown = append(shown, g)
		}
	}
	return unknown, shown
}

// hideLeast hides one of the groups that have what it takes, and tells whether
// there was one. It is the one with the fewest people, whatever the figure: one
// that changed from day to day would be shown on one of them.
func hideLeast(f figure, shown []int, tallies []tally, hidden []mask, has func(tally) float64) bool {
	fit := slices.DeleteFunc(slices.Clone(shown), func(g int) bool { return has(tallies[g]) <= 0 })
	if len(fit) == 0 {
		return false
	}
	least := slices.MinFunc(fit, func(a, b int) int { return int(tallies[a][inPost] - tallies[b][inPost]) })
	hidden[least][f] = true
	return true
}

// maskOf is what is hidden of a place, of one cadre or region where the page is of one.
func (v *veil) maskOf(hidden []mask, id string, cadre people.Cadre) mask {
	g, told := v.place.asked(id, cadre)
	if !told {
		return everything()
	}
	return hidden[v.index[g]]
}

// asked is the group that the page of a place is about, or one of those on it; not told where nothing may be.
func (p Place) asked(id string, cadre people.Cadre) (g group, told bool) {
	region := p.regionOf(id)
	if cadre != "" || region != "" {
		if !p.wholeView(id) || cadre != "" && region != "" {
			return g, false
		}
		id = Everything
	}
	return group{institution: id, cadre: cadre, region: region}, true
}

// wholeView tells whether a place is all that the actor may see.
func (v *veil) wholeView(id string) bool { return v.place.wholeView(id) }

func (p Place) wholeView(id string) bool {
	if p.blind {
		return id == Everything || p.top != "" && id == p.top
	}
	all := tops(p.view)
	return id == Everything || len(all) == 1 && all[0].ID == id
}
