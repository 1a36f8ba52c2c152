package web_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/jobs"
	"relevo/app/web/api/apitest"
	"relevo/app/web/webtest"
	"relevo/app/webhooks"
	webhooksweb "relevo/app/webhooks/web"
	"relevo/certificates"
	"relevo/courses"
	"relevo/courses/coursestest"
)

type scene struct {
	t     *testing.T
	queue *jobs.Jobs
	hooks *webhooks.Service
	site  *webtest.Site
	h     *webhooksweb.Handlers
	there *httptest.Server
	came  int
}

func newScene(t *testing.T, d *db.DB, queue *jobs.Jobs) *scene {
	t.Helper()
	if queue == nil {
		var err error
		if queue, err = jobs.New(d, slog.New(slog.DiscardHandler)); err != nil {
			t.Fatal(err)
		}
	}
	hooks, err := webhooks.NewService(d, queue, []byte("the secret of a test, of some length"), webhooks.Reach{Outside: true, Here: true})
	if err != nil {
		t.Fatal(err)
	}
	s := &scene{t: t, queue: queue, hooks: hooks, h: &webhooksweb.Handlers{Webhooks: hooks}}
	s.site = webtest.New(t, d, append(s.h.Routes(), s.h.API()...))
	s.there = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { s.came++; w.WriteHeader(http.StatusNoContent) }))
	t.Cleanup(s.there.Close)
	return s
}

func (s *scene) drain() {
	s.t.Helper()
	if err := s.queue.Drain(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
}

// The whole life of a webhook at its pages.
func TestAnAdministratorKeepsAWebhook(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newScene(t, d, nil)
		admin := s.site.As(webtest.Who{Role: access.Administrator})
		const form = "main form[action='/webhooks']"
		page := admin.Get("/webhooks").Want(200, form, "Alguien ingresa a un puesto")
		if page.Count(form+" [value='assessment.scored']") != 0 {
			t.Error("what an administrator may not see is offered")
		}
		page = admin.Submit(page, form, "address", "http://10.0.0.7/").Want(422, form, "empezar con https").Want(422, form, "al menos una")
		page = admin.Submit(page, form, "address", s.there.URL, "events", "posting.started").Want(200, ".alert", "no se volverá a mostrar")
		if secret := page.Text(".alert code"); !strings.HasPrefix(secret, "whsec_") {
			t.Errorf("the secret: %q", secret)
		}
		page = admin.Get("/webhooks").Want(200, "table", s.there.URL)
		at := page.Doc().Find("table a").AttrOr("href", "")
		page = admin.Get(at).Want(200, ".empty", "Aún no hay avisos")
		if page.Count(".alert code") != 0 {
			t.Error("the secret is shown twice")
		}
		page = admin.Submit(page, "form[action$='/test']").Want(200, ".alert", "en camino").Want(200, "table", "Prueba").Want(200, "table", "En camino")
		if page.Count("form[action$='/redeliver']") != 0 {
			t.Error("what is on its way can be sent again")
		}
		s.drain()
		page = admin.Get(at).Want(200, "table", "Llegó")
		admin.Submit(page, "form[action$='/redeliver']").Want(200, ".alert", "otra vez en camino")
		s.drain()
		if s.came != 2 {
			t.Errorf("%d messages came", s.came)
		}
		page = admin.Submit(admin.Get(at), "form[action='"+at+"']", "events", "certificate.issued").Want(200, ".alert", "Guardamos")
		if page.Count("form[action='"+at+"'] [value='certificate.issued'][checked]") != 1 {
			t.Error("what was chosen is not chosen")
		}
		admin.Submit(page, "form[action='"+at+"']", "address", "ftp://a").Want(422, "main", "empezar con https")
		page = admin.Submit(admin.Get(at), "form[action$='/secret']").Want(200, ".alert code", "whsec_").Want(200, "main", "El secreto anterior vale hasta")
		page = admin.Submit(page, "form[action$='/pause']").Want(200, "main", "En pausa")
		page = admin.Submit(page, "form[action$='/resume']").Want(200, "main", "Activo")

		stranger := s.site.As(webtest.Who{Role: access.Administrator})
		token := stranger.Get("/webhooks").FormToken()
		stranger.Get(at).WantStatus(404)
		for _, action := range []string{"", "/test", "/secret", "/pause", "/resume", "/remove"} {
			stranger.Post(at+action, url.Values{"_token": {token}, "address": {s.there.URL}, "events": {"posting.started"}}).WantStatus(404)
		}
		s.site.As(webtest.Who{Role: access.Manager}).Get("/webhooks").WantStatus(403)
		admin.Submit(page, "form[action$='/remove']").Want(200, ".alert", "Quitamos")
		admin.Get(at).WantStatus(404)
	})
}

func TestAProgramKeepsAWebhook(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newScene(t, d, nil)
		contract := apitest.NewContract(t, s.h.API())
		admin := s.site.As(webtest.Who{Role: access.Administrator})
		program := apitest.Of(t, contract, admin, access.ManageAccounts, access.ViewStaff)
		body := map[string]any{"address": s.there.URL, "events": []string{"posting.ended", "posting.started"}}
		program.Ask("POST", "/webhooks", map[string]any{"address": "http://a.example", "events": []string{}}).WantField("address").WantField("events")
		program.Ask("POST", "/webhooks", map[string]any{"address": s.there.URL, "events": []string{"certificate.issued"}}).WantField("events") // the token lacks that
		made := program.Ask("POST", "/webhooks", body, "Idempotency-Key", "uno").Want(201)
		if !strings.HasPrefix(made.Text("secret"), "whsec_") || made.Text("events.0") != "posting.started" {
			t.Errorf("%s", made.Body)
		}
		at := "/webhooks/" + made.Text("id")
		if again := program.Ask("POST", "/webhooks", body, "Idempotency-Key", "uno").Want(409); strings.Contains(string(again.Body), "whsec_") {
			t.Error("the secret is kept for whoever asks again")
		}
		if list := program.Get("/webhooks"); list.Len("items") != 1 || strings.Contains(string(list.Body), "secret\":\"whsec_") {
			t.Errorf("%s", list.Body)
		}
		sent := program.Ask("POST", at+"/test", nil).Want(201)
		program.Ask("POST", at+"/deliveries/"+sent.Text("id")+"/redeliver", nil).Want(409)
		s.drain()
		one := program.Get(at + "/deliveries?limit=1")
		if one.Text("items.0.state") != "delivered" || one.Text("items.0.message_id") != sent.Text("message_id") || one.At("items.0.status") != 204.0 {
			t.Errorf("%s", one.Body)
		}
		program.Ask("POST", at+"/deliveries/"+sent.Text("id")+"/redeliver", nil).Want(200)
		program.Ask("POST", at+"/pause", nil).Want(200)
		if paused := program.Get(at); paused.Text("paused_why") != "owner" {
			t.Errorf("%s", paused.Body)
		}
		program.Ask("POST", at+"/resume", nil).Want(200)
		if rotated := program.Ask("POST", at+"/secret", nil).Want(200); rotated.Text("secret") == made.Text("secret") || rotated.Text("former_secret_until") == "" {
			t.Errorf("%s", rotated.Body)
		}
		program.Ask("PUT", at, map[string]any{"address": s.there.URL, "events": []string{"posting.ended"}}).Want(200)
		apitest.Reading(t, contract, admin, access.ManageAccounts).Ask("DELETE", at, nil).Want(403)
		stranger := apitest.Of(t, contract, s.site.As(webtest.Who{Role: access.Administrator}), access.ManageAccounts)
		stranger.Ask("DELETE", at, nil).Want(404)
		stranger.Ask("GET", at+"/deliveries", nil).Want(404)
		program.Ask("DELETE", at, nil).Want(204)
		program.Ask("GET", at, nil).Want(404)
	})
}

// A course is taken to its certificate, which is taken away again: whoever may know is told.
func TestACourseIsToldFromItsTestToItsCertificate(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := coursestest.New(t, d)
		papers := certificates.NewService(d, "http://relevo.test")
		w.Jobs.Handle(courses.CompletedEvent, jobs.Hear(papers.HearCompleted))
		s := newScene(t, d, w.Jobs)
		w.Courses.Hooks, w.Assessments.Hooks, papers.Hooks = s.hooks, s.hooks, s.hooks
		admin := s.site.As(webtest.Who{Role: access.Administrator, InstitutionID: w.Ceiba.ID})
		both := s.site.As(webtest.Who{Role: access.Administrator, InstitutionID: w.Ceiba.ID})
		if err := d.Write(t.Context(), func(tx *db.Tx) error { // who answers for the staff there too
			return tx.DB.Create(&access.Grant{ID: tx.NewID(), AccountID: both.Account.ID, Role: access.Manager, InstitutionID: &w.Ceiba.ID, GrantedAt: tx.Now, GrantedBy: "system"}).Error
		}); err != nil {
			t.Fatal(err)
		}
		afar := s.site.As(webtest.Who{Role: access.Administrator, InstitutionID: w.Apart.ID})
		hear := func(v *webtest.Visitor) (at string) {
			page := v.Get("/webhooks")
			pairs := []string{"address", s.there.URL}
			for _, k := range webhooks.Kinds() {
				if page.Count("[value='"+string(k)+"']") == 1 {
					pairs = append(pairs, "events", string(k))
				}
			}
			v.Submit(page, "main form[action='/webhooks']", pairs...).Want(200, ".alert", "no se volverá a mostrar")
			return v.Get("/webhooks").Doc().Find("table a").AttrOr("href", "")
		}
		heard, all, none := hear(admin), hear(both), hear(afar)
		w.Enrol(w.Schedule(w.Publish("C1"), "E1", courses.Virtual), "p-Ana")
		w.Complete("p-Ana")
		var issued []certificates.Certificate
		w.Read(func(tx *db.Tx) (err error) {
			issued, err = certificates.CertificatesForTx(tx, []string{"p-Ana"})
			return err
		})
		if len(issued) == 0 {
			t.Fatal("no certificate")
		}
		if err := papers.Revoke(t.Context(), access.System(), issued[0].ID, "Se emitió por error"); err != nil {
			t.Fatal(err)
		}
		w.Drain()
		count := func(v *webtest.Visitor, at, what string) int {
			return strings.Count(v.Get(at).Text("table"), what)
		}
		for what, n := range map[string]int{"Alguien completa un curso": 1, "Se emite un certificado": len(issued), "Se anula un certificado": 1, "Se califica una evaluación": 0} {
			if got := count(admin, heard, what); got != n {
				t.Errorf("%s: told %d times, want %d", what, got, n)
			}
		}
		if got := count(both, all, "Se califica una evaluación"); got != 2 {
			t.Errorf("answers were scored %d times", got)
		}
		afar.Get(none).Want(200, ".empty", "Aún no hay avisos")
	})
}

func TestSamplesRender(t *testing.T) {
	webtest.CheckSamples(t, webhooksweb.Samples, (&webhooksweb.Handlers{}).Routes())
}
