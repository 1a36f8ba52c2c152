package web_test

import (
	"strings"
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/web/webtest"
)

func TestAnAdministratorInvitesTheStaffOfACentreAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newScene(t, d)
		admin := s.As(webtest.Who{Role: access.Administrator})
		const form = "main form[method=post][action='/accounts/invite']"
		admin.Get("/accounts").Want(200, "main", "Invitar al personal")
		page := admin.Get("/accounts/invite?institution="+s.centre.ID).Want(200, form, "Ana <b>Luz</b>")
		if page.Count(form+" [name=person][checked]") != 0 {
			t.Error("somebody without an address is chosen")
		}
		admin.Submit(page, form).Want(422, "main", "Marque al menos a una persona")
		page = admin.Submit(page, form, "person", s.person.ID, "email", "ana").Want(422, form, "dirección de correo completa")
		if page.Doc().Find(form+" [name=email]").AttrOr("value", "") != "ana" || page.Count(form+" [name=person][checked]") != 1 {
			t.Error("what was typed is gone")
		}
		admin.Submit(page, form, "email", "ana@example.pe").Want(200, "main", "1 invitación va en camino").Want(200, "main", "Todo el personal ya tiene cuenta")
		if len(s.letters) != 1 || s.letters[0].To != "ana@example.pe" {
			t.Fatalf("letters: %+v", s.letters)
		}

		ana := s.As(webtest.Who{})
		page = ana.Get(s.letters[0].LinkPath).Want(200, "h1", "Elija su clave").Want(200, "main", "15775632")
		page = ana.Submit(page, "main .narrow form", "passphrase", "Quispe15775632Quispe").Want(422, "main", "fácil de adivinar")
		login := ana.Submit(page, "main .narrow form", "passphrase", anaKey).Want(200, ".alert", "Su clave está lista")
		ana.Submit(login, "main .narrow form", "username", "15775632", "passphrase", anaKey).Want(200, "h1", "Mi cuenta").Want(200, "main", "Participante")
		ana.Get(s.letters[0].LinkPath).Want(404, "main", "ya se usó o venció")
		ana.Get("/accounts/invite").WantStatus(403)
	})
}

func TestForgettingAPassphrase(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newScene(t, d)
		admin := s.As(webtest.Who{Role: access.Administrator})
		rosa := s.As(webtest.Who{Role: access.Official}).Account
		admin.Submit(admin.Get("/accounts/"+rosa.ID), "form[action$='/email']", "email", "rosa@example.pe").Want(200, "main", "rosa@example.pe")
		who := s.As(webtest.Who{})
		form := who.Get("/login").Want(200, "main", "Olvidé mi clave")
		form = who.Get(form.Doc().Find("main a[href='/forgot']").AttrOr("href", ""))
		var answers []string
		for _, username := range []string{rosa.Username, "nadie"} {
			answers = append(answers, who.Submit(form, "main .narrow form", "username", username).Want(200, ".alert", "Si hay una cuenta").Text("main"))
		}
		if answers[0] != answers[1] {
			t.Errorf("two answers: %q", answers)
		}
		s.work()
		if len(s.letters) != 1 || s.letters[0].To != "rosa@example.pe" {
			t.Fatalf("letters: %+v", s.letters)
		}
		who.Get(s.letters[0].LinkPath).Want(200, "h1", "Elija otra clave")
		admin.Submit(admin.Get("/accounts/"+rosa.ID), "form[action$='/link']").Want(200, ".alert", "va en camino a rosa@example.pe")
		who.Get(s.letters[0].LinkPath).Want(404, "main", "ya se usó o venció") // the newer one took its place
		who.Get(s.letters[1].LinkPath).WantStatus(200)
	})
}

func TestAnAccountIsOpenedByInvitation(t *testing.T) {
	s := newScene(t, dbtest.SQLite(t))
	admin := s.As(webtest.Who{Role: access.Administrator})
	page := admin.Submit(admin.Get("/accounts/new"), "main form", "name", "Abel Demo", "username", "abel", "invite", "true", "role", "trainer").Want(422, "main form", "dirección de correo completa")
	admin.Submit(page, "main form", "email", "abel@example.pe").Want(200, "h1", "Abel Demo").Want(200, "main", "Facilitación")
	if len(s.letters) != 1 || !strings.HasPrefix(s.letters[0].LinkPath, "/passphrase/") {
		t.Errorf("letters: %+v", s.letters)
	}
}

func TestWithoutMailPagesSaySo(t *testing.T) {
	s := newScene(t, dbtest.SQLite(t))
	s.handlers.Access.Post = nil
	admin := s.As(webtest.Who{Role: access.Administrator})
	admin.Get("/accounts/invite").Want(200, "main", "no envía correos")
	if admin.Get("/accounts/new").Count("[name=invite]") != 0 {
		t.Error("an invitation is offered")
	}
	s.As(webtest.Who{}).Get("/forgot").Want(200, "main", "pida una nueva a quien administra")
}
