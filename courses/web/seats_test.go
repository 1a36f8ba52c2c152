package web

import (
	"strings"
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/web/webtest"
	"relevo/courses"
)

// A trainer limits the seats and opens a code; people enrol with it, wait, leave, and are told
// when a seat becomes free.
func TestPeopleEnrolThemselvesAndWait(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	offering := s.Schedule(s.Publish("c1"), "o1", courses.Virtual)
	seats := "/offerings/" + offering.ID + "/seats"
	trainer, manager := s.As(webtest.Who{Role: access.Trainer}), s.As(webtest.Who{Role: access.Manager, InstitutionID: s.Ceiba.ID})
	page := trainer.Submit(trainer.Get(seats), "form[action$='/seats']", "seats", "pocos").Want(422, ".field-error", "número")
	if got := page.Doc().Find("[name=seats]").AttrOr("value", ""); got != "pocos" {
		t.Errorf("what was typed is now %q", got)
	}
	trainer.Submit(page, "form[action$='/seats']", "seats", "1").Want(200, ".facts", "0 de 1")
	page = trainer.Submit(trainer.Get(seats), "form[action$='/entry']", "last_on", "1/1/2020").Want(422, ".field-error", "Elija un día")
	page = trainer.Submit(page, "form[action$='/entry']", "last_on", s.DB.Now().Date().String()).Want(200, "#entry", "Vale hasta")
	code := strings.ReplaceAll(page.Text(".room-letters"), " ", "")

	ana, berta, carla := s.As(webtest.Who{Role: access.Official, PersonID: "p-Ana"}), s.As(webtest.Who{Role: access.Official, PersonID: "p-Berta"}), s.As(webtest.Who{Role: access.Official, PersonID: "p-Zoila"})
	ana.Submit(ana.Get("/enrol"), "form[action='/enrol']", "code", "no").Want(422, ".field-error", "ocho letras")
	entry := ana.Submit(ana.Get("/enrol"), "form[action='/enrol']", "code", code).Want(200, "h1", "Preguntar en vez de interrogar")
	ana.Submit(entry, "main form").Want(200, ".alert", "quedó la inscripción")
	ana.Get(entry.Path).Want(200, ".alert", "Ya está inscrita")
	berta.Submit(berta.Get(entry.Path).Want(200, ".alert", "No quedan cupos"), "main form").Want(200, ".card", "turno 1")
	carla.Get(entry.Path).Want(200, ".alert", "otras instituciones")
	trainer.Get(seats).Want(200, "table", "Berta")
	if manager.Get(seats).Count("form[action*='/line/']") != 1 {
		t.Error("the manager of her centre cannot take her out")
	}
	trainer.Walk(seats, "/offerings/"+offering.ID)
	trainer.Submit(trainer.Get("/offerings/"+offering.ID+"/enrolments/"+s.enrolment("p-Ana")), "main form", "reason", "Licencia").WantStatus(200)
	told := berta.Get("/learn").Want(200, ".alert", "Se liberó un cupo")
	if berta.Submit(told, "form[action^='/messages/']").Want(200, "main", "Preguntar").Count("form[action^='/messages/']") != 0 {
		t.Error("a message that was read is shown again")
	}
	trainer.Submit(trainer.Get(seats), "form[action$='/close']").Want(200, ".alert", "Ya nadie puede")
	ana.Get(entry.Path).Want(422, ".field-error", "no vale")
	if n := berta.Get("/learn").Statements; n > 16 {
		t.Errorf("my courses cost %d statements", n)
	}
}

// Whom a rule means is seen before anybody is enrolled.
func TestARuleIsSeenBeforeItEnrols(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	offering := s.Schedule(s.Publish("c1"), "o1", courses.Virtual)
	s.Courses.Verified = func(_ *db.Tx, _ string, _ []string, _ db.Date) (map[string]bool, error) {
		return map[string]bool{"p-Ana": true}, nil
	}
	trainer := s.As(webtest.Who{Role: access.Trainer})
	path := "/offerings/" + offering.ID + "/enrol/rule"
	if trainer.Get("/offerings/"+offering.ID+"/enrol").Count("a[href='"+path+"']") != 1 {
		t.Error("nothing leads to the rule")
	}
	trainer.Submit(trainer.Get(path), "form[role=search]", "lack", "not_verified").Want(422, ".field-error", "Elija la competencia")
	shown := trainer.Submit(trainer.Get(path), "form[role=search]", "lack", "not_verified", "competency", "asking", "cadres", "car_mentor", "institutions", s.Ceiba.ID).Want(200, "h2", "4 personas por inscribir")
	if strings.Contains(shown.Text("table"), "Anaz") || shown.Count("tbody tr") != 4 {
		t.Error("the list is not that of the rule")
	}
	trainer.Submit(shown, "main form[method=post]").Want(200, ".alert", "4")
	trainer.Get(path).Want(200, "table", "Competencia asking")
	trainer.Get(path+"?show=1&region=08").Want(200, "h2", "0 personas")
}

// Costs are noted and corrected; a funder's page says how many people it trained.
func TestCostsAndFunders(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	offering := s.Schedule(s.Publish("c1"), "o1", courses.Virtual)
	s.Enrol(offering, "p-Ana", "p-Berta")
	s.Complete("p-Ana")
	trainer, manager := s.As(webtest.Who{Role: access.Trainer}), s.As(webtest.Who{Role: access.Manager, InstitutionID: s.Ceiba.ID})
	path := "/offerings/" + offering.ID + "/costs"
	trainer.Submit(trainer.Get(path), "#cost form", "amount", "mil", "note", "").Want(422, ".field-error", "por ejemplo")
	page := trainer.Submit(trainer.Get(path), "#cost form", "kind", "travel", "amount", "1,200.50", "note", "Pasajes <b>").Want(200, "table", "S/ 1,200.50")
	fix := page.Doc().Find("a[href*='corrects=']").AttrOr("href", "")
	page = trainer.Get(strings.TrimSuffix(fix, "#cost")).Want(200, "#cost", "En lugar de")
	if got := page.Doc().Find("[name=amount]").AttrOr("value", ""); got != "1,200.50" {
		t.Errorf("the amount to be corrected is %q", got)
	}
	trainer.Submit(page, "#cost form", "amount", "1000").Want(200, ".stat", "1,000")
	trainer.Get("/offerings/"+offering.ID).Want(200, ".facts", "S/ 1,000.00 por persona formada")
	if manager.Get(path).WantStatus(200).Count("#cost") != 0 {
		t.Error("the manager of one centre may note the costs of all")
	}
	funder := trainer.Get("/funders").Doc().Find("tbody a").First().AttrOr("href", "")
	trainer.Get(funder).Want(200, "main", "Entre todos los financiadores se formaron 1 personas")
	trainer.Walk(path, "/funders")
}
