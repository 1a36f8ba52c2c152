package analytics

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"relevo/app/measure"
	"relevo/app/people"
)

// drawUnits makes people in centres of departments, each of a sex and a cadre, with or without what is counted.
func drawUnits(t *rapid.T) (*observer, []unit) {
	root := people.Institution{ID: "r", Path: "r/", Ubigeo: "150101"}
	view := []people.Institution{root}
	for c := range rapid.IntRange(1, 6).Draw(t, "centres") {
		view = append(view, people.Institution{ID: fmt.Sprint("c", c), ParentID: &root.ID, Path: fmt.Sprintf("r/c%d/", c), Ubigeo: fmt.Sprintf("%02d0101", rapid.IntRange(1, 3).Draw(t, "department"))})
	}
	o := &observer{show: Shown{Parts: true}, places: map[string]people.Institution{}, persons: map[string]people.Person{}}
	o.about.Place, _ = placeIn(view, map[string]bool{}, "r")
	for _, i := range view {
		o.places[i.ID] = i
	}
	var all []unit
	for _, i := range view[1:] {
		for n := range rapid.IntRange(0, 14).Draw(t, "people") {
			id := fmt.Sprint(i.ID, "p", n)
			o.persons[id] = people.Person{Sex: rapid.SampledFrom([]string{"F", "F", "F", "M", ""}).Draw(t, "sex")}
			u := o.unitOf(id, i.ID, string(rapid.SampledFrom(people.Cadres()[:3]).Draw(t, "cadre")))
			u.value = float64(rapid.IntRange(0, 1).Draw(t, "has"))
			all = append(all, u)
		}
	}
	return o, all
}

// Whoever knows the whole and all shown parts subtracts. A part that tells of few people must not follow, be it how many there are or how many have what is counted.
func TestNoPartOfAnIndicatorFollows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o, all := drawUnits(t)
		seen := o.divide(all, shareOfUnits(0), nil)
		if seen.whole.Hidden {
			for d, parts := range seen.parts {
				if slices.ContainsFunc(parts, func(p Part) bool { return !p.Hidden }) {
					t.Fatalf("%s is told of a hidden whole", d)
				}
			}
			return
		}
		unknown := map[string]int{}
		for d, parts := range seen.parts {
			for _, p := range parts {
				group := slices.DeleteFunc(slices.Clone(all), func(u unit) bool { return !slices.Contains(u.keys[d], p.Key) })
				switch {
				case p.Hidden:
					unknown[string(d)+p.Key] = len(unknown)
				case tellsFew(group):
					t.Fatalf("%s %s is shown", d, p.Key)
				}
			}
		}
		var rows [][]float64
		sum := func(d Dimension, among func(Part) bool, above string) {
			row := make([]float64, len(unknown))
			for _, p := range seen.parts[d] {
				if at, is := unknown[string(d)+p.Key]; is && among(p) {
					row[at] = 1
				}
			}
			if at, is := unknown[above]; is {
				row[at] = -1
			}
			rows = append(rows, row)
		}
		for _, d := range []Dimension{BySex, ByCadre, ByRegion, ByInstitution} {
			sum(d, func(Part) bool { return true }, "")
		}
		for _, region := range seen.parts[ByRegion] {
			sum(ByInstitution, func(p Part) bool { return o.places[p.Key].Region() == region.Key }, string(ByRegion)+region.Key)
		}
		for name, at := range unknown {
			if follows(rows, at, len(unknown)) {
				t.Fatalf("%s follows", name)
			}
		}
	})
}

func TestWhoSeesNamesSeesEveryPart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o, all := drawUnits(t)
		o.about.Place.MayNames = true
		n := measure.Number(0)
		seen := o.divide(all, shareOfUnits(0), nil)
		for _, p := range seen.parts[BySex] {
			if p.Hidden {
				t.Fatalf("%s is hidden", p.Key)
			}
			n += p.N
		}
		if n != seen.whole.N {
			t.Fatalf("the parts are %v people, all %v", n, seen.whole.N)
		}
	})
}
