package backup

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"relevo/app/db"
	"relevo/app/jobs"
	"relevo/migrations"
)

// Target is where a backup is restored to.
type Target struct {
	DatabaseURL string // postgres://…, or the path of the SQLite file
	Data        string // the folder of the secret
	Keys        string // the folder of the keys
	// Replace sets aside what is there; without it a target with data is refused.
	Replace bool
	// After is run on the restored database before it takes its place; may be nil.
	After func(ctx context.Context, d *db.DB) error
	// Progress hears how many rows of how many are done; may be nil.
	Progress func(done, total int64)
}

// Restored says what a restore did.
type Restored struct {
	Summary
	Migrated []string // migrations applied after the backup's own schema
	Aside    []string // where what was there before is now; empty when nothing was
}

// place is a database that can be made apart and put where the old one was in
// one step: a file that is renamed, or a schema.
type place interface {
	// address is that of the new, empty database.
	address() string
	// take puts the new database in the place of the old and tells where the old
	// one is now, empty when there was none.
	take(ctx context.Context, aside string) (string, error)
	// abandon removes the new database.
	abandon(ctx context.Context) error
}

// Restore makes a relevo of a backup. The new database is made apart and
// compared with the backup before anything that is there is touched.
func Restore(ctx context.Context, file File, target Target, keys Keys) (done Restored, err error) {
	about, err := describe(file, keys)
	if err != nil {
		return Restored{}, err
	}
	if newest := NewestSchema(); about.Schema > newest {
		return Restored{}, fmt.Errorf("the backup was made by a newer relevo (schema %d, this one knows %d): restore it with that one", about.Schema, newest)
	}
	place, err := placeOf(ctx, target)
	if err != nil {
		return Restored{}, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, place.abandon(context.WithoutCancel(ctx)))
		}
	}()
	kept := map[string][]byte{}
	if done, err = fill(ctx, place.address(), file, about, target, keys, kept); err != nil {
		return Restored{}, err
	}
	aside := filepath.Join(target.Data, "before-restore-"+about.restoredAt)
	old, err := place.take(ctx, aside)
	if err != nil {
		return Restored{}, err
	}
	if old != "" {
		done.Aside = append(done.Aside, old)
	}
	moved, err := putFiles(target, aside, kept)
	if moved && !slices.Contains(done.Aside, aside) {
		done.Aside = append(done.Aside, aside)
	}
	return done, err
}

// fill makes the new database: the schema of the backup, its rows, compared,
// then the newest schema and the jobs.
func fill(ctx context.Context, address string, file File, about description, target Target, keys Keys, kept map[string][]byte) (done Restored, err error) {
	d, err := db.Open(ctx, db.Options{URL: address, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return Restored{}, err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	if _, err := d.MigrateTo(ctx, migrations.Files, about.Schema, jobs.Migrate(d)); err != nil {
		return Restored{}, err
	}
	var waiting []jobs.Waiting
	err = d.Write(ctx, func(tx *db.Tx) error {
		return withoutReferences(tx, func() (err error) {
			load := &loader{tx: tx, target: target, kept: kept, progress: target.Progress}
			done.Summary, err = read(file, keys, sink{begin: load.begin, file: load.file, row: load.row, jobs: func(w []jobs.Waiting) error { waiting = w; return nil }})
			if err != nil {
				return err
			}
			return load.flush()
		})
	})
	if err != nil {
		return Restored{}, err
	}
	if err := compare(ctx, d, done.Digests); err != nil {
		return Restored{}, err
	}
	if done.Migrated, err = d.Migrate(ctx, migrations.Files, jobs.Migrate(d)); err != nil {
		return Restored{}, err
	}
	queue, err := jobs.New(d, slog.New(slog.DiscardHandler))
	if err != nil {
		return Restored{}, err
	}
	if err := d.Write(ctx, func(tx *db.Tx) error { return queue.PutBackTx(tx, waiting) }); err != nil {
		return Restored{}, err
	}
	if target.After != nil {
		return done, target.After(ctx, d)
	}
	return done, nil
}

// describe reads the first entry of a backup.
func describe(file File, keys Keys) (about description, err error) {
	enough := errors.New("enough")
	_, err = read(file, keys, sink{begin: func(d description) error { about = d; return enough }})
	if errors.Is(err, enough) {
		err = nil
	}
	about.restoredAt = db.At(now()).Time().In(db.Lima).Format("2006-01-02T15-04-05")
	return about, err
}

// NewestSchema is the number of the last migration this relevo has.
func NewestSchema() (newest int64) {
	names, err := fs.Glob(migrations.Files, "*.sqlite.sql")
	if err != nil {
		panic(err) // the pattern is a constant
	}
	for _, name := range names {
		number, _, _ := strings.Cut(name, "_")
		n, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			panic(err) // goose refuses such a file too
		}
		newest = max(newest, n)
	}
	return newest
}

// loader puts what a backup holds into an empty database.
type loader struct {
	tx       *db.Tx
	target   Target
	tables   map[string]db.Table
	into     *inserter
	kept     map[string][]byte
	progress func(done, total int64)
	done     int64
	total    int64
}

// begin compares the tables of the backup with those of the schema it names, and
// empties them: a migration may have put a row there.
func (l *loader) begin(about description) error {
	there, err := db.FactTablesTx(l.tx)
	if err != nil {
		return err
	}
	l.tables = map[string]db.Table{}
	for _, t := range there {
		l.tables[t.Name] = t
	}
	if len(about.Tables) != len(there) {
		return fmt.Errorf("the backup has %d tables, schema %d has %d", len(about.Tables), about.Schema, len(there))
	}
	for _, t := range about.Tables {
		var columns []string
		for _, c := range l.tables[t.Name].Columns {
			columns = append(columns, c.Name)
		}
		if !slices.Equal(columns, t.Columns) {
			return fmt.Errorf("table %s of the backup is not that of schema %d", t.Name, about.Schema)
		}
		l.total += t.Rows
		if err := l.tx.DB.Exec("DELETE FROM " + quote(t.Name)).Error; err != nil {
			return fmt.Errorf("emptying table %s: %w", t.Name, err)
		}
	}
	return nil
}

func (l *loader) file(name string, content []byte) error {
	if _, err := l.target.pathOf(name); err != nil {
		return err
	}
	l.kept[name] = content
	return nil
}

func (l *loader) row(table string, line []byte) error {
	if l.into == nil || l.into.table.Name != table {
		if err := l.flush(); err != nil {
			return err
		}
		l.into = newInserter(l.tx, l.tables[table])
	}
	if l.done++; l.progress != nil {
		l.progress(l.done, l.total)
	}
	return l.into.add(line)
}

func (l *loader) flush() error {
	if l.into == nil {
		return nil
	}
	return l.into.flush()
}

// withoutReferences lets rows be written in any order: references are looked at
// when all are there.
func withoutReferences(tx *db.Tx, fill func() error) error {
	if tx.Dialect() == db.SQLite {
		if err := tx.DB.Exec("PRAGMA defer_foreign_keys = ON").Error; err != nil { // until the transaction ends
			return err
		}
		return fill()
	}
	var references []struct{ Relation, Name, Definition string }
	err := tx.DB.Raw(`
SELECT quote_ident(r.relname) AS relation, quote_ident(c.conname) AS name, pg_get_constraintdef(c.oid) AS definition
FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid
WHERE c.contype = 'f' AND c.connamespace = current_schema()::regnamespace ORDER BY 1, 2`).Scan(&references).Error
	if err != nil {
		return fmt.Errorf("reading the references: %w", err)
	}
	for _, r := range references {
		if err := tx.DB.Exec("ALTER TABLE " + r.Relation + " DROP CONSTRAINT " + r.Name).Error; err != nil {
			return fmt.Errorf("setting the references aside: %w", err)
		}
	}
	if err := fill(); err != nil {
		return err
	}
	for _, r := range references {
		if err := tx.DB.Exec("ALTER TABLE " + r.Relation + " ADD CONSTRAINT " + r.Name + " " + r.Definition).Error; err != nil {
			return fmt.Errorf("a row refers to another that is not in the backup: %w", err)
		}
	}
	return nil
}

// compare reads the new database back and holds it to the backup's checksums.
func compare(ctx context.Context, d *db.DB, want map[string]string) error {
	return d.Read(ctx, func(tx *db.Tx) error {
		tables, err := db.FactTablesTx(tx)
		if err != nil {
			return err
		}
		for _, t := range tables {
			whole := sha256.New()
			err := eachRow(tx, t, func(line []byte) error { _, err := whole.Write(line); return err })
			if err != nil {
				return err
			}
			if sumOf(whole) != want[t.Name] {
				return fmt.Errorf("table %s was not restored as it was; nothing has been changed", t.Name)
			}
		}
		return nil
	})
}
