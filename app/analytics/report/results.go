package report

import (
	"strings"

	"relevo/app/analytics"
	"relevo/app/i18n"
	"relevo/app/measure"
	"relevo/app/pdf"
	"relevo/app/people"
	"relevo/app/tables"
	"relevo/app/web/chart"
)

// ChainChart draws the results chain.
func ChainChart(p *i18n.Printer, r analytics.Results) chart.Chain {
	c := chart.Chain{About: chart.About{ID: "chain", Title: p.T("results.chain", "competency", r.Competency.Name.In(p.Locale())), Summary: p.T("results.chain.summary", "from", r.On-365, "to", r.On)},
		Head: []string{p.T("results.indicator"), p.T("results.actual"), p.T("results.target")}}
	for _, box := range analytics.Boxes() {
		link := chart.ChainLink{Title: p.T(box.Key())}
		for _, i := range r.In(box) {
			item := chart.ChainItem{Label: p.T(i.Key()), Value: Told(p, i.Unit, i.Actual)}
			if i.Target != nil && i.Target.Value != nil {
				item.Aim = p.T("results.aim", "value", InUnit(p, i.Unit, measure.Number(*i.Target.Value)))
			}
			link.Items = append(link.Items, item)
		}
		c.Links = append(c.Links, link)
	}
	return c
}

// Told writes what was observed of an indicator; that it is hidden, where it is, and "—" where it is undefined.
func Told(p *i18n.Printer, unit analytics.Unit, o analytics.Observed) string {
	if o.Hidden {
		return Hidden(p)
	}
	return InUnit(p, unit, o.Value)
}

// Behind says of how many cases an indicator is, and of how many it is not known; or why that is hidden.
func Behind(p *i18n.Printer, o analytics.Observed) string {
	if o.Hidden {
		return p.T("results.hidden.why")
	}
	return p.T("results.behind", "n", p.Number(o.N.Float(), 0), "missing", Missing(p, o))
}

// Missing writes the share of those of whom an indicator should be known and is not.
func Missing(p *i18n.Printer, o analytics.Observed) string {
	return Or(p, o.Missing, o.Hidden || o.Unsaid, p.Percent(o.Missing.Float(), 0))
}

// Way says how far an indicator came: a share of the way where there is one, and otherwise words; a dash without a target.
func Way(p *i18n.Printer, i analytics.IndicatorState) string {
	switch way, share := i.Progress(); way {
	case analytics.NoTarget, analytics.WayUnknown:
		return p.Number(measure.Undefined().Float(), 0)
	case analytics.WayHidden:
		return Hidden(p)
	case analytics.Under:
		return p.Percent(share.Float(), 0)
	default:
		return p.T(way.Key(), "share", p.Percent(share.Float(), 0))
	}
}

// InUnit writes a value of an indicator; "—" where it is undefined.
func InUnit(p *i18n.Printer, unit analytics.Unit, n measure.Number) string {
	switch unit {
	case analytics.UnitShare:
		return p.Percent(n.Float(), 0)
	case analytics.UnitPoints:
		return p.Number(n.Float(), 1)
	case analytics.UnitSoles:
		if !n.Defined() {
			return p.Number(n.Float(), 0)
		}
		return p.T("results.soles", "n", p.Number(n.Float(), 0))
	case analytics.UnitHours:
		if !n.Defined() {
			return p.Number(n.Float(), 0)
		}
		return p.T("results.hours", "n", p.Number(n.Float(), 0))
	case analytics.UnitCount, analytics.UnitPeople:
	}
	return p.Number(n.Float(), 0)
}

// PartName is what a part of a dimension is called.
func PartName(p *i18n.Printer, d analytics.Dimension, part analytics.Part) string {
	switch {
	case part.Name != "":
		return part.Name
	case part.Key == "":
		return p.T("results.not_recorded")
	case d == analytics.BySex:
		return p.T("people.sex." + strings.ToLower(part.Key))
	case d == analytics.ByRegion:
		return people.RegionName(part.Key)
	case d == analytics.ByCadre:
		return p.T(people.Cadre(part.Key).Key())
	case d == analytics.ByMode:
		return p.T("courses.mode." + part.Key)
	default:
		return part.Key
	}
}

// ResultsExplained says how each indicator is computed.
func ResultsExplained(p *i18n.Printer, r analytics.Results) []string {
	out := []string{p.T("results.how.window", "from", r.On-365, "to", r.On), p.T("results.how.baseline"), p.T("results.how.way"), p.T("results.how.attribution"), p.T("analytics.signs")}
	for _, i := range r.Indicators {
		out = append(out, p.T(i.Key())+": "+p.T(i.Key()+".how"))
	}
	return out
}

// ResultsSheets is the chain as tables: the indicators, their parts, the targets ever set, and what everything means.
func ResultsSheets(p *i18n.Printer, r analytics.Results) []tables.Sheet {
	x := func(n measure.Number) any { return n.Float() }
	head := []string{"place", "competency", "from", "to", "box", "indicator", "name", "unit"}
	numbers := []string{"value", "lower", "upper", "n", "missing_share"}
	list := tables.Sheet{Name: "indicators", Head: append(append(append([]string{}, head...), numbers...), "baseline_on", "baseline", "baseline_lower", "baseline_upper", "baseline_n", "target", "target_on", "target_set_on", "target_set_by", "part_of_the_way", "way")}
	parts := tables.Sheet{Name: "parts", Head: append(append(append([]string{}, head...), "by", "part", "part_name"), numbers...)}
	observed := func(o analytics.Observed) []any {
		return []any{x(o.Value), x(o.Lower), x(o.Upper), x(o.N), x(o.Missing)}
	}
	for _, i := range r.Indicators {
		row := []any{PlaceName(p, r.Place), r.Competency.Code, i.Actual.From.String(), i.Actual.To.String(), string(i.At), i.Code, p.T(i.Key()), string(i.Unit)}
		line := append(append([]any{}, row...), observed(i.Actual)...)
		if b := i.Baseline; b != nil {
			line = append(line, b.To.String(), x(b.Value), x(b.Lower), x(b.Upper), x(b.N))
		} else {
			line = append(line, nil, nil, nil, nil, nil)
		}
		if t := i.Target; t != nil && t.Value != nil && t.DueOn != nil {
			line = append(line, *t.Value, t.DueOn.String(), t.RecordedAt.Date().String(), t.Author)
		} else {
			line = append(line, nil, nil, nil, nil)
		}
		way, share := i.Progress()
		list.Rows = append(list.Rows, append(line, x(share), string(way)))
		for _, d := range analytics.Dimensions() {
			for _, part := range i.Parts[d] {
				parts.Rows = append(parts.Rows, append(append(append([]any{}, row...), string(d), part.Key, PartName(p, d, part)), observed(part.Observed)...))
			}
		}
	}
	targets := tables.Sheet{Name: "targets", Head: []string{"indicator", "competency", "target", "due_on", "baseline_on", "note", "set_at", "set_by"}}
	for _, t := range r.History {
		row := []any{t.Indicator, t.CompetencyCode, nil, nil, nil, t.Note, t.RecordedAt.String(), t.Author}
		if t.Value != nil {
			row[2] = *t.Value
		}
		if t.DueOn != nil {
			row[3] = t.DueOn.String()
		}
		if t.BaselineOn != nil {
			row[4] = t.BaselineOn.String()
		}
		targets.Rows = append(targets.Rows, row)
	}
	meaning := tables.Sheet{Name: "definitions", Head: []string{p.T("analytics.report.definitions")}}
	for _, text := range ResultsExplained(p, r) {
		meaning.Rows = append(meaning.Rows, []any{text})
	}
	if r.Hidden {
		meaning.Rows = append(meaning.Rows, []any{p.T("analytics.hidden.text")})
	}
	return []tables.Sheet{list, parts, targets, meaning}
}

// ResultsPDF draws the chain, then one line an indicator, then what everything means.
func ResultsPDF(p *i18n.Printer, r analytics.Results) ([]byte, error) {
	place := PlaceName(p, r.Place)
	title := p.T("results.title", "place", place)
	one := &paper{Canvas: pdf.New(true, pdf.About{Title: title, Subject: r.Competency.Name.In(p.Locale()), On: r.Today}), p: p, y: top, number: 1}
	one.foot = p.T("analytics.report.foot", "place", place, "date", r.On, "today", r.Today)
	one.atFoot()
	one.text(pdf.Upright, 20, 8, teal, title)
	one.text(pdf.Plain, 10, 6, soft, r.Competency.Name.In(p.Locale())+" · "+p.LongDate(r.On))
	if r.Hidden {
		one.text(pdf.Plain, 8.5, 4.4, soft, p.T("analytics.hidden.text"))
	}
	one.chart(ChainChart(p, r))
	for _, box := range analytics.Boxes() {
		if len(r.In(box)) == 0 {
			continue
		}
		one.heading(p.T(box.Key()))
		for _, i := range r.In(box) {
			one.text(pdf.Plain, 10, 5, ink, p.T(i.Key())+": "+Told(p, i.Unit, i.Actual))
			one.text(pdf.Plain, 8.5, 4.4, soft, Standing(p, i))
			one.y += 1
		}
	}
	one.heading(p.T("analytics.report.definitions"))
	for _, text := range ResultsExplained(p, r) {
		one.text(pdf.Plain, 8.5, 4.4, ink, text)
		one.y += 1.2
	}
	return one.Bytes()
}

// Standing says in one line what is behind an indicator, where it began and where it should go.
func Standing(p *i18n.Printer, i analytics.IndicatorState) string {
	text := Behind(p, i.Actual)
	if i.Actual.Lower.Defined() {
		text += " " + p.T("results.interval", "low", InUnit(p, i.Unit, i.Actual.Lower), "high", InUnit(p, i.Unit, i.Actual.Upper))
	}
	if b := i.Baseline; b != nil && b.Hidden {
		text += " " + p.T("results.began.hidden", "date", b.To)
	} else if b != nil {
		text += " " + p.T("results.began", "value", InUnit(p, i.Unit, b.Value), "n", p.Number(b.N.Float(), 0), "date", b.To)
	}
	if t := i.Target; t != nil && t.Value != nil && t.DueOn != nil {
		text += " " + p.T("results.wanted", "value", InUnit(p, i.Unit, measure.Number(*t.Value)), "date", *t.DueOn, "author", t.Author, "set", t.RecordedAt.Date())
	}
	return text
}
