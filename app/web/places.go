package web

import (
	"context"
	"errors"
	"runtime"
	"time"

	"relevo/app/fault"
)

// When more come than can be answered, all would wait longer and longer, and most would have given up before their answer
// came. So only so many requests are at work at once, the next wait for a moment, and whoever comes when there is no end to
// it is told at once to come back, which pages do by themselves. What is answered is answered soon.
const (
	placesPerCore = 32
	longestWait   = time.Second
)

// errCrowded is why a request was refused of which nothing was done: it can be sent again as it is.
var errCrowded = errors.New("all places are taken")

// places are for the requests at work.
type places chan struct{}

func newPlaces() places { return make(places, placesPerCore*max(runtime.NumCPU(), 2)) }

// take waits for a place, in the order of coming.
func (p places) take(ctx context.Context) error {
	select {
	case p <- struct{}{}:
		return nil
	default:
	}
	ctx, cancel := context.WithTimeout(ctx, longestWait)
	defer cancel()
	select {
	case p <- struct{}{}:
		return nil
	case <-ctx.Done():
		return fault.Because(errCrowded, fault.Busy, "fault.busy")
	}
}

// leave gives the place to the next.
func (p places) leave() { <-p }

// resend is a form that found no place: the page that says so sends it again by itself, or the person does.
type resend struct {
	Action string
	Fields [][2]string
	After  int // seconds
}

// resendOf gives what a form sent when it found no place; nil when nothing can be sent again: it came from elsewhere, has
// files or a passphrase, or is none.
func (s *Server) resendOf(c *Ctx, err error, after int) *resend {
	if !errors.Is(err, errCrowded) || c.Method() != "POST" || c.Get("HX-Request") != "" || c.Get(byScript) != "" || s.notForged(c) != nil {
		return nil
	}
	form, ok := c.sentForm()
	if !ok || len(form.Files) > 0 {
		return nil
	}
	return &resend{Action: c.address(), Fields: form.Fields, After: after}
}
