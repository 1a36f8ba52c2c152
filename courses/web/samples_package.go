package web

import (
	"github.com/a-h/templ"

	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/courses"
	"relevo/courses/scorm"
)

func addPackages(page func(string) web.Page, add func(string, templ.Component)) {
	form := newPackagePage{Page: page("Agregar un paquete SCORM"), Action: "/courses/k1/modules/m1/package", Back: "/courses/k1", Lang: "es", Help: packageHelp(page("")),
		Form: parts.Filled{Values: map[string][]string{"minutes": {"15"}}, Messages: []parts.Message{{Field: "file", Text: page("").T("scorm.manifest_in_folder", "folder", "<b>Ñ</b>")}}}}
	add("package-new-no-host", showNewPackage(form))
	form.Apart = true
	add("package-new", showNewPackage(form))

	score := 85.0
	units := []courses.UnitState{
		{Unit: scorm.Unit{Key: "1", Title: "La primera hora <b>Ñ</b>"}, Visited: true, Status: scorm.Completed, Done: true, Score: &score, Seconds: 420, SavedAt: sampleDay.Start()},
		{Unit: scorm.Unit{Key: "2", Title: "Preguntas que cuidan"}, Visited: true, Status: scorm.Failed},
		{Unit: scorm.Unit{Key: "3"}, Visited: true, Status: scorm.Incomplete}, {Unit: scorm.Unit{Key: "4", Title: "Para leer", Asset: true}}, {Unit: scorm.Unit{Key: "5", Title: "Cierre"}},
	}
	pack := courses.Package{ID: "pk", Standard: scorm.V2004, Edition: "2004 3rd Edition", Title: "Paquete", FileName: "primera-hora <b>.zip", Size: 3 << 20, Files: 41, RecordedAt: sampleDay.Start(),
		Notes: courses.Notes{string(scorm.NoteSequencing), string(scorm.NoteNoVersion)}}
	for _, u := range units {
		pack.Units = append(pack.Units, u.Unit)
	}
	lesson := func(title string, read bool) lessonPage {
		return newLessonPage(page(title), sampleLesson(sampleCourse(courses.StepLesson), read, false))
	}
	here := "/learn/e1/lessons/l1"
	one := courses.Playing{Package: pack, Units: units[4:]}
	add("package-lesson", showPackage(newPackageLesson(lesson("La primera hora", false), one, here, true)))
	add("package-lesson-unavailable", showPackage(newPackageLesson(lesson("La primera hora", false), one, here, false)))
	one.MayMark = true
	add("package-lesson-silent", showPackage(newPackageLesson(lesson("La primera hora", false), one, here, true)))
	add("package-lesson-parts", showPackage(newPackageLesson(lesson("La primera hora", true), courses.Playing{Package: pack, Units: units}, here, true)))
	add("package-player", showPlayer(playerPage{Page: page("La primera hora"), Frame: "http://127.0.0.1:8080/p/t/play/1", Origin: "http://127.0.0.1:8080", Sandbox: web.ApartSandbox, Key: "k",
		Back: here, BackLabel: "Volver a la lección", Done: page("").T("scorm.done"), Onward: "/learn/e1"}))

	edit := editLessonPage{Page: page("Editar la lección"), Action: "/courses/k1/lessons/l1", Delete: "/courses/k1/lessons/l1/delete", Back: "/courses/k1", Lang: "es", Form: parts.Filled{Values: map[string][]string{"title": {"La primera hora"}, "minutes": {"15"}}}}
	edit.Package = newPackageView(edit.Page, pack, "/courses/k1/lessons/l1", false, true)
	add("package-edit", showLessonForm(edit))
	edit.Fixed = true
	edit.Package = newPackageView(edit.Page, courses.Package{Standard: scorm.V12, Edition: "1.2", FileName: "a.zip", Size: 20 << 10, Files: 1, Units: pack.Units[:1]}, "/courses/k1/lessons/l1", true, false)
	add("package-published", showLessonForm(edit))

	reports := courses.PackageReports{Offering: courses.Offering{ID: "o1", Code: "LOR-2026-05"}}
	add("package-reports-no-packages", showReported(newReportedPage(page("Lo que informan los paquetes"), reports)))
	reports.Packages = 1
	add("package-reports-none", showReported(newReportedPage(page("Lo que informan los paquetes"), reports)))
	for _, u := range units {
		reports.Rows = append(reports.Rows, courses.PackageReport{Name: "Ñahui, <b>Ñ</b>", Lesson: "La primera hora", Unit: u.Title, Visits: 2, Status: u.Status, Done: u.Done, Score: u.Score, Seconds: u.Seconds, SavedAt: sampleDay.Start()})
	}
	add("package-reports", showReported(newReportedPage(page("Lo que informan los paquetes"), reports)))
}
