package backup_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"relevo/app/backup"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/jobs"
	"relevo/migrations"
)

var fileID = strings.Repeat("f", 64)

// populate puts values into a database that are easily lost on the way.
func populate(t *testing.T, d *db.DB) {
	t.Helper()
	write(t, d, func(tx *db.Tx) error {
		return errors.Join(
			tx.DB.Exec(`INSERT INTO account (id, username, name, password_hash, locale, created_at) VALUES ('a1', 'ñusta', ?, 'x', 'es', ?)`, "línea uno\nlínea \"dos\"\u2028 <&> 'tres' \\", tx.Now).Error,
			// A child before its parent, and one with a day.
			tx.DB.Exec(`INSERT INTO institution (id, path, code, name, search_name, kind, sector, ubigeo, setting, created_at, closed_on) VALUES ('z', 'z/', 'z', 'n', 'n', 'car', 'public', '', '', ?, ?)`, tx.Now, tx.Today()).Error,
			tx.DB.Exec(`INSERT INTO institution (id, path, parent_id, code, name, search_name, kind, sector, ubigeo, setting, created_at) VALUES ('b', 'z/b/', 'z', 'b', 'n', 'n', 'car', 'public', '', '', ?)`, tx.Now).Error,
			tx.DB.Exec(`INSERT INTO file (id, size, media_type, kept_at) VALUES (?, 9007199254740993, 'audio/ogg', ?)`, fileID, tx.Now).Error,
			tx.DB.Exec(`INSERT INTO file_part (file_id, position, content) VALUES (?, 0, ?), (?, 10, ?), (?, 9, ?)`, fileID, []byte{0, 255, 10, 13}, fileID, bytes.Repeat([]byte{7}, 3<<20), fileID, []byte{1}).Error,
		)
	})
}

func write(t *testing.T, d *db.DB, fn func(tx *db.Tx) error) {
	t.Helper()
	if err := d.Write(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

func create(t *testing.T, d *db.DB, keys backup.Keys, files ...backup.Beside) ([]byte, backup.Summary) {
	t.Helper()
	var out bytes.Buffer
	summary, err := backup.Create(t.Context(), d, files, &out, backup.Options{Keys: keys})
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes(), summary
}

// target is an empty place for a database.
func target(t *testing.T, dialect db.Dialect) backup.Target {
	t.Helper()
	folder := t.TempDir()
	to := backup.Target{DatabaseURL: filepath.Join(folder, "relevo.sqlite"), Data: folder, Keys: filepath.Join(folder, "keys")}
	if dialect == db.Postgres {
		to.DatabaseURL = dbtest.Address(t, dialect)
	}
	return to
}

func openTarget(t *testing.T, to backup.Target) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), db.Options{URL: to.DatabaseURL})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() }) // closed by the test where that matters
	return d
}

// Each database's backup becomes each database, and its backup in turn is of the same facts.
func TestABackupBecomesEitherDatabase(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		populate(t, d)
		queue, err := jobs.New(d, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		queue.Handle("greet", func(context.Context, json.RawMessage) error { return nil })
		write(t, d, func(tx *db.Tx) error { return queue.EnqueueLaterTx(tx, "greet", map[string]string{"who": "Ñ"}, 1e9) })
		file, made := create(t, d, backup.Keys{}, besides(t)...)
		if made.Jobs != 1 || made.Rows < 7 || len(made.Files) != 2 {
			t.Fatalf("the backup holds %+v", made)
		}
		for _, dialect := range []db.Dialect{db.SQLite, db.Postgres} {
			to := target(t, dialect)
			done, err := backup.Restore(t.Context(), bytes.NewReader(file), to, backup.Keys{})
			if err != nil {
				t.Fatalf("to %s: %v", dialect, err)
			}
			if len(done.Aside) != 0 {
				t.Errorf("to %s: an empty place had %v set aside", dialect, done.Aside)
			}
			restored := openTarget(t, to)
			_, again := create(t, restored, backup.Keys{})
			if !maps.Equal(again.Digests, made.Digests) || again.Jobs != 1 {
				t.Errorf("to %s: the restored database is of other facts, or %d jobs", dialect, again.Jobs)
			}
			if secret, err := os.ReadFile(filepath.Join(to.Data, "secret")); err != nil || string(secret) != "hush" {
				t.Errorf("the secret is %q, %v", secret, err)
			}
			if key, err := os.ReadFile(filepath.Join(to.Keys, "a.pem")); err != nil || string(key) != "key" {
				t.Errorf("the key is %q, %v", key, err)
			}
			// What is restored is at work again: references are held, and new rows find their place.
			err = restored.Write(t.Context(), func(tx *db.Tx) error {
				return tx.DB.Exec(`INSERT INTO file_part (file_id, position, content) VALUES ('none', 0, ?)`, []byte("x")).Error
			})
			if !db.IsReference(err) {
				t.Errorf("to %s: a part of no file: %v", dialect, err)
			}
		}
	})
}

func besides(t *testing.T) []backup.Beside {
	t.Helper()
	folder := t.TempDir()
	for name, content := range map[string]string{"secret": "hush", "a.pem": "key"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return []backup.Beside{{Name: "secret", Path: filepath.Join(folder, "secret")}, {Name: "keys/a.pem", Path: filepath.Join(folder, "a.pem")}}
}

// A backup made under the schema of long ago, in which nothing of today's code can write.
func TestAnOldBackupIsMigrated(t *testing.T) {
	for _, dialect := range []db.Dialect{db.SQLite, db.Postgres} {
		old := dbtest.Empty(t, dialect)
		if _, err := old.MigrateTo(t.Context(), migrations.Files, 2, jobs.Migrate(old)); err != nil {
			t.Fatal(err)
		}
		write(t, old, func(tx *db.Tx) error {
			return tx.DB.Exec(`INSERT INTO account (id, username, name, password_hash, locale, created_at) VALUES ('a1', 'rosa', 'Rosa', 'x', 'es', ?)`, tx.Now).Error
		})
		file, made := create(t, old, backup.Keys{})
		if made.Schema != 2 {
			t.Fatalf("made under schema %d", made.Schema)
		}
		to := target(t, dialect)
		done, err := backup.Restore(t.Context(), bytes.NewReader(file), to, backup.Keys{})
		if err != nil {
			t.Fatal(err)
		}
		if len(done.Migrated) < 10 {
			t.Errorf("migrated %v", done.Migrated)
		}
		_, again := create(t, openTarget(t, to), backup.Keys{})
		if again.Rows != 1 || again.Schema == 2 {
			t.Errorf("there are %d rows under schema %d", again.Rows, again.Schema)
		}
	}
}

func TestAPlaceWithDataIsRefusedAndSetAsideOnRequest(t *testing.T) {
	for _, dialect := range []db.Dialect{db.SQLite, db.Postgres} {
		from := dbtest.SQLite(t)
		populate(t, from)
		file, made := create(t, from, backup.Keys{}, besides(t)...)
		to := target(t, dialect)
		there := openTarget(t, to)
		if _, err := there.Migrate(t.Context(), migrations.Files, jobs.Migrate(there)); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(to.Data, "secret"), []byte("theirs"), 0o600); err != nil {
			t.Fatal(err)
		}
		write(t, there, func(tx *db.Tx) error {
			return tx.DB.Exec(`INSERT INTO account (id, username, name, password_hash, locale, created_at) VALUES ('theirs', 'theirs', 'n', 'x', 'es', ?)`, tx.Now).Error
		})

		_, err := backup.Restore(t.Context(), bytes.NewReader(file), to, backup.Keys{})
		if err == nil || !strings.Contains(err.Error(), "stop it first") {
			t.Errorf("%s: while it is used: %v", dialect, err)
		}
		if err := there.Close(); err != nil {
			t.Fatal(err)
		}
		_, err = backup.Restore(t.Context(), bytes.NewReader(file), to, backup.Keys{})
		if err == nil || !strings.Contains(err.Error(), "there are data here") {
			t.Errorf("%s: onto data: %v", dialect, err)
		}
		// A file that is broken changes nothing even when it may replace.
		to.Replace = true
		broken := bytes.Clone(file)
		broken[len(broken)/2] ^= 1
		if _, err := backup.Restore(t.Context(), bytes.NewReader(broken), to, backup.Keys{}); err == nil {
			t.Errorf("%s: a broken file was restored", dialect)
		}
		still := openTarget(t, to)
		if _, summary := create(t, still, backup.Keys{}); summary.Rows != 1 {
			t.Errorf("%s: refusing has changed what was there: %d rows", dialect, summary.Rows)
		}
		if err := still.Close(); err != nil {
			t.Fatal(err)
		}

		done, err := backup.Restore(t.Context(), bytes.NewReader(file), to, backup.Keys{})
		if err != nil {
			t.Fatal(err)
		}
		if _, again := create(t, openTarget(t, to), backup.Keys{}); !maps.Equal(again.Digests, made.Digests) {
			t.Errorf("%s: replaced by other facts", dialect)
		}
		if len(done.Aside) == 0 {
			t.Fatalf("%s: nothing was set aside", dialect)
		}
		aside, err := filepath.Glob(filepath.Join(to.Data, "before-restore-*", "secret"))
		if err != nil || len(aside) != 1 {
			t.Errorf("%s: the old secret is at %v, %v", dialect, aside, err)
		}
	}
}

// Every byte of a backup counts: one that lacks its end, wherever it was cut, and one of
// which a bit was changed, whichever, is refused and says so.
func TestWhatIsTruncatedOrChangedIsRefused(t *testing.T) {
	d := dbtest.SQLite(t)
	write(t, d, func(tx *db.Tx) error {
		return tx.DB.Exec(`INSERT INTO account (id, username, name, password_hash, locale, created_at) VALUES ('a1', 'rosa', 'Rosa', 'x', 'es', ?)`, tx.Now).Error
	})
	for name, keys := range map[string]backup.Keys{"in clear": {}, "encrypted": backup.Cheap("la ceiba florece de noche")} {
		file, _ := create(t, d, keys)
		if _, err := backup.Verify(bytes.NewReader(file), keys); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for cut := range file {
			if _, err := backup.Verify(bytes.NewReader(file[:cut]), keys); err == nil {
				t.Fatalf("%s: accepted with %d of %d bytes", name, cut, len(file))
			}
		}
		for i := range file {
			file[i] ^= 1 << (i % 8)
			if _, err := backup.Verify(bytes.NewReader(file), keys); err == nil {
				t.Fatalf("%s: accepted with a bit of byte %d changed", name, i)
			}
			file[i] ^= 1 << (i % 8)
		}
		if _, err := backup.Verify(bytes.NewReader(append(file, 'x')), keys); err == nil {
			t.Errorf("%s: accepted with a byte too many", name)
		}
	}
}

func TestAnEncryptedBackupOpensWithItsPassphraseAlone(t *testing.T) {
	d := dbtest.SQLite(t)
	populate(t, d)
	file, _ := create(t, d, backup.Cheap("la ceiba florece de noche"))
	if bytes.Contains(file, []byte("account")) {
		t.Error("something can be read in it")
	}
	for _, wrong := range []backup.Keys{{}, {Passphrase: "otra"}} {
		if _, err := backup.Verify(bytes.NewReader(file), wrong); err == nil {
			t.Errorf("opened with %+v", wrong)
		}
	}
	if summary, err := backup.Verify(bytes.NewReader(file), backup.Keys{Passphrase: "la ceiba florece de noche"}); err != nil || !summary.Encrypted {
		t.Errorf("%+v, %v", summary, err)
	}
}

// Two rows are written together again and again while backups are made: each backup has
// both of a pair or neither.
func TestABackupIsOfOneMoment(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		done := make(chan struct{})
		wrote := make(chan int)
		go func() {
			n := 0
			defer func() { wrote <- n }()
			for {
				select {
				case <-done:
					return
				default:
				}
				err := d.Write(context.Background(), func(tx *db.Tx) error {
					id := tx.NewID()
					return errors.Join(
						tx.DB.Exec(`INSERT INTO funder (id, code, name, created_at) VALUES (?, ?, 'n', ?)`, id, id, tx.Now).Error,
						tx.DB.Exec(`INSERT INTO account (id, username, name, password_hash, locale, created_at) VALUES (?, ?, 'n', 'x', 'es', ?)`, id, id, tx.Now).Error,
					)
				})
				if err != nil {
					t.Error(err)
					return
				}
				n++
			}
		}()
		for range 5 {
			file, made := create(t, d, backup.Keys{})
			if made.Rows%2 != 0 {
				t.Errorf("%d rows: half of a pair", made.Rows)
			}
			if _, err := backup.Verify(bytes.NewReader(file), backup.Keys{}); err != nil {
				t.Error(err)
			}
		}
		close(done)
		if n := <-wrote; n == 0 {
			t.Error("nothing was written meanwhile")
		}
	})
}
