package web

import (
	"fmt"
	"mime"
	"path/filepath"
	"strconv"

	"relevo/app/files"
)

// Span is the part of a file that was asked for.
func (c *Ctx) Span() files.Span { return files.ParseSpan(c.Get("Range")) }

// SendContent sends a kept file, or a part of it as 206, to be shown in its place. What
// has this address never changes, so the browser of whoever may have it keeps it.
func (c *Ctx) SendContent(content files.Content) error {
	c.Set("Content-Type", content.MediaType)
	c.Set("Accept-Ranges", "bytes")
	c.Set("ETag", `"`+content.ID+`"`)
	c.Set("Cache-Control", "private, max-age=31536000, immutable")
	if c.Get("If-None-Match") == `"`+content.ID+`"` {
		return c.SendStatus(304)
	}
	if content.Partial() {
		c.Status(206)
		c.Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", content.From, content.From+int64(len(content.Data))-1, content.Size))
	}
	c.Set("Content-Length", strconv.Itoa(len(content.Data)))
	return c.Send(content.Data)
}

// SendPrivate is [Ctx.SendContent] for what no device should keep: a voice.
func (c *Ctx) SendPrivate(content files.Content) error {
	err := c.SendContent(content)
	c.Set("Cache-Control", "no-store")
	return err
}

// Download sends a kept file to be saved under a name, never to be shown.
func (c *Ctx) Download(content files.Content, name string) error {
	c.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": filepath.Base(name)}))
	return c.SendContent(content)
}
