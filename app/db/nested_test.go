package db_test

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"time"

	"relevo/app/db"
	"relevo/app/db/dbtest"
)

func TestNestedTransactionsAreStepsOfOne(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		then := time.Date(2024, 5, 15, 14, 0, 0, 0, time.UTC)
		enough := errors.New("enough")
		steps := func(ids *[]string, end error) func(tx *db.Tx) error {
			return func(tx *db.Tx) error {
				past := tx.Nested(func() time.Time { return then }, bytes.NewReader(make([]byte, 1000)))
				for _, name := range []string{"ana", "berta"} {
					err := past.Write(t.Context(), func(step *db.Tx) error {
						if step.Now != db.At(then) {
							t.Errorf("a step happens at %v, want %v", step.Now, then)
						}
						a := newAccount(step, name)
						a.ID += name
						*ids = append(*ids, a.ID)
						return step.DB.Create(&a).Error
					})
					if err != nil {
						return err
					}
				}
				return errors.Join(end, past.Read(t.Context(), func(step *db.Tx) error {
					if n := count(t, step); n != 2 {
						t.Errorf("inside, %d accounts, want 2", n)
					}
					return nil
				}))
			}
		}
		var first, second []string
		if err := d.Write(t.Context(), steps(&first, enough)); !errors.Is(err, enough) {
			t.Fatalf("got %v, want the error of the whole", err)
		}
		seen := func() (n int) {
			if err := d.Read(context.Background(), func(tx *db.Tx) error { n = count(t, tx); return nil }); err != nil {
				t.Fatal(err)
			}
			return n
		}
		if n := seen(); n != 0 {
			t.Fatalf("%d accounts are left of a transaction that failed", n)
		}
		if err := d.Write(t.Context(), steps(&second, nil)); err != nil {
			t.Fatal(err)
		}
		if n := seen(); n != 2 {
			t.Errorf("%d accounts, want 2", n)
		}
		if first[0] != second[0] || first[1] != second[1] {
			t.Errorf("the same source and clock made %v and %v", first, second)
		}
	})
}

func count(t *testing.T, tx *db.Tx) int {
	t.Helper()
	var n int64
	if err := tx.DB.Model(&account{}).Count(&n).Error; err != nil {
		t.Fatal(err)
	}
	return int(n)
}
