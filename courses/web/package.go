package web

import (
	"strconv"

	"relevo/app/fault"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/courses"
	"relevo/courses/scorm"
)

// packageLimit is the most bytes a package may be sent with.
const packageLimit = 30 << 20

type packageInput struct {
	Title   string `form:"title"`
	Minutes int    `form:"minutes"`
}

type newPackagePage struct {
	web.Page
	Form   parts.Filled
	Action string
	Back   string
	Lang   string
	Help   string // how large it may be
	Apart  bool   // there is a host to play it under
}

// packageView is a package as its author sees it.
type packageView struct {
	Facts   []parts.Fact
	Notes   []string
	Try     []parts.Link // one for each unit
	Replace string       // where another is sent to; empty when published
	Form    parts.Filled // for replacing it
	Help    string
	Apart   bool
}

func packageHelp(page web.Page) string { return page.T("scorm.file.help", "limit", packageLimit>>20) }

// NewPackage shows the form that makes a package a lesson.
func (h *Handlers) NewPackage(c *web.Ctx) error {
	return h.showNewPackage(c, 200, packageInput{Minutes: 15}, nil)
}

func (h *Handlers) showNewPackage(c *web.Ctx, status int, in packageInput, reason error) error {
	course, err := h.Courses.Course(c.Context(), c.Actor, c.Params("course"), 0)
	if err != nil {
		return err
	}
	p := newPackagePage{Page: c.Page("scorm.new"), Form: c.Fill(in, reason), Action: c.Path(), Back: "/courses/" + course.ID, Lang: course.Version.Language, Apart: c.Apart() != ""}
	p.Lead, p.Help = p.T("scorm.new.lead"), packageHelp(p.Page)
	p.Crumbs = crumbs(p.Title, c.T("courses.title"), "/courses", course.Version.Title, p.Back)
	return c.Render(status, showNewPackage(p))
}

// AddPackage makes a package a lesson.
func (h *Handlers) AddPackage(c *web.Ctx) error {
	var in packageInput
	id := c.Params("course")
	err := c.Bind(&in)
	var up web.Upload
	if err == nil {
		up, err = c.File("file", packageLimit)
	}
	if err == nil {
		_, err = h.Courses.AddPackage(c.Context(), c.Actor, id, c.Params("module"), courses.PackageInput{Title: in.Title, Minutes: in.Minutes, FileName: up.Name, Data: up.Data})
	}
	if fault.Is(err, fault.Invalid) {
		return h.showNewPackage(c, 422, in, err)
	}
	return h.back(c, id, err)
}

// ReplacePackage gives the lesson another package.
func (h *Handlers) ReplacePackage(c *web.Ctx) error {
	course, lesson := c.Params("course"), c.Params("lesson")
	up, err := c.File("file", packageLimit)
	if err == nil {
		err = h.Courses.ReplacePackage(c.Context(), c.Actor, course, lesson, up.Name, up.Data)
	}
	if fault.Is(err, fault.Invalid) {
		return h.showEditLesson(c, 422, err)
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "scorm.replaced")
	return c.See("/courses/" + course + "/lessons/" + lesson)
}

// addPackageTo adds to the page of a lesson what its author may know of its package.
// reason is why another was not taken.
func (h *Handlers) addPackageTo(c *web.Ctx, p *editLessonPage, reason error) error {
	pack, _, err := h.Courses.PackageToEdit(c.Context(), c.Actor, c.Params("course"), c.Params("lesson"))
	if err != nil {
		return err
	}
	p.Package = newPackageView(p.Page, pack, p.Back+"/lessons/"+c.Params("lesson"), p.Fixed, c.Apart() != "")
	if reason != nil {
		p.Package.Form = c.Fill(struct{}{}, reason)
		p.Package.Form.ID = "package"
	}
	return nil
}

func newPackageView(page web.Page, pack courses.Package, base string, fixed, apart bool) *packageView {
	v := &packageView{Form: parts.Filled{ID: "package"}, Help: packageHelp(page), Apart: apart}
	if !fixed {
		v.Replace = base + "/package"
	}
	v.Facts = []parts.Fact{
		{Label: page.T("scorm.standard"), Text: standardName(page, pack)},
		{Label: page.T("scorm.file"), Text: pack.FileName},
		{Label: page.T("scorm.size"), Text: page.T("scorm.size.value", "size", sizeOf(page, pack.Size), "count", pack.Files)},
		{Label: page.T("scorm.uploaded"), Text: page.Instant(pack.RecordedAt)},
	}
	for _, u := range pack.Units {
		label := page.T("scorm.try")
		if len(pack.Units) > 1 {
			label = page.T("scorm.try_part", "title", unitTitle(page, u))
		}
		v.Try = append(v.Try, parts.Link{Label: label, Href: base + "/try?unit=" + u.Key})
	}
	for _, n := range pack.Notes {
		v.Notes = append(v.Notes, page.T(n))
	}
	return v
}

func standardName(page web.Page, pack courses.Package) string {
	if pack.Edition == "" || pack.Edition == string(pack.Standard) {
		return "SCORM " + string(pack.Standard)
	}
	return page.T("scorm.standard.value", "standard", string(pack.Standard), "edition", pack.Edition)
}

// unitTitle is how a unit is called; some have no title.
func unitTitle(page web.Page, u scorm.Unit) string {
	if u.Title == "" {
		return page.T("scorm.part", "n", u.Key)
	}
	return u.Title
}

// sizeOf writes a size as people know it from their telephones.
func sizeOf(page web.Page, bytes int64) string {
	if bytes < 100<<10 {
		return page.T("scorm.kilobytes", "n", strconv.FormatInt((bytes+1023)>>10, 10))
	}
	return page.T("scorm.megabytes", "n", page.Number(float64(bytes)/(1<<20), 1))
}

// TryPackage lets an author see a unit as a learner does. Nothing of it is kept.
func (h *Handlers) TryPackage(c *web.Ctx) error {
	course, lesson := c.Params("course"), c.Params("lesson")
	pack, ticket, err := h.Courses.PackageToEdit(c.Context(), c.Actor, course, lesson)
	if err != nil {
		return err
	}
	unit, ok := pack.Unit(c.Query("unit", "1"))
	if !ok {
		return fault.Missing("noun.package")
	}
	page := c.PageCalled(unitTitle(c.Page("scorm.new"), unit))
	page.Lead = page.T("scorm.try.lead")
	page.Crumbs = crumbs(page.Title, page.T("courses.title"), "/courses", page.T("courses.lesson.edit"), "/courses/"+course+"/lessons/"+lesson)
	p := playerPage{Page: page, Back: "/courses/" + course + "/lessons/" + lesson, BackLabel: page.T("scorm.back_to_lesson")}
	p.frame(c, ticket, unit)
	return c.Render(200, showPlayer(p))
}
