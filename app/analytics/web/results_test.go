package web_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/web/webtest"
)

// A manager looks at the chain, sets a target and a baseline, sets it anew, and moves the indicator; what was set before stays. An evaluator of the whole programme has
// targets of its own and sees no group of few; a trainer sets nothing.
func TestTheResultsChain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, site := open(t, d)
		staffed(w, 0, 20)
		manager := site.As(webtest.Who{Role: access.Manager, InstitutionID: w.Ceiba.ID})
		page := manager.Get("/results?competency=asking")
		page.Want(200, "h1", "Cadena de resultados: CAR La Ceiba").Want(200, "#chain", "Competencia verificada").Want(200, "main", "Sin fijar").Want(200, "main", "El impacto no prueba causa")
		one := manager.Get("/results/indicators/verified_share?competency=asking")
		one.Want(200, "h1", "Competencia verificada").Want(200, "main", "Por sexo").Want(200, "main", "Sin registrar")
		target := `form[action$="/target"]`
		done := manager.Submit(one, target, "value", "45", "due_on", "2027-12-31", "baseline_on", "2026-03-31", "note", "Acordado")
		done.Want(200, "main", "Quedó guardado").Want(200, "main", "45").Want(200, "main", "Acordado")
		dbtest.ClockOf(t, d).Advance(time.Minute)
		later := manager.Submit(done, target, "due_on", "2028-12-31") // the rest stands in the form as it is in force
		later.Want(200, "main", "Para el 31 dic. 2028").Want(200, "main", "45 %").Want(200, "main", "Acordado")
		dbtest.ClockOf(t, d).Advance(time.Minute)
		manager.Submit(later, target, "value", "60", "due_on", "2027-12-31", "baseline_on", "2026-03-31").Want(200, "details", "Acordado").Want(200, "main", "60")
		manager.Submit(one, target, "value", "160", "due_on", "2027-12-31").Want(422, "#target-value-error", "de 0 a 100")
		manager.Submit(one, target, "value", "60").WantStatus(422)
		manager.Submit(one, target, "value", "60", "due_on", "2027-12-31", "baseline_on", "2031-01-01").WantStatus(422)
		if text := manager.Get("/results?competency=asking").Text("#chain"); !strings.Contains(text, "meta: 60") {
			t.Error(text)
		}
		manager.Submit(one, `form[action$="/box"]`, "box", "").WantStatus(200)
		if text := manager.Get("/results?competency=asking").Text("#chain"); strings.Contains(text, "Competencia verificada") {
			t.Error("it stands in the chain still")
		}
		for _, file := range []string{"pdf", "xlsx", "csv?table=parts"} {
			manager.Get("/results/report/" + file).WantStatus(200)
		}
		if csv := string(manager.Get("/results/report/csv?competency=asking").Body); !strings.Contains(csv, "verified_share") || !strings.Contains(csv, "0.6") {
			t.Error(csv)
		}
		manager.Get("/results/indicators/nothing").WantStatus(404)
		manager.Get("/results?on=2031-01-01").Want(422, "#f-on-error", "Elija un día que ya pasó")

		evaluator := site.As(webtest.Who{Role: access.Evaluator})
		all := evaluator.Get("/results?competency=asking").Want(200, "h1", "Cadena de resultados")
		if strings.Contains(all.Text("#chain"), "meta") {
			t.Error("what a centre aims at stands in the chain of all")
		}
		evaluator.Get("/results/indicators/verified_share?competency=asking").Want(200, "main", "Se ocultan los grupos pequeños")
		trainer := site.As(webtest.Who{Role: access.Trainer})
		if trainer.Get("/results/indicators/verified_share?competency=asking").WantStatus(200).Count(target) != 0 {
			t.Error("a trainer is offered to set targets")
		}
		trainer.Post("/results/indicators/verified_share/target", url.Values{"competency": {"asking"}, "value": {"10"}, "due_on": {"2027-01-01"}}).WantStatus(403)
		site.As(webtest.Who{Role: access.Official}).Get("/results").WantStatus(403)
	})
}

// The number of statements does not depend on how many people there are.
func TestTheChainReadsAFixedNumberOfStatements(t *testing.T) {
	d := dbtest.SQLite(t)
	w, site := open(t, d)
	manager := site.As(webtest.Who{Role: access.Manager, InstitutionID: w.Ceiba.ID})
	var counted []int64
	for _, n := range []int{10, 40} {
		staffed(w, n-10, n)
		manager.Get("/results?competency=asking").WantStatus(200)
		before := d.Statements()
		manager.Get("/results?competency=asking").WantStatus(200)
		counted = append(counted, d.Statements()-before)
	}
	if counted[0] != counted[1] || counted[0] > 70 {
		t.Error(fmt.Sprint(counted, " statements"))
	}
}
