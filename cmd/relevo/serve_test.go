package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/demo"
)

func TestTheDemonstrationBeginsGoesOnAndBeginsAnew(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "not", "there", "yet")
	who := newVisitor(t)

	first := start(t, nil, "demo", "--addr", "localhost:0", "--data", folder)
	if _, err := os.Stat(filepath.Join(folder, "relevo.sqlite")); err != nil {
		t.Error(err)
	}
	for _, want := range []string{"Opening the database", "Migrated: 0001_people", "was loaded in", "Ctrl+C"} {
		first.err.await(t, regexp.QuoteMeta(want))
	}
	if len(demo.Guests()) != 5 {
		t.Errorf("%d guests, one for each of the five roles", len(demo.Guests()))
	}
	for _, guest := range demo.Guests() {
		line := first.err.await(t, `(?m)^  `+string(guest.Role)+` +user (.+)$`)
		if words := strings.Fields(line); words[0] != guest.Username || !strings.HasSuffix(line, "passphrase "+guest.Passphrase) {
			t.Errorf("%s: %s", guest.Role, line)
		}
		if !newVisitor(t).logIn(first.address, guest.Username, guest.Passphrase) {
			t.Errorf("the printed login of the %s is refused", guest.Role)
		}
	}
	for path, want := range map[string]string{"/healthz": "ok\n", "/readyz": "ready\n"} {
		if status, _, body := who.get(first.address + path); status != http.StatusOK || body != want {
			t.Errorf("%s: %d %q", path, status, body)
		}
	}
	guest := demo.Guests()[0]
	if !who.logIn(first.address, guest.Username, guest.Passphrase) || !who.isIn(first.address) {
		t.Fatal("cannot log in")
	}
	if code := first.stop(); code != 0 {
		t.Errorf("stopping gives %d:\n%s", code, first.err)
	}
	if first.out.String() != "" {
		t.Errorf("stdout is for results: %s", first.out)
	}

	second := start(t, nil, "demo", "--addr", "localhost:0", "--data", folder)
	if text := second.err.String(); strings.Contains(text, "was loaded") || strings.Contains(text, "Migrated") {
		t.Errorf("the second start should go on:\n%s", text)
	}
	if !who.isIn(second.address) {
		t.Error("the second start has forgotten a login")
	}
	second.stop()

	fresh := start(t, nil, "demo", "--fresh", "--addr", "localhost:0", "--data", folder)
	fresh.err.await(t, "was loaded in")
	if who.isIn(fresh.address) {
		t.Error("--fresh has not forgotten a login")
	}
	if code := fresh.stop(); code != 0 {
		t.Errorf("stopping gives %d", code)
	}
}

func TestServeTakesItsSettingsFromTheEnvironment(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	env := []string{
		"RELEVO_ADDR=localhost:0", "RELEVO_DATA=" + folder, "RELEVO_DATABASE_URL=" + dbtest.Address(t, db.Postgres), "RELEVO_LOG_JSON=true",
		"HOME=/nowhere", "ADDR=not ours", "RELEVO_SOMETHING_ELSE=is left alone",
	}
	first := start(t, env, "serve", "--first-admin", "noemi")
	passphrase := first.err.await(t, `passphrase +(\S+)\n`)
	first.err.await(t, `user +noemi\n`)
	first.err.await(t, `\{"time":.*"msg":"serving"`)
	if _, err := os.Stat(filepath.Join(folder, "relevo.sqlite")); err == nil {
		t.Error("with PostgreSQL there is no embedded database")
	}
	if strings.Contains(first.out.String()+first.err.String(), "sslmode") {
		t.Error("the address of the database is shown with all it holds")
	}
	who := newVisitor(t)
	if !who.logIn(first.address, "noemi", passphrase) {
		t.Error("the printed passphrase is refused")
	}
	if code := first.stop(); code != 0 {
		t.Errorf("stopping gives %d:\n%s", code, first.err)
	}

	second := start(t, env, "serve", "--first-admin", "noemi")
	if strings.Contains(second.err.String(), "passphrase") {
		t.Errorf("the passphrase is shown once:\n%s", second.err)
	}
	if !who.isIn(second.address) {
		t.Error("PostgreSQL has forgotten a login")
	}
	_, database, _ := strings.Cut(env[2], "=")
	fresh, _ := command(t, 0, "account", "recover", "NOEMI", "--database-url", database, "--data", folder)
	if fresh = strings.TrimSpace(fresh); len(fresh) < 15 || fresh == passphrase {
		t.Errorf("the way back in is %q", fresh)
	}
	command(t, 1, "account", "recover", "nobody", "--database-url", database, "--data", folder)
	if who.isIn(second.address) {
		t.Error("a login from before the way back in still works")
	}
	if !who.logIn(second.address, "noemi", fresh) || !who.isIn(second.address) {
		t.Error("the way back in leads nowhere")
	}
	second.stop()

	other := start(t, env, "serve", "--first-admin", "somebody.else")
	if strings.Contains(other.err.String(), "passphrase") || strings.Contains(other.err.String(), "somebody.else") {
		t.Errorf("where there is an account, no other is opened:\n%s", other.err)
	}
}

func TestAFlagOutweighsTheEnvironment(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	given := filepath.Join(folder, "given")
	r := start(t, []string{"RELEVO_ADDR=nonsense", "RELEVO_DATA=" + filepath.Join(folder, "environment"), "RELEVO_DATABASE_URL="},
		"serve", "--addr", "localhost:0", "--data", given)
	if _, err := os.Stat(filepath.Join(given, "relevo.sqlite")); err != nil {
		t.Error(err)
	}
	if strings.Contains(r.err.String(), "passphrase") {
		t.Error("nobody asked for an administrator")
	}
	if _, _, page := newVisitor(t).get(r.address + "/login"); strings.Contains(page, "la ceiba florece") {
		t.Error("the real thing offers the demonstration's logins")
	}
}

func TestBehindAProxyTheAddressIsThatOfTheProxy(t *testing.T) {
	t.Parallel()
	r := start(t, nil, "serve", "--addr", "127.0.0.1:0", "--data", t.TempDir(), "--base-url", "https://relevo.example.pe/")
	if r.address != "https://relevo.example.pe" {
		t.Errorf("it says it is at %s", r.address)
	}
}

// A request is half way when the program is told to stop: it has sent its
// header and waits with its body for the server's "100 Continue".
func TestStoppingFinishesWhatIsUnderWay(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	r := start(t, nil, "serve", "--addr", "127.0.0.1:0", "--data", folder, "--first-admin", "noemi")
	passphrase := r.err.await(t, `passphrase +(\S+)\n`)
	who := newVisitor(t)
	body := who.loginForm(r.address, "noemi", passphrase).Encode()
	base, err := url.Parse(r.address)
	if err != nil {
		t.Fatal(err)
	}
	var cookies []string
	for _, c := range who.client.Jar.Cookies(base) {
		cookies = append(cookies, c.String())
	}

	conn, err := net.Dial("tcp", base.Host)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	_, err = fmt.Fprintf(conn, "POST /login HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\nExpect: 100-continue\r\n\r\n",
		base.Host, strings.Join(cookies, "; "), len(body))
	if err != nil {
		t.Fatal(err)
	}
	from := bufio.NewReader(conn)
	if line, err := from.ReadString('\n'); err != nil || !strings.HasPrefix(line, "HTTP/1.1 100 ") {
		t.Fatalf("%q %v", line, err)
	}
	if line, err := from.ReadString('\n'); err != nil || line != "\r\n" {
		t.Fatalf("%q %v", line, err)
	}

	// Now the request is under way.
	if _, err := io.WriteString(conn, body[:len(body)/2]); err != nil {
		t.Fatal(err)
	}
	r.cancel()
	r.err.await(t, `msg=stopping`)
	for { // until nobody new is let in
		other, err := net.Dial("tcp", base.Host)
		if err != nil {
			break
		}
		_ = other.Close()
	}
	select {
	case code := <-r.done:
		t.Fatalf("it ended with %d before the request did:\n%s", code, r.err)
	default:
	}
	if _, err := io.WriteString(conn, body[len(body)/2:]); err != nil {
		t.Fatal(err)
	}
	answer, err := http.ReadResponse(from, nil)
	if err != nil {
		t.Fatal(err)
	}
	if status, leads, _ := who.read(answer); status != http.StatusSeeOther || leads != "/" {
		t.Errorf("the request under way is answered %d, to %q", status, leads)
	}
	if code := r.ended(); code != 0 {
		t.Errorf("stopping gives %d:\n%s", code, r.err)
	}
	// What it did is kept.
	who.client.Jar.SetCookies(base, answer.Cookies())
	again := start(t, nil, "serve", "--addr", base.Host, "--data", folder)
	if !who.isIn(again.address) {
		t.Error("the login of the request under way is lost")
	}
}

// Browsers open a connection in advance and may never use it: that is no
// request under way.
func TestStoppingDoesNotWaitForWhoNeverAsks(t *testing.T) {
	t.Parallel()
	r := start(t, nil, "serve", "--addr", "127.0.0.1:0", "--data", t.TempDir())
	conn, err := net.Dial("tcp", strings.TrimPrefix(r.address, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	if status, _, _ := newVisitor(t).get(r.address + "/healthz"); status != http.StatusOK { // the connection has been accepted before this one
		t.Fatalf("/healthz: %d", status)
	}
	if code := r.stop(); code != 0 {
		t.Errorf("stopping gives %d:\n%s", code, r.err)
	}
}

func TestStoppingWhileItPreparesIsNoFailure(t *testing.T) {
	t.Parallel()
	r := &relevo{t: t, err: newScreen(), done: make(chan int, 1)}
	var ctx context.Context
	ctx, r.cancel = context.WithCancel(context.Background())
	go func() {
		r.done <- run(ctx, []string{"demo", "--addr", "localhost:0", "--data", t.TempDir()}, nil, nil, io.Discard, r.err)
	}()
	r.err.await(t, "Migrated: 0005")
	if code := r.stop(); code != 0 || !strings.Contains(r.err.String(), "Stopped before") {
		t.Errorf("%d:\n%s", code, r.err)
	}
}

// stopAt is a screen on which a word stops the program.
type stopAt struct {
	*screen
	word string
	stop context.CancelFunc
}

// Write writes on the screen.
func (s stopAt) Write(p []byte) (int, error) {
	if strings.Contains(string(p), s.word) {
		s.stop()
	}
	return s.screen.Write(p)
}

func TestStoppingAtOnceGivesTheAddressBack(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(context.Background())
	stderr := stopAt{screen: newScreen(), word: "relevo is ready", stop: stop}
	if code := run(ctx, []string{"serve", "--addr", "127.0.0.1:0", "--data", t.TempDir()}, nil, nil, io.Discard, stderr); code != 0 {
		t.Fatalf("exit %d:\n%s", code, stderr)
	}
	address := strings.TrimPrefix(stderr.await(t, readyLine), "http://")
	again, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	_ = again.Close()
}

// What can be wrong from the start is told in one sentence, with exit code 1.
func TestWhatIsWrongIsToldInOneSentence(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()
	folder := t.TempDir()
	file := filepath.Join(folder, "file")
	broken, real, noClock := filepath.Join(folder, "broken"), filepath.Join(folder, "real"), filepath.Join(folder, "clock")
	shortSecret := filepath.Join(folder, "short")
	for path, content := range map[string]string{
		file: "", filepath.Join(broken, "relevo.sqlite"): strings.Repeat("no database ", 1000),
		filepath.Join(noClock, "demo-clock"): "half past nine", filepath.Join(shortSecret, "secret"): "short",
	} {
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if code, _, stderr := once(t, "", nil, "migrate", "--data", real); code != 0 {
		t.Fatal(stderr)
	}
	server := os.Getenv("RELEVO_TEST_POSTGRES")
	fresh := func() string { return filepath.Join(t.TempDir(), "new") }
	for _, c := range []struct {
		what, says string
		args       []string
	}{
		{"a port in use", "another relevo running there", []string{"serve", "--data", fresh(), "--addr", taken.Addr().String()}},
		{"an address without a port", "missing port", []string{"serve", "--data", fresh(), "--addr", "nonsense"}},
		{"a file for a folder", "data folder cannot be made", []string{"serve", "--data", file}},
		{"a file for a folder, migrating", "cannot be made", []string{"migrate", "--data", file}},
		{"a file for a folder, demonstrating", "cannot be", []string{"demo", "--data", file}},
		{"no database in the file", "not a database", []string{"serve", "--data", broken}},
		{"a secret cut short", "should hold 32 bytes and holds 5", []string{"serve", "--data", shortSecret}},
		{"nobody at the database's address", "PostgreSQL does not answer", []string{"serve", "--data", fresh(), "--database-url", "postgres://relevo:geheim@127.0.0.1:1/relevo"}},
		{"no such database", "does not exist", []string{"migrate", "--database-url", strings.Replace(server, "/postgres?", "/nowhere?", 1)}},
		{"not an address", "PostgreSQL", []string{"serve", "--data", fresh(), "--database-url", "postgres://relevo:ge%zzheim@localhost/relevo"}},
		{"another kind of database", "postgres://", []string{"serve", "--data", fresh(), "--database-url", "mysql://relevo:geheim@localhost/relevo"}},
		{"another kind of database, reporting", "postgres://", []string{"report", "turnover", "--from", "2026-01-01", "--to", "2026-05-01", "--data", fresh(), "--database-url", "mysql://relevo:geheim@localhost/relevo"}},
		{"another kind of database, migrating", "postgres://", []string{"migrate", "--data", fresh(), "--database-url", "mysql://relevo:geheim@localhost/relevo"}},
		{"a base address that is none", "https://relevo.example.pe", []string{"serve", "--data", fresh(), "--addr", "localhost:0", "--base-url", "relevo"}},
		{"somebody's real data", "not a demonstration's", []string{"demo", "--data", real}},
		{"somebody's real data, afresh", "not a demonstration's", []string{"demo", "--fresh", "--data", real}},
		{"afresh in PostgreSQL", "--fresh", []string{"demo", "--fresh", "--data", fresh(), "--database-url", server}},
		{"a clock that stands still", "--fresh", []string{"demo", "--data", noClock}},
	} {
		t.Run(c.what, func(t *testing.T) {
			code, out, stderr := once(t, "", nil, c.args...)
			if code != 1 || out != "" {
				t.Errorf("exit %d, stdout %q", code, out)
			}
			lines := strings.Split(strings.TrimSpace(stderr), "\n")
			last := lines[len(lines)-1]
			if !strings.HasPrefix(last, "relevo: ") || !strings.Contains(last, c.says) || strings.Count(stderr, "relevo: ") != 1 {
				t.Errorf("not one sentence with %q:\n%s", c.says, stderr)
			}
			for _, line := range lines[:len(lines)-1] {
				if !strings.HasPrefix(line, "Opening the database") && !strings.HasPrefix(line, "Migrated: ") {
					t.Errorf("not one sentence: %s", line)
				}
			}
			if strings.Contains(stderr, "heim") {
				t.Errorf("the password is shown:\n%s", stderr)
			}
		})
	}
	if _, err := os.Stat(filepath.Join(real, "relevo.sqlite")); err != nil {
		t.Errorf("somebody's real data are gone: %v", err)
	}
}

func TestWhatIsNotUnderstoodIsAMisuse(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{
		{"serve", "--no-such-flag"}, {"demo", "--fresh=perhaps"}, {"migrate", "--addr", "localhost:0"}, {"serve", "extra"}, {"srve"}, {"measure", "rate", "--data", "x"}, {"--data", "x"},
	} {
		code, out, stderr := once(t, "", nil, args...)
		if code != 2 || out != "" || !strings.HasPrefix(stderr, "relevo: ") || !strings.Contains(stderr, "--help") {
			t.Errorf("%q: exit %d\n%s%s", args, code, out, stderr)
		}
	}
	if code, _, stderr := once(t, "", []string{"RELEVO_FRESH=perhaps"}, "demo"); code != 2 || !strings.Contains(stderr, "fresh") {
		t.Errorf("from the environment: exit %d\n%s", code, stderr)
	}
	for _, args := range [][]string{nil, {"--help"}, {"serve", "--help"}} {
		code, out, stderr := once(t, "", nil, args...)
		if code != 0 || !strings.Contains(out, "Usage: relevo") || stderr != "" {
			t.Errorf("%q: exit %d\n%s%s", args, code, out, stderr)
		}
	}
}

func TestMigrateTwice(t *testing.T) {
	t.Parallel()
	for _, dialect := range []db.Dialect{db.SQLite, db.Postgres} {
		t.Run(string(dialect), func(t *testing.T) {
			t.Parallel()
			args := []string{"migrate", "--data", t.TempDir()}
			if dialect == db.Postgres {
				args = append(args, "--database-url", dbtest.Address(t, dialect))
			}
			code, out, stderr := once(t, "", nil, args...)
			if code != 0 || out != "" || !strings.HasPrefix(stderr, "Migrated: 0001_people\nMigrated: 0002_access\n") {
				t.Errorf("exit %d\n%s%s", code, out, stderr)
			}
			code, out, stderr = once(t, "", nil, args...)
			if code != 0 || out != "" || !strings.HasPrefix(stderr, "Nothing to do: ") || strings.Count(stderr, "\n") != 1 {
				t.Errorf("the second time: exit %d\n%s%s", code, out, stderr)
			}
		})
	}
}
