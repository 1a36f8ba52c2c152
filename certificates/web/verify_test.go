package web

import (
	"bytes"
	"testing"

	"relevo/app/access"
	"relevo/app/web/webtest"
)

func TestAnybodySendsAPaperToBeChecked(t *testing.T) {
	s, _ := signing(t)
	rosa := s.site.As(webtest.Who{Role: access.Official, PersonID: s.person.ID})
	paper := rosa.Get("/certificates/" + s.certificate.ID + "/pdf").WantStatus(200).Body
	anybody := s.site.As(webtest.Who{})
	ask := anybody.Get("/verify").Want(200, "main", "Comprobar el archivo PDF").Want(200, "main", "Descargar la página")
	const form = "form[enctype='multipart/form-data']"
	send := func(body []byte) *webtest.Page { return anybody.Upload(ask, form, "file", "certificado.pdf", body) }

	page := send(paper).Want(200, ".alert.good", "El archivo es el original").Want(200, "main", "Firmado por relevo").Want(200, "main", s.certificate.Serial)
	if page.Header.Get("X-Robots-Tag") == "" {
		t.Error("search engines may keep the page")
	}
	for _, secret := range []string{s.person.ID, s.certificate.ID, s.casa.ID} {
		if bytes.Contains(page.Body, []byte(secret)) {
			t.Errorf("the page tells %s, which is not on the paper", secret)
		}
	}
	send(bytes.Replace(paper, []byte("/MediaBox"), []byte("/MediaBux"), 1)).Want(200, ".alert.bad", "no es el que emitimos").Want(200, "main", s.certificate.Serial)
	send(append(bytes.Clone(paper), "% hola\n"...)).Want(200, ".alert.notice", "Se agregó algo")
	if page := send([]byte("%PDF-1.4\n%%EOF\n")).Want(200, ".alert.bad", "no es nuestro"); page.Count("dl") != 0 {
		t.Error("a stranger's file is said to say something")
	}
	send([]byte("hola")).Want(422, form, "No es un archivo PDF")
	send(nil).WantStatus(422)
	send(append([]byte("%PDF-"), make([]byte, maxFile)...)).Want(422, form, "5 MB")
}
