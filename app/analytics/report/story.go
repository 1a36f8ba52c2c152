package report

import (
	"math"

	"relevo/app/analytics"
	"relevo/app/i18n"
	"relevo/app/measure"
)

// Story tells a dashboard in a few plain sentences, for somebody who has a minute: how many can still do it, what moved that
// number most, and what to do this week. It says nothing that the page beneath does not show; where the figure is hidden
// there is no story.
func Story(p *i18n.Printer, d analytics.Dashboard) []string {
	c := d.Cascade
	if !c.Skilled.Value.Defined() || !c.Certificates.Defined() || !c.InPost.Defined() {
		return nil
	}
	now := "analytics.story.now"
	if c.Skilled.Lower.Defined() {
		now = "analytics.story.now.likely"
	}
	story := []string{p.T(now, "date", d.On, "count", int(math.Round(c.Skilled.Value.Float())), "staff", p.T("analytics.staff", "count", int(c.InPost)), "competency", d.Competency.Name.In(p.Locale()),
		"low", p.Number(math.Floor(c.Skilled.Lower.Float()), 0), "high", p.Number(math.Ceil(c.Skilled.Upper.Float()), 0), "certificates", Whole(p, c.Certificates))}
	story = append(story, Moved(p, d.Change, d.Recent)...)
	if d.Needs == nil {
		return story
	}
	train, assess := p.T("analytics.people", "count", d.ToTrain), p.T("analytics.people", "count", d.ToAssess)
	switch {
	case d.ToTrain > 0 && d.ToAssess > 0:
		return append(story, p.T("analytics.story.do.both", "train", train, "assess", assess))
	case d.ToTrain > 0:
		return append(story, p.T("analytics.story.do.train", "train", train))
	case d.ToAssess > 0:
		return append(story, p.T("analytics.story.do.assess", "assess", assess))
	}
	return story
}

// Moved says how the figure moved, and what took and what gave most; nothing where that may not be told.
func Moved(p *i18n.Printer, c analytics.Change, span analytics.Span) (out []string) {
	if c.Hidden || len(c.Causes) == 0 {
		return nil
	}
	decimals := min(Decimals(c.Row), 1) // as the cards beneath say it
	way := "analytics.story.same"
	switch difference := c.End - c.Start; {
	case difference <= -0.5:
		way = "analytics.story.fell"
	case difference >= 0.5:
		way = "analytics.story.rose"
	}
	out = append(out, p.T(way, "from", span.From, "start", p.Number(c.Start, decimals), "to", span.To, "end", p.Number(c.End, decimals)))
	took, gave := c.Causes[0], c.Causes[0]
	gained, lost := 0.0, 0.0
	for _, cause := range c.Causes {
		gained, lost = gained+max(cause.Change, 0), lost+max(-cause.Change, 0)
		if cause.Change < took.Change {
			took = cause
		}
		if cause.Change > gave.Change {
			gave = cause
		}
	}
	if min(gained, lost) >= 0.5 { // what most took can be more than there ever was at once: it is told why
		out = append(out, p.T("analytics.story.both", "gained", p.Number(gained, decimals), "lost", p.Number(lost, decimals)))
	}
	said := func(key string, cause analytics.Cause) string {
		return p.T(key, "cause", i18n.Key("analytics.cause."+string(cause.Cause)), "change", p.Signed(cause.Change, decimals))
	}
	if took.Change < 0 {
		out = append(out, said("analytics.story.took", took))
	}
	if gave.Change > 0 {
		out = append(out, said("analytics.story.gave", gave))
	}
	if took.Change < 0 && (took.Cause == measure.LeftSystem || took.Cause == measure.TransferredOut) {
		out = append(out, p.T("analytics.story.leaving"))
	}
	return out
}
