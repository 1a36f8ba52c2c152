package analytics

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"relevo/app/people"
)

// counted are the figures that count people in post, with certificates: what an
// attacker reckons with.
var counted = []figure{inPost, trained, mastered, verified, neverAssessed, certified}

// tree makes places of a description: every entry is the index of the place
// above, -1 for none.
func tree(above ...int) []people.Institution {
	var view []people.Institution
	for i, up := range above {
		at := people.Institution{ID: fmt.Sprint("i", i), Path: fmt.Sprint("i", i, "/")}
		if up >= 0 {
			parent := view[up].ID
			at.ParentID, at.Path = &parent, view[up].Path+at.Path
		}
		view = append(view, at)
	}
	slices.SortFunc(view, func(a, b people.Institution) int {
		if a.Path < b.Path {
			return -1
		}
		return 1
	})
	return view
}

// trees are the shapes of programmes that the properties are tried on.
var trees = [][]people.Institution{
	tree(-1), tree(-1, -1), tree(-1, 0), tree(-1, 0, 0), tree(-1, -1, -1), tree(-1, 0, 0, 0), tree(-1, 0, 1), tree(-1, 0, 0, 1, 1), tree(-1, 0, -1, 2),
}

// programme is random people in the places of a tree: of every place those who
// work in it directly.
type programme struct {
	veil    *veil
	staff   map[string]tally // by institution
	tallies []tally
}

// drawStaff draws the people of one place; few, often, and none.
func drawStaff(t *rapid.T, label string) tally {
	size := rapid.OneOf(rapid.IntRange(0, 0), rapid.IntRange(1, 6), rapid.IntRange(5, 14))
	var out tally
	below := func(most float64, name string) float64 {
		return rapid.OneOf(rapid.Just(0.0), rapid.Just(most), rapid.Map(rapid.IntRange(0, int(most)), func(n int) float64 { return float64(n) })).Draw(t, label+" "+name)
	}
	out[inPost] = float64(size.Draw(t, label+" in post"))
	out[trained] = below(out[inPost], "trained")
	out[mastered] = below(out[trained], "mastered")
	out[verified] = below(out[mastered], "verified")
	out[neverAssessed] = below(out[trained]-out[mastered], "never assessed")
	out[certified] = below(2*out[inPost], "certificates")
	return out
}

func drawProgramme(t *rapid.T) programme {
	view := rapid.SampledFrom(trees).Draw(t, "tree")
	named := map[string]bool{}
	for _, i := range view {
		named[i.ID] = rapid.IntRange(0, 9).Draw(t, i.ID+" named") == 0
	}
	if !slices.ContainsFunc(view, func(i people.Institution) bool { return !named[i.ID] }) {
		named = map[string]bool{}
	}
	p := programme{veil: veilOver(Place{ID: Everything, view: view, named: named}), staff: map[string]tally{}}
	for _, i := range view {
		if !named[i.ID] {
			p.staff[i.ID] = drawStaff(t, i.ID)
		}
	}
	p.tallies = p.sums(p.staff)
	return p
}

// sums counts up the staff: in every place those directly in it and below.
func (p programme) sums(staff map[string]tally) []tally {
	out := make([]tally, len(p.veil.groups))
	for id, own := range staff {
		for _, g := range p.veil.around[id] {
			for f := range own {
				out[g][f] += own[f]
			}
		}
	}
	return out
}

// possible tells whether there can be such staff.
func possible(t tally) bool {
	for _, f := range counted {
		if t[f] < 0 || t.rest(f) < 0 {
			return false
		}
	}
	return true
}

// cell is a number that an attacker would like to know: a figure of a group, or
// what is left of those that it tells apart.
type cell struct {
	group int
	of    figure
	rest  bool
}

func (c cell) in(tallies []tally) float64 {
	if c.rest {
		return tallies[c.group].rest(c.of)
	}
	return tallies[c.group][c.of]
}

// small lists the cells of few people in the groups that have a page.
func (p programme) small() []cell {
	var out []cell
	for g, group := range p.veil.groups {
		for _, f := range counted {
			for _, c := range []cell{{g, f, false}, {g, f, true}} {
				if !group.directly && group.cadre == "" && few(c.in(p.tallies)) {
					out = append(out, c)
				}
			}
		}
	}
	return out
}

// attack gives those small cells for which it finds no second possibility: other
// staff, everywhere at most one person off in every figure, with which all
// that is shown would be the same. (A true attacker knows no more than that:
// where a second possibility is left, nothing is certain.)
func (p programme) attack(hidden []mask) []cell {
	return p.attackBy(hidden, []figure{certified}, []figure{inPost, trained, mastered, verified, neverAssessed})
}

// attackBy is attack by some figures; those of one list are tied to each other.
func (p programme) attackBy(hidden []mask, tied ...[]figure) []cell {
	certain := p.small()
	var ids []string
	for id := range p.staff {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, one := range tied {
		other := map[string]tally{}
		var vary func(ids []string, figures []figure)
		vary = func(rest []string, fs []figure) {
			if len(certain) == 0 {
				return
			}
			if len(rest) == 0 {
				tallies := p.sums(other)
				if p.looksAlike(hidden, tallies) {
					certain = slices.DeleteFunc(certain, func(c cell) bool { return c.in(tallies) != c.in(p.tallies) })
				}
				return
			}
			id := rest[0]
			if len(fs) == 0 {
				if possible(other[id]) {
					vary(rest[1:], one)
				}
				return
			}
			truth := other[id]
			if len(fs) == len(one) {
				truth = p.staff[id]
			}
			steps := []float64{0}
			own, leaf := p.own(id)
			if p.staff[id][one[0]] > 0 && (!leaf || hidden[own][fs[0]]) { // where nobody is, is known
				steps = []float64{0, 1, -1}
			}
			for _, step := range steps {
				changed := truth
				changed[fs[0]] += step
				other[id] = changed
				vary(rest, fs[1:])
			}
			other[id] = truth
		}
		for _, id := range ids {
			other[id] = p.staff[id]
		}
		vary(ids, one)
	}
	return certain
}

// own is the group of an institution, and whether all its people work directly
// in it, so that what is shown of it is shown of them.
func (p programme) own(id string) (g int, leaf bool) {
	_, above := p.veil.index[group{institution: id, directly: true}]
	return p.veil.index[group{institution: id}], !above
}

// looksAlike tells whether everything shown would be the same.
func (p programme) looksAlike(hidden []mask, tallies []tally) bool {
	for g, group := range p.veil.groups {
		for _, f := range counted {
			if !group.directly && group.cadre == "" && !hidden[g][f] && math.Abs(tallies[g][f]-p.tallies[g][f]) > 1e-9 {
				return false
			}
		}
	}
	return true
}

func TestNobodyCanWorkOutAHiddenCellOfFewPeople(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawProgramme(t)
		hidden := p.veil.masks(p.tallies)
		for _, c := range p.attack(hidden) {
			t.Errorf("%+v of %+v can only be %v: %v", c, p.veil.groups[c.group], c.in(p.tallies), p.staff)
		}
	})
}

func TestWhatIsNotOfFewPeopleIsShown(t *testing.T) {
	v := veilOver(Place{ID: Everything, view: tree(-1, 0, 0), named: map[string]bool{}})
	staff := map[string]tally{"i1": {inPost: 20, trained: 15, mastered: 10, verified: 5, neverAssessed: 0, skilled: 11.5, certified: 40}}
	staff["i2"] = staff["i1"]
	p := programme{veil: v, staff: staff}
	for g, m := range v.masks(p.sums(staff)) {
		if m != (mask{}) {
			t.Errorf("of %+v is hidden %v", v.groups[g], m)
		}
	}
}

// A place of two people is hidden with the smaller of its neighbours, and the
// great one stays to be seen.
func TestTheSmallestNeighbourIsHiddenToo(t *testing.T) {
	v := veilOver(Place{ID: Everything, view: tree(-1, 0, 0, 0), named: map[string]bool{}})
	all := func(n float64) tally { return tally{inPost: n, trained: n, mastered: n, verified: n, skilled: n} }
	p := programme{veil: v}
	hidden := v.masks(p.sums(map[string]tally{"i1": all(30), "i2": all(2), "i3": all(9)}))
	for id, want := range map[string]bool{"i0": false, "i1": false, "i2": true, "i3": true, Everything: false} {
		if got := v.maskOf(hidden, id, "")[inPost]; got != want {
			t.Errorf("people in post at %s hidden: %v, want %v", id, got, want)
		}
	}
}

// A manager who also reads figures of the whole knows her own staff and can
// take them off any sum: her centre protects nobody.
func TestWhoIsKnownByNameProtectsNobody(t *testing.T) {
	view := tree(-1, 0, 0)
	v := veilOver(Place{ID: "i0", view: view, named: map[string]bool{"i1": true}})
	p := programme{veil: v}
	hidden := v.masks(p.sums(map[string]tally{"i2": {inPost: 3}}))
	if !v.maskOf(hidden, "i2", "")[inPost] || !v.maskOf(hidden, "i0", "")[inPost] {
		t.Error("three strangers beside people known by name can be counted")
	}
}

func TestByCadreOnlyAllPlacesTogetherAreShown(t *testing.T) {
	v := veilOver(Place{ID: "i0", view: tree(-1, 0, 0), named: map[string]bool{}})
	tallies := make([]tally, len(v.groups))
	for cadre, n := range map[people.Cadre]float64{people.CARMentor: 30, people.Psychologist: 3, people.Lawyer: 8} {
		tallies[v.index[group{institution: Everything, cadre: cadre}]][inPost] = n
	}
	hidden := v.masks(tallies)
	for cadre, want := range map[people.Cadre]bool{people.CARMentor: false, people.Psychologist: true, people.Lawyer: true} {
		if got := v.maskOf(hidden, "i0", cadre)[inPost]; got != want {
			t.Errorf("%s hidden: %v, want %v", cadre, got, want)
		}
	}
	if v.maskOf(hidden, "i1", people.CARMentor) != everything() {
		t.Error("mentors of one centre are shown to somebody who sees all centres")
	}
}
