package db

import (
	"io"
	"time"

	"gorm.io/gorm"
)

// Nested is a database whose transactions are steps of this one, under a
// clock and a source of identifiers of their own. Services that are made with
// it do in one transaction, and at whatever moment the clock says, what they
// otherwise do in many: so the demonstration lives through two years and is
// there whole or not at all. A step that fails is not undone by itself: the
// caller must fail with it.
func (tx *Tx) Nested(clock func() time.Time, entropy io.Reader) *DB {
	steps := tx.DB.Session(&gorm.Session{DisableNestedTransaction: true})
	return &DB{Dialect: tx.db.Dialect, write: steps, read: steps, clock: clock, entropy: &lockedReader{r: entropy}}
}
