package db_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"relevo/app/db"
	"relevo/app/db/dbtest"
)

// What a connection keeps prepared must tell the same as a statement prepared anew: while another
// of the same text is still being read, after a failure, after a request was given up, and
// when the table has changed.
func TestAStatementIsTheSameEachTime(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		const names = 3
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			for i := range names {
				a := newAccount(tx, fmt.Sprintf("cuenta %d", i))
				if err := tx.DB.Create(&a).Error; err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			err := d.Write(t.Context(), func(tx *db.Tx) error {
				a := newAccount(tx, "cuenta 0")
				return tx.DB.Create(&a).Error
			})
			if !db.IsDuplicate(err) {
				t.Errorf("a name twice: %v", err)
			}
		}
		read := func(ctx context.Context) (found []string, err error) {
			err = d.Read(ctx, func(tx *db.Tx) error {
				found = nil
				for i := range names {
					var name string
					if err := tx.DB.Raw("SELECT name FROM account WHERE name = ?", fmt.Sprintf("cuenta %d", i)).Scan(&name).Error; err != nil {
						return err
					}
					found = append(found, name)
				}
				return nil
			})
			return found, err
		}
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := read(gone); !errors.Is(err, context.Canceled) {
			t.Errorf("given up: %v", err)
		}
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() {
				if found, err := read(t.Context()); err != nil || fmt.Sprint(found) != "[cuenta 0 cuenta 1 cuenta 2]" {
					t.Errorf("read %v, %v", found, err)
				}
			})
		}
		all.Wait()
	})
}

// The same statement may be asked again while the rows of the first are being read.
func TestAStatementMayBeAskedWhileItIsRead(t *testing.T) {
	d := dbtest.SQLite(t)
	err := d.Write(t.Context(), func(tx *db.Tx) error {
		const numbers = "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < ?) SELECT i FROM n"
		for range 2 { // the second time it has been kept
			outer, err := tx.DB.Raw(numbers, 3).Rows()
			if err != nil {
				return err
			}
			sum := 0
			for outer.Next() {
				var i int
				var inner []int
				if err := errors.Join(outer.Scan(&i), tx.DB.Raw(numbers, i).Scan(&inner).Error); err != nil {
					return errors.Join(err, outer.Close())
				}
				sum += len(inner)
			}
			if err := errors.Join(outer.Err(), outer.Close()); err != nil {
				return err
			}
			if sum != 1+2+3 {
				t.Errorf("counted %d, want 6", sum)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
