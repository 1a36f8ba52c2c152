package e2e

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"relevo/app"
	"relevo/app/backup"
	"relevo/app/db"
	"relevo/app/demo"
)

// somebody is a person of the demonstration, as they can be found anywhere.
type somebody struct {
	ID, DocumentNumber, FirstSurname, SecondSurname, GivenNames, Email string
}

// A person of the demonstration takes a copy of everything, asks to be forgotten, and is:
// no table but the certificates knows them afterwards, and no backup brings them back.
func TestSomebodyTakesTheirDataAndIsForgotten(t *testing.T) {
	each(t, func(t *testing.T, dialect db.Dialect) {
		if testing.Short() && dialect == db.SQLite {
			t.Skip("the other half restores into SQLite; both begin in make torture")
		}
		c := config(t, dialect)
		c.Guests = demo.Guests()
		clock, err := demo.Clock(c.Data)
		if err != nil {
			t.Fatal(err)
		}
		c.Clock = clock
		base := run(t, c, func(a *app.App) error {
			_, err := a.LoadDemonstration(t.Context())
			return err
		})
		before := backupOf(t, c)

		rosaura := comeIn(t, base, "rosaura.tapullima", "la ceiba florece de noche")
		d := openBeside(t, c)
		defer func() { _ = d.Close() }() // nothing depends on it
		who := personOf(t, d, "rosaura.tapullima")
		status, _, body := rosaura.get("/privacy/copy/json")
		if status != http.StatusOK {
			t.Fatalf("her copy: %d", status)
		}
		var copied struct {
			Name     string
			Sections []struct {
				Table string
				Rows  []map[string]any
			}
		}
		if err := json.Unmarshal([]byte(body), &copied); err != nil {
			t.Fatal(err)
		}
		rows := map[string]int{}
		for _, section := range copied.Sections {
			rows[section.Table] = len(section.Rows)
		}
		for _, table := range []string{"account", "login", "person", "posting", "enrolment", "attempt"} {
			if rows[table] == 0 {
				t.Errorf("her copy has no %s; it has %v", table, rows)
			}
		}
		if !strings.Contains(body, who.DocumentNumber) || strings.Contains(body, "password") || strings.Contains(body, "argon2id") {
			t.Error("her copy lacks her document, or holds a passphrase")
		}
		for _, other := range othersDocuments(t, d, who.ID) {
			if strings.Contains(body, `"`+other+`"`) {
				t.Fatalf("her copy holds somebody else's document")
			}
		}
		if status, kind, body := rosaura.get("/privacy/copy/pdf"); status != http.StatusOK || kind != "application/pdf" || !strings.HasPrefix(body, "%PDF") {
			t.Errorf("her copy on paper: %d %s", status, kind)
		}
		if status, _, _ := rosaura.get("/privacy/requests"); status != http.StatusForbidden {
			t.Errorf("she sees what others ask: %d", status)
		}

		rosaura.post(t, "/privacy", "/privacy/requests", "kind", "cancellation", "wording", "Bórrenme.")
		var request string
		read(t, d, func(tx *db.Tx) error {
			return tx.DB.Raw(`SELECT id FROM privacy_request WHERE person_id = ?`, who.ID).Scan(&request).Error
		})
		noemi := comeIn(t, base, "noemi.chambi", "cada puerta con su llave")
		noemi.post(t, "/privacy/requests/"+request, "/privacy/requests/"+request, "outcome", "granted", "reason", "Conforme.")
		forgotten(t, d, who)
		if status, kind, _ := rosaura.get("/privacy"); status != http.StatusOK || kind == "" || !rosaura.isOut() {
			t.Error("her account is still open")
		}

		// The backup was made while she was there.
		to := app.Config{Data: t.TempDir(), DatabaseURL: ""}
		ledger, err := os.ReadFile(filepath.Join(c.Data, "erased"))
		if err != nil || !strings.Contains(string(ledger), who.ID) {
			t.Fatalf("the ledger: %q, %v", ledger, err)
		}
		if err := os.WriteFile(filepath.Join(to.Data, "erased"), ledger, 0o600); err != nil {
			t.Fatal(err)
		}
		file, err := os.Open(before)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = file.Close() }() // it was only read
		if _, err := app.Restore(t.Context(), to, file, false, backup.Keys{}, nil); err != nil {
			t.Fatal(err)
		}
		restored := openBeside(t, to)
		forgotten(t, restored, who)
		if err := restored.Close(); err != nil {
			t.Error(err)
		}
	})
}

func backupOf(t *testing.T, c app.Config) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "backup")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := app.Backup(t.Context(), c, file, backup.Options{}); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func read(t *testing.T, d *db.DB, fn func(tx *db.Tx) error) {
	t.Helper()
	if err := d.Read(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

func personOf(t *testing.T, d *db.DB, username string) (who somebody) {
	t.Helper()
	read(t, d, func(tx *db.Tx) error {
		return tx.DB.Raw(`SELECT p.* FROM person p JOIN account a ON a.person_id = p.id WHERE a.username = ?`, username).Scan(&who).Error
	})
	if who.DocumentNumber == "" || who.FirstSurname == "" {
		t.Fatalf("%s is %+v", username, who)
	}
	return who
}

func othersDocuments(t *testing.T, d *db.DB, not string) (numbers []string) {
	t.Helper()
	read(t, d, func(tx *db.Tx) error {
		return tx.DB.Raw(`SELECT document_number FROM person WHERE id <> ? AND document_number IS NOT NULL`, not).Scan(&numbers).Error
	})
	if len(numbers) < 50 {
		t.Fatalf("only %d others", len(numbers))
	}
	return numbers
}

// forgotten looks into every text of every table.
func forgotten(t *testing.T, d *db.DB, who somebody) {
	t.Helper()
	read(t, d, func(tx *db.Tx) error {
		tables, err := db.TablesTx(tx)
		if err != nil {
			return err
		}
		for _, table := range tables {
			if table.Name == "certificate" || table.Name == "certificate_batch_item" {
				continue // public evidence, which stays
			}
			for _, column := range table.Columns {
				if column.Class != "text" {
					continue
				}
				var n int64
				query := fmt.Sprintf(`SELECT count(*) FROM "%[1]s" WHERE "%[2]s" LIKE ? OR "%[2]s" LIKE ?`, table.Name, column.Name)
				name := "%" + who.FirstSurname + " " + who.SecondSurname + "%"
				if err := tx.DB.Raw(query, "%"+who.DocumentNumber+"%", name).Scan(&n).Error; err != nil {
					return err
				}
				if n > 0 {
					t.Errorf("%s.%s still knows her, in %d rows", table.Name, column.Name, n)
				}
			}
		}
		return nil
	})
}

// insider is somebody who is logged in.
type insider struct {
	client *http.Client
	base   string
	last   string // where the last page was
}

func comeIn(t *testing.T, base, username, passphrase string) *insider {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	who := &insider{client: &http.Client{Jar: jar}, base: base}
	who.post(t, "/login", "/login", "username", username, "passphrase", passphrase)
	return who
}

func (i *insider) get(path string) (status int, kind, body string) {
	res, err := i.client.Get(i.base + path)
	if err != nil {
		return 0, "", err.Error()
	}
	defer func() { _ = res.Body.Close() }() // it is read to the end
	text, err := io.ReadAll(res.Body)
	if err != nil {
		return 0, "", err.Error()
	}
	i.last = res.Request.URL.Path
	return res.StatusCode, res.Header.Get("Content-Type"), string(text)
}

// isOut tells whether the last page was the login.
func (i *insider) isOut() bool { return i.last == "/login" }

func (i *insider) post(t *testing.T, from, to string, pairs ...string) {
	t.Helper()
	page, _ := fetch(t, i.client, i.base+from)
	form := url.Values{"_token": {page.Find("input[name=_token]").AttrOr("value", "")}}
	for n := 0; n < len(pairs); n += 2 {
		form.Set(pairs[n], pairs[n+1])
	}
	res, err := i.client.PostForm(i.base+to, form)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close() // nothing of it is needed
	if res.StatusCode != http.StatusOK {
		t.Fatalf("%s: %d", to, res.StatusCode)
	}
}
