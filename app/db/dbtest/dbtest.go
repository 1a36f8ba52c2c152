// Package dbtest gives tests real databases: a fresh SQLite file and a fresh
// PostgreSQL database, both migrated, for every test that asks.
//
//	func TestEnrol(t *testing.T) {
//		dbtest.Each(t, func(t *testing.T, d *db.DB) { … })
//	}
//
// PostgreSQL is found through RELEVO_TEST_POSTGRES, the address of a server
// on which databases may be made; `make test` starts a private one. Without
// it the test fails rather than skips: a promise kept on one database only is
// not kept.
package dbtest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"relevo/app/db"
	"relevo/app/jobs"
	"relevo/migrations"
)

// Start is where the clock of every test database stands at first:
// 4 May 2026, nine in the morning in Peru.
var Start = time.Date(2026, 5, 4, 14, 0, 0, 0, time.UTC)

// Clock is a clock that moves only when told to.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// Now is the time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Set moves the clock.
func (c *Clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t
}

// Advance moves the clock on.
func (c *Clock) Advance(d time.Duration) { c.Set(c.Now().Add(d)) }

var clocks sync.Map // *db.DB → *Clock

// ClockOf is the clock of a database made here.
func ClockOf(t testing.TB, d *db.DB) *Clock {
	t.Helper()
	clock, ok := clocks.Load(d)
	if !ok {
		t.Fatal("this database was not made by dbtest")
	}
	return clock.(*Clock) //nolint:errcheck // only Clocks are stored
}

// Each runs fn on SQLite and on PostgreSQL.
func Each(t *testing.T, fn func(t *testing.T, d *db.DB)) {
	t.Helper()
	onBoth(t, false, fn)
}

// EachAtLength is Each for what takes long: in the shorter run on SQLite alone. What it rests on is
// tested on both by its neighbours.
func EachAtLength(t *testing.T, fn func(t *testing.T, d *db.DB)) {
	t.Helper()
	onBoth(t, true, fn)
}

func onBoth(t *testing.T, long bool, fn func(t *testing.T, d *db.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { t.Parallel(); fn(t, SQLite(t)) })
	t.Run("postgres", func(t *testing.T) {
		if long && testing.Short() {
			t.Skip("make torture has both")
		}
		t.Parallel()
		fn(t, Postgres(t))
	})
}

// SQLite makes a migrated SQLite database in a temporary folder.
func SQLite(t testing.TB) *db.DB {
	t.Helper()
	source, err := sqliteTemplate()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "relevo.sqlite")
	if err := os.WriteFile(path, source, 0o600); err != nil {
		t.Fatal(err)
	}
	return open(t, path)
}

// Postgres makes a migrated PostgreSQL database and drops it afterwards.
func Postgres(t testing.TB) *db.DB {
	t.Helper()
	server := serverURL(t)
	template, err := postgresTemplate(server)
	if err != nil {
		t.Fatal(err)
	}
	name := "relevo_t_" + db.NewSecret()
	if err := admin(server, `CREATE DATABASE "`+name+`" TEMPLATE "`+template+`" STRATEGY FILE_COPY`); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := admin(server, `DROP DATABASE "`+name+`" WITH (FORCE)`); err != nil {
			t.Error(err)
		}
	})
	return open(t, withDatabase(server, name))
}

// Empty makes a database of each dialect with nothing in it, for tests of the
// migrations themselves.
func Empty(t testing.TB, dialect db.Dialect) *db.DB {
	t.Helper()
	return open(t, Address(t, dialect))
}

// Address gives the address of a database with nothing in it, for tests that
// boot the whole program.
func Address(t testing.TB, dialect db.Dialect) string {
	t.Helper()
	if dialect == db.SQLite {
		return filepath.Join(t.TempDir(), "relevo.sqlite")
	}
	server := serverURL(t)
	name := "relevo_e_" + db.NewSecret()
	if err := admin(server, `CREATE DATABASE "`+name+`"`); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := admin(server, `DROP DATABASE "`+name+`" WITH (FORCE)`); err != nil {
			t.Error(err)
		}
	})
	return withDatabase(server, name)
}

func open(t testing.TB, address string) *db.DB {
	t.Helper()
	clock := &Clock{now: Start}
	d, err := db.Open(t.Context(), db.Options{URL: address, Clock: clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	clocks.Store(d, clock)
	t.Cleanup(func() {
		clocks.Delete(d)
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

func migrate(address string) error {
	ctx := context.Background()
	d, err := db.Open(ctx, db.Options{URL: address})
	if err != nil {
		return err
	}
	if _, err := d.Migrate(ctx, migrations.Files, jobs.Migrate(d)); err != nil {
		return err
	}
	return d.Close()
}

// sqliteTemplate migrates once a process; every test gets a copy.
var sqliteTemplate = sync.OnceValues(func() ([]byte, error) {
	folder, err := os.MkdirTemp("", "relevo-template-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(folder) }() // a leftover temporary folder harms nobody
	path := filepath.Join(folder, "relevo.sqlite")
	if err := migrate(path); err != nil {
		return nil, err
	}
	return os.ReadFile(path) //nolint:gosec // a path made above
})

var templates sync.Map // server address → func() (string, error)

// postgresTemplate migrates once a server and schema; every test database is
// a copy. Several test processes may ask at once: the first to create wins,
// the others wait for its mark.
func postgresTemplate(server string) (string, error) {
	once, _ := templates.LoadOrStore(server, sync.OnceValues(func() (string, error) {
		name := "relevo_template_" + schemaHash()
		return name, buildTemplate(server, name)
	}))
	return once.(func() (string, error))() //nolint:errcheck // only these are stored
}

func buildTemplate(server, name string) error {
	ctx := context.Background()
	d, err := db.Open(ctx, db.Options{URL: server})
	if err != nil {
		return err
	}
	pool, err := d.Pool()
	if err != nil {
		return err
	}
	conn, err := pool.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(); _ = d.Close() }() // both end with the test process at the latest
	if _, err := conn.ExecContext(ctx, `SELECT pg_advisory_lock(7001)`); err != nil {
		return err
	}
	defer func() { _, _ = conn.ExecContext(ctx, `SELECT pg_advisory_unlock(7001)`) }()
	var ready bool
	if err := conn.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1 AND datistemplate)`, name).Scan(&ready); err != nil || ready {
		return err
	}
	for _, statement := range []string{`DROP DATABASE IF EXISTS "` + name + `"`, `CREATE DATABASE "` + name + `"`} {
		if _, err := conn.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	if err := migrate(withDatabase(server, name)); err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, `ALTER DATABASE "`+name+`" IS_TEMPLATE true`)
	return err
}

func admin(server, statement string) error {
	ctx := context.Background()
	d, err := db.Open(ctx, db.Options{URL: server})
	if err != nil {
		return err
	}
	defer func() { _ = d.Close() }() // nothing depends on it
	pool, err := d.Pool()
	if err != nil {
		return err
	}
	_, err = pool.ExecContext(ctx, statement)
	return err
}

func serverURL(t testing.TB) string {
	t.Helper()
	server := os.Getenv("RELEVO_TEST_POSTGRES")
	if server == "" {
		t.Fatal("RELEVO_TEST_POSTGRES is not set: run `make test`, which starts a private PostgreSQL, or give the address of a server on which databases may be made")
	}
	return server
}

func withDatabase(server, name string) string {
	u, err := url.Parse(server)
	if err != nil {
		return server
	}
	u.Path = "/" + name
	return u.String()
}

// schemaHash names the template, so that a changed migration makes a new one.
func schemaHash() string {
	sum := sha256.New()
	names, err := fs.Glob(migrations.Files, "*.postgres.sql")
	if err != nil {
		panic(err) // the pattern is a constant
	}
	for _, name := range names {
		body, err := fs.ReadFile(migrations.Files, name)
		if err != nil {
			panic(err) // the files are embedded
		}
		sum.Write(body)
	}
	return hex.EncodeToString(sum.Sum(nil))[:16]
}
