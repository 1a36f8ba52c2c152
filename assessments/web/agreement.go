package web

import (
	"encoding/json"

	"relevo/app/i18n"
	"relevo/app/measure"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/assessments"
)

type agreementPage struct {
	web.Page
	None      bool
	Overall   []parts.Figure
	Few       string // that there is too little to lean on; empty when there is enough
	Vignettes parts.Grid
	Raters    parts.Grid
	Own       string // how strict the reader is, in a sentence
}

// Agreement shows how far independent ratings of the same responses agree, and how strict
// each rater is.
func (h *Handlers) Agreement(c *web.Ctx) error {
	agreement, err := h.Assessments.Agreement(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	return c.Render(200, showAgreement(agreementPageOf(c.Page("assessments.agreement.title"), agreement, canAuthor(c))))
}

func agreementPageOf(page web.Page, a assessments.Agreement, author bool) agreementPage {
	p := agreementPage{Page: page, None: a.Overall.Responses == 0}
	p.Lead = p.T("assessments.agreement.lead")
	p.Crumbs = crumbs(p.Title, p.T("assessments.scoring.title"), "/scoring")
	row := a.Overall
	if row.Few() {
		p.Few = p.T("assessments.agreement.few", "count", row.Responses)
	}
	p.Overall = []parts.Figure{
		{Label: p.T("assessments.agreement.percent"), Value: percentOf(p.Printer, row.Percent), Meaning: p.T("assessments.agreement.percent.text"), Strong: true,
			Since: p.T("assessments.agreement.responses", "count", row.Responses)},
		{Label: p.T("assessments.agreement.kappa"), Value: figure(p.Printer, row.Kappa.KappaQuadratic), Meaning: p.T("assessments.agreement.kappa.text"), Warning: warningOf(p.Printer, row.Kappa.KappaQuadratic)},
		{Label: "ICC(1)", Value: figure(p.Printer, row.ICC.ICC1.Value), Interval: intervalOf(p.Printer, row.ICC.ICC1), Meaning: p.T("assessments.agreement.icc.text"), Warning: warningOf(p.Printer, row.ICC.ICC1.Value)},
		{Label: p.T("assessments.agreement.alpha"), Value: figure(p.Printer, row.Alpha.Interval), Meaning: p.T("assessments.agreement.alpha.text"), Warning: warningOf(p.Printer, row.Alpha.Interval)},
	}
	p.Vignettes = parts.Grid{Caption: p.T("assessments.agreement.vignettes"), Hidden: true, Columns: []parts.Column{
		{Label: p.T("assessments.scoring.vignette")}, {Label: p.T("assessments.agreement.n"), Numeric: true}, {Label: p.T("assessments.agreement.percent"), Numeric: true},
		{Label: p.T("assessments.agreement.kappa"), Numeric: true}, {Label: "ICC(1)", Numeric: true}, {Label: p.T("assessments.agreement.alpha"), Numeric: true}, {Label: p.T("assessments.agreement.adjudicated"), Numeric: true},
	}}
	for _, v := range a.Vignettes {
		cell := parts.Cell{Text: titleOf(p.Printer, v.Title, v.Vignette)}
		if author {
			cell.Href = trailsPath(v.ItemVersionID)
		}
		p.Vignettes.Rows = append(p.Vignettes.Rows, append([]parts.Cell{cell}, parts.Words(p.Value(v.Responses), percentOf(p.Printer, v.Percent), figure(p.Printer, v.Kappa.KappaQuadratic),
			figure(p.Printer, v.ICC.ICC1.Value), figure(p.Printer, v.Alpha.Interval), p.Value(v.Adjudicated))...))
	}
	p.Raters = parts.Grid{Caption: p.T("assessments.agreement.raters"), Hidden: true, Columns: []parts.Column{
		{Label: p.T("assessments.agreement.rater")}, {Label: p.T("assessments.agreement.n"), Numeric: true}, {Label: p.T("assessments.agreement.severity"), Numeric: true}, {Label: p.T("assessments.agreement.pooled"), Numeric: true},
	}}
	for _, r := range a.Raters {
		if r.Own {
			p.Own = ownSeverity(p.Printer, r)
		}
		pooled := "—"
		if r.Shrunk.Defined() {
			pooled = p.Signed(r.Shrunk.Float(), 1) + " (" + p.Range(p.Signed(r.Lower.Float(), 1), p.Signed(r.Upper.Float(), 1)) + ")"
		}
		p.Raters.Rows = append(p.Raters.Rows, parts.Words(r.Name, p.Value(r.Responses), p.Signed(r.Severity.Float(), 1), pooled))
	}
	return p
}

// ownSeverity tells a rater how strict they are. A difference whose interval holds nought
// is said to be none.
func ownSeverity(p *i18n.Printer, r assessments.RaterRow) string {
	switch {
	case !r.Shrunk.Defined() || (r.Lower <= 0 && r.Upper >= 0):
		return p.T("assessments.agreement.own.even", "count", r.Responses)
	case r.Shrunk < 0:
		return p.T("assessments.agreement.own.strict", "points", p.Number(-r.Shrunk.Float(), 1), "count", r.Responses)
	default:
		return p.T("assessments.agreement.own.generous", "points", p.Number(r.Shrunk.Float(), 1), "count", r.Responses)
	}
}

// AgreementInput gives what the agreement was computed from, as relevo measure reads it:
// for=kappa the table of levels, for=icc the points of each response.
func (h *Handlers) AgreementInput(c *web.Ctx) error {
	agreement, err := h.Assessments.Agreement(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	var input any = map[string]any{"table": agreement.Overall.Table}
	name := "kappa"
	if c.Query("for") == "icc" {
		input, name = map[string]any{"ratings": agreement.Overall.Pairs}, "icc"
	}
	body, err := json.MarshalIndent(input, "", " ")
	if err != nil {
		return err
	}
	return c.Give("json", name, body)
}

func trailsPath(version string) string { return "/scoring/trails/" + version }

type trailsPage struct {
	web.Page
	Trails []trailView
	Path   string
	Closed string // how many can be opened and what that does; empty: none
	Open   string // what the button says
}

// trailView is one response with who gave what.
type trailView struct {
	Response string
	Hear     string // where it is heard; empty when it was written
	Outcome  string
	Ratings  parts.Grid
}

// Trails shows, for those who write items, who gave what to the responses that more than
// one person rated, and what counted, as far as they have opened it.
func (h *Handlers) Trails(c *web.Ctx) error {
	trails, err := h.Assessments.Trails(c.Context(), c.Actor, c.Params("version"))
	if err != nil {
		return err
	}
	return c.Render(200, showTrails(trailsPageOf(c.PageCalled(titleOf(c.Printer, trails.Version.Title, trails.Version.Stem)), trails)))
}

// OpenTrails opens who gave what, which closes those responses to whoever looks. It takes a
// button and not a link: a link from anywhere would take a rater's right to rate away.
func (h *Handlers) OpenTrails(c *web.Ctx) error {
	if err := h.Assessments.OpenTrails(c.Context(), c.Actor, c.Params("version")); err != nil {
		return err
	}
	return c.See(trailsPath(c.Params("version")))
}

func trailsPageOf(page web.Page, trails assessments.Trails) trailsPage {
	p := trailsPage{Page: page, Path: trailsPath(trails.Version.ID)}
	if trails.Closed > 0 {
		p.Closed, p.Open = p.T("assessments.trails.closed", "count", trails.Closed), p.T("assessments.trails.open")
	}
	p.Lead = p.T("assessments.trails.lead")
	p.Crumbs = crumbs(p.Title, p.T("assessments.scoring.title"), "/scoring", p.T("assessments.agreement.title"), "/scoring/agreement")
	for _, t := range trails.List {
		v := trailView{Response: t.Response, Outcome: p.T("assessments.trails.mean", "score", p.Percent(t.Verdict.Share(t.Most), 0))}
		if t.Spoken {
			v.Hear = recordingPath(t.TaskID)
		}
		if t.Verdict.Rule == assessments.RuleAdjudicated {
			v.Outcome = p.T("assessments.trails.adjudicated", "score", p.Percent(t.Verdict.Share(t.Most), 0))
		}
		v.Ratings = parts.Grid{Caption: p.T("assessments.trails.ratings"), Hidden: true, Columns: []parts.Column{
			{Label: p.T("assessments.agreement.rater")}, {Label: p.T("assessments.trails.when")}, {Label: p.T("assessments.trails.points"), Numeric: true}, {Label: p.T("assessments.trails.counts")},
		}}
		for _, r := range t.Ratings {
			counts := p.T("assessments.trails.no")
			switch {
			case r.SupersededAt != nil:
				counts = p.T("assessments.trails.superseded")
			case r.Counts:
				counts = p.T("assessments.trails.yes")
			}
			v.Ratings.Rows = append(v.Ratings.Rows, parts.Words(r.RaterName, p.Instant(r.RecordedAt), p.T("assessments.n_of", "n", r.Points.Sum(), "count", t.Most), counts))
		}
		p.Trails = append(p.Trails, v)
	}
	return p
}

// titleOf is how a vignette is called: its title, or how it begins.
func titleOf(p *i18n.Printer, title string, stem i18n.Text) string {
	if title != "" {
		return title
	}
	return excerpt(p, stem, 60)
}

// figure writes a coefficient, or a dash where it is undefined.
func figure(p *i18n.Printer, n measure.Number) string {
	if !n.Defined() {
		return "—"
	}
	return p.Number(n.Float(), 2)
}

func percentOf(p *i18n.Printer, n measure.Number) string {
	if !n.Defined() {
		return "—"
	}
	return p.Percent(n.Float(), 0)
}

func intervalOf(p *i18n.Printer, e measure.Estimate) string {
	if !e.Lower.Defined() || !e.Upper.Defined() {
		return ""
	}
	return p.Range(figure(p, e.Lower), figure(p, e.Upper))
}

func warningOf(p *i18n.Printer, n measure.Number) string {
	if n.Defined() {
		return ""
	}
	return p.T("assessments.agreement.undefined")
}
