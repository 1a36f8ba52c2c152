package main

import (
	"bytes"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/valyala/fasthttp"
)

// client is one person's browser: a cookie jar, and what was sent and received.
type client struct {
	server  *fasthttp.HostClient
	base    string
	cookies map[string]string
	seen    map[string]bool // what a browser keeps: addresses that were said never to change

	token string // the form token of the last page that had one
	page  []byte // the last page

	requests int
	bytes    int // of the answers' bodies, as they were sent
	took     []time.Duration
}

// hostClient keeps connections to one server open.
func hostClient(base string) (*fasthttp.HostClient, error) {
	u, err := url.Parse(base)
	if err != nil {
		return nil, err
	}
	return &fasthttp.HostClient{
		Addr: u.Host, MaxConns: 16384, ReadTimeout: time.Minute, WriteTimeout: time.Minute, MaxIdleConnDuration: time.Minute,
		DisablePathNormalizing: true, NoDefaultUserAgentHeader: true, RetryIf: func(*fasthttp.Request) bool { return false },
	}, nil
}

func newClient(server *fasthttp.HostClient, base string) *client {
	return &client{server: server, base: base, cookies: map[string]string{}, seen: map[string]bool{}}
}

// unexpected is an answer that a journey cannot go on with.
type unexpected struct {
	method, path string
	status       int
	retryAfter   string
}

func (e *unexpected) Error() string {
	return fmt.Sprintf("%s %s: status %d", e.method, e.path, e.status)
}

// maxRedirects is how often one request may be sent on.
const maxRedirects = 6

// get opens a page and follows where it leads; it gives the path it ended at.
func (c *client) get(path string) (string, error) {
	return c.follow(fasthttp.MethodGet, path, "", nil)
}

// form sends a form with the token of the page, and follows where it leads.
func (c *client) form(path string, pairs ...string) (string, error) {
	values := url.Values{"_token": {c.token}}
	for i := 0; i+1 < len(pairs); i += 2 {
		values.Add(pairs[i], pairs[i+1])
	}
	return c.follow(fasthttp.MethodPost, path, "application/x-www-form-urlencoded", []byte(values.Encode()))
}

// json sends what a page's script sends.
func (c *client) json(path string, body []byte) error {
	_, err := c.follow(fasthttp.MethodPost, path, "application/json", body)
	return err
}

func (c *client) follow(method, path, kind string, body []byte) (string, error) {
	for range maxRedirects {
		status, to, err := c.once(method, path, kind, body)
		if err != nil {
			return path, err
		}
		if status/100 != 3 {
			return path, nil
		}
		method, path, kind, body = fasthttp.MethodGet, to, "", nil
	}
	return path, errors.New(path + " leads round in a circle")
}

var (
	pageToken = regexp.MustCompile(`name="form-token" content="([^"]+)"`)
	formToken = regexp.MustCompile(`name="_token" value="([^"]+)"`)
)

// once sends one request and reads the answer.
func (c *client) once(method, path, kind string, body []byte) (status int, to string, err error) {
	req, res := fasthttp.AcquireRequest(), fasthttp.AcquireResponse()
	defer func() { fasthttp.ReleaseRequest(req); fasthttp.ReleaseResponse(res) }()
	req.SetRequestURI(c.base + path)
	req.Header.SetMethod(method)
	req.Header.Set("Accept", "text/html,application/xhtml+xml,application/json;q=0.9,*/*;q=0.8")
	req.Header.Set("Accept-Encoding", "gzip")
	req.Header.Set("Accept-Language", "es-PE,es")
	for name, value := range c.cookies {
		req.Header.SetCookie(name, value)
	}
	if body != nil {
		req.Header.SetContentType(kind)
		req.SetBodyRaw(body)
	}
	if kind == "application/json" {
		req.Header.Set("X-Form-Token", c.token)
		req.Header.Set("Accept", "application/json")
	}
	begin := time.Now()
	if err := c.server.Do(req, res); err != nil {
		return 0, "", err
	}
	c.took = append(c.took, time.Since(begin))
	c.requests++
	c.bytes += len(res.Body())
	c.keepCookies(res)
	status = res.StatusCode()
	switch {
	case status/100 == 3:
		return status, c.pathOf(string(res.Header.Peek("Location"))), nil
	case status/100 != 2:
		return status, "", &unexpected{method, path, status, string(res.Header.Peek("Retry-After"))}
	}
	if bytes.Contains(res.Header.Peek("Cache-Control"), []byte("immutable")) {
		c.seen[path] = true
	}
	if c.page, err = res.BodyUncompressed(); err != nil {
		return status, "", err
	}
	c.page = bytes.Clone(c.page)
	if bytes.HasPrefix(res.Header.ContentType(), []byte("text/html")) {
		c.findToken()
	}
	return status, "", nil
}

func (c *client) findToken() {
	for _, form := range []*regexp.Regexp{pageToken, formToken} {
		if m := form.FindSubmatch(c.page); m != nil {
			c.token = string(m[1])
			return
		}
	}
}

func (c *client) keepCookies(res *fasthttp.Response) {
	res.Header.VisitAllCookie(func(key, value []byte) {
		var cookie fasthttp.Cookie
		if cookie.ParseBytes(value) != nil {
			return
		}
		if cookie.MaxAge() < 0 || (!cookie.Expire().IsZero() && cookie.Expire().Before(time.Now()) && cookie.Expire() != fasthttp.CookieExpireUnlimited) {
			delete(c.cookies, string(key))
			return
		}
		c.cookies[string(key)] = string(cookie.Value())
	})
}

// pathOf is the path of an address of the server.
func (c *client) pathOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return u.RequestURI()
}

// linked matches what a browser fetches for a page.
var linked = regexp.MustCompile(`<(?:link[^>]+href|script[^>]+src|img[^>]+src)="(/[^"]*)"`)

// visit opens a page as a browser does, with all that belongs to it and is not
// kept from before.
func (c *client) visit(path string) error {
	if _, err := c.get(path); err != nil {
		return err
	}
	page := c.page
	for _, m := range linked.FindAllSubmatch(page, -1) {
		file := strings.ReplaceAll(string(m[1]), "&amp;", "&")
		if c.seen[file] {
			continue
		}
		if _, _, err := c.once(fasthttp.MethodGet, file, "", nil); err != nil {
			return err
		}
	}
	c.page = page
	return nil
}

// find gives what the first group of a pattern matches in the last page.
func (c *client) find(pattern *regexp.Regexp) (string, error) {
	m := pattern.FindSubmatch(c.page)
	if m == nil {
		return "", fmt.Errorf("the page has nothing like %s", pattern)
	}
	return string(m[1]), nil
}

// forget begins the count anew.
func (c *client) forget() { c.requests, c.bytes, c.took = 0, 0, c.took[:0] }
