package web

import (
	"relevo/app/access"
	"relevo/app/fault"
	"relevo/app/web"
	"relevo/app/web/parts"
)

type passphraseInput struct {
	Present string `form:"present"`
	Next    string `form:"passphrase"`
}

type accountPage struct {
	web.Page
	Profile   access.Profile
	Roles     []parts.Fact
	Devices   parts.Grid
	Form      parts.Filled
	EmailForm parts.Filled
	Wait      string // after too many wrong passphrases: until when
}

// Account shows one's own account.
func (h *Handlers) Account(c *web.Ctx) error {
	return h.showAccount(c, 200, parts.Filled{}, nil)
}

// ChangePassphrase changes one's own passphrase.
func (h *Handlers) ChangePassphrase(c *web.Ctx) error {
	var in passphraseInput
	err := c.Bind(&in)
	if err == nil {
		err = h.Access.ChangePassphrase(c.Context(), c.Actor, in.Present, in.Next)
	}
	if again(err) {
		filled := c.Fill(in, err)
		filled.Values = nil // passphrases are never sent back
		return h.showAccount(c, fault.KindOf(err).Status(), filled, err)
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "access.passphrase.changed")
	return c.See("/account")
}

// EndLogin logs out one of one's own devices.
func (h *Handlers) EndLogin(c *web.Ctx) error {
	if err := h.Access.EndLogin(c.Context(), c.Actor, c.Params("login")); err != nil {
		return err
	}
	c.Flash(parts.Good, "access.devices.left")
	return c.See("/account")
}

// EndOtherLogins logs out all other devices.
func (h *Handlers) EndOtherLogins(c *web.Ctx) error {
	if err := h.Access.EndOtherLogins(c.Context(), c.Actor); err != nil {
		return err
	}
	c.Flash(parts.Good, "access.devices.ended")
	return c.See("/account")
}

func (h *Handlers) showAccount(c *web.Ctx, status int, form parts.Filled, refused error) error {
	profile, err := h.Access.Profile(c.Context(), c.Actor, c.Actor.AccountID)
	if err != nil {
		return err
	}
	page := accountPage{Page: c.Page("access.account.title"), Profile: profile, Form: form, Devices: devices(c, profile.Devices), Wait: waitOf(c, refused)}
	page.EmailForm = form.With("email", profile.Account.Email)
	page.EmailForm.ID = "email"
	page.Lead = c.T("access.account.lead", "name", profile.Account.Name, "username", profile.Account.Username)
	for _, g := range profile.Grants {
		page.Roles = append(page.Roles, parts.Fact{Label: c.T("access.role." + string(g.Role)), Text: where(c, g)})
	}
	return c.Render(status, showOwnAccount(page))
}

// where says where a role is held.
func where(c *web.Ctx, g access.PlacedGrant) string {
	if g.InstitutionID == nil {
		return c.T("access.everywhere")
	}
	return g.Institution
}

func devices(c *web.Ctx, logins []access.Login) parts.Grid {
	grid := parts.Grid{Caption: c.T("access.devices.title"), Hidden: true, Columns: []parts.Column{
		{Label: c.T("access.devices.device")}, {Label: c.T("access.devices.since")}, {Label: c.T("access.devices.seen")}, {Label: c.T("access.devices.do"), Act: true},
	}}
	for _, l := range logins {
		name := l.Device
		if name == "" {
			name = c.T("access.devices.unknown")
		}
		row := parts.Words(name, c.Instant(l.CreatedAt), c.Instant(l.LastSeenAt))
		switch {
		case c.Actor.Uses(l):
			row = append(row, parts.Cell{Text: c.T("access.devices.this")})
		case l.AccountID == c.Actor.AccountID:
			row = append(row, parts.Cell{Part: parts.Do("/account/logins/"+l.ID+"/end", parts.Button{Label: c.T("access.devices.leave"), Weight: parts.Second})})
		default:
			row = append(row, parts.Cell{})
		}
		grid.Rows = append(grid.Rows, row)
	}
	return grid
}
