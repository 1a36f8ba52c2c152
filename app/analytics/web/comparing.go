package web

import (
	"strconv"

	"relevo/app/analytics"
	"relevo/app/analytics/report"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/measure"
	"relevo/app/tables"
	"relevo/app/web"
	"relevo/app/web/parts"
)

const comparingPath = resultsPath + "/comparison"

type comparingInput struct {
	Competency string                  `form:"competency"`
	Share      analytics.ComparedShare `form:"share"`
	Quarters   int                     `form:"quarters"`
	On         db.Date                 `form:"on"`
}

func (in comparingInput) query() analytics.ComparingQuery {
	return analytics.ComparingQuery{Competency: in.Competency, On: in.On, Share: in.Share, Quarters: in.Quarters}
}

type comparingPage struct {
	web.Page
	Form         parts.Filled
	Competencies []parts.Option
	Shares       []parts.Option
	Windows      []parts.Option
	Hidden       bool
	Headline     string
	Warnings     []string
	Stats        []parts.Figure
	Groups       parts.Grid
	Assumptions  []string
	Files        []parts.Link
}

// Comparing shows centres trained early beside those not trained yet.
func (h *Handlers) Comparing(c *web.Ctx) error {
	var in comparingInput
	reason := c.Bind(&in)
	compared, err := h.Analytics.Comparing(c.Context(), c.Actor, in.query())
	if err == nil {
		in.Share, in.Quarters = compared.Share, compared.Quarters
	}
	if fault.Is(err, fault.Invalid) {
		reason = err
		compared, err = h.Analytics.Comparing(c.Context(), c.Actor, analytics.ComparingQuery{})
	}
	if err != nil {
		return err
	}
	status := 200
	if reason != nil {
		status = 422
	}
	page := comparingPageOf(c.Page("comparing.title"), compared)
	page.AsOf = compared.AsOf
	page.Form = c.Fill(in, reason).With("competency", compared.Competency.Code).With("on", compared.On.String())
	return c.Render(status, showComparing(page))
}

func comparingPageOf(p web.Page, c analytics.Comparing) comparingPage {
	page := comparingPage{Page: p, Competencies: competencyOptions(p.Printer, c.Subject), Hidden: c.Hidden, Assumptions: comparingExplained(p.Printer, c)}
	page.Lead = p.T("comparing.lead")
	page.Crumbs = []parts.Link{{Label: p.T("menu.results"), Href: resultsPath}, {Label: p.T("comparing.crumb"), Current: true}}
	for _, share := range analytics.ComparedShares() {
		page.Shares = append(page.Shares, parts.Option{Value: string(share), Label: p.T("comparing.share." + string(share))})
	}
	for _, n := range []int{2, 1, 3, 4, 5, 6} {
		page.Windows = append(page.Windows, parts.Option{Value: strconv.Itoa(n), Label: p.T("comparing.quarters.n", "count", n)})
	}
	for _, w := range c.Warnings {
		page.Warnings = append(page.Warnings, p.T("comparing.warning."+w.Code, "n", measure.FewCentres))
	}
	if c.Result.Value.Defined() {
		page.Headline = p.T("comparing.headline", "points", points(p.Printer, c.Result.Value))
	}
	interval := ""
	if c.Result.Lower.Defined() {
		interval = p.T("analytics.interval", "low", points(p.Printer, c.Result.Lower), "high", points(p.Printer, c.Result.Upper))
	}
	page.Stats = []parts.Figure{
		{Label: p.T("comparing.difference"), Value: report.Or(p.Printer, c.Result.Value, !c.Centres.Defined(), points(p.Printer, c.Result.Value)), Unit: p.T("comparing.points"), Interval: interval, Strong: true,
			Meaning: p.T("comparing.difference.meaning", "p", report.Or(p.Printer, c.P, !c.Centres.Defined(), chance(p.Printer, c.P))), Since: p.T("stay.until", "date", c.On)},
		{Label: p.T("comparing.centres"), Value: whole(p.Printer, c.Centres), Meaning: p.T("comparing.centres.meaning", "never", whole(p.Printer, c.Never))},
		{Label: p.T("comparing.before"), Value: report.Or(p.Printer, c.Before, !c.Centres.Defined(), points(p.Printer, c.Before)), Unit: p.T("comparing.points"), Meaning: p.T("comparing.before.meaning")},
	}
	page.Groups = parts.Grid{Caption: p.T("comparing.groups"), Columns: []parts.Column{{Label: p.T("comparing.window")}, {Label: p.T("comparing.centres"), Numeric: true}, {Label: p.T("comparing.change"), Numeric: true},
		{Label: p.T("comparing.others"), Numeric: true}, {Label: p.T("comparing.others.change"), Numeric: true}, {Label: p.T("comparing.difference"), Numeric: true}}}
	for _, g := range c.Groups {
		said := func(n measure.Number) string {
			return report.Or(p.Printer, n, !g.Centres.Defined(), points(p.Printer, n))
		}
		page.Groups.Rows = append(page.Groups.Rows, []parts.Cell{{Text: p.T("fading.window", "from", g.From, "to", g.To)}, {Text: whole(p.Printer, g.Centres)}, {Text: said(g.Change)},
			{Text: whole(p.Printer, g.Comparison)}, {Text: said(g.ComparisonChange)}, {Text: said(g.Difference)}})
	}
	values := subjectInput{Competency: c.Competency.Code}.values()
	values.Set("share", string(c.Share))
	values.Set("quarters", p.Number(float64(c.Quarters), 0))
	values.Set("on", c.On.String())
	for _, format := range []string{"xlsx", "csv"} {
		page.Files = append(page.Files, parts.Link{Label: p.T("analytics.file." + format), Href: address(comparingPath+"/"+format, values)})
	}
	return page
}

// chance writes a probability; none that was estimated is nothing.
func chance(p *i18n.Printer, n measure.Number) string {
	if n < 0.001 {
		return p.T("comparing.chance.small")
	}
	return p.Number(n.Float(), 3)
}

// points writes a change of a share in percentage points.
func points(p *i18n.Printer, n measure.Number) string { return p.Number(100*n.Float(), 1) }

func comparingExplained(p *i18n.Printer, c analytics.Comparing) []string {
	return []string{p.T("comparing.how", "after", p.T("comparing.quarters.n", "count", c.Quarters)), p.T("comparing.how.interval"), p.T("comparing.how.trends"), p.T("comparing.how.anticipation"), p.T("comparing.how.need"), p.T("comparing.how.spill"),
		p.T("comparing.how.zero"), p.T("comparing.share."+string(c.Share)) + ": " + p.T("comparing.share."+string(c.Share)+".how")}
}

// ComparingFile gives the comparison as a workbook or as CSV.
func (h *Handlers) ComparingFile(c *web.Ctx) error {
	var in comparingInput
	if err := c.Bind(&in); err != nil {
		return err
	}
	compared, err := h.Analytics.Comparing(c.Context(), c.Actor, in.query())
	if err != nil {
		return err
	}
	x := func(n measure.Number) any { return n.Float() }
	groups := tables.Sheet{Name: "comparison", Head: []string{"place", "competency", "share", "as_of", "group", "from", "to", "centres", "comparison", "change", "comparison_change", "difference", "lower", "upper", "p", "before"}}
	head := []any{report.PlaceName(c.Printer, compared.Place), compared.Competency.Code, string(compared.Share), compared.On.String()}
	groups.Rows = append(groups.Rows, append(append([]any{}, head...), "all", nil, nil, x(compared.Centres), nil, nil, nil, x(compared.Result.Value), x(compared.Result.Lower), x(compared.Result.Upper), x(compared.P), x(compared.Before)))
	for _, g := range compared.Groups {
		groups.Rows = append(groups.Rows, append(append([]any{}, head...), "quarter", g.From.String(), g.To.String(), x(g.Centres), x(g.Comparison), x(g.Change), x(g.ComparisonChange), x(g.Difference), nil, nil, nil, nil))
	}
	meaning := tables.Sheet{Name: "definitions", Head: []string{c.T("analytics.report.definitions")}}
	for _, text := range comparingExplained(c.Printer, compared) {
		meaning.Rows = append(meaning.Rows, []any{text})
	}
	return c.SendSheets(c.Params("file"), "comparacion-"+compared.Competency.Code+"-"+compared.On.String(), []tables.Sheet{groups, meaning}, 0)
}
