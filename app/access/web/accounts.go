package web

import (
	"slices"
	"strings"

	"github.com/a-h/templ"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people"
	"relevo/app/web"
	"relevo/app/web/parts"
)

// listed is how many accounts a list shows; a search narrows it.
const listed = 100

// institutionOptions lists where a role may be given; empty means everywhere.
func (h *Handlers) institutionOptions(c *web.Ctx) ([]parts.Option, error) {
	all, err := h.People.InstitutionsInScope(c.Context(), c.Actor, access.ManageAccounts)
	if err != nil {
		return nil, err
	}
	options := []parts.Option{{Value: "", Label: c.T("access.everywhere")}}
	for n, name := range people.Outline(all) {
		options = append(options, parts.Option{Value: all[n].ID, Label: name})
	}
	return options, nil
}

type accountsPage struct {
	web.Page
	Search   parts.Filled
	Accounts parts.Grid
	More     bool
	Left     parts.Grid // who holds a role where they are in no post any more
}

// Accounts lists the accounts.
func (h *Handlers) Accounts(c *web.Ctx) error {
	var in struct {
		Text string `form:"q"`
	}
	if err := c.Bind(&in); err != nil {
		return err
	}
	accounts, err := h.Access.Accounts(c.Context(), c.Actor, in.Text, listed)
	if err != nil {
		return err
	}
	page := accountsPage{Page: c.Page("access.accounts.title"), Search: c.Fill(in, nil), More: len(accounts) == listed}
	page.Lead = c.T("access.accounts.lead")
	page.Actions = templ.Join(parts.LinkButton("/accounts/invite", parts.Button{Label: c.T("access.invite.title"), Icon: "people", Weight: parts.Second}), parts.LinkButton("/accounts/new", parts.Button{Label: c.T("access.accounts.new"), Icon: "plus"}))
	page.Accounts = parts.Grid{Caption: c.T("access.accounts.title"), Hidden: true, Columns: []parts.Column{
		{Label: c.T("access.name")}, {Label: c.T("access.username")}, {Label: c.T("access.roles.title")}, {Label: c.T("access.state")},
	}}
	roles, err := h.Access.RolesOf(c.Context(), c.Actor, accounts)
	if err != nil {
		return err
	}
	for _, a := range accounts {
		page.Accounts.Rows = append(page.Accounts.Rows, []parts.Cell{
			{Text: a.Name, Href: "/accounts/" + a.ID}, {Text: a.Username}, {Text: roleNames(c, roles[a.ID])}, {Part: state(c, a)},
		})
	}
	left, err := h.People.OfficesLeft(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	page.Left = officesGrid(page.Page, left)
	return c.Render(200, showAccounts(page))
}

func officesGrid(p web.Page, left []access.Office) parts.Grid {
	grid := parts.Grid{Caption: p.T("access.left.title"), Hidden: true, Columns: []parts.Column{{Label: p.T("access.name")}, {Label: p.T("access.role")}}}
	for _, o := range left {
		grid.Rows = append(grid.Rows, []parts.Cell{{Text: o.Name, Href: "/accounts/" + o.AccountID}, {Text: p.T("access.role." + string(o.Role))}})
	}
	return grid
}

// roleNames names roles, or says that there is none.
func roleNames(c *web.Ctx, roles []access.Role) string {
	if len(roles) == 0 {
		return c.T("access.roles.nothing")
	}
	names := make([]string, len(roles))
	for i, r := range roles {
		names[i] = c.T("access.role." + string(r))
	}
	return strings.Join(names, ", ")
}

func state(c *web.Ctx, a access.Account) templ.Component {
	if a.DisabledAt != nil {
		return parts.State(parts.Bad, c.T("access.state.disabled"))
	}
	return parts.State(parts.Good, c.T("access.state.active"))
}

type newAccountInput struct {
	Username    string      `form:"username"`
	Email       string      `form:"email"`
	Invite      bool        `form:"invite"` // mail a link instead of giving a passphrase
	Name        string      `form:"name"`
	Passphrase  string      `form:"passphrase"`
	Role        access.Role `form:"role"`
	Institution string      `form:"institution"`
	Person      string      `form:"person"` // of the staff record, whose account it will be; empty for none
}

type newAccountPage struct {
	web.Page
	Form         parts.Filled
	Roles        []parts.Option
	Institutions []parts.Option
	CanMail      bool // an invitation may be mailed instead of giving a passphrase
}

// PassphraseHelp says what to do in the field of the passphrase.
func (p newAccountPage) PassphraseHelp() string {
	if p.CanMail {
		return p.T("access.invite.or_passphrase")
	}
	return p.T("access.passphrase.given")
}

// NewAccount shows the form for a new account, filled in with what is known of
// the person it is for.
func (h *Handlers) NewAccount(c *web.Ctx) error {
	var in newAccountInput
	if err := c.Bind(&in); err != nil {
		return err
	}
	if in.Person != "" {
		history, err := h.People.PersonHistory(c.Context(), c.Actor, in.Person, nil)
		if err != nil {
			return err
		}
		in.Name, in.Role, in.Email = history.Person.FullName(), access.Official, history.Person.Email
		if number := history.Person.DocumentNumber; number != nil {
			in.Username = *number
		}
	}
	return h.showNewAccount(c, 200, c.Fill(in, nil))
}

// OpenAccount opens an account with its first role.
func (h *Handlers) OpenAccount(c *web.Ctx) error {
	var in newAccountInput
	err := c.Bind(&in)
	var account access.Account
	if err == nil {
		account, err = h.openAccount(c, in)
	}
	if fault.Is(err, fault.Invalid) {
		filled := c.Fill(in, err)
		delete(filled.Values, "passphrase")
		return h.showNewAccount(c, 422, filled)
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "access.account.opened", "name", account.Name)
	return c.See("/accounts/" + account.ID)
}

func (h *Handlers) openAccount(c *web.Ctx, in newAccountInput) (access.Account, error) {
	account := access.NewAccount{Username: in.Username, Email: in.Email, Name: in.Name, PersonID: in.Person, Locale: string(c.Locale())}
	if in.Invite {
		return h.Access.OpenInvited(c.Context(), c.Actor, account, in.Role, in.Institution)
	}
	passphrase, err := access.NewPassphrase(in.Passphrase, in.Username, in.Name)
	if fault.Is(err, fault.Invalid) {
		return access.Account{}, refused(err, account.Validate(in.Role))
	}
	if err != nil {
		return access.Account{}, err
	}
	account.Passphrase = passphrase
	return h.Access.OpenAccountWithRole(c.Context(), c.Actor, account, in.Role, in.Institution)
}

// refused joins why a passphrase is not taken with what else is wrong, so that nobody corrects one field after the other and types a
// passphrase anew each time.
func refused(passphrase, rest error) error {
	fields := slices.DeleteFunc(fault.FieldsOf(rest), func(f fault.Field) bool { return f.Name == "passphrase" })
	return &fault.Error{Kind: fault.Invalid, Key: "fault.check_fields", Fields: append(fields, fault.FieldsOf(passphrase)...)}
}

func (h *Handlers) showNewAccount(c *web.Ctx, status int, form parts.Filled) error {
	institutions, err := h.institutionOptions(c)
	if err != nil {
		return err
	}
	page := newAccountPage{Page: c.Page("access.accounts.new"), Form: form, Roles: roleOptions(c), Institutions: institutions, CanMail: h.Access.CanMail()}
	page.Crumbs = []parts.Link{{Label: c.T("access.accounts.title"), Href: "/accounts"}}
	return c.Render(status, showNewAccountForm(page))
}

func roleOptions(c *web.Ctx) []parts.Option {
	var options []parts.Option
	for _, r := range access.AllRoles {
		options = append(options, parts.Option{Value: string(r), Label: c.T("access.role." + string(r)), Help: c.T("access.role." + string(r) + ".help")})
	}
	return options
}

type profilePage struct {
	web.Page
	Account      access.Account
	Grants       []grantLine
	Devices      parts.Grid
	Form         parts.Filled
	Roles        []parts.Option
	Institutions []parts.Option
	Passphrase   string // made up a moment ago; shown this once
	Self         bool
	Second       bool // the account has a second proof
	CanMail      bool
}

type grantLine struct {
	ID, Role, Where string
	Since           db.Instant
}

// Profile shows an account to those who manage accounts.
func (h *Handlers) Profile(c *web.Ctx) error { return h.showProfile(c, 200, parts.Filled{}, "") }

// GrantRole gives an account a role.
func (h *Handlers) GrantRole(c *web.Ctx) error {
	var in struct {
		Role        access.Role `form:"role"`
		Institution string      `form:"institution"`
	}
	err := c.Bind(&in)
	if err == nil {
		err = h.Access.GrantRole(c.Context(), c.Actor, c.Params("account"), in.Role, in.Institution)
	}
	if fault.Is(err, fault.Invalid) {
		return h.showProfile(c, 422, c.Fill(in, err), "")
	}
	return h.done(c, err, "access.role.granted")
}

// RevokeRole takes a role back.
func (h *Handlers) RevokeRole(c *web.Ctx) error {
	return h.done(c, h.Access.RevokeRole(c.Context(), c.Actor, c.Params("account"), c.Params("grant")), "access.role.revoked")
}

// Disable closes an account.
func (h *Handlers) Disable(c *web.Ctx) error {
	return h.done(c, h.Access.Disable(c.Context(), c.Actor, c.Params("account")), "access.account.disabled")
}

// Enable opens a closed account.
func (h *Handlers) Enable(c *web.Ctx) error {
	return h.done(c, h.Access.Enable(c.Context(), c.Actor, c.Params("account")), "access.account.enabled")
}

// ResetPassphrase makes a new passphrase and shows it once.
func (h *Handlers) ResetPassphrase(c *web.Ctx) error {
	text, err := h.Access.ResetPassphrase(c.Context(), c.Actor, c.Params("account"))
	if err != nil {
		return err
	}
	return h.showProfile(c, 200, parts.Filled{}, text)
}

func (h *Handlers) done(c *web.Ctx, err error, key string) error {
	if err != nil {
		return err
	}
	c.Flash(parts.Good, key)
	return c.See("/accounts/" + c.Params("account"))
}

func (h *Handlers) showProfile(c *web.Ctx, status int, form parts.Filled, passphrase string) error {
	profile, err := h.Access.Profile(c.Context(), c.Actor, c.Params("account"))
	if err != nil {
		return err
	}
	institutions, err := h.institutionOptions(c)
	if err != nil {
		return err
	}
	page := profilePage{
		Page: c.PageCalled(profile.Account.Name), Account: profile.Account, Devices: devices(c, profile.Devices), Form: form,
		Roles: roleOptions(c), Institutions: institutions, Passphrase: passphrase, Self: profile.Account.ID == c.Actor.AccountID, Second: profile.Second != nil, CanMail: h.Access.CanMail(),
	}
	page.Lead = profile.Account.Username
	page.Crumbs = []parts.Link{{Label: c.T("access.accounts.title"), Href: "/accounts"}}
	for _, g := range profile.Grants {
		page.Grants = append(page.Grants, grantLine{ID: g.ID, Role: c.T("access.role." + string(g.Role)), Where: where(c, g), Since: g.GrantedAt})
	}
	return c.Render(status, showAccountProfile(page))
}
