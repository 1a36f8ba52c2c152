package demo_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"relevo/app/access"
	"relevo/app/db/dbtest"
	"relevo/app/demo"
	"relevo/app/i18n"
	"relevo/certificates"
	"relevo/certificates/signature"
)

// Every certificate of the demonstration looks as the programme's template says.
func TestCertificatesShowTheTemplate(t *testing.T) {
	p := load(t, dbtest.SQLite(t))
	list := slices.DeleteFunc(all[certificates.Certificate](p), func(c certificates.Certificate) bool { return c.RevokedAt != nil })
	for _, c := range list {
		if c.TemplateID == nil {
			t.Fatalf("certificate %s has no template", c.ID)
		}
	}
	text, err := p.textOf(t.Context(), t.TempDir(), list[0])
	if err != nil || !strings.Contains(text, "Demostración, sin valor oficial") {
		t.Errorf("%v:\n%s", err, text)
	}
	if dir := os.Getenv("RELEVO_PAPERS"); dir != "" { // to look at them
		for _, c := range list[:4] {
			if _, err := p.textOf(t.Context(), dir, c); err != nil {
				t.Error(err)
			}
		}
	}
}

// The drill: a thousand certificates are drawn and signed, read by another
// program and say what they should; each is verified by its code and as a file, and
// with one changed byte is not; pdfsig finds some of them valid; a revoked one says
// so. make torture runs it. Badges are held to others' verifiers in package badge.
func TestThousandPapersSayWhatTheyShould(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a minute")
	}
	p := load(t, dbtest.SQLite(t))
	ring, err := signature.Memory(demo.Begins.AddDate(-3, 0, 0), "")
	if err != nil {
		t.Fatal(err)
	}
	p.Certificates.SignWith(ring)
	var list []certificates.Certificate
	for _, c := range all[certificates.Certificate](p) {
		if c.RevokedAt == nil {
			list = append(list, c)
		}
	}
	const wanted = 1000
	for len(list) < wanted {
		list = append(list, list[:min(len(list), wanted-len(list))]...)
	}
	list = list[:wanted]
	begin := time.Now()
	for _, c := range list[:100] {
		if _, _, err := p.Certificates.Draw(t.Context(), access.System(), c.ID); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("drawing takes %s each", time.Since(begin)/100)
	begin = time.Now()
	next := make(chan drilled)
	var crew sync.WaitGroup
	for range 2 {
		crew.Go(func() {
			dir := t.TempDir()
			for one := range next {
				p.check(dir, one)
			}
		})
	}
	for i, c := range list {
		next <- drilled{c, i}
	}
	close(next)
	crew.Wait()
	t.Logf("%d drawn, signed, read, compared, verified and forged in %s", len(list), time.Since(begin).Round(time.Millisecond))
	p.revokedSaysSo(list[0])
}

// drilled is a certificate of the drill, and the how manyth.
type drilled struct {
	certificates.Certificate
	number int
}

// from is an address of its own for each of the drill's questions: of one that
// asks so much, nobody would be answered.
func (d drilled) from() string { return fmt.Sprintf("10.0.%d.%d", d.number/250, d.number%250) }

// pdfsigEvery is of how many certificates one is shown to pdfsig, which takes a while.
const pdfsigEvery = 25

// holds checks a drawn certificate by its code and as a file, and that with a
// changed byte it is not ours.
func (p programme) holds(d drilled, file string) {
	body, err := os.ReadFile(file)
	if err != nil {
		p.t.Error(err)
		return
	}
	verified, err := p.Certificates.Verify(p.t.Context(), d.from(), d.VerifyCode)
	if err != nil || verified.Serial != d.Serial || verified.PersonName != d.PersonName || verified.State == certificates.Revoked {
		p.t.Errorf("certificate %s is verified as %+v, %v", d.ID, verified, err)
	}
	found, err := p.Certificates.CheckFile(p.t.Context(), d.from(), body)
	if err != nil || found.Finding != certificates.SameFile || found.Signer == "" {
		p.t.Errorf("the file of %s is %+v, %v", d.ID, found, err)
	}
	const head = 8 // "%PDF-1.3": without it, it is no PDF at all and refused as such
	at := head + (d.number*7919+64)%(len(body)-head)
	body[at] ^= 0x20
	found, err = p.Certificates.CheckFile(p.t.Context(), d.from(), body)
	if err != nil || found.Finding == certificates.SameFile || found.Finding == certificates.SignedFile {
		p.t.Errorf("with byte %d of %d changed, the file of %s is %s, %v", at, len(body), d.ID, found.Finding, err)
	}
	if d.number%pdfsigEvery == 0 {
		out, err := exec.CommandContext(p.t.Context(), "pdfsig", "-nocert", file).CombinedOutput()
		if err != nil || !strings.Contains(string(out), "Signature is Valid") || !strings.Contains(string(out), "Total document signed") {
			p.t.Errorf("pdfsig, of %s: %v\n%s", d.ID, err, out)
		}
	}
}

// revokedSaysSo revokes a certificate and asks everywhere.
func (p programme) revokedSaysSo(c certificates.Certificate) {
	const why = "Se emitió por error."
	_, body, err := p.Certificates.Draw(p.t.Context(), access.System(), c.ID)
	if err != nil {
		p.t.Fatal(err)
	}
	if err := p.Certificates.Revoke(p.t.Context(), access.System(), c.ID, why); err != nil {
		p.t.Fatal(err)
	}
	if v, err := p.Certificates.Verify(p.t.Context(), "192.0.2.1", c.Serial); err != nil || v.State != certificates.Revoked || v.RevokeReason != why {
		p.t.Errorf("the revoked one is verified as %+v, %v", v, err)
	}
	if f, err := p.Certificates.CheckFile(p.t.Context(), "192.0.2.1", body); err != nil || f.Verified == nil || f.Verified.State != certificates.Revoked {
		p.t.Errorf("the revoked one's file is %+v, %v", f, err)
	}
}

// check draws a certificate and holds its text to what it is of.
func (p programme) check(dir string, d drilled) {
	c := d.Certificate
	defer p.holds(d, filepath.Join(dir, c.ID+".pdf"))
	text, err := p.textOf(p.t.Context(), dir, c)
	if err != nil {
		p.t.Error(err)
		return
	}
	say := i18n.For(i18n.Locale(c.Language))
	wanted := append([]string{c.PersonName, c.CourseTitle, c.InstitutionName, c.Serial, say.LongDate(c.IssuedOn),
		say.T("certificates.paper.hours", "count", c.Hours)}, c.Competencies.Names()...)
	for _, want := range append(wanted, c.Funders...) {
		if !strings.Contains(text, strings.Join(strings.Fields(want), " ")) {
			p.t.Errorf("certificate %s does not say %q:\n%s", c.ID, want, text)
		}
	}
}

// textOf draws a certificate and gives its text, white space folded.
func (p programme) textOf(ctx context.Context, dir string, c certificates.Certificate) (string, error) {
	_, body, err := p.Certificates.Draw(ctx, access.System(), c.ID)
	if err != nil {
		return "", err
	}
	file := filepath.Join(dir, c.ID+".pdf")
	if err := os.WriteFile(file, body, 0o600); err != nil {
		return "", err
	}
	out, err := exec.CommandContext(ctx, "pdftotext", "-enc", "UTF-8", file, "-").Output()
	return strings.Join(strings.Fields(string(out)), " "), err
}
