package web

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"relevo/app/i18n"
	"relevo/assessments"
	"relevo/assessments/formats"
	"relevo/assessments/formats/cloze"
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
	Blanks  []blankView
	Text    string
	Spoken  bool   // may be answered by voice
	Audio   string // the recording that is the answer; empty without
	Hear    string // where it is heard; empty when it cannot be
}

// blankView is a place to fill in; in the stem stands its number.
type blankView struct {
	Name    string // of its field
	Label   string
	Choices []choiceText // where one is chosen
	Number  bool
	Value   string
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

// htmlIn is htmlOf with the pictures of a version of an item.
func htmlIn(p *i18n.Printer, versionID string, t i18n.Text) htmlText {
	shown := htmlOf(p, t)
	shown.HTML = formats.LocatePictures(shown.HTML, func(id string) string { return picturePath(versionID, id) })
	return shown
}

// matchField is the name of the field of a prompt.
func matchField(promptID string) string { return "match_" + promptID }

func questionViewOf(p *i18n.Printer, item assessments.PaperItem) questionView {
	v := questionView{Kind: item.Kind, Stem: htmlIn(p, item.ItemVersionID, item.Stem), Hint: p.T("assessments.hint." + string(item.Kind)), Text: item.Answer.Text, Spoken: item.Spoken, Audio: item.Answer.Audio}
	for _, o := range item.Options {
		v.Options = append(v.Options, choiceView{ID: o.ID, Text: optionText(p, item, o), Chosen: slices.Contains(item.Answer.Options, o.ID)})
	}
	prompt := func(id string, text htmlText, choices []choiceText) {
		v.Prompts = append(v.Prompts, promptView{Name: matchField(id), Text: text, Choices: choices, Chosen: item.Answer.Matches[id]})
	}
	switch item.Kind {
	case assessments.Ordering:
		var places []choiceText
		for i := range item.Options {
			places = append(places, choiceText{strconv.Itoa(i + 1), strconv.Itoa(i + 1)})
		}
		for i, o := range item.Options {
			prompt(o.ID, v.Options[i].Text, places)
		}
	case assessments.Situational:
		prompt(assessments.Best, htmlText{p.T("assessments.best"), string(p.Lang())}, choiceTexts(p, item.Options))
		prompt(assessments.Worst, htmlText{p.T("assessments.worst"), string(p.Lang())}, choiceTexts(p, item.Options))
	case assessments.Cloze:
		v.numberBlanks(p, item)
	default:
		choices := choiceTexts(p, item.Choices)
		for _, left := range item.Prompts {
			prompt(left.ID, htmlIn(p, item.ItemVersionID, left.Text), choices)
		}
	}
	return v
}

// optionText is what an option says; those that are the same in every question are said in
// the reader's language.
func optionText(p *i18n.Printer, item assessments.PaperItem, o assessments.Choice) htmlText {
	switch item.Kind {
	case assessments.TrueFalse:
		return htmlText{HTML: trueFalse(p, o.ID), Lang: string(p.Lang())}
	case assessments.Confidence:
		return htmlText{HTML: p.T("assessments.confidence." + o.ID), Lang: string(p.Lang())}
	default:
		return htmlIn(p, item.ItemVersionID, o.Text)
	}
}

// choiceTexts writes what is chosen from a list, without markup.
func choiceTexts(p *i18n.Printer, choices []assessments.Choice) []choiceText {
	var list []choiceText
	for _, c := range choices {
		list = append(list, choiceText{ID: c.ID, Text: excerpt(p, c.Text, 300)})
	}
	return list
}

// numberBlanks puts numbers where the blanks of the stem are; the fields stand below it,
// where they have room on a telephone.
func (v *questionView) numberBlanks(p *i18n.Printer, item assessments.PaperItem) {
	for i, blank := range item.Blanks {
		v.Stem.HTML = strings.Replace(v.Stem.HTML, cloze.Mark(blank.ID), fmt.Sprintf("<strong>(%d) ______</strong>", i+1), 1)
		v.Blanks = append(v.Blanks, blankView{Name: matchField(blank.ID), Label: p.T("assessments.blank_n", "n", i+1),
			Choices: choiceTexts(p, blank.Options), Number: blank.Kind == assessments.Numeric, Value: item.Answer.Matches[blank.ID]})
	}
}

// trueFalse names the options of a true-false question, which have no text of their own.
func trueFalse(p *i18n.Printer, id string) string {
	if id == "true" {
		return p.T("assessments.true")
	}
	return p.T("assessments.false")
}
