package web

import (
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people"
	"relevo/app/web"
	"relevo/app/web/parts"
)

func closePath(institution string) string { return institutionPath(institution) + "/close" }

type closeInput struct {
	On          db.Date `form:"closed_on"`
	SuccessorID string  `form:"successor_id"`
}

type closePage struct {
	web.Page
	Form       parts.Filled
	Action     string
	Back       string
	Closed     string // what there is to say when it is closed already
	Below      []parts.Link
	InPost     string
	Successors []parts.Option
}

// CloseForm shows what closing an institution would mean, and the form.
func (h *Handlers) CloseForm(c *web.Ctx) error { return h.showClose(c, 200, parts.Filled{}) }

// Close ends an institution and the stays in it.
func (h *Handlers) Close(c *web.Ctx) error {
	var in closeInput
	err := c.Bind(&in)
	var closed people.Closed
	if err == nil {
		closed, err = h.People.CloseInstitution(c.Context(), c.Actor, c.Params("institution"), people.CloseInput(in))
	}
	if fault.Is(err, fault.Invalid) {
		return h.showClose(c, 422, c.Fill(in, err))
	}
	if err != nil {
		return err
	}
	if in.SuccessorID == "" {
		c.Flash(parts.Good, "people.institution.close.done", "name", closed.Institution.Name, "count", closed.Ended)
	} else {
		c.Flash(parts.Good, "people.institution.close.moved", "name", closed.Institution.Name, "count", closed.Ended, "taken", closed.TakenOver)
	}
	return c.See(institutionPath(closed.Institution.ID))
}

func (h *Handlers) showClose(c *web.Ctx, status int, form parts.Filled) error {
	closing, err := h.People.Closing(c.Context(), c.Actor, c.Params("institution"))
	if err != nil {
		return err
	}
	page := closePageOf(c.Page("people.institution.close.title", "name", closing.Institution.Name), closing)
	page.Form = form
	return c.Render(status, showClose(page))
}

func closePageOf(p web.Page, c people.Closing) closePage {
	at := c.Institution
	page := closePage{Page: p, Action: closePath(at.ID), Back: institutionPath(at.ID), InPost: p.T("people.institution.close.in_post", "count", c.InPost)}
	page.Lead = p.T("people.institution.close.lead")
	page.Crumbs = []parts.Link{{Label: p.T("people.institutions.title"), Href: "/institutions"}, {Label: at.Name, Href: institutionPath(at.ID)}}
	if at.ClosedOn != nil {
		page.Closed = p.T("people.institution.closed_already", "name", at.Name, "date", *at.ClosedOn)
	}
	for _, i := range c.Below {
		page.Below = append(page.Below, parts.Link{Label: i.Name, Href: institutionPath(i.ID)})
	}
	page.Successors = append([]parts.Option{{Label: p.T("people.institution.successor.none")}}, options(c.Successors)...)
	return page
}
