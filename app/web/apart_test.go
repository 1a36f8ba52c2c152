package web

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"relevo/app/fault"
)

func apartServer(t *testing.T) *Server {
	t.Helper()
	s, err := New(Config{BaseURL: "https://relevo.example.pe", ApartURL: "https://paquetes.example.pe", Secret: bytes.Repeat([]byte("k"), 32)})
	if err != nil {
		t.Fatal(err)
	}
	say := func(c *Ctx) error { return c.SendString(c.Params("*") + string(c.Locale()) + c.Actor.AccountID) }
	if err := s.Mount([]Route{{Method: "GET", Path: "/ours", Handle: say, Allow: Anyone, Name: "ours"}}); err != nil {
		t.Fatal(err)
	}
	s.MountApart([]Route{
		{Method: "GET", Path: "/theirs/*", Handle: say, Allow: Anyone, Name: "theirs"},
		{Method: "GET", Path: "/missing", Handle: func(*Ctx) error { return fault.Missing("noun.page") }, Allow: Anyone, Name: "missing"},
		{Method: "GET", Path: "/broken", Handle: func(*Ctx) error { return errors.New("secret detail") }, Allow: Anyone, Name: "broken"},
		{Method: "GET", Path: "/panics", Handle: func(*Ctx) error { panic("secret detail") }, Allow: Anyone, Name: "panics"},
	})
	return s
}

func TestTheHostApartIsAnotherPlace(t *testing.T) {
	s := apartServer(t)
	for _, c := range []struct {
		host, path string
		status     int
		body       string
	}{
		{"relevo.example.pe", "/ours", 200, "es-PE"},
		{"relevo.example.pe", "/theirs/x", 404, ""},
		{"paquetes.example.pe", "/theirs/x%2Fy", 200, "x%2Fy"},
		{"PAQUETES.example.pe", "/theirs/x", 200, "x"},
		{"paquetes.example.pe", "/ours", 404, ""},
		{"paquetes.example.pe", "/assets/x/relevo.css", 404, ""},
		{"paquetes.example.pe", "/login", 404, ""},
		{"paquetes.example.pe", "/missing", 404, "página"},
		{"paquetes.example.pe", "/broken", 500, ""},
		{"paquetes.example.pe", "/panics", 500, ""},
	} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://"+c.host+c.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Cookie", "__Host-relevo_language=en; __Host-relevo_login=x")
		req.Header.Set("Accept-Language", "es")
		req.Header.Set("X-Forwarded-Host", "relevo.example.pe")
		res, err := s.App().Test(req, 5000)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(res.Body)
		_ = res.Body.Close()
		if err != nil || res.StatusCode != c.status || strings.Contains(string(body), "secret") {
			t.Errorf("%s%s: %d %s", c.host, c.path, res.StatusCode, body)
		}
		if !strings.EqualFold(c.host, "paquetes.example.pe") {
			continue
		}
		if !strings.Contains(string(body), c.body) || strings.Contains(string(body), "<html") {
			t.Errorf("%s: %s", c.path, body)
		}
		if len(res.Cookies()) > 0 || res.Header.Get("X-Frame-Options") != "" ||
			!strings.Contains(res.Header.Get("Content-Security-Policy"), "frame-ancestors 'self' https://relevo.example.pe") {
			t.Errorf("%s: %v", c.path, res.Header)
		}
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://paquetes.example.pe/theirs/sw.js", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Service-Worker", "script")
	res, err := s.App().Test(req, 5000)
	if err != nil || res.StatusCode != http.StatusNotFound {
		t.Errorf("a service worker: %v, %v", res, err)
	}
	_ = res.Body.Close()
}

func TestTheHostApartMustBeApart(t *testing.T) {
	for _, address := range []string{"https://relevo.example.pe", "https://relevo.example.pe:8443", "https://RELEVO.example.pe", "http://paquetes.example.pe", "paquetes.example.pe", "://"} {
		if _, err := New(Config{BaseURL: "https://relevo.example.pe", ApartURL: address, Secret: bytes.Repeat([]byte("k"), 32)}); err == nil {
			t.Errorf("%s is taken", address)
		}
	}
}
