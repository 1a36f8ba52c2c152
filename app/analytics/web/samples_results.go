package web

import (
	"relevo/app/analytics"
	"relevo/app/i18n"
	"relevo/app/measure"
	"relevo/app/people"
	"relevo/app/web"
)

func samplesOfResults(locale i18n.Locale) []web.Sample {
	page := func(title string) web.Page { return web.SamplePage(locale, title) }
	f, u := sampleFigures(), measure.Undefined()
	r := analytics.Results{Subject: f.Subject, MaySet: true}
	values := map[analytics.Unit]measure.Number{analytics.UnitPeople: 86, analytics.UnitSoles: 48200, analytics.UnitHours: 312, analytics.UnitCount: 12, analytics.UnitShare: 0.41, analytics.UnitPoints: 17.3}
	for n, i := range analytics.Indicators() {
		o := analytics.Observed{From: f.On - 365, To: f.On, Value: values[i.Unit], Lower: u, Upper: u, N: 118, Missing: 0.08}
		if i.Unit == analytics.UnitShare {
			o.Lower, o.Upper = 0.33, 0.5
		}
		state := analytics.IndicatorState{Indicator: i, At: i.Box, Actual: o}
		if n%2 == 0 {
			before, aim, due, base := o, 1.3*o.Value.Float(), f.On.AddMonths(7), f.On.AddMonths(-12)
			before.Value, before.To = o.Value/2, base
			target := analytics.ResultsTarget{Indicator: i.Code, Value: &aim, DueOn: &due, BaselineOn: &base, Note: "Acordado con los centros <script>", RecordedAt: f.On.Start(), Author: "Rosa Pinedo"}
			state.Baseline, state.Target = &before, &target
			r.History = append(r.History, target)
		}
		state.Parts = map[analytics.Dimension][]analytics.Part{
			analytics.BySex:         {{Key: "F", Observed: o}, {Key: "M", Observed: o}, {Observed: o}},
			analytics.ByRegion:      {{Key: "16", Observed: o}},
			analytics.ByInstitution: {{Key: "a", Name: "CAR Los Aguajes", Observed: o}},
			analytics.ByCadre:       {{Key: string(people.CARMentor), Observed: o}},
			analytics.ByMode:        {{Key: "virtual", Observed: o}, {Key: "mixed", Observed: o}},
			analytics.ByFunder:      {{Key: "n", Name: "Cooperación Norte", Observed: o}},
		}
		r.Indicators = append(r.Indicators, state)
	}
	hidden := r
	hidden.MaySet, hidden.Hidden, hidden.History = false, true, nil
	hidden.Indicators = nil
	gone := analytics.Observed{From: f.On - 365, To: f.On, Value: u, Lower: u, Upper: u, N: u, Missing: u, Hidden: true}
	for _, i := range r.Indicators {
		if i.Actual, i.Target, i.Parts = gone, nil, nil; i.Baseline != nil {
			before := gone
			before.To = i.Baseline.To
			i.Baseline = &before
		}
		hidden.Indicators = append(hidden.Indicators, i)
	}
	hidden.Indicators[0].At = ""
	c := analytics.Comparing{Subject: f.Subject, Share: analytics.ComparedVerified, Quarters: 2, Never: 3, Centres: 11, Result: measure.Estimate{Value: 0.22, Lower: 0.05, Upper: 0.38}, P: 0.031, Before: 0.02}
	c.Groups = []analytics.ComparedGroup{{From: f.On - 300, To: f.On - 120, Centres: 5, Comparison: 6, Change: 0.31, ComparisonChange: 0.06, Difference: 0.25}, {From: f.On - 210, To: f.On - 30, Centres: u, Comparison: u, Change: u, ComparisonChange: u, Difference: u}}
	none := analytics.Comparing{Subject: f.Subject, Share: analytics.ComparedSkilled, Quarters: 1, Centres: u, Never: u, Result: measure.Estimate{Value: u, Lower: u, Upper: u}, P: u, Before: u, Hidden: true,
		Warnings: measure.Warnings{{Code: "few_centres"}, {Code: "no_comparison"}}}
	return []web.Sample{
		{Name: "comparing", Whole: true, Component: showComparing(comparingPageOf(page("Centros capacitados antes y después"), c))},
		{Name: "comparing-none", Whole: true, Component: showComparing(comparingPageOf(page("Centros capacitados antes y después"), none))},
		{Name: "results", Whole: true, Component: showResults(resultsPageOf(page("Cadena de resultados"), r))},
		{Name: "results-hidden", Whole: true, Component: showResults(resultsPageOf(page("Cadena de resultados"), hidden))},
		{Name: "indicator", Whole: true, Component: showIndicator(indicatorPageOf(page("Competencia verificada"), r, r.Indicators[8]))},
		{Name: "indicator-hidden", Whole: true, Component: showIndicator(indicatorPageOf(page("Costo de los cursos"), hidden, hidden.Indicators[0]))},
	}
}
