package web

import (
	"strings"

	"relevo/app/access"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/assessments"
)

type competenciesPage struct {
	web.Page
	Competencies  []competencyView // of officials
	Institutional []competencyView
	CanAdd        bool
}

// competencyView is a competency as the page shows it.
type competencyView struct {
	Code, Name, Description, Kind string
	Levels                        []string // from the lowest up
}

// Competencies lists the framework with what one sees at each level.
func (h *Handlers) Competencies(c *web.Ctx) error {
	list, err := h.Assessments.Competencies(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	return c.Render(200, showCompetencies(competenciesPageOf(c.Page("assessments.competencies.title"), list, c.Actor.Somewhere(access.AuthorItems))))
}

func competenciesPageOf(page web.Page, list []assessments.Competency, canAdd bool) competenciesPage {
	p := competenciesPage{Page: page, CanAdd: canAdd}
	p.Lead = p.T("assessments.competencies.lead")
	buttons := []action{{Href: targetsPath, Button: parts.Button{Label: p.T("targets.title"), Icon: "chart", Weight: parts.Second}}}
	if canAdd {
		buttons = append(buttons, action{Href: "/competencies/new", Button: parts.Button{Label: p.T("assessments.competencies.new"), Icon: "plus", Weight: parts.Second}},
			action{Href: "/competencies/import", Button: parts.Button{Label: p.T("framework.import"), Icon: "upload", Weight: parts.Second}})
	}
	p.Actions = actions(buttons)
	for _, c := range list {
		v := competencyViewOf(p.Page, c)
		if c.Kind == assessments.Institutional {
			p.Institutional = append(p.Institutional, v)
		} else {
			p.Competencies = append(p.Competencies, v)
		}
	}
	return p
}

type competencyInput struct {
	Code        string                     `form:"code"`
	Kind        assessments.CompetencyKind `form:"kind"`
	Name        string                     `form:"name"`
	Description string                     `form:"description"`
	Levels      string                     `form:"levels"` // one on each line
}

type competencyFormPage struct {
	web.Page
	Form   parts.Filled
	Action string
	Kinds  []parts.Option
}

// levelsOf makes a level of each line that has anything; translations of the levels
// that were there stay with the level of the same place.
func levelsOf(before assessments.Texts, text string) (levels assessments.Texts) {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		var was i18n.Text
		if len(levels) < len(before) {
			was = before[len(levels)]
		}
		levels = append(levels, put(was, line))
	}
	return levels
}

// NewCompetency shows the form for a competency.
func (h *Handlers) NewCompetency(c *web.Ctx) error {
	return c.Render(200, showCompetencyForm(competencyFormPageOf(c.Page("assessments.competencies.new"), parts.Filled{}.With("kind", string(assessments.Personal)))))
}

func competencyFormPageOf(page web.Page, form parts.Filled) competencyFormPage {
	p := competencyFormPage{Page: page, Form: form, Action: "/competencies"}
	p.Crumbs = crumbs(p.Title, p.T("assessments.competencies.title"), "/competencies")
	for _, kind := range []assessments.CompetencyKind{assessments.Personal, assessments.Institutional} {
		p.Kinds = append(p.Kinds, parts.Option{Value: string(kind), Label: p.T("assessments.competency_kind." + string(kind))})
	}
	return p
}

// CreateCompetency adds a competency to the framework.
func (h *Handlers) CreateCompetency(c *web.Ctx) error {
	var in competencyInput
	err := c.Bind(&in)
	if err == nil {
		competency := assessments.Competency{Code: in.Code, Kind: in.Kind, Name: put(nil, in.Name), Description: put(nil, in.Description)}
		competency.Levels = levelsOf(nil, in.Levels)
		err = h.Assessments.CreateCompetencies(c.Context(), c.Actor, []assessments.Competency{competency})
	}
	if fault.Is(err, fault.Invalid) {
		return c.Render(422, showCompetencyForm(competencyFormPageOf(c.Page("assessments.competencies.new"), c.Fill(in, err))))
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "assessments.competencies.created", "name", in.Name)
	return c.See("/competencies")
}
