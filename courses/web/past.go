package web

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"relevo/app/people"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/assessments"
	"relevo/courses"
)

const pastPath = "/trainings/files"

// pastTrainings are the pages on which earlier trainings are brought in.
func (h *Handlers) pastTrainings() web.FileHandlers {
	s := h.Courses
	return web.FileHandlers{
		Path: pastPath, Name: "trainings.files", FileName: "capacitaciones", Template: courses.PastTemplate,
		Page:     func(c *web.Ctx) web.FilesPage { return pastPageOf(c.Page("trainings.title")) },
		Settings: func(*web.Ctx) (people.Choices, error) { return people.Choices{}, nil },
		Extra:    h.pastTitles,
		Upload: func(c *web.Ctx, file people.RosterFile, _ people.Choices) (people.FileImport, error) {
			return s.UploadPastTrainings(c.Context(), c.Actor, file)
		},
		List: func(c *web.Ctx) ([]people.FileImport, error) { return s.PastTrainingFiles(c.Context(), c.Actor) },
		Look: func(c *web.Ctx, id string) (people.FilePreview, people.Source, error) {
			return s.LookAtPastTrainings(c.Context(), c.Actor, id)
		},
		Confirm: func(c *web.Ctx, id, fingerprint string, choices map[string]string) (people.FileImport, error) {
			return s.ConfirmPastTrainings(c.Context(), c.Actor, id, fingerprint, choices)
		},
		Undo:    func(c *web.Ctx, id string) error { return s.UndoPastTrainings(c.Context(), c.Actor, id) },
		Discard: func(c *web.Ctx, id string) error { return s.DiscardPastTrainings(c.Context(), c.Actor, id) },
	}
}

func pastPageOf(page web.Page) web.FilesPage {
	p := web.FilesPage{Page: page, Path: pastPath, Help: page.T("files.help")}
	p.Lead = p.T("trainings.lead")
	p.Crumbs = crumbs(p.Title, p.T("people.people.title"), "/people")
	for _, column := range []string{"who", "course", "day", "more", "certificate", "competencies"} {
		p.Columns = append(p.Columns, parts.Fact{Label: p.T("trainings.column_" + column), Text: p.T("trainings.column_" + column + ".help")})
	}
	return p
}

// titlesView asks what the titles were that are no course of the catalogue.
type titlesView struct {
	web.Page
	Path   string
	Titles []titleView
	Open   bool // one of them has neither course nor competency yet
}

type titleView struct {
	Heading string
	Form    parts.Filled
	Inputs  []parts.Input
	Hidden  string // the title itself
	Name    string // of its hidden field
}

func (h *Handlers) pastTitles(c *web.Ctx, p people.FilePreview) (templ.Component, error) {
	titles, catalogue, framework, err := h.Courses.PastTitles(c.Context(), c.Actor, p.File.ID)
	if err != nil || len(titles) == 0 {
		return nil, err
	}
	return showPastTitles(titlesViewOf(c.PageCalled(""), pastPath+"/"+p.File.ID, titles, catalogue, framework)), nil
}

func titlesViewOf(page web.Page, path string, titles []courses.PastTitle, catalogue []courses.CourseTitle, framework []assessments.Competency) titlesView {
	v := titlesView{Page: page, Path: path}
	courseOptions := []parts.Option{{Label: page.T("trainings.titles.none")}}
	for _, course := range catalogue {
		courseOptions = append(courseOptions, parts.Option{Value: course.ID, Label: course.Code + " · " + course.Title})
	}
	var competencies []parts.Option
	for _, one := range framework {
		competencies = append(competencies, parts.Option{Value: one.Code, Label: one.Name.In(page.Locale())})
	}
	for i, t := range titles {
		n := strconv.Itoa(i)
		one := titleView{Heading: page.T("trainings.titles.rows", "title", t.Title, "count", t.Rows), Form: parts.Filled{ID: "title"}, Hidden: t.Title, Name: "title_" + n}
		one.Inputs = []parts.Input{
			{Name: "course_" + n, Label: page.T("trainings.titles.course"), Kind: parts.Select, Options: courseOptions},
			{Name: "competency_" + n, Label: page.T("trainings.titles.competencies"), Kind: parts.Checks, Options: competencies},
		}
		if id, is := strings.CutPrefix(t.Meant, courses.MeansCourse); is {
			one.Form = one.Form.With("course_"+n, id)
		} else if t.Meant != "" {
			one.Form = one.Form.With("competency_"+n, strings.Split(t.Meant, ",")...)
		} else {
			v.Open = true
		}
		v.Titles = append(v.Titles, one)
	}
	return v
}

// SetPastTitles notes what the titles of a draft were.
func (h *Handlers) SetPastTitles(c *web.Ctx) error {
	id := c.Params("file")
	titles, _, _, err := h.Courses.PastTitles(c.Context(), c.Actor, id)
	if err != nil {
		return err
	}
	meant := map[string]string{}
	for i, t := range titles {
		n := strconv.Itoa(i)
		if c.FormValue("title_"+n) != t.Title {
			continue // the form is of another file, or was not sent whole
		}
		var chosen []string
		for _, code := range c.Ctx.Context().PostArgs().PeekMulti("competency_" + n) {
			chosen = append(chosen, string(code))
		}
		meant[courses.TitleKey(t.Title)] = strings.Join(chosen, ",")
		if course := c.FormValue("course_" + n); course != "" {
			meant[courses.TitleKey(t.Title)] = courses.MeansCourse + course
		}
	}
	if err := h.Courses.SetPastTitles(c.Context(), c.Actor, id, meant); err != nil {
		return err
	}
	c.Flash(parts.Good, "trainings.titles.saved")
	return c.See(pastPath + "/" + id)
}
