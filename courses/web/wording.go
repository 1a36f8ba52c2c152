package web

import (
	"strings"

	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/people"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/courses"
)

func languageOptions() []parts.Option {
	var options []parts.Option
	for _, l := range i18n.Locales() {
		options = append(options, parts.Option{Value: string(l), Label: l.Name()})
	}
	return options
}

func wordingsPath(course, lesson string) string {
	return "/courses/" + course + "/lessons/" + lesson + "/wordings/"
}

// lessonTextsView is the list of translations and variants on a lesson's page.
type lessonTextsView struct {
	*i18n.Printer
	Rows parts.Grid
	New  string // where another is begun; empty when the lesson is published
}

func (h *Handlers) lessonTexts(c *web.Ctx) (*lessonTextsView, error) {
	texts, err := h.Courses.LessonTexts(c.Context(), c.Actor, c.Params("course"), c.Params("lesson"))
	if err != nil {
		return nil, err
	}
	return newLessonTexts(c.Printer, c.Params("course"), texts), nil
}

func newLessonTexts(p *i18n.Printer, courseID string, texts courses.LessonTexts) *lessonTextsView {
	at := wordingsPath(courseID, texts.Lesson.ID)
	v := &lessonTextsView{Printer: p, Rows: parts.Grid{Caption: p.T("wording.list"), Hidden: true, Columns: []parts.Column{
		{Label: p.T("wording.text")}, {Label: p.T("courses.lesson.title")}, {Label: p.T("courses.state")},
	}}}
	for _, w := range texts.Wordings {
		state := reviewState(p, w, texts.Version.Language)
		v.Rows.Rows = append(v.Rows.Rows, []parts.Cell{
			{Text: wordingName(p, w), Href: at + w.ID}, {Text: w.Title}, {Part: parts.State(state.Tone, state.Title)},
		})
	}
	if texts.Editable {
		v.New = at + "new"
	}
	return v
}

// wordingName says in what language and for which place a wording is.
func wordingName(p *i18n.Printer, w courses.WordingLine) string {
	return textName(p, courses.Shown{Language: w.Language, Region: w.Region, Institution: w.Institution})
}

func reviewState(p *i18n.Printer, w courses.WordingLine, language string) note {
	switch {
	case w.Review != nil:
		return note{parts.Good, p.T("wording.reviewed", "who", w.Review.Reviewer, "on", w.Review.ReviewedOn)}
	case w.Language == language:
		return note{parts.Neutral, p.T("wording.variant")}
	default:
		return note{parts.Notice, p.T("wording.unreviewed_short")}
	}
}

type wordingInput struct {
	Language    string `form:"language"`
	Region      string `form:"region"`
	Institution string `form:"institution"`
	Title       string `form:"title"`
	Warning     string `form:"content_warning"`
	Source      string `form:"source"`
	Do          string `form:"do"` // "preview": show, do not save
}

func (in wordingInput) wording() courses.WordingInput {
	return courses.WordingInput{Language: in.Language, Region: in.Region, InstitutionID: in.Institution, Title: in.Title, ContentWarning: in.Warning, Source: in.Source}
}

type reviewerInput struct {
	Reviewer string `form:"reviewer"`
}

type wordingPage struct {
	web.Page
	Form         parts.Filled
	Action       string
	Back         string
	Lang         string
	Case         bool // a warning is asked for
	Languages    []parts.Option
	Regions      []parts.Option
	Institutions []parts.Option
	Preview      string // HTML
	Fixed        bool   // published: to read only
	Delete       string // empty: a new one, or published
	Sign         string // where a case study is signed; empty: it is none
	Review       string // where it is noted that somebody reviewed it; empty: a new one
	ReviewForm   parts.Filled
	State        note
	BaseLang     string
	BaseTitle    string
	BaseWarning  string
	BaseHTML     string
}

func newWordingPage(page web.Page, texts courses.LessonTexts, in wordingInput, form parts.Filled) wordingPage {
	course := "/courses/" + texts.Version.CourseID
	p := wordingPage{
		Page: page, Form: form, Back: course + "/lessons/" + texts.Lesson.ID, Lang: in.Language, Case: texts.Lesson.Kind == courses.CaseStudy,
		Languages: languageOptions(), Fixed: !texts.Editable, BaseLang: texts.Version.Language, BaseTitle: texts.Lesson.Title,
		BaseWarning: texts.Lesson.ContentWarning, BaseHTML: texts.Lesson.HTML,
	}
	p.Action = wordingsPath(texts.Version.CourseID, texts.Lesson.ID) + "new"
	p.Crumbs = crumbs(p.Title, p.T("courses.title"), "/courses", texts.Version.Title, course, texts.Lesson.Title, p.Back)
	p.Regions = []parts.Option{{Label: p.T("wording.everywhere")}}
	for _, d := range people.Departments() {
		p.Regions = append(p.Regions, parts.Option{Value: d.Code, Label: d.Name})
	}
	p.Institutions = []parts.Option{{Label: p.T("wording.no_institution")}}
	for _, i := range texts.Places {
		p.Institutions = append(p.Institutions, parts.Option{Value: i.ID, Label: strings.Repeat("— ", i.Depth()) + i.Name})
	}
	return p
}

// of makes the page that of a wording that is there.
func (p *wordingPage) of(w courses.WordingLine) {
	p.Action = strings.TrimSuffix(p.Action, "new") + w.ID
	if p.Case {
		p.Sign = p.Back[:strings.LastIndex(p.Back, "/")+1] + w.ID + "/sign"
	}
	p.Review, p.State = p.Action+"/review", reviewState(p.Printer, w, p.BaseLang)
	p.Title = wordingName(p.Printer, w)
	p.Crumbs[len(p.Crumbs)-1].Label = p.Title
	if p.Fixed {
		p.Preview, p.Lang = w.HTML, w.Language
		return
	}
	p.Delete = p.Action + "/delete"
}

// showWording shows the page for a wording, new or there, with what was typed if anything was.
func (h *Handlers) showWording(c *web.Ctx, status int, typed *wordingInput, reason error, review parts.Filled) error {
	texts, err := h.Courses.LessonTexts(c.Context(), c.Actor, c.Params("course"), c.Params("lesson"))
	if err != nil {
		return err
	}
	var line *courses.WordingLine
	for i := range texts.Wordings {
		if texts.Wordings[i].ID == c.Params("wording") {
			line = &texts.Wordings[i]
		}
	}
	if line == nil && c.Params("wording") != "" {
		return fault.Missing("noun.wording")
	}
	if typed == nil {
		typed = beginning(texts, line)
	}
	p := newWordingPage(c.Page("wording.new"), texts, *typed, c.Fill(*typed, reason))
	if typed.Do == "preview" && reason == nil {
		shown, err := h.Courses.Preview(c.Context(), c.Actor, texts.Version.CourseID, typed.Source, p.Case)
		if err != nil {
			return err
		}
		p.Preview = shown.HTML
	}
	p.ReviewForm = review
	if line != nil {
		p.of(*line)
	}
	return c.Render(status, showWording(p))
}

// beginning is what the form says before anybody has typed: the wording as it is, or, for
// a new one, the lesson's own text, to be written over.
func beginning(texts courses.LessonTexts, line *courses.WordingLine) *wordingInput {
	if line == nil {
		return &wordingInput{Language: texts.Version.Language, Title: texts.Lesson.Title, Warning: texts.Lesson.ContentWarning, Source: texts.Lesson.Source}
	}
	in := wordingInput{Language: line.Language, Region: line.Region, Title: line.Title, Warning: line.ContentWarning, Source: line.Source}
	if line.InstitutionID != nil {
		in.Institution = *line.InstitutionID
	}
	return &in
}

// NewWording shows the form for a translation or variant.
func (h *Handlers) NewWording(c *web.Ctx) error {
	return h.showWording(c, 200, nil, nil, parts.Filled{})
}

// EditWording shows a translation or variant beside the lesson's own text.
func (h *Handlers) EditWording(c *web.Ctx) error {
	return h.showWording(c, 200, nil, nil, parts.Filled{})
}

// AddWording saves a new translation or variant, or shows how it would look.
func (h *Handlers) AddWording(c *web.Ctx) error { return h.saveWording(c, "") }

// UpdateWording saves a translation or variant, or shows how it would look.
func (h *Handlers) UpdateWording(c *web.Ctx) error { return h.saveWording(c, c.Params("wording")) }

func (h *Handlers) saveWording(c *web.Ctx, id string) error {
	var in wordingInput
	course, lesson := c.Params("course"), c.Params("lesson")
	err := c.Bind(&in)
	if err == nil && in.Do == "preview" {
		return h.showWording(c, 200, &in, nil, parts.Filled{})
	}
	var wording courses.Wording
	if err == nil {
		wording, err = h.Courses.SaveWording(c.Context(), c.Actor, course, lesson, id, in.wording())
	}
	if fault.Is(err, fault.Invalid) {
		return h.showWording(c, 422, &in, err, parts.Filled{})
	}
	if err == nil { // a case study is signed next
		if err := h.afterCase(c, course, wording.ID); !fault.Is(err, fault.NotFound) {
			return err
		}
	}
	return h.backToLesson(c, err)
}

func (h *Handlers) backToLesson(c *web.Ctx, err error) error {
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "courses.saved")
	return c.See("/courses/" + c.Params("course") + "/lessons/" + c.Params("lesson"))
}

// DeleteWording takes a translation or variant out of the draft.
func (h *Handlers) DeleteWording(c *web.Ctx) error {
	return h.backToLesson(c, h.Courses.DeleteWording(c.Context(), c.Actor, c.Params("course"), c.Params("lesson"), c.Params("wording")))
}

// ReviewWording notes who has reviewed a translation or variant.
func (h *Handlers) ReviewWording(c *web.Ctx) error {
	var in reviewerInput
	err := c.Bind(&in)
	if err == nil {
		err = h.Courses.ReviewWording(c.Context(), c.Actor, c.Params("course"), c.Params("lesson"), c.Params("wording"), in.Reviewer)
	}
	if fault.Is(err, fault.Invalid) {
		return h.showWording(c, 422, nil, nil, c.Fill(in, err))
	}
	return h.backToLesson(c, err)
}
