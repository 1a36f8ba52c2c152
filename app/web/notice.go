package web

import "relevo/app/web/parts"

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
