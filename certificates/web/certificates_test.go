package web

import (
	"bytes"
	"net/url"
	"strings"
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/i18n"
	"relevo/app/people"
	"relevo/app/web/webtest"
	"relevo/assessments"
	"relevo/certificates"
	"relevo/courses"
)

// scene is a centre where Rosa has completed a course without a test, and
// another one.
type scene struct {
	site         *webtest.Site
	person       people.Person
	casa, otra   people.Institution
	certificate  certificates.Certificate
	certificates *certificates.Service
}

func newScene(t *testing.T, d *db.DB) *scene {
	t.Helper()
	s := &scene{certificates: certificates.NewService(d, "http://relevo.test")}
	h := &Handlers{Certificates: s.certificates}
	s.site = webtest.New(t, d, append(h.Routes(), h.API()...))
	var completion courses.Completion
	err := d.Write(t.Context(), func(tx *db.Tx) (err error) {
		centre := people.InstitutionInput{Code: "CASA", Name: "CAR Casa del Río", Kind: people.Kinds()[0], Sector: "public", Ubigeo: "160101"}
		if s.casa, err = people.CreateInstitutionTx(tx, access.System(), centre); err != nil {
			return err
		}
		centre.Code, centre.Name = "OTRA", "CAR Otra Orilla"
		if s.otra, err = people.CreateInstitutionTx(tx, access.System(), centre); err != nil {
			return err
		}
		s.person = people.Person{ID: tx.NewID(), DocumentType: "none", FirstSurname: "Ñahui", GivenNames: "Rosa <b>María</b>", CreatedAt: tx.Now}
		course := courses.Course{ID: tx.NewID(), Code: "CUIDADO", CreatedAt: tx.Now, CreatedBy: "system"}
		version := courses.CourseVersion{
			ID: tx.NewID(), CourseID: course.ID, Version: 1, State: courses.Published, Title: "Acompañar sin interrogar", Language: "es",
			Hours: 8, RecordedAt: tx.Now, RecordedBy: "system",
		}
		offering := courses.Offering{
			ID: tx.NewID(), CourseVersionID: version.ID, Code: "CUIDADO-1", Mode: courses.FaceToFace, StartsOn: tx.Today(), EndsOn: tx.Today(),
			Place: "Iquitos", CreatedAt: tx.Now, CreatedBy: "system",
		}
		enrolment := courses.Enrolment{ID: tx.NewID(), OfferingID: offering.ID, PersonID: s.person.ID, EnrolledAt: tx.Now, EnrolledBy: "system"}
		completion = courses.Completion{
			ID: tx.NewID(), EnrolmentID: enrolment.ID, PersonID: s.person.ID, CourseID: course.ID, CourseVersionID: version.ID,
			CompletedOn: tx.Today(), RuleVersion: courses.AttendanceAndPost, Detail: "{}", InstitutionID: &s.casa.ID, RecordedAt: tx.Now, RecordedBy: "system",
		}
		competency := assessments.Competency{Code: "empatia", Kind: assessments.Personal, Position: 1, Name: i18n.Says("Escucha empática"), RecordedAt: tx.Now, RecordedBy: "system"}
		for _, row := range []any{
			&s.person, &course, &version, &competency, &courses.CourseCompetency{CourseVersionID: version.ID, CompetencyCode: "empatia"},
			&offering, &enrolment, &completion,
		} {
			if err := tx.DB.Create(row).Error; err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		err = s.certificates.IssueFor(t.Context(), completion.ID)
	}
	if err == nil {
		err = d.Read(t.Context(), func(tx *db.Tx) error {
			list, err := certificates.CertificatesForTx(tx, []string{s.person.ID})
			if len(list) == 1 {
				s.certificate = list[0]
			}
			return err
		})
	}
	if err != nil || s.certificate.ID == "" {
		t.Fatal("no certificate was issued", err)
	}
	return s
}

func TestHolderFindsAndDownloadsTheirCertificate(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newScene(t, d)
		rosa := s.site.As(webtest.Who{Role: access.Official, PersonID: s.person.ID})
		list := rosa.Get("/certificates").Want(200, "h1", "Certificados").Want(200, "main", "Acompañar sin interrogar")
		if list.Count("table") != 0 {
			t.Error("an official is shown the certificates of others")
		}
		if list.Statements > 4 {
			t.Errorf("the list takes %d statements", list.Statements)
		}
		show := rosa.Get("/certificates/"+s.certificate.ID).Want(200, "main", s.certificate.Serial).Want(200, ".alert", "Vigente")
		if show.Count("form[action$='/revoke']") != 0 {
			t.Error("a holder is offered to revoke")
		}
		href, _ := show.Doc().Find("a[href$='/pdf']").Attr("href")
		pdf := rosa.Get(href).WantStatus(200)
		if !bytes.HasPrefix(pdf.Body, []byte("%PDF-")) || pdf.Header.Get("Content-Type") != "application/pdf" ||
			!strings.Contains(pdf.Header.Get("Content-Disposition"), s.certificate.Serial) {
			t.Errorf("got %v", pdf.Header)
		}
	})
}

func TestWithoutCertificatesTheNextStepIsShown(t *testing.T) {
	s := newScene(t, dbtest.SQLite(t))
	page := s.site.As(webtest.Who{Role: access.Official}).Get("/certificates").Want(200, ".empty", "Todavía no tiene certificados")
	if page.Count(".empty a[href='/learn']") != 1 {
		t.Error("the empty list leads nowhere")
	}
	s.site.As(webtest.Who{Role: access.Manager, InstitutionID: s.otra.ID}).Get("/certificates").Want(200, ".empty", "Aún no hay certificados")
}

func TestOthersFindNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newScene(t, d)
		here := "/certificates/" + s.certificate.ID
		for _, who := range []webtest.Who{{Role: access.Official}, {Role: access.Manager, InstitutionID: s.otra.ID}} {
			v := s.site.As(who)
			for _, path := range []string{here, here + "/pdf", "/certificates/nada"} {
				v.Get(path).WantStatus(404)
			}
		}
		s.site.As(webtest.Who{Role: access.Manager, InstitutionID: s.otra.ID}).Get("/certificates?institution=" + s.casa.ID).WantStatus(404)
		s.site.As(webtest.Who{Role: access.Evaluator}).Get(here).WantStatus(403)
	})
}

func TestManagerRevokes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newScene(t, d)
		jefa := s.site.As(webtest.Who{Role: access.Manager, InstitutionID: s.casa.ID})
		here := "/certificates/" + s.certificate.ID
		list := jefa.Get("/certificates?institution="+s.casa.ID).Want(200, "tbody", "Ñahui, Rosa")
		if list.Count("tbody a[href='"+here+"']") != 1 {
			t.Error("the list does not lead to the certificate")
		}
		form := "form[action='" + here + "/revoke']"
		page := jefa.Submit(jefa.Get(here), form, "reason", " ")
		page.Want(422, form, "Complete este campo")
		page = jefa.Submit(page, form, "reason", "Se emitió por error.")
		page.Want(200, "main", "El certificado quedó anulado").Want(200, "main", "Motivo: Se emitió por error.")
		if page.Count("a[href$='/pdf']") != 0 || page.Count(form) != 0 {
			t.Error("a revoked certificate is still offered to download or revoke")
		}
		jefa.Get(here + "/pdf").WantStatus(409)
		s.site.As(webtest.Who{}).Get("/verify/"+s.certificate.Serial).Want(200, ".alert", "fue anulado").Want(200, ".alert", "Se emitió por error.")
	})
}

func TestAnybodyVerifies(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newScene(t, d)
		anybody := s.site.As(webtest.Who{})
		ask := anybody.Get("/verify").Want(200, "h1", "Comprobar un certificado")
		for _, typed := range []string{s.certificate.Serial, strings.ToLower(strings.ReplaceAll(s.certificate.Serial, "-", " ")), strings.ToUpper(s.certificate.VerifyCode)} {
			page := anybody.Submit(ask, "form[action='/verify'][method='get']", "code", typed)
			page.Want(200, ".alert.good", "auténtico").Want(200, "main", "Rosa <b>María</b> Ñahui").Want(200, "main", s.certificate.Serial)
			if page.Header.Get("X-Robots-Tag") == "" {
				t.Error("search engines may keep the page")
			}
			for _, secret := range []string{s.person.ID, s.certificate.ID, s.casa.ID} {
				if bytes.Contains(page.Body, []byte(secret)) {
					t.Errorf("the page tells %s, which is not on the paper", secret)
				}
			}
		}
		wrong := anybody.Submit(ask, "form[action='/verify'][method='get']", "code", "RLV-2026-7K3QD-M0XZW-4")
		wrong.Want(422, "form[action='/verify'][method='get']", "carácter por carácter")
		if value, _ := wrong.Doc().Find("input[name='code']").Attr("value"); value != "RLV-2026-7K3QD-M0XZW-4" {
			t.Errorf("the form was refilled with %q", value)
		}
		for _, code := range []string{"abcdefghijklmnop2345", "RLV-2026-7K3QD-M0XZW-3", "nada", url.PathEscape("<script>alert(1)</script>")} {
			anybody.Get("/verify/"+code).Want(404, "main", "No hay ningún certificado con ese código")
		}
		s.site.As(webtest.Who{}).Speaks("en").Get("/verify/"+s.certificate.Serial).Want(200, "main", "genuine")
	})
}

// Whoever follows the links comes to pages that are there and open to them.
func TestEveryLinkLeadsToAnOpenPage(t *testing.T) {
	s := newScene(t, dbtest.SQLite(t))
	for _, who := range []webtest.Who{
		{Role: access.Official, PersonID: s.person.ID}, {Role: access.Official}, {Role: access.Manager, InstitutionID: s.casa.ID},
		{Role: access.Manager, InstitutionID: s.otra.ID}, {Role: access.Administrator},
	} {
		s.site.As(who).Walk("/certificates", "/verify")
	}
	pages := s.site.As(webtest.Who{Role: access.Administrator}).Walk("/certificates")
	for _, path := range []string{"/certificates/" + s.certificate.ID + "/pdf", "/verify/" + s.certificate.VerifyCode} {
		if pages[path] == nil {
			t.Errorf("no link leads to %s", path)
		}
	}
	s.site.As(webtest.Who{}).Walk("/verify", "/verify/"+s.certificate.Serial)
}

func TestSamplesRender(t *testing.T) {
	webtest.CheckSamples(t, Samples, (&Handlers{}).Routes())
}
