//go:build unix

package e2e

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"relevo/app"
	"relevo/app/db"
)

// ownExam is a prepared examination in a PostgreSQL of this test's own.
func ownExam(t *testing.T) *examination {
	t.Helper()
	address, _ := ownPostgres(t)
	x := &examination{t: t, config: app.Config{Addr: "localhost:0", Data: t.TempDir(), DatabaseURL: address}, size: 20, random: rand.New(rand.NewPCG(7, 7))}
	x.prepare()
	return x
}

// asAdministrator asks the examination's database something and gives the answer, if there is one.
func (x *examination) asAdministrator(statements ...string) (answer string) {
	x.t.Helper()
	d, err := db.Open(x.t.Context(), db.Options{URL: x.config.DatabaseURL})
	if err != nil {
		x.t.Fatal(err)
	}
	defer func() { _ = d.Close() }() // it was asked
	for _, statement := range statements {
		err := d.ReadOne(x.t.Context(), func(tx *db.Tx) error { return tx.DB.Raw(statement).Scan(&answer).Error })
		if err != nil {
			x.t.Fatalf("%s: %v", statement, err)
		}
	}
	return answer
}

// What is acknowledged was on PostgreSQL's disk before: between a request and its reply, one of its processes has the
// system make the log last.
func TestAnAnswerIsOnPostgresDiskBeforeItIsAcknowledged(t *testing.T) {
	torturing(t)
	if _, err := exec.LookPath("strace"); err != nil {
		t.Skip("strace is not installed")
	}
	x := ownExam(t)
	text, err := os.ReadFile(filepath.Join(x.asAdministrator(`SELECT setting FROM pg_settings WHERE name = 'data_directory'`), "postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	master, _, _ := strings.Cut(string(text), "\n")
	trace := filepath.Join(t.TempDir(), "trace")
	args := []string{"-f", "-ttt", "-T", "-o", trace, "-e", "trace=fsync,fdatasync", "-p", master}
	children, err := os.ReadFile(fmt.Sprintf("/proc/%s/task/%s/children", master, master))
	if err != nil {
		t.Fatal(err)
	}
	for _, child := range strings.Fields(string(children)) { // the one that writes the log is there already
		args = append(args, "-p", child)
	}
	tracer := exec.Command("strace", args...)
	if err := tracer.Start(); err != nil {
		t.Fatal(err)
	}
	server := x.start(built(t))
	x.enter()
	for deadline := time.Now().Add(time.Minute); ; { // until it is attached: it writes down a flush
		if !x.answer(0) {
			t.Fatal("an answer is not saved")
		}
		if info, err := os.Stat(trace); err == nil && info.Size() > 0 {
			break
		}
		if time.Now().After(deadline) {
			t.Skip("strace attaches to nothing here")
		}
	}
	type window struct{ from, to float64 }
	now := func() float64 { return float64(time.Now().UnixMicro()) / 1e6 }
	var windows []window
	for range 20 {
		from := now()
		if !x.answer(0) {
			t.Fatal("an answer is not saved")
		}
		windows = append(windows, window{from, now()})
	}
	stop(t, server)
	_ = tracer.Process.Signal(syscall.SIGTERM) // it detaches
	_ = tracer.Wait()
	log, err := os.ReadFile(trace)
	if err != nil {
		t.Fatal(err)
	}
	var done []float64 // when a flush was over
	line := regexp.MustCompile(`(?m)^\d+ +([\d.]+) (.*sync.*)= 0 <([\d.]+)>$`)
	for _, m := range line.FindAllStringSubmatch(string(log), -1) {
		at, err1 := strconv.ParseFloat(m[1], 64)
		took, err2 := strconv.ParseFloat(m[3], 64)
		if err1 != nil || err2 != nil {
			t.Fatalf("%q", m[0])
		}
		if !strings.Contains(m[2], "resumed") { // which is written when it is over
			at += took
		}
		done = append(done, at)
	}
	early := 0
	for _, w := range windows {
		lasting := false
		for _, at := range done {
			lasting = lasting || at >= w.from && at <= w.to
		}
		if !lasting {
			early++
		}
	}
	t.Logf("%d answers acknowledged, %d of them before they were on the disk; %d flushes", len(windows), early, len(done))
	if early > 0 {
		t.Error("an answer was acknowledged too early")
	}
}

// A PostgreSQL that takes no writes, as a replica or one that its administrator has locked: answers are refused honestly, what can be
// read is read, and once it takes them again everybody goes on.
func TestADatabaseThatTakesNoWritesIsSaid(t *testing.T) {
	torturing(t)
	x := ownExam(t)
	server := x.start(built(t))
	x.enter()
	if !x.answer(0) {
		t.Fatal("an answer is not saved")
	}
	const reload = `SELECT pg_reload_conf()`
	const hangUp = `SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname IS NOT NULL`
	x.asAdministrator(`ALTER SYSTEM SET default_transaction_read_only = on`, reload, hangUp)
	refused := 0
	for began := time.Now(); refused < x.size && time.Since(began) < time.Minute; {
		switch status := x.try(refused % x.size); status {
		case http.StatusOK: // on a connection that had not heard of it
		case http.StatusServiceUnavailable:
			refused++
		default:
			t.Fatalf("a database that takes no writes answers %d", status)
		}
	}
	if refused < x.size {
		t.Fatalf("refused %d times", refused)
	}
	if res, err := http.Get(x.base + "/login"); err != nil || res.StatusCode != http.StatusOK {
		t.Errorf("what can be read is not: %v", err)
	} else {
		_ = res.Body.Close() // the status is enough
	}
	x.asAdministrator(`ALTER SYSTEM RESET default_transaction_read_only`, reload, hangUp)
	for i := range x.officials {
		for deadline := time.Now().Add(30 * time.Second); x.try(i) != http.StatusOK; {
			if time.Now().After(deadline) {
				t.Fatalf("official %d cannot go on", i)
			}
		}
	}
	stop(t, server)
	t.Logf("refused %d times while it took no writes; %d acknowledged answers, none lost", refused, x.check())
}
