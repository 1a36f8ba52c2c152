package web

import (
	"relevo/app/fault"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/courses"
)

type moduleInput struct {
	Title   string `form:"title"`
	Summary string `form:"summary"`
}

func (in moduleInput) module() courses.ModuleInput {
	return courses.ModuleInput{Title: in.Title, Summary: in.Summary}
}

// AddModule adds a module at the end of the draft.
func (h *Handlers) AddModule(c *web.Ctx) error {
	var in moduleInput
	id := c.Params("course")
	err := c.Bind(&in)
	if err == nil {
		_, err = h.Courses.AddModule(c.Context(), c.Actor, id, in.module())
	}
	if fault.Is(err, fault.Invalid) {
		return h.showCourse(c, 422, c.Fill(in, err), "")
	}
	return h.back(c, id, err)
}

type modulePage struct {
	web.Page
	Form    parts.Filled
	Action  string
	Delete  string
	Back    string
	Lessons string // how many go with it
}

// EditModule shows the form for a module.
func (h *Handlers) EditModule(c *web.Ctx) error {
	return h.showModule(c, 200, nil, nil)
}

func (h *Handlers) showModule(c *web.Ctx, status int, typed *moduleInput, reason error) error {
	course, err := h.Courses.Course(c.Context(), c.Actor, c.Params("course"), 0)
	if err != nil {
		return err
	}
	for _, m := range course.Outline {
		if m.ID != c.Params("module") {
			continue
		}
		if typed == nil {
			typed = &moduleInput{Title: m.Title, Summary: m.Summary}
		}
		back := "/courses/" + course.ID
		p := modulePage{
			Page: c.Page("courses.module.edit"), Form: c.Fill(*typed, reason), Back: back, Action: back + "/modules/" + m.ID,
			Delete: back + "/modules/" + m.ID + "/delete", Lessons: c.T("courses.lessons_n", "count", len(m.Lessons)),
		}
		p.Crumbs = crumbs(m.Title, c.T("courses.title"), "/courses", course.Version.Title, back)
		return c.Render(status, showModule(p))
	}
	return fault.Missing("noun.module")
}

// UpdateModule saves a module.
func (h *Handlers) UpdateModule(c *web.Ctx) error {
	var in moduleInput
	id := c.Params("course")
	err := c.Bind(&in)
	if err == nil {
		err = h.Courses.UpdateModule(c.Context(), c.Actor, id, c.Params("module"), in.module())
	}
	if fault.Is(err, fault.Invalid) {
		return h.showModule(c, 422, &in, err)
	}
	return h.back(c, id, err)
}

// direction reads which of the two buttons was pressed.
func direction(c *web.Ctx) int {
	if c.FormValue("to") == "up" {
		return -1
	}
	return 1
}

// MoveModule moves a module up or down.
func (h *Handlers) MoveModule(c *web.Ctx) error {
	id := c.Params("course")
	if err := h.Courses.MoveModule(c.Context(), c.Actor, id, c.Params("module"), direction(c)); err != nil {
		return err
	}
	return c.See("/courses/" + id)
}

// DeleteModule takes a module out of the draft.
func (h *Handlers) DeleteModule(c *web.Ctx) error {
	id := c.Params("course")
	return h.back(c, id, h.Courses.DeleteModule(c.Context(), c.Actor, id, c.Params("module")))
}

type lessonInput struct {
	Title     string `form:"title"`
	Minutes   int    `form:"minutes"`
	CaseStudy bool   `form:"case_study"`
	Warning   string `form:"content_warning"`
	Source    string `form:"source"`
	Audio     string `form:"audio"` // a recording of the course
	Do        string `form:"do"`    // "preview": show, do not save
}

func (in lessonInput) lesson() courses.LessonInput {
	return courses.LessonInput{Title: in.Title, Minutes: in.Minutes, CaseStudy: in.CaseStudy, ContentWarning: in.Warning, Source: in.Source, AudioID: in.Audio}
}

type editLessonPage struct {
	web.Page
	Form    parts.Filled
	Action  string
	Delete  string // empty: a new lesson
	Back    string
	Lang    string
	Preview string           // HTML made from what was typed; empty: none
	Fixed   bool             // published: to read only
	Package *packageView     // of a lesson that is a package; nil otherwise
	Texts   *lessonTextsView // translations and variants; nil for a new lesson
	Desk    lessonDesk
}

// lessonForm prepares the page for a lesson's form.
func (h *Handlers) lessonForm(c *web.Ctx, in lessonInput, reason error) (editLessonPage, error) {
	var p editLessonPage
	course, err := h.Courses.Course(c.Context(), c.Actor, c.Params("course"), 0)
	if err != nil {
		return p, err
	}
	title := "courses.lesson.edit"
	if c.Params("lesson") == "" {
		title = "courses.lesson.new"
	}
	p = editLessonPage{Page: c.Page(title), Form: c.Fill(in, reason), Action: c.Path(), Back: "/courses/" + course.ID, Lang: course.Version.Language}
	p.Crumbs = crumbs(p.Title, c.T("courses.title"), "/courses", course.Version.Title, p.Back)
	return p, h.fillDesk(c, &p, in)
}

// NewLesson shows the form for a new lesson.
func (h *Handlers) NewLesson(c *web.Ctx) error {
	p, err := h.lessonForm(c, lessonInput{Minutes: 8}, nil)
	if err != nil {
		return err
	}
	p.Title = c.T("courses.lesson.new")
	return c.Render(200, showLessonForm(p))
}

// AddLesson saves a new lesson, or shows how it would look.
func (h *Handlers) AddLesson(c *web.Ctx) error {
	var in lessonInput
	id := c.Params("course")
	err := c.Bind(&in)
	var lesson courses.Lesson
	if err == nil && in.Do != "preview" {
		lesson, err = h.Courses.AddLesson(c.Context(), c.Actor, id, c.Params("module"), in.lesson())
	}
	if fault.Is(err, fault.Invalid) || in.Do == "preview" {
		return h.showTypedLesson(c, in, err, "courses.lesson.new")
	}
	if err == nil && in.CaseStudy {
		return h.afterCase(c, id, lesson.ID)
	}
	return h.back(c, id, err)
}

func (h *Handlers) showTypedLesson(c *web.Ctx, in lessonInput, reason error, titleKey string) error {
	p, err := h.lessonForm(c, in, reason)
	if err != nil {
		return err
	}
	p.Title = c.T(titleKey)
	if id := c.Params("lesson"); id != "" {
		p.Delete = p.Back + "/lessons/" + id + "/delete"
		lesson, _, err := h.Courses.LessonToEdit(c.Context(), c.Actor, c.Params("course"), id)
		if err == nil && lesson.Kind == courses.PackageLesson {
			err = h.addPackageTo(c, &p, nil)
		}
		if err != nil {
			return err
		}
	}
	status := 200
	if reason != nil {
		status = 422
	}
	return c.Render(status, showLessonForm(p))
}

// EditLesson shows the form for a lesson; a published one is shown as it is read.
func (h *Handlers) EditLesson(c *web.Ctx) error {
	return h.showEditLesson(c, 200, nil)
}

// showEditLesson shows the form for a lesson as it stands. reason is why another package
// was not taken.
func (h *Handlers) showEditLesson(c *web.Ctx, status int, reason error) error {
	lesson, editable, err := h.Courses.LessonToEdit(c.Context(), c.Actor, c.Params("course"), c.Params("lesson"))
	if err != nil {
		return err
	}
	in := lessonInput{
		Title: lesson.Title, Minutes: lesson.Minutes, CaseStudy: lesson.Kind == courses.CaseStudy,
		Warning: lesson.ContentWarning, Source: lesson.Source,
	}
	p, err := h.lessonForm(c, in, nil)
	if err != nil {
		return err
	}
	p.Action = p.Back + "/lessons/" + lesson.ID
	p.Delete, p.Preview = p.Action+"/delete", lesson.HTML
	if p.Texts, err = h.lessonTexts(c); err != nil {
		return err
	}
	p.Form = p.Form.With("audio", p.Desk.Audio)
	if !editable {
		p.Fixed, p.Title, p.Delete = true, lesson.Title, ""
	}
	if lesson.Kind == courses.PackageLesson {
		if err := h.addPackageTo(c, &p, reason); err != nil {
			return err
		}
	}
	return c.Render(status, showLessonForm(p))
}

// UpdateLesson saves a lesson, or shows how it would look.
func (h *Handlers) UpdateLesson(c *web.Ctx) error {
	var in lessonInput
	id := c.Params("course")
	err := c.Bind(&in)
	if err == nil && in.Do != "preview" {
		err = h.Courses.UpdateLesson(c.Context(), c.Actor, id, c.Params("lesson"), in.lesson())
	}
	if fault.Is(err, fault.Invalid) || in.Do == "preview" {
		return h.showTypedLesson(c, in, err, "courses.lesson.edit")
	}
	if err == nil && in.CaseStudy {
		return h.afterCase(c, id, c.Params("lesson"))
	}
	return h.back(c, id, err)
}

// MoveLesson moves a lesson up or down.
func (h *Handlers) MoveLesson(c *web.Ctx) error {
	id := c.Params("course")
	if err := h.Courses.MoveLesson(c.Context(), c.Actor, id, c.Params("lesson"), direction(c)); err != nil {
		return err
	}
	return c.See("/courses/" + id)
}

// DeleteLesson takes a lesson out of the draft.
func (h *Handlers) DeleteLesson(c *web.Ctx) error {
	id := c.Params("course")
	return h.back(c, id, h.Courses.DeleteLesson(c.Context(), c.Actor, id, c.Params("lesson")))
}
