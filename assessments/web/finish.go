package web

import (
	"relevo/app/fault"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/assessments"
)

type reviewPage struct {
	web.Page
	AttemptID string
	Questions []reviewLine
	Progress  parts.Amount
	Missing   string // how many have no answer; empty when none
	Action    string
	Back      string
	Kept      bool // this is the copy that a telephone keeps, which knows of no answer by itself
}

// reviewLine is one question in the summary before submitting.
type reviewLine struct {
	Item, Href, Label, Excerpt, State string
	Tone                              parts.Tone
}

// Review shows which questions are answered, before submitting.
func (h *Handlers) Review(c *web.Ctx) error {
	id := c.Params("attempt")
	paper, err := h.Assessments.Paper(c.Context(), c.Actor, id)
	if fault.Is(err, fault.Conflict) {
		return c.See(attemptPath(id))
	}
	if err != nil {
		return err
	}
	return c.Render(200, showReview(reviewPageOf(c.Page("assessments.review.title"), paper)))
}

func reviewPageOf(page web.Page, paper assessments.Paper) reviewPage {
	p := reviewPage{Page: page, AttemptID: paper.ID, Action: attemptPath(paper.ID) + "/submit", Back: questionPath(paper.ID, max(len(paper.Items), 1))}
	p.Crumbs = crumbs(p.Title, name(p.Printer, paper.Assessment.Title), attemptPath(paper.ID))
	missing := 0
	for _, item := range paper.Items {
		line := reviewLine{Item: item.ItemVersionID, Href: questionPath(paper.ID, item.Number), Label: p.T("assessments.question.n", "n", item.Number), Excerpt: excerpt(p.Printer, item.Stem, 90),
			State: p.T("assessments.review.answered"), Tone: parts.Good}
		if item.Answer.IsZero() {
			missing++
			line.State, line.Tone = p.T("assessments.review.open"), parts.Notice
		}
		p.Questions = append(p.Questions, line)
	}
	p.Progress = parts.Amount{Label: p.T("assessments.attempt.answered"), Value: len(paper.Items) - missing, Max: max(len(paper.Items), 1),
		Text: p.T("assessments.n_of", "n", len(paper.Items)-missing, "count", len(paper.Items))}
	if missing > 0 {
		p.Missing = p.T("assessments.review.missing", "count", missing)
	}
	return p
}

// Submit hands the attempt in. Pressed twice, it is still one submission.
func (h *Handlers) Submit(c *web.Ctx) error {
	id := c.Params("attempt")
	_, err := h.Assessments.Submit(c.Context(), c.Actor, id)
	if fault.Is(err, fault.Conflict) { // not begun, or closed meanwhile
		return c.See(attemptPath(id))
	}
	if err != nil {
		return err
	}
	return c.See(attemptPath(id) + "/receipt")
}

type receiptPage struct {
	web.Page
	AttemptID string
	Code      string
	Facts     []parts.Fact
	Next      string // what happens now
	Result    string // where the result is; empty until there is one
	SelfHref  string // where one says how one sees oneself; after a post-test
}

// Receipt shows the code that proves the submission.
func (h *Handlers) Receipt(c *web.Ctx) error {
	id := c.Params("attempt")
	receipt, view, err := h.Assessments.Receipt(c.Context(), c.Actor, id)
	if fault.Is(err, fault.Conflict) {
		return c.See(attemptPath(id))
	}
	if err != nil {
		return err
	}
	return c.Render(200, showReceipt(receiptPageOf(c.Page("assessments.receipt.title"), view, receipt)))
}

func receiptPageOf(page web.Page, v assessments.AttemptView, r assessments.Receipt) receiptPage {
	p := receiptPage{Page: page, AttemptID: v.ID, Code: r.Code, Next: page.T("assessments.receipt.next." + string(v.Administration.Occasion))}
	p.Lead = name(p.Printer, v.Assessment.Title)
	p.Facts = []parts.Fact{
		{Label: p.T("assessments.receipt.at"), Text: p.Instant(r.SubmittedAt)},
		{Label: p.T("assessments.attempt.answered"), Text: p.T("assessments.n_of", "n", r.Answered, "count", r.Questions)},
	}
	if v.State == assessments.StateScored && v.Administration.Occasion != assessments.Pre {
		p.Result = attemptPath(v.ID) + "/result"
	}
	if v.Administration.Occasion == assessments.Post {
		p.SelfHref = attemptPath(v.ID) + "/self"
	}
	return p
}

type resultPage struct {
	web.Page
	Thanks  string // instead of results, with the reason
	Results []resultView
	Receipt string
}

// resultView is a person's own result in one competency.
type resultView struct {
	Name     string
	Amount   parts.Amount
	Tone     parts.Tone
	Verdict  string
	Sentence string
}

// Result tells a person what they showed in each competency; after a pre-test only
// that they are thanked, since the same is asked again later.
func (h *Handlers) Result(c *web.Ctx) error {
	outcome, err := h.Assessments.Outcome(c.Context(), c.Actor, c.Params("attempt"))
	if err != nil {
		return err
	}
	if !outcome.Done() {
		return c.See(attemptPath(outcome.ID))
	}
	return c.Render(200, showResult(resultPageOf(c.Page("assessments.result.title"), outcome)))
}

func resultPageOf(page web.Page, out assessments.Outcome) resultPage {
	p := resultPage{Page: page, Receipt: attemptPath(out.ID) + "/receipt"}
	p.Lead = name(p.Printer, out.Assessment.Title)
	switch {
	case out.Administration.Occasion == assessments.Pre:
		p.Title, p.Thanks = p.T("assessments.result.thanks"), p.T("assessments.result.pre")
	case len(out.Results) == 0:
		p.Thanks = p.T("assessments.result.waiting")
	}
	for _, r := range out.Results {
		p.Results = append(p.Results, resultViewOf(p, r))
	}
	return p
}

func resultViewOf(p resultPage, r assessments.OwnResult) resultView {
	score := p.Number(r.Score, 0)
	v := resultView{
		Name: name(p.Printer, r.Competency.Name), Amount: parts.Amount{Label: p.T("assessments.result.score"), Value: int(r.Score), Max: 100, Text: p.T("assessments.result.of_100", "score", score)},
		Tone: parts.Notice, Verdict: p.T("assessments.result.not_yet"), Sentence: p.T("assessments.result.not_yet.text", "score", score, "cut", p.Number(r.CutScore, 0)),
	}
	if r.Mastered {
		v.Tone, v.Verdict, v.Sentence = parts.Good, p.T("assessments.result.mastered"), p.T("assessments.result.mastered.text", "score", score, "cut", p.Number(r.CutScore, 0))
	}
	return v
}
