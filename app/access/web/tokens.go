package web

import (
	"slices"
	"strconv"
	"strings"

	"relevo/app/access"
	"relevo/app/fault"
	"relevo/app/web"
	"relevo/app/web/parts"
)

type tokenInput struct {
	Name    string              `form:"name"`
	Scopes  []access.Permission `form:"scopes"`
	Days    int                 `form:"days"`
	Writes  bool                `form:"writes"`
	Present string              `form:"present"`
}

type tokensPage struct {
	web.Page
	Tokens parts.Grid
	Form   parts.Filled
	Scopes []parts.Option
	Days   []parts.Option
	Made   string // a moment ago; shown this once
	Wait   string
}

// Tokens lists one's own tokens for programs.
func (h *Handlers) Tokens(c *web.Ctx) error { return h.showTokens(c, 200, parts.Filled{}, "", nil) }

// CreateToken makes a token and shows it once.
func (h *Handlers) CreateToken(c *web.Ctx) error {
	var in tokenInput
	err := c.Bind(&in)
	var token string
	if err == nil {
		token, err = h.Access.CreateToken(c.Context(), c.Actor, access.NewToken{Name: in.Name, Scopes: in.Scopes, Days: in.Days, Writes: in.Writes, Present: in.Present})
	}
	if again(err) {
		in.Present = ""
		filled := c.Fill(in, err)
		delete(filled.Values, "present")
		return h.showTokens(c, fault.KindOf(err).Status(), filled, "", err)
	}
	if err != nil {
		return err
	}
	return h.showTokens(c, 200, parts.Filled{}, token, nil)
}

// RevokeToken ends one of one's own tokens.
func (h *Handlers) RevokeToken(c *web.Ctx) error {
	if err := h.Access.RevokeToken(c.Context(), c.Actor, c.Params("token")); err != nil {
		return err
	}
	c.Flash(parts.Good, "access.token.revoked")
	return c.See("/account/tokens")
}

func (h *Handlers) showTokens(c *web.Ctx, status int, form parts.Filled, made string, refused error) error {
	tokens, err := h.Access.Tokens(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	page := tokensPageOf(c.Page("access.tokens.title"), c.Actor, tokens)
	page.Form, page.Made, page.Wait = form.With("days", strconv.Itoa(access.TokenDays[1])), made, waitOf(c, refused)
	return c.Render(status, showTokens(page))
}

func tokensPageOf(page web.Page, actor access.Actor, tokens []access.Token) tokensPage {
	p := tokensPage{Page: page}
	p.Lead = p.T("access.tokens.lead")
	p.Crumbs = []parts.Link{{Label: p.T("access.account.title"), Href: "/account"}}
	for _, scope := range slices.DeleteFunc(slices.Clone(access.TokenScopes), func(s access.Permission) bool { return !actor.Somewhere(s) }) {
		p.Scopes = append(p.Scopes, parts.Option{Value: string(scope), Label: p.T("access.scope." + string(scope))})
	}
	for _, days := range access.TokenDays {
		p.Days = append(p.Days, parts.Option{Value: strconv.Itoa(days), Label: p.T("access.token.days", "count", days)})
	}
	p.Tokens = parts.Grid{Caption: p.T("access.tokens.title"), Hidden: true, Columns: []parts.Column{
		{Label: p.T("access.token.name")}, {Label: p.T("access.token.scopes")}, {Label: p.T("access.token.writes")}, {Label: p.T("access.token.expires")}, {Label: p.T("access.token.used")}, {Label: p.T("access.token.do"), Act: true},
	}}
	for _, t := range tokens {
		var scopes []string
		for _, s := range t.Permissions() {
			scopes = append(scopes, p.T("access.scope."+string(s)))
		}
		used := p.T("access.token.never")
		if t.LastUsedAt != nil {
			used = p.Instant(*t.LastUsedAt)
		}
		writes := p.T("access.token.reads_only")
		if t.Writes {
			writes = p.T("access.token.reads_writes")
		}
		row := parts.Words(t.Name, strings.Join(scopes, "; "), writes, p.Date(t.ExpiresAt.Date()), used)
		p.Tokens.Rows = append(p.Tokens.Rows, append(row, parts.Cell{Part: parts.Do("/account/tokens/"+t.ID+"/revoke", parts.Button{Label: p.T("access.token.revoke"), Weight: parts.Danger})}))
	}
	return p
}
