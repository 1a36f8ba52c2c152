package web_test

import (
	"net/url"
	"strconv"
	"strings"
	"testing"

	"relevo/app/access"
	"relevo/app/analytics"
	"relevo/app/analytics/analyticstest"
	"relevo/app/analytics/web"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/web/api/apitest"
	"relevo/app/web/webtest"
	"relevo/certificates"
	"relevo/courses"
)

// paidFor has a funder pay for ten of the people in La Ceiba, and Lupuna lie in Lima.
func paidFor(w *analyticstest.World) {
	alianza := w.Fund("ALIANZA", "Alianza <Inventada>")
	w.Lies(w.Lupuna, "150101")
	for i := range 18 {
		w.Hire("de Lupuna "+string(rune('a'+i)), w.Lupuna, w.Day("2025-06-01"))
		if i < 10 {
			w.TrainPaid("de Lupuna "+string(rune('a'+i)), w.Day("2026-02-01"), []courses.Funder{alianza}, certificates.Completion)
		}
	}
}

// What is narrowed down to a region and a funder says so, keeps so in every address it leads to, and leads back.
func TestFiguresOfARegionAndAFunder(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, site := open(t, d)
		staffed(w, 0, 20)
		paidFor(w)
		manager := site.As(webtest.Who{Role: access.Manager})
		page := manager.Get("/figures/" + w.Network.ID)
		if strings.Contains(page.Text("main"), "solo de una parte") {
			t.Error("nothing is narrowed down, and the page says so")
		}
		page = manager.Submit(page, "main form", "competency", "asking", "region", "15", "funder", "ALIANZA")
		page.Want(200, "option[value='15'][selected]", "Lima").Want(200, "option[value=ALIANZA][selected]", "Alianza <Inventada>")
		page.Want(200, "main", "Región: Lima. Solo las instituciones que hoy están en ese departamento.").Want(200, "main", "Financiador: Alianza <Inventada>. Solo cuentan las capacitaciones que pagó")
		page.Want(200, ".headline", "de 18 personas en su puesto").Want(200, ".headline", "Certificados emitidos con ese dinero desde el inicio: 10.")
		page.Want(200, "main", "Región: las instituciones que hoy están en el departamento").Want(200, "main", "no cuánto se debe a ese dinero")
		for what, selector := range map[string]string{"the centre below": `a[href^="/figures/` + w.Lupuna.ID + `?"]`, "the account": `a[href^="/figures/` + w.Network.ID + `/change?"]`,
			"the paper": `a[href^="/figures/` + w.Network.ID + `/report/pdf?"]`, "the input": `a[href^="/figures/` + w.Network.ID + `/report/tats?"]`} {
			href := page.Doc().Find(selector).AttrOr("href", "")
			if !strings.Contains(href, "region=15") || !strings.Contains(href, "funder=ALIANZA") {
				t.Errorf("%s is at %q", what, href)
			}
		}
		if page.Count(`table a[href^="/figures/`+w.Ceiba.ID+`"]`) != 0 {
			t.Error("a centre of another region stands below")
		}
		if href := page.Doc().Find(`a[href^="/reports/new"]`).AttrOr("href", ""); !strings.Contains(href, "region=15") || !strings.Contains(href, "funder=ALIANZA") {
			t.Errorf("by mail it is had at %q", href)
		}
		back := page.Doc().Find("a:contains('Quitar región y financiador')").AttrOr("href", "")
		manager.Get(back).Want(200, "option[value=''][selected], option[value='']:first-child", "").Want(200, ".headline", "de 36 personas")
		account := manager.Get("/figures/" + w.Network.ID + "/change?competency=asking&region=15&funder=ALIANZA&from=2026-01-01&to=2026-05-04&row=trained")
		account.Want(200, "main", "Financiador: Alianza <Inventada>").Want(200, "table", "Completaron el curso").Want(200, "table", "+10")
		bar := account.Doc().Find(`table a[href*="/change/newly_trained?"]`).AttrOr("href", "")
		manager.Get(bar).Want(200, "table", "de Lupuna a")
		for _, address := range []string{"?region=08", "?region=99", "?funder=NADIE", "/change?region=08", "/change?funder=NADIE"} {
			field := "region"
			if strings.Contains(address, "funder") {
				field = "funder"
			}
			manager.Get("/figures/"+w.Network.ID+address).Want(422, "#f-"+field+"-error", "Elija un")
		}
		speak(t, d, manager, "en")
		manager.Get("/figures/"+w.Network.ID+"?region=15&funder=ALIANZA").Want(200, "main", "Funder: Alianza <Inventada>. Only trainings that it paid for").Want(200, ".headline", "10")
	})
}

// The files and the API answer what the page answers.
func TestFilesAndProgramsKnowRegionAndFunder(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, _ := open(t, d)
		staffed(w, 0, 20)
		paidFor(w)
		operations := (&web.Handlers{Analytics: analytics.NewService(d)}).API()
		site, contract := webtest.New(t, d, append(routes(d), operations...)), apitest.NewContract(t, operations)
		manager := site.As(webtest.Who{Role: access.Manager})
		program := apitest.Reading(t, contract, manager, access.ViewFigures, access.ViewNames)
		for filter, want := range map[string]struct{ inPost, trained float64 }{"": {36, 18}, "&region=15": {18, 10}, "&region=16": {18, 8}, "&funder=ALIANZA": {36, 10}, "&region=16&funder=ALIANZA": {18, 0}} {
			var file told
			read(t, manager, "/figures/"+w.Network.ID+"/report/json?competency=asking"+filter, &file)
			if *file.InPost != want.inPost || *file.Trained != want.trained {
				t.Errorf("%q: the file has %v in post, %v trained", filter, *file.InPost, *file.Trained)
			}
			at := "/figures/" + w.Network.ID
			answer := program.Get(at + "?competency=asking" + filter)
			values, _ := url.ParseQuery(filter)
			if answer.At("figures.trained") != want.trained || answer.At("subject.region") != values.Get("region") || answer.At("subject.funder") != values.Get("funder") {
				t.Errorf("%q: the API says %s", filter, answer.Body)
			}
			points := program.Get(at + "/series?competency=asking" + filter)
			if last := points.Len("points") - 1; points.At("points."+strconv.Itoa(last)+".trained") != want.trained {
				t.Errorf("%q: the series ends with %s", filter, points.Body)
			}
			account := program.Get(at + "/account?competency=asking&from=2026-01-01" + filter)
			if end := account.At("changes.0.end"); end != want.trained {
				t.Errorf("%q: the account ends with %v", filter, end)
			}
		}
		csv := string(manager.Get("/figures/" + w.Network.ID + "/report/csv?competency=asking&region=15&funder=ALIANZA").Body)
		if !strings.Contains(csv, ",known,region,funder") || !strings.Contains(csv, ",now,15,ALIANZA") {
			t.Errorf("the table does not say what it is narrowed down to: %s", csv)
		}
		program.Ask("GET", "/figures/"+w.Network.ID+"?region=08", nil).WantField("region")
		program.Ask("GET", "/figures/"+w.Network.ID+"?funder=NADIE", nil).WantField("funder")
	})
}

// Who sees no names is told of a region and of a funder what nobody few follows from, with the reason, in the files too.
func TestRegionAndFunderAreVeiled(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, site := open(t, d)
		staffed(w, 0, 20)
		paidFor(w)
		evaluator := site.As(webtest.Who{Role: access.Evaluator})
		for filter, want := range map[string]struct {
			shown bool
			says  string
		}{
			"region=15":                {true, "Región: Lima."},
			"funder=ALIANZA":           {true, "Por financiador, las cifras se muestran solo de todo lo que puede ver en conjunto"},
			"region=15&funder=ALIANZA": {false, "no junto con un cargo o un financiador"},
		} {
			evaluator.Get("/figures/all?competency=asking&"+filter).Want(200, "main", want.says)
			var file told
			read(t, evaluator, "/figures/all/report/json?competency=asking&"+filter, &file)
			if (file.InPost != nil) != want.shown {
				t.Errorf("%s: the file says %v", filter, file.InPost)
			}
		}
		for _, address := range []string{"/figures/" + w.Ceiba.ID + "?funder=ALIANZA", "/figures/" + w.Network.ID + "?region=15"} {
			evaluator.Get(address).Want(200, ".headline", "muy pocas personas")
		}
		evaluator.Get("/figures/all/change?competency=asking&funder=ALIANZA").Want(200, "main", "El cambio se debe a muy pocas personas").Want(200, "main", "sin las causas del cambio")
	})
}
