package web

import (
	"strconv"

	"relevo/app/i18n"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/courses"
)

const duePath = "/follow-ups"

type duePage struct {
	web.Page
	Said string
	Due  parts.Grid
}

// FollowUpsDue names who is to answer a follow-up within the next month.
func (h *Handlers) FollowUpsDue(c *web.Ctx) error {
	due, err := h.Courses.DueFollowUps(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	return c.Render(200, showDue(newDuePage(c.Page("due.title"), due)))
}

func newDuePage(page web.Page, due courses.DueFollowUps) duePage {
	p := duePage{Page: page}
	p.Lead = p.T("due.lead", "until", due.Until)
	p.Crumbs = crumbs(p.Title, p.T("courses.offerings"), "/offerings")
	p.Said = p.T("due.count", "count", len(due.Rows))
	if n := due.Overdue(); n > 0 {
		p.Said += " " + p.T("due.overdue_count", "count", n)
	}
	p.Due = parts.Grid{Caption: p.Title, Hidden: true, Columns: []parts.Column{{Label: p.T("courses.person")}, {Label: p.T("courses.offering")}, {Label: p.T("due.which")}, {Label: p.T("due.window")}, {Label: p.T("due.state")}}}
	for _, r := range due.Rows {
		p.Due.Rows = append(p.Due.Rows, []parts.Cell{
			{Text: r.PersonName, Href: "/administrations/" + r.AdministrationID + "/attempts/" + r.AttemptID, Note: r.Institution},
			{Text: r.OfferingCode, Href: "/offerings/" + r.OfferingID, Note: r.CourseTitle},
			{Text: p.T("due.months", "count", r.Months)},
			{Text: p.T("due.from_to", "from", r.OpensOn, "to", r.DueOn)},
			{Part: parts.State(dueTone(due, r), p.T(dueState(due, r)))},
		})
	}
	return p
}

// dueState is the key of where a follow-up stands.
func dueState(due courses.DueFollowUps, r courses.DueFollowUp) string {
	switch {
	case r.DueOn < due.Today:
		return "due.overdue"
	case r.Started:
		return "due.started"
	case r.OpensOn > due.Today:
		return "due.not_yet"
	}
	return "due.open"
}

func dueTone(due courses.DueFollowUps, r courses.DueFollowUp) parts.Tone {
	switch dueState(due, r) {
	case "due.overdue":
		return parts.Notice
	case "due.not_yet":
		return parts.Neutral
	}
	return parts.Info
}

// FollowUpsDueFile is the list as a table, with the address at which each person answers.
func (h *Handlers) FollowUpsDueFile(c *web.Ctx) error {
	due, err := h.Courses.DueFollowUps(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	return c.SendTable(c.Params("kind"), "follow-ups-"+due.Today.String(), dueTable(c.Printer, due, h.base(c)))
}

func dueTable(p *i18n.Printer, due courses.DueFollowUps, base string) [][]string {
	rows := [][]string{{p.T("courses.person"), p.T("courses.institution"), p.T("courses.offering"), p.T("courses.course"), p.T("due.file.months"), p.T("due.file.from"), p.T("due.file.until"), p.T("due.state"), p.T("due.file.link")}}
	for _, r := range due.Rows {
		rows = append(rows, []string{r.PersonName, r.Institution, r.OfferingCode, r.CourseTitle, strconv.Itoa(r.Months), r.OpensOn.String(), r.DueOn.String(), p.T(dueState(due, r)), base + "/attempts/" + r.AttemptID})
	}
	return rows
}
