package main

import (
	"context"
	"database/sql"
	"errors"
	"net"
	"runtime"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/assessments"
)

// limits are what the machine itself can do, measured in the same run.
type limits struct {
	EmptyPerSecond map[int]float64 `json:"empty_handler_per_second"` // by users
	EmptyCPU       float64         `json:"empty_handler_cpu_ms"`
	CommitsPerSec  map[int]float64 `json:"durable_commits_per_second"` // by how many write at once
	HashMS         float64         `json:"passphrase_hash_cpu_ms"`
	PDFPerSecond   float64         `json:"certificates_per_second_a_core"`
	PDFBytes       int             `json:"certificate_bytes"`
	StartMS        float64         `json:"start_to_first_answer_ms"`
	IdleMB         float64         `json:"idle_memory_mb"`          // its own
	IdleResidentMB float64         `json:"idle_resident_memory_mb"` // with the pages of the program that lie in the cache
	RestartMS      float64         `json:"next_request_after_kill_ms"`
	BinaryMB       float64         `json:"binary_mb"`
	Static         bool            `json:"static_binary"`
}

// ownCPU is the CPU of this process so far.
func ownCPU() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// emptyServer is the child process of the limit of pages: a Fiber that answers
// with nothing but a few bytes, with the settings of relevo's own.
func emptyServer(ctx context.Context, address string) error {
	at := fiber.New(fiber.Config{DisableStartupMessage: true, Immutable: true})
	at.Get("/login", func(c *fiber.Ctx) error { return c.SendString("ok") })
	var listen net.ListenConfig
	l, err := listen.Listen(ctx, "tcp", address)
	if err != nil {
		return err
	}
	context.AfterFunc(ctx, func() { _ = at.Shutdown() }) // it serves nobody any more
	return at.Listener(l)
}

// emptyRate measures an empty handler with the harness's own client.
func emptyRate(s *server, users int, lasting time.Duration) (perSecond, cpu float64, err error) {
	host, err := hostClient(s.base)
	if err != nil {
		return 0, 0, err
	}
	before, begin := cpuOf(s.pid()), time.Now()
	until := begin.Add(lasting)
	var done atomic.Int64
	var group sync.WaitGroup
	for range users {
		group.Go(func() {
			u := &user{client: newClient(host, s.base)}
			t := u.loop(func(u *user) error { _, _, err := u.once(fasthttp.MethodGet, "/login", "", nil); return err }, until)
			done.Add(int64(t.journeys))
		})
	}
	group.Wait()
	n := float64(done.Load())
	if n == 0 {
		return 0, 0, errors.New("the empty handler does not answer")
	}
	return n / time.Since(begin).Seconds(), milliseconds(cpuOf(s.pid())-before) / n, nil
}

// insertAnswer is the statement that an answer is stored with.
const insertAnswer = `INSERT INTO answer (attempt_id, item_version_id, seq, device, value, late, saved_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`

// commitRate is how many durable commits a second the database gives writers
// who do nothing else: each one statement, the one that stores an answer,
// through the driver and the settings of the application.
func (p *programme) commitRate(ctx context.Context, writers int, lasting time.Duration) (float64, error) {
	pool, err := p.d.Pool()
	if err != nil {
		return 0, err
	}
	var attempt assessments.Attempt
	if err := p.d.Read(ctx, func(tx *db.Tx) error {
		return tx.DB.Where("administration_id = ?", p.sitting.ID).Order("id DESC").Take(&attempt).Error
	}); err != nil {
		return 0, err
	}
	answer := p.forms[0][0]
	value := assessments.Value{Options: []string{answer.Item}}
	var seq, done atomic.Int64
	seq.Store(time.Now().UnixMilli() * 1000)
	begin := time.Now()
	until := begin.Add(lasting)
	var group sync.WaitGroup
	problems := make([]error, writers)
	for i := range writers {
		group.Go(func() {
			for time.Now().Before(until) && problems[i] == nil {
				problems[i] = commitOne(ctx, pool, attempt.ID, answer.Item, seq.Add(1), value, p.d.Now())
				done.Add(1)
			}
		})
	}
	group.Wait()
	rate := float64(done.Load()) / time.Since(begin).Seconds()
	return rate, errors.Join(problems...)
}

func commitOne(ctx context.Context, pool *sql.DB, attempt, item string, seq int64, value assessments.Value, now db.Instant) error {
	stored, err := value.Value()
	if err != nil {
		return err
	}
	saved, err := now.Value()
	if err != nil {
		return err
	}
	_, err = pool.ExecContext(ctx, insertAnswer, attempt, item, seq, "limit", stored, false, saved)
	return err
}

// hashCost is the CPU of one passphrase hash, in milliseconds.
func hashCost() (float64, error) {
	const times = 10
	before := ownCPU()
	for range times {
		if _, err := access.NewPassphrase(passphrase); err != nil {
			return 0, err
		}
	}
	return milliseconds(ownCPU()-before) / times, nil
}

// pdfRate is how many certificates a second one core draws, and how large one is.
func (p *programme) pdfRate(ctx context.Context, lasting time.Duration) (perSecond float64, size int, err error) {
	before := runtime.GOMAXPROCS(1)
	defer runtime.GOMAXPROCS(before)
	begin, n := time.Now(), 0
	for time.Since(begin) < lasting {
		_, pdf, err := p.services.certificates.Draw(ctx, p.learners[0].actor, p.certificate)
		if err != nil {
			return 0, 0, err
		}
		size = len(pdf)
		n++
	}
	return float64(n) / time.Since(begin).Seconds(), size, nil
}
