package web

import (
	"github.com/a-h/templ"

	"relevo/app/i18n"
	"relevo/app/web"
	"relevo/assessments"
	"relevo/assessments/question"
)

// What follows is lent to the pages of other slices; package app brings them together.

// ShowQuestion shows a question with the fields to answer it. problem says what is wrong
// with the answer; empty for nothing.
func ShowQuestion(p *i18n.Printer, item assessments.PaperItem, problem string) templ.Component {
	view := questionViewOf(p, item)
	view.Error = problem
	return lentQuestion(view)
}

// ReadAnswer reads what was sent in the fields of a question.
func ReadAnswer(c *web.Ctx, item assessments.PaperItem) (assessments.Value, error) {
	var in answerInput
	if err := c.Bind(&in); err != nil {
		return assessments.Value{}, err
	}
	return valueOf(c, item, in), nil
}

// valueOf is the answer that the fields of a question hold.
func valueOf(c *web.Ctx, item assessments.PaperItem, in answerInput) assessments.Value {
	return question.Answer(item, in.Options, in.Text, func(field string) string { return typed(c, field) })
}

// explanation is what is said of a question once it was answered.
type explanation struct {
	Stem  htmlText
	Right []htmlText // what would have been right, where that is a matter of options
	Says  []htmlText // about the answer that was given, and about any
}

// Explain says what was right and why, once a question was answered.
func Explain(p *i18n.Printer, v assessments.ItemVersion, answer assessments.Value) templ.Component {
	e := explanation{Stem: htmlIn(p, v.ID, v.Stem)}
	for _, part := range question.Right(p, v, picturePath) {
		e.Right = append(e.Right, part.Text)
	}
	for _, o := range v.Body.Options {
		for _, chosen := range answer.Options {
			if chosen == o.ID && len(o.Feedback) > 0 {
				e.Says = append(e.Says, htmlIn(p, v.ID, o.Feedback))
			}
		}
	}
	if len(v.Body.Feedback) > 0 {
		e.Says = append(e.Says, htmlIn(p, v.ID, v.Body.Feedback))
	}
	return lentExplanation(e)
}
