package doctor_test

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/doctor"
	"relevo/app/jobs"
	"relevo/app/mail"
	"relevo/app/mail/mailtest"
	"relevo/certificates/signature"
	"relevo/migrations"
)

var today = time.Date(2026, 12, 1, 15, 0, 0, 0, time.UTC)

// healthy is a relevo of its own, on SQLite, at which nothing is bad.
func healthy(t *testing.T, like doctor.Subject) doctor.Subject {
	t.Helper()
	data := filepath.Join(t.TempDir(), "data")
	for _, path := range []string{"relevo.sqlite", "secret"} {
		copyTo(t, filepath.Join(like.Data, path), filepath.Join(data, path))
	}
	keys, err := os.ReadDir(like.Keys)
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range keys {
		copyTo(t, filepath.Join(like.Keys, key.Name()), filepath.Join(data, "keys", key.Name()))
	}
	like.Data, like.SQLite, like.Keys = data, filepath.Join(data, "relevo.sqlite"), filepath.Join(data, "keys")
	return like
}

func copyTo(t *testing.T, from, to string) {
	t.Helper()
	content, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

// newHealthy makes one from nothing.
func newHealthy(t *testing.T) doctor.Subject {
	t.Helper()
	data := filepath.Join(t.TempDir(), "data")
	s := doctor.Subject{
		Addr: "localhost:8080", BaseURL: "https://relevo.example.pe", PackagesURL: "https://paquetes.example.pe",
		Data: data, SQLite: filepath.Join(data, "relevo.sqlite"), Keys: filepath.Join(data, "keys"), KeysPassphrase: "abre", Now: today,
	}
	d, err := db.Open(t.Context(), db.Options{URL: s.SQLite})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Migrate(t.Context(), migrations.Files, jobs.Migrate(d)); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(data, "secret"), make([]byte, 32), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := signature.GenerateIssuer(s.Keys, s.KeysPassphrase, today); err != nil {
		t.Fatal(err)
	}
	if _, err := signature.GeneratePDFKey(s.Keys, s.KeysPassphrase, "", "Muestra", today); err != nil {
		t.Fatal(err)
	}
	return s
}

func examine(t *testing.T, s doctor.Subject) []doctor.Finding {
	t.Helper()
	findings := doctor.Examine(t.Context(), s)
	for _, f := range findings {
		if (f.Mend == "") != (f.State == doctor.Good) {
			t.Errorf("%+v: what is not good says how it is mended, and nothing else does", f)
		}
	}
	return findings
}

func has(findings []doctor.Finding, state doctor.State, about, found string) bool {
	return slices.ContainsFunc(findings, func(f doctor.Finding) bool {
		return f.State == state && f.About == about && strings.Contains(f.Found, found)
	})
}

func TestWhatIsBrokenIsNamedAndTheRestIsNot(t *testing.T) {
	whole := newHealthy(t)
	if findings := examine(t, whole); doctor.Worst(findings) == doctor.Bad {
		t.Fatalf("nothing was broken yet: %+v", findings)
	}
	for name, broken := range map[string]struct {
		harm  func(s *doctor.Subject) error
		state doctor.State
		about string
		found string
	}{
		"an address without a port": {func(s *doctor.Subject) error { s.Addr = "localhost"; return nil }, doctor.Bad, "configuration", "not HOST:PORT"},
		"no HTTPS":                  {func(s *doctor.Subject) error { s.BaseURL = "http://relevo.example.pe"; return nil }, doctor.Warning, "configuration", "not HTTPS"},
		"packages beside our pages": {func(s *doctor.Subject) error { s.PackagesURL = s.BaseURL + "/p"; return nil }, doctor.Bad, "configuration", "where relevo's own pages are"},
		"a folder for everybody":    {func(s *doctor.Subject) error { return os.Chmod(s.Data, 0o755) }, doctor.Bad, "data folder", "others on this machine"},
		"a secret cut short":        {func(s *doctor.Subject) error { return os.Truncate(filepath.Join(s.Data, "secret"), 5) }, doctor.Bad, "secret", "holds 5"},
		"a database for everybody":  {func(s *doctor.Subject) error { return os.Chmod(s.SQLite, 0o644) }, doctor.Bad, "database", "others on this machine"},
		"no database":               {func(s *doctor.Subject) error { return os.Remove(s.SQLite) }, doctor.Bad, "database", "there is no database"},
		"a database that is none": {func(s *doctor.Subject) error {
			return os.WriteFile(s.SQLite, []byte(strings.Repeat("no", 4000)), 0o600)
		}, doctor.Bad, "database", "not a database"},
		"a page gone bad":            {damage, doctor.Bad, "database", "malformed"},
		"the wrong passphrase":       {func(s *doctor.Subject) error { s.KeysPassphrase = "otra"; return nil }, doctor.Bad, "keys", "cannot be opened"},
		"a key for everybody":        {loosen, doctor.Bad, "keys", "chmod 600"},
		"a key's certificate ended":  {func(s *doctor.Subject) error { s.Now = today.AddDate(30, 0, 0); return nil }, doctor.Bad, "keys", "valid from"},
		"a key's certificate ending": {func(s *doctor.Subject) error { s.Now = today.AddDate(5, 0, -20); return nil }, doctor.Warning, "keys", "ends on"},
		"a clock before our time":    {func(s *doctor.Subject) error { s.Now = today.AddDate(-5, 0, 0); return os.RemoveAll(s.Keys) }, doctor.Bad, "clock", "before this relevo"},
		"a mail server that is gone": {func(s *doctor.Subject) error { s.Mail = gone(t); return nil }, doctor.Bad, "mail", "cannot be reached"},
	} {
		t.Run(name, func(t *testing.T) {
			s := healthy(t, whole)
			if err := broken.harm(&s); err != nil {
				t.Fatal(err)
			}
			findings := examine(t, s)
			if !has(findings, broken.state, broken.about, broken.found) {
				t.Errorf("not found; there is %+v", findings)
			}
			for _, f := range findings {
				if f.State == doctor.Bad && f.About != broken.about {
					t.Errorf("%+v, which nobody harmed", f)
				}
			}
		})
	}
}

// damage overwrites pages in the middle of the file.
func damage(s *doctor.Subject) error {
	file, err := os.OpenFile(s.SQLite, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	if _, err := file.WriteAt([]byte(strings.Repeat("\xff", 40<<10)), 100<<10); err != nil {
		return err
	}
	return file.Close()
}

func loosen(s *doctor.Subject) error {
	keys, err := filepath.Glob(filepath.Join(s.Keys, "*.key.pem"))
	if err != nil || len(keys) == 0 {
		return fmt.Errorf("no keys: %w", err)
	}
	return os.Chmod(keys[0], 0o644)
}

// gone is a mail server at an address where nobody answers.
func gone(t *testing.T) mail.Config {
	t.Helper()
	line, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := line.Close(); err != nil {
		t.Fatal(err)
	}
	return mail.Config{Server: line.Addr().String(), From: "relevo@example.pe", TLS: mail.NoTLS}
}

func TestMailThatGoesOutIsGood(t *testing.T) {
	s := newHealthy(t)
	server := mailtest.NewTLS(t)
	s.Mail = mail.Config{Server: server.Address, From: "relevo@example.pe", TLS: mail.StartTLS, Trust: server.Trust}
	if findings := examine(t, s); !has(findings, doctor.Good, "mail", "takes mail") {
		t.Errorf("%+v", findings)
	}
}

func TestADatabaseBehindOrAheadOfThisRelevo(t *testing.T) {
	for _, dialect := range []db.Dialect{db.SQLite, db.Postgres} {
		s := newHealthy(t)
		address := dbtest.Address(t, dialect)
		if s.SQLite = address; dialect == db.Postgres {
			s.DatabaseURL = address
		}
		d, err := db.Open(t.Context(), db.Options{URL: address})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := d.MigrateTo(t.Context(), migrations.Files, 3); err != nil {
			t.Fatal(err)
		}
		if findings := examine(t, s); !has(findings, doctor.Warning, "migrations", "schema 3") {
			t.Errorf("%s, behind: %+v", dialect, findings)
		}
		err = d.Write(t.Context(), func(tx *db.Tx) error {
			return tx.DB.Exec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, true)`).Error
		})
		if err != nil {
			t.Fatal(err)
		}
		if findings := examine(t, s); !has(findings, doctor.Bad, "migrations", "schema 9999") {
			t.Errorf("%s, ahead: %+v", dialect, findings)
		}
		err = d.Write(t.Context(), func(tx *db.Tx) error {
			return tx.DB.Exec(`INSERT INTO audit_entry (id, happened_at, account_id, action, object_kind, object_id, detail) VALUES ('a', ?, '', '', '', '', '{}')`, db.At(today.AddDate(1, 0, 0))).Error
		})
		if err != nil {
			t.Fatal(err)
		}
		if findings := examine(t, s); !has(findings, doctor.Bad, "clock", "yet to come") {
			t.Errorf("%s, noted in the future: %+v", dialect, findings)
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// The tests' own PostgreSQL is set to lose what it acknowledged, for speed.
func TestAPostgresThatLosesWritesIsBad(t *testing.T) {
	s := newHealthy(t)
	s.DatabaseURL = dbtest.Address(t, db.Postgres)
	findings := examine(t, s)
	for _, setting := range []string{"fsync is off", "full_page_writes is off", "synchronous_commit is off"} {
		if !has(findings, doctor.Bad, "database", setting) {
			t.Errorf("%s: not found in %+v", setting, findings)
		}
	}
	s.DatabaseURL = strings.Replace(s.DatabaseURL, "relevo@", "relevo:geheim@", 1) + "&connect_timeout=1"
	s.DatabaseURL = strings.Replace(s.DatabaseURL, "/relevo_e_", "/nowhere_", 1)
	for _, f := range examine(t, s) {
		if strings.Contains(f.Found, "geheim") {
			t.Errorf("the password is shown: %s", f.Found)
		}
	}
}
