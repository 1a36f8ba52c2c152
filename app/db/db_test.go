package db_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
)

type account struct {
	ID, Username, Name, PasswordHash, Locale string
	CreatedAt                                db.Instant
	DisabledAt                               *db.Instant
}

func (account) TableName() string { return "account" }

func newAccount(tx *db.Tx, username string) account {
	return account{ID: tx.NewID(), Username: username, Name: username, Locale: "es", CreatedAt: tx.Now}
}

func TestAnInstantReadsBackAsItWasWritten(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		moment := db.At(time.Date(2026, 2, 28, 23, 59, 59, 123456789, db.Lima))
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			a := newAccount(tx, "ana")
			a.CreatedAt, a.DisabledAt = moment, &moment
			return tx.DB.Create(&a).Error
		})
		if err != nil {
			t.Fatal(err)
		}
		var got account
		err = d.Read(t.Context(), func(tx *db.Tx) error {
			return tx.DB.Where("created_at = ? AND disabled_at <= ?", moment, moment).Take(&got).Error
		})
		if err != nil || got.CreatedAt != moment || *got.DisabledAt != moment {
			t.Fatalf("got %v, %v, want %v", got, err, moment)
		}
	})
}

func TestErrorsAreClassifiedTheSameOnBothDatabases(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		write := func(fn func(tx *db.Tx) error) error { return d.Write(t.Context(), fn) }
		create := func(tx *db.Tx) error { a := newAccount(tx, "ana"); return tx.DB.Create(&a).Error }
		if err := write(create); err != nil {
			t.Fatal(err)
		}
		if err := write(create); !db.IsDuplicate(err) {
			t.Errorf("the same username twice: %v", err)
		}
		err := write(func(tx *db.Tx) error {
			return tx.DB.Exec(`INSERT INTO login (token_hash, account_id, device, created_at, last_seen_at, expires_at) VALUES ('x', 'nobody', '', ?, ?, ?)`, tx.Now, tx.Now, tx.Now).Error
		})
		if !db.IsReference(err) {
			t.Errorf("a login of nobody: %v", err)
		}
		err = write(func(tx *db.Tx) error {
			return tx.DB.Exec(`INSERT INTO institution (id, path, code, name, search_name, kind, sector, ubigeo, setting, created_at) VALUES ('i', 'i/', 'i', 'i', 'i', 'car', 'secret', '', '', ?)`, tx.Now).Error
		})
		if !db.IsCheck(err) {
			t.Errorf("an unknown sector: %v", err)
		}
		err = d.Read(t.Context(), func(tx *db.Tx) error { return tx.DB.Where("id = 'none'").Take(&account{}).Error })
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("a row that is not there: %v", err)
		}
	})
}

// Two hundred readers-then-writers at once: none may fail, none may lose an
// update. On SQLite this failed in 768 of 800 before transactions began
// IMMEDIATE; on PostgreSQL the row lock serialises.
func TestConcurrentReadThenWriteLosesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		err := d.Write(t.Context(), func(tx *db.Tx) error { a := newAccount(tx, "0"); a.ID = "one"; return tx.DB.Create(&a).Error })
		if err != nil {
			t.Fatal(err)
		}
		const writers = 200
		var failed atomic.Int64
		var wg sync.WaitGroup
		for range writers {
			wg.Go(func() {
				err := d.Write(t.Context(), func(tx *db.Tx) error {
					var a account
					query := tx.DB.Where("id = ?", "one")
					if d.Dialect == db.Postgres {
						query = tx.DB.Raw(`SELECT * FROM account WHERE id = ? FOR UPDATE`, "one")
					}
					if err := query.Take(&a).Error; err != nil {
						return err
					}
					return tx.DB.Exec(`UPDATE account SET name = ? WHERE id = ?`, a.Name+".", "one").Error
				})
				if err != nil {
					failed.Add(1)
				}
			})
		}
		wg.Wait()
		var a account
		if err := d.Read(t.Context(), func(tx *db.Tx) error { return tx.DB.Take(&a).Error }); err != nil {
			t.Fatal(err)
		}
		if len(a.Name) != writers+1 || failed.Load() != 0 {
			t.Fatalf("%d of %d writes are left, %d failed", len(a.Name)-1, writers, failed.Load())
		}
	})
}

func TestAReadCannotWrite(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		err := d.Read(t.Context(), func(tx *db.Tx) error { a := newAccount(tx, "ana"); return tx.DB.Create(&a).Error })
		if err == nil {
			t.Fatal("a row was written in a read")
		}
	})
}

func TestAFailedWriteLeavesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		broken := errors.New("the second step failed")
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			a := newAccount(tx, "ana")
			return errors.Join(tx.DB.Create(&a).Error, broken)
		})
		if !errors.Is(err, broken) {
			t.Fatal(err)
		}
		var n int64
		if err := d.Read(t.Context(), func(tx *db.Tx) error { return tx.DB.Model(&account{}).Count(&n).Error }); err != nil || n != 0 {
			t.Fatalf("%d rows, %v", n, err)
		}
	})
}

// A write inside a write would wait for itself on SQLite's one writing
// connection; the deadline ends it with a clear kind instead of hanging.
func TestAWriteInsideAWriteEndsAtTheDeadline(t *testing.T) {
	d := dbtest.SQLite(t)
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	err := d.Write(ctx, func(*db.Tx) error { return d.Write(ctx, func(*db.Tx) error { return nil }) })
	if !fault.Is(err, fault.Busy) {
		t.Fatalf("got %v", err)
	}
}

func TestStatementsAreCounted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		before := d.Statements()
		err := d.Read(t.Context(), func(tx *db.Tx) error {
			var rows []account
			return errors.Join(tx.DB.Find(&rows).Error, tx.DB.Find(&rows).Error)
		})
		if n := d.Statements() - before; err != nil || n != 2 {
			t.Fatalf("%d statements, %v", n, err)
		}
	})
}

func TestANewDatabaseIsItsOwnersAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "relevo.sqlite")
	d, err := db.Open(t.Context(), db.Options{URL: path})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	}()
	for _, name := range []string{path, path + "-wal"} {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has the rights %o", filepath.Base(name), info.Mode().Perm())
		}
	}
}
