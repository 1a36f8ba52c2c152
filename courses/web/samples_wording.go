package web

import (
	"github.com/a-h/templ"

	"relevo/app/people"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/courses"
)

// sampleTexts are a lesson's translations and variants; the Quechua is a few words.
func sampleTexts() courses.LessonTexts {
	centre := "i1"
	return courses.LessonTexts{
		Lesson:  sampleLesson(courses.MyCourse{}, false, false).Lesson,
		Version: courses.CourseVersion{ID: "v2", CourseID: "k1", State: courses.Draft, Title: "Acompañar sin dañar", Language: "es"}, Editable: true,
		Wordings: []courses.WordingLine{
			{Wording: courses.Wording{ID: "w1", Language: "quz", Title: "Ñawpaq hora", Source: "Tutalla chayan."}},
			{Wording: courses.Wording{ID: "w2", Language: "es", Region: "16", Title: "La primera hora <b>Ñ</b>", HTML: "<p>Llega en bote.</p>"}},
			{Wording: courses.Wording{ID: "w3", Language: "es", InstitutionID: &centre, Title: "La primera hora aquí"}, Institution: "CAR La Ceiba", Review: &courses.WordingReview{Reviewer: "Equipo de <b>Ñ</b>", ReviewedOn: sampleDay}},
		},
		Places: []people.Institution{{ID: "i1", Path: "i0/i1/", Name: "CAR La Ceiba"}},
	}
}

func addWordings(page func(string) web.Page, add func(string, templ.Component)) {
	texts := sampleTexts()
	editor := editLessonPage{Page: page("Editar la lección"), Action: "/courses/k1/lessons/l1", Back: "/courses/k1", Lang: "es"}
	editor.Texts = newLessonTexts(editor.Printer, "k1", texts)
	add("courses-lesson-texts", showLessonForm(editor))
	sheet := func(title string, in wordingInput, messages ...parts.Message) wordingPage {
		form := parts.Filled{Values: map[string][]string{"language": {in.Language}, "title": {in.Title}, "source": {in.Source}}, Messages: messages}
		p := newWordingPage(page(title), texts, in, form)
		if in.Do == "preview" {
			p.Preview = "<p>Tutalla chayan.</p>"
		}
		return p
	}
	p := page("")
	add("courses-wording-new", showWording(sheet("Agregar una traducción o variante", *beginning(texts, nil), parts.Message{Field: "language", Text: p.T("wording.says_nothing_new")})))
	quechua := sheet("", wordingInput{Language: "quz", Title: "Ñawpaq hora", Source: "Tutalla chayan.", Do: "preview"})
	quechua.of(texts.Wordings[0])
	add("courses-wording", showWording(quechua))
	texts.Editable = false
	fixed := sheet("", *beginning(texts, &texts.Wordings[1]))
	fixed.of(texts.Wordings[1])
	add("courses-wording-published", showWording(fixed))

	reading := sampleCourse(courses.StepLesson)
	course := courses.LearnCourse{MyCourse: reading, Outline: sampleOutline(), Open: true, Reading: "quz", Spoken: []courses.Spoken{{Language: "es", Lessons: 3}, {Language: "quz", Lessons: 1}},
		Headings: map[string]courses.Heading{"l1": {Title: "Ñawpaq hora", Language: "quz"}, "l2": {Title: "Preguntar no es interrogar", Language: "es"}, "l3": {Title: "Caso: una llegada de noche", Language: "es"}}}
	add("courses-course-languages", showLearnCourse(newLearnCoursePage(page(reading.Title), course)))
	for _, shown := range []struct {
		name string
		courses.Shown
	}{
		{"unreviewed", courses.Shown{WordingID: "w1", Language: "quz", Translation: true}},
		{"reviewed", courses.Shown{WordingID: "w1", Language: "quz", Translation: true, Review: texts.Wordings[2].Review}},
		{"fallback", courses.Shown{Language: "es", Asked: "quz"}},
		{"regional", courses.Shown{WordingID: "w2", Language: "es", Region: "16"}},
	} {
		lesson := sampleLesson(reading, shown.name == "regional", false)
		lesson.Shown = shown.Shown
		if shown.name == "regional" {
			lesson.ReadAs = &courses.Shown{Language: "es"}
		}
		add("courses-lesson-"+shown.name, showLesson(newLessonPage(page(lesson.Lesson.Title), lesson)))
	}
}
