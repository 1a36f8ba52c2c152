package web

import (
	"relevo/app/people"
	"relevo/app/web"
	"relevo/app/web/api"
	"relevo/assessments"
)

type checklistEntry struct {
	Code     string   `json:"code"`
	Version  int      `json:"version"`
	Title    api.Text `json:"title"`
	Kinds    []string `json:"kinds" doc:"Of institutions that it is for."`
	Criteria int      `json:"criteria" doc:"How many."`
	Shipped  bool     `json:"shipped" doc:"relevo brings it, and nobody has used it yet."`
}

func kindCodes(kinds assessments.InstitutionKinds) []string {
	return api.Each(kinds, func(k people.Kind) string { return string(k) })
}

type checklistContent struct {
	Title    api.Text           `json:"title"`
	Kinds    []string           `json:"kinds" doc:"Of institutions that it is for."`
	Note     string             `json:"note,omitempty" doc:"Why there is this version."`
	Criteria []checkedCriterion `json:"criteria"`
}

type checkedCriterion struct {
	Code       string     `json:"code"`
	Competency string     `json:"competency" doc:"An institutional one."`
	Name       api.Text   `json:"name"`
	Evidence   api.Text   `json:"evidence" doc:"What counts as evidence, and where it is found."`
	Levels     []api.Text `json:"levels" doc:"What one sees at level 0, 1, 2 and 3."`
}

func checkedCriterionOf(c assessments.CapacityCriterion) checkedCriterion {
	return checkedCriterion{c.Code, c.Competency, api.TextOf(c.Name), api.TextOf(c.Evidence), api.Each(c.Levels, api.TextOf)}
}

type checklistDetail struct {
	Code     string           `json:"code"`
	Version  int              `json:"version"`
	Versions []int            `json:"versions" doc:"The newest first."`
	Content  checklistContent `json:"content" doc:"What PUT takes."`
}

type oneChecklist struct {
	Code    string `path:"checklist"`
	Version int    `form:"version" doc:"Left out: the newest."`
}

type reviseChecklist struct {
	Code string `path:"checklist"`
	Body checklistContent
}

func (h *Handlers) checklistsAPI() []web.Route {
	return []web.Route{
		api.Op[api.Paging, api.Page[checklistEntry]]{
			Method: "GET", Path: "/capacity/checklists", Name: "capacity.checklists", Summary: "What is looked at in institutions, by code", Needs: apiAcross, Stands: []string{"checklists"},
			Do: func(c *web.Ctx, in api.Paging) (api.Page[checklistEntry], error) {
				list, err := h.Assessments.Checklists(c.Context(), c.Actor)
				if err != nil {
					return api.Page[checklistEntry]{}, err
				}
				return api.Cut(list, in, func(c assessments.Checklist) string { return c.Code }, func(c assessments.Checklist) checklistEntry {
					return checklistEntry{c.Code, c.Version, api.TextOf(c.Title), kindCodes(c.Kinds), len(c.Criteria), c.Shipped()}
				})
			},
		}.Route(),
		api.Op[oneChecklist, checklistDetail]{
			Method: "GET", Path: "/capacity/checklists/:checklist", Name: "capacity.checklist", Summary: "A checklist with its criteria", Needs: apiAcross, Stands: []string{"checklist", "checklist.edit"}, Do: h.apiChecklist,
		}.Route(),
		api.Op[reviseChecklist, checklistDetail]{
			Method: "PUT", Path: "/capacity/checklists/:checklist", Name: "capacity.checklist.save", Summary: "Make the next version of a checklist; rounds that have begun keep theirs", Needs: apiAuthors, Stands: []string{"checklist.save"},
			Do: func(c *web.Ctx, in reviseChecklist) (checklistDetail, error) {
				if _, err := h.Assessments.Checklist(c.Context(), c.Actor, in.Code, 0); err != nil {
					return checklistDetail{}, err
				}
				made := assessments.ChecklistInput{Code: in.Code, Title: in.Body.Title.Authored(), Note: in.Body.Note, Kinds: api.Each(in.Body.Kinds, func(k string) people.Kind { return people.Kind(k) }),
					Criteria: api.Each(in.Body.Criteria, func(c checkedCriterion) assessments.CapacityCriterion {
						return assessments.CapacityCriterion{Code: c.Code, Competency: c.Competency, Name: c.Name.Authored(), Evidence: c.Evidence.Authored(), Levels: api.Each(c.Levels, api.Text.Authored)}
					})}
				if _, err := h.Assessments.SaveChecklist(c.Context(), c.Actor, made); err != nil {
					return checklistDetail{}, err
				}
				return h.apiChecklist(c, oneChecklist{Code: in.Code})
			},
		}.Route(),
	}
}

func (h *Handlers) apiChecklist(c *web.Ctx, in oneChecklist) (checklistDetail, error) {
	list, err := h.Assessments.Checklist(c.Context(), c.Actor, in.Code, in.Version)
	return checklistDetail{Code: list.Code, Version: list.Version, Versions: api.Each(list.Versions, func(c assessments.Checklist) int { return c.Version }),
		Content: checklistContent{api.TextOf(list.Title), kindCodes(list.Kinds), list.Note, api.Each(list.Criteria, checkedCriterionOf)}}, err
}
