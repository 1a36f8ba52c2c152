package web

import (
	"relevo/app/access"
	"relevo/app/web"
)

// capacityRoutes are the addresses of what institutions can do. They stand apart from
// the institutions' own, which belong to another slice.
func (h *Handlers) capacityRoutes() []web.Route {
	assess, figures, authors := web.Can(access.AssessCapacity), web.Can(access.ViewFigures), web.Can(access.AuthorItems)
	named := web.Can(access.AssessCapacity, access.ViewStaff)
	return []web.Route{
		{Method: "GET", Path: "/capacity", Handle: h.Capacity, Allow: figures, Name: "capacity"},
		{Method: "GET", Path: "/capacity/new", Handle: h.NewRound, Allow: assess, Name: "capacity.new"},
		{Method: "GET", Path: "/capacity/checklists", Handle: h.Checklists, Allow: figures, Name: "checklists"},
		{Method: "GET", Path: "/capacity/checklists/:checklist", Handle: h.Checklist, Allow: figures, Name: "checklist"},
		{Method: "GET", Path: "/capacity/checklists/:checklist/edit", Handle: h.EditChecklist, Allow: authors, Name: "checklist.edit"},
		{Method: "POST", Path: "/capacity/checklists/:checklist", Handle: h.SaveChecklist, Allow: authors, Name: "checklist.save"},
		{Method: "GET", Path: "/capacity/counts/import", Handle: h.CountsImport, Allow: assess, Name: "counts.import"},
		{Method: "POST", Path: "/capacity/counts/import", Handle: h.ImportCounts, Allow: assess, Name: "counts.import.do"},
		{Method: "GET", Path: "/capacity/counts/template.csv", Handle: h.CountsTemplate, Allow: assess, Name: "counts.template"},
		{Method: "POST", Path: "/capacity/rounds", Handle: h.OpenRound, Allow: assess, Name: "round.open"},
		{Method: "GET", Path: "/capacity/rounds/:round", Handle: h.Round, Allow: named, Name: "round"},
		{Method: "GET", Path: "/capacity/rounds/:round/criteria/:n", Handle: h.Criterion, Allow: assess, Name: "round.criterion"},
		{Method: "POST", Path: "/capacity/rounds/:round/criteria/:n", Handle: h.RateCriterion, Allow: assess, Name: "round.rate"},
		{Method: "POST", Path: "/capacity/rounds/:round/submit", Handle: h.SubmitRound, Allow: assess, Name: "round.submit"},
		{Method: "POST", Path: "/capacity/rounds/:round/consensus", Handle: h.AgreeOn, Allow: assess, Name: "round.agree"},
		{Method: "POST", Path: "/capacity/rounds/:round/void", Handle: h.VoidRound, Allow: assess, Name: "round.void"},
		{Method: "GET", Path: "/capacity/institutions/:institution", Handle: h.CapacityOf, Allow: named, Name: "capacity.institution"},
		{Method: "GET", Path: "/capacity/institutions/:institution/comparison.csv", Handle: h.CapacityCSV, Allow: named, Name: "capacity.csv"},
		{Method: "GET", Path: "/capacity/institutions/:institution/counts", Handle: h.Counts, Allow: named, Name: "counts"},
		{Method: "GET", Path: "/capacity/institutions/:institution/counts.csv", Handle: h.CountsCSV, Allow: named, Name: "counts.csv"},
		{Method: "POST", Path: "/capacity/institutions/:institution/counts", Handle: h.AddCounts, Allow: assess, Name: "counts.add"},
	}
}
