package web

import (
	"context"

	"relevo/app/access"
	"relevo/app/privacy"
	"relevo/app/web"
)

// Handlers answer for the pages of people's data.
type Handlers struct {
	Privacy *privacy.Service
	// Security gives what the security document says of how relevo runs; composed in app.
	Security func(context.Context) []Measure
}

// Routes are the addresses of this slice.
func (h *Handlers) Routes() []web.Route {
	manages, figures := web.Can(privacy.Manages), web.Can(access.ViewFigures)
	return []web.Route{
		{Method: "GET", Path: "/privacy", Handle: h.Own, Allow: web.LoggedIn, Name: "privacy"},
		{Method: "GET", Path: "/privacy/copy/:kind", Handle: h.Copy, Allow: web.LoggedIn, Name: "privacy.copy"},
		{Method: "POST", Path: "/privacy/consents/:purpose", Handle: h.Consent, Allow: web.LoggedIn, Name: "privacy.consent"},
		{Method: "POST", Path: "/privacy/requests", Handle: h.Ask, Allow: web.LoggedIn, Name: "privacy.ask"},
		{Method: "GET", Path: "/privacy/requests", Handle: h.Requests, Allow: manages, Name: "privacy.requests"},
		{Method: "GET", Path: "/privacy/requests/:id", Handle: h.Request, Allow: manages, Name: "privacy.request"},
		{Method: "POST", Path: "/privacy/requests/:id", Handle: h.Answer, Allow: manages, Name: "privacy.answer"},
		{Method: "POST", Path: "/privacy/requests/:id/extension", Handle: h.Extend, Allow: manages, Name: "privacy.extend"},
		{Method: "GET", Path: "/privacy/requests/:id/copy/:kind", Handle: h.CopyOf, Allow: manages, Name: "privacy.copy_of"},
		{Method: "GET", Path: "/privacy/retention", Handle: h.Retention, Allow: manages, Name: "privacy.retention"},
		{Method: "POST", Path: "/privacy/retention", Handle: h.Set, Allow: manages, Name: "privacy.set"},
		{Method: "GET", Path: "/privacy/incidents", Handle: h.Incidents, Allow: manages, Name: "privacy.incidents"},
		{Method: "POST", Path: "/privacy/incidents", Handle: h.Report, Allow: manages, Name: "privacy.report"},
		{Method: "GET", Path: "/privacy/incidents/:id", Handle: h.Incident, Allow: manages, Name: "privacy.incident"},
		{Method: "POST", Path: "/privacy/incidents/:id", Handle: h.Step, Allow: manages, Name: "privacy.step"},
		{Method: "GET", Path: "/privacy/security", Handle: h.ShowSecurity, Allow: manages, Name: "privacy.security"},
		{Method: "GET", Path: "/privacy/export", Handle: h.Export, Allow: figures, Name: "privacy.export"},
		{Method: "POST", Path: "/privacy/export/:kind", Handle: h.SendExport, Allow: figures, Name: "privacy.export_file"},
	}
}
