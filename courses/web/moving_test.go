package web

import (
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/web/webtest"
	"relevo/courses"
	"relevo/courses/coursestest"
)

func TestAnOfferingGoesOverToTheNewerVersion(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		ctx, trainer := t.Context(), coursestest.Trainer()
		version := s.Publish("c1")
		offering := s.Schedule(version, "o1", courses.Virtual)
		s.Enrol(offering, "p-Ana")
		s.Take("p-Ana", s.Course("p-Ana").Step.AttemptID, false)
		s.ReadAll("p-Ana")
		rosa := s.As(webtest.Who{Role: access.Trainer})
		path := "/offerings/" + offering.ID
		if rosa.Get(path).Count("a[href$='/version']") != 0 {
			t.Error("an offering on the newest version leads to a move")
		}
		rosa.Get(path+"/version").Want(200, ".alert", "ya está en la versión más nueva")
		if _, err := s.Courses.NewDraft(ctx, trainer, version.CourseID); err != nil {
			t.Fatal(err)
		}
		page, err := s.Courses.Course(ctx, trainer, version.CourseID, 0)
		if err != nil {
			t.Fatal(err)
		}
		err = s.Courses.UpdateLesson(ctx, trainer, version.CourseID, page.Outline[0].Lessons[1].ID, courses.LessonInput{Title: "Escuchar", Minutes: 6, Source: "Todo <b>otro</b>."})
		if err != nil {
			t.Fatal(err)
		}
		s.PublishDraft(version.CourseID)
		shown := rosa.Get(path).Want(200, ".alert", "Hay una versión 2")
		shown = rosa.Get(shown.Doc().Find("a[href$='/version']").AttrOr("href", "")).Want(200, ".diff ins", "<b>otro</b>.")
		if shown.Doc().Find("input[name=again][checked]").Length() != 1 {
			t.Error("a lesson that changed altogether is not suggested to be read again")
		}
		rosa.Submit(shown, "form[action$='/version']").Want(200, ".alert", "1 persona sigue ahora en la versión nueva")
		if step := s.Course("p-Ana").Step; step.Title != "Escuchar" {
			t.Errorf("what comes next: %+v", step)
		}
		apart := s.As(webtest.Who{Role: access.Manager, InstitutionID: s.Apart.ID})
		apart.Get(path + "/version").WantStatus(404)
	})
}
