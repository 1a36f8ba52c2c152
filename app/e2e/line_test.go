package e2e

import (
	"io"
	"net"
	"sync"
	"testing"
)

// line is the telephone line between browsers and relevo, which can be cut: whatever is open
// breaks off, and nothing new gets through.
type line struct {
	listener net.Listener
	to       string // host and port of relevo

	mu   sync.Mutex
	cut  bool
	open map[net.Conn]bool
}

// layLine gives a line to a relevo that is still to be told its address.
func layLine(t *testing.T) *line {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := &line{listener: listener, open: map[net.Conn]bool{}}
	t.Cleanup(func() {
		_ = listener.Close() // the test is over
		l.set(true)
	})
	go l.serve()
	return l
}

// freeAddress gives an address on which nothing listens.
func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	return listener.Addr().String()
}

func (l *line) serve() {
	for {
		from, err := l.listener.Accept()
		if err != nil {
			return
		}
		go l.carry(from)
	}
}

func (l *line) carry(from net.Conn) {
	to, err := (&net.Dialer{}).Dial("tcp", l.to)
	if err != nil || !l.keep(from, to) {
		_ = from.Close() // there is nobody at the other end
		return
	}
	go func() {
		_, _ = io.Copy(to, from) // it ends when either side hangs up
		l.hangUp(from, to)
	}()
	_, _ = io.Copy(from, to)
	l.hangUp(from, to)
}

func (l *line) keep(ends ...net.Conn) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, end := range ends {
		if l.cut {
			_ = end.Close()
			continue
		}
		l.open[end] = true
	}
	return !l.cut
}

func (l *line) hangUp(ends ...net.Conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, end := range ends {
		_ = end.Close()
		delete(l.open, end)
	}
}

// set cuts the line or mends it.
func (l *line) set(cut bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.cut = cut; !cut {
		return
	}
	for end := range l.open {
		_ = end.Close()
	}
	clear(l.open)
}

// loseLine cuts the line under somebody who reads; what their browser says of it is forgiven.
func (p *person) loseLine(l *line) {
	p.t.Helper()
	p.calm()
	l.set(true)
}

// findLine mends the line and has the telephone notice, as it does by itself.
func (p *person) findLine(l *line) {
	p.t.Helper()
	l.set(false)
	p.forgive()
	p.change(`window.dispatchEvent(new Event("online"))`)
}
