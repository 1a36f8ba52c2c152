package web

import (
	"strconv"

	"relevo/app/db"
	"relevo/app/people"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/assessments"
)

const targetsPath = "/competencies/targets"

type targetInput struct {
	Cadre      people.Cadre `form:"cadre"`
	Competency string       `form:"competency"`
	Level      int          `form:"level"`
	Share      float64      `form:"share"` // percent
	ValidFrom  db.Date      `form:"valid_from"`
}

type targetsPage struct {
	web.Page
	Form         parts.Filled
	Table        parts.Grid
	History      parts.Grid
	MayEdit      bool
	Cadres       []parts.Option
	Competencies []parts.Option
	Levels       []parts.Option
	Query        parts.Filled
}

type targetsQuery struct {
	On db.Date `form:"on"`
}

// Targets shows what the programme wants of each cadre in each competency.
func (h *Handlers) Targets(c *web.Ctx) error { return h.showTargets(c, 200, parts.Filled{}) }

func (h *Handlers) showTargets(c *web.Ctx, status int, form parts.Filled) error {
	var in targetsQuery
	if c.Method() == "GET" {
		if err := c.Bind(&in); err != nil {
			return err
		}
	}
	targets, err := h.Assessments.Targets(c.Context(), c.Actor, in.On)
	if err != nil {
		return err
	}
	return c.Render(status, showTargets(targetsPageOf(c.Page("targets.title"), targets, form)))
}

func targetsPageOf(page web.Page, t assessments.Targets, form parts.Filled) targetsPage {
	p := targetsPage{Page: page, MayEdit: t.MayEdit, Form: form.With("valid_from", t.Today.String())}
	p.Lead = p.T("targets.lead")
	p.Crumbs = crumbs(p.Title, p.T("assessments.competencies.title"), "/competencies")
	p.Query = parts.Filled{ID: "q", Values: map[string][]string{"on": {t.On.String()}}}
	p.Table = parts.Grid{Caption: p.T("targets.on", "date", t.On), Wide: true, Columns: []parts.Column{{Label: p.T("targets.cadre")}}}
	most, names := 2, map[string]string{}
	for _, c := range t.Competencies {
		names[c.Code], most = name(p.Printer, c.Name), max(most, len(c.Levels))
		p.Table.Columns = append(p.Table.Columns, parts.Column{Label: names[c.Code]})
		p.Competencies = append(p.Competencies, parts.Option{Value: c.Code, Label: names[c.Code]})
	}
	for _, cadre := range people.Cadres() {
		p.Cadres = append(p.Cadres, parts.Option{Value: string(cadre), Label: p.T(cadre.Key())})
		row, has := []parts.Cell{{Text: p.T(cadre.Key())}}, false
		for _, c := range t.Competencies {
			cell := parts.Cell{Text: "—"}
			if target, is := t.Cells[cadre][c.Code]; is {
				cell, has = parts.Cell{Text: targetText(page, target)}, true
			}
			row = append(row, cell)
		}
		if has {
			p.Table.Rows = append(p.Table.Rows, row)
		}
	}
	p.Levels = []parts.Option{{Value: "0", Label: p.T("targets.gone")}}
	for n := 1; n <= most; n++ {
		p.Levels = append(p.Levels, parts.Option{Value: strconv.Itoa(n), Label: p.T("targets.level_n", "level", n)})
	}
	p.History = parts.Grid{Caption: p.T("targets.history"), Columns: []parts.Column{{Label: p.T("framework.from")}, {Label: p.T("targets.cadre")}, {Label: p.T("assessments.competency")}, {Label: p.T("targets.target")}, {Label: p.T("framework.author")}}}
	for _, one := range t.History {
		p.History.Rows = append(p.History.Rows, []parts.Cell{{Text: p.Date(one.ValidFrom)}, {Text: p.T(one.Cadre.Key())}, {Text: orDash(names[one.CompetencyCode])}, {Text: targetText(page, one)}, {Text: orDash(one.Author), Note: p.Instant(one.RecordedAt)}})
	}
	return p
}

func targetText(p web.Page, t assessments.TargetCell) string {
	if t.Gone() {
		return p.T("targets.gone")
	}
	return p.T("targets.told", "level", *t.Level, "share", p.Percent(*t.Share, 0))
}

// SetTarget sets a target from a day on.
func (h *Handlers) SetTarget(c *web.Ctx) error {
	var in targetInput
	err := c.Bind(&in)
	if err == nil {
		err = h.Assessments.SetTarget(c.Context(), c.Actor, assessments.TargetInput{Cadre: in.Cadre, Competency: in.Competency, Level: in.Level, Share: in.Share / 100, ValidFrom: in.ValidFrom})
	}
	if invalid(err) {
		return h.showTargets(c, 422, c.Fill(in, err))
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "targets.saved")
	return c.See(targetsPath)
}
