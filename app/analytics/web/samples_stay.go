package web

import (
	"relevo/app/analytics"
	"relevo/app/i18n"
	"relevo/app/measure"
	"relevo/app/people"
	"relevo/app/web"
)

func samplesOfStay(locale i18n.Locale) []web.Sample {
	page := func(title string) web.Page { return web.SamplePage(locale, title) }
	f := sampleFigures()
	s := analytics.Staying{Subject: f.Subject, Window: analytics.Span{From: f.On - 365, To: f.On}, People: 31, Left: 22}
	curve := analytics.StayCurve{N: 31, Left: 22, Median: measure.Estimate{Value: 4.3, Lower: 2.9, Upper: 7.1}}
	for i, share := range []float64{0.9, 0.74, 0.58, 0.45, 0.33, 0.21} {
		curve.Points = append(curve.Points, analytics.StayPoint{Months: float64(i+1) * 1.4, AtRisk: measure.Number(28 - 4*i),
			Share: measure.Estimate{Value: measure.Number(share), Lower: measure.Number(share - 0.12), Upper: measure.Number(share + 0.08)}})
	}
	apart := curve
	apart.Apart, apart.Median.Value = true, 3.1
	mentors, few := curve, curve
	mentors.Cadre, few.Cadre, few.N, few.Median.Upper = people.CARMentor, people.Psychologist, 6, measure.Undefined()
	s.Curves, s.Cadres = []analytics.StayCurve{curve, apart}, []analytics.StayCurve{mentors, few}
	s.Leavers = analytics.Leavers{Total: 18, Transferred: 4, Out: 14, MonthsLost: 61.2, Each: 4.4, Newly: 6.8, Horizon: 18}
	s.Arrivals = analytics.Arrivals{Total: 5, FromSystem: 3, FromOutside: 2}
	s.Routes = []analytics.Route{{From: "CAR Los Aguajes", FromHere: true, ToOut: true, People: 14}, {From: "CAR Los Aguajes", FromHere: true, To: "CAR El Huasaí <script>", People: 3}, {From: "CAR Los Aguajes", FromHere: true, People: 1}}
	s.Time = analytics.TrainedTime{People: 34, Months: 212.5, Cost: 14800,
		Course: []analytics.TimeLine{{ID: "a", Name: "Preguntar en vez de interrogar", People: 28, Months: 180, Part: 151.2, Cost: 9800}, {ID: "b", Name: "Trauma y crisis", People: 12, Months: 70, Part: 49, Cost: 5000}, {People: 3, Months: 14, Part: 12.3}},
		Funder: []analytics.TimeLine{{ID: "n", Name: "Cooperación Norte", People: 30, Months: 190, Part: 160.4, Cost: 11000}, {ID: "s", Name: "Fondo Sur", People: 9, Months: 55, Part: 39.8, Cost: 3800}, {People: 3, Months: 14, Part: 12.3}}}
	hidden := s
	u := measure.Undefined()
	none := measure.Estimate{Value: u, Lower: u, Upper: u}
	hidden.Hidden, hidden.People, hidden.Left, hidden.Routes, hidden.Cadres = true, u, u, nil, nil
	hidden.Place.MayNames = false
	hidden.Curves = []analytics.StayCurve{{N: u, Left: u, Median: none}}
	hidden.Leavers = analytics.Leavers{Total: u, Transferred: u, Out: u, MonthsLost: u, Each: u, Newly: u}
	hidden.Arrivals, hidden.Time = analytics.Arrivals{Total: u, FromSystem: u, FromOutside: u}, analytics.TrainedTime{People: u, Months: u, Cost: u}
	nobody := analytics.Staying{Subject: f.Subject, Window: s.Window}
	return []web.Sample{
		{Name: "stay", Whole: true, Component: showStay(stayPageOf(page("Cuánto queda de lo capacitado"), s))},
		{Name: "stay-hidden", Whole: true, Component: showStay(stayPageOf(page("Cuánto queda de lo capacitado"), hidden))},
		{Name: "stay-nobody", Whole: true, Component: showStay(stayPageOf(page("Cuánto queda de lo capacitado"), nobody))},
	}
}
