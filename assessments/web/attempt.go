package web

import (
	"strings"

	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/assessments"
	"relevo/assessments/question"
)

type attemptPage struct {
	web.Page
	Instructions string
	Facts        []parts.Fact
	Promises     []string // what is asked, why, who sees it
	Problem      string   // why it cannot be begun
	Begin        bool     // not begun, and open
	Action       string
	Form         parts.Filled
}

// Attempt tells what is going to be asked and asks for consent; later it leads on
// to where the person is.
func (h *Handlers) Attempt(c *web.Ctx) error {
	view, err := h.Assessments.Attempt(c.Context(), c.Actor, c.Params("attempt"))
	if err != nil {
		return err
	}
	switch view.State {
	case assessments.StateScored:
		return c.See(attemptPath(view.ID) + "/result")
	case assessments.StateSubmitted:
		return c.See(attemptPath(view.ID) + "/receipt")
	}
	if view.State == assessments.StateInProgress {
		paper, err := h.Assessments.Paper(c.Context(), c.Actor, view.ID)
		if err != nil {
			return err
		}
		return c.See(whereToGoOn(paper))
	}
	return c.Render(200, showAttempt(attemptPageOf(c.PageCalled(name(c.Printer, view.Assessment.Title)), view, parts.Filled{})))
}

// whereToGoOn leads to the first question without answer, and when all have
// one to the review.
func whereToGoOn(paper assessments.Paper) string {
	for _, item := range paper.Items {
		if item.Answer.IsZero() {
			return questionPath(paper.ID, item.Number)
		}
	}
	return attemptPath(paper.ID) + "/review"
}

func attemptPageOf(page web.Page, v assessments.AttemptView, form parts.Filled) attemptPage {
	p := attemptPage{Page: page, Instructions: name(page.Printer, v.Assessment.Instructions), Action: attemptPath(v.ID) + "/start", Form: form}
	p.Lead = occasionName(p.Printer, v.Administration)
	p.Begin = v.State == assessments.StateNotStarted && v.Open
	p.Facts = []parts.Fact{
		{Label: p.T("assessments.attempt.questions"), Text: p.T("assessments.attempt.questions_n", "count", v.Questions)},
		{Label: p.T("assessments.attempt.minutes"), Text: p.T("assessments.attempt.minutes_n", "count", v.Minutes)},
	}
	if v.Assessment.MinutesAllowed != nil {
		p.Facts[1].Text = p.T("assessments.attempt.minutes_limit", "count", *v.Assessment.MinutesAllowed+v.ExtraMinutes)
	}
	if v.Administration.ClosesAt != nil {
		p.Facts = append(p.Facts, parts.Fact{Label: p.T("assessments.closes"), Text: p.Instant(*v.Administration.ClosesAt)})
	}
	if v.DueOn != nil {
		p.Facts = append(p.Facts, parts.Fact{Label: p.T("assessments.due"), Text: p.Date(*v.DueOn)})
	}
	p.Promises = promisesOf(p.Printer, v)
	switch {
	case v.State == assessments.StateClosed:
		p.Problem = p.T("assessments.attempt.closed", "reason", i18n.Key("assessments.closed."+v.CloseReason))
	case p.Begin:
	case v.Administration.ClosesAt != nil:
		p.Problem = p.T("assessments.attempt.open_between", "opens", v.Administration.OpensAt, "closes", *v.Administration.ClosesAt)
	default:
		p.Problem = p.T("assessments.opens_later", "opens", v.Administration.OpensAt)
	}
	return p
}

// promisesOf says what is asked, why, who sees it, and whether the clock runs: what somebody consents to.
func promisesOf(p *i18n.Printer, v assessments.AttemptView) []string {
	pace := "assessments.promise.clock"
	if v.Assessment.MinutesAllowed == nil {
		pace = "assessments.promise.pause"
	}
	return []string{p.T("assessments.promise." + string(v.Administration.Occasion)), p.T("assessments.promise.confidential"), p.T("assessments.promise.use"), p.T(pace)}
}

// Start begins the attempt of somebody who consents.
func (h *Handlers) Start(c *web.Ctx) error {
	var in struct {
		Consent bool `form:"consent"`
	}
	if err := c.Bind(&in); err != nil {
		return err
	}
	id := c.Params("attempt")
	_, err := h.Assessments.Start(c.Context(), c.Actor, id, in.Consent)
	if err == nil {
		return c.See(questionPath(id, 1))
	}
	view, reading := h.Assessments.Attempt(c.Context(), c.Actor, id)
	switch {
	case reading != nil:
		return reading
	case !view.Answerable():
		return c.See(attemptPath(id)) // pressed again after submitting
	case fault.Is(err, fault.Invalid):
		return c.Render(422, showAttempt(attemptPageOf(c.PageCalled(name(c.Printer, view.Assessment.Title)), view, c.Fill(in, err))))
	}
	return err
}

type questionPage struct {
	web.Page
	Question  question.View
	Section   string // heading, in the language
	Lang      string
	Time      *timeLeft
	Action    string
	AttemptID string
	ItemID    string
	Seq       int64
	Progress  parts.Amount
	First     bool
	Last      bool
	Worker    string // the service worker that keeps the test on the telephone; empty where it must not
	Kept      bool   // this is the copy that it keeps
}

// timeLeft is what remains of an attempt whose time is limited, by the server's clock:
// the page counts down from it and never reads the clock of the device.
type timeLeft struct {
	Seconds int // below 0 when it is over
	Until   string
	Over    string // what is said when it is over; empty before
}

func timeLeftOf(p *i18n.Printer, v assessments.AttemptView) *timeLeft {
	if v.DeadlineAt == nil {
		return nil
	}
	left := timeLeft{Seconds: int(v.DeadlineAt.Sub(v.Now).Seconds()), Until: p.T("assessments.time.until", "time", clock(*v.DeadlineAt))}
	if left.Seconds < 0 {
		left.Over = p.T("assessments.time.over")
	}
	return &left
}

// Question shows one question of the person's own attempt.
func (h *Handlers) Question(c *web.Ctx) error {
	paper, number, err := h.paper(c)
	if err != nil || number == 0 {
		return err
	}
	return h.showQuestion(c, 200, paper, number, h.questionView(c, paper, paper.Items[number-1]))
}

// questionView is a question as its own reader sees it, with where the recording that answers it is heard.
func (h *Handlers) questionView(c *web.Ctx, paper assessments.Paper, item assessments.PaperItem) question.View {
	view := questionViewOf(c.Printer, item)
	if view.Audio != "" {
		view.Hear = attemptPath(paper.ID) + "/recordings/" + view.Audio
	}
	return view
}

// microphone is the policy of pages on which an answer may be spoken.
const microphone = "camera=(), geolocation=(), microphone=(self), payment=(), usb=()"

// showQuestion shows a question. Only one that may be answered by voice may use the microphone.
func (h *Handlers) showQuestion(c *web.Ctx, status int, paper assessments.Paper, number int, view question.View) error {
	if view.Spoken {
		c.Set("Permissions-Policy", microphone)
	}
	return c.Render(status, showQuestion(questionPageOf(c.Page("assessments.question.title", "n", number, "count", len(paper.Items)), paper, number, view)))
}

// paper gives the questions and the number of the one asked for. When the attempt is
// not under way it has already answered by leading to where the person should be,
// and the number is 0.
func (h *Handlers) paper(c *web.Ctx) (assessments.Paper, int, error) {
	id := c.Params("attempt")
	paper, err := h.Assessments.Paper(c.Context(), c.Actor, id)
	if fault.Is(err, fault.Conflict) {
		return paper, 0, c.See(attemptPath(id))
	}
	if err != nil {
		return paper, 0, err
	}
	number, err := c.ParamsInt("n")
	if err != nil || number < 1 || number > len(paper.Items) {
		return paper, 0, fault.Missing("noun.item")
	}
	return paper, number, nil
}

func questionPageOf(page web.Page, paper assessments.Paper, number int, view question.View) questionPage {
	item := paper.Items[number-1]
	p := questionPage{
		Page: page, Question: view, Action: questionPath(paper.ID, number), AttemptID: paper.ID,
		ItemID: item.ItemVersionID, Seq: item.Seq, First: number == 1, Last: number == len(paper.Items),
	}
	p.Crumbs = crumbs(p.Title, name(p.Printer, paper.Assessment.Title), attemptPath(paper.ID))
	if !paper.Assessment.OnlineOnly {
		p.Worker = web.WorkerURL()
	}
	p.Section, p.Lang, p.Time = name(p.Printer, item.Section), string(item.Section.Lang(p.Locale())), timeLeftOf(p.Printer, paper.AttemptView)
	p.Progress = parts.Amount{Label: p.T("assessments.attempt.answered"), Value: paper.Answered, Max: len(paper.Items), Text: p.T("assessments.n_of", "n", paper.Answered, "count", len(paper.Items))}
	return p
}

type answerInput struct {
	Options []string `form:"option"`
	Text    string   `form:"text"`
	Audio   string   `form:"audio"`      // the recording that is the answer
	Drop    bool     `form:"drop_audio"` // takes it back: for pages without a script
	Seq     int64    `form:"seq"`        // counted by a script; 0 without
	Device  string   `form:"device"`     // likewise
	Item    string   `form:"item"`
	Go      string   `form:"go"` // "back", "review", "save"; otherwise to the next
}

// SaveQuestion saves the answer to a question and goes on: a plain form.
func (h *Handlers) SaveQuestion(c *web.Ctx) error {
	var in answerInput
	if err := c.Bind(&in); err != nil {
		return err
	}
	paper, err := h.Assessments.Paper(c.Context(), c.Actor, c.Params("attempt"))
	if fault.Is(err, fault.Conflict) {
		return h.saveTooLate(c, in)
	}
	if err != nil {
		return err
	}
	number, err := c.ParamsInt("n")
	if err != nil || number < 1 || number > len(paper.Items) {
		return fault.Missing("noun.item")
	}
	item := paper.Items[number-1]
	value := question.Answer(item, in.Options, in.Text, func(field string) string { return typed(c, field) })
	if item.Spoken {
		if value.Audio, err = h.said(c, paper.ID, in); err != nil {
			return h.refuseAnswer(c, paper, number, value, err)
		}
	}
	_, err = h.Assessments.SaveAnswers(c.Context(), c.Actor, paper.ID, []assessments.AnswerInput{{ItemVersionID: item.ItemVersionID, Seq: in.Seq, Device: in.Device, Value: value}})
	if fault.Is(err, fault.Invalid) {
		return h.refuseAnswer(c, paper, number, value, err)
	}
	if fault.Is(err, fault.Conflict) {
		return c.See(attemptPath(paper.ID))
	}
	if err != nil {
		return err
	}
	switch {
	case in.Go == "back" && number > 1:
		return c.See(questionPath(paper.ID, number-1))
	case in.Go == "review" || number == len(paper.Items):
		return c.See(attemptPath(paper.ID) + "/review")
	default:
		return c.See(questionPath(paper.ID, number+1))
	}
}

// refuseAnswer shows a question again with what was answered, to be corrected.
func (h *Handlers) refuseAnswer(c *web.Ctx, paper assessments.Paper, number int, value assessments.Value, err error) error {
	if !fault.Is(err, fault.Invalid) {
		return err
	}
	item := paper.Items[number-1]
	item.Answer = value
	view := h.questionView(c, paper, item)
	for _, m := range c.Fault(err).Fields {
		view.Error = m.Text
	}
	return h.showQuestion(c, 422, paper, number, view)
}

// saveTooLate keeps what a page that was still open sends when the attempt is over: it is
// put aside, and the person is told.
func (h *Handlers) saveTooLate(c *web.Ctx, in answerInput) error {
	id := c.Params("attempt")
	value := assessments.Value{Options: in.Options, Text: in.Text}
	if said, err := h.said(c, id, in); err == nil { // a question that is not spoken has none
		value.Audio = said
	}
	c.Request().PostArgs().VisitAll(func(name, _ []byte) {
		if key, isMatch := strings.CutPrefix(string(name), question.MatchField("")); isMatch && typed(c, string(name)) != "" {
			if value.Matches == nil {
				value.Matches = map[string]string{}
			}
			value.Matches[key] = typed(c, string(name))
		}
	})
	if in.Item == "" || value.IsZero() {
		return c.See(attemptPath(id))
	}
	saved, err := h.Assessments.SaveAnswers(c.Context(), c.Actor, id, []assessments.AnswerInput{{ItemVersionID: in.Item, Seq: in.Seq, Device: in.Device, Value: value}})
	if err == nil && saved.Aside > 0 {
		c.Flash(parts.Notice, "assessments.put_aside")
	}
	if err != nil && !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.Conflict) {
		return err
	}
	return c.See(attemptPath(id))
}
