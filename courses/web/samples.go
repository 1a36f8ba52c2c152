package web

import (
	"github.com/a-h/templ"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/i18n"
	"relevo/app/people"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/assessments"
	"relevo/courses"
)

// Samples shows every page of courses in its ordinary and its awkward states.
// Courses, places and people are invented.
func Samples(locale i18n.Locale) []web.Sample {
	page := func(title string) web.Page { return web.SamplePage(locale, title) }
	var all []web.Sample
	add := func(name string, component templ.Component) {
		all = append(all, web.Sample{Name: name, Component: component, Whole: true})
	}
	reading, done, waiting := sampleCourse(courses.StepLesson), sampleCourse(courses.StepDone), sampleCourse(courses.StepAttend)
	task := courses.Task{AttemptID: "a2", Title: "Trauma y crisis", DueOn: sampleDay + 9}
	late := courses.Task{AttemptID: "a3", Title: "Autocuidado", DueOn: sampleDay - 3, Overdue: true, Resume: true}
	home := courses.Home{Active: []courses.MyCourse{reading, waiting}, Done: []courses.MyCourse{done}, Tasks: []courses.Task{late, task}}
	home.Continue = &home.Active[0]
	add("courses-learn", showLearn(newLearnPage(page("Mis cursos"), home)))
	reminded := newLearnPage(page("Mis cursos"), home)
	reminded.Notices = []web.Notice{{Tone: parts.Notice, Title: "Su certificado de «Trauma y crisis» vence en 12 días", Texts: []string{"Último día de validez: 4 de noviembre de 2026."}, Href: "/certificates", Do: "Ver mis certificados"}}
	add("courses-learn-reminded", showLearn(reminded))
	add("courses-learn-empty", showLearn(newLearnPage(page("Mis cursos"), courses.Home{})))
	for _, kind := range []courses.StepKind{courses.StepPre, courses.StepLesson, courses.StepPost, courses.StepScoring, courses.StepAttend, courses.StepDone} {
		mine := sampleCourse(kind)
		add("courses-course-"+string(kind), showLearnCourse(newLearnCoursePage(page(mine.Title),
			courses.LearnCourse{MyCourse: mine, Outline: sampleOutline(), Open: kind != courses.StepPre})))
	}
	add("courses-lesson", showLesson(newLessonPage(page("La primera hora"), sampleLesson(reading, false, false))))
	add("courses-lesson-read", showLesson(newLessonPage(page("La primera hora"), sampleLesson(reading, true, false))))
	add("courses-lesson-warning", showLesson(newLessonPage(page("Caso: una llegada de noche"), sampleLesson(reading, false, true))))
	addAuthoring(page, add)
	addWordings(page, add)
	addReviews(page, add)
	addMoves(page, add)
	addCatalogue(page, add)
	addPortable(page, add)
	addLesson(page, add)
	addOfferings(page, add)
	addSurvey(page, add)
	addMeetings(page, add)
	addSeats(page, add)
	addFollowing(page, add)
	addPast(page, add)
	addPackages(page, add)
	addRefreshers(page, add)
	return all
}

const sampleDay db.Date = 20577 // 4 May 2026

func sampleOutline() courses.Outline {
	return courses.Outline{
		{Module: courses.Module{ID: "m1", Title: "Preguntar en vez de interrogar", Summary: "La primera hora y las preguntas que cuidan."}, Lessons: []courses.LessonHead{
			{ID: "l1", ModuleID: "m1", Position: 1, Title: "La primera hora", Minutes: 8, Kind: courses.PlainLesson, HasText: true},
			{ID: "l2", ModuleID: "m1", Position: 2, Title: "Preguntar no es interrogar", Minutes: 8, Kind: courses.PlainLesson, HasText: true},
		}},
		{Module: courses.Module{ID: "m2", Title: "Lo que hace el trauma"}, Lessons: []courses.LessonHead{
			{ID: "l3", ModuleID: "m2", Position: 1, Title: "Caso: una llegada de noche", Minutes: 10, Kind: courses.CaseStudy, HasWarning: true, HasText: true},
		}},
	}
}

func sampleCourse(kind courses.StepKind) courses.MyCourse {
	submitted := (sampleDay - 5).Start()
	pre := assessments.Attempt{ID: "a0", State: assessments.StateScored, SubmittedAt: &submitted}
	c := courses.MyCourse{
		EnrolmentID: "e-" + string(kind), OfferingID: "o1", Title: "Acompañar sin dañar: <b>Ñ</b> atención centrada en la víctima",
		Summary: "Para quienes acompañan, de día y de noche.", Language: "es", Mode: courses.Virtual, StartsOn: sampleDay - 6, EndsOn: sampleDay + 24,
		Place: "Iquitos, casa comunal", Hours: 8, Step: courses.Step{Kind: kind},
	}
	c.Progress = courses.Progress{
		Mode: c.Mode, StartsOn: c.StartsOn, EndsOn: c.EndsOn, Hours: 8, Lessons: sampleOutline().Lessons(),
		Read: map[string]db.Instant{"l1": submitted}, Pre: &pre,
	}
	switch kind {
	case courses.StepPre:
		c.Step.AttemptID, pre.State, c.Progress.Read = "a0", assessments.StateNotStarted, nil
	case courses.StepLesson:
		c.Step.LessonID, c.Step.Title = "l2", "Preguntar no es interrogar"
	case courses.StepAttend:
		c.Mode, c.Progress.Mode, c.Progress.Attended, c.Step.On = courses.FaceToFace, courses.FaceToFace, 4, c.StartsOn
	default:
		c.Step.AttemptID, c.Step.Resume = "a1", true
		for _, l := range c.Progress.Lessons {
			c.Progress.Read[l.ID] = submitted
		}
		c.Progress.Post = &assessments.Attempt{ID: "a1", State: assessments.StateInProgress}
	}
	if kind == courses.StepDone || kind == courses.StepScoring {
		c.Progress.Post = &assessments.Attempt{ID: "a1", State: assessments.StateSubmitted, SubmittedAt: &submitted}
	}
	if kind == courses.StepDone {
		c.Progress.Completion = &courses.Completion{ID: "c1", CompletedOn: sampleDay - 1}
	}
	return c
}

const sampleText = `Llega una camioneta y baja una adolescente con una bolsa. Trae sueño, hambre, quizá miedo.

## Qué necesita ella, en orden

1. **Saber que está a salvo** y que nadie va a gritarle.
2. **Saber quién es usted** y qué va a pasar ahora.

> «Hola, soy la señora Rosario. Esta noche estoy de turno.»

| En vez de… | Pruebe con… |
|---|---|
| «Tranquila, ya pasó.» | «Aquí nadie te va a gritar. Estoy contigo.» |

> **Para su turno**
>
> Tenga lista una bolsa de llegada: jabón, toalla, cepillo de dientes y un papel con los nombres de quienes están de turno.
`

func sampleLesson(c courses.MyCourse, read, warn bool) courses.LearnLesson {
	outline := sampleOutline()
	lesson := courses.Lesson{ID: "l1", ModuleID: "m1", Position: 1, Title: "La primera hora", Minutes: 8, Kind: courses.PlainLesson, Source: sampleText}
	html, err := courses.Render(sampleText)
	if err != nil {
		html = err.Error() // a sample that says so is seen at once
	}
	lesson.HTML = html
	out := courses.LearnLesson{MyCourse: c, Module: outline[0].Title, Lesson: lesson, Number: 1, After: &outline[0].Lessons[1]}
	if read {
		at := sampleDay.Start()
		out.ReadAt = &at
	}
	if warn {
		out.Warn, out.Number, out.Before, out.After = true, 3, &outline[0].Lessons[1], nil
		out.Lesson.HTML, out.Lesson.ContentWarning = "", "Caso compuesto, sin datos reales. Relata una escena de miedo intenso."
	}
	return out
}

func addAuthoring(page func(string) web.Page, add func(string, templ.Component)) {
	trainer := access.Actor{AccountID: "t", Roles: []access.Held{{Role: access.Trainer}}}
	course := courses.Course{ID: "k1", Code: "car-mentores"}
	at := sampleDay.Start()
	published := courses.CourseVersion{ID: "v1", CourseID: "k1", Version: 1, State: courses.Published, Title: "Acompañar sin dañar", Summary: "Para quienes acompañan.",
		Audience: courses.Cadres{people.CARMentor}, Language: "es", Hours: 8, PublishedAt: &at}
	draft := published
	draft.ID, draft.Version, draft.State, draft.PublishedAt = "v2", 2, courses.Draft, nil
	add("courses-list", showCourses(newCoursesPage(page("Cursos"), []courses.CourseSummary{
		{Course: course, Newest: draft, Published: &published, Lessons: 11, Offerings: 3},
		{Course: courses.Course{ID: "k2", Code: "jueces"}, Newest: draft},
	}, true)))
	add("courses-list-empty", showCourses(newCoursesPage(page("Cursos"), nil, true)))
	opened := courses.CoursePage{Course: course, Version: draft, Versions: []courses.CourseVersion{draft, published}, Outline: sampleOutline(),
		Checklist: []courses.Check{{Name: "summary", Done: true}, {Name: "modules", Done: true}, {Name: "assessment"}, {Name: "forms"}}}
	unfinished := newCoursePage(page(draft.Title), opened, trainer)
	unfinished.Refused = unfinished.T("courses.not_ready")
	add("courses-draft", showCourse(unfinished))
	opened.Checklist, opened.Review = []courses.Check{{Name: "summary", Done: true}, {Name: "forms", Done: true}}, courses.ReadyToGo
	add("courses-draft-approved", showCourse(newCoursePage(page(draft.Title), opened, trainer)))
	opened.Review = courses.Waiting
	add("courses-draft-ready", showCourse(newCoursePage(page(draft.Title), opened, trainer)))
	opened.Version, opened.Checklist, opened.Review = published, nil, courses.PublishedOnce
	opened.Alone = &courses.Review{Text: "Somos una sola persona en la <b>oficina</b>."}
	opened.Offerings = []courses.Offering{{ID: "o1", Code: "LOR-2026-05", Mode: courses.Virtual, StartsOn: sampleDay, EndsOn: sampleDay + 30}}
	add("courses-published", showCourse(newCoursePage(page(published.Title), opened, trainer)))
	opened.Versions = []courses.CourseVersion{published}
	add("courses-published-newest", showCourse(newCoursePage(page(published.Title), opened, trainer)))
	wrong := parts.Filled{Values: map[string][]string{"code": {"dos palabras"}, "title": {"<b>Ñ</b>"}}, Messages: []parts.Message{{Field: "code", Text: unfinished.T("courses.code_shape")}}}
	choices := courses.Choices{Competencies: []assessments.Competency{
		{Code: "asking", Name: i18n.Says("Preguntar en vez de interrogar"), Description: i18n.Says("Pregunta sin presionar.")},
	}}
	add("courses-details", showDetails(newDetailsPage(page("Crear un curso"), choices, wrong, "")))
	add("courses-details-draft", showDetails(newDetailsPage(page("Editar los datos"), choices, parts.Filled{Values: map[string][]string{"title": {draft.Title}}}, "k1")))
	add("courses-module", showModule(modulePage{Page: page("Editar el módulo"), Action: "/courses/k1/modules/m1", Delete: "/courses/k1/modules/m1/delete", Back: "/courses/k1", Lessons: "2 lecciones"}))
	editor := editLessonPage{Page: page("Editar la lección"), Action: "/courses/k1/lessons/l1", Delete: "/courses/k1/lessons/l1/delete", Back: "/courses/k1", Lang: "es",
		Form: parts.Filled{Values: map[string][]string{"title": {"La primera hora"}, "minutes": {"8"}, "source": {sampleText}}}, Preview: sampleLesson(courses.MyCourse{}, false, false).Lesson.HTML}
	add("courses-lesson-editor", showLessonForm(editor))
	add("courses-lesson-new", showLessonForm(editLessonPage{Page: page("Nueva lección"), Action: "/courses/k1/modules/m1/lessons/new", Back: "/courses/k1", Lang: "es"}))
	editor.Fixed = true
	add("courses-lesson-published", showLessonForm(editor))
}

func addOfferings(page func(string) web.Page, add func(string, templ.Component)) {
	offering := courses.Offering{ID: "o1", Code: "LOR-2026-05", Mode: courses.Virtual, StartsOn: sampleDay, EndsOn: sampleDay + 30}
	manager := access.Actor{AccountID: "m", Roles: []access.Held{{Role: access.Manager}}}
	trainer := access.Actor{AccountID: "t", Roles: []access.Held{{Role: access.Trainer}}}
	add("offerings", showOfferings(newOfferingsPage(page("Ediciones programadas"), []courses.OfferingSummary{
		{Offering: offering, CourseTitle: "Acompañar sin dañar", Institutions: []string{"CAR La Ceiba", "CAR <b>Ñ</b>"}, Enrolled: 21, Completed: 6},
	}, false)))
	add("offerings-empty", showOfferings(newOfferingsPage(page("Ediciones programadas"), nil, false)))
	add("offerings-of-who-rates", showOfferings(newOfferingsPage(page("Ediciones programadas"), []courses.OfferingSummary{{Offering: offering, CourseTitle: "Acompañar sin dañar", Institutions: []string{"CAR La Ceiba"}, Enrolled: 21, HandedIn: 9}}, true)))
	choices := courses.OfferingChoices{
		Versions:     []courses.CourseVersion{{ID: "v1", Title: "Acompañar sin dañar"}},
		Institutions: []people.Institution{{ID: "i1", Name: "CAR La Ceiba"}, {ID: "i2", Name: "CAR <b>Ñ</b>"}},
		Trainers:     []courses.Trainer{{ID: "t1", Name: "Rosa"}}, Funders: []courses.Funder{{ID: "f1", Name: "Fondo Uno"}, {ID: "f2", Name: "Fondo Dos"}},
	}
	p := page("Programar el curso")
	wrong := parts.Filled{Values: map[string][]string{"mode": {"virtual"}, "share_f1": {"60"}}, Messages: []parts.Message{{Field: "funders", Text: p.T("courses.shares_sum")}}}
	add("offering-new", showOfferingForm(newOfferingForm(p, choices, wrong)))
	add("offering-new-nothing", showOfferingForm(newOfferingForm(p, courses.OfferingChoices{}, parts.Filled{})))
	opened := sampleRoll(offering)
	add("offering", showOffering(offeringPageOf(page("Acompañar sin dañar"), opened, manager)))
	rated := sampleRoll(offering)
	rated.Stages, rated.Counts = courses.StagesFor(trainer), map[courses.Stage]int{courses.Reading: 1, courses.PostHandedIn: 1, courses.Withdrawn: 1}
	rated.Rows[1].Stage, rated.Rows[1].CompletedOn = courses.PostHandedIn, nil
	add("offering-of-who-rates", showOffering(offeringPageOf(page("Acompañar sin dañar"), rated, trainer)))
	opened.Mode = courses.FaceToFace
	add("offering-face-to-face", showOffering(offeringPageOf(page("Acompañar sin dañar"), opened, manager)))
	opened.Rows, opened.Counts, opened.Gone = nil, nil, 0
	add("offering-empty", showOffering(offeringPageOf(page("Acompañar sin dañar"), opened, manager)))
	candidates := []courses.Candidate{
		{PersonID: "p1", Name: "Rojas Díaz, Inés", Cadre: people.CARMentor, InstitutionID: "i1", InstitutionName: "CAR La Ceiba", Since: sampleDay - 200, Enrolled: true},
		{PersonID: "p2", Name: "Ñahui, <b>Ñ</b>", Cadre: people.CARMentor, InstitutionID: "i1", InstitutionName: "CAR La Ceiba", Since: sampleDay - 90},
	}
	add("offering-enrol", showEnrol(newEnrolPage(page("Inscribir personas"), offering, candidates, parts.Filled{})))
	add("offering-enrol-nobody", showEnrol(newEnrolPage(page("Inscribir personas"), offering, nil, parts.Filled{})))
	uploads := page("Inscribir personas")
	uploads.Actor = manager
	uploads.Actor.Name = "Gladys Demo"
	add("offering-enrol-nobody-manager", showEnrol(newEnrolPage(uploads, offering, nil, parts.Filled{})))
	add("offering-withdraw", showWithdraw(withdrawPage{Page: page("Retirar a Rojas Díaz, Inés"), Action: "/offerings/o1/enrolments/e1", Back: "/offerings/o1",
		Form: parts.Filled{Messages: []parts.Message{{Field: "reason", Text: p.T("courses.reason_needed")}}}}))
	sheet := courses.AttendanceSheet{Offering: offering, Needed: 6.4, Days: []db.Date{sampleDay, sampleDay + 1}, Day: sampleDay,
		Rows: []courses.AttendanceRow{{EnrolmentID: "e1", Name: "Rojas Díaz, Inés", Institution: "CAR La Ceiba", Hours: 4, Total: 8}, {EnrolmentID: "e2", Name: "<b>Ñ</b>", Institution: "CAR La Ceiba"}}}
	add("offering-attendance", showAttendance(newAttendancePage(page("Asistencia"), sheet, parts.Filled{})))
	sheet.Rows, sheet.Days = nil, nil
	add("offering-attendance-nobody", showAttendance(newAttendancePage(page("Asistencia"), sheet, parts.Filled{})))
	add("funders", showFunders(newFundersPage(page("Financiadores"), []courses.FunderSummary{{Funder: courses.Funder{ID: "f1", Code: "F1", Name: "Fondo <b>Ñ</b>"}, Offerings: 2}}, parts.Filled{}, true)))
	add("funders-empty", showFunders(newFundersPage(page("Financiadores"), nil, parts.Filled{}, false)))
}

func sampleRoll(offering courses.Offering) courses.OfferingPage {
	on, completed := sampleDay+1, sampleDay+20
	return courses.OfferingPage{
		Offering: offering, CourseID: "k1", CourseTitle: "Acompañar sin dañar", Hours: 8,
		Institutions: []people.Institution{{ID: "i1", Name: "CAR La Ceiba"}},
		Trainers:     []courses.Trainer{{ID: "t1", Name: "Rosa"}},
		Funders:      []courses.FunderPart{{Funder: courses.Funder{ID: "f1", Name: "Fondo Uno"}, Share: 0.6}, {Funder: courses.Funder{ID: "f2", Name: "Fondo Dos"}, Share: 0.4}},
		Sittings:     []courses.Sitting{{ID: "d1", Occasion: assessments.Pre}, {ID: "d2", Occasion: assessments.Post}, {ID: "d3", Occasion: assessments.FollowUp, MonthsAfter: 3}},
		Rows: []courses.RollRow{
			{EnrolmentID: "e1", PersonID: "p1", Name: "Rojas Díaz, Inés", Institution: "CAR La Ceiba", Presence: courses.Here, Stage: courses.Reading, Read: 1, Lessons: 3, PreOn: &on},
			{EnrolmentID: "e2", PersonID: "p2", Name: "Ñahui, <b>Ñ</b>", Institution: "CAR La Ceiba", Presence: courses.Moved, Now: "CAR La Lupuna", Stage: courses.Finished, Read: 3, Lessons: 3, PreOn: &on, PostOn: &completed, CompletedOn: &completed},
			{EnrolmentID: "e3", PersonID: "p3", Name: "Sullca, Óscar", Institution: "CAR La Ceiba", Presence: courses.Left, Stage: courses.Withdrawn, Lessons: 3, WithdrawnOn: &on, WithdrawReason: "Cambio de turno"},
		},
		Stages: courses.StagesFor(access.Actor{}),
		Counts: map[courses.Stage]int{courses.Reading: 1, courses.Finished: 1, courses.Withdrawn: 1}, Gone: 1,
	}
}
