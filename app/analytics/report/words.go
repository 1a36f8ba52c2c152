package report

import (
	"math"

	"relevo/app/analytics"
	"relevo/app/i18n"
	"relevo/app/measure"
	"relevo/app/people"
)

// Definitions says how each figure is computed.
func Definitions(p *i18n.Printer, f analytics.Figures) []string {
	all := []string{
		p.T("analytics.row.certificates.how"), p.T("analytics.row.trained.how"), p.T("analytics.row.mastered.how", "cut", p.Number(f.Model.Cut, 0)),
		p.T("analytics.row.verified.how", "months", measure.DefaultValidMonths), p.T("analytics.row.skilled.how"),
		HalfLife(p, f.Model.HalfLives.Pooled), p.T("analytics.half_life.how", "date", f.On),
	}
	if f.Place.Region != "" {
		all = append(all, p.T("analytics.region.how"))
	}
	if f.Funder != nil {
		all = append(all, p.T("analytics.funder.how"), p.T("analytics.funder.rows.how"))
	}
	if !f.Model.FittedAt.IsZero() {
		all = append(all, p.T("analytics.model.fitted", "at", f.Model.FittedAt))
	}
	return append(all, p.T("analytics.signs"))
}

// HalfLife says how long half of what was learnt lasts, with its interval, and whether that was measured.
func HalfLife(p *i18n.Printer, h measure.HalfLife) string {
	half := p.T("analytics.half_life") + " " + p.Number(h.Months.Float(), 1) + " " + p.T("analytics.half_life.unit")
	if !h.Months.Defined() {
		half = p.T("analytics.half_life") + ": " + p.T("analytics.half_life.none")
	} else if h.Lower.Defined() && h.Upper.Defined() {
		half += " (" + p.T("analytics.interval", "low", Tenths(p, h.Lower), "high", Tenths(p, h.Upper)) + ")"
	}
	if h.Source == measure.Assumed {
		return half + ". " + p.T("analytics.half_life.assumed", "count", h.Pairs, "source", h.Citation)
	}
	return half + ". " + p.T("analytics.half_life.measured", "count", h.Pairs)
}

// KeptNote says of when figures are that were kept; empty where they were computed when asked for.
func KeptNote(p *i18n.Printer, kept *analytics.Kept) string {
	switch {
	case kept == nil:
		return ""
	case kept.Behind:
		return p.T("analytics.kept.behind", "at", kept.At)
	default:
		return p.T("analytics.kept", "at", kept.At)
	}
}

// Warnings says what to be careful about.
func Warnings(p *i18n.Printer, f analytics.Figures) []string {
	var out []string
	if f.Kept != nil {
		out = append(out, KeptNote(p, f.Kept))
	}
	warn := func(n measure.Number, counted, uncounted string) {
		switch {
		case !n.Defined(): // of how many people may not be told
			out = append(out, p.T(uncounted))
		case n > 0:
			out = append(out, p.T(counted, "count", int(n)))
		}
	}
	if f.Cascade.Assumed {
		out = append(out, HalfLife(p, f.Model.HalfLives.Pooled))
	}
	warn(f.Cascade.FloorsAssumed, "analytics.floors", "analytics.floors.some")
	warn(f.Cascade.Unregressed, "analytics.unregressed", "analytics.unregressed.some")
	if f.Model.SeveralCuts {
		out = append(out, p.T("analytics.several_cuts"))
	}
	return out
}

// Headline says the figures in one sentence.
func Headline(p *i18n.Printer, f analytics.Figures) string {
	name := f.Competency.Name.In(p.Locale())
	if !f.Cascade.Skilled.Value.Defined() || !f.Cascade.Certificates.Defined() || !f.Cascade.InPost.Defined() {
		return p.T("analytics.headline.hidden", "date", f.On, "competency", name) + KnownText(p, f.Subject)
	}
	if f.Funder != nil {
		return p.T("analytics.headline.funder", "date", f.On, "skilled", Tenths(p, f.Cascade.Skilled.Value), "count", int(f.Cascade.InPost), "competency", name,
			"certificates", Whole(p, f.Cascade.Certificates), "funder", f.Funder.Name) + KnownText(p, f.Subject)
	}
	return p.T("analytics.headline", "date", f.On, "skilled", Tenths(p, f.Cascade.Skilled.Value),
		"count", int(f.Cascade.InPost), "competency", name, "certificates", Whole(p, f.Cascade.Certificates)) + KnownText(p, f.Subject)
}

// Chosen says which region and which funder figures are narrowed down to, a sentence each; nothing for neither.
func Chosen(p *i18n.Printer, about analytics.Subject) (out []string) {
	if about.Place.Region != "" {
		out = append(out, p.T("analytics.filtered.region", "region", people.RegionName(about.Place.Region)))
	}
	if about.Funder != nil {
		out = append(out, p.T("analytics.filtered.funder", "funder", about.Funder.Name))
	}
	return out
}

// HiddenBecause says why something is hidden.
func HiddenBecause(p *i18n.Printer, about analytics.Subject) []string {
	why := []string{p.T("analytics.hidden.text"), p.T("analytics.signs")}
	if about.Cadre != "" {
		why = append(why, p.T("analytics.hidden.cadre"))
	}
	if about.Place.Region != "" {
		why = append(why, p.T("analytics.hidden.region"))
	}
	if about.Funder != nil {
		why = append(why, p.T("analytics.hidden.funder"))
	}
	return why
}

// KnownText is the sentence that says on whose knowledge the figures of a past day rest, after a space; nothing for today's.
func KnownText(p *i18n.Printer, about analytics.Subject) string {
	if about.On >= about.Today || about.Known == "" {
		return ""
	}
	return " " + p.T("analytics.known."+string(about.Known)+".text")
}

// PlaceName is what a place is called.
func PlaceName(p *i18n.Printer, place analytics.Place) string {
	if place.Whole() {
		return p.T("analytics.everything")
	}
	return place.Institution.Name
}

// RowNames are the short names of the rows that have an account, as addresses and catalogue keys have them.
var RowNames = map[measure.Row]string{
	measure.TrainedRow: "trained", measure.MasteredRow: "mastered", measure.VerifiedRow: "verified", measure.SkilledRow: "skilled",
}

// RowLabel is what a row is called.
func RowLabel(p *i18n.Printer, row measure.Row) string { return p.T("analytics.row." + RowNames[row]) }

// toTenths is an estimate of people as a chart draws and writes it: more digits
// would promise what the estimate cannot keep.
func toTenths(n measure.Number) float64 { return math.Round(n.Float()*10) / 10 }
