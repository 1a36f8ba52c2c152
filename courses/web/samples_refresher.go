package web

import (
	"github.com/a-h/templ"

	"relevo/app/i18n"
	"relevo/app/web"
	"relevo/assessments"
	"relevo/assessments/question"
	"relevo/courses"
	"relevo/courses/refresher"
)

func addRefreshers(page func(string) web.Page, add func(string, templ.Component)) {
	set := courses.Refresher{Wanted: true, Trained: true, SetID: "s1", Count: 3, Number: 2, ClosesOn: sampleDay + 9, Question: &assessments.ItemVersion{ID: "v2"}}
	show := func(name string, change func(*courses.Refresher, *refresherPage)) {
		one := set
		p := newRefresherPage(page("Repaso"), one, ownRefresher)
		change(&one, &p)
		p.Wanted, p.MayChoose = one.Wanted, one.Trained
		if p.Answered == nil {
			p.say(one)
		}
		add(name, showRefresher(p))
	}
	stem := question.HTML{HTML: "<p>¿Qué dice al abrir la puerta? &lt;b&gt;Ñ&lt;/b&gt;</p>", Lang: "es"}
	said := answered{Stem: stem, Told: told{Said: []question.HTML{stem}, Right: []question.Part{{Text: stem}}}}
	show("refresher-question", func(_ *courses.Refresher, p *refresherPage) {
		p.Question, p.Item = &question.View{Kind: assessments.ShortAnswer, Stem: stem, Hint: "Con pocas palabras."}, "v2"
	})
	show("refresher-answered", func(_ *courses.Refresher, p *refresherPage) {
		p.answered(said, courses.RefresherAnswer{Grade: refresher.Hard}, true)
	})
	show("refresher-forgotten", func(_ *courses.Refresher, p *refresherPage) {
		p.answered(said, courses.RefresherAnswer{Grade: refresher.Again}, false)
	})
	show("refresher-done", func(r *courses.Refresher, _ *refresherPage) {
		r.Question, r.Next = nil, sampleDay+12
		r.Answered = []courses.RefresherAnswer{{Grade: refresher.Good}, {Grade: refresher.Again}, {Grade: refresher.Good}}
	})
	show("refresher-none", func(r *courses.Refresher, _ *refresherPage) { r.Question, r.SetID = nil, "" })
	show("refresher-declined", func(r *courses.Refresher, _ *refresherPage) { r.Question, r.Wanted = nil, false })
	show("refresher-not-trained", func(r *courses.Refresher, _ *refresherPage) { r.Question, r.Trained = nil, false })

	figures := courses.RefresherFigures{Least: 5, Trained: 41, Answering: 23, Declined: 2}
	add("refreshers-none", showRefresherFigures(newRefresherFigures(page("Repasos"), courses.RefresherFigures{Least: 5})))
	figures.Recall = []courses.Recall{
		{Competency: assessments.Competency{Name: i18n.Says("Preguntar en vez de interrogar <b>Ñ</b>")}, Shown: true, People: 21, Answers: 88, Share: 0.82},
		{Competency: assessments.Competency{Name: i18n.Says("Trauma")}},
	}
	add("refreshers", showRefresherFigures(newRefresherFigures(page("Repasos"), figures)))
}
