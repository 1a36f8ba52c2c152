package analytics

import (
	"testing"

	"pgregory.net/rapid"

	"relevo/app/db"
	"relevo/app/measure"
	"relevo/app/people"
)

// Whatever happened, the account of every row begins and ends with the figures of
// the two days, made with the same model, and its causes make the difference to
// the last bit; of one region and of one funder too.
func TestAccountIsTheDifferenceOfTwoFigures(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		about, known := drawWorld(r, 8, true)
		about.Cadre = rapid.SampledFrom([]people.Cadre{"", people.CARMentor}).Draw(r, "cadre")
		about, known = drawFilters(r, about, known)
		later := filled(t, about, known)
		about.On = db.Date(drawDay(r, "earlier"))
		if about.On >= later.On {
			r.Skip("no span")
		}
		earlier := filled(t, about, known)
		for _, change := range accounted(about, known, Span{earlier.On, later.On}) {
			sum := change.Start
			for _, cause := range change.Causes {
				sum += cause.Change
			}
			if sum != change.End {
				r.Errorf("row %d: %v and its causes make %v, not %v", change.Row, change.Start, sum, change.End)
			}
			if start, end := earlier.Cascade.Row(change.Row).Float(), later.Cascade.Row(change.Row).Float(); start != change.Start || end != change.End {
				r.Errorf("row %d: the account goes from %v to %v, the figures from %v to %v", change.Row, change.Start, change.End, start, end)
			}
		}
	})
}

// The rows nest, and nothing counts more people than are in post.
func TestCascadeNests(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		about, known := drawWorld(r, 8, true)
		about, known = drawFilters(r, about, known)
		f := filled(t, about, known)
		for _, point := range f.Series {
			c := point.Cascade
			if c.Hidden || c.Verified > c.Mastered || c.Mastered > c.Trained || c.Trained > c.InPost || c.Mastered+c.NeverAssessed > c.Trained ||
				c.Skilled.Lower > c.Skilled.Value || c.Skilled.Value > c.Skilled.Upper || c.Skilled.Upper > c.InPost {
				r.Errorf("%s: %+v", point.On, c)
			}
		}
	})
}

// Somebody who sees no names is told of no cause that is few people's, of nothing
// where the figure itself is hidden, and of how many are behind the others
// never; what they are told still adds up.
func TestAccountTellsOfNoFewPeople(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		about, known := drawWorld(r, 40, false)
		about, known = drawFilters(r, about, known)
		span := Span{db.Date(firstDay + 100), db.Date(lastDay)}
		eyes := sightOf(about, known)
		before, after := eyes.on(span.From)(about.Place.ID), eyes.on(span.To)(about.Place.ID)
		for _, change := range accounted(about, known, span) {
			if change.Hidden {
				if change.Start != 0 || change.End != 0 || change.Causes != nil {
					r.Errorf("a hidden row tells %+v", change)
				}
				continue
			}
			if f := figureOf(change.Row); before[f] || after[f] {
				r.Errorf("row %d is hidden on one of the days, not in the account", change.Row)
			}
			sum := change.Start
			for _, cause := range change.Causes {
				sum += cause.Change
				if few(cause.People.Float()) || cause.People.Defined() == (cause.Cause == OtherCauses) {
					r.Errorf("row %d tells %+v", change.Row, cause)
				}
			}
			if sum != change.End {
				r.Errorf("row %d: %v and its causes make %v, not %v", change.Row, change.Start, sum, change.End)
			}
		}
	})
}

// family is the accounts of one row in the members of a sum, of whole people, and
// in the sum itself.
type family struct {
	row     measure.Row
	whole   map[measure.Cause]int
	members []map[measure.Cause]int
}

// directions says which way a cause changes the row.
var directions = map[measure.Cause]int{measure.NewlyTrained: 1, measure.JoinedTrained: 1, measure.LeftSystem: -1, measure.LostFromSight: -1}

func drawFamily(t *rapid.T) family {
	f := family{row: measure.TrainedRow, whole: map[measure.Cause]int{}}
	for range rapid.IntRange(1, 3).Draw(t, "members") {
		member := map[measure.Cause]int{}
		for _, cause := range measure.Causes() {
			if directions[cause] != 0 {
				member[cause] = rapid.OneOf(rapid.Just(0), rapid.IntRange(1, 4), rapid.IntRange(5, 9)).Draw(t, string(cause))
				f.whole[cause] += member[cause]
			}
		}
		f.members = append(f.members, member)
	}
	return f
}

func (f family) account(people map[measure.Cause]int, prefix string) []measure.RowAccount {
	row := measure.RowAccount{Row: f.row}
	for _, cause := range measure.Causes() {
		if n := people[cause]; n > 0 {
			total := measure.CauseTotal{Cause: cause, Change: float64(n * directions[cause])}
			for i := range n {
				total.People = append(total.People, prefix+string(cause)+string(rune('a'+i)))
			}
			row.Causes = append(row.Causes, total)
			row.End += total.Change
		}
	}
	row.Start, row.End = 100, 100+row.End
	return []measure.RowAccount{row}
}

// oneCause tells whether only one cause adds to the row anywhere, or only one
// takes from it.
func (f family) oneCause() bool {
	n := map[int]int{}
	for cause, people := range f.whole {
		n[directions[cause]] += min(people, 1)
	}
	return n[1] == 1 || n[-1] == 1
}

// told is what is shown of an account: the causes that an attacker knows the
// people of. Without others, that they are none is known too. (The sum is always
// known, from the figures of the two days.)
func told(row measure.RowAccount, pool causes) map[measure.Cause]bool {
	change := changeOf(row).veiled(row, pool[row.Row])
	known, others := map[measure.Cause]bool{}, change.Hidden
	for _, cause := range change.Causes {
		known[cause.Cause] = true
		others = others || cause.Cause == OtherCauses
	}
	for cause := range directions {
		known[cause] = known[cause] || !others
	}
	return known
}

// An attacker sees the accounts of a place and of all that it is the sum of. For
// every cause that is few people's somewhere, other numbers must be possible with
// which all that is told would be the same.
func TestNobodyCanWorkOutACauseOfFewPeople(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		f := drawFamily(r)
		if f.oneCause() {
			r.Skip("the figures of two days may tell it by themselves")
		}
		pool := causes{}
		whole := f.account(f.whole, "")
		pool.grow([][]measure.RowAccount{whole})
		ofWhole := told(whole[0], pool)
		var accounts [][]measure.RowAccount
		for i, m := range f.members {
			accounts = append(accounts, f.account(m, string(rune('A'+i))))
		}
		pool.grow(accounts)
		var known []map[measure.Cause]bool
		for _, account := range accounts {
			known = append(known, told(account[0], pool))
		}
		for i, m := range f.members {
			for cause, n := range m {
				if few(float64(n)) && !f.another(i, cause, ofWhole, known) {
					r.Errorf("%s of member %d must be %d: pooled %v; %+v", cause, i, n, pool, f)
				}
			}
		}
	})
}

// another looks for other numbers, of at most one person more or less in every
// cause of every member.
func (f family) another(member int, cause measure.Cause, ofWhole map[measure.Cause]bool, known []map[measure.Cause]bool) bool {
	shift := make([]map[measure.Cause]int, len(f.members))
	var vary func(i int, left []measure.Cause) bool
	vary = func(i int, left []measure.Cause) bool {
		if i == len(f.members) {
			return shift[member][cause] != 0 && sameWhole(shift, ofWhole)
		}
		if len(left) == 0 {
			net := 0
			for c, step := range shift[i] {
				net += step * directions[c]
			}
			return net == 0 && vary(i+1, measure.Causes())
		}
		c := left[0]
		for _, step := range []int{0, 1, -1} {
			if step != 0 && (directions[c] == 0 || known[i][c] || f.members[i][c]+step < 0) {
				continue
			}
			shift[i][c] = step
			if vary(i, left[1:]) {
				return true
			}
		}
		shift[i][c] = 0
		return false
	}
	for i := range shift {
		shift[i] = map[measure.Cause]int{}
	}
	return vary(0, measure.Causes())
}

// sameWhole tells whether what is known of the whole would be the same.
func sameWhole(shift []map[measure.Cause]int, known map[measure.Cause]bool) bool {
	for cause := range known {
		all := 0
		for i := range shift {
			all += shift[i][cause]
		}
		if known[cause] && all != 0 {
			return false
		}
	}
	return true
}
