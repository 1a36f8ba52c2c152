package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"github.com/valyala/fasthttp"

	"relevo/app"
	"relevo/app/db"
	"relevo/assessments"
)

// examCommand is "bench exam": many people begin the same test within a minute.
type examCommand struct {
	DatabaseURL string        `help:"An empty PostgreSQL database on this machine, instead of the embedded one." placeholder:"postgres://…"`
	Relevo      string        `help:"A relevo that was built before; without it, this tree's is built."          placeholder:"FILE"`
	People      int           `default:"10000"                                                                   help:"How many begin, up to 10000."`
	Within      time.Duration `default:"60s"                                                                     help:"Within how long they begin."`
	Every       time.Duration `default:"20s"                                                                     help:"How often each saves an answer."`
	Lasting     time.Duration `default:"60s"                                                                     help:"How long they go on once all have begun."`
	JSON        string        `help:"Write the result as JSON too."                                              name:"json"                                     placeholder:"FILE"`
}

// examResult is what came of it.
type examResult struct {
	Database string  `json:"database"`
	People   int     `json:"people"`
	Seconds  float64 `json:"seconds"`
	Begun    int     `json:"begun"`    // how many came to their first question
	Requests int     `json:"requests"` // all
	Refused  int     `json:"refused"`  // 503 with Retry-After, asked again as the page does
	Failed   int     `json:"failed"`   // anything else that is no answer
	Failure  string  `json:"failure,omitempty"`
	Acked    int     `json:"acknowledged_answers"`
	Lost     int     `json:"lost_answers"`

	Start, Save       spread // of one request that was answered
	StartAll, SaveAll spread // with the waits that a 503 asked for

	ServerCPU   float64 `json:"server_cpu_s"`
	DatabaseCPU float64 `json:"database_cpu_s"`
	MemoryMB    float64 `json:"memory_mb"`
}

// spread is how long something took, in milliseconds.
type spread struct {
	P50 float64 `json:"p50_ms"`
	P99 float64 `json:"p99_ms"`
	Max float64 `json:"max_ms"`
}

func spreadOf(all []time.Duration) spread {
	return spread{percentile(all, 0.5), percentile(all, 0.99), percentile(all, 1)}
}

// examinee is one of the many.
type examinee struct {
	*user
	refused, failed, tried            int
	err                               error
	begun                             bool
	seq                               int64 // as many answers were acknowledged
	starts, saves, allStarts, allSave []time.Duration
}

// asking repeats a request for as long as it is honestly refused, as the page does by itself, and
// notes how long the answer took, and all of it.
func (e *examinee) asking(ctx context.Context, one, all *[]time.Duration, ask func() error) error {
	for first := time.Now(); ; {
		begin := time.Now()
		err := ask()
		e.tried++
		var answered *unexpected
		if errors.As(err, &answered) && answered.status == fasthttp.StatusServiceUnavailable && answered.retryAfter != "" {
			e.refused++
			seconds, _ := strconv.Atoi(answered.retryAfter)                                         // 0 asks again at once
			wait := time.Duration(float64(seconds) * (1 + rand.Float64()/2) * float64(time.Second)) //nolint:gosec // spreads load, guards nothing
			select {
			case <-ctx.Done():
				e.failed++
				e.err = err
				return ctx.Err()
			case <-time.After(wait):
				continue
			}
		}
		if err != nil {
			e.failed++
			e.err = err
			return err
		}
		*one, *all = append(*one, time.Since(begin)), append(*all, time.Since(first))
		return nil
	}
}

// sit begins the test at a moment and saves an answer now and then until the end.
func (e *examinee) sit(ctx context.Context, begin time.Time, every time.Duration, until time.Time) {
	at := "/attempts/" + e.learner.quizzes[0].attempt
	pause := func(moment time.Time) bool {
		select {
		case <-ctx.Done():
			return false
		case <-time.After(time.Until(moment)):
			return moment.Before(until)
		}
	}
	if !pause(begin) {
		return
	}
	if e.asking(ctx, &e.starts, &e.allStarts, func() error { _, err := e.get(at); return err }) != nil {
		return
	}
	if e.asking(ctx, &e.starts, &e.allStarts, func() error { _, err := e.form(at+"/start", "consent", "true"); return err }) != nil {
		return
	}
	item, _, err := e.asked()
	if err != nil {
		e.failed, e.err = e.failed+1, err
		return
	}
	e.begun = true
	form := e.p.answersBeside(item)
	e.page = nil // ten thousand pages are memory that a browser elsewhere would hold
	for next := begin.Add(every); pause(next); next = next.Add(every) {
		answer := form[int(e.seq)%len(form)]
		answer.Seq, answer.Device = e.seq+1, "exam"
		if e.asking(ctx, &e.saves, &e.allSave, func() error { return e.save(at, []sentAnswer{answer}) }) == nil {
			e.seq++
		}
		e.page = nil
	}
}

// Run measures.
func (x *examCommand) Run(c *console) (err error) {
	if x.People < 1 || x.People > staff*10 {
		return fmt.Errorf("--people %d: from 1 to %d", x.People, staff*10)
	}
	folder, err := os.MkdirTemp("", "relevo-exam-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(folder) }() // what is left in a temporary folder harms nobody
	binary := x.Relevo
	if binary == "" {
		c.sayf("Building relevo.")
		if binary, err = buildRelevo(c.ctx, folder); err != nil {
			return err
		}
	}
	config := app.Config{Data: filepath.Join(folder, "data"), DatabaseURL: x.DatabaseURL}
	c.sayf("Preparing %d people, logged in.", x.People)
	begin := time.Now()
	p, err := prepareExam(c.ctx, config, x.People)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.d.Close()) }()
	c.sayf("Prepared in %.1f s.", time.Since(begin).Seconds())
	database := 0
	if p.d.Dialect == db.Postgres {
		if database, err = postmaster(c.ctx, p.d); err != nil {
			return err
		}
	}
	s, err := startServer(c.ctx, binary, config)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	r, err := x.measure(c, p, s, database)
	if err != nil {
		return err
	}
	if x.JSON != "" {
		if err := writeJSON(r, x.JSON, c.out); err != nil {
			return err
		}
	}
	return r.print(c)
}

func (x *examCommand) measure(c *console, p *programme, s *server, database int) (examResult, error) {
	r := examResult{Database: string(p.d.Dialect), People: x.People}
	host, err := hostClient(s.base)
	if err != nil {
		return r, err
	}
	chance := rand.New(rand.NewPCG(9, 1)) //nolint:gosec // when people begin, the same in every run
	all := make([]*examinee, len(p.learners))
	for i, l := range p.learners {
		all[i] = &examinee{user: &user{client: newClient(host, s.base), p: p, learner: l, who: l.username}}
		all[i].cookies["relevo_login"] = l.login
	}
	c.sayf("They begin within %s, and go on for %s.", x.Within, x.Lasting)
	serverCPU, databaseCPU := cpuOf(s.pid()), cpuOfFamily(database)
	begin := time.Now()
	until := begin.Add(x.Within + x.Lasting)
	ctx, cancel := context.WithDeadline(c.ctx, until.Add(time.Minute)) // who still waits then was not served
	defer cancel()
	var group sync.WaitGroup
	for _, e := range all {
		at := begin.Add(time.Duration(chance.Int64N(int64(x.Within))))
		group.Go(func() { e.sit(ctx, at, x.Every, until) })
	}
	group.Wait()
	r.Seconds = time.Since(begin).Seconds()
	r.ServerCPU, r.DatabaseCPU = (cpuOf(s.pid()) - serverCPU).Seconds(), (cpuOfFamily(database) - databaseCPU).Seconds()
	memory, _ := memoryOf(s.pid())
	r.MemoryMB = float64(memory) / (1 << 20)
	r.count(all)
	r.Lost, err = lostOf(c.ctx, p.d, all)
	return r, err
}

// count adds up what everybody noted.
func (r *examResult) count(all []*examinee) {
	var sum examinee
	for _, e := range all {
		if e.begun {
			r.Begun++
		}
		r.Requests, r.Refused, r.Failed, r.Acked = r.Requests+e.tried, r.Refused+e.refused, r.Failed+e.failed, r.Acked+int(e.seq)
		if e.err != nil {
			r.Failure = e.err.Error()
		}
		sum.starts, sum.saves = append(sum.starts, e.starts...), append(sum.saves, e.saves...)
		sum.allStarts, sum.allSave = append(sum.allStarts, e.allStarts...), append(sum.allSave, e.allSave...)
	}
	r.Start, r.Save, r.StartAll, r.SaveAll = spreadOf(sum.starts), spreadOf(sum.saves), spreadOf(sum.allStarts), spreadOf(sum.allSave)
}

// lostOf counts the answers that were acknowledged and are not there.
func lostOf(ctx context.Context, d *db.DB, all []*examinee) (lost int, err error) {
	var rows []struct {
		AttemptID string
		N         int64
	}
	if err := d.Read(ctx, func(tx *db.Tx) error {
		return tx.DB.Model(&assessments.Answer{}).Where("device = 'exam'").Select("attempt_id, count(DISTINCT seq) AS n").Group("attempt_id").Scan(&rows).Error
	}); err != nil {
		return 0, err
	}
	there := map[string]int64{}
	for _, row := range rows {
		there[row.AttemptID] = row.N
	}
	for _, e := range all {
		lost += int(max(0, e.seq-there[e.learner.quizzes[0].attempt]))
	}
	return lost, nil
}

func (r examResult) print(c *console) error {
	verdict := "met"
	if r.Lost > 0 || r.Failed > 0 || r.Begun < r.People || (r.Refused == 0 && (r.Start.P99 > 2000 || r.Save.P99 > 2000)) {
		verdict = "short of it"
	}
	_, err := fmt.Fprintf(c.out, `Database: %s. %d of %d began, in %.0f s: %d requests, %d honestly refused (503 with Retry-After) and asked again, %d failed.
Acknowledged answers: %d, lost: %d.
                 p50 ms    p99 ms    max ms
begin, answered  %6.0f    %6.0f    %6.0f
save, answered   %6.0f    %6.0f    %6.0f
begin, waits too %6.0f    %6.0f    %6.0f
save, waits too  %6.0f    %6.0f    %6.0f
CPU: server %.1f s, database %.1f s. Memory %.0f MB.
Aim (none lost, none failed, p99 under 2 s or an honest 503): %s. %s
`, r.Database, r.Begun, r.People, r.Seconds, r.Requests, r.Refused, r.Failed, r.Acked, r.Lost,
		r.Start.P50, r.Start.P99, r.Start.Max, r.Save.P50, r.Save.P99, r.Save.Max,
		r.StartAll.P50, r.StartAll.P99, r.StartAll.Max, r.SaveAll.P50, r.SaveAll.P99, r.SaveAll.Max,
		r.ServerCPU, r.DatabaseCPU, r.MemoryMB, verdict, r.Failure)
	return err
}
