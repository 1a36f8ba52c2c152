package web

import (
	"fmt"
	"net/url"

	"relevo/app/fault"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/certificates"
)

type batchesPage struct {
	web.Page
	Form         parts.Filled
	Kinds        []parts.Option
	Means        []string // what each choice means
	Offerings    []parts.Option
	Institutions []parts.Option
	Chosen       bool // something was chosen: the preview is shown
	Title        string
	Counts       []parts.Fact
	Confirm      string // label of the button; empty when nobody would get anything
	Choice       certificates.Choice
	People       parts.Grid
	More         string
	Batches      parts.Grid
}

type batchPage struct {
	web.Page
	Tone      parts.Tone
	State     string
	Amount    parts.Amount
	Skips     []parts.Fact
	Reason    string // why it failed; empty unless it did
	Stop      string // where to stop it; empty when it cannot be
	Resume    string
	ListLabel string
}

type choiceInput struct {
	Offering    string `form:"offering"`
	Institution string `form:"institution"`
	Kind        string `form:"kind"`
}

func (in choiceInput) choice() certificates.Choice {
	return certificates.Choice{OfferingID: in.Offering, InstitutionID: in.Institution, Kind: certificates.Kind(in.Kind)}
}

type issueInput struct {
	choiceInput
	Enrolment string `form:"enrolment"`
}

// Batches shows where to issue many certificates at once, what a choice would
// do, and what was issued so before.
func (h *Handlers) Batches(c *web.Ctx) error {
	var in choiceInput
	if err := c.Bind(&in); err != nil {
		return err
	}
	return h.preview(c, 200, in)
}

func (h *Handlers) preview(c *web.Ctx, status int, in choiceInput) error {
	nothing := in.Kind != "" && in.Offering == "" && in.Institution == "" // asked, but of nobody
	if in.Kind == "" {
		in.Kind = string(certificates.Completion)
	}
	preview, err := h.Certificates.Preview(c.Context(), c.Actor, in.choice())
	form := c.Fill(in, nil)
	if nothing {
		form, status = c.Fill(in, fault.OnField("offering", "batches.choose_one")), 422
	}
	if fault.Is(err, fault.Invalid) {
		form, status = c.Fill(in, err), 422
		preview, err = h.Certificates.Preview(c.Context(), c.Actor, certificates.Choice{})
	}
	if err != nil {
		return err
	}
	before, err := h.Certificates.Batches(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	return c.Render(status, showBatches(newBatchesPage(c.Page("batches.title"), preview, before, form)))
}

// StartBatch begins to issue.
func (h *Handlers) StartBatch(c *web.Ctx) error {
	var in choiceInput
	if err := c.Bind(&in); err != nil {
		return err
	}
	batch, err := h.Certificates.StartBatch(c.Context(), c.Actor, in.choice())
	if fault.Is(err, fault.Invalid) {
		return h.preview(c, 422, in)
	}
	if err != nil {
		return err
	}
	return c.See("/certificates/batches/" + batch.ID)
}

// Issue issues one certificate to one person.
func (h *Handlers) Issue(c *web.Ctx) error {
	var in issueInput
	if err := c.Bind(&in); err != nil {
		return err
	}
	certificate, err := h.Certificates.IssueByHand(c.Context(), c.Actor, in.Enrolment, certificates.Kind(in.Kind))
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "batches.issued_one", "name", certificate.PersonName)
	return c.See("/certificates/batches?" + in.query())
}

func (in choiceInput) query() string {
	return url.Values{"offering": {in.Offering}, "institution": {in.Institution}, "kind": {in.Kind}}.Encode()
}

// refresh is after how many seconds the page of a batch under way is loaded again.
const refresh = 2

// Batch shows how far a batch has come; while it is under way the browser loads
// the page again by itself, with or without scripts.
func (h *Handlers) Batch(c *web.Ctx) error {
	batch, err := h.Certificates.Batch(c.Context(), c.Actor, c.Params("batch"))
	if err != nil {
		return err
	}
	if batch.MayStop {
		c.Set("Refresh", fmt.Sprint(refresh))
	}
	return c.Render(200, showBatch(newBatchPage(c.PageCalled(batch.Title), batch)))
}

// StopBatch issues no more of a batch.
func (h *Handlers) StopBatch(c *web.Ctx) error {
	id := c.Params("batch")
	if err := h.Certificates.StopBatch(c.Context(), c.Actor, id); err != nil {
		return err
	}
	return c.See("/certificates/batches/" + id)
}

// ResumeBatch takes a batch up again.
func (h *Handlers) ResumeBatch(c *web.Ctx) error {
	id := c.Params("batch")
	if err := h.Certificates.ResumeBatch(c.Context(), c.Actor, id); err != nil {
		return err
	}
	return c.See("/certificates/batches/" + id)
}

func newBatchesPage(p web.Page, preview certificates.Preview, before []certificates.Batch, form parts.Filled) batchesPage {
	page := batchesPage{
		Page: p, Form: form, Choice: preview.Choice,
		Chosen: preview.Title != "", Title: preview.Title,
		Offerings:    places(p.T("batches.no_offering"), preview.Offerings),
		Institutions: places(p.T("batches.no_institution"), preview.Institutions),
	}
	page.Lead = p.T("batches.lead")
	page.Crumbs = []parts.Link{{Label: p.T("certificates.list.title"), Href: "/certificates"}, {Label: p.Title, Current: true}}
	page.Means = []string{p.T("batches.institution_help")}
	for _, kind := range certificates.Kinds {
		label := p.T("certificates.kind." + string(kind))
		page.Kinds = append(page.Kinds, parts.Option{Value: string(kind), Label: label})
		page.Means = append(page.Means, label+": "+p.T("batches.needs."+string(kind)))
	}
	for _, s := range preview.Standings {
		page.Counts = append(page.Counts, parts.Fact{Label: p.T("batches.standing." + string(s.Standing)), Text: p.T("batches.people", "count", s.Count)})
	}
	if n := preview.Entitled(); n > 0 {
		page.Confirm = p.T("batches.confirm", "count", n)
	}
	page.People = peopleGrid(p, preview)
	if preview.More > 0 {
		page.More = p.T("batches.more", "count", preview.More)
	}
	page.Batches = batchesGrid(p, before)
	return page
}

func places(none string, list []certificates.Place) []parts.Option {
	options := []parts.Option{{Label: none}}
	for _, one := range list {
		options = append(options, parts.Option{Value: one.ID, Label: one.Name})
	}
	return options
}

func peopleGrid(p web.Page, preview certificates.Preview) parts.Grid {
	grid := parts.Grid{Caption: p.T("batches.people_title"), Columns: []parts.Column{
		{Label: p.T("certificates.holder")}, {Label: p.T("certificates.course")}, {Label: p.T("batches.completed")},
		{Label: p.T("certificates.state")}, {Label: p.T("batches.one")},
	}}
	for _, one := range preview.People {
		issue := parts.Cell{Text: "—"}
		if one.Standing == certificates.Entitled {
			issue = parts.Cell{Part: issueOne(p, preview.Choice, one)}
		}
		completed := p.T("batches.attended_only")
		if one.CompletedOn != 0 {
			completed = p.Date(one.CompletedOn)
		}
		grid.Rows = append(grid.Rows, []parts.Cell{
			{Text: one.Name, Note: cannotPrint(p, certificates.Unprintable(one.Name))}, {Text: one.Course}, {Text: completed},
			{Part: parts.State(standingTone(one.Standing), p.T("batches.standing."+string(one.Standing)))}, issue,
		})
	}
	return grid
}

func standingTone(s certificates.Standing) parts.Tone {
	switch s {
	case certificates.Entitled:
		return parts.Good
	case certificates.Has:
		return parts.Neutral
	default:
		return parts.Notice
	}
}

func batchesGrid(p web.Page, before []certificates.Batch) parts.Grid {
	grid := parts.Grid{Caption: p.T("batches.before"), Columns: []parts.Column{
		{Label: p.T("batches.what")}, {Label: p.T("certificates.kind")}, {Label: p.T("batches.started")},
		{Label: p.T("certificates.state")}, {Label: p.T("batches.issued"), Numeric: true},
	}}
	for _, b := range before {
		grid.Rows = append(grid.Rows, []parts.Cell{
			{Text: b.Title, Href: "/certificates/batches/" + b.ID}, {Text: p.T("certificates.kind." + string(b.Kind))}, {Text: p.Instant(b.CreatedAt)},
			{Part: parts.State(batchTone(b.State), p.T("batches.state."+string(b.State)))},
			{Text: p.T("batches.of", "done", b.Issued, "all", b.Wanted)},
		})
	}
	return grid
}

func batchTone(s certificates.BatchState) parts.Tone {
	switch s {
	case certificates.Done:
		return parts.Good
	case certificates.Stopped:
		return parts.Notice
	case certificates.Failed:
		return parts.Bad
	default:
		return parts.Info
	}
}

func newBatchPage(p web.Page, b certificates.BatchView) batchPage {
	page := batchPage{Page: p, Tone: batchTone(b.State), State: p.T("batches.state." + string(b.State)), ListLabel: p.T("batches.see_issued")}
	page.Lead = p.T("certificates.kind." + string(b.Kind))
	page.Crumbs = []parts.Link{{Label: p.T("certificates.list.title"), Href: "/certificates"}, {Label: p.T("batches.title"), Href: "/certificates/batches"}, {Label: p.Title, Current: true}}
	done := b.Issued + b.Skipped
	page.Amount = parts.Amount{Label: p.T("batches.progress"), Value: done, Max: b.Wanted, Text: p.T("batches.of", "done", done, "all", b.Wanted)}
	switch {
	case b.MayStop:
		page.Amount.Description = p.T("batches.refreshes")
		page.Stop = "/certificates/batches/" + b.ID + "/stop"
	case b.FinishedAt != nil:
		page.Amount.Description = p.T("batches.ended", "at", *b.FinishedAt, "count", b.Issued)
	}
	if b.State == certificates.Failed {
		page.Reason = b.Reason
	}
	if b.MayResume {
		page.Resume = "/certificates/batches/" + b.ID + "/resume"
	}
	for _, s := range b.Skips {
		page.Skips = append(page.Skips, parts.Fact{Label: p.T("batches.standing." + string(s.Standing)), Text: p.T("batches.people", "count", s.Count)})
	}
	return page
}
