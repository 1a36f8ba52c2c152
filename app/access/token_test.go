package access_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
)

func TestAProgramReadsWhatItsOwnerGaveItAndNoMore(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		door := newDoor(t, d)
		account := open(t, door.Service, "gladys")
		addInstitution(t, d, "centre", "programme/centre/")
		if err := door.GrantRole(t.Context(), access.System(), account.ID, access.Manager, "centre"); err != nil {
			t.Fatal(err)
		}
		half, _ := door.comes("gladys")
		_, login := door.sets(half)
		gladys := door.is(login)
		make := func(change func(*access.NewToken)) (string, error) {
			in := access.NewToken{Name: "informe", Scopes: []access.Permission{access.ViewFigures}, Days: 30, Present: passphrase}
			change(&in)
			return door.CreateToken(t.Context(), gladys, in)
		}
		for name, wrong := range map[string]func(*access.NewToken){
			"what she lacks":     func(in *access.NewToken) { in.Scopes = []access.Permission{access.ScoreResponses} },
			"what there is not":  func(in *access.NewToken) { in.Scopes = []access.Permission{"everything"} },
			"nothing":            func(in *access.NewToken) { in.Scopes = nil },
			"for ever":           func(in *access.NewToken) { in.Days = 100000 },
			"without a name":     func(in *access.NewToken) { in.Name = " " },
			"a wrong passphrase": func(in *access.NewToken) { in.Present = "not hers" },
		} {
			if _, err := make(wrong); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		token, err := make(func(*access.NewToken) {})
		if err != nil {
			t.Fatal(err)
		}
		program, err := door.AuthenticateToken(t.Context(), token)
		if err != nil {
			t.Fatal(err)
		}
		if !program.May(access.ViewFigures, "programme/centre/ward/") || program.May(access.ViewFigures, "programme/other/") {
			t.Errorf("figures: %v", program.Scopes(access.ViewFigures))
		}
		if !program.Holds(access.ViewStaff) || program.Holds(access.ScoreResponses) || (access.Actor{}).Holds(access.Learn) {
			t.Error("what is kept from somebody for what else they may do is not kept from their program alike")
		}
		if program.Somewhere(access.ViewStaff) || program.Is(access.Manager) || program.AccountID != account.ID {
			t.Errorf("it may more than it was given: %+v", program)
		}
		if _, err := door.CreateToken(t.Context(), program, access.NewToken{Name: "x", Scopes: []access.Permission{access.ViewFigures}, Days: 30, Present: passphrase}); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("a program makes tokens: %v", err)
		}
		if _, err := door.Authenticate(t.Context(), token); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("a token is taken for a login: %v", err)
		}
		tokens, err := door.Tokens(t.Context(), gladys)
		if err != nil || len(tokens) != 1 || tokens[0].LastUsedAt == nil || strings.Contains(tokens[0].TokenHash, token) {
			t.Errorf("%+v, %v", tokens, err)
		}
		ends := func(name string, now bool) {
			t.Helper()
			if _, err := door.AuthenticateToken(t.Context(), token); fault.Is(err, fault.Unauthenticated) != now {
				t.Errorf("%s: %v", name, err)
			}
		}
		other := open(t, door.Service, "luz")
		luz, _ := door.comes(other.Username)
		if err := door.RevokeToken(t.Context(), luz, tokens[0].ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("somebody else revokes it: %v", err)
		}
		ends("revoked by somebody else", false)
		if err := door.Disable(t.Context(), access.System(), account.ID); err != nil {
			t.Fatal(err)
		}
		ends("its owner's account is closed", true)
		if err := door.Enable(t.Context(), access.System(), account.ID); err != nil {
			t.Fatal(err)
		}
		ends("opened again", true)
		if err := door.ResetSecond(t.Context(), access.System(), account.ID); err != nil {
			t.Fatal(err)
		}
		half, _ = door.comes("gladys")
		_, login = door.sets(half)
		gladys = door.is(login)
		if token, err = make(func(*access.NewToken) {}); err != nil {
			t.Fatal(err)
		}
		if err := door.ResetSecond(t.Context(), access.System(), account.ID); err != nil {
			t.Fatal(err)
		}
		ends("its owner has no second proof", true)
		half, _ = door.comes("gladys")
		_, login = door.sets(half)
		gladys = door.is(login)
		ends("its owner has one again", false)
		if tokens, err = door.Tokens(t.Context(), gladys); err != nil || len(tokens) != 1 {
			t.Fatalf("%+v, %v", tokens, err)
		}
		if err := door.RevokeToken(t.Context(), gladys, tokens[0].ID); err != nil {
			t.Fatal(err)
		}
		ends("revoked", true)
		if token, err = make(func(*access.NewToken) {}); err != nil {
			t.Fatal(err)
		}
		door.clock.Advance(30 * 24 * time.Hour)
		ends("after thirty days", true)
		actions := []string{}
		if err := d.Read(t.Context(), func(tx *db.Tx) error {
			return tx.DB.Model(&access.AuditEntry{}).Where("object_kind = 'api_token'").Order("id").Pluck("action", &actions).Error
		}); err != nil {
			t.Fatal(err)
		}
		slices.Sort(actions)
		if !slices.Equal(slices.Compact(slices.Clone(actions)), []string{"access.token.create", "access.token.revoke"}) || len(actions) != 4 {
			t.Errorf("audit: %v", actions)
		}
	})
}

// A token ends with what its owner's passphrase and account end with; closing an account and opening it again
// gives no program its way back.
func TestATokenEndsWithThePassphraseAndTheAccount(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := access.NewService(d)
		account := open(t, s, "rosa")
		if err := s.GrantRole(t.Context(), access.System(), account.ID, access.Official, ""); err != nil {
			t.Fatal(err)
		}
		words := passphrase
		token := func() string {
			t.Helper()
			login, err := s.LogIn(t.Context(), access.Credentials{Username: "rosa", Passphrase: words})
			if err != nil {
				t.Fatal(err)
			}
			rosa, err := s.Authenticate(t.Context(), login)
			if err != nil {
				t.Fatal(err)
			}
			made, err := s.CreateToken(t.Context(), rosa, access.NewToken{Name: "x", Scopes: []access.Permission{access.Learn}, Days: 30, Present: words})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := s.AuthenticateToken(t.Context(), made); err != nil {
				t.Fatal(err)
			}
			return made
		}
		ended := func(what, token string) {
			t.Helper()
			if _, err := s.AuthenticateToken(t.Context(), token); !fault.Is(err, fault.Unauthenticated) {
				t.Errorf("after %s: %v", what, err)
			}
		}
		one := token()
		if err := errors.Join(s.Disable(t.Context(), access.System(), account.ID), s.Enable(t.Context(), access.System(), account.ID)); err != nil {
			t.Fatal(err)
		}
		ended("the account was closed and opened", one)
		one = token()
		var err error
		if words, err = s.ResetPassphrase(t.Context(), access.System(), account.ID); err != nil {
			t.Fatal(err)
		}
		ended("the passphrase was reset", one)
	})
}

// Nobody gives a role to themselves, and a program makes no administrators.
func TestNobodyGivesThemselvesARole(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := access.NewService(d)
		s.Exempt = func(string) bool { return true }
		noemi, rosa := open(t, s, "noemi"), open(t, s, "rosa")
		if err := s.GrantRole(t.Context(), access.System(), noemi.ID, access.Administrator, ""); err != nil {
			t.Fatal(err)
		}
		login, err := s.LogIn(t.Context(), access.Credentials{Username: "noemi", Passphrase: passphrase})
		if err != nil {
			t.Fatal(err)
		}
		actor, err := s.Authenticate(t.Context(), login)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.GrantRole(t.Context(), actor, noemi.ID, access.Manager, ""); !fault.Is(err, fault.Conflict) {
			t.Errorf("to herself: %v", err)
		}
		token, err := s.CreateToken(t.Context(), actor, access.NewToken{Name: "x", Scopes: []access.Permission{access.ManageAccounts}, Days: 30, Writes: true, Present: passphrase})
		if err != nil {
			t.Fatal(err)
		}
		program, err := s.AuthenticateToken(t.Context(), token)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.GrantRole(t.Context(), program, rosa.ID, access.Administrator, ""); !fault.Is(err, fault.Denied) {
			t.Errorf("her program makes an administrator: %v", err)
		}
		if err := errors.Join(s.GrantRole(t.Context(), program, rosa.ID, access.Manager, ""), s.GrantRole(t.Context(), actor, rosa.ID, access.Administrator, "")); err != nil {
			t.Error(err)
		}
	})
}
