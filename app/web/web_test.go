package web

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"relevo/app/access"
	"relevo/app/fault"
	"relevo/app/web/parts"
)

// site is a server under test with its log.
type site struct {
	*testing.T
	server *Server
	log    *bytes.Buffer
}

func newSite(t *testing.T, routes ...Route) site {
	t.Helper()
	log := &bytes.Buffer{}
	server, err := New(Config{
		Log: slog.New(slog.NewTextHandler(log, nil)), BaseURL: "https://relevo.test", Secret: bytes.Repeat([]byte("s"), 32),
		Accounts: func(_ context.Context, token string) (access.Actor, error) {
			if token == "gone" {
				return access.Actor{}, fault.New(fault.Unauthenticated, "fault.unauthenticated")
			}
			return access.Actor{AccountID: "a-" + token, Name: "Rosa", Locale: "es", Roles: []access.Held{{Role: access.Role(token)}}}, nil
		},
		Menu: []MenuItem{
			{Key: "web.to_start", Path: "/", Allow: Anyone},
			{Key: "web.account", Path: "/staff", Allow: Can(access.ViewStaff)},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Mount(routes); err != nil {
		t.Fatal(err)
	}
	return site{T: t, server: server, log: log}
}

// answer is a response read to its end.
type answer struct {
	*http.Response
	body string
}

func (s site) send(r *http.Request) answer {
	s.Helper()
	response, err := s.server.App().Test(r, -1)
	if err != nil {
		s.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		s.Fatal(err)
	}
	return answer{response, string(body)}
}

func (s site) get(path string, headers ...string) answer {
	s.Helper()
	return s.send(request(http.MethodGet, path, nil, headers...))
}

// request makes a request; headers come as name, value.
func request(method, path string, form url.Values, headers ...string) *http.Request {
	r := httptest.NewRequest(method, "https://relevo.test"+path, strings.NewReader(form.Encode()))
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	return r
}

func as(role access.Role) string { return "__Host-relevo_login=" + string(role) }

// post sends a form as somebody with a good token.
func (s site) post(role access.Role, path string, form url.Values, headers ...string) answer {
	s.Helper()
	page := s.get("/form", "Cookie", as(role))
	token := document(s.T, page.body).Find("input[name="+parts.TokenField+"]").First().AttrOr("value", "")
	if token == "" {
		s.Fatal("the form has no token")
	}
	if form == nil {
		form = url.Values{}
	}
	form.Set(parts.TokenField, token)
	return s.send(request(http.MethodPost, path, form, append(headers, "Cookie", as(role))...))
}

func document(t *testing.T, html string) *goquery.Document {
	t.Helper()
	d, err := goquery.NewDocumentFromReader(strings.NewReader(html))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// formPage is a page with a form, for fetching tokens.
var formPage = Route{Method: "GET", Path: "/form", Allow: Anyone, Name: "form", Handle: func(c *Ctx) error {
	return c.Render(200, Layout(c.Page("web.menu")))
}}

func route(method, path string, allow Allow, handle func(*Ctx) error) Route {
	return Route{Method: method, Path: path, Allow: allow, Name: method + path, Handle: handle}
}

func done(c *Ctx) error { return c.SendString("done") }

func TestMountRefusesWhatDoesNotSayWhomItIsFor(t *testing.T) {
	s := newSite(t)
	for name, r := range map[string]Route{
		"nobody":     {Method: "GET", Path: "/x", Handle: done, Name: "x"},
		"no name":    {Method: "GET", Path: "/x", Handle: done, Allow: Anyone},
		"no handler": {Method: "GET", Path: "/x", Allow: Anyone, Name: "x"},
		"no method":  {Path: "/x", Handle: done, Allow: Anyone, Name: "x"},
		"taken":      route("POST", "/language", Anyone, done),
	} {
		if err := s.server.Mount([]Route{r}); err == nil {
			t.Errorf("%s: a route was mounted that should not", name)
		}
	}
	if got := len(s.server.Routes()); got != 2 {
		t.Errorf("%d routes after refusals, want only the server's own", got)
	}
}

func TestRoutesLetInOnlyThoseTheyAreFor(t *testing.T) {
	s := newSite(t,
		route("GET", "/open", Anyone, done), route("GET", "/mine", LoggedIn, done),
		route("GET", "/managers", Roles(access.Manager), done), route("GET", "/staff/:id", Can(access.ViewStaff), done),
	)
	for _, c := range []struct {
		path, cookie string
		status       int
		location     string
	}{
		{"/open", "", 200, ""},
		{"/mine?page=2", "", 303, "/login?next=%2Fmine%3Fpage%3D2"},
		{"/mine", as("gone"), 303, "/login?next=%2Fmine"},
		{"/mine", as(access.Official), 200, ""},
		{"/managers", as(access.Official), 403, ""},
		{"/managers", as(access.Manager), 200, ""},
		{"/staff/7", as(access.Trainer), 403, ""},
		{"/staff/7", as(access.Administrator), 200, ""},
		{"/nothing", as(access.Administrator), 404, ""},
		{"/Open", "", 404, ""},
		{"/open/", "", 404, ""},
	} {
		got := s.get(c.path, "Cookie", c.cookie)
		if got.StatusCode != c.status || got.Header.Get("Location") != c.location {
			t.Errorf("%s as %q: %d %q, want %d %q", c.path, c.cookie, got.StatusCode, got.Header.Get("Location"), c.status, c.location)
		}
	}
}

func TestAForgedRequestIsRefused(t *testing.T) {
	changed := 0
	s := newSite(t, formPage, route("POST", "/change", LoggedIn, func(c *Ctx) error { changed++; return c.See("/form") }))
	foreign := s.get("/form", "Cookie", as(access.Manager))
	othersToken := document(t, foreign.body).Find("input[name="+parts.TokenField+"]").AttrOr("value", "")
	me := as(access.Trainer)
	for name, r := range map[string]*http.Request{
		"no token":         request("POST", "/change", url.Values{}, "Cookie", me),
		"nonsense":         request("POST", "/change", url.Values{parts.TokenField: {"abc"}}, "Cookie", me),
		"somebody else's":  request("POST", "/change", url.Values{parts.TokenField: {othersToken}}, "Cookie", me),
		"no cookie at all": request("POST", "/change", url.Values{parts.TokenField: {othersToken}}),
	} {
		if got := s.send(r); got.StatusCode != http.StatusForbidden {
			t.Errorf("%s: %d, want 403", name, got.StatusCode)
		}
	}
	for name, header := range map[string][]string{
		"from another site":   {"Sec-Fetch-Site", "cross-site"},
		"from a sibling":      {"Sec-Fetch-Site", "same-site"},
		"from another origin": {"Origin", "https://evil.test"},
		"from a sandbox":      {"Origin", "null"},
	} {
		if got := s.post(access.Trainer, "/change", nil, header...); got.StatusCode != http.StatusForbidden {
			t.Errorf("%s: %d, want 403", name, got.StatusCode)
		}
	}
	if changed != 0 {
		t.Fatalf("%d forged requests had an effect", changed)
	}
	if got := s.post(access.Trainer, "/change", nil, "Sec-Fetch-Site", "same-origin", "Origin", "https://relevo.test"); got.StatusCode != http.StatusSeeOther || changed != 1 {
		t.Errorf("our own form: %d, want 303", got.StatusCode)
	}
}

// What comes compressed is not opened for anybody, whoever they are and wherever they send it: a few kilobytes can
// hold gigabytes.
func TestACompressedBodyIsNotOpened(t *testing.T) {
	opened := 0
	s := newSite(t, route("POST", "/change", Anyone, func(c *Ctx) error { opened += len(c.Body()); return c.See("/form") }))
	var bomb bytes.Buffer
	w := gzip.NewWriter(&bomb)
	if _, err := w.Write(make([]byte, 64<<20)); err != nil || w.Close() != nil {
		t.Fatal(err)
	}
	for _, coding := range []string{"gzip", "gzip, gzip", "br", "deflate", "zstd", "x-unknown"} {
		for _, kind := range []string{"application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"} {
			r := request("POST", "/change", url.Values{}, "Content-Encoding", coding)
			r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(bomb.Bytes())), int64(bomb.Len())
			r.Header.Set("Content-Type", kind)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			got := s.send(r)
			runtime.ReadMemStats(&after)
			if got.StatusCode != http.StatusUnsupportedMediaType {
				t.Errorf("%s as %s: %d, want 415", coding, kind, got.StatusCode)
			}
			if grown := after.TotalAlloc - before.TotalAlloc; grown > 32<<20 {
				t.Errorf("%s as %s: %d MB were taken", coding, kind, grown>>20)
			}
		}
	}
	if opened != 0 {
		t.Errorf("%d bytes were read", opened)
	}
}

func TestErrorsBecomePagesAndProblems(t *testing.T) {
	secret := errors.New("password of the database is hunter2")
	cases := map[string]struct {
		err    error
		status int
	}{
		"unknown":   {secret, 500},
		"missing":   {fault.Missing("noun.page"), 404},
		"refused":   {fault.Refused(), 403},
		"conflict":  {fault.Because(secret, fault.Conflict, "fault.check_fields"), 409},
		"invalid":   {fault.OnField("posts", "fault.required"), 422},
		"too-large": {fault.New(fault.TooLarge, "fault.required"), 413},
		"too-many":  {fault.New(fault.TooMany, "fault.required"), 429},
		"busy":      {fault.Because(secret, fault.Busy, "fault.busy"), 503},
	}
	var routes []Route
	for name, c := range cases {
		routes = append(routes, route("GET", "/"+name, Anyone, func(*Ctx) error { return c.err }))
	}
	routes = append(routes, route("GET", "/panic", Anyone, func(*Ctx) error { panic("hunter2") }))
	cases["panic"] = struct {
		err    error
		status int
	}{secret, 500}
	s := newSite(t, routes...)
	for name, c := range cases {
		page := s.get("/"+name, "Accept", "text/html")
		d := document(t, page.body)
		if page.StatusCode != c.status || d.Find("main h1").Text() == "" {
			t.Errorf("%s: %d with heading %q, want %d", name, page.StatusCode, d.Find("main h1").Text(), c.status)
		}
		if reference := d.Find("code").Text(); (c.status == 500) != (reference != "" && reference == page.Header.Get("X-Request-ID")) {
			t.Errorf("%s: reference %q, request %q", name, reference, page.Header.Get("X-Request-ID"))
		}
		problem := s.get("/"+name, "Accept", "application/json")
		if problem.StatusCode != c.status || problem.Header.Get("Content-Type") != "application/problem+json" || !strings.Contains(problem.body, `"title"`) {
			t.Errorf("%s as JSON: %d %s", name, problem.StatusCode, problem.body)
		}
		if again := page.Header.Get("Refresh"); (again != "") != (name == "busy") || (again != "" && page.Header.Get("Retry-After") != "5") {
			t.Errorf("%s: a page asks again by itself where the server has no place, and nowhere else: Refresh %q", name, again)
		}
		if strings.Contains(page.body+problem.body, "hunter2") {
			t.Errorf("%s betrays what lies beneath", name)
		}
	}
	if !strings.Contains(s.log.String(), "hunter2") || !strings.Contains(s.log.String(), "web_test.go") {
		t.Error("the log does not have the cause and the stack")
	}
}

// Where a script sent a file it is told where to go: a redirect it would follow unseen.
func TestAnUploadByScriptIsToldWhereToGo(t *testing.T) {
	s := newSite(t, route("GET", "/do", Anyone, func(c *Ctx) error { return c.See("/form") }))
	got := s.get("/do", "X-Upload", "1")
	if got.StatusCode != http.StatusNoContent || got.Header.Get("X-See") != "/form" || got.Header.Get("Location") != "" {
		t.Errorf("%d, X-See %q, Location %q", got.StatusCode, got.Header.Get("X-See"), got.Header.Get("Location"))
	}
}

func TestTheLogHasNoPersonalData(t *testing.T) {
	s := newSite(t, route("GET", "/staff/:id", Anyone, done))
	s.get("/staff/quispe-yeny?q=40123456")
	if log := s.log.String(); strings.Contains(log, "quispe") || strings.Contains(log, "40123456") || !strings.Contains(log, "/staff/:id") {
		t.Errorf("the log says %s", log)
	}
}

// What somebody sends makes no lines of its own in the log, as text or as JSON.
func TestALineOfTheLogCannotBeForged(t *testing.T) {
	forged := "x\ntime=2026-01-01T00:00:00Z level=INFO msg=request status=200\r\n{\"msg\":\"forged\"}\x1b[2K"
	s := newSite(t, route("GET", "/staff/:id", Anyone, func(*Ctx) error { return errors.New(forged) }))
	s.get("/staff/"+url.PathEscape(forged), "User-Agent", "x", "X-Request-Id", "forged")
	lines := strings.Split(strings.TrimSuffix(s.log.String(), "\n"), "\n")
	for _, line := range lines {
		if !strings.HasPrefix(line, "time=") || strings.HasPrefix(line, "time=2026-01-01") || strings.ContainsAny(line, "\r\x1b") {
			t.Errorf("a line of the log is %q", line)
		}
	}
	if len(lines) > 2 || !strings.Contains(lines[0], "x") {
		t.Errorf("%d lines: %q", len(lines), lines)
	}
	var text bytes.Buffer
	slog.New(slog.NewJSONHandler(&text, nil)).Error("x", "error", forged)
	if bytes.Count(text.Bytes(), []byte("\n")) != 1 {
		t.Errorf("JSON: %q", text.String())
	}
}

func TestAMessageIsShownOnceAndCannotBeForged(t *testing.T) {
	s := newSite(t, formPage, route("GET", "/do", Anyone, func(c *Ctx) error {
		c.Flash(parts.Good, "web.chart.between", "from", "<b>", "to", "z")
		return c.See("//evil.test")
	}))
	sent := s.get("/do")
	if sent.Header.Get("Location") != "/" {
		t.Errorf("sent on to %q", sent.Header.Get("Location"))
	}
	cookie := sent.Cookies()[0]
	shown := s.get("/form", "Cookie", cookie.Name+"="+cookie.Value)
	if text := document(t, shown.body).Find(".alert.good .alert-title").Text(); text != "entre <b> y z" {
		t.Errorf("the message reads %q", text)
	}
	forgotten := false
	for _, c := range shown.Cookies() {
		forgotten = forgotten || (c.Name == cookie.Name && c.Value == "" && c.Expires.Year() == 1970)
	}
	if !forgotten {
		t.Error("the message would be shown again")
	}
	forged := s.get("/form", "Cookie", cookie.Name+"="+strings.Replace(cookie.Value, ".", "x.", 1))
	if document(t, forged.body).Find("main .alert").Length() != 0 {
		t.Error("a forged message was shown")
	}
}

func TestTheLanguageCanBeChosen(t *testing.T) {
	s := newSite(t, formPage)
	got := s.post(access.Manager, "/language", url.Values{"locale": {"en"}, "back": {"/form?x=1"}})
	if got.StatusCode != http.StatusSeeOther || got.Header.Get("Location") != "/form?x=1" {
		t.Fatalf("%d to %q", got.StatusCode, got.Header.Get("Location"))
	}
	cookie := got.Cookies()[0]
	page := document(t, s.get("/form", "Cookie", cookie.Name+"="+cookie.Value).body)
	if page.Find("html").AttrOr("lang", "") != "en" || page.Find("h1").Text() != "Menu" {
		t.Errorf("lang %q, heading %q", page.Find("html").AttrOr("lang", ""), page.Find("h1").Text())
	}
}

func TestTheMenuShowsWhatOneMayUseAndWhereOneIs(t *testing.T) {
	show := func(c *Ctx) error { return c.Render(200, Layout(c.Page("web.menu"))) }
	s := newSite(t, route("GET", "/staff/:id", Anyone, show))
	items := func(role access.Role) []string {
		return document(t, s.get("/staff/7", "Cookie", as(role)).body).Find(".menu-wide a").Map(func(_ int, a *goquery.Selection) string {
			return a.AttrOr("href", "") + a.AttrOr("aria-current", "")
		})
	}
	if got := strings.Join(items(access.Manager), " "); got != "/ /staffpage" {
		t.Errorf("a manager's menu is %q", got)
	}
	if got := strings.Join(items(access.Official), " "); got != "/" {
		t.Errorf("an official's menu is %q", got)
	}
}

func TestAnAddressThatDoesNotExistStillKnowsWhoAsks(t *testing.T) {
	s := newSite(t)
	got := s.get("/nothing", "Cookie", as(access.Manager))
	if d := document(t, got.body); got.StatusCode != http.StatusNotFound || d.Find(".account-name").Text() != "Rosa" {
		t.Errorf("%d, shown to %q", got.StatusCode, d.Find(".account-name").Text())
	}
}

func TestAddressesToReturnToStayOnOurSite(t *testing.T) {
	for path, want := range map[string]string{
		"/people/7?tab=2": "/people/7?tab=2", "": "/", "people": "/", "https://evil.test": "/", "//evil.test": "/",
		`/\evil.test`: "/", "/a\r\nSet-Cookie: x": "/", "javascript:alert(1)": "/", "/%zz": "/",
	} {
		if got := SafePath(path); got != want {
			t.Errorf("SafePath(%q) = %q, want %q", path, got, want)
		}
	}
}

func TestAssetsAreKeptForEverUnderTheirHash(t *testing.T) {
	s := newSite(t)
	for _, name := range AssetNames() {
		got := s.get(AssetURL(name))
		if got.StatusCode != http.StatusOK || !strings.Contains(got.Header.Get("Cache-Control"), "immutable") || got.body == "" {
			t.Errorf("%s: %d %q", name, got.StatusCode, got.Header.Get("Cache-Control"))
		}
	}
	if got := s.get(AssetURL("relevo.css"), "Accept-Encoding", "gzip"); got.Header.Get("Content-Encoding") != "gzip" {
		t.Error("an asset is not sent compressed to who can read it")
	}
	if got := s.get("/assets/000000000000/relevo.css"); strings.Contains(got.Header.Get("Cache-Control"), "immutable") {
		t.Error("an asset under an old hash would be kept for ever")
	}
	if got := s.get("/assets/x/../../server.go"); got.StatusCode != http.StatusNotFound {
		t.Errorf("a file beside the assets: %d", got.StatusCode)
	}
}
