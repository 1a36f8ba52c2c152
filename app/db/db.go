package db

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/big"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // registers "pgx"
	"gorm.io/driver/postgres"
	gormsqlite "gorm.io/driver/sqlite"
	"gorm.io/gorm"
	"modernc.org/sqlite"

	"relevo/app/fault"
)

// Dialect names the kind of database.
type Dialect string

// The two dialects.
const (
	SQLite   Dialect = "sqlite"
	Postgres Dialect = "postgres"
)

// Options say how a database is opened.
type Options struct {
	// URL is postgres://… or the path of a SQLite file.
	URL string
	// Clock tells the time; time.Now when nil. The demonstration and the tests fix it.
	Clock func() time.Time
	// Entropy feeds identifiers and secrets; crypto/rand when nil. Only the
	// demonstration and tests may give a seeded source.
	Entropy io.Reader
	// ReplicaURL is postgres://… of a streaming replica for [DB.ReadReplica]; empty for none.
	ReplicaURL string
	// ReplicaLag is how old what the replica holds may be; 0 for [DefaultReplicaLag].
	ReplicaLag time.Duration
	// Log receives slow statements, without their values; slog.Default when nil.
	Log *slog.Logger
}

// DB is an open database.
type DB struct {
	Dialect Dialect
	write   *gorm.DB
	read    *gorm.DB
	replica *replica // nil: there is none
	fixed   fixed
	clock   func() time.Time
	entropy io.Reader

	group *group // where concurrent writes share a commit; nil: each has its own

	statements, writes, commits atomic.Int64
}

// Open opens the database at the URL. It does not migrate; see [Migrate].
func Open(ctx context.Context, o Options) (*DB, error) {
	d := &DB{Dialect: SQLite, clock: o.Clock, entropy: o.Entropy}
	if d.clock == nil {
		d.clock = time.Now
	}
	if d.entropy == nil {
		d.entropy = rand.Reader
	}
	d.entropy = &lockedReader{r: d.entropy}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if strings.HasPrefix(o.URL, "postgres://") || strings.HasPrefix(o.URL, "postgresql://") {
		d.Dialect = Postgres
	}
	var err error
	if d.Dialect == Postgres {
		err = d.openPostgres(ctx, o)
	} else {
		err = d.openSQLite(ctx, o)
	}
	if err == nil && o.ReplicaURL != "" {
		err = d.openReplica(ctx, o)
	}
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

func (d *DB) openPostgres(ctx context.Context, o Options) error {
	pool, err := sql.Open("pgx", named(o.URL))
	if err != nil {
		return fmt.Errorf("the database address is not a postgres:// address: %w", err)
	}
	setLimits(pool)
	if err := pool.PingContext(ctx); err != nil {
		return errors.Join(fmt.Errorf("PostgreSQL does not answer: %w", err), pool.Close())
	}
	d.write, err = gorm.Open(postgres.New(postgres.Config{Conn: pool}), d.config(o.Log))
	d.read = d.write
	return err
}

// setLimits bounds how many connections one process holds.
func setLimits(pool *sql.DB) {
	pool.SetMaxOpenConns(4 * max(runtime.NumCPU(), 4))
	pool.SetMaxIdleConns(2 * max(runtime.NumCPU(), 4))
	pool.SetConnMaxIdleTime(5 * time.Minute)
}

// ApplicationName is what relevo's connections are called in PostgreSQL's own
// lists, where the address says nothing else.
const ApplicationName = "relevo"

func named(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Query().Has("application_name") {
		return address // the driver will say what is wrong with it
	}
	query := u.Query()
	query.Set("application_name", ApplicationName)
	u.RawQuery = query.Encode()
	return u.String()
}

// openSQLite opens one connection that writes and a few that read. WAL lets
// both work at once; one writer, begun IMMEDIATE, cannot fail half way
// because somebody else wrote first.
func (d *DB) openSQLite(ctx context.Context, o Options) error {
	path := strings.TrimPrefix(o.URL, "sqlite://")
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("the folder of the database cannot be made: %w", err)
	}
	if err := makePrivate(path); err != nil {
		return err
	}
	// journal_mode comes first: it is kept in the file.
	common := []string{"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", "cache_size(-16000)"}
	writer, err := openSQLiteConn(ctx, path, url.Values{"_txlock": {"immediate"}, "_pragma": common})
	if err != nil {
		return err
	}
	writer.SetMaxOpenConns(1)
	if d.write, err = gorm.Open(gormsqlite.New(gormsqlite.Config{Conn: writer}), d.config(o.Log)); err != nil {
		return errors.Join(err, writer.Close())
	}
	query := url.Values{"_pragma": append(common, "query_only(1)")}
	reader, err := openSQLiteConn(ctx, path, query)
	if err != nil {
		return err
	}
	reader.SetMaxOpenConns(2 * max(runtime.NumCPU(), 4))
	reader.SetMaxIdleConns(2 * max(runtime.NumCPU(), 4)) // each has statements that it prepared
	if d.read, err = gorm.Open(gormsqlite.New(gormsqlite.Config{Conn: reader}), d.config(o.Log)); err != nil {
		return errors.Join(err, reader.Close())
	}
	d.group = &group{d: d}
	return nil
}

// makePrivate makes the file of a new database readable by its owner alone; SQLite
// gives the files beside it the same rights.
func makePrivate(path string) error {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600) //nolint:gosec // the path is the administrator's choice
	if err != nil {
		return fmt.Errorf("the database cannot be opened: %w", err)
	}
	return file.Close()
}

func openSQLiteConn(ctx context.Context, path string, query url.Values) (*sql.DB, error) {
	connector, err := sqlite.NewConnector("file:" + (&url.URL{Path: path}).EscapedPath() + "?" + query.Encode())
	if err != nil {
		return nil, fmt.Errorf("the database file %s cannot be opened: %w", path, err)
	}
	conn := sql.OpenDB(preparing{connector})
	if err := conn.PingContext(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("the database file %s cannot be opened: %w", path, err), conn.Close())
	}
	return conn, nil
}

// config is GORM's: statements are written by us, transactions are begun by
// Read and Write only, associations never save themselves.
func (d *DB) config(log *slog.Logger) *gorm.Config {
	return &gorm.Config{
		Logger:                 statementLog{log: log, count: &d.statements},
		SkipDefaultTransaction: true,
		FullSaveAssociations:   false,
		PrepareStmt:            false, // on SQLite the connection keeps them (see preparing), on PostgreSQL its driver does
	}
}

// configUnasked is config for a database that is not asked anything at opening, as it may
// not be there yet.
func (d *DB) configUnasked(log *slog.Logger) *gorm.Config {
	config := d.config(log)
	config.DisableAutomaticPing = true
	return config
}

// Close closes all connections.
func (d *DB) Close() error {
	var err error
	if d.replica != nil {
		err = d.replica.close()
	}
	err = errors.Join(err, closeHandle(d.write))
	if d.read != d.write {
		err = errors.Join(err, closeHandle(d.read))
	}
	return err
}

func closeHandle(handle *gorm.DB) error {
	if handle == nil {
		return nil
	}
	pool, err := handle.DB()
	if err != nil {
		return err
	}
	return pool.Close()
}

// Now is the time by the database's clock, for what happens outside a transaction.
func (d *DB) Now() Instant { return At(d.clock()) }

// Pool is the writing connection pool, for libraries that bring their own
// statements (migrations, jobs).
func (d *DB) Pool() (*sql.DB, error) { return d.write.DB() }

// Ping asks the database whether it answers.
func (d *DB) Ping(ctx context.Context) error {
	pool, err := d.read.DB()
	if err != nil {
		return err
	}
	return pool.PingContext(ctx)
}

const writeTries = 6

// Write runs fn in one transaction that may write, and returns once that is
// durable. fn is run again when the database says that another transaction came
// in between, so it does database work only and starts afresh each time. On
// SQLite, transactions that come at the same time share a commit; see [group].
func (d *DB) Write(ctx context.Context, fn func(tx *Tx) error) error {
	var err error
	for try := range writeTries {
		if d.group != nil {
			err = d.group.write(ctx, fn)
		} else {
			err = d.writeAlone(ctx, fn)
		}
		if !isRetryable(err) {
			return classify(err)
		}
		if waitErr := pause(ctx, try); waitErr != nil {
			return classify(errors.Join(err, waitErr))
		}
	}
	return fault.Because(err, fault.Busy, "fault.busy")
}

// writeAlone runs fn in a transaction of its own.
func (d *DB) writeAlone(ctx context.Context, fn func(tx *Tx) error) error {
	err := d.write.WithContext(ctx).Transaction(func(g *gorm.DB) error {
		return fn(&Tx{DB: g, Now: d.Now(), db: d})
	})
	if err == nil {
		d.writes.Add(1)
		d.commits.Add(1)
	}
	return err
}

// Read runs fn in one transaction that sees a single snapshot and cannot write.
func (d *DB) Read(ctx context.Context, fn func(tx *Tx) error) error {
	options := &sql.TxOptions{ReadOnly: true}
	if d.Dialect == Postgres {
		options.Isolation = sql.LevelRepeatableRead
	} else {
		options.ReadOnly = false // the connection itself is query_only
	}
	err := d.read.WithContext(ctx).Transaction(func(g *gorm.DB) error {
		return fn(&Tx{DB: g, Now: d.Now(), db: d, reading: true})
	}, options)
	return classify(err)
}

// ReadOne is [DB.Read] for an fn that sends one statement and no more, which is one
// snapshot by itself: the two round trips that begin and end a transaction are spared. It
// is for what every request asks. One that writes is refused on SQLite alone.
func (d *DB) ReadOne(ctx context.Context, fn func(tx *Tx) error) error {
	return classify(fn(&Tx{DB: d.read.WithContext(ctx), Now: d.Now(), db: d, reading: true}))
}

// pause waits longer with every try, by a random part so that two that
// collided do not collide again.
func pause(ctx context.Context, try int) error {
	limit := int64(5*time.Millisecond) << try
	n, err := rand.Int(rand.Reader, big.NewInt(limit))
	if err != nil {
		return err
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(time.Duration(n.Int64())):
		return nil
	}
}

// lockedReader lets many transactions share one seeded source.
type lockedReader struct {
	mu sync.Mutex
	r  io.Reader
}

// Read reads from the source, one caller at a time.
func (l *lockedReader) Read(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.r.Read(p)
}

// EscapeLike makes a text safe inside a LIKE pattern with ESCAPE '\'. LIKE
// folds case on SQLite only, so it is used on folded columns.
func EscapeLike(text string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text)
}
