package web

import (
	"sync"
	"time"
)

const (
	// requestsAMinute is how many requests the programs of one account may make in a minute, all of its
	// tokens together: enough to read all of a region, too few to slow down people at their pages.
	requestsAMinute = 600
	// paceHolds bounds the memory: how many accounts are counted at once.
	paceHolds = 10_000
)

// pace counts what the programs of an account ask for, minute by minute. Each process counts for itself: with several,
// an account may ask as many times more.
type pace struct {
	mu   sync.Mutex
	from time.Time // when the minute began
	seen map[string]int
}

// wait counts a request and tells how long to wait; 0 when it is within what is allowed.
func (p *pace) wait(account string, now time.Time) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.seen == nil || now.Sub(p.from) >= time.Minute || len(p.seen) >= paceHolds {
		p.from, p.seen = now, map[string]int{}
	}
	p.seen[account]++
	if p.seen[account] <= requestsAMinute {
		return 0
	}
	return p.from.Add(time.Minute).Sub(now)
}
