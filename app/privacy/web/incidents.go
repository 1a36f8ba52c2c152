package web

import (
	"time"

	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/privacy"
	"relevo/app/web"
	"relevo/app/web/parts"
)

type incidentsPage struct {
	web.Page
	List parts.Grid
	Form parts.Filled
}

type incidentPage struct {
	web.Page
	ID      string
	Tone    parts.Tone
	State   string
	Facts   []parts.Fact
	Steps   parts.Grid
	Open    bool
	Options []parts.Option
	Form    parts.Filled
}

type incidentInput struct {
	What      string  `form:"what"`
	Affected  string  `form:"affected"`
	People    *int64  `form:"people"`
	NoticedOn db.Date `form:"noticed_on"`
	NoticedAt string  `form:"noticed_at"`
}

// moment is when it was noticed, in Peru; zero when the hour cannot be read.
func (in incidentInput) moment() db.Instant {
	hour, err := time.Parse("15:04", in.NoticedAt)
	if err != nil || in.NoticedOn == 0 {
		return db.Instant{}
	}
	return in.NoticedOn.Start().Add(time.Duration(hour.Hour())*time.Hour + time.Duration(hour.Minute())*time.Minute)
}

// Incidents lists what went wrong.
func (h *Handlers) Incidents(c *web.Ctx) error { return h.showIncidents(c, 200, parts.Filled{}) }

func (h *Handlers) showIncidents(c *web.Ctx, status int, form parts.Filled) error {
	courses, err := h.Privacy.Incidents(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	return c.Render(status, showIncidents(newIncidentsPage(c.Page("privacy.incidents.title"), courses, form)))
}

func newIncidentsPage(p web.Page, courses []privacy.Course, form parts.Filled) incidentsPage {
	p.Lead = p.T("privacy.incidents.lead")
	page := incidentsPage{Page: p, Form: form, List: parts.Grid{Caption: p.T("privacy.incidents.title"), Hidden: true, Columns: []parts.Column{
		{Label: p.T("privacy.incident.what")}, {Label: p.T("privacy.incident.noticed")}, {Label: p.T("privacy.request.state")},
	}}}
	for _, one := range courses {
		tone, state := clock(p, one)
		page.List.Rows = append(page.List.Rows, []parts.Cell{{Text: one.What, Href: "/privacy/incidents/" + one.ID}, {Text: p.Instant(one.NoticedAt)}, {Part: parts.State(tone, state)}})
	}
	return page
}

// clock says how it stands with telling the authority.
func clock(p web.Page, one privacy.Course) (parts.Tone, string) {
	switch {
	case one.Told() != nil && one.Late():
		return parts.Notice, p.T("privacy.incident.told_late", "when", p.Instant(*one.Told()))
	case one.Told() != nil:
		return parts.Good, p.T("privacy.incident.told", "when", p.Instant(*one.Told()))
	case one.ClosedAt() != nil:
		return parts.Info, p.T("privacy.incident.not_told")
	case one.Late():
		return parts.Bad, p.T("privacy.incident.late", "when", p.Instant(one.Due()))
	default:
		return parts.Notice, p.T("privacy.incident.left", "count", one.HoursLeft(), "when", p.Instant(one.Due()))
	}
}

// peopleClock says how it stands with telling those affected. Whether they must be told is for
// whoever answers for the incident to judge.
func peopleClock(p web.Page, one privacy.Course) string {
	told := one.PeopleTold()
	switch {
	case told != nil && told.After(one.Due()):
		return p.T("privacy.incident.people_late", "when", p.Instant(*told))
	case told != nil:
		return p.T("privacy.incident.people_told", "when", p.Instant(*told))
	case one.ClosedAt() != nil:
		return p.T("privacy.incident.people_not_told")
	case one.Now.After(one.Due()):
		return p.T("privacy.incident.people_over", "when", p.Instant(one.Due()))
	default:
		return p.T("privacy.incident.people_due", "when", p.Instant(one.Due()))
	}
}

// Report writes an incident down.
func (h *Handlers) Report(c *web.Ctx) error {
	var in incidentInput
	err := c.Bind(&in)
	var incident privacy.Incident
	if err == nil {
		incident, err = h.Privacy.Report(c.Context(), c.Actor, privacy.IncidentInput{NoticedAt: in.moment(), What: in.What, Affected: in.Affected, People: in.People})
	}
	if fault.Is(err, fault.Invalid) {
		return h.showIncidents(c, 422, c.Fill(in, err))
	}
	if err != nil {
		return err
	}
	return c.See("/privacy/incidents/" + incident.ID)
}

// Incident shows one incident and what was done about it.
func (h *Handlers) Incident(c *web.Ctx) error { return h.showIncident(c, 200, parts.Filled{}) }

func (h *Handlers) showIncident(c *web.Ctx, status int, form parts.Filled) error {
	one, err := h.Privacy.Incident(c.Context(), c.Actor, c.Params("id"))
	if err != nil {
		return err
	}
	return c.Render(status, showIncident(newIncidentPage(c.Page("privacy.incident.title"), one, form)))
}

func newIncidentPage(p web.Page, one privacy.Course, form parts.Filled) incidentPage {
	p.Crumbs = []parts.Link{{Label: p.T("privacy.incidents.title"), Href: "/privacy/incidents"}}
	people := p.T("privacy.incident.unknown")
	if one.People != nil {
		people = p.Number(float64(*one.People), 0)
	}
	page := incidentPage{Page: p, ID: one.ID, Open: one.ClosedAt() == nil, Form: form, Facts: []parts.Fact{
		{Label: p.T("privacy.incident.what"), Text: one.What}, {Label: p.T("privacy.incident.affected"), Text: one.Affected},
		{Label: p.T("privacy.incident.people"), Text: people}, {Label: p.T("privacy.incident.noticed"), Text: p.Instant(one.NoticedAt)},
		{Label: p.T("privacy.step.people"), Text: peopleClock(p, one)},
	}}
	page.Tone, page.State = clock(p, one)
	page.Steps = parts.Grid{Caption: p.T("privacy.incident.steps"), Hidden: true, Columns: []parts.Column{{Label: p.T("privacy.deletion.when")}, {Label: p.T("privacy.incident.step")}, {Label: p.T("privacy.incident.note")}}}
	for _, step := range one.Steps {
		page.Steps.Rows = append(page.Steps.Rows, parts.Words(p.Instant(step.RecordedAt), p.T("privacy.step."+string(step.Kind)), step.Note))
	}
	for _, kind := range privacy.StepKinds {
		page.Options = append(page.Options, parts.Option{Value: string(kind), Label: p.T("privacy.step." + string(kind))})
	}
	return page
}

// Step writes down what was done.
func (h *Handlers) Step(c *web.Ctx) error {
	var in struct {
		Kind privacy.StepKind `form:"kind"`
		Note string           `form:"note"`
	}
	err := c.Bind(&in)
	if err == nil {
		err = h.Privacy.Step(c.Context(), c.Actor, c.Params("id"), in.Kind, in.Note)
	}
	if fault.Is(err, fault.Invalid) {
		return h.showIncident(c, 422, c.Fill(in, err))
	}
	if err != nil {
		return err
	}
	return c.See("/privacy/incidents/" + c.Params("id"))
}
