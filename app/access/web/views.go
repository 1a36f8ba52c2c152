package web

import (
	"relevo/app/access"
	"relevo/app/web"
	"relevo/app/web/parts"
)

// viewsShown is how many times somebody looked are listed.
const viewsShown = 200

type viewsPage struct {
	web.Page
	Views parts.Grid
}

// Views lists who opened one's own record.
func (h *Handlers) Views(c *web.Ctx) error {
	views, err := h.Access.Views(c.Context(), c.Actor, viewsShown)
	if err != nil {
		return err
	}
	return c.Render(200, showViews(viewsPageOf(c.Page("access.views.title"), views)))
}

func viewsPageOf(page web.Page, views []access.View) viewsPage {
	p := viewsPage{Page: page, Views: parts.Grid{Caption: page.T("access.views.title"), Hidden: true, Columns: []parts.Column{
		{Label: page.T("access.audit.who")}, {Label: page.T("access.audit.when")}, {Label: page.T("access.audit.what")},
	}}}
	p.Lead = page.T("access.views.lead")
	p.Crumbs = []parts.Link{{Label: page.T("access.account.title"), Href: "/account"}}
	for _, v := range views {
		what, who := page.T("access.views.saw"), v.Name
		if v.Changed {
			what = page.T("access.views.changed")
		}
		if who == "" {
			who = page.T("access.audit.system")
		}
		p.Views.Rows = append(p.Views.Rows, parts.Words(who, page.Instant(v.At), what))
	}
	return p
}
