package web

import (
	"github.com/a-h/templ"

	"relevo/app/db"
	"relevo/app/i18n"
	"relevo/app/people"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/assessments"
	"relevo/courses"
)

func addCatalogue(page func(string) web.Page, add func(string, templ.Component)) {
	places := 4
	car := courses.CatalogueCourse{CourseID: "k1", Code: "car-mentores", Lessons: 11, CompletedOn: sampleDay - 90, CompletionID: "c1", Mine: true,
		Version: courses.CourseVersion{Title: "Acompañar sin dañar: <b>Ñ</b>", Summary: "Para quienes acompañan, de día y de noche.", Language: "es", Hours: 24, Audience: courses.Cadres{people.CARMentor, people.Psychologist}},
		Spoken:  []courses.Spoken{{Language: "es", Lessons: 11}, {Language: "quz", Lessons: 3}}, Competencies: []assessments.Competency{{Name: i18n.Says("Preguntar en vez de interrogar")}},
		Runs: []courses.CatalogueRun{{Offering: courses.Offering{ID: "o1", StartsOn: sampleDay + 6, EndsOn: sampleDay + 36, Mode: courses.Mixed, Place: "Iquitos"}, Places: []string{"CAR La Ceiba", "CAR <b>Ñ</b>"}, For: true, Free: &places}},
		Requires: []courses.Met{
			{Requirement: courses.Requirement{Title: "Trauma y crisis", Months: 12}, On: sampleDay - 400, Until: sampleDay - 35},
			{Requirement: courses.Requirement{Title: "Autocuidado"}, On: sampleDay - 20, Holds: true},
			{Requirement: courses.Requirement{Title: "Norma vigente", Months: 12}, On: sampleDay - 20, Until: sampleDay + 345, Holds: true},
			{Requirement: courses.Requirement{Title: "La ruta"}},
		}}
	other := courses.CatalogueCourse{CourseID: "k2", EnrolmentID: "e1", Version: courses.CourseVersion{Title: "Otro curso", Language: "es"}}
	catalogue := courses.Catalogue{Cadre: people.CARMentor, Courses: []courses.CatalogueCourse{car, other}}
	add("catalogue", showCatalogue(newCataloguePage(page("Catálogo de cursos"), catalogue, catalogueInput{}, map[string]db.Date{"c1": sampleDay + 200})))
	add("catalogue-empty", showCatalogue(newCataloguePage(page("Catálogo de cursos"), courses.Catalogue{}, catalogueInput{Language: "quy"}, nil)))
	version := courses.CourseVersion{CourseID: "k1", Title: "Acompañar sin dañar"}
	p := newPrerequisitesPage(page("Se pide antes"), version, []courses.Requiring{{Requirement: courses.Requirement{CourseID: "k2", Code: "k2", Title: "Otro <b>Ñ</b>", Months: 12}, Required: true}}, nil)
	p.Form.Messages = []parts.Message{{Field: "requires", Text: p.T("prerequisite.circle")}}
	add("courses-prerequisites", showPrerequisites(p))
	add("courses-prerequisites-none", showPrerequisites(newPrerequisitesPage(page("Se pide antes"), version, nil, nil)))
}
