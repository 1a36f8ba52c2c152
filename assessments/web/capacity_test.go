package web_test

import (
	"strconv"
	"strings"
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/people"
	"relevo/app/web/webtest"
)

// Two people assess a centre on their phones, agree on what differs, and the
// institution's page has its scores. Nobody elsewhere sees any of it.
func TestTwoPeopleAssessACentre(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t)).withPeople()
	w.must(w.d.Write(t.Context(), func(tx *db.Tx) error {
		_, err := people.CreateInstitutionTx(tx, access.System(), people.InstitutionInput{Code: "CAR-2", Name: "Casa Aparte", Kind: people.CareCentre, Sector: "public"})
		return err
	}))
	apart := w.institution("CAR-2")
	manager, stranger, evaluator := w.site.As(webtest.Who{Role: access.Manager, InstitutionID: w.centre.ID}), w.site.As(webtest.Who{Role: access.Manager, InstitutionID: apart}), w.site.As(webtest.Who{Role: access.Evaluator})

	w.trainer.Get("/capacity").Want(200, "main", "Todavía no se ha evaluado ninguna institución")
	page := w.trainer.Get("/capacity/new?institution=" + w.centre.ID)
	page = w.trainer.Submit(page, "form[action='/capacity/rounds']", "occasion", "follow_up").Want(422, "form", "todavía no tiene línea de base")
	page = w.trainer.Submit(page, "form[action='/capacity/rounds']", "occasion", "baseline").Want(200, "main", "0 de 12")
	round := page.Path
	w.rate(w.trainer, round, "2")
	w.trainer.Get(round).Want(200, "main", "Usted ya entregó")
	seen := manager.Get(round)
	if text := seen.Text("main"); seen.Count("a[href*='/criteria/']") < 12 || len(text) == 0 {
		t.Fatalf("the manager cannot rate: %s", text)
	}
	manager.Get(round+"/criteria/1").Want(200, "form", "Nivel 3")
	first := manager.Get(round + "/criteria/1")
	manager.Submit(first, "form[action$='/criteria/1']", "finding", "3", "evidence", "").Want(422, "form", "Anote qué vio")
	manager.Submit(first, "form[action$='/criteria/1']", "finding", "3", "evidence", "La ruta <b>nueva</b>").Want(200, "h1", "acuse")
	w.rate(manager, round, "2", 1)
	page = manager.Get(round).Want(200, "main", "Difieren en un criterio")
	page = manager.Submit(page, "form[action$='/consensus']", "finding", "3", "reason", "").Want(422, "form[action$='/consensus']", "Diga por qué")
	page = manager.Submit(page, "form[action$='/consensus']", "finding", "3", "reason", "La vimos los dos").Want(200, "main", "Resultado por competencia")
	page.Want(200, "main", "Kappa")
	w.trainer.Get("/capacity/institutions/"+w.centre.ID).Want(200, "table", "Terminada")
	manager.Walk("/capacity", "/competencies", "/competencies/targets")
	w.trainer.Walk("/capacity", "/capacity/checklists", "/competencies")

	for _, path := range []string{round, round + "/criteria/1", "/capacity/institutions/" + w.centre.ID, "/capacity/institutions/" + w.centre.ID + "/counts", "/capacity/institutions/" + w.centre.ID + "/comparison.csv"} {
		if got := stranger.Get(path).Status; got != 404 {
			t.Errorf("a manager elsewhere sees %s: %d", path, got)
		}
		if got := evaluator.Get(path).Status; got != 403 {
			t.Errorf("an evaluator sees %s: %d", path, got)
		}
	}
	evaluator.Get("/capacity").Want(200, "main", "menos de 5")
	if evaluator.Get("/capacity").Count("a[href*='/capacity/institutions/']") > 0 {
		t.Error("the evaluator sees an institution by name")
	}
	if got := evaluator.Get("/capacity?under=" + w.centre.ID).Status; got != 404 {
		t.Errorf("the evaluator sees a part: %d", got)
	}
}

func (w *world) institution(code string) (id string) {
	w.t.Helper()
	w.must(w.d.Read(w.t.Context(), func(tx *db.Tx) error {
		return tx.DB.Model(&people.Institution{}).Where("code = ?", code).Pluck("id", &id).Error
	}))
	return id
}

// rate lets somebody rate every criterion alike, but those whose numbers are given,
// and hand in.
func (w *world) rate(v *webtest.Visitor, round, finding string, done ...int) {
	w.t.Helper()
	for n := 1 + len(done); n <= 12; n++ {
		page := v.Get(round + "/criteria/" + strconv.Itoa(n))
		v.Submit(page, "form[action$='/criteria/"+strconv.Itoa(n)+"']", "finding", finding, "evidence", "Visto").WantStatus(200)
	}
	v.Submit(v.Get(round), "form[action$='/submit']").WantStatus(200)
}

// A manager notes a month, corrects it and brings others in from a file.
func TestAManagerKeepsMonthlyCounts(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t)).withPeople()
	manager := w.site.As(webtest.Who{Role: access.Manager, InstitutionID: w.centre.ID})
	path := "/capacity/institutions/" + w.centre.ID + "/counts"
	form := "form[action$='/counts']"
	page := manager.Submit(manager.Get(path), form, "month", "enero 2026", "referrals_made", "4", "referrals_acknowledged", "6").Want(422, "form", "más que las derivaciones")
	page = manager.Submit(page, form, "referrals_acknowledged", "3", "note", "=1+1").Want(200, "table", "enero de 2026")
	manager.Submit(page, form, "month", "2026-01", "referrals_made", "5", "referrals_acknowledged", "3").Want(200, "main", "Conteos que fueron corregidos")
	page = manager.Upload(manager.Get("/capacity/counts/import"), "form[action='/capacity/counts/import']", "file", "feb.csv", []byte("institucion;mes;derivaciones hechas\nCAR-1;2026-02;7\nCAR-9;2026-02;7\n"))
	page.Want(200, "main", "No hay una institución suya")
	manager.Submit(page, "form[action='/capacity/counts/import']").WantStatus(200)
	manager.Get(path).Want(200, "table", "febrero de 2026")
	if body := string(manager.Get(path + ".csv").Body); len(body) == 0 || !strings.Contains(body, ";7;") {
		t.Errorf("the file says %q", body)
	}
}

// A trainer words a competency anew, brings the framework in and sets a target.
func TestATrainerKeepsTheFramework(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	page := w.trainer.Submit(w.trainer.Get("/competencies/reception/edit"), "form[action='/competencies/reception']", "name", "Acogida cuidadosa").Want(200, "table", "Versión 2")
	page.Want(200, "h1", "Acogida cuidadosa")
	form := "form[action='/competencies/import']"
	wrong := []byte("codigo;tipo;nombre;nivel_1;nivel_2\nreception;personal;Otra;a;b\n;personal;X;a;b\n")
	page = w.trainer.Upload(w.trainer.Get("/competencies/import"), form, "file", "marco.csv", wrong).Want(200, "main", "No se guardará nada")
	if page.Count(form+" button[value=confirm]") > 0 {
		t.Error("a file with a wrong row can be kept")
	}
	page = w.trainer.Upload(w.trainer.Get("/competencies/import"), form, "file", "marco.csv", []byte("codigo;tipo;nombre;nivel_1;nivel_2\nreferral;institucional;Derivación;a;b\n")).Want(200, "main", "Nueva")
	w.trainer.Submit(page, form).Want(200, "main", "Competencias institucionales")
	form = "form[action='/competencies/targets']"
	page = w.trainer.Submit(w.trainer.Get("/competencies/targets"), form+"[method=post]", "cadre", string(people.CARMentor), "competency", "reception", "level", "2", "share", "180").Want(422, form, "porcentaje")
	w.trainer.Submit(page, form+"[method=post]", "share", "80").Want(200, "table", "nivel 2")
	if got := w.site.As(webtest.Who{Role: access.Evaluator}).Get("/competencies/reception/edit").Status; got != 403 {
		t.Errorf("an evaluator edits: %d", got)
	}
}
