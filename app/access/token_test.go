package access_test

import (
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
		ends("opened again", false)
		if err := door.ResetSecond(t.Context(), access.System(), account.ID); err != nil {
			t.Fatal(err)
		}
		ends("its owner has no second proof", true)
		half, _ = door.comes("gladys")
		_, login = door.sets(half)
		ends("its owner has one again", false)
		if err := door.RevokeToken(t.Context(), door.is(login), tokens[0].ID); err != nil {
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
		if !slices.Equal(slices.Compact(slices.Clone(actions)), []string{"access.token.create", "access.token.revoke"}) || len(actions) != 3 {
			t.Errorf("audit: %v", actions)
		}
	})
}
