package analytics

import (
	"slices"

	"relevo/app/measure"
	"relevo/app/people"
)

// The account of a change is told by causes, and every cause is a figure of its
// own. Among places that are shown with their sum the same causes are put
// together as "others" in all of them: those that are few people's in any of
// them, and those that were put together above. So no place's part in a cause
// follows from the parts of the rest. How many people are behind "others" is not
// told: with their change, it would tell how many came and how many went.
//
// What the figures of two days tell by themselves cannot be protected: where
// only one cause takes from a row anywhere, what it has lost is that cause's.

// causes are the causes that are not told apart, by row.
type causes map[measure.Row]map[measure.Cause]bool

func (c causes) add(row measure.Row, cause measure.Cause) {
	if c[row] == nil {
		c[row] = map[measure.Cause]bool{}
	}
	c[row][cause] = true
}

// changes shows the account of each row as far as the actor may see it.
func (s sight) changes(rows []measure.RowAccount, span Span) []Change {
	out := make([]Change, len(rows))
	for i, row := range rows {
		out[i] = changeOf(row)
	}
	if s.seesAll() {
		return out
	}
	pooled, told := s.pooled(span)
	before, after := s.on(span.From)(s.about.Place.ID), s.on(span.To)(s.about.Place.ID)
	for i, row := range rows {
		f := figureOf(row.Row)
		if !told || before[f] || after[f] {
			out[i] = Change{Row: row.Row, Hidden: true}
			continue
		}
		out[i] = out[i].veiled(row, pooled[row.Row])
	}
	return out
}

func figureOf(row measure.Row) figure {
	switch row {
	case measure.TrainedRow:
		return trained
	case measure.MasteredRow:
		return mastered
	case measure.VerifiedRow:
		return verified
	default:
		return skilled
	}
}

// changeOf shows all there is to show.
func changeOf(row measure.RowAccount) Change {
	change := Change{Row: row.Row, Start: row.Start, End: row.End}
	for _, total := range row.Causes {
		change.Causes = append(change.Causes, Cause{total.Cause, total.Change, measure.Number(len(total.People))})
	}
	return change
}

// veiled puts the pooled causes together. Where even all of them are few
// people's, nothing is left.
func (c Change) veiled(row measure.RowAccount, pooled map[measure.Cause]bool) Change {
	n := behind(row, pooled)
	if few(n) {
		return Change{Row: c.Row, Hidden: true}
	}
	other := Cause{Cause: OtherCauses, People: measure.Undefined()}
	var kept []Cause
	for _, cause := range c.Causes {
		if pooled[cause.Cause] {
			other.Change += cause.Change
		} else {
			kept = append(kept, cause)
		}
	}
	c.Causes = kept
	if n > 0 {
		c.Causes = append(c.Causes, other)
	}
	return c
}

// behind counts the people who have a part in any of the causes.
func behind(row measure.RowAccount, pooled map[measure.Cause]bool) float64 {
	who := map[string]bool{}
	for _, total := range row.Causes {
		if pooled[total.Cause] {
			for _, person := range total.People {
				who[person] = true
			}
		}
	}
	return float64(len(who))
}

// pooled gives the causes that are not told apart in the place, going down to it
// from all that the actor may see. Nothing is told by cadre, except of all places
// together.
func (s sight) pooled(span Span) (pool causes, told bool) {
	pool = causes{}
	place := s.about.Place
	if s.told != nil {
		return pool, false
	}
	if s.about.Funder != nil { // beside the account of all trainings, what others paid for would follow, cause by cause
		return pool, false
	}
	if place.cut {
		return s.pooledByRegion(span)
	}
	pool.grow(s.members([]measure.Scope{{Institutions: idsOf(place.view)}}, span))
	if s.about.Cadre != "" {
		var cadres []measure.Scope
		for _, cadre := range people.Cadres() {
			cadres = append(cadres, measure.Scope{Institutions: idsOf(place.view), Roles: []string{string(cadre)}})
		}
		pool.grow(s.members(cadres, span))
		return pool, s.veil.wholeView(place.ID)
	}
	if !place.Whole() {
		pool.grow(s.members(s.scopesOf(tops(place.view)), span))
	}
	for _, above := range place.Above {
		own := measure.Scope{Institutions: []string{above.ID}}
		pool.grow(s.members(append(s.scopesOf(directlyBelow(place.view, above.ID)), own), span))
	}
	return pool, true
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

func (s sight) scopesOf(places []people.Institution) []measure.Scope {
	var scopes []measure.Scope
	for _, at := range places {
		var scope measure.Scope
		for _, i := range s.about.Place.view {
			if within(i, at) {
				scope.Institutions = append(scope.Institutions, i.ID)
			}
		}
		scopes = append(scopes, scope)
	}
	return scopes
}

// members accounts for the scopes, of each without the institutions in which
// the actor may see names.
func (s sight) members(scopes []measure.Scope, span Span) [][]measure.RowAccount {
	var out [][]measure.RowAccount
	for _, scope := range scopes {
		scope.Institutions = slices.DeleteFunc(scope.Institutions, func(id string) bool { return s.about.Place.named[id] })
		if len(scope.Institutions) > 0 {
			out = append(out, measure.Account(s.known.at(scope.Institutions), scope, measure.Day(span.From), measure.Day(span.To),
				s.about.Model.Model, measure.DefaultTurnoverRules()))
		}
	}
	return out
}

// grow adds the causes that must not be told apart among these members of a
// sum: those of few people, those that leave few of a cause in the row before,
// and as many more as it takes for no member's pool to be of few people either,
// and for what adds to the row and what takes from it to be of two causes each: a
// single one would follow from the sum.
func (c causes) grow(members [][]measure.RowAccount) {
	for _, rows := range members {
		for i, row := range rows {
			for _, total := range row.Causes {
				n := float64(len(total.People))
				if few(n) || i > 0 && row.Row != measure.SkilledRow && few(peopleOf(rows[i-1], total.Cause)-n) {
					c.add(row.Row, total.Cause)
				}
			}
		}
	}
	for c.growFew(members) || c.growSingle(members) {
	}
}

// side is one side of an account.
type side func(change float64) bool

func up(change float64) bool   { return change > 0 }
func down(change float64) bool { return change < 0 }
func either(float64) bool      { return true }

// growFew adds a cause to every pool that is of few people, and tells whether
// there was one to add.
func (c causes) growFew(members [][]measure.RowAccount) (grown bool) {
	for _, rows := range members {
		for _, row := range rows {
			if few(behind(row, c[row.Row])) {
				grown = c.addSmallest(row.Row, [][]measure.RowAccount{{row}}, either) || grown
			}
		}
	}
	return grown
}

// growSingle adds a cause to every pool that is of a single one, and tells
// whether there was one to add.
func (c causes) growSingle(members [][]measure.RowAccount) (grown bool) {
	for row := range c {
		for _, on := range []side{up, down, either} {
			if c.pooled(row, members, on) == 1 {
				grown = c.addSmallest(row, members, on) || grown
			}
		}
	}
	return grown
}

// pooled counts the pooled causes on one side that have anybody behind them.
func (c causes) pooled(row measure.Row, members [][]measure.RowAccount, on side) int {
	n := 0
	for cause, total := range byCause(row, members) {
		if c[row][cause] && on(total.Change) {
			n++
		}
	}
	return n
}

// addSmallest adds the cause on one side with the fewest people that is still
// told, and tells whether there was one.
func (c causes) addSmallest(row measure.Row, members [][]measure.RowAccount, on side) bool {
	total := byCause(row, members)
	var least measure.Cause
	for _, cause := range measure.Causes() {
		one, there := total[cause]
		if there && on(one.Change) && !c[row][cause] && (least == "" || len(one.People) < len(total[least].People)) {
			least = cause
		}
	}
	if least != "" {
		c.add(row, least)
	}
	return least != ""
}

// byCause adds up the causes of a row over all members.
func byCause(row measure.Row, members [][]measure.RowAccount) map[measure.Cause]measure.CauseTotal {
	out := map[measure.Cause]measure.CauseTotal{}
	for _, rows := range members {
		for _, one := range rows {
			for _, cause := range one.Causes {
				if one.Row == row {
					total := out[cause.Cause]
					total.Change += cause.Change
					total.People = append(total.People, cause.People...)
					out[cause.Cause] = total
				}
			}
		}
	}
	return out
}

func peopleOf(row measure.RowAccount, cause measure.Cause) float64 {
	for _, total := range row.Causes {
		if total.Cause == cause {
			return float64(len(total.People))
		}
	}
	return 0
}
