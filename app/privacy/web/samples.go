package web

import (
	"time"

	"relevo/app/db"
	"relevo/app/i18n"
	"relevo/app/privacy"
	"relevo/app/web"
	"relevo/app/web/parts"
)

// Samples shows the pages in their states.
func Samples(locale i18n.Locale) []web.Sample {
	page := func(title string) web.Page {
		p := web.SamplePage(locale, "")
		p.Title = p.T(title)
		return p
	}
	now := db.At(time.Date(2026, 5, 15, 15, 0, 0, 0, time.UTC))
	long := "Figura mi segundo apellido como «Naupari <b>Gutierrez</b>» y es «Ñaupari Gutiérrez»; también falta mi correo maria.de.los.angeles.naupari.gutierrez@casadelrio.example.pe."
	asked := privacy.Case{Name: "Ñaupari Gutiérrez, María de los Ángeles <b>", Today: now.Date(), Request: privacy.Request{ID: "a", Kind: privacy.Rectification, Wording: long, MadeAt: now, DueOn: now.Date() + 14}}
	late, answered := asked, asked
	late.ID, late.Kind, late.Wording, late.DueOn = "b", privacy.Access, "", now.Date()-3
	answered.ID, answered.Kind = "c", privacy.Cancellation
	answered.Answer = &privacy.Answer{Outcome: privacy.Refused, Reason: "Su institución debe conservar la constancia de su capacitación.", AnsweredAt: now}
	extended := asked
	extended.ID, extended.Extension = "d", &privacy.Extension{DueOn: now.Date() + 28, Reason: "Pedimos a su institución el documento que usted menciona <b>.", ExtendedAt: now}
	cases := []privacy.Case{late, asked, extended, answered}
	given := []privacy.Standing{{Purpose: privacy.Purposes[0], Given: true, Since: &now}}
	duties := newOwnPage(page("privacy.title"), given, cases, parts.Filled{})
	duties.Manages, duties.Figures = true, true
	bare := newOwnPage(page("privacy.title"), nil, nil, parts.Filled{})
	bare.HasOwn = false
	retention := privacy.Retention{Erased: 3, Settings: []privacy.Setting{
		{Name: "days.access", Of: "access", Days: true, Value: 20, Usual: 20}, {Name: "months.logins", Of: "logins", Value: 6, Usual: 12}, {Name: "months.people", Of: "people", Value: 120, Usual: 120},
	}, Deletions: []privacy.Deletion{{Category: "letters", Before: now.Add(-365 * 24 * time.Hour), Deleted: 1204, DeletedAt: now}}}
	count := int64(48)
	open := privacy.Course{Now: now, Incident: privacy.Incident{ID: "a", NoticedAt: now.Add(-5 * time.Hour), What: "Se envió una lista de asistencia a una dirección equivocada <b>", Affected: "Nombres y correos", People: &count}}
	overdue, told := open, open
	overdue.NoticedAt, overdue.People = now.Add(-60*time.Hour), nil
	told.Steps = []privacy.Step{{Kind: privacy.Noted, Note: "Se pidió borrar el mensaje.", RecordedAt: now.Add(-4 * time.Hour)}, {Kind: privacy.ToldAuthority, Note: "Formulario en línea.", RecordedAt: now.Add(-time.Hour)}, {Kind: privacy.Closed, Note: "La persona confirmó que lo borró.", RecordedAt: now}}
	incidents := []privacy.Course{overdue, open, told}
	measures := []Measure{{About: "database", Good: true, Text: "SQLite 3.54.1, sound, every write reaches the disk"}, {About: "mail", Text: "no mail is sent"}}
	return []web.Sample{
		{Name: "privacy-own", Whole: true, Component: showOwn(duties)},
		{Name: "privacy-own-new", Whole: true, Component: showOwn(newOwnPage(page("privacy.title"), []privacy.Standing{{Purpose: privacy.Purposes[0]}}, nil, parts.Filled{}))},
		{Name: "privacy-own-account", Whole: true, Component: showOwn(bare)},
		{Name: "privacy-requests", Whole: true, Component: showRequests(newRequestsPage(page("privacy.requests.title"), cases))},
		{Name: "privacy-requests-none", Whole: true, Component: showRequests(newRequestsPage(page("privacy.requests.title"), nil))},
		{Name: "privacy-request", Whole: true, Component: showRequest(newRequestPage(page("privacy.kind.rectification"), asked, parts.Filled{}))},
		{Name: "privacy-request-extended", Whole: true, Component: showRequest(newRequestPage(page("privacy.kind.rectification"), extended, parts.Filled{}))},
		{Name: "privacy-request-answered", Whole: true, Component: showRequest(newRequestPage(page("privacy.kind.cancellation"), answered, parts.Filled{}))},
		{Name: "privacy-retention", Whole: true, Component: showRetention(newRetentionPage(page("privacy.retention.title"), retention, parts.Filled{}))},
		{Name: "privacy-incidents", Whole: true, Component: showIncidents(newIncidentsPage(page("privacy.incidents.title"), incidents, parts.Filled{}))},
		{Name: "privacy-incident-open", Whole: true, Component: showIncident(newIncidentPage(page("privacy.incident.title"), open, parts.Filled{}))},
		{Name: "privacy-incident-late", Whole: true, Component: showIncident(newIncidentPage(page("privacy.incident.title"), overdue, parts.Filled{}))},
		{Name: "privacy-incident-closed", Whole: true, Component: showIncident(newIncidentPage(page("privacy.incident.title"), told, parts.Filled{}))},
		{Name: "privacy-security", Whole: true, Component: showSecurity(newSecurityPage(page("privacy.security.title"), measures, retention, now))},
		{Name: "privacy-export", Whole: true, Component: showExport(exportPage{Page: page("privacy.export.title")})},
	}
}
