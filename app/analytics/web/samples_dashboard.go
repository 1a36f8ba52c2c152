package web

import (
	"relevo/app/analytics"
	"relevo/app/db"
	"relevo/app/i18n"
	"relevo/app/measure"
	"relevo/app/people"
	"relevo/app/web"
	"relevo/assessments"
)

// samplesOfDashboards shows the dashboards of a centre, of a region and of whoever sees no names.
func samplesOfDashboards(locale i18n.Locale) []web.Sample {
	page := func(title string) web.Page { return web.SamplePage(locale, title) }
	centre := analytics.Dashboard{Figures: sampleFigures()}
	centre.Columns = centre.Subject.Competencies
	for _, why := range []people.Why{people.NeverTrained, people.BelowCut, people.NeverAssessed, people.Lapsed, people.Lapsing} {
		centre.Needs = append(centre.Needs, analytics.Need{Person: samplePerson(), Institution: centre.Place.Institution, Cadre: people.CARMentor,
			Due: people.Due{Why: why, On: centre.On - 40, Competency: i18n.Says("Preguntar en vez de interrogar")}, Others: 1})
	}
	centre.MoreNeeds = 5
	calm := centre
	calm.Needs, calm.MoreNeeds, calm.Change = nil, 0, analytics.Change{Row: measure.SkilledRow}
	evaluator := sampleRegion()
	evaluator.Place.MayNames, evaluator.Needs = false, nil
	evaluator.Change = analytics.Change{Row: measure.SkilledRow, Hidden: true}
	country := sampleRegion()
	country.Kept, country.Needs, country.MoreNeeds, country.Change = &analytics.Kept{At: db.At(country.On.Time())}, nil, 0, analytics.Change{}
	nothing := analytics.Dashboard{Figures: analytics.Figures{Subject: analytics.Subject{Place: analytics.Place{ID: analytics.Everything}}}}
	beside, besideHidden := sampleBeside()
	return []web.Sample{
		{Name: "beside", Whole: true, Component: showBeside(besidePageOf(page("CAR Los Aguajes junto a CAR El Huito"), beside))},
		{Name: "beside-hidden", Whole: true, Component: showBeside(besidePageOf(page("CAR Los Aguajes junto a CAR El Huito"), besideHidden))},
		{Name: "beside-alone", Whole: true, Component: showBeside(besidePageOf(page("CAR Los Aguajes junto a otra institución"), analytics.Beside{Subject: beside.Subject, Sides: beside.Sides[:1]}))},
		{Name: "beside-choose", Whole: true, Component: showBeside(besidePageOf(page("CAR Los Aguajes junto a otra institución"), analytics.Beside{Subject: beside.Subject, Sides: beside.Sides[:1], Choices: beside.Choices}))},
		{Name: "dashboard-centre", Whole: true, Component: showDashboard(dashboardPageOf(page("Tablero: CAR Los Aguajes"), centre, ""))},
		{Name: "dashboard-calm", Whole: true, Component: showDashboard(dashboardPageOf(page("Tablero: CAR Los Aguajes"), calm, ""))},
		{Name: "dashboard-region", Whole: true, Component: showDashboard(dashboardPageOf(page("Tablero: Red de centros"), sampleRegion(), "asking"))},
		{Name: "dashboard-evaluator", Whole: true, Component: showDashboard(dashboardPageOf(page("Tablero: Red de centros"), evaluator, ""))},
		{Name: "dashboard-country", Whole: true, Component: showDashboard(dashboardPageOf(page("Tablero: Sistema nacional"), country, ""))},
		{Name: "dashboard-none", Whole: true, Component: showDashboard(dashboardPageOf(page("Tablero"), nothing, ""))},
	}
}

// sampleRegion is a network of five centres in five departments, one of which is hidden.
func sampleRegion() analytics.Dashboard {
	d := analytics.Dashboard{Figures: sampleFigures()}
	law := assessments.Competency{Code: "law", Name: i18n.Says("Conocimiento de la ley")}
	d.Subject.Competencies = append(d.Subject.Competencies, law)
	d.Columns = d.Subject.Competencies
	d.Place.Institution = d.Place.Above[0]
	d.Place.Above, d.Place.Institutions = nil, append(d.Place.Institutions, d.Place.Institution)
	u := measure.Undefined()
	of := func(skilled, inPost float64) analytics.Cascade {
		return analytics.Cascade{InPost: measure.Number(inPost), Verified: measure.Number(int(skilled)), Skilled: measure.Estimate{Value: measure.Number(skilled), Lower: u, Upper: u}}
	}
	dash := analytics.Cascade{InPost: u, Verified: u, Skilled: measure.Estimate{Value: u, Lower: u, Upper: u}, Hidden: true}
	for i, code := range []string{"16", "08", "17", "15", "21"} {
		name := []string{"CAR Los Aguajes", "CAR El Huito <script>", "CAR La Ceiba", "CAR La Lupuna", "CAR El Cedro"}[i]
		row := analytics.HeatRow{Institution: people.Institution{ID: code, Name: name, Path: code + "/"}, Cells: []analytics.Cascade{of(2.2*float64(i)+0.4, 10), of(9.4-2*float64(i), 10)}}
		row.Verified, row.Shrunk = measure.Share(2*i, 10), measure.Estimate{Value: 0.2 + 0.1*measure.Number(i), Lower: 0.1, Upper: 0.8}
		department := analytics.DepartmentFigure{Code: code, Institutions: 1, Cascade: row.Cells[0]}
		if i == 3 {
			row.Cells[0], row.Cells[1], department.Cascade = dash, dash, dash
			row.Verified, row.Shrunk = measure.ShareEstimate{Share: u, Lower: u, Upper: u}, measure.Estimate{Value: u, Lower: u, Upper: u}
		}
		d.Heat, d.Departments = append(d.Heat, row), append(d.Departments, department)
	}
	return d
}

// sampleBeside is two centres; and the same where the second is hidden.
func sampleBeside() (shown, hidden analytics.Beside) {
	one, other := sampleFigures(), sampleFigures()
	other.Place.Institution.ID, other.Place.Institution.Name, other.Place.ID = "b", "CAR El Huito <script>", "b"
	other.Cascade.Skilled = measure.Estimate{Value: 8.1, Lower: 7.2, Upper: 9}
	for i := range other.Series {
		other.Series[i].Skilled.Value = measure.Number(3 + 0.3*float64(i))
	}
	shown = analytics.Beside{Subject: one.Subject, Sides: []analytics.Figures{one, other}, Choices: []people.Institution{other.Place.Institution}}
	u := measure.Undefined()
	veiled := other
	veiled.Cascade = analytics.Cascade{InPost: u, Certificates: u, Trained: u, Mastered: u, Verified: u, NeverAssessed: u, Skilled: measure.Estimate{Value: u, Lower: u, Upper: u}, Hidden: true, FloorsAssumed: u, Unregressed: u}
	veiled.Change, veiled.Series = analytics.Change{Row: measure.SkilledRow, Hidden: true}, nil
	veiled.Turnover = analytics.Turnover{Span: other.Turnover.Span, Separations: u, Transfers: u, MeanHeadcount: u, Rate: measure.RateEstimate{Rate: u, Lower: u, Upper: u}, Hidden: true}
	return shown, analytics.Beside{Subject: one.Subject, Sides: []analytics.Figures{one, veiled}, Choices: shown.Choices}
}
