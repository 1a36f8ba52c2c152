package web_test

import (
	"testing"

	"relevo/app/access"
	"relevo/app/db/dbtest"
	"relevo/app/web/webtest"
	"relevo/assessments"
)

// Whoever follows the links comes to pages that are there and open to them.
func TestEveryLinkLeadsToAnOpenPage(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t)).withPeople()
	w.trainer.Walk("/items", "/assessments", "/scoring") // with nothing there yet
	w.withAssessment()
	administration, attempts := w.administer(assessments.Post)
	w.sit(0, attempts[0], "La saludo.")
	pages := w.trainer.Walk("/items", "/assessments", "/scoring", "/administrations/"+administration.ID)
	for _, path := range []string{"/items/new?kind=vignette", "/items/import", "/rubrics/new", "/competencies/new", "/assessments/" + w.assessment.ID} {
		if pages[path] == nil {
			t.Errorf("no link leads to %s", path)
		}
	}
	w.site.As(webtest.Who{Role: access.Manager, InstitutionID: w.centre.ID}).Walk("/assessments", "/competencies", "/administrations/"+administration.ID)
	w.site.As(webtest.Who{Role: access.Evaluator}).Walk("/competencies")
	w.officials[0].Walk("/attempts/"+attempts[0], "/attempts/"+attempts[0]+"/result")
	w.begin(w.officials[1], attempts[1])
	pages = w.officials[1].Walk("/attempts/" + attempts[1])
	if pages["/attempts/"+attempts[1]+"/questions/1"] == nil {
		t.Error("an attempt under way does not lead back to its questions")
	}
}
