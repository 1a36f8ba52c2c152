package web

import (
	"fmt"

	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/web"
	"relevo/app/web/api"
	"relevo/assessments"
)

type frameworkCompetency struct {
	Code        string     `json:"code"`
	Kind        string     `json:"kind" enum:"personal,institutional"`
	Position    int        `json:"position" doc:"Its place in the framework, from 1."`
	Name        api.Text   `json:"name"`
	Description api.Text   `json:"description"`
	Levels      []api.Text `json:"levels" doc:"What one sees somebody do, from the lowest up."`
}

func frameworkCompetencyOf(c assessments.Competency) frameworkCompetency {
	return frameworkCompetency{Code: c.Code, Kind: string(c.Kind), Position: c.Position, Name: api.TextOf(c.Name), Description: api.TextOf(c.Description), Levels: api.Each(c.Levels, api.TextOf)}
}

type competencyDetail struct {
	frameworkCompetency
	Version  int                 `json:"version" doc:"Of the wording that is shown."`
	Versions []competencyWording `json:"versions" doc:"Every wording it has had, the newest first."`
}

type competencyWording struct {
	Version   int      `json:"version"`
	Name      api.Text `json:"name"`
	ValidFrom db.Date  `json:"valid_from"`
	Until     *db.Date `json:"until" doc:"First day it no longer held; null for the newest."`
	Author    string   `json:"author" doc:"Empty for what no person wrote."`
}

type newCompetency struct {
	Body struct {
		Code string `json:"code" doc:"Small letters, digits, point, hyphen; it stays."`
		Kind string `json:"kind" enum:"personal,institutional"`
		competencyWords
	}
}

type competencyWords struct {
	Name        api.Text   `json:"name"`
	Description api.Text   `json:"description,omitempty"`
	Levels      []api.Text `json:"levels" doc:"From the lowest up, at least two."`
}

func (w competencyWords) into(c assessments.Competency) assessments.Competency {
	c.Name, c.Description, c.Levels = w.Name.Authored(), w.Description.Authored(), api.Each(w.Levels, api.Text.Authored)
	return c
}

type competencyOnDay struct {
	Code string  `path:"competency"`
	On   db.Date `form:"on" doc:"As it was worded on this day; left out: as it is now."`
}

type rewordCompetency struct {
	Code string `path:"competency"`
	Body competencyWords
}

type rewordedCompetency struct {
	Version int `json:"version" doc:"The one in force now; nothing new when nothing is different."`
}

type competenciesFile struct {
	Body struct {
		sentFile
		Confirm bool `json:"confirm,omitempty" doc:"Keep it, all or nothing; left out: only tell what it would do."`
	}
}

type competenciesFileOutcome struct {
	New     int                 `json:"new"`
	Changed int                 `json:"changed"`
	Same    int                 `json:"same"`
	Refused int                 `json:"refused" doc:"With one row refused, none is kept."`
	Kept    bool                `json:"kept"`
	Rows    []competencyFileRow `json:"rows"`
}

type competencyFileRow struct {
	Line   int      `json:"line"`
	Code   string   `json:"code"`
	Name   api.Text `json:"name"`
	Action string   `json:"action" enum:"new,changed,same,refused"`
	Fields []string `json:"fields" doc:"What is changed: name, description, levels."`
	Notes  []string `json:"notes" doc:"Why it is refused."`
}

type oneFormat struct {
	Format string `path:"format"`
}

func (h *Handlers) competenciesAPI() []web.Route {
	return []web.Route{
		api.Op[api.Paging, api.Page[frameworkCompetency]]{
			Method: "GET", Path: "/competencies", Name: "competencies", Summary: "The framework of competencies, in its order", Needs: apiStaff, Stands: []string{"competencies"},
			Do: func(c *web.Ctx, in api.Paging) (api.Page[frameworkCompetency], error) {
				list, err := h.Assessments.Competencies(c.Context(), c.Actor)
				if err != nil {
					return api.Page[frameworkCompetency]{}, err
				}
				return api.Cut(list, in, func(c assessments.Competency) string { return fmt.Sprintf("%06d.%s", c.Position, c.Code) }, frameworkCompetencyOf)
			},
		}.Route(),
		api.Op[newCompetency, frameworkCompetency]{
			Method: "POST", Path: "/competencies", Name: "competencies.create", Summary: "Add a competency to the framework", Needs: apiAuthors, Status: 201, Stands: []string{"competencies.create", "competencies.new"},
			Do: func(c *web.Ctx, in newCompetency) (frameworkCompetency, error) {
				made := in.Body.into(assessments.Competency{Code: in.Body.Code, Kind: assessments.CompetencyKind(in.Body.Kind)})
				if err := h.Assessments.CreateCompetencies(c.Context(), c.Actor, []assessments.Competency{made}); err != nil {
					return frameworkCompetency{}, err
				}
				shown, err := h.apiCompetency(c, competencyOnDay{Code: made.Code})
				return shown.frameworkCompetency, err
			},
		}.Route(),
		api.Op[competenciesFile, competenciesFileOutcome]{
			Method: "POST", Path: "/competencies/import", Name: "competencies.import", Summary: "Look at a file of competencies (CSV or Excel) or, confirmed, keep it", Needs: apiAuthors,
			Stands: []string{"competencies.import", "competencies.import.do"}, Do: h.apiImportCompetencies,
		}.Route(),
		api.Op[oneFormat, api.File]{
			Method: "GET", Path: "/competencies/export/:format", Name: "competencies.export", Summary: "The framework as a file: csv or xlsx", Needs: apiStaff, Stands: []string{"competencies.export"}, Produces: []string{csvType, xlsxType},
			Do: func(c *web.Ctx, in oneFormat) (api.File, error) {
				data, err := h.Assessments.ExportCompetencies(c.Context(), c.Actor, in.Format)
				if fault.Is(err, fault.Invalid) {
					err = fault.Missing("noun.page")
				}
				return api.File{Name: "competencias." + in.Format, Media: tableType(in.Format), Data: data}, err
			},
		}.Route(),
		api.Op[competencyOnDay, competencyDetail]{
			Method: "GET", Path: "/competencies/:competency", Name: "competency", Summary: "A competency with every wording it has had", Needs: apiStaff, Stands: []string{"competency", "competency.edit"}, Do: h.apiCompetency,
		}.Route(),
		api.Op[rewordCompetency, rewordedCompetency]{
			Method: "PUT", Path: "/competencies/:competency", Name: "competency.revise", Summary: "Word a competency anew from today on; what was worded before stays readable", Needs: apiAuthors, Stands: []string{"competency.revise"},
			Do: func(c *web.Ctx, in rewordCompetency) (rewordedCompetency, error) {
				version, err := h.Assessments.ReviseCompetency(c.Context(), c.Actor, in.Body.into(assessments.Competency{Code: in.Code}))
				return rewordedCompetency{version}, err
			},
		}.Route(),
	}
}

func (h *Handlers) apiCompetency(c *web.Ctx, in competencyOnDay) (competencyDetail, error) {
	detail, err := h.Assessments.Competency(c.Context(), c.Actor, in.Code, in.On)
	if err != nil {
		return competencyDetail{}, err
	}
	shown, worded := detail.Competency, detail.Versions[detail.Shown]
	shown.Name, shown.Description, shown.Levels = worded.Name, worded.Description, worded.Levels
	return competencyDetail{frameworkCompetency: frameworkCompetencyOf(shown), Version: worded.Version, Versions: api.Each(detail.Versions, func(v assessments.VersionDetail) competencyWording {
		return competencyWording{v.Version, api.TextOf(v.Name), v.ValidFrom, v.Until, v.Author}
	})}, nil
}

func (h *Handlers) apiImportCompetencies(c *web.Ctx, in competenciesFile) (competenciesFileOutcome, error) {
	name, data, err := in.Body.take()
	if err != nil {
		return competenciesFileOutcome{}, err
	}
	report, err := h.Assessments.ImportCompetencies(c.Context(), c.Actor, name, data, in.Body.Confirm)
	return competenciesFileOutcome{New: report.New, Changed: report.Changed, Same: report.Same, Refused: report.Refused, Kept: report.Kept,
		Rows: api.Each(report.Rows, func(r assessments.FrameworkRow) competencyFileRow {
			return competencyFileRow{Line: r.Line, Code: r.Code, Name: api.TextOf(r.Name), Action: r.Action, Fields: append([]string{}, r.Fields...), Notes: sentences(c, r.Notes)}
		})}, err
}

// sectionOf is an authored text that most things have none of.
func sectionOf(t i18n.Text) *api.Text {
	if t.IsZero() {
		return nil
	}
	text := api.TextOf(t)
	return &text
}
