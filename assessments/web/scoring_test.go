package web_test

import (
	"strings"
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/web/webtest"
	"relevo/assessments"
)

const rateForm = "form[action^='/scoring/']:has(fieldset)"

// Trainers see what was written and nothing that tells who wrote it.
func TestScoringIsBlind(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withPeople().withAssessment()
		administration, attempts := w.administer(assessments.Post)
		w.sit(0, attempts[0], "La saludo y le ofrezco té <b>.")
		queue := w.trainer.Get("/scoring").Want(200, ".card", "Mayra")
		task := w.trainer.Submit(queue, "form[action='/scoring/next']").Want(200, ".workbench", "La saludo y le ofrezco té <b>.").Want(200, "fieldset", "Saluda y pregunta")
		for _, secret := range []string{"Rosaura", "Huaman", w.people[0].ID, "Casa Amanecer", w.centre.ID, "CAR-1", "Edición de mayo", administration.ID, attempts[0],
			"Después", "post", "2026", "09:00", "Loreto", w.people[0].DocumentType + `"`} {
			for _, page := range []*webtest.Page{queue, task} {
				html, err := page.Doc().Find("main").Html()
				if err != nil {
					t.Fatal(err)
				}
				if strings.Contains(strings.ReplaceAll(html, `method="post"`, ""), secret) || strings.Contains(page.Path, secret) {
					t.Errorf("%s tells %q", page.Path, secret)
				}
			}
		}
		w.officials[0].Get("/scoring").WantStatus(403)
		w.officials[0].Get(task.Path).WantStatus(403)
	})
}

func TestTrainerScoresGoesOnAndUndoes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withPeople().withAssessment()
		w.trainer.Get("/scoring").Want(200, ".empty", "No hay respuestas")
		_, attempts := w.administer(assessments.Post)
		for i, attempt := range attempts {
			w.sit(i, attempt, "Respuesta "+string(rune('1'+i)))
		}
		first := w.trainer.Submit(w.trainer.Get("/scoring"), "form[action='/scoring/next']").Want(200, rateForm, "2 por calificar")
		page := w.trainer.Submit(first, rateForm, "points_calm", "2", "comment", "Con calma").Want(422, "form .alert", "Elija un nivel")
		if page.Count("input[checked][value='2'][name=points_calm]") != 1 || !strings.Contains(page.Text("textarea"), "Con calma") {
			t.Error("what was chosen is gone")
		}
		other := w.site.As(webtest.Who{Role: access.Trainer})
		other.Get(first.Path).Want(200, "h1", "Calificar").Want(200, ".alert", "Otra persona ya tiene esa respuesta")
		second := w.trainer.Submit(page, rateForm, "points_asking", "2").Want(200, rateForm, "1 por calificar")
		if second.Path == first.Path {
			t.Error("the same response comes again")
		}
		skipped := w.trainer.Submit(second, "form[action='/scoring/next']").Want(200, ".alert", "la única")
		back := w.trainer.Submit(skipped, "form[action='/scoring/undo']")
		if back.Path != first.Path {
			t.Errorf("undoing leads to %s, want %s", back.Path, first.Path)
		}
		w.trainer.Submit(back, rateForm, "points_calm", "0", "points_asking", "0")
		w.trainer.Submit(w.trainer.Get(second.Path), rateForm, "points_calm", "2", "points_asking", "2").Want(200, ".alert", "No queda nada por calificar")
		w.trainer.Get(second.Path).Want(200, ".alert", "Usted ya calificó").Want(200, "h1", "Calificar una respuesta")
	})
}

func TestWhoSitsAnAssessment(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withPeople().withAssessment()
		administration, attempts := w.administer(assessments.Pre)
		w.sit(0, attempts[0], "Texto")
		at := "/administrations/" + administration.ID
		manager := w.site.As(webtest.Who{Role: access.Manager, InstitutionID: w.centre.ID})
		page := manager.Get(at).Want(200, ".progress", "1 de 2").Want(200, "tbody", "Huamaní, Rosaura").Want(200, "tbody", "Sin comenzar").Want(200, "h1", "Edición de mayo")
		if page.Count("form[action$='/close-leavers']") != 0 {
			t.Error("a manager of one centre is offered to close attempts everywhere")
		}
		manager.Get(at+"?state=not_started").Want(200, "tbody", "Tangoa")
		if text := manager.Get(at + "?state=not_started").Text("tbody"); strings.Contains(text, "Huamaní") {
			t.Errorf("the filter lets through %q", text)
		}
		w.trainer.Submit(w.trainer.Get(at), "form[action$='/close-leavers']").Want(200, ".alert", "Se cerraron 0 evaluaciones")
		w.officials[0].Get(at).WantStatus(403)
	})
}
