package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"gorm.io/driver/postgres"
	"gorm.io/gorm"

	"relevo/app/fault"
)

// Defaults and limits of reading from a replica.
const (
	// DefaultReplicaLag is how old what [DB.ReadReplica] sees may be, unless [Options] say another.
	DefaultReplicaLag = 30 * time.Second
	// lookEvery is how often it is found out how far the replica is; that much is added to its age.
	lookEvery = time.Second
	// lookWithin is how long one look may take before it counts as none.
	lookWithin = 2 * time.Second
)

// replica is a copy of the database that follows it a little behind, by PostgreSQL's
// streaming replication, and how far behind it is known to be.
//
// How far is not asked of the replica, which cannot know what it has not received: at a
// moment of this process's clock, the primary says how far its log goes. Once the
// replica has replayed that far it holds everything that was acknowledged before the
// moment, whatever the clocks of the other machines show and however little is written.
type replica struct {
	handle *gorm.DB
	most   time.Duration // how old what is read may be
	log    *slog.Logger
	stop   context.CancelFunc
	done   chan struct{}

	marks []mark                    // not yet known to be replayed, oldest first
	asOf  atomic.Pointer[time.Time] // everything before is there; nil: nothing is known
	used  bool                      // whether reading went there at the last look, for the log
}

// mark says how far the primary's log went at a moment.
type mark struct {
	at  time.Time
	lsn int64 // bytes of log since the database was made
}

// mostMarks bounds what is remembered of a replica that does not move: with a look a
// second, ten minutes.
const mostMarks = 600

// openReplica opens the pool of the replica and begins to look how far it is. That it
// cannot be reached is no failure: the primary is read until it can.
func (d *DB) openReplica(ctx context.Context, o Options) error {
	if d.Dialect != Postgres {
		return errors.New("a replica is a PostgreSQL that follows another: it needs a database address too")
	}
	pool, err := sql.Open("pgx", named(o.ReplicaURL))
	if err != nil {
		return fmt.Errorf("the replica's address is not a postgres:// address: %w", err)
	}
	setLimits(pool)
	handle, err := gorm.Open(postgres.New(postgres.Config{Conn: pool}), d.configUnasked(o.Log))
	if err != nil {
		return errors.Join(fmt.Errorf("the replica: %w", err), pool.Close())
	}
	r := &replica{handle: handle, most: o.ReplicaLag, log: o.Log, done: make(chan struct{})}
	if r.most <= 0 {
		r.most = DefaultReplicaLag
	}
	ctx, r.stop = context.WithCancel(context.WithoutCancel(ctx))
	d.replica = r
	r.look(ctx, d.write)
	go r.keepLooking(ctx, d.write)
	return nil
}

func (r *replica) keepLooking(ctx context.Context, primary *gorm.DB) {
	defer close(r.done)
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			r.look(ctx, primary)
		}
	}
}

// look finds out up to which moment the replica holds everything.
func (r *replica) look(ctx context.Context, primary *gorm.DB) {
	ctx, cancel := context.WithTimeout(ctx, lookWithin)
	defer cancel()
	if err := r.note(ctx, primary); err != nil {
		r.log.DebugContext(ctx, "how far the primary is cannot be found out", "err", err)
	}
	if err := r.compare(ctx); err != nil {
		r.asOf.Store(nil) // whoever does not answer us answers nobody
		r.log.DebugContext(ctx, "how far the replica is cannot be found out", "err", err)
	}
	if use := r.fresh(); use != r.used {
		r.used = use
		r.log.InfoContext(ctx, "where figures are read", "replica", use)
	}
}

// note notes how far the primary's log goes now.
func (r *replica) note(ctx context.Context, primary *gorm.DB) error {
	next := mark{at: time.Now()}
	if err := primary.WithContext(ctx).Raw("SELECT (pg_current_wal_lsn() - '0/0'::pg_lsn)::bigint").Scan(&next.lsn).Error; err != nil {
		return err
	}
	if n := len(r.marks); n > 0 && next.lsn < r.marks[n-1].lsn { // another primary, which never had the end of that log
		r.marks = nil
	}
	if len(r.marks) >= mostMarks {
		return nil
	}
	r.marks = append(r.marks, next)
	return nil
}

// compare finds the latest mark that the replica has reached.
func (r *replica) compare(ctx context.Context) error {
	var at struct {
		Following bool
		LSN       *int64
	}
	err := r.handle.WithContext(ctx).Raw("SELECT pg_is_in_recovery() AS following, (pg_last_wal_replay_lsn() - '0/0'::pg_lsn)::bigint AS lsn").Scan(&at).Error
	switch {
	case err != nil:
		return err
	case !at.Following || at.LSN == nil: // promoted: what it holds is no longer a copy
		r.asOf.Store(nil)
		return nil
	}
	reached := 0
	for reached < len(r.marks) && r.marks[reached].lsn <= *at.LSN {
		reached++
	}
	if reached > 0 {
		moment := r.marks[reached-1].at
		r.asOf.Store(&moment)
		r.marks = r.marks[reached:]
	}
	return nil
}

// age is how old what the replica holds is at most.
func (r *replica) age() (time.Duration, bool) {
	asOf := r.asOf.Load()
	if asOf == nil {
		return 0, false
	}
	return time.Since(*asOf), true
}

// fresh tells whether the replica may be read.
func (r *replica) fresh() bool {
	age, known := r.age()
	return known && age <= r.most
}

func (r *replica) close() error {
	r.stop()
	<-r.done
	return closeHandle(r.handle)
}

// ReadReplica is [DB.Read] for what may be a little old, such as figures: it reads from
// the replica where there is one that lags less than the bound, and otherwise, or when
// the replica fails, from the primary. [Tx.AsOf] says what it was. fn may run twice, and
// starts afresh each time.
func (d *DB) ReadReplica(ctx context.Context, fn func(tx *Tx) error) error {
	if d.replica == nil {
		return d.Read(ctx, fn)
	}
	age, known := d.replica.age()
	if !known || age > d.replica.most {
		return d.Read(ctx, fn)
	}
	asOf := At(d.clock().Add(-age))
	err := d.replica.handle.WithContext(ctx).Transaction(func(g *gorm.DB) error {
		return fn(&Tx{DB: g, Now: d.Now(), AsOf: &asOf, db: d, reading: true})
	}, &sql.TxOptions{ReadOnly: true, Isolation: sql.LevelRepeatableRead})
	var told *fault.Error
	if err == nil || errors.As(err, &told) || ctx.Err() != nil {
		return classify(err)
	}
	d.replica.log.WarnContext(ctx, "the replica failed, reading the primary", "err", err)
	return d.Read(ctx, fn)
}
