package analytics

import (
	"cmp"
	"slices"

	"relevo/app/measure"
)

// divide observes units together and by every dimension that they have, and hides what would tell of few people. forced tells what is hidden elsewhere already, by
// dimension ("" for the whole) and part; nil for nothing.
//
// A whole that is shown is known, so that in every dimension either nothing is hidden or at least two parts with people in them; institutions are parts of their
// departments, which are parts of the whole, and are looked at together. Whom the actor sees by name protects nobody else and is not counted.
func (o *observer) divide(all []unit, observe func([]unit) Observed, forced func(Dimension, string) bool) observation {
	if forced == nil {
		forced = func(Dimension, string) bool { return false }
	}
	out := observation{whole: observe(all), parts: map[Dimension][]Part{}}
	gone := tellsFew(all) || forced("", "")
	if o.about.Place.MayNames {
		gone = false
	}
	if gone {
		out.whole.hide()
	}
	if !o.show.Parts {
		return out
	}
	for _, d := range Dimensions() {
		groups := map[string][]unit{}
		for _, u := range all {
			for _, key := range u.keys[d] {
				groups[key] = append(groups[key], u)
			}
		}
		keys := make([]string, 0, len(groups))
		for key := range groups {
			keys = append(keys, key)
		}
		slices.Sort(keys)
		for _, key := range keys {
			part := Part{Key: key, Name: o.nameOf(d, key), Observed: observe(groups[key])}
			if gone || !o.about.Place.MayNames && (tellsFew(groups[key]) || forced(d, key)) {
				part.hide()
			}
			out.parts[d] = append(out.parts[d], part)
		}
	}
	if !o.about.Place.MayNames && !gone {
		o.complement(all, out.parts)
	}
	for d, parts := range out.parts {
		slices.SortStableFunc(parts, func(a, b Part) int { return cmp.Compare(a.Name, b.Name) })
		out.parts[d] = parts
	}
	return out
}

// hide takes the numbers away.
func (o *Observed) hide() {
	u := measure.Undefined()
	o.Value, o.Lower, o.Upper, o.N, o.Missing, o.Hidden = u, u, u, u, u, true
}

// tellsFew tells whether few people would be told of: of all, of those who have what is counted, or of those who have not.
func tellsFew(units []unit) bool {
	people, yes, no := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, u := range units {
		if u.named || u.person == "" {
			continue
		}
		people[u.person] = true
		switch u.value {
		case 1:
			yes[u.person] = true
		case 0:
			no[u.person] = true
		}
	}
	return few(float64(len(people))) || few(float64(len(yes))) || few(float64(len(no)))
}

// unnamed counts those whom the actor does not see by name.
func unnamed(all []unit, d Dimension, key string) int {
	people := map[string]bool{}
	for _, u := range all {
		if !u.named && slices.Contains(u.keys[d], key) {
			people[u.person] = true
		}
	}
	return len(people)
}

// complement hides further parts until none that is hidden follows from the others and the whole.
func (o *observer) complement(all []unit, parts map[Dimension][]Part) {
	for d, own := range parts {
		if d == ByRegion || d == ByInstitution {
			continue
		}
		var cells []measure.SumCell
		for _, p := range own {
			cells = append(cells, cellOf(p, unnamed(all, d, p.Key), 1, 0))
		}
		hideBy(measure.SuppressSums(1, cells), own)
	}
	// Departments are parts of the whole (sum 1), institutions of their department.
	regions, institutions := parts[ByRegion], parts[ByInstitution]
	sums := map[string]int{}
	var cells []measure.SumCell
	for i, p := range regions {
		sums[p.Key] = 2 + i
		cells = append(cells, cellOf(p, unnamed(all, ByRegion, p.Key), 1, sums[p.Key]))
	}
	for _, p := range institutions {
		cells = append(cells, cellOf(p, unnamed(all, ByInstitution, p.Key), sums[o.places[p.Key].Region()], 0))
	}
	masks := measure.SuppressSums(1+len(regions), cells)
	hideBy(masks[:len(regions)], regions)
	hideBy(masks[len(regions):], institutions)
}

// cellOf is a part between two sums. One in which there is nobody but people whom the actor sees by name protects nobody: it stands apart.
func cellOf(p Part, people, a, b int) measure.SumCell {
	if people == 0 {
		return measure.SumCell{Count: 1 << 20, Small: p.Hidden}
	}
	return measure.SumCell{A: a, B: b, Count: people, Small: p.Hidden}
}

func hideBy(masks []measure.Mask, parts []Part) {
	for i, m := range masks {
		if m != measure.Shown {
			parts[i].hide()
		}
	}
}

// nameOf is what a part is called where that is a name and not a word of ours.
func (o *observer) nameOf(d Dimension, key string) string {
	switch d {
	case ByInstitution:
		return o.places[key].Name
	case ByFunder:
		for _, f := range o.byID {
			for _, p := range f.Funders {
				if p.ID == key {
					return p.Name
				}
			}
		}
	case BySex, ByRegion, ByCadre, ByMode:
	}
	return ""
}
