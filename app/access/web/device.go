package web

import (
	"encoding/base64"

	"relevo/app/access"
	"relevo/app/web"
)

// keyOfDevice is what vault.js is given. See "What a telephone keeps" in app/web.
type keyOfDevice struct {
	ID      string `json:"id,omitempty"`
	Key     string `json:"key,omitempty"` // base64
	Account string `json:"account"`       // tells accounts apart, see web.Ctx.AccountMark
	Token   string `json:"token"`         // of forms
	Lasts   int    `json:"lasts"`         // seconds; no login is older than that
}

// Device tells a script whose login this is, and gives it what forms are sent with. A device that says what it is
// called is given the key with which it seals what it keeps of whoever is logged in.
func (h *Handlers) Device(c *web.Ctx) error {
	var in struct {
		Device string `form:"device"`
	}
	if err := c.Bind(&in); err != nil {
		return err
	}
	said := keyOfDevice{Account: c.AccountMark(), Token: c.FormToken(), Lasts: int(access.LoginLasts.Seconds())}
	if in.Device != "" {
		key, err := h.Access.DeviceKey(c.Actor, in.Device)
		if err != nil {
			return err
		}
		said.ID, said.Key = key.ID, base64.StdEncoding.EncodeToString(key.Key)
	}
	c.Set("Cache-Control", "no-store")
	return c.JSON(said)
}
