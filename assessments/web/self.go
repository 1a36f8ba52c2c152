package web

import (
	"strconv"

	"relevo/app/fault"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/assessments"
)

type selfPage struct {
	web.Page
	Action       string
	Back         string
	Form         parts.Filled
	Competencies []selfView
}

// selfView is one competency with its levels, to say twice where one stands.
type selfView struct {
	Name        string
	Description string
	Before, Now parts.Input
}

// OwnLevels asks how somebody sees themselves, before the course and now.
func (h *Handlers) OwnLevels(c *web.Ctx) error {
	own, err := h.Assessments.OwnLevels(c.Context(), c.Actor, c.Params("attempt"))
	if fault.Is(err, fault.Conflict) {
		return c.See(attemptPath(c.Params("attempt")))
	}
	if err != nil {
		return err
	}
	form := parts.Filled{}
	for code, said := range own.Said {
		form = form.With("before_"+code, strconv.Itoa(said.BeforeLevel)).With("now_"+code, strconv.Itoa(said.NowLevel))
	}
	return c.Render(200, showSelf(selfPageOf(c.Page("assessments.self.ask"), own, form)))
}

func selfPageOf(page web.Page, own assessments.OwnLevels, form parts.Filled) selfPage {
	p := selfPage{Page: page, Action: attemptPath(own.ID) + "/self", Back: attemptPath(own.ID) + "/receipt", Form: form}
	p.Lead = p.T("assessments.self.why")
	p.Crumbs = crumbs(p.Title, name(p.Printer, own.Assessment.Title), attemptPath(own.ID))
	for _, c := range own.Competencies {
		var levels []parts.Option
		for i, text := range c.Levels {
			levels = append(levels, parts.Option{Value: strconv.Itoa(i + 1), Label: name(p.Printer, text)})
		}
		p.Competencies = append(p.Competencies, selfView{Name: name(p.Printer, c.Name), Description: name(p.Printer, c.Description),
			Before: parts.Input{Name: "before_" + c.Code, Label: p.T("assessments.self.before"), Kind: parts.Radio, Options: levels},
			Now:    parts.Input{Name: "now_" + c.Code, Label: p.T("assessments.self.now"), Kind: parts.Radio, Options: levels}})
	}
	return p
}

// SayLevels keeps what somebody says of themselves; a competency of which nothing is said
// is left out.
func (h *Handlers) SayLevels(c *web.Ctx) error {
	id := c.Params("attempt")
	own, err := h.Assessments.OwnLevels(c.Context(), c.Actor, id)
	if err != nil {
		return err
	}
	levels, form := map[string]assessments.Levels{}, parts.Filled{}
	for _, competency := range own.Competencies {
		before, now := typed(c, "before_"+competency.Code), typed(c, "now_"+competency.Code)
		form = form.With("before_"+competency.Code, before).With("now_"+competency.Code, now)
		if before != "" || now != "" {
			levels[competency.Code] = assessments.Levels{Before: level(before), Now: level(now)}
		}
	}
	err = h.Assessments.SayLevels(c.Context(), c.Actor, id, levels)
	if fault.Is(err, fault.Invalid) {
		form.Messages = c.Fill(struct{}{}, err).Messages
		return c.Render(422, showSelf(selfPageOf(c.Page("assessments.self.ask"), own, form)))
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "assessments.self.thanks")
	return c.See(attemptPath(id) + "/receipt")
}

// level reads what was chosen; 0, which is no level, when nothing was.
func level(text string) int {
	n, _ := strconv.Atoi(text)
	return n
}
