package web

import (
	"fmt"

	"relevo/app/fault"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/certificates"
)

type certificatePage struct {
	web.Page
	Tone      parts.Tone
	State     string
	Sentence  string // what the state means for this certificate
	Reason    string // why it was revoked; empty when it was not
	Facts     []parts.Fact
	Address   string       // where it is verified
	PDF       string       // empty once revoked
	Badge     []parts.Link // its forms; none once revoked and while there is no key
	Missing   string       // which characters its paper cannot show; empty when it shows all
	MayRevoke bool
	Form      parts.Filled
	Revoke    string // where the form goes
}

type revokeInput struct {
	Reason string `form:"reason"`
}

// Show shows one certificate.
func (h *Handlers) Show(c *web.Ctx) error {
	opened, err := h.Certificates.Open(c.Context(), c.Actor, c.Params("certificate"))
	if err != nil {
		return err
	}
	page := newCertificatePage(c.PageCalled(opened.CourseTitle), opened, parts.Filled{})
	page.Badge = h.badgeLinks(page.Page, opened)
	return c.Render(200, showCertificate(page))
}

// PDF sends the certificate as a file.
func (h *Handlers) PDF(c *web.Ctx) error {
	certificate, body, err := h.Certificates.Draw(c.Context(), c.Actor, c.Params("certificate"))
	if err != nil {
		return err
	}
	c.Set("Content-Type", "application/pdf")
	c.Set("Content-Disposition", fmt.Sprintf(`inline; filename="%s.pdf"`, certificate.Serial))
	c.Set("Cache-Control", "private, no-store")
	return c.Send(body)
}

// Revoke takes a certificate's force away.
func (h *Handlers) Revoke(c *web.Ctx) error {
	id := c.Params("certificate")
	var in revokeInput
	err := c.Bind(&in)
	if err == nil {
		err = h.Certificates.Revoke(c.Context(), c.Actor, id, in.Reason)
	}
	if fault.Is(err, fault.Invalid) {
		opened, openErr := h.Certificates.Open(c.Context(), c.Actor, id)
		if openErr != nil {
			return openErr
		}
		page := newCertificatePage(c.PageCalled(opened.CourseTitle), opened, c.Fill(in, err))
		page.Badge = h.badgeLinks(page.Page, opened)
		return c.Render(422, showCertificate(page))
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "certificates.revoked_done")
	return c.See("/certificates/" + id)
}

func newCertificatePage(p web.Page, o certificates.Opened, form parts.Filled) certificatePage {
	page := certificatePage{
		Page: p, Missing: cannotPrint(p, o.UnprintableOn()), Tone: tone(o.State), State: p.T("certificates.state." + string(o.State)),
		Facts: factsOf(p, o.Paper), Address: o.Address, MayRevoke: o.MayRevoke, Form: form,
		Revoke: "/certificates/" + o.ID + "/revoke",
	}
	page.Lead = p.T("certificates.kind." + string(o.Kind))
	page.Crumbs = []parts.Link{{Label: p.T("certificates.list.title"), Href: "/certificates"}, {Label: o.Serial, Current: true}}
	switch o.State {
	case certificates.Revoked:
		page.Sentence = p.T("certificates.sentence.revoked", "date", o.RevokedAt.Date())
		page.Reason = p.T("certificates.sentence.reason", "reason", o.RevokeReason)
	default:
		page.PDF = "/certificates/" + o.ID + "/pdf"
		page.Sentence = sentence(p, o.Paper, o.State)
	}
	return page
}

// sentence says what a state other than revoked means.
func sentence(p web.Page, paper certificates.Paper, state certificates.State) string {
	switch {
	case state == certificates.Expired:
		return p.T("certificates.sentence.expired", "until", *paper.ValidUntil)
	case paper.ValidUntil != nil:
		return p.T("certificates.sentence.valid_until", "until", *paper.ValidUntil)
	default:
		return p.T("certificates.sentence.valid")
	}
}

// factsOf lists what the paper says.
func factsOf(p web.Page, paper certificates.Paper) []parts.Fact {
	facts := []parts.Fact{
		{Label: p.T("certificates.holder"), Text: paper.PersonName},
		{Label: p.T("certificates.kind"), Text: p.T("certificates.kind." + string(paper.Kind))},
		{Label: p.T("certificates.course"), Text: paper.CourseTitle},
		{Label: p.T("certificates.hours"), Text: p.T("certificates.hours_count", "count", paper.Hours)},
	}
	if len(paper.Competencies) > 0 {
		facts = append(facts, parts.Fact{Label: p.T("certificates.competencies"), Part: listed(paper.Competencies.Names())})
	}
	if paper.InstitutionName != "" {
		facts = append(facts, parts.Fact{Label: p.T("certificates.institution"), Text: paper.InstitutionName})
	}
	if len(paper.Funders) > 0 {
		facts = append(facts, parts.Fact{Label: p.T("certificates.funders"), Part: listed(paper.Funders)})
	}
	facts = append(facts, parts.Fact{Label: p.T("certificates.issued_on"), Text: p.LongDate(paper.IssuedOn)})
	if paper.ValidUntil != nil {
		facts = append(facts, parts.Fact{Label: p.T("certificates.valid_until"), Text: p.LongDate(*paper.ValidUntil)})
	}
	return append(facts, parts.Fact{Label: p.T("certificates.serial"), Text: paper.Serial})
}
