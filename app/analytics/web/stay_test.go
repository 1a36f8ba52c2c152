package web_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/measure"
	"relevo/app/web/webtest"
)

// The manager sees how long a training stays, and takes along what the command recomputes it from; the evaluator sees no group of few.
func TestHowLongATrainingStays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, site := open(t, d)
		staffed(w, 0, 20)
		manager := site.As(webtest.Who{Role: access.Manager, InstitutionID: w.Ceiba.ID})
		address := "/figures/" + w.Ceiba.ID + "/stay"
		page := manager.Get(address)
		page.Want(200, "h1", "Cuánto queda de lo capacitado: CAR La Ceiba").Want(200, ".headline", "Personas capacitadas desde el inicio: 10; de ellas ya se fueron: 2").Want(200, "main", "Fuera del sistema: 2")
		page.Want(200, "#stay", "meses desde que terminó el curso")
		if manager.Get("/figures/"+w.Ceiba.ID).Count(`a[href^="`+address+`?"]`) != 1 {
			t.Error("the figures do not lead there")
		}
		input := manager.Get(address + "/survival").WantStatus(200).Body
		result, err := measure.Compute("survival", bytes.NewReader(input))
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(result)
		if err != nil || !strings.Contains(string(text), `"n":10,"events":2`) {
			t.Errorf("%s %v", text, err)
		}
		if csv := manager.Get(address + "/csv?table=flow").WantStatus(200).Body; !strings.Contains(string(csv), "left_system") {
			t.Error(string(csv))
		}
		manager.Get(address + "/xlsx").WantStatus(200)
		manager.Get(address + "/pdf").WantStatus(404)
		manager.Get(address+"?on=2030-01-01").Want(422, "#f-on-error", "Elija un día que ya pasó")
		evaluator := site.As(webtest.Who{Role: access.Evaluator})
		evaluator.Get(address).Want(200, "main", "Se ocultan los grupos pequeños")
		evaluator.Get(address + "/survival").WantStatus(404)
		site.As(webtest.Who{Role: access.Manager, InstitutionID: w.Apart.ID}).Get(address).WantStatus(404)
		site.As(webtest.Who{Role: access.Official}).Get(address).WantStatus(403)
	})
}
