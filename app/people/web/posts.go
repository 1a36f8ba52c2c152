package web

import (
	"strconv"
	"strings"

	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people"
	"relevo/app/web"
	"relevo/app/web/parts"
)

type postsPage struct {
	web.Page
	Form   parts.Filled
	Action string
	Back   string
	Fields []parts.Input
	Before parts.Grid
}

// Posts shows the approved posts of an institution and the form to change them.
func (h *Handlers) Posts(c *web.Ctx) error {
	return h.showPosts(c, 200, nil)
}

// SetPosts records approved posts from a day on.
func (h *Handlers) SetPosts(c *web.Ctx) error {
	in, err := readPosts(c)
	id := c.Params("institution")
	if err == nil {
		err = h.People.SetApprovedPosts(c.Context(), c.Actor, id, in)
	}
	if fault.Is(err, fault.Invalid) {
		return h.showPosts(c, 422, err)
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "people.posts.saved")
	return c.See(institutionPath(id))
}

// readPosts reads one field for each cadre; an empty one leaves the cadre as it is.
func readPosts(c *web.Ctx) (people.PostsInput, error) {
	var day struct {
		ValidFrom db.Date `form:"valid_from"`
	}
	in := people.PostsInput{Posts: map[people.Cadre]int{}}
	if err := c.Bind(&day); err != nil {
		return in, err
	}
	in.ValidFrom = day.ValidFrom
	var check fault.Check
	for _, cadre := range people.Cadres() {
		text := strings.TrimSpace(c.FormValue("posts_" + string(cadre)))
		if text == "" {
			continue
		}
		n, err := strconv.Atoi(text)
		check.That(err == nil, "posts_"+string(cadre), "fault.not_whole")
		in.Posts[cadre] = n
	}
	return in, check.Err()
}

func (h *Handlers) showPosts(c *web.Ctx, status int, problem error) error {
	at, now, records, err := h.People.Approved(c.Context(), c.Actor, c.Params("institution"))
	if err != nil {
		return err
	}
	page := postsPageOf(c.Page("people.posts.title", "name", at.Name), at, records)
	form := parts.Filled{Values: map[string][]string{}}
	if problem != nil {
		form = c.Fill(struct{}{}, problem)
		for _, name := range append([]string{"valid_from"}, cadreFields()...) {
			form.Values[name] = []string{c.FormValue(name)}
		}
	} else {
		for cadre, posts := range now {
			form.Values["posts_"+string(cadre)] = []string{strconv.Itoa(posts)}
		}
	}
	page.Form = form
	return c.Render(status, showPosts(page))
}

func cadreFields() []string {
	var names []string
	for _, cadre := range people.Cadres() {
		names = append(names, "posts_"+string(cadre))
	}
	return names
}

func postsPageOf(p web.Page, at people.Institution, records []people.ApprovedPosts) postsPage {
	page := postsPage{Page: p, Action: institutionPath(at.ID) + "/posts", Back: institutionPath(at.ID)}
	page.Lead = p.T("people.posts.lead")
	page.Crumbs = []parts.Link{{Label: p.T("people.institutions.title"), Href: "/institutions"}, {Label: at.Name, Href: institutionPath(at.ID)}}
	for _, cadre := range people.Cadres() {
		page.Fields = append(page.Fields, parts.Input{Name: "posts_" + string(cadre), Label: p.T(cadre.Key()), Kind: parts.Whole})
	}
	page.Before = parts.Grid{Caption: p.T("people.posts.before"), Columns: []parts.Column{{Label: p.T("people.cadre")}, {Label: p.T("people.posts.from")},
		{Label: p.T("people.posts"), Numeric: true}, {Label: p.T("people.recorded")}}}
	for _, r := range records {
		page.Before.Rows = append(page.Before.Rows, []parts.Cell{{Text: p.T(r.Cadre.Key())}, {Text: p.Date(r.ValidFrom)},
			{Text: p.Number(float64(r.Posts), 0)}, {Text: p.Instant(r.RecordedAt)}})
	}
	return page
}
