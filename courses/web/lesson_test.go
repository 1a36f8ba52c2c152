package web

import (
	"bytes"
	"image"
	"image/png"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/i18n"
	"relevo/app/web/webtest"
	"relevo/assessments"
	"relevo/assessments/formats"
	"relevo/courses"
)

func drawing(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 40, 30))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// recording is a second of silence.
func recording() []byte {
	head := "RIFF\x00\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x40\x1f\x00\x00\x40\x1f\x00\x00\x01\x00\x08\x00data\x40\x1f\x00\x00"
	return append([]byte(head), make([]byte, 8000)...)
}

// What a trainer puts into a lesson is what its reader gets.
func TestALessonIsWrittenAndRead(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		_, err := s.Assessments.CreateItem(t.Context(), access.System(), assessments.ItemInput{Kind: assessments.Single, Competency: "asking", Title: "Para comprobar",
			Markup: formats.Plain, Stem: i18n.Says("¿Qué le pregunta?"), Body: assessments.Body{Options: []assessments.Option{
				{Text: i18n.Says("¿Cómo te llamo?"), Fraction: 1, Feedback: i18n.Says("Le devuelve una decisión.")}, {Text: i18n.Says("¿Por qué?"), Feedback: i18n.Says("Es un reproche.")}}}})
		if err != nil {
			t.Fatal(err)
		}
		version := s.Publish("c1")
		course := "/courses/" + version.CourseID
		rosa := s.As(webtest.Who{Role: access.Trainer})
		rosa.Get(course+"/files").Want(200, ".alert", "no tiene borrador")
		page := rosa.Submit(rosa.Get(course), "form[action$='/draft']").WantStatus(200)
		lesson := page.Doc().Find(".lessons .lesson-title a").First().AttrOr("href", "")

		files := rosa.Get(course+"/files").Want(200, ".empty", "Todavía no hay archivos")
		form := "form[action$='/files']"
		rosa.Upload(files, form, "file", "foto.jpg", []byte("<html>"), "alt", "Una foto").Want(422, ".field-error", "No es una imagen")
		refused := rosa.Upload(files, form, "file", "foto.png", drawing(t), "name", "la-casa").Want(422, ".field-error", "hay quien no la ve")
		if got := refused.Doc().Find("[name=name]").AttrOr("value", ""); got != "la-casa" {
			t.Errorf("the name that was typed is now %q", got)
		}
		rosa.Upload(files, form, "file", "foto.png", drawing(t), "alt", "La casa", "name", "la-casa").Want(200, ".shelf", "![](archivo:la-casa)")
		rosa.Upload(files, form, "file", "Mi voz.mp3", recording(), "alt", "La voz").Want(200, ".shelf", "[La voz](archivo:mi-voz)")
		rosa.Upload(files, form, "file", "guia.doc", []byte("%PDF-1.4 x"), "alt", "Guía").Want(200, ".shelf", "PDF")

		rosa.Submit(rosa.Get(course+"/glossary"), "form[action$='/glossary']", "term", "noche", "explanation", "De ocho a seis.").Want(200, ".glossary", "De ocho a seis")
		edit := rosa.Get(lesson)
		source := "Llega de noche.\n\n![](archivo:la-casa)\n\nLea la [guía](archivo:guia).\n\n" + strings.Repeat("Un párrafo más.\n\n", 10)
		wrong := rosa.Submit(edit, "main form[action$='"+lesson+"']", "source", "a\n![](archivo:casa)").Want(422, ".field-error", "Línea 2: no hay un archivo «casa»")
		if wrong.Text("textarea[name=source]") != "a ![](archivo:casa)" {
			t.Error("what was typed is lost")
		}
		preview := rosa.Post(course+"/preview", map[string][]string{"source": {source}, "case_study": {"true"}, "_token": {edit.Doc().Find("[name=_token]").AttrOr("value", "")}})
		preview.Want(200, ".prose", "Llega de noche")
		if preview.Count("header") != 0 || preview.Count("img[loading=lazy]") != 1 {
			t.Error("the preview is not a part of a page, or lacks the picture")
		}
		voice := edit.Doc().Find("select[name=audio] option").Last().AttrOr("value", "")
		rosa.Submit(edit, "main form[action$='"+lesson+"']", "source", source, "audio", voice).Want(200, ".alert", "Guardado")
		checks := rosa.Get(lesson + "/checks")
		rosa.Submit(checks, "form[action$='/add']").Want(200, ".shelf", "Para comprobar")
		rosa.Get(course+"/files").Want(200, ".shelf", "La primera hora (versión 2)")
		rosa.Submit(rosa.Get(course), "form[action$='/publish']", "reason", "Somos una sola persona.").Want(200, ".alert", "publicada")

		published := s.newest(t, version.CourseID)
		s.Enrol(s.Schedule(published, "o1", courses.Virtual), "p-Ana")
		s.Take("p-Ana", s.Course("p-Ana").Step.AttemptID, false)
		s.read(t, dbtest.ClockOf(t, d), "/learn/"+s.Course("p-Ana").EnrolmentID+"/lessons/"+s.Course("p-Ana").Progress.Lessons[0].ID)
	})
}

func (s site) newest(t *testing.T, courseID string) courses.CourseVersion {
	t.Helper()
	page, err := s.Courses.Course(t.Context(), access.Actor{AccountID: "t", Roles: []access.Held{{Role: access.Trainer}}}, courseID, 0)
	if err != nil {
		t.Fatal(err)
	}
	return page.Version
}

// read is what Ana does in the lesson, and Berta, who is not enrolled, may not.
func (s site) read(t *testing.T, clock *dbtest.Clock, here string) {
	t.Helper()
	ana, berta := s.As(webtest.Who{Role: access.Official, PersonID: "p-Ana"}), s.As(webtest.Who{Role: access.Official, PersonID: "p-Berta"})
	page := ana.Get(here).Want(200, ".lesson-audio", "WAV · 8 kB · 0:01")
	page.Want(200, ".lesson-words", "De ocho a seis").Want(200, "a.term", "noche").Want(200, ".prose", "guía (PDF · 1 kB)")
	picture := page.Doc().Find(".prose img").AttrOr("src", "")
	got := ana.Get(picture).WantStatus(200)
	if got.Header.Get("Content-Type") != "image/png" || got.Header.Get("Cache-Control") != "private, max-age=31536000, immutable" {
		t.Errorf("the picture comes with %v", got.Header)
	}
	ana.GetWith(picture, "If-None-Match", got.Header.Get("ETag")).WantStatus(304)
	audio := page.Doc().Find("audio")
	if audio.AttrOr("preload", "") != "none" || audio.AttrOr("autoplay", "no") != "no" {
		t.Error("the recording is loaded before it is asked for")
	}
	part := ana.GetWith(audio.AttrOr("src", ""), "Range", "bytes=100-199").WantStatus(206)
	if len(part.Body) != 100 || part.Header.Get("Content-Range") != "bytes 100-199/8044" {
		t.Errorf("a part has %d bytes, %s", len(part.Body), part.Header.Get("Content-Range"))
	}
	guide := ana.Get(page.Doc().Find(".prose a[href^='/media/']").AttrOr("href", "")).WantStatus(200)
	if !strings.HasPrefix(guide.Header.Get("Content-Disposition"), "attachment") || guide.Header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("the guide comes with %v", guide.Header)
	}
	berta.Get(picture).WantStatus(404)
	if stranger := s.As(webtest.Who{}).Get(picture); !strings.HasPrefix(stranger.Path, "/login") {
		t.Errorf("a stranger comes to %s", stranger.Path)
	}
	s.As(webtest.Who{Role: access.Evaluator}).Get(picture).WantStatus(403)

	option := func(n int) string {
		return page.Doc().Find(".self-check [name=option]").Eq(n).AttrOr("value", "")
	}
	texts := page.Doc().Find(".self-check .choice").Map(func(_ int, e *goquery.Selection) string { return e.Text() })
	right := 0
	if !strings.Contains(texts[0], "Cómo te llamo") {
		right = 1
	}
	ana.Submit(page, ".self-check form").Want(200, ".alert", "Responda primero")
	after := ana.Submit(page, ".self-check form", "option", option(1-right)).Want(200, ".verdict", "Es un reproche")
	after.Want(200, ".verdict", "Lo correcto:¿Cómo te llamo?")
	clock.Advance(time.Minute)
	ana.Submit(page, ".self-check form", "option", option(right)).Want(200, ".verdict", "Le devuelve una decisión")

	token := page.Doc().Find("[name=_token]").AttrOr("value", "")
	ana.Post(here+"/place", map[string][]string{"place": {"6"}, "_token": {token}}).WantStatus(204)
	ana.Post(here+"/place", map[string][]string{"place": {"-1"}, "_token": {token}}).WantStatus(422)
	on := ana.Get("/learn").Doc().Find(".continue-card a.button").AttrOr("href", "")
	if on != here+"#b-6" || ana.Get(here).Count("#b-6") != 1 {
		t.Errorf("Continue leads to %s", on)
	}
	ana.Get(here).Want(200, ".resume", "Seguir donde se quedó")
	ana.Submit(page, "#notas form", "note", "Bolsa de <b>llegada</b>").Want(200, "#notas textarea", "Bolsa de <b>llegada</b>")
	course, _, _ := strings.Cut(here, "/lessons")
	ana.Get(course+"/notes").Want(200, ".own-note", "Bolsa de <b>llegada</b>")
	ana.Get(course+"/glossary").Want(200, ".glossary", "De ocho a seis")
	for _, path := range []string{course + "/notes", course + "/glossary"} {
		berta.Get(path).WantStatus(404)
	}
}

func TestACaseIsSignedOnItsPage(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	version := s.Publish("c1")
	course := "/courses/" + version.CourseID
	rosa := s.As(webtest.Who{Role: access.Trainer})
	page := rosa.Submit(rosa.Get(course), "form[action$='/draft']").WantStatus(200)
	lesson := page.Doc().Find(".lessons .lesson-title a").Last().AttrOr("href", "")
	rosa.Get(lesson+"/sign").Want(200, ".alert", "Firmado por")
	page = rosa.Submit(rosa.Get(lesson), "main form[action$='"+lesson+"']", "source", "La recibe doña Elba.\n\nCelular 987 654 321.").Want(200, ".alert", "Hay 2 cosas por explicar")
	rosa.Get(course).Want(200, ".checklist", "Falta firmar que estos casos no identifican a nadie: Caso Luz")
	rosa.Post(course+"/publish", map[string][]string{"_token": {page.Doc().Find("[name=_token]").AttrOr("value", "")}}).Want(422, ".alert", "Caso Luz")
	half := rosa.Submit(page, "form[action$='/sign']", "why_0", "Es inventado.").Want(422, ".field-error", "Explique con una frase por qué «987 654 321»")
	if half.Doc().Find("[name=why_0]").AttrOr("value", "") != "Es inventado." {
		t.Error("what was explained is lost")
	}
	pairs := []string{"why_0", "Nombre inventado.", "why_1", "Número inventado para el caso."}
	for _, name := range courses.CaseStatements() {
		pairs = append(pairs, "statements", name)
	}
	rosa.Submit(half, "form[action$='/sign']", pairs...).Want(200, ".alert", "El caso está firmado")
	rosa.Get(lesson+"/sign").Want(200, "main", "Número inventado para el caso.")
	rosa.Submit(rosa.Get(course), "form[action$='/publish']", "reason", "Somos una sola persona.").Want(200, ".alert", "publicada")
}

// A lesson with everything in it stays light: the first time with all that the page loads
// by itself, then the page alone.
func TestAFullLessonIsLight(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	ana := s.As(webtest.Who{Role: access.Official, PersonID: "p-Ana"})
	version := s.Publish("c1")
	rosa := s.As(webtest.Who{Role: access.Trainer})
	course := "/courses/" + version.CourseID
	opened := rosa.Submit(rosa.Get(course), "form[action$='/draft']")
	lesson := opened.Doc().Find(".lessons .lesson-title a").First().AttrOr("href", "")
	for n := range 12 {
		rosa.Submit(rosa.Get(course+"/glossary"), "form[action$='/glossary']", "term", "palabra"+strconv.Itoa(n), "explanation", strings.Repeat("Qué quiere decir en el trabajo de cada día. ", 4))
	}
	var long strings.Builder
	for n := range 60 {
		long.WriteString("El párrafo " + strconv.Itoa(n*7919) + " dice la palabra" + strconv.Itoa(n%12) + " y algo más que se lee con calma, porque importa: " + strconv.Itoa(n*104729) + ".\n\n")
	}
	for n := range 3 {
		_, err := s.Assessments.CreateItem(t.Context(), access.System(), assessments.ItemInput{Kind: assessments.Single, Competency: "asking", Title: "C" + strconv.Itoa(n), Markup: formats.Plain,
			Stem: i18n.Says("¿Qué le pregunta " + strconv.Itoa(n) + "?"), Body: assessments.Body{Options: []assessments.Option{{Text: i18n.Says("Sí"), Fraction: 1}, {Text: i18n.Says("No")}}}})
		if err != nil {
			t.Fatal(err)
		}
		rosa.Post(lesson+"/checks/add", map[string][]string{"version": {rosa.Get(lesson+"/checks").Doc().Find("form[action$='/add'] [name=version]").First().AttrOr("value", "")}, "_token": {opened.Doc().Find("[name=_token]").AttrOr("value", "")}}).WantStatus(200)
	}
	rosa.Submit(rosa.Get(lesson), "main form[action$='"+lesson+"']", "source", long.String()).WantStatus(200)
	rosa.Submit(rosa.Get(course), "form[action$='/publish']", "reason", "Somos una sola persona.").WantStatus(200)
	s.Enrol(s.Schedule(s.newest(t, version.CourseID), "o1", courses.Virtual), "p-Ana")
	s.Take("p-Ana", s.Course("p-Ana").Step.AttemptID, false)
	mine := s.Course("p-Ana")
	read := ana.Get("/learn/" + mine.EnrolmentID + "/lessons/" + mine.Progress.Lessons[0].ID).WantStatus(200)
	if read.Count(".self-check") != 3 || read.Count("a.term") != 12 {
		t.Fatalf("%d questions, %d words", read.Count(".self-check"), read.Count("a.term"))
	}
	again := zipped(t, read.Body)
	first, scripts := again, 0
	read.Doc().Find("link[rel=stylesheet], script[src]").Each(func(_ int, e *goquery.Selection) {
		weighs := zipped(t, ana.Get(e.AttrOr("href", e.AttrOr("src", ""))).WantStatus(200).Body)
		if first += weighs; e.Is("script") {
			scripts += weighs
		}
	})
	t.Logf("first %d bytes, %d of them scripts, again %d, %d statements", first, scripts, again, read.Statements)
	if scripts > 30_000 {
		t.Errorf("the scripts of a lesson weigh %d bytes compressed", scripts)
	}
	if first > 60_000 || again > 15_000 {
		t.Errorf("a lesson weighs %d bytes compressed the first time and %d after", first, again)
	}
	if read.Statements > 21 {
		t.Errorf("a lesson with everything costs %d statements", read.Statements)
	}
}
