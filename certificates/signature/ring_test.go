package signature_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"relevo/certificates/signature"
)

const passphrase = "ocho ríos crecen en mayo"

func TestKeysAreKeptAndFoundAgain(t *testing.T) {
	for name, secret := range map[string]string{"in clear": "", "encrypted": passphrase} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "keys")
			issuer, err := signature.GenerateIssuer(dir, secret, day)
			if err != nil {
				t.Fatal(err)
			}
			key, err := signature.GeneratePDFKey(dir, secret, "CAR-1", "CAR Casa del Río", day)
			if err != nil {
				t.Fatal(err)
			}
			r, err := signature.Open(dir, secret)
			if err != nil {
				t.Fatal(err)
			}
			if got, ok := r.Issuer(); !ok || got.ID != issuer.ID || !got.Verify([]byte("x"), issuer.Sign([]byte("x"))) {
				t.Errorf("the issuer's key is %v %s, want %s", ok, got.ID, issuer.ID)
			}
			if got, ok := r.PDFKey("OTRA", "CAR-1", ""); !ok || got.Institution != "CAR-1" || got.Fingerprint() != key.Fingerprint() {
				t.Errorf("the key for PDF is %v %+v", ok, got)
			}
			if _, ok := r.PDFKey("OTRA", ""); ok {
				t.Error("another institution is given the key")
			}
			private(t, dir, secret)
		})
	}
}

// private holds the files of a folder to what is promised of them.
func private(t *testing.T, dir, secret string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 4 {
		t.Fatal(entries, err)
	}
	for _, entry := range entries {
		info, err := entry.Info()
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s has the rights %v, %v", entry.Name(), info.Mode(), err)
		}
		if !strings.HasSuffix(entry.Name(), ".key.pem") {
			continue
		}
		body, err := os.ReadFile(filepath.Join(dir, entry.Name()))
		if err != nil || strings.Contains(string(body), "ENCRYPTED") != (secret != "") {
			t.Errorf("%s: %v\n%s", entry.Name(), err, body)
		}
		if says, err := tool(t, dir, "openssl", "pkey", "-in", entry.Name(), "-passin", "pass:"+secret, "-noout", "-check"); err != nil {
			t.Errorf("openssl does not open %s: %v\n%s", entry.Name(), err, says)
		}
	}
}

func TestTheNewestKeySignsAndOldOnesVerify(t *testing.T) {
	dir := t.TempDir()
	old, err := signature.GenerateIssuer(dir, "", day)
	if err != nil {
		t.Fatal(err)
	}
	young, err := signature.GenerateIssuer(dir, "", day.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := signature.GenerateIssuer(dir, "", day); err == nil {
		t.Error("a key was written over")
	}
	// What an office does that wants the old key never to sign again.
	if err := os.Remove(filepath.Join(dir, "issuer-20260504T050000Z.key.pem")); err != nil {
		t.Fatal(err)
	}
	r, err := signature.Open(dir, "")
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := r.Issuer(); got.ID != young.ID {
		t.Errorf("%s signs, want the newest, %s", got.ID, young.ID)
	}
	if all := r.Issuers(); len(all) != 2 || all[1].ID != old.ID || all[1].CanSign() || !all[1].Verify([]byte("x"), old.Sign([]byte("x"))) {
		t.Errorf("the keys are %+v", all)
	}
	j, err := old.JWS("prueba", []byte(`{"a":1}`))
	if err != nil {
		t.Fatal(err)
	}
	if payload, err := r.OpenJWS(j); err != nil || string(payload) != `{"a":1}` {
		t.Errorf("what the old key signed: %q, %v", payload, err)
	}
	j.Payload += "A"
	if _, err := r.OpenJWS(j); err == nil {
		t.Error("a changed text was accepted")
	}
}

func TestAnAuthorityAnswersARequest(t *testing.T) {
	dir, ca := t.TempDir(), t.TempDir()
	requestAt, answerAt, err := signature.GenerateRequest(dir, "", "CASA", "CAR Casa del Río", day)
	if err != nil {
		t.Fatal(err)
	}
	if says, err := tool(t, dir, "openssl", "req", "-in", requestAt, "-verify", "-noout", "-text"); err != nil || !strings.Contains(says, "Digital Signature, Non Repudiation") {
		t.Errorf("openssl finds in the request: %v\n%s", err, says)
	}
	r, err := signature.Open(dir, "")
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := r.PDFKey("CASA"); ok || len(r.PDFKeys()) != 1 {
		t.Errorf("without a certificate the key signs: %v; %d keys", ok, len(r.PDFKeys()))
	}
	for _, args := range [][]string{
		{"req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Autoridad", "-days", "30"},
		{"x509", "-req", "-in", requestAt, "-CA", "ca.pem", "-CAkey", "ca.key", "-copy_extensions", "copy", "-days", "30", "-out", answerAt},
	} {
		if says, err := tool(t, ca, "openssl", args...); err != nil {
			t.Fatalf("openssl: %v\n%s", err, says)
		}
	}
	authority, err := os.ReadFile(filepath.Join(ca, "ca.pem"))
	if err != nil {
		t.Fatal(err)
	}
	answer, err := os.ReadFile(answerAt)
	if err != nil {
		t.Fatal(err)
	}
	write(t, dir, filepath.Base(answerAt), append(answer, authority...))
	if r, err = signature.Open(dir, ""); err != nil {
		t.Fatal(err)
	}
	key, ok := r.PDFKey("CASA")
	if !ok || key.Certificate.Issuer.CommonName != "Autoridad" || len(key.Above) != 1 {
		t.Fatalf("the key is %v %+v", ok, key)
	}
	body, err := key.SignPDF(drawing(t), signature.Signing{At: day})
	if err != nil {
		t.Fatal(err)
	}
	if finding, _ := r.CheckPDF(body); finding != signature.Intact {
		t.Errorf("relevo finds %s", finding)
	}
	write(t, dir, filepath.Base(answerAt), authority)
	if _, err := signature.Open(dir, ""); err == nil || !strings.Contains(err.Error(), "another key") {
		t.Errorf("the wrong certificate: %v", err)
	}
}

func TestOpenSaysWhatIsWrong(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(t *testing.T, dir string)
		says  string
	}{
		"a key others may read": {func(t *testing.T, dir string) {
			if err := os.Chmod(filepath.Join(dir, "issuer-20260504T050000Z.key.pem"), 0o644); err != nil {
				t.Fatal(err)
			}
		}, "chmod 600"},
		"a key cut short":   {func(t *testing.T, dir string) { write(t, dir, "issuer-20260504T050000Z.key.pem", nil) }, "restore it from a backup"},
		"a stranger's file": {func(t *testing.T, dir string) { write(t, dir, "mine.key.pem", nil) }, "name it so, or take it out"},
		"an old form of key": {func(t *testing.T, dir string) {
			write(t, dir, "issuer-20260504T050000Z.key.pem", []byte("-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n"))
		}, "openssl pkcs8"},
	} {
		dir := t.TempDir()
		if _, err := signature.GenerateIssuer(dir, "", day); err != nil {
			t.Fatal(err)
		}
		c.spoil(t, dir)
		if _, err := signature.Open(dir, ""); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %q", name, err, c.says)
		}
	}
	dir := t.TempDir()
	if _, err := signature.GenerateIssuer(dir, passphrase, day); err != nil {
		t.Fatal(err)
	}
	for _, wrong := range []string{"", "otra"} {
		if _, err := signature.Open(dir, wrong); err == nil || !strings.Contains(err.Error(), "RELEVO_KEYS_PASSPHRASE") {
			t.Errorf("with the passphrase %q: %v", wrong, err)
		}
	}
	if r, err := signature.Open(filepath.Join(dir, "nowhere"), ""); err != nil || len(r.Issuers())+len(r.PDFKeys()) != 0 {
		t.Errorf("a folder that is not there: %v", err)
	}
	if _, err := signature.GeneratePDFKey(dir, "", "../x", "x", day); err == nil {
		t.Error("a code that leads out of the folder was taken")
	}
	if _, err := signature.GeneratePDFKey(dir, "", "X", strings.Repeat("ñ", 65), day); err == nil {
		t.Error("a name too long for a certificate was taken")
	}
}
