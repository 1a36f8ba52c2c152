//go:build unix

package e2e

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"relevo/app"
	"relevo/app/access"
	"relevo/app/db"
	"relevo/assessments"
)

// writers is how many officials answer at once while the server is killed.
const writers = 200

// The server is killed at random while two hundred people answer; whatever it said was
// saved is there afterwards, once, and nothing in the database is broken. Two kills here,
// a hundred in make torture.
func TestKillingTheServerLosesNothingItAcknowledged(t *testing.T) {
	kills := 100
	if testing.Short() {
		kills = 2
	}
	binary := filepath.Join(t.TempDir(), "relevo")
	if out, err := exec.Command("go", "build", "-o", binary, "relevo/cmd/relevo").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	eachAtLength(t, func(t *testing.T, dialect db.Dialect) {
		x := examination{t: t, config: config(t, dialect), size: writers, random: rand.New(rand.NewPCG(7, 7))} // a seeded source, so that the test repeats
		x.prepare()
		var acknowledged int
		var slowest time.Duration
		for kill := range kills {
			server := x.start(binary)
			if kill == 0 {
				x.enter()
			}
			began := time.Now()
			first := x.answer(0) // the first request after a restart
			slowest = max(slowest, time.Since(began))
			if !first {
				t.Fatal("the server that was started again does not save")
			}
			stop := make(chan struct{})
			var group sync.WaitGroup
			for i := range x.officials {
				group.Go(func() {
					for {
						select {
						case <-stop:
							return
						default:
							if !x.answer(i) {
								return // the server is gone
							}
						}
					}
				})
			}
			time.Sleep(time.Duration(100+x.random.IntN(900)) * time.Millisecond) // the load, not a wait for anything
			if err := server.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			_ = server.Wait() // killed, as intended
			close(stop)
			group.Wait()
		}
		acknowledged = x.check()
		t.Logf("%s: %d kills, %d acknowledged answers, none lost; the first answer after a restart took at most %s", dialect, kills, acknowledged, slowest.Round(time.Millisecond))
		if acknowledged < writers {
			t.Errorf("only %d answers were acknowledged: nothing is shown by this", acknowledged)
		}
	})
}

// examination is two hundred officials who sit one test.
type examination struct {
	t         *testing.T
	config    app.Config
	base      string
	random    *rand.Rand
	officials []*candidate
	key       string // passphrase
	size      int    // how many officials
}

// candidate is one of them; each is used by one goroutine at a time.
type candidate struct {
	username, attempt   string
	item, option, token string // what is answered, with what, and the proof that the page is ours
	client              *http.Client
	seq                 int64
	saved               map[int64]bool // numbers that the server said it saved
}

// prepare makes the programme while no server runs.
func (x *examination) prepare() {
	t := x.t
	a := newAudience(t, x.config)
	defer a.close()
	x.key = a.key
	sitting, err := a.Assessments.Administer(t.Context(), access.System(), assessments.NewAdministration{AssessmentID: a.Assessment.ID, Occasion: assessments.Pre, Title: "Examen"})
	if err != nil {
		t.Fatal(err)
	}
	persons := a.officials(x.size)
	a.Write(func(tx *db.Tx) error { return assessments.AssignTx(tx, access.System(), sitting.ID, persons, nil) })
	for _, person := range persons {
		x.officials = append(x.officials, &candidate{username: strings.ToLower(person), attempt: a.attempt(person, sitting.ID), saved: map[int64]bool{}})
	}
}

// start starts the built server and waits until it is ready.
func (x *examination) start(binary string) *exec.Cmd {
	x.t.Helper()
	args := []string{"serve", "--addr", "127.0.0.1:0", "--data", x.config.Data}
	if x.config.DatabaseURL != "" {
		args = append(args, "--database-url", x.config.DatabaseURL)
	}
	server := exec.Command(binary, args...)
	server.Env = []string{"PATH=" + os.Getenv("PATH")}
	server.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	said, err := hear(x.t, server)
	if err != nil {
		x.t.Fatal(err)
	}
	for line := range said {
		if _, address, ready := strings.Cut(line, "relevo is ready: "); ready {
			x.base = address
			return server
		}
	}
	x.t.Fatal("the server does not start")
	return nil
}

// hear starts a server and gives what it says, line by line as long as somebody asks. All of it is told if the test fails.
func hear(t *testing.T, server *exec.Cmd) (<-chan string, error) {
	said, voice, err := os.Pipe() // unlike StderrPipe it is not closed by Wait, which may come before the last words
	if err != nil {
		return nil, err
	}
	server.Stderr = voice
	err = server.Start()
	if err := errors.Join(err, voice.Close()); err != nil {
		return nil, err
	}
	lines, silent := make(chan string, 100), make(chan struct{})
	var all bytes.Buffer
	go func() {
		defer close(silent)
		defer close(lines)
		for scan := bufio.NewScanner(said); scan.Scan(); {
			all.Write(append(scan.Bytes(), '\n'))
			select {
			case lines <- scan.Text():
			default: // nobody asks any more
			}
		}
	}()
	t.Cleanup(func() {
		_ = server.Process.Kill() // it is gone, unless the test failed
		<-silent
		_ = said.Close()
		if t.Failed() {
			t.Logf("the server said:\n%s", all.String())
		}
	})
	return lines, nil
}

// enter logs everybody in and begins their attempts.
func (x *examination) enter() {
	var group sync.WaitGroup
	for _, c := range x.officials {
		group.Go(func() {
			jar, err := cookiejar.New(nil)
			if err != nil {
				x.t.Error(err)
				return
			}
			c.client = &http.Client{Jar: jar, Timeout: time.Minute}
			page, _ := fetch(x.t, c.client, x.base+"/login")
			c.post(x, page.Find("input[name=_token]").AttrOr("value", ""), "/login", "username", c.username, "passphrase", x.key)
			page, _ = fetch(x.t, c.client, x.base+"/attempts/"+c.attempt)
			c.post(x, page.Find("input[name=_token]").AttrOr("value", ""), "/attempts/"+c.attempt+"/start", "consent", "true")
			page, _ = fetch(x.t, c.client, x.base+"/attempts/"+c.attempt+"/questions/1")
			c.token = page.Find("meta[name=form-token]").AttrOr("content", "")
			c.item = page.Find("form[data-item]").AttrOr("data-item", "")
			c.option = page.Find("input[name=option]").First().AttrOr("value", "")
		})
	}
	group.Wait()
	if x.t.Failed() {
		x.t.FailNow()
	}
}

func (c *candidate) post(x *examination, token, path string, pairs ...string) {
	form := url.Values{"_token": {token}}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	status := http.StatusServiceUnavailable
	for tries := 0; status == http.StatusServiceUnavailable && tries < 10; tries++ { // two hundred at one door: the page asks again, too
		res, err := c.client.PostForm(x.base+path, form)
		if err != nil {
			x.t.Error(err)
			return
		}
		_ = res.Body.Close() // nothing of it is needed
		status = res.StatusCode
	}
	if status != http.StatusOK {
		x.t.Errorf("%s: status %d", path, status)
	}
}

// answer sends the next answer of an official and tells whether the server acknowledged it.
func (x *examination) answer(i int) bool {
	c := x.officials[i]
	c.seq++
	body, err := json.Marshal(map[string]any{"answers": []any{map[string]any{
		"item": c.item, "seq": c.seq, "device": "phone", "value": map[string]any{"options": []string{c.option}}}}})
	if err != nil {
		x.t.Error(err)
		return false
	}
	req, err := http.NewRequestWithContext(x.t.Context(), http.MethodPost, x.base+"/attempts/"+c.attempt+"/answers", strings.NewReader(string(body)))
	if err != nil {
		x.t.Error(err)
		return false
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Form-Token", c.token)
	res, err := c.client.Do(req)
	if err != nil {
		return false
	}
	defer func() { _ = res.Body.Close() }() // it has been read
	said, err := io.ReadAll(res.Body)
	if err != nil {
		return false
	}
	if res.StatusCode != http.StatusOK {
		x.t.Errorf("an answer is refused: %d %s", res.StatusCode, said)
		return false
	}
	c.saved[c.seq] = true
	return true
}

// check looks whether everything that was acknowledged is in the database, and gives how
// much that is.
func (x *examination) check() (acknowledged int) {
	t, d := x.t, openBeside(x.t, x.config)
	defer func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	}()
	err := d.Read(t.Context(), func(tx *db.Tx) error {
		for _, c := range x.officials {
			var there []assessments.Answer
			if err := tx.DB.Where("attempt_id = ?", c.attempt).Find(&there).Error; err != nil {
				return err
			}
			kept := map[int64]bool{}
			for _, a := range there {
				if kept[a.Seq] {
					t.Errorf("answer %d of attempt %s is there twice", a.Seq, c.attempt)
				}
				kept[a.Seq] = true
			}
			for seq := range c.saved {
				if !kept[seq] {
					t.Errorf("answer %d of attempt %s was acknowledged and is lost", seq, c.attempt)
				}
			}
			acknowledged += len(c.saved)
		}
		if d.Dialect != db.SQLite {
			return nil
		}
		var sound string
		if err := tx.DB.Raw("PRAGMA integrity_check").Scan(&sound).Error; err != nil || sound != "ok" {
			t.Errorf("integrity: %q, %v", sound, err)
		}
		var broken []map[string]any
		if err := tx.DB.Raw("PRAGMA foreign_key_check").Scan(&broken).Error; err != nil || len(broken) > 0 {
			t.Errorf("foreign keys: %v, %v", broken, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return acknowledged
}
