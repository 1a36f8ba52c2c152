package web_test

import (
	"fmt"
	"strings"
	"testing"

	"relevo/app/access"
	"relevo/app/analytics"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/people"
	"relevo/app/web/webtest"
	"relevo/assessments"
)

// A manager finds at once how many can do it, why that moved and whom to train.
func TestTheManagersDashboard(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, site := open(t, d)
		staffed(w, 0, 20)
		manager := site.As(webtest.Who{Role: access.Manager, InstitutionID: w.Ceiba.ID})
		page := manager.Get("/dashboard")
		page.Want(200, "h1", "Tablero: CAR La Ceiba").Want(200, ".headline", "cerca de 4 de 18 personas en su puesto")
		page.Want(200, ".story", "Lo que más sumó").Want(200, ".story", "en todas las competencias: capacite o refuerce a")
		page.Want(200, "#change", "Por qué cambió").Want(200, "table", "Capacitar: aún no llevó ningún curso").Want(200, "table", "persona00")
		if page.Count("#departments") != 0 || page.Count("#heat") != 0 {
			t.Error("one centre alone is compared")
		}
		manager.Get(page.Path+"?competency=flying").Want(422, "#f-competency-error", "Esa competencia no está en el marco").Want(422, "h1", "CAR La Ceiba")
		manager.Get("/dashboard/" + w.Apart.ID).WantStatus(404)
		site.As(webtest.Who{Role: access.Official}).Get("/dashboard/" + w.Ceiba.ID).WantStatus(403)
		if pages := manager.Walk("/dashboard"); len(pages) < 4 {
			t.Errorf("the manager reaches %d pages", len(pages))
		}
		speak(t, d, manager, "en")
		manager.Get("/dashboard/"+w.Ceiba.ID).Want(200, "h1", "Dashboard: CAR La Ceiba").Want(200, "table", "Train: has not taken any course yet")
	})
}

// The heat map stands in the order of the tree; a column leads to the same with
// those in front who lack most, and back.
func TestTheHeatMapIsSortedByAColumn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, site := open(t, d)
		staffed(w, 0, 20)
		for i := range 10 {
			w.Hire(fmt.Sprint("otra", i), w.Lupuna, w.Day("2025-06-01"))
		}
		manager := site.As(webtest.Who{Role: access.Manager, InstitutionID: w.Network.ID})
		order := func(page *webtest.Page) string {
			return strings.Join(strings.Fields(page.Doc().Find(".heat tbody th").Text()), " ")
		}
		page := manager.Get("/dashboard/" + w.Network.ID)
		page.Want(200, "#departments table", "Loreto").Want(200, "#departments table", "28 personas")
		if got := order(page); got != "CAR La Ceiba CAR La Lupuna" && got != "CAR La CeibaCAR La Lupuna" {
			t.Errorf("the rows are %q", got)
		}
		href := page.Doc().Find(`.heat thead a[href*="sort=asking"]`).AttrOr("href", "")
		sorted := manager.Get(strings.TrimSuffix(href, "#heat"))
		sorted.Want(200, ".heat th[aria-sort=ascending]", "Competencia asking")
		if got := order(sorted); !strings.HasPrefix(got, "CAR La Lupuna") {
			t.Errorf("sorted, the rows are %q", got)
		}
		if sorted.Count(`.heat thead a[href*="sort=asking"]`) != 0 || sorted.Count(".heat thead a") != 2 {
			t.Error("no way back to the order of the tree")
		}
		// The competency that the page is about comes first: a telephone shows no more.
		last := page.Doc().Find(".heat thead th").Last()
		_, code, _ := strings.Cut(strings.TrimSuffix(last.Find("a").AttrOr("href", ""), "#heat"), "sort=")
		manager.Get("/dashboard/"+w.Network.ID+"?competency="+code).Want(200, ".heat thead th:nth-child(2)", strings.TrimSpace(last.Text()))
	})
}

// Who sees no names sees no names, and nothing of few people.
func TestTheEvaluatorsDashboard(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, site := open(t, d)
		staffed(w, 0, 20)
		for i := range 3 {
			name := fmt.Sprint("zenaida", i)
			w.Post(name, w.Lupuna, people.CARMentor, w.Day("2025-06-01"), 0)
			w.Train(name, w.Day("2026-02-10"))
			w.Assess(name, w.Day("2026-02-11"), assessments.Post, 90)
		}
		evaluator := site.As(webtest.Who{Role: access.Evaluator})
		for _, place := range []string{analytics.Everything, w.Network.ID, w.Ceiba.ID, w.Lupuna.ID} {
			page := evaluator.Get("/dashboard/" + place).WantStatus(200)
			if text := page.Text("main"); strings.Contains(text, "zenaida") || strings.Contains(text, "persona0") {
				t.Errorf("%s: a person is named", place)
			}
		}
		evaluator.Get("/dashboard/"+w.Network.ID).Want(200, "main", "Se ocultan los grupos pequeños").Want(200, ".heat tbody tr:nth-child(2) td:nth-child(2)", "oculto")
	})
}
