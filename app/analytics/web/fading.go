package web

import (
	"math"
	"slices"

	"relevo/app/analytics"
	"relevo/app/analytics/report"
	"relevo/app/fault"
	"relevo/app/measure"
	"relevo/app/web"
	"relevo/app/web/chart"
	"relevo/app/web/parts"
)

func fadingPath(id string) string { return placePath(id) + "/fading" }

type fadingPage struct {
	web.Page
	Form         parts.Filled
	Action       string
	Competencies []parts.Option
	Cadres       []parts.Option
	HalfLife     string
	Assumed      bool
	NoPoints     bool
	Curve        chart.Line
	ByCadre      *chart.Line // nil: there are no cadres to compare, or their curves are one and the same
	HalfLives    parts.Grid
	Stats        []parts.Figure
	Hidden       []string // why something is
	Named        bool
	Ranked       parts.Grid
	Unlisted     string
}

// Fading shows how a competency fades, and who of a place is due for a refresher.
func (h *Handlers) Fading(c *web.Ctx) error {
	var in figuresInput
	reason := c.Bind(&in)
	q := analytics.Query{PlaceID: c.Params("place"), Competency: in.Competency, Cadre: in.Cadre, On: in.On}
	fading, err := h.Analytics.Fading(c.Context(), c.Actor, q)
	if fault.Is(err, fault.Invalid) { // show what there is, with what is wrong beside the form
		reason = err
		fading, err = h.Analytics.Fading(c.Context(), c.Actor, analytics.Query{PlaceID: q.PlaceID})
	}
	if err != nil {
		return err
	}
	status := 200
	if reason != nil {
		status = 422
	}
	page := fadingPageOf(c.Page("fading.title", "place", report.PlaceName(c.Printer, fading.Place)), fading)
	page.AsOf = fading.AsOf
	page.Form = c.Fill(in, reason).With("competency", fading.Competency.Code)
	if reason == nil {
		page.Form = page.Form.With("on", dayValue(fading.On)...)
	}
	return c.Render(status, showFading(page))
}

func fadingPageOf(p web.Page, f analytics.Fading) fadingPage {
	pooled := f.Model.HalfLives.Pooled
	page := fadingPage{Page: p, Action: fadingPath(f.Place.ID), HalfLife: report.HalfLife(p.Printer, pooled), Assumed: pooled.Source == measure.Assumed,
		NoPoints: len(f.Points) == 0, Named: f.Place.MayNames}
	if f.Hidden {
		page.Hidden = report.HiddenBecause(p.Printer, f.Subject)
	}
	page.Lead = p.T("fading.lead")
	page.Crumbs = placeCrumbs(p.Printer, f.Place, parts.Link{Label: p.T("fading.crumb"), Current: true})
	page.Competencies, page.Cadres = competencyOptions(p.Printer, f.Subject), cadreOptions(p.Printer)
	page.Curve = fadingChart(p, "fading", p.T("fading.chart", "competency", f.Competency.Name.In(p.Locale())), []chart.Series{curveOf(p.T("fading.everybody"), pooled, f.Points, true)})
	page.Curve.Summary = page.HalfLife
	page.cadres(f)
	of := ""
	if f.InPost.Defined() {
		of = p.T("fading.due.of", "staff", p.T("analytics.staff", "count", int(f.InPost)))
	}
	page.Stats = []parts.Figure{
		{Label: p.T("fading.due.label"), Value: whole(p.Printer, f.Due), Strong: true, Unit: of,
			Meaning: p.T("fading.due.meaning", "points", p.Percent(analytics.DueLoss, 0)), Since: p.T("fading.window", "from", f.On, "to", f.Until)},
		{Label: p.T("fading.loss.label"), Value: tenths(p.Printer, f.Loss), Unit: p.T("fading.loss.unit"), Meaning: p.T("fading.loss.meaning"), Since: p.T("fading.window", "from", f.On, "to", f.Until)},
	}
	page.ranked(f)
	return page
}

// fadingChart is curves of what is kept, with what was observed.
func fadingChart(p web.Page, id, title string, curves []chart.Series) chart.Line {
	top := 1.0 // intervals that go beyond all of the gain are cut off: the table has them
	for _, c := range curves {
		for _, m := range c.Marks {
			if m.Y > top {
				top = m.Y
			}
		}
	}
	return chart.Line{About: chart.About{ID: id, Title: title, Unit: chart.Unit{Percent: true}}, X: chart.Axis{Label: p.T("fading.axis")}, Series: curves, Top: top}
}

// curveOf is a fitted curve, with the band of its interval where there is one curve alone.
func curveOf(name string, h measure.HalfLife, points []measure.FadingPoint, band bool) chart.Series {
	s := chart.Series{Name: name, Smooth: true}
	last := 12.0
	for _, p := range points {
		s.Marks = append(s.Marks, chart.Value{X: math.Round(p.Months*10) / 10, Y: p.Kept.Float(), Low: p.Lower.Float(), High: p.Upper.Float()})
		last = max(last, p.Months)
	}
	const steps = 48
	for i := range steps + 1 {
		months := last * float64(i) / steps
		v := chart.Exactly(months, h.Kept(months))
		if band && h.Lower > 0 {
			v.Low, v.High = measure.HalfLife{Months: h.Lower}.Kept(months), measure.HalfLife{Months: h.Upper}.Kept(months)
		}
		s.Points = append(s.Points, v)
	}
	return s
}

func (page *fadingPage) cadres(f analytics.Fading) {
	if len(f.Cadres) == 0 {
		return
	}
	p := page.Page
	page.HalfLives = parts.Grid{Caption: p.T("fading.by_cadre"), Columns: []parts.Column{{Label: p.T("analytics.cadre")}, {Label: p.T("fading.months"), Numeric: true},
		{Label: p.T("fading.interval")}, {Label: p.T("fading.pairs"), Numeric: true}}}
	var curves []chart.Series
	for _, c := range f.Cadres {
		name := p.T(c.Cadre.Key())
		curves = append(curves, curveOf(name, c.HalfLife, c.Points, false))
		months, interval := p.Number(c.Months.Float(), 1), p.T("analytics.interval", "low", tenths(p.Printer, c.Lower), "high", tenths(p.Printer, c.Upper))
		if !c.Months.Defined() {
			months = p.T("analytics.half_life.none")
		}
		switch {
		case !c.Lower.Defined():
			interval = ""
		case !c.Upper.Defined():
			interval = p.T("fading.at_least", "low", tenths(p.Printer, c.Lower))
		}
		page.HalfLives.Rows = append(page.HalfLives.Rows, []parts.Cell{{Text: name}, {Text: months}, {Text: interval}, {Text: whole(p.Printer, c.Pairs)}})
	}
	differs := func(c analytics.CadreFading) bool { return !(math.Abs(float64(c.Months-f.Cadres[0].Months)) < 0.05) } // written in tenths
	if len(f.Cadres) > 1 && !slices.ContainsFunc(f.Cadres, differs) {
		return
	}
	const drawn = 6 // as many as there are colours
	line := fadingChart(p, "cadres", p.T("fading.chart.cadres"), curves[:min(len(curves), drawn)])
	line.Summary = p.T("fading.chart.cadres.summary")
	page.ByCadre = &line
}

func (page *fadingPage) ranked(f analytics.Fading) {
	p := page.Page
	page.Ranked = parts.Grid{Caption: p.T("fading.ranked"), Columns: []parts.Column{{Label: p.T("analytics.person")}, {Label: p.T("fading.assessed")},
		{Label: p.T("fading.now"), Numeric: true}, {Label: p.T("fading.later"), Numeric: true}, {Label: p.T("fading.loses"), Numeric: true}}}
	for _, r := range f.Ranked {
		note := p.T(r.Cadre.Key())
		if len(f.Place.Institutions) > 1 {
			note = r.Institution.Name + " · " + note
		}
		page.Ranked.Rows = append(page.Ranked.Rows, []parts.Cell{{Text: r.Person.FullName(), Href: "/people/" + r.Person.ID, Note: note},
			{Text: p.Date(r.AssessedOn), Note: p.T("fading.score", "score", p.Number(r.LastScore, 0))},
			{Text: p.Percent(r.Now, 0)}, {Text: p.Percent(r.Later, 0)}, {Text: p.Percent(r.Loss(), 0)}})
	}
	if f.Unlisted > 0 {
		page.Unlisted = p.T("fading.unlisted", "count", f.Unlisted)
	}
}
