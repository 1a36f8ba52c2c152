package web

import (
	"net/url"
	"strings"

	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/measure"
	"relevo/app/people"
	"relevo/app/web"
	"relevo/app/web/chart"
	"relevo/app/web/parts"
)

type tenureInput struct {
	From     db.Date `form:"from"`
	To       db.Date `form:"to"`
	Cadre    string  `form:"cadre"`
	Contract string  `form:"contract"`
	Region   string  `form:"region"`
	Setting  string  `form:"setting"`
	By       string  `form:"by"`
}

func (in tenureInput) query() people.TenureQuery {
	return people.TenureQuery{From: in.From, To: in.To, Cadre: people.Cadre(in.Cadre), Contract: in.Contract, Region: in.Region, Setting: in.Setting, By: people.By(in.By)}
}

type tenurePage struct {
	web.Page
	Form     parts.Filled
	Action   string
	Shown    string // what the figures are about, in words
	Narrowed bool   // a filter is set
	Filters  []parts.Input
	Tabs     []parts.Link
	Stats    []parts.Figure
	How      []string // of the figures above
	Nothing  parts.Nothing

	Comparison chapter
	Staying    chapter
	Reasons    chapter
	Training   chapter
}

// chapter is one question with its charts, its numbers and how they are computed.
type chapter struct {
	Title     string
	Says      string // what one sees, in one sentence
	Warnings  []string
	Charts    []chart.Chart
	Tested    string // the test between the groups that are drawn
	Table     parts.Grid
	Explained []string
	CSV       string
}

func (s chapter) shown() bool { return len(s.Charts) > 0 || len(s.Table.Rows) > 0 }

// Tenure compares how staff come, stay and go in an institution.
func (h *Handlers) Tenure(c *web.Ctx) error {
	var in tenureInput
	reason := c.Bind(&in)
	id := c.Params("institution")
	t, err := h.People.Tenures(c.Context(), c.Actor, id, in.query())
	if fault.Is(err, fault.Invalid) { // show what there is, with what is wrong beside the form
		reason = err
		t, err = h.People.Tenures(c.Context(), c.Actor, id, people.TenureQuery{})
	}
	if err != nil {
		return err
	}
	status := 200
	if reason != nil {
		status = 422
	}
	page := tenurePageOf(c.Page("turnover.title", "place", t.Institution.Name), t)
	page.Form = c.Fill(in, reason).With("from", t.From.String()).With("to", t.To.String())
	return c.Render(status, showTenure(page))
}

func tenurePageOf(p web.Page, t people.Tenures) tenurePage {
	path := institutionPath(t.Institution.ID)
	page := tenurePage{Page: p, Action: path + "/tenure", Shown: shown(p, t), Narrowed: t.Cadre+people.Cadre(t.Contract+t.Region+t.Setting) != ""}
	page.Lead = p.T("turnover.lead")
	page.Crumbs = []parts.Link{{Label: p.T("people.institutions.title"), Href: "/institutions"}, {Label: t.Institution.Name, Href: path}}
	page.filters(t)
	page.Nothing = parts.Nothing{Icon: "people", Title: p.T("people.tenure.none"), Text: p.T("people.tenure.none.text"), Href: path, Do: t.Institution.Name}
	if t.All.Curve.N == 0 {
		return page
	}
	page.Stats = []parts.Figure{turnoverFigure(p, t.All.Turnover), medianFigure(p, t), vacancyFigure(p, t)}
	if t.LatestList {
		page.Stats[0].Since = p.T("turnover.window.list", "from", t.From, "to", t.To)
	}
	if t.All.Training != nil {
		page.Stats = append(page.Stats, trainingFigure(p, *t.All.Training))
	}
	page.How = []string{p.T("people.turnover.how"), p.T("people.turnover.how.hr", "hr", percent(p, t.All.Turnover)), p.T("turnover.vacancy.how"), p.T("turnover.two_windows")}
	for _, by := range t.Filters.By {
		page.Tabs = append(page.Tabs, parts.Link{Label: p.T("turnover.by." + string(by)), Href: addressOf(t, by), Current: by == t.By})
	}
	page.Comparison, page.Staying, page.Reasons = comparisonOf(p, t), stayingOf(p, t), reasonsOf(p, t)
	if t.All.Training != nil {
		page.Training = trainingOf(p, t)
	}
	return page
}

// shown says what the figures are about: the days, and what they are narrowed to.
func shown(p web.Page, t people.Tenures) string {
	words := []string{p.T("people.turnover.window", "from", t.From, "to", t.To)}
	if t.Cadre != "" {
		words = append(words, p.T(t.Cadre.Key()))
	}
	if t.Contract != "" {
		words = append(words, p.T(people.ContractKey(t.Contract)))
	}
	if t.Region != "" {
		words = append(words, people.RegionName(t.Region))
	}
	if t.Setting != "" {
		words = append(words, p.T("people.setting."+t.Setting))
	}
	return p.T("turnover.shown", "what", strings.Join(words, " · "))
}

// filters offers to narrow the figures to what there is.
func (page *tenurePage) filters(t people.Tenures) {
	p := page.Page
	choose := func(name, label string, options []parts.Option) {
		if len(options) > 0 {
			all := []parts.Option{{Label: p.T("turnover.all")}}
			page.Filters = append(page.Filters, parts.Input{Name: name, Label: label, Kind: parts.Select, Options: append(all, options...)})
		}
	}
	var cadres, contracts, regions, settings []parts.Option
	for _, cadre := range t.Filters.Cadres {
		cadres = append(cadres, parts.Option{Value: string(cadre), Label: p.T(cadre.Key())})
	}
	for _, contract := range t.Filters.Contracts {
		contracts = append(contracts, parts.Option{Value: contract, Label: p.T(people.ContractKey(contract))})
	}
	for _, region := range t.Filters.Regions {
		regions = append(regions, parts.Option{Value: region, Label: people.RegionName(region)})
	}
	for _, setting := range t.Filters.Settings {
		settings = append(settings, parts.Option{Value: setting, Label: p.T("people.setting." + setting)})
	}
	choose("cadre", p.T("people.cadre"), cadres)
	choose("contract", p.T("people.contract"), contracts)
	choose("region", p.T("turnover.region"), regions)
	choose("setting", p.T("people.institution.setting"), settings)
}

// addressOf is the page that compares by something else. The days stand in it
// only when they were chosen, so that a bookmark goes on with the lists.
func addressOf(t people.Tenures, by people.By) string {
	return institutionPath(t.Institution.ID) + "/tenure?" + valuesOf(t, by).Encode()
}

func csvOf(t people.Tenures, table string) string {
	values := valuesOf(t, t.By)
	values.Set("table", table)
	values.Set("from", t.From.String())
	values.Set("to", t.To.String())
	return institutionPath(t.Institution.ID) + "/tenure.csv?" + values.Encode()
}

func valuesOf(t people.Tenures, by people.By) url.Values {
	values := url.Values{"by": {string(by)}}
	if !t.LatestList {
		values.Set("to", t.To.String())
	}
	if !t.LatestList || t.From != t.To.AddMonths(-24) {
		values.Set("from", t.From.String())
	}
	for name, value := range map[string]string{"cadre": string(t.Cadre), "contract": t.Contract, "region": t.Region, "setting": t.Setting} {
		if value != "" {
			values.Set(name, value)
		}
	}
	return values
}

func medianFigure(p web.Page, t people.Tenures) parts.Figure {
	curve := t.All.Curve
	f := parts.Figure{Label: p.T("people.tenure.median"), Value: "—", Since: p.T("turnover.observed", "count", curve.N)}
	if curve.N < 20 {
		f.Warning = p.T("people.tenure.few", "count", curve.N)
	}
	if !curve.Median.Defined() {
		f.Meaning = p.T("people.tenure.median.none")
		return f
	}
	f.Value, f.Unit, f.Meaning = p.Number(curve.Median.Float(), 1), p.T("people.tenure.months"), p.T("people.tenure.median.meaning")
	f.Interval = medianInterval(p, curve, 1)
	return f
}

// medianInterval writes the interval of a curve's median, which is open where
// the curve's upper end never comes down to one half.
func medianInterval(p web.Page, c measure.Curve, decimals int) string {
	switch {
	case !c.MedianLower.Defined():
		return ""
	case !c.MedianUpper.Defined():
		return p.T("turnover.interval.open", "low", p.Number(c.MedianLower.Float(), decimals))
	}
	return p.T("people.turnover.interval", "low", p.Number(c.MedianLower.Float(), decimals), "high", p.Number(c.MedianUpper.Float(), decimals))
}

func vacancyFigure(p web.Page, t people.Tenures) parts.Figure {
	g := t.All
	f := parts.Figure{Label: p.T("people.in_post"), Value: p.Number(float64(g.Turnover.InPost), 0), Unit: p.T("people.unit", "count", g.Turnover.InPost),
		Meaning: p.T("turnover.vacancy.none"), Since: p.T("people.on_day", "date", t.To)}
	switch {
	case g.Posts > 0 && g.Vacant == 0:
		f.Meaning = p.T("turnover.vacancy.full", "posts", g.Posts)
	case g.Posts > 0:
		f.Meaning = p.T("turnover.vacancy", "count", g.Vacant, "posts", g.Posts, "share", p.Percent(g.Vacancy().Float(), 0))
	}
	return f
}

func trainingFigure(p web.Page, t people.Training) parts.Figure {
	f := parts.Figure{Label: p.T("turnover.training.median"), Value: "—", Since: p.T("turnover.training.joiners", "count", t.Joiners)}
	if t.Joiners > 0 && t.Few() {
		f.Warning = p.T("turnover.training.few", "count", t.Joiners)
	}
	if t.Joiners == 0 {
		f.Meaning = p.T("turnover.training.nobody")
		return f
	}
	f.Meaning = p.T("turnover.training.median.none")
	if t.Curve.Median.Defined() {
		f.Value, f.Unit, f.Meaning = p.Number(t.Curve.Median.Float(), 0), p.T("turnover.days"), p.T("turnover.training.median.meaning")
		f.Interval = medianInterval(p, t.Curve, 0)
	}
	f.Meaning += " " + sharesOf(p, t)
	return f
}
