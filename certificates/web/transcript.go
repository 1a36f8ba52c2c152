package web

import (
	"relevo/app/fault"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/certificates"
)

type transcriptPage struct {
	web.Page
	Summary     string
	Courses     []transcriptCourse
	None        parts.Nothing
	Definitions []string
	Past        parts.Grid // trainings brought in from files
	Files       string     // where its files are; PDF and JSON beneath it
	Own         bool       // the reader is its person
	Shows       string     // to others: what is shown and until when
	Address     string     // of a link just made, shown this once
	Form        parts.Filled
	Links       []linkCard
}

type transcriptCourse struct {
	Title, Done, Posted string
	Results             parts.Grid
	Certificates        []string
}

// linkCard is a link as its person sees it.
type linkCard struct {
	Purpose, Shows, Dates string
	Tone                  parts.Tone
	State                 string
	End                   string // where it is ended; empty when it does not work
}

type shareInput struct {
	Purpose string `form:"purpose"`
	Days    int    `form:"days"`
	Scores  bool   `form:"scores"`
}

// usualDays is for how many days a link is offered to work.
const usualDays = 30

// Transcript shows the reader's own transcript and its links.
func (h *Handlers) Transcript(c *web.Ctx) error {
	form := parts.Filled{Values: web.ValuesOf(shareInput{Days: usualDays, Scores: true})}
	return h.ownTranscript(c, 200, form, "")
}

func (h *Handlers) ownTranscript(c *web.Ctx, status int, form parts.Filled, address string) error {
	transcript, err := h.Certificates.Transcript(c.Context(), c.Actor, c.Locale())
	if err != nil {
		return err
	}
	links, err := h.Certificates.Links(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	return c.Render(status, showTranscript(newOwnTranscriptPage(c.Page("transcripts.title"), transcript, links, form, address)))
}

// TranscriptPDF sends the reader's own transcript as a PDF.
func (h *Handlers) TranscriptPDF(c *web.Ctx) error {
	transcript, err := h.Certificates.Transcript(c.Context(), c.Actor, c.Locale())
	if err != nil {
		return err
	}
	return sendPDF(c, transcript)
}

// TranscriptJSON sends the reader's own transcript for programs.
func (h *Handlers) TranscriptJSON(c *web.Ctx) error {
	transcript, err := h.Certificates.Transcript(c.Context(), c.Actor, c.Locale())
	if err != nil {
		return err
	}
	return sendJSON(c, transcript)
}

// Share makes a link and shows its address, which is kept nowhere: so the page
// answers at once instead of leading on.
func (h *Handlers) Share(c *web.Ctx) error {
	var in shareInput
	address, err := "", c.Bind(&in)
	if err == nil {
		address, err = h.Certificates.Share(c.Context(), c.Actor, certificates.NewLink{Purpose: in.Purpose, Days: in.Days, Scores: in.Scores})
	}
	if fault.Is(err, fault.Invalid) {
		return h.ownTranscript(c, 422, c.Fill(in, err), "")
	}
	if err != nil {
		return err
	}
	return h.ownTranscript(c, 200, parts.Filled{Values: web.ValuesOf(shareInput{Days: usualDays, Scores: true})}, address)
}

// EndLink makes a link stop working.
func (h *Handlers) EndLink(c *web.Ctx) error {
	if err := h.Certificates.EndLink(c.Context(), c.Actor, c.Params("link")); err != nil {
		return err
	}
	c.Flash(parts.Good, "transcripts.link_ended")
	return c.See("/transcript")
}

// Shared shows a transcript to whoever has a link to it.
func (h *Handlers) Shared(c *web.Ctx) error {
	shared, err := h.shared(c)
	if err != nil {
		return err
	}
	page := newSharedPage(c.PageCalled(shared.PersonName), shared, "/t/"+c.Params("token"))
	if err := c.Render(200, showTranscript(page)); err != nil {
		return err
	}
	c.Set("Cache-Control", "no-store") // whoever uses this device next has no link
	return nil
}

// SharedPDF sends a shared transcript as a PDF.
func (h *Handlers) SharedPDF(c *web.Ctx) error {
	shared, err := h.shared(c)
	if err != nil {
		return err
	}
	return sendPDF(c, shared.Transcript)
}

// SharedJSON sends a shared transcript for programs.
func (h *Handlers) SharedJSON(c *web.Ctx) error {
	shared, err := h.shared(c)
	if err != nil {
		return err
	}
	return sendJSON(c, shared.Transcript)
}

func (h *Handlers) shared(c *web.Ctx) (certificates.SharedTranscript, error) {
	c.Set("X-Robots-Tag", "noindex, nofollow")
	c.Set("Referrer-Policy", "no-referrer") // the address is the key
	c.Set("Cache-Control", "no-store")
	return h.Certificates.Shared(c.Context(), c.Actor, c.IP(), c.Params("token"), c.Locale())
}

func sendPDF(c *web.Ctx, t certificates.Transcript) error {
	body, err := certificates.TranscriptPDF(t, c.Printer)
	if err != nil {
		return err
	}
	return sendTranscript(c, "application/pdf", "inline", "pdf", t, body)
}

func sendJSON(c *web.Ctx, t certificates.Transcript) error {
	body, err := t.JSON()
	if err != nil {
		return err
	}
	return sendTranscript(c, "application/json; charset=utf-8", "attachment", "json", t, body)
}

func sendTranscript(c *web.Ctx, kind, disposition, ending string, t certificates.Transcript, body []byte) error {
	c.Set("Content-Type", kind)
	c.Set("Content-Disposition", disposition+`; filename="relevo-`+t.AsOf.String()+`.`+ending+`"`)
	c.Set("Cache-Control", "private, no-store")
	return c.Send(body)
}

func newTranscriptPage(p web.Page, t certificates.Transcript, files string) transcriptPage {
	page := transcriptPage{
		Page: p, Files: files, None: parts.Nothing{Icon: "book", Title: p.T("transcripts.none"), Text: p.T("transcripts.none_text")},
		Summary: p.T("transcripts.pdf.summary", "count", len(t.Courses), "hours", t.Hours(), "date", p.LongDate(t.AsOf)),
	}
	for _, key := range certificates.Definitions(t.WithScores) {
		page.Definitions = append(page.Definitions, p.T(key))
	}
	page.Past = parts.Grid{Caption: p.T("transcripts.past"), Columns: []parts.Column{{Label: p.T("files.past_what")}, {Label: p.T("files.brought")}}}
	for _, past := range t.Past {
		page.Past.Rows = append(page.Past.Rows, parts.Words(certificates.PastLine(p.Printer, past), certificates.PastSource(p.Printer, past)))
	}
	for _, course := range t.Courses {
		one := transcriptCourse{
			Title: course.Title, Posted: certificates.Posted(p.Printer, course),
			Done: p.T("transcripts.pdf.completed", "date", p.LongDate(course.CompletedOn), "count", course.Hours, "offering", course.Offering),
		}
		one.Results = resultsGrid(p, course)
		for _, c := range course.Certificates {
			one.Certificates = append(one.Certificates, certificates.CertificateLine(p.Printer, c))
		}
		page.Courses = append(page.Courses, one)
	}
	for _, attended := range t.Attended {
		one := transcriptCourse{Title: attended.Title, Posted: attended.Institution, Done: attended.Line(p.Printer)}
		for _, c := range attended.Certificates {
			one.Certificates = append(one.Certificates, certificates.CertificateLine(p.Printer, c))
		}
		page.Courses = append(page.Courses, one)
	}
	return page
}

func resultsGrid(p web.Page, course certificates.TranscriptCourse) parts.Grid {
	grid := parts.Grid{Caption: p.T("transcripts.results", "course", course.Title), Hidden: true, Columns: []parts.Column{
		{Label: p.T("transcripts.competency")}, {Label: p.T("assessments.occasion")}, {Label: p.T("transcripts.day")}, {Label: p.T("transcripts.score")},
	}}
	for _, r := range course.Results {
		score := p.T("transcripts.score_of", "score", p.Number(r.Score, 0))
		if r.Mastered {
			score = p.T("transcripts.score_mastered", "score", p.Number(r.Score, 0))
		}
		grid.Rows = append(grid.Rows, parts.Words(r.Name, certificates.OccasionOf(p.Printer, r), p.Date(r.On), score))
	}
	return grid
}

func newOwnTranscriptPage(p web.Page, t certificates.Transcript, links []certificates.OwnLink, form parts.Filled, address string) transcriptPage {
	page := newTranscriptPage(p, t, "/transcript")
	page.Own, page.Form, page.Address = true, form, address
	page.Lead = p.T("transcripts.lead")
	page.Crumbs = []parts.Link{{Label: p.T("certificates.list.title"), Href: "/certificates"}, {Label: p.Title, Current: true}}
	for _, l := range links {
		one := linkCard{
			Purpose: l.Purpose.Text, Shows: shows(p, l.Purpose.Scores), Tone: parts.Good, State: p.T("transcripts.link.works"),
			Dates: p.T("transcripts.link.dates", "made", l.CreatedAt, "until", l.ExpiresAt), End: "/transcript/links/" + l.ID + "/end",
		}
		switch {
		case l.RevokedAt != nil:
			one.Tone, one.State, one.End = parts.Neutral, p.T("transcripts.link.ended"), ""
		case !l.Open:
			one.Tone, one.State, one.End = parts.Neutral, p.T("transcripts.link.expired"), ""
		}
		page.Links = append(page.Links, one)
	}
	return page
}

func shows(p web.Page, scores bool) string {
	if scores {
		return p.T("transcripts.with_scores")
	}
	return p.T("transcripts.without_scores")
}

func newSharedPage(p web.Page, shared certificates.SharedTranscript, files string) transcriptPage {
	page := newTranscriptPage(p, shared.Transcript, files)
	page.Lead = p.T("transcripts.pdf.title")
	page.Shows = p.T("transcripts.shared", "purpose", shared.Purpose, "until", shared.ExpiresAt, "shows", shows(p, shared.WithScores))
	page.Plain = true
	return page
}
