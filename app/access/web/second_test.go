package web_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/web/webtest"
)

// shown is the code that a telephone shows which has read the page.
func shown(t *testing.T, d *db.DB, page *webtest.Page) string {
	t.Helper()
	code, err := totp.GenerateCode(strings.ReplaceAll(page.Text(".second-secret"), " ", ""), dbtest.ClockOf(t, d).Now())
	if err != nil {
		t.Fatal(err)
	}
	return code
}

func TestAManagerSetsUpTheSecondStepAndLogsInWithIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newScene(t, d)
		gladys := s.As(webtest.Who{Role: access.Manager, InstitutionID: s.centre.ID}).Account
		who := s.As(webtest.Who{})
		who.LogIn(gladys.Username).Want(200, "main", "Su rol le permite ver datos de otras personas")
		for _, closed := range []string{"/", "/account", "/accounts"} {
			if page := who.Get(closed); !strings.HasPrefix(page.Path, "/account/second") || page.Status != 200 {
				t.Errorf("%s is open half way: %d %s", closed, page.Status, page.Path)
			}
		}
		if got := who.GetWith("/account", "Accept", "application/json").Status; got != 401 {
			t.Errorf("a program half way gets %d", got)
		}
		begin := who.Get("/account") // where one was going is not forgotten
		if begin.Path != "/account/second?next=%2Faccount" {
			t.Errorf("asked at %s", begin.Path)
		}
		scan := who.Submit(begin, "form[action$='/begin']").Want(200, "main", "lea este código")
		if scan.Count("svg.second-code path[d^='M']") != 1 {
			t.Error("no QR code is drawn")
		}
		who.Submit(scan, "form[action$='/confirm']", "code", "000000").Want(422, "main", "no es el que toca")
		codes := who.Submit(who.Get(begin.Path), "form[action$='/confirm']", "code", shown(t, d, scan)).Want(200, "h1", "Códigos de recuperación")
		if codes.Count(".recovery li") != 10 {
			t.Fatalf("%d codes", codes.Count(".recovery li"))
		}
		if next := codes.Doc().Find(".buttons a").AttrOr("href", ""); next != "/account" {
			t.Errorf("on to %s", next)
		}
		who.Get("/account").Want(200, "main", "Segundo paso activo")
		who.Get("/account/second").Want(200, "main", "Le quedan 10 códigos impresos")

		phone := s.As(webtest.Who{})
		give := phone.LogIn(gladys.Username).Want(200, "main", "Falta un paso")
		for range 5 {
			give = phone.Submit(give, "form[action$='/give']", "code", "123")
		}
		phone.Submit(give, "form[action$='/give']", "code", codes.Text(".recovery li:first-child code")).Want(429, ".alert", "Espere")
		dbtest.ClockOf(t, d).Advance(time.Hour)
		phone.Submit(phone.Get("/account"), "form[action$='/give']", "code", codes.Text(".recovery li:first-child code")).Want(200, "h1", "Mi cuenta")

		admin := s.As(webtest.Who{Role: access.Administrator})
		admin.Submit(admin.Get("/accounts/"+gladys.ID), "form[action$='/second/reset']").Want(200, ".alert", "ya no tiene segundo paso")
		phone.Get("/account").Want(200, "h1", "Ingresar")
	})
}

func TestAnOfficialMayHaveASecondStepAndLeaveIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newScene(t, d)
		rosa := s.As(webtest.Who{Role: access.Official})
		page := rosa.Get("/account/second").Want(200, "main", "Instale en su teléfono")
		page = rosa.Submit(page, "form[action$='/begin']", "present", "no es esta clave").Want(422, "main", "no es su clave")
		page = rosa.Submit(page, "form[action$='/begin']", "present", webtest.Passphrase).Want(200, "main", "lea este código")
		codes := rosa.Submit(page, "form[action$='/confirm']", "code", shown(t, d, page)).Want(200, "h1", "Códigos de recuperación")
		code := codes.Text(".recovery li:last-child code")
		rosa.Submit(rosa.Get("/account/second"), "form[action$='/replace']", "code", code).Want(200, ".alert", "ya no sirve")
		rosa.Get("/account").Want(200, "main", "Sin segundo paso")
	})
}

// Whoever is half way may leave.
func TestLeavingHalfWay(t *testing.T) {
	s := newScene(t, dbtest.SQLite(t))
	gladys := s.As(webtest.Who{Role: access.Manager}).Account
	who := s.As(webtest.Who{})
	half := who.LogIn(gladys.Username)
	who.Submit(half, "main form[action='/logout']").Want(200, "h1", "Ingresar")
	who.Get("/account").Want(200, "h1", "Ingresar")
	// and cannot reach the pages of those who are in by their forms either
	half = who.LogIn(gladys.Username)
	token := half.FormToken()
	if page := who.Post("/account/passphrase", url.Values{"_token": {token}, "present": {webtest.Passphrase}, "passphrase": {"otra frase mucho mas larga"}}); !strings.HasPrefix(page.Path, "/account/second") {
		t.Errorf("half way one changes the passphrase: %d %s", page.Status, page.Path)
	}
}
