package web

import (
	"strings"

	"relevo/app/access"
	"relevo/app/web"
	"relevo/app/web/parts"
)

// auditPage is how many entries of the audit log a page shows.
const auditSize = 50

type auditPage struct {
	web.Page
	Entries parts.Grid
	Paging  parts.Paging
}

// auditedAt is where those who read the record may open what an entry is about.
var auditedAt = map[string]string{"account": "/accounts/", "certificate": "/certificates/", "institution": "/institutions/", "person": "/people/"}

// Audit lists who did what, newest first.
func (h *Handlers) Audit(c *web.Ctx) error {
	var in struct {
		Before string `form:"before"`
	}
	if err := c.Bind(&in); err != nil {
		return err
	}
	entries, err := h.Access.AuditPage(c.Context(), c.Actor, in.Before, auditSize)
	if err != nil {
		return err
	}
	page := auditPage{Page: c.Page("access.audit.title")}
	page.Lead = c.T("access.audit.lead")
	page.Entries = parts.Grid{Caption: c.T("access.audit.title"), Hidden: true, Wide: true, Columns: []parts.Column{
		{Label: c.T("access.audit.when")}, {Label: c.T("access.audit.who")}, {Label: c.T("access.audit.what")}, {Label: c.T("access.audit.object")}, {Label: c.T("access.audit.detail")},
	}}
	for _, e := range entries {
		who := e.Name
		switch {
		case e.AccountID == access.VisitorID:
			who = c.T("access.audit.nobody")
		case who == "":
			who = c.T("access.audit.system")
		}
		row := parts.Words(c.Instant(e.HappenedAt), who, e.Action, e.ObjectKind+" "+e.ObjectID, strings.Trim(e.Detail, "{}"))
		if path, opens := auditedAt[e.ObjectKind]; opens && e.ObjectID != "" {
			row[3].Href = path + e.ObjectID
		}
		page.Entries.Rows = append(page.Entries.Rows, row)
	}
	if len(entries) == auditSize {
		page.Paging.Next = "/audit?before=" + entries[len(entries)-1].ID
	}
	if in.Before != "" {
		page.Paging.Previous = "/audit"
	}
	return c.Render(200, showAudit(page))
}
