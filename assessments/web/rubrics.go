package web

import (
	"fmt"
	"strconv"

	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/people/roster"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/assessments"
)

type rubricsPage struct {
	web.Page
	Rubrics parts.Grid
}

// Rubrics lists the rubrics.
func (h *Handlers) Rubrics(c *web.Ctx) error {
	list, err := h.Assessments.Rubrics(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	return c.Render(200, showRubrics(rubricsPageOf(c.Page("assessments.rubrics.title"), list)))
}

func rubricsPageOf(page web.Page, list []assessments.Rubric) rubricsPage {
	p := rubricsPage{Page: page}
	p.Lead = p.T("assessments.rubrics.lead")
	p.Actions = actions([]action{{Href: "/rubrics/new", Button: parts.Button{Label: p.T("assessments.rubrics.new"), Icon: "plus"}}})
	p.Crumbs = crumbs(p.Title, p.T("assessments.items.title"), "/items")
	p.Rubrics = parts.Grid{Caption: p.Title, Hidden: true, Columns: []parts.Column{
		{Label: p.T("assessments.rubric")}, {Label: p.T("assessments.item.version"), Numeric: true}, {Label: p.T("assessments.rubrics.criteria"), Numeric: true}, {Label: p.T("assessments.rubrics.max"), Numeric: true},
	}}
	for _, r := range list {
		p.Rubrics.Rows = append(p.Rubrics.Rows, []parts.Cell{
			{Text: name(p.Printer, r.Title), Href: rubricPath(r.ID), Note: r.Code},
			{Text: p.Value(r.Version)}, {Text: p.Value(len(r.Criteria))}, {Text: p.Value(r.Criteria.Max())},
		})
	}
	return p
}

type rubricPage struct {
	web.Page
	Criteria []criterionView
	Facts    []parts.Fact
	Effect   string // what applying it to what was rated would do; empty when nothing
	Apply    string // where that is done
}

// criterionView is a criterion with its levels as pages show it.
type criterionView struct {
	Field, Name, Error string
	Levels             []levelView
}

// levelView is one level of a criterion.
type levelView struct {
	Value, Points, Label, Descriptor string
	Key                              string // the number key that chooses it in the workbench; empty beyond nine
	Chosen                           bool
}

func criteriaOf(p *i18n.Printer, criteria assessments.Criteria) []criterionView {
	var views []criterionView
	for _, criterion := range criteria {
		v := criterionView{Field: pointsField + criterion.Code, Name: name(p, criterion.Name)}
		for i, l := range criterion.Levels {
			level := levelView{Value: strconv.Itoa(l.Points), Points: p.T("assessments.points", "count", l.Points), Label: name(p, l.Label), Descriptor: name(p, l.Descriptor)}
			if i < 9 {
				level.Key = strconv.Itoa(i + 1)
			}
			v.Levels = append(v.Levels, level)
		}
		views = append(views, v)
	}
	return views
}

// Rubric shows a rubric as a grid of criteria and levels.
func (h *Handlers) Rubric(c *web.Ctx) error {
	rubric, err := h.Assessments.Rubric(c.Context(), c.Actor, c.Params("rubric"))
	if err != nil {
		return err
	}
	effect, err := h.Assessments.RubricEffect(c.Context(), c.Actor, rubric.ID)
	if err != nil {
		return err
	}
	return c.Render(200, showRubric(rubricPageOf(c.PageCalled(name(c.Printer, rubric.Title)), rubric, effect)))
}

// ApplyRubric lets the version take the place of the others for what was rated, too.
func (h *Handlers) ApplyRubric(c *web.Ctx) error {
	id := c.Params("rubric")
	if _, err := h.Assessments.ApplyRubric(c.Context(), c.Actor, id); err != nil {
		return err
	}
	c.Flash(parts.Good, "assessments.rubrics.applied")
	return c.See(rubricPath(id))
}

func rubricPageOf(page web.Page, r assessments.Rubric, effect assessments.RubricEffect) rubricPage {
	p := rubricPage{Page: page, Criteria: criteriaOf(page.Printer, r.Criteria)}
	p.Crumbs = crumbs(p.Title, p.T("assessments.rubrics.title"), "/rubrics")
	p.Actions = actions([]action{{Href: "/rubrics/new?from=" + r.ID, Button: parts.Button{Label: p.T("assessments.rubrics.revise"), Icon: "edit", Weight: parts.Second}}})
	p.Facts = []parts.Fact{
		{Label: p.T("assessments.code"), Text: r.Code},
		{Label: p.T("assessments.item.version"), Text: p.T("assessments.item.version_since", "version", r.Version, "since", r.RecordedAt)},
		{Label: p.T("assessments.rubrics.max"), Text: p.Value(r.Criteria.Max())},
	}
	if effect != (assessments.RubricEffect{}) {
		p.Apply = rubricPath(r.ID) + "/apply"
		p.Effect = p.T("assessments.rubrics.effect", "waiting", effect.Waiting, "kept", effect.Kept, "reopened", effect.Reopened)
	}
	return p
}

// The size a rubric's form begins with, and the most it may have.
const (
	firstCriteria = 3
	firstLevels   = 4
	mostCriteria  = 20
	mostLevels    = 9
)

type rubricInput struct {
	Code  string `form:"code"`
	Title string `form:"title"`
	From  string `form:"from"` // the rubric whose next version this is; empty for a new one
	Do    string `form:"do"`   // "criterion", "level": show one more, do not save
}

// titleKey is how the page with the form is called.
func (in rubricInput) titleKey() string {
	if in.From != "" {
		return "assessments.rubrics.revise"
	}
	return "assessments.rubrics.new"
}

type rubricFormPage struct {
	web.Page
	Form     parts.Filled
	Criteria []criterionFields
	Error    string
}

// criterionFields are the names of the fields of a criterion.
type criterionFields struct {
	Legend, Name, Code, Levels string
	Rows                       []levelFields
}

// levelFields are the names of the fields of a level.
type levelFields struct{ Points, Label, Descriptor string }

func fieldsOf(i, levels int) criterionFields {
	begin := fmt.Sprintf("criterion_%d_", i)
	f := criterionFields{Name: begin + "name", Code: begin + "code", Levels: begin + "levels"}
	for j := range levels {
		level := fmt.Sprintf("%slevel_%d_", begin, j)
		f.Rows = append(f.Rows, levelFields{Points: level + "points", Label: level + "label", Descriptor: level + "descriptor"})
	}
	return f
}

// NewRubric shows the form for a rubric; with ?from= for the next version of one.
func (h *Handlers) NewRubric(c *web.Ctx) error {
	var in rubricInput
	if err := c.Bind(&in); err != nil {
		return err
	}
	if in.From != "" {
		rubric, err := h.Assessments.Rubric(c.Context(), c.Actor, in.From)
		if err != nil {
			return err
		}
		form, criteria, levels := filledRubric(rubric)
		return c.Render(200, showRubricForm(rubricFormPageOf(c.Page(in.titleKey()), form, criteria, levels)))
	}
	return c.Render(200, showRubricForm(rubricFormPageOf(c.Page(in.titleKey()), parts.Filled{}, firstCriteria, firstLevels)))
}

// filledRubric is the form of a rubric, and how many criteria and levels it has.
func filledRubric(r assessments.Rubric) (form parts.Filled, criteria, levels int) {
	form = parts.Filled{Values: map[string][]string{"code": {r.Code}, "title": {r.Title[i18n.Spanish]}, "from": {r.ID}}}
	for i, criterion := range r.Criteria {
		f := fieldsOf(i, len(criterion.Levels))
		form.Values[f.Name], form.Values[f.Code] = []string{criterion.Name[i18n.Spanish]}, []string{criterion.Code}
		for j, l := range criterion.Levels {
			row := f.Rows[j]
			form.Values[row.Points], form.Values[row.Label], form.Values[row.Descriptor] = []string{strconv.Itoa(l.Points)}, []string{l.Label[i18n.Spanish]}, []string{l.Descriptor[i18n.Spanish]}
		}
		levels = max(levels, len(criterion.Levels))
	}
	return form, len(r.Criteria), levels
}

func rubricFormPageOf(page web.Page, form parts.Filled, criteria, levels int) rubricFormPage {
	p := rubricFormPage{Page: page, Form: form, Error: form.Error("criteria")}
	p.Lead = p.T("assessments.rubrics.form.lead")
	p.Crumbs = crumbs(p.Title, p.T("assessments.rubrics.title"), "/rubrics")
	for i := range criteria {
		f := fieldsOf(i, levels)
		f.Legend = p.T("assessments.rubrics.criterion_n", "n", i+1)
		for j, row := range f.Rows {
			p.Form = p.Form.With(row.Points, strconv.Itoa(j))
			if levels == firstLevels {
				p.Form = p.Form.With(row.Label, p.T("assessments.level."+strconv.Itoa(j)))
			}
		}
		p.Criteria = append(p.Criteria, f)
	}
	return p
}

// CreateRubric saves a rubric, or the next version of the one with its code.
func (h *Handlers) CreateRubric(c *web.Ctx) error {
	var in rubricInput
	if err := c.Bind(&in); err != nil {
		return err
	}
	made, form, criteria, levels, err := readRubric(c, in)
	switch in.Do {
	case "criterion":
		return c.Render(200, showRubricForm(rubricFormPageOf(c.Page(in.titleKey()), form, min(criteria+1, mostCriteria), levels)))
	case "level":
		return c.Render(200, showRubricForm(rubricFormPageOf(c.Page(in.titleKey()), form, criteria, min(levels+1, mostLevels))))
	}
	var rubric assessments.Rubric
	if err == nil {
		rubric, err = h.Assessments.CreateRubric(c.Context(), c.Actor, made)
	}
	if fault.Is(err, fault.Invalid) {
		form.Messages = c.Fill(in, err).Messages
		return c.Render(422, showRubricForm(rubricFormPageOf(c.Page(in.titleKey()), form, max(criteria, 1), levels)))
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "assessments.rubrics.saved", "version", rubric.Version)
	return c.See(rubricPath(rubric.ID))
}

// readRubric reads the form; criteria without name and descriptors, and levels
// without descriptor, are left out. The form comes back with what was left in.
func readRubric(c *web.Ctx, in rubricInput) (made assessments.RubricInput, form parts.Filled, criteria, levels int, err error) {
	var check fault.Check
	made = assessments.RubricInput{Code: in.Code, Title: put(nil, in.Title)}
	form = parts.Filled{Values: web.ValuesOf(in)}
	levels = 2
	for i := range mostCriteria {
		from, to := fieldsOf(i, mostLevels), fieldsOf(criteria, mostLevels)
		criterion := assessments.Criterion{Code: typed(c, from.Code), Name: put(nil, typed(c, from.Name))}
		if criterion.Code == "" {
			criterion.Code = codeOf(typed(c, from.Name), criteria)
		}
		for j, row := range from.Rows {
			descriptor, points := typed(c, row.Descriptor), typed(c, row.Points)
			if points != "" {
				levels = max(levels, j+1) // as many as the form had
			}
			if descriptor == "" {
				continue
			}
			at := to.Rows[len(criterion.Levels)]
			n, numberErr := strconv.Atoi(points)
			check.That(numberErr == nil, at.Points, "fault.not_whole")
			form.Values[at.Points], form.Values[at.Label], form.Values[at.Descriptor] = []string{points}, []string{typed(c, row.Label)}, []string{descriptor}
			criterion.Levels = append(criterion.Levels, assessments.Level{Points: n, Label: put(nil, typed(c, row.Label)), Descriptor: put(nil, descriptor)})
		}
		if criterion.Name == nil && len(criterion.Levels) == 0 {
			continue
		}
		form.Values[to.Name], form.Values[to.Code] = []string{typed(c, from.Name)}, []string{criterion.Code}
		made.Criteria = append(made.Criteria, criterion)
		criteria++
	}
	return made, form, criteria, levels, check.Err()
}

// codeOf makes a criterion's code of its name: ratings are kept under it.
func codeOf(text string, i int) string {
	code := []byte{}
	for _, r := range roster.Fold(text) {
		switch {
		case (r >= 'a' && r <= 'z') || (r >= '0' && r <= '9'):
			code = append(code, byte(r))
		case len(code) > 0 && code[len(code)-1] != '-':
			code = append(code, '-')
		}
	}
	if len(code) > 40 {
		code = code[:40]
	}
	return fmt.Sprintf("%d-%s", i+1, code)
}
