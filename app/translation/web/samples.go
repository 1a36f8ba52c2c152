package web

import (
	"time"

	"relevo/app/db"
	"relevo/app/i18n"
	"relevo/app/translation"
	"relevo/app/web"
	"relevo/app/web/parts"
)

// Samples are the states of the pages, for the gallery.
func Samples(locale i18n.Locale) []web.Sample {
	in := listInput{Locale: i18n.CuscoQuechua}
	entry := func(key string) i18n.Entry {
		for _, e := range i18n.Entries(in.Locale) {
			if e.Key == key {
				return e
			}
		}
		return i18n.Entry{Key: key}
	}
	at := db.At(time.Date(2026, 5, 14, 15, 0, 0, 0, time.UTC))
	write := func(key, text string, state translation.State, mine bool) translation.Line {
		line := translation.Line{Entry: entry(key), Text: i18n.Sentence{Other: text}, State: state, Mine: mine}
		if state != translation.Missing {
			line.By, line.WrittenAt = "Nombre Inventado (demo)", at
		}
		return line
	}
	list := translation.List{Counts: map[translation.State]int{translation.Missing: 2400, translation.Draft: 2, translation.Outdated: 1, translation.Reviewed: 87}, Parts: []string{"assessments", "along"}, Lines: []translation.Line{
		write("assessments.question.next", "", translation.Missing, false), write("assessments.saved_at", "(borrador) {time}", translation.Draft, false),
		write("assessments.review.missing", "(borrador) {count}", translation.Draft, true), write("assessments.offline", "(texto anterior)", translation.Outdated, false),
	}}
	page := web.SamplePage(locale, "Textos en quechua")
	one := linePage{Page: web.SamplePage(locale, "assessments.saved_at"), Line: lineViewOf(page.Printer, in.Locale, list.Lines[1], here)}
	one.Line.Form.Values["other"] = []string{"(sin la hora)"}
	one.Line.Form.Messages = []parts.Message{{Field: "other", Text: page.T("translation.places", "places", "{time}")}}
	return []web.Sample{
		{Name: "list", Component: showList(listPageOf(page, in, list)), Whole: true},
		{Name: "refused", Component: showLine(one), Whole: true},
	}
}
