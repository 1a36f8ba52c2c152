package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"relevo/app/fault"
	"relevo/app/i18n"
)

// apart is a second host name of the same server, for content that others have made: course
// packages with scripts of their own. To a browser it is another place. No cookie is read or
// set there, none of our pages answers there, and nothing there may reach our pages; what
// answers does so for whoever has a signed address.
type apart struct {
	host   string // "paquetes.example.pe", with the port where there is one
	origin string
	app    *fiber.App
	handle func(c *fiber.Ctx)
}

// openApart takes the address of the host apart, and refuses one that is not apart: browsers
// send cookies to every port of a host.
func (s *Server) openApart(address string, base *url.URL) error {
	if address == "" {
		return nil
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != base.Scheme || strings.EqualFold(u.Hostname(), base.Hostname()) {
		return fmt.Errorf("the address of packages %q must have another host name than %s, and begin with %s://", address, base.Host, base.Scheme)
	}
	s.apart = &apart{host: strings.ToLower(u.Host), origin: u.Scheme + "://" + u.Host}
	s.apart.app = fiber.New(fiber.Config{
		Immutable: true, StrictRouting: true, CaseSensitive: true, DisableStartupMessage: true, UnescapePath: false,
		ErrorHandler: func(c *fiber.Ctx, err error) error { return s.failApart(c, err) },
	})
	s.apart.ready()
	return nil
}

// Apart is the origin of the host apart; empty when there is none.
func (c *Ctx) Apart() string {
	if c.server.apart == nil {
		return ""
	}
	return c.server.apart.origin
}

// Origin is the origin of our own pages.
func (c *Ctx) Origin() string { return c.server.origin }

// FrameApart lets the page show the host apart in a frame.
func (c *Ctx) FrameApart() {
	c.Set("Content-Security-Policy", strings.Replace(policy, "frame-src 'self'", "frame-src "+c.Apart(), 1))
}

// MountApart adds routes to the host apart. They are for anyone: each checks the signature
// in its address itself.
func (s *Server) MountApart(routes []Route) {
	if s.apart == nil {
		return
	}
	for _, r := range routes {
		s.apart.app.Add(r.Method, r.Path, func(fc *fiber.Ctx) error {
			fc.Locals(routeKey, r.Method+" "+r.Path+" (apart)")
			return r.Handle(s.wrapApart(fc))
		})
	}
	s.apart.ready()
}

// ready takes in the routes.
func (a *apart) ready() {
	handler := a.app.Handler()
	a.handle = func(c *fiber.Ctx) { handler(c.Context()) }
}

// wrapApart makes a Ctx that knows nobody: no cookie is looked at.
func (s *Server) wrapApart(fc *fiber.Ctx) *Ctx {
	return &Ctx{Ctx: fc, server: s, Printer: i18n.For(i18n.Match(fc.Get(fiber.HeaderAcceptLanguage), "", ""))}
}

// RenderApart answers with a page of the host apart: no token, no cookie, not kept.
func (c *Ctx) RenderApart(component templ.Component) error {
	buffer := templ.GetBuffer()
	defer templ.ReleaseBuffer(buffer)
	if err := component.Render(i18n.Into(c.Context(), c.Printer), buffer); err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Response().SetBody(buffer.Bytes())
	return nil
}

// isApart tells whether a request was sent to the host apart.
func (s *Server) isApart(c *fiber.Ctx) bool {
	return s.apart != nil && strings.EqualFold(string(c.Request().Header.Host()), s.apart.host)
}

// elsewhere answers for the host apart, and lets pass whatever is not for it.
func (s *Server) elsewhere(c *fiber.Ctx) error {
	if !s.isApart(c) {
		return c.Next()
	}
	c.Response().Header.Del("X-Frame-Options") // the policy below says who may show it
	c.Set("Content-Security-Policy", apartPolicy+"frame-ancestors 'self' "+s.origin)
	if c.Get("Service-Worker") != "" { // a package would stay between us and later ones
		return s.failApart(c, fault.New(fault.NotFound, "fault.not_here"))
	}
	s.apart.handle(c)
	return nil
}

// apartPolicy lets content of others do in its own place what such content does, written
// into its pages too, and reach nothing else. Opened by itself it is held to the same as in
// our frame.
const apartPolicy = "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; connect-src 'self' data: blob:; " +
	"form-action 'self'; base-uri 'self'; object-src 'none'; worker-src blob:; sandbox " + ApartSandbox + "; "

// ApartSandbox is what a frame of the host apart may do. Its scripts run in the place of the
// host apart (allow-same-origin), which is not ours. It may ask before it goes on
// (allow-modals), as packages do, open a window and give a file to keep; it may not lead our
// page elsewhere.
const ApartSandbox = "allow-scripts allow-same-origin allow-forms allow-popups allow-modals allow-downloads"

// failApart says in one line what is wrong: there is no page of ours to say it on.
func (s *Server) failApart(c *fiber.Ctx, err error) error {
	ctx := s.wrapApart(c)
	told := ctx.Fault(classified(err))
	status := told.Kind.Status()
	if status >= http.StatusInternalServerError {
		s.logFailure(ctx, err)
	}
	c.Response().ResetBody()
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Set(fiber.HeaderContentType, fiber.MIMETextPlainCharsetUTF8)
	return c.Status(status).SendString(told.Sentence + "\n")
}
