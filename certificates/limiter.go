package certificates

import (
	"net/netip"
	"sync"
	"time"

	"relevo/app/db"
)

// How often one address may verify: more than a desk with a stack of papers
// needs, too little to try codes.
const (
	verifyWindow = time.Minute
	verifyMost   = 30
	// limiterHolds bounds the memory: how many addresses are counted at once.
	limiterHolds = 10_000
)

// limiter counts how often an address asks within a window. It lives in this
// process only: it slows down the curious, it guards no secret (100 random
// bits do that).
type limiter struct {
	mu   sync.Mutex
	seen map[netip.Addr]*window
}

type window struct {
	from  db.Instant
	count int
}

// allow counts one request and tells whether it is within what is allowed.
func (l *limiter) allow(address string, now db.Instant) bool {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		ip = netip.Addr{} // all whose address is not known share one count
	}
	if ip = ip.Unmap().WithZone(""); ip.Is6() {
		ip = netip.PrefixFrom(ip, 64).Masked().Addr() // one home has billions of addresses
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.seen == nil {
		l.seen = map[netip.Addr]*window{}
	}
	w := l.seen[ip]
	if w == nil || now.Sub(w.from) >= verifyWindow {
		if w == nil && len(l.seen) >= limiterHolds {
			l.forget(now)
		}
		w = &window{from: now}
		l.seen[ip] = w
	}
	w.count++
	return w.count <= verifyMost
}

// forget drops the windows that are over and, if all are open, everything: under
// such a flood counting addresses helps nobody.
func (l *limiter) forget(now db.Instant) {
	for ip, w := range l.seen {
		if now.Sub(w.from) >= verifyWindow {
			delete(l.seen, ip)
		}
	}
	if len(l.seen) >= limiterHolds {
		clear(l.seen)
	}
}
