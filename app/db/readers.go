package db

import (
	"context"
	"errors"
	"net/url"
	"runtime"

	gormsqlite "gorm.io/driver/sqlite"
	"gorm.io/gorm"
)

// readers are SQLite's reading connections. Each has a handle and prepared
// statements of its own: one pool for all prepared nearly every statement anew,
// since database/sql keeps a statement with the connection that it was prepared
// on and a transaction gets any of them, and that was a third of what a page
// cost.
type readers struct {
	all  []*gorm.DB
	free chan *gorm.DB
}

func openReaders(ctx context.Context, path string, query url.Values, config *gorm.Config) (*readers, error) {
	n := 2 * max(runtime.NumCPU(), 4)
	r := &readers{free: make(chan *gorm.DB, n)}
	for range n {
		conn, err := openSQLiteConn(ctx, path, query)
		if err != nil {
			return nil, errors.Join(err, r.close())
		}
		conn.SetMaxOpenConns(1)
		own := *config
		handle, err := gorm.Open(gormsqlite.New(gormsqlite.Config{Conn: conn}), &own)
		if err != nil {
			return nil, errors.Join(err, conn.Close(), r.close())
		}
		r.all = append(r.all, handle)
		r.free <- handle
	}
	return r, nil
}

// take waits for a reader that is free.
func (r *readers) take(ctx context.Context) (*gorm.DB, error) {
	select {
	case handle := <-r.free:
		return handle, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (r *readers) giveBack(handle *gorm.DB) { r.free <- handle }

func (r *readers) close() error {
	var err error
	for _, handle := range r.all {
		err = errors.Join(err, closeHandle(handle))
	}
	return err
}
