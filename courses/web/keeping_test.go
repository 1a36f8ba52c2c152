package web

import (
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/web/webtest"
	"relevo/courses"
)

func TestACourseRequiresAnother(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		first, second := s.Publish("c1"), s.Publish("c2")
		rosa := s.As(webtest.Who{Role: access.Trainer})
		course := "/courses/" + second.CourseID
		rosa.Get(course+"/prerequisites").Want(200, ".alert", "ya no cambia")
		page := rosa.Submit(rosa.Get(course), "form[action$='/draft']")
		page = rosa.Get(page.Doc().Find("a[href$='/prerequisites']").AttrOr("href", ""))
		rosa.Submit(page, "main form", "requires_"+first.CourseID, "12").Want(200, ".facts", "en los últimos 12 meses")
		offering := s.Schedule(s.PublishDraft(second.CourseID), "o2", courses.Virtual)
		path := "/offerings/" + offering.ID + "/enrol"
		page = rosa.Get(path).Want(200, ".choices", "le falta «Preguntar en vez de interrogar»")
		refused := rosa.Submit(page, "form[aria-label='Inscribir a toda una institución']", "institution", s.Lupuna.ID).Want(422, ".field-error", "Fabiaz, Fabia")
		rosa.Submit(refused, "form[aria-label='Inscribir a toda una institución']", "exception", "Ya lo llevaron en otra institución.").Want(200, ".alert", "3 personas inscritas")
		ana := s.As(webtest.Who{Role: access.Official, PersonID: "p-Fabia"})
		ana.Get("/learn/"+s.Course("p-Fabia").EnrolmentID).Want(200, ".facts", "falta completarlo antes")
		catalogue := ana.Get("/catalogue?cadre=all").Want(200, ".catalogue-course", "falta completarlo antes")
		if catalogue.Statements > 24 {
			t.Errorf("the catalogue costs %d statements", catalogue.Statements)
		}
		ana.Get("/catalogue?language=quy").Want(200, ".empty", "No hay cursos así")
		s.As(webtest.Who{Role: access.Evaluator}).Get("/catalogue").WantStatus(403)
	})
}

func TestACourseIsCopiedArchivedAndRestoredInTheBrowser(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		version := s.Publish("c1")
		rosa := s.As(webtest.Who{Role: access.Trainer})
		course := "/courses/" + version.CourseID
		page := rosa.Get(course)
		rosa.Submit(page, "form[action$='/duplicate']", "code", "c1").Want(422, ".field-error", "")
		rosa.Submit(page, "form[action$='/duplicate']", "code", "c2").Want(200, ".alert", "Copia lista")
		page = rosa.Submit(page, "form[action$='/archive']").Want(200, "main", "Archivado desde")
		if page.Count("a[href^='/offerings/new']") != 0 {
			t.Error("an archived course can be scheduled")
		}
		rosa.Get("/courses").Want(200, "main", "1 curso archivado")
		rosa.Submit(page, "form[action$='/restore']").WantStatus(200)
		if rosa.Get(course).Count("a[href^='/offerings/new']") == 0 {
			t.Error("a restored course cannot be scheduled")
		}
	})
}
