package analytics

import (
	"cmp"
	"maps"
	"slices"

	"relevo/app/db"
	"relevo/app/people"
)

// series is what is kept of the people of some places: month by month, of all and by cadre.
type series map[people.Cadre]*strand // "" for all cadres together

// strand is one line of a series.
type strand struct {
	points []amountsOn // by [pointsUntil]; without those who are in shared
	shared []shared    // by person
	left   departures
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
		apart := one.at(i)
		a.add(&apart)
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
			apart := one.at(i)
			s.points[i].add(&apart)
		}
	}
	s.shared = still
}

// addStrands adds what is added up of other people, or of other sides of the same.
func (s series) addStrands(other series) {
	for cadre, from := range other {
		into := s.strand(cadre, len(from.points))
		for i := range from.points {
			into.points[i].add(&from.points[i])
		}
		into.left.add(from.left)
		into.shared = append(into.shared, from.shared...)
	}
}

// cadres lists those that a series tells of, in the order of their codes.
func (s series) cadres() []people.Cadre { return slices.Sorted(maps.Keys(s)) }

func cadreOf(cadres *words, number int) people.Cadre { return people.Cadre(cadres.list[number]) }
