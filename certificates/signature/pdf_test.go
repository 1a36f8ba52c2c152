package signature_test

import (
	"bytes"
	"encoding/hex"
	"encoding/pem"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jung-kurt/gofpdf"

	"relevo/certificates/signature"
)

var day = time.Date(2026, time.May, 4, 5, 0, 0, 0, time.UTC)

// ring is one for all tests: making a key of 3072 bits takes a while.
var ring = sync.OnceValue(func() *signature.Ring {
	r, err := signature.Memory(day, "", "CASA")
	if err != nil {
		panic(err)
	}
	return r
})

// drawing is a PDF as papers are drawn.
func drawing(t *testing.T) []byte {
	t.Helper()
	f := gofpdf.New("L", "mm", "A4", "")
	f.SetCatalogSort(true)
	f.SetCreationDate(day)
	f.SetModificationDate(day)
	f.AddPage()
	f.SetFont("Helvetica", "", 20)
	f.Text(40, 40, "Certificado")
	f.LinkString(40, 60, 20, 10, "https://relevo.example.pe")
	f.AddPage()
	var out bytes.Buffer
	if err := f.Output(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func signed(t *testing.T, code string) ([]byte, signature.PDFKey) {
	t.Helper()
	key, ok := ring().PDFKey(code)
	if !ok {
		t.Fatalf("no key for %q", code)
	}
	body, err := key.SignPDF(drawing(t), signature.Signing{At: day, Reason: "RLV-2026-7K3QD-M0XZW-3 (serie)"})
	if err != nil {
		t.Fatal(err)
	}
	return body, key
}

// tool runs a program in a folder and gives all it says.
func tool(t *testing.T, dir, name string, args ...string) (string, error) {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		t.Fatalf("%s is missing: .ci/prepare installs it", name)
	}
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func write(t *testing.T, dir, name string, body []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), body, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestSignedPDFIsTheSameEveryTimeAndKeepsWhatWasThere(t *testing.T) {
	first, key := signed(t, "CASA")
	again, _ := signed(t, "CASA")
	if !bytes.Equal(first, again) {
		t.Error("signing the same PDF twice gives different bytes")
	}
	if !bytes.HasPrefix(first, drawing(t)) {
		t.Error("what was there before was changed")
	}
	if finding, by := ring().CheckPDF(first); finding != signature.Intact || by.Institution != "CASA" || by.Fingerprint() != key.Fingerprint() {
		t.Errorf("relevo finds %s, by %q", finding, by.Institution)
	}
	if bytes.Contains(first, []byte{0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x05}) ||
		bytes.Contains(first, []byte(hex.EncodeToString([]byte{0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x05}))) {
		t.Error("there is an attribute signingTime, which PAdES forbids")
	}
}

// pdfsig is poppler's, with Mozilla's cryptography: nothing of ours.
func TestPdfsigFindsTheSignatureValid(t *testing.T) {
	dir := t.TempDir()
	body, _ := signed(t, "CASA")
	write(t, dir, "paper.pdf", body)
	says, err := tool(t, dir, "pdfsig", "-nocert", "paper.pdf")
	if err != nil {
		t.Fatalf("pdfsig: %v\n%s", err, says)
	}
	for _, want := range []string{
		"Signature is Valid.", "ETSI.CAdES.detached", "Total document signed", "SHA-256", "Signer Certificate Common Name: CASA",
	} {
		if !strings.Contains(says, want) {
			t.Errorf("pdfsig does not say %q:\n%s", want, says)
		}
	}
	if n := strings.Count(says, "Signature #"); n != 1 {
		t.Errorf("pdfsig finds %d signatures:\n%s", n, says)
	}
	changed := bytes.Replace(body, []byte("/Title"), []byte("/Tytle"), 1)
	if bytes.Equal(changed, body) {
		changed = bytes.Replace(body, []byte("/CreationDate"), []byte("/CreationDatf"), 1)
	}
	write(t, dir, "changed.pdf", changed)
	if says, _ := tool(t, dir, "pdfsig", "-nocert", "changed.pdf"); !strings.Contains(says, "Digest Mismatch") {
		t.Errorf("one changed byte, and pdfsig says:\n%s", says)
	}
	write(t, dir, "extended.pdf", append(bytes.Clone(body), "% more\n"...))
	if says, _ := tool(t, dir, "pdfsig", "-nocert", "extended.pdf"); !strings.Contains(says, "Not total document signed") {
		t.Errorf("something appended, and pdfsig says:\n%s", says)
	}
}

func TestOpensslVerifiesTheExtractedSignature(t *testing.T) {
	dir := t.TempDir()
	body, key := signed(t, "")
	match := regexp.MustCompile(`/ByteRange \[0 (\d+) (\d+) (\d+)\]`).FindSubmatch(body)
	if match == nil {
		t.Fatal("no ByteRange")
	}
	before, after := number(t, match[1]), number(t, match[2])
	der := make([]byte, (after-before-2)/2)
	if _, err := hex.Decode(der, body[before+1:after-1]); err != nil {
		t.Fatal(err)
	}
	content := append(bytes.Clone(body[:before]), body[after:]...)
	write(t, dir, "signature.der", der)
	write(t, dir, "content", content)
	write(t, dir, "signer.pem", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: key.Certificate.Raw}))
	verify := []string{
		"cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", "signature.der", "-content", "content", "-CAfile", "signer.pem", "-purpose", "any", "-out", "out",
		"-attime", strconv.FormatInt(day.Unix(), 10),
	}
	if says, err := tool(t, dir, "openssl", verify...); err != nil || !strings.Contains(says, "CAdES Verification successful") {
		t.Errorf("openssl: %v\n%s", err, says)
	}
	content[100] ^= 1
	write(t, dir, "content", content)
	if says, err := tool(t, dir, "openssl", verify...); err == nil {
		t.Errorf("one changed byte, and openssl says:\n%s", says)
	}
}

func number(t *testing.T, digits []byte) int {
	t.Helper()
	n, err := strconv.Atoi(string(digits))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestNoChangedByteIsOverlooked(t *testing.T) {
	body, _ := signed(t, "")
	changed := bytes.Clone(body)
	for at := range changed {
		if at%97 != 0 && at < len(body)-60_000 && at > 400 {
			continue // everywhere in the update, and here and there in what was drawn
		}
		if bytes.HasPrefix(body[at:], []byte("00000000")) && at%41 != 0 {
			continue // the padding is long
		}
		for _, bit := range []byte{1, 0x20} { // 0x20 makes a small letter a capital
			changed[at] ^= bit
			if finding, _ := ring().CheckPDF(changed); finding == signature.Intact {
				t.Fatalf("byte %d became %q and nothing is noticed", at, changed[at])
			}
			changed[at] ^= bit
		}
	}
}

func TestWhatASignatureTells(t *testing.T) {
	body, _ := signed(t, "CASA")
	appended := append(bytes.Clone(body), "1 0 obj\n<<>>\nendobj\n"...)
	drawn := bytes.Replace(body, []byte("/MediaBox"), []byte("/MediaBux"), 1)
	stranger, err := signature.Memory(day, "CASA")
	if err != nil {
		t.Fatal(err)
	}
	key, _ := stranger.PDFKey("CASA")
	forged, err := key.SignPDF(drawing(t), signature.Signing{At: day})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		body []byte
		want signature.Finding
	}{
		"signed":                   {body, signature.Intact},
		"with something appended":  {appended, signature.Extended},
		"with a changed byte":      {drawn, signature.Changed},
		"cut short":                {body[:len(body)-20], signature.NotOurs},
		"never signed":             {drawing(t), signature.Unsigned},
		"signed by somebody else":  {forged, signature.NotOurs},
		"no PDF at all":            {[]byte("hola"), signature.Unsigned},
		"a range out of the file":  {[]byte("/ByteRange [0 999999999 999999999 999999999]"), signature.NotOurs},
		"a range that runs back":   {[]byte("/ByteRange [0 9 3 1]"), signature.NotOurs},
		"a range around no digits": {[]byte("/ByteRange [0 2 9 1] <zzzz>"), signature.NotOurs},
		"nothing":                  {nil, signature.Unsigned},
	} {
		if got, _ := ring().CheckPDF(c.body); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestSignPDFRefusesWhatItCannotRead(t *testing.T) {
	key, _ := ring().PDFKey("")
	for _, body := range []string{"", "%PDF-1.4\n", "startxref\n5\n%%EOF\n", "trailer << /Size 2 /Root 1 0 R /Info 1 0 R >>\nstartxref\n0\n%%EOF\n"} {
		if _, err := key.SignPDF([]byte(body), signature.Signing{At: day}); err == nil {
			t.Errorf("%q was signed", body)
		}
	}
	if _, err := (signature.PDFKey{}).SignPDF(drawing(t), signature.Signing{At: day}); err == nil {
		t.Error("no key signed")
	}
}

// FuzzCheckPDF holds that a file from anywhere is read without panic, and is
// never taken for ours.
func FuzzCheckPDF(f *testing.F) {
	f.Add([]byte("/ByteRange [0 5 9 1] <3003>"))
	f.Fuzz(func(t *testing.T, body []byte) {
		if finding, _ := ring().CheckPDF(body); finding == signature.Intact {
			t.Error("found intact")
		}
	})
}
