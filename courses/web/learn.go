package web

import (
	"cmp"
	"slices"

	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/courses"
)

// stepView is the next thing to do, in words and with the way there.
type stepView struct {
	Text   string
	Button string // empty: nothing to do here now
	Href   string
	Tone   parts.Tone
}

func stepOf(p *i18n.Printer, c courses.MyCourse) stepView {
	here := "/learn/" + c.EnrolmentID
	switch c.Step.Kind {
	case courses.StepPre, courses.StepPost:
		key := "courses.step." + string(c.Step.Kind)
		button := p.T(key + ".start")
		if c.Step.Resume {
			button = p.T("courses.step.resume")
		}
		return stepView{Text: p.T(key), Button: button, Href: "/attempts/" + c.Step.AttemptID, Tone: parts.Info}
	case courses.StepLesson:
		key := "courses.step.lesson"
		if c.Progress.ReadCount() == 0 {
			key = "courses.step.first_lesson"
		}
		return stepView{
			Text: p.T(key, "title", c.Step.Title), Button: p.T("courses.step.continue"),
			Href: here + "/lessons/" + c.Step.LessonID + placeMark(c.Step.Place), Tone: parts.Info,
		}
	case courses.StepDone:
		return stepView{
			Text:   p.T("courses.step.done", "on", c.Progress.Completion.CompletedOn),
			Button: p.T("courses.step.certificate"), Href: "/certificates", Tone: parts.Good,
		}
	case courses.StepNotOpen:
		return stepView{Text: p.T("courses.step.not_open", "on", c.Step.On), Tone: parts.Notice}
	case courses.StepAttend:
		return stepView{Text: p.T("courses.step.attend", "place", c.Place, "from", c.StartsOn, "to", c.EndsOn), Tone: parts.Info}
	case courses.StepClosed:
		return stepView{Text: p.T("courses.step.closed"), Tone: parts.Bad}
	default:
		return stepView{Text: p.T("courses.step.scoring"), Tone: parts.Notice}
	}
}

// courseCard is a course in the list of one's own.
type courseCard struct {
	Enrolment string
	Survey    string // where it is asked how useful the course was; empty: not asked, or answered
	Title     string
	Href      string
	About     string // mode and days
	Lang      string
	Step      stepView
	Amount    parts.Amount
	Read      bool // there is reading to show the amount of
}

func cardOf(p *i18n.Printer, c courses.MyCourse) courseCard {
	offering := courses.Offering{StartsOn: c.StartsOn, EndsOn: c.EndsOn}
	return courseCard{
		Enrolment: c.EnrolmentID, Title: c.Title, Href: "/learn/" + c.EnrolmentID, Lang: c.Language, Step: stepOf(p, c),
		About:  p.T("courses.learn.about", "mode", modeName(p, c.Mode), "days", days(p, offering), "hours", hours(p, c.Hours)),
		Amount: amountOf(p, c), Read: c.Mode != courses.FaceToFace && len(c.Progress.Lessons) > 0,
	}
}

func amountOf(p *i18n.Printer, c courses.MyCourse) parts.Amount {
	amount := parts.Amount{
		Label: p.T("courses.learn.lessons_read"), Value: c.Progress.ReadCount(), Max: len(c.Progress.Lessons),
		Text: p.T("courses.n_of_m", "n", c.Progress.ReadCount(), "m", len(c.Progress.Lessons)),
	}
	if left := c.MinutesLeft(); left > 0 && amount.Value > 0 {
		amount.Description = p.T("courses.learn.minutes_left", "count", left)
	}
	return amount
}

// taskView is a follow-up that is due.
type taskView struct {
	Title   string
	Text    string
	Button  string
	Href    string
	Overdue bool
}

type learnPage struct {
	web.Page
	Continue *courseCard
	Tasks    []taskView
	Active   []courseCard // without the one to continue
	Done     []courseCard
	Empty    bool
	Notices  []web.Notice
	Waits    []waitLine
	Messages []messageView
}

// ask adds to the courses done the way to the survey about each that waits.
func (p *learnPage) ask(waiting []string) {
	for i := range p.Done {
		if slices.Contains(waiting, p.Done[i].Enrolment) {
			p.Done[i].Survey = surveyPath(p.Done[i].Enrolment)
		}
	}
}

// Learn shows the actor's own courses.
func (h *Handlers) Learn(c *web.Ctx) error {
	home, err := h.Courses.Learn(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	waiting, err := h.Courses.SurveysWaiting(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	page := newLearnPage(c.Page("courses.learn.title"), home)
	page.ask(waiting)
	if page.Notices, err = h.refresherNotice(c); err != nil {
		return err
	}
	others, err := h.Notices.For(c)
	if err != nil {
		return err
	}
	page.Notices = append(page.Notices, others...)
	if page.Waits, page.Messages, err = h.told(c); err != nil {
		return err
	}
	page.Empty = page.Empty && len(page.Waits) == 0
	return c.Render(200, showLearn(page))
}

func newLearnPage(page web.Page, home courses.Home) learnPage {
	p := learnPage{Page: page}
	for i, course := range home.Active {
		card := cardOf(p.Printer, course)
		if i == 0 && home.Continue != nil {
			p.Continue = &card
			continue
		}
		p.Active = append(p.Active, card)
	}
	for _, course := range home.Done {
		p.Done = append(p.Done, cardOf(p.Printer, course))
	}
	for _, t := range home.Tasks {
		view := taskView{Title: t.Title, Href: "/attempts/" + t.AttemptID, Overdue: t.Overdue, Button: p.T("courses.task.start")}
		view.Text = p.T("courses.task.due", "on", t.DueOn)
		if t.Overdue {
			view.Text = p.T("courses.task.overdue", "on", t.DueOn)
		}
		if t.Resume {
			view.Button = p.T("courses.step.resume")
		}
		p.Tasks = append(p.Tasks, view)
	}
	p.Empty = p.Continue == nil && len(p.Tasks)+len(p.Active)+len(p.Done) == 0
	return p
}

// lessonRow is a lesson in the table of contents.
type lessonRow struct {
	Title   string
	Lang    string
	Href    string // empty while it cannot be read
	Minutes string
	Tone    parts.Tone
	State   string
	Case    bool
}

type moduleView struct {
	Title   string
	Summary string
	Lessons []lessonRow
}

type learnCoursePage struct {
	web.Page
	Lang    string
	Summary string
	Facts   []parts.Fact
	Steps   []parts.Step
	Step    stepView
	Amount  parts.Amount
	Reading bool
	Modules []moduleView
	Spoken  []languageChoice // empty: there is one language only
	Choose  string           // where another is chosen
	Survey  string           // where it is asked how useful the course was; empty: not asked, or answered
	Notes   string           // where the person's own notes are
	Words   string           // where the glossary is

	Meetings []meetingLine
	Take     *takeView // nil: there is nothing to take along yet
}

// LearnCourse shows one of the actor's own courses.
func (h *Handlers) LearnCourse(c *web.Ctx) error {
	course, err := h.Courses.LearnCourse(c.Context(), c.Actor, c.Params("enrolment"))
	if err != nil {
		return err
	}
	waiting, err := h.Courses.SurveysWaiting(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	page := newLearnCoursePage(c.PageCalled(course.Title), course)
	if slices.Contains(waiting, course.EnrolmentID) {
		page.Survey = surveyPath(course.EnrolmentID)
	}
	if page.Meetings, err = h.myMeetings(c, course); err != nil {
		return err
	}
	return c.Render(200, showLearnCourse(page))
}

func newLearnCoursePage(page web.Page, course courses.LearnCourse) learnCoursePage {
	p := learnCoursePage{Page: page, Lang: course.Language, Summary: course.Summary, Step: stepOf(page.Printer, course.MyCourse)}
	p.Crumbs = crumbs(course.Title, p.T("courses.learn.title"), "/learn")
	p.Notes, p.Words = "/learn/"+course.EnrolmentID+"/notes", "/learn/"+course.EnrolmentID+"/glossary"
	p.Facts = []parts.Fact{
		{Label: p.T("courses.mode"), Text: modeName(p.Printer, course.Mode)},
		{Label: p.T("courses.days"), Text: days(p.Printer, courses.Offering{StartsOn: course.StartsOn, EndsOn: course.EndsOn})},
		{Label: p.T("courses.hours"), Text: hours(p.Printer, course.Hours)},
	}
	if course.Place != "" {
		p.Facts = append(p.Facts, parts.Fact{Label: p.T("courses.place"), Text: course.Place})
	}
	if course.Mode == courses.FaceToFace {
		p.Facts = append(p.Facts, parts.Fact{Label: p.T("courses.attended"), Text: p.T("courses.n_of_m", "n", course.Progress.Attended, "m", course.Hours)})
	}
	p.Facts = append(p.Facts, requirementFacts(p.Printer, course.Requires)...)
	p.fillLanguages(course)
	p.Take = takeOf(course)
	p.Steps = waySteps(p.Printer, course.MyCourse)
	p.Amount, p.Reading = amountOf(p.Printer, course.MyCourse), course.Mode != courses.FaceToFace && course.Open
	for _, m := range course.Outline {
		view := moduleView{Title: m.Title, Summary: m.Summary}
		for _, l := range m.Lessons {
			view.Lessons = append(view.Lessons, lessonRowOf(p.Printer, course, l))
		}
		p.Modules = append(p.Modules, view)
	}
	return p
}

// waySteps is the whole way of a course: before, the course itself, after, done.
func waySteps(p *i18n.Printer, c courses.MyCourse) []parts.Step {
	teaching := p.T("courses.way.lessons")
	if c.Mode == courses.FaceToFace {
		teaching = p.T("courses.way.attendance")
	}
	done := []bool{
		c.Progress.PreDone(), c.Progress.TaughtAll(),
		c.Progress.Post != nil && c.Progress.Post.Done(), c.Progress.Completion != nil,
	}
	var steps []parts.Step
	current := true
	for i, label := range []string{p.T("courses.way.pre"), teaching, p.T("courses.way.post"), p.T("courses.way.certificate")} {
		steps = append(steps, parts.Step{Label: label, Done: done[i], Current: current && !done[i]})
		current = current && done[i]
	}
	return steps
}

func lessonRowOf(p *i18n.Printer, course courses.LearnCourse, l courses.LessonHead) lessonRow {
	heading, ok := course.Headings[l.ID]
	if !ok {
		heading = courses.Heading{Title: l.Title, Language: course.Language}
	}
	row := lessonRow{
		Title: heading.Title, Lang: heading.Language, Minutes: p.T("courses.minutes", "count", l.Minutes), Case: l.Kind == courses.CaseStudy,
		Tone: parts.Neutral, State: p.T("courses.lesson.unread"),
	}
	if course.Open {
		row.Href = "/learn/" + course.EnrolmentID + "/lessons/" + l.ID
	}
	if _, read := course.Progress.Read[l.ID]; read {
		row.Tone, row.State = parts.Good, p.T("courses.lesson.read")
	} else if course.Step.Kind == courses.StepLesson && course.Step.LessonID == l.ID {
		row.Tone, row.State = parts.Info, p.T("courses.lesson.next")
	}
	return row
}

type lessonPage struct {
	web.Page
	Lang    string
	Notes   []note // what to know about the text
	HTML    string // sanitised when saved
	Warning string // to be acknowledged before the text is shown; empty otherwise
	SeenURL string
	Back    string // to the course
	ReadURL string
	ReadOn  string // empty: not read yet
	Next    *parts.Link
	Before  *parts.Link
	Beside  lessonBeside
}

// Lesson shows a lesson.
func (h *Handlers) Lesson(c *web.Ctx) error {
	enrolment, lesson := c.Params("enrolment"), c.Params("lesson")
	page, err := h.Courses.LearnLesson(c.Context(), c.Actor, enrolment, lesson, c.Query("seen") != "")
	if fault.Is(err, fault.Conflict) { // not yet: the course's page says what comes first
		return sendToCourse(c, enrolment, err)
	}
	if err != nil {
		return err
	}
	if page.Lesson.Kind == courses.PackageLesson {
		return h.packageLesson(c, page)
	}
	return c.Render(200, showLesson(newLessonPage(c.PageCalled(page.Lesson.Title), page)))
}

func sendToCourse(c *web.Ctx, enrolment string, err error) error {
	flashFault(c, err)
	return c.See("/learn/" + enrolment)
}

func newLessonPage(page web.Page, l courses.LearnLesson) lessonPage {
	course := "/learn/" + l.EnrolmentID
	here := course + "/lessons/" + l.Lesson.ID
	p := lessonPage{Page: page, Lang: cmp.Or(l.Shown.Language, l.Language), Notes: shownNotes(page.Printer, l), HTML: l.Lesson.HTML, Back: course, ReadURL: here + "/read"}
	p.TitleLang = p.Lang
	p.Crumbs = crumbs(l.Lesson.Title, p.T("courses.learn.title"), "/learn", l.Title, course)
	p.Lead = p.T("courses.lesson.about", "module", l.Module, "n", l.Number, "m", len(l.Progress.Lessons),
		"minutes", p.T("courses.minutes", "count", l.Lesson.Minutes))
	if l.Warn {
		p.Warning, p.SeenURL = l.Lesson.ContentWarning, here+"?seen=1"
	} else {
		p.Beside = besideView(page, l, here)
	}
	if l.ReadAt != nil {
		p.ReadOn = p.T("courses.lesson.read_on", "on", l.ReadAt.Date())
		if l.ReadAs != nil {
			p.ReadOn = p.T("wording.read_as", "read", p.ReadOn, "text", textName(p.Printer, *l.ReadAs))
		}
	}
	if l.Before != nil {
		p.Before = &parts.Link{Label: cmp.Or(l.Titles[l.Before.ID].Title, l.Before.Title), Href: course + "/lessons/" + l.Before.ID}
	}
	if l.After != nil {
		p.Next = &parts.Link{Label: cmp.Or(l.Titles[l.After.ID].Title, l.After.Title), Href: course + "/lessons/" + l.After.ID}
	}
	return p
}

// MarkRead notes that the lesson was read and goes to what comes next.
func (h *Handlers) MarkRead(c *web.Ctx) error {
	enrolment := c.Params("enrolment")
	step, err := h.Courses.MarkRead(c.Context(), c.Actor, enrolment, c.Params("lesson"))
	if c.WantsJSON() {
		return done(c, err)
	}
	if fault.Is(err, fault.Conflict) {
		return sendToCourse(c, enrolment, err)
	}
	if err != nil {
		return err
	}
	if step.Kind == courses.StepLesson {
		return c.See("/learn/" + enrolment + "/lessons/" + step.LessonID)
	}
	if step.Kind == courses.StepPost {
		c.Flash(parts.Good, "courses.lesson.all_read")
	}
	return c.See("/learn/" + enrolment)
}
