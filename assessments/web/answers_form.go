package web

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/assessments"
)

// answerRow is one row of an item form: an option, a number, a pattern or a pair.
type answerRow struct {
	Kind     assessments.Kind
	ID       string // of an option that is there already
	IDField  string
	Cells    []answerCell
	Feedback answerCell // without Suffix: this kind has none
}

// answerCell is one field of a row.
type answerCell struct {
	Suffix string // how its field's name ends
	Field  string // its whole name, once numbered
	Value  string
	Worth  bool // a share of the points, in percent
	Wide   bool
}

// rowName is how the fields of a row begin, by kind; "" for kinds without rows.
func rowName(k assessments.Kind) string {
	switch k {
	case assessments.Single, assessments.Multiple, assessments.Situational, assessments.Ordering, assessments.SelfRating:
		return "option"
	case assessments.Numeric:
		return "number"
	case assessments.ShortAnswer:
		return "pattern"
	case assessments.Matching:
		return "pair"
	default:
		return ""
	}
}

// newRow is a row of a kind with its values: text and worth, low, high and worth, or left and right.
func newRow(k assessments.Kind, id, feedback string, values ...string) answerRow {
	row := answerRow{Kind: k, ID: id}
	suffixes := map[assessments.Kind][]string{
		assessments.Numeric: {"low", "high", "fraction"}, assessments.Matching: {"left", "right"}, assessments.Ordering: {"text"}, assessments.SelfRating: {"text"},
	}[k]
	if suffixes == nil {
		suffixes = []string{"text", "fraction"}
	}
	for i, suffix := range suffixes {
		cell := answerCell{Suffix: suffix, Worth: suffix == "fraction", Wide: suffix != "fraction" && k != assessments.Numeric}
		if i < len(values) {
			cell.Value = values[i]
		}
		row.Cells = append(row.Cells, cell)
	}
	if k != assessments.Matching && k != assessments.SelfRating {
		row.Feedback = answerCell{Suffix: "feedback", Value: feedback, Wide: true}
	}
	return row
}

// number gives the fields of the row their names.
func (r *answerRow) number(i int) {
	begin := fmt.Sprintf("%s_%d_", rowName(r.Kind), i)
	for j := range r.Cells {
		r.Cells[j].Field = begin + r.Cells[j].Suffix
	}
	r.Feedback.Field, r.IDField = begin+r.Feedback.Suffix, begin+"id"
}

func (r *answerRow) blank() bool {
	for _, cell := range r.Cells {
		if cell.Value != "" {
			return false
		}
	}
	return r.Feedback.Value == ""
}

// value is what stands in the field with the suffix.
func (r *answerRow) value(suffix string) string {
	for _, cell := range r.Cells {
		if cell.Suffix == suffix {
			return cell.Value
		}
	}
	return ""
}

func blankRows(k assessments.Kind, count int) []answerRow {
	var rows []answerRow
	for range count {
		if rowName(k) != "" {
			rows = append(rows, newRow(k, "", ""))
		}
	}
	return rows
}

// percent writes a share of the points as the form shows it: 0.3333333 is "33.33333".
func percent(fraction float64) string { return number(math.Round(fraction*1e7) / 1e5) }

// answersOf makes the rows of what there is, with some blank ones after them.
func answersOf(k assessments.Kind, b assessments.Body, blanks bool) []answerRow {
	var rows []answerRow
	es := func(t i18n.Text) string { return t[i18n.Spanish] }
	if rowName(k) == "option" {
		for _, o := range b.Options {
			rows = append(rows, newRow(k, o.ID, es(o.Feedback), es(o.Text), percent(o.Fraction)))
		}
	}
	for _, n := range b.Numbers {
		high := number(n.High)
		if n.High == n.Low {
			high = ""
		}
		rows = append(rows, newRow(k, "", es(n.Feedback), number(n.Low), high, percent(n.Fraction)))
	}
	for _, p := range b.Patterns {
		rows = append(rows, newRow(k, "", es(p.Feedback), p.Text, percent(p.Fraction)))
	}
	used := map[string]bool{}
	for _, p := range b.Prompts {
		for _, choice := range b.Choices {
			if choice.ID == p.ChoiceID {
				rows = append(rows, newRow(k, "", "", es(p.Text), es(choice.Text)))
				used[choice.ID] = true
			}
		}
	}
	for _, choice := range b.Choices {
		if !used[choice.ID] {
			rows = append(rows, newRow(k, "", "", "", es(choice.Text)))
		}
	}
	if blanks {
		rows = append(rows, blankRows(k, max(2, 4-len(rows)))...)
	}
	return rows
}

// mostRows is how many rows of answers a form may have.
const mostRows = 100

// readAnswers reads the rows that were filled in; blank ones are left out.
func readAnswers(c *web.Ctx, k assessments.Kind) []answerRow {
	var rows []answerRow
	if rowName(k) == "" {
		return nil
	}
	for i := range mostRows {
		row := newRow(k, "", "")
		row.number(i)
		for j := range row.Cells {
			row.Cells[j].Value = typed(c, row.Cells[j].Field)
		}
		if row.Feedback.Suffix != "" {
			row.Feedback.Value = typed(c, row.Feedback.Field)
		}
		row.ID = typed(c, row.IDField)
		if !row.blank() {
			rows = append(rows, row)
		}
	}
	return rows
}

// typed is the text in a field whose name is not known beforehand.
func typed(c *web.Ctx, name string) string {
	text := strings.ToValidUTF8(strings.ReplaceAll(c.FormValue(name), "\x00", ""), "")
	return norm.NFC.String(strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n")))
}

// withRows puts the rows into the values of a form.
func withRows(values map[string][]string, rows []answerRow) map[string][]string {
	all := map[string][]string{}
	for name, v := range values {
		all[name] = v
	}
	for _, r := range rows {
		for _, cell := range append([]answerCell{r.Feedback}, r.Cells...) {
			all[cell.Field] = []string{cell.Value}
		}
		all[r.IDField] = []string{r.ID}
	}
	return all
}

// bodyOf makes the body of an item of what the form says. was is the body before,
// whose translations and exact shares are kept.
func bodyOf(in itemInput, rows []answerRow, was assessments.Body) (assessments.Body, error) {
	body := assessments.Body{Feedback: put(was.Feedback, in.Feedback), Pictures: was.Pictures}
	var check fault.Check
	name := rowName(in.Kind)
	share := func(i int, r answerRow) float64 {
		text := strings.TrimSuffix(strings.TrimSpace(r.value("fraction")), "%")
		return decimal(&check, fmt.Sprintf("%s_%d_fraction", name, i), text, 0) / 100
	}
	switch in.Kind {
	case assessments.Cloze, assessments.Confidence: // the blanks are in the text, the scale is a fixed one
	case assessments.Vignette, assessments.RolePlay:
		body.Ratings = int(decimal(&check, "ratings", in.Ratings, 1))
		body.Spoken = in.Spoken && in.Kind == assessments.Vignette
	case assessments.TrueFalse:
		body.Options = trueFalseOptions(in.Right, was)
	case assessments.Matching:
		body.Prompts, body.Choices = pairsOf(rows, was, &check)
	case assessments.Numeric:
		var before []i18n.Text
		for _, n := range was.Numbers {
			before = append(before, n.Feedback)
		}
		for i, r := range rows {
			check.That(r.value("low") != "", fmt.Sprintf("number_%d_low", i), "fault.required")
			low := decimal(&check, fmt.Sprintf("number_%d_low", i), r.value("low"), 0)
			high := decimal(&check, fmt.Sprintf("number_%d_high", i), r.value("high"), low)
			body.Numbers = append(body.Numbers, assessments.Number{Low: low, High: high, Fraction: share(i, r), Feedback: keep(before, r.Feedback.Value)})
		}
	case assessments.ShortAnswer:
		var before []i18n.Text
		for _, p := range was.Patterns {
			before = append(before, p.Feedback)
		}
		for i, r := range rows {
			body.Patterns = append(body.Patterns, assessments.Pattern{Text: r.value("text"), Fraction: share(i, r), Feedback: keep(before, r.Feedback.Value)})
		}
	default:
		for i, r := range rows {
			option := assessments.Option{Fraction: share(i, r)}
			for _, before := range was.Options {
				if before.ID == r.ID {
					option.ID, option.Text, option.Feedback = before.ID, before.Text, before.Feedback
					if math.Abs(before.Fraction-option.Fraction) < 1e-6 {
						option.Fraction = before.Fraction // the form shows five decimals
					}
				}
			}
			option.Text, option.Feedback = put(option.Text, r.value("text")), put(option.Feedback, r.Feedback.Value)
			body.Options = append(body.Options, option)
		}
	}
	return body, check.Err()
}

func trueFalseOptions(right string, was assessments.Body) []assessments.Option {
	options := []assessments.Option{{ID: "true"}, {ID: "false"}}
	for i := range options {
		if options[i].ID == right {
			options[i].Fraction = 1
		}
		for _, before := range was.Options {
			if before.ID == options[i].ID {
				options[i].Feedback = before.Feedback
			}
		}
	}
	return options
}

// pairsOf makes prompts and choices of pairs; a pair without left side is a distractor.
func pairsOf(rows []answerRow, was assessments.Body, check *fault.Check) (prompts []assessments.Prompt, choices []assessments.Choice) {
	var before []i18n.Text
	for _, choice := range was.Choices {
		before = append(before, choice.Text)
	}
	for _, prompt := range was.Prompts {
		before = append(before, prompt.Text)
	}
	ids := map[string]string{}
	for i, r := range rows {
		left, right := r.value("left"), r.value("right")
		check.That(right != "", fmt.Sprintf("pair_%d_right", i), "fault.required")
		if ids[right] == "" {
			ids[right] = fmt.Sprintf("choice-%d", i)
			choices = append(choices, assessments.Choice{ID: ids[right], Text: keep(before, right)})
		}
		if left != "" {
			prompts = append(prompts, assessments.Prompt{Text: keep(before, left), ChoiceID: ids[right]})
		}
	}
	return prompts, choices
}

// keep gives a text with the translations of the one among those before that
// reads the same in Spanish.
func keep(before []i18n.Text, spanish string) i18n.Text {
	for _, t := range before {
		if t[i18n.Spanish] == spanish {
			return put(t, spanish)
		}
	}
	return put(nil, spanish)
}

// decimal reads a number as Peru writes it, 1,234.5, and forgives a decimal comma
// where it cannot mean thousands; empty is what an empty field stands for.
func decimal(check *fault.Check, field, text string, empty float64) float64 {
	if text == "" {
		return empty
	}
	if whole, fraction, comma := strings.Cut(text, ","); comma && !strings.ContainsAny(fraction, ",.") && len(fraction) != 3 {
		text = whole + "." + fraction
	}
	x, err := strconv.ParseFloat(strings.ReplaceAll(text, ",", ""), 64)
	ok := err == nil && !math.IsNaN(x) && !math.IsInf(x, 0)
	check.That(ok, field, "fault.not_number")
	if !ok {
		return empty
	}
	return x
}

// cellInput is the field of a cell.
func cellInput(p *i18n.Printer, cell answerCell) parts.Input {
	in := parts.Input{Name: cell.Field, Label: p.T("assessments.cell." + cell.Suffix), Required: true}
	switch {
	case cell.Worth:
		in.Kind = parts.Number
		in.Label = p.T("assessments.worth_percent")
	case cell.Suffix == "low" || cell.Suffix == "high":
		in.Kind = parts.Number
		in.Required = cell.Suffix == "low"
	case cell.Suffix == "feedback":
		in.Required = false
	}
	return in
}
