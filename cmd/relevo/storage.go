package main

import (
	"errors"
	"log/slog"

	"relevo/app"
	"relevo/app/db"
)

// storage says where the data are, for commands that work on them directly.
type storage struct {
	Data        string `default:"relevo-data"                                     help:"Folder of the embedded database and the keys." placeholder:"DIR"`
	DatabaseURL string `help:"A PostgreSQL database instead of the embedded one." placeholder:"postgres://…"`
}

// with opens the database, migrated, for the time of a function.
func (s storage) with(c *console, work func(d *db.DB) error) error {
	log := slog.New(slog.NewTextHandler(c.err, nil))
	d, _, err := app.Open(c.ctx, app.Config{Data: s.Data, DatabaseURL: s.DatabaseURL, Log: log})
	if err != nil {
		return err
	}
	return errors.Join(work(d), d.Close())
}
