package web

import (
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"relevo/app/access"
	"relevo/app/fault"
)

// bearer is how a program shows its token (RFC 6750).
const bearer = "Bearer "

// APIPath is below what the API answers, always in a form that programs read.
const APIPath = "/api/v1/"

// isProgram tells whether a program asks that says so: its cookies, if it has
// any, count for nothing.
func (c *Ctx) isProgram() bool { return c.Get(fiber.HeaderAuthorization) != "" }

// serveProgram answers a program in the name of its token's owner, at the
// addresses that are made for programs, and always in a form it can read.
func (s *Server) serveProgram(c *Ctx, r Route) error {
	refused := fault.New(fault.Unauthenticated, "access.token.refused")
	c.Set(fiber.HeaderWWWAuthenticate, "Bearer")
	scheme, token, _ := strings.Cut(c.Get(fiber.HeaderAuthorization), " ")
	if !strings.EqualFold(scheme+" ", bearer) || s.config.Tokens == nil {
		return s.fail(c, refused)
	}
	actor, err := s.config.Tokens(c.Context(), strings.TrimSpace(token))
	if err != nil {
		return s.fail(c, err)
	}
	c.Locals(actorKey, actor)
	*c = *s.wrap(c.Ctx)
	c.Response().Header.Del(fiber.HeaderWWWAuthenticate)
	switch {
	case !r.Program:
		return s.fail(c, fault.New(fault.Denied, "access.token.not_here"))
	case !r.Allow.Permits(actor):
		return s.fail(c, fault.Refused())
	case r.Method != fiber.MethodGet && actor.ReadsOnly():
		return s.fail(c, fault.New(fault.Denied, "access.token.read_only"))
	}
	if wait := s.pace.wait(actor.AccountID, time.Now()); wait > 0 {
		return s.fail(c, fault.Because(access.Wait(wait), fault.TooMany, "access.token.pace", "count", requestsAMinute))
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	if key := c.Get(idempotencyKey); key != "" && r.Method != fiber.MethodGet && s.config.Once != nil {
		return s.onlyOnce(c, r, key)
	}
	if err := r.Handle(c); err != nil {
		return s.fail(c, err)
	}
	return nil
}
