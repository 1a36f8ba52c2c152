package web

import (
	"relevo/app/access"
	"relevo/app/docs"
	"relevo/app/i18n"
	"relevo/app/people"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/courses"
)

// Handlers answer for the search.
type Handlers struct {
	People  *people.Service
	Courses *courses.Service
}

// Routes are the addresses of this slice.
func (h *Handlers) Routes() []web.Route {
	return []web.Route{{Method: "GET", Path: "/search", Handle: h.Search, Allow: web.LoggedIn, Name: "search"}}
}

// shown is how many of each kind a search shows. Whoever has more words to give
// finds fewer; the lists of people and institutions have all.
const shown = 8

// Result is one thing that was found.
type Result struct {
	Kind string `json:"kind"` // what it is, in the reader's language
	Text string `json:"text"`
	Note string `json:"note,omitempty"` // what tells it from others of the name
	Href string `json:"href"`

	id string // of a person, an institution or a course
}

type group struct {
	Key     string // "search.people"
	Results []Result
}

type searchPage struct {
	web.Page
	Search  parts.Filled
	Asked   bool // something was sought
	Groups  []group
	Nothing parts.Nothing
}

// Search finds things by name.
func (h *Handlers) Search(c *web.Ctx) error {
	var in struct {
		Text string `form:"q"`
	}
	if err := c.Bind(&in); err != nil {
		return err
	}
	groups, err := h.find(c, in.Text)
	if err != nil {
		return err
	}
	if c.WantsJSON() {
		list := []Result{}
		for _, g := range groups {
			list = append(list, g.Results...)
		}
		c.Set("Cache-Control", "no-store")
		return c.JSON(list)
	}
	page := searchPageOf(c.Page("search.title"), in.Text, groups)
	page.Search = c.Fill(in, nil)
	return c.Render(200, showSearch(page))
}

func searchPageOf(p web.Page, query string, groups []group) searchPage {
	page := searchPage{Page: p, Asked: query != "", Groups: groups}
	page.Lead = p.T("search.lead")
	page.Nothing = parts.Nothing{Icon: "search", Title: p.T("search.none"), Text: p.T("search.none.text"), Href: "/help", Do: p.T("search.to_help")}
	return page
}

// find asks everybody who may know. Groups that found nothing are left out.
func (h *Handlers) find(c *web.Ctx, query string) (groups []group, err error) {
	add := func(key string, results []Result) {
		for i := range results {
			results[i].Kind = c.T(key)
		}
		if len(results) > 0 {
			groups = append(groups, group{Key: key, Results: results})
		}
	}
	for _, kind := range []struct {
		key  string
		find func(*web.Ctx, string) ([]Result, error)
	}{{"search.people", h.people}, {"search.institutions", h.institutions}, {"search.courses", h.courses}, {"search.help", help}} {
		results, err := kind.find(c, query)
		if err != nil {
			return nil, err
		}
		add(kind.key, results)
	}
	return groups, nil
}

func (h *Handlers) people(c *web.Ctx, query string) (list []Result, err error) {
	if query == "" || !c.Actor.Somewhere(access.ViewStaff) {
		return nil, nil
	}
	found, err := h.People.SearchPeople(c.Context(), c.Actor, query)
	for _, p := range found.People[:min(shown, len(found.People))] {
		r := Result{id: p.ID, Text: p.FullName(), Href: "/people/" + p.ID, Note: c.T("people.not_in_post")}
		if len(p.Now) > 0 {
			r.Note = p.Now[0].Institution.Name
		}
		list = append(list, r)
	}
	return list, err
}

// institutions leads those who see staff to the institution, others to its figures.
func (h *Handlers) institutions(c *web.Ctx, query string) (list []Result, err error) {
	perm, under := access.ViewStaff, "/institutions/"
	if !c.Actor.Somewhere(perm) {
		perm, under = access.ViewFigures, "/figures/"
	}
	found, err := h.People.FindInstitutions(c.Context(), c.Actor, perm, query, shown)
	for _, i := range found {
		list = append(list, Result{id: i.ID, Text: i.Name, Href: under + i.ID, Note: i.Code})
	}
	return list, err
}

func (h *Handlers) courses(c *web.Ctx, query string) (list []Result, err error) {
	found, err := h.Courses.FindCourses(c.Context(), c.Actor, query, shown)
	for _, f := range found {
		r := Result{id: f.CourseID, Text: f.Title, Href: "/courses/" + f.CourseID, Note: f.Code}
		if !f.Authored {
			r.Href = "/catalogue?cadre=all#" + f.CourseID
		}
		list = append(list, r)
	}
	return list, err
}

func help(c *web.Ctx, query string) (list []Result, err error) {
	for _, hit := range docs.Search(c.Locale(), query, shown) {
		list = append(list, Result{Text: hit.Part.Heading, Href: "/help/" + hit.Guide.Name + "#" + hit.Part.ID, Note: hit.Excerpt})
	}
	return list, nil
}

// Samples shows the page untouched, with things found, and with none.
func Samples(locale i18n.Locale) []web.Sample {
	page := func() web.Page { return web.SamplePage(locale, "Buscar") }
	found := []group{
		{Key: "search.people", Results: []Result{{Text: "Ana María Prueba Ñahui", Note: "CAR La Ceiba (demo)", Href: "/people/1"}, {Text: "Prueba Ríos, Wilder", Note: "Sin puesto hoy", Href: "/people/2"}}},
		{Key: "search.help", Results: []Result{{Text: "Qué quiere decir cada fila", Note: "… de las personas que están hoy en su puesto, cuántas lo conservan …", Href: "/help/evaluators#cascade"}}},
	}
	asked := searchPageOf(page(), "prueba", found)
	asked.Search = parts.Filled{ID: "search", Values: map[string][]string{"q": {"prueba"}}}
	none := searchPageOf(page(), "xyz", nil)
	none.Search = parts.Filled{ID: "search", Values: map[string][]string{"q": {"xyz"}}}
	return []web.Sample{
		{Name: "Buscar", Component: showSearch(searchPageOf(page(), "", nil)), Whole: true},
		{Name: "Encontrado", Component: showSearch(asked), Whole: true},
		{Name: "No encontrado", Component: showSearch(none), Whole: true},
	}
}
