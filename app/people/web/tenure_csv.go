package web

import (
	"bytes"
	"encoding/csv"
	"strconv"

	"relevo/app/fault"
	"relevo/app/measure"
	"relevo/app/people"
	"relevo/app/tables"
	"relevo/app/web"
)

type tenureCSVInput struct {
	tenureInput
	Table string `form:"table"`
}

// TenureCSV gives the numbers of one table of the page: "comparison", "curve",
// "reasons" or "training"; "curve" when none is named. Columns are in the words
// of the measures, an undefined figure is empty.
func (h *Handlers) TenureCSV(c *web.Ctx) error {
	var in tenureCSVInput
	if err := c.Bind(&in); err != nil {
		return err
	}
	t, err := h.People.Tenures(c.Context(), c.Actor, c.Params("institution"), in.query())
	if err != nil {
		return err
	}
	body, err := tenureCSV(c.Page("turnover.title", "place", t.Institution.Name), t, in.Table)
	if err != nil {
		return err
	}
	return c.Give("csv", fileNames[tableOf(in.Table)]+"-"+t.Institution.Code+"-"+t.From.String()+"-"+t.To.String(), body)
}

// fileNames say what the file of a table is called, before where and when.
var fileNames = map[string]string{"comparison": "rotacion", "curve": "permanencia", "reasons": "motivos-de-salida", "training": "primera-capacitacion"}

// tableOf is the table that is meant, a name of ours in any case.
func tableOf(asked string) string {
	if _, known := fileNames[asked]; known {
		return asked
	}
	return "curve"
}

func tenureCSV(p web.Page, t people.Tenures, table string) ([]byte, error) {
	var rows [][]string
	switch {
	case tableOf(table) == "comparison":
		rows = comparisonRows(p, t)
	case tableOf(table) == "reasons":
		rows = reasonRows(p, t.Reasons)
	case tableOf(table) == "training" && t.All.Training == nil:
		return nil, fault.Missing("noun.course")
	case tableOf(table) == "training":
		rows = append([][]string{{"days", "n_risk", "n_trained", "waiting", "lower", "upper"}}, curveRows(t.All.Training.Curve, 0)...)
	default:
		rows = append([][]string{{"group", "name", "months", "n_risk", "n_event", "survival", "lower", "upper"}}, curveRows(t.All.Curve, 3, "", p.T("people.tenure.everybody"))...)
		for _, g := range t.Groups {
			rows = append(rows, curveRows(g.Curve, 3, tables.Inert(codeOf(t, g)), tables.Inert(groupName(p, t, g)))...)
		}
	}
	var b bytes.Buffer
	err := csv.NewWriter(&b).WriteAll(rows)
	return b.Bytes(), err
}

// codeOf is a group as other programs know it: an institution by its code.
func codeOf(t people.Tenures, g people.Group) string {
	if t.By == people.ByInstitution {
		for _, at := range t.Places {
			if at.ID == g.Key {
				return at.Code
			}
		}
	}
	return g.Key
}

func comparisonRows(p web.Page, t people.Tenures) [][]string {
	rows := [][]string{{"by", "group", "name", "from", "to", "in_post", "posts", "vacant", "joiners", "separations", "transfers", "person_years", "rate", "lower", "upper",
		"hr_percent", "stays", "conditioned_on_months", "median_months", "median_lower", "median_upper", "trained_within_30", "trained_within_90", "median_days_to_training", "few"}}
	row := func(by, code, name string, g people.Group) {
		none := measure.Undefined()
		in30, in90, wait, posts, vacant := none, none, none, "", ""
		if g.Training != nil {
			in30, in90, wait = g.Training.In30.Value, g.Training.In90.Value, g.Training.Curve.Median
		}
		if g.Posts > 0 {
			posts, vacant = strconv.Itoa(g.Posts), strconv.Itoa(g.Vacant)
		}
		turnover := g.Turnover
		rows = append(rows, []string{by, tables.Inert(code), tables.Inert(name), turnover.From.String(), turnover.To.String(), strconv.Itoa(turnover.InPost), posts, vacant, strconv.Itoa(g.Joiners),
			strconv.Itoa(len(turnover.Separations)), strconv.Itoa(turnover.Transfers), csvNumber(measure.Number(turnover.PersonYears)),
			csvNumber(turnover.Rate.Rate), csvNumber(turnover.Rate.Lower), csvNumber(turnover.Rate.Upper), csvNumber(turnover.HRPercent), strconv.Itoa(g.Curve.N), csvNumber(g.Curve.Start),
			csvNumber(g.Curve.Median), csvNumber(g.Curve.MedianLower), csvNumber(g.Curve.MedianUpper), csvNumber(in30), csvNumber(in90), csvNumber(wait), strconv.FormatBool(g.Few())})
	}
	for _, g := range t.Groups {
		row(string(t.By), codeOf(t, g), groupName(p, t, g), g)
	}
	row("all", "", p.T("turnover.total"), t.All)
	return rows
}

// reasonRows writes the probability of having left for each reason at every time
// at which somebody left.
func reasonRows(p web.Page, r people.Reasons) [][]string {
	rows := [][]string{{"reason", "leavers", "months", "n_risk", "probability", "lower", "upper"}}
	for _, l := range r.List {
		for i, at := range r.Curve.Time {
			e := r.Curve.At(l.Reason, at)
			rows = append(rows, []string{tables.Inert(reasonWords(p, l.Reason)), strconv.Itoa(l.People), strconv.FormatFloat(at, 'f', 3, 64), strconv.Itoa(r.Curve.AtRisk[i]),
				csvNumber(e.Value), csvNumber(e.Lower), csvNumber(e.Upper)})
		}
	}
	return rows
}

// curveRows writes one row an event time, after the cells that name the curve.
func curveRows(c measure.Curve, decimals int, names ...string) [][]string {
	var rows [][]string
	for i, at := range c.Time {
		rows = append(rows, append(append([]string{}, names...), strconv.FormatFloat(at, 'f', decimals, 64), strconv.Itoa(c.AtRisk[i]), strconv.Itoa(c.EventCounts[i]),
			csvNumber(c.Survival[i]), csvNumber(c.Lower[i]), csvNumber(c.Upper[i])))
	}
	return rows
}

func csvNumber(n measure.Number) string {
	if !n.Defined() {
		return ""
	}
	return strconv.FormatFloat(n.Float(), 'g', -1, 64)
}
