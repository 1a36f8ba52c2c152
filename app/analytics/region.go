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

// cover gives the fewest parts that the region is made of, in the place or in one of those below it.
func (p Place) cover(id string) (parts []keptKey) {
	list := slices.DeleteFunc(slices.Clone(p.view), func(i people.Institution) bool {
		return id != Everything && !slices.Contains(strings.Split(i.Path, "/"), id)
	})
	sharedOut(list, func(at people.Institution, own bool) {
		if at.Region() == p.Region {
			parts = append(parts, keptKey{at.ID, own})
		}
	})
	return parts
}

// sharedOut shares the people of institutions, those above before those below, out among the departments, in as few parts as there
// are: an institution with all below it where everything lies in one department, and otherwise those who work in it (own).
func sharedOut(list []people.Institution, part func(at people.Institution, own bool)) {
	one, covered := inOneDepartment(list), map[string]bool{}
	for _, i := range list {
		if i.ParentID != nil && covered[*i.ParentID] {
			covered[i.ID] = true
			continue
		}
		covered[i.ID] = one[i.ID]
		part(i, !one[i.ID])
	}
}

// inOneDepartment tells of which institutions, with all below them, everything lies in one department.
func inOneDepartment(list []people.Institution) map[string]bool {
	one := map[string]bool{}
	regions := map[string]string{}
	for _, i := range list {
		one[i.ID], regions[i.ID] = true, i.Region()
	}
	for _, i := range slices.Backward(list) {
		if i.ParentID == nil {
			continue
		}
		if above, inside := regions[*i.ParentID]; inside && (above != i.Region() || !one[i.ID]) {
			one[*i.ParentID] = false
		}
	}
	return one
}
