package web_test

import (
	"strconv"
	"testing"

	"relevo/app/access"
	"relevo/app/analytics"
	"relevo/app/analytics/web"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/web/api/apitest"
	"relevo/app/web/webtest"
)

// A program is told the figures of the page's own file, and no more than its owner may see.
func TestAProgramReadsTheFiguresOfThePage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, _ := open(t, d)
		staffed(w, 0, 20)
		operations := (&web.Handlers{Analytics: analytics.NewService(d)}).API()
		site, contract := webtest.New(t, d, append(routes(d), operations...)), apitest.NewContract(t, operations)
		manager := site.As(webtest.Who{Role: access.Manager, InstitutionID: w.Ceiba.ID})
		program := apitest.Reading(t, contract, manager, access.ViewFigures, access.ViewNames)
		at := "/figures/" + w.Ceiba.ID

		var page told
		read(t, manager, "/figures/"+w.Ceiba.ID+"/report/json?competency=asking", &page)
		figures := program.Get(at + "?competency=asking")
		for name, want := range map[string]*float64{"in_post": page.InPost, "certificates": page.Certificates, "trained": page.Trained, "mastered": page.Mastered, "verified": page.Verified, "tats": page.Tats, "lower": page.Lower, "upper": page.Upper} {
			if got := figures.At("figures." + name); got != *want {
				t.Errorf("%s: the API says %v and the file %v", name, got, *want)
			}
		}
		if figures.Queries > 60 {
			t.Errorf("%d statements", figures.Queries)
		}
		points := program.Get(at + "/series?competency=asking")
		if n := points.Len("points"); n < 2 || points.At("points."+strconv.Itoa(n-1)+".trained") != *page.Trained {
			t.Errorf("%s", points.Body)
		}
		account := program.Get(at + "/account?competency=asking")
		for row := range account.Len("changes") {
			at := "changes." + strconv.Itoa(row)
			sum := account.At(at + ".start").(float64)
			for cause := range account.Len(at + ".causes") {
				sum += account.At(at + ".causes." + strconv.Itoa(cause) + ".change").(float64)
			}
			if end := account.At(at + ".end").(float64); sum-end > 1e-9 || end-sum > 1e-9 {
				t.Errorf("%s: the causes lead to %v, not %v", account.Text(at+".row"), sum, end)
			}
		}
		if behind := program.Get(at + "/account/newly_trained?row=trained&competency=asking"); behind.Len("people") == 0 {
			t.Errorf("nobody is behind it: %s", behind.Body)
		}
		program.Ask("GET", at+"/account/anything", nil).Want(404)
		program.Ask("GET", at+"?on=2199-01-01", nil).WantField("on")
		program.Ask("GET", at+"?competency=nothing", nil).WantField("competency")
		if heat := program.Get(at + "/heat-map"); heat.Len("competencies") == 0 {
			t.Errorf("%s", heat.Body)
		}
		if file := program.Get(at + "/report/xlsx?competency=asking"); string(file.Body[:2]) != "PK" {
			t.Error("the workbook is none")
		}
		if chain := program.Get("/results"); chain.Len("indicators") == 0 {
			t.Errorf("%s", chain.Body)
		}

		// Who may not see names sees what the page shows them; another place does not exist.
		program.Ask("GET", "/figures/"+w.Lupuna.ID, nil).Want(404)
		evaluator := site.As(webtest.Who{Role: access.Evaluator})
		reader := apitest.Reading(t, contract, evaluator, access.ViewFigures)
		var veiled told
		read(t, evaluator, "/figures/"+w.Ceiba.ID+"/report/json?competency=asking", &veiled)
		seen := reader.Get(at + "?competency=asking")
		for name, want := range map[string]*float64{"in_post": veiled.InPost, "trained": veiled.Trained, "mastered": veiled.Mastered, "verified": veiled.Verified} {
			if got := seen.At("figures." + name); (got == nil) != (want == nil) || want != nil && got != *want {
				t.Errorf("%s: the API says %v, the file %v", name, got, want)
			}
		}
		reader.Ask("GET", at+"/account/newly_trained", nil).Want(403)
		apitest.Reading(t, contract, manager, access.ViewNames).Ask("GET", at, nil).Want(403)
	})
}
