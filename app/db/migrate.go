package db

import (
	"context"
	"fmt"
	"io/fs"
	"math"
	"strings"
	"testing/fstest"

	"github.com/pressly/goose/v3"
)

// migrationLock is the key of the PostgreSQL advisory lock under which
// processes that start at once migrate one after the other.
const migrationLock = 0x72656c65766f // "relevo"

// newest stands for the last migration there is.
const newest = math.MaxInt64

// Migrate brings the schema up to the newest version in files, which holds
// twins "0001_people.postgres.sql" and "0001_people.sqlite.sql". then runs
// under the same lock, for libraries that bring their own tables. It gives
// the names of the migrations it applied.
func (d *DB) Migrate(ctx context.Context, files fs.FS, then ...func(context.Context) error) ([]string, error) {
	return d.MigrateTo(ctx, files, newest, then...)
}

// MigrateTo is [DB.Migrate] that stops at a version, for what was written down
// when that was the newest.
func (d *DB) MigrateTo(ctx context.Context, files fs.FS, version int64, then ...func(context.Context) error) ([]string, error) {
	mine, err := twinsOf(files, d.Dialect)
	if err != nil {
		return nil, err
	}
	pool, err := d.Pool()
	if err != nil {
		return nil, err
	}
	if d.Dialect == Postgres {
		// The lock needs a connection of its own, held until all is done.
		conn, err := pool.Conn(ctx)
		if err != nil {
			return nil, err
		}
		defer func() { _ = conn.Close() }() // closing gives the lock back, whatever happened
		if _, err := conn.ExecContext(ctx, `SELECT pg_advisory_lock($1)`, int64(migrationLock)); err != nil {
			return nil, fmt.Errorf("waiting for another process to migrate: %w", err)
		}
		defer func() {
			_, _ = conn.ExecContext(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock($1)`, int64(migrationLock))
		}()
	}
	dialect := goose.DialectSQLite3
	if d.Dialect == Postgres {
		dialect = goose.DialectPostgres
	}
	runner, err := goose.NewProvider(dialect, pool, mine, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return nil, fmt.Errorf("reading the migrations: %w", err)
	}
	results, err := runner.UpTo(ctx, version)
	if err != nil {
		return nil, fmt.Errorf("migrating: %w", err)
	}
	var applied []string
	for _, r := range results {
		applied = append(applied, strings.TrimSuffix(r.Source.Path, ".sql"))
	}
	for _, step := range then {
		if err := step(ctx); err != nil {
			return applied, err
		}
	}
	return applied, nil
}

// twinsOf picks the files of one dialect and gives them the plain names that
// goose numbers them by.
func twinsOf(files fs.FS, dialect Dialect) (fs.FS, error) {
	suffix := "." + string(dialect) + ".sql"
	names, err := fs.Glob(files, "*"+suffix)
	if err != nil {
		return nil, err
	}
	mine := fstest.MapFS{}
	for _, name := range names {
		body, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		mine[strings.TrimSuffix(name, suffix)+".sql"] = &fstest.MapFile{Data: body}
	}
	return mine, nil
}
