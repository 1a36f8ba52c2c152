package analytics

import (
	"slices"
	"strings"

	"relevo/app/db"
	"relevo/app/measure"
)

// Regions lie across the tree of places: an institution is a part of the one above it and of its department. So that nothing that places hide
// follows from a region, everybody hidden must be able to be exchanged for somebody hidden in the same region, who is a part of the same
// place: then neither the place nor the region changes. Where a region has nobody to exchange for, it is hidden, and
// people may be exchanged between the regions that are.

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
func (v *veil) regionOf(id string) string {
	place := v.place
	switch {
	case place.Region == "", id == place.ID && !place.cut:
		return ""
	case id == place.ID:
		return place.Region
	}
	if g, there := v.index[group{institution: id}]; there && id != Everything && len(v.spread[g]) == 1 {
		return ""
	}
	return place.Region
}

// hideRegions decides what is hidden of the regions, beside what tells of few people; of the places nothing more is hidden.
func (v *veil) hideRegions(tallies []tally, hidden []mask) {
	regions := map[string]int{}
	for g, of := range v.groups {
		if of.region != "" {
			regions[of.region] = g
		}
	}
	whole := v.index[group{institution: Everything}]
	for f := range figures { // what is needed comes before what needs it
		of, part := needs[f]
		for _, g := range regions {
			if hidden[whole][f] || part && hidden[g][of] {
				hidden[g][f] = true
			}
		}
		layer := regionLayer{v, f, regions, tallies, hidden}
		for !hidden[whole][f] && (layer.hideLonely() || layer.hideSmall()) {
		}
	}
}

// regionLayer is one figure of all regions.
type regionLayer struct {
	*veil
	figure  figure
	regions map[string]int // groups
	tallies []tally
	hidden  []mask
}

// shut tells whether the region's figure is not to be seen. Where no department is known there is no page.
func (l regionLayer) shut(region string) bool {
	g, there := l.regions[region]
	return !there || l.hidden[g][l.figure]
}

// hide hides the figure in a region, and tells whether it was shown.
func (l regionLayer) hide(region string) bool {
	if l.shut(region) {
		return false
	}
	l.hidden[l.regions[region]][l.figure] = true
	return true
}

// unknown gives the members of a sum that are not to be seen, by the region that stays the same when people of them are exchanged; under ""
// those of hidden regions.
func (l regionLayer) unknown(sum []int) map[string][]int {
	out := map[string][]int{}
	all, _ := l.parts(sum, l.figure, l.tallies, l.hidden)
	for _, g := range all {
		region := l.spread[g][0]
		if len(l.spread[g]) > 1 || l.shut(region) {
			region = ""
		}
		out[region] = append(out[region], g)
	}
	return out
}

// hideLonely hides regions in which somebody hidden has nobody to be exchanged for, and tells whether there was one.
func (l regionLayer) hideLonely() (changed bool) {
	for _, sum := range l.trees {
		unknown := l.unknown(sum)
		for _, g := range unknown[""] { // of several regions: people in it may be exchanged between these
			for _, region := range l.spread[g] {
				changed = l.hide(region) || changed
			}
		}
		for region, members := range unknown {
			if len(members) != 1 || !l.hidden[members[0]][l.figure] {
				continue
			}
			if region == "" {
				changed = l.hideLeastOf(unknown) || changed
			} else {
				changed = l.hide(region) || changed
			}
		}
	}
	return changed
}

// hideLeastOf hides the region of the least of the members that are not in hidden regions.
func (l regionLayer) hideLeastOf(unknown map[string][]int) bool {
	least := -1
	for region, members := range unknown {
		for _, g := range members {
			if region != "" && (least < 0 || l.tallies[g][inPost] < l.tallies[least][inPost] || l.tallies[g][inPost] == l.tallies[least][inPost] && g < least) {
				least = g
			}
		}
	}
	return least >= 0 && l.hide(l.spread[least][0])
}

// hideSmall hides a second region beside one of few people, so that people may be exchanged between the two, and tells whether it had to. Where all that is
// hidden in a place lies in the one region, its number follows from the places by themselves.
func (l regionLayer) hideSmall() (changed bool) {
	for region, own := range l.regions {
		if !l.tallies[own].tells(l.figure) {
			continue
		}
		var beside map[string][]int
		safe := false
		for _, sum := range l.trees {
			unknown := l.unknown(sum)
			if !slices.ContainsFunc(unknown[""], func(g int) bool { return slices.Contains(l.spread[g], region) }) {
				continue
			}
			safe = safe || slices.ContainsFunc(unknown[""], func(g int) bool { return !slices.Equal(l.spread[g], []string{region}) })
			if beside == nil && len(unknown) > 1 {
				beside = unknown
			}
		}
		if !safe && beside != nil {
			changed = l.hideLeastOf(beside) || changed
		}
	}
	return changed
}

// pooledByRegion gives the causes that are not told apart in a region of all that the actor may see: those of every place, and those that are few
// people's in a region. So a region tells of no cause that does not follow from the places.
func (s sight) pooledByRegion(span Span) (pool causes, told bool) {
	pool = causes{}
	place := s.about.Place
	pool.grow(s.members([]measure.Scope{{Institutions: idsOf(place.view)}}, span))
	pool.grow(s.members(s.scopesOf(tops(place.view)), span))
	for _, above := range place.view {
		if below := directlyBelow(place.view, above.ID); len(below) > 0 {
			pool.grow(s.members(append(s.scopesOf(below), measure.Scope{Institutions: []string{above.ID}}), span))
		}
	}
	var scopes []measure.Scope
	at := map[string]int{}
	for _, i := range place.view {
		if _, there := at[i.Region()]; !there {
			at[i.Region()] = len(scopes)
			scopes = append(scopes, measure.Scope{})
		}
		scope := &scopes[at[i.Region()]]
		scope.Institutions = append(scope.Institutions, i.ID)
	}
	pool.grow(s.members(scopes, span))
	return pool, s.about.Cadre == "" && s.veil.wholeView(place.ID)
}

// regions gives what is hidden of every department on a day; not told where the page is of a part of what the actor may see, and where the
// department is not known.
func (s sight) regions(day db.Date) func(code string) (m mask, told bool) {
	if s.veil == nil {
		return func(string) (mask, bool) { return mask{}, true }
	}
	if !s.veil.wholeView(s.about.Place.ID) {
		return func(string) (mask, bool) { return everything(), false }
	}
	hidden := s.veil.masks(s.veil.tallies(s.known, day, s.about.Model))
	return func(code string) (mask, bool) {
		g, there := s.veil.index[group{institution: Everything, region: code}]
		if code == "" || !there {
			return everything(), false
		}
		return hidden[g], true
	}
}
