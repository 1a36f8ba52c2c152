package web

import (
	"slices"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/people"
	"relevo/app/web"
	"relevo/app/web/api"
)

var (
	apiStaff   = []access.Permission{access.ViewStaff}
	apiLists   = []access.Permission{access.ImportRoster}
	apiManages = []access.Permission{access.ManageInstitutions}
)

// API is what programs do with this slice.
func (h *Handlers) API() []web.Route {
	return slices.Concat(h.institutionsAPI(), h.postsAPI(), h.peopleAPI(), h.recordsAPI(), h.listsAPI(), h.tenureAPI())
}

type oneInstitution struct {
	ID string `path:"institution"`
}

type institution struct {
	ID               string   `json:"id"`
	ParentID         *string  `json:"parent_id" doc:"null at the top."`
	Code             string   `json:"code" doc:"Short and unique."`
	Name             string   `json:"name"`
	Kind             string   `json:"kind"`
	Sector           string   `json:"sector" enum:"public,private"`
	Ubigeo           string   `json:"ubigeo" doc:"INEI's code, 0, 2, 4 or 6 digits."`
	Setting          string   `json:"setting" doc:"urban, rural, or empty when not known."`
	JudicialDistrict string   `json:"judicial_district"`
	Languages        []string `json:"languages"`
	ClosedOn         *db.Date `json:"closed_on" doc:"First day it no longer exists; null while open."`
	MergedInto       *string  `json:"merged_into" doc:"The record that took this one's place."`
}

func institutionOf(i people.Institution) institution {
	return institution{ID: i.ID, ParentID: i.ParentID, Code: i.Code, Name: i.Name, Kind: string(i.Kind), Sector: i.Sector, Ubigeo: i.Ubigeo, Setting: i.Setting,
		JudicialDistrict: i.JudicialDistrict, Languages: append([]string{}, i.Languages...), ClosedOn: i.ClosedOn, MergedInto: i.MergedInto}
}

type listedInstitution struct {
	institution
	InPost        int      `json:"in_post" doc:"People in post there today."`
	ApprovedPosts int      `json:"approved_posts" doc:"All cadres; 0 where none are recorded."`
	ListAsOf      *db.Date `json:"list_as_of" doc:"The day of the latest staff list; null without one."`
}

// institutionFull is an institution that may be written: its ETag is its version.
type institutionFull struct {
	institution
	version string
}

// Version is what If-Match is compared with.
func (i institutionFull) Version() string { return i.version }

type institutionBody struct {
	ParentID         string   `json:"parent_id,omitempty" doc:"Empty at the top."`
	Code             string   `json:"code"`
	Name             string   `json:"name"`
	RenamedOn        *db.Date `json:"renamed_on,omitempty" doc:"Since when it bears a new name; left out when the name only corrects a mistake."`
	Kind             string   `json:"kind"`
	Sector           string   `json:"sector" enum:"public,private"`
	Ubigeo           string   `json:"ubigeo,omitempty" doc:"INEI's code, or the name of a place: Iquitos, Maynas."`
	Setting          string   `json:"setting,omitempty" doc:"urban or rural."`
	JudicialDistrict string   `json:"judicial_district,omitempty"`
	Languages        []string `json:"languages,omitempty"`
	Reopen           bool     `json:"reopen,omitempty" doc:"Takes the closing day back."`
}

func (in institutionBody) service(seen string) people.InstitutionInput {
	return people.InstitutionInput{ParentID: in.ParentID, Code: in.Code, Name: in.Name, RenamedOn: in.RenamedOn, Kind: people.Kind(in.Kind), Sector: in.Sector,
		Ubigeo: in.Ubigeo, Setting: in.Setting, JudicialDistrict: in.JudicialDistrict, Languages: in.Languages, Reopen: in.Reopen, Seen: seen}
}

type institutionsQuery struct {
	Query string `form:"q" doc:"Part of a name, now or formerly, or of a code."`
	Kind  string `form:"kind"`
	api.Paging
}

func (h *Handlers) institutionsAPI() []web.Route {
	return []web.Route{
		api.Op[institutionsQuery, api.Page[listedInstitution]]{
			Method: "GET", Path: "/institutions", Name: "institutions", Summary: "Institutions whose staff may be seen", Needs: apiStaff, Stands: []string{"institutions"},
			Do: func(c *web.Ctx, in institutionsQuery) (api.Page[listedInstitution], error) {
				list, err := h.People.Institutions(c.Context(), c.Actor, in.Query)
				if err != nil {
					return api.Page[listedInstitution]{}, err
				}
				list = slices.DeleteFunc(list, func(i people.Summarised) bool { return in.Kind != "" && string(i.Kind) != in.Kind })
				return api.Cut(list, in.Paging, func(i people.Summarised) string { return i.ID }, func(i people.Summarised) listedInstitution {
					out := listedInstitution{institution: institutionOf(i.Institution), InPost: i.InPost, ApprovedPosts: i.Posts}
					if i.Latest != nil {
						out.ListAsOf = &i.Latest.AsOf
					}
					return out
				})
			},
		}.Route(),
		api.Op[struct {
			Body institutionBody
		}, institutionFull]{
			Method: "POST", Path: "/institutions", Name: "institutions.create", Summary: "Register an institution", Needs: apiManages, Status: 201,
			Stands: []string{"institutions.create", "institutions.new"},
			Do: func(c *web.Ctx, in struct {
				Body institutionBody
			}) (institutionFull, error) {
				made, err := h.People.CreateInstitution(c.Context(), c.Actor, in.Body.service(""))
				return institutionFull{institutionOf(made), made.Version()}, err
			},
		}.Route(),
		api.Op[oneInstitution, institutionFull]{
			Method: "GET", Path: "/institutions/:institution", Name: "institution", Summary: "One institution", Needs: apiStaff,
			Stands: []string{"institution.edit"},
			Do: func(c *web.Ctx, in oneInstitution) (institutionFull, error) {
				at, err := h.People.Institution(c.Context(), c.Actor, access.ViewStaff, in.ID)
				return institutionFull{institutionOf(at), at.Version()}, err
			},
		}.Route(),
		api.Op[institutionChange, institutionFull]{
			Method: "PUT", Path: "/institutions/:institution", Name: "institution.update", Summary: "Change an institution", Needs: apiManages, Stands: []string{"institution.update"},
			Do: func(c *web.Ctx, in institutionChange) (institutionFull, error) {
				changed, err := h.People.UpdateInstitution(c.Context(), c.Actor, in.ID, in.Body.service(in.Seen))
				return institutionFull{institutionOf(changed), changed.Version()}, err
			},
		}.Route(),
		api.Op[closeRequest, closedInstitution]{
			Method: "POST", Path: "/institutions/:institution/close", Name: "institution.close", Summary: "End an institution on a day, and the stays there with it",
			Needs: apiManages, Stands: []string{"institution.close.confirm"},
			Do: func(c *web.Ctx, in closeRequest) (closedInstitution, error) {
				closed, err := h.People.CloseInstitution(c.Context(), c.Actor, in.ID, people.CloseInput{On: in.Body.On, SuccessorID: in.Body.SuccessorID})
				return closedInstitution{institutionOf(closed.Institution), closed.Ended, closed.TakenOver}, err
			},
		}.Route(),
	}
}

type institutionChange struct {
	ID   string `path:"institution"`
	Seen string `header:"If-Match" doc:"The ETag of what the change is written upon: 412 when it is no longer current."`
	Body institutionBody
}

type closeRequest struct {
	ID   string `path:"institution"`
	Body struct {
		On          db.Date `json:"on" doc:"First day it no longer exists."`
		SuccessorID string  `json:"successor_id,omitempty" doc:"The institution that takes its staff over."`
	}
}

type closedInstitution struct {
	Institution institution `json:"institution"`
	Ended       int         `json:"ended" doc:"Stays that ended."`
	TakenOver   int         `json:"taken_over" doc:"Stays that began at the successor."`
}
