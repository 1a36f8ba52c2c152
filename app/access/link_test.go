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

// postbox keeps what is mailed and what is left for later.
type postbox struct {
	*door
	letters   []access.Letter
	forgotten []access.Forgotten
}

func newPostbox(t *testing.T, d *db.DB) *postbox {
	t.Helper()
	p := &postbox{door: newDoor(t, d)}
	keys := map[string]bool{}
	p.Post = func(_ *db.Tx, l access.Letter) (bool, error) {
		if keys[l.Key] {
			return false, nil
		}
		keys[l.Key] = true
		p.letters = append(p.letters, l)
		return true, nil
	}
	p.Later = func(_ *db.Tx, _ string, payload any) error {
		event, _ := payload.(access.Forgotten)
		p.forgotten = append(p.forgotten, event)
		return nil
	}
	return p
}

// link is what stands in the address of the latest letter.
func (p *postbox) link() string {
	p.t.Helper()
	token, ok := strings.CutPrefix(p.letters[len(p.letters)-1].LinkPath, "/passphrase/")
	if !ok || len(token) < 52 {
		p.t.Fatalf("the letter leads to %q", p.letters[len(p.letters)-1].LinkPath)
	}
	return token
}

const chosen = "nadie adivina este camino"

func TestAnInvitedPersonChoosesTheirPassphraseOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPostbox(t, d)
		addInstitution(t, d, "centre", "programme/centre/")
		account, err := p.OpenInvited(t.Context(), access.System(), access.NewAccount{Username: "15775632", Email: "rosa@example.pe", Name: "Rosa Ñahui"}, access.Official, "centre")
		if err != nil {
			t.Fatal(err)
		}
		if l := p.letters[0]; l.To != "rosa@example.pe" || !strings.Contains(l.Text[0], "Rosa Ñahui") || strings.Contains(strings.Join(l.Text, " "), "15775632") {
			t.Errorf("the letter: %+v", l)
		}
		for _, guess := range []string{"", "-", "relevo"} {
			if _, err := p.LogIn(t.Context(), access.Credentials{Username: "15775632", Passphrase: guess}); !fault.Is(err, fault.Invalid) {
				t.Errorf("before choosing, %q lets one in: %v", guess, err)
			}
		}
		token := p.link()
		linked, err := p.LinkedAccount(t.Context(), token)
		if err != nil || linked.Username != "15775632" || linked.Kind != access.Invitation {
			t.Fatalf("%+v, %v", linked, err)
		}
		if err := p.UseLink(t.Context(), token, "corta"); !fault.Is(err, fault.Invalid) {
			t.Errorf("a short one: %v", err)
		}
		if err := p.UseLink(t.Context(), token, chosen); err != nil {
			t.Fatal(err)
		}
		if err := p.UseLink(t.Context(), token, "otra frase de otra persona"); !fault.Is(err, fault.NotFound) {
			t.Errorf("a second time: %v", err)
		}
		if _, err := p.LogIn(t.Context(), access.Credentials{Username: account.Username, Passphrase: chosen}); err != nil {
			t.Error(err)
		}
	})
}

func TestALinkExpiresAndANewOneEndsIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPostbox(t, d)
		rosa := open(t, p.Service, "rosa@example.pe")
		send := func() string {
			t.Helper()
			if _, err := p.SendLink(t.Context(), access.System(), rosa.ID); err != nil {
				t.Fatal(err)
			}
			return p.link()
		}
		first, second := send(), send()
		if _, err := p.LinkedAccount(t.Context(), first); !fault.Is(err, fault.NotFound) {
			t.Errorf("the first still works: %v", err)
		}
		p.clock.Advance(time.Hour)
		if err := p.UseLink(t.Context(), second, chosen); !fault.Is(err, fault.NotFound) {
			t.Errorf("after an hour: %v", err)
		}
		third := send()
		logIn(t, p.Service, "rosa@example.pe") // the present one still works
		if err := p.Disable(t.Context(), access.System(), rosa.ID); err != nil {
			t.Fatal(err)
		}
		if err := p.UseLink(t.Context(), third, chosen); !fault.Is(err, fault.NotFound) {
			t.Errorf("of a closed account: %v", err)
		}
		if err := p.Enable(t.Context(), access.System(), rosa.ID); err != nil {
			t.Fatal(err)
		}
		token := logIn(t, p.Service, "rosa@example.pe")
		if err := p.UseLink(t.Context(), third, chosen); err != nil {
			t.Fatal(err)
		}
		if _, err := p.Authenticate(t.Context(), token); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("a login from before the new passphrase: %v", err)
		}
		var hashes []string
		if err := d.Read(t.Context(), func(tx *db.Tx) error { return tx.DB.Model(&access.Link{}).Pluck("token_hash", &hashes).Error }); err != nil || len(hashes) != 3 {
			t.Fatal(hashes, err)
		}
		if strings.Contains(strings.Join(hashes, " "), third) {
			t.Error("a link is kept in clear")
		}
	})
}

func TestForgettingTellsNobodyWhichAccountsThereAre(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPostbox(t, d)
		rosa := open(t, p.Service, "rosa@example.pe")
		open(t, p.Service, "nomail")
		statements := map[string]int64{}
		for _, username := range []string{"Rosa@example.pe", "nomail", "nobody"} {
			before := d.Statements()
			if err := p.Forgot(t.Context(), username, "203.0.113.7"); err != nil {
				t.Errorf("%s: %v", username, err)
			}
			statements[username] = d.Statements() - before
		}
		if statements["nobody"] != statements["Rosa@example.pe"] || statements["nobody"] != statements["nomail"] {
			t.Errorf("the work differs: %v", statements)
		}
		if len(p.letters) != 0 || len(p.forgotten) != 3 {
			t.Fatalf("%d letters and %d jobs", len(p.letters), len(p.forgotten))
		}
		for range 2 { // a job may run twice
			for _, event := range p.forgotten {
				if err := p.HearForgotten(t.Context(), event); err != nil {
					t.Fatal(err)
				}
			}
		}
		if len(p.letters) != 1 || p.letters[0].To != rosa.Email {
			t.Fatalf("letters: %+v", p.letters)
		}
		if err := p.UseLink(t.Context(), p.link(), chosen); err != nil {
			t.Fatal(err)
		}
		for _, username := range []string{"rosa@example.pe", "nobody"} {
			for range 3 {
				err := p.Forgot(t.Context(), username, "203.0.113.7")
				if err != nil && !fault.Is(err, fault.TooMany) {
					t.Fatal(err)
				}
			}
			if err := p.Forgot(t.Context(), username, "203.0.113.7"); !fault.Is(err, fault.TooMany) {
				t.Errorf("%s may be sent letters without end: %v", username, err)
			}
		}
	})
}

func TestTheAddressOfAnAccountIsChangedByItsOwnerAndTheFormerIsTold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPostbox(t, d)
		rosa := open(t, p.Service, "rosa@example.pe")
		actor, _ := p.comes("rosa@example.pe")
		if err := p.SetEmail(t.Context(), actor, rosa.ID, "otra@example.pe", "not hers"); !fault.Is(err, fault.Invalid) {
			t.Errorf("without the passphrase: %v", err)
		}
		if err := p.SetEmail(t.Context(), actor, rosa.ID, "a@b.pe, c@d.pe", passphrase); !fault.Is(err, fault.Invalid) {
			t.Errorf("two addresses: %v", err)
		}
		if err := p.SetEmail(t.Context(), actor, rosa.ID, "otra@example.pe", passphrase); err != nil {
			t.Fatal(err)
		}
		if len(p.letters) != 1 || p.letters[0].To != "rosa@example.pe" {
			t.Errorf("letters: %+v", p.letters)
		}
		luz := open(t, p.Service, "luz@example.pe")
		if err := p.SetEmail(t.Context(), actor, luz.ID, "otra@example.pe", passphrase); !fault.Is(err, fault.Denied) {
			t.Errorf("somebody else's: %v", err)
		}
	})
}
