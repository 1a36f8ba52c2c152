package web

import (
	"net/url"
	"slices"

	"relevo/app/analytics"
	"relevo/app/analytics/report"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/measure"
	"relevo/app/web"
	"relevo/app/web/chart"
	"relevo/app/web/parts"
)

type changeInput struct {
	subjectInput
	filterInput
	From  db.Date         `form:"from"`
	To    db.Date         `form:"to"`
	Row   string          `form:"row"`
	Known analytics.Known `form:"known"`
}

func (in changeInput) query(placeID string) (analytics.Query, analytics.Span) {
	return analytics.Query{PlaceID: placeID, Competency: in.Competency, Cadre: in.Cadre, Region: in.Region, Funder: in.Funder, Known: in.Known}, analytics.Span{From: in.From, To: in.To}
}

// valuesOf are the values that lead back to the same account.
func valuesOf(about analytics.Subject, span analytics.Span, row measure.Row) url.Values {
	values := valuesAbout(about)
	values.Set("from", span.From.String())
	values.Set("to", span.To.String())
	values.Set("row", report.RowNames[row])
	return values
}

type changePage struct {
	web.Page
	Form         parts.Filled
	Action       string
	Row          string
	Competencies []parts.Option
	Cadres       []parts.Option
	Knowns       []parts.Option
	Tabs         []parts.Link
	Filters      filters
	Hidden       []string // why it is
	Empty        bool
	Fall         chart.Waterfall
	Causes       parts.Grid
}

// Change shows what changed between two days, row by row.
func (h *Handlers) Change(c *web.Ctx) error {
	var in changeInput
	reason := c.Bind(&in)
	row := measure.SkilledRow
	if in.Row != "" {
		var err error
		if row, err = rowCalled(in.Row); err != nil {
			return err
		}
	}
	q, span := in.query(c.Params("place"))
	account, err := h.Analytics.Account(c.Context(), c.Actor, q, span)
	if fault.Is(err, fault.Invalid) { // show what there is, with what is wrong beside the form
		reason = err
		account, err = h.Analytics.Account(c.Context(), c.Actor, analytics.Query{PlaceID: q.PlaceID}, analytics.Span{})
	}
	if err != nil {
		return err
	}
	status := 200
	if reason != nil {
		status = 422
	} else {
		in.From, in.To = account.From, account.To // they may be others than were asked for
	}
	page := changePageOf(c.Page("analytics.change.title", "place", report.PlaceName(c.Printer, account.Place)), account, row)
	page.AsOf = account.AsOf
	page.Form = c.Fill(in, reason).With("competency", account.Competency.Code).With("known", string(account.Known)).With("from", dayValue(account.From)...).With("to", dayValue(account.To)...)
	return c.Render(status, showChange(page))
}

func changePageOf(p web.Page, a analytics.Account, row measure.Row) changePage {
	page := changePage{Page: p, Action: changePath(a.Place.ID), Row: report.RowNames[row]}
	page.Filters = filtersOf(p.Printer, a.Subject, page.Action, valuesOf(a.Subject, a.Span, row))
	page.Lead = p.T("analytics.change.lead") + report.KnownText(p.Printer, a.Subject)
	page.Crumbs = placeCrumbs(p.Printer, a.Place, parts.Link{Label: p.T("analytics.change.causes"), Current: true})
	page.Competencies, page.Cadres, page.Knowns = competencyOptions(p.Printer, a.Subject), cadreOptions(p.Printer), knownOptions(p.Printer)
	for _, r := range measure.Rows() {
		page.Tabs = append(page.Tabs, parts.Link{Label: report.RowLabel(p.Printer, r), Href: address(page.Action, valuesOf(a.Subject, a.Span, r)), Current: r == row})
	}
	at := slices.IndexFunc(a.Changes, func(c analytics.Change) bool { return c.Row == row })
	if at < 0 {
		page.Empty = true
		return page
	}
	change := a.Changes[at]
	if change.Hidden {
		page.Hidden = report.HiddenBecause(p.Printer, a.Subject)
	}
	page.Empty = !change.Hidden && len(change.Causes) == 0
	page.Fall = report.ChangeChart(p.Printer, change, a.Span)
	page.Causes = parts.Grid{Caption: p.T("analytics.change.causes"), Columns: []parts.Column{{Label: p.T("analytics.change.cause")},
		{Label: p.T("analytics.change.people"), Numeric: true}, {Label: p.T("analytics.change.amount"), Numeric: true}}}
	for _, cause := range change.Causes {
		cell := parts.Cell{Text: p.T("analytics.cause." + string(cause.Cause))}
		if a.Place.MayNames {
			cell.Href = address(changePath(a.Place.ID)+"/"+string(cause.Cause), valuesOf(a.Subject, a.Span, row))
		}
		page.Causes.Rows = append(page.Causes.Rows, []parts.Cell{cell, {Text: whole(p.Printer, cause.People)}, {Text: p.Signed(cause.Change, report.Decimals(row))}})
	}
	page.Causes.Foot = []parts.Cell{{Text: p.T("analytics.change.sum")}, {}, {Text: p.Signed(change.End-change.Start, report.Decimals(row))}}
	return page
}

type behindPage struct {
	web.Page
	People  parts.Grid
	Nothing parts.Nothing
	Back    string
}

// Behind shows the people behind one bar of an account.
func (h *Handlers) Behind(c *web.Ctx) error {
	var in changeInput
	if err := c.Bind(&in); err != nil {
		return err
	}
	row, err := rowCalled(in.Row)
	if err != nil {
		return err
	}
	cause := measure.Cause(c.Params("cause"))
	if !slices.Contains(measure.Causes(), cause) {
		return fault.Missing("noun.page")
	}
	q, span := in.query(c.Params("place"))
	behind, err := h.Analytics.Behind(c.Context(), c.Actor, q, span, row, cause)
	if err != nil {
		return err
	}
	title := c.T("analytics.behind.title", "cause", c.T("analytics.cause."+string(cause)))
	page := behindPageOf(c.PageCalled(title), behind)
	page.AsOf = behind.AsOf
	return c.Render(200, showBehind(page))
}

func behindPageOf(p web.Page, b analytics.Behind) behindPage {
	decimals := report.Decimals(b.Row)
	page := behindPage{Page: p, Back: address(changePath(b.Place.ID), valuesOf(b.Subject, b.Span, b.Row))}
	page.Crumbs = placeCrumbs(p.Printer, b.Place, parts.Link{Label: p.T("analytics.change.causes"), Href: page.Back})
	page.Lead = p.T("analytics.behind.lead", "row", report.RowLabel(p.Printer, b.Row), "from", b.From, "to", b.To,
		"change", p.Signed(b.Cause.Change, decimals), "place", report.PlaceName(p.Printer, b.Place))
	for _, text := range report.Chosen(p.Printer, b.Subject) {
		page.Lead += " " + text
	}
	page.Nothing = parts.Nothing{Icon: "people", Title: p.T("analytics.behind.none"), Text: p.T("analytics.behind.none.text"), Href: page.Back, Do: p.T("analytics.behind.back")}
	page.People = parts.Grid{Caption: p.T("analytics.behind.people"), Columns: []parts.Column{{Label: p.T("analytics.person")}, {Label: p.T("people.institution")},
		{Label: p.T("analytics.behind.on")}, {Label: p.T("analytics.change.amount"), Numeric: true}}}
	for _, s := range b.Shares {
		note := ""
		if s.Cadre != "" {
			note = p.T(s.Cadre.Key())
		}
		page.People.Rows = append(page.People.Rows, []parts.Cell{{Text: s.Person.FullName(), Href: "/people/" + s.Person.ID, Note: note},
			{Text: s.Institution.Name}, {Text: p.Date(s.On)}, {Text: p.Signed(s.Change, decimals)}})
	}
	return page
}
