package web

import (
	"net/url"

	"relevo/app/fault"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/certificates"
)

type askPage struct {
	web.Page
	Unknown bool // a code was given that belongs to no certificate
	Form    parts.Filled
}

type verifiedPage struct {
	web.Page
	Tone     parts.Tone
	State    string
	Sentence string
	Reason   string // why it was revoked; empty when it was not
	Facts    []parts.Fact
}

type askInput struct {
	Code string `form:"code"`
}

// Ask shows where to enter a code or a serial, and leads on from there.
func (h *Handlers) Ask(c *web.Ctx) error {
	var in askInput
	err := c.Bind(&in)
	if err == nil && in.Code == "" {
		return c.Render(200, showAsk(newAskPage(c.Page("certificates.verify.title"), parts.Filled{}, false)))
	}
	if code, ok := certificates.ParseCode(in.Code); ok {
		return c.See("/verify/" + url.PathEscape(code))
	}
	if serial, ok := certificates.ParseSerial(in.Code); ok {
		return c.See("/verify/" + url.PathEscape(serial))
	}
	if err == nil {
		err = fault.OnField("code", "certificates.verify.mistyped")
	}
	return c.Render(422, showAsk(newAskPage(c.Page("certificates.verify.title"), c.Fill(in, err), false)))
}

// Verify shows what the paper with this code or serial says, and whether it stands.
func (h *Handlers) Verify(c *web.Ctx) error {
	c.Set("X-Robots-Tag", "noindex, nofollow")
	code, err := url.PathUnescape(c.Params("code"))
	if err != nil {
		code = c.Params("code")
	}
	verified, err := h.Certificates.Verify(c.Context(), c.IP(), code)
	if fault.Is(err, fault.NotFound) {
		return c.Render(404, showAsk(newAskPage(c.Page("certificates.verify.title"), parts.Filled{}, true)))
	}
	if err != nil {
		return err
	}
	return c.Render(200, showVerified(newVerifiedPage(c.Page("certificates.verify.title"), verified)))
}

func newAskPage(p web.Page, form parts.Filled, unknown bool) askPage {
	p.Lead = p.T("certificates.verify.lead")
	return askPage{Page: p, Form: form, Unknown: unknown}
}

func newVerifiedPage(p web.Page, v certificates.Verified) verifiedPage {
	page := verifiedPage{Page: p, Tone: tone(v.State), State: p.T("certificates.verified." + string(v.State)), Facts: factsOf(p, v.Paper)}
	if v.State == certificates.Revoked {
		page.Sentence = p.T("certificates.sentence.revoked", "date", *v.RevokedOn)
		page.Reason = p.T("certificates.sentence.reason", "reason", v.RevokeReason)
	} else {
		page.Sentence = sentence(p, v.Paper, v.State)
	}
	return page
}
