package web_test

import (
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/web/webtest"
)

// Where there is nothing to compare the page says so, with everything that is assumed.
func TestTheComparisonOfCentresSaysWhatItAssumes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, site := open(t, d)
		staffed(w, 0, 20)
		manager := site.As(webtest.Who{Role: access.Manager, InstitutionID: w.Network.ID})
		page := manager.Get("/results/comparison?competency=asking")
		page.Want(200, "h1", "Centros capacitados antes y después").Want(200, "main", "menos de 6 centros").Want(200, "main", "no hay con qué comparar").Want(200, "main", "tendencias paralelas")
		page.Want(200, "main", "por necesitarlo más").Want(200, "select[name=quarters] option[selected]", "2 trimestres").Want(200, "select[name=share] option[selected]", "Verificadas")
		if manager.Get("/results").Count(`a[href^="/results/comparison"]`) != 1 {
			t.Error("the chain does not lead there")
		}
		manager.Get("/results/comparison?quarters=9").WantStatus(422)
		manager.Get("/results/comparison/csv").WantStatus(200)
		manager.Get("/results/comparison/pdf").WantStatus(404)
		site.As(webtest.Who{Role: access.Evaluator}).Get("/results/comparison").WantStatus(200)
		site.As(webtest.Who{Role: access.Official}).Get("/results/comparison").WantStatus(403)
	})
}
