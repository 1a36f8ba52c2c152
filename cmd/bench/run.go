package main

import (
	"context"
	"debug/elf"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"relevo/app"
	"relevo/app/db"
)

// mostUsers is how many people at once make sense beside the server on its own machine.
const mostUsers = 64

// levels reads how many users at once are wanted.
func (o options) levels() ([]int, error) {
	var all []int
	for text := range strings.SplitSeq(o.Users, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(text))
		if err != nil || n < 1 || n > mostUsers {
			return nil, fmt.Errorf("--users %s: give numbers from 1 to %d", o.Users, mostUsers)
		}
		all = append(all, n)
	}
	return all, nil
}

// chosen gives the journeys that are wanted.
func (o options) chosen() ([]journey, error) {
	if len(o.Journey) == 0 {
		return journeys, nil
	}
	var all []journey
	for _, name := range o.Journey {
		i := slices.IndexFunc(journeys, func(j journey) bool { return j.name == name })
		if i < 0 {
			return nil, fmt.Errorf("there is no journey %q", name)
		}
		all = append(all, journeys[i])
	}
	return all, nil
}

// leg is one measurement: a journey by so many users.
type leg struct {
	journey
	users int
}

func legsOf(chosen []journey, levels []int) []leg {
	var all []leg
	for _, j := range chosen {
		if j.alone {
			all = append(all, leg{j, 1})
			continue
		}
		for _, n := range levels {
			all = append(all, leg{j, n})
		}
	}
	return all
}

// attemptsFor gives how many attempts each learner needs, in the order in
// which the legs take learners: some legs use attempts up.
func attemptsFor(legs []leg, lasting time.Duration) []int {
	var needs []int
	shared := 1
	for _, l := range legs {
		shared = max(shared, l.users)
		if l.needs == 0 {
			continue
		}
		each := int(l.needs*lasting.Seconds())/l.users + 2
		if l.needs == 1 { // one attempt each, answered over and over
			each = 1
		}
		for range l.users {
			needs = append(needs, each)
		}
	}
	for len(needs) < shared {
		needs = append(needs, 0)
	}
	return needs
}

// Run measures.
func (j *journeysCommand) Run(c *console) error {
	levels, err := j.levels()
	if err != nil {
		return err
	}
	chosen, err := j.chosen()
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "relevo-bench-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(folder) }() // what is left in a temporary folder harms nobody
	if j.Profile != "" {
		if err := os.MkdirAll(j.Profile, 0o750); err != nil {
			return err
		}
	}
	r, err := j.run(c, folder, legsOf(chosen, levels), levels)
	if err != nil {
		return err
	}
	if j.JSON != "" {
		if err := r.writeJSON(j.JSON, c.out); err != nil || j.JSON == "-" {
			return err
		}
	}
	return r.print(c.out)
}

func (j *journeysCommand) run(c *console, folder string, legs []leg, levels []int) (r report, err error) {
	r = report{Database: string(db.SQLite), Cores: runtime.NumCPU(), Peer: peerSource}
	r.Limits = limits{EmptyPerSecond: map[int]float64{}, CommitsPerSec: map[int]float64{}}
	binary := j.Relevo
	if binary == "" {
		c.sayf("Building relevo.")
		begin := time.Now()
		if binary, err = buildRelevo(c.ctx, folder); err != nil {
			return r, err
		}
		c.sayf("Built in %.1f s.", time.Since(begin).Seconds())
	}
	if err := r.Limits.lookAt(binary); err != nil {
		return r, err
	}
	config := app.Config{Data: filepath.Join(folder, "data"), DatabaseURL: j.DatabaseURL}
	c.sayf("Preparing a programme of %d people.", staff)
	begin := time.Now()
	p, err := prepare(c.ctx, config, attemptsFor(legs, j.Duration))
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, p.d.Close()) }()
	c.sayf("Prepared in %.1f s.", time.Since(begin).Seconds())
	b := &bench{options: j.options, p: p}
	if p.d.Dialect == db.Postgres {
		r.Database = string(db.Postgres)
		if b.database, err = postmaster(c.ctx, p.d); err != nil {
			return r, err
		}
	}
	if err := b.machine(c, folder, levels, &r.Limits); err != nil {
		return r, err
	}
	if err := b.boot(c.ctx, binary, config, &r.Limits); err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, b.server.stop()) }()
	if r.Visit, err = b.visits(); err != nil {
		return r, err
	}
	for _, l := range legs {
		c.sayf("%s by %d.", l.name, l.users)
		one, err := b.measure(c.ctx, l.journey, l.users)
		if err != nil {
			return r, err
		}
		r.Results = append(r.Results, one)
	}
	return r, nil
}

// lookAt measures the binary itself.
func (l *limits) lookAt(binary string) error {
	about, err := os.Stat(binary)
	if err != nil {
		return err
	}
	l.BinaryMB = float64(about.Size()) / (1 << 20)
	file, err := elf.Open(binary)
	if err != nil {
		return err
	}
	needed, err := file.ImportedLibraries()
	l.Static = err == nil && len(needed) == 0
	return file.Close()
}

// postmaster is the process that PostgreSQL's others are children of.
func postmaster(ctx context.Context, d *db.DB) (int, error) {
	pool, err := d.Pool()
	if err != nil {
		return 0, err
	}
	var backend int
	if err := pool.QueryRowContext(ctx, `SELECT pg_backend_pid()`).Scan(&backend); err != nil {
		return 0, err
	}
	p, err := readProcess(backend)
	if err != nil {
		return 0, fmt.Errorf("PostgreSQL does not run on this machine, so its CPU cannot be read: %w", err)
	}
	return p.parent, nil
}

// limitLasting is how long each limit is measured.
const limitLasting = 3 * time.Second

// machine measures what the machine can do while no relevo serves.
func (b *bench) machine(c *console, folder string, levels []int, l *limits) (err error) {
	c.sayf("Measuring the machine: an empty handler, durable commits, a hash, a certificate.")
	if l.HashMS, err = hashCost(); err != nil {
		return err
	}
	if l.PDFPerSecond, l.PDFBytes, err = b.p.pdfRate(c.ctx, limitLasting); err != nil {
		return err
	}
	for _, n := range levels {
		if l.CommitsPerSec[n], err = b.p.commitRate(c.ctx, n, limitLasting); err != nil {
			return err
		}
	}
	empty, err := startEmpty(c.ctx, folder)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, empty.kill()) }()
	for _, n := range levels {
		if l.EmptyPerSecond[n], l.EmptyCPU, err = emptyRate(empty, n, limitLasting); err != nil {
			return err
		}
	}
	return nil
}

// startEmpty starts the empty handler in a process of its own.
func startEmpty(ctx context.Context, folder string) (*server, error) {
	address, err := freeAddress(ctx)
	if err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	s := &server{base: "http://" + address, gone: make(chan error, 1)}
	if s.log, err = os.CreateTemp(folder, "empty-"); err != nil {
		return nil, err
	}
	s.command = exec.CommandContext(ctx, self, "empty", "--addr", address) //nolint:gosec // this program itself
	if err := s.command.Start(); err != nil {
		return nil, err
	}
	go func() { s.gone <- s.command.Wait() }()
	return s, s.awaitAnswer(ctx)
}

// boot starts relevo, notes what it needs while nobody asks anything of it, and
// kills and starts it again once.
func (b *bench) boot(ctx context.Context, binary string, config app.Config, l *limits) (err error) {
	if b.server, err = startServer(ctx, binary, config); err != nil {
		return err
	}
	l.StartMS = milliseconds(b.server.first)
	select { // what is idle after a while: the jobs that starting brings are over then, and their memory is given back
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(20 * time.Second):
	}
	resident, _ := memoryOf(b.server.pid())
	l.IdleMB, l.IdleResidentMB = float64(ownMemoryOf(b.server.pid()))/(1<<20), float64(resident)/(1<<20)
	if err := b.server.kill(); err != nil {
		return err
	}
	if b.server, err = startServer(ctx, binary, config); err != nil {
		return err
	}
	l.RestartMS = milliseconds(b.server.first)
	return nil
}
