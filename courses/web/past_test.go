package web

import (
	"bytes"
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/people"
	"relevo/app/web/webtest"
)

func TestEarlierTrainingsAreBroughtInInTheBrowser(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		s.Publish("c1")
		s.Write(func(tx *db.Tx) error {
			return tx.DB.Model(&people.Person{}).Where("id = ?", "p-Ana").Updates(map[string]any{"document_type": "dni", "document_number": "40000001"}).Error
		})
		manager := s.As(webtest.Who{Role: access.Manager, InstitutionID: s.Ceiba.ID})
		form := "form[action='/trainings/files']"
		page := manager.Get("/trainings/files").Want(200, "h1", "Traer capacitaciones de antes")
		if body := manager.Get("/trainings/files/template/csv").WantStatus(200).Body; !bytes.Contains(body, []byte("organizador")) {
			t.Error("the template has no columns")
		}
		manager.Get("/trainings/files/template/exe").WantStatus(404)
		manager.Upload(page, form, "file", "x.csv", []byte("a;b\n1;2\n")).Want(422, ".field-error", "Faltan columnas")
		text := "documento;apellidos y nombres;curso;fecha\n40000001;Anaz, Ana;<b>Taller</b>;15/12/2019\n;Nadie Conocido;c1;15/12/2019\n"
		preview := manager.Upload(page, form, "file", "antes.csv", []byte(text)).Want(200, "main", "Una fila dudosa").Want(200, "main", "no cuenta para ninguna").Want(200, "main", "<b>Taller</b>")
		preview = manager.Submit(preview, "form[action$='/titles']", "competency_0", "asking").Want(200, ".alert", "Guardado")
		if preview.Count("form[action$='/titles'] input[value=asking][checked]") != 1 {
			t.Error("what was chosen for the title is not shown")
		}
		stale := preview
		done := manager.Submit(preview, "form[action$='/confirm']").Want(200, ".alert", "Se trajo una fila").Want(200, "dl", "Traído de antes.csv")
		manager.Submit(stale, "form[action$='/confirm']").WantStatus(409)
		s.As(webtest.Who{Role: access.Manager, InstitutionID: s.Lupuna.ID}).Get(done.Path).WantStatus(404)
		s.As(webtest.Who{Role: access.Trainer}).Get("/trainings/files").WantStatus(403)
		manager.Submit(done, "form[action$='/undo']").Want(200, ".alert", "Deshecho")
		page = manager.Upload(manager.Get("/trainings/files"), form, "file", "antes.csv", []byte(text))
		manager.Submit(page, "form[action$='/discard']").Want(200, ".alert", "se descartó")
	})
}
