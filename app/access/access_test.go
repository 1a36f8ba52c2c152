package access_test

import (
	"strings"
	"testing"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
)

const passphrase = "la lluvia en Iquitos"

func TestModelsMatchTheSchema(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		dbtest.CheckModels(t, d, &access.Account{}, &access.Grant{}, &access.Login{}, &access.AuditEntry{}, &access.Throttle{}, &access.SecondFactor{}, &access.RecoveryCode{}, &access.Link{}, &access.Token{}, &access.Identity{})
	})
}

func TestSomebodyLogsInActsAndLogsOut(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := access.NewService(d)
		account := open(t, s, "Rosa@Example.pe ")
		addInstitution(t, d, "centre", "programme/centre/")
		if err := s.GrantRole(t.Context(), access.System(), account.ID, access.Manager, "centre"); err != nil {
			t.Fatal(err)
		}
		s.Exempt = func(string) bool { return true }
		token, err := s.LogIn(t.Context(), access.Credentials{Username: " rosa@example.PE", Passphrase: passphrase, Device: "a phone", Address: "203.0.113.7"})
		if err != nil {
			t.Fatal(err)
		}
		actor, err := s.Authenticate(t.Context(), token)
		if err != nil {
			t.Fatal(err)
		}
		if !actor.May(access.ViewStaff, "programme/centre/ward/") || actor.May(access.ViewStaff, "programme/other/") {
			t.Errorf("the scope is %v", actor.Scopes(access.ViewStaff))
		}
		if err := s.LogOut(t.Context(), actor); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Authenticate(t.Context(), token); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("after logging out: %v", err)
		}
	})
}

func TestWrongUnknownAndDisabledReadTheSame(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := access.NewService(d)
		open(t, s, "rosa")
		disabled := open(t, s, "luz")
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			return tx.DB.Exec(`UPDATE account SET disabled_at = ? WHERE id = ?`, tx.Now, disabled.ID).Error
		})
		if err != nil {
			t.Fatal(err)
		}
		var answers []string
		for _, try := range [][2]string{{"rosa", "not her passphrase"}, {"nobody", passphrase}, {"luz", passphrase}} {
			_, err := s.LogIn(t.Context(), access.Credentials{Username: try[0], Passphrase: try[1], Device: "", Address: "203.0.113.7"})
			if !fault.Is(err, fault.Invalid) {
				t.Fatalf("%s: %v", try[0], err)
			}
			answers = append(answers, err.Error())
		}
		if answers[0] != answers[1] || answers[1] != answers[2] {
			t.Errorf("three different answers: %q", answers)
		}
	})
}

func TestALoginEndsWhenTheDeviceStaysAway(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, clock := access.NewService(d), dbtest.ClockOf(t, d)
		open(t, s, "rosa")
		token, err := s.LogIn(t.Context(), access.Credentials{Username: "rosa", Passphrase: passphrase, Device: "", Address: "203.0.113.7"})
		if err != nil {
			t.Fatal(err)
		}
		for range 4 { // coming back every six days keeps the login alive …
			clock.Advance(6 * 24 * time.Hour)
			if _, err := s.Authenticate(t.Context(), token); err != nil {
				t.Fatal(err)
			}
		}
		clock.Advance(8 * 24 * time.Hour) // … staying away eight days does not
		if _, err := s.Authenticate(t.Context(), token); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("after eight days: %v", err)
		}
	})
}

func TestALoginEndsAfterThirtyDaysHoweverOftenOneComesBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, clock := access.NewService(d), dbtest.ClockOf(t, d)
		open(t, s, "rosa")
		token := logIn(t, s, "rosa")
		for range 9 {
			clock.Advance(3*24*time.Hour + time.Hour)
			if _, err := s.Authenticate(t.Context(), token); err != nil {
				t.Fatal(err)
			}
		}
		clock.Advance(3 * 24 * time.Hour)
		if _, err := s.Authenticate(t.Context(), token); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("after 30 days: %v", err)
		}
	})
}

func TestDisablingEndsLoginsAtOnceAndEnablingBringsNoneBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := access.NewService(d)
		account := open(t, s, "rosa")
		phone, desk := logIn(t, s, "rosa"), logIn(t, s, "rosa")
		if err := s.Disable(t.Context(), access.System(), account.ID); err != nil {
			t.Fatal(err)
		}
		if err := s.Enable(t.Context(), access.System(), account.ID); err != nil {
			t.Fatal(err)
		}
		for _, token := range []string{phone, desk} {
			if _, err := s.Authenticate(t.Context(), token); !fault.Is(err, fault.Unauthenticated) {
				t.Errorf("a login came back: %v", err)
			}
		}
	})
}

func TestTheDatabaseHoldsNeitherPassphraseNorToken(t *testing.T) {
	d := dbtest.SQLite(t)
	s := access.NewService(d)
	open(t, s, "rosa")
	token, err := s.LogIn(t.Context(), access.Credentials{Username: "rosa", Passphrase: passphrase, Device: "", Address: "203.0.113.7"})
	if err != nil {
		t.Fatal(err)
	}
	var stored []string
	err = d.Read(t.Context(), func(tx *db.Tx) error {
		return tx.DB.Raw(`SELECT password_hash FROM account UNION ALL SELECT token_hash FROM login UNION ALL SELECT detail FROM audit_entry`).Scan(&stored).Error
	})
	if err != nil || len(stored) < 3 {
		t.Fatalf("%d values, %v", len(stored), err)
	}
	for _, value := range stored {
		if strings.Contains(value, passphrase) || strings.Contains(value, token) {
			t.Errorf("found in clear: %q", value)
		}
	}
}

func TestAUsernameIsTakenOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := access.NewService(d)
		open(t, s, "rosa@example.pe")
		secret, err := access.NewPassphrase(passphrase)
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.OpenAccount(t.Context(), access.System(), access.NewAccount{Username: "ROSA@example.pe", Name: "Otra", Passphrase: secret})
		if fields := fault.FieldsOf(err); len(fields) != 1 || fields[0].Name != "username" {
			t.Fatalf("got %v", err)
		}
	})
}

func TestAShortPassphraseIsRefused(t *testing.T) {
	if _, err := access.NewPassphrase("relevo123"); !fault.Is(err, fault.Invalid) {
		t.Fatalf("got %v", err)
	}
}

func TestOnlyManagersOfAccountsOpenThem(t *testing.T) {
	d := dbtest.SQLite(t)
	trainer := access.Actor{AccountID: "t", Roles: []access.Held{{Role: access.Trainer}}}
	if _, err := access.NewService(d).OpenAccount(t.Context(), trainer, access.NewAccount{}); !fault.Is(err, fault.Denied) {
		t.Fatalf("a trainer opening an account: %v", err)
	}
	if _, err := access.NewService(d).OpenAccount(t.Context(), access.Actor{}, access.NewAccount{}); !fault.Is(err, fault.Unauthenticated) {
		t.Fatalf("nobody opening an account: %v", err)
	}
}

func TestNobodyIsAllowedNothing(t *testing.T) {
	for _, role := range access.AllRoles {
		for _, p := range []access.Permission{access.Learn, access.ViewStaff, access.ManageAccounts, "unheard_of"} {
			if (access.Actor{}).Somewhere(p) {
				t.Errorf("nobody has %s", p)
			}
			if p == "unheard_of" && role.Allows(p) {
				t.Errorf("%s has a permission that was given to nobody", role)
			}
		}
	}
}

func open(t *testing.T, s *access.Service, username string) access.Account {
	t.Helper()
	secret, err := access.NewPassphrase(passphrase)
	if err != nil {
		t.Fatal(err)
	}
	account, err := s.OpenAccount(t.Context(), access.System(), access.NewAccount{Username: username, Name: "Rosa", Passphrase: secret})
	if err != nil {
		t.Fatal(err)
	}
	return account
}

func logIn(t *testing.T, s *access.Service, username string) string {
	t.Helper()
	token, err := s.LogIn(t.Context(), access.Credentials{Username: username, Passphrase: passphrase, Device: "a phone"})
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func addInstitution(t *testing.T, d *db.DB, id, path string) {
	t.Helper()
	err := d.Write(t.Context(), func(tx *db.Tx) error {
		return tx.DB.Exec(`INSERT INTO institution (id, path, code, name, search_name, kind, sector, ubigeo, setting, created_at) VALUES (?, ?, ?, 'n', 'n', 'car', 'public', '', '', ?)`, id, path, id, tx.Now).Error
	})
	if err != nil {
		t.Fatal(err)
	}
}
