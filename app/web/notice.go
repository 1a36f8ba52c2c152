package web

import (
	"github.com/a-h/templ"

	"relevo/app/web/parts"
)

// Notice is something that one slice has to say on a page of another, such as that
// a certificate ends on the page of one's courses. Package app brings the two together.
type Notice struct {
	Tone     parts.Tone
	Title    string
	Texts    []string
	Href, Do string // where to go and how that is called; empty for nowhere
}

// Notices gives what there is to say to who reads a page.
type Notices func(*Ctx) ([]Notice, error)

// For gives them; nil Notices say nothing.
func (n Notices) For(c *Ctx) ([]Notice, error) {
	if n == nil {
		return nil, nil
	}
	return n(c)
}

// Aside is what one slice shows above a page of another, such as the guide of the first steps above the institutions; a
// nil component shows nothing. Package app brings the two together.
type Aside func(*Ctx) (templ.Component, error)

// For gives it; a nil Aside shows nothing.
func (a Aside) For(c *Ctx) (templ.Component, error) {
	if a == nil {
		return nil, nil
	}
	return a(c)
}
