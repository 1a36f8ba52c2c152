package db

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"gorm.io/gorm"

	"relevo/app/fault"
)

// Limits of a group: how many transactions share one commit, so that nobody
// waits long for neighbours, and how many may wait before the next is told to
// come back, which is better than an answer that never comes.
const (
	mostTogether = 64
	mostWaiting  = 1024
)

// group lets transactions that come at the same time share one commit. SQLite
// has one writer, and most of what a small durable transaction takes is waiting
// for the disk: while one group is being written, the next gathers, and each of
// its members is told only once the commit that holds it is on the disk. Under
// little load a group has one member and is a transaction like any other.
//
// A member that fails is rolled back to its savepoint and alone is told so. When
// the whole transaction fails, or a deadline interrupts it, each member is run
// again on its own, which closures of [DB.Write] allow.
type group struct {
	d       *DB
	mu      sync.Mutex
	waiting []*member
	leading bool // somebody is at work on the waiting
}

// member is one transaction of a group.
type member struct {
	ctx      context.Context //nolint:containedctx // of the caller who waits for this
	fn       func(tx *Tx) error
	done     chan struct{}
	err      error
	panicked any
}

// write runs fn, at once when nobody writes, otherwise as a member of the next
// group, and waits until it is durable.
func (g *group) write(ctx context.Context, fn func(tx *Tx) error) error {
	m := &member{ctx: ctx, fn: fn, done: make(chan struct{}), err: errLost}
	if first, err := g.join(m); err != nil {
		return err
	} else if first {
		defer g.handOver()
		return g.d.writeAlone(ctx, fn)
	}
	select {
	case <-m.done:
	case <-ctx.Done():
		if g.leave(m) {
			return ctx.Err()
		}
		<-m.done // begun already: what became of it must be known
	}
	if m.panicked != nil {
		panic(m.panicked)
	}
	return m.err
}

// join makes the caller the one who writes when nobody does, and queues the
// member otherwise.
func (g *group) join(m *member) (first bool, err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case !g.leading:
		g.leading = true
		return true, nil
	case len(g.waiting) >= mostWaiting:
		return false, fault.New(fault.Busy, "fault.busy")
	}
	g.waiting = append(g.waiting, m)
	return false, nil
}

// handOver has those who wait written by the next leader.
func (g *group) handOver() {
	g.mu.Lock()
	defer g.mu.Unlock()
	n := min(len(g.waiting), mostTogether)
	if n == 0 {
		g.waiting, g.leading = nil, false
		return
	}
	batch := g.waiting[:n:n]
	g.waiting = g.waiting[n:]
	go g.lead(batch)
}

// leave takes a member out that has not begun; false when it has.
func (g *group) leave(m *member) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	for i, other := range g.waiting {
		if other == m {
			g.waiting = append(g.waiting[:i:i], g.waiting[i+1:]...)
			return true
		}
	}
	return false
}

// lead writes one group. Whatever ends it, its members are told and the next
// group has its turn.
func (g *group) lead(batch []*member) {
	defer g.handOver()
	defer func() {
		for _, m := range batch {
			close(m.done)
		}
	}()
	if len(batch) > 1 && g.together(batch) {
		return
	}
	for _, m := range batch {
		m.alone(g.d)
	}
}

// alone runs a member in a transaction of its own.
func (m *member) alone(d *DB) {
	m.err, m.panicked = errLost, nil
	defer func() { m.panicked = recover() }()
	m.err = d.writeAlone(m.ctx, m.fn)
}

// errLost is told to members whose group came to no end: only a closure that
// ends its goroutine does that, as a test does that fails.
var errLost = errors.New("the transaction came to no end")

// errInterrupted says that a deadline ended a member while it ran, which on
// SQLite may have ended the whole transaction.
var errInterrupted = errors.New("interrupted")

// together runs the members in one transaction and tells whether that became
// durable. Otherwise nothing of it is left.
func (g *group) together(batch []*member) (durable bool) {
	whole := g.d.write.Begin()
	if whole.Error != nil {
		return false
	}
	defer func() {
		if durable {
			return
		}
		whole.Rollback() // after a commit that failed there may be nothing left to roll back
		for _, m := range batch {
			m.err = errLost
		}
	}()
	for _, m := range batch {
		if err := m.step(g.d, whole); err != nil {
			return false
		}
	}
	if whole.Commit().Error != nil {
		return false
	}
	g.d.commits.Add(1)
	for _, m := range batch {
		if m.err == nil && m.panicked == nil {
			g.d.writes.Add(1)
		}
	}
	return true
}

const savepoint = "member"

// step runs a member inside the transaction of its group. Its own failure is
// kept in it; the error is of the whole.
func (m *member) step(d *DB, whole *gorm.DB) error {
	if m.err, m.panicked = m.ctx.Err(), nil; m.err != nil {
		return nil //nolint:nilerr // the failure is the member's own
	}
	if err := whole.SavePoint(savepoint).Error; err != nil {
		return fmt.Errorf("beginning a member: %w", err)
	}
	func() {
		defer func() { m.panicked = recover() }()
		m.err = m.fn(&Tx{DB: whole.WithContext(m.ctx), Now: d.Now(), db: d})
	}()
	switch {
	case m.ctx.Err() != nil:
		return errInterrupted
	case m.err != nil || m.panicked != nil:
		return whole.RollbackTo(savepoint).Error
	}
	return nil
}
