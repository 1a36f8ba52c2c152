package web_test

import (
	"strings"
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/web/webtest"
)

func TestSomebodyGivesAProgramAKeyAndTakesItAway(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newScene(t, d)
		rosa := s.As(webtest.Who{Role: access.Official})
		const form = "main form[action='/account/tokens']"
		page := rosa.Get("/account/tokens").Want(200, form, "Mi constancia de estudios")
		if page.Count(form+" [name=scopes]") != 1 {
			t.Error("what the account lacks is offered")
		}
		page = rosa.Submit(page, form, "name", "informe", "scopes", "learn", "present", "no es esta clave").Want(422, form, "no es su clave")
		if page.Doc().Find(form+" [name=name]").AttrOr("value", "") != "informe" || page.Doc().Find(form+" [name=present]").AttrOr("value", "") != "" {
			t.Error("what was typed is gone, or the passphrase came back")
		}
		page = rosa.Submit(page, form, "present", webtest.Passphrase).Want(200, ".alert", "no se volverá a mostrar")
		key := page.Text(".alert code.second-secret")
		if rosa.Get("/account/tokens").Count(".alert code") != 0 {
			t.Error("the key is shown twice")
		}

		program := s.As(webtest.Who{})
		ask := func(path, key string) *webtest.Page { return program.GetWith(path, "Authorization", "Bearer "+key) }
		if got := ask("/own.json", key); got.Status != 200 || string(got.Body) != rosa.Account.ID || got.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%d %s", got.Status, got.Body)
		}
		for path, want := range map[string]int{"/account": 403, "/account/tokens": 403, "/login": 403, "/figures.json": 403} {
			if got := ask(path, key); got.Status != want || !strings.Contains(got.Header.Get("Content-Type"), "problem+json") {
				t.Errorf("%s: %d %s", path, got.Status, got.Header.Get("Content-Type"))
			}
		}
		if got := ask("/own.json", key[:len(key)-1]); got.Status != 401 || got.Header.Get("WWW-Authenticate") != "Bearer" {
			t.Errorf("a wrong key: %d", got.Status)
		}
		if got := program.GetWith("/own.json", "Authorization", "Basic cm9zYTpjbGF2ZQ=="); got.Status != 401 {
			t.Errorf("another scheme: %d", got.Status)
		}
		// A key that does not open is not helped by a cookie that would.
		if got := rosa.GetWith("/own.json", "Authorization", "Bearer relevo_x"); got.Status != 401 {
			t.Errorf("with a cookie: %d", got.Status)
		}
		rosa.Submit(rosa.Get("/account/tokens"), "form[action$='/revoke']").Want(200, ".alert", "ya no sirve")
		if got := ask("/own.json", key); got.Status != 401 {
			t.Errorf("after it was taken away: %d", got.Status)
		}
	})
}
