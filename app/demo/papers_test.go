package demo_test

import (
	"context"
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
	"relevo/app/i18n"
	"relevo/certificates"
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

// The drill: a thousand certificates are drawn, read by another program, and
// say what they should. make torture runs it.
func TestThousandPapersSayWhatTheyShould(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a minute")
	}
	p := load(t, dbtest.SQLite(t))
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
	next := make(chan certificates.Certificate)
	var crew sync.WaitGroup
	for range 2 {
		crew.Go(func() {
			dir := t.TempDir()
			for c := range next {
				p.check(dir, c)
			}
		})
	}
	for _, c := range list {
		next <- c
	}
	close(next)
	crew.Wait()
	t.Logf("%d drawn, read and compared in %s", len(list), time.Since(begin).Round(time.Millisecond))
}

// check draws a certificate and holds its text to what it is of.
func (p programme) check(dir string, c certificates.Certificate) {
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
