package web

import (
	"cmp"
	"net/url"
	"slices"

	"relevo/app/analytics"
	"relevo/app/analytics/report"
	"relevo/app/fault"
	"relevo/app/measure"
	"relevo/app/people"
	"relevo/app/web"
	"relevo/app/web/chart"
	"relevo/app/web/parts"
	"relevo/assessments"
)

type dashboardInput struct {
	Competency string `form:"competency"`
	Sort       string `form:"sort"` // the code of the competency to sort by; empty: the order of the tree
}

type dashboardPage struct {
	web.Page
	Form         parts.Filled
	Action       string
	Competencies []parts.Option
	Headline     string
	Story        []string // how it moved and what to do, in a few sentences
	Hidden       []string // why something is
	Nothing      *parts.Nothing
	Stats        []parts.Figure
	Change       *chart.Waterfall
	ChangeHidden bool
	Apart        bool // what follows from the people one by one is on pages of its own
	KeptNote     string
	ChangeHref   string
	FiguresHref  string
	PlanHref     string // how often to train
	BesideHref   string // beside another place; empty where there is none
	Needs        parts.Grid
	NoNeeds      string
	MoreNeeds    string
	MoreHref     string
	Map          *chart.Tiles
	MapHidden    string // why departments are hidden, and what one can do; empty where none is
	Heat         *heatMap
	Shrunk       parts.Grid
}

// heatMap is a table of shares, of places by competencies.
type heatMap struct {
	Head []heatHead
	Rows []heatLine
}

type heatHead struct {
	Label, Href string
	Sorted      bool
}

type heatLine struct {
	Name, Href string
	Cells      []heatCell
}

// heatCell is one share with the shade of it and what it is a share of.
type heatCell struct{ Shade, Text, Note string }

func dashboardPath(id string) string { return "/dashboard/" + id }

// DashboardRoot leads to the dashboard of the place at which the actor's figures begin.
func (h *Handlers) DashboardRoot(c *web.Ctx) error {
	id, err := h.Analytics.Root(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	return c.See(dashboardPath(id))
}

// Dashboard shows what somebody who answers for a place looks at first.
func (h *Handlers) Dashboard(c *web.Ctx) error {
	var in dashboardInput
	reason := c.Bind(&in)
	q := analytics.Query{PlaceID: c.Params("place"), Competency: in.Competency}
	d, err := h.Analytics.Dashboard(c.Context(), c.Actor, q)
	if fault.Is(err, fault.Invalid) { // show what there is, with what is wrong beside the form
		reason = err
		d, err = h.Analytics.Dashboard(c.Context(), c.Actor, analytics.Query{PlaceID: q.PlaceID})
	}
	if err != nil {
		return err
	}
	status := 200
	if reason != nil {
		status = 422
	}
	page := dashboardPageOf(c.Page("dashboard.title", "place", report.PlaceName(c.Printer, d.Place)), d, in.Sort)
	page.AsOf = d.AsOf
	page.Form = c.Fill(in, reason).With("competency", d.Competency.Code)
	return c.Render(status, showDashboard(page))
}

func dashboardPageOf(p web.Page, d analytics.Dashboard, sort string) dashboardPage {
	page := dashboardPage{Page: p, Action: dashboardPath(d.Place.ID), Competencies: competencyOptions(p.Printer, d.Subject)}
	page.Lead = p.T("dashboard.lead")
	for _, above := range d.Place.Above {
		page.Crumbs = append(page.Crumbs, parts.Link{Label: above.Name, Href: dashboardPath(above.ID)})
	}
	if len(d.Place.Institutions) == 0 || len(d.Columns) == 0 || d.Cascade.InPost == 0 {
		page.Nothing = &parts.Nothing{Icon: "chart", Title: p.T("analytics.none"), Text: p.T("analytics.none.text")}
		return page
	}
	page.Headline = report.Headline(p.Printer, d.Figures)
	if story := report.Story(p.Printer, d); len(story) > 0 {
		page.Headline, page.Story = story[0], story[1:]
	}
	page.Stats = statsOf(p, d.Figures)
	page.ChangeHidden, page.Apart, page.KeptNote = d.Change.Hidden, d.Kept != nil, report.KeptNote(p.Printer, d.Kept)
	if d.Hidden() {
		page.Hidden = report.HiddenBecause(p.Printer, d.Subject)
	}
	values := subjectInput{Competency: d.Competency.Code}.values()
	page.ChangeHref, page.FiguresHref, page.PlanHref = address(changePath(d.Place.ID), values), address(placePath(d.Place.ID), values), address(plannerPath(d.Place.ID), values)
	if len(d.Place.Above) > 0 { // whoever sees what stands above it sees others of its kind
		page.BesideHref = address(besidePath(d.Place.ID), values)
	}
	if !d.Change.Hidden && len(d.Change.Causes) > 0 {
		fall := report.ChangeChart(p.Printer, d.Change, d.Recent)
		page.Change = &fall
	}
	page.needs(d)
	if len(d.Place.Institutions) > 1 {
		page.tiles(d)
		page.heat(d, sort)
		page.shrunk(d)
	}
	return page
}

// needs lists who needs something this week, for those who may see names.
func (page *dashboardPage) needs(d analytics.Dashboard) {
	p := page.Page
	if !d.Place.MayNames {
		return
	}
	if d.Kept != nil {
		page.NoNeeds = p.T("dashboard.needs.apart")
		return
	}
	page.NoNeeds = p.T("dashboard.needs.none")
	page.Needs = parts.Grid{Caption: p.T("dashboard.needs"), Columns: []parts.Column{{Label: p.T("analytics.person")}, {Label: p.T("dashboard.needs.what")}, {Label: p.T("dashboard.needs.since")}}}
	for _, n := range d.Needs {
		why := parts.Cell{Part: parts.State(toneOf(n.Why), p.T("dashboard.need."+string(n.Why))), Note: p.Value(n.Competency)}
		if n.Others > 0 {
			why.Note += " " + p.T("dashboard.needs.others", "count", n.Others)
		}
		who := parts.Cell{Text: n.Person.FullName(), Href: "/people/" + n.Person.ID, Note: p.T(n.Cadre.Key())}
		if len(d.Place.Institutions) > 1 {
			who.Note += " · " + n.Institution.Name
		}
		page.Needs.Rows = append(page.Needs.Rows, []parts.Cell{who, why, {Text: p.T("dashboard.needs.day."+string(n.Why), "date", n.Due.On)}})
	}
	if d.MoreNeeds > 0 {
		page.MoreNeeds = p.T("dashboard.needs.more", "count", d.MoreNeeds)
		page.MoreHref = "/institutions"
		if !d.Place.Whole() {
			page.MoreHref += "/" + d.Place.ID
		}
	}
}

func toneOf(why people.Why) parts.Tone {
	if why == people.NeverTrained || why == people.BelowCut {
		return parts.Bad
	}
	return parts.Notice
}

// tiles draws the departments.
func (page *dashboardPage) tiles(d analytics.Dashboard) {
	p := page.Page
	tiles := chart.Tiles{About: chart.About{ID: "departments", Title: p.T("dashboard.map", "competency", d.Competency.Name.In(p.Locale()), "date", d.On), Summary: p.T("dashboard.map.summary")},
		Name: p.T("dashboard.share"), Empty: p.T("dashboard.map.absent")}
	few, nobody := chart.Reason{Word: report.Hidden(p.Printer), Text: p.T("dashboard.map.hidden.text")}, chart.Reason{Word: percent(p.Printer, measure.Undefined()), Text: p.T("dashboard.map.none.text")}
	for _, one := range d.Departments {
		share := one.Coverage(measure.SkilledRow)
		tile := chart.Tile{Code: one.Code, Label: people.RegionName(one.Code), Share: share.Float()}
		if tile.Label == "" {
			tile.Label = p.T("dashboard.map.unknown")
		}
		switch {
		case share.Defined():
			tile.Note = p.T("dashboard.of_people", "skilled", tenths(p.Printer, one.Skilled.Value), "count", int(one.InPost))
		case one.Hidden:
			tile.Hidden, tile.Note, tiles.Hidden = true, few.Text, few
			page.MapHidden = p.T("dashboard.map.hidden.why", "few", measure.ShownInside)
		default:
			tile.Note, tiles.None = nobody.Text, nobody
		}
		tiles.Tiles = append(tiles.Tiles, tile)
	}
	page.Map = &tiles
}

// heat makes the table of places by competencies, in the order of the tree or by a column, the lowest first.
func (page *dashboardPage) heat(d analytics.Dashboard, sort string) {
	p := page.Page
	heat := heatMap{Head: []heatHead{{Label: p.T("people.institution"), Href: page.sortedBy(d, ""), Sorted: sort == ""}}}
	rows := slices.Clone(d.Heat)
	chosen := slices.IndexFunc(d.Columns, func(c assessments.Competency) bool { return c.Code == d.Competency.Code })
	columns := []int{} // the one that the page is about first: a telephone shows no more
	for i := range d.Columns {
		if i == chosen {
			columns = slices.Insert(columns, 0, i)
		} else {
			columns = append(columns, i)
		}
	}
	for _, i := range columns {
		c := d.Columns[i]
		heat.Head = append(heat.Head, heatHead{Label: c.Name.In(p.Locale()), Href: page.sortedBy(d, c.Code), Sorted: sort == c.Code})
		if sort == c.Code {
			slices.SortStableFunc(rows, func(a, b analytics.HeatRow) int { return lowestFirst(shareIn(a, i), shareIn(b, i)) })
		}
	}
	for _, row := range rows {
		values := url.Values{"competency": {d.Competency.Code}}
		line := heatLine{Name: row.Institution.Name, Href: address(dashboardPath(row.Institution.ID), values)}
		for _, i := range columns {
			share := shareIn(row, i)
			cell := heatCell{Shade: chart.Shade(share.Float()), Text: report.Share(p.Printer, row.Cells[i].Skilled.Value, row.Cells[i].InPost)}
			if share.Defined() {
				cell.Note = p.T("dashboard.of", "skilled", tenths(p.Printer, row.Cells[i].Skilled.Value), "in_post", whole(p.Printer, row.Cells[i].InPost))
			}
			line.Cells = append(line.Cells, cell)
		}
		heat.Rows = append(heat.Rows, line)
	}
	page.Heat = &heat
}

func (page *dashboardPage) sortedBy(d analytics.Dashboard, code string) string {
	values := url.Values{"competency": {d.Competency.Code}}
	if code != "" {
		values.Set("sort", code)
	}
	return address(page.Action, values) + "#heat"
}

func shareIn(row analytics.HeatRow, column int) measure.Number {
	return row.Cells[column].Coverage(measure.SkilledRow)
}

// lowestFirst puts what is not to be seen last: who needs help is looked for, not who is ahead.
func lowestFirst(a, b measure.Number) int {
	if a.Defined() != b.Defined() {
		if a.Defined() {
			return -1
		}
		return 1
	}
	return cmp.Compare(a, b)
}

// shrunk sets the share of each place beside the same as pulled towards all of them, in the order of the tree.
func (page *dashboardPage) shrunk(d analytics.Dashboard) {
	p := page.Page
	page.Shrunk = parts.Grid{Caption: p.T("dashboard.shrunk", "competency", d.Competency.Name.In(p.Locale())), Columns: []parts.Column{{Label: p.T("people.institution")},
		{Label: p.T("analytics.in_post"), Numeric: true}, {Label: p.T("analytics.row.verified"), Numeric: true}, {Label: p.T("dashboard.raw"), Numeric: true}, {Label: p.T("dashboard.pulled"), Numeric: true}}}
	at := slices.IndexFunc(d.Columns, func(c assessments.Competency) bool { return c.Code == d.Competency.Code })
	if at < 0 {
		return
	}
	between := func(low, high measure.Number) string {
		if !low.Defined() {
			return ""
		}
		return p.T("analytics.interval", "low", percent(p.Printer, low), "high", percent(p.Printer, high))
	}
	for _, row := range d.Heat {
		hidden := row.Cells[at].Hidden
		page.Shrunk.Rows = append(page.Shrunk.Rows, []parts.Cell{{Text: row.Institution.Name}, {Text: whole(p.Printer, row.Cells[at].InPost)}, {Text: whole(p.Printer, row.Cells[at].Verified)},
			{Text: report.Or(p.Printer, row.Verified.Share, hidden, percent(p.Printer, row.Verified.Share)), Note: between(row.Verified.Lower, row.Verified.Upper)},
			{Text: report.Or(p.Printer, row.Shrunk.Value, hidden, percent(p.Printer, row.Shrunk.Value)), Note: between(row.Shrunk.Lower, row.Shrunk.Upper)}})
	}
}
