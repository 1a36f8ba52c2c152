package web

import (
	"relevo/app/fault"
	"relevo/app/web"
	"relevo/app/web/parts"
)

type forgotInput struct {
	Username string `form:"username"`
}

type forgotPage struct {
	web.Page
	CanMail bool
	Sent    bool
	Form    parts.Filled
	Wait    string
}

type choosePage struct {
	web.Page
	Action   string
	Username string
	Form     parts.Filled
}

// ForgotForm asks for whom a link is to be sent.
func (h *Handlers) ForgotForm(c *web.Ctx) error {
	return h.showForgot(c, 200, parts.Filled{}, nil, false)
}

// Forgot has a link sent, and answers the same whether or not there is such an account.
func (h *Handlers) Forgot(c *web.Ctx) error {
	var in forgotInput
	err := c.Bind(&in)
	if err == nil {
		err = h.Access.Forgot(c.Context(), in.Username, c.IP())
	}
	if again(err) {
		return h.showForgot(c, fault.KindOf(err).Status(), c.Fill(in, err), err, false)
	}
	if err != nil {
		return err
	}
	return h.showForgot(c, 200, parts.Filled{}, nil, true)
}

func (h *Handlers) showForgot(c *web.Ctx, status int, form parts.Filled, err error, sent bool) error {
	page := forgotPage{Page: c.Page("access.forgot.title"), CanMail: h.Access.CanMail(), Sent: sent, Form: form, Wait: waitOf(c, err)}
	page.Plain = true
	return c.Render(status, showForgot(page))
}

// ChoosePassphrase shows the page that a link leads to.
func (h *Handlers) ChoosePassphrase(c *web.Ctx) error { return h.showChoose(c, 200, parts.Filled{}) }

// UseLink takes the passphrase that was chosen.
func (h *Handlers) UseLink(c *web.Ctx) error {
	var in struct {
		Passphrase string `form:"passphrase"`
	}
	err := c.Bind(&in)
	if err == nil {
		err = h.Access.UseLink(c.Context(), c.Params("token"), in.Passphrase)
	}
	if fault.Is(err, fault.Invalid) {
		filled := c.Fill(in, err)
		filled.Values = nil // never sent back
		return h.showChoose(c, 422, filled)
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "access.link.used")
	return c.See("/login")
}

func (h *Handlers) showChoose(c *web.Ctx, status int, form parts.Filled) error {
	linked, err := h.Access.LinkedAccount(c.Context(), c.Params("token"))
	if err != nil {
		return err
	}
	page := choosePage{Page: c.Page("access.link." + string(linked.Kind)), Action: "/passphrase/" + c.Params("token"), Username: linked.Username, Form: form}
	page.Lead = c.T("access.link.lead", "name", linked.Name)
	page.Plain = true
	return c.Render(status, showChoose(page))
}

// SendLink mails a link to an account.
func (h *Handlers) SendLink(c *web.Ctx) error {
	to, err := h.Access.SendLink(c.Context(), c.Actor, c.Params("account"))
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "access.link.sent", "address", to.Email)
	return c.See("/accounts/" + to.ID)
}

type emailInput struct {
	Email   string `form:"email"`
	Present string `form:"email_present"`
}

// SetOwnEmail changes where mail for one's own account goes.
func (h *Handlers) SetOwnEmail(c *web.Ctx) error {
	var in emailInput
	err := c.Bind(&in)
	if err == nil {
		err = h.Access.SetEmail(c.Context(), c.Actor, c.Actor.AccountID, in.Email, in.Present)
	}
	if again(err) {
		filled := c.Fill(in, err)
		delete(filled.Values, "email_present")
		for i, m := range filled.Messages {
			if m.Field == "present" {
				filled.Messages[i].Field = "email_present"
			}
		}
		return h.showAccount(c, fault.KindOf(err).Status(), filled, err)
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "access.email.set")
	return c.See("/account")
}

// SetEmail changes where mail for somebody's account goes.
func (h *Handlers) SetEmail(c *web.Ctx) error {
	var in emailInput
	err := c.Bind(&in)
	if err == nil {
		err = h.Access.SetEmail(c.Context(), c.Actor, c.Params("account"), in.Email, "")
	}
	if fault.Is(err, fault.Invalid) {
		return h.showProfile(c, 422, c.Fill(in, err), "")
	}
	return h.done(c, err, "access.email.set")
}
