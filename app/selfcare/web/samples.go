package web

import (
	"time"

	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/selfcare"
	"relevo/app/web"
	"relevo/app/web/parts"
)

// Samples shows the pages in their states.
func Samples(locale i18n.Locale) []web.Sample {
	page := func(title string) web.Page {
		p := web.SamplePage(locale, "")
		p.Title = p.T(title)
		return p
	}
	own := selfcare.Offered{Name: selfcare.OwnName, Questionnaire: selfcare.Own()}
	loaded := selfcare.Offered{Name: "pack", Questionnaire: selfcare.Questionnaire{Title: "Helping <b>and resting", Language: "en", Credit: "By an invented author, 2026", Licence: "May be copied freely if the author is credited <b>.", Intro: "Think of the last month.", //nolint:gosec // opens nothing
		Options: []selfcare.Option{{Label: "Never", Value: 1}, {Label: "Often", Value: 5}}, Items: []string{"I look forward to my work."},
		Scales: []selfcare.Scale{{Name: "Joy", Items: []int{1}, Bands: []selfcare.Band{{Title: "Low", Heavy: true}}}, {Name: "Rest", Items: []int{1}, Bands: []selfcare.Band{{Title: "High"}}}}}}
	at := db.At(time.Date(2026, 5, 15, 15, 0, 0, 0, time.UTC))
	told := func(q selfcare.Offered, answers ...int) selfcare.Told {
		return selfcare.Told{ID: "a", Title: q.Title, Language: q.Language, AnsweredAt: at, Outcomes: q.Outcomes(answers), Help: "Servicio de apoyo <b>, lunes a viernes.\nAnexo 000."}
	}
	light, heavy, other := told(own, 4, 0, 1, 1, 0, 4, 3), told(own, 0, 4, 4, 3, 3, 1, 1), told(loaded, 1)
	unkept := heavy
	unkept.ID, unkept.Help = "", ""
	both := newOverviewPage(page("selfcare.title"), selfcare.Overview{Offered: []selfcare.Offered{own, loaded}, Keeps: true, HasOwn: true, Checkins: []selfcare.Told{heavy, other, light}})
	both.Manages, both.Figures = true, true
	refused := fault.OnField("item2", "selfcare.answer_each")
	form := parts.Filled{}.With("item1", "3")
	form.Messages = []parts.Message{{Field: "item2", Text: page("selfcare.title").T(refused.Fields[0].Key)}}
	people, share := int64(143), int64(31)
	half := db.NewDate(2026, time.January, 1)
	figures := []selfcare.Figure{{HalfYear: half, People: &people, Heavy: &share}, {HalfYear: half, Region: "16"}}
	return []web.Sample{
		{Name: "selfcare", Whole: true, Component: showOverview(both)},
		{Name: "selfcare-new", Whole: true, Component: showOverview(newOverviewPage(page("selfcare.title"), selfcare.Overview{Offered: []selfcare.Offered{own}, HasOwn: true}))},
		{Name: "selfcare-account", Whole: true, Component: showOverview(newOverviewPage(page("selfcare.title"), selfcare.Overview{Offered: []selfcare.Offered{own}}))},
		{Name: "selfcare-questions", Whole: true, Component: showQuestions(newQuestionsPage(page("selfcare.title"), own, form))},
		{Name: "selfcare-questions-pack", Whole: true, Component: showQuestions(newQuestionsPage(page("selfcare.title"), loaded, parts.Filled{}))},
		{Name: "selfcare-light", Whole: true, Component: showOutcome(newOutcomePage(page("selfcare.outcome"), light))},
		{Name: "selfcare-heavy", Whole: true, Component: showOutcome(newOutcomePage(page("selfcare.outcome"), heavy))},
		{Name: "selfcare-unkept", Whole: true, Component: showOutcome(newOutcomePage(page("selfcare.outcome"), unkept))},
		{Name: "selfcare-pack", Whole: true, Component: showOutcome(newOutcomePage(page("selfcare.outcome"), other))},
		{Name: "selfcare-figures", Whole: true, Component: showFigures(newFiguresPage(page("selfcare.figures.title"), figures))},
		{Name: "selfcare-figures-none", Whole: true, Component: showFigures(newFiguresPage(page("selfcare.figures.title"), nil))},
		{Name: "selfcare-manage", Whole: true, Component: showManage(newManagePage(page("selfcare.manage.title"), selfcare.Managed{Offered: []selfcare.Offered{own, loaded}, Help: "Servicio de apoyo"}, parts.Filled{}, parts.Filled{}))},
	}
}
