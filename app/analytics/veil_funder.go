package analytics

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"

	"relevo/app/db"
	"relevo/app/measure"
)

// What a funder's trainings reached is told of all that the actor may see together, as by cadre everywhere. Funders overlap, so that they are no parts
// of a sum. People are divided instead by who of the funders trained them: what is shown of all, of one funder and of another are
// numbers made of these portions. A funder's figure is shown where neither any number of people that can be reckoned from what is shown, as those whom
// others trained, nor the difference to any group that has a page, is of few.

// fundersTold is how many funders may be told apart: more would be more reckoning than a page can wait for.
const fundersTold = 10

// portions divides people by the funders who trained them, and tells how many there are of each funder in every group of a veil.
type portions struct {
	by     map[string]*tally          // by the funders, in order
	own    map[string]*tally          // by funder
	shared map[string]map[int]*tally  // by funder and group
	groups []tally                    // whoever paid
	trains map[string]map[string]bool // the funders of a portion
}

// funded gives what is hidden of a funder's figures on a day.
func (s sight) funded(day db.Date) func(placeID string) mask {
	all := facts{histories: s.known.paid.histories}
	p := portions{by: map[string]*tally{}, own: map[string]*tally{}, shared: map[string]map[int]*tally{}, trains: map[string]map[string]bool{}}
	p.groups = s.veil.tallies(all, day, s.about.Model)
	p.divide(s, all, measure.Day(day))
	whole := s.veil.index[group{institution: Everything}]
	hidden := s.veil.withRegions(p.groups, s.veil.masks(p.groups))
	own := p.masks(s.veil, hidden, whole)[s.about.Funder.ID]
	return func(id string) mask {
		if s.about.Cadre != "" || s.veil.regionOf(id) != "" || !s.veil.wholeView(id) {
			return everything()
		}
		return own
	}
}

// divide counts everybody whom the actor does not see by name.
func (p *portions) divide(s sight, all facts, day measure.Day) {
	for _, f := range s.about.Funders {
		p.own[f.ID], p.shared[f.ID] = &tally{}, map[int]*tally{}
	}
	there := measure.Cascade(all.histories, measure.Scope{}, day, s.about.Model.Model).People // in the order of the histories
	for _, h := range all.histories {
		by := s.known.paid.by[h.Person]
		for _, paper := range by.issued {
			if paper.on <= day {
				p.add(s.veil.groupsAt(h, paper.on), paper.funders, func(t *tally) { t[certified]++ })
			}
		}
		if len(there) == 0 || there[0].Person != h.Person {
			continue
		}
		var funders []string
		for _, done := range by.done {
			if done.on <= day {
				funders = append(funders, done.funders...)
			}
		}
		p.add(s.veil.groupsAt(h, day), funders, func(t *tally) { t.add(there[0]) })
		there = there[1:]
	}
}

// add counts one person, or one certificate, who belongs to groups and was paid for by funders.
func (p *portions) add(groups []int, funders []string, change func(*tally)) {
	if len(groups) == 0 {
		return
	}
	funders = slices.Clone(funders)
	slices.Sort(funders)
	funders = slices.Compact(funders)
	key := strings.Join(funders, " ")
	if p.by[key] == nil {
		p.by[key], p.trains[key] = &tally{}, map[string]bool{}
		for _, f := range funders {
			p.trains[key][f] = true
		}
	}
	change(p.by[key])
	for _, f := range funders {
		change(p.own[f])
		for _, g := range groups {
			if p.shared[f][g] == nil {
				p.shared[f][g] = &tally{}
			}
			change(p.shared[f][g])
		}
	}
}

// masks decides what is hidden of every funder.
func (p *portions) masks(v *veil, hidden []mask, whole int) map[string]mask {
	out := map[string]mask{}
	ids := slices.SortedFunc(maps.Keys(p.own), func(a, b string) int { // the one with the fewest people first
		return cmp.Or(cmp.Compare(p.own[a][trained], p.own[b][trained]), cmp.Compare(a, b))
	})
	for n, id := range ids {
		p.own[id][inPost] = p.groups[whole][inPost]
		m := hidden[whole]
		m[due] = true
		if n < len(ids)-fundersTold {
			m = everything()
		}
		out[id] = m
	}
	for _, f := range []figure{trained, mastered, verified, neverAssessed, skilled, certified} {
		of, part := needs[f]
		var shown []string
		for _, id := range ids {
			m := out[id]
			m[f] = m[f] || p.own[id].tells(f) || part && m[of] || p.besideGroup(v, hidden, id, f)
			out[id] = m
			if !m[f] {
				shown = append(shown, id)
			}
		}
		for len(shown) > 0 && p.leak(f, whole, shown) {
			gone := slices.IndexFunc(shown, func(id string) bool { return !p.leak(f, whole, without(shown, id)) })
			gone = max(0, gone)
			m := out[shown[gone]]
			m[f] = true
			out[shown[gone]] = m
			shown = without(shown, shown[gone])
		}
	}
	return out
}

func without(list []string, one string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(id string) bool { return id == one })
}

// besideGroup tells whether the figure, beside that of a group that is shown and of which all are the funder's, or which has all of the funder's,
// would tell of few people.
func (p *portions) besideGroup(v *veil, hidden []mask, id string, f figure) bool {
	own := p.own[id][f]
	for g, of := range v.groups {
		if of.directly || hidden[g][f] {
			continue
		}
		both := 0.0
		if p.shared[id][g] != nil {
			both = p.shared[id][g][f]
		}
		theirs := p.groups[g][f]
		if both == own && few(round(theirs-own)) || both == theirs && few(round(own-theirs)) {
			return true
		}
	}
	return false
}

// round takes away the trace that sums of probabilities leave where they cancel out.
func round(n float64) float64 { return math.Round(n*1e9) / 1e9 }

// leak tells whether few people can be reckoned from the figure of all and those of the funders that are shown: as those whom one funder trained and
// others did not, or as those of these portions who are not counted.
func (p *portions) leak(f figure, whole int, shown []string) bool {
	keys := slices.Sorted(maps.Keys(p.by))
	inside := needs[f] == inPost && f != certified // what is not counted is told of everybody in post alone
	for _, of := range []func(t *tally) float64{func(t *tally) float64 { return t[f] }, func(t *tally) float64 { return t.rest(f) }} {
		var counts []float64
		var rows [][]float64
		var there []string
		for _, key := range keys {
			if n := of(p.by[key]); n > 0 {
				there, counts = append(there, key), append(counts, n)
			}
		}
		rows = append(rows, slices.Repeat([]float64{1}, len(there)))
		for _, id := range shown {
			row := make([]float64, len(there))
			for i, key := range there {
				if p.trains[key][id] {
					row[i] = 1
				}
			}
			rows = append(rows, row)
		}
		for _, reckoned := range reckonings(rows) {
			n := 0.0
			for i, counts := range counts {
				n += counts * reckoned[i]
			}
			if few(round(n)) || inside && few(round(p.groups[whole][inPost]-n)) {
				return true
			}
		}
		if inside || f == certified {
			break
		}
	}
	return false
}

// reckonings gives all selections of portions whose number is a sum of the rows, each times something: by Gauss and Jordan every sum of rows is
// told by its entries in as many columns as there are independent rows, and in a selection these are 0 or 1.
func reckonings(rows [][]float64) [][]float64 {
	pivots := reduce(rows)
	var out [][]float64
	for choice := 1; choice < 1<<len(pivots); choice++ {
		sum := make([]float64, len(rows[0]))
		for r := range pivots {
			if choice>>r&1 == 1 {
				for i, x := range rows[r] {
					sum[i] += x
				}
			}
		}
		selects := true
		for i, x := range sum {
			sum[i] = math.Round(x)
			selects = selects && math.Abs(x-sum[i]) < 1e-9 && (sum[i] == 0 || sum[i] == 1)
		}
		if selects {
			out = append(out, sum)
		}
	}
	return out
}

// reduce brings rows into their reduced echelon form, and gives the columns that the first of them begin with.
func reduce(rows [][]float64) (pivots []int) {
	for column := range rows[0] {
		r := len(pivots)
		if r == len(rows) {
			break
		}
		best := r
		for i := r; i < len(rows); i++ {
			if math.Abs(rows[i][column]) > math.Abs(rows[best][column]) {
				best = i
			}
		}
		if math.Abs(rows[best][column]) < 1e-9 {
			continue
		}
		rows[r], rows[best] = rows[best], rows[r]
		lead := rows[r][column]
		for j := range rows[r] {
			rows[r][j] /= lead
		}
		for i := range rows {
			if times := rows[i][column]; i != r && times != 0 {
				for j := range rows[i] {
					rows[i][j] -= times * rows[r][j]
				}
			}
		}
		pivots = append(pivots, column)
	}
	return pivots
}
