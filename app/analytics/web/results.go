package web

import (
	"math"
	"net/url"
	"slices"
	"strconv"

	"relevo/app/analytics"
	"relevo/app/analytics/report"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/measure"
	"relevo/app/web"
	"relevo/app/web/chart"
	"relevo/app/web/parts"
)

const resultsPath = "/results"

func indicatorPath(code string) string { return resultsPath + "/indicators/" + code }

type resultsPage struct {
	web.Page
	Form         parts.Filled
	Competencies []parts.Option
	Hidden       bool
	Chain        chart.Chain
	Boxes        []parts.Grid
	Out          parts.Grid // indicators that stand in no box
	Explained    []string
	KeptNote     string
	Files        []parts.Link
	// ComparingHref leads to the comparison of centres.
	ComparingHref string
	MailHref      string
}

// Results shows the results chain of all that the actor may see.
func (h *Handlers) Results(c *web.Ctx) error {
	var in figuresInput
	reason := c.Bind(&in)
	r, err := h.Analytics.Results(c.Context(), c.Actor, analytics.Query{Competency: in.Competency, On: in.On}, analytics.Shown{})
	if fault.Is(err, fault.Invalid) { // show what there is, with what is wrong beside the form
		reason = err
		r, err = h.Analytics.Results(c.Context(), c.Actor, analytics.Query{}, analytics.Shown{})
	}
	if err != nil {
		return err
	}
	status := 200
	if reason != nil {
		status = 422
	}
	page := resultsPageOf(c.Page("results.title", "place", report.PlaceName(c.Printer, r.Place)), r)
	page.Form = c.Fill(in, reason).With("competency", r.Competency.Code)
	if reason == nil {
		page.Form = page.Form.With("on", dayValue(r.On)...)
	}
	return c.Render(status, showResults(page))
}

func resultsPageOf(p web.Page, r analytics.Results) resultsPage {
	page := resultsPage{Page: p, Competencies: competencyOptions(p.Printer, r.Subject), Hidden: r.Hidden, Chain: report.ChainChart(p.Printer, r), KeptNote: report.KeptNote(p.Printer, r.Kept)}
	page.Lead = p.T("results.lead")
	page.Explained = []string{p.T("results.how.window", "from", r.On-365, "to", r.On), p.T("results.how.baseline"), p.T("results.how.way"), p.T("results.how.attribution"), p.T("analytics.signs")}
	values := resultsValues(r)
	page.MailHref = mailPath("chain", "", subjectInput{Competency: r.Competency.Code}.values())
	page.ComparingHref = address(comparingPath, subjectInput{Competency: r.Competency.Code}.values())
	for _, box := range analytics.Boxes() {
		if grid := boxGrid(p.Printer, p.T(box.Key()), r.In(box), values); len(grid.Rows) > 0 {
			page.Boxes = append(page.Boxes, grid)
		}
	}
	page.Out = boxGrid(p.Printer, p.T("results.box.none"), r.In(""), values)
	for _, format := range []string{"pdf", "xlsx"} {
		page.Files = append(page.Files, parts.Link{Label: p.T("analytics.file." + format), Href: address(resultsPath+"/report/"+format, values)})
	}
	for _, table := range resultsTables[:2] {
		with := resultsValues(r)
		with.Set("table", table)
		page.Files = append(page.Files, parts.Link{Label: p.T("results.file."+table) + " (CSV)", Href: address(resultsPath+"/report/csv", with)})
	}
	return page
}

func resultsValues(r analytics.Results) url.Values {
	values := subjectInput{Competency: r.Competency.Code}.values()
	values.Set("on", r.On.String())
	return values
}

func boxGrid(p *i18n.Printer, caption string, list []analytics.IndicatorState, values url.Values) parts.Grid {
	grid := parts.Grid{Caption: caption, Columns: []parts.Column{{Label: p.T("results.indicator")}, {Label: p.T("results.baseline"), Numeric: true}, {Label: p.T("results.actual"), Numeric: true},
		{Label: p.T("results.target"), Numeric: true}, {Label: p.T("results.way"), Numeric: true}, {Label: p.T("results.n"), Numeric: true}, {Label: p.T("results.missing"), Numeric: true}}}
	for _, i := range list {
		base, target := parts.Cell{Text: p.T("results.unset")}, parts.Cell{Text: p.T("results.unset")}
		if b := i.Baseline; b != nil {
			base = parts.Cell{Text: report.Told(p, i.Unit, *b), Note: p.T("results.baseline.note", "n", whole(p, b.N), "date", b.To)}
			if b.Hidden {
				base.Note = p.T("results.hidden.note", "date", b.To)
			}
		}
		if t := i.Target; t != nil && t.Value != nil && t.DueOn != nil {
			target = parts.Cell{Text: report.InUnit(p, i.Unit, measure.Number(*t.Value)), Note: p.T("results.target.note", "date", *t.DueOn, "author", t.Author)}
		}
		grid.Rows = append(grid.Rows, []parts.Cell{{Text: p.T(i.Key()), Href: address(indicatorPath(i.Code), values)}, base,
			{Text: report.Told(p, i.Unit, i.Actual), Note: observedNote(p, i.Unit, i.Actual)}, target, {Text: report.Way(p, i)}, {Text: whole(p, i.Actual.N)}, {Text: report.Missing(p, i.Actual)}})
	}
	return grid
}

// observedNote is the interval, or why there is none to see.
func observedNote(p *i18n.Printer, unit analytics.Unit, o analytics.Observed) string {
	if o.Hidden {
		return p.T("results.hidden.few")
	}
	return observedInterval(p, unit, o)
}

func observedInterval(p *i18n.Printer, unit analytics.Unit, o analytics.Observed) string {
	if !o.Lower.Defined() || !o.Upper.Defined() {
		return ""
	}
	return p.T("analytics.interval", "low", report.InUnit(p, unit, o.Lower), "high", report.InUnit(p, unit, o.Upper))
}

// resultsTables are the tables of the chain as files have them, in the order of their numbers.
var resultsTables = []string{"indicators", "parts", "targets", "definitions"}

// ResultsFile gives the chain as pdf, as a workbook, or a table of it as CSV.
func (h *Handlers) ResultsFile(c *web.Ctx) error {
	var in struct {
		figuresInput
		Table string `form:"table"`
	}
	if err := c.Bind(&in); err != nil {
		return err
	}
	r, err := h.Analytics.Results(c.Context(), c.Actor, analytics.Query{Competency: in.Competency, On: in.On}, analytics.Shown{Parts: true})
	if err != nil {
		return err
	}
	file, name := c.Params("file"), "resultados-"+r.Competency.Code+"-"+r.On.String()
	if file == "pdf" {
		data, err := report.ResultsPDF(c.Printer, r)
		if err != nil {
			return err
		}
		return c.Give(file, name, data)
	}
	number := 0
	for i, table := range resultsTables {
		if table == in.Table {
			number = i
		}
	}
	return c.SendSheets(file, name, report.ResultsSheets(c.Printer, r), number)
}

type indicatorPage struct {
	web.Page
	Stats      []parts.Figure
	Hidden     bool
	KeptNote   string
	Parts      []parts.Grid
	NoParts    bool
	Explained  []string
	MaySet     bool
	Target     parts.Filled
	TargetPath string
	ValueHelp  string
	Box        parts.Filled
	BoxPath    string
	Boxes      []parts.Option
	History    parts.Grid
}

type targetInput struct {
	Competency string   `form:"competency"`
	Value      *float64 `form:"value"` // percent of a share
	DueOn      *db.Date `form:"due_on"`
	BaselineOn *db.Date `form:"baseline_on"`
	Note       string   `form:"note"`
}

type boxInput struct {
	Competency string        `form:"competency"`
	Box        analytics.Box `form:"box"`
}

// Indicator shows one indicator in its parts.
func (h *Handlers) Indicator(c *web.Ctx) error {
	var in figuresInput
	if err := c.Bind(&in); err != nil {
		return err
	}
	return h.showIndicator(c, 200, in.Competency, in.On, nil)
}

func (h *Handlers) showIndicator(c *web.Ctx, status int, competency string, on db.Date, target *parts.Filled) error {
	code := c.Params("code")
	if !slices.ContainsFunc(analytics.Indicators(), func(i analytics.Indicator) bool { return i.Code == code }) {
		return fault.Missing("noun.page")
	}
	r, err := h.Analytics.Results(c.Context(), c.Actor, analytics.Query{Competency: competency, On: on}, analytics.Shown{Indicator: code, Parts: true})
	if err != nil {
		return err
	}
	state, _ := r.Indicator(code)
	page := indicatorPageOf(c.Page(state.Key()), r, state)
	if target != nil {
		page.Target = *target
	}
	return c.Render(status, showIndicator(page))
}

// SetTarget records a target.
func (h *Handlers) SetTarget(c *web.Ctx) error {
	var in targetInput
	err := c.Bind(&in)
	code := c.Params("code")
	if err == nil {
		value := in.Value
		for _, i := range analytics.Indicators() {
			if i.Code == code && i.Unit == analytics.UnitShare && value != nil {
				share := *value / 100
				value = &share
			}
		}
		err = h.Analytics.SetResultsTarget(c.Context(), c.Actor, analytics.TargetIn{Competency: in.Competency, Indicator: code, Value: value, DueOn: in.DueOn, BaselineOn: in.BaselineOn, Note: in.Note})
	}
	if fault.Is(err, fault.Invalid) {
		filled := c.Fill(in, err)
		filled.ID = "target"
		return h.showIndicator(c, 422, in.Competency, 0, &filled)
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "results.saved")
	return c.See(address(indicatorPath(code), subjectInput{Competency: in.Competency}.values()))
}

// PlaceIndicator puts an indicator into a box.
func (h *Handlers) PlaceIndicator(c *web.Ctx) error {
	var in boxInput
	if err := c.Bind(&in); err != nil {
		return err
	}
	if err := h.Analytics.PlaceIndicator(c.Context(), c.Actor, c.Params("code"), in.Box); err != nil {
		return err
	}
	return c.See(address(indicatorPath(c.Params("code")), subjectInput{Competency: in.Competency}.values()))
}

func indicatorPageOf(p web.Page, r analytics.Results, state analytics.IndicatorState) indicatorPage {
	page := indicatorPage{Page: p, Hidden: state.Actual.Hidden, KeptNote: report.KeptNote(p.Printer, r.Kept), MaySet: r.MaySet, TargetPath: indicatorPath(state.Code) + "/target", BoxPath: indicatorPath(state.Code) + "/box"}
	page.Lead = p.T("results.about", "competency", r.Competency.Name.In(p.Locale()), "place", report.PlaceName(p.Printer, r.Place))
	page.Crumbs = []parts.Link{{Label: p.T("menu.results"), Href: address(resultsPath, resultsValues(r))}, {Label: p.T(state.Key()), Current: true}}
	page.Stats = indicatorStats(p.Printer, r, state)
	for _, d := range analytics.Dimensions() {
		list := state.Parts[d]
		if len(list) == 0 {
			continue
		}
		page.Hidden = page.Hidden || slices.ContainsFunc(list, func(part analytics.Part) bool { return part.Hidden })
		page.Parts = append(page.Parts, partsGrid(p.Printer, state.Unit, d, list))
	}
	page.NoParts = len(page.Parts) == 0
	page.Explained = []string{p.T(state.Key() + ".how"), p.T("results.how.window", "from", state.Actual.From, "to", state.Actual.To), p.T("results.how.baseline"), p.T("results.how.parts")}
	if state.At == analytics.BoxImpact || state.Box == analytics.BoxImpact {
		page.Explained = append(page.Explained, p.T("results.how.attribution"))
	}
	page.settings(r, state)
	return page
}

// partsGrid is an indicator in its parts by one dimension; a column of intervals only where there are any.
func partsGrid(p *i18n.Printer, unit analytics.Unit, d analytics.Dimension, list []analytics.Part) parts.Grid {
	intervals := slices.ContainsFunc(list, func(part analytics.Part) bool { return observedInterval(p, unit, part.Observed) != "" })
	grid := parts.Grid{Caption: p.T("results.by." + string(d)), Columns: []parts.Column{{Label: p.T("results.part")}, {Label: p.T("results.actual"), Numeric: true}}}
	if intervals {
		grid.Columns = append(grid.Columns, parts.Column{Label: p.T("fading.interval")})
	}
	grid.Columns = append(grid.Columns, parts.Column{Label: p.T("results.n"), Numeric: true})
	for _, part := range list {
		row := []parts.Cell{{Text: report.PartName(p, d, part)}, {Text: report.Told(p, unit, part.Observed)}}
		if intervals {
			row = append(row, parts.Cell{Text: observedInterval(p, unit, part.Observed)})
		}
		grid.Rows = append(grid.Rows, append(row, parts.Cell{Text: whole(p, part.N)}))
	}
	return grid
}

func indicatorStats(p *i18n.Printer, r analytics.Results, state analytics.IndicatorState) []parts.Figure {
	o := state.Actual
	stats := []parts.Figure{{Label: p.T("results.actual"), Value: report.Told(p, state.Unit, o), Strong: true, Interval: observedInterval(p, state.Unit, o),
		Meaning: report.Behind(p, o), Since: p.T("stay.until", "date", r.On)}}
	if b := state.Baseline; b != nil {
		stats = append(stats, parts.Figure{Label: p.T("results.baseline"), Value: report.Told(p, state.Unit, *b), Interval: observedInterval(p, state.Unit, *b),
			Meaning: report.Behind(p, *b), Since: p.T("stay.until", "date", b.To)})
	}
	if t := state.Target; t != nil && t.Value != nil && t.DueOn != nil {
		stats = append(stats, parts.Figure{Label: p.T("results.target"), Value: report.InUnit(p, state.Unit, measure.Number(*t.Value)),
			Meaning: p.T("results.set_by", "author", t.Author, "date", t.RecordedAt.Date()) + " " + t.Note, Since: p.T("results.due", "date", *t.DueOn)})
	}
	return stats
}

// typedIn is a number as it is typed into the form: a share in percent. What is left empty there takes the target away, so the one in force
// stands in it.
func typedIn(unit analytics.Unit, value float64) string {
	if unit == analytics.UnitShare {
		value = math.Round(value*1e8) / 1e6
	}
	return strconv.FormatFloat(value, 'f', -1, 64)
}

func (page *indicatorPage) settings(r analytics.Results, state analytics.IndicatorState) {
	p := page.Page
	page.Target = parts.Filled{ID: "target"}.With("competency", r.Competency.Code)
	if t := state.Target; t != nil {
		if t.BaselineOn != nil {
			page.Target = page.Target.With("baseline_on", t.BaselineOn.String())
		}
		if t.DueOn != nil {
			page.Target = page.Target.With("due_on", t.DueOn.String())
		}
		if t.Value != nil {
			page.Target = page.Target.With("value", typedIn(state.Unit, *t.Value)).With("note", t.Note)
		}
	}
	page.ValueHelp = p.T("results.unit." + string(state.Unit))
	page.Box = parts.Filled{ID: "box"}.With("box", string(state.At)).With("competency", r.Competency.Code)
	for _, b := range analytics.Boxes() {
		page.Boxes = append(page.Boxes, parts.Option{Value: string(b), Label: p.T(b.Key())})
	}
	page.Boxes = append(page.Boxes, parts.Option{Label: p.T("results.box.none")})
	page.History = parts.Grid{Caption: p.T("results.history"), Columns: []parts.Column{{Label: p.T("results.set_on")}, {Label: p.T("results.target"), Numeric: true}, {Label: p.T("results.due_on")}, {Label: p.T("results.baseline_on")}, {Label: p.T("results.author")}}}
	for _, t := range r.History {
		if t.Indicator != state.Code {
			continue
		}
		row := []parts.Cell{{Text: p.Date(t.RecordedAt.Date())}, {Text: p.T("results.unset")}, {}, {}, {Text: t.Author, Note: t.Note}}
		if t.Value != nil {
			row[1].Text = report.InUnit(p.Printer, state.Unit, measure.Number(*t.Value))
		}
		if t.DueOn != nil {
			row[2].Text = p.Date(*t.DueOn)
		}
		if t.BaselineOn != nil {
			row[3].Text = p.Date(*t.BaselineOn)
		}
		page.History.Rows = append(page.History.Rows, row)
	}
}
