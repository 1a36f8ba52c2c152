package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/gorm"
)

// ReadMuch is [DB.Read] for whoever reads tables from end to end: in it [Tx.Each] has PostgreSQL send its own form of the
// rows and takes them as they come. A row by way of database/sql costs several times as much as PostgreSQL needs to find it.
func (d *DB) ReadMuch(ctx context.Context, fn func(tx *Tx) error) error {
	if d.Dialect != Postgres {
		return d.Read(ctx, fn)
	}
	return classify(d.read.WithContext(ctx).Connection(func(own *gorm.DB) error {
		conn, ok := own.Statement.ConnPool.(*sql.Conn)
		if !ok {
			return fmt.Errorf("a connection of its own was asked for and is a %T", own.Statement.ConnPool)
		}
		return own.Transaction(func(g *gorm.DB) error {
			// It reads and sorts much, and several processes at it would cost more together than one.
			if err := g.Exec("SET LOCAL work_mem = '256MB'; SET LOCAL max_parallel_workers_per_gather = 0").Error; err != nil {
				return err
			}
			return fn(&Tx{DB: g, Now: d.Now(), db: d, reading: true, conn: conn})
		}, &sql.TxOptions{ReadOnly: true, Isolation: sql.LevelRepeatableRead})
	}))
}

// Row is a row on its way: what it gives is lent until the next.
type Row struct {
	fields [][]byte
	native bool // in PostgreSQL's own form, not as text
	err    error
}

// Each goes through the rows of a query. In a transaction of [DB.ReadMuch] that is much cheaper.
func (tx *Tx) Each(query *gorm.DB, each func(*Row)) (err error) {
	if tx.conn != nil {
		return tx.eachNative(query, each)
	}
	rows, err := query.Rows()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	return eachPlain(rows, each)
}

func eachPlain(rows *sql.Rows, each func(*Row)) error {
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	raw, into := make([]sql.RawBytes, len(columns)), make([]any, len(columns))
	for i := range raw {
		into[i] = &raw[i]
	}
	row := Row{fields: make([][]byte, len(columns))}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		for i := range raw {
			row.fields[i] = raw[i]
		}
		if each(&row); row.err != nil {
			return row.err
		}
	}
	return rows.Err()
}

// eachNative sends the query on the connection of the transaction, past database/sql.
func (tx *Tx) eachNative(query *gorm.DB, each func(*Row)) error {
	statement := query.Session(&gorm.Session{DryRun: true}).Find(&[]map[string]any{}).Statement
	if statement.Error != nil {
		return statement.Error
	}
	values := make([][]byte, len(statement.Vars))
	for i, v := range statement.Vars {
		if valuer, ok := v.(driver.Valuer); ok {
			var err error
			if v, err = valuer.Value(); err != nil {
				return err
			}
		}
		values[i] = fmt.Append(nil, v)
	}
	return tx.conn.Raw(func(raw any) error {
		conn, ok := raw.(*stdlib.Conn)
		if !ok {
			return fmt.Errorf("PostgreSQL is spoken to by %T", raw)
		}
		reader := conn.Conn().PgConn().ExecParams(statement.Context, statement.SQL.String(), values, nil, nil, []int16{1})
		row := Row{native: true}
		for row.err == nil && reader.NextRow() {
			row.fields = reader.Values()
			each(&row)
		}
		_, err := reader.Close()
		return errors.Join(row.err, err)
	})
}

// Bytes gives a text, lent until the next row; nil where there is none.
func (r *Row) Bytes(i int) []byte { return r.fields[i] }

// Text gives a text to keep.
func (r *Row) Text(i int) string { return string(r.fields[i]) }

// Null tells whether there is nothing.
func (r *Row) Null(i int) bool { return r.fields[i] == nil }

// Bool gives what is so or not.
func (r *Row) Bool(i int) bool {
	switch f := r.fields[i]; {
	case len(f) == 1 && r.native:
		return f[0] == 1
	case len(f) > 0:
		is, err := strconv.ParseBool(string(f))
		r.fail(err)
		return is
	}
	return false
}

// Number gives a floating point number.
func (r *Row) Number(i int) float64 {
	f := r.fields[i]
	if r.native && len(f) == 8 {
		return math.Float64frombits(binary.BigEndian.Uint64(f))
	}
	number, err := strconv.ParseFloat(string(f), 64)
	r.fail(err)
	return number
}

// PostgreSQL counts from the beginning of 2000.
var (
	postgresDay    = NewDate(2000, time.January, 1)
	postgresMoment = time.Date(2000, time.January, 1, 0, 0, 0, 0, time.UTC).UnixMicro()
)

// Date gives a day.
func (r *Row) Date(i int) Date {
	f := r.fields[i]
	if r.native && len(f) == 4 {
		return postgresDay + Date(int32(binary.BigEndian.Uint32(f)))
	}
	var day Date
	r.fail(day.Scan(string(f)))
	return day
}

// Instant gives a moment.
func (r *Row) Instant(i int) Instant {
	f := r.fields[i]
	if r.native && len(f) == 8 {
		return At(time.UnixMicro(postgresMoment + int64(binary.BigEndian.Uint64(f))))
	}
	var at Instant
	r.fail(at.Scan(f))
	return at
}

func (r *Row) fail(err error) {
	if r.err == nil {
		r.err = err
	}
}
