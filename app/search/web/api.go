package web

import (
	"strings"

	"relevo/app/access"
	"relevo/app/web"
	"relevo/app/web/api"
)

type searchQuery struct {
	Text string `form:"q" doc:"Parts of a name or a code. Empty: nothing is found but what begins the lists."`
}

type searchAnswer struct {
	Items []searchFound `json:"items" doc:"At most eight of each kind; the lists of people and institutions have all."`
}

type searchFound struct {
	Kind string `json:"kind" enum:"people,institutions,courses,help"`
	ID   string `json:"id"   doc:"Of the person, the institution or the course; empty of help."`
	Text string `json:"text"`
	Note string `json:"note" doc:"What tells it from others of the name."`
	Path string `json:"path" doc:"Of the page."`
}

// API is what programs do with the search: they find what their owner would, as far as they were given it.
func (h *Handlers) API() []web.Route {
	return []web.Route{
		api.Op[searchQuery, searchAnswer]{
			Method: "GET", Path: "/search", Name: "search", Summary: "People, institutions, courses and help by name", Needs: access.TokenScopes, Stands: []string{"search"},
			Do: func(c *web.Ctx, in searchQuery) (searchAnswer, error) {
				groups, err := h.find(c, in.Text)
				out := searchAnswer{Items: []searchFound{}}
				for _, g := range groups {
					for _, r := range g.Results {
						out.Items = append(out.Items, searchFound{strings.TrimPrefix(g.Key, "search."), r.id, r.Text, r.Note, r.Href})
					}
				}
				return out, err
			},
		}.Route(),
	}
}
