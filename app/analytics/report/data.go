package report

import (
	"cmp"
	"encoding/json"
	"slices"

	"relevo/app/analytics"
	"relevo/app/i18n"
	"relevo/app/measure"
	"relevo/app/tables"
	"relevo/app/web"
)

// Data is a report as programs read it. What is undefined or hidden is null.
type Data struct {
	Known         analytics.Known `json:"known,omitempty"`  // "then": with what was known at the end of the day; left out where with what is known today
	Region        string          `json:"region,omitempty"` // code of a department; left out where of all
	Funder        string          `json:"funder,omitempty"` // code of the funder whose trainings alone count; left out where whoever paid
	Certificates  measure.Number  `json:"certificates"`
	InPost        measure.Number  `json:"in_post"`
	ApprovedPosts measure.Number  `json:"approved_posts"` // null where none are recorded
	NotAssessed   measure.Number  `json:"not_assessed"`   // trained, in post, without any score
	Trained       measure.Number  `json:"trained"`
	Mastered      measure.Number  `json:"mastered"`
	Verified      measure.Number  `json:"verified"`
	TATS          measure.Number  `json:"tats"`
	Lower         measure.Number  `json:"lower"` // of tats, 95 %
	Upper         measure.Number  `json:"upper"`
	HalfLife      HalfLifeData    `json:"half_life"`
	Account       []CauseData     `json:"account"` // empty without a first day
}

// HalfLifeData is the half-life the estimate rests on.
type HalfLifeData struct {
	Months measure.Number `json:"months"` // null where no fading was found
	Source measure.Source `json:"source"` // "measured" or "assumed"
}

// CauseData is what one cause changed in each row, people. 0 where it had no part, null where the row's account is hidden.
type CauseData struct {
	Cause    measure.Cause  `json:"cause"`
	Trained  measure.Number `json:"trained"`
	Mastered measure.Number `json:"mastered"`
	Verified measure.Number `json:"verified"`
	TATS     measure.Number `json:"tats"`
}

// DataOf makes the data of a report.
func DataOf(r analytics.Report) Data {
	c := r.Cascade
	posts := measure.Undefined()
	if c.Posts > 0 {
		posts = measure.Number(c.Posts)
	}
	pooled := r.Model.HalfLives.Pooled
	data := Data{
		Certificates: c.Certificates, InPost: c.InPost, ApprovedPosts: posts, NotAssessed: c.NeverAssessed,
		Trained: c.Trained, Mastered: c.Mastered, Verified: c.Verified, TATS: c.Skilled.Value, Lower: c.Skilled.Lower, Upper: c.Skilled.Upper,
		HalfLife: HalfLifeData{pooled.Months, pooled.Source}, Account: causesOf(r.Account),
	}
	if r.Known == analytics.KnownThen {
		data.Known = r.Known
	}
	data.Region, data.Funder = r.Place.Region, funderOf(r.Subject)
	return data
}

// funderOf is the code of the funder; empty for all.
func funderOf(about analytics.Subject) string {
	if about.Funder == nil {
		return ""
	}
	return about.Funder.Code
}

// causesOf puts the accounts of the rows side by side, in the order of a waterfall.
func causesOf(account []analytics.Change) []CauseData {
	out := []CauseData{}
	order := append(measure.Causes(), analytics.OtherCauses)
	for _, change := range account {
		for _, cause := range change.Causes {
			if !slices.ContainsFunc(out, func(c CauseData) bool { return c.Cause == cause.Cause }) {
				out = append(out, CauseData{Cause: cause.Cause})
			}
		}
	}
	for i := range out {
		for _, change := range account {
			*out[i].of(change.Row) = part(change, out[i].Cause)
		}
	}
	slices.SortFunc(out, func(a, b CauseData) int {
		return cmp.Compare(slices.Index(order, a.Cause), slices.Index(order, b.Cause))
	})
	return out
}

func (c *CauseData) of(row measure.Row) *measure.Number {
	switch row {
	case measure.TrainedRow:
		return &c.Trained
	case measure.MasteredRow:
		return &c.Mastered
	case measure.VerifiedRow:
		return &c.Verified
	default:
		return &c.TATS
	}
}

// part is what a cause changed in a row.
func part(change analytics.Change, cause measure.Cause) measure.Number {
	if change.Hidden {
		return measure.Undefined()
	}
	for _, c := range change.Causes {
		if c.Cause == cause {
			return measure.Number(c.Change)
		}
	}
	return 0
}

// JSON writes the data.
func JSON(r analytics.Report) ([]byte, error) {
	text, err := json.MarshalIndent(DataOf(r), "", "  ")
	return append(text, '\n'), err
}

// Line is one figure of a report: a row of the cascade, or what one cause changed in it.
type Line struct {
	Figure              string // as the JSON names it
	Cause               string // of a change; empty for the figure itself
	Value, Lower, Upper measure.Number
}

// Lines lists the figures one below another.
func Lines(r analytics.Report) []Line {
	d, none := DataOf(r), measure.Undefined()
	line := func(figure string, n measure.Number) Line { return Line{figure, "", n, none, none} }
	half := r.Model.HalfLives.Pooled
	out := []Line{
		line("certificates", d.Certificates), line("in_post", d.InPost), line("approved_posts", d.ApprovedPosts), line("not_assessed", d.NotAssessed),
		line("trained", d.Trained), line("mastered", d.Mastered), line("verified", d.Verified), {"tats", "", d.TATS, d.Lower, d.Upper},
		line("naive_coverage", r.Cascade.NaiveCoverage()), line("coverage_tats", r.Cascade.Coverage(measure.SkilledRow)),
		{"half_life_months_" + string(half.Source), "", half.Months, half.Lower, half.Upper},
	}
	for _, c := range d.Account {
		for _, one := range []struct {
			figure string
			change measure.Number
		}{{"trained", c.Trained}, {"mastered", c.Mastered}, {"verified", c.Verified}, {"tats", c.TATS}} {
			out = append(out, Line{one.figure, string(c.Cause), one.change, none, none})
		}
	}
	return out
}

// Tidy is the report as one table: a line a figure, and what each cause changed in it since the first day.
func Tidy(p *i18n.Printer, r analytics.Report) tables.Sheet {
	sheet := tables.Sheet{Name: "cascade", Head: []string{"place", "competency", "cadre", "at", "since", "figure", "cause", "value", "lower", "upper", "known", "region", "funder"}}
	for _, l := range Lines(r) {
		since := ""
		if l.Cause != "" {
			since = r.Since.String()
		}
		sheet.Rows = append(sheet.Rows, []any{PlaceName(p, r.Place), r.Competency.Code, string(r.Cadre), r.On.String(), since, l.Figure, l.Cause, l.Value.Float(), l.Lower.Float(), l.Upper.Float(), string(r.Known), r.Place.Region, funderOf(r.Subject)})
	}
	return sheet
}

// Sheets is the report as a workbook has it: the same table, the account side by side, the months, the places below, and what
// every figure means.
func Sheets(p *i18n.Printer, r analytics.Report) []tables.Sheet {
	x := func(n measure.Number) any { return n.Float() }
	account := tables.Sheet{Name: "account", Head: []string{"cause", "name", "trained", "mastered", "verified", "tats"}}
	for _, c := range DataOf(r).Account {
		account.Rows = append(account.Rows, []any{string(c.Cause), p.T("analytics.cause." + string(c.Cause)), x(c.Trained), x(c.Mastered), x(c.Verified), x(c.TATS)})
	}
	rows := []string{"in_post", "certificates", "trained", "mastered", "verified", "tats", "lower", "upper"}
	cells := func(c analytics.Cascade) []any {
		return []any{x(c.InPost), x(c.Certificates), x(c.Trained), x(c.Mastered), x(c.Verified), x(c.Skilled.Value), x(c.Skilled.Lower), x(c.Skilled.Upper)}
	}
	months := tables.Sheet{Name: "months", Head: append([]string{"on"}, rows...)}
	for _, point := range r.Series {
		months.Rows = append(months.Rows, append([]any{point.On.String()}, cells(point.Cascade)...))
	}
	below := tables.Sheet{Name: "below", Head: append([]string{"code", "institution"}, rows...)}
	for _, child := range r.Below {
		below.Rows = append(below.Rows, append([]any{child.Institution.Code, child.Institution.Name}, cells(child.Cascade)...))
	}
	meaning := tables.Sheet{Name: "definitions", Head: []string{p.T("analytics.report.definitions")}}
	texts := slices.Concat(Chosen(p, r.Subject), Definitions(p, r.Figures), Warnings(p, r.Figures))
	if r.Hidden() {
		texts = append(texts, HiddenBecause(p, r.Subject)...)
	}
	for _, text := range texts {
		meaning.Rows = append(meaning.Rows, []any{text})
	}
	return []tables.Sheet{Tidy(p, r), account, months, below, meaning}
}

// FileName is what a file of the report is called, without its ending.
func FileName(r analytics.Report) string {
	name := "relevo-" + r.Competency.Code + "-" + r.On.String()
	for _, part := range []string{r.Place.Region, funderOf(r.Subject)} {
		if part != "" {
			name += "-" + part
		}
	}
	return name
}

// File is the report in a format: "json", "csv", "xlsx" or "pdf".
func File(p *i18n.Printer, r analytics.Report, format string) ([]byte, error) {
	switch format {
	case "json":
		return JSON(r)
	case "pdf":
		return PDF(p, r)
	default:
		return web.SheetsFile(format, Sheets(p, r), 0)
	}
}
