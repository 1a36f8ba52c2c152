package web

import (
	"math"
	"strconv"
	"strings"

	"relevo/app/measure"
	"relevo/app/people"
	"relevo/app/web"
	"relevo/app/web/chart"
	"relevo/app/web/parts"
)

// groupName is a group in words.
func groupName(p web.Page, t people.Tenures, g people.Group) string {
	switch {
	case t.By == people.ByContract:
		return p.T(people.ContractKey(g.Key))
	case t.By == people.ByRegion && g.Key == "":
		return p.T("turnover.region.none")
	case t.By == people.ByRegion:
		return people.RegionName(g.Key)
	case t.By == people.ByInstitution:
		for _, at := range t.Places {
			if at.ID == g.Key {
				return at.Name
			}
		}
		return g.Key
	case t.By == people.ByQuarter:
		year, number, _ := strings.Cut(g.Key, "-")
		return p.T("turnover.quarter", "number", number, "year", year)
	case t.By == people.BySex && g.Key == "":
		return p.T("people.sex.unknown")
	case t.By == people.BySex:
		return p.T("people.sex." + strings.ToLower(g.Key))
	default:
		return p.T(people.Cadre(g.Key).Key())
	}
}

// with writes an estimate's ends, empty where there is no interval.
func with(p web.Page, e measure.Estimate, write func(float64) string) string {
	if !e.Lower.Defined() || !e.Upper.Defined() {
		return ""
	}
	return unbroken(p.Range(write(e.Lower.Float()), write(e.Upper.Float())))
}

// unbroken keeps a short text on one line.
func unbroken(text string) string { return strings.ReplaceAll(text, " ", "\u00a0") }

func comparisonOf(p web.Page, t people.Tenures) chapter {
	s := chapter{Title: p.T("turnover.compared"), CSV: csvOf(t, "comparison"),
		Explained: []string{p.T("turnover.compared.how." + string(t.By)), p.T("turnover.compared.how.joiners"), p.T("people.turnover.how"), p.T("turnover.vacancy.how"), p.T("turnover.compared.how.few")}}
	posts := t.All.Posts > 0
	training := t.All.Training != nil
	numeric := func(key string) {
		s.Table.Columns = append(s.Table.Columns, parts.Column{Label: p.T(key), Numeric: true})
	}
	s.Table = parts.Grid{Caption: p.T("turnover.compared.caption", "by", p.T("turnover.by."+string(t.By)), "from", t.From, "to", t.To), Columns: []parts.Column{{Label: p.T("turnover.by." + string(t.By))}}}
	numeric("turnover.in_post")
	if posts {
		numeric("turnover.vacant")
	}
	for _, key := range []string{"turnover.joiners", "people.tenure.leavers", "turnover.person_years", "turnover.rate", "turnover.hr", "turnover.median"} {
		numeric(key)
	}
	if training {
		numeric("turnover.in90")
	}
	row := func(name parts.Cell, g people.Group) []parts.Cell {
		cells := []parts.Cell{name, {Text: p.Number(float64(g.Turnover.InPost), 0)}}
		if posts {
			cells = append(cells, vacancyCell(p, g))
		}
		cells = append(cells, groupCells(p, g)...)
		if training {
			cells = append(cells, trainedCell(p, *g.Training))
		}
		return cells
	}
	for _, g := range t.Groups {
		name := parts.Cell{Text: groupName(p, t, g)}
		if t.By == people.ByInstitution && g.Key != t.Institution.ID {
			name.Href = institutionPath(g.Key) + "/tenure"
		}
		if g.Few() {
			name.Note = p.T("people.turnover.few", "years", p.Number(g.Turnover.PersonYears, 1))
		}
		s.Table.Rows = append(s.Table.Rows, row(name, g))
	}
	if len(s.Table.Rows) > 0 {
		s.Table.Foot = row(parts.Cell{Text: p.T("turnover.total")}, t.All)
	}
	return s
}

// groupCells are the figures that every group has.
func groupCells(p web.Page, g people.Group) []parts.Cell {
	leavers := parts.Cell{Text: p.Number(float64(len(g.Turnover.Separations)), 0)}
	if g.Turnover.Transfers > 0 {
		leavers.Note = unbroken(p.T("turnover.transfers", "count", g.Turnover.Transfers))
	}
	rate := g.Turnover.Rate
	two := func(x float64) string { return p.Number(x, 2) }
	one := func(x float64) string { return p.Number(x, 1) }
	rateCell := parts.Cell{Text: two(rate.Rate.Float()), Note: with(p, measure.Estimate{Lower: rate.Lower, Upper: rate.Upper}, two)}
	median := parts.Cell{Text: one(g.Curve.Median.Float()), Note: with(p, measure.Estimate{Lower: g.Curve.MedianLower, Upper: g.Curve.MedianUpper}, one)}
	if median.Note != "" {
		median.Note += " · "
	}
	median.Note += unbroken("n = " + strconv.Itoa(g.Curve.N))
	if g.Curve.Start.Defined() {
		median.Note += " · " + p.T("turnover.conditioned", "months", one(g.Curve.Start.Float()))
	}
	return []parts.Cell{{Text: p.Number(float64(g.Joiners), 0)}, leavers, {Text: one(g.Turnover.PersonYears)}, rateCell, {Text: percent(p, g.Turnover)}, median}
}

func vacancyCell(p web.Page, g people.Group) parts.Cell {
	if g.Posts == 0 {
		return parts.Cell{Text: "—"}
	}
	return parts.Cell{Text: p.Number(float64(g.Vacant), 0), Note: unbroken(p.T("turnover.of_posts", "count", g.Posts))}
}

func trainedCell(p web.Page, t people.Training) parts.Cell {
	cell := parts.Cell{Text: p.Percent(t.In90.Value.Float(), 0)}
	if t.Joiners > 0 {
		cell.Note = p.T("turnover.of_joiners", "count", t.Joiners)
	}
	return cell
}

func stayingOf(p web.Page, t people.Tenures) chapter {
	s := chapter{Title: p.T("people.tenure.curve"), CSV: csvOf(t, "curve"), Explained: []string{p.T("people.tenure.how"), p.T("people.tenure.how.truncated"), p.T("turnover.staying.how.groups")}}
	if t.All.Curve.Start.Defined() {
		s.Warnings = append(s.Warnings, p.T("people.tenure.conditioned", "months", p.Number(t.All.Curve.Start.Float(), 1)))
	}
	if t.All.Curve.Events > 0 {
		s.Charts = append(s.Charts, curveChart(p, chart.About{ID: "tenure", Title: p.T("people.tenure.everybody"),
			Summary: p.T("people.tenure.curve.summary", "count", t.All.Curve.N, "events", t.All.Curve.Events)}, t.All.Curve.Start, []people.Group{t.All}, []string{p.T("people.tenure.everybody")}))
	}
	if len(t.Compared.Groups) < 2 {
		return s
	}
	names := make([]string, len(t.Compared.Groups))
	for i, g := range t.Compared.Groups {
		names[i] = groupName(p, t, g)
	}
	summary := p.T("turnover.staying.groups.all", "count", len(names))
	if t.Compared.Left > 0 {
		summary = p.T("turnover.staying.groups.summary", "count", len(names))
	}
	s.Charts = append(s.Charts, curveChart(p, chart.About{ID: "groups", Title: p.T("turnover.staying.groups", "by", p.T("turnover.by."+string(t.By))),
		Summary: summary}, t.Compared.Start, t.Compared.Groups, names))
	if t.Compared.Start.Defined() && !t.All.Curve.Start.Defined() {
		s.Warnings = append(s.Warnings, p.T("turnover.staying.conditioned", "months", p.Number(t.Compared.Start.Float(), 1)))
	}
	if test := t.Compared.LogRank; test.P.Defined() {
		key := "turnover.log_rank.alike"
		if test.P < 0.05 {
			key = "turnover.log_rank.differ"
		}
		s.Tested = p.T(key, "chi", p.Number(test.ChiSquare.Float(), 2), "df", test.DF, "p", probability(p, test.P))
	}
	return s
}

// probability writes a p-value; a tiny one as less than the least that is written.
func probability(p web.Page, value measure.Number) string {
	if value < 0.001 {
		return "< 0.001"
	}
	return "= " + p.Number(value.Float(), 3)
}

// curveChart draws survival curves from a common beginning, the numbers at risk
// beneath at the same places for all.
func curveChart(p web.Page, about chart.About, start measure.Number, groups []people.Group, names []string) chart.Steps {
	about.Unit = chart.Unit{Percent: true}
	steps := chart.Steps{About: about, X: chart.Axis{Label: p.T("people.tenure.months_in_post")}}
	if start.Defined() {
		steps.From = start.Float()
	}
	longest := steps.From
	for _, g := range groups {
		if n := len(g.Curve.Time); n > 0 {
			longest = max(longest, g.Curve.Time[n-1])
		}
	}
	for i, g := range groups {
		steps.Curves = append(steps.Curves, drawn(names[i], g.Curve, steps.From, longest, g.AtRisk))
	}
	return steps
}

func drawn(name string, c measure.Curve, from, to float64, atRisk func(float64) int) chart.Curve {
	curve := chart.Curve{Name: name, Median: c.Median.Float()}
	for i, at := range c.Time {
		curve.Points = append(curve.Points, chart.Value{X: at, Y: c.Survival[i].Float(), Low: c.Lower[i].Float(), High: c.Upper[i].Float()})
	}
	for i := range 5 {
		if at := from + float64(i)*(to-from)/4; to > from {
			curve.AtRisk = append(curve.AtRisk, chart.Risk{At: at, N: atRisk(at)})
		}
	}
	for i, at := range c.Time { // for the table of the chart: beneath the axis they find no room
		curve.AtRisk = append(curve.AtRisk, chart.Risk{At: at, N: c.AtRisk[i]})
	}
	return curve
}

func reasonWords(p web.Page, reason string) string {
	switch reason {
	case people.ReasonNone:
		return p.T("people.tenure.reason.none")
	case people.ReasonTransfer:
		return p.T("people.tenure.reason.transfer")
	case people.ReasonOther:
		return p.T("turnover.reason.other")
	}
	return reason
}

// horizons are the tenures in months at which the reasons are told.
var horizons = []float64{3, 6, 12}

func reasonsOf(p web.Page, t people.Tenures) chapter {
	r := t.Reasons
	s := chapter{Title: p.T("people.tenure.reasons"), CSV: csvOf(t, "reasons"), Explained: []string{p.T("turnover.reasons.how"), p.T("turnover.reasons.how.words")}}
	if len(r.List) == 0 {
		return s
	}
	s.Says = p.T("turnover.reasons.sum")
	line := chart.Line{About: chart.About{ID: "reasons", Title: p.T("turnover.reasons.chart"), Unit: chart.Unit{Percent: true},
		Summary: p.T("turnover.reasons.summary", "reason", reasonWords(p, r.List[0].Reason), "count", r.List[0].People)}, X: chart.Axis{Label: p.T("people.tenure.months_in_post")}}
	s.Table = parts.Grid{Caption: p.T("turnover.reasons.table"), Columns: []parts.Column{{Label: p.T("people.tenure.reason")}, {Label: p.T("people.tenure.leavers"), Numeric: true}}}
	for _, at := range horizons {
		s.Table.Columns = append(s.Table.Columns, parts.Column{Label: p.T("turnover.by_months", "count", int(at)), Numeric: true})
	}
	share := func(x float64) string { return p.Percent(x, 0) }
	for _, l := range r.List {
		name := reasonWords(p, l.Reason)
		row := []parts.Cell{{Text: name}, {Text: p.Number(float64(l.People), 0)}}
		for _, at := range horizons {
			e := r.By(l.Reason, at)
			row = append(row, parts.Cell{Text: share(e.Value.Float()), Note: with(p, e, share)})
		}
		s.Table.Rows = append(s.Table.Rows, row)
		line.Series = append(line.Series, chart.Series{Name: name, Points: incidencePoints(r, l.Reason)})
	}
	s.Table.Foot = []parts.Cell{{Text: p.T("turnover.reasons.stayed")}, {}}
	for _, at := range horizons {
		s.Table.Foot = append(s.Table.Foot, parts.Cell{Text: share(stayed(r, at))})
	}
	s.Charts = []chart.Chart{line}
	return s
}

// stayed is what is left to 1 of the probabilities of all reasons; NaN where they
// are not known.
func stayed(r people.Reasons, months float64) float64 {
	left := 1.0
	for _, l := range r.List {
		left -= r.By(l.Reason, months).Value.Float()
	}
	return max(left, 0)
}

// incidencePoints follows a reason month by month, or in up to 24 steps where
// that would be more.
func incidencePoints(r people.Reasons, reason string) []chart.Value {
	from := 0.0
	if r.Start.Defined() {
		from = r.Start.Float()
	}
	step := max(1, math.Ceil((r.Curve.Last-from)/24))
	points := []chart.Value{chart.Exactly(from, 0)}
	for at := math.Floor(from) + 1; at <= r.Curve.Last; at += step {
		points = append(points, chart.Exactly(at, r.Curve.At(reason, at).Value.Float()))
	}
	return points
}

// sharesOf says how many were trained in time.
func sharesOf(p web.Page, t people.Training) string {
	say := func(e measure.Estimate) string {
		if !e.Value.Defined() {
			return p.T("turnover.training.unknown")
		}
		return p.Percent(e.Value.Float(), 0)
	}
	return p.T("turnover.training.shares", "soon", say(t.In30), "later", say(t.In90))
}

func trainingOf(p web.Page, t people.Tenures) chapter {
	training := t.All.Training
	s := chapter{Title: p.T("turnover.training"), CSV: csvOf(t, "training"), Explained: []string{p.T("turnover.training.how"), p.T("turnover.training.how.ceiling")}}
	if training.Joiners == 0 {
		return s
	}
	s.Says = p.T("turnover.training.says", "count", training.Joiners, "trained", training.Trained, "before", training.Before)
	if training.Few() {
		s.Warnings = append(s.Warnings, p.T("turnover.training.few", "count", training.Joiners))
	}
	longest := 0.0
	for _, w := range training.Waits {
		longest = max(longest, w.Exit)
	}
	s.Charts = []chart.Chart{chart.Steps{About: chart.About{ID: "training", Title: p.T("turnover.training.chart"), Unit: chart.Unit{Percent: true},
		Summary: sharesOf(p, *training)},
		X: chart.Axis{Label: p.T("turnover.training.days")}, Curves: []chart.Curve{drawn(p.T("turnover.training.waiting"), training.Curve, 0, longest, training.AtRisk)}}}
	s.Table = parts.Grid{Caption: p.T("turnover.training.table"), Columns: []parts.Column{{Label: p.T("turnover.training.within")}, {Label: p.T("turnover.training.share"), Numeric: true}}}
	share := func(x float64) string { return p.Percent(x, 0) }
	within := func(days int, e measure.Estimate) {
		s.Table.Rows = append(s.Table.Rows, []parts.Cell{{Text: p.T("turnover.training.in_days", "count", days)}, {Text: share(e.Value.Float()), Note: with(p, e, share)}})
	}
	within(30, training.In30)
	within(90, training.In90)
	return s
}
