package web

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"relevo/app/fault"
	"relevo/app/web/parts"
)

// Cookies. With https their names have the prefix that browsers bind to this
// host alone.
const (
	loginCookie   = "relevo_login"
	visitorCookie = "relevo_visitor" // binds the forms of somebody not logged in
	localeCookie  = "relevo_language"
	flashCookie   = "relevo_message"
)

const tokenHeader = "X-Form-Token" //nolint:gosec // a name, no secret

func (s *Server) cookieName(name string) string {
	if s.secure {
		return "__Host-" + name
	}
	return name
}

func (s *Server) cookie(c *fiber.Ctx, name string) string { return c.Cookies(s.cookieName(name)) }

// setCookie sets a cookie; a lasting of 0 or less removes it.
func (s *Server) setCookie(c *fiber.Ctx, name, value string, lasting time.Duration) {
	cookie := &fiber.Cookie{
		Name: s.cookieName(name), Value: value, Path: "/",
		MaxAge: int(lasting.Seconds()), HTTPOnly: true, Secure: s.secure, SameSite: fiber.CookieSameSiteLaxMode,
	}
	if lasting <= 0 {
		cookie.MaxAge, cookie.Expires = -1, time.Unix(1, 0)
	}
	c.Cookie(cookie)
}

// sign gives the proof that a text was written by this server for a purpose.
func (s *Server) sign(purpose, text string) []byte {
	mac := hmac.New(sha256.New, s.config.Secret)
	_, _ = mac.Write([]byte(purpose + "\x00" + text)) // a hash never fails to be written to
	return mac.Sum(nil)
}

// token is the proof that a form is ours: bound to the device's login, or to
// the visitor where nobody is logged in. It is masked anew each time, so that a
// compressed page does not betray it.
func (s *Server) token(c *Ctx) string {
	bond := s.bond(c.Ctx)
	if bond == "" {
		bond = "v" + rand.Text()
		s.setCookie(c.Ctx, visitorCookie, bond[1:], 30*24*time.Hour)
		c.Locals(visitorCookie, bond)
	}
	return mask(s.sign("form", bond))
}

// bond is what a form token is bound to.
func (s *Server) bond(c *fiber.Ctx) string {
	if token := s.cookie(c, loginCookie); token != "" {
		return "l" + token
	}
	if fresh, ok := c.Locals(visitorCookie).(string); ok {
		return fresh
	}
	if visitor := s.cookie(c, visitorCookie); visitor != "" {
		return "v" + visitor
	}
	return ""
}

func mask(secret []byte) string {
	out := make([]byte, 2*len(secret))
	_, _ = rand.Read(out[:len(secret)]) // never fails
	subtle.XORBytes(out[len(secret):], out[:len(secret)], secret)
	return base64.RawURLEncoding.EncodeToString(out)
}

func unmask(token string) []byte {
	b, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(b) != 2*sha256.Size {
		return nil
	}
	secret := make([]byte, sha256.Size)
	subtle.XORBytes(secret, b[:sha256.Size], b[sha256.Size:])
	return secret
}

// safeMethods change nothing and need no proof.
var safeMethods = []string{fiber.MethodGet, fiber.MethodHead, fiber.MethodOptions}

// notForged refuses what changes something unless it was sent from one of our
// own pages: the browser says where from, and the form carries its token.
func (s *Server) notForged(c *Ctx) error {
	if slices.Contains(safeMethods, c.Method()) {
		return nil
	}
	return s.notForgedBy(c, s.bond(c.Ctx))
}

// fromOurPage refuses what the browser says comes from elsewhere.
func (s *Server) fromOurPage(c *Ctx) error {
	forged := fault.New(fault.Denied, "fault.forged")
	switch c.Get("Sec-Fetch-Site") {
	case "", "same-origin", "none":
	default:
		return forged
	}
	if origin := c.Get(fiber.HeaderOrigin); origin != "" && !strings.EqualFold(origin, s.origin) {
		return forged
	}
	return nil
}

// notForgedBy is notForged for a form that was made under a bond.
func (s *Server) notForgedBy(c *Ctx, bond string) error {
	if err := s.fromOurPage(c); err != nil {
		return err
	}
	given := c.Get(tokenHeader)
	if given == "" {
		given = c.FormValue(parts.TokenField)
	}
	if bond == "" || !hmac.Equal(unmask(given), s.sign("form", bond)) {
		return fault.New(fault.Denied, "fault.forged")
	}
	return nil
}
