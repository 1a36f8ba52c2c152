package backup

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"relevo/app/db"
)

var (
	errInUse    = errors.New("a relevo is using this database: stop it first")
	errNotEmpty = errors.New("there are data here already: restore into an empty place, or give --replace to set aside what is there")
)

func placeOf(ctx context.Context, target Target) (place, error) {
	if strings.HasPrefix(target.DatabaseURL, "postgres://") || strings.HasPrefix(target.DatabaseURL, "postgresql://") {
		return newSchema(ctx, target)
	}
	return newFile(ctx, target)
}

// filePlace is a SQLite file that is made beside the old one and renamed over it.
type filePlace struct {
	path   string // where it belongs
	folder string // where it is made
	old    bool   // whether there is one to set aside
}

func newFile(ctx context.Context, target Target) (*filePlace, error) {
	p := &filePlace{path: target.DatabaseURL, folder: target.DatabaseURL + ".restoring"}
	_, err := os.Stat(p.path)
	switch {
	case err == nil:
		p.old = true
		if err := unused(ctx, p.path); err != nil {
			return nil, err
		}
		if !target.Replace {
			if err := needEmpty(ctx, p.path); err != nil {
				return nil, err
			}
		}
	case !errors.Is(err, fs.ErrNotExist):
		return nil, err
	}
	if err := os.RemoveAll(p.folder); err != nil { // of a restore that was interrupted
		return nil, err
	}
	if err := os.MkdirAll(p.folder, 0o700); err != nil {
		return nil, fmt.Errorf("the folder of the database cannot be made: %w", err)
	}
	return p, nil
}

// unused is nil when nobody has the file open. Leaving WAL needs it alone, and
// leaves one file that holds everything. A file that is no database is nobody's.
func unused(ctx context.Context, path string) (err error) {
	pool, err := sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+"?_pragma=busy_timeout(500)")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, pool.Close()) }()
	_, err = pool.ExecContext(ctx, "PRAGMA journal_mode = DELETE")
	var lite *sqlite.Error
	if errors.As(err, &lite) && lite.Code()&0xff == lib.SQLITE_BUSY {
		return errInUse
	}
	return nil // whatever else is wrong with it is why somebody restores
}

func (p *filePlace) address() string { return filepath.Join(p.folder, filepath.Base(p.path)) }

func (p *filePlace) take(_ context.Context, aside string) (string, error) {
	if !p.old {
		aside = ""
	} else {
		if err := os.MkdirAll(aside, 0o700); err != nil {
			return "", fmt.Errorf("what is there cannot be set aside: %w", err)
		}
		// A second name first, so that there is a database under the first at every moment.
		if err := os.Link(p.path, filepath.Join(aside, filepath.Base(p.path))); err != nil {
			return "", fmt.Errorf("what is there cannot be set aside: %w", err)
		}
		for _, suffix := range []string{"-wal", "-shm"} { // left by one that is broken
			if err := os.Rename(p.path+suffix, filepath.Join(aside, filepath.Base(p.path)+suffix)); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return "", err
			}
		}
	}
	if err := os.Rename(p.address(), p.path); err != nil {
		return "", fmt.Errorf("the restored database cannot be put in its place: %w", err)
	}
	return aside, os.RemoveAll(p.folder)
}

func (p *filePlace) abandon(context.Context) error { return os.RemoveAll(p.folder) }

// schemaPlace is a PostgreSQL schema that is made under another name and renamed.
type schemaPlace struct {
	url string
	old bool // whether the present schema has tables
}

const (
	restoring       = "relevo_restore" // the schema while it is made
	restoringClient = "relevo-restore" // how its connections are called
)

func newSchema(ctx context.Context, target Target) (_ *schemaPlace, err error) {
	p := &schemaPlace{url: target.DatabaseURL}
	d, err := p.open(ctx, "")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	if err := waitUnused(ctx, d); err != nil {
		return nil, err
	}
	err = d.Write(ctx, func(tx *db.Tx) error {
		tables, err := db.TablesTx(tx)
		if err != nil {
			return err
		}
		if p.old = len(tables) > 0; p.old && !target.Replace {
			if err := emptyTx(tx, tables); err != nil {
				return err
			}
		}
		return errors.Join(tx.DB.Exec("DROP SCHEMA IF EXISTS "+restoring+" CASCADE").Error, tx.DB.Exec("CREATE SCHEMA "+restoring).Error)
	})
	return p, err
}

// leavingTakes is how often, a tenth of a second apart, it is asked whether a relevo that
// was stopped a moment ago has left PostgreSQL.
const leavingTakes = 20

// waitUnused is nil when no relevo is connected to the database.
func waitUnused(ctx context.Context, d *db.DB) error {
	for range leavingTakes {
		var others int64
		err := d.Read(ctx, func(tx *db.Tx) error {
			return tx.DB.Raw(`SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = ?`, db.ApplicationName).Scan(&others).Error
		})
		if err != nil || others == 0 {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
	return errInUse
}

// open opens the database, in another schema if one is named.
func (p *schemaPlace) open(ctx context.Context, schema string) (*db.DB, error) {
	return db.Open(ctx, db.Options{URL: p.with(schema), Log: slog.New(slog.DiscardHandler)})
}

func (p *schemaPlace) with(schema string) string {
	u, err := url.Parse(p.url)
	if err != nil {
		return p.url // the driver will say what is wrong with it
	}
	query := u.Query()
	query.Set("application_name", restoringClient)
	if schema != "" {
		query.Set("search_path", schema)
	}
	u.RawQuery = query.Encode()
	return u.String()
}

func (p *schemaPlace) address() string { return p.with(restoring) }

func (p *schemaPlace) take(ctx context.Context, aside string) (_ string, err error) {
	d, err := p.open(ctx, "")
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	name := strings.ReplaceAll(strings.ToLower(filepath.Base(aside)), "-", "_")
	err = d.Write(ctx, func(tx *db.Tx) error {
		var present string
		if err := tx.DB.Raw(`SELECT current_schema()`).Scan(&present).Error; err != nil {
			return err
		}
		return errors.Join(
			tx.DB.Exec("ALTER SCHEMA "+quote(present)+" RENAME TO "+quote(name)).Error,
			tx.DB.Exec("ALTER SCHEMA "+restoring+" RENAME TO "+quote(present)).Error,
		)
	})
	if err != nil {
		return "", fmt.Errorf("the restored schema cannot be put in its place (this takes the owner of the database): %w", err)
	}
	if !p.old { // nothing in it: without CASCADE this can lose nothing
		err = d.Write(ctx, func(tx *db.Tx) error { return tx.DB.Exec("DROP SCHEMA " + quote(name)).Error })
		if err == nil {
			return "", nil
		}
	}
	return "schema " + name, nil
}

func (p *schemaPlace) abandon(ctx context.Context) (err error) {
	d, err := p.open(ctx, "")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	return d.Write(ctx, func(tx *db.Tx) error { return tx.DB.Exec("DROP SCHEMA IF EXISTS " + restoring + " CASCADE").Error })
}

// needEmpty is nil when a SQLite file has no rows of ours.
func needEmpty(ctx context.Context, path string) (err error) {
	d, err := db.Open(ctx, db.Options{URL: path, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return errors.Join(errNotEmpty, err)
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	return d.Read(ctx, func(tx *db.Tx) error {
		tables, err := db.TablesTx(tx)
		if err != nil {
			return err
		}
		return emptyTx(tx, tables)
	})
}

func emptyTx(tx *db.Tx, tables []db.Table) error {
	for _, t := range tables {
		var n int64
		if err := tx.DB.Table(t.Name).Limit(1).Count(&n).Error; err != nil {
			return err
		}
		if n > 0 {
			return errNotEmpty
		}
	}
	return nil
}
