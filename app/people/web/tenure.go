package web

import (
	"bytes"
	"encoding/csv"
	"strconv"

	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/measure"
	"relevo/app/people"
	"relevo/app/web"
	"relevo/app/web/chart"
	"relevo/app/web/parts"
)

type tenureInput struct {
	From db.Date `form:"from"`
	To   db.Date `form:"to"`
}

type tenurePage struct {
	web.Page
	Form      parts.Filled
	Action    string
	CSV       string
	Stats     []parts.Figure
	Curve     *chart.Steps
	Cadres    *chart.Steps
	Groups    parts.Grid
	Compared  string
	Reasons   parts.Grid
	Explained []string
	Warnings  []string
	Nothing   parts.Nothing
}

// Tenure shows how long staff stay in an institution.
func (h *Handlers) Tenure(c *web.Ctx) error {
	var in tenureInput
	reason := c.Bind(&in)
	id := c.Params("institution")
	t, err := h.People.Tenures(c.Context(), c.Actor, id, in.From, in.To)
	if fault.Is(err, fault.Invalid) { // show what there is, with what is wrong beside the form
		reason = err
		t, err = h.People.Tenures(c.Context(), c.Actor, id, 0, 0)
	}
	if err != nil {
		return err
	}
	status := 200
	if reason != nil {
		status = 422
	}
	page := tenurePageOf(c.Page("people.tenure.title", "place", t.Institution.Name), t)
	page.Form = c.Fill(in, reason).With("from", t.From.String()).With("to", t.To.String())
	return c.Render(status, showTenure(page))
}

// TenureCSV gives the numbers of the survival curve.
func (h *Handlers) TenureCSV(c *web.Ctx) error {
	var in tenureInput
	if err := c.Bind(&in); err != nil {
		return err
	}
	t, err := h.People.Tenures(c.Context(), c.Actor, c.Params("institution"), in.From, in.To)
	if err != nil {
		return err
	}
	body, err := tenureCSV(t)
	if err != nil {
		return err
	}
	c.Set("Content-Type", "text/csv; charset=utf-8")
	c.Set("Content-Disposition", `attachment; filename="tenure.csv"`)
	c.Set("Cache-Control", "no-store")
	return c.Send(body)
}

// tenureCSV writes one row an event time, in the words of the measures.
func tenureCSV(t people.Tenures) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	rows := [][]string{{"cadre", "months", "n_risk", "n_event", "survival", "lower", "upper"}}
	for _, group := range append([]people.TenureOf{t.All}, t.ByCadre...) {
		curve := group.Curve
		for i, at := range curve.Time {
			rows = append(rows, []string{string(group.Cadre), strconv.FormatFloat(at, 'f', 3, 64), strconv.Itoa(curve.AtRisk[i]), strconv.Itoa(curve.EventCounts[i]),
				csvNumber(curve.Survival[i]), csvNumber(curve.Lower[i]), csvNumber(curve.Upper[i])})
		}
	}
	err := w.WriteAll(rows)
	return b.Bytes(), err
}

func csvNumber(n measure.Number) string {
	if !n.Defined() {
		return ""
	}
	return strconv.FormatFloat(n.Float(), 'g', -1, 64)
}

func tenurePageOf(p web.Page, t people.Tenures) tenurePage {
	path := institutionPath(t.Institution.ID)
	page := tenurePage{Page: p, Action: path + "/tenure", CSV: path + "/tenure.csv?from=" + t.From.String() + "&to=" + t.To.String()}
	page.Lead = p.T("people.tenure.lead")
	page.Crumbs = []parts.Link{{Label: p.T("people.institutions.title"), Href: "/institutions"}, {Label: t.Institution.Name, Href: path}}
	page.Nothing = parts.Nothing{Icon: "people", Title: p.T("people.tenure.none"), Text: p.T("people.tenure.none.text"), Href: path, Do: t.Institution.Name}
	if t.All.Curve.N == 0 {
		return page
	}
	page.Stats = []parts.Figure{medianFigure(p, t), turnoverFigure(p, t.All.Turnover)}
	page.Explained = []string{p.T("people.tenure.how"), p.T("people.tenure.how.truncated"), p.T("people.turnover.how")}
	if t.All.Curve.Start.Defined() {
		page.Warnings = append(page.Warnings, p.T("people.tenure.conditioned", "months", p.Number(t.All.Curve.Start.Float(), 1)))
	}
	if t.All.Curve.Events > 0 {
		steps := curveChart(p, "tenure", p.T("people.tenure.curve"), p.T("people.tenure.curve.summary", "count", t.All.Curve.N, "events", t.All.Curve.Events), t.All)
		page.Curve = &steps
	}
	page.groups(t)
	page.Reasons = parts.Grid{Caption: p.T("people.tenure.reasons"), Columns: []parts.Column{{Label: p.T("people.tenure.reason")}, {Label: p.T("people.tenure.leavers"), Numeric: true}}}
	for _, l := range t.All.Leaving {
		name := l.Reason
		switch name {
		case "":
			name = p.T("people.tenure.reason.none")
		case "transfer":
			name = p.T("people.tenure.reason.transfer")
		}
		page.Reasons.Rows = append(page.Reasons.Rows, []parts.Cell{{Text: name}, {Text: p.Number(float64(l.People), 0)}})
	}
	return page
}

func medianFigure(p web.Page, t people.Tenures) parts.Figure {
	f := parts.Figure{Label: p.T("people.tenure.median"), Value: "—", Strong: true, Since: p.T("people.turnover.window", "from", t.From, "to", t.To)}
	curve := t.All.Curve
	if !curve.Median.Defined() {
		f.Meaning = p.T("people.tenure.median.none")
		return f
	}
	f.Value, f.Unit, f.Meaning = p.Number(curve.Median.Float(), 1), p.T("people.tenure.months"), p.T("people.tenure.median.meaning")
	if curve.MedianLower.Defined() && curve.MedianUpper.Defined() {
		f.Interval = p.T("people.turnover.interval", "low", p.Number(curve.MedianLower.Float(), 1), "high", p.Number(curve.MedianUpper.Float(), 1))
	}
	if curve.N < 20 {
		f.Warning = p.T("people.tenure.few", "count", curve.N)
	}
	return f
}

func curveChart(p web.Page, id, title, summary string, groups ...people.TenureOf) chart.Steps {
	steps := chart.Steps{About: chart.About{ID: id, Title: title, Summary: summary, Unit: chart.Unit{Percent: true}}, X: chart.Axis{Label: p.T("people.tenure.months_in_post")}}
	for _, group := range groups {
		name := p.T("people.tenure.everybody")
		if group.Cadre != "" {
			name = p.T(group.Cadre.Key())
		}
		curve := chart.Curve{Name: name, Median: group.Curve.Median.Float()}
		longest := 0.0
		for i, at := range group.Curve.Time {
			curve.Points = append(curve.Points, chart.Value{X: at, Y: group.Curve.Survival[i].Float(), Low: group.Curve.Lower[i].Float(), High: group.Curve.Upper[i].Float()})
			longest = at
		}
		for at := 0.0; at <= longest; at += longest / 4 {
			curve.AtRisk = append(curve.AtRisk, chart.Risk{At: at, N: atRisk(group.Curve, at)})
			if longest == 0 {
				break
			}
		}
		if group.Curve.Start.Defined() && steps.From == 0 {
			steps.From = group.Curve.Start.Float()
		}
		steps.Curves = append(steps.Curves, curve)
	}
	return steps
}

// atRisk is how many were observed at the first event at or after a tenure.
func atRisk(c measure.Curve, at float64) int {
	for i, time := range c.Time {
		if time >= at {
			return c.AtRisk[i]
		}
	}
	return 0
}

// groupsDrawn is how many curves can be told apart in one picture.
const groupsDrawn = 4

func (page *tenurePage) groups(t people.Tenures) {
	p := page.Page
	if len(t.ByCadre) < 2 {
		return
	}
	drawn := t.ByCadre[:min(len(t.ByCadre), groupsDrawn)]
	steps := curveChart(p, "cadres", p.T("people.tenure.by_cadre"), p.T("people.tenure.by_cadre.summary", "count", len(drawn)), drawn...)
	page.Cadres = &steps
	page.Groups = parts.Grid{Caption: p.T("people.tenure.by_cadre.table"), Columns: []parts.Column{{Label: p.T("people.cadre")}, {Label: p.T("people.tenure.stays"), Numeric: true},
		{Label: p.T("people.tenure.leavers"), Numeric: true}, {Label: p.T("people.turnover"), Numeric: true}, {Label: p.T("people.tenure.median"), Numeric: true}}}
	for _, g := range t.ByCadre {
		rate := parts.Cell{Text: p.Number(g.Turnover.Rate.Rate.Float(), 2)}
		if g.Turnover.Rate.Rate.Defined() {
			rate.Note = p.Range(p.Number(g.Turnover.Rate.Lower.Float(), 2), p.Number(g.Turnover.Rate.Upper.Float(), 2))
		}
		page.Groups.Rows = append(page.Groups.Rows, []parts.Cell{{Text: p.T(g.Cadre.Key())}, {Text: p.Number(float64(g.Curve.N), 0)}, {Text: p.Number(float64(g.Curve.Events), 0)},
			rate, {Text: p.Number(g.Curve.Median.Float(), 1)}})
	}
	if t.LogRank.P.Defined() {
		page.Compared = p.T("people.tenure.log_rank", "chi", p.Number(t.LogRank.ChiSquare.Float(), 2), "df", t.LogRank.DF, "p", p.Number(t.LogRank.P.Float(), 3))
	}
}
