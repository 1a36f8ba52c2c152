package web_test

import (
	"bytes"
	"strings"
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/i18n"
	"relevo/assessments"
)

const importForm = "form[action='/items/import']"

// The template is downloaded, filled in, looked at and brought in; a workbook goes
// through the preview and back as it is.
func TestTrainerFillsInTheTable(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		form := w.trainer.Get("/items/import").Want(200, "main", "Plantilla de Excel")
		for _, kind := range []string{"xlsx", "csv"} {
			table := w.trainer.Get("/items/template/" + kind)
			if table.Status != 200 || !strings.Contains(table.Header.Get("Content-Disposition"), "preguntas."+kind) {
				t.Fatalf("%s: %d, %v", kind, table.Status, table.Header)
			}
			preview := w.trainer.Upload(form, importForm, "file", "mias."+kind, table.Body, "competency", "reception").
				Want(200, "h1", "Revisar antes de traer").Want(200, ".facts", "Tabla (CSV o Excel)").Want(200, ".entries", "Los pasos")
			w.trainer.Submit(preview, importForm, "do", "confirm").Want(200, ".alert", "Se trajeron 10 preguntas")
		}
		w.trainer.Get("/items/template/docx").WantStatus(404)
		w.trainer.Get("/items").Want(200, ".muted", "10 preguntas").Want(200, "tbody", "____") // where a blank is
	})
}

func TestAFileThatIsBrokenIsNamed(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	form := w.trainer.Get("/items/import")
	page := w.trainer.Upload(form, importForm, "file", "roto.xml", []byte("<quiz>\n<question>")).Want(200, ".entries", "Línea 2: roto.xml").Want(200, ".entries", "dañado")
	if page.Count("button[value=confirm]") != 0 {
		t.Error("a broken file can be confirmed")
	}
	w.trainer.Upload(form, importForm, "file", "x.txt", []byte("¿Q?{T}"), "format", "aiken").Want(200, ".entries", "ANSWER")
	w.trainer.Upload(form, importForm, "file", "x.txt", []byte("¿Q?{T}"), "format", "docx").Want(422, "form", "Elija un formato")
}

func TestTrainerTakesTheBankElsewhere(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withPeople()
		form := w.trainer.Get("/items/import")
		table := w.trainer.Get("/items/template/csv").Body
		w.trainer.Submit(w.trainer.Upload(form, importForm, "file", "mias.csv", table, "competency", "reception"), importForm, "do", "confirm")
		w.trainer.Get("/items").Want(200, "main a[href^='/items/export/gift']", "GIFT").Want(200, "main a[href^='/items/export/moodle-xml']", "XML")
		gift := w.trainer.Get("/items/export/gift")
		if gift.Status != 200 || !strings.Contains(string(gift.Body), "// id: ejemplo-1  competency: reception") || !strings.Contains(string(gift.Body), "// ejemplo-5 - Este formato no tiene") {
			t.Errorf("%d\n%s", gift.Status, gift.Body)
		}
		for name, file := range map[string][]byte{"b.gift": gift.Body, "b.xml": w.trainer.Get("/items/export/moodle-xml").Body} {
			preview := w.trainer.Upload(form, importForm, "file", name, file).Want(200, ".entries", "Ya está igual en el banco")
			if text := preview.Text(".entries"); strings.Contains(text, "Versión nueva") || strings.Contains(text, "Pregunta nueva") {
				t.Errorf("%s: %s", name, text)
			}
		}
		if one := string(w.trainer.Get("/items/export/moodle-xml?kind=ordering").Body); strings.Count(one, "<question ") != 1 {
			t.Errorf("filtered: %s", one)
		}
		w.trainer.Get("/items/export/docx").WantStatus(404)
		w.officials[0].Get("/items/export/gift").WantStatus(403)
	})
}

// Without JavaScript: order, a situation and a text with blanks.
func TestOfficialAnswersTheOtherKinds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withPeople()
		const table = "id;tipo;competencia;pregunta;respuesta_1;valor_1;respuesta_2;valor_2;respuesta_3;valor_3\n" +
			"a;ordenar;reception;Ponga en orden;Saludar;;Preguntar;;Anotar;\n" +
			"b;situación;reception;Llaman por ella;Avisar;100;Colgar;0;Decir que está;-100\n" +
			"c;huecos;reception;\"La {1:MC:=Línea 100~113}, {1:NM:=24:0} horas, ley {1:SA:=28950}.\";;;;;;\n"
		report, err := w.service.ImportItems(t.Context(), access.System(), "csv", "q.csv", []byte(table), assessments.ImportOptions{Confirm: true})
		w.must(err)
		var places []assessments.FormItemInput
		for _, e := range report.Entries {
			places = append(places, assessments.FormItemInput{ItemVersionID: e.ItemVersionID, Points: 1, Anchor: true})
		}
		w.assessment, err = w.service.CreateAssessment(t.Context(), access.System(), assessments.AssessmentInput{Code: "car", Title: i18n.Says("Acompañar en el CAR"), CutScore: 60})
		w.must(err)
		for _, label := range assessments.Labels() {
			w.must(w.service.SetForm(t.Context(), access.System(), w.assessment.ID, label, places))
		}
		_, attempts := w.administer(assessments.Post)
		rosa, at := w.officials[0], "/attempts/"+attempts[0]

		page := w.begin(rosa, attempts[0])
		pairs := []string{}
		for _, pair := range page.Doc().Find(".pair").EachIter() {
			place := map[string]string{"Saludar": "1", "Preguntar": "2", "Anotar": "3"}[strings.TrimSpace(pair.Find("label").Text())]
			pairs = append(pairs, pair.Find("select").AttrOr("name", ""), place)
		}
		page = rosa.Submit(page, answerForm, pairs...).Want(200, "h1", "Pregunta 2 de 3")
		if kept := rosa.Get(at + "/questions/1"); kept.Doc().Find("option[selected]").Length() != 3 {
			t.Error("the order is not kept")
		}
		chosen := func(name, text string) string {
			for _, o := range page.Doc().Find("[name=" + name + "] option").EachIter() {
				if o.Text() == text {
					return o.AttrOr("value", "")
				}
			}
			t.Fatalf("%s does not offer %q", name, text)
			return ""
		}
		same := chosen("match_best", "Avisar")
		rosa.Submit(page, answerForm, "match_best", same, "match_worst", same).Want(422, ".field-error", "no pueden ser lo mismo")
		page = rosa.Submit(page, answerForm, "match_best", same, "match_worst", chosen("match_worst", "Decir que está")).Want(200, "h1", "Pregunta 3 de 3")
		page.Want(200, ".question", "La (1) ______, (2) ______ horas")
		if page.Count("form[data-attempt]") != 1 {
			t.Error("what is written into the blanks is not saved while it is written")
		}
		line := chosen("match_1", "Línea 100")
		wrong := rosa.Submit(page, answerForm, "match_1", line, "match_2", "un día", "match_3", "28950").Want(422, ".field-error", "número")
		rosa.Submit(wrong, answerForm, "match_2", "24").Want(200, "h1", "Resumen").Want(200, ".progress", "3 de 3")
		rosa.Submit(rosa.Get(at+"/review"), "form[action$='/submit']").Want(200, "h1", "Constancia")
		w.must(w.jobs.Drain(t.Context()))
		rosa.Get(at+"/result").Want(200, "main", "100 de 100")
	})
}

func TestPicturesOfQuestionsAreShown(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t)).withPeople()
	const dot = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABpfZFQAAAAABJRU5ErkJggg=="
	file := `<quiz><question type="essay"><name><text>Foto</text></name><questiontext format="html"><text>&lt;img src="@@PLUGINFILE@@/f.png" alt="Una foto"&gt; ¿Qué ve?</text><file name="f.png" encoding="base64">` + dot + `</file></questiontext></question></quiz>`
	preview := w.trainer.Upload(w.trainer.Get("/items/import"), importForm, "file", "f.xml", []byte(file), "competency", "reception")
	done := w.trainer.Submit(preview, importForm, "do", "confirm").Want(200, ".alert", "Se trajo 1 pregunta")
	item := w.trainer.Get(done.Doc().Find(".entries a").AttrOr("href", ""))
	picture := item.Doc().Find(".question img")
	if picture.AttrOr("alt", "") != "Una foto" {
		t.Fatalf("%s", item.Text(".question"))
	}
	shown := w.trainer.Get(picture.AttrOr("src", ""))
	if shown.Status != 200 || shown.Header.Get("Content-Type") != "image/png" || !bytes.HasPrefix(shown.Body, []byte("\x89PNG")) || !strings.HasPrefix(shown.Header.Get("Cache-Control"), "private") {
		t.Errorf("%d %v", shown.Status, shown.Header)
	}
	w.officials[0].Get(picture.AttrOr("src", "")).WantStatus(404)
	// Edited, it keeps its picture.
	edit := w.trainer.Get(item.Path + "/edit")
	stem := strings.Replace(edit.Doc().Find("[name=stem]").Text(), "ve?", "mira?", 1)
	w.trainer.Submit(edit, "form[action='"+item.Path+"']", "stem", stem).Want(200, ".question", "mira").Want(200, ".question img", "")
}
