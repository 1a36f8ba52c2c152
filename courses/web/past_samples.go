package web

import (
	"github.com/a-h/templ"

	"relevo/app/i18n"
	"relevo/app/people"
	"relevo/app/people/roster"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/assessments"
	"relevo/courses"
)

// addPast shows the pages on which earlier trainings are brought in.
func addPast(page func(string) web.Page, add func(string, templ.Component)) {
	file := people.FileImport{ID: "f1", FileName: "antes <b>.csv", CreatedAt: sampleDay.Start()}
	files := pastPageOf(page("Traer capacitaciones de antes"))
	add("past-files", web.ShowFiles(files))
	files.Files = web.FilesGrid(files.Page, pastPath, []people.FileImport{file})
	files.Form = parts.Filled{Messages: []parts.Message{{Field: "file", Text: "Faltan columnas."}}}
	add("past-files-wrong", web.ShowFiles(files))
	preview := people.FilePreview{File: file, Rows: []people.FileRow{
		{Line: 2, Listed: "Huamán, Rosa", State: people.FileNew, Level: 1, Says: []roster.Message{{Key: "trainings.says", Pairs: []any{"title", "Taller <b>", "day", sampleDay}}}, Why: roster.Message{Key: "trainings.no_competency"}},
		{Line: 3, Listed: "Nadie Conocido", State: people.FileDoubtful, Level: 3, Why: roster.Message{Key: "files.why_not_found"}},
		{Line: 4, Listed: "Huamán, Rosa", State: people.FileRefused, Level: 3, Why: roster.Message{Key: "trainings.title_missing"}},
		{Line: 5, Listed: "Huamán, Rosa", State: people.FileSame},
	}}
	if err := preview.Count(); err != nil {
		panic(err) // what stands above can be written down
	}
	framework := []assessments.Competency{{Code: "asking", Name: i18n.Says("Preguntar")}, {Code: "trauma", Name: i18n.Says("Trauma")}}
	titles := []courses.PastTitle{{Title: "Taller <b>", Rows: 2}, {Title: "Otro", Rows: 1, Meant: "asking"}}
	p := web.NewFilePage(page("antes.csv"), pastPath, preview, parts.Filled{}, people.Source{})
	p.Settings = showPastTitles(titlesViewOf(page(""), pastPath+"/f1", titles, []courses.CourseTitle{{ID: "c1", Code: "C1", Title: "Preguntar"}}, framework))
	add("past-file", web.ShowFile(p))
}
