package web

import (
	"errors"
	"net"
	"testing"
	"time"
)

// A connection that was closed because relevo stops takes its deadlines all the same, as fasthttp wants, and says with the
// next read and write that it is closed.
func TestAClosedConnectionTakesItsDeadlines(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	at := newCallers(listener)
	defer func() { _ = at.Close() }()
	browser, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = browser.Close() }()
	conn, err := at.Accept()
	if err != nil {
		t.Fatal(err)
	}
	if err := conn.Close(); err != nil {
		t.Fatal(err)
	}
	soon := time.Now().Add(time.Minute)
	if err := errors.Join(conn.SetReadDeadline(soon), conn.SetWriteDeadline(soon)); err != nil {
		t.Errorf("its deadlines: %v", err)
	}
	_, reading := conn.Read(make([]byte, 1))
	_, writing := conn.Write([]byte("x"))
	if !errors.Is(reading, net.ErrClosed) || !errors.Is(writing, net.ErrClosed) {
		t.Errorf("it is read with %v and written with %v", reading, writing)
	}
}
