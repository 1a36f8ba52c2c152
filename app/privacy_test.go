package app

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/i18n"
	"relevo/app/privacy"
)

// Whoever asks gets all that is held on them: a table that is added later must be named in
// its noun's HeldOnPeople, or here with the reason why not.
func TestEveryTableOfAPersonIsInTheirCopy(t *testing.T) {
	schema, err := os.ReadFile("../migrations/schema.golden")
	if err != nil {
		t.Fatal(err)
	}
	elsewhere := map[string]bool{
		"privacy_erasure":        true, // of those who have nothing left to be copied
		"idempotency_key":        true, // what was answered to them, again, for a day
		"scoring_task":           true, // who was to rate an answer: the ratings are there
		"certificate_batch_item": true, // an order to make a certificate: the certificate is there
		"kept_change":            true, // whose figures are to be computed again, for a minute: what they are computed from is there
	}
	var queries strings.Builder
	for _, part := range append(personal(), privacy.OwnPart()) {
		for _, held := range part.Held {
			queries.WriteString(held.Query + "\n")
			if !i18n.Has("privacy.held." + held.Table) {
				t.Errorf("the table %s has no name for people", held.Table)
			}
		}
		for _, rule := range part.Rules {
			if !i18n.Has("privacy.rule." + rule.Category) {
				t.Errorf("the rule %s has no name for people", rule.Category)
			}
		}
	}
	for line := range strings.Lines(string(schema)) {
		column, _, _ := strings.Cut(line, " ")
		table, name, _ := strings.Cut(column, ".")
		switch name {
		case "person_id", "account_id", "attempt_id", "enrolment_id", "rater_id":
			if !elsewhere[table] && !regexp.MustCompile(`(?:FROM|JOIN) `+table+`\b`).MatchString(queries.String()) {
				t.Errorf("%s is not in anybody's copy", column)
			}
		}
	}
}

// What has reached its term goes, once; what has not stays; and a term that was changed counts.
func TestWhatIsOverIsDeleted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := Config{Data: t.TempDir()}.privacyOf(d, []byte("k"))
		clock := dbtest.ClockOf(t, d)
		old := db.At(clock.Now())
		insert := func(name string, at db.Instant) {
			err := d.Write(t.Context(), func(tx *db.Tx) error {
				return errors.Join(
					tx.DB.Exec(`INSERT INTO person (id, document_type, document_number, first_surname, second_surname, given_names, search_name, sex, language, languages, email, phone, created_at)
						VALUES (?, 'dni', ?, 'Ñahui', '', 'Rosa', 'nahui rosa', 'F', 'es', '', 'r@example.pe', '', ?)`, name, name, at).Error,
					tx.DB.Exec(`INSERT INTO account (id, person_id, username, name, password_hash, locale, created_at) VALUES (?, ?, ?, 'n', 'x', 'es', ?)`, name, name, name, at).Error,
					tx.DB.Exec(`INSERT INTO login (token_hash, id, account_id, device, created_at, last_seen_at, expires_at) VALUES (?, ?, ?, '', ?, ?, ?)`, name, name, name, at, at, at).Error,
					tx.DB.Exec(`INSERT INTO mail_letter (id, key, address, content, state, reason, created_at, moved_at) VALUES (?, ?, 'r@example.pe', 'Hola', 'sent', '', ?, ?)`, name, name, at, at).Error,
					tx.DB.Exec(`INSERT INTO file (id, size, media_type, kept_at) VALUES (?, 1, 'audio/ogg', ?)`, strings.Repeat(name[:1], 64), at).Error,
					tx.DB.Exec(`INSERT INTO file_part (file_id, position, content) VALUES (?, 0, ?)`, strings.Repeat(name[:1], 64), []byte("x")).Error,
				)
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		count := func(query string) (n int64) {
			if err := d.Read(t.Context(), func(tx *db.Tx) error { return tx.DB.Raw(query).Scan(&n).Error }); err != nil {
				t.Fatal(err)
			}
			return n
		}
		insert("a-old", old)
		clock.Advance(11 * 365 * 24 * time.Hour)
		insert("b-new", db.At(clock.Now()))
		for range 2 {
			if err := s.Sweep(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		for query, want := range map[string]int64{
			`SELECT count(*) FROM login`: 1,
			`SELECT count(*) FROM mail_letter WHERE address <> '' AND content <> ''`: 1,
			`SELECT count(*) FROM file`:                                     1,
			`SELECT count(*) FROM file_part`:                                1,
			`SELECT count(*) FROM person WHERE document_number IS NOT NULL`: 1,
			`SELECT count(*) FROM person WHERE first_surname = 'Ñahui'`:     1,
			`SELECT count(*) FROM privacy_deletion`:                         4, // the second sweep found nothing
			`SELECT sum(deleted) FROM privacy_deletion`:                     5,
		} {
			if got := count(query); got != want {
				t.Errorf("%s: %d, want %d", query, got, want)
			}
		}

		admin := access.System()
		if err := s.Set(t.Context(), admin, map[string]int64{"months.letters": 0}); err == nil {
			t.Error("nothing is kept for no time at all")
		}
		if err := s.Set(t.Context(), admin, map[string]int64{"months.letters": 24}); err != nil {
			t.Fatal(err)
		}
		clock.Advance(400 * 24 * time.Hour)
		if err := s.Sweep(t.Context()); err != nil || count(`SELECT count(*) FROM mail_letter WHERE address <> ''`) != 1 {
			t.Errorf("a letter of a year ago is gone, though two were set: %v", err)
		}
	})
}

// Whom the database knows to be erased, the ledger learns at the latest with the next sweep.
func TestTheLedgerIsCompleted(t *testing.T) {
	d := dbtest.SQLite(t)
	config := Config{Data: t.TempDir()}
	s := config.privacyOf(d, nil)
	err := d.Write(t.Context(), func(tx *db.Tx) error {
		return tx.DB.Exec(`INSERT INTO privacy_erasure (person_id, erased_at) VALUES ('p1', ?)`, tx.Now).Error
	})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := s.Sweep(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	if noted, err := os.ReadFile(filepath.Join(config.Data, "erased")); err != nil || string(noted) != "p1\n" {
		t.Errorf("the ledger has %q, %v", noted, err)
	}
}
