package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"relevo/app"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/assessments"
)

// machines are two relevo behind nginx, on a PostgreSQL primary that acknowledges only what
// its replica has too.
type machines struct {
	binary           string
	configs          [2]app.Config
	servers          [2]*server
	primary, replica *dbtest.Cluster
	p                *programme
	front            string // nginx's address
}

// learnersAtOnce is how many people answer while machines die.
const learnersAtOnce = 8

func startMachines(t *testing.T) *machines {
	t.Helper()
	folder := t.TempDir()
	m := &machines{primary: dbtest.NewCluster(t)}
	m.replica = m.primary.Follow(t)
	var err error
	if m.binary, err = buildRelevo(t.Context(), folder); err != nil {
		t.Fatal(err)
	}
	m.front = fmt.Sprintf("http://127.0.0.1:%d", dbtest.FreePort(t))
	for i := range m.configs {
		m.configs[i] = app.Config{
			Data: filepath.Join(folder, fmt.Sprint("machine-", i)), DatabaseURL: m.primary.URL(m.replica), ReplicaURL: m.replica.URL(),
			Addr: fmt.Sprintf("127.0.0.1:%d", dbtest.FreePort(t)), BaseURL: m.front, TrustedProxies: []string{"127.0.0.1"},
		}
	}
	attempts := make([]int, learnersAtOnce)
	for i := range attempts {
		attempts[i] = 2 // one to answer, one to hand in
	}
	if m.p, err = prepare(t.Context(), m.configs[0], attempts); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = m.p.d.Close() }) // its primary was killed
	m.primary.WaitForReplica(t)
	m.serve(t, 0)
	m.copySecret(t)
	m.serve(t, 1)
	m.startNginx(t, folder)
	return m
}

// serve starts one relevo.
func (m *machines) serve(t *testing.T, i int) {
	t.Helper()
	s, err := startServer(t.Context(), m.binary, m.configs[i])
	if err != nil {
		t.Fatal(err)
	}
	m.servers[i] = s
	t.Cleanup(func() { _ = s.command.Process.Kill() }) // it may be dead already
}

// copySecret gives the second machine what machines that serve together share.
func (m *machines) copySecret(t *testing.T) {
	t.Helper()
	secret, err := os.ReadFile(filepath.Join(m.configs[0].Data, "secret"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(m.configs[1].Data, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(m.configs[1].Data, "secret"), secret, 0o600); err != nil {
		t.Fatal(err)
	}
}

// startNginx serves through the very file that is delivered, without TLS and at ports of this test.
func (m *machines) startNginx(t *testing.T, folder string) {
	t.Helper()
	program, err := exec.LookPath("nginx")
	if err != nil {
		t.Fatal("nginx is missing: install Debian's package nginx")
	}
	delivered, err := os.ReadFile("../relevo/deploy/nginx.conf")
	if err != nil {
		t.Fatal(err)
	}
	port := m.front[strings.LastIndex(m.front, ":")+1:]
	var site []string
	for line := range strings.Lines(string(delivered)) {
		switch word := strings.TrimSpace(line); {
		case strings.HasPrefix(word, "ssl_"), strings.HasPrefix(word, "listen [::]"):
			continue
		case word == "listen 443 ssl;":
			line = "listen 127.0.0.1:" + port + ";\n"
		case word == "listen 80;":
			line = fmt.Sprintf("listen 127.0.0.1:%d;\n", dbtest.FreePort(t))
		}
		line = strings.ReplaceAll(line, "127.0.0.1:8080", m.configs[0].Addr)
		line = strings.ReplaceAll(line, "127.0.0.1:8081", m.configs[1].Addr)
		line = strings.ReplaceAll(line, "proxy_set_header Host $host;", "proxy_set_header Host $http_host;") // the port is not the scheme's
		line = strings.ReplaceAll(line, "X-Forwarded-Proto https", "X-Forwarded-Proto http")
		site = append(site, line)
	}
	var whole strings.Builder
	fmt.Fprintf(&whole, "daemon off;\npid %s/nginx.pid;\nerror_log %s/nginx.log;\nevents { worker_connections 1024; }\nhttp {\naccess_log off;\n", folder, folder)
	for _, kind := range []string{"client_body", "proxy", "fastcgi", "uwsgi", "scgi"} {
		fmt.Fprintf(&whole, "%s_temp_path %s/nginx-%s;\n", kind, folder, kind)
	}
	whole.WriteString(strings.Join(site, "") + "}\n")
	conf := filepath.Join(folder, "nginx.conf")
	if err := os.WriteFile(conf, []byte(whole.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	args := []string{"-p", folder, "-c", conf}
	if os.Getuid() == 0 { // its workers must reach the test's folder
		args = append(args, "-g", "user root;")
	}
	if said, err := exec.Command(program, append(args, "-t")...).CombinedOutput(); err != nil {
		t.Fatalf("nginx does not take the delivered configuration: %v\n%s", err, said)
	}
	nginx := exec.Command(program, args...)
	if err := nginx.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = nginx.Process.Signal(os.Interrupt) // with all its workers
		_ = nginx.Wait()
	})
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		if res, err := http.Get(m.front + "/healthz"); err == nil {
			_ = res.Body.Close()
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("nginx does not answer")
		}
	}
}

// kept is what one learner was told is saved.
type kept struct {
	attempt string
	seq     atomic.Int64  // the highest that was acknowledged
	waited  time.Duration // the longest that one answer took, with all its tries
	tries   int
	err     error
}

// patient repeats what a page repeats by itself, until it is done or nobody can wait any longer.
func patient(ctx context.Context, try func() error) (tries int, err error) {
	for deadline := time.Now().Add(60 * time.Second); ; {
		tries++
		if err = try(); err == nil {
			return tries, nil
		}
		var answered *unexpected
		if errors.As(err, &answered) && answered.status < 500 {
			return tries, err // told no, which is something else
		}
		if errors.As(err, &answered) && answered.status == http.StatusInternalServerError {
			return tries, fmt.Errorf("a 500 where an honest 503 was due: %w", err)
		}
		if time.Now().After(deadline) {
			return tries, err
		}
		select {
		case <-ctx.Done():
			return tries, ctx.Err()
		case <-time.After(200 * time.Millisecond):
		}
	}
}

// answerOn saves one answer after the other until told to stop.
func (k *kept) answerOn(ctx context.Context, u *user, stop <-chan struct{}) {
	for n := int64(1); ; n++ {
		select {
		case <-stop:
			return
		default:
		}
		begin := time.Now()
		tries, err := patient(ctx, func() error {
			return u.save("/attempts/"+k.attempt, []sentAnswer{{u.learner.item, n, "drill", map[string]any{"options": []string{u.learner.option}}}})
		})
		k.tries += tries
		k.waited = max(k.waited, time.Since(begin))
		if err != nil {
			k.err = err
			return
		}
		k.seq.Store(n)
	}
}

// A process is killed, and then the primary, while people answer: what they were told is saved is
// there, and they go on without logging in again.
func TestMachinesDieWhilePeopleAnswer(t *testing.T) {
	if testing.Short() {
		t.Skip("starts two relevo, nginx and two PostgreSQL: make torture")
	}
	m := startMachines(t)
	host, err := hostClient(m.front)
	if err != nil {
		t.Fatal(err)
	}
	users, told := make([]*user, learnersAtOnce), make([]*kept, learnersAtOnce)
	for i := range users {
		l := m.p.learners[i]
		users[i] = &user{client: newClient(host, m.front), p: m.p, learner: l, who: l.username}
		if err := users[i].logIn(); err != nil {
			t.Fatal(err)
		}
		if err := users[i].beginQuiz(); err != nil {
			t.Fatal(err)
		}
		if l.item, l.option, err = users[i].asked(); err != nil {
			t.Fatal(err)
		}
		told[i] = &kept{attempt: l.quizzes[0].attempt}
	}

	stop := make(chan struct{})
	var group sync.WaitGroup
	for i, u := range users {
		group.Go(func() { told[i].answerOn(t.Context(), u, stop) })
	}
	progress := func(what string) { // everybody has something saved after what happened
		t.Helper()
		before := make([]int64, len(told))
		for i, k := range told {
			before[i] = k.seq.Load()
		}
		for deadline := time.Now().Add(70 * time.Second); ; time.Sleep(50 * time.Millisecond) {
			on := 0
			for i, k := range told {
				if k.seq.Load() > before[i]+3 {
					on++
				}
			}
			if on == len(told) {
				return
			}
			if time.Now().After(deadline) {
				for i, k := range told {
					t.Logf("learner %d, after %d answers: %v", i, k.seq.Load(), k.err)
				}
				for _, s := range m.servers {
					said, _ := os.ReadFile(s.log.Name()) // it helps to understand, no more
					t.Logf("%s", said[max(0, len(said)-3000):])
				}
				t.Fatalf("%s: %d of %d go on", what, on, len(told))
			}
		}
	}
	progress("at first")

	if err := m.servers[0].kill(); err != nil {
		t.Fatal(err)
	}
	progress("one process is dead")
	m.serve(t, 0)
	progress("it is back")

	m.primary.Kill(t)
	m.replica.Promote(t)
	progress("the replica is the primary")

	close(stop)
	group.Wait()
	m.check(t, users, told)
}

// check holds what people were told against what is there.
func (m *machines) check(t *testing.T, users []*user, told []*kept) {
	t.Helper()
	d, err := db.Open(t.Context(), db.Options{URL: m.replica.URL()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() }) // read alone
	var all int64
	for i, k := range told {
		if k.err != nil {
			t.Errorf("learner %d could not go on: %v", i, k.err)
		}
		var there int64
		if err := d.Read(t.Context(), func(tx *db.Tx) error {
			return tx.DB.Model(&assessments.Answer{}).Where("attempt_id = ? AND device = 'drill' AND seq <= ?", k.attempt, k.seq.Load()).Count(&there).Error
		}); err != nil {
			t.Fatal(err)
		}
		if there != k.seq.Load() {
			t.Errorf("learner %d was told that %d answers are saved, and %d are", i, k.seq.Load(), there)
		}
		all += there
		t.Logf("learner %d: %d answers in %d tries, the longest took %s", i, k.seq.Load(), k.tries, k.waited.Round(time.Millisecond))
	}
	t.Logf("%d answers were acknowledged, none is lost", all)

	for i, u := range users { // still logged in, and the second attempt goes through, jobs and all
		if err := u.quiz(); err != nil {
			t.Errorf("learner %d after it all: %v", i, err)
		}
	}
	m.throttled(t)
	m.jobsOnce(t, d)
}

// throttled: what is got wrong at one machine counts at the other.
func (m *machines) throttled(t *testing.T) {
	t.Helper()
	refused := func(at string) int {
		host, err := hostClient(at)
		if err != nil {
			t.Fatal(err)
		}
		u := &user{client: newClient(host, at), p: m.p}
		if _, err := u.get("/login"); err != nil {
			t.Fatal(err)
		}
		_, err = u.form("/login", "username", "somebody.else", "passphrase", "guessed wrong once more")
		var answered *unexpected
		if !errors.As(err, &answered) {
			t.Fatalf("a wrong passphrase at %s: %v", at, err)
		}
		return answered.status
	}
	for range 5 {
		if status := refused(m.servers[0].base); status == http.StatusTooManyRequests {
			t.Fatal("five mistakes are free")
		}
	}
	if status := refused(m.servers[1].base); status != http.StatusTooManyRequests {
		t.Errorf("after five mistakes at one machine the other says %d", status)
	}
}

// jobsOnce: each attempt that was handed in was scored by one of the processes.
func (m *machines) jobsOnce(t *testing.T, d *db.DB) {
	t.Helper()
	var handedIn, scored, results int64
	for deadline := time.Now().Add(8 * time.Minute); ; time.Sleep(100 * time.Millisecond) { // a job of the killed process is taken up after six
		if err := d.Read(t.Context(), func(tx *db.Tx) error {
			return errors.Join(
				tx.DB.Raw("SELECT count(*) FROM attempt WHERE submitted_at IS NOT NULL").Scan(&handedIn).Error,
				tx.DB.Raw("SELECT count(*) FROM river_job WHERE args->>'name' = ? AND state = 'completed'", assessments.EventSubmitted).Scan(&scored).Error,
				tx.DB.Raw("SELECT count(DISTINCT attempt_id) FROM result WHERE attempt_id IN (SELECT id FROM attempt WHERE submitted_at IS NOT NULL)").Scan(&results).Error)
		}); err != nil {
			t.Fatal(err)
		}
		if results == handedIn && scored == int64(len(m.p.learners)) {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d were handed in, %d have results, %d jobs were done for the %d of the drill", handedIn, results, scored, len(m.p.learners))
		}
	}
	var more, keep int64
	if err := d.Read(t.Context(), func(tx *db.Tx) error {
		return errors.Join(
			tx.DB.Raw("SELECT count(*) FROM river_job WHERE args->>'name' = ?", assessments.EventScored).Scan(&more).Error,
			tx.DB.Raw("SELECT count(*) FROM river_job GROUP BY args, date_trunc('second', created_at) HAVING args->>'name' = 'analytics.keep' ORDER BY 1 DESC LIMIT 1").Scan(&keep).Error)
	}); err != nil {
		t.Fatal(err)
	}
	if more != int64(len(m.p.learners)) {
		t.Errorf("%d attempts of the drill were scored, and %d times that was told", len(m.p.learners), more)
	}
	if keep > 1 {
		t.Errorf("what is done every half minute was asked for %d times at once", keep)
	}
}

// The delivered service is one that systemd takes.
func TestSystemdTakesTheService(t *testing.T) {
	program, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("there is no systemd here")
	}
	text, err := os.ReadFile("../relevo/deploy/relevo.service")
	if err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "relevo.service")
	text = bytes.ReplaceAll(text, []byte("/usr/local/bin/relevo"), []byte(self)) // which is nowhere installed here
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	if said, err := exec.Command(program, "verify", "--man=no", file).CombinedOutput(); err != nil || len(bytes.TrimSpace(said)) > 0 {
		t.Errorf("%v\n%s", err, said)
	}
}
