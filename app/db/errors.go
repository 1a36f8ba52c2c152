package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"

	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/gorm"
	"modernc.org/sqlite"

	"relevo/app/fault"
)

// What the two databases call the same trouble: SQLite's extended result
// codes and PostgreSQL's SQLSTATE.
var (
	duplicateCodes = codes{sqlite: []int{1555, 2067, 2579}, postgres: []string{"23505"}}
	referenceCodes = codes{sqlite: []int{787, 1811}, postgres: []string{"23503"}}
	checkCodes     = codes{sqlite: []int{275, 1299, 3091}, postgres: []string{"23514", "23502"}}
	retryCodes     = codes{sqlite: []int{5, 6, 261, 262, 517, 773}, postgres: []string{"40001", "40P01", "55P03"}}
	fullCodes      = codes{sqlite: []int{13}, postgres: []string{"53100"}}
	// PostgreSQL is stopping, starting, or out of connections; or the connection to it broke.
	goneCodes     = codes{postgres: []string{"57P01", "57P02", "57P03", "53300", "08000", "08001", "08003", "08004", "08006", "25006"}}
	readOnlyCodes = codes{sqlite: []int{8, 264, 520, 776, 1032, 1288, 1544}}
)

type codes struct {
	sqlite   []int
	postgres []string
}

func (c codes) match(err error) bool {
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		for _, code := range c.sqlite {
			if lite.Code() == code {
				return true
			}
		}
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		for _, code := range c.postgres {
			if pg.Code == code {
				return true
			}
		}
	}
	return false
}

// IsDuplicate tells whether a unique key refused the row.
func IsDuplicate(err error) bool { return duplicateCodes.match(err) }

// IsReference tells whether a row that was referred to is missing, or a row
// to be removed is still referred to.
func IsReference(err error) bool { return referenceCodes.match(err) }

// IsCheck tells whether a CHECK or NOT NULL refused the row.
func IsCheck(err error) bool { return checkCodes.match(err) }

// IsNone tells whether a query for one row found none.
func IsNone(err error) bool { return errors.Is(err, gorm.ErrRecordNotFound) }

func isRetryable(err error) bool { return retryCodes.match(err) }

// isGone tells whether the database could not be reached, or went away meanwhile. What
// became of a commit under way is then not known.
func isGone(err error) bool {
	var connecting *pgconn.ConnectError
	var network net.Error
	return goneCodes.match(err) || errors.As(err, &connecting) || errors.As(err, &network) ||
		pgconn.SafeToRetry(err) || errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) || errors.Is(err, io.ErrUnexpectedEOF)
}

// classify gives the errors that the database itself causes their kind; those
// of the closure pass unchanged.
func classify(err error) error {
	var known *fault.Error
	switch {
	case err == nil, errors.As(err, &known):
		return err
	case isRetryable(err), errors.Is(err, context.DeadlineExceeded):
		return fault.Because(err, fault.Busy, "fault.busy")
	case isGone(err):
		return fault.Because(err, fault.Busy, "fault.database_gone")
	case fullCodes.match(err), readOnlyCodes.match(err):
		return fault.Because(err, fault.Busy, "fault.disk")
	case IsNone(err):
		return fault.Because(err, fault.NotFound, "fault.missing_row")
	default:
		return err
	}
}
