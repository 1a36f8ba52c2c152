package web

import (
	"encoding/base64"

	"relevo/app/access"
	"relevo/app/web"
)

// keyOfDevice is what vault.js is given. See "What a telephone keeps" in app/web.
type keyOfDevice struct {
	ID      string `json:"id"`
	Key     string `json:"key"`     // base64
	Account string `json:"account"` // tells accounts apart, see web.Ctx.AccountMark
	Token   string `json:"token"`   // of forms
	Lasts   int    `json:"lasts"`   // seconds; no login is older than that
}

// Device gives the key with which this device seals what it keeps of whoever is logged in, to them alone.
func (h *Handlers) Device(c *web.Ctx) error {
	var in struct {
		Device string `query:"device" form:"device"`
	}
	if err := c.Bind(&in); err != nil {
		return err
	}
	key, err := h.Access.DeviceKey(c.Actor, in.Device)
	if err != nil {
		return err
	}
	c.Set("Cache-Control", "no-store")
	return c.JSON(keyOfDevice{
		ID: key.ID, Key: base64.StdEncoding.EncodeToString(key.Key), Account: c.AccountMark(), Token: c.FormToken(),
		Lasts: int(access.LoginLasts.Seconds()),
	})
}
