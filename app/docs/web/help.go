package web

import (
	"slices"

	"relevo/app/access"
	"relevo/app/docs"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/web"
	"relevo/app/web/parts"
)

// Handlers answer for the pages of help.
type Handlers struct{}

// Routes are the addresses of this slice.
func (h *Handlers) Routes() []web.Route {
	return []web.Route{
		{Method: "GET", Path: "/help", Handle: h.List, Allow: web.Anyone, Name: "help"},
		{Method: "GET", Path: "/help/:guide", Handle: h.Guide, Allow: web.Anyone, Name: "help.guide"},
	}
}

type helpPage struct {
	web.Page
	Guides []guideCard
}

type guideCard struct {
	docs.Guide
	Own bool // for what the reader does here
}

// own says which guide is for a role.
var own = map[access.Role]string{
	access.Official: "officials", access.Trainer: "trainers", access.Manager: "managers",
	access.Evaluator: "evaluators", access.Administrator: "administrators",
}

// List shows the guides, one's own first.
func (h *Handlers) List(c *web.Ctx) error {
	return c.Render(200, showHelp(helpPageOf(c.Page("help.title"), c.Actor)))
}

func helpPageOf(p web.Page, actor access.Actor) helpPage {
	page := helpPage{Page: p}
	page.Lead = p.T("help.lead")
	mine := map[string]bool{}
	for role, name := range own {
		mine[name] = actor.Is(role)
	}
	for _, g := range docs.All(p.Locale()) {
		page.Guides = append(page.Guides, guideCard{Guide: g, Own: mine[g.Name]})
	}
	slices.SortStableFunc(page.Guides, func(a, b guideCard) int {
		switch {
		case a.Own == b.Own:
			return 0
		case a.Own:
			return -1
		default:
			return 1
		}
	})
	return page
}

type guidePage struct {
	web.Page
	Guide docs.Guide
}

// Guide shows one guide.
func (h *Handlers) Guide(c *web.Ctx) error {
	guide, ok := docs.Find(c.Params("guide"), c.Locale())
	if !ok {
		return fault.Missing("noun.guide")
	}
	return c.Render(200, showGuide(guidePageOf(c.PageCalled(guide.Title), guide)))
}

func guidePageOf(p web.Page, guide docs.Guide) guidePage {
	page := guidePage{Page: p, Guide: guide}
	page.Lead = guide.Lead
	page.Crumbs = []parts.Link{{Label: p.T("help.title"), Href: "/help"}}
	if guide.Language != p.Locale() {
		page.TitleLang = string(guide.Language)
	}
	return page
}

// Samples shows the pages with the guides that are there.
func Samples(locale i18n.Locale) []web.Sample {
	page := web.SamplePage(locale, "Ayuda")
	list := helpPageOf(page, access.Actor{})
	samples := []web.Sample{{Name: "Guías", Component: showHelp(list), Whole: true}}
	for _, g := range list.Guides {
		samples = append(samples, web.Sample{Name: "Guía: " + g.Name, Component: showGuide(guidePageOf(web.SamplePage(locale, g.Title), g.Guide)), Whole: true})
	}
	return samples
}
