package web

import (
	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/web"
	"relevo/app/web/api"
)

type account struct {
	ID         string      `json:"id"`
	PersonID   *string     `json:"person_id" doc:"The staff record it belongs to."`
	Username   string      `json:"username"`
	Email      string      `json:"email" doc:"Where links to choose a passphrase go; empty: nowhere."`
	Name       string      `json:"name"`
	Locale     string      `json:"locale"`
	CreatedAt  db.Instant  `json:"created_at"`
	DisabledAt *db.Instant `json:"disabled_at"`
}

func accountOf(a access.Account) account {
	return account{a.ID, a.PersonID, a.Username, a.Email, a.Name, a.Locale, a.CreatedAt, a.DisabledAt}
}

type profile struct {
	account
	Roles        []grantedRole `json:"roles" doc:"In force, the oldest first."`
	SecondFactor bool          `json:"second_factor" doc:"A second proof is set up."`
}

type grantedRole struct {
	ID            string     `json:"id"`
	Role          string     `json:"role" enum:"official,trainer,manager,evaluator,administrator"`
	InstitutionID *string    `json:"institution_id" doc:"Held there and below; null: in the whole programme."`
	GrantedAt     db.Instant `json:"granted_at"`
}

type accountsQuery struct {
	Query string `form:"q" doc:"Part of a name or a username."`
	api.Paging
}

type oneAccount struct {
	ID string `path:"account"`
}

type inviteAccount struct {
	Body struct {
		Username      string `json:"username"`
		Email         string `json:"email,omitempty" doc:"Where the invitation goes; left out where the username is an address."`
		Name          string `json:"name"`
		PersonID      string `json:"person_id,omitempty"`
		Role          string `json:"role" enum:"official,trainer,manager,evaluator,administrator"`
		InstitutionID string `json:"institution_id,omitempty" doc:"Left out: the whole programme."`
	}
}

type grantRole struct {
	ID   string `path:"account"`
	Body struct {
		Role          string `json:"role" enum:"official,trainer,manager,evaluator,administrator"`
		InstitutionID string `json:"institution_id,omitempty" doc:"Left out: the whole programme."`
	}
}

type oneGrant struct {
	AccountID string `path:"account"`
	ID        string `path:"grant"`
}

type auditQuery struct {
	auditSearch
	api.Paging
}

type auditEntry struct {
	ID         string     `json:"id"`
	HappenedAt db.Instant `json:"happened_at"`
	AccountID  string     `json:"account_id"`
	Name       string     `json:"name" doc:"Of the account; empty for what no person did."`
	Action     string     `json:"action"`
	ObjectKind string     `json:"object_kind"`
	ObjectID   string     `json:"object_id"`
	Detail     string     `json:"detail" doc:"JSON: identifiers and counts."`
}

type whoAmI struct {
	AccountID   string   `json:"account_id"`
	Name        string   `json:"name"`
	Permissions []string `json:"permissions" doc:"What the token, or the login, may use somewhere."`
	Writes      bool     `json:"writes"`
}

// API is what programs do with this slice. Passphrases, second proofs and tokens are for people at a screen: a program that could
// set them would be its owner.
func (h *Handlers) API() []web.Route {
	manages := []access.Permission{access.ManageAccounts}
	return append(h.invitationsAPI(), []web.Route{
		api.Op[api.None, whoAmI]{
			Method: "GET", Path: "/me", Name: "me", Summary: "Who asks, and what they may use", Needs: access.TokenScopes,
			Do: func(c *web.Ctx, _ api.None) (whoAmI, error) {
				me := whoAmI{AccountID: c.Actor.AccountID, Name: c.Actor.Name, Permissions: []string{}, Writes: !c.Actor.ReadsOnly()}
				for _, p := range access.TokenScopes {
					if c.Actor.Somewhere(p) {
						me.Permissions = append(me.Permissions, string(p))
					}
				}
				return me, nil
			},
		}.Route(),
		api.Op[accountsQuery, api.Page[account]]{
			Method: "GET", Path: "/accounts", Name: "accounts", Summary: "Accounts, by username", Needs: manages, Stands: []string{"accounts"},
			Do: func(c *web.Ctx, in accountsQuery) (api.Page[account], error) {
				most, err := in.Most()
				if err != nil {
					return api.Page[account]{}, err
				}
				list, err := h.Access.AccountsAfter(c.Context(), c.Actor, in.Query, in.After, most+1)
				return api.First(list, most, func(a access.Account) string { return a.Username }, accountOf), err
			},
		}.Route(),
		api.Op[inviteAccount, account]{
			Method: "POST", Path: "/accounts", Name: "accounts.invite", Summary: "Open an account and mail its owner a link to choose a passphrase", Needs: manages, Status: 201,
			Stands: []string{"accounts.open", "accounts.new"},
			Do: func(c *web.Ctx, in inviteAccount) (account, error) {
				b := in.Body
				opened, err := h.Access.OpenInvited(c.Context(), c.Actor, access.NewAccount{Username: b.Username, Email: b.Email, Name: b.Name, PersonID: b.PersonID, Invite: true},
					access.Role(b.Role), b.InstitutionID)
				return accountOf(opened), err
			},
		}.Route(),
		api.Op[oneAccount, profile]{
			Method: "GET", Path: "/accounts/:account", Name: "account", Summary: "One account with its roles", Needs: manages, Stands: []string{"accounts.profile"},
			Do: func(c *web.Ctx, in oneAccount) (profile, error) {
				p, err := h.Access.Profile(c.Context(), c.Actor, in.ID)
				return profile{accountOf(p.Account), api.Each(p.Grants, func(g access.PlacedGrant) grantedRole {
					return grantedRole{g.ID, string(g.Role), g.InstitutionID, g.GrantedAt}
				}), p.Second != nil}, err
			},
		}.Route(),
		api.Op[grantRole, api.None]{
			Method: "POST", Path: "/accounts/:account/roles", Name: "account.grant", Summary: "Give a role", Needs: manages, Stands: []string{"accounts.grant"},
			Do: func(c *web.Ctx, in grantRole) (api.None, error) {
				return api.None{}, h.Access.GrantRole(c.Context(), c.Actor, in.ID, access.Role(in.Body.Role), in.Body.InstitutionID)
			},
		}.Route(),
		api.Op[oneGrant, api.None]{
			Method: "DELETE", Path: "/accounts/:account/roles/:grant", Name: "account.revoke", Summary: "Take a role back", Needs: manages, Stands: []string{"accounts.revoke"},
			Do: func(c *web.Ctx, in oneGrant) (api.None, error) {
				return api.None{}, h.Access.RevokeRole(c.Context(), c.Actor, in.AccountID, in.ID)
			},
		}.Route(),
		api.Op[oneAccount, api.None]{
			Method: "POST", Path: "/accounts/:account/disable", Name: "account.disable", Summary: "Close an account and end its logins", Needs: manages, Stands: []string{"accounts.disable"},
			Do: func(c *web.Ctx, in oneAccount) (api.None, error) {
				return api.None{}, h.Access.Disable(c.Context(), c.Actor, in.ID)
			},
		}.Route(),
		api.Op[oneAccount, api.None]{
			Method: "POST", Path: "/accounts/:account/enable", Name: "account.enable", Summary: "Open a closed account again", Needs: manages, Stands: []string{"accounts.enable"},
			Do: func(c *web.Ctx, in oneAccount) (api.None, error) {
				return api.None{}, h.Access.Enable(c.Context(), c.Actor, in.ID)
			},
		}.Route(),
		api.Op[auditQuery, api.Page[auditEntry]]{
			Method: "GET", Path: "/audit", Name: "audit", Summary: "Who did what, the newest first", Needs: []access.Permission{access.ReadAudit}, Stands: []string{"audit"},
			Do: func(c *web.Ctx, in auditQuery) (api.Page[auditEntry], error) {
				most, err := in.Most()
				if err != nil {
					return api.Page[auditEntry]{}, err
				}
				list, err := h.Access.AuditPage(c.Context(), c.Actor, access.AuditFilter(in.auditSearch), in.After, most+1)
				return api.First(list, most, func(l access.AuditLine) string { return l.ID }, func(l access.AuditLine) auditEntry {
					return auditEntry{l.ID, l.HappenedAt, l.AccountID, l.Name, l.Action, l.ObjectKind, l.ObjectID, l.Detail}
				}), err
			},
		}.Route(),
	}...)
}
