package analytics

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"sync"

	"relevo/app/db"
	"relevo/app/measure"
	"relevo/app/people"
)

const (
	// peopleAtOnce is how many people a rebuild holds in memory with all that is written down of them.
	peopleAtOnce = 20_000
	// placesAtOnce is of how many places a rebuild adds up a series at the same time, some 10 kB each. Where there are more, it
	// goes through everybody again for the next competencies.
	placesAtOnce = 60_000
)

// everybody computes the series that all places need: it goes through the people of the country once, a part at a time, and adds
// each of them to the places they were at, and the places to those above. That is what [keeping.own] computes place by place, for
// which somebody who was at three places is read three times, and [keeping.sum] from what was stored. The next part is
// read while this one is computed.
func (k *keeping) everybody(ctx context.Context) error {
	whole := slices.DeleteFunc(slices.Clone(k.series), func(s strandsOf) bool { return !s.whole })
	for part := range slices.Chunk(whole, max(1, placesAtOnce/max(1, len(k.tree)))) {
		sums := newCountrySum(k.tree, part)
		err := k.service.eachLean(ctx, sums.add)
		if err != nil {
			return err
		}
		if err := k.writeOwn(ctx, part, sums.settle(k)); err != nil {
			return err
		}
	}
	return nil
}

// placed are the series of one competency by place: of those who work there, and with all below.
type placed struct{ own, whole map[string]series }

// writeOwn stores what was added up, a few places at a time.
func (k *keeping) writeOwn(ctx context.Context, part []strandsOf, all []placed) error {
	for places := range slices.Chunk(k.tree, keptAtOnce) {
		var leaves []string
		for _, at := range places {
			if len(k.below[at.ID]) == 0 {
				leaves = append(leaves, at.ID)
			}
		}
		err := k.service.db.Write(ctx, func(tx *db.Tx) error {
			var rows []keptSeries
			for i, want := range part {
				for _, at := range places {
					rows = append(rows, k.row(tx, want, at.ID, false, all[i].whole[at.ID]))
					if len(k.below[at.ID]) > 0 {
						rows = append(rows, k.row(tx, want, at.ID, true, all[i].own[at.ID]))
					}
				}
			}
			return writeSeries(tx, rows, leaves)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// countrySum adds up the series of all places. Most people count for nothing in most competencies but that they are in post.
// That is added up once for all of them; to each competency is added what somebody counts for beyond it.
type countrySum struct {
	part  []strandsOf
	posts []*ownSum // by the last day: who is in post, and who left
	more  []*ownSum // by series: what is to be added to it
	day   []int     // by series: which of the posts
}

func newCountrySum(tree []people.Institution, part []strandsOf) *countrySum {
	at := map[string]bool{}
	for _, i := range tree {
		at[i.ID] = true
	}
	sum := func(want strandsOf) *ownSum {
		one := &ownSum{at: at, out: map[string]series{}, until: want.until, model: want.model.Model, points: measureDays(pointsUntil(want.until))}
		for id := range at {
			one.out[id] = series{}
		}
		return one
	}
	c := &countrySum{part: part}
	for _, want := range part {
		day := slices.IndexFunc(c.posts, func(s *ownSum) bool { return s.until == want.until })
		if day < 0 {
			day, c.posts = len(c.posts), append(c.posts, sum(want))
		}
		c.day, c.more = append(c.day, day), append(c.more, sum(want))
	}
	return c
}

// inPosts is what somebody counts for in every competency up to one day.
type inPosts struct {
	seats []seat
	went  []departed
	apart bool // in post in two places at once: only in the competency is it known what counts there
}

// add adds some people. The series are shared out among the processors.
func (c *countrySum) add(l lean) error {
	l.sort()
	posts := make([][]inPosts, len(c.posts))
	failed := make([]error, len(c.posts))
	eachAtOnce(len(c.posts), func(day int) { posts[day], failed[day] = c.posts[day].addPosts(l) })
	if err := errors.Join(failed...); err != nil {
		return err
	}
	eachAtOnce(len(c.part), func(n int) {
		want, own := c.part[n], posts[c.day[n]]
		concerned := l.about[want.competency]
		for _, i := range concerned {
			c.more[n].addBeyond(l.history(i, want), own[i])
		}
		for i := range own {
			if own[i].apart {
				if _, done := slices.BinarySearch(concerned, i); !done {
					c.more[n].addBeyond(measure.History{Person: l.people[i], Postings: l.stays[i], TrainedOnly: want.funder != ""}, own[i])
				}
			}
		}
	})
	return nil
}

// eachAtOnce does some things at the same time, as many as there are processors.
func eachAtOnce(n int, do func(i int)) {
	var group sync.WaitGroup
	turn := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i := range n {
		turn <- struct{}{}
		group.Go(func() {
			defer func() { <-turn }()
			do(i)
		})
	}
	group.Wait()
}

// addPosts adds who is in post and who left, and tells it of each person.
func (s *ownSum) addPosts(l lean) ([]inPosts, error) {
	out := make([]inPosts, len(l.people))
	var all []seat
	for i := range l.people {
		one := person{history: measure.History{Person: l.people[i], Postings: l.stays[i]}, points: s.points}
		begin := len(all)
		all = append(all, one.seats(nil)...)
		own := all[begin:len(all):len(all)]
		went, err := departuresOf(l.stays[i], s.until)
		if err != nil {
			return nil, err
		}
		out[i] = inPosts{seats: own, went: went}
		for _, where := range own {
			_, apart := beside(own, where.cadre)
			out[i].apart = out[i].apart || apart
		}
		s.addDepartures(went)
		if !out[i].apart {
			s.addInPost(own, 1)
		}
	}
	return out, nil
}

// addInPost counts somebody in post at their seats, once or (-1) no longer.
func (s *ownSum) addInPost(seats []seat, n int64) {
	for _, where := range seats {
		if !s.at[where.place] {
			continue
		}
		into := s.out[where.place].strand(where.cadre, len(s.points))
		for i := range into.points {
			if where.there>>i&1 == 1 {
				into.points[i][countInPost] += n
			}
		}
	}
}

// addBeyond adds what somebody counts for in a competency beyond being in post, which has been counted unless they are at two places
// at once.
func (s *ownSum) addBeyond(h measure.History, posts inPosts) {
	one := person{history: h, points: s.points}
	one.notePapers()
	seats := posts.seats
	if len(one.papers) > 0 {
		seats = one.seats(nil)
	}
	one.countAt(seats, s.at, s.out, s.model)
	if !posts.apart {
		s.addInPost(posts.seats, -1)
	}
}

// settle puts posts and competencies together, and adds up the places that others stand below, the lowest first.
func (c *countrySum) settle(k *keeping) []placed {
	out := make([]placed, len(c.part))
	eachAtOnce(len(c.part), func(n int) {
		one := placed{own: c.more[n].out, whole: map[string]series{}}
		for id, posts := range c.posts[c.day[n]].out {
			one.own[id].addStrands(posts)
		}
		c.more[n].settle()
		for _, i := range slices.Backward(k.tree) { // those below come after those above
			one.whole[i.ID] = one.own[i.ID]
			if below := k.below[i.ID]; len(below) > 0 {
				parts := []series{one.own[i.ID]}
				for _, b := range below {
					parts = append(parts, one.whole[b.ID])
				}
				one.whole[i.ID] = together(parts...)
			}
		}
		out[n] = one
	})
	return out
}

// addStrands adds what is added up of other people, or of other sides of the same.
func (s series) addStrands(other series) {
	for cadre, from := range other {
		into := s.strand(cadre, len(from.points))
		for i := range from.points {
			into.points[i].add(from.points[i])
		}
		into.left.separations += from.left.separations
		into.left.transfers += from.left.transfers
		into.left.halfDays += from.left.halfDays
		into.shared = append(into.shared, from.shared...)
	}
}

// eachLean reads what is written down of everybody, some people at a time, and one part ahead.
func (s *Service) eachLean(ctx context.Context, each func(lean) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	parts := make(chan lean, 1)
	read := make(chan error, 1)
	go func() {
		defer close(parts)
		read <- s.readLean(ctx, parts)
	}()
	for part := range parts {
		if err := each(part); err != nil {
			cancel()
			if stopped := <-read; !errors.Is(stopped, context.Canceled) {
				err = errors.Join(err, stopped)
			}
			return err
		}
	}
	return <-read
}

func (s *Service) readLean(ctx context.Context, parts chan<- lean) error {
	for after, more := "", true; more; {
		var known lean
		var upTo string
		err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
			if upTo, more, err = people.PeopleAfterTx(tx, after, peopleAtOnce); err == nil {
				known, err = leanTx(tx, after, upTo)
			}
			return err
		})
		if err != nil {
			return err
		}
		select {
		case parts <- known:
		case <-ctx.Done():
			return ctx.Err()
		}
		after = upTo
	}
	return nil
}
