package web

import (
	"bytes"
	"log/slog"
	"net/url"
	"strings"
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/jobs"
	"relevo/app/web/webtest"
	"relevo/certificates"
	"relevo/courses"
)

// working gives the scene a queue that is worked off by hand.
func (s *scene) working(t *testing.T, d *db.DB) *jobs.Jobs {
	t.Helper()
	queue, err := jobs.New(d, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	queue.Handle(certificates.BatchEvent, jobs.Hear(s.certificates.HearBatch))
	s.certificates.Jobs = queue
	return queue
}

// attended notes hours of attendance for Rosa.
func (s *scene) attended(t *testing.T, d *db.DB) {
	t.Helper()
	err := d.Write(t.Context(), func(tx *db.Tx) error {
		var e courses.Enrolment
		if err := tx.DB.Where("person_id = ?", s.person.ID).Take(&e).Error; err != nil {
			return err
		}
		return tx.DB.Create(&courses.Attendance{ID: tx.NewID(), EnrolmentID: e.ID, HeldOn: tx.Today(), Hours: 6, RecordedAt: tx.Now, RecordedBy: "system"}).Error
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestManagerIssuesMany(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newScene(t, d)
		queue := s.working(t, d)
		s.attended(t, d)
		jefa := s.site.As(webtest.Who{Role: access.Manager, InstitutionID: s.casa.ID})
		jefa.Submit(jefa.Get("/certificates/batches"), "form[action='/certificates/batches'][method='get']").Want(422, "#f-offering-error", "Elija una edición o una institución")
		page := jefa.Submit(jefa.Get("/certificates/batches"), "form[action='/certificates/batches'][method='get']", "institution", s.casa.ID, "kind", "completion")
		page.Want(200, "main", "Ya lo tienen")
		if page.Count("form[action='/certificates/batches'][method='post']") != 0 {
			t.Error("issuing is offered where nobody would get anything")
		}
		page = jefa.Submit(page, "form[action='/certificates/batches'][method='get']", "institution", s.casa.ID, "kind", "attendance")
		page.Want(200, "main", "Emitir un certificado").Want(200, "tbody", "Ñahui")
		page = jefa.Submit(page, "form[action='/certificates/batches'][method='post']")
		page.Want(200, "main", "Por empezar").Want(200, ".progress", "0 de 1")
		if page.Header.Get("Refresh") == "" {
			t.Error("the page of a batch under way does not load itself again")
		}
		if err := queue.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		page = jefa.Get(page.Path).Want(200, "main", "Terminada").Want(200, ".progress", "1 de 1")
		if page.Header.Get("Refresh") != "" || page.Count("form[action$='/stop']") != 0 {
			t.Error("a batch that is done still moves")
		}
		jefa.Get("/certificates").Want(200, "tbody", "Constancia de asistencia")
		s.site.As(webtest.Who{Role: access.Manager, InstitutionID: s.otra.ID}).Get(page.Path).WantStatus(404)
		s.site.As(webtest.Who{Role: access.Official}).Get(page.Path).WantStatus(403)
	})
}

func TestManagerIssuesOne(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newScene(t, d)
		s.attended(t, d)
		jefa := s.site.As(webtest.Who{Role: access.Manager, InstitutionID: s.casa.ID})
		page := jefa.Get("/certificates/batches?kind=attendance&institution=" + s.casa.ID)
		page = jefa.Submit(page, "form[action='/certificates/issue']")
		page.Want(200, "main", "Se emitió el certificado").Want(200, "main", "Ya lo tienen")
		if page.Count("form[action='/certificates/issue']") != 0 {
			t.Error("issuing it once more is offered")
		}
	})
}

func TestTrainerSetsARule(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newScene(t, d)
		abel := s.site.As(webtest.Who{Role: access.Trainer})
		list := abel.Get("/certificates/rules").Want(200, "main", "Quien apruebe hoy tendrá validez hasta").Want(200, "main", "Regla habitual")
		href, _ := list.Doc().Find("main a[href^='/certificates/rules/']").Attr("href")
		form := "form[action='" + href + "']"
		page := abel.Submit(abel.Get(href), form, "base", "fixed", "months", "6", "fixed_day", "31", "fixed_month", "4", "minimum_months", "3", "remind_days", "60")
		page.Want(422, form, "años completos").Want(422, form, "Ese mes no tiene ese día")
		page = abel.Submit(page, form, "months", "12", "fixed_month", "3")
		page.Want(200, "main", "quedó guardada").Want(200, "main", "31 de marzo").Want(200, "main", "Nadie recibe menos de 3 meses")
		jefa := s.site.As(webtest.Who{Role: access.Manager, InstitutionID: s.casa.ID})
		if read := jefa.Get("/certificates/rules").WantStatus(200); read.Count("a[href='"+href+"']") != 0 {
			t.Error("a manager is offered to change a rule of everybody's")
		}
		jefa.Get(href).WantStatus(403)
	})
}

func TestPersonSharesTheirTranscript(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newScene(t, d)
		rosa, anybody := s.site.As(webtest.Who{Role: access.Official, PersonID: s.person.ID}), s.site.As(webtest.Who{})
		own := rosa.Get("/transcript").Want(200, "h1", "Mi trayectoria").Want(200, "main", "Acompañar sin interrogar").Want(200, "main", s.certificate.Serial)
		if pdf := rosa.Get("/transcript/pdf").WantStatus(200); !bytes.HasPrefix(pdf.Body, []byte("%PDF-")) {
			t.Error("not a PDF")
		}
		rosa.Get("/transcript/json").WantStatus(200)
		form := "form[action='/transcript/links']"
		rosa.Submit(own, form, "purpose", "", "days", "100").Want(422, form, "Complete este campo").Want(422, form, "de 1 a 90")
		made := rosa.Submit(own, form, "purpose", "Postulación <b>", "days", "10")
		address, _ := made.Doc().Find(".alert.good a").Attr("href")
		at, err := url.Parse(address)
		if err != nil || !strings.HasPrefix(at.Path, "/t/") {
			t.Fatalf("the link is %q", address)
		}
		if again := rosa.Get("/transcript"); bytes.Contains(again.Body, []byte(at.Path)) {
			t.Error("the link is shown again")
		}
		shared := anybody.Get(at.Path).Want(200, "h1", "Rosa <b>María</b> Ñahui").Want(200, "main", "Postulación <b>").Want(200, "main", s.certificate.Serial)
		for header, want := range map[string]string{"X-Robots-Tag": "noindex", "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"} {
			if got := shared.Header.Get(header); !strings.Contains(got, want) {
				t.Errorf("%s is %q", header, got)
			}
		}
		for _, ending := range []string{"/pdf", "/json"} {
			if file := anybody.Get(at.Path + ending).WantStatus(200); bytes.Contains(file.Body, []byte(s.person.ID)) || !strings.Contains(file.Header.Get("Cache-Control"), "no-store") {
				t.Errorf("%s tells an identifier or may be kept", ending)
			}
		}
		rosa.Submit(rosa.Get("/transcript"), "form[action$='/end']").Want(200, "main", "ya no muestra nada")
		anybody.Get(at.Path).WantStatus(404)
		anybody.Get("/t/nada").WantStatus(404)
		s.site.As(webtest.Who{Role: access.Administrator}).Get("/transcript").WantStatus(403)
		s.site.As(webtest.Who{Role: access.Official}).Get("/transcript").WantStatus(404)
	})
}
