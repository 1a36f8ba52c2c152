package web

import (
	"math"

	"relevo/app/analytics"
	"relevo/app/analytics/report"
	"relevo/app/fault"
	"relevo/app/measure"
	"relevo/app/web"
	"relevo/app/web/chart"
	"relevo/app/web/parts"
)

func plannerPath(id string) string { return placePath(id) + "/planner" }

type plannerInput struct {
	subjectInput
	Target   *float64 `form:"target"`
	Posts    *float64 `form:"posts"`
	Turnover *float64 `form:"turnover"`
	HalfLife *float64 `form:"half_life"`
	Months   *float64 `form:"months"`
	Delay    *float64 `form:"delay"`
	Cost     *float64 `form:"cost"`
}

type plannerPage struct {
	web.Page
	Form         parts.Filled
	Action       string
	Competencies []parts.Option
	Cadres       []parts.Option
	Fields       []parts.Input
	Headline     string
	Missing      []string
	Stats        []parts.Figure
	Course       *chart.Line
	Budget       string
	Assumptions  []string
}

// Planner answers how many to train, how often and how soon after hiring.
func (h *Handlers) Planner(c *web.Ctx) error {
	var in plannerInput
	reason := c.Bind(&in)
	q := analytics.Query{PlaceID: c.Params("place"), Competency: in.Competency, Cadre: in.Cadre}
	given := analytics.WhatIf{Target: in.Target, Posts: in.Posts, Turnover: in.Turnover, HalfLife: in.HalfLife, Months: in.Months, Delay: in.Delay, Cost: in.Cost}
	planner, err := h.Analytics.Planner(c.Context(), c.Actor, q, given)
	if fault.Is(err, fault.Invalid) { // show what there is, with what is wrong beside the form
		reason = err
		planner, err = h.Analytics.Planner(c.Context(), c.Actor, analytics.Query{PlaceID: q.PlaceID}, analytics.WhatIf{})
	}
	if err != nil {
		return err
	}
	status := 200
	if reason != nil {
		status = 422
	}
	page := plannerPageOf(c.Page("planner.title", "place", report.PlaceName(c.Printer, planner.Place)), planner)
	page.Form = c.Fill(in, reason).With("competency", planner.Competency.Code)
	for name, values := range web.ValuesOf(filledIn(planner.Used)) {
		page.Form = page.Form.With(name, values...)
	}
	return c.Render(status, showPlanner(page))
}

func filledIn(w analytics.WhatIf) plannerInput {
	return plannerInput{Target: w.Target, Posts: w.Posts, Turnover: w.Turnover, HalfLife: w.HalfLife, Months: w.Months, Delay: w.Delay, Cost: w.Cost}
}

func plannerPageOf(p web.Page, f analytics.Planner) plannerPage {
	page := plannerPage{Page: p, Action: plannerPath(f.Place.ID), Form: parts.Filled{Values: web.ValuesOf(filledIn(f.Used))}}
	page.Lead = p.T("planner.lead")
	page.Crumbs = placeCrumbs(p.Printer, f.Place, parts.Link{Label: p.T("planner.crumb"), Current: true})
	page.Competencies, page.Cadres = competencyOptions(p.Printer, f.Subject), cadreOptions(p.Printer)
	page.fields(f)
	page.Assumptions = []string{p.T("planner.how.formula"), p.T("planner.how.simulated"), p.T("planner.how.posts"), p.T("planner.how.verified"),
		p.T("planner.how.half_life"), report.HalfLife(p.Printer, f.Model.HalfLives.Pooled)}
	if f.Plan != nil {
		page.answer(f)
	}
	return page
}

// fields says of every field where its value comes from.
func (page *plannerPage) fields(f analytics.Planner) {
	p := page.Page
	posts, turnover := p.T("planner.posts.help"), p.T("planner.turnover.measured", "from", f.Turnover.From, "to", f.Turnover.To)
	if f.Known.Posts == nil {
		posts = p.T("planner.unknown")
	}
	if f.Known.Turnover == nil {
		turnover = p.T("planner.unknown")
	}
	half := p.T("planner.half_life.measured")
	if f.Model.HalfLives.Pooled.Source == measure.Assumed {
		half = p.T("planner.half_life.assumed")
	}
	for _, one := range []struct {
		used *float64
		key  string
	}{{f.Used.Posts, "planner.posts"}, {f.Used.Turnover, "planner.turnover"}} {
		if one.used == nil {
			page.Missing = append(page.Missing, p.T(one.key))
		}
	}
	page.Fields = []parts.Input{
		{Name: "target", Label: p.T("planner.target"), Kind: parts.Number},
		{Name: "posts", Label: p.T("planner.posts"), Help: posts, Kind: parts.Number},
		{Name: "turnover", Label: p.T("planner.turnover"), Help: turnover, Kind: parts.Number},
		{Name: "half_life", Label: p.T("planner.half_life"), Help: half, Kind: parts.Number},
		{Name: "months", Label: p.T("planner.months"), Kind: parts.Number},
		{Name: "delay", Label: p.T("planner.delay"), Help: p.T("planner.delay.help"), Kind: parts.Number},
		{Name: "cost", Label: p.T("planner.cost"), Help: p.T("planner.cost.help"), Kind: parts.Number},
	}
}

func (page *plannerPage) answer(f analytics.Planner) {
	p, plan := page.Page, *f.Plan
	target, every := *f.Used.Target/100, p.T("planner.every", "count", *f.Used.Months)
	trained := int(math.Round(plan.PeriodTrained()))
	people, holds := p.T("planner.about", "count", trained), plan.Reached >= target-1e-9
	days := func(delay measure.Number) string {
		return p.T("planner.days", "count", int(math.Round(delay.Float()*measure.DaysPerYear)))
	}
	switch {
	case holds && plan.Delay.Defined():
		page.Headline = p.T("planner.answer", "target", p.Percent(target, 0), "people", people, "every", every, "days", days(plan.Delay))
	case holds:
		page.Headline = p.T("planner.answer.stable", "target", p.Percent(target, 0), "people", people, "every", every)
	case plan.LongestDelay.Defined():
		page.Headline = p.T("planner.answer.late", "target", p.Percent(target, 0), "reached", p.Percent(plan.Reached, 0), "days", days(plan.LongestDelay))
	default:
		page.Headline = p.T("planner.answer.never", "target", p.Percent(target, 0), "every", every)
	}
	page.Stats = []parts.Figure{
		{Label: p.T("planner.trained"), Value: p.Value(trained), Strong: true, Unit: p.T("planner.trained.unit", "count", trained, "every", every),
			Meaning: p.T("planner.trained.meaning", "newcomers", p.Number(plan.Newcomers, 1), "again", p.Number(plan.Again, 1))},
		{Label: p.T("planner.reached"), Value: p.Percent(plan.Reached, 0), Meaning: p.T("planner.reached.meaning")},
	}
	line := chart.Line{About: chart.About{ID: "plan", Title: p.T("planner.chart"), Summary: p.T("planner.chart.summary"), Unit: chart.Unit{Percent: true}},
		X: chart.Axis{Label: p.T("planner.axis")}, Top: 1, Cut: target, CutSay: p.T("planner.target.line", "target", p.Percent(target, 0))}
	expected, simulated := chart.Series{Name: p.T("planner.expected")}, chart.Series{Name: p.T("planner.simulated")}
	for _, m := range plan.Course {
		x := float64(m.Month)
		expected.Points = append(expected.Points, chart.Exactly(x, m.Expected))
		simulated.Points = append(simulated.Points, chart.Value{X: x, Y: m.Median, Low: m.Low, High: m.High})
	}
	line.Series = []chart.Series{expected}
	if plan.Simulated {
		line.Series = append(line.Series, simulated)
	}
	page.Course = &line
	page.Budget = p.T("planner.budget.none")
	if f.Used.Cost != nil {
		page.Budget = p.T("planner.budget", "period", p.Number(plan.PeriodTrained()**f.Used.Cost, 0), "every", every, "year", p.Number(plan.YearTrained()**f.Used.Cost, 0))
	}
}
