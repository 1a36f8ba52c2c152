package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/url"
	"reflect"
	"strings"

	"github.com/gofiber/fiber/v2"

	"relevo/app/access"
	"relevo/app/web"
)

// Op is one operation: what it reads, what it answers, and the service method between them.
type Op[In, Out any] struct {
	Method   string              // GET, POST, PUT or DELETE
	Path     string              // below /api/v1, as fiber writes it: "/people/:person"
	Name     string              // "people.person"; the document's operationId
	Summary  string              // one line, English
	Needs    []access.Permission // one of them lets in; empty: anyone. What exactly may be done is decided by the service
	Stands   []string            // names of the pages' routes whose work it does
	Status   int                 // when all is well; 0: 200, or 204 for None
	Produces []string            // media types of a File
	Secret   bool                // the answer holds what is shown once and kept nowhere
	Do       func(c *web.Ctx, in In) (Out, error)
}

// None is the answer of an operation that has nothing to say.
type None struct{}

// File is an answer that is no JSON.
type File struct {
	Name  string // as the reader might call it
	Media string
	Data  []byte
}

// Versioned is an answer whose ETag is a version of its own, which the service compares when something is written.
type Versioned interface{ Version() string }

// paged is a list that may go on.
type paged interface{ next() string }

// Route is the operation as the door mounts it.
func (o Op[In, Out]) Route() web.Route {
	allow := web.Anyone
	if len(o.Needs) > 0 {
		allow = web.Can(o.Needs...)
	}
	if o.Status == 0 {
		o.Status = fiber.StatusOK
		if reflect.TypeFor[Out]() == reflect.TypeFor[None]() {
			o.Status = fiber.StatusNoContent
		}
	}
	return web.Route{
		Method: o.Method, Path: strings.TrimSuffix(web.APIPath, "/") + o.Path, Allow: allow, Program: true, Secret: o.Secret, Name: "api." + o.Name,
		API: &web.Operation{
			Summary: o.Summary, In: reflect.TypeFor[In](), Out: reflect.TypeFor[Out](), Status: o.Status,
			Produces: o.Produces, Needs: o.Needs, Stands: o.Stands,
		},
		Handle: func(c *web.Ctx) error {
			var in In
			if err := read(c, &in); err != nil {
				return err
			}
			out, err := o.Do(c, in)
			if err != nil {
				return err
			}
			return answer(c, o.Status, out)
		},
	}
}

// answer sends what an operation gave.
func answer(c *web.Ctx, status int, out any) error {
	if c.Actor.Program() {
		c.Set(fiber.HeaderCacheControl, "private, no-cache")
	} else {
		c.Set(fiber.HeaderCacheControl, "no-store")
	}
	c.Vary(fiber.HeaderAuthorization, fiber.HeaderAcceptLanguage, fiber.HeaderCookie)
	switch given := out.(type) {
	case None:
		return c.SendStatus(status)
	case File:
		c.Set(fiber.HeaderContentType, given.Media)
		c.Set(fiber.HeaderContentDisposition, "attachment; filename*=UTF-8''"+url.PathEscape(given.Name))
		return tagged(c, status, out, given.Data)
	}
	if page, ok := out.(paged); ok && page.next() != "" {
		c.Set(fiber.HeaderLink, "<"+nextAddress(c, page.next())+`>; rel="next"`)
	}
	var text bytes.Buffer
	writer := json.NewEncoder(&text)
	writer.SetEscapeHTML(false) // it is no page
	if err := writer.Encode(out); err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSON)
	return tagged(c, status, out, text.Bytes())
}

// tagged sends what a GET gives with its ETag, or nothing where the reader has it already.
func tagged(c *web.Ctx, status int, out any, body []byte) error {
	if c.Method() != fiber.MethodGet && c.Method() != fiber.MethodHead {
		return c.Status(status).Send(body)
	}
	var tag string
	if own, ok := out.(Versioned); ok {
		tag = `"` + own.Version() + `"`
	} else {
		sum := sha256.Sum256(body)
		tag = `"` + hex.EncodeToString(sum[:16]) + `"`
	}
	c.Set(fiber.HeaderETag, tag)
	for one := range strings.SplitSeq(c.Get(fiber.HeaderIfNoneMatch), ",") {
		if one = strings.TrimPrefix(strings.TrimSpace(one), "W/"); one == tag || one == "*" {
			return c.SendStatus(fiber.StatusNotModified)
		}
	}
	return c.Status(status).Send(body)
}

// nextAddress is the address of the same request, further on.
func nextAddress(c *web.Ctx, after string) string {
	values := url.Values{}
	c.Ctx.Context().QueryArgs().VisitAll(func(name, value []byte) { values.Add(string(name), string(value)) })
	values.Set("after", after)
	return c.Path() + "?" + values.Encode()
}
