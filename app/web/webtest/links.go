package webtest

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/PuerkitoBio/goquery"

	"relevo/app/web"
)

// address is where a page leads: by a link, a form or a script that saves.
type address struct {
	method, path string
	link         string // as it is followed, with what stands after the path; empty for what is sent
}

// addressesOf lists where a page at the path leads within our own pages.
func addressesOf(page *goquery.Document, at string) []address {
	var all []address
	add := func(method, written string) {
		here, err := url.Parse(base + at)
		if err != nil {
			return
		}
		to, err := here.Parse(written)
		if err != nil || "http://"+to.Host != base || to.Path == "" || strings.HasPrefix(to.Path, "/assets/") {
			return
		}
		one := address{method: method, path: to.Path}
		if method == http.MethodGet {
			one.link = to.RequestURI()
		}
		all = append(all, one)
	}
	for _, a := range page.Find("a[href]").EachIter() {
		if href := a.AttrOr("href", ""); !strings.HasPrefix(href, "#") {
			add(http.MethodGet, href)
		}
	}
	for _, form := range page.Find("form").EachIter() {
		if strings.EqualFold(form.AttrOr("method", "get"), "post") {
			add(http.MethodPost, form.AttrOr("action", at))
		} else {
			add(http.MethodGet, form.AttrOr("action", at))
		}
	}
	for _, form := range page.Find("[data-save]").EachIter() {
		add(http.MethodPost, form.AttrOr("data-save", ""))
	}
	return all
}

// Dead lists where a page leads that none of the routes answers.
func Dead(page *goquery.Document, routes []web.Route) []string {
	var dead []string
	for _, a := range addressesOf(page, "/") {
		if _, ok := routeFor(routes, a.method, a.path); !ok {
			dead = append(dead, a.method+" "+a.path)
		}
	}
	slices.Sort(dead)
	return slices.Compact(dead)
}

// routeFor finds the route that answers an address: the first that fits.
func routeFor(routes []web.Route, method, path string) (web.Route, bool) {
	for _, r := range routes {
		if r.Method == method && fits(r.Path, path) {
			return r, true
		}
	}
	return web.Route{}, false
}

func fits(pattern, path string) bool {
	want, got := strings.Split(pattern, "/"), strings.Split(path, "/")
	return slices.EqualFunc(want, got, func(want, got string) bool {
		return want == got || (strings.HasPrefix(want, ":") && got != "")
	})
}

// section is the first word of a path, by which slices divide the addresses.
func section(path string) string {
	first, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	return first
}

// ours tells whether an address lies where one of the routes does.
func ours(routes []web.Route, path string) bool {
	return slices.ContainsFunc(routes, func(r web.Route) bool { return section(r.Path) == section(path) })
}

// mostPages is how many pages a walk may open before it counts as endless.
const mostPages = 1000

// Walk opens the pages and every page of the site that they lead to, and gives
// them by their addresses. It fails where a link leads to nothing or to a closed
// door, and where a form is shown that its reader may not send. What leads to
// other slices, which the site does not have, is left alone.
func (v *Visitor) Walk(from ...string) map[string]*Page {
	t := v.site.t
	t.Helper()
	routes, seen := v.site.server.Routes(), map[string]*Page{}
	actor := v.actor()
	for len(from) > 0 {
		next := from[0]
		from = from[1:]
		if seen[next] != nil {
			continue
		}
		page := v.Get(next)
		seen[next], seen[page.Path] = page, page
		if page.Status >= http.StatusBadRequest || len(seen) > mostPages {
			t.Errorf("%s: status %d after %d pages", next, page.Status, len(seen))
			continue
		}
		if !strings.HasPrefix(page.Header.Get("Content-Type"), "text/html") {
			continue
		}
		for _, a := range addressesOf(page.Doc(), page.Path) {
			route, ok := routeFor(routes, a.method, a.path)
			switch {
			case !ok && ours(routes, a.path):
				t.Errorf("%s leads to %s %s, which is not there", page.Path, a.method, a.path)
			case ok && !route.Allow.Permits(actor):
				t.Errorf("%s leads to %s %s, which is closed to its reader", page.Path, a.method, a.path)
			case ok && a.link != "":
				from = append(from, a.link)
			}
		}
	}
	return seen
}
