package analytics

import (
	"slices"
	"strings"

	"relevo/app/fault"
	"relevo/app/people"
)

// A region is a department. A figure of one is that of the institutions that lie in it today, and of the people posted in these:
// when an institution turns out to lie elsewhere, its past goes with it, as it does in the tree.

// only leaves those institutions of the place that lie in a department; all where none is asked for.
func (p Place) only(region string) (Place, error) {
	for _, i := range p.Institutions {
		if code := i.Region(); code != "" && !slices.Contains(p.Regions, code) {
			p.Regions = append(p.Regions, code)
		}
	}
	slices.Sort(p.Regions)
	if region == "" {
		return p, nil
	}
	if !slices.Contains(p.Regions, region) {
		return p, fault.OnField("region", "analytics.region_unknown")
	}
	all := len(p.Institutions)
	p.Region = region
	p.Institutions = slices.DeleteFunc(slices.Clone(p.Institutions), func(i people.Institution) bool { return i.Region() != region })
	p.cut = len(p.Institutions) < all
	p.Below = slices.DeleteFunc(slices.Clone(p.Below), func(i people.Institution) bool { return len(p.subtree(i)) == 0 })
	p.MayNames = !slices.ContainsFunc(p.Institutions, func(i people.Institution) bool { return !p.named[i.ID] })
	return p, nil
}

// reaching gives the institutions of the view that, with all below them, do not lie in the region alone.
func (p Place) reaching() map[string]bool {
	out := map[string]bool{}
	for _, i := range p.view {
		if i.Region() != p.Region {
			for id := range strings.SplitSeq(strings.TrimSuffix(i.Path, "/"), "/") {
				out[id] = true
			}
		}
	}
	return out
}

// cover gives the fewest parts that the region is made of, in the place or in one of those below it: institutions that lie in it with all
// below them, and of the others those who work in the institution itself.
func (p Place) cover(id string) []keptKey {
	reaching := p.reaching()
	var parts []keptKey
	var last people.Institution        // taken with all below it
	for _, i := range p.Institutions { // those above come first
		switch {
		case id != p.ID && !slices.Contains(strings.Split(i.Path, "/"), id): // stands elsewhere
		case last.ID != "" && within(i, last):
		case reaching[i.ID]:
			parts = append(parts, keptKey{i.ID, true})
		default:
			parts, last = append(parts, keptKey{i.ID, false}), i
		}
	}
	return parts
}
