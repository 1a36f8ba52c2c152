package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"relevo/app"
)

// server is a relevo in a process of its own.
type server struct {
	command *exec.Cmd
	base    string
	debug   string
	log     *os.File
	first   time.Duration // from the start to the first answer
	gone    chan error
}

// buildRelevo builds the program as it is delivered: static, without cgo.
func buildRelevo(ctx context.Context, folder string) (string, error) {
	binary := filepath.Join(folder, "relevo")
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags=-s -w", "-o", binary, "relevo/cmd/relevo") //nolint:gosec // a folder of this run
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if said, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building relevo: %w\n%s", err, said)
	}
	return binary, nil
}

// freeAddress is an address of this machine that nobody listens at.
func freeAddress(ctx context.Context) (string, error) {
	var listen net.ListenConfig
	l, err := listen.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

// startWithin is how long a server may take to answer at first.
const startWithin = 30 * time.Second

// startServer starts relevo on prepared data, at a free address where none is given, and waits for its first answer.
func startServer(ctx context.Context, binary string, config app.Config) (*server, error) {
	address := config.Addr
	if address == "" {
		free, err := freeAddress(ctx)
		if err != nil {
			return nil, err
		}
		address = free
	}
	debug, err := freeAddress(ctx)
	if err != nil {
		return nil, err
	}
	s := &server{base: "http://" + address, debug: "http://" + debug, gone: make(chan error, 1)}
	if err := os.MkdirAll(config.Data, 0o700); err != nil { // with PostgreSQL nobody has made it yet
		return nil, err
	}
	if s.log, err = os.CreateTemp(config.Data, "log-"); err != nil {
		return nil, err
	}
	args := []string{"serve", "--addr", address, "--base-url", cmp.Or(config.BaseURL, s.base), "--data", config.Data, "--debug-addr", debug}
	if config.DatabaseURL != "" {
		args = append(args, "--database-url", config.DatabaseURL)
	}
	if config.ReplicaURL != "" {
		args = append(args, "--replica-url", config.ReplicaURL)
	}
	if len(config.TrustedProxies) > 0 {
		args = append(args, "--trusted-proxies", strings.Join(config.TrustedProxies, ","))
	}
	s.command = exec.CommandContext(ctx, binary, args...) //nolint:gosec // what was built, or the caller named
	s.command.Stderr = s.log                              // as a service's log is written to a file
	if err := s.command.Start(); err != nil {
		return nil, err
	}
	go func() { s.gone <- s.command.Wait() }()
	return s, s.awaitAnswer(ctx)
}

// awaitAnswer waits until the server answers.
func (s *server) awaitAnswer(ctx context.Context) error {
	begin := time.Now()
	for {
		if status, err := s.ask(ctx, s.base+"/login", io.Discard); err == nil && status == http.StatusOK {
			s.first = time.Since(begin)
			return nil
		}
		select {
		case err := <-s.gone:
			said, _ := os.ReadFile(s.log.Name()) // what it said is a help, not a need
			return errors.Join(fmt.Errorf("the server does not start:\n%s", said), err)
		case <-time.After(2 * time.Millisecond):
		}
		if time.Since(begin) > startWithin {
			return errors.Join(errors.New("the server does not answer"), s.stop())
		}
	}
}

// ask fetches something beside the measurement.
func (s *server) ask(ctx context.Context, address string, to io.Writer) (int, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return 0, err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, err
	}
	_, err = io.Copy(to, res.Body)
	return res.StatusCode, errors.Join(err, res.Body.Close())
}

// counters are what the server has counted; zero for a server that cannot say.
func (s *server) counters(ctx context.Context) (c app.Counters) {
	var b bytes.Buffer
	if status, err := s.ask(ctx, s.debug+"/debug/counters", &b); err != nil || status != http.StatusOK {
		return c
	}
	if err := json.Unmarshal(b.Bytes(), &c); err != nil {
		return app.Counters{}
	}
	return c
}

// profile writes a CPU profile of so many seconds to a file.
func (s *server) profile(ctx context.Context, file string, lasting time.Duration) error {
	out, err := os.Create(file) //nolint:gosec // the folder is the caller's choice
	if err != nil {
		return err
	}
	_, err = s.ask(ctx, fmt.Sprintf("%s/debug/pprof/profile?seconds=%d", s.debug, max(1, int(lasting.Seconds()))), out)
	return errors.Join(err, out.Close())
}

func (s *server) pid() int { return s.command.Process.Pid }

// stop ends the server as a service manager does, and waits until it has.
func (s *server) stop() error {
	err := s.command.Process.Signal(os.Interrupt)
	select {
	case ended := <-s.gone:
		s.gone <- nil
		return errors.Join(ended, s.log.Close())
	case <-time.After(startWithin):
		return errors.Join(err, s.command.Process.Kill(), s.log.Close())
	}
}

// kill ends the server without a word, as a power cut does.
func (s *server) kill() error {
	err := s.command.Process.Kill()
	var killed *exec.ExitError
	if ended := <-s.gone; !errors.As(ended, &killed) { // that it was killed is no news
		err = errors.Join(err, ended)
	}
	s.gone <- nil
	return errors.Join(err, s.log.Close())
}
