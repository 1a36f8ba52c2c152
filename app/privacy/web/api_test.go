package web_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/people"
	privacyweb "relevo/app/privacy/web"
	"relevo/app/web/api/apitest"
	"relevo/app/web/webtest"
)

type object = map[string]any

// apiScene is the scene with the operations of this slice.
func apiScene(t *testing.T, d *db.DB, count int) (*scene, *apitest.Contract) {
	t.Helper()
	s := newScene(t, d, count)
	h := &privacyweb.Handlers{Privacy: s.service, Security: func(context.Context) []privacyweb.Measure {
		return []privacyweb.Measure{{About: "database", Good: true, Text: "sound"}}
	}}
	operations := h.API()
	s.Site = webtest.New(t, d, append(h.Routes(), operations...))
	return s, apitest.NewContract(t, operations)
}

func TestAProgramAnswersRequests(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, contract := apiScene(t, d, 2)
		for i, kind := range []string{"rectification", "access"} {
			who := s.As(webtest.Who{Role: access.Official, PersonID: s.persons[i].ID})
			who.Submit(who.Get("/privacy"), "form[action='/privacy/requests']", "kind", kind, "wording", "Mi apellido").WantStatus(200)
			dbtest.ClockOf(t, d).Advance(time.Minute) // the order of what happens at once is nobody's
		}
		admin := apitest.Of(t, contract, s.As(webtest.Who{Role: access.Administrator}), access.ManageAccounts)
		first := admin.Get("/privacy/requests?limit=1")
		if first.Text("items.0.kind") != "access" || first.Len("items") != 1 {
			t.Errorf("%s", first.Body)
		}
		second := admin.Get("/privacy/requests?limit=1&after=" + first.Text("next"))
		if second.Text("items.0.kind") != "rectification" || second.At("next") != nil || second.Text("items.0.due_on") != "2026-05-18" {
			t.Errorf("%s", second.Body)
		}
		at := "/privacy/requests/" + second.Text("items.0.id")
		admin.Ask("POST", at+"/extension", object{"extend": " "}).WantField("extend")
		if more := admin.Ask("POST", at+"/extension", object{"extend": "Esperamos el acta."}).Want(200); more.Text("due_on") != "2026-06-01" || more.Text("extension.reason") != "Esperamos el acta." {
			t.Errorf("%s", more.Body)
		}
		admin.Ask("POST", at+"/answer", object{"outcome": "quizás", "reason": ""}).WantField("outcome").WantField("reason")
		if done := admin.Ask("POST", at+"/answer", object{"outcome": "granted", "reason": "Ya está corregido."}).Want(200); done.Text("answer.outcome") != "granted" {
			t.Errorf("%s", done.Body)
		}
		admin.Ask("POST", at+"/answer", object{"outcome": "refused", "reason": "No."}).Want(409)
		if open := admin.Get("/privacy/requests?open=true"); open.Len("items") != 1 || open.Text("items.0.kind") != "access" {
			t.Errorf("%s", open.Body)
		}
		of := "/privacy/requests/" + first.Text("items.0.id") + "/copy/"
		if copied := admin.Get(of + "json"); !strings.Contains(string(copied.Body), "Rosa") {
			t.Errorf("%s", copied.Body)
		}
		if paper := admin.Get(of + "pdf"); !strings.HasPrefix(string(paper.Body), "%PDF-") {
			t.Error("the paper is none")
		}
		admin.Ask("GET", of+"exe", nil).Want(404)

		afar := apitest.Of(t, contract, s.As(webtest.Who{Role: access.Administrator, InstitutionID: institutionOf(t, d)}), access.ManageAccounts)
		for _, path := range []string{"/privacy/requests", at, of + "json", "/privacy/incidents", "/privacy/retention", "/privacy/security"} {
			afar.Ask("GET", path, nil).Want(404)
		}
		afar.Ask("POST", at+"/answer", object{}).Want(404)
		afar.Ask("POST", at+"/extension", object{}).Want(404)
		apitest.Reading(t, contract, s.As(webtest.Who{Role: access.Administrator}), access.ManageAccounts).Ask("POST", at+"/answer", object{}).Want(403)
		apitest.Of(t, contract, s.As(webtest.Who{Role: access.Administrator}), access.ViewStaff).Ask("GET", at, nil).Want(403)
	})
}

func TestAProgramKeepsIncidentsAndTerms(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, contract := apiScene(t, d, 7)
		admin := apitest.Of(t, contract, s.As(webtest.Who{Role: access.Administrator}), access.ManageAccounts, access.ViewFigures)
		noticed := d.Now().Add(-time.Hour)
		admin.Ask("POST", "/privacy/incidents", object{"what": "", "affected": "Nombres", "noticed_at": noticed}).WantField("what")
		made := admin.Ask("POST", "/privacy/incidents", object{"what": "Se perdió una computadora", "affected": "Nombres", "noticed_at": noticed}).Want(201)
		if made.At("people") != nil || made.At("closed_at") != nil || made.Len("steps") != 0 {
			t.Errorf("%s", made.Body)
		}
		at := "/privacy/incidents/" + made.Text("id")
		admin.Ask("POST", at+"/steps", object{"kind": "authority", "note": ""}).WantField("note")
		if told := admin.Ask("POST", at+"/steps", object{"kind": "authority", "note": "Por escrito."}).Want(201); told.Text("told_at") == "" || told.At("late") != false {
			t.Errorf("%s", told.Body)
		}
		admin.Ask("POST", at+"/steps", object{"kind": "closed", "note": "Se encontró."}).Want(201)
		admin.Ask("POST", at+"/steps", object{"kind": "note", "note": "Algo más."}).Want(409)
		if list := admin.Get("/privacy/incidents"); list.Len("items") != 1 || list.Len("items.0.steps") != 2 {
			t.Errorf("%s", list.Body)
		}
		admin.Ask("GET", "/privacy/incidents/none", nil).Want(404)

		admin.Ask("PUT", "/privacy/retention", object{"values": object{"days.access": 0}}).WantField("days.access")
		admin.Ask("PUT", "/privacy/retention", object{"values": object{"days.nothing": 3}}).WantField("days.nothing")
		if set := admin.Ask("PUT", "/privacy/retention", object{"values": object{"days.access": 15}}).Want(200); set.At("settings.0.value") != 15.0 || set.At("settings.0.usual") != 20.0 {
			t.Errorf("%s", set.Body)
		}
		if document := admin.Get("/privacy/security"); document.Text("running.0.found") != "sound" || document.Len("roles") != len(access.AllRoles) || document.At("kept.0.value") != 15.0 {
			t.Errorf("%s", document.Body)
		}

		// Nobody consented: nobody's results are given, with and without names.
		if out := admin.Ask("POST", "/privacy/export", nil).Want(200); out.Len("results") != 0 {
			t.Errorf("%s", out.Body)
		}
		for i := range s.persons {
			who := s.As(webtest.Who{Role: access.Official, PersonID: s.persons[i].ID})
			who.Submit(who.Get("/privacy"), "form[action='/privacy/consents/evaluation']").WantStatus(200)
		}
		out := admin.Ask("POST", "/privacy/export", nil).Want(200)
		if out.Len("results") != len(s.persons) || strings.Contains(string(out.Body), "Rosa") || strings.Contains(string(out.Body), "judge") {
			t.Errorf("%s", out.Body)
		}
		manager := apitest.Of(t, contract, s.As(webtest.Who{Role: access.Manager, InstitutionID: institutionOf(t, d)}), access.ViewFigures)
		manager.Ask("POST", "/privacy/export", nil).Want(404)
	})
}

// institutionOf makes an institution.
func institutionOf(t *testing.T, d *db.DB) string {
	t.Helper()
	made, err := people.NewService(d).CreateInstitution(t.Context(), access.System(), people.InstitutionInput{Code: "CAR-1", Name: "CAR La Ceiba", Kind: people.CareCentre, Sector: "public"})
	if err != nil {
		t.Fatal(err)
	}
	return made.ID
}
