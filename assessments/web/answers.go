package web

import (
	"encoding/json"

	"relevo/app/fault"
	"relevo/app/web"
	"relevo/assessments"
)

// sentAnswers is what a page's script sends.
type sentAnswers struct {
	Answers []assessments.AnswerInput `json:"answers"`
}

// savedAnswers is what it is told, only once the answers are stored.
type savedAnswers struct {
	Text string           `json:"text"` // "Saved at 10:42", in the reader's language
	Late bool             `json:"late"`
	Seqs map[string]int64 `json:"seqs"` // by item: the number that counts now

	Aside     bool   `json:"aside"`     // the attempt is over: kept for somebody to decide on
	Elsewhere string `json:"elsewhere"` // that another device is answering too; empty when none is
}

// SaveAnswers saves answers that a script sends while somebody writes.
func (h *Handlers) SaveAnswers(c *web.Ctx) error {
	var in sentAnswers
	if err := json.Unmarshal(c.Body(), &in); err != nil {
		return fault.Because(err, fault.Invalid, "fault.bad_request")
	}
	saved, err := h.Assessments.SaveAnswers(c.Context(), c.Actor, c.Params("attempt"), in.Answers)
	if err != nil {
		return err
	}
	out := savedAnswers{Text: c.T("assessments.saved_at", "time", clock(saved.At)), Late: saved.Late, Seqs: saved.Seqs}
	if saved.Late {
		out.Text = c.T("assessments.saved_late", "time", clock(saved.At))
	}
	if saved.Aside > 0 {
		out.Aside, out.Text = true, c.T("assessments.put_aside")
	}
	if saved.Elsewhere != nil {
		out.Elsewhere = c.T("assessments.elsewhere", "time", clock(*saved.Elsewhere))
	}
	c.Set("Cache-Control", "no-store")
	return c.JSON(out)
}
