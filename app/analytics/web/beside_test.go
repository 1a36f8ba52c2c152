package web_test

import (
	"fmt"
	"strings"
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/web/webtest"
)

// From the dashboard of a centre one comes to it beside another: the same competency on the same day, in no order but that in which they were chosen.
func TestTwoCentresSideBySide(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, site := open(t, d)
		staffed(w, 0, 20)
		for i := range 10 {
			w.Hire(fmt.Sprint("otra", i), w.Lupuna, w.Day("2025-06-01"))
		}
		manager := site.As(webtest.Who{Role: access.Manager, InstitutionID: w.Network.ID})
		href := manager.Get("/dashboard/"+w.Ceiba.ID).Doc().Find(`main a[href*="/beside"]`).AttrOr("href", "")
		alone := manager.Get(href)
		alone.Want(200, "h1", "CAR La Ceiba junto a otra institución").Want(200, "select[name=with]", "CAR La Lupuna").Want(200, "main", "Elija una institución")
		page := manager.Submit(alone, "main form", "with", w.Lupuna.ID)
		page.Want(200, "h1", "CAR La Ceiba junto a CAR La Lupuna").Want(200, "select[name=with] option[selected]", "CAR La Lupuna").Want(200, "option[value=asking][selected]", "")
		row := func(page *webtest.Page, label string) string {
			return strings.Join(strings.Fields(page.Doc().Find("main table").First().Find("tr:contains('"+label+"') td").Text()), " ")
		}
		for label, want := range map[string]string{"Certificados emitidos desde el inicio": "10 0", "Capacitadas en su puesto": "8 0", "En su puesto": "18 10"} {
			if got := strings.ReplaceAll(row(page, label), " ", ""); !strings.HasPrefix(got, strings.ReplaceAll(want, " ", "")) {
				t.Errorf("%s: %q, want %q", label, got, want)
			}
		}
		page.Want(200, "main", "Pueden hacerlo hoy (TATS)").Want(200, "main", "Parte del personal que puede hacerlo hoy").Want(200, "#changea", "CAR La Ceiba").Want(200, "#share", "mes a mes")
		page.Want(200, "main", "No es una clasificación")
		if page.Count(`main th a[href*="sort"]`) != 0 {
			t.Error("they can be sorted")
		}
		base := "/figures/" + w.Ceiba.ID + "/beside"
		manager.Get(base+"?with="+w.Network.ID).Want(422, "#f-with-error", "Una está dentro de la otra")
		manager.Get(base+"?with="+w.Lupuna.ID+"&on=2031-01-01").Want(422, "#f-on-error", "Elija un día que ya pasó")
		manager.Get(base + "?with=" + w.Apart.ID).WantStatus(404)
		manager.Get("/figures/all/beside").WantStatus(404)
		if one := site.As(webtest.Who{Role: access.Manager, InstitutionID: w.Ceiba.ID}); one.Get("/dashboard/"+w.Ceiba.ID).Count(`a[href*="/beside"]`) != 0 {
			t.Error("whoever sees one centre is led to compare it")
		} else {
			one.Get(base).Want(200, "main", "No hay otra institución")
			one.Get(base + "?with=" + w.Lupuna.ID).WantStatus(404)
		}
		site.As(webtest.Who{Role: access.Official}).Get(base).WantStatus(403)
		speak(t, d, manager, "en")
		manager.Get(base+"?with="+w.Lupuna.ID).Want(200, "h1", "CAR La Ceiba beside CAR La Lupuna")
	})
}

// Of few people nothing is told there that their own page does not tell; what is hidden is called so, and what is not there has a dash.
func TestTwoCentresAreVeiledSideBySide(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, site := open(t, d)
		staffed(w, 0, 20) // 8 trained of 18, 4 of them mastered
		for _, name := range []string{"uno", "dos", "tres"} {
			w.Hire(name, w.Lupuna, w.Day("2025-06-01"))
		}
		evaluator := site.As(webtest.Who{Role: access.Evaluator})
		evaluator.Get("/figures/" + w.Ceiba.ID + "/beside?with=" + w.Lupuna.ID) // fits the model
		page := evaluator.Get("/figures/" + w.Ceiba.ID + "/beside?with=" + w.Lupuna.ID)
		page.Want(200, "main", "Se ocultan los grupos pequeños").Want(200, "main", "Donde dice «oculto»").Want(200, "main table", "oculto").Want(200, "main", "El cambio se debe a muy pocas personas")
		if row := page.Text("main table tr:contains('Capacitadas en su puesto')"); strings.Contains(row, "—") {
			t.Errorf("what is hidden is written %q", row)
		}
		if text := page.Text("main"); strings.Contains(text, "persona0") || page.Count(`a[href^="/people/"]`) != 0 {
			t.Error("a person is named")
		}
		if page.Statements > 22 { // four of them to know who asks
			t.Errorf("%d statements", page.Statements)
		}
	})
}
