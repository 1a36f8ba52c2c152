package db_test

import (
	"errors"
	"testing"

	"relevo/app/db"
	"relevo/app/db/dbtest"
)

// What a write sees may yet be undone, so only what a read has seen is kept.
func TestOnlyWhatIsCommittedAndSettledIsKept(t *testing.T) {
	d := dbtest.SQLite(t)
	loads := 0
	ask := func(tx *db.Tx, settled bool) error {
		got, err := db.Fixed(tx, "key", func() (int, bool, error) { loads++; return 42, settled, nil })
		if got != 42 {
			t.Errorf("got %d", got)
		}
		return err
	}
	undone := errors.New("undone")
	for _, step := range []struct {
		run  func(func(tx *db.Tx) error) error
		sett bool
		want int
	}{
		{func(fn func(tx *db.Tx) error) error {
			err := d.Write(t.Context(), func(tx *db.Tx) error { return errors.Join(fn(tx), undone) })
			if !errors.Is(err, undone) {
				return err
			}
			return nil
		}, true, 1},
		{func(fn func(tx *db.Tx) error) error { return d.Read(t.Context(), fn) }, false, 2}, // may still change
		{func(fn func(tx *db.Tx) error) error { return d.Read(t.Context(), fn) }, true, 3},
		{func(fn func(tx *db.Tx) error) error { return d.Read(t.Context(), fn) }, true, 3},
		{func(fn func(tx *db.Tx) error) error { return d.Write(t.Context(), fn) }, true, 3},
	} {
		if err := step.run(func(tx *db.Tx) error { return ask(tx, step.sett) }); err != nil || loads != step.want {
			t.Errorf("loaded %d times, want %d; %v", loads, step.want, err)
		}
	}
}
