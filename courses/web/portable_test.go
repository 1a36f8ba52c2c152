package web

import (
	"bytes"
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/web/webtest"
)

func TestACourseIsTakenOutAndBroughtInInTheBrowser(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		version := s.Publish("c1")
		rosa, ines := s.As(webtest.Who{Role: access.Trainer}), s.As(webtest.Who{Role: access.Trainer})
		page := rosa.Get("/courses/" + version.CourseID)
		file := rosa.Get(page.Doc().Find("a[href*='/export']").AttrOr("href", "")).WantStatus(200)
		if file.Header.Get("Content-Type") != "application/zip" {
			t.Errorf("the file is sent as %s", file.Header.Get("Content-Type"))
		}
		form := rosa.Get("/courses/import")
		rosa.Upload(form, "main form", "file", "roto.zip", file.Body[:len(file.Body)/2]).Want(422, ".alert", "no es un archivo de curso")
		damaged := bytes.Replace(file.Body, []byte("lessons/01-01/text.md"), []byte("../../../../text.md.."), 2)
		rosa.Upload(form, "main form", "file", "malo.zip", damaged).Want(422, ".alert code", "../../../../text.md")
		look := rosa.Upload(form, "main form", "file", "c1.zip", file.Body).Want(200, "main", "versión 2")
		ines.Get(look.Path).WantStatus(404)
		rosa.Submit(look, "main form").Want(200, ".tabs", "Versión 2 (borrador)")
		rosa.Get(look.Path).Want(200, ".alert", "ya se trajo")
		s.As(webtest.Who{Role: access.Manager}).Get("/courses/import").WantStatus(403)
	})
}
