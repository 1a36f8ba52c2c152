package web

import (
	"fmt"
	"strconv"

	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/assessments"
)

type shortQueuePage struct {
	web.Page
	Questions parts.Grid
}

// ShortAnswerQueue lists the short-answer questions with answers that no key accepts.
func (h *Handlers) ShortAnswerQueue(c *web.Ctx) error {
	list, err := h.Assessments.ShortAnswerQueue(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	return c.Render(200, showShortQueue(shortQueuePageOf(c.Page("assessments.short.title"), list)))
}

func shortQueuePageOf(page web.Page, list []assessments.ShortAnswers) shortQueuePage {
	p := shortQueuePage{Page: page}
	p.Lead = p.T("assessments.short.lead")
	p.Crumbs = crumbs(p.Title, p.T("assessments.scoring.title"), "/scoring")
	p.Questions = parts.Grid{Caption: p.Title, Hidden: true, Columns: []parts.Column{
		{Label: p.T("assessments.short.question")}, {Label: p.T("assessments.short.open"), Numeric: true}, {Label: p.T("assessments.short.ruled"), Numeric: true},
	}}
	for _, one := range list {
		p.Questions.Rows = append(p.Questions.Rows, []parts.Cell{
			{Text: titleOf(p.Printer, one.Version.Title, one.Version.Stem), Href: "/scoring/answers/" + one.Version.ID}, {Text: p.Value(one.Open)}, {Text: p.Value(len(one.Groups) - one.Open)},
		})
	}
	return p
}

type shortPage struct {
	web.Page
	Question htmlText
	Accepted []string
	Groups   []shortGroup
	Action   string
	Form     parts.Filled
}

// shortGroup is what several people wrote alike, with what it earns.
type shortGroup struct {
	Field, Example, People string
	Choice                 parts.Input
}

// shortsOnPage is how many groups a page shows; the others come when these are ruled.
const shortsOnPage = 50

// ShortAnswers shows the answers to one question that no key accepts, each once.
func (h *Handlers) ShortAnswers(c *web.Ctx) error {
	list, err := h.Assessments.ShortAnswers(c.Context(), c.Actor, c.Params("version"))
	if err != nil {
		return err
	}
	return c.Render(200, showShort(shortPageOf(c.PageCalled(titleOf(c.Printer, list.Version.Title, list.Version.Stem)), list)))
}

func shortPageOf(page web.Page, list assessments.ShortAnswers) shortPage {
	p := shortPage{Page: page, Question: htmlIn(page.Printer, list.Version.ID, list.Version.Stem), Action: "/scoring/answers/" + list.Version.ID}
	p.Crumbs = crumbs(p.Title, p.T("assessments.scoring.title"), "/scoring", p.T("assessments.short.title"), "/scoring/answers")
	for _, pattern := range list.Version.Body.Patterns {
		p.Accepted = append(p.Accepted, pattern.Text)
	}
	for i, g := range list.Groups[:min(len(list.Groups), shortsOnPage)] {
		field := fmt.Sprintf("ruling_%d", i)
		group := shortGroup{Field: fmt.Sprintf("words_%d", i), Example: g.Example, People: p.T("assessments.short.people", "count", g.People)}
		group.Choice = parts.Input{Name: field, Label: p.T("assessments.short.earns"), Kind: parts.Radio, Options: []parts.Option{
			{Value: "1", Label: p.T("assessments.short.all")}, {Value: "0.5", Label: p.T("assessments.short.half")}, {Value: "0", Label: p.T("assessments.short.nothing")},
		}}
		p.Form = p.Form.With(group.Field, g.Words)
		if g.Ruling != nil {
			p.Form = p.Form.With(field, number(g.Ruling.Fraction))
		}
		p.Groups = append(p.Groups, group)
	}
	return p
}

// RuleShortAnswers keeps what was ruled.
func (h *Handlers) RuleShortAnswers(c *web.Ctx) error {
	fractions := map[string]float64{}
	for i := range shortsOnPage {
		fraction, err := strconv.ParseFloat(typed(c, fmt.Sprintf("ruling_%d", i)), 64)
		if words := typed(c, fmt.Sprintf("words_%d", i)); err == nil && words != "" {
			fractions[words] = fraction
		}
	}
	ruled, err := h.Assessments.Rule(c.Context(), c.Actor, c.Params("version"), fractions)
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "assessments.short.done", "count", ruled)
	return c.See("/scoring/answers/" + c.Params("version"))
}
