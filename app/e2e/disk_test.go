//go:build unix

package e2e

import (
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"relevo/app"
)

// PostgreSQL's own disk is full in an exam: nobody is told that something is saved which is not, and once there is room, and
// PostgreSQL has been started if it gave up, everybody goes on with all that was acknowledged.
func TestPostgresWithoutRoomIsSaidAndRecoveredFrom(t *testing.T) {
	torturing(t)
	if os.Getuid() != 0 {
		t.Skip("only root may mount a small file system")
	}
	folder, err := os.MkdirTemp("", "relevo-disk-") // and not t.TempDir: PostgreSQL must enter
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) }) // a leftover temporary folder harms nobody
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=200m,mode=777", "tmpfs", folder).CombinedOutput(); err != nil {
		t.Skipf("a small file system cannot be mounted here: %s", out)
	}
	t.Cleanup(func() {
		if out, err := exec.Command("umount", "-l", folder).CombinedOutput(); err != nil {
			t.Errorf("umount: %s", out)
		}
	})
	address, pg := ownPostgres(t, "TMPDIR="+folder)
	x := &examination{t: t, config: app.Config{Addr: "localhost:0", Data: t.TempDir(), DatabaseURL: address}, size: 20, random: rand.New(rand.NewPCG(7, 7))}
	x.prepare()
	server := x.start(built(t))
	x.enter()
	if !x.answer(0) {
		t.Fatal("an answer is not saved")
	}
	ballast := filepath.Join(folder, "ballast")
	fill(t, ballast)
	refused, tries := 0, 0
	for began := time.Now(); refused < 20 && time.Since(began) < 2*time.Minute; tries++ {
		switch status := x.try(tries % x.size); status {
		case http.StatusOK:
		case http.StatusServiceUnavailable, http.StatusUnauthorized, 0:
			refused++
		default:
			t.Fatalf("a full disk answers %d", status)
		}
	}
	if refused == 0 {
		t.Fatalf("the disk was never full in %d answers", tries)
	}
	if res, err := http.Get(x.base + "/healthz"); err != nil || res.StatusCode != http.StatusOK {
		t.Errorf("with a full disk it is not alive: %v", err)
	} else {
		_ = res.Body.Close() // the status is enough
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	gaveUp := ""
	if !x.answer(0) { // it may have ended itself when its log could not be written
		gaveUp = ", PostgreSQL had to be started"
		pg("start", "")
	}
	for i := range x.officials {
		for deadline := time.Now().Add(30 * time.Second); x.try(i) != http.StatusOK; {
			if time.Now().After(deadline) {
				t.Fatalf("with room again, official %d cannot go on", i)
			}
		}
	}
	stop(t, server)
	t.Logf("%d answers, refused %d times while full%s; %d acknowledged, none lost", tries, refused, gaveUp, x.check())
}
