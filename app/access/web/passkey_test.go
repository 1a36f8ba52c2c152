package web_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/web/webtest"
)

// What a device signs is tested with a browser's own, in app/e2e. Here is what no device signed.
func TestNobodyComesInByAPasskeyThatIsNone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newScene(t, d)
		if err := s.handlers.Access.PasskeysAt("https://relevo.example.pe/"); err != nil {
			t.Fatal(err)
		}
		visitor := s.As(webtest.Who{})
		token := func(page *webtest.Page) string {
			return page.Doc().Find("[name=_token]").First().AttrOr("value", "")
		}
		form := token(visitor.Get("/login").Want(200, "[data-passkey=get]", "llave de acceso"))
		if got := visitor.Post("/login/passkey/begin", nil).Status; got != 403 {
			t.Errorf("a form from elsewhere gets %d", got)
		}
		var begun struct {
			ID      string
			Options struct {
				RPID, UserVerification, Challenge string
			}
		}
		page := visitor.Post("/login/passkey/begin", url.Values{"_token": {form}}).WantStatus(200)
		if err := json.Unmarshal(page.Body, &begun); err != nil {
			t.Fatal(err)
		}
		if begun.Options.RPID != "relevo.example.pe" || begun.Options.UserVerification != "required" || len(begun.Options.Challenge) < 22 {
			t.Errorf("a device is asked %s", page.Body)
		}
		nothing := `{"id":"AAAA","rawId":"AAAA","type":"public-key","response":{"clientDataJSON":"e30","authenticatorData":"AAAA","signature":"AAAA","userHandle":"AAAA"}}`
		for name, values := range map[string]url.Values{
			"nothing":            {},
			"no JSON":            {"ceremony": {begun.ID}, "credential": {"<script>"}},
			"an invented one":    {"ceremony": {begun.ID}, "credential": {nothing}},
			"the same once more": {"ceremony": {begun.ID}, "credential": {nothing}},
		} {
			values.Set("_token", form)
			if got := visitor.Post("/login/passkey", values); got.Status != 422 || !strings.Contains(got.Text("main"), "no se aceptó") {
				t.Errorf("%s: %d", name, got.Status)
			}
		}
		var refused, left int64
		err := d.Read(t.Context(), func(tx *db.Tx) error {
			if err := tx.DB.Raw(`SELECT count(*) FROM audit_entry WHERE action = 'access.passkey.refused'`).Scan(&refused).Error; err != nil {
				return err
			}
			return tx.DB.Raw(`SELECT count(*) FROM passkey_ceremony`).Scan(&left).Error
		})
		if err != nil || refused != 4 || left != 0 {
			t.Errorf("%d refusals are noted, %d ceremonies are left, %v", refused, left, err)
		}
	})
}

func TestPasskeysAreAddedByTheirOwnerAlone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newScene(t, d)
		if err := s.handlers.Access.PasskeysAt("https://relevo.example.pe"); err != nil {
			t.Fatal(err)
		}
		rosa, other := s.As(webtest.Who{Role: access.Official}), s.As(webtest.Who{Role: access.Official})
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			return tx.DB.Create(&access.Passkey{ID: "k", AccountID: rosa.Account.ID, CredentialID: "AAAA", Credential: `{"id":"AAAA"}`, Name: "Mi <b>teléfono", CreatedAt: tx.Now}).Error
		})
		if err != nil {
			t.Fatal(err)
		}
		// Who has one shows it after the passphrase, and with the passphrase alone adds no other.
		half := s.As(webtest.Who{})
		asked := half.LogIn(rosa.Account.Username).Want(200, "[data-passkey=get]", "llave de acceso")
		token := asked.Doc().Find("[name=_token]").First().AttrOr("value", "")
		half.Post("/account/passkeys/begin", url.Values{"_token": {token}}).WantStatus(401)

		token = other.Get("/account/second").Doc().Find("[name=_token]").First().AttrOr("value", "")
		other.Post("/account/passkeys/k/name", url.Values{"_token": {token}, "name": {"Mía"}}).WantStatus(404)
		other.Post("/account/passkeys/k/remove", url.Values{"_token": {token}, "present": {webtest.Passphrase}}).WantStatus(404)
		other.Post("/account/passkeys/begin", url.Values{"_token": {token}, "present": {"otra frase cualquiera"}}).WantStatus(422)
		other.Post("/account/passkeys", url.Values{"_token": {token}, "name": {"Mía"}, "ceremony": {"x"}, "credential": {"{}"}}).Want(422, "main", "no se aceptó")
		if strings.Contains(other.Get("/account/second").Text("main"), "Mi <b>teléfono") {
			t.Error("she reads another's passkeys")
		}
	})
}

// What a device was asked to sign is asked for five minutes.
func TestACeremonyEnds(t *testing.T) {
	d := dbtest.SQLite(t)
	s := newScene(t, d)
	service := s.handlers.Access
	if _, err := service.BeginPasskeyLogin(t.Context(), ""); err == nil {
		t.Error("passkeys are asked for where there are none")
	}
	if err := service.PasskeysAt("http://192.0.2.1:8080"); err != nil || service.HasPasskeys() {
		t.Errorf("a number is taken for a name: %v", err)
	}
	if err := service.PasskeysAt("http://localhost:8080"); err != nil || !service.HasPasskeys() {
		t.Fatalf("no passkeys on localhost: %v", err)
	}
	clock := dbtest.ClockOf(t, d)
	for range 3 {
		if _, err := service.BeginPasskeyLogin(t.Context(), ""); err != nil {
			t.Fatal(err)
		}
		clock.Advance(6 * time.Minute)
	}
	var left int64
	if err := d.Read(t.Context(), func(tx *db.Tx) error {
		return tx.DB.Raw(`SELECT count(*) FROM passkey_ceremony`).Scan(&left).Error
	}); err != nil || left != 1 {
		t.Errorf("%d ceremonies are kept: %v", left, err)
	}
}
