package web_test

import (
	"strings"
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/people"
	"relevo/app/people/roster"
	"relevo/app/web/webtest"
)

// Whoever runs the centre sees what files brought in and where from; an administrator,
// who opens no figure down to its people, sees the trainings but no score.
func TestAPersonsPageSaysWhatFilesBroughtIn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		service := people.NewService(d)
		service.Past = func(tx *db.Tx, _ string) ([]people.PastFact, error) {
			source := people.Source{FileName: "antes.csv", On: tx.Now, By: "Inés"}
			return []people.PastFact{
				{On: tx.Today() - 900, Says: []roster.Message{{Key: "trainings.says", Pairs: []any{"title", "Taller de acogida", "day", tx.Today() - 900}}}, Source: source},
				{On: tx.Today() - 800, Score: true, Source: source, Says: []roster.Message{{Key: "past.says", Pairs: []any{"competency", "Acogida", "occasion", "assessments.occasion.pre", "day", tx.Today() - 800, "score", 55.0, "cut", 70.0, "assessment", "Prueba"}}}},
			}, nil
		}
		centre, err := service.CreateInstitution(t.Context(), access.System(), people.InstitutionInput{Code: "CAR-1", Name: "CAR La Ceiba", Kind: people.CareCentre, Sector: "public"})
		if err != nil {
			t.Fatal(err)
		}
		site := webtest.New(t, d, routes(service))
		manager := site.As(webtest.Who{Role: access.Manager, InstitutionID: centre.ID})
		page := manager.Upload(manager.Get("/institutions/"+centre.ID+"/roster"), "form[enctype]", "files", "2026-01-31.csv", []byte("CAR LA CEIBA\n"+header+"40000017;PRUEBA UNO, ANA;TUTORA;CAS;2025-01-10;\n"))
		manager.Submit(page, "form[action$='/confirm']")
		person, _ := manager.Get("/people").Doc().Find("tbody a[href^='/people/']").Attr("href")
		manager.Get(person).Want(200, "main", "Taller de acogida").Want(200, "main", "55 de 100").Want(200, "main", "Traído de antes.csv el")
		if text := site.As(webtest.Who{Role: access.Administrator}).Get(person).Want(200, "main", "Taller de acogida").Text("main"); strings.Contains(text, "55 de 100") {
			t.Error("an administrator is shown a person's score")
		}
	})
}
