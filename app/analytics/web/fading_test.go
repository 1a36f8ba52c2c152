package web_test

import (
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/web/webtest"
)

// The manager sees by name who is losing the competency, the evaluator neither names nor a count of few.
func TestWhoIsDueForARefresher(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, site := open(t, d)
		staffed(w, 0, 20)
		manager := site.As(webtest.Who{Role: access.Manager, InstitutionID: w.Ceiba.ID})
		page := manager.Get("/figures/" + w.Ceiba.ID + "/fading")
		page.Want(200, "h1", "Cuánto dura lo aprendido: CAR La Ceiba").Want(200, "main", "Esta curva es supuesta, no medida").Want(200, "main", "no hay puntos que mostrar")
		page.Want(200, "table", "persona01").Want(200, "main", "de 18 personas en su puesto")
		if page.Count(`table a[href="/people/p-persona01"]`) != 1 {
			t.Error("a person does not lead to their facts")
		}
		if figures := manager.Get("/figures/" + w.Ceiba.ID); figures.Count(`a[href^="/figures/`+w.Ceiba.ID+`/fading?"]`) != 1 {
			t.Error("the figures do not lead there")
		}
		manager.Get("/figures/"+w.Ceiba.ID+"/fading?on=2030-01-01").Want(422, "#f-on-error", "Elija un día que ya pasó")
		evaluator := site.As(webtest.Who{Role: access.Evaluator}).Get("/figures/" + w.Ceiba.ID + "/fading")
		evaluator.Want(200, "main", "Se ocultan los grupos pequeños")
		if evaluator.Count(`a[href^="/people/"]`) != 0 {
			t.Error("the evaluator sees names")
		}
		site.As(webtest.Who{Role: access.Manager, InstitutionID: w.Apart.ID}).Get("/figures/" + w.Ceiba.ID + "/fading").WantStatus(404)
		site.As(webtest.Who{Role: access.Official}).Get("/figures/" + w.Ceiba.ID + "/fading").WantStatus(403)
	})
}
