package db_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"

	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
)

// held runs fn while a write is under way, so that what fn begins gathers into
// groups behind it.
func held(t *testing.T, d *db.DB, begin func()) {
	t.Helper()
	inside, goOn := make(chan struct{}), make(chan struct{})
	done := make(chan error, 1)
	go func() {
		done <- d.Write(context.WithoutCancel(t.Context()), func(*db.Tx) error { close(inside); <-goOn; return nil })
	}()
	<-inside
	begin()
	close(goOn)
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func names(t *testing.T, d *db.DB) map[string]bool {
	t.Helper()
	found := map[string]bool{}
	err := d.Read(t.Context(), func(tx *db.Tx) error {
		var rows []account
		err := tx.DB.Find(&rows).Error
		for _, row := range rows {
			found[row.Username] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// A hundred people write at once; every third fails, one way or another. Each is told
// what became of their own, and the commits are fewer than the writes.
func TestConcurrentWritesShareACommitAndNotAFailure(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t)
	before, commits := d.Writes(), d.Commits()
	broken := errors.New("this one fails")
	const writers = 100
	var begun, ended sync.WaitGroup
	begun.Add(writers)
	held(t, d, func() {
		for i := range writers {
			ended.Go(func() {
				begun.Done()
				defer func() {
					if said := recover(); (said != nil) != (i%9 == 3) {
						t.Errorf("writer %d: panic %v", i, said)
					}
				}()
				err := d.Write(t.Context(), func(tx *db.Tx) error {
					a := newAccount(tx, fmt.Sprint("w", i))
					if err := tx.DB.Create(&a).Error; err != nil {
						return err
					}
					switch i % 9 {
					case 3:
						panic("a mistake in the closure")
					case 6:
						return tx.DB.Exec(`INSERT INTO login (token_hash, account_id) VALUES ('x', 'nobody')`).Error
					case 0:
						return broken
					}
					return nil
				})
				if (err == nil) == (i%3 == 0) {
					t.Errorf("writer %d: %v", i, err)
				}
				if i%9 == 0 && !errors.Is(err, broken) {
					t.Errorf("writer %d is told of somebody else's failure: %v", i, err)
				}
			})
		}
		begun.Wait()
	})
	ended.Wait()
	there := names(t, d)
	for i := range writers {
		if there[fmt.Sprint("w", i)] == (i%3 == 0) {
			t.Errorf("writer %d: there %v", i, there[fmt.Sprint("w", i)])
		}
	}
	writes, shared := d.Writes()-before, d.Commits()-commits
	if writes != int64(len(there))+1 || shared >= writes {
		t.Errorf("%d writes in %d commits, of %d that succeeded", writes, shared, len(there))
	}
}

// Somebody's deadline ends in the middle of a statement, which on SQLite ends the
// transaction of all: the neighbours are saved all the same.
func TestADeadlineOfOneDoesNotHarmItsNeighbours(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t)
	var begun, ended sync.WaitGroup
	var cut atomic.Int64
	held(t, d, func() {
		for i := range 30 {
			begun.Add(1)
			ended.Go(func() {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				begun.Done()
				err := d.Write(ctx, func(tx *db.Tx) error {
					a := newAccount(tx, fmt.Sprint("w", i))
					if i%10 == 5 {
						cancel()
					}
					return tx.DB.Create(&a).Error
				})
				if (err != nil) != (i%10 == 5) {
					t.Errorf("writer %d: %v", i, err)
				}
				if err != nil {
					cut.Add(1)
				}
			})
		}
		begun.Wait()
	})
	ended.Wait()
	if there := names(t, d); len(there) != 27 || cut.Load() != 3 {
		t.Errorf("%d are there, %d were cut off", len(there), cut.Load())
	}
}

// When too many wait, the next is sent away at once and honestly.
func TestWhoComesWhenTooManyWaitIsSentAway(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t)
	var ended sync.WaitGroup
	var done, busy atomic.Int64
	held(t, d, func() {
		var begun sync.WaitGroup
		for range 1500 {
			begun.Add(1)
			ended.Go(func() {
				begun.Done()
				switch err := d.Write(t.Context(), func(*db.Tx) error { return nil }); {
				case err == nil:
					done.Add(1)
				case fault.Is(err, fault.Busy):
					busy.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		begun.Wait()
		for busy.Load() == 0 {
			runtime.Gosched()
			if done.Load() > 0 {
				t.Error("somebody was served although the writer is taken")
				return
			}
		}
	})
	ended.Wait()
	if done.Load() < 1024 || done.Load()+busy.Load() != 1500 {
		t.Errorf("%d were served and %d sent away", done.Load(), busy.Load())
	}
}
