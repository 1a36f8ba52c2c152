package web_test

import (
	"strings"
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/web/webtest"
)

func TestWhoRunsNothingSeesNoFewPeople(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, site := open(t, d)
		staffed(w, 0, 20) // 18 in post, 8 trained, 4 of them mastered: hidden, and with them the other four
		for _, name := range []string{"uno", "dos", "tres"} {
			w.Hire(name, w.Lupuna, w.Day("2025-06-01"))
		}
		evaluator := site.As(webtest.Who{Role: access.Evaluator})
		page := evaluator.Get("/figures/" + w.Network.ID)
		page.Want(200, "main", "Se ocultan los grupos pequeños").Want(200, "table", "oculto").Want(200, "main", "Donde dice «oculto»")
		lupuna := page.Text("tr:contains('Lupuna')")
		if strings.Contains(lupuna, "3") || !strings.Contains(lupuna, "oculto") || strings.Contains(lupuna, "—") {
			t.Errorf("the row of three people says %q", lupuna)
		}
		if own := evaluator.Get("/figures/"+w.Lupuna.ID).Want(200, "main", "Se ocultan").Text("main"); strings.Contains(own, "3 personas") {
			t.Errorf("the page of three people says %q", own)
		}
		for _, address := range []string{"/figures/" + w.Ceiba.ID, "/figures/" + w.Network.ID, "/figures/all"} {
			text := evaluator.Get(address).WantStatus(200).Text("main")
			for _, told := range []string{"persona01", "4 personas capacitadas nunca", "capacitado o no: 2"} {
				if strings.Contains(text, told) {
					t.Errorf("%s says %q", address, told)
				}
			}
		}
		evaluator.Get("/figures/"+w.Ceiba.ID+"/change?from=2026-01-01&row=mastered").Want(200, "main", "El cambio se debe a muy pocas personas")
		evaluator.Get("/figures/"+w.Ceiba.ID+"?cadre=car_mentor").Want(200, "main", "Por cargo, las cifras se muestran solo de todo lo que puede ver")
		speak(t, d, evaluator, "en")
		evaluator.Get("/figures/"+w.Lupuna.ID).Want(200, "main", "Not shown because few people are behind it.")
		// Who is told causes is told no names with them.
		change := evaluator.Get("/figures/" + w.Ceiba.ID + "/change?from=2026-01-01&row=trained")
		if change.Count(`a[href*="/change/"]`) != 0 {
			t.Error("a bar can be opened")
		}
	})
}

// A page costs the same number of statements for ten people and for sixty.
func TestPagesAskTheDatabaseTheSameForFewAndMany(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, site := open(t, d)
		manager, evaluator := site.As(webtest.Who{Role: access.Manager}), site.As(webtest.Who{Role: access.Evaluator})
		ask := func() map[string]int64 {
			counted := map[string]int64{}
			for _, address := range []string{"", "?region=16", "?funder=ALIANZA", "?region=16&funder=ALIANZA", "/change?from=2026-01-01&row=trained&region=16&funder=ALIANZA", "/change?from=2026-01-01&row=trained", "/change/newly_trained?from=2026-01-01&row=trained"} {
				for name, v := range map[string]*webtest.Visitor{"manager": manager, "evaluator": evaluator} {
					if name == "manager" || !strings.Contains(address, "newly") {
						v.Get("/figures/" + w.Ceiba.ID + address) // fits the model
						counted[name+" "+address] = v.Get("/figures/" + w.Ceiba.ID + address).WantStatus(200).Statements
					}
				}
			}
			return counted
		}
		w.Fund("ALIANZA", "Alianza")
		staffed(w, 0, 10)
		few := ask()
		staffed(w, 10, 60)
		for address, n := range ask() {
			if n != few[address] || n > 24 {
				t.Errorf("%s: %d statements for ten people, %d for sixty", address, few[address], n)
			}
		}
	})
}
