package question

import (
	"strconv"

	"github.com/a-h/templ"

	"relevo/app/i18n"
	"relevo/assessments"
)

// Part is a part of what is right, with what it belongs to where there are several.
type Part struct {
	Label string
	Text  HTML
}

// Right is what would have been right: for who has answered and learns from it.
func Right(p *i18n.Printer, v assessments.ItemVersion, at Pictures) []Part {
	var parts []Part
	add := func(label string, text HTML) { parts = append(parts, Part{label, text}) }
	asked := v.Asked()
	option := func(i int) HTML { return OptionText(p, asked, asked.Options[i], at) }
	for i, o := range v.Body.Options {
		switch {
		case v.Kind == assessments.Ordering:
			add(strconv.Itoa(i+1), option(i))
		case v.Kind == assessments.Situational && o.Fraction == 1:
			add(p.T("assessments.best"), option(i))
		case v.Kind == assessments.Situational && o.Fraction == -1:
			add(p.T("assessments.worst"), option(i))
		case v.Kind != assessments.Situational && o.Fraction > 0:
			add("", option(i))
		}
	}
	for _, prompt := range v.Body.Prompts {
		for _, choice := range v.Body.Choices {
			if choice.ID == prompt.ChoiceID {
				add(Excerpt(p, prompt.Text, 200), at.In(p, v.ID, choice.Text))
			}
		}
	}
	if typed, ok := rightTyped(p, v.Body.Numbers, v.Body.Patterns); ok {
		add("", typed)
	}
	for i, b := range v.Body.Blanks {
		label := p.T("assessments.blank_n", "n", i+1)
		for _, o := range b.Options {
			if o.Fraction == 1 {
				add(label, Of(p, o.Text))
			}
		}
		if typed, ok := rightTyped(p, b.Numbers, b.Patterns); ok {
			add(label, typed)
		}
	}
	return parts
}

// rightTyped is the first number or the first words that earn everything.
func rightTyped(p *i18n.Printer, numbers []assessments.Number, patterns []assessments.Pattern) (HTML, bool) {
	plain := func(text string) (HTML, bool) { return HTML{templ.EscapeString(text), string(p.Lang())}, true }
	for _, n := range numbers {
		if n.Fraction == 1 && n.Low == n.High {
			return plain(p.Value(n.Low))
		}
		if n.Fraction == 1 {
			return plain(p.Range(p.Value(n.Low), p.Value(n.High)))
		}
	}
	for _, pattern := range patterns {
		if pattern.Fraction == 1 {
			return plain(pattern.Text)
		}
	}
	return HTML{}, false
}
