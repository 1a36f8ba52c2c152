package web_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"relevo/app/access"
	"relevo/app/analytics/analyticstest"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/measure"
	"relevo/app/web/webtest"
	"relevo/assessments"
)

// learners are people of a centre who took a run of the course, every fifth of whom did not answer afterwards.
func learners(w *analyticstest.World, n int) *analyticstest.Cohort {
	c := w.Cohort(w.Day("2025-09-01"), w.Day("2025-09-30"), 1)
	for i := range n {
		name, at := fmt.Sprintf("alumna%02d", i), w.Ceiba
		if i%2 == 1 {
			at = w.Lupuna
		}
		w.Hire(name, at, w.Day("2025-01-01"))
		w.Enrol(c, w.Day("2025-09-01"), name)
		w.Sit(c, name, assessments.Pre, 0, w.Day("2025-09-02"), float64(30+i%7*5))
		if i%5 == 4 {
			w.Await(c, name, assessments.Post, 0, w.Day("2025-09-30"), "")
			continue
		}
		w.Sit(c, name, assessments.Post, 0, w.Day("2025-09-29"), float64(45+i%9*5))
		w.Finish(c, name, w.Day("2025-09-29"))
	}
	return c
}

func TestThePageOfLearning(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, site := open(t, d)
		cohort := learners(w, 30)
		manager := site.As(webtest.Who{Role: access.Manager})
		path := "/figures/" + w.Network.ID + "/learning"
		manager.Get("/figures/"+w.Network.ID).Want(200, `a[href^="`+path+`"]`, "Ver cuánto se aprendió")
		page := manager.Get(path)
		page.Want(200, "h1", "Aprendizaje: Red Amazonía").Want(200, ".headline", "Personas que comenzaron: 30. Con evaluación antes y después: 24.")
		page.Want(200, "svg", "En su puesto, sin responder: 6").Want(200, "main", "equiparados entre formas").Want(200, "table", "CAR La Lupuna").Want(200, "main", "No es una clasificación")
		if page.Statements > 14 {
			t.Errorf("%d statements", page.Statements)
		}
		manager.Submit(page, "main form", "competency", "asking", "offering", cohort.ID, "cadre", "car_mentor", "low", "true").Want(200, "main", "Regresión a la media").Want(200, "option[selected]", "COHORTE")
		manager.Get(path + "?offering=nowhere").WantStatus(404)
		manager.Get(path+"?region=99").Want(422, "main", "En esa región nadie comenzó")
		// What is downloaded gives the page's figures in `relevo measure`.
		var input struct {
			Pre, Post []float64
			Max       float64
		}
		if err := json.Unmarshal(manager.Get(path+"/paired?comparison=0").WantStatus(200).Body, &input); err != nil || len(input.Pre) != 24 || input.Max != 100 {
			t.Fatalf("%+v, %v", input, err)
		}
		change := measure.Paired(input.Pre, input.Post, input.Max).MeanChange.Float()
		page.Want(200, "main", fmt.Sprintf("+%.1f", math.Round(change*10)/10))
		if got := string(manager.Get(path + "/mcnemar?comparison=0").WantStatus(200).Body); !strings.Contains(got, `"n":24`) {
			t.Errorf("mcnemar %s", got)
		}
		manager.Get(path + "/paired?comparison=7").WantStatus(404)
		manager.Get(path + "/pdf").WantStatus(404)
		rows, err := csv.NewReader(bytes.NewReader(manager.Get(path + "/csv?table=centres").WantStatus(200).Body)).ReadAll()
		if err != nil || len(rows) != 3 || rows[1][0] != "CAR La Ceiba" || rows[2][2] != "12" {
			t.Errorf("centres %q, %v", rows, err)
		}
		book, err := excelize.OpenReader(bytes.NewReader(manager.Get(path + "/xlsx").WantStatus(200).Body))
		if err != nil || strings.Join(book.GetSheetList(), " ") != "flow means changes centres" {
			t.Errorf("%v", err)
		}
		// Who sees no names gets no scores one by one, and no few people.
		evaluator := site.As(webtest.Who{Role: access.Evaluator})
		evaluator.Get("/figures/all/learning").Want(200, ".headline", "Personas que comenzaron: 30")
		evaluator.Get(path + "/paired?comparison=0").WantStatus(404)
		evaluator.Get("/figures/"+w.Ceiba.ID+"/learning?cadre=car_mentor").Want(200, "main", "los filtros se usan de a uno")
		own := evaluator.Get("/figures/" + w.Lupuna.ID + "/learning")
		own.Want(200, "main", "Se ocultan los grupos pequeños")
		if strings.Contains(own.Text("svg"), "sin responder: 3") {
			t.Error("three people are shown")
		}
		site.As(webtest.Who{Role: access.Manager, InstitutionID: w.Apart.ID}).Get(path).WantStatus(404)
		site.As(webtest.Who{Role: access.Manager, InstitutionID: w.Apart.ID}).Get("/figures/"+w.Apart.ID+"/learning").Want(200, "main", "Nadie comenzó un curso")
		speak(t, d, manager, "en")
		manager.Get(path).Want(200, "h1", "Learning: Red Amazonía").Want(200, "main", "This is no ranking")
	})
}
