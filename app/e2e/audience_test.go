package e2e

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"relevo/app"
	"relevo/app/access"
	"relevo/app/db"
	"relevo/assessments"
	"relevo/courses/coursestest"
)

// audience is a programme with people who can log in, made beside the server that will
// serve them: its accounts all have one passphrase, since hashing takes its time.
type audience struct {
	*coursestest.World
	t    *testing.T
	d    *db.DB
	key  string
	hash string
}

// newAudience makes the programme in the database of the configuration.
func newAudience(t *testing.T, c app.Config) *audience {
	t.Helper()
	server, err := app.New(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	a := audience{t: t}
	if a.key, err = server.FirstAdministrator(t.Context(), "admin"); err != nil {
		t.Fatal(err)
	}
	if err := server.Abandon(nil); err != nil {
		t.Fatal(err)
	}
	a.d = openBeside(t, c)
	a.World = coursestest.New(t, a.d)
	a.Read(func(tx *db.Tx) error {
		var admin access.Account
		err := tx.DB.Where("username = ?", "admin").Take(&admin).Error
		a.hash = admin.PasswordHash
		return err
	})
	return &a
}

func (a *audience) close() {
	if err := a.d.Close(); err != nil {
		a.t.Error(err)
	}
}

// openBeside opens the database that the configuration names.
func openBeside(t *testing.T, c app.Config) *db.DB {
	t.Helper()
	address := c.DatabaseURL
	if address == "" {
		address = filepath.Join(c.Data, "relevo.sqlite")
	}
	d, err := db.Open(t.Context(), db.Options{URL: address, Clock: c.Clock})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// officials hires people who log in with their identifier in small letters.
func (a *audience) officials(n int) (persons []string) {
	for i := range n {
		person := a.Hire(a.Ceiba, fmt.Sprintf("Persona%03d", i), "car_mentor")
		a.account(strings.ToLower(person), access.Official, &person)
		persons = append(persons, person)
	}
	return persons
}

// account opens an account with a role everywhere.
func (a *audience) account(username string, role access.Role, person *string) access.Actor {
	account := access.Account{PersonID: person, Username: username, Name: username, PasswordHash: a.hash, Locale: "es"}
	a.Write(func(tx *db.Tx) error {
		account.ID, account.CreatedAt = tx.NewID(), tx.Now
		if err := tx.DB.Create(&account).Error; err != nil {
			return err
		}
		return tx.DB.Create(&access.Grant{ID: tx.NewID(), AccountID: account.ID, Role: role, GrantedAt: tx.Now, GrantedBy: access.SystemID}).Error
	})
	return access.Actor{AccountID: account.ID, Name: username, Roles: []access.Held{{Role: role}}}
}

// attempt is the person's attempt in an administration.
func (a *audience) attempt(person, administration string) (id string) {
	a.Read(func(tx *db.Tx) error {
		list, err := assessments.AttemptsForTx(tx, person, []string{administration})
		if err == nil && len(list) != 1 {
			a.t.Fatalf("%s has %d attempts", person, len(list))
		}
		for _, one := range list {
			id = one.ID
		}
		return err
	})
	return id
}
