package web

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"relevo/app/access"
	"relevo/app/fault"
)

// When more come than can be answered, all would wait longer and longer, and most would have given up before their answer
// came. So only so many requests are at work at once, the next wait for a moment, and whoever comes when there is no end to
// it is told when to come back, which pages do by themselves. What is answered is answered soon.
const (
	placesPerCore = 16
	longestWait   = 750 * time.Millisecond
	soonestBack   = 5 * time.Second
	latestBack    = 2 * time.Minute
)

// errCrowded is why a request was refused of which nothing was done: it can be sent again as it is.
var errCrowded = errors.New("all places are taken")

// places are for the requests at work.
type places struct {
	taken chan struct{}

	mu   sync.Mutex
	took time.Duration // how long one is taken, as a moving average
	next time.Time     // when the next who is refused is to come back
}

func newPlaces() *places {
	return &places{taken: make(chan struct{}, placesPerCore*max(runtime.NumCPU(), 2))}
}

// take waits for a place, in the order of coming, and gives how to leave it.
func (p *places) take(ctx context.Context) (leave func(), err error) {
	select {
	case p.taken <- struct{}{}:
		return p.leave(time.Now()), nil
	default:
	}
	ctx, cancel := context.WithTimeout(ctx, longestWait)
	defer cancel()
	select {
	case p.taken <- struct{}{}:
		return p.leave(time.Now()), nil
	case <-ctx.Done():
		return nil, fault.Because(errors.Join(errCrowded, access.Wait(p.refuse(time.Now()))), fault.Busy, "fault.busy")
	}
}

func (p *places) leave(since time.Time) func() {
	return func() {
		<-p.taken
		p.mu.Lock()
		defer p.mu.Unlock()
		p.took += (time.Since(since) - p.took) / 32
	}
}

// refuse tells how long to stay away. Those who are refused come back one after the other, half as fast as places become
// free: the other half is for those who come for the first time. Were all told the same, they would all be back at once.
// Where there are more of them than places until the latest, the moments are given out anew from the soonest.
func (p *places) refuse(now time.Time) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.next = p.next.Add(2 * p.took / time.Duration(cap(p.taken)))
	if away := p.next.Sub(now); away < soonestBack || away > latestBack {
		p.next = now.Add(soonestBack)
	}
	return p.next.Sub(now)
}

// resend is a form that found no place: the page that says so sends it again by itself, or the person does.
type resend struct {
	Action string
	Fields [][2]string
	After  int // seconds
}

// resendOf gives what a form sent when it found no place; nil when nothing can be sent again: it came from elsewhere, has
// files or a passphrase, or is none.
func (s *Server) resendOf(c *Ctx, err error, after int) *resend {
	if !errors.Is(err, errCrowded) || c.Method() != fiber.MethodPost || c.byScript() || s.notForged(c) != nil {
		return nil
	}
	form, ok := c.sentForm()
	if !ok || len(form.Files) > 0 {
		return nil
	}
	return &resend{Action: c.address(), Fields: form.Fields, After: after}
}
