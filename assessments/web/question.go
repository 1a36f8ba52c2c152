package web

import (
	"slices"
	"strings"

	"relevo/app/i18n"
	"relevo/assessments"
	"relevo/assessments/formats"
)

// questionView is a question as the person who answers it sees it; the item bank
// shows it just so.
type questionView struct {
	Kind    assessments.Kind
	Stem    htmlText
	Hint    string // how it is answered
	Error   string // what is wrong with the answer
	Options []choiceView
	Prompts []promptView
	Text    string
}

// htmlText is clean HTML and the language it is in.
type htmlText struct{ HTML, Lang string }

// choiceView is one option.
type choiceView struct {
	ID     string
	Text   htmlText
	Chosen bool
}

// promptView is the left side of a pair, with what it can go with.
type promptView struct {
	Name    string // of its field
	Text    htmlText
	Choices []choiceText
	Chosen  string
}

// choiceText is a right side; lists to choose from show no markup.
type choiceText struct{ ID, Text string }

func htmlOf(p *i18n.Printer, t i18n.Text) htmlText {
	return htmlText{HTML: t.In(p.Locale()), Lang: string(t.Lang(p.Locale()))}
}

// matchField is the name of the field of a prompt.
func matchField(promptID string) string { return "match_" + promptID }

func questionViewOf(p *i18n.Printer, item assessments.PaperItem) questionView {
	v := questionView{Kind: item.Kind, Stem: htmlOf(p, item.Stem), Hint: p.T("assessments.hint." + string(item.Kind)), Text: item.Answer.Text}
	for _, o := range item.Options {
		text := htmlOf(p, o.Text)
		if item.Kind == assessments.TrueFalse {
			text = htmlText{HTML: trueFalse(p, o.ID), Lang: string(p.Lang())}
		}
		v.Options = append(v.Options, choiceView{ID: o.ID, Text: text, Chosen: slices.Contains(item.Answer.Options, o.ID)})
	}
	var choices []choiceText
	for _, c := range item.Choices {
		plain, _ := formats.PlainOf(name(p, c.Text))
		choices = append(choices, choiceText{ID: c.ID, Text: strings.Join(strings.Fields(plain), " ")})
	}
	for _, prompt := range item.Prompts {
		v.Prompts = append(v.Prompts, promptView{Name: matchField(prompt.ID), Text: htmlOf(p, prompt.Text), Choices: choices, Chosen: item.Answer.Matches[prompt.ID]})
	}
	return v
}

// trueFalse names the options of a true-false question, which have no text of their own.
func trueFalse(p *i18n.Printer, id string) string {
	if id == "true" {
		return p.T("assessments.true")
	}
	return p.T("assessments.false")
}

// asked gives a version as somebody is asked it, without key.
func asked(v assessments.ItemVersion) assessments.PaperItem {
	item := assessments.PaperItem{ItemVersionID: v.ID, Kind: v.Kind, Stem: v.Stem, Choices: v.Body.Choices}
	for _, o := range v.Body.Options {
		item.Options = append(item.Options, assessments.Choice{ID: o.ID, Text: o.Text})
	}
	for _, prompt := range v.Body.Prompts {
		item.Prompts = append(item.Prompts, assessments.Choice{ID: prompt.ID, Text: prompt.Text})
	}
	return item
}
