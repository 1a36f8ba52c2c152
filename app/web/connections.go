package web

import (
	"errors"
	"net"
	"sync"
	"time"
)

// callers is a listener that knows who has called and not yet said anything:
// browsers keep such a connection open in advance. fasthttp waits for them when
// it stops, as if a request were under way; they are hung up on instead.
type callers struct {
	net.Listener
	mu       sync.Mutex
	stopping bool
	silent   map[*caller]struct{}
}

func newCallers(l net.Listener) *callers {
	return &callers{Listener: l, silent: map[*caller]struct{}{}}
}

// Accept waits for the next.
func (l *callers) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	c := &caller{Conn: conn, at: l}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.stopping {
		_ = conn.Close() // whoever serves it notices
	}
	l.silent[c] = struct{}{}
	return c, nil
}

// hangUp ends the connections on which nothing was ever said.
func (l *callers) hangUp() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.stopping = true
	for c := range l.silent {
		_ = c.Conn.Close() // whoever serves it notices
	}
}

// forget takes a caller from the list of the silent.
func (l *callers) forget(c *caller) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.silent, c)
}

// caller is one connection.
type caller struct {
	net.Conn
	at    *callers
	spoke sync.Once
}

// Read reads what is said.
func (c *caller) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if n > 0 {
		c.spoke.Do(func() { c.at.forget(c) })
	}
	return n, err
}

// Close hangs up.
func (c *caller) Close() error {
	c.at.forget(c)
	return c.Conn.Close()
}

// SetReadDeadline says how long to wait for what is said next.
func (c *caller) SetReadDeadline(t time.Time) error { return unlessClosed(c.Conn.SetReadDeadline(t)) }

// SetWriteDeadline says how long an answer may take to be sent.
func (c *caller) SetWriteDeadline(t time.Time) error { return unlessClosed(c.Conn.SetWriteDeadline(t)) }

// unlessClosed leaves it to the next read or write to say that the connection is closed. When it stops, fasthttp closes
// connections on which nothing seems to be under way, and ends the whole program with a panic when one of them has a
// request after all and cannot be given a deadline (valyala/fasthttp#1835).
func unlessClosed(err error) error {
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}
