package web_test

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/web/api/apitest"
	"relevo/app/web/webtest"
	"relevo/assessments"
)

func TestAProgramBringsInTypedAnswers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, document := newWorld(t, d).withPeople().withAssessment(), contract(t)
		a, _ := w.administer(assessments.Pre)
		visitor := w.site.As(webtest.Who{Role: access.Manager, InstitutionID: w.centre.ID})
		byName := codes(visitor.Submit(visitor.Get("/administrations/"+a.ID+"/sheets"), "form[action$='/sheets']:not([role])"))
		manager := apitest.Of(t, document, visitor, access.RunOfferings)
		at := "/administrations/" + a.ID + "/sheets/files"
		text := "Código;1;2;3\n" + byName["Huamaní, Rosaura"] + ";A;24;Le digo: mañana conversamos\n7K3Q-DM0X-1;A;;\n"
		manager.Ask("POST", at, object{"name": "otra.csv", "content": []byte("a;b\n1;2\n")}).WantField("file")
		file := object{"name": "grupo.csv", "content": []byte(text), "sat_on": "2026-01-05", "consent": true}
		preview := manager.Ask("POST", at, file).Want(201)
		if preview.At("changes") != 1.0 || preview.Len("rows") != 2 {
			t.Errorf("%s", preview.Body)
		}
		one := at + "/" + preview.Text("file.id")
		manager.Ask("POST", one+"/confirm", object{"fingerprint": "another"}).Want(409)
		if done := manager.Ask("POST", one+"/confirm", object{"fingerprint": preview.Text("fingerprint")}).Want(200); done.Text("confirmed_at") == "" || manager.Get(at).Len("items") != 1 {
			t.Errorf("%s", done.Body)
		}
		other := apitest.Of(t, document, w.site.As(webtest.Who{Role: access.Manager, InstitutionID: w.elsewhere()}), access.RunOfferings)
		other.Ask("GET", one, nil).Want(404)
		other.Ask("POST", at, file).Want(404)
		other.Ask("POST", one+"/undo", nil).Want(404)
		manager.Ask("POST", one+"/undo", nil).Want(204)
		again := at + "/" + manager.Ask("POST", at, file).Want(201).Text("file.id")
		manager.Ask("DELETE", again, nil).Want(204)
		manager.Ask("GET", again, nil).Want(404)
	})
}

// sealed is the file of a telephone with one answer, as vault.js makes it.
func sealed(t *testing.T, key []byte, name, answer string) []byte {
	t.Helper()
	block, err := aes.NewCipher(key)
	if err != nil {
		t.Fatal(err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		t.Fatal(err)
	}
	nonce := bytes.Repeat([]byte{7}, aead.NonceSize())
	record := object{"name": name, "account": "0f0f", "key": "key", "sealed": base64.StdEncoding.EncodeToString(aead.Seal(nonce, nonce, []byte(answer), []byte(name)))}
	file, err := json.Marshal(object{"relevo": "answers", "version": 1, "records": []object{record}})
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func TestAProgramSavesWhatATelephoneCouldNotSend(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, document := newWorld(t, d).withPeople().withAssessment(), contract(t)
		_, attempts := w.administer(assessments.Pre)
		key, owner := bytes.Repeat([]byte{3}, 32), ""
		w.keyOf = func(string) (string, []byte, error) { return owner, key, nil }
		own := apitest.Of(t, document, w.officials[0], access.Learn)
		begun := own.Ask("POST", "/attempts/"+attempts[0]+"/start", object{"consent": true})
		if begun.Status >= 300 {
			t.Fatalf("%d %s", begun.Status, begun.Body)
		}
		var item string
		w.must(d.Read(t.Context(), func(tx *db.Tx) error {
			if err := tx.DB.Raw("SELECT id FROM account WHERE person_id = ?", w.people[0].ID).Scan(&owner).Error; err != nil {
				return err
			}
			item = w.vignette.ID
			return nil
		}))
		file := object{"content": sealed(t, key, attempts[0]+"."+item, `{"seq":1,"device":"telephone","value":{"text":"Le ofrezco agua."}}`)}
		runner := apitest.Of(t, document, w.site.As(webtest.Who{Role: access.Trainer}), access.RunOfferings)
		if seen := runner.Ask("POST", "/answers/preview", file).Want(200); seen.At("new") != 1.0 || seen.Text("sittings.0.attempt_id") != attempts[0] || strings.Contains(string(seen.Body), "agua") {
			t.Errorf("%s", seen.Body)
		}
		runner.Ask("POST", "/answers", file).Want(200)
		if again := runner.Ask("POST", "/answers", file).Want(200); again.At("new") != 0.0 {
			t.Errorf("%s", again.Body)
		}
		runner.Ask("POST", "/answers", object{"content": []byte("\x89PNG")}).WantField("file")
		elsewhere := apitest.Of(t, document, w.site.As(webtest.Who{Role: access.Manager, InstitutionID: w.elsewhere()}), access.RunOfferings)
		elsewhere.Ask("POST", "/answers/preview", file).Want(404)
		elsewhere.Ask("POST", "/answers", file).Want(404)
		own.Ask("POST", "/answers", file).Want(403)
	})
}
