package app

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"relevo/app/access"
	"relevo/app/db"
)

// Behind a proxy of ours the mistakes of one visitor are not counted against all; and under
// https cookies are for this host and its encrypted line alone.
func TestBehindAProxyWithHTTPS(t *testing.T) {
	config := Config{Addr: "localhost:0", Data: t.TempDir(), BaseURL: "https://relevo.example.pe", TrustedProxies: []string{"0.0.0.0", "10.0.0.0/8"}}
	a, err := New(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Abandon(nil); err != nil {
			t.Error(err)
		}
	})
	get := httptest.NewRequestWithContext(t.Context(), http.MethodGet, config.BaseURL+"/login", nil)
	answer, page := a.send(t, get)
	if got := answer.Header.Get("Strict-Transport-Security"); !strings.HasPrefix(got, "max-age=31536000") {
		t.Errorf("HSTS is %q", got)
	}
	token := regexp.MustCompile(`name="_token" value="([^"]+)"`).FindStringSubmatch(page)
	cookies := answer.Cookies()
	if token == nil || len(cookies) == 0 {
		t.Fatalf("no form, or %d cookies", len(cookies))
	}
	for _, c := range cookies {
		if !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" || !strings.HasPrefix(c.Name, "__Host-") {
			t.Errorf("the cookie %s: %+v", c.Name, c)
		}
	}
	form := url.Values{"_token": {token[1]}, "username": {"nobody"}, "passphrase": {"not this one"}}
	post := httptest.NewRequestWithContext(t.Context(), http.MethodPost, config.BaseURL+"/login", strings.NewReader(form.Encode()))
	post.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	post.Header.Set("X-Forwarded-For", "6.6.6.6, 190.12.3.4, 10.0.0.7") // the first is the visitor's own invention
	for _, c := range cookies {
		post.AddCookie(c)
	}
	if answer, _ := a.send(t, post); answer.StatusCode != http.StatusUnprocessableEntity {
		t.Fatalf("status %d", answer.StatusCode)
	}
	for address, want := range map[string]int64{"190.12.3.4": 1, "6.6.6.6": 0, "0.0.0.0": 0} {
		var n int64
		err := a.db.Read(t.Context(), func(tx *db.Tx) error {
			return tx.DB.Model(&access.Throttle{}).Where("key_hash = ?", access.AddressKey(address)).Count(&n).Error
		})
		if err != nil || n != want {
			t.Errorf("%d mistakes are counted against %s, %v", n, address, err)
		}
	}
	config.TrustedProxies = []string{"the proxy"}
	if _, err := New(t.Context(), config); err == nil || !strings.Contains(err.Error(), "--trusted-proxies") {
		t.Errorf("a proxy that is no address: %v", err)
	}
}

func (a *App) send(t *testing.T, request *http.Request) (*http.Response, string) {
	t.Helper()
	answer, err := a.server.App().Test(request, 30_000)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, string(text)
}
