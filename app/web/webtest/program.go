package webtest

import (
	"context"

	"relevo/app/access"
)

// Program is a program of a visitor's that shows a token.
type Program struct {
	visitor *Visitor
	token   string
}

// Program makes a token of the visitor's, and a program that shows it.
func (v *Visitor) Program(writes bool, scopes ...access.Permission) *Program {
	v.site.t.Helper()
	token, err := v.site.access.CreateToken(context.Background(), v.actor(), access.NewToken{Name: "program", Scopes: scopes, Days: 30, Writes: writes, Present: Passphrase})
	if err != nil {
		v.site.t.Fatal(err)
	}
	return &Program{v.site.As(Who{}), token}
}

// Do sends a request; a body is JSON. Headers are pairs of name and value, and come after the program's own.
func (p *Program) Do(method, path string, body []byte, headers ...string) *Page {
	p.visitor.site.t.Helper()
	kind := ""
	if body != nil {
		kind = "application/json"
	}
	return p.visitor.do(method, path, kind, body, append([]string{"Authorization", "Bearer " + p.token, "Accept", "application/json"}, headers...)...)
}
