package web

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/assessments"
)

// formView is one of the two forms of an assessment.
type formView struct {
	Label, Title, Action string
	Total                string
	Points               []parts.Fact // by competency
	Items                []placeView
	Editable             bool
	Form                 parts.Filled
	Bank                 []parts.Option // items that could be added
	Error                string
	Unsaved              bool // what was typed is shown, with what is wrong
}

// placeView is an item's place in a form.
type placeView struct {
	Index     int
	VersionID string
	Position  string
	Code      string
	Href      string // of the item; empty for those who may not open it
	About     string
	Excerpt   string
	Points    string
	Section   string
	Anchor    bool
	Error     string
}

// frozenMark tells whether forms can still be changed.
func frozenMark(p *i18n.Printer, frozen bool) templ.Component {
	if frozen {
		return parts.State(parts.Info, p.T("assessments.form.frozen"))
	}
	return parts.State(parts.Neutral, p.T("assessments.form.open"))
}

func formViewOf(p *i18n.Printer, d assessments.AssessmentDetail, f assessments.FormDetail, names map[string]string,
	competencies []assessments.Competency, bank []assessments.ItemSummary, canWrite bool) formView {
	v := formView{
		Label: f.Label, Title: p.T("assessments.form_n", "label", f.Label), Action: assessmentPath(d.ID) + "/forms/" + f.Label,
		Total: p.T("assessments.form.total", "count", len(f.Items), "points", f.Total), Editable: canWrite && f.FrozenAt == nil,
		Form: parts.Filled{ID: "form-" + f.Label},
	}
	for _, c := range competencies {
		if points := f.Points[c.Code]; points > 0 {
			v.Points = append(v.Points, parts.Fact{Label: names[c.Code], Text: p.T("assessments.form.points", "points", points)})
		}
	}
	stands := map[string]bool{}
	for i, place := range f.Items {
		stands[place.Version.ItemID] = true
		view := placeView{
			Index: i, VersionID: place.ItemVersionID, Position: strconv.Itoa(place.Position), Code: place.Code,
			About: names[place.Version.CompetencyCode] + " · " + p.T(place.Version.Kind.Key()), Excerpt: excerpt(p, place.Version.Stem, 140),
			Points: number(place.Points), Section: name(p, place.Section), Anchor: place.Anchor,
		}
		if canWrite {
			view.Href = itemPath(place.Version.ItemID)
		}
		v.Items = append(v.Items, view)
	}
	for _, item := range bank {
		if !stands[item.ID] {
			v.Bank = append(v.Bank, parts.Option{Value: item.Version.ID, Label: item.Code + " · " + names[item.Version.CompetencyCode] + " · " + excerpt(p, item.Version.Stem, 60)})
		}
	}
	return v
}

// formInput is a form as it was sent: columns of equal length, one row for each
// item that stands in it, and items to add, which all get the same points.
type formInput struct {
	Versions  []string `form:"version"`
	Points    []string `form:"points"`
	Positions []string `form:"position"`
	Sections  []string `form:"section"`
	Anchors   []string `form:"anchor"` // versions that are marked
	Remove    []string `form:"remove"` // versions to take out
	Add       []string `form:"add"`
	AddPoints string   `form:"add_points"`
	AddAnchor bool     `form:"add_anchor"`
}

// items gives what is to stand in the form, headings with the translations of the one
// that the version had before. row says in which row of the page each
// item was, the added ones in row -1: errors are shown there.
func (in formInput) items(before map[string]i18n.Text) (list []assessments.FormItemInput, row []int, err error) {
	if len(in.Points) != len(in.Versions) || len(in.Positions) != len(in.Versions) {
		return nil, nil, fault.New(fault.Invalid, "fault.bad_request")
	}
	type placed struct {
		assessments.FormItemInput
		row, position int
	}
	var check fault.Check
	var all []placed
	for i, version := range in.Versions {
		if slices.Contains(in.Remove, version) {
			continue
		}
		position, numberErr := strconv.Atoi(in.Positions[i])
		check.That(numberErr == nil, fmt.Sprintf("row_%d", i), "fault.not_whole")
		all = append(all, placed{row: i, position: position, FormItemInput: assessments.FormItemInput{ItemVersionID: version,
			Points: decimal(&check, fmt.Sprintf("row_%d", i), in.Points[i], 0), Anchor: slices.Contains(in.Anchors, version)}})
		if i < len(in.Sections) {
			all[len(all)-1].Section = put(before[version], strings.TrimSpace(in.Sections[i]))
		}
	}
	slices.SortStableFunc(all, func(a, b placed) int { return cmp.Compare(a.position, b.position) })
	for _, p := range all {
		list, row = append(list, p.FormItemInput), append(row, p.row)
	}
	if len(in.Add) > 0 {
		points := decimal(&check, "add_points", in.AddPoints, 1)
		for _, version := range in.Add {
			list, row = append(list, assessments.FormItemInput{ItemVersionID: version, Points: points, Anchor: in.AddAnchor}), append(row, -1)
		}
	}
	return list, row, check.Err()
}

// SetForm says what stands in a form.
func (h *Handlers) SetForm(c *web.Ctx) error {
	var in formInput
	if err := c.Bind(&in); err != nil {
		return err
	}
	id, label := c.Params("assessment"), c.Params("label")
	detail, err := h.Assessments.Assessment(c.Context(), c.Actor, id)
	if err != nil {
		return err
	}
	list, rows, err := in.items(sectionsOf(detail, label))
	if err == nil {
		err = h.Assessments.SetForm(c.Context(), c.Actor, id, label, list)
	}
	if fault.Is(err, fault.Invalid) && len(fault.FieldsOf(err)) > 0 {
		return h.showAssessment(c, 422, nil, formProblem{label: label, in: in, rows: rows, err: err})
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "assessments.form.saved", "label", label)
	return c.See(assessmentPath(id) + "#form-" + label)
}

// sectionsOf gives the headings in a form, by version.
func sectionsOf(d assessments.AssessmentDetail, label string) map[string]i18n.Text {
	sections := map[string]i18n.Text{}
	for _, f := range d.Forms {
		for _, p := range f.Items {
			if f.Label == label {
				sections[p.ItemVersionID] = p.Section
			}
		}
	}
	return sections
}

// formProblem is what was wrong with a form that was sent.
type formProblem struct {
	label string
	in    formInput
	rows  []int
	err   error
}

// into shows what was typed and what is wrong with it in the form it belongs to.
func (problem formProblem) into(p *web.Ctx, forms []formView) {
	for i := range forms {
		f := &forms[i]
		if f.Label != problem.label || problem.err == nil {
			continue
		}
		f.Form = p.Fill(problem.in, nil)
		f.Form.ID = "form-" + f.Label
		for j := range f.Items {
			if j < len(problem.in.Points) && f.Items[j].VersionID == problem.in.Versions[j] {
				item := &f.Items[j]
				item.Points, item.Position, item.Anchor = problem.in.Points[j], problem.in.Positions[j], slices.Contains(problem.in.Anchors, item.VersionID)
				if j < len(problem.in.Sections) {
					item.Section = problem.in.Sections[j]
				}
			}
		}
		for _, m := range p.Fault(problem.err).Fields {
			row := problem.rowOf(m.Field)
			switch {
			case row >= 0 && row < len(f.Items):
				f.Items[row].Error = m.Text
			case strings.HasSuffix(m.Field, "points"): // of those that were to be added
				f.Form.Messages = append(f.Form.Messages, parts.Message{Field: "add_points", Text: m.Text})
			default:
				f.Error = m.Text
			}
		}
		f.Unsaved = true
	}
}

// rowOf gives the row of the page that the field of an error belongs to, -1 for
// the items that were to be added.
func (problem formProblem) rowOf(field string) int {
	var n int
	if _, err := fmt.Sscanf(field, "row_%d", &n); err == nil {
		return n
	}
	if _, err := fmt.Sscanf(field, "item_%d", &n); err == nil && n < len(problem.rows) {
		return problem.rows[n]
	}
	return -1
}
