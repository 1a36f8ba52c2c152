package web

import (
	"relevo/app/access"
	"relevo/app/fault"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/app/webhooks"
)

// Handlers answer for the pages of webhooks.
type Handlers struct {
	Webhooks *webhooks.Service
}

// Routes are the addresses of this slice.
func (h *Handlers) Routes() []web.Route {
	manages := web.Can(webhooks.Manages)
	return []web.Route{
		{Method: "GET", Path: "/webhooks", Handle: h.List, Allow: manages, Name: "webhooks"},
		{Method: "POST", Path: "/webhooks", Handle: h.Create, Allow: manages, Name: "webhooks.create", Secret: true},
		{Method: "GET", Path: "/webhooks/:webhook", Handle: h.One, Allow: manages, Name: "webhook"},
		{Method: "POST", Path: "/webhooks/:webhook", Handle: h.Change, Allow: manages, Name: "webhook.change"},
		{Method: "POST", Path: "/webhooks/:webhook/test", Handle: h.Test, Allow: manages, Name: "webhook.test"},
		{Method: "POST", Path: "/webhooks/:webhook/secret", Handle: h.Rotate, Allow: manages, Name: "webhook.rotate", Secret: true},
		{Method: "POST", Path: "/webhooks/:webhook/pause", Handle: h.Pause, Allow: manages, Name: "webhook.pause"},
		{Method: "POST", Path: "/webhooks/:webhook/resume", Handle: h.Resume, Allow: manages, Name: "webhook.resume"},
		{Method: "POST", Path: "/webhooks/:webhook/remove", Handle: h.Remove, Allow: manages, Name: "webhook.remove"},
		{Method: "POST", Path: "/webhooks/:webhook/deliveries/:delivery/redeliver", Handle: h.Redeliver, Allow: manages, Name: "webhook.redeliver"},
	}
}

type webhookForm struct {
	Address string          `form:"address"`
	Events  []webhooks.Kind `form:"events"`
}

func (f webhookForm) input() webhooks.Input {
	return webhooks.Input{Address: f.Address, Events: f.Events}
}

type listPage struct {
	web.Page
	Grid   parts.Grid
	Form   parts.Filled
	Events []parts.Option
	Closed bool // a demonstration: nothing is sent to the outside
}

// List shows the reader's own webhooks.
func (h *Handlers) List(c *web.Ctx) error { return h.showList(c, 200, parts.Filled{}) }

func (h *Handlers) showList(c *web.Ctx, status int, form parts.Filled) error {
	list, err := h.Webhooks.List(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	page := listPageOf(c.Page("webhooks.title"), c.Actor, list)
	page.Form, page.Closed = form, !h.Webhooks.Reaches().Outside
	return c.Render(status, showList(page))
}

func listPageOf(p web.Page, actor access.Actor, list []webhooks.Webhook) listPage {
	p.Lead = p.T("webhooks.lead")
	page := listPage{Page: p, Events: eventOptions(p, actor), Grid: parts.Grid{Caption: p.T("webhooks.title"), Hidden: true, Columns: []parts.Column{
		{Label: p.T("webhooks.address")}, {Label: p.T("webhooks.events")}, {Label: p.T("webhooks.state")}, {Label: p.T("webhooks.since")},
	}}}
	for _, w := range list {
		page.Grid.Rows = append(page.Grid.Rows, []parts.Cell{
			{Text: w.Address, Href: "/webhooks/" + w.ID}, {Text: p.T("webhooks.events.count", "count", len(w.Kinds()))}, {Part: stateOf(p, w)}, {Text: p.Date(w.CreatedAt.Date())},
		})
	}
	return page
}

func eventOptions(p web.Page, actor access.Actor) (options []parts.Option) {
	for _, k := range webhooks.KindsFor(actor) {
		options = append(options, parts.Option{Value: string(k), Label: p.T("webhooks.event." + string(k)), Help: string(k)})
	}
	return options
}

// Create makes a webhook and shows its secret once.
func (h *Handlers) Create(c *web.Ctx) error {
	var in webhookForm
	err := c.Bind(&in)
	var made webhooks.Webhook
	var secret string
	if err == nil {
		made, secret, err = h.Webhooks.Create(c.Context(), c.Actor, in.input())
	}
	if fault.Is(err, fault.Invalid) {
		return h.showList(c, 422, c.Fill(in, err))
	}
	if err != nil {
		return err
	}
	return h.showOne(c, 200, made, secret, nil, nil)
}

// One shows a webhook and what was sent to it.
func (h *Handlers) One(c *web.Ctx) error {
	w, err := h.Webhooks.One(c.Context(), c.Actor, c.Params("webhook"))
	if err != nil {
		return err
	}
	return h.showOne(c, 200, w, "", nil, nil)
}

// Change says another address or other events.
func (h *Handlers) Change(c *web.Ctx) error {
	var in webhookForm
	if err := c.Bind(&in); err != nil {
		return err
	}
	w, err := h.Webhooks.Change(c.Context(), c.Actor, c.Params("webhook"), in.input())
	if fault.Is(err, fault.Invalid) {
		return h.showOne(c, 422, w, "", in, err)
	}
	return h.done(c, err, "webhooks.changed")
}

// Rotate gives a webhook a new secret and shows it once.
func (h *Handlers) Rotate(c *web.Ctx) error {
	w, secret, err := h.Webhooks.Rotate(c.Context(), c.Actor, c.Params("webhook"))
	if err != nil {
		return err
	}
	return h.showOne(c, 200, w, secret, nil, nil)
}

// Test has a message sent that tells of nothing.
func (h *Handlers) Test(c *web.Ctx) error {
	_, err := h.Webhooks.Test(c.Context(), c.Actor, c.Params("webhook"))
	return h.done(c, err, "webhooks.tested")
}

// Pause has nothing sent until the webhook is resumed.
func (h *Handlers) Pause(c *web.Ctx) error {
	_, err := h.Webhooks.Pause(c.Context(), c.Actor, c.Params("webhook"))
	return h.done(c, err, "webhooks.paused")
}

// Resume has a webhook told again.
func (h *Handlers) Resume(c *web.Ctx) error {
	_, err := h.Webhooks.Resume(c.Context(), c.Actor, c.Params("webhook"))
	return h.done(c, err, "webhooks.resumed")
}

// Redeliver sends a message again.
func (h *Handlers) Redeliver(c *web.Ctx) error {
	_, err := h.Webhooks.Redeliver(c.Context(), c.Actor, c.Params("webhook"), c.Params("delivery"))
	return h.done(c, err, "webhooks.redelivered")
}

// done says that something was done, back at the webhook.
func (h *Handlers) done(c *web.Ctx, err error, key string) error {
	if err != nil {
		return err
	}
	c.Flash(parts.Good, key)
	return c.See("/webhooks/" + c.Params("webhook"))
}

// Remove ends a webhook.
func (h *Handlers) Remove(c *web.Ctx) error {
	if err := h.Webhooks.Remove(c.Context(), c.Actor, c.Params("webhook")); err != nil {
		return err
	}
	c.Flash(parts.Good, "webhooks.removed")
	return c.See("/webhooks")
}
