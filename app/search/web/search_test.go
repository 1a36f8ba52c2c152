package web_test

import (
	"encoding/json"
	"strings"
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/people"
	searchweb "relevo/app/search/web"
	"relevo/app/web/webtest"
	"relevo/courses"
)

func TestSearchFindsWhatTheReaderMaySee(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		staff, training := people.NewService(d), courses.NewService(d, nil)
		site := webtest.New(t, d, (&searchweb.Handlers{People: staff, Courses: training}).Routes())
		centre := func(code, name string) people.Institution {
			i, err := staff.CreateInstitution(t.Context(), access.System(), people.InstitutionInput{Code: code, Name: name, Kind: people.CareCentre, Sector: "public"})
			if err != nil {
				t.Fatal(err)
			}
			return i
		}
		ceiba, lupuna := centre("CAR-1", "CAR La Ceiba"), centre("CAR-2", "CAR La Lupuna")
		for at, name := range map[string]string{ceiba.ID: "Ceibal", lupuna.ID: "Lupuna"} {
			_, err := staff.AddPerson(t.Context(), access.System(), people.PersonInput{DocumentType: "none", FirstSurname: name, GivenNames: "La Ñusta"},
				people.PostingInput{InstitutionID: at, Cadre: people.Cadres()[0], StartsOn: db.NewDate(2026, 1, 1), End: people.StillInPost})
			if err != nil {
				t.Fatal(err)
			}
		}
		if _, err := training.CreateCourse(t.Context(), access.System(), courses.NewCourse{Code: "CEIBA-1", Details: courses.Details{Title: "La primera hora", Language: "es"}}); err != nil {
			t.Fatal(err)
		}

		manager := site.As(webtest.Who{Role: access.Manager, InstitutionID: lupuna.ID})
		page := manager.Get("/search?q=la").Want(200, "main", "CAR La Lupuna").Want(200, "main", "Lupuna, La Ñusta")
		if text := page.Text("main"); strings.Contains(text, "CAR La Ceiba") || strings.Contains(text, "Ceibal") {
			t.Errorf("a manager finds another's: %s", text)
		}
		if page.Statements > 12 {
			t.Errorf("%d statements", page.Statements)
		}
		manager.Get("/search?q=lupuna").Want(200, "a[href='/institutions/"+lupuna.ID+"']", "CAR La Lupuna")
		manager.Get("/search?q=zzz").Want(200, ".empty", "No encontramos nada")
		manager.Get("/search").Want(200, "h1", "Buscar")

		// An evaluator knows institutions by their figures and nobody by name.
		evaluator := site.As(webtest.Who{Role: access.Evaluator})
		page = evaluator.Get("/search?q=la").Want(200, "a[href='/figures/"+ceiba.ID+"']", "CAR La Ceiba")
		if strings.Contains(page.Text("main"), "Ñusta") {
			t.Error("an evaluator finds a person")
		}

		// A trainer finds the draft of a course, an official only what is published.
		site.As(webtest.Who{Role: access.Trainer}).Get("/search?q=primera hora").Want(200, ".found", "La primera hora")
		page = site.As(webtest.Who{Role: access.Official}).Get("/search?q=ceiba")
		if strings.Contains(page.Text("main"), "La primera hora") || strings.Contains(page.Text("main"), "CAR") {
			t.Errorf("an official finds %s", page.Text("main"))
		}

		// The palette gets the same.
		answer := manager.GetWith("/search?q=lupuna", "Accept", "application/json").WantStatus(200)
		var list []searchweb.Result
		if err := json.Unmarshal(answer.Body, &list); err != nil || len(list) != 2 || list[0].Kind != "Personas" {
			t.Errorf("%v %s", err, answer.Body)
		}
		if list[0].Note != "CAR La Lupuna" {
			t.Errorf("the person works at %q", list[0].Note)
		}
	})
}
