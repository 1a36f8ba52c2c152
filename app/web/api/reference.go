package api

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"relevo/app/i18n"
	"relevo/app/web"
	"relevo/app/web/parts"
)

// DocumentPath is where the document is, for everybody: it tells nothing of anybody.
const DocumentPath = "/openapi.json"

// Reference gives, with the operations, the document that describes them and a page for reading it.
func Reference(base string, operations []web.Route) []web.Route {
	var text json.RawMessage
	document := Op[None, json.RawMessage]{
		Method: http.MethodGet, Path: DocumentPath, Name: "document", Summary: "This document",
		Do: func(*web.Ctx, None) (json.RawMessage, error) { return text, nil },
	}.Route()
	operations = append(slices.Clone(operations), document)
	text, err := json.Marshal(Document(base, operations))
	if err != nil {
		panic(err) // a document of texts and types always marshals
	}
	page := web.Route{Method: http.MethodGet, Path: "/api", Allow: web.LoggedIn, Name: "api", Handle: func(c *web.Ctx) error {
		return c.Render(http.StatusOK, showReference(referenceOf(c.Page("api.title"), operations)))
	}}
	return append(operations, page)
}

// referencePage lists the operations, a table for each group.
type referencePage struct {
	web.Page
	DocumentHref string
	Groups       []parts.Grid
}

func referenceOf(p web.Page, operations []web.Route) referencePage {
	page := referencePage{Page: p, DocumentHref: strings.TrimSuffix(web.APIPath, "/") + DocumentPath}
	page.Lead = p.T("api.lead")
	for _, r := range operations {
		tag := TagOf(r.Path)
		at := slices.IndexFunc(page.Groups, func(g parts.Grid) bool { return g.Caption == tag })
		if at < 0 {
			at = len(page.Groups)
			page.Groups = append(page.Groups, parts.Grid{Caption: tag, Columns: []parts.Column{{Label: p.T("api.operation")}, {Label: p.T("api.does")}, {Label: p.T("api.needs")}}})
		}
		page.Groups[at].Rows = append(page.Groups[at].Rows, []parts.Cell{
			{Text: r.Method + " " + pathOf(r.Path)}, {Text: r.API.Summary}, {Text: needsOf(p.Printer, r)},
		})
	}
	slices.SortFunc(page.Groups, func(a, b parts.Grid) int { return strings.Compare(a.Caption, b.Caption) })
	return page
}

// needsOf says what a token must carry.
func needsOf(p *i18n.Printer, r web.Route) string {
	if len(r.API.Needs) == 0 {
		return p.T("api.needs.nothing")
	}
	if len(r.API.Needs) > 3 {
		return p.T("api.needs.any")
	}
	var names []string
	for _, need := range r.API.Needs {
		names = append(names, p.T("access.scope."+string(need)))
	}
	return strings.Join(names, "; ")
}

// Samples shows the page in the gallery.
func Samples(locale i18n.Locale) []web.Sample {
	page := web.SamplePage(locale, "")
	page.Title = page.T("api.title")
	operations := []web.Route{
		Op[None, None]{Method: http.MethodGet, Path: "/figures/:place/account/:cause", Name: "muestra", Summary: "The people behind a cause, where names may be seen", Needs: nil}.Route(),
	}
	return []web.Sample{{Name: "api-reference", Whole: true, Component: showReference(referenceOf(page, operations))}}
}
