package web

import (
	"cmp"
	"strconv"
	"strings"

	"relevo/app/access"
	"relevo/app/fault"
	"relevo/app/people"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/courses"
)

type coursesPage struct {
	web.Page
	Courses   parts.Grid
	Archived  []parts.Link
	MayAuthor bool
}

// CourseList lists all courses.
func (h *Handlers) CourseList(c *web.Ctx) error {
	list, err := h.Courses.Courses(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	p := newCoursesPage(c.Page("courses.title"), list, c.Actor.Somewhere(access.AuthorCourses))
	if p.MayAuthor {
		archived, err := h.Courses.Archived(c.Context(), c.Actor)
		if err != nil {
			return err
		}
		p.Archived = archivedLinks(archived)
	}
	return c.Render(200, showCourses(p))
}

func newCoursesPage(page web.Page, list []courses.CourseSummary, mayAuthor bool) coursesPage {
	p := coursesPage{Page: page, MayAuthor: mayAuthor}
	p.Lead = p.T("courses.lead")
	if mayAuthor {
		p.Actions = parts.LinkButton("/courses/new", parts.Button{Label: p.T("courses.new"), Icon: "plus"})
	}
	p.Courses = parts.Grid{Caption: p.T("courses.title"), Hidden: true, Columns: []parts.Column{
		{Label: p.T("courses.course")}, {Label: p.T("courses.code")}, {Label: p.T("courses.state")},
		{Label: p.T("courses.lessons"), Numeric: true}, {Label: p.T("courses.offerings"), Numeric: true},
	}}
	for _, course := range list {
		state := parts.State(parts.Notice, p.T("courses.version_state.draft"))
		if course.Published != nil {
			state = parts.State(parts.Good, p.T("courses.version_n", "n", course.Published.Version))
		}
		p.Courses.Rows = append(p.Courses.Rows, []parts.Cell{
			{Text: course.Newest.Title, Href: "/courses/" + course.ID}, {Text: course.Code}, {Part: state},
			{Text: p.Number(float64(course.Lessons), 0)}, {Text: p.Number(float64(course.Offerings), 0)},
		})
	}
	return p
}

type outlineLesson struct {
	Title, About string
	Href         string
	Move         string // address; empty: cannot be moved
	More         []parts.Link
}

type outlineModule struct {
	Title, Summary  string
	Edit, Move, Add string // addresses; empty when published
	Lessons         []outlineLesson
}

type coursePage struct {
	web.Page
	Draft      bool
	MayAuthor  bool
	Lang       string
	Summary    string
	Facts      []parts.Fact
	Checklist  []checkLine
	Ready      bool
	Refused    string // why it was not published
	Modules    []outlineModule
	Versions   []parts.Link
	Offerings  parts.Grid
	ModuleForm parts.Filled
	Base       string // address of the course
	Review     note   // where the version is on its way to being published
	MayPublish bool   // it was approved as it is
	Archived   string // since when it is archived; empty: it is not
	Requiring  string // where it is said what must be completed before; empty: not to be changed here
	Duplicate  parts.Filled
	ExportURL  string // the version as one file
	Changed    string // where it is shown what changed in the version; empty for who does not write courses
	Alone      string // why it was published without a second person; empty: it was not
	AloneForm  parts.Filled
}

type checkLine struct {
	Tone  parts.Tone
	State string // done or missing
	Text  string
}

// Course shows a version of a course.
func (h *Handlers) Course(c *web.Ctx) error {
	return h.showCourse(c, 200, parts.Filled{}, "")
}

// showCourse shows the course's page, with what is wrong with a form of it.
func (h *Handlers) showCourse(c *web.Ctx, status int, moduleForm parts.Filled, refused string) error {
	return h.showCourseWith(c, status, refused, func(p *coursePage) { p.ModuleForm = moduleForm })
}

// showCourseWith shows the course's page with a form of it filled in.
func (h *Handlers) showCourseWith(c *web.Ctx, status int, refused string, fill func(p *coursePage)) error {
	version, err := strconv.Atoi(c.Query("version", "0"))
	if err != nil {
		version = 0
	}
	course, err := h.Courses.Course(c.Context(), c.Actor, c.Params("course"), version)
	if err != nil {
		return err
	}
	p := newCoursePage(c.PageCalled(course.Version.Title), course, c.Actor)
	p.Refused = refused
	fill(&p)
	return c.Render(status, showCourse(p))
}

func newCoursePage(page web.Page, course courses.CoursePage, actor access.Actor) coursePage {
	v := course.Version
	p := coursePage{
		Page: page, Draft: v.State == courses.Draft, MayAuthor: actor.Somewhere(access.AuthorCourses),
		Lang: v.Language, Summary: v.Summary, Ready: course.Ready(), Base: "/courses/" + course.ID,
	}
	p.Crumbs = crumbs(v.Title, p.T("courses.title"), "/courses")
	p.fillFacts(course)
	for _, check := range course.Checklist {
		line := checkLine{Tone: parts.Notice, State: p.T("courses.missing"), Text: p.T(check.Key())}
		if check.Done {
			line.Tone, line.State = parts.Good, p.T("courses.there")
		}
		if len(check.Lessons) > 0 {
			line.Text = p.T("cases.unsigned", "lessons", strings.Join(check.Lessons, ", "))
		}
		p.Checklist = append(p.Checklist, line)
	}
	p.fillReview(course)
	p.fillOutline(course)
	for _, other := range course.Versions {
		label := p.T("courses.version_n", "n", other.Version)
		if other.State == courses.Draft {
			label = p.T("courses.version_draft", "n", other.Version)
		}
		p.Versions = append(p.Versions, parts.Link{Label: label, Href: p.Base + "?version=" + strconv.Itoa(other.Version), Current: other.ID == v.ID})
	}
	p.Offerings = parts.Grid{Caption: p.T("courses.offerings"), Hidden: true, Columns: []parts.Column{
		{Label: p.T("courses.code")}, {Label: p.T("courses.mode")}, {Label: p.T("courses.days")},
	}}
	for _, o := range course.Offerings {
		p.Offerings.Rows = append(p.Offerings.Rows, []parts.Cell{
			{Text: o.Code, Href: "/offerings/" + o.ID}, {Text: modeName(p.Printer, o.Mode)}, {Text: days(p.Printer, o)},
		})
	}
	schedule, edit, draft := "", "", ""
	switch newest := course.Versions[0].ID == v.ID; {
	case p.Draft && p.MayAuthor:
		edit = p.Base + "/edit"
	case newest && p.MayAuthor:
		draft = p.Base + "/draft"
	}
	if !p.Draft && course.ArchivedAt == nil && actor.Somewhere(access.RunOfferings) {
		schedule = "/offerings/new?course=" + v.ID
	}
	p.Actions = courseActions(p, schedule, edit, draft)
	return p
}

func (p *coursePage) fillFacts(course courses.CoursePage) {
	var cadres, competencies []string
	for _, c := range course.Version.Audience {
		cadres = append(cadres, p.T(c.Key()))
	}
	for _, c := range course.Competencies {
		competencies = append(competencies, c.Name.In(p.Locale()))
	}
	assessment := parts.Fact{Label: p.T("courses.assessment"), Text: p.T("courses.not_yet")}
	if course.Assessment != nil {
		assessment.Text = course.Assessment.Title.In(p.Locale())
	}
	p.Facts = []parts.Fact{
		{Label: p.T("courses.code"), Text: course.Code},
		{Label: p.T("courses.audience"), Text: orNotYet(p.Page, strings.Join(cadres, ", "))},
		{Label: p.T("courses.competencies"), Text: orNotYet(p.Page, strings.Join(competencies, ", "))},
		assessment,
		{Label: p.T("courses.hours"), Text: hours(p.Printer, course.Version.Hours)},
		{Label: p.T("courses.reading_time"), Text: p.T("courses.minutes", "count", course.Outline.Minutes())},
	}
	p.fillKeeping(course)
	if course.Version.PublishedAt != nil {
		p.Facts = append(p.Facts, parts.Fact{Label: p.T("courses.published_on"), Text: p.Date(course.Version.PublishedAt.Date())})
	}
}

func orNotYet(p web.Page, text string) string {
	if text == "" {
		return p.T("courses.not_yet")
	}
	return text
}

func (p *coursePage) fillOutline(course courses.CoursePage) {
	editable := p.Draft && p.MayAuthor
	for _, m := range course.Outline {
		at := p.Base + "/modules/" + m.ID
		view := outlineModule{Title: m.Title, Summary: m.Summary}
		if editable {
			view.Edit, view.Move, view.Add = at, at+"/move", at+"/lessons/new"
		}
		for _, l := range m.Lessons {
			row := outlineLesson{Title: l.Title, About: p.T("courses.minutes", "count", l.Minutes)}
			if l.Kind == courses.CaseStudy {
				row.About = p.T("courses.lesson.case") + " · " + row.About
			}
			if l.Kind == courses.PackageLesson {
				row.About = p.T("scorm.kind") + " · " + row.About
			}
			if p.MayAuthor {
				row.Href = p.Base + "/lessons/" + l.ID
				row.More = lessonWays(p.Page, row.Href, l)
			}
			if editable {
				row.Move = row.Href + "/move"
			}
			view.Lessons = append(view.Lessons, row)
		}
		p.Modules = append(p.Modules, view)
	}
}

type detailsInput struct {
	Code         string         `form:"code"`
	Title        string         `form:"title"`
	Summary      string         `form:"summary"`
	Audience     []people.Cadre `form:"audience"`
	Competencies []string       `form:"competencies"`
	Assessment   string         `form:"assessment"`
	Hours        float64        `form:"hours"`
	Language     string         `form:"language"`
}

func (in detailsInput) details() courses.Details {
	return courses.Details{
		Title: in.Title, Summary: in.Summary, Audience: in.Audience, Competencies: in.Competencies,
		AssessmentID: in.Assessment, Hours: in.Hours, Language: in.Language,
	}
}

type detailsPage struct {
	web.Page
	New          bool
	Action       string
	Back         string
	Form         parts.Filled
	Cadres       []parts.Option
	Competencies []parts.Option
	Assessments  []parts.Option
	Languages    []parts.Option
}

func newDetailsPage(page web.Page, choices courses.Choices, form parts.Filled, courseID string) detailsPage {
	p := detailsPage{Page: page, New: courseID == "", Action: "/courses", Back: "/courses", Form: form}
	p.Crumbs = crumbs(p.Title, p.T("courses.title"), "/courses")
	if courseID != "" {
		p.Action, p.Back = "/courses/"+courseID+"/edit", "/courses/"+courseID
		p.Crumbs = crumbs(p.Title, p.T("courses.title"), "/courses", cmp.Or(form.Value("title"), p.T("courses.title.missing")), p.Back)
	}
	p.Languages = languageOptions()
	for _, c := range people.Cadres() {
		p.Cadres = append(p.Cadres, parts.Option{Value: string(c), Label: p.T(c.Key())})
	}
	for _, c := range choices.Competencies {
		p.Competencies = append(p.Competencies, parts.Option{Value: c.Code, Label: c.Name.In(p.Locale()), Help: c.Description.In(p.Locale())})
	}
	p.Assessments = []parts.Option{{Value: "", Label: p.T("courses.assessment.none")}}
	for _, a := range choices.Assessments {
		p.Assessments = append(p.Assessments, parts.Option{Value: a.ID, Label: a.Title.In(p.Locale())})
	}
	return p
}

func (h *Handlers) showDetails(c *web.Ctx, status int, titleKey string, form parts.Filled, courseID string) error {
	choices, err := h.Courses.Choices(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	return c.Render(status, showDetails(newDetailsPage(c.Page(titleKey), choices, form, courseID)))
}

// NewCourse shows the form for a course.
func (h *Handlers) NewCourse(c *web.Ctx) error {
	return h.showDetails(c, 200, "courses.new", parts.Filled{}, "")
}

// CreateCourse begins a course.
func (h *Handlers) CreateCourse(c *web.Ctx) error {
	var in detailsInput
	var course courses.Course
	err := c.Bind(&in)
	if err == nil {
		course, err = h.Courses.CreateCourse(c.Context(), c.Actor, courses.NewCourse{Code: in.Code, Details: in.details()})
	}
	if fault.Is(err, fault.Invalid) {
		return h.showDetails(c, 422, "courses.new", c.Fill(in, err), "")
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "courses.created")
	return c.See("/courses/" + course.ID)
}

// EditCourse shows the form for what the draft says about the course.
func (h *Handlers) EditCourse(c *web.Ctx) error {
	course, err := h.Courses.Course(c.Context(), c.Actor, c.Params("course"), 0)
	if err != nil {
		return err
	}
	v := course.Version
	if v.State != courses.Draft {
		c.Flash(parts.Notice, "courses.published_stays")
		return c.See("/courses/" + course.ID)
	}
	in := detailsInput{Title: v.Title, Summary: v.Summary, Audience: v.Audience, Hours: v.Hours, Language: v.Language}
	for _, competency := range course.Competencies {
		in.Competencies = append(in.Competencies, competency.Code)
	}
	if v.AssessmentID != nil {
		in.Assessment = *v.AssessmentID
	}
	return h.showDetails(c, 200, "courses.edit", c.Fill(in, nil), course.ID)
}

// UpdateCourse saves what the draft says about the course.
func (h *Handlers) UpdateCourse(c *web.Ctx) error {
	var in detailsInput
	id := c.Params("course")
	err := c.Bind(&in)
	if err == nil {
		err = h.Courses.UpdateDraft(c.Context(), c.Actor, id, in.details())
	}
	if fault.Is(err, fault.Invalid) {
		return h.showDetails(c, 422, "courses.edit", c.Fill(in, err), id)
	}
	return h.back(c, id, err)
}

// back goes back to the course after something was saved.
func (h *Handlers) back(c *web.Ctx, courseID string, err error) error {
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "courses.saved")
	return c.See("/courses/" + courseID)
}

// NewDraft begins the next version.
func (h *Handlers) NewDraft(c *web.Ctx) error {
	id := c.Params("course")
	if _, err := h.Courses.NewDraft(c.Context(), c.Actor, id); err != nil {
		return err
	}
	c.Flash(parts.Good, "courses.draft_begun")
	return c.See("/courses/" + id)
}
