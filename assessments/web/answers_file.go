package web

import (
	"net/http"

	"relevo/app/fault"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/assessments"
)

type answersFilePage struct {
	web.Page
	Form parts.Filled
}

type filedAnswersPage struct {
	web.Page
	Form     parts.Filled
	Sittings []filedSittingView
	Others   string // answers that are left alone; empty for none
	Text     string // the file, sealed as it came
	Can      bool   // there is something to save
}

type filedSittingView struct {
	Title   string
	Href    string
	Facts   []parts.Fact
	Notice  string // late, or over; empty for neither
	Refused []string
}

// AnswersFile asks for the file of a telephone that finds no network any more.
func (h *Handlers) AnswersFile(c *web.Ctx) error { return h.showAnswersFile(c, 200, parts.Filled{}) }

func (h *Handlers) showAnswersFile(c *web.Ctx, status int, form parts.Filled) error {
	return c.Render(status, showAnswersFile(answersFilePageOf(c.Page("answers.file.title"), form)))
}

func answersFilePageOf(page web.Page, form parts.Filled) answersFilePage {
	page.Lead = page.T("answers.file.lead")
	return answersFilePage{Page: page, Form: form}
}

// ReadAnswersFile shows what a file would save, and saves it when that was looked at.
func (h *Handlers) ReadAnswersFile(c *web.Ctx) error {
	var in tableInput
	err := c.Bind(&in)
	var data []byte
	if err == nil {
		data, err = answersData(c, &in)
	}
	var file assessments.AnswersFile
	if err == nil {
		file, err = assessments.ReadAnswersFile(data, h.KeyOf)
	}
	if fault.Is(err, fault.Invalid) {
		in.Text = ""
		return h.showAnswersFile(c, http.StatusUnprocessableEntity, c.Fill(in, err))
	}
	if err != nil {
		return err
	}
	if in.Do == "confirm" {
		filed, err := h.Assessments.ImportAnswers(c.Context(), c.Actor, file)
		if err != nil {
			return err
		}
		c.Flash(parts.Good, "answers.file.saved", "count", filed.New)
		return c.See("/answers")
	}
	filed, err := h.Assessments.PreviewAnswers(c.Context(), c.Actor, file)
	if err != nil {
		return err
	}
	return c.Render(200, showFiledAnswers(filedAnswersPageOf(c.Page("answers.file.found"), filed, string(data))))
}

// answersData gives what was uploaded, or what the page that was looked at carries of it: it is sealed either way.
func answersData(c *web.Ctx, in *tableInput) ([]byte, error) {
	if in.Do == "confirm" {
		return []byte(in.Text), nil
	}
	file, err := c.File("file", assessments.MaxAnswersFile)
	return file.Data, err
}

func filedAnswersPageOf(page web.Page, filed assessments.FiledAnswers, text string) filedAnswersPage {
	p := filedAnswersPage{Page: page, Text: text, Can: filed.New > 0}
	p.Lead = p.T("answers.file.found.lead")
	if !p.Can {
		p.Lead = p.T("answers.file.nothing")
	}
	p.Crumbs = crumbs(p.Title, p.T("answers.file.title"), "/answers")
	if filed.Others > 0 {
		p.Others = p.T("answers.file.others", "count", filed.Others)
	}
	for _, s := range filed.Sittings {
		v := filedSittingView{Title: s.PersonName, Href: sittingPath(s.AdministrationID, s.ID)}
		v.Facts = []parts.Fact{
			{Label: p.T("assessments.assessment"), Text: name(p.Printer, s.Assessment.Title)},
			{Label: p.T("answers.file.sitting"), Text: s.Administration.Title},
			{Label: p.T("assessments.institution"), Text: orDash(s.InstitutionName)},
			{Label: p.T("answers.file.answers"), Text: p.Value(s.Answers)},
			{Label: p.T("answers.file.new"), Text: p.Value(s.New)},
		}
		switch {
		case s.New > 0 && s.Aside:
			v.Notice = p.T("answers.file.aside")
		case s.New > 0 && s.Late:
			v.Notice = p.T("answers.file.late")
		}
		for _, r := range s.Refused {
			told := p.Fault(r.Reason)
			why := told.Sentence
			for _, m := range told.Fields {
				why = m.Text
			}
			if r.Number == 0 {
				v.Refused = append(v.Refused, why)
				continue
			}
			v.Refused = append(v.Refused, p.T("answers.file.refused", "n", r.Number, "why", why))
		}
		p.Sittings = append(p.Sittings, v)
	}
	return p
}
