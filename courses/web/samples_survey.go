package web

import (
	"github.com/a-h/templ"

	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/courses"
)

func addSurvey(page func(string) web.Page, add func(string, templ.Component)) {
	about := courses.SurveyFor{OfferingID: "o1", CourseTitle: "Acompañar sin dañar <b>Ñ</b>", Language: "es"}
	asked := func(change func(*courses.SurveyFor), form parts.Filled) surveyPage {
		one := about
		change(&one)
		p := surveyPageOf(page("¿Le sirvió esta actividad?"), one, form, "/learn/e1/survey")
		p.Back = "/learn/e1"
		return p
	}
	add("survey", showSurvey(asked(func(*courses.SurveyFor) {}, parts.Filled{Messages: []parts.Message{{Field: "usefulness", Text: "Elija 1, 2 o 3."}}})))
	add("survey-answered", showSurvey(asked(func(s *courses.SurveyFor) { s.Answered = true }, parts.Filled{})))
	room := asked(func(*courses.SurveyFor) {}, parts.Filled{})
	room.Plain, room.Back, room.Action = true, "", "/survey/abcdefgh"
	add("survey-room", showSurvey(room))
	room.Thanks = true
	add("survey-room-thanks", showSurvey(room))
	room.Thanks, room.Closed = false, true
	add("survey-room-closed", showSurvey(room))
	add("survey-code", showRoomCode(roomCodePageOf(page("Encuesta"), parts.Filled{Values: map[string][]string{"code": {"<b>"}}, Messages: []parts.Message{{Field: "code", Text: "Mírelo otra vez."}}})))
	results := courses.SurveyPage{Offering: courses.Offering{ID: "o1", Code: "MEN-1", StartsOn: sampleDay - 30, EndsOn: sampleDay - 20}, CourseTitle: about.CourseTitle, Asked: courses.Asked{N: 14}, MayRun: true, Whole: true, Today: sampleDay}
	results.Results = courses.SurveyResults{Least: 5}
	add("survey-results-few", showSurveyResults(surveyResultsPageOf(page("Qué les sirvió"), results, false)))
	results.Results = courses.SurveyResults{Least: 5, Enough: true, N: 9, Usefulness: map[courses.Usefulness]int{3: 6, 2: 2, 1: 1}, Practice: map[courses.Practice]int{courses.PracticeChanged: 5, courses.PracticeNotYet: 3, "": 1},
		Whys: []courses.SurveyText{{Usefulness: 3, Text: "Practicamos <script>alert(1)</script>"}}, Examples: []courses.SurveyText{{Text: "Saludo antes de llenar la ficha."}}}
	add("survey-results", showSurveyResults(surveyResultsPageOf(page("Qué les sirvió"), results, false)))
	add("surveys", showSurveys(surveysPageOf(page("Encuestas de utilidad"), []courses.SurveySummary{{Offering: results.Offering, CourseTitle: about.CourseTitle, Asked: courses.Asked{N: 14}, Results: results.Results},
		{Offering: results.Offering, CourseTitle: about.CourseTitle, Asked: courses.Asked{Hidden: true}, Results: courses.SurveyResults{Least: 5}}})))
	add("surveys-none", showSurveys(surveysPageOf(page("Encuestas de utilidad"), nil)))
	for _, opened := range []*courses.SurveyRoom{nil, {OfferingID: "o1", Code: "abcdefgh", ClosesOn: sampleDay + 10}} {
		results.Room, results.RoomOpen = opened, opened != nil
		name := "survey-room-none"
		if opened != nil {
			name = "survey-room-code"
		}
		results.Whole = true
		if p, err := roomPageOf(page("Responda desde su celular"), results, "https://relevo.example.pe"); err == nil {
			add(name, showRoom(p))
		}
		results.Whole = false
		if p, err := roomPageOf(page("Responda desde su celular"), results, "https://relevo.example.pe"); err == nil {
			add(name+"-of-a-part", showRoom(p))
		}
	}
}
