package web

import (
	"bytes"
	"encoding/json"
	"image/png"
	"strings"
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/web/webtest"
	"relevo/certificates/badge"
	"relevo/certificates/signature"
)

// issuing is the scene with a key to sign badges with.
func issuing(t *testing.T, d *db.DB) *scene {
	t.Helper()
	s := newScene(t, d)
	ring, err := signature.Memory(dbtest.Start)
	if err != nil {
		t.Fatal(err)
	}
	s.certificates.SignWith(ring)
	return s
}

func TestHolderDownloadsTheBadge(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := issuing(t, d)
		rosa := s.site.As(webtest.Who{Role: access.Official, PersonID: s.person.ID})
		show := rosa.Get("/certificates/"+s.certificate.ID).Want(200, ".card", "Insignia digital (Open Badges 3.0)")
		files := map[string][]byte{}
		for ending, mediaType := range map[string]string{"json": "application/json", "jwt": "text/plain", "png": "image/png"} {
			href, _ := show.Doc().Find("a[href$='/badge." + ending + "']").Attr("href")
			file := rosa.Get(href).WantStatus(200)
			if !strings.HasPrefix(file.Header.Get("Content-Type"), mediaType) || !strings.Contains(file.Header.Get("Content-Disposition"), s.certificate.Serial+"."+ending) ||
				!strings.Contains(file.Header.Get("Cache-Control"), "no-store") {
				t.Errorf("%s: %v", ending, file.Header)
			}
			files[ending] = file.Body
		}
		issuer := s.certificates.BadgeIssuer()
		if err := issuer.Verify(files["json"]); err != nil {
			t.Error(err)
		}
		if err := issuer.VerifyJWT(string(files["jwt"])); err != nil {
			t.Error(err)
		}
		if inside, err := badge.Extract(files["png"]); err != nil || !bytes.Equal(inside, files["json"]) {
			t.Errorf("the picture holds %s, %v", inside, err)
		}
	})
}

func TestOthersGetNoBadge(t *testing.T) {
	s := issuing(t, dbtest.SQLite(t))
	for _, ending := range []string{"json", "jwt", "png"} {
		here := "/certificates/" + s.certificate.ID + "/badge." + ending
		s.site.As(webtest.Who{Role: access.Manager, InstitutionID: s.otra.ID}).Get(here).WantStatus(404)
		s.site.As(webtest.Who{Role: access.Evaluator}).Get(here).WantStatus(403)
	}
}

// Everything that a credential leads to is there for whoever checks it, and names nobody.
func TestWhatABadgeLeadsToIsServed(t *testing.T) {
	s := issuing(t, dbtest.SQLite(t))
	anybody := s.site.As(webtest.Who{})
	issuer := s.certificates.BadgeIssuer()
	fetch := func(address string, into any) []byte {
		t.Helper()
		page := anybody.Get(strings.TrimPrefix(address, issuer.Base)).WantStatus(200)
		if page.Header.Get("Access-Control-Allow-Origin") != "*" {
			t.Errorf("a verifier in a browser cannot read %s", address)
		}
		if bytes.Contains(page.Body, []byte("Rosa")) || bytes.Contains(page.Body, []byte(s.person.ID)) {
			t.Errorf("%s names the holder", address)
		}
		if into != nil && json.Unmarshal(page.Body, into) != nil {
			t.Errorf("%s is not JSON: %s", address, page.Body)
		}
		return page.Body
	}
	var document badge.Document
	fetch(issuer.ID(), &document)
	var keys badge.KeySet
	fetch(issuer.ID()+"/keys", &keys)
	if document.ID != issuer.ID() || len(document.Methods) != 1 || len(keys.Keys) != 1 {
		t.Fatalf("the issuer is %+v with %+v", document, keys)
	}
	var key badge.JWK
	fetch(keys.Keys[0].ID, &key)
	if key != keys.Keys[0] || key.KeyType != "OKP" {
		t.Errorf("the kid leads to %+v", key)
	}
	credential := rosaBadge(t, s)
	if err := issuer.Verify(fetch(credential.Status.List, nil)); err != nil {
		t.Error(err)
	}
	if _, err := png.Decode(bytes.NewReader(fetch(credential.Subject.Achievement.Image.ID, nil))); err != nil {
		t.Error(err)
	}
	for _, path := range []string{"/issuer/keys/nada", "/issuer/status/nada", "/issuer/badges/nada"} {
		anybody.Get(path).WantStatus(404)
	}
}

func rosaBadge(t *testing.T, s *scene) badge.Credential {
	t.Helper()
	rosa := s.site.As(webtest.Who{Role: access.Official, PersonID: s.person.ID})
	var credential badge.Credential
	if err := json.Unmarshal(rosa.Get("/certificates/"+s.certificate.ID+"/badge.json").WantStatus(200).Body, &credential); err != nil {
		t.Fatal(err)
	}
	return credential
}

func TestRevokedAndKeylessOfferNoBadge(t *testing.T) {
	keyless := newScene(t, dbtest.SQLite(t))
	rosa := keyless.site.As(webtest.Who{Role: access.Official, PersonID: keyless.person.ID})
	if rosa.Get("/certificates/"+keyless.certificate.ID).Count("a[href*='/badge.']") != 0 {
		t.Error("a badge is offered without a key")
	}
	rosa.Get("/certificates/"+keyless.certificate.ID+"/badge.json").Want(409, "main", "clave para firmar insignias")

	s := issuing(t, dbtest.SQLite(t))
	jefa := s.site.As(webtest.Who{Role: access.Manager, InstitutionID: s.casa.ID})
	if err := s.certificates.Revoke(t.Context(), access.System(), s.certificate.ID, "Error."); err != nil {
		t.Fatal(err)
	}
	if jefa.Get("/certificates/"+s.certificate.ID).Count("a[href*='/badge.']") != 0 {
		t.Error("the badge of a revoked certificate is offered")
	}
	jefa.Get("/certificates/"+s.certificate.ID+"/badge.png").Want(409, "main", "anulado")
}
