package web

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"relevo/app/fault"
	"relevo/app/web/parts"
)

// A form that was sent after its login had ended comes back with what was typed. Nothing of it was done: it is sealed into
// a page, for the account whose login it was, and once that account has logged in again (in whatever way, in
// another window) the same form is shown to be sent. Where scripts run people log in again in place
// instead (assets/again.js), and this is what remains for all others.

// heldPath is where what was held is taken back.
const heldPath = "/held"

const (
	heldLasts = 24 * time.Hour
	heldMost  = 256 << 10 // bytes of what was typed
)

// heldForm is what was sent.
type heldForm struct {
	Account string      `json:"account"`
	Path    string      `json:"path"`
	Fields  [][2]string `json:"fields"`
	Files   []string    `json:"files"` // names of fields: files are not held
	At      time.Time   `json:"at"`
}

// secretFields are the names of fields for passphrases, which are never held: whoever sends them types them again.
var secretFields = []string{"passphrase", "present", "email_present"}

// hold answers a form that was sent when the login with the token had ended.
func (s *Server) hold(c *Ctx, token string) error {
	if c.WantsJSON() || c.byScript() {
		return s.fail(c, fault.New(fault.Unauthenticated, "fault.unauthenticated")) // the script asks in place
	}
	if err := s.notForgedBy(c, "l"+token); err != nil {
		return s.fail(c, err)
	}
	account, err := s.config.Ended(c.Context(), token)
	if err != nil {
		return err
	}
	form, ok := c.sentForm()
	if account == "" || !ok || strings.HasPrefix(c.Path(), SecondPath) { // of a second proof nothing is held either
		return s.sendToLogin(c)
	}
	form.Account, form.Path, form.At = account, c.address(), time.Now()
	sealed, err := s.sealHeld(form)
	if err != nil {
		return err
	}
	return s.showHeld(c, sealed)
}

func (s *Server) showHeld(c *Ctx, sealed string) error {
	page := c.Page("web.held.title")
	page.Lead, page.Plain = page.T("web.held.lead"), true
	return c.Render(http.StatusUnauthorized, showHeld(heldPage{Page: page, Sealed: sealed}))
}

// sentForm gives what the form sent; not when it is too much, or has what must not be held.
func (c *Ctx) sentForm() (form heldForm, ok bool) {
	size := 0
	add := func(name, value string) {
		if name != parts.TokenField {
			form.Fields = append(form.Fields, [2]string{name, value})
			size += len(name) + len(value)
		}
	}
	if sent, err := c.MultipartForm(); err == nil {
		for name, values := range sent.Value {
			for _, v := range values {
				add(name, v)
			}
		}
		for name := range sent.File {
			form.Files = append(form.Files, name)
		}
		slices.Sort(form.Files)
		slices.SortStableFunc(form.Fields, func(a, b [2]string) int { return strings.Compare(a[0], b[0]) })
	} else {
		c.Request().PostArgs().VisitAll(func(name, value []byte) { add(string(name), string(value)) })
	}
	secret := slices.ContainsFunc(form.Fields, func(f [2]string) bool { return slices.Contains(secretFields, f[0]) })
	return form, !secret && size <= heldMost
}

// takeHeld shows the form again to whoever sent it, now that they are logged in.
func (s *Server) takeHeld(c *Ctx) error {
	sealed := c.FormValue("held")
	form, err := s.openHeld(sealed)
	switch {
	case err != nil:
		return fault.New(fault.Invalid, "web.held.gone")
	case !c.Actor.LoggedIn():
		return s.showHeld(c, sealed)
	case c.Actor.AccountID != form.Account:
		return fault.New(fault.Denied, "web.held.other")
	}
	page := c.Page("web.held.again")
	page.Lead = page.T("web.held.again.lead")
	p := heldAgainPage{Page: page, Action: SafePath(form.Path), Fields: form.Fields, Files: form.Files}
	for _, f := range form.Fields {
		if strings.TrimSpace(f[1]) != "" {
			p.Typed = append(p.Typed, f[1])
		}
	}
	return c.Render(http.StatusOK, showHeldAgain(p))
}

type heldPage struct {
	Page
	Sealed string
}

type heldAgainPage struct {
	Page
	Action string
	Fields [][2]string
	Files  []string
	Typed  []string
}

func (s *Server) heldSeal() (cipher.AEAD, error) {
	key, err := hkdf.Key(sha256.New, s.config.Secret, nil, "relevo held form", 32)
	if err != nil {
		return nil, fmt.Errorf("deriving a key: %w", err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

func (s *Server) sealHeld(form heldForm) (string, error) {
	text, err := json.Marshal(form)
	if err != nil {
		return "", err
	}
	aead, err := s.heldSeal()
	if err != nil {
		return "", err
	}
	nonce := make([]byte, aead.NonceSize())
	_, _ = rand.Read(nonce) // never fails
	return base64.RawURLEncoding.EncodeToString(aead.Seal(nonce, nonce, text, nil)), nil
}

func (s *Server) openHeld(sealed string) (form heldForm, err error) {
	aead, err := s.heldSeal()
	if err != nil {
		return form, err
	}
	gone := fault.New(fault.Invalid, "web.held.gone")
	b, err := base64.RawURLEncoding.DecodeString(sealed)
	if err != nil || len(b) < aead.NonceSize() {
		return form, gone
	}
	text, err := aead.Open(nil, b[:aead.NonceSize()], b[aead.NonceSize():], nil)
	if err != nil || json.Unmarshal(text, &form) != nil || time.Since(form.At) > heldLasts {
		return form, gone
	}
	return form, nil
}
