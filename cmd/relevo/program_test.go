package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// patience is how long a test waits for something that should come at once; with the
// race detector on a busy machine, that may take a while.
const patience = 2 * time.Minute

// screen is what a program writes on, and what a test watches.
type screen struct {
	mu      sync.Mutex
	text    bytes.Buffer
	written chan struct{} // closed, and made anew, at every write
}

func newScreen() *screen { return &screen{written: make(chan struct{})} }

// Write adds to the screen and wakes whoever waits.
func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	close(s.written)
	s.written = make(chan struct{})
	return s.text.Write(p)
}

// String is all that was written.
func (s *screen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// await waits until the pattern is on the screen and gives its first group.
func (s *screen) await(t *testing.T, pattern string) string {
	t.Helper()
	look := regexp.MustCompile(pattern)
	late := time.After(patience)
	for {
		s.mu.Lock()
		found, next := look.FindStringSubmatch(s.text.String()), s.written
		s.mu.Unlock()
		if found != nil {
			return found[len(found)-1]
		}
		select {
		case <-next:
		case <-late:
			t.Fatalf("%q never came; there is:\n%s", pattern, s)
		}
	}
}

// relevo is the program at work.
type relevo struct {
	t       *testing.T
	out     *screen
	err     *screen
	address string // where its pages are
	cancel  context.CancelFunc
	done    chan int
}

const readyLine = `(?m)^relevo is ready: (https?://\S+)$`

// start runs the program until it serves.
func start(t *testing.T, env []string, args ...string) *relevo {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	r := &relevo{t: t, out: newScreen(), err: newScreen(), cancel: cancel, done: make(chan int, 1)}
	go func() {
		code := run(ctx, args, env, strings.NewReader(""), r.out, r.err)
		_, _ = fmt.Fprintf(r.err, "\nexit %d\n", code)
		r.done <- code
	}()
	t.Cleanup(func() { r.stop() })
	r.err.await(t, `(?m)^relevo is ready: |^exit \d+$`)
	if !strings.Contains(r.err.String(), "relevo is ready") {
		t.Fatalf("relevo %s does not serve:\n%s", strings.Join(args, " "), r.err)
	}
	r.address = r.err.await(t, readyLine)
	return r
}

// stop ends the program as Ctrl+C does and gives its exit code.
func (r *relevo) stop() int {
	r.t.Helper()
	r.cancel()
	return r.ended()
}

// ended waits for the program's end and gives its exit code.
func (r *relevo) ended() int {
	r.t.Helper()
	select {
	case code := <-r.done:
		r.done <- code // for whoever asks again
		return code
	case <-time.After(patience):
		r.t.Fatalf("relevo does not stop:\n%s", r.err)
		return -1
	}
}

// once runs the program to its end.
func once(t *testing.T, input string, env []string, args ...string) (code int, out, stderr string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	var o, e bytes.Buffer
	code = run(ctx, args, env, strings.NewReader(input), &o, &e)
	if ctx.Err() != nil {
		t.Fatalf("relevo %s did not end by itself:\n%s", strings.Join(args, " "), &e)
	}
	return code, o.String(), e.String()
}

// visitor is somebody with a browser.
type visitor struct {
	t      *testing.T
	client *http.Client
}

func newVisitor(t *testing.T) *visitor {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	return &visitor{t: t, client: &http.Client{Jar: jar, Transport: transport, Timeout: patience,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// get gives the status, where it leads, and the text of a page.
func (v *visitor) get(address string) (status int, leads, body string) {
	v.t.Helper()
	answer, err := v.client.Get(address)
	if err != nil {
		v.t.Fatal(err)
	}
	return v.read(answer)
}

func (v *visitor) read(answer *http.Response) (status int, leads, body string) {
	v.t.Helper()
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return answer.StatusCode, answer.Header.Get("Location"), string(text)
}

var formToken = regexp.MustCompile(`name="_token" value="([^"]+)"`)

// loginForm opens the login page and fills it in.
func (v *visitor) loginForm(base, username, passphrase string) url.Values {
	v.t.Helper()
	_, _, page := v.get(base + "/login")
	token := formToken.FindStringSubmatch(page)
	if token == nil {
		v.t.Fatalf("no form on the login page:\n%s", page)
	}
	return url.Values{"_token": {token[1]}, "username": {username}, "passphrase": {passphrase}}
}

// logIn logs in and tells whether that was granted.
func (v *visitor) logIn(base, username, passphrase string) bool {
	v.t.Helper()
	answer, err := v.client.PostForm(base+"/login", v.loginForm(base, username, passphrase))
	if err != nil {
		v.t.Fatal(err)
	}
	status, _, _ := v.read(answer)
	return status == http.StatusSeeOther
}

// isIn tells whether the visitor's passphrase was accepted, be it that a second step is
// still asked for.
func (v *visitor) isIn(base string) bool {
	v.t.Helper()
	status, leads, _ := v.get(base + "/account")
	return status == http.StatusOK || strings.HasPrefix(leads, "/account/second")
}
