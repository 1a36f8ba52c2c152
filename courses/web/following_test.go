package web

import (
	"testing"
	"time"

	"relevo/app/access"
	"relevo/app/db/dbtest"
	"relevo/app/web/webtest"
	"relevo/courses"
)

// A trainer finds who is stuck, writes to them after seeing the message and its readers, and
// sees that it was read.
func TestATrainerWritesToThoseWhoAreStuck(t *testing.T) {
	d := dbtest.SQLite(t)
	s := newSite(t, d)
	offering := s.Schedule(s.Publish("c1"), "o1", courses.Virtual)
	s.Enrol(offering, "p-Ana", "p-Berta", "p-Carla")
	s.Leave("p-Carla", nil)
	dbtest.ClockOf(t, d).Advance(9 * 24 * time.Hour)
	s.Take("p-Berta", s.Course("p-Berta").Step.AttemptID, false)
	trainer := s.As(webtest.Who{Role: access.Trainer})
	path := "/offerings/" + offering.ID + "/following"
	if trainer.Get("/offerings/"+offering.ID).Count("a[href='"+path+"']") != 1 {
		t.Error("nothing leads there from the offering")
	}
	page := trainer.Get(path+"?show=stuck&order=stuck").Want(200, "table", "No rindió la evaluación inicial")
	if page.Count("tbody tr") != 1 {
		t.Errorf("%d are stuck", page.Count("tbody tr"))
	}
	page = trainer.Submit(page, "#message form", "subject", "", "body", "Hola").Want(422, ".field-error", "Complete")
	page = trainer.Submit(page, "#message form", "subject", "Le falta <b>poco</b>", "body", "Hola:\n\nEmpiece cuando pueda.").Want(200, ".alert", "Llegará a 1 persona")
	page = trainer.Submit(page, ".alert form", "do", "change").Want(200, "#message", "Asunto")
	if got := page.Doc().Find("#message [name=subject]").AttrOr("value", ""); got != "Le falta <b>poco</b>" {
		t.Errorf("the subject is now %q", got)
	}
	page = trainer.Submit(page, "#message form", "do", "preview").Want(200, ".alert", "Ana")
	trainer.Submit(page, ".alert form", "do", "send").Want(200, ".alert", "«Mis cursos» de 1 persona")
	ana, berta := s.As(webtest.Who{Role: access.Official, PersonID: "p-Ana"}), s.As(webtest.Who{Role: access.Official, PersonID: "p-Berta"})
	if berta.Get("/learn").Count("form[action^='/messages/']") != 0 {
		t.Error("somebody who goes on is told too")
	}
	ana.Submit(ana.Get("/learn").Want(200, ".alert", "Empiece cuando pueda"), "form[action^='/messages/']").WantStatus(200)
	trainer.Get(path).Want(200, "table", "Le falta <b>poco</b>")
	trainer.Walk(path)
	one := trainer.Get(path).Statements
	s.Enrol(offering, "p-Diana", "p-Elena", "p-Fabia", "p-Gloria")
	if more := trainer.Get(path).Statements; more != one || one > 30 {
		t.Errorf("following costs %d statements, %d for more people", one, more)
	}
	if got := s.As(webtest.Who{Role: access.Manager, InstitutionID: s.Apart.ID}).Get(path).Status; got != 404 {
		t.Errorf("a manager elsewhere sees it: %d", got)
	}
}
