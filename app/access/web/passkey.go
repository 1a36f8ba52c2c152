package web

import (
	"relevo/app/access"
	"relevo/app/fault"
	"relevo/app/web"
	"relevo/app/web/parts"
)

type passkeyInput struct {
	Present    string `form:"present"`
	Ceremony   string `form:"ceremony"`
	Credential string `form:"credential"`
	Name       string `form:"name"`
	Next       string `form:"next"`
}

// BeginPasskey says what a device has to sign to become a passkey.
func (h *Handlers) BeginPasskey(c *web.Ctx) error {
	var in passkeyInput
	if err := c.Bind(&in); err != nil {
		return err
	}
	ceremony, err := h.Access.BeginPasskey(c.Context(), c.Actor, in.Present)
	if err != nil {
		return err
	}
	c.Set("Cache-Control", "no-store")
	return c.JSON(ceremony)
}

// AddPasskey keeps what the device signed.
func (h *Handlers) AddPasskey(c *web.Ctx) error {
	var in passkeyInput
	err := c.Bind(&in)
	var token string
	var codes []string
	if err == nil {
		token, codes, err = h.Access.AddPasskey(c.Context(), c.Actor, in.Ceremony, in.Credential, in.Name)
	}
	if again(err) {
		return h.showSecond(c, fault.KindOf(err).Status(), secondInput{Next: in.Next, Name: in.Name}, err)
	}
	if err != nil {
		return err
	}
	c.LogIn(token, access.LoginLasts)
	if len(codes) > 0 {
		return h.showRecovery(c, codes, in.Next)
	}
	c.Flash(parts.Good, "access.passkey.added")
	return c.See(web.SecondPath)
}

// NamePasskey calls a passkey something else.
func (h *Handlers) NamePasskey(c *web.Ctx) error {
	var in passkeyInput
	err := c.Bind(&in)
	if err == nil {
		err = h.Access.NamePasskey(c.Context(), c.Actor, c.Params("passkey"), in.Name)
	}
	return h.changedPasskey(c, err, "access.passkey.named")
}

// RemovePasskey takes a passkey away.
func (h *Handlers) RemovePasskey(c *web.Ctx) error {
	var in passkeyInput
	err := c.Bind(&in)
	if err == nil {
		err = h.Access.RemovePasskey(c.Context(), c.Actor, c.Params("passkey"), in.Present)
	}
	return h.changedPasskey(c, err, "access.passkey.removed")
}

func (h *Handlers) changedPasskey(c *web.Ctx, err error, said string) error {
	if again(err) {
		return h.showSecond(c, fault.KindOf(err).Status(), secondInput{}, err)
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, said)
	return c.See(web.SecondPath)
}

// BeginPasskeyLogin says what a device has to sign to be let in.
func (h *Handlers) BeginPasskeyLogin(c *web.Ctx) error {
	ceremony, err := h.Access.BeginPasskeyLogin(c.Context(), c.IP())
	if err != nil {
		return err
	}
	c.Set("Cache-Control", "no-store")
	return c.JSON(ceremony)
}

// LogInWithPasskey lets somebody in with what their device signed.
func (h *Handlers) LogInWithPasskey(c *web.Ctx) error {
	var in passkeyInput
	err := c.Bind(&in)
	var token string
	if err == nil {
		token, err = h.Access.LogInWithPasskey(c.Context(), in.Ceremony, in.Credential, deviceOf(c.Get("User-Agent")), c.IP())
	}
	if again(err) {
		page := h.loginPage(c, c.Fill(loginInput{Next: in.Next}, err))
		page.Wait = waitOf(c, err)
		return c.Render(fault.KindOf(err).Status(), showLogin(page))
	}
	if err != nil {
		return err
	}
	if err := h.Access.LogOut(c.Context(), c.Actor); err != nil { // whoever was in before on this device, or half way
		return err
	}
	c.LogIn(token, access.LoginLasts)
	return c.See(web.SafePath(in.Next))
}
