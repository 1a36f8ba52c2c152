package web

import (
	"testing"

	"relevo/app/access"
	"relevo/app/db/dbtest"
	"relevo/app/web/webtest"
	"relevo/courses"
)

// Whoever follows the links comes to pages that are there and open to them.
func TestEveryLinkLeadsToAnOpenPage(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	trainer := s.As(webtest.Who{Role: access.Trainer})
	manager := s.As(webtest.Who{Role: access.Manager, InstitutionID: s.Ceiba.ID})
	ana := s.As(webtest.Who{Role: access.Official, PersonID: "p-Ana"})
	for _, v := range []*webtest.Visitor{trainer, manager} { // with nothing there yet
		v.Walk("/courses", "/offerings", "/offerings/new", "/funders")
	}
	ana.Walk("/learn")

	offering := s.Schedule(s.Publish("c1"), "o1", courses.FaceToFace)
	trainer.Walk("/offerings") // nobody enrolled
	s.Enrol(offering, "p-Ana")
	s.Enrol(s.Schedule(s.Publish("c2"), "o2", courses.Virtual), "p-Berta")
	pages := trainer.Walk("/courses", "/offerings", "/funders")
	for _, path := range []string{"/offerings/" + offering.ID + "/enrol", "/offerings/" + offering.ID + "/attendance", "/courses/new"} {
		if pages[path] == nil {
			t.Errorf("no link leads to %s", path)
		}
	}
	manager.Walk("/courses", "/offerings", "/funders")
	ana.Walk("/learn")
	berta := s.As(webtest.Who{Role: access.Official, PersonID: "p-Berta"})
	berta.Walk("/learn")
	s.Take("p-Berta", s.Course("p-Berta").Step.AttemptID, false)
	course := s.Course("p-Berta")
	pages = berta.Walk("/learn")
	for _, l := range course.Progress.Lessons {
		if pages["/learn/"+course.EnrolmentID+"/lessons/"+l.ID] == nil {
			t.Errorf("no link leads to the lesson %s", l.ID)
		}
	}
	course0 := trainer.Get("/courses").Doc().Find("tbody a").First().AttrOr("href", "")
	trainer.Submit(trainer.Get(course0), "form[action$='/draft']").WantStatus(200)
	trainer.Walk(course0)
	manager.Walk(course0)
}
