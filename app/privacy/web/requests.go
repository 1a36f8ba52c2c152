package web

import (
	"relevo/app/fault"
	"relevo/app/privacy"
	"relevo/app/web"
	"relevo/app/web/parts"
)

type requestsPage struct {
	web.Page
	Cases parts.Grid
}

type requestPage struct {
	web.Page
	ID    string
	Facts []parts.Fact
	Open  bool
	More  bool // more time may still be taken
	Form  parts.Filled
	Warn  string // what granting does at once; empty when nothing
}

type answerInput struct {
	Outcome privacy.Outcome `form:"outcome"`
	Reason  string          `form:"reason"`
}

// tabs lead from one page of those who answer for people's data to the next.
func tabs(p web.Page, current string) []parts.Link {
	var links []parts.Link
	for _, name := range []string{"requests", "incidents", "retention", "security"} {
		links = append(links, parts.Link{Label: p.T("privacy." + name + ".title"), Href: "/privacy/" + name, Current: name == current})
	}
	return links
}

// Requests lists what people asked.
func (h *Handlers) Requests(c *web.Ctx) error {
	cases, err := h.Privacy.Cases(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	return c.Render(200, showRequests(newRequestsPage(c.Page("privacy.requests.title"), cases)))
}

func newRequestsPage(p web.Page, cases []privacy.Case) requestsPage {
	p.Lead = p.T("privacy.requests.lead")
	page := requestsPage{Page: p, Cases: parts.Grid{Caption: p.T("privacy.requests.title"), Hidden: true, Columns: []parts.Column{
		{Label: p.T("privacy.request.who")}, {Label: p.T("privacy.request.kind")}, {Label: p.T("privacy.request.made")}, {Label: p.T("privacy.request.state")},
	}}}
	for _, one := range cases {
		tone, state := stateOf(p, one)
		page.Cases.Rows = append(page.Cases.Rows, []parts.Cell{
			{Text: one.Name, Href: "/privacy/requests/" + one.ID}, {Text: p.T("privacy.kind." + string(one.Kind))}, {Text: p.Instant(one.MadeAt)}, {Part: parts.State(tone, state)},
		})
	}
	return page
}

func stateOf(p web.Page, one privacy.Case) (parts.Tone, string) {
	switch {
	case one.Answer != nil:
		return parts.Good, p.T("privacy.outcome." + string(one.Answer.Outcome))
	case one.Overdue():
		return parts.Bad, p.T("privacy.request.late", "day", p.Date(one.Due()))
	default:
		return parts.Notice, p.T("privacy.request.left", "count", one.DaysLeft(), "day", p.Date(one.Due()))
	}
}

// Request shows one request to whoever answers it.
func (h *Handlers) Request(c *web.Ctx) error { return h.showRequest(c, 200, parts.Filled{}) }

func (h *Handlers) showRequest(c *web.Ctx, status int, form parts.Filled) error {
	one, err := h.Privacy.Case(c.Context(), c.Actor, c.Params("id"))
	if err != nil {
		return err
	}
	return c.Render(status, showRequest(newRequestPage(c.Page("privacy.kind."+string(one.Kind)), one, form)))
}

func newRequestPage(p web.Page, one privacy.Case, form parts.Filled) requestPage {
	p.Crumbs = []parts.Link{{Label: p.T("privacy.requests.title"), Href: "/privacy/requests"}}
	_, state := stateOf(p, one)
	page := requestPage{Page: p, ID: one.ID, Open: one.Answer == nil, More: one.Extendable(), Form: form, Facts: []parts.Fact{
		{Label: p.T("privacy.request.who"), Text: one.Name},
		{Label: p.T("privacy.request.made"), Text: p.Instant(one.MadeAt)},
		{Label: p.T("privacy.request.state"), Text: state},
	}}
	if one.Wording != "" {
		page.Facts = append(page.Facts, parts.Fact{Label: p.T("privacy.request.wording"), Text: one.Wording})
	}
	if one.Extension != nil {
		page.Facts = append(page.Facts, parts.Fact{Label: p.T("privacy.extension.until", "day", p.Date(one.Extension.DueOn)), Text: one.Extension.Reason})
	}
	if one.Answer != nil {
		page.Facts = append(page.Facts, parts.Fact{Label: p.T("privacy.request.answer"), Text: one.Answer.Reason})
	}
	switch one.Kind {
	case privacy.Cancellation:
		page.Warn = p.T("privacy.cancellation.warn")
	case privacy.Opposition:
		page.Warn = p.T("privacy.opposition.warn")
	}
	return page
}

// Extend takes more time for an answer.
func (h *Handlers) Extend(c *web.Ctx) error {
	var in struct {
		Extend string `form:"extend"`
	}
	err := c.Bind(&in)
	if err == nil {
		err = h.Privacy.Extend(c.Context(), c.Actor, c.Params("id"), in.Extend)
	}
	if fault.Is(err, fault.Invalid) {
		return h.showRequest(c, 422, c.Fill(in, err))
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "privacy.extended")
	return c.See("/privacy/requests/" + c.Params("id"))
}

// Answer decides a request.
func (h *Handlers) Answer(c *web.Ctx) error {
	var in answerInput
	err := c.Bind(&in)
	if err == nil {
		err = h.Privacy.Answer(c.Context(), c.Actor, c.Params("id"), privacy.AnswerInput{Outcome: in.Outcome, Reason: in.Reason})
	}
	if fault.Is(err, fault.Invalid) {
		return h.showRequest(c, 422, c.Fill(in, err))
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "privacy.answered")
	return c.See("/privacy/requests/" + c.Params("id"))
}
