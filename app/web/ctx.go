package web

import (
	"context"
	"crypto/hmac"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"relevo/app/access"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/web/parts"
)

// Ctx is one request: fiber's, who asks, and the language they are answered
// in.
type Ctx struct {
	*fiber.Ctx
	*i18n.Printer
	Actor  access.Actor
	server *Server
}

// wrap makes a Ctx of a request as far as it is known who asks.
func (s *Server) wrap(fc *fiber.Ctx) *Ctx {
	c := &Ctx{Ctx: fc, server: s}
	c.Actor, _ = fc.Locals(actorKey).(access.Actor)
	asked, preferred := fc.Get(fiber.HeaderAcceptLanguage), c.Actor.Locale
	if c.Actor.Program() && asked != "" { // a program says what it wants; its owner's screen may be in another language
		preferred = ""
	}
	c.Printer = i18n.For(i18n.Match(asked, s.cookie(fc, localeCookie), preferred))
	return c
}

// authenticate finds out who asks. A login that has ended is nobody, not an
// error.
func (s *Server) authenticate(c *Ctx) error {
	token := s.cookie(c.Ctx, loginCookie)
	if token == "" || s.config.Accounts == nil {
		return nil
	}
	actor, err := s.config.Accounts(c.Context(), token)
	if fault.Is(err, fault.Unauthenticated) {
		s.setCookie(c.Ctx, loginCookie, "", 0)
		c.Request().Header.DelCookie(s.cookieName(loginCookie)) // forms of this answer are the visitor's
		return nil
	}
	if err != nil {
		return err
	}
	c.Locals(actorKey, actor)
	*c = *s.wrap(c.Ctx)
	return nil
}

// Context is the request's context with its deadline, for services. It hides fiber's
// method of the same name, which is no such thing.
func (c *Ctx) Context() context.Context { return c.UserContext() }

// RequestID is the number of the request, which the log and an error page
// show.
func (c *Ctx) RequestID() string {
	id, _ := c.Locals(requestIDKey).(string)
	return id
}

// LogIn keeps the token of a login on the device, and binds the forms of this answer
// to it. The device keeps it a while longer than it lasts: a form that is sent with it then is held (held.go).
func (c *Ctx) LogIn(token string, lasting time.Duration) {
	c.Request().Header.SetCookie(c.server.cookieName(loginCookie), token)
	c.server.setCookie(c.Ctx, loginCookie, token, lasting+heldLasts)
	c.server.setCookie(c.Ctx, visitorCookie, "", 0)
}

// LogOut takes the token off the device, and has the browser forget what it
// kept of the pages.
func (c *Ctx) LogOut() {
	c.server.setCookie(c.Ctx, loginCookie, "", 0)
	c.Set("Clear-Site-Data", `"cache", "storage"`)
}

// FormToken is the proof that a form is ours, for a script that sends one later.
func (c *Ctx) FormToken() string { return c.server.token(c) }

// AccountMark tells accounts apart on a shared device without naming them.
func (c *Ctx) AccountMark() string {
	return hex.EncodeToString(c.server.sign("account", c.Actor.AccountID))[:16]
}

// keptCookie begins the names of what [Ctx.Keep] keeps.
const keptCookie = "relevo_kept_"

// Keep leaves a text with the browser for a later request of the same one.
func (c *Ctx) Keep(name, text string, lasting time.Duration) {
	plain := base64.RawURLEncoding.EncodeToString([]byte(text))
	proof := base64.RawURLEncoding.EncodeToString(c.server.sign("kept "+name, plain))
	c.server.setCookie(c.Ctx, keptCookie+name, plain+"."+proof, lasting)
}

// Kept takes what was left with the browser; empty when it is not there or not ours.
func (c *Ctx) Kept(name string) string {
	plain, proof, _ := strings.Cut(c.server.cookie(c.Ctx, keptCookie+name), ".")
	c.server.setCookie(c.Ctx, keptCookie+name, "", 0)
	given, err := base64.RawURLEncoding.DecodeString(proof)
	if err != nil || !hmac.Equal(given, c.server.sign("kept "+name, plain)) {
		return ""
	}
	text, err := base64.RawURLEncoding.DecodeString(plain)
	if err != nil {
		return ""
	}
	return string(text)
}

// IP is where the request comes from. Behind proxies of ours it is the last
// address that none of them wrote.
func (c *Ctx) IP() string {
	trusted := func(ip netip.Addr) bool {
		return slices.ContainsFunc(c.server.config.TrustedProxies, func(p netip.Prefix) bool { return p.Contains(ip.Unmap()) })
	}
	peer, err := netip.ParseAddr(c.Ctx.Context().RemoteIP().String())
	if err != nil || !trusted(peer) {
		return c.Ctx.Context().RemoteIP().String()
	}
	hops := strings.Split(c.Get(fiber.HeaderXForwardedFor), ",")
	for _, hop := range slices.Backward(hops) {
		ip, err := netip.ParseAddr(strings.TrimSpace(hop))
		if err != nil {
			break
		}
		peer = ip
		if !trusted(ip) {
			break
		}
	}
	return peer.String()
}

// See sends the browser on to a page of ours, after something was done.
func (c *Ctx) See(path string) error {
	if c.Get(sentByUpload) != "" {
		// The script goes there itself: a redirect it would follow unseen, and the page would be made twice.
		c.Set("X-See", SafePath(path))
		return c.SendStatus(fiber.StatusNoContent)
	}
	return c.Redirect(SafePath(path), fiber.StatusSeeOther)
}

// sentByUpload is the header by which upload.js says that it sent the form.
const sentByUpload = "X-Upload"

// byScript tells whether a script asks that puts the answer into the page itself.
func (c *Ctx) byScript() bool { return c.Get("HX-Request") != "" || c.Get(sentByUpload) != "" }

// Render answers with a component. It is written to the end before anything
// is sent, so that an error in the middle becomes an error page and not half
// a page.
func (c *Ctx) Render(status int, component templ.Component) error {
	buffer := templ.GetBuffer()
	defer templ.ReleaseBuffer(buffer)
	if err := c.write(component, buffer); err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	c.Set(fiber.HeaderCacheControl, "no-cache")
	if c.Actor.LoggedIn() {
		c.Set(fiber.HeaderCacheControl, "no-store")
	}
	c.Vary(fiber.HeaderAcceptLanguage, fiber.HeaderCookie)
	// A copy: Send would keep the buffer, which the next request is given before this one is sent.
	c.Status(status).Response().SetBody(buffer.Bytes())
	return nil
}

// Written gives a page as [Ctx.Render] would send it, for scripts that keep it on the device.
func (c *Ctx) Written(component templ.Component) (string, error) {
	buffer := templ.GetBuffer()
	defer templ.ReleaseBuffer(buffer)
	err := c.write(component, buffer)
	return buffer.String(), err
}

func (c *Ctx) write(component templ.Component, to io.Writer) error {
	return component.Render(parts.WithToken(i18n.Into(c.Context(), c.Printer), c.server.token(c)), to)
}

// Message is one sentence shown once, on the next page.
type Message struct {
	Tone parts.Tone `json:"t"`
	Text string     `json:"s"`
}

// flashLasts is how long a message waits for its page.
const flashLasts = 2 * time.Minute

// Flash leaves a sentence for the next page: what was just done.
func (c *Ctx) Flash(tone parts.Tone, key string, pairs ...any) {
	text := []rune(c.T(key, pairs...))
	body, err := json.Marshal(Message{Tone: tone, Text: string(text[:min(len(text), 600)])})
	if err != nil {
		return // two strings always marshal
	}
	plain := base64.RawURLEncoding.EncodeToString(body)
	proof := base64.RawURLEncoding.EncodeToString(c.server.sign("message", plain))
	c.server.setCookie(c.Ctx, flashCookie, plain+"."+proof, flashLasts)
}

// message takes the sentence that was left for this page.
func (c *Ctx) message() *Message {
	cookie := c.server.cookie(c.Ctx, flashCookie)
	if cookie == "" {
		return nil
	}
	c.server.setCookie(c.Ctx, flashCookie, "", 0)
	plain, proof, _ := strings.Cut(cookie, ".")
	given, err := base64.RawURLEncoding.DecodeString(proof)
	if err != nil || !slices.Equal(given, c.server.sign("message", plain)) {
		return nil
	}
	body, err := base64.RawURLEncoding.DecodeString(plain)
	if err != nil {
		return nil
	}
	var m Message
	if json.Unmarshal(body, &m) != nil {
		return nil
	}
	return &m
}
