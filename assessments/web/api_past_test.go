package web_test

import (
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/web/api/apitest"
	"relevo/app/web/webtest"
)

func TestAProgramBringsInEarlierScores(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, document := newWorld(t, d).withPeople(), contract(t)
		w.must(d.Write(t.Context(), func(tx *db.Tx) error {
			return tx.DB.Table("person").Where("id = ?", w.people[0].ID).Updates(map[string]any{"document_type": "dni", "document_number": "40000001"}).Error
		}))
		manager := apitest.Of(t, document, w.site.As(webtest.Who{Role: access.Manager, InstitutionID: w.centre.ID}), access.ImportRoster)
		file := object{"name": "notas.csv", "content": []byte("documento;competencia;ocasión;fecha;puntaje\n40000001;reception;pre;15/03/2024;11\n40000001;reception;post;20/03/2024;25\n"), "maximum": 0, "cut": 170}
		manager.Ask("POST", "/results/files", file).WantField("maximum").WantField("cut")
		file["maximum"], file["cut"] = 20, 70
		preview := manager.Ask("POST", "/results/files", file).Want(201)
		if preview.At("changes") != 1.0 || preview.Text("rows.0.person_id") != w.people[0].ID || preview.Text("rows.1.state") != "refused" {
			t.Errorf("%s", preview.Body)
		}
		at := "/results/files/" + preview.Text("file.id")
		manager.Ask("POST", at+"/confirm", object{"fingerprint": "another"}).Want(409)
		done := manager.Ask("POST", at+"/confirm", object{"fingerprint": preview.Text("fingerprint")}, "Idempotency-Key", "uno").Want(200)
		if done.Text("confirmed_at") == "" || manager.Get("/results/files").Len("items") != 1 {
			t.Errorf("%s", done.Body)
		}
		other := apitest.Of(t, document, w.site.As(webtest.Who{Role: access.Manager, InstitutionID: w.elsewhere()}), access.ImportRoster)
		other.Ask("GET", at, nil).Want(404)
		other.Ask("POST", at+"/undo", nil).Want(404)
		if other.Get("/results/files").Len("items") != 0 {
			t.Error("another's files are listed")
		}
		manager.Ask("POST", at+"/undo", nil).Want(204)
		again := manager.Ask("POST", "/results/files", file).Want(201).Text("file.id")
		manager.Ask("DELETE", "/results/files/"+again, nil).Want(204)
		manager.Ask("GET", "/results/files/"+again, nil).Want(404)
	})
}
