package web_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"relevo/app/access"
	accessweb "relevo/app/access/web"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/people"
	"relevo/app/web"
	"relevo/app/web/webtest"
)

// scene is a site with the pages of access, an institution and a person in it.
type scene struct {
	*webtest.Site
	centre   people.Institution
	person   people.Person
	handlers *accessweb.Handlers
	letters  []access.Letter // that were mailed
	work     func()          // does what was left for later
}

func newScene(t *testing.T, d *db.DB) *scene {
	t.Helper()
	h := &accessweb.Handlers{Access: access.NewService(d), People: people.NewService(d),
		Guests: []accessweb.Guest{{Role: access.Manager, Username: "gladys", Passphrase: "cinco dedos cinco preguntas", Name: "Gladys Demo", Sees: "access.guests.manager"}}}
	if err := h.Access.SealWith([]byte(strings.Repeat("s", 32))); err != nil {
		t.Fatal(err)
	}
	start := web.Route{Method: "GET", Path: "/", Handle: h.Account, Allow: web.LoggedIn, Name: "start"}
	id := func(c *web.Ctx) error { return c.SendString(c.Actor.AccountID) }
	s := &scene{Site: webtest.New(t, d, append(h.Routes(), start,
		web.Route{Method: "GET", Path: "/own.json", Handle: id, Allow: web.Can(access.Learn), Name: "own", Program: true},
		web.Route{Method: "GET", Path: "/figures.json", Handle: id, Allow: web.Can(access.ViewFigures), Name: "figures", Program: true})), handlers: h}
	h.Access.Post = func(_ *db.Tx, l access.Letter) (bool, error) {
		s.letters = append(s.letters, l)
		return true, nil
	}
	var waiting []access.Forgotten
	h.Access.Later = func(_ *db.Tx, _ string, payload any) error {
		event, _ := payload.(access.Forgotten)
		waiting = append(waiting, event)
		return nil
	}
	s.work = func() {
		for _, event := range waiting {
			if err := h.Access.HearForgotten(t.Context(), event); err != nil {
				t.Fatal(err)
			}
		}
		waiting = nil
	}
	number := "15775632"
	err := d.Write(t.Context(), func(tx *db.Tx) (err error) {
		s.centre, err = people.CreateInstitutionTx(tx, access.System(), people.InstitutionInput{Code: "CAR-01", Name: "CAR La Ceiba", Kind: people.CareCentre, Sector: "public"})
		if err != nil {
			return err
		}
		s.person = people.Person{ID: tx.NewID(), DocumentType: "dni", DocumentNumber: &number, FirstSurname: "Quispe", GivenNames: "Ana <b>Luz</b>", SearchName: "quispe ana luz", Language: "es", CreatedAt: tx.Now}
		if err := tx.DB.Create(&s.person).Error; err != nil {
			return err
		}
		_, err = people.AppendPostingTx(tx, access.System(), people.Posting{PersonID: s.person.ID, InstitutionID: s.centre.ID, Cadre: people.CARMentor, StartsOn: tx.Today() - 30})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

const anaKey = "la ceiba florece de noche"

func TestAdministratorOpensAnAccountForAPersonWhoLogsIn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newScene(t, d)
		admin := s.As(webtest.Who{Role: access.Administrator})
		form := admin.Get("/accounts/new?person="+s.person.ID).Want(200, "h1", "Nueva cuenta")
		if got := form.Doc().Find("[name=username]").AttrOr("value", ""); got != "15775632" {
			t.Errorf("the username offered is %q", got)
		}
		short := admin.Submit(form, "main form", "passphrase", "corta").Want(422, "main", "Use al menos")
		if short.Doc().Find("[name=passphrase]").AttrOr("value", "") != "" || !strings.Contains(short.Doc().Find("[name=name]").AttrOr("value", ""), "Ana") {
			t.Error("a refused form keeps the passphrase or loses the name")
		}
		admin.Submit(short, "main form", "passphrase", anaKey).Want(200, "h1", "Quispe").Want(200, "main", "Participante")
		empty := admin.Submit(admin.Get("/accounts/new"), "main form", "passphrase", "corta") // all at once: the passphrase is typed anew each time
		if n := empty.WantStatus(422).Count("form .alert li"); n != 4 {
			t.Errorf("%d things are to be corrected, want the name, the username, the passphrase and the role", n)
		}
		admin.Submit(admin.Get("/accounts/new?person="+s.person.ID), "main form", "username", "otra", "passphrase", anaKey).Want(422, ".alert", "ya tiene una cuenta")

		ana := s.As(webtest.Who{})
		login := ana.Get("/account").Want(200, "h1", "Ingresar")
		const form1 = "main .narrow form"
		wrong := ana.Submit(login, form1, "username", "15775632", "passphrase", "no es esta clave").Want(422, "main", "no coinciden")
		if wrong.Doc().Find(form1+" [name=username]").AttrOr("value", "") != "15775632" || wrong.Doc().Find(form1+" [name=passphrase]").AttrOr("value", "") != "" {
			t.Error("after a wrong passphrase the username is gone or the passphrase came back")
		}
		page := ana.Submit(wrong, form1, "passphrase", anaKey).Want(200, "h1", "Mi cuenta")
		if page.Path != "/account" {
			t.Errorf("after logging in one is at %s, not where one was going", page.Path)
		}
		if strings.Contains(string(page.Body), "<b>Luz") {
			t.Error("a name comes out as markup")
		}
		for _, closed := range []string{"/accounts", "/accounts/new", "/audit"} {
			ana.Get(closed).WantStatus(403)
		}
	})
}

func TestAnAccountLosesItsRoleAndIsDisabled(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newScene(t, d)
		admin, manager := s.As(webtest.Who{Role: access.Administrator}), s.As(webtest.Who{Role: access.Manager, InstitutionID: s.centre.ID})
		profile := "/accounts/" + manager.Account.ID
		page := admin.Get(profile).Want(200, "main", "CAR La Ceiba")
		admin.Submit(page, "form[action$='/roles']", "role", "evaluator", "institution", s.centre.ID).Want(200, "main", "Evaluación")
		page = admin.Get(profile)
		revoke := page.Doc().Find("form[action$='/revoke']").First().AttrOr("action", "")
		if left := admin.Submit(page, "form[action='"+revoke+"']").Count("form[action$='/revoke']"); left != 1 {
			t.Errorf("%d roles are left after one was taken back", left)
		}
		fresh := admin.Submit(admin.Get(profile), "form[action$='/passphrase']")
		if key := fresh.Text(".alert code"); len(key) < 15 {
			t.Errorf("the new passphrase is %q", key)
		}
		if key := admin.Get(profile).Text(".alert code"); key != "" {
			t.Error("the new passphrase is shown twice")
		}
		manager.Get("/account").Want(200, "h1", "Ingresar") // whoever had the old one is out
		other := s.As(webtest.Who{Role: access.Manager, InstitutionID: s.centre.ID})
		other.Get("/account").Want(200, "h1", "Mi cuenta")
		admin.Submit(admin.Get("/accounts/"+other.Account.ID), "form[action$='/disable']").Want(200, "main", "Volver a abrir")
		other.Get("/account").Want(200, "h1", "Ingresar") // their login ended at once
		admin.Get("/accounts/"+other.Account.ID).Want(200, ".state.bad", "Cerrada")
		own := admin.Get("/accounts/" + admin.Account.ID)
		revokeOwn := own.Doc().Find("form[action$='/revoke']").First().AttrOr("action", "")
		admin.Submit(own, "form[action='"+revokeOwn+"']").Want(409, "main", "a sí mismo")
		if admin.Get("/audit").Want(200, "tbody", "access.account.disable").Count("tbody a[href^='/accounts/']") == 0 {
			t.Error("the record does not lead to the account that it is about")
		}
		admin.Get("/accounts?q=manager").Want(200, "tbody", "Cerrada").Want(200, "tbody", "Dirección")
	})
}

func TestSomebodyChangesTheirPassphrase(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newScene(t, d)
		manager := s.As(webtest.Who{Role: access.Manager, InstitutionID: s.centre.ID})
		form := "form[action='/account/passphrase']"
		manager.Submit(manager.Get("/account"), form, "present", "no es esta clave", "passphrase", anaKey).Want(422, form, "no es su clave")
		manager.Submit(manager.Get("/account"), form, "present", webtest.Passphrase, "passphrase", "siete colibríes sin prisa").Want(200, ".alert", "Su clave cambió")
		s.As(webtest.Who{}).LogIn(manager.Account.Username) // refused: that was the passphrase before
		phone := s.As(webtest.Who{})
		phone.Submit(phone.Get("/login"), "main .narrow form", "username", manager.Account.Username, "passphrase", "siete colibríes sin prisa").WantStatus(200)
		manager.Submit(manager.Get("/account"), "form[action='/account/logins/end']").Want(200, ".alert", "ya no tienen acceso")
		manager.Submit(manager.Get("/account"), "form[action='/logout']").Want(200, "h1", "Ingresar")
	})
}

func TestTooManyMistakesSayHowLongToWait(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newScene(t, d)
		who := s.As(webtest.Who{})
		const form = "main .narrow form"
		page := who.Get("/login")
		for range 5 {
			page = who.Submit(page, form, "username", "nadie", "passphrase", "no es esta clave").Want(422, "main", "no coinciden")
		}
		page = who.Submit(page, form, "passphrase", "no es esta clave").Want(429, ".alert", "Espere 1 minuto")
		if page.Header.Get("Retry-After") != "60" {
			t.Errorf("Retry-After is %q", page.Header.Get("Retry-After"))
		}
		if page.Doc().Find(form+" [name=username]").AttrOr("value", "") != "nadie" {
			t.Error("what was typed is gone")
		}
	})
}

// Somebody who had put a token of theirs onto another's device does not get in with it.
func TestLoggingInMakesANewTokenAndEndsTheOldOne(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newScene(t, d)
		attacker, victim := s.As(webtest.Who{Role: access.Official}), s.As(webtest.Who{Role: access.Official})
		browser := s.As(webtest.Who{})
		planted := attacker.Token()
		browser.Plant(planted)
		page := browser.LogIn(victim.Account.Username)
		if page.Status != 200 || browser.Token() == planted || browser.Token() == "" {
			t.Fatalf("status %d, and the token is the one planted: %v", page.Status, browser.Token() == planted)
		}
		browser.Get("/account").Want(200, "main .lead", victim.Account.Username)
		attacker.Get("/account").Want(200, "h1", "Ingresar") // the login that was planted has ended
	})
}

func TestADemonstrationOffersItsGuests(t *testing.T) {
	s := newScene(t, dbtest.SQLite(t))
	s.As(webtest.Who{}).Get("/login").Want(200, "main", "Entrar como Gladys Demo")
}

func TestSamples(t *testing.T) {
	webtest.CheckSamples(t, accessweb.Samples, (&accessweb.Handlers{}).Routes(), "<b>Ñahui</b>")
}

func TestSomebodyLogsOutOneOfTheirDevices(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newScene(t, d)
		desk, other := s.As(webtest.Who{Role: access.Official}), s.As(webtest.Who{Role: access.Official})
		phone := s.As(webtest.Who{})
		phone.LogIn(desk.Account.Username)
		page := desk.Get("/account").Want(200, "tbody", "Este equipo")
		ends := page.Doc().Find("tbody form[action$='/end']")
		if ends.Length() != 1 {
			t.Fatalf("%d devices can be logged out", ends.Length())
		}
		action := ends.AttrOr("action", "")
		token := other.Get("/account").FormToken()
		other.Post(action, url.Values{"_token": {token}}).WantStatus(404) // somebody else's device
		phone.Get("/account").Want(200, "h1", "Mi cuenta")
		desk.Submit(page, "form[action='"+action+"']").Want(200, ".alert", "ya no tiene acceso")
		phone.Get("/account").Want(200, "h1", "Ingresar")
		desk.Get("/account").Want(200, "h1", "Mi cuenta")
	})
}

func TestSomebodySeesWhoOpenedTheirRecord(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newScene(t, d)
		clock := dbtest.ClockOf(t, d)
		ana := s.As(webtest.Who{Role: access.Official, PersonID: s.person.ID})
		ana.Get("/account/views").Want(200, "main", "Nadie ha abierto")
		gladys := access.Actor{AccountID: s.As(webtest.Who{Role: access.Manager}).Account.ID, Roles: []access.Held{{Role: access.Manager}}}
		look := func(actor access.Actor) {
			t.Helper()
			if _, err := s.handlers.People.PersonHistory(t.Context(), actor, s.person.ID, nil); err != nil {
				t.Fatal(err)
			}
		}
		look(gladys)
		clock.Advance(10 * time.Minute)
		look(gladys) // the same look
		if n := ana.Get("/account/views").Want(200, "tbody", "manager").Count("tbody tr"); n != 1 {
			t.Errorf("%d views", n)
		}
		clock.Advance(time.Hour)
		if _, err := s.handlers.People.PersonToCorrect(t.Context(), gladys, s.person.ID); err != nil {
			t.Fatal(err)
		}
		_, err := s.handlers.People.CorrectPerson(t.Context(), gladys, s.person.ID, "", people.PersonInput{DocumentType: "dni", DocumentNumber: "15775632", FirstSurname: "Quispe", GivenNames: "Ana"})
		if err != nil {
			t.Fatal(err)
		}
		look(access.System())
		look(access.Actor{AccountID: ana.Account.ID, PersonID: s.person.ID, Roles: []access.Held{{Role: access.Manager}}}) // her own
		// That a copy of all that is held on her was taken is a look at her record, too.
		if err := d.Write(t.Context(), func(tx *db.Tx) error { return access.Record(tx, gladys, "privacy.copy_of", "person", s.person.ID, nil) }); err != nil {
			t.Fatal(err)
		}
		page := ana.Get("/account/views").Want(200, "tbody", "Corrigió sus datos")
		if n := page.Count("tbody tr"); n != 4 {
			t.Errorf("%d lines: %s", n, page.Text("tbody"))
		}
		s.As(webtest.Who{Role: access.Manager}).Get("/account/views").Want(404, "main", "no está unida")
	})
}
