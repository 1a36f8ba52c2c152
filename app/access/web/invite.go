package web

import (
	"slices"
	"strings"

	"relevo/app/access"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/people"
	"relevo/app/web"
	"relevo/app/web/parts"
)

// invitedAtOnce is how many people a page of invitations lists.
const invitedAtOnce = 200

type inviteInput struct {
	Institution string   `form:"institution"`
	Listed      []string `form:"listed"` // everybody on the page, in its order
	Emails      []string `form:"email"`  // likewise
	Chosen      []string `form:"person"`
}

type invitePage struct {
	web.Page
	CanMail      bool
	Institutions []parts.Option
	Search       parts.Filled
	Institution  string
	People       []inviteLine
	More         bool
	Problem      string // what keeps all of it from being sent
}

type inviteLine struct {
	ID, Name, Document, Email, Wrong string
	Chosen                           bool
}

// InviteForm lists who of an institution's staff has no account.
func (h *Handlers) InviteForm(c *web.Ctx) error {
	var in inviteInput
	if err := c.Bind(&in); err != nil {
		return err
	}
	return h.showInvite(c, 200, in, nil)
}

// Invite opens accounts for those chosen and mails the invitations.
func (h *Handlers) Invite(c *web.Ctx) error {
	var in inviteInput
	err := c.Bind(&in)
	var out access.Invited
	if err == nil {
		out, err = h.invite(c, in)
	}
	if fault.Is(err, fault.Invalid) {
		return h.showInvite(c, 422, in, err)
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "access.invite.done", "count", len(out.Accounts))
	if left := slices.Concat(out.Taken, out.Had); len(left) > 0 {
		c.Flash(parts.Notice, "access.invite.left", "count", len(out.Accounts), "names", strings.Join(left, ", "))
	}
	return c.See("/accounts/invite?institution=" + in.Institution)
}

func (h *Handlers) invite(c *web.Ctx, in inviteInput) (access.Invited, error) {
	_, persons, _, err := h.People.WithoutAccount(c.Context(), c.Actor, in.Institution, invitedAtOnce)
	if err != nil {
		return access.Invited{}, err
	}
	emails := in.emails()
	var list []access.NewAccount
	for _, p := range persons {
		if slices.Contains(in.Chosen, p.ID) {
			list = append(list, invitationOf(p, emails[p.ID]))
		}
	}
	return h.Access.InviteOfficials(c.Context(), c.Actor, in.Institution, list)
}

// invitationOf is the account that a person is invited to: they log in with
// their document's number or, without one, with the address.
func invitationOf(p people.Person, email string) access.NewAccount {
	account := access.NewAccount{PersonID: p.ID, Username: email, Email: email, Name: p.FullName(), Locale: string(i18n.Match("", "", p.Language))}
	if p.DocumentNumber != nil {
		account.Username = *p.DocumentNumber
	}
	return account
}

// emails gives what was typed for whom.
func (in inviteInput) emails() map[string]string {
	typed := map[string]string{}
	for i, id := range in.Listed {
		if i < len(in.Emails) {
			typed[id] = in.Emails[i]
		}
	}
	return typed
}

func (h *Handlers) showInvite(c *web.Ctx, status int, in inviteInput, refused error) error {
	institutions, err := h.institutionOptions(c)
	if err != nil {
		return err
	}
	page := invitePage{Page: c.Page("access.invite.title"), CanMail: h.Access.CanMail(), Institution: in.Institution, Institutions: institutions[1:]}
	page.Lead = c.T("access.invite.lead")
	page.Crumbs = []parts.Link{{Label: c.T("access.accounts.title"), Href: "/accounts"}}
	page.Search = c.Fill(struct {
		Institution string `form:"institution"`
	}{in.Institution}, nil)
	if in.Institution != "" {
		_, list, more, err := h.People.WithoutAccount(c.Context(), c.Actor, in.Institution, invitedAtOnce)
		if err != nil {
			return err
		}
		page.More = more
		page.fill(list, in, c.Fault(refused).Fields, refused != nil)
	}
	return c.Render(status, showInvite(page))
}

// fill puts the people on the page: at first everybody who has an address is chosen.
func (p *invitePage) fill(list []people.Person, in inviteInput, wrong []i18n.Message, typed bool) {
	emails := in.emails()
	for _, person := range list {
		line := inviteLine{ID: person.ID, Name: person.FullName(), Document: person.Document(), Email: person.Email, Chosen: person.Email != ""}
		if typed {
			line.Email, line.Chosen = emails[person.ID], slices.Contains(in.Chosen, person.ID)
		}
		for _, m := range wrong {
			if m.Field == "email:"+person.ID {
				line.Wrong = m.Text
			}
		}
		p.People = append(p.People, line)
	}
	for _, m := range wrong {
		if m.Field == "person" {
			p.Problem = m.Text
		}
	}
}
