package web

import (
	"net/url"
	"strconv"

	"relevo/app/analytics"
	"relevo/app/analytics/report"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/measure"
	"relevo/app/people"
	"relevo/app/web"
	"relevo/app/web/chart"
	"relevo/app/web/parts"
	"relevo/assessments"
)

type learningInput struct {
	subjectInput
	Region   string `form:"region"`
	Offering string `form:"offering"`
	Low      bool   `form:"low"`
}

func (in learningInput) query(placeID string) analytics.LearningQuery {
	return analytics.LearningQuery{PlaceID: placeID, Competency: in.Competency, Cadre: in.Cadre, Region: in.Region, OfferingID: in.Offering, LowBefore: in.Low}
}

// learningValues are what leads back to the same page.
func learningValues(l analytics.Learning) url.Values {
	values := subjectInput{l.Competency.Code, l.Query.Cadre}.values()
	for name, value := range map[string]string{"region": l.Query.Region, "offering": l.Query.OfferingID} {
		if value != "" {
			values.Set(name, value)
		}
	}
	if l.Query.LowBefore {
		values.Set("low", "true")
	}
	return values
}

func learningPath(id string) string { return placePath(id) + "/learning" }

type learningPage struct {
	web.Page
	Form         parts.Filled
	Action       string
	Competencies []parts.Option
	Cadres       []parts.Option
	Regions      []parts.Option
	Offerings    []parts.Option
	Who          []parts.Option
	Nothing      *parts.Nothing
	Hidden       string
	Headline     string
	Notes        []string
	Flow         chart.Flow
	Means        chart.Dots
	Changes      []changeView
	Centres      parts.Grid
	CentresNote  string
	Explained    []string
	Files        []parts.Link
	Analyses     []parts.Link
}

// changeView is one comparison: the figures to be read first, all of them in a table, and what to be careful about.
type changeView struct {
	Title    string
	Stats    []parts.Figure
	Numbers  parts.Grid
	Warnings []string
	Files    []parts.Link
}

// Learning shows who answered when, and how much changed.
func (h *Handlers) Learning(c *web.Ctx) error {
	var in learningInput
	reason := c.Bind(&in)
	l, err := h.Analytics.Learning(c.Context(), c.Actor, in.query(c.Params("place")))
	if fault.Is(err, fault.Invalid) { // show what there is, with what is wrong beside the form
		reason = err
		l, err = h.Analytics.Learning(c.Context(), c.Actor, analytics.LearningQuery{PlaceID: c.Params("place")})
	}
	if err != nil {
		return err
	}
	status := 200
	if reason != nil {
		status = 422
	}
	page := learningPageOf(c.Page("learning.title", "place", report.PlaceName(c.Printer, l.Place)), l)
	page.AsOf = l.AsOf
	page.Form = c.Fill(in, reason).With("competency", l.Competency.Code)
	return c.Render(status, showLearning(page))
}

func learningPageOf(p web.Page, l analytics.Learning) learningPage {
	page := learningPage{Page: p, Action: learningPath(l.Place.ID)}
	page.Lead = p.T("learning.lead")
	page.Crumbs = placeCrumbs(p.Printer, l.Place, parts.Link{Label: p.T("learning.short"), Current: true})
	page.Competencies, page.Cadres = competencyOptions(p.Printer, l.Subject), cadreOptions(p.Printer)
	page.Regions = []parts.Option{{Label: p.T("learning.all_regions")}}
	for _, code := range l.Regions {
		page.Regions = append(page.Regions, parts.Option{Value: code, Label: people.RegionName(code)})
	}
	page.Offerings = []parts.Option{{Label: p.T("learning.all_offerings")}}
	for _, o := range l.Offerings {
		page.Offerings = append(page.Offerings, parts.Option{Value: o.ID, Label: o.Code + " · " + o.Title})
	}
	page.Who = []parts.Option{{Label: p.T("learning.everybody")}, {Value: "true", Label: p.T("learning.low")}}
	switch {
	case l.Refused:
		page.Hidden = p.T("learning.refused")
	case l.Hidden:
		page.Hidden = p.T("learning.hidden")
	}
	if l.Began == 0 {
		page.Nothing = &parts.Nothing{Icon: "people", Title: p.T("learning.none"), Text: p.T("learning.none.text")}
		return page
	}
	page.head(l)
	page.Flow, page.Means = flowChart(p, l), meansChart(p, l)
	for i, c := range l.Comparisons {
		page.Changes = append(page.Changes, changeViewOf(p, l, i, c))
	}
	page.centres(l)
	for _, key := range []string{"learning.how.people", "learning.how.flow", "learning.how.scores", "learning.how.change", "learning.how.mastery", "learning.how.reliable", "learning.how.bounds", "learning.how.centres"} {
		page.Explained = append(page.Explained, p.T(key, "cut", whole(p.Printer, measure.Number(l.Model.Cut))))
	}
	page.files(l)
	return page
}

func (page *learningPage) head(l analytics.Learning) {
	p := page.Page
	name := l.Competency.Name.In(p.Locale())
	pre := l.Comparisons[0]
	page.Headline = p.T("learning.headline", "competency", name, "began", whole(p.Printer, l.Began), "pairs", whole(p.Printer, pre.N), "change", p.Signed(pre.Change.MeanChange.Float(), 1))
	if !l.Began.Defined() || !pre.N.Defined() {
		page.Headline = p.T("learning.headline.hidden", "competency", name)
	}
	page.Notes = append(page.Notes, p.T("learning.as_of", "date", l.On))
	if l.Repeated > 0 && l.Query.OfferingID == "" {
		page.Notes = append(page.Notes, p.T("learning.repeated", "count", l.Repeated))
	}
	if l.Query.LowBefore {
		page.Notes = append(page.Notes, p.T("learning.low_before", "cut", whole(p.Printer, measure.Number(l.Model.Cut))))
	}
	if l.Model.SeveralCuts {
		page.Notes = append(page.Notes, p.T("learning.several_cuts", "cut", whole(p.Printer, measure.Number(l.Model.Cut))))
	}
	for _, a := range l.Assessments {
		page.Analyses = append(page.Analyses, parts.Link{Label: a.Title.In(p.Locale()), Href: "/assessments/" + a.ID + "/analysis"})
	}
}

// occasionLabel is how a test is called: before, after, three months after.
func occasionLabel(p *i18n.Printer, o analytics.Occasion) string {
	if o.Occasion == assessments.FollowUp {
		return p.T("learning.months_after", "count", o.Months)
	}
	return p.T("learning.occasion." + string(o.Occasion))
}

func flowChart(p web.Page, l analytics.Learning) chart.Flow {
	flow := chart.Flow{About: chart.About{ID: "flow", Title: p.T("learning.flow")}, Head: []string{p.T("learning.flow.step"), p.T("analytics.change.people"), p.T("learning.flow.missing")}}
	last := l.Steps[1]
	flow.Summary = p.T("learning.flow.summary", "began", whole(p.Printer, l.Began), "pre", whole(p.Printer, l.Steps[0].Done()), "post", whole(p.Printer, last.Done()))
	flow.Steps = append(flow.Steps, chart.Stage{Label: p.T("learning.began"), Value: whole(p.Printer, l.Began)})
	for _, s := range l.Steps {
		label := p.T("learning.flow.done", "occasion", occasionLabel(p.Printer, s.Occasion))
		if s.Occasion.Occasion == assessments.FollowUp {
			label = p.T("learning.flow.followed", "occasion", occasionLabel(p.Printer, s.Occasion), "of", whole(p.Printer, s.Of))
		}
		stage := chart.Stage{Label: label, Value: whole(p.Printer, s.Done())}
		for _, o := range analytics.Outcomes() {
			if n := s.Counts[o]; n > 0 || !n.Defined() {
				stage.Aside = append(stage.Aside, p.T(o.Key())+": "+whole(p.Printer, n))
			}
		}
		flow.Steps = append(flow.Steps, stage)
		if s.Occasion.Occasion == assessments.Post {
			flow.Steps = append(flow.Steps, chart.Stage{Label: p.T("learning.flow.pairs"), Value: whole(p.Printer, l.Comparisons[0].N)})
		}
	}
	return flow
}

func meansChart(p web.Page, l analytics.Learning) chart.Dots {
	nothing := ""
	if l.Hidden {
		nothing = report.Hidden(p.Printer)
	}
	dots := chart.Dots{About: chart.About{ID: "means", Title: p.T("learning.means"), Unit: chart.Unit{Decimals: 1, Nothing: nothing}}, Name: p.T("learning.means.score"), Top: 100,
		Cut: l.Model.Cut, CutName: p.T("learning.cut")}
	for _, m := range l.Means {
		label := p.T("learning.means.row", "occasion", occasionLabel(p.Printer, m.Occasion), "n", whole(p.Printer, m.N))
		dots.Dots = append(dots.Dots, chart.Mean{Label: label, Value: m.Mean.Value.Float(), Low: m.Mean.Lower.Float(), High: m.Mean.Upper.Float()})
	}
	dots.Summary = p.T("learning.means.summary", "pre", meanOf(p.Printer, l.Means[0]), "post", meanOf(p.Printer, l.Means[1]))
	return dots
}

// meanOf writes a mean: a dash where nobody answered.
func meanOf(p *i18n.Printer, m analytics.OccasionMean) string {
	return report.Or(p, m.Mean.Value, m.N != 0, p.Number(m.Mean.Value.Float(), 1))
}

func changeViewOf(p web.Page, l analytics.Learning, i int, c analytics.Comparison) changeView {
	v := changeView{Title: p.T("learning.comparison", "from", occasionLabel(p.Printer, c.From), "to", occasionLabel(p.Printer, c.To))}
	since := p.T("learning.since", "pairs", pairsOf(p.Printer, c.N), "date", l.On)
	change := parts.Figure{Label: p.T("learning.mean_change"), Value: report.Or(p.Printer, c.Change.MeanChange, unsaid(c), p.Signed(c.Change.MeanChange.Float(), 1)), Strong: true, Meaning: p.T("learning.mean_change.means"), Since: since}
	if c.Change.MeanChange.Defined() {
		change.Unit = p.T("learning.points")
	}
	if c.Change.Lower.Defined() {
		change.Interval = p.T("analytics.interval", "low", p.Signed(c.Change.Lower.Float(), 1), "high", p.Signed(c.Change.Upper.Float(), 1))
	}
	if c.N.Defined() && c.N < analytics.FewPairs {
		change.Warning = p.T("learning.few", "count", int(c.N))
	}
	share := func(n measure.Number) string { return report.Or(p.Printer, n, unsaid(c), percent(p.Printer, n)) }
	mastery := parts.Figure{Label: p.T("learning.after_share"), Value: share(c.After.Share), Meaning: p.T("learning.after_share.means", "before", share(c.Before.Share),
		"gained", whole(p.Printer, c.Gained), "lost", whole(p.Printer, c.Lost)), Since: since}
	if c.After.Lower.Defined() {
		mastery.Interval = p.T("analytics.interval", "low", percent(p.Printer, c.After.Lower), "high", percent(p.Printer, c.After.Upper))
	}
	judged := func(n measure.Number, decimals int) string { // nobody is judged before it is known how the forms measure
		return report.Or(p.Printer, n, l.Hidden || !c.N.Defined(), p.Number(n.Float(), decimals))
	}
	reliable := parts.Figure{Label: p.T("learning.improved"), Value: judged(c.Improved, 0), Meaning: p.T("learning.improved.means", "unchanged", judged(c.Unchanged, 0),
		"worsened", judged(c.Worsened, 0), "smallest", judged(c.Smallest, 1)), Since: since}
	v.Stats = []parts.Figure{change, mastery, reliable}
	v.Numbers = numbersOf(p, l, c)
	v.warn(p, l, c)
	query := learningValues(l)
	query.Set("comparison", strconv.Itoa(i))
	if len(c.Pairs) > 0 {
		v.Files = append(v.Files, parts.Link{Label: p.T("learning.file.paired"), Href: address(learningPath(l.Place.ID)+"/paired", query)})
	}
	if c.Gained.Defined() && c.N > 0 {
		v.Files = append(v.Files, parts.Link{Label: p.T("learning.file.mcnemar"), Href: address(learningPath(l.Place.ID)+"/mcnemar", query)})
	}
	return v
}

// pairsOf says how many pairs a comparison has.
func pairsOf(p *i18n.Printer, n measure.Number) string {
	if !n.Defined() {
		return report.Hidden(p)
	}
	return p.T("learning.pairs_n", "count", int(n))
}

// unsaid tells whether a figure of a comparison, which is there wherever there are pairs, is hidden where it is undefined.
func unsaid(c analytics.Comparison) bool { return c.N != 0 }

// numbersOf lists all figures of a comparison, each with what it is.
func numbersOf(p web.Page, l analytics.Learning, c analytics.Comparison) parts.Grid {
	grid := parts.Grid{Caption: p.T("learning.numbers"), Columns: []parts.Column{{Label: p.T("learning.figure")}, {Label: p.T("learning.value"), Numeric: true}, {Label: p.T("learning.what_it_is")}}}
	row := func(key, value, note string) {
		grid.Rows = append(grid.Rows, []parts.Cell{{Text: p.T("learning.number." + key)}, {Text: value, Note: note}, {Text: p.T("learning.number." + key + ".means")}})
	}
	between := func(low, high measure.Number, say func(measure.Number) string) string {
		if !low.Defined() || !high.Defined() {
			return ""
		}
		return p.T("analytics.interval", "low", say(low), "high", say(high))
	}
	hidden := unsaid(c) && !c.Change.MeanChange.Defined() // all of it; what else is undefined cannot be computed
	signed := func(n measure.Number) string { return report.Or(p.Printer, n, hidden, p.Signed(n.Float(), 1)) }
	share := func(n measure.Number) string { return report.Or(p.Printer, n, hidden, percent(p.Printer, n)) }
	always := func(n measure.Number) string { return report.Or(p.Printer, n, unsaid(c), percent(p.Printer, n)) }
	mean := func(n measure.Number) string { return report.Or(p.Printer, n, unsaid(c), p.Number(n.Float(), 1)) }
	judged := func(n measure.Number) string {
		return report.Or(p.Printer, n, l.Hidden || hidden, p.Number(n.Float(), 0))
	}
	pvalue := func(of measure.Number) string {
		switch {
		case !of.Defined():
			return ""
		case of < 0.001:
			return "p < 0.001"
		default:
			return "p = " + p.Number(of.Float(), 3)
		}
	}
	x := c.Change
	row("n", whole(p.Printer, c.N), "")
	row("means", p.T("learning.from_to", "from", mean(x.MeanPre), "to", mean(x.MeanPost)), "")
	row("mean_change", signed(x.MeanChange), joinNotes(between(x.Lower, x.Upper, signed), pvalue(x.P)))
	row("hodges_lehmann", signed(x.HodgesLehmann), pvalue(x.SignedRankP))
	row("effect", report.Or(p.Printer, x.GAv, hidden, p.Signed(x.GAv.Float(), 2)), "")
	row("gain", share(x.NormalisedGain), "")
	row("before", always(c.Before.Share), between(c.Before.Lower, c.Before.Upper, share))
	row("after", always(c.After.Share), between(c.After.Lower, c.After.Upper, share))
	row("mastery", p.T("learning.gained_lost", "gained", whole(p.Printer, c.Gained), "lost", whole(p.Printer, c.Lost)), pvalue(c.Mastery.PExact))
	row("reliable", p.T("learning.verdicts", "improved", judged(c.Improved), "unchanged", judged(c.Unchanged), "worsened", judged(c.Worsened)), "")
	row("bounds", p.T("learning.bounds", "worst", share(c.Bounds.Worst), "best", share(c.Bounds.Best)), weightedNote(p, c.Bounds))
	if r := c.Regression; r != nil {
		row("regression", signed(r.Expected), p.T("learning.regression.note", "r", p.Number(r.Correlation.Float(), 2), "pairs", p.T("learning.pairs_n", "count", r.N)))
	}
	return grid
}

func weightedNote(p web.Page, b measure.AttritionBounds) string {
	if !b.Weighted.Defined() {
		return ""
	}
	return p.T("learning.weighted", "share", percent(p.Printer, b.Weighted))
}

func joinNotes(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "; " + b
}

// warn says what to be careful about.
func (v *changeView) warn(p web.Page, l analytics.Learning, c analytics.Comparison) {
	if !c.N.Defined() {
		v.Warnings = append(v.Warnings, p.T("learning.warning.hidden"))
		return
	}
	told := map[string]bool{}
	for _, list := range []measure.Warnings{c.Change.Warnings, c.Mastery.Warnings, c.Bounds.Warnings} {
		for _, w := range list {
			if !told[w.Code] {
				told[w.Code] = true
				v.Warnings = append(v.Warnings, p.T("learning.warning."+w.Code))
			}
		}
	}
	if c.N > 0 && !c.Improved.Defined() && !l.Hidden {
		v.Warnings = append(v.Warnings, p.T("learning.warning.no_reliability"))
	}
	if c.Reach != nil {
		v.Warnings = append(v.Warnings, p.T("learning.reach", "pairs", pairsOf(p.Printer, c.N), "effect", p.Number(c.Reach.DetectableEffect, 1), "share", p.Percent(c.Reach.ShareHalfWidth, 0)))
	}
}

func (page *learningPage) centres(l analytics.Learning) {
	p := page.Page
	page.Centres = parts.Grid{Caption: p.T("learning.centres"), Columns: []parts.Column{{Label: p.T("people.institution")}, {Label: p.T("learning.pairs"), Numeric: true},
		{Label: p.T("learning.centres.raw"), Numeric: true}, {Label: p.T("learning.centres.shrunk"), Numeric: true}, {Label: p.T("learning.centres.after"), Numeric: true}, {Label: p.T("learning.centres.after_shrunk"), Numeric: true}}}
	estimate := func(e measure.Estimate, hidden bool, say func(measure.Number) string) parts.Cell {
		cell := parts.Cell{Text: report.Or(p.Printer, e.Value, hidden, say(e.Value))}
		if e.Lower.Defined() {
			cell.Note = p.T("analytics.interval", "low", say(e.Lower), "high", say(e.Upper))
		}
		return cell
	}
	signed := func(n measure.Number) string { return p.Signed(n.Float(), 1) }
	share := func(n measure.Number) string { return percent(p.Printer, n) }
	values := learningValues(l)
	for _, c := range l.Centres {
		hidden := !c.N.Defined() || c.N > 0 && !c.Change.Value.Defined() // all of its figures
		page.Centres.Rows = append(page.Centres.Rows, []parts.Cell{{Text: c.Institution.Name, Href: address(learningPath(c.Institution.ID), values)}, {Text: whole(p.Printer, c.N)},
			estimate(c.Change, hidden, signed), estimate(c.ShrunkBy, hidden, signed), estimate(measure.Estimate{Value: c.After.Share, Lower: c.After.Lower, Upper: c.After.Upper}, hidden, share), estimate(c.ShrunkAfter, hidden, share)})
	}
	page.CentresNote = p.T("learning.centres.note")
}
