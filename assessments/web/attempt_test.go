package web_test

import (
	"net/url"
	"strings"
	"testing"

	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/web/webtest"
	"relevo/assessments"
)

const answerForm = "form.answer-form"

// begin reads the first page, consents, and gives the first question.
func (w *world) begin(official *webtest.Visitor, attempt string) *webtest.Page {
	w.t.Helper()
	page := official.Get("/attempts/"+attempt).Want(200, "h1", "Acompañar en el CAR")
	return official.Submit(page, "form[action$='/start']", "consent", "true").Want(200, "h1", "Pregunta 1 de 3")
}

// option gives the value of the option that says the text.
func option(t *testing.T, page *webtest.Page, text string) string {
	t.Helper()
	for _, label := range page.Doc().Find("label.choice").EachIter() {
		if strings.Contains(label.Text(), text) {
			return label.Find("input").AttrOr("value", "")
		}
	}
	t.Fatalf("%s: no option says %q", page.Path, text)
	return ""
}

// Without JavaScript: start, answer, go away, come back on another device, and submit.
func TestOfficialAnswersGoesAwayComesBackAndSubmits(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withPeople().withAssessment()
		_, attempts := w.administer(assessments.Pre)
		rosa, at := w.officials[0], "/attempts/"+attempts[0]
		intro := rosa.Get(at).Want(200, "main", "3 preguntas").Want(200, ".card", "confidenciales").Want(200, "main", "12 minutos")
		rosa.Submit(intro, "form[action$='/start']").Want(422, "form", "Participar es voluntario")
		rosa.Get(at+"/questions/1").Want(200, "h1", "Acompañar en el CAR") // not before consent

		page := w.begin(rosa, attempts[0])
		if page.Header.Get("Cache-Control") != "no-store" {
			t.Error("a question may be kept by the browser of a shared computer")
		}
		page = rosa.Submit(page, answerForm, "option", option(t, page, "segura")).Want(200, "h1", "Pregunta 2 de 3")
		page = rosa.Submit(page, answerForm, "text", "mucho").Want(422, ".field-error", "número")
		if got := page.Doc().Find("#answer-text").AttrOr("value", ""); got != "mucho" {
			t.Errorf("what was typed is gone: %q", got)
		}
		page = rosa.Submit(page, answerForm, "text", "24").Want(200, "h1", "Pregunta 3 de 3")
		rosa.Submit(page, answerForm, "text", "La saludo.\nLe ofrezco té.", "go", "back").Want(200, "h1", "Pregunta 2 de 3")

		// Closed, and opened again: everything is there.
		rosa.Get(at).Want(200, "h1", "Resumen").Want(200, ".progress", "3 de 3")
		page = rosa.Get(at+"/questions/1").Want(200, "h1", "Pregunta 1 de 3")
		if page.Doc().Find("input[checked]").AttrOr("value", "") != option(t, page, "segura") {
			t.Error("the chosen option is not kept")
		}
		if got := rosa.Get(at + "/questions/3").Text("textarea"); got != "La saludo. Le ofrezco té." {
			t.Errorf("the text is not kept: %q", got)
		}
		rosa.Submit(rosa.Get(at+"/questions/3"), answerForm, "text", "").Want(200, "h1", "Resumen").Want(200, ".alert", "1 pregunta está sin responder")
		rosa.Submit(rosa.Get(at+"/questions/3"), answerForm, "text", "La saludo.")

		review := rosa.Get(at+"/review").Want(200, ".progress", "3 de 3")
		receipt := rosa.Submit(review, "form[action$='/submit']").Want(200, "h1", "Constancia de entrega")
		twice := rosa.Submit(review, "form[action$='/submit']").Want(200, "h1", "Constancia de entrega")
		if code := receipt.Text(".receipt-code"); len(code) < 10 || twice.Text(".receipt-code") != code {
			t.Errorf("pressed twice: receipts %q and %q", code, twice.Text(".receipt-code"))
		}
		if page := rosa.Get(at+"/questions/1").Want(200, "h1", "Constancia"); page.Path != at+"/receipt" {
			t.Errorf("after submission a question leads to %s", page.Path)
		}
		rosa.Get(at+"/result").Want(200, "h1", "Gracias").Want(200, "main", "No mostramos las respuestas correctas")
	})
}

func TestNobodyElseSeesAnAttempt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withPeople().withAssessment()
		_, attempts := w.administer(assessments.Pre)
		question := w.begin(w.officials[0], attempts[0])
		for _, path := range []string{"", "/questions/1", "/review", "/receipt", "/result"} {
			w.officials[1].Get("/attempts/" + attempts[0] + path).WantStatus(404)
		}
		own := w.begin(w.officials[1], attempts[1])
		token := url.Values{"_token": {own.Doc().Find("[name=_token]").First().AttrOr("value", "")}, "consent": {"true"}, "text": {"x"}}
		for _, path := range []string{"/start", "/questions/1", "/submit"} {
			w.officials[1].Post("/attempts/"+attempts[0]+path, token).WantStatus(404)
		}
		w.officials[1].PostJSON(own, "/attempts/"+attempts[0]+"/answers", answers(question, 1, "phone", "text", `"x"`)).WantStatus(404)
		w.trainer.Get("/attempts/" + attempts[0]).WantStatus(403)
		w.officials[0].Get("/attempts/" + attempts[0] + "/questions/4").WantStatus(404)
	})
}

// answers writes what the page's script sends.
func answers(question *webtest.Page, seq int, device, field, value string) string {
	item := question.Doc().Find(answerForm).AttrOr("data-item", "")
	return `{"answers":[{"item":"` + item + `","seq":` + string(rune('0'+seq)) + `,"device":"` + device + `","value":{"` + field + `":` + value + `}}]}`
}

func TestScriptSavesAndIsToldWhatIsStored(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withPeople().withAssessment()
		_, attempts := w.administer(assessments.Pre)
		rosa, at := w.officials[0], "/attempts/"+attempts[0]
		first := w.begin(rosa, attempts[0])
		right := `["` + option(t, first, "segura") + `"]`
		saved := rosa.PostJSON(first, at+"/answers", answers(first, 2, "phone", "options", right)).WantStatus(200)
		if !strings.Contains(string(saved.Body), "Guardado a las 09:00") {
			t.Errorf("the script is told %s", saved.Body)
		}
		// An older one arrives late and does not count; the page counts on from the newest.
		rosa.PostJSON(first, at+"/answers", answers(first, 1, "phone", "options", `["`+option(t, first, "todo")+`"]`)).WantStatus(200)
		page := rosa.Get(at + "/questions/1")
		if page.Doc().Find("input[checked]").AttrOr("value", "") != option(t, page, "segura") || page.Doc().Find(answerForm).AttrOr("data-seq", "") != "2" {
			t.Error("the older answer counts")
		}
		rosa.PostJSON(first, at+"/answers", answers(first, 3, "phone", "options", `["nothing"]`)).WantStatus(422)
		rosa.PostJSON(first, at+"/answers", `{"answers":[]}`).WantStatus(422)
		rosa.PostJSON(first, at+"/answers", `{`).WantStatus(422)

		// The plain form, filled in by the script with the next number, counts over what is under way.
		rosa.Submit(page, answerForm, "option", option(t, page, "todo"), "seq", "4", "device", "phone").Want(200, "h1", "Pregunta 2")
		rosa.PostJSON(first, at+"/answers", answers(first, 3, "phone", "options", right)).WantStatus(200)
		page = rosa.Get(at + "/questions/1")
		if page.Doc().Find("input[checked]").AttrOr("value", "") != option(t, page, "todo") {
			t.Error("what was typed last does not count")
		}
		rosa.Submit(rosa.Get(at+"/review"), "form[action$='/submit']")
		late := rosa.PostJSON(first, at+"/answers", answers(first, 5, "phone", "options", right)).WantStatus(200)
		if !strings.Contains(string(late.Body), `"aside":true`) || !strings.Contains(string(late.Body), "quedó aparte") {
			t.Errorf("after submission the script is told %s", late.Body)
		}
	})
}

func TestResultIsToldInWordsOnceScored(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withPeople().withAssessment()
		_, attempts := w.administer(assessments.Post)
		w.sit(0, attempts[0], "La saludo y le pregunto.")
		at := "/attempts/" + attempts[0]
		w.officials[0].Get(at+"/result").Want(200, "main", "Todavía se está calificando")
		page := w.trainer.Submit(w.trainer.Get("/scoring"), "form[action='/scoring/next']")
		w.trainer.Submit(page, "form[action^='/scoring/']:has(fieldset)", "points_calm", "2", "points_asking", "0").Want(200, "h1", "Calificar")
		w.officials[0].Get(at).Want(200, "h1", "Mi resultado").Want(200, ".card", "Acogida").Want(200, ".card", "75 de 100").Want(200, ".state", "Lograda")
	})
}

// sit lets an official answer everything and submit, and does the jobs.
func (w *world) sit(official int, attempt, text string) {
	w.t.Helper()
	o := w.officials[official]
	page := w.begin(o, attempt)
	page = o.Submit(page, answerForm, "option", option(w.t, page, "segura"))
	page = o.Submit(page, answerForm, "text", "24")
	page = o.Submit(page, answerForm, "text", text)
	o.Submit(page, "form[action$='/submit']").Want(200, "h1", "Constancia")
	w.must(w.jobs.Drain(w.t.Context()))
}
