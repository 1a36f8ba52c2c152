//go:build unix

package e2e

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"relevo/app"
	"relevo/app/db"
	"relevo/migrations"
)

// torturing skips what takes long, and is run by make torture.
func torturing(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("make torture runs this")
	}
}

// built is the program, as it is built for a machine.
func built(t *testing.T) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "relevo")
	if out, err := exec.Command("go", "build", "-o", binary, "relevo/cmd/relevo").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return binary
}

// exam is a prepared examination of which the data are in a folder.
func exam(t *testing.T, dialect db.Dialect, folder string) *examination {
	t.Helper()
	c := config(t, dialect)
	if folder != "" {
		c.Data = folder
	}
	x := &examination{t: t, config: c, size: 20, random: rand.New(rand.NewPCG(7, 7))}
	x.prepare()
	return x
}

// What is acknowledged was on the disk before: between the last byte that an answer
// writes to the database and the reply, the system is told to make it last.
func TestAnAnswerIsOnTheDiskBeforeItIsAcknowledged(t *testing.T) {
	torturing(t)
	if _, err := exec.LookPath("strace"); err != nil {
		t.Skip("strace is not installed")
	}
	x := exam(t, db.SQLite, "")
	binary, trace := built(t), filepath.Join(t.TempDir(), "trace")
	wrapper := filepath.Join(t.TempDir(), "traced")
	script := fmt.Sprintf("#!/bin/sh\nexec strace -f -q -s 24 -y -o %s -e trace=pwrite64,pwritev,fsync,fdatasync,write,writev,sendto %s \"$@\"\n", trace, binary)
	if err := os.WriteFile(wrapper, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	server := x.start(wrapper)
	x.enter()
	const answers = 20
	for range answers {
		if !x.answer(0) {
			t.Fatal("an answer is not saved")
		}
	}
	stop(t, server)
	log, err := os.ReadFile(trace)
	if err != nil {
		t.Fatal(err)
	}
	// Of the last replies, to one official alone: since the reply before, something was
	// written, and then made to last.
	var replies []bool
	written, synced := false, false
	for line := range strings.Lines(string(log)) {
		switch {
		case strings.Contains(line, "pwrite64(") && strings.Contains(line, "relevo.sqlite-wal"):
			written, synced = true, false
		case strings.Contains(line, "sync(") && strings.Contains(line, "relevo.sqlite-wal"):
			synced = true
		case strings.Contains(line, `"HTTP/1.1 200 OK`):
			replies = append(replies, written && synced)
			written, synced = false, false
		}
	}
	if len(replies) < answers {
		t.Fatalf("%d replies in the trace", len(replies))
	}
	early := 0
	for _, lasting := range replies[len(replies)-answers:] {
		if !lasting {
			early++
		}
	}
	t.Logf("%d answers acknowledged, %d of them before they were on the disk", answers, early)
	if early > 0 {
		t.Error("an answer was acknowledged too early")
	}
}

// stop ends a server as a machine does and waits for it.
func stop(t *testing.T, server *exec.Cmd) {
	t.Helper()
	if err := syscall.Kill(-server.Process.Pid, syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	_ = server.Wait() // how it ended is for those who ask
}

// small is a file system of a few megabytes of its own.
func small(t *testing.T, megabytes int) string {
	t.Helper()
	folder := t.TempDir()
	if os.Getuid() != 0 {
		t.Skip("only root may mount a small file system")
	}
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", fmt.Sprintf("size=%dm,mode=700", megabytes), "tmpfs", folder).CombinedOutput(); err != nil {
		t.Skipf("a small file system cannot be mounted here: %s", out)
	}
	t.Cleanup(func() {
		if out, err := exec.Command("umount", folder).CombinedOutput(); err != nil {
			t.Errorf("umount: %s", out)
		}
	})
	return folder
}

// A full disk is said, nothing that was acknowledged is lost, and with room work goes on.
func TestAFullDiskIsSaidAndRecoveredFrom(t *testing.T) {
	torturing(t)
	folder := small(t, 64)
	x := exam(t, db.SQLite, folder)
	server := x.start(built(t))
	x.enter()
	if !x.answer(0) {
		t.Fatal("an answer is not saved")
	}
	ballast := filepath.Join(folder, "ballast")
	fill(t, ballast)
	refused := 0
	for range 2000 {
		if status := x.try(0); status == http.StatusServiceUnavailable {
			refused++
		} else if status != http.StatusOK {
			t.Fatalf("a full disk answers %d", status)
		}
		if refused >= 5 {
			break
		}
	}
	if refused == 0 {
		t.Fatal("the disk was never full")
	}
	if res, err := http.Get(x.base + "/healthz"); err != nil || res.StatusCode != http.StatusOK {
		t.Errorf("with a full disk it is not alive: %v", err)
	} else {
		_ = res.Body.Close() // the status is enough
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	if !x.answer(0) {
		t.Error("with room again, nothing is saved")
	}
	stop(t, server)
	t.Logf("refused %d times while full; %d acknowledged answers, none lost", refused, x.check())
}

func fill(t *testing.T, path string) {
	t.Helper()
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	block := make([]byte, 1<<16)
	for err == nil {
		_, err = file.Write(block)
	}
	for block = block[:512]; ; {
		if _, err := file.Write(block); err != nil {
			break
		}
	}
	_ = file.Close() // it is full
}

// try sends an answer and gives the status.
func (x *examination) try(i int) int {
	c := x.officials[i]
	c.seq++
	body := fmt.Sprintf(`{"answers":[{"item":%q,"seq":%d,"device":"phone","value":{"options":[%q]}}]}`, c.item, c.seq, c.option)
	req, err := http.NewRequestWithContext(x.t.Context(), http.MethodPost, x.base+"/attempts/"+c.attempt+"/answers", strings.NewReader(body))
	if err != nil {
		x.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Form-Token", c.token)
	res, err := c.client.Do(req)
	if err != nil {
		return 0
	}
	_ = res.Body.Close() // the status is enough
	if res.StatusCode == http.StatusOK {
		c.saved[c.seq] = true
	}
	return res.StatusCode
}

// On a file system that cannot be written, relevo refuses to start and says why; with
// one that can, it starts, and all is there.
func TestAReadOnlyDiskIsSaid(t *testing.T) {
	torturing(t)
	folder := small(t, 64)
	x := exam(t, db.SQLite, folder)
	binary := built(t)
	remount(t, folder, "ro")
	out, err := exec.Command(binary, "serve", "--addr", "127.0.0.1:0", "--data", folder).CombinedOutput()
	if err == nil || !regexp.MustCompile(`(?i)read-?only`).Match(out) {
		t.Errorf("on a read-only disk: %v\n%s", err, out)
	}
	if strings.Contains(string(out), "panic") {
		t.Errorf("it fell over:\n%s", out)
	}
	remount(t, folder, "rw")
	server := x.start(binary)
	x.enter()
	if !x.answer(0) {
		t.Error("with a disk that can be written, nothing is saved")
	}
	stop(t, server)
}

func remount(t *testing.T, folder, how string) {
	t.Helper()
	if out, err := exec.Command("mount", "-o", "remount,"+how, folder).CombinedOutput(); err != nil {
		t.Skipf("the file system cannot be remounted %s: %s", how, out)
	}
}

// load answers for everybody until stopped, and counts refusals.
func (x *examination) load(stopped <-chan struct{}) (wait func() int64) {
	var group sync.WaitGroup
	var refused atomic.Int64
	for i := range x.officials {
		group.Go(func() {
			for {
				select {
				case <-stopped:
					return
				default:
					if x.try(i) != http.StatusOK {
						refused.Add(1)
					}
				}
			}
		})
	}
	return func() int64 { group.Wait(); return refused.Load() }
}

// PostgreSQL ends every connection, as when it is started anew, ten times in an exam.
func TestPostgresEndsItsConnectionsMidExam(t *testing.T) {
	torturing(t)
	x := exam(t, db.Postgres, "")
	server := x.start(built(t))
	x.enter()
	stopped := make(chan struct{})
	wait := x.load(stopped)
	beside := openBeside(t, x.config)
	const times = 10
	for range times {
		time.Sleep(300 * time.Millisecond) // the load, not a wait for anything
		err := beside.Write(t.Context(), func(tx *db.Tx) error {
			return tx.DB.Exec(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`).Error
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := beside.Close(); err != nil {
		t.Error(err)
	}
	time.Sleep(300 * time.Millisecond) // the load after the last
	close(stopped)
	refused := wait()
	for i := range x.officials {
		if x.try(i) != http.StatusOK {
			t.Errorf("official %d cannot go on", i)
		}
	}
	stop(t, server)
	acknowledged := x.check()
	t.Logf("connections ended %d times; %d requests failed and could be repeated; %d acknowledged answers, none lost", times, refused, acknowledged)
	if acknowledged < x.size {
		t.Errorf("only %d answers were acknowledged", acknowledged)
	}
}

// A machine that stops relevo under load loses nothing, and relevo ends by itself with code 0.
func TestStoppingUnderLoadLosesNothing(t *testing.T) {
	torturing(t)
	binary := built(t)
	each(t, func(t *testing.T, dialect db.Dialect) {
		x := exam(t, dialect, "")
		server := x.start(binary)
		x.enter()
		stopped := make(chan struct{})
		wait := x.load(stopped)
		time.Sleep(time.Second) // the load, not a wait for anything
		begin := time.Now()
		if err := server.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		_ = server.Wait() // the code is asked below
		took := time.Since(begin)
		close(stopped)
		wait()
		if code := server.ProcessState.ExitCode(); code != 0 {
			t.Errorf("it ends with %d", code)
		}
		t.Logf("%s: stopped in %s; %d acknowledged answers, none lost", dialect, took.Round(time.Millisecond), x.check())
	})
}

// A migration that is killed, at whatever moment, is completed by the next.
func TestAMigrationKilledHalfWayReruns(t *testing.T) {
	torturing(t)
	binary := built(t)
	random := rand.New(rand.NewPCG(3, 3))
	each(t, func(t *testing.T, dialect db.Dialect) {
		const kills = 20
		killed := 0
		for range kills {
			c := config(t, dialect)
			args := []string{"migrate", "--data", c.Data}
			if c.DatabaseURL != "" {
				args = append(args, "--database-url", c.DatabaseURL)
			}
			first := exec.Command(binary, args...)
			if err := first.Start(); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Duration(20+random.IntN(400)) * time.Millisecond) // when it is killed
			_ = first.Process.Kill()                                          // it may have ended
			if err := first.Wait(); err != nil {
				killed++
			}
			if out, err := exec.Command(binary, args...).CombinedOutput(); err != nil {
				t.Fatalf("after a kill: %v\n%s", err, out)
			}
			d := openBeside(t, c)
			err := d.Read(t.Context(), func(tx *db.Tx) error {
				version, err := db.VersionTx(tx)
				tables, tablesErr := db.TablesTx(tx)
				if err != nil || tablesErr != nil || int(version) < len(names(t))/2 || len(tables) < 100 {
					t.Errorf("after a kill: version %d, %d tables, %v %v", version, len(tables), err, tablesErr)
				}
				return nil
			})
			if err := d.Close(); err != nil {
				t.Error(err)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		t.Logf("%s: killed %d times while migrating; every second run completed it", dialect, killed)
		if killed == 0 {
			t.Error("it was never killed half way")
		}
	})
}

func names(t *testing.T) []string {
	t.Helper()
	entries, err := migrations.Files.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, entry := range entries {
		all = append(all, entry.Name())
	}
	return all
}

// The server's clock is set an hour back and an hour forward in an exam: answers go on
// being saved, in their order, which the numbers say and no clock.
func TestTheClockStepsMidExam(t *testing.T) {
	torturing(t)
	each(t, func(t *testing.T, dialect db.Dialect) {
		x := exam(t, dialect, "")
		var off atomic.Int64
		x.config.Clock = func() time.Time { return time.Now().Add(time.Duration(off.Load())) }
		x.base = run(t, x.config, func(*app.App) error { return nil })
		x.enter()
		for _, step := range []time.Duration{0, -time.Hour, time.Hour, -time.Hour, 0} {
			off.Store(int64(step))
			for i := range 20 {
				if status := x.try(i); status != http.StatusOK {
					t.Fatalf("with the clock %s off, an answer gets %d", step, status)
				}
			}
		}
		t.Logf("%s: %d acknowledged answers, none lost", dialect, x.check())
	})
}

// A relevo that has ended leaves nothing running.
func TestNothingRunsOnAfterTheEnd(t *testing.T) {
	torturing(t)
	each(t, func(t *testing.T, dialect db.Dialect) {
		c := config(t, dialect)
		once := func() {
			a, err := app.New(t.Context(), c)
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithCancel(t.Context())
			err = a.Run(ctx, func(address string) {
				go func() { // it serves once this has returned
					defer cancel()
					for range 20 {
						if res, err := http.Get(address + "/login"); err == nil {
							_ = res.Body.Close() // that it was asked for is enough
						}
					}
					http.DefaultClient.CloseIdleConnections()
				}()
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		once()
		before := settled(0)
		for range 5 {
			once()
		}
		after := settled(before)
		t.Logf("%s: %d goroutines after one run, %d after six", dialect, before, after)
		if after > before+2 {
			stacks := make([]byte, 1<<20)
			t.Errorf("%d more goroutines:\n%s", after-before, stacks[:runtime.Stack(stacks, true)])
		}
	})
}

// settled gives how many goroutines run once those that are ending have ended: the pool
// of the HTTP library looks every ten seconds whether it was stopped.
func settled(want int) int {
	n := running()
	for late := time.Now().Add(25 * time.Second); n > want && time.Now().Before(late); {
		time.Sleep(100 * time.Millisecond)
		n = running()
	}
	return n
}

// running counts goroutines, but for the one by which GORM forgets prepared statements:
// each database that is opened has one, which nothing can end. A server opens one database.
func running() (n int) {
	stacks := make([]byte, 1<<20)
	for stack := range strings.SplitSeq(string(stacks[:runtime.Stack(stacks, true)]), "\n\n") {
		if !strings.Contains(stack, "gorm/internal/lru") {
			n++
		}
	}
	return n
}
