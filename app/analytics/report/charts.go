package report

import (
	"math"

	"relevo/app/analytics"
	"relevo/app/i18n"
	"relevo/app/measure"
	"relevo/app/web/chart"
)

// CascadeChart is the cascade as bars.
func CascadeChart(p *i18n.Printer, f analytics.Figures) chart.Bars {
	c := f.Cascade
	bars := chart.Bars{About: chart.About{ID: "cascade", Title: p.T("analytics.chart.cascade"), Unit: chart.Unit{Nothing: Hidden(p)}}, Name: p.T("analytics.chart.people")}
	bars.Summary = p.T("analytics.chart.cascade.summary", "certificates", Whole(p, c.Certificates), "trained", Whole(p, c.Trained), "skilled", Tenths(p, c.Skilled.Value))
	if c.Hidden {
		bars.Summary = p.T("analytics.chart.cascade.hidden")
	}
	if c.Posts > 0 {
		bars.Reference, bars.RefName = float64(c.Posts), p.T("analytics.posts")
	} else if c.InPost > 0 {
		bars.Reference, bars.RefName = c.InPost.Float(), p.T("analytics.in_post")
	}
	bar := func(label string, n measure.Number) {
		bars.Bars = append(bars.Bars, chart.Amount(label, n.Float()))
	}
	bar(p.T("analytics.row.certificates"), c.Certificates)
	bar(p.T("analytics.in_post"), c.InPost)
	bar(p.T("analytics.row.trained"), c.Trained)
	bar(p.T("analytics.row.mastered"), c.Mastered)
	bar(p.T("analytics.row.verified"), c.Verified)
	bars.Bars = append(bars.Bars, chart.Bar{Label: p.T("analytics.row.skilled"), Value: toTenths(c.Skilled.Value), Low: toTenths(c.Skilled.Lower), High: toTenths(c.Skilled.Upper), Naive: math.NaN(), Strong: true})
	return bars
}

// SeriesChart is the rows of the cascade month by month; nil for less than two days.
func SeriesChart(p *i18n.Printer, points []analytics.Point) *chart.Line {
	if len(points) < 2 {
		return nil
	}
	first, last := points[0], points[len(points)-1]
	line := chart.Line{About: chart.About{ID: "series", Title: p.T("analytics.chart.series"), Unit: chart.Unit{Nothing: Hidden(p)}}, X: chart.Axis{Dates: true, Label: p.T("analytics.chart.month_end")}}
	line.Summary = p.T("analytics.chart.series.summary", "from", first.On, "to", last.On, "trained_from", Whole(p, first.Trained), "trained_to", Whole(p, last.Trained),
		"skilled_from", Tenths(p, first.Skilled.Value), "skilled_to", Tenths(p, last.Skilled.Value))
	inPost, trained, verified, skilled := chart.Series{Name: p.T("analytics.in_post")}, chart.Series{Name: p.T("analytics.row.trained")},
		chart.Series{Name: p.T("analytics.row.verified")}, chart.Series{Name: p.T("analytics.row.skilled")}
	for _, at := range points {
		x := chart.Day(at.On)
		inPost.Points = append(inPost.Points, chart.Exactly(x, at.InPost.Float()))
		trained.Points = append(trained.Points, chart.Exactly(x, at.Trained.Float()))
		verified.Points = append(verified.Points, chart.Exactly(x, at.Verified.Float()))
		skilled.Points = append(skilled.Points, chart.Value{X: x, Y: toTenths(at.Skilled.Value), Low: toTenths(at.Skilled.Lower), High: toTenths(at.Skilled.Upper)})
	}
	line.Series = []chart.Series{inPost, skilled, trained, verified}
	return &line
}

// Decimals is how a row is written: rows 2 to 4 count people, row 5 is an estimate.
func Decimals(row measure.Row) int {
	if row == measure.SkilledRow {
		return 2 // so that what is rounded adds up, as far as one can see
	}
	return 0
}

// ChangeChart is the account of a row as a waterfall: first what was added, then what was taken, so that it never falls below
// nobody on the way.
func ChangeChart(p *i18n.Printer, c analytics.Change, span analytics.Span) chart.Waterfall {
	decimals := Decimals(c.Row)
	fall := chart.Waterfall{
		About: chart.About{ID: "change", Title: p.T("analytics.chart.change", "row", RowLabel(p, c.Row)), Unit: chart.Unit{Decimals: decimals}},
		Start: c.Start, StartName: p.Date(span.From), EndName: p.Date(span.To),
	}
	fall.Summary = p.T("analytics.chart.change.summary", "start", p.Number(c.Start, decimals), "from", span.From, "end", p.Number(c.End, decimals), "to", span.To)
	var taken []chart.Part
	for _, cause := range c.Causes {
		part := chart.Part{Label: p.T("analytics.cause." + string(cause.Cause)), Change: cause.Change}
		if part.Change < 0 {
			taken = append(taken, part)
		} else {
			fall.Parts = append(fall.Parts, part)
		}
	}
	fall.Parts = append(fall.Parts, taken...)
	return fall
}
