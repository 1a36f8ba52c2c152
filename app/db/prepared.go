package db

import (
	"container/list"
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
)

// mostPrepared is how many statements a connection keeps prepared; lists of many lengths
// make many statements.
const mostPrepared = 400

// preparing opens SQLite's connections so that each keeps the statements that it has
// prepared. Reading the text of a statement costs SQLite more than running it, for what pages
// ask. GORM's own keeping (PrepareStmt) does not spare it: what it prepares within a
// transaction belongs to that transaction, and database/sql prepares it anew in the next one.
type preparing struct{ driver.Connector }

// Connect opens a connection.
func (p preparing) Connect(ctx context.Context) (driver.Conn, error) {
	inner, err := p.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	whole, ok := inner.(sqliteConn)
	if !ok {
		return nil, errors.Join(fmt.Errorf("%T is no connection as this package expects SQLite's", inner), inner.Close())
	}
	return &preparedConn{sqliteConn: whole, kept: map[string]*list.Element{}, order: list.New()}, nil
}

// sqliteConn is what a connection of the driver can do, and what database/sql uses of it.
type sqliteConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

// preparedConn is a connection with its prepared statements. database/sql uses a connection
// from one goroutine at a time.
type preparedConn struct {
	sqliteConn
	kept  map[string]*list.Element // of those not in use, by their text
	order *list.List               // *preparedStmt, the last used first
}

// Unwrap gives the driver's connection.
func (c *preparedConn) Unwrap() driver.Conn { return c.sqliteConn }

// PrepareContext gives a kept statement, or prepares one. Two that are in use at once have
// one each.
func (c *preparedConn) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	if at, ok := c.kept[query]; ok {
		delete(c.kept, query)
		return c.order.Remove(at).(*preparedStmt), ctx.Err() //nolint:errcheck,forcetypeassert // nothing else is in the list
	}
	inner, err := c.sqliteConn.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	whole, ok := inner.(sqliteStmt)
	if !ok {
		return nil, errors.Join(fmt.Errorf("%T is no statement as this package expects SQLite's", inner), inner.Close())
	}
	return &preparedStmt{sqliteStmt: whole, conn: c, query: query}, nil
}

// QueryContext leaves it to database/sql to prepare the statement first.
func (c *preparedConn) QueryContext(context.Context, string, []driver.NamedValue) (driver.Rows, error) {
	return nil, driver.ErrSkip
}

// ExecContext leaves it to database/sql to prepare the statement first, except where nothing
// is put into it: those may be several in one text, as in migrations.
func (c *preparedConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	if len(args) > 0 {
		return nil, driver.ErrSkip
	}
	return c.sqliteConn.ExecContext(ctx, query, args)
}

// Close closes the connection and what it kept.
func (c *preparedConn) Close() error {
	var err error
	for at := c.order.Front(); at != nil; at = at.Next() {
		err = errors.Join(err, at.Value.(*preparedStmt).sqliteStmt.Close()) //nolint:errcheck,forcetypeassert // nothing else is in the list
	}
	c.kept, c.order = nil, nil
	return errors.Join(err, c.sqliteConn.Close())
}

// sqliteStmt is what a statement of the driver can do, and what database/sql uses of it.
type sqliteStmt interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

// preparedStmt is a statement that is kept when it is closed.
type preparedStmt struct {
	sqliteStmt
	conn  *preparedConn
	query string
}

// Close keeps the statement for the next who asks for it, and closes the one that was asked
// for longest ago where there are too many. The driver has reset it when its rows ended.
func (s *preparedStmt) Close() error {
	c := s.conn
	if c.order == nil || c.kept[s.query] != nil {
		return s.sqliteStmt.Close()
	}
	c.kept[s.query] = c.order.PushFront(s)
	if c.order.Len() <= mostPrepared {
		return nil
	}
	oldest := c.order.Remove(c.order.Back()).(*preparedStmt) //nolint:errcheck,forcetypeassert // nothing else is in the list
	delete(c.kept, oldest.query)
	return oldest.sqliteStmt.Close()
}
