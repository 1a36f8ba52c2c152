package web

import (
	"relevo/app/db"
	"relevo/app/people"
	"relevo/app/web"
	"relevo/app/web/api"
)

type approvedPosts struct {
	Today   map[string]int   `json:"today" doc:"By cadre."`
	Records []approvedRecord `json:"records" doc:"As they were recorded, the oldest first."`
}

type approvedRecord struct {
	Cadre     string     `json:"cadre"`
	ValidFrom db.Date    `json:"valid_from"`
	Posts     int        `json:"posts"`
	Recorded  db.Instant `json:"recorded_at"`
}

type postsRequest struct {
	ID   string `path:"institution"`
	Body struct {
		ValidFrom db.Date        `json:"valid_from"`
		Posts     map[string]int `json:"posts" doc:"By cadre, 0 or more; a cadre that is left out stays as it is."`
	}
}

// staffPage is an institution's page.
type staffPage struct {
	Institution institution   `json:"institution"`
	Former      []string      `json:"former_names" doc:"Names it bore earlier, the latest first."`
	Below       []institution `json:"below"`
	Staff       []member      `json:"staff" doc:"In post today, by name."`
	Came        []member      `json:"came" doc:"In the last 90 days, the newest first."`
	Left        []member      `json:"left"`
	Posts       []filledPosts `json:"posts" doc:"Approved posts and how many people fill them; empty where none are recorded."`
}

type filledPosts struct {
	Cadre  string `json:"cadre"`
	Posts  int    `json:"posts"`
	People int    `json:"people"`
}

type member struct {
	PersonID string `json:"person_id"`
	Name     string `json:"name"`
	Stay     stay   `json:"stay"`
}

func memberOf(m people.Member) member {
	return member{m.Person.ID, m.Person.FullName(), stayOf(m.Posting)}
}

func (h *Handlers) postsAPI() []web.Route {
	return []web.Route{
		api.Op[oneInstitution, staffPage]{
			Method: "GET", Path: "/institutions/:institution/staff", Name: "institution.staff", Summary: "Who works there, who came and who left", Needs: apiStaff, Stands: []string{"institution"},
			Do: func(c *web.Ctx, in oneInstitution) (staffPage, error) {
				o, err := h.People.Overview(c.Context(), c.Actor, in.ID)
				if err != nil {
					return staffPage{}, err
				}
				return staffPage{
					Institution: institutionOf(o.Institution), Former: api.Each(o.Former, func(f people.FormerName) string { return f.Name }),
					Below: api.Each(o.Below, institutionOf), Staff: api.Each(o.Staff, memberOf), Came: api.Each(o.Came, memberOf), Left: api.Each(o.Left, memberOf),
					Posts: api.Each(o.Posts, func(f people.Filled) filledPosts { return filledPosts{string(f.Cadre), f.Posts, f.People} }),
				}, nil
			},
		}.Route(),
		api.Op[oneInstitution, approvedPosts]{
			Method: "GET", Path: "/institutions/:institution/posts", Name: "institution.posts", Summary: "Approved posts", Needs: apiManages, Stands: []string{"posts"},
			Do: func(c *web.Ctx, in oneInstitution) (approvedPosts, error) {
				_, today, records, err := h.People.Approved(c.Context(), c.Actor, in.ID)
				out := approvedPosts{Today: map[string]int{}, Records: api.Each(records, func(r people.ApprovedPosts) approvedRecord {
					return approvedRecord{string(r.Cadre), r.ValidFrom, r.Posts, r.RecordedAt}
				})}
				for cadre, n := range today {
					out.Today[string(cadre)] = n
				}
				return out, err
			},
		}.Route(),
		api.Op[postsRequest, api.None]{
			Method: "POST", Path: "/institutions/:institution/posts", Name: "institution.posts.set", Summary: "Record approved posts from a day on", Needs: apiManages, Stands: []string{"posts.set"},
			Do: func(c *web.Ctx, in postsRequest) (api.None, error) {
				posts := map[people.Cadre]int{}
				for cadre, n := range in.Body.Posts {
					posts[people.Cadre(cadre)] = n
				}
				return api.None{}, h.People.SetApprovedPosts(c.Context(), c.Actor, in.ID, people.PostsInput{ValidFrom: in.Body.ValidFrom, Posts: posts})
			},
		}.Route(),
	}
}
