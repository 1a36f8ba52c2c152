package web

import (
	"relevo/app/access"
	"relevo/app/web"
)

// Routes are the addresses of this slice.
func (h *Handlers) Routes() []web.Route {
	figures := web.Can(access.ViewFigures)
	return []web.Route{
		{Method: "GET", Path: "/dashboard", Handle: h.DashboardRoot, Allow: figures, Name: "dashboard.root"},
		{Method: "GET", Path: "/dashboard/:place", Handle: h.Dashboard, Allow: figures, Name: "dashboard"},
		{Method: "GET", Path: "/figures", Handle: h.Root, Allow: figures, Name: "figures.root"},
		{Method: "GET", Path: "/figures/:place", Handle: h.Figures, Allow: figures, Name: "figures"},
		{Method: "GET", Path: "/figures/:place/beside", Handle: h.Beside, Allow: figures, Name: "figures.beside"},
		{Method: "GET", Path: "/figures/:place/change", Handle: h.Change, Allow: figures, Name: "figures.change"},
		{Method: "GET", Path: "/figures/:place/fading", Handle: h.Fading, Allow: figures, Name: "figures.fading"},
		{Method: "GET", Path: "/figures/:place/planner", Handle: h.Planner, Allow: figures, Name: "figures.planner"},
		{Method: "GET", Path: "/results", Handle: h.Results, Allow: figures, Name: "results"},
		{Method: "GET", Path: "/results/comparison", Handle: h.Comparing, Allow: figures, Name: "results.comparison"},
		{Method: "GET", Path: "/results/comparison/:file", Handle: h.ComparingFile, Allow: figures, Name: "results.comparison.file", Program: true},
		{Method: "GET", Path: "/results/report/:file", Handle: h.ResultsFile, Allow: figures, Name: "results.file", Program: true},
		{Method: "GET", Path: "/results/indicators/:code", Handle: h.Indicator, Allow: figures, Name: "results.indicator"},
		{Method: "POST", Path: "/results/indicators/:code/target", Handle: h.SetTarget, Allow: web.Can(access.SetTargets), Name: "results.target"},
		{Method: "POST", Path: "/results/indicators/:code/box", Handle: h.PlaceIndicator, Allow: web.Can(access.SetTargets), Name: "results.box"},
		{Method: "GET", Path: "/figures/:place/stay", Handle: h.Stay, Allow: figures, Name: "figures.stay"},
		{Method: "GET", Path: "/figures/:place/stay/:file", Handle: h.StayFile, Allow: figures, Name: "figures.stay.file", Program: true},
		{Method: "GET", Path: "/figures/:place/report/:file", Handle: h.ReportFile, Allow: figures, Name: "figures.report"},
		{Method: "GET", Path: "/figures/:place/learning", Handle: h.Learning, Allow: figures, Name: "figures.learning"},
		{Method: "GET", Path: "/figures/:place/learning/:file", Handle: h.LearningFile, Allow: figures, Name: "figures.learning.file", Program: true},
		{Method: "GET", Path: "/figures/:place/change/:cause", Handle: h.Behind, Allow: web.Can(access.ViewNames), Name: "figures.behind"},
	}
}
