//go:build unix

package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// healthyWithin is how soon the demonstration must answer after its first start.
const healthyWithin = 45 * time.Second

// process is the built program at work.
type process struct {
	*exec.Cmd
	out, err *screen
	done     chan error
}

// launch starts the built program; where it ends is told by [process.code].
func launch(t *testing.T, input io.Reader, binary string, args ...string) *process {
	t.Helper()
	p := &process{Cmd: exec.Command(binary, args...), out: newScreen(), err: newScreen(), done: make(chan error, 1)}
	p.Stdin, p.Stdout, p.Stderr = input, p.out, p.err
	p.Env = []string{"PATH=" + os.Getenv("PATH")}
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { p.done <- p.Wait() }()
	t.Cleanup(func() { _ = p.Process.Kill() }) // it has ended, unless the test failed
	return p
}

// code waits for the program's end; -1 when a signal ended it.
func (p *process) code(t *testing.T) int {
	t.Helper()
	select {
	case err := <-p.done:
		var exit *exec.ExitError
		if err != nil && !errors.As(err, &exit) {
			t.Fatal(err)
		}
		return p.ProcessState.ExitCode()
	case <-time.After(patience):
		t.Fatalf("it does not end:\n%s", p.err)
		return -1
	}
}

func (p *process) send(t *testing.T, signal os.Signal) {
	t.Helper()
	if err := p.Process.Signal(signal); err != nil {
		t.Fatal(err)
	}
}

// The program as it is built and as a machine runs it: what the other tests do by
// calling run, this does with signals.
func TestTheBuiltProgram(t *testing.T) {
	t.Parallel()
	folder, err := os.MkdirTemp("", "relevo-built-") // and not t.TempDir: others may enter this one
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) }) // a leftover temporary folder harms nobody
	if err := os.Chmod(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	binary := filepath.Join(folder, "relevo")
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}

	t.Run("SIGTERM", func(t *testing.T) {
		begin := time.Now()
		p := launch(t, nil, binary, "demo", "--addr", "127.0.0.1:0", "--data", filepath.Join(folder, "demo"))
		address := p.err.await(t, readyLine)
		if status, _, body := newVisitor(t).get(address + "/healthz"); status != http.StatusOK || body != "ok\n" {
			t.Errorf("/healthz: %d %q", status, body)
		}
		if took := time.Since(begin); took > healthyWithin {
			t.Errorf("healthy after %s", took)
		} else {
			t.Logf("healthy after %s", took)
		}
		p.send(t, syscall.SIGTERM)
		if code := p.code(t); code != 0 {
			t.Errorf("SIGTERM gives %d:\n%s", code, p.err)
		}
		if p.out.String() != "" {
			t.Errorf("stdout is for results: %s", p.out)
		}
	})

	t.Run("a second signal does not wait", func(t *testing.T) {
		p := launch(t, nil, binary, "serve", "--addr", "127.0.0.1:0", "--data", filepath.Join(folder, "serve"))
		conn, err := net.Dial("tcp", strings.TrimPrefix(p.err.await(t, readyLine), "http://"))
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = conn.Close() }()
		if _, err := fmt.Fprint(conn, "POST /login HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadFull(conn, make([]byte, len("HTTP/1.1 100 Continue\r\n\r\n"))); err != nil {
			t.Fatal(err)
		}
		p.send(t, os.Interrupt)
		p.err.await(t, "msg=stopping")
		p.send(t, os.Interrupt)
		if code := p.code(t); code != interrupted || strings.Contains(p.err.String(), "msg=stopped") {
			t.Errorf("it waited, and gives %d:\n%s", code, p.err)
		}
	})

	t.Run("waiting for input ends with Ctrl+C", func(t *testing.T) {
		silent, open, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _, _ = silent.Close(), open.Close() }()
		p := launch(t, silent, binary, "measure", "rate")
		for ended := false; !ended; { // the first signals may come before the program has begun
			if err := p.Process.Signal(os.Interrupt); err != nil && !errors.Is(err, os.ErrProcessDone) {
				t.Fatal(err)
			}
			select {
			case <-p.done:
				ended = true
			case <-time.After(50 * time.Millisecond):
			}
		}
		if p.out.String() != "" {
			t.Errorf("there is no result: %s", p.out)
		}
	})

	t.Run("a folder that may not be read", func(t *testing.T) {
		closed := filepath.Join(folder, "closed")
		if err := os.Mkdir(closed, 0o700); err != nil {
			t.Fatal(err)
		}
		for _, args := range [][]string{{"serve"}, {"demo"}, {"migrate"}} {
			cmd := exec.Command(binary, append(args, "--data", closed)...)
			if os.Getuid() == 0 { // root may read everything, so it is somebody else who asks
				cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
			} else if err := os.Chmod(closed, 0); err != nil {
				t.Fatal(err)
			}
			var stderr strings.Builder
			cmd.Stderr = &stderr
			_ = cmd.Run() // its exit code says it
			lines := strings.Split(strings.TrimSpace(stderr.String()), "\n")
			if last := lines[len(lines)-1]; cmd.ProcessState.ExitCode() != 1 || !strings.HasPrefix(last, "relevo: ") || strings.Count(stderr.String(), "relevo: ") != 1 {
				t.Errorf("%v: exit %d\n%s", args, cmd.ProcessState.ExitCode(), &stderr)
			} else {
				t.Log(last)
			}
		}
	})
}
