package web

import (
	"relevo/app/web"
)

// Picture shows a picture of a version of an item. A version never changes, so that
// browsers may keep its pictures, for their own reader alone.
func (h *Handlers) Picture(c *web.Ctx) error {
	picture, err := h.Assessments.Picture(c.Context(), c.Actor, c.Params("version"), c.Params("picture"))
	if err != nil {
		return err
	}
	c.Set("Content-Type", picture.Type)
	c.Set("Content-Disposition", "inline")
	c.Set("Cache-Control", "private, max-age=86400, immutable")
	return c.Send(picture.Data)
}
