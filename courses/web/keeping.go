package web

import (
	"strconv"
	"strings"

	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/courses"
)

// fillKeeping adds what a course requires and whether it is archived.
func (p *coursePage) fillKeeping(course courses.CoursePage) {
	if len(course.Requires) > 0 {
		p.Facts = append(p.Facts, parts.Fact{Label: p.T("prerequisite.title"), Text: requirementList(p.Printer, course.Requires)})
	}
	if p.Draft && p.MayAuthor {
		p.Requiring = p.Base + "/prerequisites"
	}
	if course.ArchivedAt != nil {
		p.Archived = p.T("archive.since", "on", course.ArchivedAt.Date())
	}
	p.ExportURL = p.Base + "/export?version=" + strconv.Itoa(course.Version.Version)
	p.Duplicate = parts.Filled{ID: "duplicate"}
}

// requirementList names required courses with for how long they count.
func requirementList(p *i18n.Printer, list []courses.Requirement) string {
	words := make([]string, len(list))
	for i, r := range list {
		if words[i] = r.Title; r.Months > 0 {
			words[i] = p.T("prerequisite.within", "course", r.Title, "months", p.T("courses.months", "count", r.Months))
		}
	}
	return strings.Join(words, " · ")
}

func requirementNames(list []courses.Requirement) string {
	names := make([]string, len(list))
	for i, r := range list {
		names[i] = "«" + r.Title + "»"
	}
	return strings.Join(names, ", ")
}

// metText says how a requirement stands.
func metText(p *i18n.Printer, m courses.Met) string {
	switch {
	case m.Holds && m.Until > 0:
		return p.T("prerequisite.holds_until", "course", m.Title, "on", m.On, "until", m.Until)
	case m.Holds:
		return p.T("prerequisite.holds", "course", m.Title, "on", m.On)
	case m.On > 0:
		return p.T("prerequisite.past", "course", m.Title, "until", m.Until)
	default:
		return p.T("prerequisite.missing", "course", m.Title)
	}
}

func requirementFacts(p *i18n.Printer, list []courses.Met) []parts.Fact {
	var facts []parts.Fact
	for _, m := range list {
		facts = append(facts, parts.Fact{Label: p.T("prerequisite.title"), Text: metText(p, m)})
	}
	return facts
}

func archivedLinks(list []courses.CourseSummary) []parts.Link {
	var links []parts.Link
	for _, c := range list {
		links = append(links, parts.Link{Label: c.Newest.Title + " · " + c.Code, Href: "/courses/" + c.ID})
	}
	return links
}

type duplicateInput struct {
	Code string `form:"code"`
}

// Duplicate begins another course as a copy of one.
func (h *Handlers) Duplicate(c *web.Ctx) error {
	var in duplicateInput
	var course courses.Course
	err := c.Bind(&in)
	if err == nil {
		course, err = h.Courses.Duplicate(c.Context(), c.Actor, c.Params("course"), in.Code)
	}
	if fault.Is(err, fault.Invalid) {
		return h.showCourseWith(c, 422, "", func(p *coursePage) { p.Duplicate = c.Fill(in, err); p.Duplicate.ID = "duplicate" })
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "archive.duplicated")
	return c.See("/courses/" + course.ID)
}

// Archive takes a course out of what is offered.
func (h *Handlers) Archive(c *web.Ctx) error {
	id := c.Params("course")
	return h.back(c, id, h.Courses.Archive(c.Context(), c.Actor, id))
}

// Restore offers an archived course again.
func (h *Handlers) Restore(c *web.Ctx) error {
	id := c.Params("course")
	return h.back(c, id, h.Courses.Restore(c.Context(), c.Actor, id))
}

type prerequisitesPage struct {
	web.Page
	Action string
	Back   string
	Form   parts.Filled
	Fields []parts.Input // one for each course
	None   bool          // there is no other course
}

// requiresField is the name of the field that says whether a course is required.
func requiresField(courseID string) string { return "requires_" + courseID }

// Prerequisites asks what must be completed before a course.
func (h *Handlers) Prerequisites(c *web.Ctx) error { return h.showPrerequisites(c, 200, nil, nil) }

func (h *Handlers) showPrerequisites(c *web.Ctx, status int, typed map[string]int, reason error) error {
	id := c.Params("course")
	version, list, err := h.Courses.Prerequisites(c.Context(), c.Actor, id)
	if fault.Is(err, fault.Conflict) {
		flashFault(c, err)
		return c.See("/courses/" + id)
	}
	if err != nil {
		return err
	}
	page := newPrerequisitesPage(c.Page("prerequisite.title"), version, list, typed)
	if reason != nil {
		page.Form.Messages = c.Fill(struct{}{}, reason).Messages
	}
	return c.Render(status, showPrerequisites(page))
}

func newPrerequisitesPage(page web.Page, version courses.CourseVersion, list []courses.Requiring, typed map[string]int) prerequisitesPage {
	back := "/courses/" + version.CourseID
	p := prerequisitesPage{Page: page, Action: back + "/prerequisites", Back: back, Form: parts.Filled{Values: map[string][]string{}}, None: len(list) == 0}
	p.Crumbs = crumbs(p.Title, p.T("courses.title"), "/courses", version.Title, back)
	choices := []parts.Option{{Value: "", Label: p.T("prerequisite.not")}, {Value: "0", Label: p.T("prerequisite.ever")}}
	for _, n := range []int{6, 12, 24, 36} {
		choices = append(choices, parts.Option{Value: strconv.Itoa(n), Label: p.T("prerequisite.last", "months", p.T("courses.months", "count", n))})
	}
	for _, r := range list {
		name := requiresField(r.CourseID)
		p.Fields = append(p.Fields, parts.Input{Name: name, Label: r.Title, Help: r.Code, Kind: parts.Select, Options: choices})
		months, required := r.Months, r.Required
		if typed != nil {
			months, required = typed[r.CourseID]
		}
		if required {
			p.Form.Values[name] = []string{strconv.Itoa(months)}
		}
	}
	return p
}

// SetPrerequisites saves what must be completed before a course.
func (h *Handlers) SetPrerequisites(c *web.Ctx) error {
	id := c.Params("course")
	_, list, err := h.Courses.Prerequisites(c.Context(), c.Actor, id)
	if err != nil {
		return err
	}
	months := map[string]int{}
	for _, r := range list {
		if n, err := strconv.Atoi(c.FormValue(requiresField(r.CourseID))); err == nil {
			months[r.CourseID] = n
		}
	}
	err = h.Courses.SetPrerequisites(c.Context(), c.Actor, id, months)
	if fault.Is(err, fault.Invalid) {
		return h.showPrerequisites(c, 422, months, err)
	}
	return h.back(c, id, err)
}
