package db

import (
	"crypto/rand"
	"database/sql"
	"encoding/base32"
	"io"
	"strings"

	"github.com/oklog/ulid/v2"
	"gorm.io/gorm"
)

// Tx is one transaction.
type Tx struct {
	DB  *gorm.DB
	Now Instant // the moment the transaction happens at: the only clock inside
	// AsOf is the moment up to which everything is seen, where a replica is read; nil: up to Now.
	AsOf *Instant
	db   *DB
	conn *sql.Conn // PostgreSQL's, in [DB.ReadMuch]; nil elsewhere

	reading bool     // sees only what is committed
	before  *Instant // sees of facts what was recorded before; nil: all
}

// KnownBefore is the same transaction as of an earlier moment: of facts that are
// read through [Tx.Believed] and [Tx.Recorded] it sees what was known then.
func (tx *Tx) KnownBefore(at Instant) *Tx {
	then := *tx
	then.before = &at
	return &then
}

// Believed narrows a query of a table of facts to those that are not superseded, or
// were not at the moment of [Tx.KnownBefore]. table is a constant of the caller.
func (tx *Tx) Believed(query *gorm.DB, table string) *gorm.DB {
	if tx.before == nil {
		return query.Where(table + ".superseded_at IS NULL")
	}
	return tx.Recorded(query, table).Where("("+table+".superseded_at IS NULL OR "+table+".superseded_at >= ?)", *tx.before)
}

// Recorded narrows a query of facts that are never superseded to those that were there
// at the moment of [Tx.KnownBefore].
func (tx *Tx) Recorded(query *gorm.DB, table string) *gorm.DB {
	if tx.before == nil {
		return query
	}
	return query.Where(table+".recorded_at < ?", *tx.before)
}

// Today is the day in Peru on which the transaction happens.
func (tx *Tx) Today() Date { return tx.Now.Date() }

// Dialect is the kind of database the transaction runs on.
func (tx *Tx) Dialect() Dialect { return tx.db.Dialect }

// NewID makes an identifier: 26 characters that sort by the moment they were
// made at, so that new rows lie together. It tells that moment: use NewSecret
// where the moment must not be known.
func (tx *Tx) NewID() string {
	id, err := ulid.New(ulid.Timestamp(tx.Now.Time()), tx.db.entropy)
	if err != nil {
		panic(err) // only when the system's random source fails; no identifier is safe then
	}
	return strings.ToLower(id.String())
}

// NewSecret makes 26 random characters (128 bits) that tell nothing and
// cannot be guessed: for links, codes and the blind names of answers.
func (tx *Tx) NewSecret() string { return secret(tx.db.entropy) }

func secret(r io.Reader) string {
	var b [16]byte
	if _, err := io.ReadFull(r, b[:]); err != nil {
		panic(err) // as in NewID
	}
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b[:]))
}

// NewSecret makes 26 random characters, as [Tx.NewSecret] does.
func NewSecret() string { return secret(rand.Reader) }
