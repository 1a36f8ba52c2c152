package web

import (
	"strconv"

	"relevo/app/fault"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/assessments"
	"relevo/assessments/question"
	"relevo/courses"
	"relevo/courses/refresher"
)

// unpictured: a refresher asks no question that has pictures.
var unpictured = question.Pictures(func(_, _ string) string { return "" })

// refresherPage is a set of questions: one of them, what is said of one, or the end.
type refresherPage struct {
	web.Page
	Action    string         // where an answer goes
	Choice    string         // where a choice goes
	Item      string         // of the question
	Question  *question.View // nil: nothing is asked
	Number    string
	Answered  *answered // nil: nothing was just answered
	Verdict   string
	Tone      parts.Tone
	Onward    string // to the next question, or to the end
	Last      bool   // the question that was answered was the last
	Done      string // how many were right, at the end
	Next      string // when something is asked again
	Nothing   string // that nothing is asked
	Why       string // why, and what comes; may be empty
	Wanted    bool
	MayChoose bool
}

// answered is a question that was answered, and what there is to learn from it.
type answered struct {
	Stem question.HTML
	Told told
}

// ownRefresher is where one answers one's own set; a letter's link leads elsewhere.
const ownRefresher = "/learn/refresher"

// Refresher shows the actor's own set.
func (h *Handlers) Refresher(c *web.Ctx) error {
	set, err := h.Courses.Refresher(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	return h.showRefresher(c, 200, set, ownRefresher, assessments.Value{}, nil)
}

// RefresherBy shows the set of a link, to whoever has it.
func (h *Handlers) RefresherBy(c *web.Ctx) error {
	set, err := h.Courses.RefresherBy(c.Context(), c.Params("token"))
	if err != nil {
		return err
	}
	return h.showRefresher(c, 200, set, c.Path(), assessments.Value{}, nil)
}

// AnswerRefresher keeps an answer to a question of the actor's own set.
func (h *Handlers) AnswerRefresher(c *web.Ctx) error {
	set, err := h.Courses.Refresher(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	return h.answer(c, set, ownRefresher, func(id string, value assessments.Value) error {
		return h.Courses.AnswerRefresher(c.Context(), c.Actor, id, value)
	})
}

// AnswerRefresherBy keeps an answer to a question of a link's set.
func (h *Handlers) AnswerRefresherBy(c *web.Ctx) error {
	set, err := h.Courses.RefresherBy(c.Context(), c.Params("token"))
	if err != nil {
		return err
	}
	return h.answer(c, set, c.Path(), func(id string, value assessments.Value) error {
		return h.Courses.AnswerRefresherBy(c.Context(), c.Params("token"), id, value)
	})
}

func (h *Handlers) answer(c *web.Ctx, set courses.Refresher, here string, keep func(id string, value assessments.Value) error) error {
	version, ok := set.Versions[c.FormValue("item")]
	if !ok {
		return fault.Missing("noun.item")
	}
	var in fields
	err := c.Bind(&in)
	value := in.answerTo(c, version.AskedOf(set.SetID))
	if err == nil {
		err = keep(version.ID, value)
	}
	if fault.Is(err, fault.Invalid) && set.Question != nil && set.Question.ID == version.ID {
		return h.showRefresher(c, 422, set, here, value, err)
	}
	if err != nil {
		return err
	}
	return c.See(here + "?item=" + version.ID)
}

// showRefresher shows where a set stands. typed is an answer that was not taken, reason why.
func (h *Handlers) showRefresher(c *web.Ctx, status int, set courses.Refresher, here string, typed assessments.Value, reason error) error {
	p := newRefresherPage(c.Page("refresher.title"), set, here)
	for i, a := range set.Answered {
		if version, ok := set.Versions[a.ItemVersionID]; ok && a.ItemVersionID == c.Query("item") && reason == nil {
			_, judged, err := version.Judge(a.Value)
			if err != nil {
				return err
			}
			said := answered{Stem: unpictured.In(c.Printer, version.ID, version.Stem), Told: toldOf(c.Printer, version, judged, unpictured)}
			p.answered(said, a, i+1 == set.Count)
			return c.Render(status, showRefresher(p))
		}
	}
	if set.Question != nil && (set.Wanted || p.Plain) {
		asked := set.Question.AskedOf(set.SetID)
		asked.Answer = typed
		view := question.ViewOf(c.Printer, asked, unpictured)
		if reason != nil {
			for _, m := range c.Fault(reason).Fields {
				view.Error = m.Text
			}
		}
		p.Question, p.Item = &view, set.Question.ID
	}
	p.say(set)
	return c.Render(status, showRefresher(p))
}

func newRefresherPage(page web.Page, set courses.Refresher, here string) refresherPage {
	p := refresherPage{Page: page, Action: here, Choice: here + "/choice", Onward: here, Wanted: set.Wanted, MayChoose: set.Trained}
	if p.Plain = here != ownRefresher; !p.Plain {
		p.Crumbs = crumbs(p.Title, p.T("courses.learn.title"), "/learn")
	}
	if set.Question != nil {
		p.Number = p.T("courses.n_of_m", "n", strconv.Itoa(set.Number), "m", strconv.Itoa(set.Count))
	}
	return p
}

// answered makes it the page that says what was right about an answer.
func (p *refresherPage) answered(said answered, a courses.RefresherAnswer, last bool) {
	p.Answered, p.Last = &said, last
	switch a.Grade {
	case refresher.Again:
		p.Tone, p.Verdict = parts.Notice, p.T("refresher.verdict.again")
	case refresher.Hard:
		p.Tone, p.Verdict = parts.Info, p.T("refresher.verdict.hard")
	default:
		p.Tone, p.Verdict = parts.Good, p.T("refresher.verdict.good")
	}
}

// say puts into words why nothing is asked, or how the set went.
func (p *refresherPage) say(set courses.Refresher) {
	switch {
	case p.Question != nil:
		p.Lead = p.T("refresher.lead")
	case !set.Trained:
		p.Nothing, p.Why = p.T("refresher.not_trained"), p.T("refresher.not_trained.text")
	case !set.Wanted:
		p.Nothing = p.T("refresher.declined")
	case set.SetID == "":
		p.Nothing, p.Why = p.T("refresher.none"), p.T("refresher.none.text")
	default:
		p.Done = p.T("refresher.done", "right", set.Right(), "count", set.Count)
		if set.Next > 0 {
			p.Next = p.T("refresher.next", "on", set.Next)
		}
	}
}

// ChooseRefreshers notes whether the actor wants refreshers.
func (h *Handlers) ChooseRefreshers(c *web.Ctx) error {
	wanted := c.FormValue("wanted") == "yes"
	if err := h.Courses.ChooseRefreshers(c.Context(), c.Actor, wanted); err != nil {
		return err
	}
	return chosen(c, wanted, ownRefresher)
}

// ChooseRefreshersBy notes whether the person of a link wants refreshers.
func (h *Handlers) ChooseRefreshersBy(c *web.Ctx) error {
	wanted := c.FormValue("wanted") == "yes"
	if err := h.Courses.ChooseRefreshersBy(c.Context(), c.Params("token"), wanted); err != nil {
		return err
	}
	return chosen(c, wanted, "/refresher/"+c.Params("token"))
}

func chosen(c *web.Ctx, wanted bool, back string) error {
	if wanted {
		c.Flash(parts.Good, "refresher.chosen.yes")
	} else {
		c.Flash(parts.Good, "refresher.chosen.no")
	}
	return c.See(back)
}

// refresherNotice says on the page of one's courses that a set waits.
func (h *Handlers) refresherNotice(c *web.Ctx) ([]web.Notice, error) {
	set, err := h.Courses.Refresher(c.Context(), c.Actor)
	if err != nil || set.Question == nil || !set.Wanted {
		return nil, err
	}
	return []web.Notice{{Tone: parts.Info, Title: c.T("refresher.notice", "count", set.Count-len(set.Answered)),
		Texts: []string{c.T("refresher.notice.text", "until", set.ClosesOn)}, Href: ownRefresher, Do: c.T("refresher.notice.do")}}, nil
}

type refresherFiguresPage struct {
	web.Page
	Facts  []parts.Fact
	Recall parts.Grid
}

// RefresherFigures shows how refreshers go.
func (h *Handlers) RefresherFigures(c *web.Ctx) error {
	figures, err := h.Courses.RefresherFigures(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	return c.Render(200, showRefresherFigures(newRefresherFigures(c.Page("refresher.figures"), figures)))
}

func newRefresherFigures(page web.Page, f courses.RefresherFigures) refresherFiguresPage {
	p := refresherFiguresPage{Page: page}
	p.Lead = p.T("refresher.figures.lead")
	count := func(n int) string {
		if f.Few(n) {
			return p.T("survey.few.short", "least", f.Least)
		}
		return p.Value(n)
	}
	p.Facts = []parts.Fact{
		{Label: p.T("refresher.figures.trained"), Text: p.Value(f.Trained)},
		{Label: p.T("refresher.figures.answering"), Text: count(f.Answering)},
		{Label: p.T("refresher.figures.declined"), Text: count(f.Declined)},
	}
	p.Recall = parts.Grid{Caption: p.T("refresher.figures.recall"), Hidden: true, Columns: []parts.Column{
		{Label: p.T("refresher.figures.competency")}, {Label: p.T("refresher.figures.people"), Numeric: true},
		{Label: p.T("refresher.figures.answers"), Numeric: true}, {Label: p.T("refresher.figures.share"), Numeric: true},
	}}
	for _, r := range f.Recall {
		row := []parts.Cell{{Text: r.Competency.Name.In(p.Locale())}, {Text: p.T("survey.few.short", "least", f.Least)}, {Text: "—"}, {Text: "—"}}
		if r.Shown {
			row[1].Text, row[2].Text, row[3].Text = p.Value(r.People), p.Value(r.Answers), p.Percent(r.Share, 0)
		}
		p.Recall.Rows = append(p.Recall.Rows, row)
	}
	return p
}
