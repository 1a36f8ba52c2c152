package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/valyala/fasthttp"
)

// result is one journey by so many users at once.
type result struct {
	Journey  string  `json:"journey"`
	Says     string  `json:"says"`
	Users    int     `json:"users"`
	Seconds  float64 `json:"seconds"`
	Journeys int     `json:"journeys"`
	Failed   int     `json:"failed"`
	Refused  int     `json:"refused"` // honestly: 503 with Retry-After
	Error    string  `json:"error,omitempty"`

	PerSecond         float64 `json:"journeys_per_second"`
	RequestsPerSecond float64 `json:"requests_per_second"`
	RequestsEach      float64 `json:"requests_per_journey"`
	P50               float64 `json:"p50_ms"` // of journeys
	P95               float64 `json:"p95_ms"`
	P99               float64 `json:"p99_ms"`
	RequestP50        float64 `json:"request_p50_ms"`
	RequestP99        float64 `json:"request_p99_ms"`

	ServerCPU   float64 `json:"server_cpu_ms"`   // per journey
	DatabaseCPU float64 `json:"database_cpu_ms"` // per journey, PostgreSQL's
	Statements  float64 `json:"statements_per_request"`
	Commits     float64 `json:"commits_per_journey"`
	Bytes       float64 `json:"bytes_per_journey"`
	Memory      float64 `json:"memory_mb"` // resident, of the server, afterwards

	PeerSays  string  `json:"peer_says,omitempty"`
	PeerLeast float64 `json:"peer_least_ms,omitempty"`
	PeerMost  float64 `json:"peer_most_ms,omitempty"`
	PeerWaits bool    `json:"peer_is_waiting_time,omitempty"`
	Ratio     float64 `json:"peer_ratio,omitempty"` // the peer's least divided by ours
	Aim       float64 `json:"aim_ratio,omitempty"`
}

// CPU is all that a journey costs, in milliseconds.
func (r result) CPU() float64 { return r.ServerCPU + r.DatabaseCPU }

// bench is one run.
type bench struct {
	options  options
	server   *server
	database int // the process that PostgreSQL's others come from; 0: none
	p        *programme
	taken    int // learners that earlier journeys used
}

// usersOf makes the users of a journey, logged in.
func (b *bench) usersOf(j journey, n int) ([]*user, error) {
	host, err := hostClient(b.server.base)
	if err != nil {
		return nil, err
	}
	users := make([]*user, n)
	for i := range users {
		l := b.p.learners[i]
		if j.needs > 0 { // attempts are used up: these learners are this run's alone
			l = b.p.learners[b.taken+i]
		}
		users[i] = &user{client: newClient(host, b.server.base), p: b.p, learner: l, who: l.username}
	}
	if j.needs > 0 {
		b.taken += n
	}
	if j.as != nil {
		for _, u := range users { // one after the other: of one account no more than five may log in at once
			u.who = j.as(b.p, u.learner)
			if err := u.logIn(); err != nil {
				return nil, err
			}
		}
		if err := b.p.prove(); err != nil {
			return nil, err
		}
	}
	if j.begin != nil {
		for _, u := range users {
			if err := j.begin(u); err != nil {
				return nil, err
			}
		}
	}
	return users, nil
}

// tally is what one user counted.
type tally struct {
	journeys, requests, bytes, failed, refused int
	took, requestsTook                         []time.Duration
	err                                        error
}

// loop walks until the time is over.
func (u *user) loop(walk func(*user) error, until time.Time) (t tally) {
	for time.Now().Before(until) {
		u.forget()
		begin := time.Now()
		err := walk(u)
		t.requests += u.requests
		t.bytes += u.bytes
		t.requestsTook = append(t.requestsTook, u.took...)
		var answered *unexpected
		switch {
		case errors.Is(err, errSpent):
			return t
		case errors.As(err, &answered) && answered.status == fasthttp.StatusServiceUnavailable && answered.retryAfter != "":
			t.refused++
		case err != nil:
			t.failed++
			t.err = err
			if t.failed > 20 {
				return t
			}
		default:
			t.journeys++
			t.took = append(t.took, time.Since(begin))
		}
	}
	return t
}

// measure runs a journey by n users at once.
func (b *bench) measure(ctx context.Context, j journey, n int) (result, error) {
	r := result{Journey: j.name, Says: j.says, Users: n}
	users, err := b.usersOf(j, n)
	if err != nil {
		return r, fmt.Errorf("%s: %w", j.name, err)
	}
	profiled := make(chan error, 1)
	if b.options.Profile != "" {
		go func() {
			profiled <- b.server.profile(ctx, filepath.Join(b.options.Profile, fmt.Sprintf("%s-%d.pprof", j.name, n)), b.options.Duration)
		}()
	} else {
		profiled <- nil
	}
	before := b.server.counters(ctx)
	server, database := cpuOf(b.server.pid()), cpuOfFamily(b.database)
	begin := time.Now()
	until := begin.Add(b.options.Duration)
	tallies := make([]tally, n)
	var group sync.WaitGroup
	for i, u := range users {
		group.Go(func() { tallies[i] = u.loop(j.walk, until) })
	}
	group.Wait()
	elapsed := time.Since(begin)
	server, database = cpuOf(b.server.pid())-server, cpuOfFamily(b.database)-database
	after := b.server.counters(ctx)
	if err := <-profiled; err != nil {
		return r, err
	}
	memory, _ := memoryOf(b.server.pid())
	r.Memory = float64(memory) / (1 << 20)

	var all tally
	for _, t := range tallies {
		all.journeys += t.journeys
		all.requests += t.requests
		all.bytes += t.bytes
		all.failed += t.failed
		all.refused += t.refused
		all.took = append(all.took, t.took...)
		all.requestsTook = append(all.requestsTook, t.requestsTook...)
		if t.err != nil {
			all.err = t.err
		}
	}
	r.Seconds, r.Journeys, r.Failed, r.Refused = elapsed.Seconds(), all.journeys, all.failed, all.refused
	if all.err != nil {
		r.Error = all.err.Error()
	}
	if all.journeys == 0 {
		return r, fmt.Errorf("%s by %d: no journey came to its end: %w", j.name, n, all.err)
	}
	each := float64(all.journeys)
	r.PerSecond, r.RequestsPerSecond, r.RequestsEach = each/r.Seconds, float64(all.requests)/r.Seconds, float64(all.requests)/each
	r.ServerCPU, r.DatabaseCPU = milliseconds(server)/each, milliseconds(database)/each
	r.Statements = float64(after.Statements-before.Statements) / float64(max(1, all.requests))
	r.Commits = float64(after.Commits-before.Commits) / each
	r.Bytes = float64(all.bytes) / each
	r.P50, r.P95, r.P99 = percentile(all.took, 0.50), percentile(all.took, 0.95), percentile(all.took, 0.99)
	r.RequestP50, r.RequestP99 = percentile(all.requestsTook, 0.50), percentile(all.requestsTook, 0.99)
	r.compare()
	return r, nil
}

// compare sets the peer's figures beside ours.
func (r *result) compare() {
	other, known := peers[r.Journey]
	if !known {
		return
	}
	r.PeerSays, r.PeerLeast, r.PeerMost, r.PeerWaits, r.Aim = other.Says, other.Least, other.Most, other.Wall, other.Aim
	ours := r.CPU()
	if other.Wall {
		ours = r.P50
	}
	if ours > 0 {
		r.Ratio = other.Least / ours
	}
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// percentile is the value below which the part of the durations lies, by the
// nearest rank, in milliseconds; 0 of none.
func percentile(durations []time.Duration, part float64) float64 {
	if len(durations) == 0 {
		return 0
	}
	sorted := slices.Clone(durations)
	slices.Sort(sorted)
	rank := int(part*float64(len(sorted)) + 0.999999)
	return milliseconds(sorted[min(max(rank, 1), len(sorted))-1])
}

// visit is what a browser fetches for a page, without and with what it kept.
type visit struct {
	FirstRequests  int `json:"first_requests"`
	FirstBytes     int `json:"first_bytes"`
	RepeatRequests int `json:"repeat_requests"`
	RepeatBytes    int `json:"repeat_bytes"`
}

// visits opens the lesson page in a browser that has been nowhere, and again.
func (b *bench) visits() (v visit, err error) {
	host, err := hostClient(b.server.base)
	if err != nil {
		return v, err
	}
	l := b.p.learners[0]
	u := &user{client: newClient(host, b.server.base), p: b.p, learner: l, who: l.username}
	if err := u.logIn(); err != nil {
		return v, err
	}
	path := "/learn/" + l.enrolment + "/lessons/" + b.p.lesson
	u.forget()
	if err := u.visit(path); err != nil {
		return v, err
	}
	v.FirstRequests, v.FirstBytes = u.requests, u.bytes
	u.forget()
	err = u.visit(path)
	v.RepeatRequests, v.RepeatBytes = u.requests, u.bytes
	return v, err
}
