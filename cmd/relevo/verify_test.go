package main

import (
	"bytes"
	"encoding/json"
	"encoding/pem"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"relevo/app"
	"relevo/app/access"
	"relevo/app/db"
	"relevo/certificates"
	"relevo/certificates/signature"
)

// issuedIn gives a standing certificate of competence in the data folder of a
// demonstration, its files, and the keys.
func issuedIn(t *testing.T, data string) (*certificates.Service, certificates.Certificate, *signature.Ring, func()) {
	t.Helper()
	d, _, err := app.Open(t.Context(), app.Config{Data: data})
	if err != nil {
		t.Fatal(err)
	}
	ring, err := signature.Open(filepath.Join(data, "keys"), "")
	if err != nil {
		t.Fatal(err)
	}
	service := certificates.NewService(d, "https://relevo.example.pe")
	service.SignWith(ring)
	var c certificates.Certificate
	err = d.Read(t.Context(), func(tx *db.Tx) error {
		return tx.DB.Where("kind = ? AND revoked_at IS NULL", certificates.Completion).Order("id DESC").Take(&c).Error
	})
	if err != nil {
		t.Fatal(err)
	}
	return service, c, ring, func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestVerifyTellsWhatAFileIs(t *testing.T) {
	t.Parallel()
	data, files := filepath.Join(t.TempDir(), "demo"), t.TempDir()
	if code := start(t, nil, "demo", "--addr", "localhost:0", "--data", data).stop(); code != 0 {
		t.Fatal("the demonstration did not stop")
	}
	service, c, ring, done := issuedIn(t, data)
	keep := func(name string, body []byte) string {
		t.Helper()
		path := filepath.Join(files, name)
		if err := os.WriteFile(path, body, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	_, pdf, err := service.Draw(t.Context(), access.System(), c.ID)
	if err != nil {
		t.Fatal(err)
	}
	_, badge, err := service.Badge(t.Context(), access.System(), c.ID)
	if err != nil {
		t.Fatal(err)
	}
	changed := bytes.Clone(pdf)
	changed[len(changed)/3] ^= 1
	paths := map[string]string{
		"pdf": keep("a.pdf", pdf), "png": keep("a.png", badge.PNG), "json": keep("a.json", badge.JSON), "jwt": keep("a.jwt", []byte(badge.JWT+"\n")),
	}
	var certificate bytes.Buffer
	for _, key := range ring.PDFKeys() {
		if err := pem.Encode(&certificate, &pem.Block{Type: "CERTIFICATE", Bytes: key.Certificate.Raw}); err != nil {
			t.Fatal(err)
		}
	}
	jwks, err := json.Marshal(service.BadgeIssuer().KeySet())
	if err != nil {
		t.Fatal(err)
	}
	cert, keys := keep("keys.pem", certificate.Bytes()), keep("keys.json", jwks)

	for kind, path := range paths {
		// With public keys alone: what could not be checked is said.
		code, out, stderr := once(t, "", nil, "verify", path, "--key", cert, "--key", keys)
		if code != 0 || !strings.HasPrefix(out, "AUTHENTIC") || !strings.Contains(out, "not checked: whether the certificate was revoked") {
			t.Errorf("%s with public keys: exit %d\n%s%s", kind, code, out, stderr)
		}
		// With the database.
		code, out, stderr = once(t, "", nil, "verify", path, "--data", data, "--json")
		var r verdict
		if err := json.Unmarshal([]byte(out), &r); err != nil || code != 0 || !r.Valid || r.State != "valid" || r.Signature != "valid" || r.File != kind ||
			r.Serial != c.Serial || r.Person != c.PersonName || len(r.Unchecked) != 0 {
			t.Errorf("%s with the database: exit %d, %+v, %v\n%s", kind, code, r, err, stderr)
		}
		// With no key of ours.
		code, out, _ = once(t, "", nil, "verify", path)
		if code != 1 || !strings.HasPrefix(out, "NOT VALID") {
			t.Errorf("%s without keys: exit %d\n%s", kind, code, out)
		}
	}
	if code, out, _ := once(t, "", nil, "verify", paths["pdf"], "--key", keys); code != 1 || !strings.Contains(out, "QR line      valid") || !strings.Contains(out, c.PersonName) {
		t.Errorf("with the issuer's key, the line of an unproved file: exit %d\n%s", code, out)
	}
	if code, out, stderr := once(t, "", nil, "verify", keep("changed.pdf", changed), "--data", data); code != 1 || !strings.HasPrefix(out, "NOT VALID") || !strings.Contains(out, "changed after it was signed") {
		t.Errorf("a changed byte: exit %d\n%s%s", code, out, stderr)
	}
	for name, body := range map[string][]byte{"x.json": bytes.Replace(badge.JSON, []byte(c.CourseTitle), []byte("Otro curso"), 1), "x.jwt": []byte(badge.JWT[:len(badge.JWT)-4] + "AAAA")} {
		if code, out, stderr := once(t, "", nil, "verify", keep(name, body), "--data", data); code != 1 || !strings.HasPrefix(out, "NOT VALID") {
			t.Errorf("%s: exit %d\n%s%s", name, code, out, stderr)
		}
	}
	for name, body := range map[string][]byte{"empty": nil, "text": []byte("hola"), "other.json": []byte(`{"id": 1}`), "cut.png": badge.PNG[:400]} {
		if code, out, stderr := once(t, "", nil, "verify", keep(name, body), "--data", data); code != 1 || out != "" || !strings.Contains(stderr, name) {
			t.Errorf("%s: exit %d\n%s%s", name, code, out, stderr)
		}
	}
	if code, _, stderr := once(t, "", nil, "verify", paths["pdf"], "--data", files); code != 1 || !strings.Contains(stderr, "no database") {
		t.Errorf("where there is no database: exit %d\n%s", code, stderr)
	}
	if err := service.Revoke(t.Context(), access.System(), c.ID, "Se emitió por error."); err != nil {
		t.Fatal(err)
	}
	done()
	for kind, path := range paths {
		if code, out, _ := once(t, "", nil, "verify", path, "--data", data); code != 1 || !strings.HasPrefix(out, "NOT VALID") || !strings.Contains(out, "Se emitió por error.") || !strings.Contains(out, "signature    valid") {
			t.Errorf("%s of a revoked one: exit %d\n%s", kind, code, out)
		}
	}
}
