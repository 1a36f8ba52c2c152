package web

import (
	"net/url"
	"strconv"

	"relevo/app/i18n"
	"relevo/app/measure"
	"relevo/app/tables"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/assessments"
)

// analysisTables are the tables of an analysis as files have them, in the order of their numbers.
var analysisTables = []string{"tests", "items", "answers", "equating"}

func analysisFiles(p *i18n.Printer, v assessments.AnalysisView) []parts.Link {
	values := analysisInput{v.Filter.Occasion, v.Filter.AdministrationID}.values()
	base := analysisPath(v.Assessment.ID) + "/"
	address := func(format string, values url.Values) string {
		if len(values) == 0 {
			return base + format
		}
		return base + format + "?" + values.Encode()
	}
	links := []parts.Link{{Label: p.T("analysis.file.xlsx"), Href: address("xlsx", values)}}
	for _, table := range analysisTables {
		values.Set("table", table)
		links = append(links, parts.Link{Label: p.T("analysis.file."+table) + " (CSV)", Href: address("csv", values)})
	}
	return links
}

// AnalysisFile gives the analysis as a workbook, or one table of it as CSV.
func (h *Handlers) AnalysisFile(c *web.Ctx) error {
	var in struct {
		analysisInput
		Table string `form:"table"`
	}
	if err := c.Bind(&in); err != nil {
		return err
	}
	view, err := h.Assessments.AnalysisOf(c.Context(), c.Actor, c.Params("assessment"), in.filter())
	if err != nil {
		return err
	}
	number := 0
	for i, table := range analysisTables {
		if table == in.Table {
			number = i
		}
	}
	return c.SendSheets(c.Params("format"), "analisis-"+view.Assessment.Code, analysisSheets(c.Printer, view), number)
}

// known is a count for a file; nothing where it may not be told.
func known(n int) any {
	if n == assessments.Unknown {
		return nil
	}
	return n
}

func analysisSheets(p *i18n.Printer, v assessments.AnalysisView) []tables.Sheet {
	tests := tables.Sheet{Name: analysisTables[0], Head: []string{"form", "n", "mean", "median", "sd", "skewness", "kurtosis", "alpha", "alpha_lower", "alpha_upper", "internal_consistency", "error_ratio", "standard_error"}}
	items := tables.Sheet{Name: analysisTables[1], Head: []string{"form", "position", "item", "version", "kind", "competency", "n", "facility", "sd", "discrimination_index", "discriminative_efficiency",
		"intended_weight", "effective_weight", "random_guess_score", "missing", "doubts"}}
	answers := tables.Sheet{Name: analysisTables[2], Head: []string{"form", "position", "item", "answer", "key", "n", "share", "mean_rest", "lower_third", "upper_third", "of_lower", "of_upper"}}
	equating := tables.Sheet{Name: analysisTables[3], Head: []string{"from", "onto", "n_from", "n_onto", "method", "anchors", "mean_shift", "slope", "intercept"}}
	if v.Analysis == nil {
		return []tables.Sheet{tests, items, answers, equating}
	}
	x := func(n measure.Number) any { return n.Float() }
	for _, f := range v.Analysis.Body.Forms {
		t, a := f.Test, f.Consistency
		tests.Rows = append(tests.Rows, []any{f.Label, known(f.N), x(t.Mean), x(t.Median), x(t.SD), x(t.Skewness), x(t.Kurtosis), x(a.Value), x(a.Lower), x(a.Upper), x(t.InternalConsistency), x(t.ErrorRatio), x(t.StandardError)})
		for i, item := range f.Items {
			version, code, s := v.Versions[item.ItemVersionID], v.Codes[item.ItemVersionID], item.Statistics
			doubts := ""
			for _, d := range item.Doubts {
				doubts += string(d.Code) + " "
			}
			items.Rows = append(items.Rows, []any{f.Label, i + 1, code, version.Version, string(version.Kind), version.CompetencyCode, known(f.N), x(s.Facility), x(s.SD), x(s.DiscriminationIndex),
				x(s.DiscriminativeEfficiency), x(s.IntendedWeight), x(s.EffectiveWeight), x(item.Guess), known(item.Missing), doubts})
			for _, o := range item.Options {
				answers.Rows = append(answers.Rows, []any{f.Label, i + 1, code, optionWords(p, version, o.ID), keyMark(version, o.ID), known(o.N), x(o.Share), x(o.MeanRest), known(o.Lower), known(o.Upper), item.Thirds[0], item.Thirds[1]})
			}
			for _, one := range item.Frequent {
				answers.Rows = append(answers.Rows, []any{f.Label, i + 1, code, valueWords(p, version, one.Value), strconv.FormatFloat(one.Fraction, 'g', 4, 64), one.N, nil, x(one.MeanRest), nil, nil, nil, nil})
			}
		}
	}
	e := v.Analysis.Body.Equating
	equating.Rows = append(equating.Rows, []any{"B", "A", known(e.NB), known(e.NA), string(e.Method), e.Anchors, x(e.Shift), x(e.Slope), x(e.Intercept)})
	return []tables.Sheet{tests, items, answers, equating}
}

func keyMark(v assessments.ItemVersion, id string) string {
	for _, best := range v.Best() {
		if best == id {
			return "1"
		}
	}
	return "0"
}
