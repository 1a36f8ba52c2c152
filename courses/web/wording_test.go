package web

import (
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/web/webtest"
	"relevo/courses"
)

func TestALessonIsTranslatedAndToldForAPlace(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		version := s.Publish("c1")
		rosa := s.As(webtest.Who{Role: access.Trainer})
		page := rosa.Submit(rosa.Get("/courses/"+version.CourseID), "form[action$='/draft']")
		lesson := rosa.Get(page.Doc().Find(".lessons a").AttrOr("href", ""))
		form := rosa.Get(lesson.Doc().Find("a[href$='/wordings/new']").AttrOr("href", "")).Want(200, ".beside", "Llega de noche")
		form = rosa.Submit(form, "main form", "title", "Ñawpaq <b>hora</b>").Want(422, ".field-error", "Es el idioma del curso")
		form = rosa.Submit(form, "main form", "language", "quz", "source", "Tutalla **chayan**.", "do", "preview").Want(200, ".prose strong", "chayan")
		lesson = rosa.Submit(form, "main form", "do", "save").Want(200, "table", "Borrador, sin revisar")
		form = rosa.Get(lesson.Doc().Find("a[href$='/wordings/new']").AttrOr("href", ""))
		lesson = rosa.Submit(form, "main form", "region", "16", "title", "La primera hora en Loreto", "source", "Llega en bote.").Want(200, "table", "Español · Loreto")
		wording := rosa.Get(lesson.Doc().Find("tbody a").First().AttrOr("href", ""))
		rosa.Submit(wording, "form[action$='/review']", "reviewer", "").Want(422, ".field-error", "")
		s.Enrol(s.Schedule(s.PublishDraft(version.CourseID), "o1", courses.Virtual), "p-Ana")
		s.Take("p-Ana", s.Course("p-Ana").Step.AttemptID, false)

		ana := s.As(webtest.Who{Role: access.Official, PersonID: "p-Ana"})
		course := "/learn/" + s.Course("p-Ana").EnrolmentID
		first := course + "/lessons/" + s.Course("p-Ana").Progress.Lessons[0].ID
		ana.Get(first).Want(200, ".text-note", "Con ejemplos para Loreto")
		page = ana.Get(course).Want(200, ".course-languages", "1 de 3 lecciones")
		page = ana.Submit(page, ".course-languages", "language", "quz").Want(200, ".lessons", "Ñawpaq <b>hora</b>")
		if lang := page.Doc().Find(".lesson-title").First().AttrOr("lang", ""); lang != "quz" {
			t.Errorf("a title in Quechua is marked %q", lang)
		}
		page = ana.Get(first).Want(200, ".text-note", "borrador, sin revisar")
		if page.Doc().Find("h1").AttrOr("lang", "") != "quz" || page.Doc().Find(".prose").AttrOr("lang", "") != "quz" {
			t.Error("a text in Quechua is not marked so")
		}
		if page.Statements > 24 {
			t.Errorf("a translated lesson costs %d statements", page.Statements)
		}
		page = ana.Submit(page, ".lesson-end form").Want(200, ".text-note", "todavía no está en Runasimi")
		if page.Doc().Find("h1").AttrOr("lang", "") != "es" {
			t.Error("a text in Spanish is not marked so")
		}

		// Reviewing is possible though the text can no longer change.
		published := rosa.Get(wording.Path).Want(200, ".alert", "ya no cambia")
		rosa.Submit(published, "form[action$='/review']", "reviewer", "Docente bilingüe").Want(200, "table", "Revisado por Docente bilingüe")
		ana.Get(first).Want(200, ".text-note", "Revisado por Docente bilingüe")
		s.As(webtest.Who{Role: access.Manager}).Get(wording.Path).WantStatus(403)
	})
}
