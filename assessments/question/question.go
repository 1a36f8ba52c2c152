// Package question shows a question of the item bank as the person who answers it sees
// it, and reads their answer. Tests, the bank itself and the self-checks of lessons all
// show it just so.
package question

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"relevo/app/i18n"
	"relevo/assessments"
	"relevo/assessments/formats"
	"relevo/assessments/formats/cloze"
)

// View is a question as the person who answers it sees it.
type View struct {
	ID      string // begins the identifiers of its elements where a page has several; may be empty
	Kind    assessments.Kind
	Stem    HTML
	Hint    string // how it is answered
	Error   string // what is wrong with the answer
	Options []choiceView
	Prompts []promptView
	Blanks  []blankView
	Text    string
}

// in makes an identifier unique on its page.
func (v View) in(id string) string {
	if v.ID == "" {
		return id
	}
	return v.ID + "-" + id
}

// blankView is a place to fill in; in the stem stands its number.
type blankView struct {
	Name    string // of its field
	Label   string
	Choices []choiceText // where one is chosen
	Number  bool
	Value   string
}

// HTML is clean HTML and the language it is in.
type HTML struct{ HTML, Lang string }

// Pictures says where a picture of a version of an item is.
type Pictures func(versionID, pictureID string) string

// choiceView is one option.
type choiceView struct {
	ID     string
	Text   HTML
	Chosen bool
}

// promptView is the left side of a pair, with what it can go with.
type promptView struct {
	Name    string // of its field
	Text    HTML
	Choices []choiceText
	Chosen  string
}

// choiceText is a right side; lists to choose from show no markup.
type choiceText struct{ ID, Text string }

// Of gives a text in the reader's language.
func Of(p *i18n.Printer, t i18n.Text) HTML {
	return HTML{HTML: t.In(p.Locale()), Lang: string(t.Lang(p.Locale()))}
}

// In gives a text of a version of an item in the reader's language, with its pictures.
func (at Pictures) In(p *i18n.Printer, versionID string, t i18n.Text) HTML {
	shown := Of(p, t)
	shown.HTML = formats.LocatePictures(shown.HTML, func(id string) string { return at(versionID, id) })
	return shown
}

// MatchField is the name of the field of a prompt or blank.
func MatchField(promptID string) string { return "match_" + promptID }

// ViewOf shows a question with the answer it has.
func ViewOf(p *i18n.Printer, item assessments.PaperItem, at Pictures) View {
	v := View{Kind: item.Kind, Stem: at.In(p, item.ItemVersionID, item.Stem), Hint: p.T("assessments.hint." + string(item.Kind)), Text: item.Answer.Text}
	for _, o := range item.Options {
		v.Options = append(v.Options, choiceView{ID: o.ID, Text: OptionText(p, item, o, at), Chosen: slices.Contains(item.Answer.Options, o.ID)})
	}
	prompt := func(id string, text HTML, choices []choiceText) {
		v.Prompts = append(v.Prompts, promptView{Name: MatchField(id), Text: text, Choices: choices, Chosen: item.Answer.Matches[id]})
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
		prompt(assessments.Best, HTML{p.T("assessments.best"), string(p.Lang())}, choiceTexts(p, item.Options))
		prompt(assessments.Worst, HTML{p.T("assessments.worst"), string(p.Lang())}, choiceTexts(p, item.Options))
	case assessments.Cloze:
		v.numberBlanks(p, item)
	default:
		choices := choiceTexts(p, item.Choices)
		for _, left := range item.Prompts {
			prompt(left.ID, at.In(p, item.ItemVersionID, left.Text), choices)
		}
	}
	return v
}

// OptionText is what an option says; those that are the same in every question are said in
// the reader's language.
func OptionText(p *i18n.Printer, item assessments.PaperItem, o assessments.Choice, at Pictures) HTML {
	switch item.Kind {
	case assessments.TrueFalse:
		return HTML{HTML: TrueFalse(p, o.ID), Lang: string(p.Lang())}
	case assessments.Confidence:
		return HTML{HTML: p.T("assessments.confidence." + o.ID), Lang: string(p.Lang())}
	default:
		return at.In(p, item.ItemVersionID, o.Text)
	}
}

// choiceTexts writes what is chosen from a list, without markup.
func choiceTexts(p *i18n.Printer, choices []assessments.Choice) []choiceText {
	var list []choiceText
	for _, c := range choices {
		list = append(list, choiceText{ID: c.ID, Text: Excerpt(p, c.Text, 300)})
	}
	return list
}

// numberBlanks puts numbers where the blanks of the stem are; the fields stand below it,
// where they have room on a telephone.
func (v *View) numberBlanks(p *i18n.Printer, item assessments.PaperItem) {
	for i, blank := range item.Blanks {
		v.Stem.HTML = strings.Replace(v.Stem.HTML, cloze.Mark(blank.ID), fmt.Sprintf("<strong>(%d) ______</strong>", i+1), 1)
		v.Blanks = append(v.Blanks, blankView{Name: MatchField(blank.ID), Label: p.T("assessments.blank_n", "n", i+1),
			Choices: choiceTexts(p, blank.Options), Number: blank.Kind == assessments.Numeric, Value: item.Answer.Matches[blank.ID]})
	}
}

// TrueFalse names the options of a true-false question, which have no text of their own.
func TrueFalse(p *i18n.Printer, id string) string {
	if id == "true" {
		return p.T("assessments.true")
	}
	return p.T("assessments.false")
}

// blankMark is where a blank is in a text that has some.
var blankMark = regexp.MustCompile(`\[\[[0-9]+\]\]`)

// Excerpt is the beginning of a text without markup, in the reader's language.
func Excerpt(p *i18n.Printer, t i18n.Text, most int) string {
	plain, _ := formats.PlainOf(t.In(p.Locale()))
	plain = blankMark.ReplaceAllString(plain, "____")
	plain = strings.Join(strings.Fields(plain), " ")
	if r := []rune(plain); len(r) > most {
		return strings.TrimSpace(string(r[:most-1])) + "…"
	}
	return plain
}
