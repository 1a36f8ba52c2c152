package web

import (
	"github.com/a-h/templ"

	"relevo/app/i18n"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/assessments"
	"relevo/courses"
)

// addLesson shows what a lesson may contain and how it is written.
func addLesson(page func(string) web.Page, add func(string, templ.Component)) {
	at := sampleDay.Start()
	draft := courses.CourseVersion{ID: "v2", CourseID: "k1", Version: 2, State: courses.Draft, Title: "Acompañar sin dañar", Language: "es"}
	published := draft
	published.State = courses.Published
	drawing := courses.CourseFile{ID: "f1", CourseID: "k1", Name: "la-casa", Kind: "image", MediaType: "image/png", Size: 34_000, Alt: "Plano de una casa <b>Ñ</b> con patio", Width: 640, Height: 400}
	voice := courses.CourseFile{ID: "f2", CourseID: "k1", Name: "lectura", Kind: "audio", MediaType: "audio/ogg", Size: 1_400_000, Seconds: 312, Alt: "La lección leída"}
	guide := courses.CourseFile{ID: "f3", CourseID: "k1", Name: "guia", Kind: "document", MediaType: "application/pdf", Size: 410_000, Alt: "Guía de llegada"}
	shelf := courses.ShelfPage{CourseID: "k1", Version: draft, Files: []courses.CourseFile{guide, drawing, voice},
		Uses: map[string][]courses.FileUse{"f1": {{CourseFileID: "f1", LessonID: "l1", LessonTitle: "La primera hora", Version: 1}}}}
	files := newFilesPage(page("Archivos del curso"), shelf)
	files.Form = parts.Filled{Messages: []parts.Message{{Field: "file", Text: files.T("media.unknown")}}}
	add("courses-files", showFiles(files))
	add("courses-files-none", showFiles(newFilesPage(page("Archivos del curso"), courses.ShelfPage{CourseID: "k1", Version: published})))

	terms := []courses.GlossaryTerm{{ID: "t1", Term: "turno", Explanation: "Las horas en que una persona cuida la casa."}, {ID: "t2", Term: "UPE <b>Ñ</b>", Explanation: "Unidad de Protección Especial."}}
	add("courses-glossary", showGlossary(newGlossaryPage(page("Glosario"), courses.Glossary{CourseID: "k1", Version: draft, Terms: terms})))
	change := newGlossaryPage(page("Glosario"), courses.Glossary{CourseID: "k1", Version: draft, Terms: terms})
	change.Edit, change.Form = "/courses/k1/glossary/t1", parts.Filled{Values: map[string][]string{"term": {"turno"}}}
	add("courses-glossary-change", showGlossary(change))
	add("courses-glossary-published", showGlossary(newGlossaryPage(page("Glosario"), courses.Glossary{CourseID: "k1", Version: published})))
	add("learn-glossary", showLearnGlossary(newLearnGlossaryPage(page("Glosario"), courses.Glossary{Version: published, Terms: terms}, "e1")))
	add("learn-glossary-none", showLearnGlossary(newLearnGlossaryPage(page("Glosario"), courses.Glossary{Version: published}, "e1")))

	desk := courses.Desk{Files: shelf.Files, AudioID: "f2", Preview: courses.Preview{Unknown: []courses.UnknownFile{{Name: "plano", Line: 4}},
		Findings: []courses.Finding{{Trace: courses.TraceName, Text: "Elba <b>Ñ</b>", Lines: []int{1, 3}}}}}
	editor := editLessonPage{Page: page("Editar la lección"), Action: "/courses/k1/lessons/l3", Back: "/courses/k1", Lang: "es", Preview: "<p>La recibe doña Elba.</p>",
		Form: parts.Filled{Values: map[string][]string{"title": {"Caso"}, "source": {"La recibe doña Elba."}, "case_study": {"true"}}}}
	editor.Desk = newLessonDesk(editor.Page, desk, "k1")
	editor.Desk.SignURL, editor.Desk.ChecksURL = "/courses/k1/lessons/l3/sign", "/courses/k1/lessons/l3/checks"
	add("courses-lesson-desk", showLessonForm(editor))

	study := courses.CasePage{Lesson: courses.Lesson{ID: "l3", Title: "Caso: <b>Ñ</b>", Kind: courses.CaseStudy, HTML: "<p>La recibe doña Elba.</p>"}, Version: draft, Hash: "h", Findings: desk.Preview.Findings}
	unsigned := newCasePage(page("Firmar"), study, "k1")
	unsigned.Form = parts.Filled{Messages: []parts.Message{{Field: "why_0", Text: unsigned.T("cases.explain", "text", "Elba")}, {Field: "statements", Text: unsigned.T("cases.all_statements")}}}
	add("courses-case", showCase(unsigned))
	study.Findings = nil
	add("courses-case-clean", showCase(newCasePage(page("Firmar"), study, "k1")))
	study.Signature, study.SignedBy = &courses.CaseSignature{SignedAt: at}, "Rosa"
	study.Explained = []courses.Explained{{Trace: courses.TraceName, Text: "Elba", Lines: []int{1}, Why: "Nombre inventado."}}
	add("courses-case-signed", showCase(newCasePage(page("Firmar"), study, "k1")))

	question := sampleItem()
	add("courses-checks", showChecks(newChecksPage(page("Preguntas"), courses.ChecksPage{Lesson: study.Lesson, Version: draft, Chosen: []assessments.ItemVersion{question},
		Choices: []assessments.ItemSummary{{Version: question}}}, "k1")))
	add("courses-checks-none", showChecks(newChecksPage(page("Preguntas"), courses.ChecksPage{Lesson: study.Lesson, Version: published, Fixed: true}, "k1")))

	full := sampleLesson(sampleCourse(courses.StepLesson), false, false)
	full.Beside = courses.Beside{Audio: &voice, Stopped: 3, Note: "Bolsa de llegada <b>Ñ</b>", Noted: &at}
	full.Lesson.HTML, full.Terms = courses.Decorate(full.Lesson.HTML, terms)
	asked := question.AskedOf("e1")
	full.Checks = []courses.SelfCheck{{Version: question, Asked: asked},
		{Version: question, Asked: asked, Answered: 1, Answer: assessments.Value{Options: []string{"b"}}, Judged: assessments.Judgement{Said: []i18n.Text{question.Body.Options[1].Feedback}}},
		{Version: question, Asked: asked, Answered: 1, Answer: assessments.Value{Options: []string{"a"}}, Judged: assessments.Judgement{Share: 1, Said: []i18n.Text{question.Body.Options[0].Feedback}}}}
	add("courses-lesson-full", showLesson(newLessonPage(page("La primera hora"), full)))

	add("learn-notes", showNotes(newNotesPage(page("Mis notas"), sampleCourse(courses.StepLesson), []courses.NoteLine{
		{LessonNote: courses.LessonNote{LessonID: "l1", Body: "Bolsa de llegada:\n- jabón\n- <b>Ñ</b>", SavedAt: at}, Title: "La primera hora", Open: true},
		{LessonNote: courses.LessonNote{LessonID: "l9", Body: "De la versión anterior.", SavedAt: at}, Title: "Antes"}})))
	add("learn-notes-none", showNotes(newNotesPage(page("Mis notas"), sampleCourse(courses.StepLesson), nil)))
}

func sampleItem() assessments.ItemVersion {
	return assessments.ItemVersion{ID: "iv1", ItemID: "i1", Version: 1, Kind: assessments.Single, CompetencyCode: "asking", Title: "La primera pregunta <b>Ñ</b>",
		Stem: i18n.Says("<p>Llega de noche. ¿Qué le pregunta primero?</p>"), Body: assessments.Body{Options: []assessments.Option{
			{ID: "a", Text: i18n.Says("¿Cómo quieres que te llame?"), Fraction: 1, Feedback: i18n.Says("Le devuelve una decisión.")},
			{ID: "b", Text: i18n.Says("¿Por qué no te escapaste?"), Feedback: i18n.Says("Es un reproche, y no sirve para cuidarla.")}}}}
}
