package web

import (
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/courses"
)

// ExportCourse gives a version of a course as one file.
func (h *Handlers) ExportCourse(c *web.Ctx) error {
	file, err := h.Courses.Export(c.Context(), c.Actor, c.Params("course"), c.QueryInt("version"))
	if err != nil {
		return err
	}
	c.Set("Content-Type", "application/zip")
	c.Attachment(file.Name)
	return c.Send(file.Data)
}

// largestUpload is how many bytes a course sent by a browser may have; a larger one is
// brought in on the command line.
const largestUpload = 30 << 20

type importPage struct {
	web.Page
	Form    parts.Filled
	Problem string // what is wrong with the file that was sent, and where
	Where   string
}

// ImportCourse asks for a file with a course.
func (h *Handlers) ImportCourse(c *web.Ctx) error {
	return c.Render(200, showImport(newImportPage(c.Page("parcel.title"))))
}

func newImportPage(page web.Page) importPage {
	p := importPage{Page: page}
	p.Crumbs = crumbs(p.Title, p.T("courses.title"), "/courses")
	return p
}

// SendCourse takes a file with a course and leads to what it would bring in.
func (h *Handlers) SendCourse(c *web.Ctx) error {
	upload, err := c.File("file", largestUpload)
	var sent courses.CourseImport
	if err == nil {
		sent, err = h.Courses.SendCourse(c.Context(), c.Actor, upload.Name, upload.Data)
	}
	if fields := fault.FieldsOf(err); len(fields) > 0 {
		p := newImportPage(c.Page("parcel.title"))
		if p.Problem = c.T(fields[0].Key, fields[0].Pairs...); fields[0].Name != "file" {
			p.Where = fields[0].Name
		}
		return c.Render(422, showImport(p))
	}
	if err != nil {
		return err
	}
	return c.See("/courses/import/" + sent.ID)
}

type bringsPage struct {
	web.Page
	Action  string
	Lang    string
	Facts   []parts.Fact
	Left    []string
	Fields  []string
	Lessons []lessonChange
	Same    int
}

// SentCourse shows what a file would bring in.
func (h *Handlers) SentCourse(c *web.Ctx) error {
	sent, data, err := h.Courses.SentCourse(c.Context(), c.Actor, c.Params("file"))
	if err != nil {
		return err
	}
	if sent.CourseVersionID != nil {
		c.Flash(parts.Notice, "parcel.brought_already")
		return c.See("/courses")
	}
	brings, err := h.Courses.LookAtCourse(c.Context(), c.Actor, data)
	if fields := fault.FieldsOf(err); len(fields) > 0 { // it could be brought in when it was sent
		c.Flash(parts.Bad, fields[0].Key, fields[0].Pairs...)
		return c.See("/courses/import")
	}
	if err != nil {
		return err
	}
	return c.Render(200, showBrings(newBringsPage(c.Page("parcel.look", "title", brings.Title), sent, brings)))
}

func newBringsPage(page web.Page, sent courses.CourseImport, b courses.Brings) bringsPage {
	p := bringsPage{Page: page, Action: "/courses/import/" + sent.ID, Lang: b.Language}
	p.Crumbs = crumbs(sent.FileName, p.T("courses.title"), "/courses", p.T("parcel.title"), "/courses/import")
	p.Lead = p.T("parcel.new_course", "code", b.Code)
	if b.Version > 1 {
		p.Lead = p.T("parcel.next_version", "code", b.Code, "n", b.Version)
	}
	p.Facts = []parts.Fact{
		{Label: p.T("courses.lessons"), Text: p.Number(float64(b.Lessons), 0)},
		{Label: p.T("parcel.translations"), Text: p.Number(float64(b.Translations), 0)},
		{Label: p.T("parcel.variants"), Text: p.Number(float64(b.Variants), 0)},
		{Label: p.T("parcel.files"), Text: p.Number(float64(b.Files), 0)},
		{Label: p.T("parcel.questions"), Text: p.Number(float64(b.Questions), 0)},
		{Label: p.T("parcel.competencies"), Text: p.Number(float64(b.Competencies), 0)},
	}
	p.Left = leftWords(p.Printer, b)
	if b.Changes == nil {
		return p
	}
	for _, f := range b.Changes.Fields {
		p.Fields = append(p.Fields, fieldChange(p.Printer, p.T("review.course."+f.Name), f))
	}
	for _, l := range b.Changes.Lessons {
		if l.Kind == courses.LessonSame {
			p.Same++
			continue
		}
		p.Lessons = append(p.Lessons, lessonChangeOf(p.Printer, l, courses.ReviewPage{Version: courses.CourseVersion{Language: b.Language}}))
	}
	return p
}

func leftWords(p *i18n.Printer, b courses.Brings) []string {
	var words []string
	for _, l := range b.Left {
		words = append(words, p.T(l.Key, l.Pairs...))
	}
	if b.Renamed {
		words = append(words, p.T("parcel.renamed"))
	}
	return words
}

// BringCourse brings in a file that was looked at.
func (h *Handlers) BringCourse(c *web.Ctx) error {
	brings, err := h.Courses.BringSent(c.Context(), c.Actor, c.Params("file"))
	if fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) {
		return c.See("/courses/import/" + c.Params("file")) // says what is in the way now
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "parcel.brought")
	return c.See("/courses/" + brings.CourseID)
}
