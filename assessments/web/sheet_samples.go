package web

import (
	"slices"

	"relevo/app/db"
	"relevo/app/people"
	"relevo/app/people/roster"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/assessments"
)

// samplesOfSheets shows what there is on paper, in every state.
func samplesOfSheets(page pager, add adder) {
	attempt := "t1"
	sheet := assessments.PaperSheet{ID: "s1", Code: "7K3QDM0XZ", AdministrationID: "a1", FormID: "A", AttemptID: &attempt, Seed: "t1", PrintedAt: sampleInstant()}
	sitting := assessments.Sitting{Attempt: assessments.Attempt{ID: "t1", State: assessments.StateNotStarted}, PersonName: "Rojas Díaz, Inés <b>", InstitutionName: "CAR Los Aguajes", FormLabel: "A"}
	all := assessments.AdministrationSheets{Labels: append(assessments.Labels(), assessments.ThirdLabel), Administration: sampleAdministration(assessments.Pre), Assessment: sampleAssessment()}
	add("Pruebas en papel, ninguna", showSheets(sheetsPageOf(page("Pruebas en papel"), all, parts.Filled{})))
	entry := assessments.PaperEntry{ID: "e1", State: assessments.EntryCounts, SatOn: db.NewDate(2026, 5, 3), Consented: true, KeyedAt: sampleInstant(), KeyedBy: "other", Answers: assessments.TypedAnswers{}}
	other := entry
	other.State = assessments.EntryDiffers
	all.Open, all.Waiting = []assessments.Sitting{sitting}, 1
	all.Batches = []assessments.PaperBatch{{ID: "b1", Sheets: assessments.IDs{"s1"}, PrintedAt: sampleInstant()}}
	spare := assessments.PaperSheet{ID: "s2", Code: "1234ABCDE", Spare: true}
	all.Sheets = []assessments.SheetSummary{{PaperSheet: spare, FormLabel: "B"}, {PaperSheet: sheet, FormLabel: "A", PersonName: "Rojas Díaz, Inés <b>", Entry: &entry, Second: &other}}
	add("Pruebas en papel", showSheets(sheetsPageOf(page("Pruebas en papel"), all, parts.Filled{Messages: []parts.Message{{Field: "attempt", Text: "Elija al menos una persona."}}, Values: map[string][]string{"whom": {"some"}}})))
	add("Buscar una hoja", showFindSheet(findSheetPage{Page: page("Escribir"), Form: parts.Filled{Values: map[string][]string{"code": {"7K3Q-DM0X-1"}}, Messages: []parts.Message{{Field: "code", Text: "Ese código tiene un error."}}}}))

	view := assessments.SheetView{PaperSheet: sheet, Administration: all.Administration, Assessment: all.Assessment, FormLabel: "A", State: assessments.StateNotStarted, Items: sampleItems()}
	samplesOfPrint(page, add, sheet, view.Items)
	add("Escribir una hoja", showKey(keyPageOf(page("Hoja 7K3Q-DM0X-Z"), view, "me", parts.Filled{}, nil)))
	wrong := parts.Filled{Values: map[string][]string{"consent": {"yes"}}, Messages: []parts.Message{{Field: "q_1", Text: "Pregunta 1: esa letra no está."}, {Field: "sat_on", Text: "Complete este campo."}}}
	add("Escribir una hoja, por corregir", showKey(keyPageOf(page("Hoja 7K3Q-DM0X-Z"), view, "me", wrong, []string{"Z", "AC"})))
	unbound := view
	unbound.AttemptID = nil
	bind := keyPageOf(page("Hoja"), unbound, "me", parts.Filled{}, nil)
	bind.Bind = bindViewOf(bind.Page, bind.Path, "rojas", []assessments.Sitting{sitting})
	add("Hoja de repuesto", showKey(bind))
	bind.Bind = bindViewOf(bind.Page, bind.Path, "nadie", nil)
	add("Hoja de repuesto, nadie coincide", showKey(bind))
	view.Entries = []assessments.PaperEntry{entry}
	add("Hoja escrita", showKey(keyPageOf(page("Hoja"), view, "other", parts.Filled{}, nil)))
	view.Second = true
	add("Hoja por verificar", showKey(keyPageOf(page("Hoja"), view, "me", parts.Filled{}, nil)))
	second := entry
	second.State, second.SatOn = assessments.EntryDiffers, entry.SatOn-1
	second.Answers = assessments.TypedAnswers{view.Items[0].ItemVersionID: {Options: []string{"a"}}}
	view.Entries = append(view.Entries, second)
	add("Hoja con diferencias", showKey(keyPageOf(page("Hoja"), view, "me", parts.Filled{}, nil)))
	entry.State = assessments.EntryConflict
	view.Entries = []assessments.PaperEntry{entry}
	add("Hoja de quien respondió en línea", showKey(keyPageOf(page("Hoja"), view, "me", parts.Filled{}, nil)))
	samplesOfPaperFile(page, add, all.Administration)
	add("Traer puntajes de antes", web.ShowFiles(pastPageOf(page("Traer puntajes de antes"))))
}

// sampleItems has one question of each kind.
func sampleItems() []assessments.PaperItem {
	var items []assessments.PaperItem
	for i, k := range assessments.Kinds() {
		item := sampleVersion(k).Asked()
		item.Number, item.ItemVersionID = i+1, "v-"+string(k)
		items = append(items, item)
	}
	return items
}

func samplesOfPrint(page pager, add adder, sheet assessments.PaperSheet, items []assessments.PaperItem) {
	spare := sheet
	spare.Code, spare.Spare = "1234ABCDE", true
	batch := assessments.PrintedBatch{PaperBatch: assessments.PaperBatch{ID: "b1", AdministrationID: "a1", PrintedAt: sampleInstant()}, Assessment: sampleAssessment(),
		Sheets: []assessments.PrintedSheet{{PaperSheet: sheet, FormLabel: "A", PersonName: "Rojas Díaz, Inés <b>", InstitutionName: "CAR Los Aguajes", Items: items}, {PaperSheet: spare, FormLabel: "B", Items: slices.Clone(items[:2])}}}
	printed, err := printPageOf(page("Hojas para imprimir"), batch)
	if err != nil {
		panic(err) // a code of nine letters always fits
	}
	add("Hojas para imprimir", showPrint(printed))
}

func samplesOfPaperFile(page pager, add adder, a assessments.Administration) {
	when, who := sampleInstant(), "me"
	file := people.FileImport{ID: "f1", FileName: "grupo <b>.csv", CreatedAt: when}
	add("Archivo de respuestas", web.ShowFiles(paperFilesPageOf(page("Traer un archivo"), a, []people.FileImport{file}, parts.Filled{})))
	preview := people.FilePreview{File: file, Rows: []people.FileRow{
		{Line: 2, Listed: "7K3Q-DM0X-Z", State: people.FileNew, Says: []roster.Message{{Key: "sheets.file_says", Pairs: []any{"count", 12, "questions", 13, "day", db.NewDate(2026, 5, 3)}}}},
		{Line: 3, Listed: "1234-ABCD-E", State: people.FileNew, Level: 2, Why: roster.Message{Key: "sheets.file_online"}},
		{Line: 4, Listed: "no es", State: people.FileRefused, Level: 3, Why: roster.Message{Key: "sheets.code_wrong"}},
		{Line: 5, Listed: "Huamán, Rosa", State: people.FileDoubtful, Level: 3, Why: roster.Message{Key: "files.why_not_found"}, Choices: []people.FileChoice{{Value: people.ChooseCreate, Explain: roster.Message{Key: "files.choose_create", Pairs: []any{"name", "Huamán, Rosa"}}}}},
	}}
	if err := preview.Count(); err != nil {
		panic(err) // what stands above can be written down
	}
	add("Revisar un archivo", web.ShowFile(web.NewFilePage(page("grupo.csv"), sheetsPath("a1")+"/files", preview, parts.Filled{}, people.Source{})))
	preview.File.ConfirmedAt, preview.File.ConfirmedBy = &when, &who
	source := people.Source{FileName: "grupo <b>.csv", On: when, By: "Inés"}
	add("Archivo traído", web.ShowFile(web.NewFilePage(page("grupo.csv"), sheetsPath("a1")+"/files", preview, parts.Filled{}, source)))
	preview.File.UndoneAt = &when
	add("Archivo deshecho", web.ShowFile(web.NewFilePage(page("grupo.csv"), sheetsPath("a1")+"/files", preview, parts.Filled{}, source)))
}
