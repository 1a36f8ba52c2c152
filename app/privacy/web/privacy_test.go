package web_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/people"
	"relevo/app/privacy"
	privacyweb "relevo/app/privacy/web"
	"relevo/app/web/webtest"
)

// scene is a site with these pages and people who have results.
type scene struct {
	*webtest.Site
	d       *db.DB
	service *privacy.Service
	persons []people.Person
}

func newScene(t *testing.T, d *db.DB, count int) *scene {
	t.Helper()
	s := &scene{d: d, service: privacy.NewService(d, []byte("k"), "", people.HeldOnPeople())}
	err := d.Write(t.Context(), func(tx *db.Tx) error {
		for i := range count {
			number, born := fmt.Sprintf("%08d", 40000000+i), 1980+i%3
			p := people.Person{ID: tx.NewID(), DocumentType: "dni", DocumentNumber: &number, FirstSurname: "Ñahui", GivenNames: fmt.Sprintf("Rosa <b>%d", i), SearchName: "nahui rosa", Sex: "F", BirthYear: &born, Email: "r@example.pe", CreatedAt: tx.Now}
			if err := tx.DB.Create(&p).Error; err != nil {
				return err
			}
			s.persons = append(s.persons, p)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	s.service.Name = people.NameTx
	s.service.Results = func(*db.Tx) (results []privacy.Result, err error) {
		for i, p := range s.persons {
			cadre := "car_mentor"
			if i == 0 {
				cadre = "judge" // the only one
			}
			results = append(results, privacy.Result{PersonID: p.ID, Sex: p.Sex, BirthYear: p.BirthYear, Cadre: cadre, Region: "loreto", Competency: "empathy", Occasion: "pre", AssessedOn: db.NewDate(2026, time.March, 3), Score: 61.5, CutScore: 60})
		}
		return results, nil
	}
	h := &privacyweb.Handlers{Privacy: s.service, Security: func(context.Context) []privacyweb.Measure {
		return []privacyweb.Measure{{About: "database", Good: true, Text: "sound"}}
	}}
	s.Site = webtest.New(t, d, h.Routes())
	return s
}

func TestARequestIsAnsweredInItsTime(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newScene(t, d, 2)
		rosa := s.As(webtest.Who{Role: access.Official, PersonID: s.persons[0].ID})
		other := s.As(webtest.Who{Role: access.Official, PersonID: s.persons[1].ID})
		admin := s.As(webtest.Who{Role: access.Administrator})
		const ask = "form[action='/privacy/requests']"
		form := rosa.Get("/privacy").Want(200, "h1", "Mis datos")
		rosa.Submit(form, ask, "kind", "rectification").Want(422, ask, "Complete este campo")
		// 4 May 2026 is a Monday: ten working days later it is the 18th.
		page := rosa.Submit(form, ask, "kind", "rectification", "wording", "Mi <i>nombre</i> está mal").Want(200, "main", "Recibimos su solicitud").Want(200, "table", "18 may. 2026")
		if strings.Contains(string(page.Body), "<i>nombre") {
			t.Error("what she wrote comes out as markup")
		}
		if other.Get("/privacy").Count("table") != 0 {
			t.Error("somebody sees what another asked")
		}
		for _, path := range []string{"/privacy/requests", "/privacy/incidents", "/privacy/retention", "/privacy/security", "/privacy/export"} {
			rosa.Get(path).WantStatus(403)
		}
		list := admin.Get("/privacy/requests").Want(200, "tbody", "Faltan 14 días")
		path := list.Doc().Find("tbody a").First().AttrOr("href", "")
		rosa.Get(path).WantStatus(403)
		dbtest.ClockOf(t, d).Advance(15 * 24 * time.Hour)
		admin = s.As(webtest.Who{Role: access.Administrator}) // their login has ended meanwhile
		admin.Get("/privacy/requests").Want(200, "tbody", "Venció el 18 may. 2026")
		one := admin.Get(path).Want(200, "main", "Mi <i>nombre</i> está mal")
		answer := "form[action='" + path + "']"
		admin.Submit(one, answer, "outcome", "granted").Want(422, answer, "Complete este campo")
		admin.Submit(one, answer, "outcome", "granted", "reason", "Ya está corregido.").Want(200, "main", "Concedida")
		admin.Submit(one, answer, "outcome", "refused", "reason", "No.").WantStatus(409)
		rosa = s.As(webtest.Who{Role: access.Official, PersonID: ""})
		rosa.Get("/privacy").Want(200, "main", "Descargar en PDF")
	})
}

// Who answers takes more time once, as long as the first is not over, and says why.
func TestTheTimeForAnAnswerIsExtendedOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newScene(t, d, 2)
		rosa := s.As(webtest.Who{Role: access.Official, PersonID: s.persons[0].ID})
		admin := s.As(webtest.Who{Role: access.Administrator})
		const ask = "form[action='/privacy/requests']"
		rosa.Submit(rosa.Get("/privacy"), ask, "kind", "rectification", "wording", "Mi apellido")
		path := admin.Get("/privacy/requests").Doc().Find("tbody a").First().AttrOr("href", "")
		more := "form[action='" + path + "/extension']"
		admin.Submit(admin.Get(path), more, "extend", " ").Want(422, more, "Complete este campo")
		// The first ten working days end on Monday 18 May, the second on Monday 1 June.
		page := admin.Submit(admin.Get(path), more, "extend", "Esperamos el acta.").Want(200, "main", "1 jun. 2026").Want(200, "main", "Esperamos el acta.")
		if page.Count(more) != 0 {
			t.Error("more time is offered twice")
		}
		rosa.Get("/privacy").Want(200, "table", "1 jun. 2026").Want(200, "table", "Esperamos el acta.")
		admin.Post(path+"/extension", url.Values{"_token": {page.FormToken()}, "extend": {"Otra vez."}}).WantStatus(409)
		dbtest.ClockOf(t, d).Advance(20 * 24 * time.Hour)
		admin = s.As(webtest.Who{Role: access.Administrator})
		admin.Get("/privacy/requests").Want(200, "tbody", "hasta el 1 jun. 2026")

		late := s.As(webtest.Who{Role: access.Official, PersonID: s.persons[1].ID})
		late.Submit(late.Get("/privacy"), ask, "kind", "access")
		dbtest.ClockOf(t, d).Advance(40 * 24 * time.Hour)
		admin = s.As(webtest.Who{Role: access.Administrator})
		for _, one := range admin.Get("/privacy/requests").Want(200, "tbody", "Venció").Doc().Find("tbody a").EachIter() {
			open := admin.Get(one.AttrOr("href", "")).Want(200, "main", "Venció")
			if open.Count("form[action$='/extension']") != 0 {
				t.Error("more time is offered when the first is over")
			}
			admin.Post(one.AttrOr("href", "")+"/extension", url.Values{"_token": {open.FormToken()}, "extend": {"Tarde."}}).WantStatus(409)
		}
	})
}

func TestNobodyAnswersTheirOwnRequest(t *testing.T) {
	s := newScene(t, dbtest.SQLite(t), 1)
	noemi := s.As(webtest.Who{Role: access.Administrator, PersonID: s.persons[0].ID})
	noemi.Submit(noemi.Get("/privacy"), "form[action='/privacy/requests']", "kind", "access")
	path := noemi.Get("/privacy/requests").Doc().Find("tbody a").First().AttrOr("href", "")
	noemi.Submit(noemi.Get(path), "form[action='"+path+"']", "outcome", "granted", "reason", "Sí.").Want(409, "main", "su propia solicitud")
}

func TestACancellationTakesTheNameOut(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newScene(t, d, 2)
		rosa := s.As(webtest.Who{Role: access.Official, PersonID: s.persons[0].ID})
		admin := s.As(webtest.Who{Role: access.Administrator})
		rosa.Submit(rosa.Get("/privacy"), "form[action='/privacy/requests']", "kind", "cancellation", "wording", "Bórrenme")
		path := admin.Get("/privacy/requests").Doc().Find("tbody a").First().AttrOr("href", "")
		one := admin.Get(path).Want(200, ".alert", "No se puede deshacer")
		admin.Submit(one, "form[action='"+path+"']", "outcome", "granted", "reason", "Conforme.").Want(200, "main", "Concedida")
		if page := rosa.Get("/privacy"); !strings.HasPrefix(page.Path, "/login") {
			t.Errorf("her account is still open: %s", page.Path)
		}
		copied := admin.Get(path + "/copy/json").WantStatus(200)
		if body := string(copied.Body); strings.Contains(body, "Ñahui") || strings.Contains(body, "40000000") || strings.Contains(body, "Bórrenme") {
			t.Errorf("something of her is left: %s", body)
		}
		var others int64
		err := d.Read(t.Context(), func(tx *db.Tx) error {
			return tx.DB.Raw(`SELECT count(*) FROM person WHERE first_surname = 'Ñahui'`).Scan(&others).Error
		})
		if err != nil || others != 1 {
			t.Errorf("%d others are left, %v", others, err)
		}
	})
}

func TestConsentIsGivenAndWithdrawnAndTheExportFollows(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newScene(t, d, 8)
		evaluator := s.As(webtest.Who{Role: access.Evaluator})
		if lines := s.export(t, evaluator); len(lines) != 0 {
			t.Fatalf("%d results of people who were never asked", len(lines))
		}
		const form = "form[action='/privacy/consents/evaluation']"
		var last *webtest.Visitor
		for _, p := range s.persons[:7] {
			who := s.As(webtest.Who{Role: access.Official, PersonID: p.ID})
			who.Submit(who.Get("/privacy").Want(200, "main", "No ha dado su consentimiento"), form).Want(200, "main", "Dio su consentimiento")
			last = who
		}
		lines := s.export(t, evaluator)
		if len(lines) != 7 {
			t.Fatalf("%d results of 7 who consented", len(lines))
		}
		pseudonyms := map[string]bool{}
		for _, line := range lines {
			pseudonyms[line[0]] = true
			if line[1] == "judge" {
				t.Error("the only judge can be recognised")
			}
			if text := strings.Join(line, ","); strings.Contains(text, "Rosa") || strings.Contains(text, s.persons[1].ID) || strings.Contains(text, "4000000") {
				t.Errorf("a line tells who: %s", text)
			}
		}
		if len(pseudonyms) != 7 {
			t.Errorf("%d pseudonyms of 7 people", len(pseudonyms))
		}
		if again := s.export(t, evaluator); fmt.Sprint(again) != fmt.Sprint(lines) {
			t.Error("the same people have other pseudonyms")
		}
		dbtest.ClockOf(t, d).Advance(time.Minute)
		last.Submit(last.Get("/privacy"), form).Want(200, "main", "retiró su consentimiento")
		if left := s.export(t, evaluator); len(left) != 6 {
			t.Errorf("%d results after one withdrew", len(left))
		}
	})
}

func (s *scene) export(t *testing.T, who *webtest.Visitor) [][]string {
	t.Helper()
	page := who.Submit(who.Get("/privacy/export").WantStatus(200), "form[action='/privacy/export/csv']").WantStatus(200)
	lines, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(page.Body), "\ufeff"))).ReadAll()
	if err != nil || len(lines) == 0 {
		t.Fatalf("%v: %s", err, page.Body)
	}
	return lines[1:]
}

func TestAnIncidentHasFortyEightHours(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newScene(t, d, 0)
		admin := s.As(webtest.Who{Role: access.Administrator})
		const form = "form[action='/privacy/incidents']"
		page := admin.Get("/privacy/incidents")
		admin.Submit(page, form, "what", "Se envió una lista", "affected", "Nombres", "noticed_on", "2026-05-05", "noticed_at", "08:00").Want(422, form, "no puede ser en el futuro")
		kept := admin.Submit(page, form, "what", "Se envió una lista", "affected", "Nombres", "noticed_on", "2026-05-04", "noticed_at", "25:00").Want(422, form, "cuándo se notó")
		if kept.Doc().Find(form+" [name=what]").Text() != "Se envió una lista" {
			t.Error("a refused form loses what was written")
		}
		// It is 9 in the morning; what was noticed at 8 is due in 47 hours.
		one := admin.Submit(page, form, "what", "Se envió una lista", "affected", "Nombres", "people", "30", "noticed_on", "2026-05-04", "noticed_at", "08:00").Want(200, ".alert", "Quedan 47 horas")
		people := func(page *webtest.Page, want string) {
			t.Helper()
			if text := page.Doc().Find("dl").Text(); !strings.Contains(text, want) {
				t.Errorf("of those affected the page says %q, not %q", text, want)
			}
		}
		people(one, "Hasta el 6 may. 2026, 08:00")
		dbtest.ClockOf(t, d).Advance(49 * time.Hour)
		late := admin.Get(one.Path).Want(200, ".alert", "venció")
		step := "form[action='" + one.Path + "']"
		people(late, "El plazo venció el 6 may. 2026, 08:00")
		admin.Submit(late, step, "kind", "authority", "note", "Formulario").Want(200, ".alert", "tarde")
		people(admin.Submit(admin.Get(one.Path), step, "kind", "people", "note", "Una carta a cada una"), "Se les avisó tarde")
		closed := admin.Submit(admin.Get(one.Path), step, "kind", "closed", "note", "Listo").WantStatus(200)
		if closed.Count(step) != 0 {
			t.Error("a closed incident takes further steps")
		}
		admin.Submit(late, step, "kind", "note", "note", "Otra").WantStatus(409)
		admin.Get("/privacy/incidents/none").WantStatus(404)
	})
}

func TestTermsAreSetAndTheDocumentSaysThem(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newScene(t, d, 0)
		admin := s.As(webtest.Who{Role: access.Administrator})
		const form = "form[action='/privacy/retention']"
		page := admin.Get("/privacy/retention").Want(200, "main", "Listas de personal")
		refused := admin.Submit(page, form, "days.access", "cinco").Want(422, form, "número entero")
		if refused.Doc().Find("[name='days.access']").AttrOr("value", "") != "cinco" {
			t.Error("what was typed is gone")
		}
		admin.Submit(page, form, "days.access", "0").Want(422, form, "entre 1 y")
		admin.Submit(page, form, "days.access", "5", "months.logins", "7").Want(200, "main", "quedaron guardados")
		document := admin.Get("/privacy/security").Want(200, "main", "sound").Want(200, "main", "llevar cursos")
		if text := document.Text("main"); !strings.Contains(text, "Acceso") || !strings.Contains(text, "Siempre") {
			t.Errorf("the document: %s", text)
		}
		before := d.Statements()
		admin.Get("/privacy/retention")
		if n := d.Statements() - before; n > 6 {
			t.Errorf("the page costs %d statements", n)
		}
	})
}

func TestSamples(t *testing.T) {
	webtest.CheckSamples(t, privacyweb.Samples, (&privacyweb.Handlers{}).Routes(), "Gutierrez</b>", "Ángeles <b>", "equivocada <b>")
}
