package web

import (
	"github.com/a-h/templ"

	"relevo/app/web"
	"relevo/app/web/parts"
)

// keptPage is a page of an attempt as a telephone keeps it.
type keptPage struct {
	Path string `json:"path"`
	HTML string `json:"html"`
}

// KeepAlong gives all pages of an attempt under way at once, for the script that keeps them, so that who loses the line
// goes on with the next question. They say of themselves that they are kept copies; what was answered since, the
// script puts in. An assessment may be answered online only: then there is nothing to keep.
func (h *Handlers) KeepAlong(c *web.Ctx) error {
	paper, err := h.Assessments.PaperToKeep(c.Context(), c.Actor, c.Params("attempt"))
	if err != nil {
		return err
	}
	pages := make([]keptPage, 0, len(paper.Items)+1)
	keep := func(path string, page *web.Page, component func() templ.Component) error {
		page.Path, page.Message = path, nil
		html, err := c.Written(component())
		pages = append(pages, keptPage{path, html})
		return err
	}
	for _, item := range paper.Items {
		view := h.questionView(c, paper, item)
		if view.Spoken {
			c.Set("Permissions-Policy", microphone)
		}
		p := questionPageOf(c.Page("assessments.question.title", "n", item.Number, "count", len(paper.Items)), paper, item.Number, view)
		p.Kept = true
		if err := keep(questionPath(paper.ID, item.Number), &p.Page, func() templ.Component { return showQuestion(p) }); err != nil {
			return err
		}
	}
	r := reviewPageOf(c.Page("assessments.review.title"), paper)
	r.Kept, r.Missing, r.Progress = true, "", parts.Amount{}
	if err := keep(attemptPath(paper.ID)+"/review", &r.Page, func() templ.Component { return showReview(r) }); err != nil {
		return err
	}
	c.Set("Cache-Control", "no-store")
	return c.JSON(map[string][]keptPage{"pages": pages})
}
