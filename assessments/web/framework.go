package web

import (
	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/assessments"
)

func competencyPath(code string) string { return "/competencies/" + code }

type competencyPage struct {
	web.Page
	About    competencyView
	Facts    []parts.Fact
	Old      string // that this is no longer the wording in force
	Versions parts.Grid
}

type competencyQuery struct {
	On db.Date `form:"on"`
}

// Competency shows a competency with every wording it has had.
func (h *Handlers) Competency(c *web.Ctx) error {
	var in competencyQuery
	if err := c.Bind(&in); err != nil {
		return err
	}
	detail, err := h.Assessments.Competency(c.Context(), c.Actor, c.Params("competency"), in.On)
	if err != nil {
		return err
	}
	shown := detail.Versions[detail.Shown]
	return c.Render(200, showCompetency(competencyPageOf(c.PageCalled(name(c.Printer, shown.Name)), detail, c.Actor.Somewhere(access.AuthorItems))))
}

func competencyPageOf(page web.Page, d assessments.CompetencyDetail, mayEdit bool) competencyPage {
	p := competencyPage{Page: page}
	v := d.Versions[d.Shown]
	p.Crumbs = crumbs(p.Title, p.T("assessments.competencies.title"), "/competencies")
	if mayEdit && d.Shown == 0 {
		p.Actions = actions([]action{{Href: competencyPath(d.Code) + "/edit", Button: parts.Button{Label: p.T("framework.revise"), Icon: "edit", Weight: parts.Second}}})
	}
	shown := d.Competency
	shown.Name, shown.Description, shown.Levels = v.Name, v.Description, v.Levels
	p.About = competencyViewOf(page, shown)
	p.Facts = []parts.Fact{{Label: p.T("assessments.code"), Text: d.Code}, {Label: p.T("assessments.competencies.kind"), Text: p.About.Kind}, {Label: p.T("assessments.item.version"), Text: p.Value(v.Version)}}
	if d.Shown > 0 {
		p.Old = p.T("framework.old", "version", v.Version, "from", v.ValidFrom, "until", *v.Until)
	}
	p.Versions = parts.Grid{Caption: p.T("framework.versions"), Columns: []parts.Column{{Label: p.T("assessments.item.version")}, {Label: p.T("framework.from")}, {Label: p.T("framework.author")}, {Label: p.T("assessments.name")}}}
	for _, one := range d.Versions {
		p.Versions.Rows = append(p.Versions.Rows, []parts.Cell{{Text: p.T("capacity.version_n", "version", one.Version), Href: competencyPath(d.Code) + "?on=" + one.ValidFrom.String()},
			{Text: p.Date(one.ValidFrom)}, {Text: orDash(one.Author)}, {Text: name(p.Printer, one.Name)}})
	}
	return p
}

// competencyViewOf is a competency as pages show it.
func competencyViewOf(p web.Page, c assessments.Competency) competencyView {
	v := competencyView{Code: c.Code, Name: name(p.Printer, c.Name), Description: name(p.Printer, c.Description), Kind: p.T("assessments.competency_kind." + string(c.Kind))}
	for _, level := range c.Levels {
		v.Levels = append(v.Levels, name(p.Printer, level))
	}
	return v
}

// EditCompetency shows the form for the next wording of a competency.
func (h *Handlers) EditCompetency(c *web.Ctx) error {
	detail, err := h.Assessments.Competency(c.Context(), c.Actor, c.Params("competency"), 0)
	if err != nil {
		return err
	}
	in := competencyInput{Code: detail.Code, Kind: detail.Kind, Name: detail.Name[i18n.Spanish], Description: detail.Description[i18n.Spanish]}
	for i, level := range detail.Levels {
		if i > 0 {
			in.Levels += "\n"
		}
		in.Levels += level[i18n.Spanish]
	}
	return c.Render(200, showReviseCompetency(reviseCompetencyPageOf(c.Page("framework.revise"), detail.Competency, c.Fill(in, nil))))
}

func reviseCompetencyPageOf(page web.Page, c assessments.Competency, form parts.Filled) competencyFormPage {
	p := competencyFormPage{Page: page, Form: form, Action: competencyPath(c.Code)}
	p.Lead = p.T("framework.revise.lead")
	p.Crumbs = crumbs(p.Title, p.T("assessments.competencies.title"), "/competencies", name(p.Printer, c.Name), competencyPath(c.Code))
	return p
}

// ReviseCompetency keeps the next wording of a competency.
func (h *Handlers) ReviseCompetency(c *web.Ctx) error {
	detail, err := h.Assessments.Competency(c.Context(), c.Actor, c.Params("competency"), 0)
	if err != nil {
		return err
	}
	var in competencyInput
	version := 0
	if err = c.Bind(&in); err == nil {
		revised := detail.Competency
		revised.Name, revised.Description, revised.Levels = put(detail.Name, in.Name), put(detail.Description, in.Description), levelsOf(detail.Levels, in.Levels)
		version, err = h.Assessments.ReviseCompetency(c.Context(), c.Actor, revised)
	}
	if invalid(err) {
		return c.Render(422, showReviseCompetency(reviseCompetencyPageOf(c.Page("framework.revise"), detail.Competency, c.Fill(in, err))))
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "framework.revised", "version", version)
	return c.See(competencyPath(detail.Code))
}

type frameworkImportPage struct {
	web.Page
	Form   parts.Filled
	Report *frameworkPreview
}

// frameworkPreview is what a file of competencies would do.
type frameworkPreview struct {
	Text, FileName string
	Counts         []parts.Fact
	Rows           parts.Grid
	Refused        string
	Can            bool
}

// FrameworkImport asks for a file of competencies.
func (h *Handlers) FrameworkImport(c *web.Ctx) error {
	return c.Render(200, showFrameworkImport(frameworkImportPageOf(c.Page("framework.import"), parts.Filled{}, nil)))
}

func frameworkImportPageOf(page web.Page, form parts.Filled, report *assessments.FrameworkReport) frameworkImportPage {
	p := frameworkImportPage{Page: page, Form: form}
	p.Lead = p.T("framework.import.lead")
	p.Crumbs = crumbs(p.Title, p.T("assessments.competencies.title"), "/competencies")
	if report == nil {
		return p
	}
	preview := frameworkPreview{Text: report.Text, FileName: report.FileName, Can: report.Can()}
	if report.Refused > 0 {
		preview.Refused = p.T("framework.import.refused", "count", report.Refused)
	}
	for _, one := range []struct {
		action string
		n      int
	}{{assessments.CompetencyNew, report.New}, {assessments.CompetencyChanged, report.Changed}, {assessments.CompetencySame, report.Same}, {assessments.CompetencyRefused, report.Refused}} {
		preview.Counts = append(preview.Counts, parts.Fact{Label: p.T("framework.action." + one.action), Text: p.Value(one.n)})
	}
	tones := map[string]parts.Tone{assessments.CompetencyNew: parts.Good, assessments.CompetencyChanged: parts.Notice, assessments.CompetencySame: parts.Neutral, assessments.CompetencyRefused: parts.Bad}
	preview.Rows = parts.Grid{Caption: p.T("framework.import.rows"), Columns: []parts.Column{{Label: p.T("assessments.table.line"), Numeric: true}, {Label: p.T("assessments.competency")}, {Label: p.T("capacity.import.action")}, {Label: p.T("framework.import.what")}}}
	for _, row := range report.Rows {
		what := ""
		for _, field := range row.Fields {
			if what != "" {
				what += ", "
			}
			what += p.T("assessments.framework.column." + field)
		}
		for _, n := range row.Notes {
			what += n.In(p.Printer) + " "
		}
		preview.Rows.Rows = append(preview.Rows.Rows, []parts.Cell{{Text: p.Value(row.Line)}, {Text: name(p.Printer, row.Name), Note: row.Code},
			{Part: parts.State(tones[row.Action], p.T("framework.action."+row.Action))}, {Text: orDash(what)}})
	}
	p.Report = &preview
	return p
}

// ImportFramework shows what a file of competencies would do and, when confirmed,
// keeps it.
func (h *Handlers) ImportFramework(c *web.Ctx) error {
	var in tableInput
	if err := c.Bind(&in); err != nil {
		return err
	}
	data, err := tableData(c, &in)
	var report assessments.FrameworkReport
	if err == nil {
		report, err = h.Assessments.ImportCompetencies(c.Context(), c.Actor, in.FileName, data, in.Do == "confirm")
	}
	switch {
	case invalid(err):
		return c.Render(422, showFrameworkImport(frameworkImportPageOf(c.Page("framework.import"), c.Fill(struct{}{}, err), nil)))
	case err != nil:
		return err
	case report.Kept:
		c.Flash(parts.Good, "framework.import.done", "new", report.New, "changed", report.Changed)
		return c.See("/competencies")
	}
	return c.Render(200, showFrameworkImport(frameworkImportPageOf(c.Page("framework.import.preview"), parts.Filled{}, &report)))
}

// ExportFramework gives the framework as a file.
func (h *Handlers) ExportFramework(c *web.Ctx) error {
	format := c.Params("format")
	data, err := h.Assessments.ExportCompetencies(c.Context(), c.Actor, format)
	if invalid(err) {
		return fault.Missing("noun.page")
	}
	if err != nil {
		return err
	}
	return c.Give(format, "competencias", data)
}
