package web

import (
	"encoding/json"
	"strconv"

	"relevo/app/analytics"
	"relevo/app/fault"
	"relevo/app/measure"
	"relevo/app/tables"
	"relevo/app/web"
	"relevo/app/web/parts"
)

// learningTables are the tables of the page as files have them, in the order of their numbers.
var learningTables = []string{"flow", "means", "changes", "centres"}

func (page *learningPage) files(l analytics.Learning) {
	values := learningValues(l)
	base := learningPath(l.Place.ID)
	page.Files = []parts.Link{{Label: page.T("learning.file.xlsx"), Href: address(base+"/xlsx", values)}}
	for _, table := range learningTables {
		values.Set("table", table)
		page.Files = append(page.Files, parts.Link{Label: page.T("learning.file."+table) + " (CSV)", Href: address(base+"/csv", values)})
	}
}

// LearningFile gives the page as a workbook, a table of it as CSV, or the input of a comparison for `relevo measure`.
func (h *Handlers) LearningFile(c *web.Ctx) error {
	var in struct {
		learningInput
		Table      string `form:"table"`
		Comparison int    `form:"comparison"`
	}
	if err := c.Bind(&in); err != nil {
		return err
	}
	l, err := h.Analytics.Learning(c.Context(), c.Actor, in.query(c.Params("place")))
	if err != nil {
		return err
	}
	switch file := c.Params("file"); file {
	case "paired", "mcnemar":
		if in.Comparison < 0 || in.Comparison >= len(l.Comparisons) {
			return fault.Missing("noun.page")
		}
		input, err := measureInput(file, l.Comparisons[in.Comparison])
		if err != nil {
			return err
		}
		return c.Give("json", file, input)
	default:
		number := 0
		for i, table := range learningTables {
			if table == in.Table {
				number = i
			}
		}
		return c.SendSheets(file, "aprendizaje-"+l.Competency.Code, learningSheets(l), number)
	}
}

// measureInput is what `relevo measure paired` or `mcnemar` recomputes the figures from. Scores one by one are for those who may
// see who they are of.
func measureInput(name string, c analytics.Comparison) ([]byte, error) {
	if name == "mcnemar" {
		if !c.Gained.Defined() || !c.N.Defined() {
			return nil, fault.Missing("noun.page")
		}
		return json.Marshal(map[string]int{"gained": int(c.Gained), "lost": int(c.Lost), "n": int(c.N)})
	}
	if len(c.Pairs) == 0 {
		return nil, fault.Missing("noun.page")
	}
	input := struct {
		Pre  []float64 `json:"pre"`
		Post []float64 `json:"post"`
		Max  float64   `json:"max"`
	}{Max: 100}
	for _, p := range c.Pairs {
		input.Pre, input.Post = append(input.Pre, p[0]), append(input.Post, p[1])
	}
	return json.Marshal(input)
}

func occasionCode(o analytics.Occasion) string {
	if o.Months > 0 {
		return string(o.Occasion) + "_" + strconv.Itoa(o.Months)
	}
	return string(o.Occasion)
}

func learningSheets(l analytics.Learning) []tables.Sheet {
	x := func(n measure.Number) any { return n.Float() }
	flow := tables.Sheet{Name: learningTables[0], Head: []string{"competency", "place", "as_of", "occasion", "of", "done"}}
	for _, o := range analytics.Outcomes() {
		flow.Head = append(flow.Head, o.Name())
	}
	place := l.Place.Institution.Name
	flow.Rows = append(flow.Rows, []any{l.Competency.Code, place, l.On.String(), "began", x(l.Began), x(l.Began)})
	means := tables.Sheet{Name: learningTables[1], Head: []string{"occasion", "n", "mean", "lower", "upper"}}
	for i, s := range l.Steps {
		row := []any{l.Competency.Code, place, l.On.String(), occasionCode(s.Occasion), x(s.Of), x(s.Done())}
		for _, o := range analytics.Outcomes() {
			row = append(row, x(s.Counts[o]))
		}
		flow.Rows = append(flow.Rows, row)
		m := l.Means[i]
		means.Rows = append(means.Rows, []any{occasionCode(m.Occasion), x(m.N), x(m.Mean.Value), x(m.Mean.Lower), x(m.Mean.Upper)})
	}
	changes := tables.Sheet{Name: learningTables[2], Head: []string{"from", "to", "n", "mean_pre", "mean_post", "mean_change", "lower", "upper", "t", "p", "d_av", "g_av", "signed_rank_v", "signed_rank_p", "hodges_lehmann",
		"normalised_gain", "mastered_before", "mastered_after", "after_lower", "after_upper", "kept", "gained", "lost", "never", "mcnemar_p", "improved", "unchanged", "worsened", "smallest_reliable", "bound_worst", "bound_best",
		"bound_weighted", "regression_to_mean"}}
	for _, c := range l.Comparisons {
		regression := measure.Undefined()
		if c.Regression != nil {
			regression = c.Regression.Expected
		}
		p := c.Change
		changes.Rows = append(changes.Rows, []any{occasionCode(c.From), occasionCode(c.To), x(c.N), x(p.MeanPre), x(p.MeanPost), x(p.MeanChange), x(p.Lower), x(p.Upper), x(p.T), x(p.P), x(p.DAv), x(p.GAv),
			x(p.SignedRankV), x(p.SignedRankP), x(p.HodgesLehmann), x(p.NormalisedGain), x(c.Before.Share), x(c.After.Share), x(c.After.Lower), x(c.After.Upper), x(c.Kept), x(c.Gained), x(c.Lost), x(c.Never),
			x(c.Mastery.PExact), x(c.Improved), x(c.Unchanged), x(c.Worsened), x(c.Smallest), x(c.Bounds.Worst), x(c.Bounds.Best), x(c.Bounds.Weighted), x(regression)})
	}
	centres := tables.Sheet{Name: learningTables[3], Head: []string{"institution", "code", "n", "mean_change", "lower", "upper", "shrunk", "shrunk_lower", "shrunk_upper", "mastered_after", "after_lower", "after_upper",
		"after_shrunk", "after_shrunk_lower", "after_shrunk_upper"}}
	for _, c := range l.Centres {
		centres.Rows = append(centres.Rows, []any{c.Institution.Name, c.Institution.Code, x(c.N), x(c.Change.Value), x(c.Change.Lower), x(c.Change.Upper), x(c.ShrunkBy.Value), x(c.ShrunkBy.Lower), x(c.ShrunkBy.Upper),
			x(c.After.Share), x(c.After.Lower), x(c.After.Upper), x(c.ShrunkAfter.Value), x(c.ShrunkAfter.Lower), x(c.ShrunkAfter.Upper)})
	}
	return []tables.Sheet{flow, means, changes, centres}
}
