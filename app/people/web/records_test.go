package web_test

import (
	"strings"
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/web/webtest"
)

// A manager corrects a person and a stay, writes in somebody who is on no list,
// finds that she was on record already, joins the two and takes them apart.
func TestAManagerCorrectsAndJoinsRecords(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		site, centre, manager := centreWith(t, d)
		page := manager.Get("/institutions/" + centre.ID + "/roster")
		page = manager.Upload(page, "form[enctype]", "files", "2026-01-31.csv", []byte("CAR LA CEIBA\n"+header+"40000017;PRUEBA UNO, ANA;TUTORA;CAS;2025-01-10;\n"))
		manager.Submit(page, "form[action$='/confirm']")

		page = manager.Get("/people/new").WantStatus(200)
		page = manager.Submit(page, "main form.form", "first_surname", "Prueba", "second_surname", "Uno", "given_names", "Ana", "document_type", "none",
			"institution_id", centre.ID, "cadre", "car_mentor", "starts_on", "2024-06-01", "end", "known", "ends_on", "2024-09-01")
		double := page.Want(200, "h1", "Prueba Uno, Ana").Path

		page = manager.Get("/people/duplicates").Want(200, ".card", "falta un documento")
		href, _ := page.Doc().Find("main .card a").First().Attr("href")
		compare := manager.Get(href).Want(200, "main table", "40000017")
		kept := manager.Submit(compare, "form[action$='/merge']").Want(200, "main table tbody", "1 set. 2024")
		manager.Get(double).Want(200, "h1", "Prueba Uno, Ana")
		if led := manager.Get(double).Path; led != kept.Path {
			t.Errorf("the other record leads to %s, want %s", led, kept.Path)
		}

		page = manager.Get(kept.Path + "/edit").WantStatus(200)
		page = manager.Submit(page, "main form.form", "document_number", "40000018-0").Want(422, "main form.form", "")
		if !strings.Contains(string(page.Body), "40000018-0") {
			t.Error("what was typed is gone")
		}
		manager.Submit(page, "main form.form", "document_number", "40000018", "given_names", "Ana María").Want(200, "h1", "Prueba Uno, Ana María")

		stay, _ := manager.Get(kept.Path).Doc().Find("a[href^='/stays/']").Last().Attr("href")
		page = manager.Get(stay).WantStatus(200)
		page = manager.Submit(page, "main form.form", "end", "known").WantStatus(422)
		manager.Submit(page, "main form.form", "end", "known", "ends_on", "2026-01-20", "end_reason", "Renuncia").Want(200, "main table tbody", "Renuncia")
		manager.Get(stay).WantStatus(409) // superseded by the correction

		manager.Submit(manager.Get(kept.Path), "form[action$='/undo']").Want(200, "main", "separados otra vez")
		manager.Get(double).Want(200, "h1", "Prueba Uno, Ana")

		stranger := site.As(webtest.Who{Role: access.Evaluator})
		for _, path := range []string{"/people/new", "/people/duplicates", kept.Path + "/edit", kept.Path + "/merge", stay} {
			stranger.Get(path).WantStatus(403)
		}
	})
}
