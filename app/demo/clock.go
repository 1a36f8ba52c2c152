package demo

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"relevo/app/db"
)

// Begins is the moment at which the demonstration is met for the first time:
// a Friday, nine in the morning in Lima. Everything it tells has happened by then.
var Begins = time.Date(2026, time.May, 15, 9, 0, 0, 0, db.Lima)

// The demonstration's own files in a data folder. The clock's is also the mark
// of a folder that holds a demonstration and nothing else.
const (
	clockFile    = "demo-clock"
	databaseFile = "relevo.sqlite"
)

// Clock is the demonstration's own clock. The first time it stands at [Begins];
// from then on it runs with the real one, and goes on when relevo is started again.
// A folder that holds the database of somebody's real relevo is refused.
func Clock(dataFolder string) (func() time.Time, error) {
	met, err := firstMet(dataFolder)
	if err != nil {
		return nil, err
	}
	return func() time.Time { return Begins.Add(time.Since(met)) }, nil
}

// firstMet is the real moment at which the demonstration in the folder was
// first met: now, when it is new.
func firstMet(dataFolder string) (time.Time, error) {
	path := filepath.Join(dataFolder, clockFile)
	text, err := os.ReadFile(path) //nolint:gosec // the folder is the administrator's choice
	if err == nil {
		met, err := time.Parse(time.RFC3339Nano, strings.TrimSpace(string(text)))
		if err != nil {
			return met, fmt.Errorf("the demonstration's clock %s cannot be read; begin anew with --fresh: %w", path, err)
		}
		return met, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return time.Time{}, fmt.Errorf("the demonstration's clock cannot be read: %w", err)
	}
	if err := notSomebodys(dataFolder); err != nil {
		return time.Time{}, err
	}
	met := time.Now()
	if err := os.MkdirAll(dataFolder, 0o700); err != nil {
		return met, fmt.Errorf("the data folder cannot be made: %w", err)
	}
	if err := os.WriteFile(path, []byte(met.UTC().Format(time.RFC3339Nano)+"\n"), 0o600); err != nil {
		return met, fmt.Errorf("the demonstration's clock cannot be kept: %w", err)
	}
	return met, nil
}

// Remove forgets the demonstration that the folder holds: its database and its
// clock, and no other file. A database that is not a demonstration's stays, and
// is an error.
func Remove(dataFolder string) error {
	clock := filepath.Join(dataFolder, clockFile)
	if _, err := os.Stat(clock); errors.Is(err, fs.ErrNotExist) {
		return notSomebodys(dataFolder)
	}
	// The clock goes last: until then the folder is known as a demonstration's.
	for _, name := range []string{databaseFile, databaseFile + "-wal", databaseFile + "-shm", clockFile} {
		if err := os.Remove(filepath.Join(dataFolder, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("forgetting the demonstration: %w", err)
		}
	}
	return nil
}

// notSomebodys is an error when the folder, which has no demonstration's
// clock, holds a database.
func notSomebodys(dataFolder string) error {
	path := filepath.Join(dataFolder, databaseFile)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return fmt.Errorf("%s is not a demonstration's (there is no %s beside it): give the demonstration a folder of its own with --data", path, clockFile)
}
