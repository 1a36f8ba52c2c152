// Package webtest lets a test use the pages as a person with a browser but
// without JavaScript does: it reads a page, fills in a form, sends it, is
// sent on, and keeps its cookies.
//
//	site := webtest.New(t, d, handlers.Routes())
//	rosa := site.As(webtest.Who{Role: access.Manager, InstitutionID: centre.ID})
//	page := rosa.Get("/institutions")
//	page = rosa.Submit(page, "form[action='/institutions']", "name", "CAR Los Ceibos")
//	page.Want(200, "h1", "CAR Los Ceibos")
package webtest

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/once"
	"relevo/app/web"
)

// base is where the pages seem to be.
const base = "http://relevo.test"

// Site is a server with the routes under test, called without a network.
type Site struct {
	t      testing.TB
	db     *db.DB
	access *access.Service
	server *web.Server
	people atomic.Int64
}

// New makes a site of routes.
func New(t testing.TB, d *db.DB, routes []web.Route) *Site {
	t.Helper()
	service := access.NewService(d)
	programs := access.NewService(d)
	programs.Exempt = func(string) bool { return true } // in tests of other things nobody is asked for a second proof
	server, err := web.New(web.Config{
		Log: slog.New(slog.DiscardHandler), BaseURL: base, ApartURL: "http://packages.test", Secret: bytes.Repeat([]byte("k"), 32),
		Accounts: service.Authenticate, Ended: service.Ended, Tokens: programs.AuthenticateToken, Once: once.NewKeys(d),
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Mount(routes); err != nil {
		t.Fatal(err)
	}
	return &Site{t: t, db: d, access: service, server: server}
}

// Who says who uses the site. The zero Who is nobody.
type Who struct {
	Role          access.Role
	InstitutionID string // where the role is held; empty for the whole programme
	PersonID      string
}

// Visitor is one person with one browser.
type Visitor struct {
	site    *Site
	jar     http.CookieJar
	Account access.Account
	locale  string
	token   string // of the login; empty for nobody
}

const loginCookie = "relevo_login"

// Passphrase is everybody's in tests.
const Passphrase = "quince letras o mas" //nolint:gosec // opens nothing outside a test

// As opens an account for somebody and logs them in.
func (s *Site) As(who Who) *Visitor {
	s.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	v := &Visitor{site: s, jar: jar, locale: "es"}
	if who.Role == "" {
		return v
	}
	secret, err := access.NewPassphrase(Passphrase)
	if err != nil {
		s.t.Fatal(err)
	}
	name := string(who.Role) + strings.Repeat("'", int(s.people.Add(1))-1)
	ctx := context.Background()
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		v.Account, err = access.OpenAccountTx(tx, access.System(), access.NewAccount{Username: name, Name: name, PersonID: who.PersonID, Passphrase: secret})
		if err != nil {
			return err
		}
		return access.GrantRoleTx(tx, access.System(), v.Account.ID, who.Role, who.InstitutionID)
	})
	if err != nil {
		s.t.Fatal(err)
	}
	v.ComeBack()
	return v
}

// ComeBack logs in anew, past the form.
func (v *Visitor) ComeBack() {
	v.site.t.Helper()
	ctx := context.Background()
	token, err := v.site.access.LogIn(ctx, access.Credentials{Username: v.Account.Username, Passphrase: Passphrase, Device: "webtest"})
	if err != nil {
		v.site.t.Fatal(err)
	}
	// In tests of other things nobody is asked for a second proof.
	err = v.site.db.Write(ctx, func(tx *db.Tx) error {
		return tx.DB.Model(&access.Login{}).Where("account_id = ?", v.Account.ID).Update("second_at", tx.Now).Error
	})
	if err != nil {
		v.site.t.Fatal(err)
	}
	v.token = token
	v.setCookie(loginCookie, token)
}

// Token is what the visitor's browser keeps of their login.
func (v *Visitor) Token() string {
	v.site.t.Helper()
	u, err := url.Parse(base)
	if err != nil {
		v.site.t.Fatal(err)
	}
	for _, cookie := range v.jar.Cookies(u) {
		if cookie.Name == loginCookie {
			return cookie.Value
		}
	}
	return ""
}

// Plant puts a login's token into the browser, as an attacker would.
func (v *Visitor) Plant(token string) { v.setCookie(loginCookie, token) }

// LogIn logs in by the form as somebody who was opened an account by [Site.As].
func (v *Visitor) LogIn(username string) *Page {
	v.site.t.Helper()
	form := "main .narrow form[action='/login']"
	page := v.Get("/login")
	if page.Count(form) == 0 { // somebody is in already; the form works all the same
		return v.Post("/login", url.Values{"_token": {page.FormToken()}, "username": {username}, "passphrase": {Passphrase}})
	}
	return v.Submit(page, form, "username", username, "passphrase", Passphrase)
}

// actor is who the visitor is to the site.
func (v *Visitor) actor() access.Actor {
	v.site.t.Helper()
	if v.token == "" {
		return access.Actor{}
	}
	actor, err := v.site.access.Authenticate(context.Background(), v.token)
	if err != nil {
		v.site.t.Fatal(err)
	}
	return actor
}

func (v *Visitor) setCookie(name, value string) {
	u, err := url.Parse(base)
	if err != nil {
		v.site.t.Fatal(err)
	}
	v.jar.SetCookies(u, []*http.Cookie{{Name: name, Value: value, Path: "/"}}) //nolint:gosec // into a jar, not to a browser
}

// Speaks makes the visitor's browser ask for a language.
func (v *Visitor) Speaks(locale string) *Visitor {
	v.locale = locale
	return v
}

// Page is what came back.
type Page struct {
	t          testing.TB
	Status     int
	Path       string // where the visitor ended up
	Header     http.Header
	Body       []byte
	Statements int64 // SQL statements of the last request, logging in included
	doc        *goquery.Document
}

// Get opens an address, following where it leads.
func (v *Visitor) Get(path string) *Page {
	v.site.t.Helper()
	return v.do(http.MethodGet, path, "", nil)
}

// GetWith opens an address with more headers: pairs of name and value.
func (v *Visitor) GetWith(path string, headers ...string) *Page {
	v.site.t.Helper()
	return v.do(http.MethodGet, path, "", nil, headers...)
}

// GetWithout opens an address and does not follow where it leads.
func (v *Visitor) GetWithout(path string) *Page {
	v.site.t.Helper()
	return v.do(http.MethodGet, path, "", nil, stay, "")
}

// stay is a header that [Visitor.do] keeps for itself: redirects are not followed.
const stay = "Webtest-Stay"

// Post sends a form without having looked at it: what an attacker or a script does.
func (v *Visitor) Post(path string, values url.Values) *Page {
	v.site.t.Helper()
	return v.do(http.MethodPost, path, "application/x-www-form-urlencoded", []byte(values.Encode()))
}

// PostJSON sends JSON as a page's script does, with the page's form token.
func (v *Visitor) PostJSON(from *Page, path, body string) *Page {
	v.site.t.Helper()
	return v.do(http.MethodPost, path, "application/json", []byte(body), "X-Form-Token", from.FormToken(), "Accept", "application/json")
}

// PostOnce sends a form under a key, as [Visitor.Post] does.
func (v *Visitor) PostOnce(key, path string, values url.Values) *Page {
	v.site.t.Helper()
	return v.do(http.MethodPost, path, "application/x-www-form-urlencoded", []byte(values.Encode()), "Idempotency-Key", key, "Accept", "application/json", stay, "")
}

// Submit fills in a form on a page and sends it: pairs of name and value.
// Fields that are not named keep what the page put into them. The first button
// is pressed unless another is named with its value. A name that the form does
// not have fails the test.
func (v *Visitor) Submit(page *Page, form string, pairs ...string) *Page {
	v.site.t.Helper()
	action, values := page.form(form)
	for i := 0; i+1 < len(pairs); i += 2 {
		if page.Doc().Find(form).Find(`[name="`+pairs[i]+`"]`).Length() == 0 {
			v.site.t.Fatalf("%s: the form %s has no field %q", page.Path, form, pairs[i])
		}
		values.Del(pairs[i])
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		values.Add(pairs[i], pairs[i+1])
	}
	if method, _ := page.Doc().Find(form).First().Attr("method"); !strings.EqualFold(method, "post") {
		return v.Get(action + "?" + values.Encode())
	}
	return v.Post(action, values)
}

// Upload fills in a form that has a file field and sends it.
func (v *Visitor) Upload(page *Page, form, field, fileName string, data []byte, pairs ...string) *Page {
	v.site.t.Helper()
	action, values := page.form(form)
	for i := 0; i+1 < len(pairs); i += 2 {
		values.Set(pairs[i], pairs[i+1])
	}
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, all := range values {
		for _, value := range all {
			if err := w.WriteField(name, value); err != nil {
				v.site.t.Fatal(err)
			}
		}
	}
	part, err := w.CreateFormFile(field, fileName)
	if err == nil {
		_, err = part.Write(data)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		v.site.t.Fatal(err)
	}
	return v.do(http.MethodPost, action, w.FormDataContentType(), body.Bytes())
}

// form reads a form as a browser would send it that had its first button pressed.
func (p *Page) form(selector string) (action string, values url.Values) {
	p.t.Helper()
	form := p.Doc().Find(selector)
	if form.Length() != 1 {
		p.t.Fatalf("%s: %d forms match %s\n%s", p.Path, form.Length(), selector, p.Text("main"))
	}
	return form.AttrOr("action", p.Path), filledIn(form)
}

// filledIn is what a form sends as it stands, with its first button pressed.
func filledIn(form *goquery.Selection) url.Values {
	values := url.Values{}
	form.Find("input, select, textarea").Each(func(_ int, field *goquery.Selection) {
		name, ok := field.Attr("name")
		if _, disabled := field.Attr("disabled"); !ok || disabled {
			return
		}
		switch goquery.NodeName(field) {
		case "select":
			chosen := field.Find("option[selected]")
			if _, multiple := field.Attr("multiple"); chosen.Length() == 0 && !multiple {
				chosen = field.Find("option").First()
			}
			chosen.Each(func(_ int, option *goquery.Selection) { values.Add(name, option.AttrOr("value", option.Text())) })
		case "textarea":
			values.Add(name, field.Text())
		default:
			kind := field.AttrOr("type", "text")
			_, checked := field.Attr("checked")
			if kind == "file" || kind == "submit" || ((kind == "checkbox" || kind == "radio") && !checked) {
				return
			}
			values.Add(name, field.AttrOr("value", ""))
		}
	})
	button := form.Find("button:not([type]), button[type=submit], input[type=submit]").First()
	if name := button.AttrOr("name", ""); name != "" {
		values.Add(name, button.AttrOr("value", ""))
	}
	return values
}

// do sends a request and follows redirects as a browser does.
func (v *Visitor) do(method, path, contentType string, body []byte, headers ...string) *Page {
	t := v.site.t
	t.Helper()
	for range 10 {
		target, err := url.Parse(base)
		if err == nil {
			target, err = target.Parse(path)
		}
		if err != nil {
			t.Fatal(err)
		}
		before := v.site.db.Statements()
		req, err := http.NewRequestWithContext(context.Background(), method, target.String(), bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Accept", "text/html")
		req.Header.Set("Accept-Language", v.locale)
		if contentType != "" {
			req.Header.Set("Content-Type", contentType)
			req.Header.Set("Origin", base)
		}
		for i := 0; i+1 < len(headers); i += 2 {
			req.Header.Set(headers[i], headers[i+1])
		}
		for _, cookie := range v.jar.Cookies(target) {
			req.AddCookie(cookie)
		}
		res, err := v.site.server.App().Test(req, int((60 * time.Second).Milliseconds()))
		if err != nil {
			t.Fatalf("%s %s: %v", method, path, err)
		}
		content, err := io.ReadAll(res.Body)
		if closeErr := res.Body.Close(); err != nil || closeErr != nil {
			t.Fatal(err, closeErr)
		}
		v.jar.SetCookies(target, res.Cookies())
		if next := res.Header.Get("Location"); next != "" && res.StatusCode >= 300 && res.StatusCode < 400 && (len(headers) == 0 || headers[0] != stay) {
			method, path, contentType, body = http.MethodGet, next, "", nil
			continue
		}
		return &Page{t: t, Status: res.StatusCode, Path: target.RequestURI(), Header: res.Header, Body: content, Statements: v.site.db.Statements() - before}
	}
	t.Fatalf("%s leads round in circles", path)
	return nil
}

// Doc is the page as a tree.
func (p *Page) Doc() *goquery.Document {
	p.t.Helper()
	if p.doc == nil {
		doc, err := goquery.NewDocumentFromReader(bytes.NewReader(p.Body))
		if err != nil {
			p.t.Fatal(err)
		}
		p.doc = doc
	}
	return p.doc
}

// FormToken is what the page's forms prove with that they were made for its reader.
func (p *Page) FormToken() string {
	p.t.Helper()
	return p.Doc().Find(`meta[name="form-token"]`).AttrOr("content", "")
}

// Text is the text of what a selector finds, white space folded.
func (p *Page) Text(selector string) string {
	p.t.Helper()
	return strings.Join(strings.Fields(p.Doc().Find(selector).Text()), " ")
}

// Count is how often a selector is found.
func (p *Page) Count(selector string) int {
	p.t.Helper()
	return p.Doc().Find(selector).Length()
}

// Want fails unless the page has the status and what the selector finds
// contains the text.
func (p *Page) Want(status int, selector, text string) *Page {
	p.t.Helper()
	if p.Status != status {
		p.t.Fatalf("%s: status %d, want %d\n%s", p.Path, p.Status, status, p.Text("main"))
	}
	if got := p.Text(selector); !strings.Contains(got, text) {
		p.t.Fatalf("%s: %s says %q, want %q in it", p.Path, selector, got, text)
	}
	return p
}

// WantStatus fails unless the page has the status.
func (p *Page) WantStatus(status int) *Page {
	p.t.Helper()
	return p.Want(status, "html", "")
}
