package web

import (
	"bytes"
	"encoding/csv"
	"strconv"

	"github.com/skip2/go-qrcode"

	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/measure"
	"relevo/app/tables"
	"relevo/app/web"
	"relevo/app/web/chart"
	"relevo/app/web/parts"
	"relevo/courses"
)

func surveyPath(enrolmentID string) string     { return "/learn/" + enrolmentID + "/survey" }
func surveyResultsPath(offering string) string { return "/offerings/" + offering + "/survey" }

type surveyInput struct {
	Usefulness int    `form:"usefulness"`
	Why        string `form:"why"`
	Practice   string `form:"practice"`
	Example    string `form:"example"`
}

func (in surveyInput) answer() courses.SurveyAnswer {
	return courses.SurveyAnswer{Usefulness: courses.Usefulness(in.Usefulness), Why: in.Why, Practice: courses.Practice(in.Practice), Example: in.Example}
}

type surveyPage struct {
	web.Page
	Form     parts.Filled
	Action   string
	Back     string // empty in the room
	Lang     string
	Course   string
	Grades   []parts.Option
	Changes  []parts.Option
	Answered bool
	Closed   bool
	Thanks   bool
}

// Survey asks somebody about their own course.
func (h *Handlers) Survey(c *web.Ctx) error { return h.showSurvey(c, 200, parts.Filled{}) }

func (h *Handlers) showSurvey(c *web.Ctx, status int, form parts.Filled) error {
	enrolment := c.Params("enrolment")
	survey, err := h.Courses.Survey(c.Context(), c.Actor, enrolment)
	if fault.Is(err, fault.Conflict) {
		return sendToCourse(c, enrolment, err)
	}
	if err != nil {
		return err
	}
	page := surveyPageOf(c.Page("survey.title"), survey, form, surveyPath(enrolment))
	page.Back = "/learn/" + enrolment
	page.Crumbs = crumbs(page.Title, c.T("courses.learn.title"), "/learn", survey.CourseTitle, page.Back)
	return c.Render(status, showSurvey(page))
}

func surveyPageOf(page web.Page, s courses.SurveyFor, form parts.Filled, action string) surveyPage {
	p := surveyPage{Page: page, Form: form, Action: action, Lang: s.Language, Course: s.CourseTitle, Answered: s.Answered, Closed: s.Closed}
	for _, u := range courses.AllUsefulness() {
		p.Grades = append(p.Grades, parts.Option{Value: strconv.Itoa(int(u)), Label: usefulnessName(p.Printer, u)})
	}
	for _, change := range courses.Practices() {
		p.Changes = append(p.Changes, parts.Option{Value: string(change), Label: practiceName(p.Printer, change)})
	}
	return p
}

func usefulnessName(p *i18n.Printer, u courses.Usefulness) string {
	return p.T("survey.usefulness." + strconv.Itoa(int(u)))
}

func practiceName(p *i18n.Printer, change courses.Practice) string {
	if change == "" {
		return p.T("survey.practice.none")
	}
	return p.T("survey.practice." + string(change))
}

// AnswerSurvey keeps what somebody says about their own course.
func (h *Handlers) AnswerSurvey(c *web.Ctx) error {
	var in surveyInput
	err := c.Bind(&in)
	if err == nil {
		err = h.Courses.AnswerSurvey(c.Context(), c.Actor, c.Params("enrolment"), in.answer())
	}
	if fault.Is(err, fault.Invalid) {
		return h.showSurvey(c, 422, c.Fill(in, err))
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "survey.thanks")
	return c.See("/learn/" + c.Params("enrolment"))
}

type roomCodePage struct {
	web.Page
	Form parts.Filled
}

type roomCodeInput struct {
	Code string `form:"code"`
}

// SurveyCode asks for the code that is shown in the room.
func (h *Handlers) SurveyCode(c *web.Ctx) error {
	var in roomCodeInput
	if err := c.Bind(&in); err != nil {
		return err
	}
	if in.Code == "" {
		return c.Render(200, showRoomCode(roomCodePageOf(c.Page("survey.code.title"), parts.Filled{})))
	}
	if code, ok := courses.ParseRoomCode(in.Code); ok {
		return c.See("/survey/" + code)
	}
	return c.Render(422, showRoomCode(roomCodePageOf(c.Page("survey.code.title"), c.Fill(in, fault.OnField("code", "survey.code.wrong")))))
}

func roomCodePageOf(page web.Page, form parts.Filled) roomCodePage {
	p := roomCodePage{Page: page, Form: form}
	p.Plain, p.Lead = true, p.T("survey.code.lead")
	return p
}

// RoomSurvey asks those in the room, who need not log in.
func (h *Handlers) RoomSurvey(c *web.Ctx) error { return h.showRoomSurvey(c, 200, parts.Filled{}) }

func (h *Handlers) showRoomSurvey(c *web.Ctx, status int, form parts.Filled) error {
	survey, err := h.Courses.SurveyByCode(c.Context(), c.IP(), c.Params("code"))
	if err != nil {
		return err
	}
	page := surveyPageOf(c.Page("survey.title"), survey, form, "/survey/"+c.Params("code"))
	page.Plain, page.Thanks = true, c.Query("thanks") != ""
	return c.Render(status, showSurvey(page))
}

// AnswerInRoom keeps what somebody in the room says.
func (h *Handlers) AnswerInRoom(c *web.Ctx) error {
	var in surveyInput
	err := c.Bind(&in)
	if err == nil {
		err = h.Courses.AnswerInRoom(c.Context(), c.IP(), c.Params("code"), in.answer())
	}
	if fault.Is(err, fault.Invalid) {
		return h.showRoomSurvey(c, 422, c.Fill(in, err))
	}
	if err != nil {
		return err
	}
	return c.See("/survey/" + c.Params("code") + "?thanks=1")
}

type surveyResultsPage struct {
	web.Page
	Facts      []parts.Fact
	Few        string // that there are not enough responses yet
	Usefulness *chart.Bars
	Practice   *chart.Bars
	Whys       []quote
	Examples   []quote
	Tabs       []parts.Link
	CSVHref    string
	RoomHref   string
	Explained  []string
}

// quote is a text of a response.
type quote struct{ Text, Note string }

type surveyResultsQuery struct {
	Published string `form:"published"`
}

// SurveyResults shows what was said about an offering.
func (h *Handlers) SurveyResults(c *web.Ctx) error {
	var in surveyResultsQuery
	if err := c.Bind(&in); err != nil {
		return err
	}
	results, err := h.Courses.SurveyResults(c.Context(), c.Actor, c.Params("offering"), in.Published != "")
	if err != nil {
		return err
	}
	return c.Render(200, showSurveyResults(surveyResultsPageOf(c.Page("survey.results"), results, in.Published != "")))
}

func surveyResultsPageOf(page web.Page, s courses.SurveyPage, published bool) surveyResultsPage {
	p := surveyResultsPage{Page: page}
	here := surveyResultsPath(s.ID)
	p.Lead = p.T("survey.results.lead", "course", s.CourseTitle, "code", s.Code)
	p.Crumbs = crumbs(s.Code, p.T("survey.list"), "/surveys")
	if s.Whole || s.MayRun && s.RoomOpen {
		p.RoomHref = here + "/room"
		p.Actions = parts.LinkButton(p.RoomHref, parts.Button{Label: p.T("survey.room"), Icon: "people", Weight: parts.Second})
	}
	p.Tabs = []parts.Link{{Label: p.T("survey.inside"), Href: here, Current: !published}, {Label: p.T("survey.published"), Href: here + "?published=1", Current: published}}
	p.Facts = []parts.Fact{{Label: p.T("survey.asked"), Text: askedWords(page.Printer, s.Asked)}}
	p.Explained = []string{p.T("survey.explained.anonymous"), p.T("survey.explained.least"), p.T("survey.explained.order")}
	if s.Asked.Hidden {
		p.Explained = append(p.Explained, askedWhy(page.Printer))
	}
	r := s.Results
	if !r.Enough {
		p.Few = p.T("survey.few", "least", r.Least)
		return p
	}
	p.CSVHref = here + ".csv"
	if published {
		p.CSVHref += "?published=1"
	}
	p.Facts = append(p.Facts, parts.Fact{Label: p.T("survey.answered"), Text: p.Value(r.N)})
	grades := chart.Bars{About: chart.About{ID: "usefulness", Title: p.T("survey.question.usefulness"), Summary: p.T("survey.bars.summary", "count", r.N)}, Name: p.T("survey.responses")}
	for _, u := range courses.AllUsefulness() {
		grades.Bars = append(grades.Bars, chart.Amount(usefulnessName(p.Printer, u), float64(r.Usefulness[u])))
	}
	changes := chart.Bars{About: chart.About{ID: "practice", Title: p.T("survey.question.practice"), Summary: p.T("survey.bars.summary", "count", r.N)}, Name: p.T("survey.responses")}
	for _, change := range append(courses.Practices(), "") {
		changes.Bars = append(changes.Bars, chart.Amount(practiceName(p.Printer, change), float64(r.Practice[change])))
	}
	p.Usefulness, p.Practice = &grades, &changes
	for _, t := range r.Whys {
		p.Whys = append(p.Whys, quote{t.Text, usefulnessName(p.Printer, t.Usefulness)})
	}
	for _, t := range r.Examples {
		p.Examples = append(p.Examples, quote{Text: t.Text})
	}
	return p
}

// SurveyCSV gives the distributions and the texts, each by itself.
func (h *Handlers) SurveyCSV(c *web.Ctx) error {
	var in surveyResultsQuery
	if err := c.Bind(&in); err != nil {
		return err
	}
	s, err := h.Courses.SurveyResults(c.Context(), c.Actor, c.Params("offering"), in.Published != "")
	if err != nil {
		return err
	}
	rows := [][]string{{"offering", "question", "answer", "count"}}
	row := func(question, answer string, n int) {
		rows = append(rows, []string{tables.Inert(s.Code), question, tables.Inert(answer), strconv.Itoa(n)})
	}
	if s.Results.Enough {
		for _, u := range courses.AllUsefulness() {
			row("usefulness", strconv.Itoa(int(u)), s.Results.Usefulness[u])
		}
		for _, change := range append(courses.Practices(), "") {
			row("practice", string(change), s.Results.Practice[change])
		}
		for _, t := range s.Results.Whys {
			row("why", t.Text, 1)
		}
		for _, t := range s.Results.Examples {
			row("example", t.Text, 1)
		}
	}
	var b bytes.Buffer
	if err := csv.NewWriter(&b).WriteAll(rows); err != nil {
		return err
	}
	return c.Give("csv", "encuesta", b.Bytes())
}

type surveysPage struct {
	web.Page
	List parts.Grid
	Why  string // why some numbers are hidden; empty: none is
}

// Surveys lists the offerings about which people were asked.
func (h *Handlers) Surveys(c *web.Ctx) error {
	list, err := h.Courses.Surveys(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	return c.Render(200, showSurveys(surveysPageOf(c.Page("survey.list"), list)))
}

// askedWords says how many were asked, or that it is hidden.
func askedWords(p *i18n.Printer, a courses.Asked) string {
	if a.Hidden {
		return p.T("survey.asked.hidden", "most", measure.ShownInside-1)
	}
	return p.Value(a.N)
}

// askedWhy says why it is hidden how many were asked.
func askedWhy(p *i18n.Printer) string { return p.T("survey.asked.why", "most", measure.ShownInside-1) }

func surveysPageOf(page web.Page, list []courses.SurveySummary) surveysPage {
	p := surveysPage{Page: page}
	p.Lead = p.T("survey.list.lead")
	p.List = parts.Grid{Caption: p.Title, Hidden: true, Columns: []parts.Column{{Label: p.T("courses.offering")}, {Label: p.T("courses.course")}, {Label: p.T("courses.days")},
		{Label: p.T("survey.asked"), Numeric: true}, {Label: p.T("survey.answered"), Numeric: true}, {Label: usefulnessName(page.Printer, courses.GreatUse), Numeric: true}}}
	for _, s := range list {
		if s.Asked.Hidden {
			p.Why = askedWhy(page.Printer)
		}
		answered, great := p.T("survey.few.short", "least", s.Results.Least), "—"
		if s.Results.Enough {
			answered, great = p.Value(s.Results.N), p.Percent(float64(s.Results.Usefulness[courses.GreatUse])/float64(s.Results.N), 0)
		}
		p.List.Rows = append(p.List.Rows, []parts.Cell{{Text: s.Code, Href: surveyResultsPath(s.ID)}, {Text: s.CourseTitle}, {Text: days(p.Printer, s.Offering)}, {Text: askedWords(page.Printer, s.Asked)}, {Text: answered}, {Text: great}})
	}
	return p
}

type roomPage struct {
	web.Page
	Address string // with the code; empty: nobody has opened it
	Code    string // in two groups
	Short   string // the address where the code is typed
	QR      parts.QR
	Until   string
	OpenURL string
	Close   string
	Whole   bool // the reader may open and close it
}

// SurveyRoom shows the code and the link to those in the room.
func (h *Handlers) SurveyRoom(c *web.Ctx) error {
	s, err := h.Courses.SurveyResults(c.Context(), c.Actor, c.Params("offering"), false)
	if err != nil {
		return err
	}
	if !s.MayRun {
		return fault.Missing("noun.offering")
	}
	base := c.BaseURL()
	if h.Base != nil {
		base = h.Base()
	}
	page, err := roomPageOf(c.Page("survey.room.title"), s, base)
	if err != nil {
		return err
	}
	return c.Render(200, showRoom(page))
}

func roomPageOf(page web.Page, s courses.SurveyPage, base string) (roomPage, error) {
	p := roomPage{Page: page, OpenURL: surveyResultsPath(s.ID) + "/room", Whole: s.Whole}
	p.Lead = p.T("survey.room.lead", "course", s.CourseTitle)
	p.Crumbs = crumbs(p.T("survey.room"), p.T("survey.list"), "/surveys", s.Code, surveyResultsPath(s.ID))
	if s.Room == nil || !s.RoomOpen {
		return p, nil
	}
	p.Address, p.Short = base+"/survey/"+s.Room.Code, base+"/survey"
	p.Code = s.Room.Code[:4] + " " + s.Room.Code[4:]
	p.Until, p.Close = p.T("survey.room.until", "date", s.Room.ClosesOn), p.OpenURL+"/close"
	code, err := qrcode.New(p.Address, qrcode.Medium)
	if err != nil {
		return p, err
	}
	p.QR = parts.QROf(code.Bitmap())
	return p, nil
}

// OpenSurveyRoom makes the code for the room.
func (h *Handlers) OpenSurveyRoom(c *web.Ctx) error {
	if _, err := h.Courses.OpenSurveyRoom(c.Context(), c.Actor, c.Params("offering")); err != nil {
		return err
	}
	return c.See(surveyResultsPath(c.Params("offering")) + "/room")
}

// CloseSurveyRoom ends the code.
func (h *Handlers) CloseSurveyRoom(c *web.Ctx) error {
	if err := h.Courses.CloseSurveyRoom(c.Context(), c.Actor, c.Params("offering")); err != nil {
		return err
	}
	c.Flash(parts.Info, "survey.room.closed")
	return c.See(surveyResultsPath(c.Params("offering")))
}
