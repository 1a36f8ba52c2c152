package web

import (
	"strings"
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/web/webtest"
	"relevo/courses"
	"relevo/courses/coursestest"
	"relevo/courses/scorm"
)

func TestAPackageBecomesALesson(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		version := s.Publish("c1")
		course := "/courses/" + version.CourseID
		rosa := s.As(webtest.Who{Role: access.Trainer})
		rosa.Submit(rosa.Get(course), "form[action$='/draft']")
		page := rosa.Get(rosa.Get(course).Doc().Find(".outline a[href$='/package']").Last().AttrOr("href", "")).Want(200, "h1", "Agregar un paquete SCORM")

		for want, data := range map[string]string{
			"debe ser un archivo .zip": "GIF89a", "dentro de la carpeta «curso»": string(coursestest.Zip("curso/imsmanifest.xml", coursestest.Manifest)),
			"que no está en el paquete": string(coursestest.Zip("imsmanifest.xml", coursestest.Manifest)),
		} {
			again := rosa.Upload(page, "main form", "file", "paquete.zip", []byte(data), "title", "Lo que escribí").Want(422, ".field-error", want)
			if got := again.Doc().Find("[name=title]").AttrOr("value", ""); got != "Lo que escribí" {
				t.Errorf("the title that was typed is now %q", got)
			}
		}
		rosa.Upload(page, "main form", "file", "paquete.zip", coursestest.PackageZip(scorm.V12)).Want(200, ".outline", "Tres páginas")

		edit := rosa.Get(rosa.Get(course).Doc().Find(".lessons a:not([href$='/checks']):not([href$='/sign'])").Last().AttrOr("href", "")).Want(200, ".card", "SCORM 1.2")
		if edit.Count("[name=case_study]") != 0 {
			t.Error("a package can be made a case study")
		}
		try := rosa.Get(edit.Doc().Find("a[href*='/try']").AttrOr("href", "")).Want(200, ".lead", "no se guarda nada")
		if src := try.Doc().Find("iframe").AttrOr("data-src", ""); !strings.HasPrefix(src, "http://packages.test/p/") {
			t.Errorf("the frame shows %s", src)
		}
		if policy := try.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "frame-src http://packages.test;") || !strings.Contains(policy, "script-src 'self';") {
			t.Errorf("the policy is %s", policy)
		}
		rosa.Upload(edit, "form[action$='/package']", "file", "otro.zip", []byte("x")).Want(422, ".field-error", "debe ser un archivo .zip")
		rosa.Upload(edit, "form[action$='/package']", "file", "otro.zip", coursestest.PackageZip(scorm.V2004)).Want(200, ".card", "SCORM 2004 (2004 4th Edition)")
		saved := rosa.Submit(edit, "form:has([name=minutes])", "title", "Otra", "source", "Antes **de** abrir.").Want(200, ".outline", "Otra")
		s.Approve(version.CourseID)
		rosa.Submit(rosa.Get(saved.Path), "form[action$='/publish']").WantStatus(200)
		rosa.Get(edit.Path).Want(200, ".alert", "").Want(200, ".prose", "Antes de abrir")
	})
}

func TestAPackageIsOpenedByItsLearner(t *testing.T) {
	d := dbtest.SQLite(t)
	s := newSite(t, d)
	first := s.Publish("c1")
	s.AddPackage(first.CourseID, coursestest.PackageZip(scorm.V12))
	offering := s.Schedule(s.PublishDraft(first.CourseID), "o1", courses.Virtual)
	s.Enrol(offering, "p-Ana", "p-Berta")
	s.Take("p-Ana", s.Course("p-Ana").Step.AttemptID, false)
	mine := s.Course("p-Ana")
	lesson := "/learn/" + mine.EnrolmentID + "/lessons/" + mine.Progress.Lessons[3].ID

	ana := s.As(webtest.Who{Role: access.Official, PersonID: "p-Ana"})
	page := ana.Get(lesson).Want(200, "main", "Abrir la actividad")
	if page.Statements > 30 {
		t.Errorf("%d statements", page.Statements)
	}
	player := ana.Get(page.Doc().Find(".card a.button").AttrOr("href", "")).Want(200, "noscript", "JavaScript")
	if sandbox := player.Doc().Find("iframe").AttrOr("sandbox", ""); strings.Contains(sandbox, "top-navigation") || !strings.Contains(sandbox, "allow-scripts") {
		t.Errorf("the sandbox is %q", sandbox)
	}
	if page.Count("script[src*='package']")+page.Count("iframe") != 0 {
		t.Error("the lesson loads the player before it is opened")
	}
	berta := s.As(webtest.Who{Role: access.Official, PersonID: "p-Berta"})
	berta.Get(lesson).WantStatus(404)
	berta.Get(lesson + "?unit=1").WantStatus(404)

	rosa := s.As(webtest.Who{Role: access.Trainer})
	rosa.Get(rosa.Get("/offerings/"+offering.ID).Doc().Find("a[href$='/packages']").AttrOr("href", "")).Want(200, ".empty", "Nadie ha abierto")
	playing, err := s.Courses.Play(t.Context(), coursestest.Official("p-Ana"), mine.EnrolmentID, mine.Progress.Lessons[3].ID)
	if err != nil {
		t.Fatal(err)
	}
	frame, err := s.Courses.PackageFrame(t.Context(), playing.Ticket, "1")
	if err == nil {
		_, err = s.Courses.KeepPackage(t.Context(), playing.Ticket, courses.KeepInput{Unit: "1", Visit: frame.VisitID, Seq: 1,
			Data: scorm.Data{"cmi.core.lesson_status": "passed", "cmi.core.score.raw": "85", "cmi.core.total_time": "0000:07:30"}})
	}
	if err != nil {
		t.Fatal(err)
	}
	rosa.Get("/offerings/"+offering.ID+"/packages").Want(200, "tbody", "Aprobado").Want(200, "tbody", "85").Want(200, "tbody", "8 min").Want(200, ".lead", "no cuentan como nota")
	ana.Get(lesson).Want(200, ".lesson-end", "Leída")
}
