package analytics

import (
	"slices"

	"relevo/app/db"
	"relevo/app/measure"
)

// placeSums adds up what one person after another counts for in the places where they work. The order does not matter.
type placeSums struct {
	places, cadres *words
	told           []bool // of the places with the first numbers: which are told of
	points         []measure.Day
	window         measure.Window // of the departures
	strands        [][]*strand    // by place and cadre; 0: of all cadres

	stays     []measure.Stay // room that is used again for everybody
	left      []measure.Separation
	days      []measure.Day
	standings []measure.PersonStanding
	amounts   []amountsOn
	seats     []seat
	papers    []paper
	issued    []measure.Day
}

func newPlaceSums(places, cadres *words, told []bool, until db.Date) *placeSums {
	s := &placeSums{places: places, cadres: cadres, told: told, strands: make([][]*strand, len(told)), window: Span{until - yearDays, until}.measured()}
	for _, day := range pointsUntil(until) {
		s.points = append(s.points, measure.Day(day))
	}
	s.amounts = make([]amountsOn, len(s.points))
	return s
}

// strand gives a strand to add to; nil where the place is not told of.
func (s *placeSums) strand(place, cadre int32) *strand {
	if int(place) >= len(s.told) || !s.told[place] {
		return nil
	}
	for int(cadre) >= len(s.strands[place]) {
		s.strands[place] = append(s.strands[place], nil)
	}
	if s.strands[place][cadre] == nil {
		s.strands[place][cadre] = &strand{points: make([]amountsOn, len(s.points))}
	}
	return s.strands[place][cadre]
}

// ownSeries computes what is kept of those who work in these places, not below them. The histories are of everybody
// ever in post there, with all their postings anywhere.
func ownSeries(histories []measure.History, at map[string]bool, until db.Date, m measure.Model) (map[string]series, error) {
	l := newLedger()
	told := make([]bool, len(at))
	for id := range at {
		told[l.places.numberOf(id)] = true
	}
	sums, ready := newPlaceSums(&l.places, &l.cadres, told, until), m.Prepare()
	for i := range histories {
		var own []stint
		for _, stay := range histories[i].Postings {
			own = append(own, l.stint([]byte(stay.Institution), []byte(stay.Role), stay.Start, stay.EndLower, stay.EndUpper))
		}
		slices.SortFunc(own, l.byStart)
		apart, err := sums.addPosts(own)
		if err != nil {
			return nil, err
		}
		sums.addBeyond(&histories[i], own, !apart, &ready)
	}
	out := map[string]series{}
	for id := range at {
		out[id] = sums.series(l.places.numberOf(id))
	}
	return out, nil
}

// series is what was added up of a place.
func (s *placeSums) series(place int32) series {
	out := series{}
	for cadre, one := range s.strands[place] {
		if one != nil {
			one.meet() // brings those who are shared into the order of the people, however they were read
			out[cadreOf(s.cadres, cadre)] = one
		}
	}
	return out
}

// presence is where and when somebody was in post, of one cadre or of all.
type presence struct {
	there  uint32 // points of time, a bit each
	papers uint64 // certificates issued while there, a bit each
}

// seat is a place where somebody counts, in one cadre or (0) in all.
type seat struct {
	place, cadre int32
	presence
}

// addPosts adds who is in post and who left: most people count for nothing else in most competencies. Somebody in post in two places at
// once is left out (apart): only in a competency is it known what counts there.
func (s *placeSums) addPosts(own []stint) (apart bool, err error) {
	if err := s.addDepartures(own); err != nil {
		return false, err
	}
	s.sit(own, nil)
	for i := range s.seats {
		apart = apart || s.beside(i).apart
	}
	for _, where := range s.seats {
		if !apart {
			s.countInPost(where, 1)
		}
	}
	return apart, nil
}

// countInPost counts somebody in post at a seat, once or (-1) no longer.
func (s *placeSums) countInPost(where seat, n int64) {
	into := s.strand(where.place, where.cadre)
	if into == nil {
		return
	}
	for i := range into.points {
		if where.there>>i&1 == 1 {
			into.points[i][countInPost] += n
		}
	}
}

// addBeyond adds what somebody counts for in a competency beyond being in post, which has been counted (posted) unless they are in two
// places at once.
func (s *placeSums) addBeyond(h *measure.History, own []stint, posted bool, m *measure.Prepared) {
	s.papers, s.issued = s.papers[:0], s.issued[:0]
	for _, issued := range h.Certificates { // those that count by the last day
		if from, _ := slices.BinarySearch(s.points, issued); from < len(s.points) && len(s.papers) < 64 {
			s.papers, s.issued = append(s.papers, paper{from: from}), append(s.issued, issued)
		}
	}
	s.sit(own, s.issued)
	if len(s.seats) == 0 {
		return
	}
	s.stand(h, m)
	for i, where := range s.seats {
		into := s.strand(where.place, where.cadre)
		if into == nil {
			continue
		}
		beside := s.beside(i)
		if beside.apart {
			into.shared = append(into.shared, s.shared(h.Person, beside.places, where))
			if posted {
				s.countInPost(where, -1)
			}
			continue
		}
		s.addTo(into, where, posted)
	}
}

// addTo adds what somebody counts for at a seat, who is nowhere else at the same time.
func (s *placeSums) addTo(into *strand, where seat, posted bool) {
	for i := range into.points {
		if where.there>>i&1 == 1 {
			into.points[i].add(&s.amounts[i])
			if posted {
				into.points[i][countInPost]--
			}
		}
	}
	for n, paper := range s.papers {
		if where.papers>>n&1 == 1 {
			for i := paper.from; i < len(into.points); i++ {
				into.points[i][countCertificates]++
			}
		}
	}
}

// shared is what somebody counts for who is kept apart.
func (s *placeSums) shared(name string, places int, where seat) shared {
	one := shared{person: name, places: places, met: 1, there: where.there, points: slices.Clone(s.amounts)}
	for i, paper := range s.papers {
		paper.here = where.papers>>i&1 == 1
		one.papers = append(one.papers, paper)
	}
	return one
}

// stand finds what the person counts for at the points of time at which they are in post anywhere.
func (s *placeSums) stand(h *measure.History, m *measure.Prepared) {
	there := uint32(0)
	for _, where := range s.seats {
		there |= where.there
	}
	s.days = s.days[:0]
	for i, day := range s.points {
		if there>>i&1 == 1 {
			s.days = append(s.days, day)
		}
	}
	s.standings = h.AppendStandings(s.standings[:0], s.days, m)
	next := 0
	for i := range s.amounts {
		s.amounts[i] = amountsOn{}
		if there>>i&1 == 1 {
			s.amounts[i] = amountsOf(&s.standings[next])
			next++
		}
	}
}

// sit finds where the person counts, in all cadres together and in their own: where they are in post, and where they were on the days
// of issue.
func (s *placeSums) sit(own []stint, issued []measure.Day) {
	s.seats = s.seats[:0]
	for _, stay := range own {
		var here presence
		from, _ := slices.BinarySearch(s.points, measure.Day(stay.start))
		for i := from; i < len(s.points) && 2*int64(s.points[i]) < stay.twice(); i++ {
			here.there |= 1 << i
		}
		for i, day := range issued {
			if stay.covers(day) {
				here.papers |= 1 << i
			}
		}
		if here == (presence{}) {
			continue
		}
		for _, cadre := range [...]int32{0, stay.cadre} {
			at := slices.IndexFunc(s.seats, func(other seat) bool { return other.cadre == cadre && other.place == stay.place })
			if at < 0 {
				at, s.seats = len(s.seats), append(s.seats, seat{place: stay.place, cadre: cadre})
			}
			s.seats[at].there |= here.there
			s.seats[at].papers |= here.papers
		}
	}
}

// besides is how many places there are of the cadre of a seat, and whether the person counts in two of them at once.
type besides struct {
	places int
	apart  bool
}

func (s *placeSums) beside(i int) (out besides) {
	var all presence
	for _, one := range s.seats {
		if one.cadre != s.seats[i].cadre {
			continue
		}
		out.places++
		out.apart = out.apart || all.there&one.there != 0 || all.papers&one.papers != 0
		all = presence{all.there | one.there, all.papers | one.papers}
	}
	return out
}
