package web

import (
	"relevo/app/i18n"
	"relevo/app/mail"
	"relevo/app/web"
	"relevo/app/web/parts"
)

// Handlers answer for the pages of mail.
type Handlers struct {
	Mail *mail.Service
}

// Routes are the addresses of this slice.
func (h *Handlers) Routes() []web.Route {
	return []web.Route{
		{Method: "GET", Path: "/mail", Handle: h.Own, Allow: web.LoggedIn, Name: "mail"},
		{Method: "POST", Path: "/mail", Handle: h.Choose, Allow: web.LoggedIn, Name: "mail.choose"},
		{Method: "GET", Path: "/mail/off/:token", Handle: h.Stop, Allow: web.Anyone, Name: "mail.stop"},
		{Method: "POST", Path: "/mail/off/:token", Handle: h.TurnOff, Allow: web.Anyone, Signed: true, Name: "mail.off"},
	}
}

type mailPage struct {
	web.Page
	Tone        parts.Tone
	State, Text string
	Do          parts.Button // Value is what pressing it chooses; no label where there is nothing to choose
}

type stopPage struct {
	web.Page
	Action string // empty once it is done
}

type chooseInput struct {
	Wanted bool `form:"wanted"`
}

// Own shows where the reader's notices go.
func (h *Handlers) Own(c *web.Ctx) error {
	own, err := h.Mail.Own(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	return c.Render(200, showOwn(newMailPage(c.Page("mail.title"), own)))
}

func newMailPage(p web.Page, own mail.Own) mailPage {
	p.Lead = p.T("mail.lead")
	page := mailPage{Page: p}
	switch {
	case !own.Configured:
		page.Tone, page.State, page.Text = parts.Info, p.T("mail.none"), p.T("mail.none_text")
		return page
	case own.Address == "":
		page.Tone, page.State, page.Text = parts.Notice, p.T("mail.no_address"), p.T("mail.no_address_text")
		return page
	case own.Wanted:
		page.Tone, page.State, page.Text = parts.Good, p.T("mail.on"), p.T("mail.on_text", "address", own.Address)
		page.Do = parts.Button{Label: p.T("mail.turn_off"), Weight: parts.Second, Name: "wanted", Value: "false"}
	default:
		page.Tone, page.State, page.Text = parts.Info, p.T("mail.off"), p.T("mail.off_text")
		page.Do = parts.Button{Label: p.T("mail.turn_on"), Name: "wanted", Value: "true"}
	}
	return page
}

// Choose turns the reader's notices on or off.
func (h *Handlers) Choose(c *web.Ctx) error {
	var in chooseInput
	if err := c.Bind(&in); err != nil {
		return err
	}
	if err := h.Mail.Choose(c.Context(), c.Actor, in.Wanted); err != nil {
		return err
	}
	said := "mail.turned_off"
	if in.Wanted {
		said = "mail.turned_on"
	}
	c.Flash(parts.Good, said)
	return c.See("/mail")
}

// Stop asks whoever follows the link of a letter whether they mean it.
func (h *Handlers) Stop(c *web.Ctx) error {
	c.Set("X-Robots-Tag", "noindex, nofollow")
	c.Set("Referrer-Policy", "no-referrer") // the address is a key
	token := c.Params("token")
	if err := h.Mail.CheckOff(token); err != nil {
		return err
	}
	page := stopPage{Page: c.Page("mail.stop.title"), Action: "/mail/off/" + token}
	page.Lead = c.T("mail.stop.lead")
	return c.Render(200, showStop(page))
}

// TurnOff sends no more notices to the person of a letter.
func (h *Handlers) TurnOff(c *web.Ctx) error {
	c.Set("Referrer-Policy", "no-referrer")
	if err := h.Mail.TurnOff(c.Context(), c.Params("token")); err != nil {
		return err
	}
	return c.Render(200, showStop(stopPage{Page: c.Page("mail.title")}))
}

// Samples shows the pages in their states.
func Samples(locale i18n.Locale) []web.Sample {
	page := web.SamplePage(locale, "")
	page.Title = page.T("mail.title")
	stop := page
	stop.Title, stop.Lead = page.T("mail.stop.title"), page.T("mail.stop.lead")
	long := "maria.de.los.angeles.fernandez-baca.naupari.gutierrez@casadelrio.example.pe"
	return []web.Sample{
		{Name: "mail-none", Whole: true, Component: showOwn(newMailPage(page, mail.Own{}))},
		{Name: "mail-no-address", Whole: true, Component: showOwn(newMailPage(page, mail.Own{Configured: true, Wanted: true}))},
		{Name: "mail-on", Whole: true, Component: showOwn(newMailPage(page, mail.Own{Configured: true, Wanted: true, Address: long}))},
		{Name: "mail-off", Whole: true, Component: showOwn(newMailPage(page, mail.Own{Configured: true, Address: long}))},
		{Name: "mail-stop", Whole: true, Component: showStop(stopPage{Page: stop, Action: "/mail/off/muestra"})},
		{Name: "mail-stopped", Whole: true, Component: showStop(stopPage{Page: page})},
	}
}
