package certificates

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
	"relevo/certificates/signature"
)

// paperOf draws Rosa's certificate as she downloads it.
func (w *world) paperOf(c Certificate) []byte {
	w.t.Helper()
	_, body, err := w.service.Draw(w.t.Context(), w.holder(), c.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	return body
}

func TestTheNearestInstitutionWithAKeySigns(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		c, _ := w.issued()
		if finding, _ := keys().CheckPDF(w.paperOf(c)); finding != signature.Unsigned {
			t.Errorf("without keys the paper is %s", finding)
		}
		w.service.SignWith(keys())
		first := w.paperOf(c)
		if finding, by := keys().CheckPDF(first); finding != signature.Intact || by.Institution != "CASA" {
			t.Errorf("the paper is %s, by %q", finding, by.Institution)
		}
		dbtest.ClockOf(t, d).Advance(48 * time.Hour)
		if !bytes.Equal(first, w.paperOf(c)) {
			t.Error("drawn again, it is another file")
		}
		c.InstitutionID = &w.otra.ID
		body, err := w.service.drawn(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		if finding, by := keys().CheckPDF(body); finding != signature.Intact || by.Institution != "" {
			t.Errorf("of a centre without a key, the paper is %s, by %q", finding, by.Institution)
		}
		dbtest.ClockOf(t, d).Advance(6 * 365 * 24 * time.Hour)
		if finding, _ := keys().CheckPDF(w.paperOf(c)); finding != signature.Unsigned {
			t.Errorf("after the certificate's end it is %s", finding)
		}
	})
}

// Two programs that others wrote find the paper signed.
func TestPdfsigFindsAPaperValid(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	c, _ := w.issued()
	w.service.SignWith(keys())
	path := filepath.Join(t.TempDir(), "paper.pdf")
	if err := os.WriteFile(path, w.paperOf(c), 0o600); err != nil {
		t.Fatal(err)
	}
	says, err := exec.CommandContext(t.Context(), "pdfsig", "-nocert", path).CombinedOutput()
	if err != nil || !strings.Contains(string(says), "Signature is Valid.") || !strings.Contains(string(says), "Total document signed") {
		t.Errorf("pdfsig (poppler-utils, which .ci/prepare installs): %v\n%s", err, says)
	}
	if text := textOf(t, w.paperOf(c)); !strings.Contains(text, "relevo.example.pe/verify") || strings.Contains(text, "#p=") {
		t.Errorf("the paper says:\n%s", text)
	}
}

func TestAFileIsTheOriginalOrNot(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		c, _ := w.issued()
		if testing.Short() && d.Dialect == db.Postgres {
			return // what a file is, no database is asked
		}
		unsigned := w.paperOf(c)
		w.service.SignWith(keys())
		body := w.paperOf(c)
		foreign, err := PDF(paper(), address)
		if err != nil {
			t.Fatal(err)
		}
		for name, file := range map[string]struct {
			body []byte
			want FileFinding
			says bool
		}{
			"the original":                {body, SameFile, true},
			"one changed byte":            {bytes.Replace(body, []byte("/MediaBox"), []byte("/MediaBux"), 1), ChangedFile, true},
			"something appended":          {append(bytes.Clone(body), "% hola\n"...), ExtendedFile, true},
			"the one without a signature": {unsigned, ChangedFile, true},
			"another programme's":         {foreign, UnknownFile, false},
			"any PDF":                     {[]byte("%PDF-1.4\n%%EOF\n"), UnknownFile, false},
		} {
			got, err := w.service.CheckFile(t.Context(), "192.0.2.1", file.body)
			if err != nil || got.Finding != file.want || (got.Verified != nil) != file.says {
				t.Errorf("%s: %s, says %v, %v", name, got.Finding, got.Verified, err)
			}
			if got.Verified != nil && got.Verified.Serial != c.Serial {
				t.Errorf("%s says what %s says", name, got.Verified.Serial)
			}
		}
		if _, err := w.service.CheckFile(t.Context(), "192.0.2.1", []byte("hola")); !fault.Is(err, fault.Invalid) {
			t.Errorf("no PDF: %v", err)
		}
		// What was signed before a change of the paper's looks still counts.
		c.CourseTitle = "Otro"
		other, err := w.service.drawn(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := w.service.CheckFile(t.Context(), "192.0.2.1", other); err != nil || got.Finding != SignedFile || got.Signer != "CASA" {
			t.Errorf("signed, and not what is drawn today: %+v, %v", got, err)
		}
		if err := w.service.Revoke(t.Context(), managerOf(w.casa), c.ID, "Se emitió por error."); err != nil {
			t.Fatal(err)
		}
		if got, err := w.service.CheckFile(t.Context(), "192.0.2.1", body); err != nil || got.Finding != SameFile || got.Verified.State != Revoked {
			t.Errorf("the original of a revoked certificate: %+v, %v", got, err)
		}
	})
}

func TestFilesCountAsCodesDo(t *testing.T) {
	s := NewService(dbtest.SQLite(t), base)
	for range verifyMost {
		if _, err := s.CheckFile(t.Context(), "192.0.2.1", []byte("%PDF-")); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.CheckFile(t.Context(), "192.0.2.1", []byte("%PDF-")); !fault.Is(err, fault.TooMany) {
		t.Errorf("one more: %v", err)
	}
	if _, err := s.Verify(t.Context(), "192.0.2.1", "nada"); !fault.Is(err, fault.TooMany) {
		t.Errorf("a code after many files: %v", err)
	}
}

// A program that others wrote reads the code off the printed page, at the
// resolutions of screens, printers and telephones' pictures of them.
func TestAScannerReadsTheCodeOffThePaper(t *testing.T) {
	reader, err := exec.LookPath("zbarimg")
	if err != nil {
		t.Fatal("zbarimg is missing: install zbar-tools (make test does)")
	}
	w := newWorld(t, dbtest.SQLite(t))
	c, _ := w.issued()
	long := NewService(w.db, "https://certificados.capacitacion.ministerio.gob.pe")
	longest := c.Paper
	longest.PersonName, longest.CourseTitle, longest.InstitutionName = strings.Repeat("Ñahui Gutiérrez ", 5), strings.Repeat("Atención a víctimas ", 6), strings.Repeat("Centro de Acogida ", 5)
	resolutions := []string{"150", "300", "350"}
	if testing.Short() {
		resolutions = resolutions[:1]
	}
	for name, one := range map[string]struct {
		service *Service
		paper   Paper
	}{"ordinary": {w.service, c.Paper}, "longest": {long, longest}} {
		one.service.SignWith(keys())
		code := one.service.scanned(one.paper)
		for _, orientation := range Orientations {
			body, err := PDFIn(Look{Design: Design{Orientation: orientation}}, one.paper, one.service.Address(one.paper.VerifyCode), code)
			if err != nil {
				t.Fatal(err)
			}
			for _, dpi := range resolutions {
				t.Run(name+" "+string(orientation)+" "+dpi, func(t *testing.T) {
					t.Parallel()
					page := filepath.Join(t.TempDir(), "page.png")
					if err := os.WriteFile(page, poppler(t, "pdftoppm", body, "page.png", "-png", "-gray", "-singlefile", "-r", dpi), 0o600); err != nil {
						t.Fatal(err)
					}
					read, err := exec.CommandContext(t.Context(), reader, "--quiet", "--raw", page).Output()
					if err != nil || strings.TrimSpace(string(read)) != code {
						t.Errorf("read %q, %v; want the code of the paper", read, err)
					}
				})
			}
		}
	}
}
