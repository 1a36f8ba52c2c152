package web

import (
	"strings"

	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/courses"
	"relevo/courses/media"
)

// lessonDesk is what stands around the form of a lesson.
type lessonDesk struct {
	PreviewURL string
	Audio      string         // the lesson's recording
	Recordings []parts.Option // to choose from; none when the course has none
	Files      []deskFile     // names that may be written into the text
	FilesURL   string
	SignURL    string // of a case study that is there already
	ChecksURL  string // of a lesson that is there already
	Warnings   []string
}

// deskFile is a file of the course and how a lesson shows it.
type deskFile struct{ Write, About string }

// fillDesk puts what was typed so far, and what may be put into it, beside the form.
func (h *Handlers) fillDesk(c *web.Ctx, p *editLessonPage, in lessonInput) error {
	course, lesson := c.Params("course"), c.Params("lesson")
	desk, err := h.Courses.Desk(c.Context(), c.Actor, course, lesson, in.Source, in.CaseStudy)
	if fault.Is(err, fault.Invalid) { // too long: the form says so
		desk, err = h.Courses.Desk(c.Context(), c.Actor, course, lesson, "", false)
	}
	if err != nil {
		return err
	}
	p.Preview = desk.Preview.HTML
	p.Desk = newLessonDesk(p.Page, desk, course)
	if lesson != "" {
		at := "/courses/" + course + "/lessons/" + lesson
		p.Desk.ChecksURL = at + "/checks"
		if in.CaseStudy {
			p.Desk.SignURL = at + "/sign"
		}
	}
	return nil
}

func newLessonDesk(page web.Page, desk courses.Desk, courseID string) lessonDesk {
	d := lessonDesk{PreviewURL: "/courses/" + courseID + "/preview", FilesURL: "/courses/" + courseID + "/files", Audio: desk.AudioID, Warnings: previewWarnings(page.Printer, desk.Preview)}
	for _, f := range desk.Files {
		if f.Kind == media.Audio {
			d.Recordings = append(d.Recordings, parts.Option{Value: f.ID, Label: f.Alt + " (" + f.About() + ")"})
		}
		d.Files = append(d.Files, deskFile{Write: writeFile(f), About: f.Alt + " · " + f.About()})
	}
	if len(d.Recordings) > 0 {
		d.Recordings = append([]parts.Option{{Label: page.T("media.audio.none")}}, d.Recordings...)
	}
	return d
}

// writeFile is what an author writes to show a file.
func writeFile(f courses.CourseFile) string {
	if f.Kind == media.Image {
		return "![](archivo:" + f.Name + ")"
	}
	return "[" + f.Alt + "](archivo:" + f.Name + ")"
}

// previewWarnings says what is to be looked at in a text.
func previewWarnings(p *i18n.Printer, preview courses.Preview) []string {
	var all []string
	for _, u := range preview.Unknown {
		all = append(all, p.T("media.unknown_name", "name", u.Name, "line", u.Line))
	}
	for _, f := range preview.Findings {
		all = append(all, findingLine(p, f))
	}
	return all
}

// Preview shows how a text would look, while it is typed.
func (h *Handlers) Preview(c *web.Ctx) error {
	var in lessonInput
	if err := c.Bind(&in); err != nil && !fault.Is(err, fault.Invalid) {
		return err
	}
	preview, err := h.Courses.Preview(c.Context(), c.Actor, c.Params("course"), in.Source, in.CaseStudy)
	if fault.Is(err, fault.Invalid) {
		var texts []string
		for _, m := range c.Fault(err).Fields {
			texts = append(texts, m.Text)
		}
		return c.Render(200, lessonPreview(texts, "", c.FormValue("lang")))
	}
	if err != nil {
		return err
	}
	return c.Render(200, lessonPreview(previewWarnings(c.Printer, preview), preview.HTML, c.FormValue("lang")))
}

// lessonWays are the pages of a lesson beside its text.
func lessonWays(p web.Page, href string, l courses.LessonHead) []parts.Link {
	ways := []parts.Link{{Label: p.T("selfchecks.short"), Href: href + "/checks"}}
	if l.Kind == courses.CaseStudy {
		ways = append(ways, parts.Link{Label: p.T("cases.short"), Href: href + "/sign"})
	}
	return ways
}

// whyNot says why a draft was not published.
func (h *Handlers) whyNot(c *web.Ctx, err error) string {
	texts := []string{c.T("courses.not_ready")}
	for _, f := range fault.FieldsOf(err) {
		if f.Name == "files" || f.Name == "signed" {
			texts = append(texts, c.T(f.Key, f.Pairs...))
		}
	}
	return strings.Join(texts, " ")
}
