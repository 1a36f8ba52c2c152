package web

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/i18n"
	"relevo/app/web"
	"relevo/app/web/parts"
)

// auditSize is how many entries of the audit log a page shows.
const auditSize = 50

type auditPage struct {
	web.Page
	Search  parts.Filled
	Areas   []parts.Option
	Entries parts.Grid
	Paging  parts.Paging
}

// auditSearch is an [access.AuditFilter] as it is asked for, on the page and by programs.
type auditSearch struct {
	Who   string   `doc:"Part of a name or a username."        form:"who"`
	Area  string   `doc:"What the action begins with: people." form:"area"`
	Until *db.Date `doc:"The last day."                        form:"until"`
}

// query is the search as the query of an address.
func (s auditSearch) query() url.Values {
	q := url.Values{}
	for name, values := range web.ValuesOf(s) {
		for _, v := range values {
			if v != "" {
				q.Add(name, v)
			}
		}
	}
	return q
}

// auditAreas are what the codes of actions begin with, in the order of their codes.
var auditAreas = []string{"access", "assessments", "certificates", "courses", "first_steps", "mail", "notifications", "people", "privacy", "report", "results", "selfcare", "translation", "webhooks"}

// auditedAt is where those who read the record may open what an entry is about.
var auditedAt = map[string]string{"account": "/accounts/", "certificate": "/certificates/", "institution": "/institutions/", "person": "/people/"}

// Audit lists who did what, newest first.
func (h *Handlers) Audit(c *web.Ctx) error {
	var in struct {
		auditSearch
		Before string `form:"before"`
	}
	if err := c.Bind(&in); err != nil {
		return err
	}
	entries, err := h.Access.AuditPage(c.Context(), c.Actor, access.AuditFilter(in.auditSearch), in.Before, auditSize)
	if err != nil {
		return err
	}
	page := auditPage{Page: c.Page("access.audit.title"), Search: c.Fill(in.auditSearch, nil), Areas: auditAreaOptions(c.Printer), Entries: auditGrid(c.Printer)}
	page.Lead = c.T("access.audit.lead")
	for _, e := range entries {
		page.Entries.Rows = append(page.Entries.Rows, auditRow(c.Printer, e))
	}
	search := in.query()
	if in.Before != "" {
		page.Paging.Previous = "/audit?" + search.Encode()
	}
	if len(entries) == auditSize {
		search.Set("before", entries[len(entries)-1].ID)
		page.Paging.Next = "/audit?" + search.Encode()
	}
	return c.Render(200, showAudit(page))
}

func auditAreaOptions(p *i18n.Printer) []parts.Option {
	options := []parts.Option{{Label: p.T("access.audit.area.all")}}
	for _, area := range auditAreas {
		options = append(options, parts.Option{Value: area, Label: p.T("access.audit.area." + area)})
	}
	return options
}

func auditGrid(p *i18n.Printer) parts.Grid {
	return parts.Grid{Caption: p.T("access.audit.title"), Hidden: true, Columns: []parts.Column{
		{Label: p.T("access.audit.when")}, {Label: p.T("access.audit.who")}, {Label: p.T("access.audit.what")}, {Label: p.T("access.audit.object")}, {Label: p.T("access.audit.detail")},
	}}
}

func auditRow(p *i18n.Printer, e access.AuditLine) []parts.Cell {
	who := e.Name
	switch {
	case e.AccountID == access.VisitorID:
		who = p.T("access.audit.nobody")
	case who == "":
		who = p.T("access.audit.system")
	}
	object := parts.Cell{Text: wordsOr(p, "access.audit.kind."+e.ObjectKind, e.ObjectKind), Note: e.ObjectID}
	if path, opens := auditedAt[e.ObjectKind]; opens && e.ObjectID != "" {
		object.Href = path + e.ObjectID
	}
	return []parts.Cell{{Text: p.Instant(e.HappenedAt)}, {Text: who}, {Text: actionWords(p, e.Action), Note: e.Action}, object, {Text: detailWords(p, e.Detail)}}
}

// actionWords says an action: "people.person.merge" is "Persona: unión con otro registro". What has no words, of an older or
// a newer relevo, is its code.
func actionWords(p *i18n.Printer, action string) string {
	steps := strings.Split(action, ".")
	first, last := "access.audit.area."+steps[0], "access.audit.verb."+steps[len(steps)-1]
	if len(steps) > 2 {
		first = "access.audit.thing." + steps[1]
	}
	if !i18n.Has(first) || !i18n.Has(last) {
		return action
	}
	return p.T("access.audit.said", "thing", p.T(first), "verb", p.T(last))
}

func wordsOr(p *i18n.Printer, key, otherwise string) string {
	if !i18n.Has(key) {
		return otherwise
	}
	return p.T(key)
}

// detailWords says an entry's detail field by field. A field without words, of an older or a newer relevo, keeps its name.
func detailWords(p *i18n.Printer, detail string) string {
	var fields map[string]any
	if json.Unmarshal([]byte(detail), &fields) != nil {
		return detail
	}
	var said []string
	say := func(value any, names ...string) {
		for i, name := range names {
			names[i] = wordsOr(p, "access.audit.field."+name, name)
		}
		if yes, ok := value.(bool); ok {
			value = p.T(map[bool]string{true: "access.audit.yes", false: "access.audit.no"}[yes])
		}
		said = append(said, fmt.Sprintf("%s: %v", strings.Join(names, ", "), value))
	}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		nested, ok := fields[name].(map[string]any)
		if !ok {
			say(fields[name], name)
		}
		for _, inner := range slices.Sorted(maps.Keys(nested)) { // of counts, each
			say(nested[inner], name, inner)
		}
	}
	return strings.Join(said, " · ")
}
