package web_test

import (
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/web/webtest"
)

func TestThePlannerAnswersInOneSentence(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, site := open(t, d)
		staffed(w, 0, 20)
		manager := site.As(webtest.Who{Role: access.Manager, InstitutionID: w.Ceiba.ID})
		address := "/figures/" + w.Ceiba.ID + "/planner"
		page := manager.Get(address)
		page.Want(200, "h1", "Cuánto capacitar: CAR La Ceiba").Want(200, ".headline", "Para mantener 80").Want(200, "main", "Medida aquí del").Want(200, "main", "Escriba el costo")
		if manager.Get("/figures/"+w.Ceiba.ID).Count(`a[href^="`+address+`?"]`) != 1 {
			t.Error("the figures do not lead there")
		}
		page = manager.Submit(page, "main form", "turnover", "3.5", "delay", "60", "cost", "100")
		page.Want(200, ".headline", "Así se mantiene").Want(200, "main", "al año")
		if v := page.Doc().Find("input[name=turnover]").AttrOr("value", ""); v != "3.5" {
			t.Errorf("the turnover is %q", v)
		}
		manager.Get(address+"?turnover=0").Want(200, ".headline", "personas cada 3 meses.")
		manager.Get(address+"?months=24").Want(200, ".headline", "forme más seguido")
		manager.Get(address+"?target=100").Want(422, "#f-target-error", "de 1 a 99")
		manager.Get(address+"?half_life=mucho").Want(422, "#f-half_life-error", "Escriba un número")
		site.As(webtest.Who{Role: access.Evaluator}).Get("/figures/"+w.Lupuna.ID+"/planner").Want(200, "main", "escriba lo que falta")
		site.As(webtest.Who{Role: access.Manager, InstitutionID: w.Apart.ID}).Get(address).WantStatus(404)
		site.As(webtest.Who{Role: access.Official}).Get(address).WantStatus(403)
	})
}
