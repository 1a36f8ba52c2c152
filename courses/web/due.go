package web

import (
	"net/url"
	"strconv"

	"relevo/app/i18n"
	"relevo/app/people"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/courses"
)

const duePath = "/follow-ups"

type duePage struct {
	web.Page
	Said    string
	Regions []parts.Link // one click to each department; empty where there are not several
	Due     parts.Grid
	Files   string // what the files are asked for
}

type dueInput struct {
	Region string `form:"region"`
}

// FollowUpsDue names who is to answer a follow-up within the next month.
func (h *Handlers) FollowUpsDue(c *web.Ctx) error {
	var in dueInput
	if err := c.Bind(&in); err != nil {
		return err
	}
	due, err := h.Courses.DueFollowUps(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	return c.Render(200, showDue(newDuePage(c.Page("due.title"), due, in.Region)))
}

func newDuePage(page web.Page, all courses.DueFollowUps, region string) duePage {
	p, due := duePage{Page: page}, all.In(region)
	if regions := all.Regions(); len(regions) > 1 || region != "" {
		p.Regions = append(p.Regions, parts.Link{Label: p.T("due.everywhere", "count", len(all.Rows)), Href: duePath, Current: region == ""})
		for _, code := range regions {
			p.Regions = append(p.Regions, parts.Link{Label: p.T("due.region", "region", people.RegionName(code), "count", len(all.In(code).Rows)), Href: duePath + "?region=" + code, Current: code == region})
		}
	}
	if region != "" {
		p.Files = "?" + url.Values{"region": {region}}.Encode()
	}
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
	var in dueInput
	if err := c.Bind(&in); err != nil {
		return err
	}
	due, err := h.Courses.DueFollowUps(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	due = due.In(in.Region)
	return c.SendTable(c.Params("kind"), "follow-ups-"+due.Today.String(), dueTable(c.Printer, due, h.base(c)))
}

func dueTable(p *i18n.Printer, due courses.DueFollowUps, base string) [][]string {
	rows := [][]string{{p.T("courses.person"), p.T("courses.institution"), p.T("courses.offering"), p.T("courses.course"), p.T("due.file.months"), p.T("due.file.from"), p.T("due.file.until"), p.T("due.state"), p.T("due.file.link")}}
	for _, r := range due.Rows {
		rows = append(rows, []string{r.PersonName, r.Institution, r.OfferingCode, r.CourseTitle, strconv.Itoa(r.Months), r.OpensOn.String(), r.DueOn.String(), p.T(dueState(due, r)), base + "/attempts/" + r.AttemptID})
	}
	return rows
}
