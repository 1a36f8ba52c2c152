package web

import (
	"strings"

	"github.com/a-h/templ"

	"relevo/app/access"
	"relevo/app/people"
	"relevo/app/web"
	"relevo/app/web/parts"
)

type institutionsPage struct {
	web.Page
	Aside   templ.Component // nil for nothing
	Search  parts.Filled
	Grid    parts.Grid
	Nothing parts.Nothing
}

// Institutions lists the institutions in the actor's scope.
func (h *Handlers) Institutions(c *web.Ctx) error {
	var in struct {
		Text string `form:"q"`
	}
	if err := c.Bind(&in); err != nil {
		return err
	}
	list, err := h.People.Institutions(c.Context(), c.Actor, in.Text)
	if err != nil {
		return err
	}
	page := institutionsPageOf(c.Page("people.institutions.title"), list, in.Text, c.Actor.Somewhere(access.ManageInstitutions))
	page.Search = c.Fill(in, nil)
	if page.Aside, err = h.Aside.For(c); err != nil {
		return err
	}
	return c.Render(200, showInstitutions(page))
}

func institutionsPageOf(p web.Page, list []people.Summarised, query string, manages bool) institutionsPage {
	page := institutionsPage{Page: p}
	page.Lead = p.T("people.institutions.lead")
	if manages {
		page.Actions = parts.LinkButton("/institutions/new", parts.Button{Label: p.T("people.institutions.new"), Icon: "plus"})
	}
	page.Nothing = parts.Nothing{Icon: "institution", Title: p.T("people.institutions.none"), Text: p.T("people.institutions.none.text")}
	switch {
	case query != "":
		page.Nothing = parts.Nothing{Icon: "search", Title: p.T("people.institutions.not_found"), Text: p.T("people.institutions.not_found.text"),
			Href: "/institutions", Do: p.T("people.institutions.all")}
	case manages:
		page.Nothing.Href, page.Nothing.Do = "/institutions/new", p.T("people.institutions.new")
	}
	page.Grid = parts.Grid{Caption: p.T("people.institutions.title"), Hidden: true, Columns: []parts.Column{{Label: p.T("people.institution")},
		{Label: p.T("people.institution.kind")}, {Label: p.T("people.in_post"), Numeric: true}, {Label: p.T("people.posts"), Numeric: true}, {Label: p.T("people.last_list")}}}
	for _, s := range list {
		inPost := p.Number(float64(s.InPost), 0)
		if s.Kind == people.Network && s.InPost == 0 {
			inPost = "—" // its staff are in the institutions below it
		}
		posts := "—"
		if s.Posts > 0 {
			posts = p.Number(float64(s.Posts), 0)
		}
		page.Grid.Rows = append(page.Grid.Rows, []parts.Cell{
			{Text: s.Name, Href: institutionPath(s.ID), Note: strings.Repeat("› ", s.Indent) + s.Code},
			{Text: p.T(s.Kind.Key()), Note: place(s.Institution)},
			{Text: inPost}, {Text: posts}, listState(p, s),
		})
	}
	return page
}

// listState says how old the latest list is, or that no more are to come.
func listState(p web.Page, s people.Summarised) parts.Cell {
	if s.ClosedOn != nil {
		return parts.Cell{Part: parts.State(parts.Neutral, p.T("people.institution.closed_since", "date", *s.ClosedOn))}
	}
	return listAge(p, s.Latest, s.ListAge)
}

// listAge says of which day the latest list is, and warns when that is long ago.
func listAge(p web.Page, latest *people.RosterImport, days int) parts.Cell {
	switch {
	case latest == nil:
		return parts.Cell{Text: p.T("people.last_list.none")}
	case days > people.OldListDays:
		return parts.Cell{Part: parts.State(parts.Notice, p.Date(latest.AsOf)), Note: p.T("people.days_ago", "count", days)}
	default:
		return parts.Cell{Part: parts.State(parts.Good, p.Date(latest.AsOf)), Note: p.T("people.days_ago", "count", days)}
	}
}
