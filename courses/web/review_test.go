package web

import (
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/web/webtest"
)

func TestADraftIsReviewedInTheBrowser(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		version := s.Publish("c1")
		rosa, ines := s.As(webtest.Who{Role: access.Trainer}), s.As(webtest.Who{Role: access.Trainer})
		course := "/courses/" + version.CourseID
		page := rosa.Submit(rosa.Get(course), "form[action$='/draft']")
		lesson := rosa.Get(page.Doc().Find(".lessons a").AttrOr("href", ""))
		rosa.Submit(lesson, "form[action*='/lessons/']:not([action$='/delete'])", "source", "Llega de <i>tarde</i>.\n\n> **Para su turno**\n>\n> Salude por su nombre.")
		page = rosa.Get(course).Want(200, ".checklist + p", "nadie la ha revisado")
		page = rosa.Get(page.Doc().Find("a[href$='/review']").AttrOr("href", "")).Want(200, ".diff ins", "<i>tarde</i>.")
		page.Want(200, ".diff del", "noche")
		page = rosa.Submit(page, "form[action$='/hand-in']", "text", "Cambié el saludo.").Want(200, ".alert", "Entregada")
		if page.Count("form[action$='/approve']") != 0 {
			t.Error("its author may approve it")
		}
		page = ines.Get(course+"/review").Want(200, ".review-facts", "Cambié el saludo.")
		ines.Submit(page, "form[action$='/return']", "text", "").Want(422, ".field-error", "Complete")
		page = ines.Submit(page, "form[action$='/comment']", "lesson", page.Doc().Find("[name=lesson] option").Eq(1).AttrOr("value", ""), "text", "¿Y de día?").
			Want(200, ".lesson-change", "¿Y de día?")
		page = ines.Submit(page, "form[action$='/approve']").Want(200, ".alert", "Aprobada")
		if page.Statements > 44 {
			t.Errorf("a review costs %d statements", page.Statements)
		}
		rosa.Submit(rosa.Get(course), "form[action$='/publish']").Want(200, ".alert", "publicada")
		rosa.Get(course+"/review?version=2").Want(200, ".state", "Publicada")
		s.As(webtest.Who{Role: access.Manager}).Get(course + "/review").WantStatus(403)
	})
}
