package web

import (
	"encoding/json"
	"time"

	"relevo/app/access"
	"relevo/app/access/sso"
	"relevo/app/fault"
	"relevo/app/web"
	"relevo/app/web/parts"
)

const (
	// SSOBack is where a provider of logins sends people afterwards: to be
	// registered there, under relevo's own address.
	SSOBack = "/login/sso/return"
	// ssoKept names what the browser keeps meanwhile, and ssoLasts for how long.
	ssoKept  = "sso"
	ssoLasts = 10 * time.Minute
)

type leavingPage struct {
	web.Page
	Address string // of the provider
	Go      string // what the button says
}

// BeginSSO sends the browser to the provider of logins. It takes a click on our own page: a
// link from elsewhere would log somebody in anew, and end the login they had. The way leads
// over a page, as the policy lets no form lead to another place.
func (h *Handlers) BeginSSO(c *web.Ctx) error {
	var in loginInput
	if err := c.Bind(&in); err != nil {
		return err
	}
	if h.SSO == nil {
		return fault.Missing("noun.page")
	}
	address, begun, err := h.SSO.Begin(c.Context())
	if err != nil {
		return err
	}
	begun.Next = web.SafePath(in.Next)
	kept, err := json.Marshal(begun)
	if err != nil {
		return err
	}
	c.Keep(ssoKept, string(kept), ssoLasts)
	c.Set("Refresh", "0; url="+address)
	return c.Render(200, showLeaving(h.leavingPage(c.Page("access.sso.leaving", "name", h.SSO.Name()), address)))
}

func (h *Handlers) leavingPage(page web.Page, address string) leavingPage {
	page.Plain = true
	page.Lead = page.T("access.sso.leaving.lead", "name", h.SSO.Name())
	return leavingPage{Page: page, Address: address, Go: page.T("access.sso.go", "name", h.SSO.Name())}
}

// FinishSSO lets in who comes back from the provider of logins.
func (h *Handlers) FinishSSO(c *web.Ctx) error {
	var in struct {
		State string `form:"state"`
		Code  string `form:"code"`
		Error string `form:"error"`
	}
	if err := c.Bind(&in); err != nil {
		return err
	}
	if h.SSO == nil {
		return fault.Missing("noun.page")
	}
	var begun sso.Begun
	if err := json.Unmarshal([]byte(c.Kept(ssoKept)), &begun); err != nil || in.Error != "" {
		c.Flash(parts.Notice, "access.sso.refused", "name", h.SSO.Name())
		return c.See("/login")
	}
	proven, err := h.SSO.Finish(c.Context(), begun, in.State, in.Code)
	if err != nil {
		return err
	}
	proven.Device = deviceOf(c.Get("User-Agent"))
	token, err := h.Access.LogInProven(c.Context(), proven)
	if err != nil {
		return err
	}
	if err := h.Access.LogOut(c.Context(), c.Actor); err != nil {
		return err
	}
	c.LogIn(token, access.LoginLasts)
	return c.See(web.SafePath(begun.Next))
}
