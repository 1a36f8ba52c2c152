//go:build unix

package e2e

import (
	"bufio"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"relevo/app"
	"relevo/app/db"
)

// ownPostgres starts a PostgreSQL that keeps what it acknowledges, of this test's own. pg stops and starts
// it: "stop", "start" or "restart", and the mode, as an administrator would ("fast") or as a power cut
// ("immediate").
func ownPostgres(t *testing.T, environment ...string) (address string, pg func(what, mode string)) {
	t.Helper()
	cluster := exec.Command("../../.ci/with-postgres", "sh", "-c", `echo "$RELEVO_TEST_POSTGRES"; cat`)
	cluster.Env = append(append(os.Environ(), "WITH_POSTGRES_DURABLE=1"), environment...)
	hold, err := cluster.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	said, err := cluster.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cluster.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = hold.Close() // cat ends, and the cluster with it
		_ = cluster.Wait()
	})
	line, err := bufio.NewReader(said).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(strings.TrimSpace(line))
	if err != nil {
		t.Fatal(err)
	}
	admin, err := db.Open(t.Context(), db.Options{URL: u.String()})
	if err != nil {
		t.Fatal(err)
	}
	var folder string
	err = admin.Read(t.Context(), func(tx *db.Tx) error {
		return tx.DB.Raw(`SELECT setting FROM pg_settings WHERE name = 'data_directory'`).Scan(&folder).Error
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := admin.Close(); err != nil {
		t.Fatal(err)
	}
	tools, err := filepath.Glob("/usr/lib/postgresql/*/bin/pg_ctl")
	if err != nil || len(tools) == 0 {
		t.Skip("pg_ctl is not where Debian has it")
	}
	return u.String(), func(what, mode string) {
		args := []string{tools[len(tools)-1], "-D", folder, what, "-w", "-l", filepath.Join(filepath.Dir(folder), "log")}
		if what == "start" {
			options, err := os.ReadFile(filepath.Join(folder, "postmaster.opts"))
			if err != nil {
				t.Fatal(err)
			}
			_, kept, _ := strings.Cut(strings.TrimSpace(string(options)), " ")
			args = append(args, "-o", kept)
		} else {
			args = append(args, "-m", mode)
		}
		if os.Geteuid() == 0 { // PostgreSQL refuses to run as root
			args = append([]string{"setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"}, args...)
		}
		again := exec.Command(args[0], args[1:]...)
		again.Dir = filepath.Dir(folder)
		again.Stdout, again.Stderr = io.Discard, io.Discard // which the server inherits: a pipe would not end
		if err := again.Run(); err != nil {
			t.Fatalf("PostgreSQL does not %s: %v", what, err)
		}
	}
}

// PostgreSQL is started anew in an exam, three times in order and three times without warning: everything that was
// acknowledged is there, before and after, and everybody goes on.
func TestPostgresIsRestartedMidExam(t *testing.T) {
	if testing.Short() {
		t.Skip("make torture starts PostgreSQL anew")
	}
	torturing(t)
	address, pg := ownPostgres(t)
	x := &examination{t: t, config: app.Config{Addr: "localhost:0", Data: t.TempDir(), DatabaseURL: address}, size: 20, random: rand.New(rand.NewPCG(7, 7))}
	x.prepare()
	server := x.start(built(t))
	x.enter()
	stopped := make(chan struct{})
	wait := x.load(stopped)
	modes := []string{"fast", "immediate", "fast", "immediate", "fast", "immediate"}
	for _, mode := range modes {
		time.Sleep(500 * time.Millisecond) // the load, not a wait for anything
		pg("restart", mode)
	}
	time.Sleep(500 * time.Millisecond) // the load after the last
	close(stopped)
	refused := wait()
	for i := range x.officials {
		if x.try(i) != http.StatusOK {
			t.Errorf("official %d cannot go on", i)
		}
	}
	stop(t, server)
	acknowledged := x.check()
	t.Logf("restarted %d times; %d requests failed and could be repeated; %d acknowledged answers, none lost", len(modes), refused, acknowledged)
	if acknowledged < x.size {
		t.Errorf("only %d answers were acknowledged", acknowledged)
	}
}

// Somebody who answers while PostgreSQL is away is told that it is kept on their telephone, and later that it is saved.
func TestSomebodyAnswersWhilePostgresIsAway(t *testing.T) {
	if testing.Short() {
		t.Skip("make torture starts PostgreSQL anew")
	}
	torturing(t)
	address, pg := ownPostgres(t)
	x := &examination{t: t, config: app.Config{Addr: "localhost:0", Data: t.TempDir(), DatabaseURL: address}, size: 1, random: rand.New(rand.NewPCG(7, 7))}
	x.prepare()
	server := x.start(built(t))
	who := visit(t, program{base: x.base}, "Persona")
	who.logIn(x.officials[0].username, x.key)
	who.goTo("/attempts/" + x.officials[0].attempt)
	who.fillForm("form[action$='/start']", "consent", "true")
	choose := func(n string) {
		who.change(`const all = document.querySelectorAll("input[name=option]"); all[` + n + `].click()`)
	}
	choose("0")
	who.sees("[data-save-line]", "a las")
	pg("stop", "fast")
	choose("1")
	who.sees("[data-save-line]", "Guardado en este teléfono")
	if strings.Contains(who.text("main"), "error") {
		t.Errorf("she reads of an error: %s", who.text("main"))
	}
	pg("start", "")
	who.sees("[data-save-line]", "a las")
	stop(t, server)
	chosen := openBeside(t, x.config)
	var n int64
	err := chosen.Read(t.Context(), func(tx *db.Tx) error {
		return tx.DB.Raw(`SELECT count(*) FROM answer WHERE attempt_id = ?`, x.officials[0].attempt).Scan(&n).Error
	})
	if err != nil || n != 2 {
		t.Errorf("%d answers are kept of 2: %v", n, err)
	}
	if err := chosen.Close(); err != nil {
		t.Error(err)
	}
}
