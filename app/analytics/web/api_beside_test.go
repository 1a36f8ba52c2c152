package web_test

import (
	"strings"
	"testing"

	"relevo/app/access"
	"relevo/app/analytics"
	"relevo/app/analytics/web"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/web/api/apitest"
	"relevo/app/web/webtest"
)

// A program of the manager's is told who fades, stays and learnt; one that was not given names, and the evaluator's, see neither a
// name nor a count of few.
func TestAProgramReadsTheFiguresBesideTheCascade(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, _ := open(t, d)
		staffed(w, 0, 20)
		operations := (&web.Handlers{Analytics: analytics.NewService(d)}).API()
		site, contract := webtest.New(t, d, append(routes(d), operations...)), apitest.NewContract(t, operations)
		visitor := site.As(webtest.Who{Role: access.Manager, InstitutionID: w.Ceiba.ID})
		manager := apitest.Reading(t, contract, visitor, access.ViewFigures, access.ViewNames)
		at := "/figures/" + w.Ceiba.ID

		fading := manager.Get(at + "/fading")
		if fading.At("in_post") != 18.0 || fading.Len("ranked") == 0 || fading.Text("ranked.0.person_id") == "" || fading.Text("half_life.source") == "" {
			t.Errorf("%s", fading.Body)
		}
		if fading.Queries > 45 {
			t.Errorf("%d statements", fading.Queries)
		}
		stay := manager.Get(at + "/stay")
		if stay.At("curves.0.n") != 10.0 || stay.At("curves.0.left") != 2.0 || stay.At("leavers.out") != 2.0 {
			t.Errorf("%s", stay.Body)
		}
		plan := manager.Get(at + "/planner?turnover=3.5&delay=60&cost=100")
		if plan.At("used.turnover") != 3.5 || plan.At("used.target") != 80.0 || plan.Len("plan.months") == 0 || plan.At("known.cost") != nil {
			t.Errorf("%s", plan.Body)
		}
		learning := manager.Get(at + "/learning")
		if learning.At("began") == nil || learning.At("refused") != false {
			t.Errorf("%s", learning.Body)
		}
		manager.Ask("GET", at+"/fading?on=2030-01-01", nil).WantField("on")
		manager.Ask("GET", at+"/stay?on=2030-01-01", nil).WantField("on")
		manager.Ask("GET", at+"/planner?target=100", nil).WantField("target")
		manager.Ask("GET", at+"/learning?region=99", nil).WantField("region")

		evaluator := site.As(webtest.Who{Role: access.Evaluator})
		for _, one := range []*apitest.Program{apitest.Reading(t, contract, evaluator, access.ViewFigures), apitest.Reading(t, contract, visitor, access.ViewFigures)} {
			for _, path := range []string{"/fading", "/stay", "/learning", "/planner"} {
				answer := one.Get(at + path)
				if strings.Contains(string(answer.Body), "persona") || strings.Contains(string(answer.Body), "p-") {
					t.Errorf("%s names somebody: %s", path, answer.Body)
				}
			}
			if hidden := one.Get(at + "/fading"); hidden.At("subject.hidden") != true || hidden.At("due") != nil || hidden.Len("ranked") != 0 {
				t.Errorf("%s", hidden.Body)
			}
			if hidden := one.Get(at + "/stay"); hidden.At("subject.hidden") != true || hidden.At("leavers.out") != nil || hidden.Len("routes") != 0 {
				t.Errorf("%s", hidden.Body)
			}
		}
		apart := apitest.Reading(t, contract, site.As(webtest.Who{Role: access.Manager, InstitutionID: w.Apart.ID}), access.ViewFigures)
		for _, path := range []string{"/fading", "/stay", "/learning", "/planner"} {
			apart.Ask("GET", at+path, nil).Want(404)
		}
		apitest.Reading(t, contract, visitor, access.ViewNames).Ask("GET", at+"/fading", nil).Want(403)
	})
}

func TestAProgramReadsLearningAndTheComparisonOfCentres(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, _ := open(t, d)
		learners(w, 30)
		operations := (&web.Handlers{Analytics: analytics.NewService(d)}).API()
		site, contract := webtest.New(t, d, append(routes(d), operations...)), apitest.NewContract(t, operations)
		manager := apitest.Reading(t, contract, site.As(webtest.Who{Role: access.Manager}), access.ViewFigures, access.ViewNames)
		learning := manager.Get("/figures/" + w.Network.ID + "/learning")
		if learning.At("began") != 30.0 || learning.At("comparisons.0.n") != 24.0 || learning.Text("flow.1.occasion") != "post" || learning.At("flow.1.done") != 24.0 || learning.At("flow.1.without.unanswered") != 6.0 || learning.Len("centres") < 2 {
			t.Errorf("%s", learning.Body)
		}
		manager.Ask("GET", "/figures/"+w.Network.ID+"/learning?offering=nowhere", nil).Want(404)
		compared := manager.Get("/results/comparison?competency=asking")
		if compared.At("quarters") != 2.0 || compared.Text("share") != "verified" || compared.Len("warnings") == 0 {
			t.Errorf("%s", compared.Body)
		}
		manager.Ask("GET", "/results/comparison?quarters=9", nil).WantField("quarters")
		apitest.Reading(t, contract, site.As(webtest.Who{Role: access.Official}), access.Learn).Ask("GET", "/results/comparison", nil).Want(403)
	})
}
