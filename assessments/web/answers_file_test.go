package web_test

import (
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/web/webtest"
)

// The page for files of answers is for those who run sittings; what is none of theirs does not exist, and what is no
// file comes back with the reason at the field.
func TestWhoMayUploadAnswers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withPeople()
		page := w.trainer.Get("/answers").Want(200, "h1", "Respuestas de un teléfono")
		w.trainer.Upload(page, "main form", "file", "foto.png", []byte("\x89PNG")).Want(422, "main form", "No es un archivo de respuestas")
		w.trainer.Upload(page, "main form", "file", "x.relevo", []byte(`{"relevo":"answers","version":1,"records":[{"name":"a.b","key":"x","sealed":""}]}`)).Want(422, "main form", "no se cerró para este relevo")
		w.officials[0].Get("/answers").WantStatus(403)
		w.site.As(webtest.Who{Role: access.Evaluator}).Get("/answers").WantStatus(403)
	})
}
