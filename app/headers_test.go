package app

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"relevo/app/access"
)

// Every answer, of whatever kind, tells browsers what it is and what they may do with it.
func TestEveryAnswerHasItsHeaders(t *testing.T) {
	a, err := New(t.Context(), Config{Addr: "localhost:0", Data: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Abandon(nil); err != nil {
			t.Error(err)
		}
	})
	asset := regexp.MustCompile(`/assets/[^"]+\.css`)
	_, login := a.send(t, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/login", nil))
	for _, path := range []string{"/login", "/", "/none", "/account", "/healthz", "/readyz", "/verify/revocations.json", "/verify", asset.FindString(login)} {
		for _, accept := range []string{"text/html", "application/json"} {
			for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodOptions, "TRACE"} {
				request := httptest.NewRequestWithContext(t.Context(), method, path, nil)
				request.Header.Set("Accept", accept)
				answer, body := a.send(t, request)
				where := method + " " + path + " for " + accept
				for header, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "X-Frame-Options": "DENY", "Cross-Origin-Resource-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin"} {
					if got := answer.Header.Get(header); got != want {
						t.Errorf("%s (%d): %s is %q", where, answer.StatusCode, header, got)
					}
				}
				for _, want := range []string{"default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"} {
					if got := answer.Header.Get("Content-Security-Policy"); !strings.Contains(got, want) || strings.Contains(got, "unsafe") {
						t.Errorf("%s (%d): the policy is %q", where, answer.StatusCode, got)
					}
				}
				if answer.Header.Get("Access-Control-Allow-Origin") != "" {
					t.Errorf("%s: other origins are let in", where)
				}
				if kind := answer.Header.Get("Content-Type"); body != "" && (kind == "" || strings.HasPrefix(kind, "text/") && !strings.Contains(kind, "charset=utf-8")) {
					t.Errorf("%s (%d): what it is, is %q", where, answer.StatusCode, kind)
				}
				if method == "TRACE" && answer.StatusCode < 400 {
					t.Errorf("%s is answered with %d", where, answer.StatusCode)
				}
				if strings.Contains(strings.ToLower(answer.Header.Get("Server")), "fiber") || strings.Contains(strings.ToLower(answer.Header.Get("Server")), "fasthttp") {
					t.Errorf("%s tells what it is made of: %q", where, answer.Header.Get("Server"))
				}
			}
		}
	}
	if !regexp.MustCompile(`<input type="password" name="passphrase"[^>]*autocomplete="current-password"`).MatchString(login) {
		t.Error("the passphrase is not masked, or password managers do not know it")
	}
}

// What is for those who look after relevo has an address of its own; nothing of it, nor of the folders relevo lies in, is where
// people are.
func TestNothingOfTheInsideIsOnThePublicAddress(t *testing.T) {
	a, err := New(t.Context(), Config{Addr: "localhost:0", Data: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Abandon(nil); err != nil {
			t.Error(err)
		}
	})
	for _, path := range []string{"/debug/pprof/", "/debug/pprof/heap", "/debug/counters", "/debug/vars", "/metrics", "/server-status", "/.git/config", "/.env", "/relevo.sqlite", "/secret", "/keys", "/assets/", "/assets/../secret", "/assets/%2e%2e/secret", "/gallery", "/demo"} {
		answer, body := a.send(t, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
		if answer.StatusCode != http.StatusNotFound && answer.StatusCode != http.StatusSeeOther || strings.Contains(body, "goroutine") || strings.Contains(body, "SQLite format") {
			t.Errorf("%s: %d", path, answer.StatusCode)
		}
	}
}

// Who leaves has the browser forget what it kept of the pages.
func TestLeavingClearsTheBrowser(t *testing.T) {
	a, err := New(t.Context(), Config{Addr: "localhost:0", Data: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Abandon(nil); err != nil {
			t.Error(err)
		}
	})
	hashed, err := access.NewPassphrase("la ceiba florece de noche")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.access.OpenAccount(t.Context(), access.System(), access.NewAccount{Username: "ana", Name: "Ana", Passphrase: hashed}); err != nil {
		t.Fatal(err)
	}
	token, err := a.access.LogIn(t.Context(), access.Credentials{Username: "ana", Passphrase: "la ceiba florece de noche"})
	if err != nil {
		t.Fatal(err)
	}
	cookie := &http.Cookie{Name: "relevo_login", Value: token}
	get := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/account", nil)
	get.AddCookie(cookie)
	answer, page := a.send(t, get)
	if answer.StatusCode != http.StatusOK || answer.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("her page: %d, %q", answer.StatusCode, answer.Header.Get("Cache-Control"))
	}
	form := regexp.MustCompile(`name="_token" value="([^"]+)"`).FindStringSubmatch(page)
	if form == nil {
		t.Fatal("no form")
	}
	leave := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/logout", strings.NewReader(url.Values{"_token": {form[1]}}.Encode()))
	leave.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	leave.AddCookie(cookie)
	answer, _ = a.send(t, leave)
	if got := answer.Header.Get("Clear-Site-Data"); answer.StatusCode != http.StatusSeeOther || !strings.Contains(got, "cache") || !strings.Contains(got, "storage") {
		t.Errorf("leaving: %d, %q", answer.StatusCode, got)
	}
}
