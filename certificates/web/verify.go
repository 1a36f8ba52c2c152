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
	Upload  parts.Filled
	Offline bool // there is a page to take away
}

type verifiedPage struct {
	web.Page
	Tone     parts.Tone
	State    string
	Sentence string
	Reason   string // why it was revoked; empty when it was not
	Facts    []parts.Fact
	File     fileAnswer // empty when no file was sent
}

// fileAnswer says what a file turned out to be.
type fileAnswer struct {
	Tone   parts.Tone
	Title  string
	Text   string
	Signer string // who signed it; empty when none of ours did
}

type askInput struct {
	Code string `form:"code"`
}

// Ask shows where to enter a code or a serial, and leads on from there.
func (h *Handlers) Ask(c *web.Ctx) error {
	var in askInput
	err := c.Bind(&in)
	if err == nil && in.Code == "" {
		return c.Render(200, showAsk(h.ask(c, parts.Filled{}, false)))
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
	return c.Render(422, showAsk(h.ask(c, c.Fill(in, err), false)))
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
		return c.Render(404, showAsk(h.ask(c, parts.Filled{}, true)))
	}
	if err != nil {
		return err
	}
	return c.Render(200, showVerified(newVerifiedPage(c.Page("certificates.verify.title"), verified)))
}

// maxFile is the size of the greatest file that is looked at: a paper of ours has a
// tenth of it.
const maxFile = 5 << 20

// CheckFile tells whether the file that was sent is a paper of ours, and what
// that paper says.
func (h *Handlers) CheckFile(c *web.Ctx) error {
	c.Set("X-Robots-Tag", "noindex, nofollow")
	upload, err := c.File("file", maxFile)
	if err == nil {
		var checked certificates.CheckedFile
		checked, err = h.Certificates.CheckFile(c.Context(), c.IP(), upload.Data)
		if err == nil {
			return c.Render(200, showVerified(newFilePage(c.Page("verify.file.result"), checked)))
		}
	}
	if fault.Is(err, fault.Invalid) {
		page := h.ask(c, parts.Filled{}, false)
		page.Upload = c.Fill(struct{}{}, err)
		page.Upload.ID = uploadID
		return c.Render(422, showAsk(page))
	}
	return err
}

// uploadID sets the fields of the form for a file apart.
const uploadID = "u"

// ask makes the page where a code is entered.
func (h *Handlers) ask(c *web.Ctx, form parts.Filled, unknown bool) askPage {
	page := newAskPage(c.Page("certificates.verify.title"), form, unknown)
	page.Offline = h.Certificates.WorksOffline()
	return page
}

func newAskPage(p web.Page, form parts.Filled, unknown bool) askPage {
	p.Lead = p.T("certificates.verify.lead")
	return askPage{Page: p, Form: form, Unknown: unknown, Upload: parts.Filled{ID: uploadID}}
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

// fileTones are how good each finding is.
var fileTones = map[certificates.FileFinding]parts.Tone{
	certificates.SameFile: parts.Good, certificates.SignedFile: parts.Good, certificates.ExtendedFile: parts.Notice,
	certificates.ChangedFile: parts.Bad, certificates.UnknownFile: parts.Bad,
}

func newFilePage(p web.Page, checked certificates.CheckedFile) verifiedPage {
	page := verifiedPage{Page: p}
	if checked.Verified != nil {
		page = newVerifiedPage(p, *checked.Verified)
	}
	if checked.Finding == certificates.ChangedFile && page.State != "" {
		// Nothing of a file that was changed may look approved.
		page.State = p.T("printable.named", "serial", checked.Verified.Serial)
		if page.Tone == parts.Good {
			page.Tone = parts.Info
		}
	}
	page.File = fileAnswer{
		Tone: fileTones[checked.Finding], Title: p.T("verify.file." + string(checked.Finding)), Text: p.T("verify.file." + string(checked.Finding) + "_text"),
	}
	if checked.Signer != "" {
		page.File.Signer = p.T("verify.file.signer", "name", checked.Signer)
	}
	return page
}
