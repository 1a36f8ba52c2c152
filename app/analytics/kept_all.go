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

// everybody computes the series that all places need: it goes through the people of the country, and adds each of them to the places
// they were at, and the places to those above. That is what [keeping.own] computes place by place, for
// which somebody who was at three places is read three times, and [keeping.sum] from what was stored. The series are shared out
// among the processors, and each is stored as soon as it is there.
func (k *keeping) everybody(ctx context.Context) error {
	whole := slices.DeleteFunc(slices.Clone(k.series), func(s strandsOf) bool { return !s.whole })
	if len(whole) == 0 {
		return nil
	}
	if k.ledger == nil {
		if err := k.service.db.ReadMuch(ctx, k.ledgerTx); err != nil {
			return err
		}
	}
	defer func() { k.ledger = nil }()
	c := country{ledger: k.ledger, tree: k.tree, below: k.below}
	for _, want := range whole {
		if !slices.ContainsFunc(c.posts, func(p *posts) bool { return p.until == want.until }) {
			c.posts = append(c.posts, &posts{until: want.until})
		}
	}
	if err := eachAtOnce(len(c.posts), func(i int) error { return c.post(c.posts[i]) }); err != nil {
		return err
	}
	return eachAtOnce(len(whole), func(i int) error { return k.writeWhole(ctx, whole[i], c.sum(whole[i])) })
}

// ledgerTx reads the ledger, once.
func (k *keeping) ledgerTx(tx *db.Tx) (err error) {
	k.ledger, err = ledgerTx(tx, k.tree)
	return err
}

// eachAtOnce does some things at the same time, as many as there are processors.
func eachAtOnce(n int, do func(i int) error) error {
	var group sync.WaitGroup
	turn := make(chan struct{}, runtime.GOMAXPROCS(0))
	failed := make([]error, n)
	for i := range n {
		turn <- struct{}{}
		group.Go(func() {
			defer func() { <-turn }()
			failed[i] = do(i)
		})
	}
	group.Wait()
	return errors.Join(failed...)
}

// country adds up the series of all places. Most people count for nothing in most competencies but that they are in post.
// That is added up once for all of them; to each competency is added what somebody counts for beyond it.
type country struct {
	ledger *ledger
	tree   []people.Institution
	below  map[string][]people.Institution
	posts  []*posts
}

// posts are who is in post up to a day, and who left.
type posts struct {
	until db.Date
	sums  *placeSums
	apart []int32 // who is in post in two places at once, and not among the sums
}

func (c *country) sums(until db.Date) *placeSums {
	told := make([]bool, len(c.tree))
	for i := range told {
		told[i] = true // the places are numbered in the order of the tree
	}
	return newPlaceSums(&c.ledger.places, &c.ledger.cadres, told, until)
}

func (c *country) post(p *posts) error {
	p.sums = c.sums(p.until)
	for i := range c.ledger.names {
		apart, err := p.sums.addPosts(c.ledger.stays.of(int32(i)))
		if err != nil {
			return err
		}
		if apart {
			p.apart = append(p.apart, int32(i))
		}
	}
	return nil
}

// placed are the series of one competency by place: of those who work there, and with all below.
type placed struct{ own, whole map[string]series }

// sum adds up a series, and the places that others stand below, the lowest first.
func (c *country) sum(want strandsOf) placed {
	posts := c.posts[slices.IndexFunc(c.posts, func(p *posts) bool { return p.until == want.until })]
	sums, told, apart, model := c.sums(want.until), c.ledger.told(want), posts.apart, want.model.Prepare()
	var h measure.History
	for i := range int32(len(c.ledger.names)) {
		posted := len(apart) == 0 || apart[0] != i
		if !posted {
			apart = apart[1:]
		}
		own := c.ledger.stays.of(i)
		if len(own) == 0 {
			continue
		}
		told.history(i, &h)
		if !posted || len(h.Completions) > 0 || len(h.Results) > 0 || len(h.Certificates) > 0 {
			sums.addBeyond(&h, own, posted, &model)
		}
	}
	out := placed{own: map[string]series{}, whole: map[string]series{}}
	for n, i := range slices.Backward(c.tree) { // those below come after those above
		own := sums.series(int32(n))
		own.addStrands(posts.sums.series(int32(n)))
		out.own[i.ID], out.whole[i.ID] = own, own
		if below := c.below[i.ID]; len(below) > 0 {
			parts := []series{own}
			for _, b := range below {
				parts = append(parts, out.whole[b.ID])
			}
			out.whole[i.ID] = together(parts...)
		}
	}
	return out
}

// writeWhole stores what was added up, some places at a time.
func (k *keeping) writeWhole(ctx context.Context, want strandsOf, all placed) error {
	for places := range slices.Chunk(k.tree, placesAtOnce) {
		var leaves []string
		err := k.service.db.Write(ctx, func(tx *db.Tx) error {
			var rows []keptSeries
			leaves = nil
			for _, at := range places {
				rows = append(rows, k.row(tx, want, at.ID, false, all.whole[at.ID]))
				if len(k.below[at.ID]) > 0 {
					rows = append(rows, k.row(tx, want, at.ID, true, all.own[at.ID]))
				} else {
					leaves = append(leaves, at.ID)
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
