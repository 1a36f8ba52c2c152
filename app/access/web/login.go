package web

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"relevo/app/access"
	"relevo/app/access/sso"
	"relevo/app/fault"
	"relevo/app/people"
	"relevo/app/web"
	"relevo/app/web/parts"
)

// Handlers answers for the pages of access.
type Handlers struct {
	Access *access.Service
	People *people.Service
	// SSO is another provider of logins; nil for none.
	SSO *sso.Provider
	// Guests are the logins that a demonstration offers on its login page;
	// empty everywhere else.
	Guests []Guest
}

// Guest is a login that a demonstration offers to everybody.
type Guest struct {
	Role       access.Role
	Username   string
	Passphrase string
	Name       string
	Sees       string // catalogue key: what this person sees in the demonstration
}

type loginInput struct {
	Username   string `form:"username"`
	Passphrase string `form:"passphrase"`
	Next       string `form:"next"`
	Again      string `form:"again"` // "1": somebody logs in again in place; "other": as somebody else than before
}

type loginPage struct {
	web.Page
	Form       parts.Filled
	Wait       string // after too many mistakes: until when
	Guests     []Guest
	CanPasskey bool   // passkeys can be used here
	SSO        string // how another provider of logins is called; empty for none
	Again      bool   // in place, in a dialog of another page (assets/again.js)
}

// LoginForm shows the form.
func (h *Handlers) LoginForm(c *web.Ctx) error {
	var in loginInput
	if err := c.Bind(&in); err != nil {
		return err
	}
	if c.Actor.Awaits != access.AwaitsNothing {
		return c.See(web.SecondPath + nextQuery(in.Next))
	}
	if c.Actor.LoggedIn() && in.Again == "" {
		return c.See(web.SafePath(in.Next))
	}
	page := h.loginPage(c, c.Fill(in, nil))
	switch in.Again {
	case "":
	case "other":
		page.Again, page.Lead = true, c.T("access.login.again.other")
	default:
		page.Again, page.Lead = true, c.T("access.login.again.lead")
	}
	return c.Render(200, showLogin(page))
}

// LogIn lets somebody in.
func (h *Handlers) LogIn(c *web.Ctx) error {
	var in loginInput
	err := c.Bind(&in)
	var token string
	if err == nil {
		token, err = h.Access.LogIn(c.Context(), access.Credentials{
			Username: in.Username, Passphrase: in.Passphrase, Device: deviceOf(c.Get("User-Agent")), Address: c.IP(),
		})
	}
	if again(err) {
		in.Passphrase = ""
		filled := c.Fill(in, err)
		delete(filled.Values, "passphrase") // never sent back
		page := h.loginPage(c, filled)
		page.Wait = waitOf(c, err)
		return c.Render(fault.KindOf(err).Status(), showLogin(page))
	}
	if err != nil {
		return err
	}
	if err := h.Access.LogOut(c.Context(), c.Actor); err != nil { // whoever was in before on this device
		return err
	}
	c.LogIn(token, access.LoginLasts)
	return c.See(web.SafePath(in.Next))
}

// LogOut ends the login of this device.
func (h *Handlers) LogOut(c *web.Ctx) error {
	if err := h.Access.LogOut(c.Context(), c.Actor); err != nil {
		return err
	}
	c.LogOut()
	return c.See("/login")
}

// waitOf says how long to wait after too many mistakes, to people and, in the
// header, to programs; empty for other errors.
func waitOf(c *web.Ctx, err error) string {
	var wait access.Wait
	if !errors.As(err, &wait) {
		return ""
	}
	c.Set("Retry-After", strconv.Itoa(int(max(1, time.Duration(wait)/time.Second))))
	return c.Fault(err).Sentence
}

func (h *Handlers) loginPage(c *web.Ctx, form parts.Filled) loginPage {
	page := c.Page("access.login.title")
	page.Lead = c.T("access.login.lead")
	page.Plain = true
	login := loginPage{Page: page, Form: form, Guests: h.Guests, CanPasskey: h.Access.HasPasskeys()}
	if h.SSO != nil {
		login.SSO = h.SSO.Name()
	}
	return login
}

// deviceOf makes a short name of what a browser says it is: enough for
// somebody to recognise their own phone in a list.
func deviceOf(agent string) string {
	names := []struct{ mark, name string }{
		{"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Windows", "Windows"},
		{"Mac OS", "Mac"}, {"CrOS", "Chromebook"}, {"Linux", "Linux"},
	}
	browsers := []struct{ mark, name string }{
		{"Edg/", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser", "Samsung Internet"}, {"Firefox", "Firefox"}, {"Chrome", "Chrome"}, {"Safari", "Safari"},
	}
	var device []string
	for _, b := range browsers {
		if strings.Contains(agent, b.mark) {
			device = append(device, b.name)
			break
		}
	}
	for _, n := range names {
		if strings.Contains(agent, n.mark) {
			device = append(device, n.name)
			break
		}
	}
	return strings.Join(device, ", ")
}
