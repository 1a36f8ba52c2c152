package doctor

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"strings"
	"time"

	"relevo/app/backup"
	"relevo/app/db"
)

func (e *examination) database(ctx context.Context) {
	const about = "database"
	address := e.DatabaseURL
	if address == "" {
		address = e.SQLite
		info, err := os.Stat(address)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			e.badf(about, "say where it is with --data or --database-url, or start relevo once", "there is no database %s", address)
			return
		case err == nil && !private(info):
			e.badf(about, "chmod 600 "+address, "others on this machine may read %s", address)
		}
	}
	d, err := db.Open(ctx, db.Options{URL: address, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		e.badf(about, "start PostgreSQL, or compare --database-url with its settings; a broken file is replaced by relevo restore --replace FILE", "%v", withoutPassword(err, e.DatabaseURL))
		return
	}
	defer func() { _ = d.Close() }() // it was only looked at
	err = d.Read(ctx, func(tx *db.Tx) error {
		if d.Dialect == db.Postgres {
			return errors.Join(e.postgres(tx), e.migrations(tx), e.facts(tx))
		}
		return errors.Join(e.sqlite(tx), e.migrations(tx), e.facts(tx))
	})
	if err != nil {
		e.badf(about, "look into the log; if the file is broken, relevo restore --replace FILE", "it cannot be read: %v", err)
	}
}

// withoutPassword takes the password out of what a driver says.
func withoutPassword(err error, address string) string {
	text := err.Error()
	u, parseErr := url.Parse(address)
	if parseErr != nil || u.User == nil {
		return text
	}
	if password, ok := u.User.Password(); ok && password != "" {
		text = strings.ReplaceAll(text, password, "…")
	}
	return text
}

func (e *examination) sqlite(tx *db.Tx) error {
	const about = "database"
	var version, journal, sound string
	var broken []map[string]any
	err := errors.Join(
		tx.DB.Raw("SELECT sqlite_version()").Scan(&version).Error,
		tx.DB.Raw("PRAGMA journal_mode").Scan(&journal).Error,
		tx.DB.Raw("PRAGMA quick_check(1)").Scan(&sound).Error,
		tx.DB.Raw("PRAGMA foreign_key_check").Scan(&broken).Error,
	)
	if err != nil {
		return err
	}
	if journal != "wal" {
		e.badf(about, "keep the database on a local disk: its log needs shared memory, which network file systems lack", "the journal is %q and not WAL", journal)
	}
	if sound != "ok" {
		e.badf(about, "stop relevo, keep a copy of the folder, and relevo restore --replace FILE", "the file is damaged: %s", sound)
	}
	if len(broken) > 0 {
		e.badf(about, "keep a copy, and ask for help with the first of them: "+fmt.Sprint(broken[0]["table"]), "%d rows refer to what is not there", len(broken))
	}
	if journal == "wal" && sound == "ok" && len(broken) == 0 {
		e.goodf(about, "SQLite %s, sound, every write reaches the disk", version)
	}
	return nil
}

// oldestPostgres is the oldest major version that is still cared for.
const oldestPostgres = 14

// clocksApart is how far PostgreSQL's clock may be from this machine's.
const clocksApart = 5 * time.Second

func (e *examination) postgres(tx *db.Tx) error {
	const about = "database"
	var p struct {
		Version                              int
		Name, Fsync, FullPage, Commit, Codes string
		Owner, Encrypted                     bool
		Now                                  db.Instant
	}
	err := tx.DB.Raw(`
SELECT current_setting('server_version_num')::int / 10000 AS version, current_setting('server_version') AS name,
  current_setting('fsync') AS fsync, current_setting('full_page_writes') AS full_page, current_setting('synchronous_commit') AS "commit",
  current_setting('server_encoding') AS codes, clock_timestamp() AS now,
  pg_has_role(current_user, d.datdba, 'USAGE') AS owner,
  coalesce((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false) AS encrypted
FROM pg_database d WHERE d.datname = current_database()`).Scan(&p).Error
	if err != nil {
		return err
	}
	before := len(e.findings)
	if p.Version < oldestPostgres {
		e.badf(about, "use PostgreSQL 14 or newer", "PostgreSQL %s is no longer cared for", p.Name)
	}
	for setting, value := range map[string]string{"fsync": p.Fsync, "full_page_writes": p.FullPage, "synchronous_commit": p.Commit} {
		if value == "off" {
			e.badf(about, "in postgresql.conf: "+setting+" = on, and start PostgreSQL anew", "%s is off: what relevo acknowledged can be lost when the machine stops", setting)
		}
	}
	if p.Codes != "UTF8" {
		e.badf(about, "make the database anew with ENCODING 'UTF8', and restore a backup into it", "the database is kept in %s, which lacks letters", p.Codes)
	}
	if !p.Owner {
		e.warnf(about, "ALTER DATABASE … OWNER TO the user in --database-url", "relevo's user does not own the database: it cannot restore a backup")
	}
	if u, err := url.Parse(e.DatabaseURL); err == nil && !p.Encrypted && u.Hostname() != "" && u.Hostname() != "localhost" && !strings.HasPrefix(u.Hostname(), "127.") && u.Hostname() != "::1" {
		e.warnf(about, "give sslmode=verify-full in --database-url", "the way to %s is not encrypted", u.Hostname())
	}
	if apart := time.Until(p.Now.Time()).Abs(); apart > clocksApart {
		e.badf("clock", "let both machines keep time by NTP", "PostgreSQL's clock and this machine's are %s apart", apart.Round(time.Second))
	}
	if len(e.findings) == before {
		e.goodf(about, "PostgreSQL %s, every write reaches the disk", p.Name)
	}
	return nil
}

func (e *examination) migrations(tx *db.Tx) error {
	const about = "migrations"
	has, err := db.VersionTx(tx)
	if err != nil {
		return err
	}
	switch newest := backup.NewestSchema(); {
	case has < newest:
		e.warnf(about, "make a backup, then relevo migrate (relevo serve does it by itself)", "the database has schema %d, this relevo %d", has, newest)
	case has > newest:
		e.badf(about, "use the newer relevo that was here before", "the database has schema %d, this relevo knows %d", has, newest)
	default:
		e.goodf(about, "up to date (schema %d)", has)
	}
	return nil
}

// facts looks whether anything was noted in the future, by a clock that was wrong.
func (e *examination) facts(tx *db.Tx) error {
	version, err := db.VersionTx(tx)
	if err != nil || version < 2 {
		return err
	}
	var newest *db.Instant
	if err := tx.DB.Raw(`SELECT max(happened_at) FROM audit_entry`).Row().Scan(&newest); err != nil || newest == nil {
		return err
	}
	if ahead := newest.Time().Sub(e.Now); ahead > clocksApart {
		e.badf("clock", "set the clock right; if it is right, it was wrong when that was noted", "the newest entry of the record is of %s, which is yet to come", newest.Time().In(db.Lima).Format(time.RFC3339))
	}
	return nil
}
