package web

import (
	"strconv"

	"relevo/app/access"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/assessments"
)

type assessmentsPage struct {
	web.Page
	Assessments parts.Grid
	CanWrite    bool
}

// AssessmentList lists the assessments.
func (h *Handlers) AssessmentList(c *web.Ctx) error {
	list, err := h.Assessments.Assessments(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	return c.Render(200, showAssessments(assessmentsPageOf(c.Page("assessments.title"), list, c.Actor.Somewhere(access.AuthorItems))))
}

func assessmentsPageOf(page web.Page, list []assessments.AssessmentSummary, canWrite bool) assessmentsPage {
	p := assessmentsPage{Page: page, CanWrite: canWrite}
	p.Lead = p.T("assessments.lead")
	if canWrite {
		p.Actions = actions([]action{
			{Href: "/assessments/new", Button: parts.Button{Label: p.T("assessments.new"), Icon: "plus"}},
			{Href: "/items", Button: parts.Button{Label: p.T("assessments.items.title"), Weight: parts.Second}},
		})
	}
	p.Assessments = parts.Grid{Caption: p.Title, Hidden: true, Columns: []parts.Column{
		{Label: p.T("assessments.assessment")}, {Label: p.T("assessments.form_n", "label", "A"), Numeric: true}, {Label: p.T("assessments.form_n", "label", "B"), Numeric: true},
		{Label: p.T("assessments.cut_score"), Numeric: true}, {Label: p.T("assessments.administrations"), Numeric: true}, {Label: p.T("assessments.state")},
	}}
	for _, a := range list {
		p.Assessments.Rows = append(p.Assessments.Rows, []parts.Cell{
			{Text: name(p.Printer, a.Title), Href: assessmentPath(a.ID), Note: a.Code},
			{Text: p.T("assessments.items_n", "count", a.Items["A"])}, {Text: p.T("assessments.items_n", "count", a.Items["B"])},
			{Text: p.Number(a.CutScore, -1)}, {Text: p.Value(a.Administrations)}, {Part: frozenMark(p.Printer, a.Frozen)},
		})
	}
	return p
}

type assessmentInput struct {
	Code         string   `form:"code"`
	Title        string   `form:"title"`
	Instructions string   `form:"instructions"`
	CutScore     *float64 `form:"cut_score"`
	Minutes      int      `form:"minutes_allowed"`
	Shuffled     bool     `form:"shuffled"`
	OnlineOnly   bool     `form:"online_only"`
}

// input is what the service takes; translations of what was before are kept.
func (in assessmentInput) input(before assessments.Assessment) assessments.AssessmentInput {
	cut := -1.0 // none: refused as out of range
	if in.CutScore != nil {
		cut = *in.CutScore
	}
	return assessments.AssessmentInput{Code: in.Code, Title: put(before.Title, in.Title), Instructions: put(before.Instructions, in.Instructions), CutScore: cut,
		MinutesAllowed: in.Minutes, Shuffled: in.Shuffled, OnlineOnly: in.OnlineOnly}
}

type assessmentFormPage struct {
	web.Page
	Form parts.Filled
}

// NewAssessment shows the form for an assessment.
func (h *Handlers) NewAssessment(c *web.Ctx) error {
	return c.Render(200, showAssessmentForm(assessmentFormPageOf(c.Page("assessments.new"), parts.Filled{}.With("cut_score", "60"))))
}

func assessmentFormPageOf(page web.Page, form parts.Filled) assessmentFormPage {
	p := assessmentFormPage{Page: page, Form: form}
	p.Lead = p.T("assessments.new.lead")
	p.Crumbs = crumbs(p.Title, p.T("assessments.title"), "/assessments")
	return p
}

// CreateAssessment makes an assessment with two empty forms.
func (h *Handlers) CreateAssessment(c *web.Ctx) error {
	var in assessmentInput
	err := c.Bind(&in)
	var made assessments.Assessment
	if err == nil {
		made, err = h.Assessments.CreateAssessment(c.Context(), c.Actor, in.input(assessments.Assessment{}))
	}
	if fault.Is(err, fault.Invalid) {
		return c.Render(422, showAssessmentForm(assessmentFormPageOf(c.Page("assessments.new"), c.Fill(in, err))))
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "assessments.created")
	return c.See(assessmentPath(made.ID))
}

type assessmentPage struct {
	web.Page
	Facts           []parts.Fact
	Checks          []checkView
	Ready           bool
	Forms           []formView
	Administrations parts.Grid
	Paging          parts.Paging // of the administrations
	CanWrite        bool
	Form            parts.Filled // the details
	Action          string
	AddHref         string // where a third form is added; empty when there is one, or for those who may not
	DropHref        string // where it is taken away again
	RunHref         string // where a sitting is planned; empty for those who may not
}

// checkView is what a check of the forms has to say.
type checkView struct {
	Tone parts.Tone
	Text string
}

// Assessment shows the two forms of an assessment side by side and what is to be
// mended before they can be given.
func (h *Handlers) Assessment(c *web.Ctx) error { return h.showAssessment(c, 200, nil, formProblem{}) }

// UpdateAssessment changes what an assessment is called, tells first and its cut score.
func (h *Handlers) UpdateAssessment(c *web.Ctx) error {
	var in assessmentInput
	id := c.Params("assessment")
	before, err := h.Assessments.Assessment(c.Context(), c.Actor, id)
	if err != nil {
		return err
	}
	if err = c.Bind(&in); err == nil {
		_, err = h.Assessments.UpdateAssessment(c.Context(), c.Actor, id, in.input(before.Assessment))
	}
	if fault.Is(err, fault.Invalid) {
		filled := c.Fill(in, err)
		return h.showAssessment(c, 422, &filled, formProblem{})
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "assessments.updated")
	return c.See(assessmentPath(id))
}

// AddForm adds a third form.
func (h *Handlers) AddForm(c *web.Ctx) error {
	id := c.Params("assessment")
	if err := h.Assessments.AddForm(c.Context(), c.Actor, id); err != nil {
		return err
	}
	c.Flash(parts.Good, "assessments.form.added", "label", assessments.ThirdLabel)
	return c.See(assessmentPath(id) + "#form-" + assessments.ThirdLabel)
}

// DropForm takes the third form away again.
func (h *Handlers) DropForm(c *web.Ctx) error {
	id := c.Params("assessment")
	if err := h.Assessments.DropForm(c.Context(), c.Actor, id); err != nil {
		return err
	}
	c.Flash(parts.Good, "assessments.form.dropped", "label", assessments.ThirdLabel)
	return c.See(assessmentPath(id))
}

// showAssessment shows the page with what was typed into one of its forms, if any.
func (h *Handlers) showAssessment(c *web.Ctx, status int, details *parts.Filled, problem formProblem) error {
	detail, err := h.Assessments.Assessment(c.Context(), c.Actor, c.Params("assessment"))
	if err != nil {
		return err
	}
	competencies, err := h.Assessments.Competencies(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	canWrite := c.Actor.Somewhere(access.AuthorItems)
	var bank []assessments.ItemSummary
	if canWrite && !detail.Frozen() {
		if bank, err = h.Assessments.Items(c.Context(), c.Actor, assessments.ItemFilter{}); err != nil {
			return err
		}
	}
	p := assessmentPageOf(c.PageCalled(name(c.Printer, detail.Title)), detail, competencies, bank, canWrite)
	// A test that a country takes is given thousands of times.
	from, to, paging := parts.PageOf(c.Printer, len(p.Administrations.Rows), c.QueryInt("page", 1), sittingsOnPage, func(n int) string {
		return assessmentPath(detail.ID) + "?page=" + strconv.Itoa(n)
	})
	p.Administrations.Rows, p.Paging = p.Administrations.Rows[from:to], paging
	if details != nil {
		p.Form = *details
	}
	problem.into(c, p.Forms)
	if c.Actor.Somewhere(access.RunOfferings) {
		p.RunHref = "/offerings/new"
	}
	p.Actions = analysisLink(p.Page, detail.ID, c.Actor)
	return c.Render(status, showAssessment(p))
}

func assessmentPageOf(page web.Page, d assessments.AssessmentDetail, competencies []assessments.Competency, bank []assessments.ItemSummary, canWrite bool) assessmentPage {
	p := assessmentPage{Page: page, Ready: d.Ready(), CanWrite: canWrite, Action: assessmentPath(d.ID)}
	p.Crumbs = crumbs(p.Title, p.T("assessments.title"), "/assessments")
	p.Facts = []parts.Fact{
		{Label: p.T("assessments.code"), Text: d.Code},
		{Label: p.T("assessments.cut_score"), Text: p.T("assessments.cut_score.of", "score", d.CutScore)},
		{Label: p.T("assessments.forms"), Part: frozenMark(p.Printer, d.Frozen())},
		{Label: p.T("assessments.instructions"), Text: orDash(name(p.Printer, d.Instructions))},
	}
	for _, finding := range d.Checks {
		v := checkView{Tone: parts.Notice, Text: p.T(finding.Key, finding.Pairs...)}
		if finding.Blocking {
			v.Tone = parts.Bad
		}
		p.Checks = append(p.Checks, v)
	}
	names := competencyNames(p.Printer, competencies)
	for _, f := range d.Forms {
		p.Forms = append(p.Forms, formViewOf(p.Printer, d, f, names, competencies, bank, canWrite))
	}
	allowed := 0
	if d.MinutesAllowed != nil {
		allowed = *d.MinutesAllowed
		p.Facts = append(p.Facts, parts.Fact{Label: p.T("assessments.minutes_allowed"), Text: p.T("assessments.minutes", "count", allowed)})
	}
	p.Form = parts.Filled{ID: "details", Values: web.ValuesOf(assessmentInput{
		Code: d.Code, Title: d.Title[i18n.Spanish], Instructions: d.Instructions[i18n.Spanish], CutScore: &d.CutScore, Minutes: allowed, Shuffled: d.Shuffled, OnlineOnly: d.OnlineOnly})}
	var last assessments.FormDetail
	if len(d.Forms) > 0 {
		last = d.Forms[len(d.Forms)-1]
	}
	switch {
	case !canWrite, last.Label == "": // given elsewhere, it has none
	case last.Label != assessments.ThirdLabel:
		p.AddHref = assessmentPath(d.ID) + "/third-form"
	case last.FrozenAt == nil:
		p.DropHref = assessmentPath(d.ID) + "/third-form/drop"
	}
	p.Administrations = parts.Grid{Caption: p.T("assessments.administrations"), Hidden: true, Columns: []parts.Column{
		{Label: p.T("assessments.administration")}, {Label: p.T("assessments.occasion")}, {Label: p.T("assessments.opens")}, {Label: p.T("assessments.closes")},
	}}
	for _, a := range d.Administrations {
		closes := p.T("assessments.closes.never")
		if a.ClosesAt != nil {
			closes = p.Instant(*a.ClosesAt)
		}
		p.Administrations.Rows = append(p.Administrations.Rows, []parts.Cell{
			{Text: a.Title, Href: administrationPath(a.ID)}, {Text: occasionName(p.Printer, a)}, {Text: p.Instant(a.OpensAt)}, {Text: closes},
		})
	}
	return p
}
