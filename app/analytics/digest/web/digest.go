package web

import (
	"relevo/app/access"
	"relevo/app/analytics/digest"
	"relevo/app/db"
	"relevo/app/i18n"
	"relevo/app/people"
	"relevo/app/web"
	"relevo/app/web/api"
	"relevo/app/web/parts"
)

// Handlers answer for the digest.
type Handlers struct {
	Digest *digest.Service
}

// Routes are the addresses of this slice.
func (h *Handlers) Routes() []web.Route {
	return []web.Route{{Method: "GET", Path: "/digest", Handle: h.Show, Allow: web.Can(access.ViewNames), Name: "digest"}}
}

type page struct {
	web.Page
	Counts  parts.Grid // by institution
	Lists   []list
	Nothing *parts.Nothing
	TooMany bool
}

// list is who needs one thing.
type list struct {
	ID, Title, Text string
	Grid            parts.Grid
	More            string // that there are more than are listed
}

// listed is how many people a list names.
const listed = 200

// Show shows the week of those whom the reader answers for.
func (h *Handlers) Show(c *web.Ctx) error {
	found, err := h.Digest.Digest(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	return c.Render(200, show(pageOf(c.Page("digest.title"), found)))
}

func pageOf(p web.Page, found digest.Digest) page {
	p.Lead = p.T("digest.lead", "from", found.From, "to", found.To-1)
	p.Actions = parts.LinkButton("/notifications/settings", parts.Button{Label: p.T("notifications.settings"), Icon: "settings", Weight: parts.Second})
	out := page{Page: p, TooMany: found.TooMany}
	if len(found.Rows) == 0 && !found.TooMany {
		out.Nothing = &parts.Nothing{Icon: "check", Title: p.T("digest.none"), Text: p.T("digest.none.text"), Href: "/dashboard", Do: p.T("menu.dashboard")}
		return out
	}
	count := func(n int) parts.Cell { return parts.Cell{Text: p.Number(float64(n), 0)} }
	out.Counts = parts.Grid{Caption: p.T("digest.by_institution"), Columns: []parts.Column{{Label: p.T("people.institution")}, {Label: p.T("digest.joined"), Numeric: true},
		{Label: p.T("digest.overdue"), Numeric: true}, {Label: p.T("digest.refresh"), Numeric: true}}}
	for _, r := range found.Rows {
		out.Counts.Rows = append(out.Counts.Rows, []parts.Cell{{Text: r.Institution.Name, Href: "/institutions/" + r.Institution.ID}, count(len(r.Joined)), count(len(r.Overdue)), count(len(r.Refresh))})
	}
	joined, overdue, refresh := found.Counts()
	out.Counts.Foot = []parts.Cell{{Text: p.T("digest.all")}, count(joined), count(overdue), count(refresh)}
	for _, kind := range []struct {
		name string
		of   func(digest.Row) []digest.Member
	}{
		{"joined", func(r digest.Row) []digest.Member { return r.Joined }}, {"overdue", func(r digest.Row) []digest.Member { return r.Overdue }},
		{"refresh", func(r digest.Row) []digest.Member { return r.Refresh }},
	} {
		if one := listOf(p, kind.name, found.Rows, kind.of); len(one.Grid.Rows) > 0 {
			out.Lists = append(out.Lists, one)
		}
	}
	return out
}

// listOf names who needs one thing.
func listOf(p web.Page, name string, rows []digest.Row, of func(digest.Row) []digest.Member) list {
	out := list{ID: name, Title: p.T("digest." + name), Text: p.T("digest." + name + ".text"),
		Grid: parts.Grid{Caption: p.T("digest." + name), Hidden: true, Columns: []parts.Column{{Label: p.T("digest.person")}, {Label: p.T("people.institution")}, {Label: p.T("digest." + name + ".day")}}}}
	more := 0
	for _, r := range rows {
		for _, m := range of(r) {
			if len(out.Grid.Rows) == listed {
				more++
				continue
			}
			who := parts.Cell{Text: m.Person.FullName(), Href: "/people/" + m.Person.ID}
			if m.Cadre != "" {
				who.Note = p.T(m.Cadre.Key())
			}
			out.Grid.Rows = append(out.Grid.Rows, []parts.Cell{who, {Text: r.Institution.Name}, {Text: p.Date(m.On), Note: m.What.In(p.Locale())}})
		}
	}
	if more > 0 {
		out.More = p.T("digest.more", "count", more)
	}
	return out
}

type digestPerson struct {
	PersonID string  `json:"person_id"`
	Name     string  `json:"name"`
	On       db.Date `doc:"The day they came, were to answer by, or the last on which the assessment is or was valid." json:"on"`
}

type row struct {
	InstitutionID string         `json:"institution_id"`
	Institution   string         `json:"institution"`
	Joined        []digestPerson `doc:"Came in the week and were never trained."                          json:"joined"`
	Overdue       []digestPerson `doc:"Did not answer a follow-up in time."                               json:"overdue"`
	Refresh       []digestPerson `doc:"Their assessment is not valid any more, or will not be in a week." json:"refresh"`
}

type week struct {
	From    db.Date `json:"from"`
	To      db.Date `doc:"The first day after the week."                                     json:"to"`
	Rows    []row   `json:"institutions"`
	TooMany bool    `doc:"The owner answers for more people than are read; nothing is told." json:"too_many"`
}

// API is what programs do with this slice.
func (h *Handlers) API() []web.Route {
	return []web.Route{api.Op[struct{}, week]{
		Method: "GET", Path: "/digest", Name: "digest", Summary: "The week of the people one answers for", Needs: []access.Permission{access.ViewNames}, Stands: []string{"digest"},
		Do: func(c *web.Ctx, _ struct{}) (week, error) {
			found, err := h.Digest.Digest(c.Context(), c.Actor)
			out := week{From: found.From, To: found.To, TooMany: found.TooMany, Rows: []row{}}
			of := func(list []digest.Member) []digestPerson {
				return api.Each(list, func(m digest.Member) digestPerson { return digestPerson{m.Person.ID, m.Person.FullName(), m.On} })
			}
			for _, r := range found.Rows {
				out.Rows = append(out.Rows, row{r.Institution.ID, r.Institution.Name, of(r.Joined), of(r.Overdue), of(r.Refresh)})
			}
			return out, err
		},
	}.Route()}
}

// Samples shows the page in its states.
func Samples(locale i18n.Locale) []web.Sample {
	p := web.SamplePage(locale, "")
	p.Title = p.T("digest.title")
	to := db.NewDate(2026, 5, 15)
	person := func(id, name string, on db.Date) digest.Member {
		return digest.Member{Person: people.Person{ID: id, FirstSurname: "Fernández-Baca <b>Ñaupari</b>", GivenNames: name}, Cadre: people.CARMentor, On: on}
	}
	ending := person("4", "Rosaura", to+3)
	ending.What = i18n.Says("Preguntar en vez de interrogar")
	found := digest.Digest{From: to - 7, To: to, Rows: []digest.Row{
		{Institution: people.Institution{ID: "a", Name: "CAR La Ceiba de la Ribera del Itaya"}, Joined: []digest.Member{person("1", "María de los Ángeles", to-3), person("2", "Luz", to-1)}, Overdue: []digest.Member{person("3", "Abel", to-9)}},
		{Institution: people.Institution{ID: "b", Name: "CAR La Lupuna"}, Refresh: []digest.Member{ending}},
	}}
	return []web.Sample{
		{Name: "digest", Whole: true, Component: show(pageOf(p, found))},
		{Name: "digest-none", Whole: true, Component: show(pageOf(p, digest.Digest{From: to - 7, To: to}))},
		{Name: "digest-too-many", Whole: true, Component: show(pageOf(p, digest.Digest{From: to - 7, To: to, TooMany: true}))},
	}
}
