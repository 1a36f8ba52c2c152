package web

import (
	"regexp"
	"strconv"

	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/assessments"
	"relevo/assessments/question"
	"relevo/courses"
)

// checkView is a self-check in a lesson.
type checkView struct {
	ID       string // of its element: where the page comes back to
	Title    string
	Action   string
	Question question.View
	Verdict  string // how right the last answer is; empty: none yet
	Tone     parts.Tone
	Told     told
	Button   string
}

// checkViewOf shows a self-check; here is the address of its lesson.
func checkViewOf(p *i18n.Printer, check courses.SelfCheck, n int, here string) checkView {
	at := question.Pictures(func(version, picture string) string { return here + "/checks/" + version + "/pictures/" + picture })
	asked := check.Asked
	asked.Answer = check.Answer
	v := checkView{ID: "pregunta-" + strconv.Itoa(n), Title: p.T("selfchecks.n", "n", n), Action: here + "/checks/" + check.Version.ID,
		Question: question.ViewOf(p, asked, at), Button: p.T("selfchecks.check")}
	v.Question.ID = v.ID
	if check.Answered == 0 {
		return v
	}
	v.Button = p.T("selfchecks.again")
	switch {
	case check.Judged.Share > 0.999:
		v.Verdict, v.Tone = p.T("selfchecks.right"), parts.Good
	case check.Judged.Share > 0:
		v.Verdict, v.Tone = p.T("selfchecks.partly"), parts.Info
	default:
		v.Verdict, v.Tone = p.T("selfchecks.wrong"), parts.Notice
	}
	v.Told = toldOf(p, check.Version, check.Judged, at)
	return v
}

// told is what there is to learn from an answer.
type told struct {
	Said  []question.HTML // what the authors say about it
	Right []question.Part // what would have been right; empty when it was
}

func toldOf(p *i18n.Printer, v assessments.ItemVersion, judged assessments.Judgement, at question.Pictures) (t told) {
	for _, said := range judged.Said {
		t.Said = append(t.Said, at.In(p, v.ID, said))
	}
	if judged.Share <= 0.999 {
		t.Right = question.Right(p, v, at)
	}
	return t
}

// fields are the fields of a question that are not named after its parts.
type fields struct {
	Options []string `form:"option"`
	Text    string   `form:"text"`
	Once    string   `form:"once"`
}

// once is the name that a telephone gave the answer; what is no such name is none.
func (in fields) once() string {
	if !onceName.MatchString(in.Once) {
		return ""
	}
	return in.Once
}

// onceName is what crypto.randomUUID makes.
var onceName = regexp.MustCompile(`^[0-9a-f-]{36}$`)

// answerTo reads what was answered to a question.
func (in fields) answerTo(c *web.Ctx, item assessments.PaperItem) assessments.Value {
	return question.Answer(item, in.Options, in.Text, func(field string) string { return c.FormValue(field) })
}

// AnswerCheck keeps an answer to a self-check and shows what is said about it: the
// question alone for a script, the lesson without.
func (h *Handlers) AnswerCheck(c *web.Ctx) error {
	var in fields
	if err := c.Bind(&in); err != nil {
		return err
	}
	enrolment, lesson := c.Params("enrolment"), c.Params("lesson")
	check, err := h.Courses.AnswerCheck(c.Context(), c.Actor, enrolment, lesson, courses.CheckInput{VersionID: c.Params("item"), Once: in.once(),
		Answer: func(item assessments.PaperItem) assessments.Value { return in.answerTo(c, item) }})
	if c.WantsJSON() {
		return done(c, err)
	}
	if fault.Is(err, fault.Conflict) {
		return sendToCourse(c, enrolment, err)
	}
	here := "/learn/" + enrolment + "/lessons/" + lesson
	n, _ := strconv.Atoi(c.FormValue("n")) // only for the heading: 0 for what is no number
	if c.Get("HX-Request") == "true" && (err == nil || fault.Is(err, fault.Invalid)) {
		view := checkViewOf(c.Printer, check, max(n, 1), here)
		if err != nil {
			view.Question.Error, view.Verdict = c.Fault(err).Fields[0].Text, ""
			return c.Render(422, selfCheck(view))
		}
		return c.Render(200, selfCheck(view))
	}
	if fault.Is(err, fault.Invalid) {
		c.Flash(parts.Notice, "selfchecks.not_kept", "why", c.Fault(err).Fields[0].Text)
		return c.See(here + "?seen=1#pregunta-" + strconv.Itoa(max(n, 1)))
	}
	if err != nil {
		return err
	}
	return c.See(here + "?seen=1#pregunta-" + strconv.Itoa(max(n, 1)))
}

// CheckPicture shows a picture of a self-check.
func (h *Handlers) CheckPicture(c *web.Ctx) error {
	picture, err := h.Courses.CheckPicture(c.Context(), c.Actor, c.Params("enrolment"), c.Params("lesson"), c.Params("item"), c.Params("picture"))
	if err != nil {
		return err
	}
	c.Set("Content-Type", picture.Type)
	c.Set("Cache-Control", "private, max-age=86400, immutable")
	return c.Send(picture.Data)
}

// checksPage lets an author choose the self-checks of a lesson.
type checksPage struct {
	web.Page
	Base    string // address of the page
	Search  parts.Filled
	Fixed   bool
	Chosen  []checkCard
	Choices []checkCard
	More    string // how many choices are not shown; empty when all are
}

type checkCard struct {
	Version, Title, Kind, Text string
}

// choicesShown bounds the list of questions: words narrow it.
const choicesShown = 40

// LessonChecks shows the self-checks of a lesson and what may be chosen.
func (h *Handlers) LessonChecks(c *web.Ctx) error {
	var in struct {
		Words string `form:"words"`
	}
	if err := c.Bind(&in); err != nil {
		return err
	}
	checks, err := h.Courses.LessonChecks(c.Context(), c.Actor, c.Params("course"), c.Params("lesson"), in.Words)
	if err != nil {
		return err
	}
	p := newChecksPage(c.Page("selfchecks.title"), checks, c.Params("course"))
	p.Search = c.Fill(in, nil)
	return c.Render(200, showChecks(p))
}

func newChecksPage(page web.Page, in courses.ChecksPage, courseID string) checksPage {
	course := "/courses/" + courseID
	lesson := course + "/lessons/" + in.Lesson.ID
	p := checksPage{Page: page, Base: lesson + "/checks", Fixed: in.Fixed}
	p.Lead = p.T("selfchecks.lead")
	p.Crumbs = crumbs(p.Title, p.T("courses.title"), "/courses", in.Version.Title, course, in.Lesson.Title, lesson)
	card := func(v assessments.ItemVersion) checkCard {
		return checkCard{Version: v.ID, Title: v.Title, Kind: p.T(v.Kind.Key()), Text: question.Excerpt(p.Printer, v.Stem, 200)}
	}
	for _, v := range in.Chosen {
		p.Chosen = append(p.Chosen, card(v))
	}
	for i, choice := range in.Choices {
		if i == choicesShown {
			p.More = p.T("selfchecks.more", "count", len(in.Choices)-choicesShown)
			break
		}
		p.Choices = append(p.Choices, card(choice.Version))
	}
	return p
}

// AddCheck adds a question to a lesson.
func (h *Handlers) AddCheck(c *web.Ctx) error {
	return h.changeChecks(c, h.Courses.AddCheck(c.Context(), c.Actor, c.Params("course"), c.Params("lesson"), c.FormValue("version")))
}

// RemoveCheck takes a question out of a lesson.
func (h *Handlers) RemoveCheck(c *web.Ctx) error {
	return h.changeChecks(c, h.Courses.RemoveCheck(c.Context(), c.Actor, c.Params("course"), c.Params("lesson"), c.FormValue("version")))
}

func (h *Handlers) changeChecks(c *web.Ctx, err error) error {
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "courses.saved")
	return c.See("/courses/" + c.Params("course") + "/lessons/" + c.Params("lesson") + "/checks")
}
