package web

import (
	"relevo/app/access"
	"relevo/app/analytics"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/measure"
	"relevo/app/web"
	"relevo/app/web/chart"
	"relevo/app/web/parts"
)

type figuresInput struct {
	subjectInput
	On db.Date `form:"on"`
}

type figuresPage struct {
	web.Page
	Form         parts.Filled
	Action       string
	Competencies []parts.Option
	Cadres       []parts.Option
	Headline     string
	Hidden       bool
	ByCadre      bool
	Nothing      *parts.Nothing
	Stats        []parts.Figure
	Cascade      chart.Bars
	Series       *chart.Line
	Change       *chart.Waterfall
	ChangeHidden bool
	ChangeHref   string
	LearningHref string
	Below        parts.Grid
	Staff        parts.Grid
	Explained    []string
	Warnings     []string
}

// Figures shows the whole cascade of a competency in a place on a day.
func (h *Handlers) Figures(c *web.Ctx) error {
	var in figuresInput
	reason := c.Bind(&in)
	q := analytics.Query{PlaceID: c.Params("place"), Competency: in.Competency, Cadre: in.Cadre, On: in.On}
	figures, err := h.Analytics.Figures(c.Context(), c.Actor, q)
	if fault.Is(err, fault.Invalid) { // show what there is, with what is wrong beside the form
		reason = err
		figures, err = h.Analytics.Figures(c.Context(), c.Actor, analytics.Query{PlaceID: q.PlaceID})
	}
	if err != nil {
		return err
	}
	status := 200
	if reason != nil {
		status = 422
	} else {
		in.On = figures.On // it may be another than was asked for
	}
	page := figuresPageOf(c.PageCalled(placeName(c.Printer, figures.Place)), figures, c.Actor.Somewhere(access.ViewStaff))
	page.Form = c.Fill(in, reason).With("competency", figures.Competency.Code).With("on", dayValue(figures.On)...)
	return c.Render(status, showFigures(page))
}

func figuresPageOf(p web.Page, f analytics.Figures, seesStaff bool) figuresPage {
	page := figuresPage{Page: p, Action: placePath(f.Place.ID), Hidden: f.Hidden(), ByCadre: f.Cadre != ""}
	page.Crumbs = placeCrumbs(p.Printer, f.Place)
	page.Lead = p.T("analytics.lead")
	page.Competencies, page.Cadres = competencyOptions(p.Printer, f.Subject), cadreOptions(p.Printer)
	if seesStaff && !f.Place.Whole() {
		page.Actions = parts.LinkButton("/institutions/"+f.Place.ID, parts.Button{Label: p.T("analytics.staff_page"), Icon: "people", Weight: parts.Second})
	}
	if len(f.Place.Institutions) == 0 || len(f.Competencies) == 0 {
		page.Nothing = &parts.Nothing{Icon: "chart", Title: p.T("analytics.none"), Text: p.T("analytics.none.text")}
		if seesStaff {
			page.Nothing.Href, page.Nothing.Do = "/institutions", p.T("analytics.institutions")
		}
		return page
	}
	page.below(f)
	if f.Cascade.InPost == 0 {
		page.Nothing = &parts.Nothing{Icon: "people", Title: p.T("analytics.nobody"), Text: p.T("analytics.nobody.text", "date", f.On)}
		return page
	}
	page.headline(f)
	page.Stats = statsOf(p, f)
	page.Cascade = cascadeChart(p, f)
	page.Series = seriesChart(p, f.Series)
	page.ChangeHidden = f.Change.Hidden
	page.ChangeHref = address(changePath(f.Place.ID), subjectInput{f.Competency.Code, f.Cadre}.values())
	page.LearningHref = address(learningPath(f.Place.ID), subjectInput{Competency: f.Competency.Code}.values())
	if !f.Change.Hidden && len(f.Change.Causes) > 0 {
		fall := waterfall(p, f.Change, f.Recent)
		page.Change = &fall
	}
	page.staff(f)
	page.explain(f)
	return page
}

func (page *figuresPage) headline(f analytics.Figures) {
	p := page.Page
	name := f.Competency.Name.In(p.Locale())
	page.Headline = p.T("analytics.headline", "date", f.On, "skilled", tenths(p.Printer, f.Cascade.Skilled.Value),
		"in_post", whole(p.Printer, f.Cascade.InPost), "competency", name, "certificates", whole(p.Printer, f.Cascade.Certificates))
	if !f.Cascade.Skilled.Value.Defined() || !f.Cascade.Certificates.Defined() {
		page.Headline = p.T("analytics.headline.hidden", "date", f.On, "competency", name)
	}
}

// statsOf gives the four figures to be read in ten seconds.
func statsOf(p web.Page, f analytics.Figures) []parts.Figure {
	c := f.Cascade
	skilled := parts.Figure{Label: p.T("analytics.skilled.label"), Value: tenths(p.Printer, c.Skilled.Value), Strong: true,
		Unit: shareOf(p, c.Coverage(measure.SkilledRow)), Meaning: p.T("analytics.skilled.meaning", "count", whole(p.Printer, c.InPost)), Since: p.T("people.on_day", "date", f.On)}
	if c.Skilled.Lower.Defined() {
		skilled.Interval = p.T("analytics.interval", "low", tenths(p.Printer, c.Skilled.Lower), "high", tenths(p.Printer, c.Skilled.Upper))
	}
	naive := parts.Figure{Label: p.T("analytics.naive.label"), Value: percent(p.Printer, c.NaiveCoverage()),
		Meaning: p.T("analytics.naive.meaning", "certificates", whole(p.Printer, c.Certificates), "posts", whole(p.Printer, c.Denominator())), Since: p.T("people.on_day", "date", f.On)}
	verified := parts.Figure{Label: p.T("analytics.verified.label"), Value: whole(p.Printer, c.Verified), Unit: shareOf(p, c.Coverage(measure.VerifiedRow)),
		Meaning: p.T("analytics.verified.meaning", "trained", whole(p.Printer, c.Trained)), Since: p.T("people.on_day", "date", f.On)}
	if f.Target != nil {
		verified.Interval = p.T("targets.beside", "level", *f.Target.Level, "share", p.Percent(*f.Target.Share, 0))
	}
	if c.NeverAssessed > 0 {
		verified.Warning = p.T("analytics.never_assessed", "count", int(c.NeverAssessed))
	}
	return []parts.Figure{skilled, naive, verified, turnoverFigure(p, f.Turnover)}
}

// shareOf says what share of the staff a figure is; nothing when it is hidden.
func shareOf(p web.Page, share measure.Number) string {
	if !share.Defined() {
		return ""
	}
	return p.T("analytics.share", "share", percent(p.Printer, share))
}

func turnoverFigure(p web.Page, t analytics.Turnover) parts.Figure {
	figure := parts.Figure{Label: p.T("analytics.turnover.label"), Value: tenths(p.Printer, t.Rate.Rate), Since: p.T("analytics.turnover.window", "from", t.From, "to", t.To)}
	switch {
	case !t.Separations.Defined():
		figure.Meaning = p.T("analytics.turnover.hidden")
		return figure
	case !t.Rate.Rate.Defined():
		figure.Meaning = p.T("analytics.turnover.undefined")
		return figure
	}
	figure.Unit = p.T("analytics.turnover.unit")
	figure.Interval = p.T("analytics.interval", "low", tenths(p.Printer, t.Rate.Lower), "high", tenths(p.Printer, t.Rate.Upper))
	figure.Meaning = p.T("analytics.turnover.meaning", "count", whole(p.Printer, t.Separations), "mean", tenths(p.Printer, t.MeanHeadcount), "transfers", whole(p.Printer, t.Transfers))
	return figure
}

func cascadeChart(p web.Page, f analytics.Figures) chart.Bars {
	c := f.Cascade
	bars := chart.Bars{About: chart.About{ID: "cascade", Title: p.T("analytics.chart.cascade")}, Name: p.T("analytics.chart.people")}
	bars.Summary = p.T("analytics.chart.cascade.summary", "certificates", whole(p.Printer, c.Certificates), "trained", whole(p.Printer, c.Trained), "skilled", tenths(p.Printer, c.Skilled.Value))
	if c.Hidden {
		bars.Summary = p.T("analytics.chart.cascade.hidden")
	}
	if c.Posts > 0 {
		bars.Reference, bars.RefName = float64(c.Posts), p.T("analytics.posts")
	} else if c.InPost > 0 {
		bars.Reference, bars.RefName = c.InPost.Float(), p.T("analytics.in_post")
	}
	bar := func(label string, n measure.Number) {
		bars.Bars = append(bars.Bars, chart.Amount(label, n.Float()))
	}
	bar(p.T("analytics.row.certificates"), c.Certificates)
	bar(p.T("analytics.in_post"), c.InPost)
	bar(p.T("analytics.row.trained"), c.Trained)
	bar(p.T("analytics.row.mastered"), c.Mastered)
	bar(p.T("analytics.row.verified"), c.Verified)
	bars.Bars = append(bars.Bars, chart.Bar{Label: p.T("analytics.row.skilled"), Value: toTenths(c.Skilled.Value), Low: toTenths(c.Skilled.Lower), High: toTenths(c.Skilled.Upper), Naive: none, Strong: true})
	return bars
}

func seriesChart(p web.Page, points []analytics.Point) *chart.Line {
	if len(points) < 2 {
		return nil
	}
	first, last := points[0], points[len(points)-1]
	line := chart.Line{About: chart.About{ID: "series", Title: p.T("analytics.chart.series")}, X: chart.Axis{Dates: true, Label: p.T("analytics.chart.month_end")}}
	line.Summary = p.T("analytics.chart.series.summary", "from", first.On, "to", last.On, "trained_from", whole(p.Printer, first.Trained), "trained_to", whole(p.Printer, last.Trained),
		"skilled_from", tenths(p.Printer, first.Skilled.Value), "skilled_to", tenths(p.Printer, last.Skilled.Value))
	inPost, trained, verified, skilled := chart.Series{Name: p.T("analytics.in_post")}, chart.Series{Name: p.T("analytics.row.trained")},
		chart.Series{Name: p.T("analytics.row.verified")}, chart.Series{Name: p.T("analytics.skilled.label")}
	for _, at := range points {
		x := chart.Day(at.On)
		inPost.Points = append(inPost.Points, chart.Exactly(x, at.InPost.Float()))
		trained.Points = append(trained.Points, chart.Exactly(x, at.Trained.Float()))
		verified.Points = append(verified.Points, chart.Exactly(x, at.Verified.Float()))
		skilled.Points = append(skilled.Points, chart.Value{X: x, Y: toTenths(at.Skilled.Value), Low: toTenths(at.Skilled.Lower), High: toTenths(at.Skilled.Upper)})
	}
	line.Series = []chart.Series{inPost, skilled, trained, verified}
	return &line
}

func (page *figuresPage) below(f analytics.Figures) {
	p := page.Page
	page.Below = parts.Grid{Caption: p.T("analytics.below"), Columns: []parts.Column{{Label: p.T("people.institution")}, {Label: p.T("analytics.in_post"), Numeric: true},
		{Label: p.T("analytics.row.certificates"), Numeric: true}, {Label: p.T("analytics.row.trained"), Numeric: true}, {Label: p.T("analytics.row.verified"), Numeric: true},
		{Label: p.T("analytics.skilled.label"), Numeric: true}, {Label: p.T("analytics.below.naive"), Numeric: true}, {Label: p.T("analytics.below.coverage"), Numeric: true}}}
	values := subjectInput{f.Competency.Code, f.Cadre}.values()
	values.Set("on", f.On.String())
	for _, child := range f.Below {
		skilled := parts.Cell{Text: tenths(p.Printer, child.Skilled.Value)}
		if child.Skilled.Lower.Defined() {
			skilled.Note = p.T("analytics.interval", "low", tenths(p.Printer, child.Skilled.Lower), "high", tenths(p.Printer, child.Skilled.Upper))
		}
		page.Below.Rows = append(page.Below.Rows, []parts.Cell{
			{Text: child.Institution.Name, Href: address(placePath(child.Institution.ID), values), Note: p.T(child.Institution.Kind.Key())},
			{Text: whole(p.Printer, child.InPost)}, {Text: whole(p.Printer, child.Certificates)}, {Text: whole(p.Printer, child.Trained)}, {Text: whole(p.Printer, child.Verified)},
			skilled, {Text: percent(p.Printer, child.NaiveCoverage())}, {Text: percent(p.Printer, child.Coverage(measure.SkilledRow))},
		})
	}
}

func (page *figuresPage) staff(f analytics.Figures) {
	p := page.Page
	page.Staff = parts.Grid{Caption: p.T("analytics.staff", "count", len(f.Staff)), Columns: []parts.Column{{Label: p.T("analytics.person")}, {Label: p.T("analytics.trained_on")},
		{Label: p.T("analytics.last_score"), Numeric: true}, {Label: p.T("analytics.chance"), Numeric: true}, {Label: p.T("analytics.state")}}}
	for _, s := range f.Staff {
		note := p.T(s.Cadre.Key()) + " · " + p.T("people.since") + " " + p.Date(s.Since)
		if len(f.Place.Institutions) > 1 {
			note = s.Institution.Name + " · " + note
		}
		score := parts.Cell{Text: whole(p.Printer, s.LastScore)}
		chance := "—"
		if s.Assessed {
			score.Note = p.Value(s.AssessedOn)
			chance = p.Percent(s.Skill.P, 0)
		}
		page.Staff.Rows = append(page.Staff.Rows, []parts.Cell{{Text: s.Person.FullName(), Href: "/people/" + s.Person.ID, Note: note},
			{Text: p.Value(s.TrainedOn)}, score, {Text: chance}, {Part: standingState(p, s)}})
	}
}

// explain says how each figure is computed and what to be careful about.
func (page *figuresPage) explain(f analytics.Figures) {
	p := page.Page
	pooled := f.Model.HalfLives.Pooled
	half := p.T("analytics.half_life") + " " + p.Number(pooled.Months.Float(), 1) + " " + p.T("analytics.half_life.unit")
	if !pooled.Months.Defined() {
		half = p.T("analytics.half_life") + ": " + p.T("analytics.half_life.none")
	} else if pooled.Lower.Defined() && pooled.Upper.Defined() {
		half += " (" + p.T("analytics.interval", "low", tenths(p.Printer, pooled.Lower), "high", tenths(p.Printer, pooled.Upper)) + ")"
	}
	source := p.T("analytics.half_life.measured", "count", pooled.Pairs)
	if pooled.Source == measure.Assumed {
		source = p.T("analytics.half_life.assumed", "count", pooled.Pairs, "source", pooled.Citation)
	}
	page.Explained = []string{
		p.T("analytics.row.certificates.how"), p.T("analytics.row.trained.how"), p.T("analytics.row.mastered.how", "cut", p.Number(f.Model.Cut, 0)),
		p.T("analytics.row.verified.how", "months", measure.DefaultValidMonths), p.T("analytics.row.skilled.how"),
		half + ". " + source, p.T("analytics.half_life.how", "date", f.On),
	}
	if f.Cascade.Assumed {
		page.Warnings = append(page.Warnings, half+". "+source)
	}
	page.warn(f.Cascade.FloorsAssumed, "analytics.floors", "analytics.floors.some")
	page.warn(f.Cascade.Unregressed, "analytics.unregressed", "analytics.unregressed.some")
	if f.Model.SeveralCuts {
		page.Warnings = append(page.Warnings, p.T("analytics.several_cuts"))
	}
}

// warn says what to be careful about and of how many people, where that may be
// told.
func (page *figuresPage) warn(n measure.Number, counted, uncounted string) {
	switch {
	case !n.Defined():
		page.Warnings = append(page.Warnings, page.T(uncounted))
	case n > 0:
		page.Warnings = append(page.Warnings, page.T(counted, "count", int(n)))
	}
}
