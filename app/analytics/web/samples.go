package web

import (
	"slices"

	"relevo/app/analytics"
	"relevo/app/db"
	"relevo/app/i18n"
	"relevo/app/measure"
	"relevo/app/people"
	"relevo/app/web"
	"relevo/assessments"
	"relevo/courses"
)

// Samples shows the pages of figures in their states, for the gallery and the
// tests that look at every page.
func Samples(locale i18n.Locale) []web.Sample {
	page := func(title string) web.Page { return web.SamplePage(locale, title) }
	ordinary := sampleFigures()
	hidden := sampleFigures()
	hidden.Place.MayNames, hidden.Staff = false, nil
	dash := measure.Undefined()
	hidden.Cascade = analytics.Cascade{InPost: 12, Certificates: 41, Trained: dash, Mastered: dash, Verified: dash, NeverAssessed: dash,
		Skilled: measure.Estimate{Value: dash, Lower: dash, Upper: dash}, Hidden: true, Posts: 14, FloorsAssumed: dash, Unregressed: dash}
	hidden.Turnover = analytics.Turnover{Span: hidden.Turnover.Span, Separations: dash, Transfers: dash, MeanHeadcount: dash, Rate: measure.RateEstimate{Rate: dash, Lower: dash, Upper: dash}, Hidden: true}
	hidden.Change = analytics.Change{Row: measure.SkilledRow, Hidden: true}
	large := sampleFigures()
	large.Kept, large.Staff, large.Change = &analytics.Kept{At: db.At(large.On.Time()), Behind: true}, nil, analytics.Change{}
	copied := page("CAR Los Aguajes")
	asOf := db.At(ordinary.On.Time())
	copied.AsOf = &asOf
	part, partHidden := sampleFigures(), hidden
	for _, f := range []*analytics.Figures{&part, &partHidden} {
		f.Funders = []courses.Funder{{ID: "f", Code: "NORTE", Name: "Cooperación <script> Norte"}}
		f.Funder, f.Place.Region, f.Place.Regions = &f.Funders[0], "16", []string{"15", "16"}
	}
	nobody := sampleFigures()
	nobody.Cascade.InPost = 0
	account := analytics.Account{Subject: ordinary.Subject, Span: ordinary.Recent, Changes: []analytics.Change{ordinary.Change, {Row: measure.VerifiedRow, Hidden: true}, {Row: measure.TrainedRow}}}
	behind := analytics.Behind{Subject: ordinary.Subject, Span: ordinary.Recent, Row: measure.SkilledRow, Cause: analytics.Cause{Cause: measure.LeftSystem, Change: -3.1, People: 1},
		Shares: []analytics.Share{{Person: samplePerson(), Institution: ordinary.Place.Institution, Cadre: people.CARMentor, On: ordinary.On, Change: -0.83}}}
	nothing := behind
	nothing.Shares = nil
	return append(slices.Concat(samplesOfLearning(locale), samplesOfDashboards(locale), samplesOfStay(locale), samplesOfResults(locale)), []web.Sample{
		{Name: "figures", Whole: true, Component: showFigures(figuresPageOf(page("CAR Los Aguajes"), ordinary, true))},
		{Name: "figures-hidden", Whole: true, Component: showFigures(figuresPageOf(page("CAR Los Aguajes"), hidden, false))},
		{Name: "figures-part", Whole: true, Component: showFigures(figuresPageOf(page("CAR Los Aguajes"), part, true))},
		{Name: "figures-part-hidden", Whole: true, Component: showFigures(figuresPageOf(page("CAR Los Aguajes"), partHidden, false))},
		{Name: "figures-kept", Whole: true, Component: showFigures(figuresPageOf(page("CAR Los Aguajes"), large, true))},
		{Name: "figures-replica", Whole: true, Component: showFigures(figuresPageOf(copied, ordinary, true))},
		{Name: "figures-nobody", Whole: true, Component: showFigures(figuresPageOf(page("CAR Los Aguajes"), nobody, true))},
		{Name: "figures-none", Whole: true, Component: showFigures(figuresPageOf(page("Cifras"), analytics.Figures{Subject: analytics.Subject{Place: analytics.Place{ID: analytics.Everything}}}, true))},
		{Name: "change", Whole: true, Component: showChange(changePageOf(page("Qué cambió"), account, measure.SkilledRow))},
		{Name: "change-hidden", Whole: true, Component: showChange(changePageOf(page("Qué cambió"), account, measure.VerifiedRow))},
		{Name: "change-none", Whole: true, Component: showChange(changePageOf(page("Qué cambió"), account, measure.TrainedRow))},
		{Name: "planner", Whole: true, Component: showPlanner(plannerPageOf(page("Cuánto capacitar"), samplePlanner(ordinary, false)))},
		{Name: "planner-unknown", Whole: true, Component: showPlanner(plannerPageOf(page("Cuánto capacitar"), samplePlanner(hidden, true)))},
		{Name: "fading", Whole: true, Component: showFading(fadingPageOf(page("Cuánto dura lo aprendido"), sampleFading(ordinary, false)))},
		{Name: "fading-hidden", Whole: true, Component: showFading(fadingPageOf(page("Cuánto dura lo aprendido"), sampleFading(hidden, true)))},
		{Name: "behind", Whole: true, Component: showBehind(behindPageOf(page("Salieron: quiénes"), behind))},
		{Name: "behind-none", Whole: true, Component: showBehind(behindPageOf(page("Salieron: quiénes"), nothing))},
	}...)
}

func samplePerson() people.Person {
	return people.Person{ID: "1", FirstSurname: "Rojas", SecondSurname: "Díaz", GivenNames: "Inés <script>"}
}

func sampleFigures() analytics.Figures {
	on := db.NewDate(2026, 5, 15)
	above := people.Institution{ID: "n", Path: "n/", Name: "Red de centros", Kind: people.Network}
	centre := people.Institution{ID: "a", ParentID: &above.ID, Path: "n/a/", Name: "CAR Los Aguajes", Kind: people.CareCentre}
	asking := assessments.Competency{Code: "asking", Name: i18n.Says("Preguntar en vez de interrogar")}
	about := analytics.Subject{
		Place:      analytics.Place{ID: "a", Institution: centre, Above: []people.Institution{above}, Below: []people.Institution{centre}, Institutions: []people.Institution{centre}, MayNames: true},
		Competency: asking, Competencies: []assessments.Competency{asking}, On: on, Today: on,
	}
	about.Model.Cut = 70
	about.Model.HalfLives.Pooled = measure.DefaultHalfLife()
	cascade := analytics.Cascade{InPost: 12, Certificates: 41, Trained: 7, Mastered: 5, Verified: 3, NeverAssessed: 1, Posts: 14, Assumed: true, FloorsAssumed: 1, Unregressed: 2,
		Skilled: measure.Estimate{Value: 4.2, Lower: 2.6, Upper: 5.9}}
	f := analytics.Figures{Subject: about, Cascade: cascade, Below: []analytics.Child{{Institution: centre, Cascade: cascade}}, Recent: analytics.Span{From: on.AddMonths(-6), To: on}}
	for i := range 18 {
		point := analytics.Point{On: on.AddMonths(i - 17), Cascade: cascade}
		point.Trained = measure.Number(4 + i%5)
		f.Series = append(f.Series, point)
	}
	f.Change = analytics.Change{Row: measure.SkilledRow, Start: 5.5, End: 4.25, Causes: []analytics.Cause{
		{Cause: measure.NewlyTrained, Change: 2.5, People: 5}, {Cause: measure.LeftSystem, Change: -3.25, People: 4}, {Cause: measure.Fading, Change: -0.5, People: 6}}}
	day, until := on.AddMonths(-2), on.AddMonths(4)
	for _, s := range []measure.PersonStanding{
		{Trained: true, Assessed: true, Mastered: true, Verified: true, Skill: measure.Skill{P: 0.83}},
		{Trained: true, Assessed: true, Mastered: true}, {Trained: true, Assessed: true}, {Trained: true}, {},
	} {
		standing := analytics.Standing{PersonStanding: s, Person: samplePerson(), Institution: centre, Cadre: people.CARMentor, Since: on.AddMonths(-9), LastScore: measure.Undefined()}
		if s.Assessed {
			standing.TrainedOn, standing.AssessedOn, standing.ValidUntil, standing.LastScore = &day, &day, &until, 82
		}
		f.Staff = append(f.Staff, standing)
	}
	f.Turnover = analytics.Turnover{Span: analytics.Span{From: on - 365, To: on}, Separations: 40, Transfers: 3, MeanHeadcount: 12.1, Rate: measure.Rate(40, 12.1)}
	return f
}

// sampleFading is measured in two cadres; or assumed, without points, and hidden.
func sampleFading(f analytics.Figures, veiled bool) analytics.Fading {
	out := analytics.Fading{Subject: f.Subject, Until: f.On + 91, InPost: 12, Due: 3, Loss: 0.8}
	if veiled {
		dash := measure.Undefined()
		out.Due, out.Loss, out.Hidden = dash, dash, true
		return out
	}
	half := measure.HalfLife{Months: 7.2, Lower: 5.1, Upper: 11.4, Pairs: 64, Source: measure.Measured}
	out.Model.HalfLives.Pooled = half
	points := []measure.FadingPoint{{Months: 3.1, Pairs: 34, Kept: 0.78, Lower: 0.68, Upper: 0.88}, {Months: 6.2, Pairs: 22, Kept: 0.55, Lower: 0.4, Upper: 0.7}, {Months: 11.8, Pairs: 8, Kept: 0.3, Lower: 0.02, Upper: 0.58}}
	out.Points = points
	out.Cadres = []analytics.CadreFading{{Cadre: people.CARMentor, HalfLife: half, Pairs: 44, Points: points[:2]}, {Cadre: people.Psychologist, HalfLife: measure.HalfLife{Months: 9, Lower: 6, Upper: 20, Source: measure.Measured}, Pairs: measure.Undefined(), Points: points[1:]}}
	out.Ranked = []analytics.Refresher{{Forecast: measure.Forecast{Person: "1", Now: 0.81, Later: 0.62}, Person: samplePerson(), Institution: f.Place.Institution, Cadre: people.CARMentor, AssessedOn: f.On.AddMonths(-2), LastScore: 82}}
	out.Unlisted = 2
	return out
}

// samplePlanner is a plan with its budget; or none, for want of what is hidden.
func samplePlanner(f analytics.Figures, hidden bool) analytics.Planner {
	target, posts, turnover, months, cost, half := 80.0, 14.0, 1.2, 3.0, 180.0, 6.5
	out := analytics.Planner{Figures: f, Known: analytics.WhatIf{Target: &target, Months: &months, HalfLife: &half}}
	out.Used = out.Known
	if hidden {
		return out
	}
	out.Known.Posts, out.Known.Turnover = &posts, &turnover
	out.Used = out.Known
	out.Used.Cost = &cost
	plan := analytics.Plan{Schedule: measure.Schedule{Turnover: turnover, Loss: 1.28, Every: 0.25, Delay: 0.05}, Posts: 14, Reached: 0.8, LongestDelay: 0.05, Newcomers: 4, Again: 3.2, Simulated: true}
	for m := range 25 {
		share := 0.93 - 0.1*float64(m%3)
		plan.Course = append(plan.Course, analytics.PlanMonth{Month: m, Expected: share, Simulated: measure.Simulated{Mean: share, Median: share, Low: share - 0.12, High: min(1, share+0.1)}})
	}
	out.Plan = &plan
	return out
}
