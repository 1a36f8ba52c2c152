package web

import (
	"relevo/app/fault"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/courses"
)

type movedLesson struct {
	lessonChange
	Readers string
	Choice  parts.Input // whether it is to be read again; no name: nothing to choose
}

type movePage struct {
	web.Page
	Action  string
	Back    string
	Version string // of the newer version
	Refused string // why it cannot be done; empty: it can
	Lang    string
	Facts   []parts.Fact
	Lessons []movedLesson
	Form    parts.Filled
}

type moveInput struct {
	Version string   `form:"version"`
	Again   []string `form:"again"`
}

// MovePlan shows what moving an offering to the newest version would do.
func (h *Handlers) MovePlan(c *web.Ctx) error {
	plan, err := h.Courses.MovePlan(c.Context(), c.Actor, c.Params("offering"))
	if fault.Is(err, fault.Conflict) {
		flashFault(c, err)
		return c.See("/offerings/" + c.Params("offering"))
	}
	if err != nil {
		return err
	}
	return c.Render(200, showMove(newMovePage(c.Page("moving.title"), plan)))
}

func newMovePage(page web.Page, plan courses.MovePlan) movePage {
	p := movePage{Page: page, Back: "/offerings/" + plan.ID, Version: plan.To.ID, Lang: plan.To.Language}
	p.Action = p.Back + "/version"
	p.Crumbs = crumbs(p.Title, p.T("courses.offerings"), "/offerings", plan.Code, p.Back)
	p.Lead = p.T("moving.lead", "from", plan.From.Version, "to", plan.To.Version)
	switch {
	case plan.OtherTest:
		p.Refused = p.T("moving.other_test")
	case !plan.MayMove:
		p.Refused = p.T("moving.not_everywhere")
	}
	p.Facts = []parts.Fact{
		{Label: p.T("courses.course"), Text: plan.CourseTitle},
		{Label: p.T("moving.open"), Text: p.T("moving.people", "count", plan.Open)},
		{Label: p.T("moving.kept"), Text: p.T("moving.people", "count", plan.Kept)},
	}
	var again []string
	review := courses.ReviewPage{Version: plan.To}
	for _, l := range plan.Lessons {
		view := movedLesson{lessonChange: lessonChangeOf(p.Printer, l.LessonChange, review), Readers: p.T("moving.readers", "count", l.Readers)}
		view.Open = false
		switch l.Kind {
		case courses.LessonNew:
			view.Readers = p.T("moving.new")
		case courses.LessonGone:
			view.Readers = p.T("moving.gone", "count", l.Readers)
		case courses.LessonChanged:
			view.Choice = parts.Input{Name: "again", Kind: parts.Checks, Label: l.Title, Options: []parts.Option{{Value: l.Origin, Label: p.T("moving.again")}}}
		case courses.LessonSame:
		}
		if l.Suggested {
			again = append(again, l.Origin)
		}
		p.Lessons = append(p.Lessons, view)
	}
	p.Form = parts.Filled{Values: map[string][]string{"again": again}}
	return p
}

// MoveOffering takes an offering over to the version that was looked at.
func (h *Handlers) MoveOffering(c *web.Ctx) error {
	var in moveInput
	offering := c.Params("offering")
	if err := c.Bind(&in); err != nil {
		return err
	}
	move, err := h.Courses.Move(c.Context(), c.Actor, offering, in.Version, in.Again)
	if fault.Is(err, fault.Conflict) {
		flashFault(c, err)
		return c.See("/offerings/" + offering + "/version")
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "moving.done", "count", move.Moved)
	return c.See("/offerings/" + offering)
}
