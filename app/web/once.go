package web

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"relevo/app/fault"
	"relevo/app/once"
	"relevo/app/web/parts"
)

// idempotencyKey is the header under which a request that is sent twice is done once; see
// package once.
const idempotencyKey = "Idempotency-Key"

// onlyOnce does what a request asks, or gives the answer that it had before.
func (s *Server) onlyOnce(c *Ctx, r Route, key string) error {
	before, err := s.config.Once.Begin(c.Context(), c.Actor, key, c.digest())
	if err != nil {
		return s.fail(c, err)
	}
	if before != nil && r.Secret && before.Status < fiber.StatusMultipleChoices {
		return s.fail(c, fault.New(fault.Conflict, "once.secret"))
	}
	if before != nil {
		c.Set("Idempotency-Replayed", "true")
		c.Set(fiber.HeaderContentType, before.MediaType)
		if before.Location != "" {
			c.Set(fiber.HeaderLocation, before.Location)
		}
		return c.Status(before.Status).Send(before.Body)
	}
	answered := false
	ctx := context.WithoutCancel(c.Context()) // what was done is noted, even if nobody waits any more
	defer func() {
		if answered {
			return
		}
		if err := s.config.Once.Release(ctx, c.Actor, key); err != nil { // the handler panicked, which is told instead
			s.config.Log.Error("a key of a request stays taken for a while", "error", err)
		}
	}()
	if err := r.Handle(c); err != nil {
		if err := s.fail(c, err); err != nil {
			return err
		}
	}
	response := c.Response()
	answered = true
	var body []byte
	if !r.Secret {
		body = append(body, response.Body()...)
	}
	return s.config.Once.Finish(ctx, c.Actor, key, once.Request{
		Status: response.StatusCode(), MediaType: string(response.Header.ContentType()),
		Location: string(response.Header.Peek(fiber.HeaderLocation)), Body: body,
	})
}

// digest stands for all that a request asks: where, and what it sends. The form token is no
// part of it: every page has another.
func (c *Ctx) digest() string {
	body := c.Body()
	if form, err := url.ParseQuery(string(body)); err == nil && strings.HasPrefix(c.Get(fiber.HeaderContentType), fiber.MIMEApplicationForm) {
		form.Del(parts.TokenField)
		body = []byte(form.Encode()) // in the order of the names
	}
	sum := sha256.New()
	for _, part := range [][]byte{[]byte(c.Method()), []byte(c.OriginalURL()), c.Request().Header.ContentType(), body} {
		own := sha256.Sum256(part) // so that no part runs into the next
		sum.Write(own[:])
	}
	return hex.EncodeToString(sum.Sum(nil))
}
