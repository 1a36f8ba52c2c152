package web

import (
	"relevo/app/access"
	"relevo/app/analytics"
	"relevo/app/analytics/report"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/measure"
	"relevo/app/web"
	"relevo/app/web/chart"
	"relevo/app/web/parts"
)

type figuresInput struct {
	subjectInput
	filterInput
	On    db.Date         `form:"on"`
	Known analytics.Known `form:"known"`
}

type figuresPage struct {
	web.Page
	Form         parts.Filled
	Action       string
	Competencies []parts.Option
	Cadres       []parts.Option
	Knowns       []parts.Option
	Filters      filters
	Headline     string
	Hidden       []string // why something is
	Nothing      *parts.Nothing
	Stats        []parts.Figure
	Cascade      chart.Bars
	Series       *chart.Line
	Change       *chart.Waterfall
	ChangeHidden bool
	ChangeApart  bool // the place is too large for it to be computed with the page
	ChangeHref   string
	LearningHref string
	FadingHref   string
	StayHref     string
	PlannerHref  string
	MailHref     string
	Below        parts.Grid
	Staff        parts.Grid
	Explained    []string
	Warnings     []string
	Files        []parts.Link
	Inputs       []parts.Link
}

func (in figuresInput) query(placeID string) analytics.Query {
	return analytics.Query{PlaceID: placeID, Competency: in.Competency, Cadre: in.Cadre, Region: in.Region, Funder: in.Funder, On: in.On, Known: in.Known}
}

// Figures shows the whole cascade of a competency in a place on a day.
func (h *Handlers) Figures(c *web.Ctx) error {
	var in figuresInput
	reason := c.Bind(&in)
	q := in.query(c.Params("place"))
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
	page := figuresPageOf(c.PageCalled(report.PlaceName(c.Printer, figures.Place)), figures, c.Actor.Somewhere(access.ViewStaff))
	page.AsOf = figures.AsOf
	page.Form = c.Fill(in, reason).With("competency", figures.Competency.Code).With("known", string(figures.Known)).With("on", dayValue(figures.On)...)
	return c.Render(status, showFigures(page))
}

func figuresPageOf(p web.Page, f analytics.Figures, seesStaff bool) figuresPage {
	page := figuresPage{Page: p, Action: placePath(f.Place.ID)}
	if f.Hidden() {
		page.Hidden = report.HiddenBecause(p.Printer, f.Subject)
	}
	page.Crumbs = placeCrumbs(p.Printer, f.Place)
	page.Lead = p.T("analytics.lead")
	page.Competencies, page.Cadres, page.Knowns = competencyOptions(p.Printer, f.Subject), cadreOptions(p.Printer), knownOptions(p.Printer)
	values := valuesAbout(f.Subject)
	values.Set("on", f.On.String())
	page.Filters = filtersOf(p.Printer, f.Subject, page.Action, values)
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
	page.Headline = report.Headline(p.Printer, f)
	page.Stats = statsOf(p, f)
	page.Cascade = report.CascadeChart(p.Printer, f)
	page.Series = report.SeriesChart(p.Printer, f.Series)
	page.ChangeHidden, page.ChangeApart = f.Change.Hidden, f.Kept != nil
	page.ChangeHref = address(changePath(f.Place.ID), valuesAbout(f.Subject))
	page.LearningHref = address(learningPath(f.Place.ID), subjectInput{Competency: f.Competency.Code}.values())
	page.FadingHref = address(fadingPath(f.Place.ID), subjectInput{f.Competency.Code, f.Cadre}.values())
	page.StayHref = address(stayPath(f.Place.ID), subjectInput{Competency: f.Competency.Code}.values())
	page.MailHref = mailPath("cascade", f.Place.ID, valuesAbout(f.Subject))
	page.PlannerHref = address(plannerPath(f.Place.ID), subjectInput{f.Competency.Code, f.Cadre}.values())
	if !f.Change.Hidden && len(f.Change.Causes) > 0 {
		fall := report.ChangeChart(p.Printer, f.Change, f.Recent)
		page.Change = &fall
	}
	page.staff(f)
	page.files(f)
	page.Explained, page.Warnings = report.Definitions(p.Printer, f), report.Warnings(p.Printer, f)
	return page
}

// statsOf gives the four figures to be read in ten seconds.
func statsOf(p web.Page, f analytics.Figures) []parts.Figure {
	c := f.Cascade
	skilled := parts.Figure{Label: p.T("analytics.row.skilled"), Value: tenths(p.Printer, c.Skilled.Value), Strong: true,
		Unit: shareOf(p, c.Coverage(measure.SkilledRow)), Meaning: p.T("analytics.skilled.meaning.hidden"), Since: p.T("people.on_day", "date", f.On)}
	if c.Skilled.Upper > 0 { // where nobody was trained there is nothing to estimate
		skilled.Interval = p.T("analytics.interval.likely", "low", tenths(p.Printer, c.Skilled.Lower), "high", tenths(p.Printer, c.Skilled.Upper))
	}
	if c.InPost.Defined() {
		skilled.Meaning = p.T("analytics.skilled.meaning", "count", int(c.InPost))
	}
	naive := parts.Figure{Label: p.T("analytics.naive.label"), Value: report.PerPost(p.Printer, c.Certificates, c.Denominator()),
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
	figure := parts.Figure{Label: p.T("analytics.turnover.label"), Value: report.Or(p.Printer, t.Rate.Rate, !t.Separations.Defined(), p.Number(t.Rate.Rate.Float(), 1)), Since: p.T("analytics.turnover.window", "from", t.From, "to", t.To)}
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
	figure.Meaning = p.T("analytics.turnover.meaning", "left", whole(p.Printer, t.Separations), "mean", tenths(p.Printer, t.MeanHeadcount), "transfers", whole(p.Printer, t.Transfers))
	return figure
}

func (page *figuresPage) below(f analytics.Figures) {
	p := page.Page
	page.Below = parts.Grid{Caption: p.T("analytics.below"), Columns: []parts.Column{{Label: p.T("people.institution")}, {Label: p.T("analytics.in_post"), Numeric: true},
		{Label: p.T("analytics.row.certificates"), Numeric: true}, {Label: p.T("analytics.row.trained"), Numeric: true}, {Label: p.T("analytics.row.verified"), Numeric: true},
		{Label: p.T("analytics.row.skilled"), Numeric: true}, {Label: p.T("analytics.below.naive"), Numeric: true}, {Label: p.T("analytics.below.coverage"), Numeric: true}}}
	values := valuesAbout(f.Subject)
	values.Set("on", f.On.String())
	for _, child := range f.Below {
		skilled := parts.Cell{Text: tenths(p.Printer, child.Skilled.Value)}
		if child.Skilled.Upper > 0 {
			skilled.Note = p.T("analytics.interval", "low", tenths(p.Printer, child.Skilled.Lower), "high", tenths(p.Printer, child.Skilled.Upper))
		}
		page.Below.Rows = append(page.Below.Rows, []parts.Cell{
			{Text: child.Institution.Name, Href: address(placePath(child.Institution.ID), values), Note: p.T(child.Institution.Kind.Key())},
			{Text: whole(p.Printer, child.InPost)}, {Text: whole(p.Printer, child.Certificates)}, {Text: whole(p.Printer, child.Trained)}, {Text: whole(p.Printer, child.Verified)},
			skilled, {Text: report.PerPost(p.Printer, child.Certificates, child.Denominator())}, {Text: report.Share(p.Printer, child.Skilled.Value, child.InPost)},
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
		score := parts.Cell{Text: p.Number(s.LastScore.Float(), 0)}
		chance := "—"
		if s.Assessed {
			score.Note = p.Value(s.AssessedOn)
			chance = p.Percent(s.Skill.P, 0)
		}
		page.Staff.Rows = append(page.Staff.Rows, []parts.Cell{{Text: s.Person.FullName(), Href: "/people/" + s.Person.ID, Note: note},
			{Text: p.Value(s.TrainedOn)}, score, {Text: chance}, {Part: standingState(p, s)}})
	}
}
