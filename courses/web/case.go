package web

import (
	"fmt"
	"strings"

	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/courses"
)

// casePage is the signing of a case study.
type casePage struct {
	web.Page
	Lang       string
	Action     string // empty: nothing to sign
	Edit       string // where the text is changed; empty when published
	HTML       string
	Hash       string
	Form       parts.Filled
	Findings   []parts.Input // one for each: why it may stay
	Statements []parts.Option
	Signed     string // by whom and when; empty: not signed
	Explained  []parts.Fact
}

// findingLine says what was found and where.
func findingLine(p *i18n.Printer, f courses.Finding) string {
	lines := make([]string, len(f.Lines))
	for i, n := range f.Lines {
		lines[i] = fmt.Sprint(n)
	}
	return p.T("cases.finding", "what", i18n.Key(f.Trace.Key()), "text", f.Text, "count", len(f.Lines), "lines", strings.Join(lines, ", "))
}

// Case shows a case study with what is to be looked at before it is signed.
func (h *Handlers) Case(c *web.Ctx) error { return h.showCase(c, 200, parts.Filled{}) }

func (h *Handlers) showCase(c *web.Ctx, status int, form parts.Filled) error {
	page, err := h.Courses.Case(c.Context(), c.Actor, c.Params("course"), c.Params("lesson"))
	if err != nil {
		return err
	}
	p := newCasePage(c.Page("cases.title"), page, c.Params("course"))
	p.Form = form
	return c.Render(status, showCase(p))
}

func newCasePage(page web.Page, in courses.CasePage, courseID string) casePage {
	p := casePage{Page: page, Lang: in.Version.Language, HTML: in.Lesson.HTML, Hash: in.Hash}
	course := "/courses/" + courseID
	lesson := course + "/lessons/" + in.Lesson.ID
	p.Crumbs = crumbs(p.Title, p.T("courses.title"), "/courses", in.Version.Title, course, in.Lesson.Title, lesson)
	p.Lead = in.Lesson.Title
	sign := lesson
	if in.WordingID != "" {
		lesson, sign = wordingsPath(courseID, in.Lesson.ID)+in.WordingID, course+"/lessons/"+in.WordingID
	}
	if in.Version.State == courses.Draft {
		p.Edit = lesson
	}
	if in.Signature != nil {
		p.Signed = p.T("cases.signed", "name", in.SignedBy, "on", in.Signature.SignedAt)
		for _, e := range in.Explained {
			p.Explained = append(p.Explained, parts.Fact{Label: findingLine(p.Printer, courses.Finding{Trace: e.Trace, Text: e.Text, Lines: e.Lines}), Text: e.Why})
		}
		return p
	}
	if p.Edit == "" {
		return p
	}
	p.Action = sign + "/sign"
	for i, f := range in.Findings {
		p.Findings = append(p.Findings, parts.Input{Name: fmt.Sprintf("why_%d", i), Label: findingLine(p.Printer, f), Required: true, MaxLength: 300})
	}
	for _, name := range courses.CaseStatements() {
		p.Statements = append(p.Statements, parts.Option{Value: name, Label: p.T("cases.statement." + name)})
	}
	return p
}

// SignCase signs a case study.
func (h *Handlers) SignCase(c *web.Ctx) error {
	var in struct {
		Hash       string   `form:"hash"`
		Statements []string `form:"statements"`
	}
	course, lesson := c.Params("course"), c.Params("lesson")
	if err := c.Bind(&in); err != nil {
		return err
	}
	sign := courses.SignInput{Hash: in.Hash, Statements: in.Statements}
	typed := map[string][]string{"statements": in.Statements}
	for i := 0; ; i++ {
		name := fmt.Sprintf("why_%d", i)
		if c.Ctx.Context().PostArgs().Peek(name) == nil {
			break
		}
		why := strings.ToValidUTF8(c.FormValue(name), "")
		typed[name] = []string{why}
		sign.Why = append(sign.Why, why)
	}
	err := h.Courses.SignCase(c.Context(), c.Actor, course, lesson, sign)
	if fault.Is(err, fault.Invalid) {
		form := c.Fill(struct{}{}, err)
		form.Values = typed
		return h.showCase(c, 422, form)
	}
	if fault.Is(err, fault.Conflict) { // somebody changed the text, or published it
		c.Flash(parts.Notice, "cases.changed")
		return c.See(c.Path())
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "cases.done")
	return c.See("/courses/" + course)
}

// afterCase leads from a saved case study to what it still needs.
func (h *Handlers) afterCase(c *web.Ctx, courseID, lessonID string) error {
	page, err := h.Courses.Case(c.Context(), c.Actor, courseID, lessonID)
	if err != nil {
		return err
	}
	switch {
	case page.Signature != nil:
		c.Flash(parts.Good, "courses.saved")
		return c.See("/courses/" + courseID)
	case len(page.Findings) > 0:
		c.Flash(parts.Notice, "cases.saved_findings", "count", len(page.Findings))
	default:
		c.Flash(parts.Notice, "cases.saved_unsigned")
	}
	return c.See("/courses/" + courseID + "/lessons/" + lessonID + "/sign")
}
