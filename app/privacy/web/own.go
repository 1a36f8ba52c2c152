package web

import (
	"relevo/app/access"
	"relevo/app/fault"
	"relevo/app/privacy"
	"relevo/app/web"
	"relevo/app/web/parts"
)

type ownPage struct {
	web.Page
	Consents []consentView
	Requests parts.Grid
	Form     parts.Filled
	HasOwn   bool // a staff record, about which something can be asked
	Manages  bool
	Figures  bool
}

type consentView struct {
	Action, Title, Text, State string
	Tone                       parts.Tone
	Do                         parts.Button
}

type askInput struct {
	Kind    privacy.Kind `form:"kind"`
	Wording string       `form:"wording"`
}

// Own shows what the reader may know and decide about their own data.
func (h *Handlers) Own(c *web.Ctx) error { return h.showOwn(c, 200, parts.Filled{}) }

func (h *Handlers) showOwn(c *web.Ctx, status int, form parts.Filled) error {
	standings, err := h.Privacy.Standings(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	cases, err := h.Privacy.Own(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	page := newOwnPage(c.Page("privacy.title"), standings, cases, form)
	page.HasOwn, page.Manages, page.Figures = c.Actor.PersonID != "", c.Actor.Somewhere(privacy.Manages), c.Actor.May(access.ViewFigures, "")
	return c.Render(status, showOwn(page))
}

func newOwnPage(p web.Page, standings []privacy.Standing, cases []privacy.Case, form parts.Filled) ownPage {
	p.Lead = p.T("privacy.lead")
	page := ownPage{Page: p, Form: form, HasOwn: true}
	for _, s := range standings {
		view := consentView{Action: "/privacy/consents/" + s.Name, Title: p.T("privacy.consent." + s.Name), Text: p.T("privacy.consent." + s.Name + ".text"),
			Tone: parts.Info, State: p.T("privacy.consent.not_given"), Do: parts.Button{Label: p.T("privacy.consent.give"), Name: "given", Value: "true", Weight: parts.Second}}
		if s.Given {
			view.Tone, view.State = parts.Good, p.T("privacy.consent.given", "when", p.Instant(*s.Since))
			view.Do = parts.Button{Label: p.T("privacy.consent.withdraw"), Name: "given", Value: "false", Weight: parts.Second}
		}
		page.Consents = append(page.Consents, view)
	}
	page.Requests = parts.Grid{Caption: p.T("privacy.requests.own"), Hidden: true, Columns: []parts.Column{
		{Label: p.T("privacy.request.kind")}, {Label: p.T("privacy.request.made")}, {Label: p.T("privacy.request.answer")},
	}}
	for _, one := range cases {
		kind := parts.Cell{Text: p.T("privacy.kind." + string(one.Kind)), Note: one.Wording}
		answer := parts.Cell{Text: p.T("privacy.request.due", "day", p.Date(one.Due()))}
		if one.Extension != nil {
			answer.Note = one.Extension.Reason
		}
		if one.Answer != nil {
			answer = parts.Cell{Text: p.T("privacy.outcome." + string(one.Answer.Outcome)), Note: one.Answer.Reason}
		}
		page.Requests.Rows = append(page.Requests.Rows, []parts.Cell{kind, {Text: p.Instant(one.MadeAt)}, answer})
	}
	return page
}

// kindOptions are the rights, each with what it means.
func kindOptions(p web.Page) []parts.Option {
	var options []parts.Option
	for _, k := range privacy.Kinds {
		options = append(options, parts.Option{Value: string(k), Label: p.T("privacy.kind." + string(k)), Help: p.T("privacy.kind." + string(k) + ".help")})
	}
	return options
}

// Ask makes a request.
func (h *Handlers) Ask(c *web.Ctx) error {
	var in askInput
	err := c.Bind(&in)
	if err == nil {
		_, err = h.Privacy.Ask(c.Context(), c.Actor, in.Kind, in.Wording)
	}
	if fault.Is(err, fault.Invalid) {
		return h.showOwn(c, 422, c.Fill(in, err))
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "privacy.asked")
	return c.See("/privacy")
}

// Consent gives or withdraws a consent.
func (h *Handlers) Consent(c *web.Ctx) error {
	var in struct {
		Given bool   `form:"given"`
		From  string `form:"from"` // the page that asked, where it is not this one
	}
	if err := c.Bind(&in); err != nil {
		return err
	}
	if err := h.Privacy.Consent(c.Context(), c.Actor, c.Params("purpose"), in.Given); err != nil {
		return err
	}
	said := "privacy.consent.withdrawn"
	if in.Given {
		said = "privacy.consent.thanks"
	}
	c.Flash(parts.Good, said)
	if in.From == "selfcare" {
		return c.See("/selfcare")
	}
	return c.See("/privacy")
}

// Copy sends all that is held on the reader.
func (h *Handlers) Copy(c *web.Ctx) error {
	copied, err := h.Privacy.Copy(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	return sendCopy(c, copied)
}

// CopyOf sends what is held on somebody who asked for it.
func (h *Handlers) CopyOf(c *web.Ctx) error {
	copied, err := h.Privacy.CopyOf(c.Context(), c.Actor, c.Params("id"))
	if err != nil {
		return err
	}
	return sendCopy(c, copied)
}

func sendCopy(c *web.Ctx, copied privacy.Copy) error {
	body, media, err := written(c, copied, c.Params("kind"))
	if err != nil {
		return err
	}
	c.Set("Content-Type", media)
	c.Set("Content-Disposition", `attachment; filename="relevo-`+copied.MadeAt.Date().String()+`.`+c.Params("kind")+`"`)
	c.Set("Cache-Control", "no-store")
	return c.Send(body)
}

// written is a copy as a file of a kind.
func written(c *web.Ctx, copied privacy.Copy, kind string) (body []byte, media string, err error) {
	switch kind {
	case "json":
		body, err = copied.JSON()
		return body, "application/json; charset=utf-8", err
	case "pdf":
		body, err = copied.PDF(c.Printer)
		return body, "application/pdf", err
	}
	return nil, "", fault.Missing("noun.page")
}
