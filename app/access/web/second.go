package web

import (
	"net/url"
	"strings"

	"github.com/pquerna/otp"
	"github.com/skip2/go-qrcode"

	"relevo/app/access"
	"relevo/app/fault"
	"relevo/app/web"
	"relevo/app/web/parts"
)

type secondInput struct {
	Code    string `form:"code"`
	Present string `form:"present"`
	Next    string `form:"next"`
	Name    string `form:"name"` // of a passkey
}

type secondPage struct {
	web.Page
	Second     access.Second
	Halfway    bool // the passphrase was shown and this is what is still missing
	Give       bool // a code is asked for
	Form       parts.Filled
	KeyForm    parts.Filled // of a new passkey
	CanPasskey bool         // passkeys can be used here
	Wait       string       // after too many wrong codes: until when
	QR         parts.QR
	Secret     string // for those whose telephone reads no code: in groups
	Link       string // opens an app on this same telephone
}

type recoveryPage struct {
	web.Page
	Codes []string
	Next  string
}

// Second shows how one's second proof stands, or asks for it.
func (h *Handlers) Second(c *web.Ctx) error {
	var in secondInput
	if err := c.Bind(&in); err != nil {
		return err
	}
	return h.showSecond(c, 200, in, nil)
}

// BeginSecond makes the code that a telephone reads.
func (h *Handlers) BeginSecond(c *web.Ctx) error {
	var in secondInput
	err := c.Bind(&in)
	if err == nil {
		err = h.Access.BeginSecond(c.Context(), c.Actor, in.Present)
	}
	if again(err) {
		return h.showSecond(c, fault.KindOf(err).Status(), in, err)
	}
	if err != nil {
		return err
	}
	return c.See(web.SecondPath + nextQuery(in.Next))
}

// ConfirmSecond takes the first code of a telephone and shows the recovery codes.
func (h *Handlers) ConfirmSecond(c *web.Ctx) error {
	var in secondInput
	err := c.Bind(&in)
	var token string
	var codes []string
	if err == nil {
		token, codes, err = h.Access.ConfirmSecond(c.Context(), c.Actor, in.Code)
	}
	if again(err) {
		return h.showSecond(c, fault.KindOf(err).Status(), in, err)
	}
	if err != nil {
		return err
	}
	c.LogIn(token, access.LoginLasts)
	return h.showRecovery(c, codes, in.Next)
}

// GiveSecond takes the second proof of somebody who is logging in.
func (h *Handlers) GiveSecond(c *web.Ctx) error {
	var in secondInput
	err := c.Bind(&in)
	var token string
	if err == nil {
		token, err = h.Access.GiveSecond(c.Context(), c.Actor, in.Code)
	}
	if again(err) {
		return h.showSecond(c, fault.KindOf(err).Status(), in, err)
	}
	if err != nil {
		return err
	}
	c.LogIn(token, access.LoginLasts)
	return c.See(web.SafePath(in.Next))
}

// RenewRecovery makes new recovery codes and shows them.
func (h *Handlers) RenewRecovery(c *web.Ctx) error {
	var in secondInput
	err := c.Bind(&in)
	var codes []string
	if err == nil {
		codes, err = h.Access.RenewRecovery(c.Context(), c.Actor, in.Code)
	}
	if again(err) {
		return h.showSecond(c, fault.KindOf(err).Status(), in, err)
	}
	if err != nil {
		return err
	}
	return h.showRecovery(c, codes, web.SecondPath)
}

// ReplaceSecond takes one's second proof off, to set up another telephone.
func (h *Handlers) ReplaceSecond(c *web.Ctx) error {
	var in secondInput
	err := c.Bind(&in)
	if err == nil {
		err = h.Access.ReplaceSecond(c.Context(), c.Actor, in.Code)
	}
	if again(err) {
		return h.showSecond(c, fault.KindOf(err).Status(), in, err)
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "access.second.removed")
	return c.See(web.SecondPath)
}

// ResetSecond takes the second proof off somebody else's account.
func (h *Handlers) ResetSecond(c *web.Ctx) error {
	return h.done(c, h.Access.ResetSecond(c.Context(), c.Actor, c.Params("account")), "access.second.reset.done")
}

// again tells whether an error is shown in the form that it came from.
func again(err error) bool { return fault.Is(err, fault.Invalid) || fault.Is(err, fault.TooMany) }

func nextQuery(next string) string {
	if next = web.SafePath(next); next == "/" {
		return ""
	}
	return "?next=" + url.QueryEscape(next)
}

func (h *Handlers) showSecond(c *web.Ctx, status int, in secondInput, err error) error {
	second, readErr := h.Access.Second(c.Context(), c.Actor)
	if readErr != nil {
		return readErr
	}
	in.Code, in.Present = "", ""
	page, readErr := secondPageOf(c.Page("access.second.title"), second, c.Actor.Awaits, c.Fill(in, err))
	if readErr != nil {
		return readErr
	}
	delete(page.Form.Values, "code")
	delete(page.Form.Values, "present")
	page.KeyForm, page.CanPasskey = page.Form, h.Access.HasPasskeys()
	page.KeyForm.ID = "passkey"
	page.Wait = waitOf(c, err)
	return c.Render(status, showSecond(page))
}

func secondPageOf(page web.Page, second access.Second, awaits access.Awaited, form parts.Filled) (secondPage, error) {
	p := secondPage{Page: page, Second: second, Halfway: awaits != access.AwaitsNothing, Give: awaits == access.AwaitsCode, Form: form}
	switch {
	case p.Give && len(second.Passkeys) > 0:
		p.Lead = p.T("access.passkey.give")
	case p.Give:
		p.Lead = p.T("access.second.give.lead")
	case p.Halfway:
		p.Lead = p.T("access.second.required")
	case len(second.Passkeys) > 0 && !second.Enrolled():
		p.Lead = p.T("access.passkey.only")
	case second.Enrolled():
		p.Lead = p.T("access.second.since", "since", second.Since.Date())
	default:
		p.Lead = p.T("access.second.lead")
	}
	p.Plain = p.Halfway
	if !p.Halfway {
		p.Crumbs = []parts.Link{{Label: p.T("access.account.title"), Href: "/account"}}
	}
	if second.Beginning == nil || p.Give {
		return p, nil
	}
	return p, p.draw(second.Beginning)
}

// draw makes of a key what a telephone reads and what a person can type.
func (p *secondPage) draw(key *otp.Key) error {
	code, err := qrcode.New(key.URL(), qrcode.Medium)
	if err != nil {
		return err
	}
	p.QR, p.Link = parts.QROf(code.Bitmap()), key.URL()
	var groups []string
	for secret := key.Secret(); secret != ""; {
		n := min(4, len(secret))
		groups, secret = append(groups, secret[:n]), secret[n:]
	}
	p.Secret = strings.Join(groups, " ")
	return nil
}

func (h *Handlers) showRecovery(c *web.Ctx, codes []string, next string) error {
	page := recoveryPage{Page: c.Page("access.recovery.title"), Codes: codes, Next: web.SafePath(next)}
	page.Plain = true
	page.Lead = page.T("access.recovery.lead")
	return c.Render(200, showRecovery(page))
}
