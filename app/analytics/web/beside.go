package web

import (
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

func besidePath(id string) string { return placePath(id) + "/beside" }

type besideInput struct {
	Competency string  `form:"competency"`
	With       string  `form:"with"`
	On         db.Date `form:"on"`
}

type besidePage struct {
	web.Page
	Form         parts.Filled
	Action       string
	Competencies []parts.Option
	Choices      []parts.Option
	Nothing      *parts.Nothing
	Hidden       []string // why something is
	KeptNote     string
	Table        parts.Grid
	Apart        string // what the intervals say of the difference
	Share        *chart.Line
	Sides        []besideSide
	Explained    []string
}

// besideSide is why the figure of one place moved.
type besideSide struct {
	Name, Href string
	Story      []string
	Change     *chart.Waterfall
	Note       string // where there is none to draw
}

// Beside shows two places side by side.
func (h *Handlers) Beside(c *web.Ctx) error {
	var in besideInput
	reason := c.Bind(&in)
	q := analytics.BesideQuery{PlaceID: c.Params("place"), With: in.With, Competency: in.Competency, On: in.On}
	b, err := h.Analytics.Beside(c.Context(), c.Actor, q)
	if fault.Is(err, fault.Invalid) { // show what there is, with what is wrong beside the form
		reason = err
		b, err = h.Analytics.Beside(c.Context(), c.Actor, analytics.BesideQuery{PlaceID: q.PlaceID})
	}
	if err != nil {
		return err
	}
	status := 200
	if reason != nil {
		status = 422
	}
	page := besidePageOf(c.PageCalled(besideTitle(c.Printer, b)), b)
	page.AsOf = b.AsOf
	page.Form = c.Fill(in, reason).With("competency", b.Competency.Code)
	if reason == nil {
		page.Form = page.Form.With("on", dayValue(b.Sides[0].On)...)
	}
	return c.Render(status, showBeside(page))
}

func besideTitle(p *i18n.Printer, b analytics.Beside) string {
	if len(b.Sides) < 2 {
		return p.T("beside.title.alone", "place", report.PlaceName(p, b.Place))
	}
	return p.T("beside.title", "place", report.PlaceName(p, b.Place), "other", report.PlaceName(p, b.Sides[1].Place))
}

func besidePageOf(p web.Page, b analytics.Beside) besidePage {
	page := besidePage{Page: p, Action: besidePath(b.Place.ID), Competencies: competencyOptions(p.Printer, b.Subject)}
	page.Lead = p.T("beside.lead")
	page.Crumbs = placeCrumbs(p.Printer, b.Place, parts.Link{Label: p.T("beside.crumb"), Current: true})
	page.choices(b)
	switch {
	case len(b.Sides) == 2:
	case len(page.Choices) < 2:
		page.Nothing = &parts.Nothing{Icon: "people", Title: p.T("beside.none"), Text: p.T("beside.none.text"), Href: dashboardPath(b.Place.ID), Do: p.T("menu.dashboard")}
		return page
	default:
		page.Nothing = &parts.Nothing{Icon: "chart", Title: p.T("beside.choose"), Text: p.T("beside.choose.text")}
		return page
	}
	for _, f := range b.Sides {
		if f.Hidden() || f.Change.Hidden {
			page.Hidden = report.HiddenBecause(p.Printer, f.Subject)
		}
		if f.Kept != nil {
			page.KeptNote = report.KeptNote(p.Printer, f.Kept)
		}
		page.Sides = append(page.Sides, besideSideOf(p, f, len(page.Sides)))
	}
	page.table(b)
	page.Share = besideChart(p.Printer, b)
	if apart, known := b.Apart(); known && apart {
		page.Apart = p.T("beside.apart")
	} else if known {
		page.Apart = p.T("beside.meet")
	}
	page.Explained = append([]string{p.T("beside.how")}, report.Definitions(p.Printer, b.Sides[0])...)
	return page
}

// choices offers what can stand beside it, and what does.
func (page *besidePage) choices(b analytics.Beside) {
	page.Choices = []parts.Option{{Label: page.T("beside.choose")}}
	chosen := ""
	if len(b.Sides) == 2 {
		chosen = b.Sides[1].Place.ID
	}
	for _, i := range b.Choices {
		page.Choices = append(page.Choices, parts.Option{Value: i.ID, Label: i.Name})
		if i.ID == chosen {
			chosen = ""
		}
	}
	if chosen != "" { // asked for by its address
		page.Choices = append(page.Choices, parts.Option{Value: chosen, Label: b.Sides[1].Place.Institution.Name})
	}
}

// table sets the whole cascade of both beside each other, with its interval, and the turnover.
func (page *besidePage) table(b analytics.Beside) {
	p := page.Page
	page.Table = parts.Grid{Caption: p.T("beside.table", "competency", b.Competency.Name.In(p.Locale()), "date", b.Sides[0].On), Columns: []parts.Column{{Label: p.T("beside.figure")}}}
	for _, f := range b.Sides {
		page.Table.Columns = append(page.Table.Columns, parts.Column{Label: report.PlaceName(p.Printer, f.Place), Numeric: true})
	}
	row := func(label string, cell func(analytics.Figures) parts.Cell) {
		cells := []parts.Cell{{Text: label}}
		for _, f := range b.Sides {
			cells = append(cells, cell(f))
		}
		page.Table.Rows = append(page.Table.Rows, cells)
	}
	count := func(label string, n func(analytics.Cascade) measure.Number) {
		row(label, func(f analytics.Figures) parts.Cell { return parts.Cell{Text: whole(p.Printer, n(f.Cascade))} })
	}
	between := func(low, high string, defined bool) string {
		if !defined {
			return ""
		}
		return p.T("analytics.interval", "low", low, "high", high)
	}
	count(p.T("analytics.in_post"), func(c analytics.Cascade) measure.Number { return c.InPost })
	count(p.T("analytics.row.certificates"), func(c analytics.Cascade) measure.Number { return c.Certificates })
	count(p.T("analytics.row.trained"), func(c analytics.Cascade) measure.Number { return c.Trained })
	count(p.T("beside.never"), func(c analytics.Cascade) measure.Number { return c.NeverAssessed })
	count(p.T("analytics.row.mastered"), func(c analytics.Cascade) measure.Number { return c.Mastered })
	count(p.T("analytics.row.verified"), func(c analytics.Cascade) measure.Number { return c.Verified })
	row(p.T("analytics.row.skilled"), func(f analytics.Figures) parts.Cell {
		s := f.Cascade.Skilled
		return parts.Cell{Text: tenths(p.Printer, s.Value), Note: between(tenths(p.Printer, s.Lower), tenths(p.Printer, s.Upper), s.Lower.Defined())}
	})
	row(p.T("beside.share"), func(f analytics.Figures) parts.Cell {
		s, n := f.Cascade.Skilled, f.Cascade.InPost
		return parts.Cell{Text: report.Share(p.Printer, s.Value, n), Note: between(report.Share(p.Printer, s.Lower, n), report.Share(p.Printer, s.Upper, n), s.Lower.Defined() && n > 0)}
	})
	row(p.T("analytics.naive.label"), func(f analytics.Figures) parts.Cell {
		return parts.Cell{Text: report.PerPost(p.Printer, f.Cascade.Certificates, f.Cascade.Denominator())}
	})
	row(p.T("analytics.turnover.label"), func(f analytics.Figures) parts.Cell {
		t := turnoverFigure(p, f.Turnover)
		cell := parts.Cell{Text: t.Value, Note: t.Unit}
		if t.Interval != "" {
			cell.Note += ", " + t.Interval
		}
		return cell
	})
}

// besideChart draws the share of the people in post who can do it, of both in one picture; nil where neither has any.
func besideChart(p *i18n.Printer, b analytics.Beside) *chart.Line {
	line := chart.Line{About: chart.About{ID: "share", Title: p.T("beside.chart"), Summary: p.T("beside.chart.summary"), Unit: chart.Unit{Percent: true}}, X: chart.Axis{Dates: true, Label: p.T("analytics.chart.month_end")}, Top: 1}
	some := false
	for _, f := range b.Sides {
		one := chart.Series{Name: report.PlaceName(p, f.Place)}
		for _, at := range f.Series {
			of := func(n measure.Number) float64 {
				if !(at.InPost > 0) {
					return measure.Undefined().Float()
				}
				return (n / at.InPost).Float()
			}
			share := of(at.Skilled.Value)
			some = some || measure.Number(share).Defined()
			one.Points = append(one.Points, chart.Value{X: chart.Day(at.On), Y: share, Low: of(at.Skilled.Lower), High: of(at.Skilled.Upper)})
		}
		if f.Cascade.Hidden {
			line.Unit.Nothing = report.Hidden(p)
		}
		line.Series = append(line.Series, one)
	}
	if !some {
		return nil
	}
	return &line
}

func besideSideOf(p web.Page, f analytics.Figures, n int) besideSide {
	name := report.PlaceName(p.Printer, f.Place)
	values := valuesAbout(f.Subject)
	values.Set("on", f.On.String())
	one := besideSide{Name: name, Href: address(placePath(f.Place.ID), values), Story: report.Moved(p.Printer, f.Change, f.Recent)}
	switch {
	case f.Change.Hidden:
		one.Note = p.T("analytics.change.hidden")
	case f.Kept != nil:
		one.Note = p.T("analytics.change.apart")
	case len(f.Change.Causes) == 0:
		one.Note = p.T("analytics.change.none")
	default:
		fall := report.ChangeChart(p.Printer, f.Change, f.Recent)
		fall.ID, fall.Title = "change"+string(rune('a'+n)), p.T("beside.change", "place", name)
		one.Change = &fall
	}
	return one
}
