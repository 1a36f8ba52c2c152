package web

import (
	"net/url"
	"strconv"

	"relevo/app/access"
	"relevo/app/i18n"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/assessments"
)

// sittingsOnPage is how many people a page of an administration shows.
const sittingsOnPage = 100

type sittingsFilter struct {
	State assessments.State `form:"state"`
	Page  int               `form:"page"`
}

type administrationPage struct {
	web.Page
	Facts     []parts.Fact
	Tabs      []parts.Link
	Progress  parts.Amount
	People    parts.Grid
	Self      parts.Grid // how they see themselves
	Paging    parts.Paging
	CloseHref string // closes what those who left have not submitted; empty for those who may not
	None      bool
}

// Administration shows who sits an assessment and where they stand.
func (h *Handlers) Administration(c *web.Ctx) error {
	var in sittingsFilter
	if err := c.Bind(&in); err != nil {
		return err
	}
	detail, err := h.Assessments.Administration(c.Context(), c.Actor, c.Params("administration"), assessments.SittingsPart{State: in.State, Number: in.Page, Size: sittingsOnPage})
	if err != nil {
		return err
	}
	p := administrationPageOf(c.PageCalled(detail.Title), detail, in, c.Actor.Somewhere(access.ViewStaff))
	if c.Actor.May(access.RunOfferings, "") {
		p.CloseHref = administrationPath(detail.ID) + "/close-leavers"
	}
	return c.Render(200, showAdministration(p))
}

func administrationPageOf(page web.Page, d assessments.AdministrationDetail, in sittingsFilter, linkPeople bool) administrationPage {
	p := administrationPage{Page: page, None: d.People == 0}
	p.Lead = occasionName(p.Printer, d.Administration)
	p.Actions = actions([]action{{Href: sheetsPath(d.ID), Button: parts.Button{Label: p.T("sheets.open_sheets"), Icon: "form", Weight: parts.Second}},
		{Href: "/answers", Button: parts.Button{Label: p.T("answers.file.title"), Icon: "upload", Weight: parts.Quiet}}})
	p.Crumbs = crumbs(p.Title, p.T("assessments.title"), "/assessments", name(p.Printer, d.Assessment.Title), assessmentPath(d.AssessmentID))
	closes := p.T("assessments.closes.never")
	if d.ClosesAt != nil {
		closes = p.Instant(*d.ClosesAt)
	}
	p.Facts = []parts.Fact{
		{Label: p.T("assessments.opens"), Text: p.Instant(d.OpensAt)}, {Label: p.T("assessments.closes"), Text: closes},
		{Label: p.T("assessments.cut_score"), Text: p.T("assessments.cut_score.of", "score", d.Assessment.CutScore)},
	}
	address := func(state assessments.State, number int) string {
		query := url.Values{}
		if state != "" {
			query.Set("state", string(state))
		}
		if number > 1 {
			query.Set("page", strconv.Itoa(number))
		}
		if len(query) == 0 {
			return administrationPath(d.ID)
		}
		return administrationPath(d.ID) + "?" + query.Encode()
	}
	p.Tabs = []parts.Link{{Label: p.T("assessments.all_p"), Href: address("", 1), Current: in.State == "", Count: p.Value(d.People)}}
	for _, s := range assessments.States() {
		p.Tabs = append(p.Tabs, parts.Link{Label: p.T(s.Key()), Href: address(s, 1), Current: in.State == s, Count: p.Value(d.Counts[s])})
	}
	done := d.Counts[assessments.StateSubmitted] + d.Counts[assessments.StateScored]
	expected := d.People - d.Counts[assessments.StateClosed]
	p.Progress = parts.Amount{Label: p.T("assessments.submitted"), Value: done, Max: max(expected, 1), Text: p.T("assessments.n_of", "n", done, "count", expected)}
	listed := d.People
	if in.State != "" {
		listed = d.Counts[in.State]
	}
	_, _, p.Paging = parts.PageOf(p.Printer, listed, in.Page, sittingsOnPage, func(n int) string { return address(in.State, n) })
	p.People = parts.Grid{Caption: p.T("assessments.people"), Hidden: true, Columns: []parts.Column{
		{Label: p.T("assessments.person")}, {Label: p.T("assessments.institution")}, {Label: p.T("assessments.form")}, {Label: p.T("assessments.state")}, {Label: p.T("assessments.due")}, {Label: p.T("assessments.sitting")},
	}}
	for _, row := range d.Rows {
		person := parts.Cell{Text: row.PersonName}
		if linkPeople {
			person.Href = "/people/" + row.PersonID
		}
		state := parts.Cell{Part: stateMark(p.Printer, row.State)}
		switch {
		case row.CloseReason != "":
			state.Note = p.T("assessments.closed." + row.CloseReason)
		case row.SubmittedAt != nil:
			state.Note = p.Instant(*row.SubmittedAt)
		}
		switch {
		case row.Overdue:
			state.Note = p.T("assessments.overdue")
		case row.Aside > 0:
			state.Note = p.T("assessments.aside_n", "count", row.Aside)
		}
		due := parts.Cell{Text: "—"}
		if row.DueOn != nil {
			due.Text = p.Date(*row.DueOn)
		}
		p.People.Rows = append(p.People.Rows, []parts.Cell{person, {Text: orDash(row.InstitutionName)}, {Text: row.FormLabel}, state, due, {Text: p.T("assessments.sitting.open"), Href: sittingPath(d.ID, row.ID)}})
	}
	p.Self = selfGrid(p.Printer, d.SelfViews)
	return p
}

// selfGrid shows how the people of a sitting see themselves, before and now.
func selfGrid(p *i18n.Printer, views []assessments.SelfView) parts.Grid {
	grid := parts.Grid{Caption: p.T("assessments.self.title"), Hidden: true, Columns: []parts.Column{
		{Label: p.T("assessments.competency")}, {Label: p.T("assessments.people"), Numeric: true}, {Label: p.T("assessments.self.before"), Numeric: true},
		{Label: p.T("assessments.self.now"), Numeric: true}, {Label: p.T("assessments.self.higher"), Numeric: true},
	}}
	for _, v := range views {
		most := len(v.Competency.Levels)
		grid.Rows = append(grid.Rows, parts.Words(name(p, v.Competency.Name), p.Value(v.People), p.T("assessments.self.of", "level", p.Number(v.Before, 1), "most", most),
			p.T("assessments.self.of", "level", p.Number(v.Now, 1), "most", most), p.Value(v.Higher)))
	}
	return grid
}

// CloseLeavers closes what people who are in no post any more have not submitted.
func (h *Handlers) CloseLeavers(c *web.Ctx) error {
	id := c.Params("administration")
	closed, err := h.Assessments.CloseLeavers(c.Context(), c.Actor, id)
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "assessments.leavers_closed", "count", closed)
	return c.See(administrationPath(id))
}
