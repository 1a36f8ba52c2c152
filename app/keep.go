package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"relevo/app/backup"
	"relevo/app/db"
	"relevo/app/doctor"
)

// keysFolder is where the keys are that certificates are signed with.
func (c Config) keysFolder() string { return cmp.Or(c.Keys, filepath.Join(c.Data, "keys")) }

// Backup writes everything that this relevo holds, while it runs and writes.
func Backup(ctx context.Context, config Config, out io.Writer, options backup.Options) (summary backup.Summary, err error) {
	if err := config.check(); err != nil {
		return backup.Summary{}, err
	}
	if config.DatabaseURL == "" {
		if _, err := os.Stat(config.databaseURL()); errors.Is(err, fs.ErrNotExist) {
			return backup.Summary{}, fmt.Errorf("there is no database in %s: say where it is with --data or --database-url", config.Data)
		}
	}
	files, err := backup.FilesOf(config.Data, config.keysFolder())
	if err != nil {
		return backup.Summary{}, err
	}
	d, err := db.Open(ctx, db.Options{URL: config.databaseURL(), Clock: config.Clock, Log: config.Log})
	if err != nil {
		return backup.Summary{}, err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	return backup.Create(ctx, d, files, out, options)
}

// Restore makes this relevo of a backup.
func Restore(ctx context.Context, config Config, file *os.File, replace bool, keys backup.Keys, progress func(done, total int64)) (backup.Restored, error) {
	if err := config.check(); err != nil {
		return backup.Restored{}, err
	}
	if err := config.makeFolder(); err != nil {
		return backup.Restored{}, err
	}
	again := func(ctx context.Context, d *db.DB) error {
		_, err := config.privacyOf(d, nil).Reapply(ctx)
		return err
	}
	return backup.Restore(ctx, file, backup.Target{
		DatabaseURL: config.databaseURL(), Data: config.Data, Keys: config.keysFolder(), Replace: replace, After: again, Progress: progress,
	}, keys)
}

// Examine looks at how this relevo is set up, without changing anything.
func Examine(ctx context.Context, config Config) []doctor.Finding {
	return doctor.Examine(ctx, config.subject())
}

// subject is what the doctor looks at.
func (c Config) subject() doctor.Subject {
	return doctor.Subject{
		Addr: c.Addr, BaseURL: c.BaseURL, PackagesURL: c.PackagesURL, Data: c.Data, DatabaseURL: c.DatabaseURL,
		SQLite: filepath.Join(c.Data, "relevo.sqlite"), Keys: c.keysFolder(), KeysPassphrase: c.KeysPassphrase, Mail: c.Mail, Now: time.Now(),
	}
}
