package web

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"net/url"
	"strings"
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/web/webtest"
)

// logoFile is the file of a logo.
func logoFile(t *testing.T) []byte {
	t.Helper()
	m := image.NewNRGBA(image.Rect(0, 0, 60, 40))
	m.Set(3, 3, color.Black)
	var out bytes.Buffer
	if err := png.Encode(&out, m); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestManagerMakesATemplate(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newScene(t, d)
		jefa := s.site.As(webtest.Who{Role: access.Manager, InstitutionID: s.casa.ID})
		if jefa.Get("/certificates").Count("a[href='/certificates/templates']") != 1 {
			t.Error("no link leads to the templates")
		}
		page := jefa.Get("/certificates/templates").Want(200, "h1", "Plantillas").Want(200, "tbody", "Diseño propio de relevo")
		if page.Count("a[href='/certificates/templates/new']") != 1 {
			t.Fatal("no link leads to a new template")
		}
		form := "form[enctype]"
		page = jefa.Get("/certificates/templates/new")
		if places := page.Count("select[name=institution] option"); places != 1 {
			t.Errorf("a manager is offered %d places", places)
		}
		page = jefa.Upload(page, form, "logo1", "logo.svg", []byte("<svg/>"), "name", "Casa <2026>", "logo1_alt", "Fondo Río Claro", "text_quy_completion_title", strings.Repeat("a", 70))
		page.Want(422, form, "Guárdelo como PNG").Want(422, form, "60 caracteres o menos")
		if page.Count("details[open]") != 1 || page.Doc().Find("input[name=logo1_alt]").AttrOr("value", "") != "Fondo Río Claro" {
			t.Error("the form does not come back as it was")
		}
		page = jefa.Upload(page, form, "logo1", "logo.png", logoFile(t), "text_quy_completion_title", "Qillqa", "orientation", "portrait")
		page.Want(200, "h1", "Casa <2026>").Want(200, "main", "La plantilla quedó guardada").Want(200, "table", "En uso")
		here := page.Path

		previewsWithoutSaving(t, jefa, here)
		frame, _ := page.Doc().Find("iframe").Attr("src")
		pdf := jefa.Get(frame).WantStatus(200)
		if !bytes.HasPrefix(pdf.Body, []byte("%PDF-")) || pdf.Header.Get("X-Frame-Options") != "SAMEORIGIN" || !strings.Contains(pdf.Header.Get("Content-Security-Policy"), "frame-ancestors 'self'") {
			t.Errorf("the preview cannot be shown in the page: %v", pdf.Header)
		}
		jefa.Submit(page, "form[role=search]", "locale", "quy", "kind", "completion").Want(200, ".alert", "salen en español")

		edit := jefa.Get(here + "/edit")
		image, _ := edit.Doc().Find("form img").Attr("src")
		if picture := jefa.Get(image).WantStatus(200); picture.Header.Get("Content-Type") != "image/png" {
			t.Errorf("the logo comes as %s", picture.Header.Get("Content-Type"))
		}
		page = jefa.Submit(edit, form, "name", "Casa otra vez").Want(200, "h1", "Casa otra vez")
		if page.Count("tbody tr") != 2 || jefa.Get(page.Path+"/edit").Count("form img") != 1 {
			t.Error("the change lost a version or the logo")
		}
		jefa.Get(here).Want(200, ".alert", "ya no se usa")
		if end := jefa.Get(here + "/edit"); end.Path != here {
			t.Errorf("an old version can be changed: %s", end.Path)
		}
		jefa.Submit(page, "form[action$='/retire']").Want(200, "main", "La plantilla dejó de usarse")
	})
}

func TestTemplatesAreForThoseWhoIssue(t *testing.T) {
	s := newScene(t, dbtest.SQLite(t))
	admin := s.site.As(webtest.Who{Role: access.Administrator})
	page := admin.Submit(admin.Get("/certificates/templates/new"), "form[enctype]", "name", "Programa", "institution", s.casa.ID)
	here := page.Want(200, "h1", "Programa").Path
	otra := s.site.As(webtest.Who{Role: access.Manager, InstitutionID: s.otra.ID})
	rosa := s.site.As(webtest.Who{Role: access.Official, PersonID: s.person.ID})
	for _, path := range []string{here, here + "/edit", here + "/preview.pdf", here + "/images/x"} {
		otra.Get(path).WantStatus(404)
		rosa.Get(path).WantStatus(403)
	}
	form := otra.Get("/certificates/templates/new")
	otra.Post(here+"/retire", url.Values{"_token": {form.Doc().Find("input[name=_token]").AttrOr("value", "")}}).WantStatus(404)
	otra.Post(here+"/preview", url.Values{"_token": {form.Doc().Find("input[name=_token]").AttrOr("value", "")}, "name": {"X"}, "orientation": {"portrait"}, "accent": {"teal"}}).WantStatus(404)
	otra.Post(templatesPath+"/preview", url.Values{"_token": {form.Doc().Find("input[name=_token]").AttrOr("value", "")}, "name": {"X"}, "orientation": {"portrait"}, "accent": {"teal"}}).WantStatus(404)
	admin.Get(here + "/preview.pdf?kind=diploma").WantStatus(404)
	admin.Get("/certificates/templates/relevo/preview.pdf").WantStatus(200)
}

// previewsWithoutSaving looks at what was typed, in both the form of a template
// that is there and with what cannot be printed; nothing of it is kept.
func previewsWithoutSaving(t *testing.T, jefa *webtest.Visitor, here string) {
	t.Helper()
	edit := jefa.Get(here + "/edit")
	if at := edit.Doc().Find("button[formtarget='_blank']").AttrOr("formaction", ""); at != here+"/preview" {
		t.Fatalf("what was typed is drawn at %q", at)
	}
	values := url.Values{
		"_token": {edit.Doc().Find("input[name=_token]").AttrOr("value", "")}, "name": {"Sin guardar"}, "orientation": {"portrait"}, "accent": {"teal"},
		"signature1_name": {"Ana Ñahui"}, "preview_kind": {"attendance"}, "preview_locale": {"es"},
	}
	pdf := jefa.Post(here+"/preview", values).WantStatus(200)
	if !bytes.HasPrefix(pdf.Body, []byte("%PDF-")) {
		t.Error("what was typed is not drawn")
	}
	values.Set("signature1_name", "李 Ana")
	page := jefa.Post(here+"/preview", values).Want(422, "form[enctype]", "El papel no puede mostrar: 李")
	if page.Doc().Find("input[name=name]").AttrOr("value", "") != "Sin guardar" {
		t.Error("what was typed is lost")
	}
	jefa.Get(here).Want(200, "h1", "Casa <2026>")
	values.Set("preview_kind", "diploma")
	values.Set("signature1_name", "")
	jefa.Post(here+"/preview", values).WantStatus(404)
}
