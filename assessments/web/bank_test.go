package web_test

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/web/webtest"
	assessmentsweb "relevo/assessments/web"
)

// withBad has a question that can be taken, one without competency and one that is broken.
// Its first line is empty, as a text editor counts them.
const withBad = `
// id: good-1  competency: reception
::Buena::¿Qué ayuda?{=Escuchar ~Apurar}

::Sin etiqueta::¿Cuántas?{#3}

::Rota::¿Y esta?{=uno ~dos
`

func TestTrainerBringsInAFile(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.trainer.Get("/items").Want(200, ".empty", "El banco está vacío")
		form := w.trainer.Get("/items/import").Want(200, "h1", "Traer preguntas")
		w.trainer.Submit(form, "form[action='/items/import']", "text", "").Want(422, "form", "Elija un archivo o pegue")
		w.trainer.Submit(form, "form[action='/items/import']", "text", "// nada").Want(422, "form", "ninguna pregunta")

		preview := w.trainer.Upload(form, "form[action='/items/import']", "file", "mezcla.gift", []byte(withBad)).Want(200, "h1", "Revisar antes de traer")
		preview.Want(200, ".entries", "Línea 7: ").Want(200, ".entries", "Falta una llave").Want(200, ".alert", "1 pregunta no se puede traer")
		w.trainer.Get("/items").Want(200, ".empty", "El banco está vacío") // looking stores nothing
		unchosen := w.trainer.Submit(preview, "form[action='/items/import']", "do", "confirm").Want(422, "form .alert", "Elija la competencia")
		done := w.trainer.Submit(unchosen, "form[action='/items/import']", "do", "confirm", "competency_5", "reception").Want(200, ".alert", "Se trajeron 2 preguntas")
		if !strings.HasPrefix(done.Path, "/items/imports/") {
			t.Fatalf("confirming leads to %s", done.Path)
		}
		done.Want(200, ".lead", "mezcla.gift").Want(200, ".entries", "No se trae")
		w.trainer.Get("/items").Want(200, "tbody", "good-1").Want(200, "tbody", "Acogida")
		w.trainer.Get("/items?kind=numeric").Want(200, ".muted", "1 pregunta")
		w.trainer.Get("/items?q=escuchar+nada").Want(200, ".empty", "Ninguna pregunta coincide")

		page := w.trainer.Upload(form, "form[action='/items/import']", "file", "mezcla.gift", []byte(withBad), "competency", "reception")
		page.Want(200, ".entries", "Ya está igual en el banco")
	})
}

func TestContentOfRealCoursesIsPreviewedWithoutLoss(t *testing.T) {
	d := dbtest.SQLite(t)
	w := newWorld(t, d)
	data, err := os.ReadFile("../../app/demo/content/defensoria/items.gift")
	if err != nil {
		t.Fatal(err)
	}
	form := w.trainer.Get("/items/import")
	page := w.trainer.Upload(form, "form[action='/items/import']", "file", "items.gift", data, "competency", "reception").Want(200, ".entries", "defensoria-01")
	if page.Count(".entry") != bytes.Count(data, []byte("\n::")) {
		t.Errorf("%d entries for %d questions", page.Count(".entry"), bytes.Count(data, []byte("\n::")))
	}
}

func TestTrainerWritesAndRevisesQuestions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		const create = "form[action='/items']"
		w.trainer.Get("/items/new").Want(200, "main", "Verdadero o falso").Want(200, "main", "Viñeta")
		form := w.trainer.Get("/items/new?kind=single")
		page := w.trainer.Submit(form, create, "stem", "¿Qué dice?", "option_0_text", "Aquí está segura", "option_0_fraction", "100",
			"option_2_text", "Descanse <b>", "option_2_fraction", "mucho").Want(422, "form .alert", "Escriba un número")
		if page.Doc().Find("[name=option_1_text]").AttrOr("value", "") != "Descanse <b>" || page.Doc().Find("[name=option_1_fraction]").AttrOr("value", "") != "mucho" {
			t.Error("what was typed is gone")
		}
		page = w.trainer.Submit(page, create, "option_1_fraction", "50", "do", "rows").Want(200, "h1", "Nueva pregunta")
		if page.Count(".answer-row") < 5 {
			t.Errorf("%d rows after asking for more", page.Count(".answer-row"))
		}
		page = w.trainer.Submit(page, create).Want(422, "form", "Complete este campo")
		page = w.trainer.Submit(page, create, "competency", "reception", "code", "hello-1").Want(200, "h1", "hello-1")
		page.Want(200, ".question", "Aquí está segura").Want(200, ".question", "Descanse <b>").Want(200, "table", "50")
		path := page.Path

		edit := w.trainer.Get(path+"/edit").Want(200, "h1", "Editar hello-1")
		page = w.trainer.Submit(edit, "form[action='"+path+"']", "stem", "¿Qué le dice?").Want(200, ".alert", "versión 2").Want(200, ".question", "¿Qué le dice?").Want(200, "main", "Versiones anteriores")
		w.trainer.Submit(w.trainer.Get(path+"/edit"), "form[action='"+path+"']").Want(200, ".alert", "versión 2") // nothing different
		page = w.trainer.Submit(page, "form[action$='/archive']").Want(200, ".alert", "Archivada")
		w.trainer.Get("/items").Want(200, ".empty", "vacío")
		w.trainer.Submit(page, "form[action$='/archive']", "archived", "false").Want(200, ".alert", "vuelve a ofrecerse")
		w.trainer.Get("/items?q=dice").Want(200, "tbody", "hello-1")
	})
}

func TestEveryKindOfQuestionCanBeWrittenAndIsKeptWhenEdited(t *testing.T) {
	d := dbtest.SQLite(t)
	w := newWorld(t, d)
	for kind, fields := range map[string][]string{
		"multiple":     {"option_0_text", "Agua", "option_0_fraction", "33.33333", "option_1_text", "Abrigo", "option_1_fraction", "33.33333", "option_2_text", "Silencio", "option_2_fraction", "33.33334", "option_3_text", "Prisa", "option_3_fraction", "-50"},
		"true_false":   {"right", "false"},
		"numeric":      {"number_0_low", "1,200", "number_0_fraction", "100", "number_1_low", "2,5", "number_1_high", "3.5", "number_1_fraction", "50", "number_1_feedback", "Casi"},
		"short_answer": {"pattern_0_text", "consentimiento*", "pattern_0_fraction", "100"},
		"matching":     {"pair_0_left", "Niñas", "pair_0_right", "UPE", "pair_1_left", "A toda hora", "pair_1_right", "Línea 100", "pair_2_right", "Nadie"},
		"vignette":     {"ratings", "2"},
		"ordering":     {"option_0_text", "Saludar", "option_1_text", "Preguntar", "option_2_text", "Anotar"},
		"situational":  {"option_0_text", "Avisar", "option_0_fraction", "100", "option_1_text", "Colgar", "option_1_fraction", "-50", "option_2_text", "Decir que está", "option_2_fraction", "-100"},
		"cloze":        {"stem", "¿Cuál? La {1:MULTICHOICE:=Línea 100~113}, {1:NUMERICAL:=24:0} horas."},
	} {
		t.Run(kind, func(t *testing.T) {
			page := w.trainer.Get("/items/new?kind=" + kind)
			page = w.trainer.Submit(page, "form[action='/items']", append([]string{"stem", "¿Cuál?", "competency", "reception", "code", strings.ReplaceAll(kind, "_", "-") + "-1"}, fields...)...)
			page.Want(200, ".question", "¿Cuál?").Want(200, ".alert", "versión 1")
			edit := w.trainer.Get(page.Path + "/edit")
			w.trainer.Submit(edit, "form[action='"+page.Path+"']").Want(200, ".alert", "versión 1") // as it was
			changed := strings.Replace(edit.Doc().Find("[name=stem]").Text(), "¿Cuál?", "¿Cuál es?", 1)
			w.trainer.Submit(edit, "form[action='"+page.Path+"']", "stem", strings.TrimSpace(changed)).Want(200, ".alert", "versión 2").Want(200, ".question", "¿Cuál es?")
		})
	}
}

func TestTrainerMakesARubricWithItsNextVersion(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.trainer.Get("/rubrics").Want(200, ".empty", "Todavía no hay rúbricas")
		const form = "form[action='/rubrics']"
		page := w.trainer.Get("/rubrics/new")
		page = w.trainer.Submit(page, form, "title", "Primera hora", "code", "Primera Hora").Want(422, "form", "al menos un criterio").Want(422, "form", "Use minúsculas")
		page = w.trainer.Submit(page, form, "code", "primera-hora", "criterion_0_name", "Calma al llegar", "criterion_0_level_0_descriptor", "Apura",
			"criterion_0_level_2_descriptor", "Escucha", "do", "criterion").Want(200, "form", "Criterio 2")
		page = w.trainer.Submit(page, form, "criterion_1_name", "Preguntar", "criterion_1_level_0_descriptor", "No pregunta").Want(422, "form", "al menos 2 niveles")
		page = w.trainer.Submit(page, form, "criterion_1_level_1_descriptor", "Pide permiso").Want(200, "h1", "Primera hora").Want(200, ".criterion", "Escucha").Want(200, ".criterion", "Pide permiso")
		next := w.trainer.Get(page.Doc().Find("a[href^='/rubrics/new']").AttrOr("href", ""))
		w.trainer.Submit(next, form, "criterion_0_level_1_descriptor", "Escucha y espera").Want(200, ".alert", "versión 2").Want(200, ".criterion", "Escucha y espera").Want(200, ".criterion", "Pide permiso")
		w.trainer.Get("/rubrics").Want(200, "tbody", "primera-hora")
	})
}

func TestTrainerPutsTwoFormsTogether(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withPeople().withAssessment()
		w.trainer.Get("/competencies").Want(200, ".card", "Saluda y escucha")
		page := w.trainer.Get("/assessments/new")
		page = w.trainer.Submit(page, "form[action='/assessments']", "title", "Otra", "code", "otra", "cut_score", "140").Want(422, "form", "de 0 a 100")
		page = w.trainer.Submit(page, "form[action='/assessments']", "cut_score", "70").Want(200, "h1", "Otra").Want(200, ".alert", "no tiene preguntas")
		at := page.Path
		add := func(page *webtest.Page, label, code, points string) *webtest.Page {
			t.Helper()
			form := "form[action='" + at + "/forms/" + label + "']"
			version := ""
			for _, o := range page.Doc().Find(form + " [name=add]").EachIter() {
				if strings.HasPrefix(strings.TrimSpace(o.Closest("label").Text()), code) {
					version = o.AttrOr("value", "")
				}
			}
			return w.trainer.Submit(page, form, "add", version, "add_points", points)
		}
		page = add(page, "A", "first-word", "0").Want(422, "#form-A-add_points-error", "mayor que 0").Want(422, ".alert a[href='#form-A']", "Ver qué corregir")
		page = add(page, "A", "first-word", "2").Want(200, "#form-A", "2 puntos en total")
		page = add(page, "B", "hours", "1").Want(200, "main", "vale 2 puntos en la forma A y 1 en la B")
		page = add(page, "A", "hours", "1").Want(200, "#form-A", "2 preguntas")
		formA := "form[action='" + at + "/forms/A']"
		page = w.trainer.Submit(page, formA, "position", "2", "position", "1").Want(200, "#form-A .place:first-child", "hours")
		remove := page.Doc().Find("#form-A .place:first-child [name=version]").AttrOr("value", "")
		w.trainer.Submit(page, formA, "remove", remove).Want(200, "#form-A", "1 pregunta")
		w.trainer.Submit(w.trainer.Get(at), "form[action='"+at+"']", "cut_score", "65", "instructions", "Con calma").Want(200, ".facts", "65 de 100").Want(200, ".facts", "Con calma")

		w.administer("pre")
		frozen := w.trainer.Get("/assessments/"+w.assessment.ID).Want(200, ".facts", "ya se asignó").Want(200, "tbody", "Edición de mayo")
		if frozen.Count("form[action*='/forms/']") != 0 {
			t.Error("frozen forms can be changed")
		}
		w.officials[0].Get("/assessments").WantStatus(403)
		w.trainer.Get("/assessments").Want(200, "tbody", "Acompañar en el CAR").Want(200, "tbody", "3 preguntas")
	})
}

func TestTrainerAddsACompetency(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	page := w.trainer.Get("/competencies/new")
	page = w.trainer.Submit(page, "form[action='/competencies']", "name", "Derivación", "code", "referral", "levels", "Da una dirección").Want(422, "form", "al menos 2 niveles")
	w.trainer.Submit(page, "form[action='/competencies']", "levels", "Da una dirección\n\nConfirma que llegó").Want(200, "main", "Confirma que llegó")
}

func TestSamplesRender(t *testing.T) {
	webtest.CheckSamples(t, assessmentsweb.Samples, (&assessmentsweb.Handlers{}).Routes(), "alert(1)</script>", "Inés <b>", "mucho <b>", "::</textarea>")
}
