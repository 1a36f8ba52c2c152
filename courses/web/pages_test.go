package web

import (
	"bytes"
	"compress/gzip"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/web/webtest"
	"relevo/courses"
	"relevo/courses/coursestest"
)

// site is the world with its pages.
type site struct {
	*coursestest.World
	*webtest.Site
}

func newSite(t *testing.T, d *db.DB) site {
	t.Helper()
	w := coursestest.New(t, d)
	h := &Handlers{Courses: w.Courses}
	return site{w, webtest.New(t, d, h.Routes())}
}

func TestAnOfficialsWayThroughACourse(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		ana := s.As(webtest.Who{Role: access.Official, PersonID: "p-Ana"})
		ana.Get("/learn").Want(200, ".empty", "Todavía no tiene cursos")

		s.Enrol(s.Schedule(s.Publish("c1"), "o1", courses.Virtual), "p-Ana")
		pre := s.Course("p-Ana").Step.AttemptID
		page := ana.Get("/learn").Want(200, ".continue-card", "evaluación inicial")
		if got := page.Doc().Find(".continue-card a.button").AttrOr("href", ""); got != "/attempts/"+pre {
			t.Errorf("Continue leads to %s", got)
		}
		course := "/learn/" + s.Course("p-Ana").EnrolmentID
		if n := ana.Get(course).Want(200, "h1", "Preguntar en vez de interrogar").Count(".lessons a"); n != 0 {
			t.Errorf("%d lessons are open before the pre-test", n)
		}
		first := s.Course("p-Ana").Progress.Lessons[0].ID
		page = ana.Get(course+"/lessons/"+first).Want(200, ".alert", "Primero rinda la evaluación inicial")
		if page.Path != course {
			t.Errorf("a lesson before the pre-test leads to %s", page.Path)
		}

		s.Take("p-Ana", pre, false)
		page = ana.Get("/learn").Want(200, ".continue-card", "Empiece por la lección «La primera hora»")
		page = ana.Get(page.Doc().Find(".continue-card a.button").AttrOr("href", "")).Want(200, "h1", "La primera hora")
		page.Want(200, ".prose .shift-box-title", "Para su turno")
		page = ana.Submit(page, ".lesson-end form").Want(200, "h1", "Escuchar")
		again := ana.Get(course+"/lessons/"+first).Want(200, ".lesson-end", "Leída el 4 may. 2026")
		if again.Count(".lesson-end form") != 0 {
			t.Error("a lesson that was read can be marked again")
		}
		page = ana.Submit(page, ".lesson-end form").Want(200, "h1", "Caso Luz")
		page.Want(200, ".alert", "Relata miedo intenso")
		if page.Count(".prose") != 0 {
			t.Error("the case study shows before its warning is acknowledged")
		}
		page = ana.Get(page.Doc().Find(".buttons a").First().AttrOr("href", "")).Want(200, ".prose", "Luz es un nombre inventado")
		page = ana.Submit(page, ".lesson-end form").Want(200, ".alert", "Ya leyó todas las lecciones")
		if page.Path != course {
			t.Errorf("the last lesson leads to %s", page.Path)
		}
		post := s.Course("p-Ana").Step.AttemptID
		if got := page.Doc().Find(".continue-card a.button").AttrOr("href", ""); got != "/attempts/"+post {
			t.Errorf("after the lessons Continue leads to %s", got)
		}
		s.Take("p-Ana", post, true)
		page = ana.Get("/learn").Want(200, "main", "Terminó el curso el 4 may. 2026")
		if page.Doc().Find(`a[href="/certificates"]`).Length() != 1 || page.Count(".continue-card") != 0 {
			t.Error("the finished course does not lead to the certificates")
		}

		berta := s.As(webtest.Who{Role: access.Official, PersonID: "p-Berta"})
		berta.Get(course).WantStatus(404)
		berta.Get(course + "/lessons/" + first).WantStatus(404)
	})
}

func TestALessonIsLight(t *testing.T) {
	d := dbtest.SQLite(t)
	s := newSite(t, d)
	ana := s.As(webtest.Who{Role: access.Official, PersonID: "p-Ana"})
	s.Enrol(s.Schedule(s.Publish("c1"), "o1", courses.Virtual), "p-Ana")
	s.Take("p-Ana", s.Course("p-Ana").Step.AttemptID, false)
	course := s.Course("p-Ana")
	page := ana.Get("/learn/" + course.EnrolmentID + "/lessons/" + course.Progress.Lessons[0].ID).WantStatus(200)
	total := zipped(t, page.Body)
	page.Doc().Find("link[rel=stylesheet], script[src]").Each(func(_ int, e *goquery.Selection) {
		address := e.AttrOr("href", e.AttrOr("src", ""))
		total += zipped(t, ana.Get(address).WantStatus(200).Body)
	})
	if total > 60_000 {
		t.Errorf("the first view of a lesson weighs %d bytes compressed", total)
	}
	// What the course says was read once, for everybody.
	if n := ana.Get("/learn/" + course.EnrolmentID + "/lessons/" + course.Progress.Lessons[0].ID).Statements; n > 12 {
		t.Errorf("a lesson costs %d statements", n)
	}
	if n := ana.Get("/learn").Statements; n > 17 {
		t.Errorf("my courses cost %d statements", n)
	}
}

func zipped(t *testing.T, body []byte) int {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(body); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Len()
}

func TestATrainerWritesAndPublishesACourse(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		rosa := s.As(webtest.Who{Role: access.Trainer})
		page := rosa.Get("/courses").Want(200, ".empty", "Todavía no hay cursos")
		page = rosa.Get(page.Doc().Find(".empty a").AttrOr("href", ""))
		refilled := rosa.Submit(page, "main form", "code", "dos palabras", "title", "Un curso").Want(422, ".field-error", "sin espacios")
		if got := refilled.Doc().Find("[name=title]").AttrOr("value", ""); got != "Un curso" {
			t.Errorf("the title that was typed is now %q", got)
		}
		page = rosa.Submit(page, "main form", "code", "c1", "title", "Un <script>curso</script>", "summary", "Corto.", "audience", "car_mentor",
			"competencies", "asking", "assessment", s.Assessment.ID, "hours", "8").Want(200, "h1", "Un <script>curso</script>")
		base := page.Path
		if page.Count("main script") != 0 || page.Count("form[action$='/publish']") != 0 {
			t.Error("an unfinished draft can be published, or a title is not escaped")
		}
		rosa.Post(base+"/publish", map[string][]string{"alone": {"1"}, "reason": {"Somos una sola persona."}, "_token": {page.Doc().Find("[name=_token]").AttrOr("value", "")}}).Want(422, ".alert", "Todavía no se puede publicar")
		page = rosa.Submit(page, "form[action$='/modules']", "title", "").Want(422, ".field-error", "Complete")
		page = rosa.Submit(page, "form[action$='/modules']", "title", "Módulo uno").Want(200, ".outline h3", "Módulo uno")
		form := rosa.Get(page.Doc().Find(".outline > a.button").AttrOr("href", "")).WantStatus(200)
		preview := rosa.Submit(form, "main form", "title", "Lección", "source", "Hola **mundo** <script>x</script>", "do", "preview").Want(200, ".prose strong", "mundo")
		if preview.Count(".prose script") != 0 || preview.Text("textarea[name=source]") == "" {
			t.Error("the preview shows a script or loses what was typed")
		}
		page = rosa.Submit(preview, "form[action$='/new']", "do", "save").Want(200, ".lessons", "Lección")
		rosa.Submit(page, "form[action$='/publish']", "reason", "ya").Want(422, ".field-error", "Escriba el motivo")
		page = rosa.Submit(page, "form[action$='/publish']", "reason", "Somos una sola persona.").Want(200, ".alert", "publicada")
		page.Want(200, "main", "Somos una sola persona.")
		rosa.Get(base+"/edit").Want(200, ".alert", "ya no cambia")
		rosa.Get(page.Doc().Find(".lessons a").AttrOr("href", "")).Want(200, ".prose strong", "mundo")
		page = rosa.Submit(page, "form[action$='/draft']").Want(200, ".tabs", "Versión 2 (borrador)")
		page = rosa.Get(page.Doc().Find(".lessons a").AttrOr("href", ""))
		page = rosa.Submit(page, "form[action*='/lessons/']:not([action$='/delete'])", "title", "Otra lección").Want(200, ".lessons", "Otra lección")
		page = rosa.Get(page.Doc().Find(".outline .buttons a").AttrOr("href", ""))
		rosa.Submit(page, "form[action$='/delete']").Want(200, "main", "Aún no hay módulos")
		rosa.Get(base+"?version=1").Want(200, ".lessons", "Lección")
		rosa.Get("/courses").Want(200, "table", "Versión 1")
		s.As(webtest.Who{Role: access.Official, PersonID: "p-Ana"}).Get(base).WantStatus(403)
	})
}

func TestAnOfferingIsScheduledEnrolledAndFollowed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		version := s.Publish("c1")
		rosa := s.As(webtest.Who{Role: access.Trainer})
		rosa.Submit(rosa.Get("/funders").Want(200, ".empty", "financiadores"), "main form", "name", "Fondo Uno", "code", "F1").Want(200, "table", "Fondo Uno")
		rosa.Get("/offerings").Want(200, ".empty", "Todavía no hay ediciones")
		form := rosa.Get("/offerings/new?course=" + version.ID)
		share, _ := form.Doc().Find("[name^=share_]").Attr("name")
		filled := []string{"code", "LOR-1", "mode", "face_to_face", "starts_on", "4/5/2026", "ends_on", "2026-05-08", "place", "Iquitos", "institutions", s.Network.ID}
		wrong := rosa.Submit(form, "main form", append(filled, share, "60 %")...).Want(422, ".field-error", "sumar 100")
		if wrong.Doc().Find("[name='"+share+"']").AttrOr("value", "") != "60 %" || wrong.Doc().Find("[name=starts_on]").AttrOr("value", "") != "2026-05-04" {
			t.Error("what was typed is lost")
		}
		page := rosa.Submit(form, "main form", append(filled, share, "100")...).Want(200, "h1", "Inscribir personas")
		offering := strings.TrimSuffix(page.Path, "/enrol")
		page = rosa.Submit(page, "form[aria-label='Inscribir a toda una institución']", "institution", s.Ceiba.ID, "cadres", "car_mentor").
			Want(200, ".alert", "5 personas inscritas")
		page.Want(200, "table", "Anaz, Ana")
		page = rosa.Get(offering+"/enrol").Want(200, "main", "5 ya están inscritas")
		rosa.Submit(page, "form[aria-label='Elegir persona por persona']").Want(422, ".alert", "Elija al menos a una persona")
		page = rosa.Submit(page, "form[aria-label='Elegir persona por persona']", "people", "p-Fabia").Want(200, "table", "Fabiaz, Fabia")

		sheet := rosa.Get(offering + "/attendance")
		name := sheet.Doc().Find("[name^=hours_]").First().AttrOr("name", "")
		rosa.Submit(sheet, "form[aria-label='Asistencia']", name, "ocho").Want(422, ".field-error", "número")
		sheet = rosa.Submit(sheet, "form[aria-label='Asistencia']", name, "7,5").Want(200, ".alert", "guardada")
		if got := sheet.Doc().Find("[name='"+name+"']").AttrOr("value", ""); got != "7.5" {
			t.Errorf("7,5 hours read back as %q", got)
		}
		rosa.Get(offering).Want(200, "table", "7.5 h")

		leave := page.Doc().Find("td a[href*='/enrolments/']").First().AttrOr("href", "")
		form = rosa.Get(leave).Want(200, "h1", "Retirar a")
		rosa.Submit(form, "main form", "reason", "").Want(422, ".field-error", "motivo")
		rosa.Submit(form, "main form", "reason", "Cambio de turno").Want(200, "table", "Cambio de turno")

		ceiba := s.As(webtest.Who{Role: access.Manager, InstitutionID: s.Ceiba.ID})
		if page := ceiba.Get(offering).WantStatus(200); strings.Contains(page.Text("main"), "Fabia") {
			t.Error("a centre's manager sees the people of another centre")
		}
		apart := s.As(webtest.Who{Role: access.Manager, InstitutionID: s.Apart.ID})
		for _, path := range []string{offering, offering + "/enrol", offering + "/attendance", leave} {
			apart.Get(path).WantStatus(404)
		}
		s.As(webtest.Who{Role: access.Evaluator}).Get(offering).WantStatus(403)
	})
}

func TestSamplesRenderAndEscape(t *testing.T) {
	webtest.CheckSamples(t, Samples, (&Handlers{}).Routes(), "<b>Ñ</b>")
}
