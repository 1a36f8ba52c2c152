package web

import (
	"relevo/app/people"
	"relevo/app/web"
	"relevo/app/web/api"
)

type twins struct {
	Level  int      `json:"level" enum:"1,2,3" doc:"1 almost surely one person, 2 probably, 3 possibly."`
	People []person `json:"people" doc:"Two."`
}

type merger struct {
	ID       string `json:"id"`
	KeptID   string `json:"kept_id"`
	MergedID string `json:"merged_id"`
	Undone   bool   `json:"undone"`
}

func mergerOf(m people.Merger) merger { return merger{m.ID, m.KeptID, m.MergedID, m.UndoneAt != nil} }

type mergePeople struct {
	ID   string `path:"person" doc:"The record that stays."`
	Body struct {
		OtherID string `json:"other_id" doc:"The record that becomes part of it."`
	}
}

type mergeInstitutions struct {
	ID   string `path:"institution" doc:"The record that stays."`
	Body struct {
		OtherID string `json:"other_id" doc:"The record that becomes part of it."`
	}
}

type oneMerger struct {
	ID string `path:"merger"`
}

// recordsAPI is for what is on record twice.
func (h *Handlers) recordsAPI() []web.Route {
	return []web.Route{
		api.Op[api.Paging, api.Page[twins]]{
			Method: "GET", Path: "/duplicates", Name: "duplicates", Summary: "Records that may be of one person, the surest first, at most 100; what was joined or kept apart is gone from the list",
			Needs: apiLists, Stands: []string{"people.duplicates"},
			Do: func(c *web.Ctx, in api.Paging) (api.Page[twins], error) {
				list, err := h.People.Duplicates(c.Context(), c.Actor)
				if err != nil {
					return api.Page[twins]{}, err
				}
				return api.Cut(list, in, func(t people.Twins) string { return t.First + t.Second }, func(t people.Twins) twins {
					return twins{t.Level, []person{personOf(t.People[0].Person), personOf(t.People[1].Person)}}
				})
			},
		}.Route(),
		api.Op[mergePeople, merger]{
			Method: "POST", Path: "/people/:person/merge", Name: "person.merge", Summary: "Join two records of one person", Needs: apiLists, Stands: []string{"person.merge"},
			Do: func(c *web.Ctx, in mergePeople) (merger, error) {
				m, err := h.People.MergePeople(c.Context(), c.Actor, in.ID, in.Body.OtherID)
				return mergerOf(m), err
			},
		}.Route(),
		api.Op[mergePeople, api.None]{
			Method: "POST", Path: "/people/:person/apart", Name: "person.apart", Summary: "Say that two records are of two people", Needs: apiLists, Stands: []string{"person.apart"},
			Do: func(c *web.Ctx, in mergePeople) (api.None, error) {
				return api.None{}, h.People.KeepApart(c.Context(), c.Actor, in.ID, in.Body.OtherID)
			},
		}.Route(),
		api.Op[oneMerger, merger]{
			Method: "POST", Path: "/mergers/:merger/undo", Name: "merger.undo", Summary: "Part two records of people again", Needs: apiLists, Stands: []string{"merger.undo"},
			Do: func(c *web.Ctx, in oneMerger) (merger, error) {
				m, err := h.People.UndoMerger(c.Context(), c.Actor, in.ID)
				return mergerOf(m), err
			},
		}.Route(),
		api.Op[mergeInstitutions, merger]{
			Method: "POST", Path: "/institutions/:institution/merge", Name: "institution.merge", Summary: "Join two records of one institution", Needs: apiManages, Stands: []string{"institution.merge"},
			Do: func(c *web.Ctx, in mergeInstitutions) (merger, error) {
				m, err := h.People.MergeInstitutions(c.Context(), c.Actor, in.ID, in.Body.OtherID)
				return mergerOf(m), err
			},
		}.Route(),
		api.Op[oneMerger, merger]{
			Method: "POST", Path: "/institution-mergers/:merger/undo", Name: "institution.merger.undo", Summary: "Part two records of institutions again", Needs: apiManages,
			Stands: []string{"institution.merger.undo"},
			Do: func(c *web.Ctx, in oneMerger) (merger, error) {
				m, err := h.People.UndoInstitutionMerger(c.Context(), c.Actor, in.ID)
				return mergerOf(m), err
			},
		}.Route(),
	}
}
