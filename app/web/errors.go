package web

import (
	"encoding/json"
	"errors"
	"math/rand/v2"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"relevo/app/access"
	"relevo/app/fault"
	"relevo/app/i18n"
)

// classified gives an error of fiber's own its kind.
func classified(err error) error {
	var e *fiber.Error
	var known *fault.Error
	if errors.As(err, &known) || !errors.As(err, &e) {
		return err
	}
	switch e.Code {
	case http.StatusNotFound:
		return fault.Because(err, fault.NotFound, "fault.not_here")
	case http.StatusMethodNotAllowed:
		return fault.Because(err, fault.NotFound, "fault.method")
	case http.StatusRequestEntityTooLarge, http.StatusRequestHeaderFieldsTooLarge:
		return fault.Because(err, fault.TooLarge, "fault.too_large.advice")
	case http.StatusBadRequest:
		return fault.Because(err, fault.Invalid, "fault.bad_request")
	default:
		return err
	}
}

// fail is the one place where an error becomes an answer.
func (s *Server) fail(c *Ctx, err error) error {
	err = classified(err)
	told := c.Fault(err)
	status := told.Kind.Status()
	if status >= http.StatusInternalServerError {
		s.logFailure(c, err)
	}
	c.Ctx.Response().ResetBody()
	var after int // seconds
	var wait access.Wait
	switch {
	case errors.As(err, &wait):
		after = int((time.Duration(wait) + time.Second - 1) / time.Second)
	case told.Kind == fault.Busy:
		after = int(soonestBack / time.Second)
	}
	if after > 0 {
		c.Set(fiber.HeaderRetryAfter, strconv.Itoa(after))
	}
	after += rand.IntN(1 + after/2) //nolint:gosec // spreads load, guards nothing: pages ask again by themselves, not everybody's at once
	if told.Kind == fault.Busy && c.Method() == fiber.MethodGet {
		c.Set("Refresh", strconv.Itoa(after))
	}
	if c.WantsJSON() {
		return s.problem(c, status, told)
	}
	if told.Kind == fault.Unauthenticated && c.Method() == fiber.MethodGet {
		return s.sendToLogin(c)
	}
	page := c.page(told.Title)
	page.OwnHeading = true
	page.Plain = errors.Is(err, errCrowded) // nobody asked who it is: there is no menu of theirs
	failed := errorPage{Page: page, Told: told, Reference: c.RequestID(), Internal: told.Kind == fault.Internal, Again: s.resendOf(c, err, after)}
	if renderErr := c.Render(status, showError(failed)); renderErr != nil {
		s.config.Log.ErrorContext(c.Context(), "the error page failed", "id", c.RequestID(), "err", renderErr)
		return c.Status(status).SendString(told.Title + " (" + c.RequestID() + ")")
	}
	return nil
}

func (s *Server) logFailure(c *Ctx, err error) {
	stack := debug.Stack()
	var p *panicked
	if errors.As(err, &p) {
		stack = p.stack
	}
	s.config.Log.ErrorContext(c.Context(), "request failed", "id", c.RequestID(), "method", c.Method(),
		"route", c.Locals(routeKey), "err", err, "stack", string(stack))
}

// WantsJSON tells whether a program asks: one that prefers JSON to a page.
func (c *Ctx) WantsJSON() bool {
	if c.isProgram() || strings.HasPrefix(c.Path(), "/api/") {
		return true
	}
	switch c.Accepts(fiber.MIMETextHTML, fiber.MIMEApplicationJSON, "application/problem+json") {
	case fiber.MIMEApplicationJSON, "application/problem+json":
		return true
	default:
		return false
	}
}

// problem answers a program by RFC 9457.
func (s *Server) problem(c *Ctx, status int, told i18n.Told) error {
	type field struct {
		Name    string `json:"name"`
		Message string `json:"message"`
	}
	body := struct {
		Type      string  `json:"type"`
		Title     string  `json:"title"`
		Status    int     `json:"status"`
		Detail    string  `json:"detail,omitempty"`
		Reference string  `json:"reference"`
		Errors    []field `json:"errors,omitempty"`
	}{Type: "about:blank#" + told.Kind.String(), Title: told.Title, Status: status, Detail: told.Sentence, Reference: c.RequestID()}
	for _, m := range told.Fields {
		body.Errors = append(body.Errors, field{m.Field, m.Text})
	}
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "application/problem+json")
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.Status(status).Send(text)
}

// errorPage tells a person what happened and what to do.
type errorPage struct {
	Page
	Told      i18n.Told
	Reference string
	Internal  bool    // show the reference: somebody will be asked for it
	Again     *resend // nil: there is nothing to send again; else the page leads nowhere, as what was sent would be lost
}
