package web

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"relevo/app/fault"
)

// bearer is how a program shows its token (RFC 6750).
const bearer = "Bearer "

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
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	if err := r.Handle(c); err != nil {
		return s.fail(c, err)
	}
	return nil
}
