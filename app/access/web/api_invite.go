package web

import (
	"slices"

	"relevo/app/access"
	"relevo/app/fault"
	"relevo/app/people"
	"relevo/app/web"
	"relevo/app/web/api"
)

type uninvited struct {
	ID             string `json:"id"`
	Name           string `json:"name"`
	DocumentNumber string `json:"document_number"`
	Email          string `json:"email"           doc:"As the staff record has it."`
}

func uninvitedOf(p people.Person) uninvited {
	return uninvited{p.ID, p.FullName(), p.Document(), p.Email}
}

type uninvitedQuery struct {
	ID string `path:"institution"`
	api.Paging
}

type inviteStaff struct {
	ID   string `path:"institution"`
	Body struct {
		People []invitedPerson `json:"people" doc:"At most 200. Where one address is wrong nobody is invited; the error names the field email: with the person's identifier."`
	}
}

type invitedPerson struct {
	PersonID string `json:"person_id"`
	Email    string `json:"email"     doc:"Where the invitation goes."`
}

type invitations struct {
	Accounts []account `json:"accounts" doc:"Opened, as officials of the institution, each with a letter on its way."`
	Taken    []string  `json:"taken"    doc:"Names of those whose username somebody else's account has."`
	Had      []string  `json:"had"      doc:"Names of those who were given an account meanwhile."`
	Left     []string  `json:"left"     doc:"Identifiers of those who are not in post there today, or have an account."`
}

// invitationsAPI is for inviting a whole institution.
func (h *Handlers) invitationsAPI() []web.Route {
	manages := []access.Permission{access.ManageAccounts}
	return []web.Route{
		api.Op[uninvitedQuery, api.Page[uninvited]]{
			Method: "GET", Path: "/institutions/:institution/invitations", Name: "institution.uninvited", Summary: "Who is in post there or below today and has no account", Needs: manages, Stands: []string{"accounts.invite"},
			Do: func(c *web.Ctx, in uninvitedQuery) (api.Page[uninvited], error) {
				most, err := in.Most()
				if err != nil {
					return api.Page[uninvited]{}, err
				}
				list, err := h.People.WithoutAccountAfter(c.Context(), c.Actor, in.ID, in.After, most+1)
				return api.First(list, most, func(p people.Person) string { return p.ID }, uninvitedOf), err
			},
		}.Route(),
		api.Op[inviteStaff, invitations]{
			Method: "POST", Path: "/institutions/:institution/invitations", Name: "institution.invite", Summary: "Open accounts for people in post there, and mail each a link to choose a passphrase", Needs: manages, Status: 201,
			Stands: []string{"accounts.invite.do"}, Do: h.apiInvite,
		}.Route(),
	}
}

func (h *Handlers) apiInvite(c *web.Ctx, in inviteStaff) (invitations, error) {
	if len(in.Body.People) > invitedAtOnce {
		return invitations{}, fault.OnField("people", "api.limit", "max", invitedAtOnce)
	}
	emails, ids := map[string]string{}, []string{}
	for _, one := range in.Body.People {
		emails[one.PersonID] = one.Email
		ids = append(ids, one.PersonID)
	}
	there, err := h.People.WithoutAccountOf(c.Context(), c.Actor, in.ID, ids)
	if err != nil {
		return invitations{}, err
	}
	out := invitations{Taken: []string{}, Had: []string{}, Left: []string{}}
	var list []access.NewAccount
	for _, p := range there {
		list = append(list, invitationOf(p, emails[p.ID]))
	}
	for _, id := range ids {
		if !slices.ContainsFunc(there, func(p people.Person) bool { return p.ID == id }) {
			out.Left = append(out.Left, id)
		}
	}
	if len(list) == 0 && len(ids) > 0 {
		out.Accounts = []account{}
		return out, nil
	}
	done, err := h.Access.InviteOfficials(c.Context(), c.Actor, in.ID, list)
	out.Accounts, out.Taken, out.Had = api.Each(done.Accounts, accountOf), append(out.Taken, done.Taken...), append(out.Had, done.Had...)
	return out, err
}
