package web

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"relevo/app/access"
	"relevo/app/db/dbtest"
	"relevo/app/web/webtest"
	"relevo/certificates"
	"relevo/certificates/signature"
)

// signing gives a scene whose papers are signed.
func signing(t *testing.T) (*scene, *signature.Ring) {
	t.Helper()
	s := newScene(t, dbtest.SQLite(t))
	ring, err := signature.Memory(dbtest.Start, "")
	if err != nil {
		t.Fatal(err)
	}
	s.certificates.SignWith(ring)
	return s, ring
}

func TestWithoutKeysThereIsNothingToTakeAway(t *testing.T) {
	s := newScene(t, dbtest.SQLite(t))
	anybody := s.site.As(webtest.Who{})
	if anybody.Get("/verify").Count("a[href='/verify/offline']") != 0 {
		t.Error("a page is offered that is not there")
	}
	anybody.Get("/verify/offline").WantStatus(404)
	anybody.Get("/verify/revocations.json").WantStatus(404)
}

func TestTheListOfRevokedCertificatesMayBeKept(t *testing.T) {
	s, ring := signing(t)
	page := s.site.As(webtest.Who{}).Get("/verify/revocations.json").WantStatus(200)
	for header, want := range map[string]string{"Content-Type": "application/jose+json", "Cache-Control": "public, max-age=3600", "Access-Control-Allow-Origin": "*"} {
		if got := page.Header.Get(header); got != want {
			t.Errorf("%s: %q, want %q", header, got, want)
		}
	}
	if page.Header.Get("ETag") == "" || page.Header.Get("Set-Cookie") != "" {
		t.Errorf("it cannot be kept: %v", page.Header)
	}
	var signed signature.JWS
	if err := json.Unmarshal(page.Body, &signed); err != nil {
		t.Fatal(err)
	}
	if _, err := ring.OpenJWS(signed); err != nil {
		t.Error(err)
	}
}

// The page is opened from a folder, in a browser that reaches nothing.
func TestTheOfflinePageChecksALine(t *testing.T) {
	s, ring := signing(t)
	issuer, _ := ring.Issuer()
	genuine := "http://relevo.test/verify/" + s.certificate.VerifyCode + "#p=" + certificates.WriteLine(s.certificate.Paper, issuer)
	forged := strings.Replace(genuine, genuine[len(genuine)-40:], strings.Repeat("A", 40), 1)
	ended := s.certificate.Paper
	until := ended.IssuedOn - 1
	ended.ValidUntil = &until
	expired := certificates.WriteLine(ended, issuer)

	before := s.offline(t)
	if err := s.certificates.Revoke(t.Context(), access.System(), s.certificate.ID, "Se emitió por error."); err != nil {
		t.Fatal(err)
	}
	after := s.offline(t)
	damaged := strings.Replace(before, `"signature":"`, `"signature":"AAAA`, 1)
	window := chromium(t)
	for _, c := range []struct {
		name, page, typed, tone string
		says                    []string
	}{
		{"genuine", before, genuine, "good", []string{"auténtico", "Rosa <b>María</b> Ñahui", "Acompañar sin interrogar", s.certificate.Serial, "Lista de anulados del"}},
		{"forged", before, forged, "bad", []string{"No se pudo comprobar"}},
		{"expired", before, expired, "notice", []string{"ya venció"}},
		{"a printed code", before, s.certificate.VerifyCode, "notice", []string{"no figura como anulado", "no basta"}},
		{"revoked", after, genuine, "bad", []string{"fue anulado", "Rosa"}},
		{"a revoked code", after, strings.ToUpper(s.certificate.VerifyCode), "bad", []string{"fue anulado"}},
		{"nonsense", before, "hola", "bad", []string{"No se pudo comprobar"}},
		{"a damaged page", damaged, genuine, "bad", []string{"dañada"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			tone, text := typedInto(t, window, c.page, c.typed)
			if tone != c.tone {
				t.Errorf("the answer is %q, want %q: %s", tone, c.tone, text)
			}
			for _, want := range c.says {
				if !strings.Contains(text, want) {
					t.Errorf("the page does not say %q: %s", want, text)
				}
			}
		})
	}
}

// offline downloads the page.
func (s *scene) offline(t *testing.T) string {
	t.Helper()
	page := s.site.As(webtest.Who{}).Get("/verify/offline").WantStatus(200)
	if d := page.Header.Get("Content-Disposition"); !strings.HasPrefix(d, "attachment") {
		t.Errorf("the page is no download: %q", d)
	}
	if strings.Contains(string(page.Body), `src="`) || strings.Contains(string(page.Body), `href="`) {
		t.Error("the page fetches something")
	}
	return string(page.Body)
}

// typedInto opens a page from a file, types and gives the answer.
func typedInto(t *testing.T, window context.Context, page, typed string) (tone, text string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "offline.html")
	if err := os.WriteFile(path, []byte(page), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(window, 30*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx, chromedp.Navigate("file://"+path)); err != nil {
		t.Fatal(err)
	}
	script := `new Promise((done) => {
		document.getElementById("typed").value = ` + quoted(t, typed) + `;
		document.querySelector("form").requestSubmit();
		const answer = document.getElementById("answer");
		const look = () => answer.className ? done([answer.className, answer.innerText]) : setTimeout(look, 20);
		look();
	})`
	answer, err := chromedp.Run(ctx, chromedp.Evaluate[[]string](script, chromedp.EvalAwaitPromise))
	if err != nil || len(answer) != 2 {
		t.Fatalf("%v %v", answer, err)
	}
	return answer[0], answer[1]
}

// chromium opens a window of Debian's Chromium.
func chromium(t *testing.T) context.Context {
	t.Helper()
	options := []chromedp.ExecAllocatorOption{
		chromedp.Headless, chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true), chromedp.WSURLReadTimeout(time.Minute),
	}
	if os.Getuid() == 0 {
		options = append(options, chromedp.NoSandbox) // Chromium refuses to be root within its sandbox
	}
	allocator, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	window, closeWindow := chromedp.NewContext(allocator)
	t.Cleanup(closeWindow)
	if err := chromedp.Do(window); err != nil {
		t.Fatalf("Chromium (which .ci/prepare installs) does not start: %v", err)
	}
	return window
}

func quoted(t *testing.T, text string) string {
	t.Helper()
	body, err := json.Marshal(text)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}
