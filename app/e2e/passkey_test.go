package e2e

import (
	"context"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"

	"relevo/app/db"
)

// device gives the window a device with a lock that its owner opens.
func (p *person) device() (id webauthn.AuthenticatorID) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.window, patience)
	defer cancel()
	if _, err := chromedp.Call(ctx, webauthn.Enable, webauthn.EnableParams{}); err != nil {
		p.t.Fatal(err)
	}
	made, err := chromedp.Call(ctx, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
		Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal,
		HasResidentKey: true, HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true,
	}})
	if err != nil {
		p.t.Fatal(err)
	}
	return made.AuthenticatorID
}

// lock has the owner of the device open its lock, or fail to.
func (p *person) lock(device webauthn.AuthenticatorID, opens bool) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.window, patience)
	defer cancel()
	if _, err := chromedp.Call(ctx, webauthn.SetUserVerified, webauthn.SetUserVerifiedParams{AuthenticatorID: device, IsUserVerified: opens}); err != nil {
		p.t.Fatal(err)
	}
}

// keptKey is a key as a device takes it back: the library's own sends along what devices refuse.
type keptKey struct {
	Device webauthn.AuthenticatorID `json:"authenticatorId"`
	Key    struct {
		ID       []byte `json:"credentialId"`
		Resident bool   `json:"isResidentCredential"`
		Host     string `json:"rpId"`
		Private  []byte `json:"privateKey"`
		Handle   []byte `json:"userHandle"`
		Count    int    `json:"signCount"`
	} `json:"credential"`
}

var keepKey = cdp.Command[keptKey, cdp.Empty]{Method: webauthn.CommandAddCredential}

// rewind sets how often the device's keys have signed, as a copy of them would have it.
func (p *person) rewind(device webauthn.AuthenticatorID) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.window, patience)
	defer cancel()
	held, err := chromedp.Call(ctx, webauthn.GetCredentials, webauthn.GetCredentialsParams{AuthenticatorID: device})
	if err != nil {
		p.t.Fatal(err)
	}
	for _, key := range held.Credentials {
		kept := keptKey{Device: device}
		kept.Key.ID, kept.Key.Resident, kept.Key.Host, kept.Key.Private, kept.Key.Handle, kept.Key.Count = key.CredentialID, true, key.RpID, key.PrivateKey, key.UserHandle, 1
		if _, err := chromedp.Call(ctx, webauthn.RemoveCredential, webauthn.RemoveCredentialParams{AuthenticatorID: device, CredentialID: key.CredentialID}); err != nil {
			p.t.Fatal(err)
		}
		if _, err := chromedp.Call(ctx, keepKey, kept); err != nil {
			p.t.Fatal(err)
		}
	}
}

const (
	addKey = "[data-passkey=create] form"
	useKey = "[data-passkey=get] form"
)

// An administrator makes a passkey the second step, comes in with it alone, and may not with a lock
// that did not open, a copied key, or a key that was taken away.
func TestAnAdministratorComesInWithAPasskey(t *testing.T) {
	each(t, func(t *testing.T, dialect db.Dialect) {
		p := serve(t, dialect)
		admin := visit(t, p, "admin")
		phone := admin.device()
		admin.goTo("/login")
		admin.fillForm("main form[action='/login']", "username", "admin", "passphrase", p.passphrase)
		if !strings.HasPrefix(admin.where(), "/account/second") {
			t.Fatalf("she is at %s with a passphrase alone", admin.where())
		}
		admin.fillForm(addKey, "name", "Mi teléfono")
		codes := strings.Fields(admin.text(".recovery ol"))
		if len(codes) != 10 {
			t.Fatalf("%d recovery codes come with the first second step", len(codes))
		}
		admin.picture("passkey-recovery")

		// Several, each with its name; the passphrase is shown again for one more.
		admin.goTo("/account/second")
		admin.sees("main", "Mi teléfono")
		admin.picture("passkeys")
		admin.fill(addKey+" [name=name]", "Otra")
		admin.fill(addKey+" [name=present]", "no es esta")
		admin.change("const f = " + find(addKey) + "; f.requestSubmit()")
		admin.sees("[data-passkey-error]", "no es su clave actual")
		out := func() {
			admin.goTo("/account")
			admin.leave("document.querySelector('form[action=\"/logout\"]').submit()")
		}
		in := func() {
			admin.goTo("/login")
			admin.leave("const f = " + find(useKey) + "; f.requestSubmit()")
		}

		out()
		in()
		if admin.where() != "/institutions" {
			t.Fatalf("the passkey leads her to %s: %s", admin.where(), admin.text("main"))
		}

		// With the passphrase first, the passkey is the second step.
		out()
		admin.goTo("/login")
		admin.fillForm("main form[action='/login']", "username", "admin", "passphrase", p.passphrase)
		admin.leave("const f = " + find(useKey) + "; f.requestSubmit()")
		if strings.HasPrefix(admin.where(), "/account/second") || strings.HasPrefix(admin.where(), "/login") {
			t.Fatalf("the passkey is no second step: she is at %s", admin.where())
		}

		// A lock that does not open.
		out()
		admin.lock(phone, false)
		admin.goTo("/login")
		admin.change("const f = " + find(useKey) + "; f.requestSubmit()")
		admin.sees("[data-passkey-error]", "did not confirm")
		admin.lock(phone, true)

		// A key that has signed less often than before was copied.
		admin.rewind(phone)
		in()
		admin.sees("main", "not accepted")

		// A printed code stands in for it, and without the key nobody is let in by it.
		admin.goTo("/login")
		admin.fillForm("main form[action='/login']", "username", "admin", "passphrase", p.passphrase)
		admin.fillForm("form[action$='/second/give']", "code", codes[0])
		admin.goTo("/account/second")
		admin.change("document.querySelector('main details').open = true")
		admin.fillForm("form[action$='/remove']", "present", p.passphrase)
		admin.sees("main", "quedó retirada")
		admin.goTo("/account")
		admin.leave("document.querySelector('form[action=\"/logout\"]').submit()")
		in()
		admin.sees("main", "not accepted")
	})
}
