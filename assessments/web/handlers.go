package web

import (
	"cmp"
	"context"
	"strconv"

	"github.com/a-h/templ"

	"relevo/app/db"
	"relevo/app/i18n"
	"relevo/app/web/parts"
	"relevo/assessments"
	"relevo/assessments/question"
)

// Handlers answer for the pages of assessments.
type Handlers struct {
	Assessments *assessments.Service
	KeyOf       assessments.KeyOfDevice // opens what telephones sealed
}

// The addresses of this slice.
func itemPath(id string) string           { return "/items/" + id }
func rubricPath(id string) string         { return "/rubrics/" + id }
func assessmentPath(id string) string     { return "/assessments/" + id }
func administrationPath(id string) string { return "/administrations/" + id }
func sittingPath(administrationID, attemptID string) string {
	return administrationPath(administrationID) + "/attempts/" + attemptID
}
func attemptPath(id string) string { return "/attempts/" + id }
func picturePath(versionID, id string) string {
	return "/pictures/" + versionID + "/" + id
}
func questionPath(id string, n int) string {
	return attemptPath(id) + "/questions/" + strconv.Itoa(n)
}

// crumbs is the way to a page: pairs of label and address, the page itself last.
func crumbs(here string, pairs ...string) []parts.Link {
	var links []parts.Link
	for i := 0; i+1 < len(pairs); i += 2 {
		links = append(links, parts.Link{Label: pairs[i], Href: pairs[i+1]})
	}
	return append(links, parts.Link{Label: here, Current: true})
}

// action is one button in the head of a page; with Post it changes something.
type action struct {
	Href   string
	Post   bool
	Button parts.Button
}

// name gives an authored text that is plain in the reader's language.
func name(p *i18n.Printer, t i18n.Text) string { return t.In(p.Locale()) }

// htmlText is clean HTML and the language it is in.
type htmlText = question.HTML

func htmlOf(p *i18n.Printer, t i18n.Text) htmlText { return question.Of(p, t) }

// htmlIn is htmlOf with the pictures of a version of an item.
func htmlIn(p *i18n.Printer, versionID string, t i18n.Text) htmlText {
	return question.Pictures(picturePath).In(p, versionID, t)
}

// questionViewOf shows a question with its pictures where they are here.
func questionViewOf(p *i18n.Printer, item assessments.PaperItem) question.View {
	return question.ViewOf(p, item, picturePath)
}

// excerpt is the beginning of a text without markup.
func excerpt(p *i18n.Printer, t i18n.Text, most int) string { return question.Excerpt(p, t, most) }

// stateMark shows where an attempt stands with a sign and a word.
func stateMark(p *i18n.Printer, s assessments.State) templ.Component {
	tone := parts.Neutral
	switch s {
	case assessments.StateInProgress:
		tone = parts.Info
	case assessments.StateSubmitted:
		tone = parts.Notice
	case assessments.StateScored:
		tone = parts.Good
	case assessments.StateClosed:
		tone = parts.Bad
	}
	return parts.State(tone, p.T(s.Key()))
}

// occasionName is how an administration's occasion is called, with the months of a follow-up.
func occasionName(p *i18n.Printer, a assessments.Administration) string {
	if a.Occasion == assessments.FollowUp && a.MonthsAfter > 0 {
		return p.T("assessments.occasion_months", "occasion", i18n.Key(a.Occasion.Key()), "count", a.MonthsAfter)
	}
	return p.T(a.Occasion.Key())
}

// printer is the printer of a component that is given no page.
func printer(ctx context.Context) *i18n.Printer { return i18n.From(ctx) }

// clock writes the time of day in Lima: "10:42".
func clock(at db.Instant) string { return at.Time().In(db.Lima).Format("15:04") }

// competencyNames gives the names of the framework's competencies by code.
func competencyNames(p *i18n.Printer, list []assessments.Competency) map[string]string {
	names := make(map[string]string, len(list))
	for _, c := range list {
		names[c.Code] = name(p, c.Name)
	}
	return names
}

// competencyOptions offers the framework; none is the label of the empty choice.
func competencyOptions(p *i18n.Printer, list []assessments.Competency, none string) []parts.Option {
	options := []parts.Option{{Label: none}}
	for _, c := range list {
		options = append(options, parts.Option{Value: c.Code, Label: name(p, c.Name)})
	}
	return options
}

// kindOptions offers the kinds of item; none is the label of the empty choice.
func kindOptions(p *i18n.Printer, none string) []parts.Option {
	options := []parts.Option{{Label: none}}
	for _, k := range assessments.Kinds() {
		options = append(options, parts.Option{Value: string(k), Label: p.T(k.Key())})
	}
	return options
}

// put sets the text in Spanish, which is what authors write here, and keeps the
// translations that are there. An empty text takes all away.
func put(before i18n.Text, text string) i18n.Text {
	if text == "" {
		return nil
	}
	after := i18n.Text{}
	for locale, t := range before {
		after[locale] = t
	}
	after[i18n.Spanish] = text
	return after
}

// number writes a number for an input: "33.33333", without thousands.
func number(x float64) string {
	return strconv.FormatFloat(x, 'f', -1, 64)
}

// orDash writes a dash where there is nothing to say.
func orDash(text string) string { return cmp.Or(text, "—") }
