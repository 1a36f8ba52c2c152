package analytics

import (
	"cmp"
	"maps"
	"slices"

	"relevo/app/db"
	"relevo/app/measure"
	"relevo/app/people"
)

// amount is one of the whole numbers that the cascade of a group of people on one day is made of.
type amount int

const (
	countInPost amount = iota
	countCertificates
	countTrained
	countMastered
	countVerified
	countNeverAssessed
	countFloorsAssumed
	countUnregressed
	countAssumed // people whose half-life is assumed
	sumP         // from here on the sums of measure.SkillSum
	sumVariance
	sumSensitivity
	sumOwn
	amounts
)

// amountsOn are the amounts of some people on one day. Those of two groups without a
// person in common add up to those of both, in any order, to the last digit.
type amountsOn [amounts]int64

func (a *amountsOn) add(b amountsOn) {
	for i := range a {
		a[i] += b[i]
	}
}

func (a *amountsOn) subtract(b amountsOn) {
	for i := range a {
		a[i] -= b[i]
	}
}

// amountsOf is what one person in post counts for, certificates aside.
func amountsOf(one measure.PersonStanding) amountsOn {
	var a amountsOn
	a[countInPost] = 1
	for _, c := range []struct {
		what amount
		is   bool
	}{{countTrained, one.Trained}, {countMastered, one.Mastered}, {countVerified, one.Verified}, {countNeverAssessed, one.Trained && !one.Assessed},
		{countFloorsAssumed, one.Skill.FloorAssumed}, {countUnregressed, one.Skill.Unregressed}, {countAssumed, one.Skill.Assumed}} {
		if c.is {
			a[c.what] = 1
		}
	}
	if one.Assessed {
		var sum measure.SkillSum
		sum.Add(one.Skill)
		a[sumP], a[sumVariance], a[sumSensitivity], a[sumOwn] = sum.P, sum.Variance, sum.Sensitivity, sum.Own
	}
	return a
}

// cascade is the cascade that the amounts make.
func (a amountsOn) cascade() Cascade {
	skill := measure.SkillSum{P: a[sumP], Variance: a[sumVariance], Sensitivity: a[sumSensitivity], Own: a[sumOwn]}
	return cascadeOf(measure.CascadeCounts{Certificates: int(a[countCertificates]), Trained: int(a[countTrained]), Mastered: int(a[countMastered]), Verified: int(a[countVerified]),
		TrainedStaff: skill.TrainedStaff(int(a[countInPost])), InPost: int(a[countInPost]), NeverAssessed: int(a[countNeverAssessed]),
		FloorsAssumed: int(a[countFloorsAssumed]), Unregressed: int(a[countUnregressed]), AssumedHalfLife: a[countAssumed] > 0})
}

// tally is what a veil decides by.
func (a amountsOn) tally() tally {
	var t tally
	t[inPost], t[certified], t[trained], t[mastered] = float64(a[countInPost]), float64(a[countCertificates]), float64(a[countTrained]), float64(a[countMastered])
	t[verified], t[neverAssessed] = float64(a[countVerified]), float64(a[countNeverAssessed])
	t[skilled] = measure.SkillSum{P: a[sumP]}.Value()
	return t
}

// series is what is kept of the people of some places: month by month, of all and by cadre.
type series map[people.Cadre]*strand // "" for all cadres together

// strand is one line of a series.
type strand struct {
	points []amountsOn // by [pointsUntil]; without those who are in shared
	shared []shared    // by person
	left   departures
}

// departures are the separations over the year up to the last day.
type departures struct {
	separations, transfers int64
	halfDays               int64 // time in post, in half days
}

// shared is somebody who was in post in several of the places of the country at once. They
// count once wherever two of these are looked at together, so that they are kept apart until
// all their places are.
type shared struct {
	person string
	places int         // in how many places altogether
	met    int         // how many of them are here
	there  uint32      // the points of time at which they are in post here, a bit each
	points []amountsOn // what they count for at each, where they are in post
	papers []paper
}

// paper is one certificate of somebody who is shared.
type paper struct {
	from int  // the point of time from which it counts
	here bool // they were in post here on the day of issue
}

// at is what the person counts for here at a point of time.
func (s shared) at(i int) amountsOn {
	var a amountsOn
	if s.there>>i&1 == 1 {
		a = s.points[i]
	}
	for _, p := range s.papers {
		if p.here && p.from <= i {
			a[countCertificates]++
		}
	}
	return a
}

// pointsUntil are the days of a series: the last days of the months before the last day, and that.
func pointsUntil(last db.Date) []db.Date { return monthEnds(last.AddMonths(-seriesMonths), last) }

// at gives the amounts at a point of time.
func (s *strand) at(i int) amountsOn {
	if s == nil {
		return amountsOn{}
	}
	a := s.points[i]
	for _, one := range s.shared {
		a.add(one.at(i))
	}
	return a
}

// of gives a strand; nil where there is nobody.
func (s series) of(cadre people.Cadre) *strand { return s[cadre] }

// strand gives a strand to add to.
func (s series) strand(cadre people.Cadre, points int) *strand {
	if s[cadre] == nil {
		s[cadre] = &strand{points: make([]amountsOn, points)}
	}
	return s[cadre]
}

// together is the series of several groups of places that have no place in common. The order does not matter.
func together(parts ...series) series {
	out := series{}
	for _, part := range parts {
		out.addStrands(part)
	}
	for _, s := range out {
		s.meet()
	}
	return out
}

// meet makes one of the parts of everybody who is shared, and counts with the others whose places are all here.
func (s *strand) meet() {
	slices.SortStableFunc(s.shared, func(a, b shared) int { return cmp.Compare(a.person, b.person) })
	var still []shared
	for len(s.shared) > 0 {
		one := s.shared[0]
		one.papers = slices.Clone(one.papers)
		s.shared = s.shared[1:]
		for len(s.shared) > 0 && s.shared[0].person == one.person {
			other := s.shared[0]
			one.met += other.met
			one.there |= other.there
			for i := range one.papers {
				one.papers[i].here = one.papers[i].here || other.papers[i].here
			}
			s.shared = s.shared[1:]
		}
		if one.met < one.places {
			still = append(still, one)
			continue
		}
		for i := range s.points {
			s.points[i].add(one.at(i))
		}
	}
	s.shared = still
}

// presence is where and when somebody was in post, of one cadre or of all.
type presence struct {
	there  uint32 // points of time, a bit each
	papers uint64 // certificates issued while there, a bit each
}

// seat is a place where somebody counts, in one cadre or ("") in all.
type seat struct {
	cadre people.Cadre
	place string
	presence
}

// ownSeries computes what is kept of those who work in these places, not below them. The histories are of everybody
// ever in post there, with all their postings anywhere.
func ownSeries(histories []measure.History, at map[string]bool, until db.Date, m measure.Model) (map[string]series, error) {
	out := map[string]series{}
	for id := range at {
		out[id] = series{}
	}
	sum := ownSum{at: at, out: out, until: until, model: m, points: measureDays(pointsUntil(until))}
	for _, h := range histories {
		went, err := departuresOf(h.Postings, until)
		if err != nil {
			return nil, err
		}
		sum.add(h, went)
	}
	sum.settle()
	return out, nil
}

func measureDays(days []db.Date) []measure.Day {
	out := make([]measure.Day, len(days))
	for i, day := range days {
		out[i] = measure.Day(day)
	}
	return out
}

// ownSum adds one history after another to the series of the places that they belong to. The order does not matter.
type ownSum struct {
	at     map[string]bool // the places that are told of
	out    map[string]series
	until  db.Date
	model  measure.Model
	points []measure.Day
}

func (s *ownSum) add(h measure.History, went []departed) {
	one := person{history: h, points: s.points}
	one.count(s.at, s.out, s.model)
	s.addDepartures(went)
}

func (s *ownSum) addDepartures(went []departed) {
	for _, d := range went {
		if !s.at[d.where.institution] {
			continue
		}
		left := &s.out[d.where.institution].strand(d.where.cadre, len(s.points)).left
		left.separations += d.separations
		left.transfers += d.transfers
		left.halfDays += d.halfDays
	}
}

// settle brings those who are shared into the order of the people, however they were read.
func (s *ownSum) settle() {
	for _, own := range s.out {
		for _, one := range own {
			one.meet()
		}
	}
}

// person is one history on its way into the series of its places.
type person struct {
	history measure.History
	points  []measure.Day
	papers  []paper       // those that count by the last day
	issued  []measure.Day // when
}

// count adds what the person counts for in every place.
func (p *person) count(at map[string]bool, out map[string]series, m measure.Model) {
	p.notePapers()
	p.countAt(p.seats(nil), at, out, m)
}

// notePapers finds the certificates that count by the last day.
func (p *person) notePapers() {
	for _, issued := range p.history.Certificates {
		if from, _ := slices.BinarySearch(p.points, issued); from < len(p.points) && len(p.papers) < 64 {
			p.papers, p.issued = append(p.papers, paper{from: from}), append(p.issued, issued)
		}
	}
}

// countAt adds what the person counts for at their seats.
func (p *person) countAt(seats []seat, at map[string]bool, out map[string]series, m measure.Model) {
	there := everThere(seats)
	var amounts []amountsOn
	for _, where := range seats {
		if !at[where.place] {
			continue
		}
		if amounts == nil {
			amounts = p.amounts(m, there)
		}
		places, apart := beside(seats, where.cadre)
		one := shared{person: p.history.Person, places: places, met: 1, there: where.there, points: amounts}
		for i, paper := range p.papers {
			paper.here = where.papers>>i&1 == 1
			one.papers = append(one.papers, paper)
		}
		into := out[where.place].strand(where.cadre, len(p.points))
		if apart {
			into.shared = append(into.shared, one)
			continue
		}
		for i := range into.points {
			if where.there>>i&1 == 1 || len(one.papers) > 0 {
				into.points[i].add(one.at(i))
			}
		}
	}
}

// amounts are what the person counts for at the points of time at which they are in post, a bit each.
func (p *person) amounts(m measure.Model, there uint32) []amountsOn {
	out := make([]amountsOn, len(p.points))
	var room [32]measure.Day
	days := room[:0]
	for i, day := range p.points {
		if there>>i&1 == 1 {
			days = append(days, day)
		}
	}
	standings := p.history.Standings(days, m)
	for i := range p.points {
		if there>>i&1 == 1 {
			out[i] = amountsOf(standings[0])
			standings = standings[1:]
		}
	}
	return out
}

// seats adds to a list where the person counts, in all cadres together and in their own.
func (p *person) seats(out []seat) []seat {
	for _, stay := range p.history.Postings {
		var here presence
		for i, day := range p.points {
			if stay.Covers(day) {
				here.there |= 1 << i
			}
		}
		for i, day := range p.issued {
			if stay.Covers(day) {
				here.papers |= 1 << i
			}
		}
		if here == (presence{}) {
			continue
		}
		for _, cadre := range [...]people.Cadre{"", people.Cadre(stay.Role)} {
			at := slices.IndexFunc(out, func(s seat) bool { return s.cadre == cadre && s.place == stay.Institution })
			if at < 0 {
				at, out = len(out), append(out, seat{cadre: cadre, place: stay.Institution})
			}
			out[at].there |= here.there
			out[at].papers |= here.papers
		}
	}
	return out
}

// everThere are the points of time at which somebody is in post anywhere, in any cadre.
func everThere(seats []seat) (there uint32) {
	for _, s := range seats {
		there |= s.there
	}
	return there
}

// beside counts the places of a cadre, and tells whether the person counts in two of them at once.
func beside(seats []seat, cadre people.Cadre) (places int, apart bool) {
	var all presence
	for _, one := range seats {
		if one.cadre != cadre {
			continue
		}
		places++
		apart = apart || all.there&one.there != 0 || all.papers&one.papers != 0
		all = presence{all.there | one.there, all.papers | one.papers}
	}
	return places, apart
}

// departed are the departures of one person from one place, in one cadre or ("") in all.
type departed struct {
	where group
	departures
}

// departuresOf tells where the person left in the year up to a day, and how long they were where: these add up over places,
// whoever they are of, and are the same in every competency.
func departuresOf(postings []measure.Stay, until db.Date) ([]departed, error) {
	window := Span{until - yearDays, until}.measured()
	if !slices.ContainsFunc(postings, func(s measure.Stay) bool { return s.End() > float64(window.From) && s.Start < window.To }) {
		return nil, nil
	}
	var out []departed
	at := func(institution string, cadre people.Cadre) *departures {
		where := group{institution: institution, cadre: cadre}
		for i := range out {
			if out[i].where == where {
				return &out[i].departures
			}
		}
		out = append(out, departed{where: where})
		return &out[len(out)-1].departures
	}
	if slices.ContainsFunc(postings, func(s measure.Stay) bool {
		return s.Ended() && s.End() > float64(window.From) && s.End() <= float64(window.To)
	}) {
		result, err := measure.Turnover(postings, measure.Scope{}, window, measure.DefaultTurnoverRules())
		if err != nil {
			return nil, err
		}
		for _, separation := range result.Separations {
			for _, cadre := range []people.Cadre{"", people.Cadre(separation.Stay.Role)} {
				left := at(separation.Stay.Institution, cadre)
				left.separations++
				if separation.Transfer {
					left.transfers++
				}
			}
		}
	}
	var timed []group
	for _, stay := range postings {
		for _, cadre := range [...]people.Cadre{"", people.Cadre(stay.Role)} {
			where := group{institution: stay.Institution, cadre: cadre}
			if slices.Contains(timed, where) {
				continue
			}
			timed = append(timed, where)
			if days := daysAt(postings, stay, cadre, window); days > 0 {
				at(stay.Institution, cadre).halfDays += int64(2 * days)
			}
		}
	}
	return out, nil
}

// daysAt is how long somebody was in post in the institution of a stay, in one cadre or ("") in all.
func daysAt(postings []measure.Stay, stay measure.Stay, cadre people.Cadre, window measure.Window) float64 {
	stays := 0
	for _, s := range postings {
		if s.Institution == stay.Institution {
			stays++
		}
	}
	if stays == 1 { // then nothing overlaps
		return min(stay.End(), float64(window.To)) - max(float64(stay.Start), float64(window.From))
	}
	scope := measure.Scope{Institutions: []string{stay.Institution}}
	if cadre != "" {
		scope.Roles = []string{stay.Role}
	}
	return measure.PersonDays(postings, scope, window)
}

// turnover is the turnover that the departures make.
func (d departures) turnover(window Span) Turnover {
	days := float64(d.halfDays) / 2
	years := days / measure.DaysPerYear
	return Turnover{Span: window, Separations: measure.Number(d.separations), Transfers: measure.Number(d.transfers),
		MeanHeadcount: measure.Number(days / float64(window.To-window.From)), Rate: measure.Rate(int(d.separations), years), personYears: years}
}

// cadres lists those that a series tells of, in the order of their codes.
func (s series) cadres() []people.Cadre { return slices.Sorted(maps.Keys(s)) }
