package web

import (
	"fmt"
	"slices"
	"strconv"

	"relevo/app/access"
	"relevo/app/i18n"
	"relevo/app/people"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/assessments"
)

func checklistPath(code string) string { return capacityPath + "/checklists/" + code }

type checklistsPage struct {
	web.Page
	Lists parts.Grid
}

// Checklists lists what is looked at, by kind of institution.
func (h *Handlers) Checklists(c *web.Ctx) error {
	list, err := h.Assessments.Checklists(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	return c.Render(200, showChecklists(checklistsPageOf(c.Page("capacity.checklists"), list)))
}

func checklistsPageOf(page web.Page, list []assessments.Checklist) checklistsPage {
	p := checklistsPage{Page: page}
	p.Lead = p.T("capacity.checklists.lead")
	p.Crumbs = crumbs(p.Title, p.T("capacity.title"), capacityPath)
	p.Lists = parts.Grid{Caption: p.Title, Hidden: true, Columns: []parts.Column{{Label: p.T("capacity.checklist")}, {Label: p.T("capacity.checklist.kinds")},
		{Label: p.T("assessments.item.version"), Numeric: true}, {Label: p.T("assessments.rubrics.criteria"), Numeric: true}}}
	for _, l := range list {
		note := ""
		if l.Shipped() {
			note = p.T("capacity.checklist.shipped")
		}
		p.Lists.Rows = append(p.Lists.Rows, []parts.Cell{{Text: name(p.Printer, l.Title), Href: checklistPath(l.Code), Note: note}, {Text: kindNames(p.Printer, l.Kinds)},
			{Text: p.Value(l.Version)}, {Text: p.Value(len(l.Criteria))}})
	}
	return p
}

func kindNames(p *i18n.Printer, kinds assessments.InstitutionKinds) string {
	text := ""
	for _, k := range kinds {
		if text != "" {
			text += ", "
		}
		text += p.T(k.Key())
	}
	return text
}

type checklistPage struct {
	web.Page
	Facts    []parts.Fact
	Groups   []checklistGroup
	Versions []parts.Link
}

// checklistGroup are the criteria of one competency.
type checklistGroup struct {
	Name     string
	Criteria []checklistCriterion
}

type checklistCriterion struct {
	Name, Evidence string
	Levels         []string // from 0 up
}

type checklistQuery struct {
	Version int `form:"version"`
}

// Checklist shows a checklist as it is printed: with room for what is seen.
func (h *Handlers) Checklist(c *web.Ctx) error {
	var in checklistQuery
	if err := c.Bind(&in); err != nil {
		return err
	}
	list, err := h.Assessments.Checklist(c.Context(), c.Actor, c.Params("checklist"), in.Version)
	if err != nil {
		return err
	}
	return c.Render(200, showChecklist(checklistPageOf(c.PageCalled(name(c.Printer, list.Title)), list, c.Actor.Somewhere(access.AuthorItems))))
}

func checklistPageOf(page web.Page, l assessments.ChecklistHistory, mayEdit bool) checklistPage {
	p := checklistPage{Page: page}
	p.Crumbs = crumbs(p.Title, p.T("capacity.title"), capacityPath, p.T("capacity.checklists"), capacityPath+"/checklists")
	if mayEdit && l.Version == l.Versions[0].Version {
		p.Actions = actions([]action{{Href: checklistPath(l.Code) + "/edit", Button: parts.Button{Label: p.T("capacity.checklist.edit"), Icon: "edit", Weight: parts.Second}}})
	}
	p.Facts = []parts.Fact{{Label: p.T("capacity.checklist.kinds"), Text: kindNames(p.Printer, l.Kinds)}}
	if l.Shipped() {
		p.Facts = append(p.Facts, parts.Fact{Label: p.T("assessments.item.version"), Text: p.T("capacity.checklist.shipped")})
	} else {
		p.Facts = append(p.Facts, parts.Fact{Label: p.T("assessments.item.version"), Text: p.T("assessments.item.version_since", "version", l.Version, "since", l.RecordedAt)})
	}
	if l.Note != "" {
		p.Facts = append(p.Facts, parts.Fact{Label: p.T("capacity.checklist.note"), Text: l.Note})
	}
	for _, code := range l.Criteria.Competencies() {
		group := checklistGroup{Name: name(p.Printer, l.Names[code])}
		for _, c := range l.Criteria {
			if c.Competency != code {
				continue
			}
			one := checklistCriterion{Name: name(p.Printer, c.Name), Evidence: name(p.Printer, c.Evidence)}
			for _, level := range c.Levels {
				one.Levels = append(one.Levels, name(p.Printer, level))
			}
			group.Criteria = append(group.Criteria, one)
		}
		p.Groups = append(p.Groups, group)
	}
	if len(l.Versions) > 1 {
		for _, v := range l.Versions {
			p.Versions = append(p.Versions, parts.Link{Label: p.T("capacity.version_n", "version", v.Version), Href: checklistPath(l.Code) + "?version=" + strconv.Itoa(v.Version), Current: v.Version == l.Version})
		}
	}
	return p
}

// mostChecked is how many criteria a checklist may have.
const mostChecked = 30

type checklistInput struct {
	Title string   `form:"title"`
	Kinds []string `form:"kinds"`
	Note  string   `form:"note"`
	Do    string   `form:"do"` // "criterion": show one more, do not save
}

type checklistFormPage struct {
	web.Page
	Form         parts.Filled
	Action       string
	Kinds        []parts.Option
	Competencies []parts.Option
	Criteria     []checkedFields
}

// checkedFields are the names of the fields of a criterion.
type checkedFields struct {
	Legend, Name, Code, Competency, Evidence string
	Levels                                   []parts.Input
}

func checkedFieldsOf(p *i18n.Printer, i int) checkedFields {
	begin := fmt.Sprintf("criterion_%d_", i)
	f := checkedFields{Legend: p.T("capacity.criterion_number", "n", i+1), Name: begin + "name", Code: begin + "code", Competency: begin + "competency", Evidence: begin + "evidence"}
	for level := range assessments.CapacityLevels {
		f.Levels = append(f.Levels, parts.Input{Name: fmt.Sprintf("%slevel_%d", begin, level), Label: p.T("capacity.level_n", "level", level), Kind: parts.TextArea, Rows: 2, Required: true})
	}
	return f
}

// EditChecklist shows the form for the next version of a checklist.
func (h *Handlers) EditChecklist(c *web.Ctx) error {
	list, err := h.Assessments.Checklist(c.Context(), c.Actor, c.Params("checklist"), 0)
	if err != nil {
		return err
	}
	form := parts.Filled{Values: map[string][]string{"title": {list.Title[i18n.Spanish]}}}
	for _, k := range list.Kinds {
		form.Values["kinds"] = append(form.Values["kinds"], string(k))
	}
	for i, one := range list.Criteria {
		f := checkedFieldsOf(c.Printer, i)
		form.Values[f.Name], form.Values[f.Code], form.Values[f.Competency], form.Values[f.Evidence] = []string{one.Name[i18n.Spanish]}, []string{one.Code}, []string{one.Competency}, []string{one.Evidence[i18n.Spanish]}
		for level, text := range one.Levels {
			form.Values[f.Levels[level].Name] = []string{text[i18n.Spanish]}
		}
	}
	return h.showChecklistForm(c, 200, form, len(list.Criteria))
}

func (h *Handlers) showChecklistForm(c *web.Ctx, status int, form parts.Filled, criteria int) error {
	competencies, err := h.Assessments.InstitutionalCompetencies(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	return c.Render(status, showChecklistForm(checklistFormPageOf(c.Page("capacity.checklist.edit"), c.Params("checklist"), form, criteria, competencies)))
}

func checklistFormPageOf(page web.Page, code string, form parts.Filled, criteria int, competencies []assessments.Competency) checklistFormPage {
	p := checklistFormPage{Page: page, Form: form, Action: checklistPath(code)}
	p.Lead = p.T("capacity.checklist.edit.lead")
	p.Crumbs = crumbs(p.Title, p.T("capacity.checklists"), capacityPath+"/checklists", code, checklistPath(code))
	for _, k := range people.Kinds() {
		p.Kinds = append(p.Kinds, parts.Option{Value: string(k), Label: p.T(k.Key())})
	}
	for _, one := range competencies {
		p.Competencies = append(p.Competencies, parts.Option{Value: one.Code, Label: name(p.Printer, one.Name)})
	}
	for i := range criteria {
		p.Criteria = append(p.Criteria, checkedFieldsOf(p.Printer, i))
	}
	return p
}

// SaveChecklist saves the next version of a checklist.
func (h *Handlers) SaveChecklist(c *web.Ctx) error {
	var in checklistInput
	if err := c.Bind(&in); err != nil {
		return err
	}
	before, err := h.Assessments.Checklist(c.Context(), c.Actor, c.Params("checklist"), 0)
	if err != nil {
		return err
	}
	made, form := readChecklist(c, in, before.Checklist)
	if in.Do == "criterion" {
		return h.showChecklistForm(c, 200, form, min(len(made.Criteria)+1, mostChecked))
	}
	saved, err := h.Assessments.SaveChecklist(c.Context(), c.Actor, made)
	if invalid(err) {
		form.Messages = c.Fill(in, err).Messages
		return h.showChecklistForm(c, 422, form, max(len(made.Criteria), 1))
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "capacity.checklist.saved", "version", saved.Version)
	return c.See(checklistPath(saved.Code))
}

// readChecklist reads the form. A criterion with nothing written in it is left out;
// translations of what is there stay.
func readChecklist(c *web.Ctx, in checklistInput, before assessments.Checklist) (made assessments.ChecklistInput, form parts.Filled) {
	made = assessments.ChecklistInput{Code: before.Code, Title: put(before.Title, in.Title), Note: in.Note}
	form = parts.Filled{Values: web.ValuesOf(in)}
	for _, k := range in.Kinds {
		made.Kinds = append(made.Kinds, people.Kind(k))
	}
	for i := range mostChecked {
		from, at := checkedFieldsOf(c.Printer, i), len(made.Criteria)
		to := checkedFieldsOf(c.Printer, at)
		var old assessments.CapacityCriterion
		code := typed(c, from.Code)
		if j := slices.IndexFunc(before.Criteria, func(o assessments.CapacityCriterion) bool { return o.Code == code }); j >= 0 {
			old = before.Criteria[j]
		}
		one := assessments.CapacityCriterion{Code: code, Competency: typed(c, from.Competency), Name: put(old.Name, typed(c, from.Name)), Evidence: put(old.Evidence, typed(c, from.Evidence))}
		written := one.Name != nil || one.Evidence != nil
		for level, input := range from.Levels {
			var was i18n.Text
			if level < len(old.Levels) {
				was = old.Levels[level]
			}
			text := typed(c, input.Name)
			written = written || text != ""
			one.Levels = append(one.Levels, put(was, text))
		}
		if !written {
			continue
		}
		if one.Code == "" {
			one.Code = codeOf(typed(c, from.Name), at)
		}
		form.Values[to.Name], form.Values[to.Code], form.Values[to.Competency], form.Values[to.Evidence] = []string{one.Name[i18n.Spanish]}, []string{one.Code}, []string{one.Competency}, []string{one.Evidence[i18n.Spanish]}
		for level, input := range to.Levels {
			form.Values[input.Name] = []string{one.Levels[level][i18n.Spanish]}
		}
		made.Criteria = append(made.Criteria, one)
	}
	return made, form
}
