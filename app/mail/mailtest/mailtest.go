// Package mailtest is a mail server for tests: it speaks as much SMTP (RFC 5321)
// as relevo does, keeps what it accepts, and refuses what it is told to.
//
//	server := mailtest.New(t)
//	server.Refuse("450 4.2.1 try later") // the next recipient
//	…
//	letter := server.Await(1)[0]
package mailtest

import (
	"bufio"
	"crypto/tls"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"
)

// Letter is what was delivered.
type Letter struct {
	From, To string // of the envelope
	Header   mail.Header
	Subject  string // decoded
	Plain    string
	HTML     string
	Attached map[string][]byte // by file name
}

// Server is a mail server on this machine.
type Server struct {
	Address string      // host:port
	Trust   *tls.Config // with which a client trusts it

	t        testing.TB
	own      *tls.Config // nil: it offers no STARTTLS
	mu       sync.Mutex
	refusals []string
	mute     bool
	accepted []Letter
	tried    int
}

// New starts a server without encryption that stops with the test.
func New(t testing.TB) *Server { return begin(t, nil, nil) }

// NewTLS starts one that offers STARTTLS.
func NewTLS(t testing.TB) *Server {
	t.Helper()
	lender := httptest.NewTLSServer(nil) // it has a certificate to lend
	lender.Close()
	trust, ok := lender.Client().Transport.(*http.Transport)
	if !ok {
		t.Fatal("the lent certificate comes without those who trust it")
	}
	client := trust.TLSClientConfig.Clone()
	client.ServerName = "example.com" // whose certificate it is
	return begin(t, lender.TLS, client)
}

func begin(t testing.TB, own, trust *tls.Config) *Server {
	t.Helper()
	var listen net.ListenConfig
	listener, err := listen.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{Address: listener.Addr().String(), Trust: trust, t: t, own: own}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			line, err := listener.Accept()
			if err != nil {
				return
			}
			go s.serve(line)
		}
	}()
	return s
}

// Refuse has the next recipient refused with this reply, as often as it is called.
func (s *Server) Refuse(reply string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refusals = append(s.refusals, reply)
}

// HangUp has the server take the next letter and cut the line without an answer.
func (s *Server) HangUp() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mute = true
}

// Tried is how many recipients were named so far, refused ones included.
func (s *Server) Tried() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.tried
}

// Letters gives what was accepted so far.
func (s *Server) Letters() []Letter {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Letter{}, s.accepted...)
}

// Await gives what was accepted once there are n letters.
func (s *Server) Await(n int) []Letter {
	s.t.Helper()
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if list := s.Letters(); len(list) >= n {
			return list
		}
	}
	s.t.Fatalf("%d letters arrived in 30 seconds, want %d", len(s.Letters()), n)
	return nil
}

// talk is one connection.
type talk struct {
	line net.Conn
	read *bufio.Reader
}

func newTalk(line net.Conn) talk { return talk{line, bufio.NewReader(line)} }

func (c talk) say(reply string) { _, _ = io.WriteString(c.line, reply+"\r\n") }

// serve answers one client until it leaves.
func (s *Server) serve(line net.Conn) {
	defer func() { _ = line.Close() }()
	c := newTalk(line)
	c.say("220 mailtest")
	var from, to string
	for {
		heard, err := c.read.ReadString('\n')
		if err != nil {
			return
		}
		heard = strings.TrimRight(heard, "\r\n")
		word, rest, _ := strings.Cut(heard, " ")
		switch strings.ToUpper(word) {
		case "EHLO":
			c.greet(s.own != nil)
		case "STARTTLS":
			c.say("220 go on")
			c = newTalk(tls.Server(c.line, s.own))
		case "MAIL":
			from = within(rest)
			c.say("250 2.1.0 ok")
		case "RCPT":
			to = within(rest)
			c.say(s.recipient())
		case "DATA":
			c.say("354 go on")
			if !s.take(c, from, to) {
				return
			}
		case "QUIT":
			c.say("221 bye")
			return
		default:
			c.say("250 ok")
		}
	}
}

func (c talk) greet(offersTLS bool) {
	c.say("250-mailtest")
	if offersTLS {
		c.say("250-STARTTLS")
	}
	c.say("250 ENHANCEDSTATUSCODES")
}

// within is what stands between < and >.
func within(text string) string {
	_, rest, _ := strings.Cut(text, "<")
	address, _, _ := strings.Cut(rest, ">")
	return address
}

func (s *Server) recipient() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tried++
	if len(s.refusals) == 0 {
		return "250 2.1.5 ok"
	}
	reply := s.refusals[0]
	s.refusals = s.refusals[1:]
	return reply
}

// take reads a letter to its end and keeps it; false when the line is cut.
func (s *Server) take(c talk, from, to string) bool {
	var body strings.Builder
	for {
		line, err := c.read.ReadString('\n')
		if err != nil {
			return false
		}
		if line == ".\r\n" {
			break
		}
		body.WriteString(strings.TrimPrefix(line, "."))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.accepted = append(s.accepted, s.parse(from, to, body.String()))
	if s.mute {
		s.mute = false
		return false
	}
	c.say("250 2.0.0 taken")
	return true
}

func (s *Server) parse(from, to, raw string) Letter {
	l := Letter{From: from, To: to}
	m, err := mail.ReadMessage(strings.NewReader(raw))
	if err != nil {
		s.t.Errorf("what arrived is no letter: %v", err)
		return l
	}
	l.Header = m.Header
	if l.Subject, err = new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject")); err != nil {
		s.t.Error(err)
	}
	l.Attached = map[string][]byte{}
	s.parts(m.Header.Get("Content-Type"), m.Body, &l)
	if l.Plain == "" || l.HTML == "" {
		s.t.Errorf("the letter is not there in both forms: %q", m.Header.Get("Content-Type"))
	}
	return l
}

// parts reads what a letter is made of.
func (s *Server) parts(contentType string, body io.Reader, l *Letter) {
	kind, values, err := mime.ParseMediaType(contentType)
	if err != nil || !strings.HasPrefix(kind, "multipart/") {
		s.t.Errorf("the letter is %q: %v", kind, err)
		return
	}
	for parts := multipart.NewReader(body, values["boundary"]); ; {
		part, err := parts.NextRawPart()
		if err != nil {
			return
		}
		own := part.Header.Get("Content-Type")
		if strings.HasPrefix(own, "multipart/") {
			s.parts(own, part, l)
			continue
		}
		var plain io.Reader = quotedprintable.NewReader(part)
		if part.Header.Get("Content-Transfer-Encoding") == "base64" {
			plain = base64.NewDecoder(base64.StdEncoding, part)
		}
		text, err := io.ReadAll(plain)
		if err != nil {
			s.t.Error(err)
		}
		switch {
		case part.FileName() != "":
			l.Attached[part.FileName()] = text
		case strings.HasPrefix(own, "text/html"):
			l.HTML = string(text)
		default:
			l.Plain = strings.ReplaceAll(string(text), "\r\n", "\n")
		}
	}
}
