package analytics

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"relevo/app/people"
)

// crossed are programmes whose networks may lie across departments.
var crossed = [][]people.Institution{
	tree(-1, -1, -1, -1), tree(-1, 0, 0, 0, 0), tree(-1, -1, 0, 0, 1, 1), tree(-1, 0, 0, 1, 1), tree(-1, -1, 0, 0, 1), tree(-1, 0, 1, 1, 0),
}

// drawCrossed draws a programme in which institutions lie anywhere, with people in post, trained, and their certificates.
func drawCrossed(t *rapid.T) programme {
	view := slices.Clone(rapid.SampledFrom(crossed).Draw(t, "tree"))
	named := map[string]bool{}
	for i := range view {
		view[i].Ubigeo = rapid.SampledFrom([]string{"15", "16", "16", "08", ""}).Draw(t, view[i].ID+" lies in")
		named[view[i].ID] = rapid.IntRange(0, 14).Draw(t, view[i].ID+" named") == 0
	}
	p := programme{veil: veilOver(Place{ID: Everything, view: view, named: named}), staff: map[string]tally{}}
	for _, i := range view {
		if !named[i.ID] {
			staff := drawStaff(t, i.ID)
			p.staff[i.ID] = tally{inPost: staff[inPost], trained: staff[trained], certified: staff[certified]}
		}
	}
	p.tallies = p.sums(p.staff)
	return p
}

// isRegion tells whether a group is of a department.
func isRegion(g group) bool { return g.region != "" }

// What the regions show tells nothing that the places did not tell by themselves: whatever an attacker works out from both, they would work out
// without the regions. The number of few people in a region too, unless all that is hidden lies in it.
func TestNobodyLearnsFromARegionWhatPlacesHide(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawCrossed(t)
		hidden := p.veil.withRegions(p.tallies, p.veil.masks(p.tallies))
		without := slices.Clone(hidden)
		for g, of := range p.veil.groups {
			if isRegion(of) {
				without[g] = everything()
			}
		}
		tied := [][]figure{{certified}, {inPost, trained}}
		known := p.attackBy(without, tied...)
		for _, c := range p.attackBy(hidden, tied...) {
			if slices.Contains([]figure{certified, inPost, trained}, c.of) && !slices.Contains(known, c) {
				t.Errorf("%+v of %+v can only be %v: %v", c, p.veil.groups[c.group], c.in(p.tallies), p.staff)
				for g, of := range p.veil.groups {
					t.Logf("%+v: %v, hidden %v", of, p.tallies[g], hidden[g])
				}
			}
		}
	})
}

// Nothing more of a place is hidden because its region can be asked for.
func TestRegionsTakeNothingFromThePlaces(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawCrossed(t)
		hidden := p.veil.withRegions(p.tallies, p.veil.masks(p.tallies))
		bare := slices.Clone(p.veil.place.view)
		for i := range bare {
			bare[i].Ubigeo = ""
		}
		alone := programme{veil: veilOver(Place{ID: Everything, view: bare, named: p.veil.place.named}), staff: p.staff}
		before := alone.veil.masks(alone.sums(alone.staff))
		for g, of := range alone.veil.groups {
			if before[g] != hidden[p.veil.index[of]] {
				t.Errorf("%+v: %v, without regions %v", of, hidden[p.veil.index[of]], before[g])
			}
		}
	})
}

// A region is shown with its small institutions hidden; where one of them has nobody beside it in its region, the region is hidden.
func TestWhatARegionShows(t *testing.T) {
	all := func(n float64) tally { return tally{inPost: n, trained: n, mastered: n, verified: n, skilled: n} }
	for name, test := range map[string]struct {
		staff map[string]tally
		want  map[string]bool // whether hidden
	}{
		"two small ones in Loreto":          {map[string]tally{"i1": all(3), "i2": all(4), "i3": all(30), "i4": all(20)}, map[string]bool{"16": false, "15": false}},
		"one in Loreto, one in Lima":        {map[string]tally{"i1": all(3), "i2": all(40), "i3": all(4), "i4": all(20)}, map[string]bool{"16": true, "15": true}},
		"nobody is few":                     {map[string]tally{"i1": all(13), "i2": all(14), "i3": all(30), "i4": all(20)}, map[string]bool{"16": false, "15": false}},
		"few in a whole region, and beside": {map[string]tally{"i1": all(2), "i2": all(1), "i3": all(30), "i4": all(20)}, map[string]bool{"16": true, "15": false}},
	} {
		view := tree(-1, 0, 0, 0, 0)
		for i := range view {
			view[i].Ubigeo = map[string]string{"i1": "160101", "i2": "1602", "i3": "15", "i4": "150101"}[view[i].ID]
		}
		v := veilOver(Place{ID: Everything, view: view, named: map[string]bool{}})
		tallies := programme{veil: v}.sums(test.staff)
		hidden := v.withRegions(tallies, v.masks(tallies))
		for region, want := range test.want {
			if got := hidden[v.index[group{institution: Everything, region: region}]][inPost]; got != want {
				t.Errorf("%s: %s hidden %v, want %v", name, region, got, want)
			}
		}
	}
}
