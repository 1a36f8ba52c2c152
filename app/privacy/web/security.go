package web

import (
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/privacy"
	"relevo/app/web"
	"relevo/app/web/parts"
)

// Measure is one thing of how this relevo runs, as the machine says it.
type Measure struct {
	About string // "database", "keys"
	Good  bool
	Text  string
}

// permissions are all there are, in the order the document names them.
var permissions = []access.Permission{
	access.Learn, access.ViewFigures, access.ViewStaff, access.ViewNames, access.ImportRoster, access.ManageInstitutions, access.AuthorItems,
	access.AuthorCourses, access.RunOfferings, access.ScoreResponses, access.IssueCertificates, access.AssessCapacity, access.SetTargets, access.ManageAccounts, access.ReadAudit,
}

type securityPage struct {
	web.Page
	Made                         string
	Running, Roles, Kept, Rights parts.Grid
	Always                       []string
}

// ShowSecurity shows the security document, made from what runs at this moment.
func (h *Handlers) ShowSecurity(c *web.Ctx) error {
	r, err := h.Privacy.Retention(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	return c.Render(200, showSecurity(newSecurityPage(c.Page("privacy.security.title"), h.Security(c.Context()), r, h.Privacy.Now())))
}

func newSecurityPage(p web.Page, measures []Measure, r privacy.Retention, now db.Instant) securityPage {
	p.Lead = p.T("privacy.security.lead")
	page := securityPage{Page: p, Made: p.T("privacy.copy.made", "when", p.Instant(now))}
	page.Running = parts.Grid{Caption: p.T("privacy.security.running"), Hidden: true, Columns: []parts.Column{{Label: p.T("privacy.security.about")}, {Label: p.T("privacy.security.found")}, {Label: p.T("privacy.request.state")}}}
	for _, m := range measures {
		state := parts.State(parts.Good, p.T("privacy.security.good"))
		if !m.Good {
			state = parts.State(parts.Notice, p.T("privacy.security.look"))
		}
		page.Running.Rows = append(page.Running.Rows, []parts.Cell{{Text: p.T("privacy.part." + strings.ReplaceAll(m.About, " ", "_"))}, {Text: m.Text}, {Part: state}})
	}
	page.Roles = parts.Grid{Caption: p.T("privacy.security.roles"), Hidden: true, Columns: []parts.Column{{Label: p.T("privacy.security.role")}, {Label: p.T("privacy.security.may")}}}
	for _, role := range access.AllRoles {
		var may []string
		for _, permission := range permissions {
			if role.Allows(permission) {
				may = append(may, p.T("privacy.may."+string(permission)))
			}
		}
		page.Roles.Rows = append(page.Roles.Rows, parts.Words(p.T("access.role."+string(role)), strings.Join(may, ", ")))
	}
	page.Kept = parts.Grid{Caption: p.T("privacy.retention.title"), Hidden: true, Columns: []parts.Column{{Label: p.T("privacy.deletion.what")}, {Label: p.T("privacy.security.months"), Numeric: true}}}
	page.Rights = parts.Grid{Caption: p.T("privacy.security.rights"), Hidden: true, Columns: []parts.Column{{Label: p.T("privacy.request.kind")}, {Label: p.T("privacy.security.days"), Numeric: true}}}
	for _, s := range r.Settings {
		if s.Days {
			page.Rights.Rows = append(page.Rights.Rows, parts.Words(p.T("privacy.kind."+s.Of), p.Number(float64(s.Value), 0)))
		} else {
			page.Kept.Rows = append(page.Kept.Rows, parts.Words(p.T("privacy.rule."+s.Of), p.Number(float64(s.Value), 0)))
		}
	}
	for _, key := range []string{"passphrases", "logins", "forms", "audit", "scope", "files", "backup"} {
		page.Always = append(page.Always, p.T("privacy.security.always."+key))
	}
	return page
}
