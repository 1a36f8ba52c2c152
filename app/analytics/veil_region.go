package analytics

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"relevo/app/db"
)

// Regions lie across the tree of places: an institution is a part of the one above it and of its department. So that nothing that places hide
// follows from a region, one person more or less in anything hidden must be made up for by others hidden, so that the sums of places and those of
// regions stay as they are. Where a region leaves no such way, it is hidden. What places show comes first: because
// of regions nothing more of them is hidden.

// spreadOut finds the regions of every place.
func (v *veil) spreadOut() {
	v.spread = make([][]string, len(v.groups))
	for _, i := range v.place.view {
		region := i.Region()
		if g, there := v.index[group{institution: i.ID, directly: true}]; there {
			v.spread[g] = []string{region}
		}
		for id := range strings.SplitSeq(strings.TrimSuffix(i.Path, "/"), "/") {
			if g, seen := v.index[group{institution: id}]; seen && !slices.Contains(v.spread[g], region) {
				v.spread[g] = append(v.spread[g], region)
			}
		}
	}
}

// regionOf is the region that a page of a place is cut down to; empty where it is not.
func (v *veil) regionOf(id string) string { return v.place.regionOf(id) }

func (p Place) regionOf(id string) string {
	switch {
	case p.Region == "", id == p.ID && !p.cut:
		return ""
	case id == p.ID:
		return p.Region
	}
	inside, other := false, false
	for _, i := range p.view {
		if id != Everything && slices.Contains(strings.Split(i.Path, "/"), id) {
			inside, other = true, other || i.Region() != p.Region
		}
	}
	if inside && !other {
		return ""
	}
	return p.Region
}

// withRegions adds to what is hidden what is hidden of the regions; of the places nothing more is.
func (v *veil) withRegions(tallies []tally, hidden []mask) []mask {
	hidden = slices.Clone(hidden)
	layer := regionLayer{veil: v, regions: map[string]int{}, links: v.linksOf(), tallies: tallies, hidden: hidden}
	for g, of := range v.groups {
		if of.region != "" {
			layer.regions[of.region] = g
			layer.codes = append(layer.codes, of.region)
		}
	}
	slices.SortFunc(layer.codes, func(a, b string) int { // the one with the fewest people first, whatever the figure
		return cmp.Or(cmp.Compare(tallies[layer.regions[a]][inPost], tallies[layer.regions[b]][inPost]), cmp.Compare(a, b))
	})
	whole := v.index[group{institution: Everything}]
	for layer.figure = range figures { // what is needed comes before what needs it
		of, part := needs[layer.figure]
		for _, g := range layer.regions {
			if hidden[whole][layer.figure] || part && hidden[g][of] {
				hidden[g][layer.figure] = true
			}
		}
		if !hidden[whole][layer.figure] {
			layer.protect()
		}
	}
	return hidden
}

// regionLayer is one figure of all regions.
type regionLayer struct {
	*veil
	figure  figure
	regions map[string]int // groups
	codes   []string       // of the regions
	links   []link
	tallies []tally
	hidden  []mask
}

// hiddenNumber is a number that is not to be seen, between two sums that are known: of those who work in a place, that of the place and that of
// their region; of a place with others below it, its own and that of the place above; of a region, its own and that of all together. One person more
// in it is one more that goes from the one to the other. So numbers may be others than they are, with all that is shown as it is, where one can go
// around in a circle.
type hiddenNumber struct {
	group    int
	from, to total
	up, down bool // it may be one more, or one less
}

// total is a sum: of a place, by its group; of a region, by its own; of all regions together, or of where none is known.
type total int

const (
	ofRegions total = -1
	ofNowhere total = -2
)

// An exchange is what may be otherwise with one person: they are in one state and not in the other. Figures outside of the cascade count by themselves.
type exchange struct {
	figure figure // the one that all numbers on the way must be hidden in: what else changes is a part of it
	a, b   int    // states of the cascade; both 0 outside of it
}

// states says which figures of the cascade count a person: out of post, untrained, never assessed, below the cut, lapsed, verified.
var states = [][]figure{{}, {inPost}, {inPost, trained, neverAssessed}, {inPost, trained}, {inPost, trained, mastered}, {inPost, trained, mastered, verified}}

// exchanges lists what may be otherwise.
func exchanges() (list []exchange) {
	for b := range states {
		for a := range b {
			e := exchange{verified, a, b}
			for _, f := range []figure{neverAssessed, mastered, trained, inPost} { // the outermost comes last
				if e.counts(f, a) != e.counts(f, b) {
					e.figure = f
				}
			}
			list = append(list, e)
		}
	}
	for _, f := range []figure{skilled, certified, separations, transfers, due} {
		list = append(list, exchange{figure: f})
	}
	return list
}

func (e exchange) counts(f figure, state int) bool { return slices.Contains(states[state], f) }

// changes tells whether it changes a figure, or how many of those that it tells apart it does not count.
func (e exchange) changes(f figure, rest bool) bool {
	if e.a == e.b {
		return e.figure == f
	}
	if !rest {
		return e.counts(f, e.a) != e.counts(f, e.b)
	}
	var a, b tally
	for _, one := range states[e.a] {
		a[one] = 1
	}
	for _, one := range states[e.b] {
		b[one] = 1
	}
	return a.rest(f) != b.rest(f)
}

// may tells whether there can be one more of it among some people, and one less.
func (e exchange) may(t tally) (up, down bool) {
	if e.a == e.b {
		_, part := needs[e.figure]
		return !part || t.rest(e.figure) > 0, t[e.figure] > 0
	}
	in := [...]float64{1, t[inPost] - t[trained], t[neverAssessed], t.rest(neverAssessed), t[mastered] - t[verified], t[verified]}
	return in[e.a] > 0, in[e.b] > 0
}

// link is a place between its sums.
type link struct {
	own, direct int  // groups
	apart       bool // others stand below it
	above, home total
}

// linksOf finds the sums of every place that may be seen.
func (v *veil) linksOf() (links []link) {
	for _, i := range v.place.view {
		one := link{own: v.index[group{institution: i.ID}], above: total(v.index[group{institution: Everything}]), home: ofNowhere}
		one.direct, one.apart = v.index[group{institution: i.ID, directly: true}]
		if i.ParentID != nil {
			if g, seen := v.index[group{institution: *i.ParentID}]; seen {
				one.above = total(g)
			}
		}
		if g, there := v.index[group{institution: Everything, region: i.Region()}]; there && i.Region() != "" {
			one.home = total(g)
		}
		links = append(links, one)
	}
	return links
}

// numbers lists what is not to be seen where something is otherwise.
func (l regionLayer) numbers(e exchange) (list []hiddenNumber) {
	f := e.figure
	add := func(g int, from, to total) {
		if t := l.tallies[g]; t[f]+t.rest(f) > 0 { // nobody protects nobody
			up, down := e.may(t)
			list = append(list, hiddenNumber{g, from, to, up, down})
		}
	}
	for _, one := range l.links {
		if one.apart {
			add(one.direct, one.home, total(one.own))
		}
		switch {
		case !l.hidden[one.own][f]:
		case one.apart:
			add(one.own, total(one.own), one.above)
		default:
			add(one.own, one.home, one.above)
		}
	}
	for _, code := range l.codes {
		if g := l.regions[code]; l.hidden[g][f] {
			add(g, ofRegions, total(g))
		}
	}
	// Those of whom no department is known are what the regions leave over.
	return append(list, hiddenNumber{-1, ofRegions, ofNowhere, true, true})
}

// ways are the steps from every sum: along numbers that may be more, and back along those that may be less.
type ways [][]step

type step struct {
	number int
	to     total
}

func (t total) at() int { return int(t) + 2 }

func (l regionLayer) waysOf(list []hiddenNumber) ways {
	w := make(ways, len(l.groups)+2)
	for i, n := range list {
		if n.up {
			w[n.from.at()] = append(w[n.from.at()], step{i, n.to})
		}
		if n.down {
			w[n.to.at()] = append(w[n.to.at()], step{i, n.from})
		}
	}
	return w
}

// lead tells whether one can go from one sum to another without a number.
func (w ways) lead(without int, from, to total) bool {
	seen := map[total]bool{from: true}
	for queue := []total{from}; len(queue) > 0; queue = queue[1:] {
		if queue[0] == to {
			return true
		}
		for _, s := range w[queue[0].at()] {
			if s.number != without && !seen[s.to] {
				seen[s.to] = true
				queue = append(queue, s.to)
			}
		}
	}
	return false
}

// exposed lists the groups of few people of which the figure follows from what is shown; among some, or all where none are named.
func (l regionLayer) exposed(among ...int) map[int]bool {
	out := map[int]bool{}
	for _, rest := range []bool{false, true} {
		open := l.few(rest, among)
		for _, e := range exchanges() {
			if len(open) > 0 && e.changes(l.figure, rest) {
				l.settle(open, e)
			}
		}
		maps.Copy(out, open)
	}
	return out
}

// few lists the groups with a page in which few people are counted by the figure, or are not.
func (l regionLayer) few(rest bool, among []int) map[int]bool {
	out := map[int]bool{}
	for g, of := range l.groups {
		n := l.tallies[g][l.figure]
		if rest {
			n = l.tallies[g].rest(l.figure)
		}
		page := !of.directly && of.cadre == "" && (of.institution != Everything || of.region != "")
		if page && few(n) && (len(among) == 0 || slices.Contains(among, g)) {
			out[g] = true
		}
	}
	return out
}

// settle takes out those of which the figure may be otherwise by an exchange.
func (l regionLayer) settle(open map[int]bool, e exchange) {
	list := l.numbers(e)
	ways := l.waysOf(list)
	for i, n := range list {
		if open[n.group] && (n.up && ways.lead(i, n.to, n.from) || n.down && ways.lead(i, n.from, n.to)) {
			delete(open, n.group)
		}
	}
}

// protect hides regions until nobody few is exposed by those that are shown. Who is exposed though no region is shown is so by the places; of them
// only the own region is hidden.
func (l regionLayer) protect() {
	bare := l
	bare.hidden = slices.Clone(l.hidden)
	for _, g := range l.regions {
		bare.hidden[g] = everything()
	}
	anyway := bare.exposed()
	for {
		exposed := slices.Sorted(maps.Keys(l.exposed()))
		if !slices.ContainsFunc(exposed, func(g int) bool { return l.hideFor(g, anyway[g]) }) {
			return
		}
	}
}

// hideFor hides a region for a group that is exposed, and tells whether there was one to hide: that in which it lies; or else the first that
// helps, be it by the figure alone or by all that the figure is a part of; or else any.
func (l regionLayer) hideFor(g int, anyway bool) bool {
	if l.groups[g].region == "" && slices.ContainsFunc(l.spread[g], l.hide) {
		return true
	}
	if anyway {
		return false
	}
	for _, hide := range []func(string) bool{l.hide, l.hideAll} {
		for _, code := range l.codes {
			before := l.hidden[l.regions[code]]
			if hide(code) {
				if !l.exposed(g)[g] {
					return true
				}
				l.hidden[l.regions[code]] = before
			}
		}
	}
	return slices.ContainsFunc(l.codes, l.hide) || slices.ContainsFunc(l.codes, l.hideAll)
}

// hide hides the figure in a region, and tells whether it was shown. Where no department is known there is no page.
func (l regionLayer) hide(region string) bool {
	g, there := l.regions[region]
	if !there || l.hidden[g][l.figure] {
		return false
	}
	l.hidden[g][l.figure] = true
	return true
}

// hideAll hides what the figure is a part of, and all its parts, and tells whether something was shown.
func (l regionLayer) hideAll(region string) (changed bool) {
	outermost := l.figure
	for of, part := needs[outermost]; part; of, part = needs[outermost] {
		outermost = of
	}
	for f := range figures {
		of, part := needs[f]
		if l.figure = f; f == outermost || part && l.hidden[l.regions[region]][of] {
			changed = l.hide(region) || changed
		}
	}
	return changed
}

// regions gives what is hidden of every department on a day; not told where the page is of a part of what the actor may see, and where the
// department is not known.
func (s sight) regions(day db.Date) func(code string) (m mask, told bool) {
	if s.seesAll() {
		return func(string) (mask, bool) { return mask{}, true }
	}
	if !s.about.Place.wholeView(s.about.Place.ID) {
		return func(string) (mask, bool) { return everything(), false }
	}
	if s.told != nil {
		return s.told.regions(day)
	}
	tallies := s.tallies(day)
	hidden := s.veil.withRegions(tallies, s.veil.masks(tallies))
	return func(code string) (mask, bool) {
		g, there := s.veil.index[group{institution: Everything, region: code}]
		if code == "" || !there {
			return everything(), false
		}
		return hidden[g], true
	}
}
