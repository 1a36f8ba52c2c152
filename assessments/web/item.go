package web

import (
	"relevo/app/i18n"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/assessments"
	"relevo/assessments/question"
)

type itemPage struct {
	web.Page
	Question question.View
	Key      parts.Grid
	Feedback htmlText
	Facts    []parts.Fact
	Uses     parts.Grid
	Older    []olderVersion
	Archived bool
	NoRubric bool // a vignette that cannot be used yet
	EditHref string
}

// olderVersion is an earlier wording of an item.
type olderVersion struct {
	Title string
	Stem  htmlText
	Key   parts.Grid
}

// Item shows an item as the person who answers sees it, and for authors its key,
// where it stands and how it was before.
func (h *Handlers) Item(c *web.Ctx) error {
	detail, err := h.Assessments.Item(c.Context(), c.Actor, c.Params("item"))
	if err != nil {
		return err
	}
	competencies, err := h.Assessments.Competencies(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	return c.Render(200, showItem(itemPageOf(c.PageCalled(detail.Code), detail, competencies)))
}

func itemPageOf(page web.Page, d assessments.ItemDetail, competencies []assessments.Competency) itemPage {
	now := d.Versions[0]
	p := itemPage{
		Page: page, Question: questionViewOf(page.Printer, now.Asked()), Key: keyGrid(page.Printer, now), Feedback: htmlIn(page.Printer, now.ID, now.Body.Feedback),
		Archived: d.ArchivedAt != nil, NoRubric: now.Kind.Rated() && d.Rubric == nil, EditHref: itemPath(d.ID) + "/edit",
	}
	if now.Title != d.Code { // it would be said twice
		p.Lead = now.Title
	}
	p.Crumbs = crumbs(d.Code, p.T("assessments.items.title"), "/items")
	archive := parts.Button{Label: p.T("assessments.item.archive"), Weight: parts.Quiet, Name: "archived", Value: "true"}
	if p.Archived {
		archive.Label, archive.Value = p.T("assessments.item.restore"), "false"
	}
	p.Actions = actions([]action{
		{Href: p.EditHref, Button: parts.Button{Label: p.T("assessments.item.edit"), Icon: "edit", Weight: parts.Second}},
		{Href: itemPath(d.ID) + "/archive", Post: true, Button: archive},
	})
	p.Facts = []parts.Fact{
		{Label: p.T("assessments.competency"), Text: orDash(competencyNames(p.Printer, competencies)[now.CompetencyCode])},
		{Label: p.T("assessments.kind"), Text: p.T(now.Kind.Key())},
		{Label: p.T("assessments.item.version"), Text: p.T("assessments.item.version_since", "version", now.Version, "since", now.RecordedAt)},
		{Label: p.T("assessments.item.answered"), Text: p.T("assessments.item.answered_by", "count", d.Answered)},
	}
	if now.Kind.Rated() {
		p.Facts = append(p.Facts, parts.Fact{Label: p.T("assessments.item.ratings"), Text: p.Number(float64(max(now.Body.Ratings, 1)), 0)})
	}
	if now.Body.Spoken {
		p.Facts = append(p.Facts, parts.Fact{Label: p.T("assessments.item.spoken.short"), Text: p.T("assessments.item.spoken.yes")})
	}
	if now.Kind == assessments.Vignette && d.Rubric != nil {
		p.Facts = append(p.Facts, parts.Fact{Label: p.T("assessments.calibration.rule"), Part: link(calibrationPath(d.ID), p.T("assessments.calibration.open"))})
	}
	if d.Rubric != nil {
		p.Facts = append(p.Facts, parts.Fact{Label: p.T("assessments.rubric"), Part: link(rubricPath(d.Rubric.ID), name(p.Printer, d.Rubric.Title))})
	}
	p.Uses = usesGrid(p.Printer, d)
	for _, v := range d.Versions[1:] {
		p.Older = append(p.Older, olderVersion{
			Title: p.T("assessments.item.version_since", "version", v.Version, "since", v.RecordedAt), Stem: htmlIn(p.Printer, v.ID, v.Stem), Key: keyGrid(p.Printer, v),
		})
	}
	return p
}

func usesGrid(p *i18n.Printer, d assessments.ItemDetail) parts.Grid {
	versions := map[string]int{}
	for _, v := range d.Versions {
		versions[v.ID] = v.Version
	}
	grid := parts.Grid{Caption: p.T("assessments.item.uses"), Hidden: true, Columns: []parts.Column{
		{Label: p.T("assessments.assessment")}, {Label: p.T("assessments.form")}, {Label: p.T("assessments.item.version"), Numeric: true}, {Label: p.T("assessments.state")},
	}}
	for _, use := range d.Uses {
		state := parts.State(parts.Neutral, p.T("assessments.form.open"))
		if use.Frozen {
			state = parts.State(parts.Info, p.T("assessments.form.frozen"))
		}
		grid.Rows = append(grid.Rows, []parts.Cell{
			{Text: name(p, use.AssessmentTitle), Href: assessmentPath(use.AssessmentID)}, {Text: use.Label},
			{Text: p.Number(float64(versions[use.ItemVersionID]), 0)}, {Part: state},
		})
	}
	return grid
}

// keyGrid lists what each answer earns and what is said about it. A vignette has none.
func keyGrid(p *i18n.Printer, v assessments.ItemVersion) parts.Grid {
	grid := parts.Grid{Caption: p.T("assessments.item.key"), Hidden: true, Columns: []parts.Column{
		{Label: p.T("assessments.answer")}, {Label: p.T("assessments.worth"), Numeric: true}, {Label: p.T("assessments.feedback")},
	}}
	row := func(answer parts.Cell, fraction float64, feedback i18n.Text) {
		worth := parts.Cell{Text: p.Percent(fraction, -1)}
		if fraction > 0 {
			worth = parts.Cell{Part: parts.State(parts.Good, worth.Text)}
		}
		grid.Rows = append(grid.Rows, []parts.Cell{answer, worth, prose(htmlIn(p, v.ID, feedback))})
	}
	key := func(begin string, options []assessments.Option, numbers []assessments.Number, patterns []assessments.Pattern) {
		for _, o := range options {
			answer := prose(htmlIn(p, v.ID, o.Text))
			if v.Kind == assessments.TrueFalse {
				answer = parts.Cell{Text: question.TrueFalse(p, o.ID)}
			}
			answer.Note = begin
			row(answer, o.Fraction, o.Feedback)
		}
		for _, n := range numbers {
			text := p.Number(n.Low, -1)
			if n.High != n.Low {
				text = p.Range(text, p.Number(n.High, -1))
			}
			row(parts.Cell{Text: text, Note: begin}, n.Fraction, n.Feedback)
		}
		for _, pattern := range patterns {
			row(parts.Cell{Text: pattern.Text, Note: begin}, pattern.Fraction, pattern.Feedback)
		}
	}
	if v.Kind == assessments.Ordering {
		grid.Columns = []parts.Column{{Label: p.T("assessments.answer")}, {Label: p.T("assessments.form.position"), Numeric: true}}
		for i, o := range v.Body.Options {
			grid.Rows = append(grid.Rows, []parts.Cell{prose(htmlIn(p, v.ID, o.Text)), {Text: p.Number(float64(i+1), 0)}})
		}
		return grid
	}
	key("", v.Body.Options, v.Body.Numbers, v.Body.Patterns)
	for i, blank := range v.Body.Blanks {
		key(p.T("assessments.blank_n", "n", i+1), blank.Options, blank.Numbers, blank.Patterns)
	}
	if v.Kind == assessments.Matching {
		choices := map[string]i18n.Text{}
		for _, c := range v.Body.Choices {
			choices[c.ID] = c.Text
		}
		grid.Columns = []parts.Column{{Label: p.T("assessments.pair.left")}, {Label: p.T("assessments.pair.right")}}
		for _, prompt := range v.Body.Prompts {
			grid.Rows = append(grid.Rows, []parts.Cell{prose(htmlIn(p, v.ID, prompt.Text)), prose(htmlOf(p, choices[prompt.ChoiceID]))})
		}
	}
	return grid
}

// prose is a cell of authored HTML.
func prose(t htmlText) parts.Cell {
	if t.HTML == "" {
		return parts.Cell{Text: "—"}
	}
	return parts.Cell{Part: parts.Prose(t.HTML, t.Lang)}
}

// ArchiveItem takes an item out of what is offered for new forms, or puts it back.
func (h *Handlers) ArchiveItem(c *web.Ctx) error {
	var in struct {
		Archived bool `form:"archived"`
	}
	if err := c.Bind(&in); err != nil {
		return err
	}
	if err := h.Assessments.ArchiveItem(c.Context(), c.Actor, c.Params("item"), in.Archived); err != nil {
		return err
	}
	if in.Archived {
		c.Flash(parts.Good, "assessments.item.archived")
	} else {
		c.Flash(parts.Good, "assessments.item.restored")
	}
	return c.See(itemPath(c.Params("item")))
}
