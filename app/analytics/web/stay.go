package web

import (
	"math"

	"relevo/app/analytics"
	"relevo/app/analytics/report"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/measure"
	"relevo/app/tables"
	"relevo/app/web"
	"relevo/app/web/chart"
	"relevo/app/web/parts"
)

func stayPath(id string) string { return placePath(id) + "/stay" }

type stayPage struct {
	web.Page
	Form         parts.Filled
	Action       string
	Competencies []parts.Option
	Headline     string
	Hidden       bool
	Nobody       bool
	Stats        []parts.Figure
	Curve        *chart.Steps
	Cadres       parts.Grid
	Flow         chart.Flow
	Routes       parts.Grid
	Courses      parts.Grid
	Funders      parts.Grid
	OnlyWhole    bool // courses, funders and cadres are told of all places together only
	Totals       []parts.Figure
	Explained    []string
	Files        []parts.Link
	Inputs       []parts.Link
}

// Stay shows how long a training stays in a place, where trained people go and what it costs.
func (h *Handlers) Stay(c *web.Ctx) error {
	var in figuresInput
	reason := c.Bind(&in)
	q := analytics.Query{PlaceID: c.Params("place"), Competency: in.Competency, On: in.On}
	staying, err := h.Analytics.Staying(c.Context(), c.Actor, q)
	if fault.Is(err, fault.Invalid) { // show what there is, with what is wrong beside the form
		reason = err
		staying, err = h.Analytics.Staying(c.Context(), c.Actor, analytics.Query{PlaceID: q.PlaceID})
	}
	if err != nil {
		return err
	}
	status := 200
	if reason != nil {
		status = 422
	}
	page := stayPageOf(c.Page("stay.title", "place", report.PlaceName(c.Printer, staying.Place)), staying)
	page.AsOf = staying.AsOf
	page.Form = c.Fill(in, reason).With("competency", staying.Competency.Code)
	if reason == nil {
		page.Form = page.Form.With("on", dayValue(staying.On)...)
	}
	return c.Render(status, showStay(page))
}

func stayPageOf(p web.Page, s analytics.Staying) stayPage {
	page := stayPage{Page: p, Action: stayPath(s.Place.ID), Hidden: s.Hidden, Nobody: s.People == 0 && s.Time.People == 0}
	page.Lead = p.T("stay.lead")
	page.Crumbs = placeCrumbs(p.Printer, s.Place, parts.Link{Label: p.T("stay.crumb"), Current: true})
	page.Competencies = competencyOptions(p.Printer, s.Subject)
	page.OnlyWhole = !s.Place.MayNames && len(s.Time.Course) == 0
	page.Explained = stayExplained(p.Printer, s)
	if page.Nobody {
		return page
	}
	page.curve(s)
	page.flow(s)
	page.time(s)
	page.files(s)
	return page
}

// stayExplained says what every figure of the page is, how it is computed, from which facts and as of when.
func stayExplained(p *i18n.Printer, s analytics.Staying) []string {
	return []string{
		p.T("stay.how.asof", "date", s.On), p.T("stay.how.curve"), p.T("stay.how.flow", "from", s.Window.From, "to", s.Window.To), p.T("stay.how.counts"),
		p.T("stay.how.lost", "count", int(math.Round(s.Leavers.Horizon))), p.T("stay.how.time"), p.T("stay.how.cost"), p.T("stay.how.limits"), p.T("analytics.signs"),
	}
}

func (page *stayPage) curve(s analytics.Staying) {
	p, all := page.Page, s.Curves[0]
	switch {
	case all.Median.Value.Defined():
		page.Headline = p.T("stay.headline", "months", tenths(p.Printer, all.Median.Value))
	case all.Left.Defined():
		page.Headline = p.T("stay.headline.none", "left", whole(p.Printer, all.Left), "people", whole(p.Printer, all.N))
	}
	l := s.Leavers
	lost := func(n measure.Number) string { // of nobody, or of those alone of whom the curve says nothing, there is none
		return report.Or(p.Printer, n, !l.Out.Defined() || !all.Left.Defined(), p.Number(n.Float(), 1))
	}
	page.Stats = []parts.Figure{
		{Label: p.T("stay.median"), Value: medianOf(p.Printer, all), Unit: p.T("stay.months"), Interval: medianInterval(p.Printer, all.Median), Strong: true,
			Meaning: p.T("stay.median.meaning", "people", whole(p.Printer, all.N), "left", whole(p.Printer, all.Left)), Warning: fewFollowed(p.Printer, all)},
		{Label: p.T("stay.each"), Value: lost(l.Each), Unit: p.T("stay.months"), Meaning: p.T("stay.each.meaning", "newly", lost(l.Newly), "months", p.Number(l.Horizon, 0))},
		{Label: p.T("stay.lost"), Value: lost(l.MonthsLost), Unit: p.T("stay.person_months"), Meaning: p.T("stay.lost.meaning", "out", whole(p.Printer, l.Out)),
			Since: p.T("fading.window", "from", s.Window.From, "to", s.Window.To)},
	}
	nothing := ""
	if s.Hidden { // the numbers at risk of which there are few
		nothing = report.Hidden(p.Printer)
	}
	steps := chart.Steps{About: chart.About{ID: "stay", Title: p.T("stay.chart"), Summary: page.Headline, Unit: chart.Unit{Nothing: nothing}}, X: chart.Axis{Label: p.T("stay.axis")}}
	for _, c := range s.Curves {
		if len(c.Points) > 0 {
			steps.Curves = append(steps.Curves, stepsOf(p.Printer, c))
		}
	}
	if len(steps.Curves) > 0 {
		page.Curve = &steps
	}
	page.Cadres = parts.Grid{Caption: p.T("stay.by_cadre"), Columns: []parts.Column{{Label: p.T("analytics.cadre")}, {Label: p.T("stay.people"), Numeric: true}, {Label: p.T("stay.left"), Numeric: true},
		{Label: p.T("stay.median"), Numeric: true}, {Label: p.T("fading.interval")}}}
	for _, c := range s.Cadres {
		page.Cadres.Rows = append(page.Cadres.Rows, []parts.Cell{{Text: p.T(c.Cadre.Key())}, {Text: whole(p.Printer, c.N)}, {Text: whole(p.Printer, c.Left)}, {Text: medianOf(p.Printer, c)},
			{Text: medianInterval(p.Printer, c.Median), Note: fewFollowed(p.Printer, c)}})
	}
}

// fewPeople is the number of people below which one leaver moves a curve visibly.
const fewPeople = 10

func fewFollowed(p *i18n.Printer, c analytics.StayCurve) string {
	if c.N < fewPeople {
		return p.T("stay.few")
	}
	return ""
}

// medianOf writes a median: a dash while more than half are there still.
func medianOf(p *i18n.Printer, c analytics.StayCurve) string {
	return report.Or(p, c.Median.Value, !c.N.Defined() || !c.Left.Defined(), p.Number(c.Median.Value.Float(), 1))
}

func medianInterval(p *i18n.Printer, m measure.Estimate) string {
	switch {
	case !m.Lower.Defined():
		return ""
	case !m.Upper.Defined():
		return p.T("fading.at_least", "low", tenths(p, m.Lower))
	default:
		return p.T("analytics.interval", "low", tenths(p, m.Lower), "high", tenths(p, m.Upper))
	}
}

func stepsOf(p *i18n.Printer, c analytics.StayCurve) chart.Curve {
	name := p.T("stay.curve.place")
	if c.Apart {
		name = p.T("stay.curve.apart")
	}
	out := chart.Curve{Name: name, Median: c.Median.Value.Float()}
	for _, point := range c.Points {
		out.Points = append(out.Points, chart.Value{X: point.Months, Y: point.Share.Value.Float(), Low: point.Share.Lower.Float(), High: point.Share.Upper.Float()})
		if point.AtRisk.Defined() {
			out.AtRisk = append(out.AtRisk, chart.Risk{At: point.Months, N: int(point.AtRisk)})
		}
	}
	return out
}

func (page *stayPage) flow(s analytics.Staying) {
	p, l, a := page.Page, s.Leavers, s.Arrivals
	page.Flow = chart.Flow{About: chart.About{ID: "flow", Title: p.T("stay.flow"), Summary: p.T("stay.flow.summary", "from", s.Window.From, "to", s.Window.To)},
		Head: []string{p.T("stay.flow.step"), p.T("stay.people"), p.T("stay.flow.way")},
		Steps: []chart.Stage{
			{Label: p.T("stay.flow.came"), Value: whole(p.Printer, a.Total), Aside: []string{p.T("stay.flow.from_system", "n", whole(p.Printer, a.FromSystem)), p.T("stay.flow.from_outside", "n", whole(p.Printer, a.FromOutside))}},
			{Label: p.T("stay.flow.here", "place", report.PlaceName(p.Printer, s.Place)), Value: whole(p.Printer, s.Time.People)},
			{Label: p.T("stay.flow.left"), Value: whole(p.Printer, l.Total), Aside: []string{p.T("stay.flow.to_system", "n", whole(p.Printer, l.Transferred)), p.T("stay.flow.out", "n", whole(p.Printer, l.Out))}},
		}}
	if len(s.Routes) == 0 {
		return
	}
	page.Routes = parts.Grid{Caption: p.T("stay.routes"), Columns: []parts.Column{{Label: p.T("stay.from")}, {Label: p.T("stay.to")}, {Label: p.T("stay.people"), Numeric: true}}}
	for _, r := range s.Routes {
		page.Routes.Rows = append(page.Routes.Rows, []parts.Cell{{Text: routeEnd(p.Printer, r.From, r.FromOut)}, {Text: routeEnd(p.Printer, r.To, r.ToOut)}, {Text: p.Number(float64(r.People), 0)}})
	}
}

func routeEnd(p *i18n.Printer, name string, out bool) string {
	switch {
	case out:
		return p.T("stay.outside")
	case name == "":
		return p.T("stay.elsewhere")
	default:
		return name
	}
}

func (page *stayPage) time(s analytics.Staying) {
	p, t := page.Page, s.Time
	page.Totals = []parts.Figure{
		{Label: p.T("stay.time"), Value: tenths(p.Printer, t.Months), Unit: p.T("stay.person_months"), Meaning: timeMeaning(p.Printer, t.People), Since: p.T("stay.until", "date", s.On)},
		{Label: p.T("stay.per"), Value: soles(p.Printer, t.Per(), t.Cost, t.Months), Unit: p.T("stay.soles"), Meaning: p.T("stay.per.meaning", "cost", whole(p.Printer, t.Cost)), Since: p.T("stay.until", "date", s.On)},
	}
	page.Courses = timeGrid(p.Printer, p.T("stay.by_course"), p.T("stay.course"), p.T("stay.brought"), t.Course, t)
	page.Funders = timeGrid(p.Printer, p.T("stay.by_funder"), p.T("stay.funder"), p.T("stay.no_funder"), t.Funder, t)
}

func timeMeaning(p *i18n.Printer, people measure.Number) string {
	if !people.Defined() {
		return p.T("stay.time.meaning.hidden")
	}
	return p.T("stay.time.meaning", "count", int(people))
}

// soles writes what a month costs: a dash where there was none.
func soles(p *i18n.Printer, per, cost, months measure.Number) string {
	return report.Or(p, per, !cost.Defined() || !months.Defined(), p.Number(per.Float(), 2))
}

func timeGrid(p *i18n.Printer, caption, what, none string, lines []analytics.TimeLine, total analytics.TrainedTime) parts.Grid {
	grid := parts.Grid{Caption: caption, Columns: []parts.Column{{Label: what}, {Label: p.T("stay.people"), Numeric: true}, {Label: p.T("stay.whole_time"), Numeric: true}, {Label: p.T("stay.part"), Numeric: true},
		{Label: p.T("stay.cost"), Numeric: true}, {Label: p.T("stay.per.short"), Numeric: true}}}
	for _, l := range lines {
		name := l.Name
		if l.ID == "" {
			name = none
		}
		grid.Rows = append(grid.Rows, []parts.Cell{{Text: name}, {Text: whole(p, l.People)}, {Text: tenths(p, l.Months)}, {Text: tenths(p, l.Part)}, {Text: whole(p, l.Cost)}, {Text: soles(p, l.Per(), l.Cost, l.Part)}})
	}
	if len(lines) > 0 {
		grid.Foot = []parts.Cell{{Text: p.T("stay.total")}, {Text: whole(p, total.People)}, {Text: ""}, {Text: tenths(p, total.Months)}, {Text: whole(p, total.Cost)}, {Text: soles(p, total.Per(), total.Cost, total.Months)}}
	}
	return grid
}

// stayTables are the tables of the page as files have them, in the order of their numbers.
var stayTables = []string{"curves", "flow", "time", "definitions"}

func (page *stayPage) files(s analytics.Staying) {
	values := subjectInput{Competency: s.Competency.Code}.values()
	values.Set("on", s.On.String())
	base := stayPath(s.Place.ID)
	page.Files = []parts.Link{{Label: page.T("analytics.file.xlsx"), Href: address(base+"/xlsx", values)}}
	if _, ok := s.Input(); ok {
		page.Inputs = []parts.Link{{Label: "relevo measure survival", Href: address(base+"/survival", values)}}
	}
	for _, table := range stayTables[:3] {
		values.Set("table", table)
		page.Files = append(page.Files, parts.Link{Label: page.T("stay.file."+table) + " (CSV)", Href: address(base+"/csv", values)})
	}
}

// StayFile gives the page as a workbook, a table of it as CSV, or the input of the curves for `relevo measure survival`.
func (h *Handlers) StayFile(c *web.Ctx) error {
	var in struct {
		figuresInput
		Table string `form:"table"`
	}
	if err := c.Bind(&in); err != nil {
		return err
	}
	s, err := h.Analytics.Staying(c.Context(), c.Actor, analytics.Query{PlaceID: c.Params("place"), Competency: in.Competency, On: in.On})
	if err != nil {
		return err
	}
	file := c.Params("file")
	if file == "survival" {
		input, ok := s.Input()
		if !ok {
			return fault.Missing("noun.page")
		}
		return giveInput(c, file, input)
	}
	number := 0
	for i, table := range stayTables {
		if table == in.Table {
			number = i
		}
	}
	return c.SendSheets(file, "permanencia-"+s.Competency.Code+"-"+s.On.String(), staySheets(c.Printer, s), number)
}

func staySheets(p *i18n.Printer, s analytics.Staying) []tables.Sheet {
	x := func(n measure.Number) any { return n.Float() }
	place := report.PlaceName(p, s.Place)
	curves := tables.Sheet{Name: stayTables[0], Head: []string{"place", "competency", "as_of", "where", "cadre", "n", "left", "median_months", "median_lower", "median_upper", "months", "at_risk", "still_in_post", "lower", "upper"}}
	for i, c := range append(append([]analytics.StayCurve{}, s.Curves...), s.Cadres...) {
		where := "place"
		if c.Apart {
			where = "institution"
		}
		head := []any{place, s.Competency.Code, s.On.String(), where, string(c.Cadre), x(c.N), x(c.Left), x(c.Median.Value), x(c.Median.Lower), x(c.Median.Upper)}
		if i >= len(s.Curves) || len(c.Points) == 0 {
			curves.Rows = append(curves.Rows, append(head, nil, nil, nil, nil, nil))
			continue
		}
		for _, point := range c.Points {
			curves.Rows = append(curves.Rows, append(append([]any{}, head...), point.Months, x(point.AtRisk), x(point.Share.Value), x(point.Share.Lower), x(point.Share.Upper)))
		}
	}
	flow := tables.Sheet{Name: stayTables[1], Head: []string{"place", "competency", "from", "to", "figure", "origin", "destination", "value"}}
	line := func(figure, from, to string, n any) {
		flow.Rows = append(flow.Rows, []any{place, s.Competency.Code, s.Window.From.String(), s.Window.To.String(), figure, from, to, n})
	}
	l, a := s.Leavers, s.Arrivals
	for _, one := range []struct {
		figure string
		n      measure.Number
	}{{"arrived_trained", a.Total}, {"arrived_from_system", a.FromSystem}, {"arrived_from_outside", a.FromOutside}, {"left_trained", l.Total}, {"left_to_system", l.Transferred}, {"left_system", l.Out},
		{"trained_months_lost", l.MonthsLost}, {"trained_months_lost_each", l.Each}, {"trained_months_newly_trained", l.Newly}, {"horizon_months", measure.Number(l.Horizon)}} {
		line(one.figure, "", "", x(one.n))
	}
	for _, r := range s.Routes {
		line("route", routeEnd(p, r.From, r.FromOut), routeEnd(p, r.To, r.ToOut), r.People)
	}
	time := tables.Sheet{Name: stayTables[2], Head: []string{"place", "competency", "as_of", "by", "name", "people", "person_months", "person_months_part", "soles", "soles_per_person_month"}}
	t := s.Time
	time.Rows = append(time.Rows, []any{place, s.Competency.Code, s.On.String(), "total", "", x(t.People), x(t.Months), x(t.Months), x(t.Cost), x(t.Per())})
	for _, by := range []struct {
		name, none string
		lines      []analytics.TimeLine
	}{{"course", p.T("stay.brought"), t.Course}, {"funder", p.T("stay.no_funder"), t.Funder}} {
		for _, one := range by.lines {
			name := one.Name
			if one.ID == "" {
				name = by.none
			}
			time.Rows = append(time.Rows, []any{place, s.Competency.Code, s.On.String(), by.name, name, x(one.People), x(one.Months), x(one.Part), x(one.Cost), x(one.Per())})
		}
	}
	meaning := tables.Sheet{Name: stayTables[3], Head: []string{p.T("analytics.report.definitions")}}
	for _, text := range stayExplained(p, s) {
		meaning.Rows = append(meaning.Rows, []any{text})
	}
	if s.Hidden {
		meaning.Rows = append(meaning.Rows, []any{p.T("analytics.hidden.text")})
	}
	return []tables.Sheet{curves, flow, time, meaning}
}
