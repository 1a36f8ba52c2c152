package web

import (
	"slices"
	"time"

	"github.com/a-h/templ"

	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/measure"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/assessments"
)

// Samples shows every page of this slice in its ordinary and its awkward states.
// The people, the places and the questions are invented.
func Samples(locale i18n.Locale) []web.Sample {
	page := func(title string) web.Page { return web.SamplePage(locale, title) }
	var all []web.Sample
	add := func(name string, component templ.Component) {
		all = append(all, web.Sample{Name: name, Component: component, Whole: true})
	}
	samplesOfBank(page, add)
	samplesOfForms(page, add)
	samplesOfAnalysis(page, add)
	samplesOfScoring(page, add)
	samplesOfAttempt(page, add)
	samplesOfAnswersFile(page, add)
	samplesOfSheets(page, add)
	samplesOfCapacity(page, add)
	samplesOfFramework(page, add)
	return all
}

type pager func(title string) web.Page

type adder func(name string, component templ.Component)

// awkward is a name that must come out escaped.
const awkward = "La primera hora <script>alert(1)</script>"

func sampleCompetencies() []assessments.Competency {
	return []assessments.Competency{
		{Code: "reception", Kind: assessments.Personal, Name: i18n.Says("Acogida"), Description: i18n.Says("Recibe a la persona de modo que se sienta segura desde la primera hora."),
			Levels: assessments.Texts{i18n.Says("Pide datos antes de saludar."), i18n.Says("Saluda, ofrece agua y explica dónde está."), i18n.Says("Además pregunta qué necesita y respeta su silencio.")}},
		{Code: "referral", Kind: assessments.Personal, Name: i18n.Says("Derivación confirmada"), Description: i18n.Says(awkward), Levels: assessments.Texts{i18n.Says("Da una dirección."), i18n.Says("Confirma que la recibieron.")}},
	}
}

func sampleVersion(kind assessments.Kind) assessments.ItemVersion {
	v := assessments.ItemVersion{ID: "v1", ItemID: "i1", Version: 2, Kind: kind, CompetencyCode: "reception", Title: awkward, RecordedAt: sampleInstant(),
		Stem: i18n.Says("<p>Llega de noche, con una bolsa, y no quiere hablar. ¿Qué le dice <b>primero</b>?</p>")}
	switch kind {
	case assessments.Single, assessments.Multiple, assessments.Situational, assessments.Ordering:
		v.Body.Options = []assessments.Option{
			{ID: "a", Text: i18n.Says("Aquí está segura. Podemos conversar cuando usted quiera."), Fraction: 1, Feedback: i18n.Says("Correcto.")},
			{ID: "b", Text: i18n.Says("Descanse; mañana me cuenta."), Fraction: 0.5},
			{ID: "c", Text: i18n.Says("Tiene que contarme ahora qué pasó, porque el formato se llena el mismo día del ingreso."), Fraction: -0.5, Feedback: i18n.Says("Presionar hace daño.")},
		}
	case assessments.TrueFalse:
		v.Body.Options = []assessments.Option{{ID: "true"}, {ID: "false", Fraction: 1}}
	case assessments.Cloze:
		v.Stem = i18n.Says("<p>Llame a la [[1]], que atiende [[2]] horas. Su ley es la [[3]].</p>")
		v.Body.Blanks = []assessments.Blank{
			{ID: "1", Kind: assessments.Single, Weight: 1, Options: []assessments.Option{{ID: "a", Text: i18n.Says("Línea 100"), Fraction: 1}, {ID: "b", Text: i18n.Says("Línea 113")}}},
			{ID: "2", Kind: assessments.Numeric, Weight: 1, Numbers: []assessments.Number{{Low: 24, High: 24, Fraction: 1}}},
			{ID: "3", Kind: assessments.ShortAnswer, Weight: 1, Patterns: []assessments.Pattern{{Text: "*28950*", Fraction: 1}}},
		}
	case assessments.SelfRating:
		v.Body.Options = []assessments.Option{{ID: "a", Text: i18n.Says("Todavía no lo hago")}, {ID: "b", Text: i18n.Says("Lo hago con ayuda")}, {ID: "c", Text: i18n.Says("Lo hago sola o solo")}}
	case assessments.Confidence:
		for _, id := range assessments.ConfidenceLevels() {
			v.Body.Options = append(v.Body.Options, assessments.Option{ID: id})
		}
	case assessments.Numeric:
		v.Body.Numbers = []assessments.Number{{Low: 48, High: 72, Fraction: 1}}
	case assessments.ShortAnswer:
		v.Body.Patterns = []assessments.Pattern{{Text: "consentimiento*", Fraction: 1}}
	case assessments.Matching:
		v.Body.Choices = []assessments.Choice{{ID: "x", Text: i18n.Says("UPE")}, {ID: "y", Text: i18n.Says("Línea 100")}}
		v.Body.Prompts = []assessments.Prompt{{ID: "p", Text: i18n.Says("Protección de niñas y niños"), ChoiceID: "x"}, {ID: "q", Text: i18n.Says("Orientación a toda hora"), ChoiceID: "y"}}
	}
	return v
}

func sampleInstant() db.Instant { return db.At(time.Date(2026, 5, 4, 15, 42, 0, 0, time.UTC)) }

func sampleRubric() assessments.Rubric {
	levels := func(texts ...string) []assessments.Level {
		var list []assessments.Level
		for i, t := range texts {
			list = append(list, assessments.Level{Points: i, Label: i18n.Says([]string{"Ausente", "Inicial", "Adecuado", "Destacado"}[i]), Descriptor: i18n.Says(t)})
		}
		return list
	}
	return assessments.Rubric{ID: "r1", Code: "primera-hora", Version: 1, Title: i18n.Says("La primera hora"), RecordedAt: sampleInstant(), Criteria: assessments.Criteria{
		{Code: "attention", Name: i18n.Says("Primera atención"), Levels: levels("La interroga o la deja en la sala.", "Es amable, pero pregunta delante de otros.", "La atiende aparte y cubre agua, comida y salud.", "Además le explica con frases cortas qué sigue y le pregunta qué necesita.")},
		{Code: "referral", Name: i18n.Says("Derivación confirmada"), Levels: levels("Da una dirección.", "Llama y no confirma.", "Insiste hasta tener nombre, hora y lugar.", "Además prevé cómo sabrá mañana si llegó.")},
	}}
}

func samplesOfBank(page pager, add adder) {
	competencies := sampleCompetencies()
	add("Competencias", showCompetencies(competenciesPageOf(page("Competencias"), competencies, true)))
	add("Competencias, ninguna", showCompetencies(competenciesPageOf(page("Competencias"), nil, true)))
	add("Nueva competencia", showCompetencyForm(competencyFormPageOf(page("Nueva competencia"), parts.Filled{})))
	var list []assessments.ItemSummary
	for _, k := range assessments.Kinds() {
		list = append(list, assessments.ItemSummary{Item: assessments.Item{ID: "i-" + string(k), Code: "pregunta-" + string(k)}, Version: sampleVersion(k), Uses: []assessments.FormUse{{Label: "A"}}})
	}
	add("Banco", showItems(itemsPageOf(page("Banco de preguntas"), itemsFilter{}, list, competencies)))
	add("Banco vacío", showItems(itemsPageOf(page("Banco de preguntas"), itemsFilter{}, nil, competencies)))
	add("Banco, sin resultado", showItems(itemsPageOf(page("Banco de preguntas"), itemsFilter{Search: awkward}, nil, competencies)))
	add("Tipos de pregunta", showKinds(kindsPageOf(page("Nueva pregunta"))))
	rubric := sampleRubric()
	for _, k := range assessments.Kinds() {
		v := sampleVersion(k)
		detail := assessments.ItemDetail{Item: assessments.Item{ID: "i1", Code: "acogida-01"}, Versions: []assessments.ItemVersion{v, v}, Answered: 12,
			Uses: []assessments.FormUse{{ItemVersionID: "v1", AssessmentID: "e1", AssessmentTitle: i18n.Says(awkward), Label: "A", Frozen: true}}}
		add("Pregunta: "+string(k), showItem(itemPageOf(page(detail.Code), detail, competencies)))
		in := itemInput{Kind: k, Competency: "reception", Stem: "¿Qué le dice?", Markup: "plain"}
		form := parts.Filled{Values: web.ValuesOf(in), Messages: []parts.Message{{Field: "stem", Text: "Complete este campo."}}}
		add("Formulario: "+string(k), showItemForm(itemFormPageOf(page("Nueva pregunta"), in, answersOf(k, v.Body, true), form, nil, competencies, []assessments.Rubric{rubric})))
		add("Editar: "+string(k), showItemForm(itemFormPageOf(page(""), in, answersOf(k, v.Body, true), form, &detail, competencies, []assessments.Rubric{rubric})))
	}
	add("Traer preguntas", showImportForm(importFormPageOf(page("Traer preguntas"), parts.Filled{}, competencies)))
	report := sampleReport()
	add("Revisar importación", showImportPreview(previewPageOf(page("Revisar antes de traer"), "acogida.gift", parts.Filled{}, report, competencies)))
	report.ImportedAt = sampleInstant()
	add("Preguntas traídas", showImported(importedPageOf(page("Preguntas traídas"), report, competencies)))
	add("Rúbricas", showRubrics(rubricsPageOf(page("Rúbricas"), []assessments.Rubric{rubric})))
	add("Rúbricas, ninguna", showRubrics(rubricsPageOf(page("Rúbricas"), nil)))
	add("Rúbrica", showRubric(rubricPageOf(page("La primera hora"), rubric, assessments.RubricEffect{Waiting: 3, Kept: 20, Reopened: 4})))
	add("Nueva rúbrica", showRubricForm(rubricFormPageOf(page("Nueva rúbrica"), parts.Filled{}, firstCriteria, firstLevels)))
	form, criteria, levels := filledRubric(rubric)
	add("Nueva versión de una rúbrica", showRubricForm(rubricFormPageOf(page("Nueva versión"), form, criteria, levels)))
}

func sampleReport() assessments.ImportReport {
	return assessments.ImportReport{Format: "gift", Encoding: "UTF-8", Text: "::a::</textarea>{=b}", Imported: 1, Adapted: 1, Skipped: 1, Untagged: []int{9}, Entries: []assessments.ImportEntry{
		{Line: 3, Question: awkward, Code: "acogida-01", Kind: assessments.Single, Competency: "reception", Outcome: assessments.OutcomeImported, Action: assessments.ActionNew},
		{Line: 9, Question: "¿Qué ayuda?", Code: "acogida-02", Kind: assessments.Multiple, Outcome: assessments.OutcomeAdapted, Action: assessments.ActionNone,
			Notes: []assessments.ImportNote{{Key: "assessments.read.weights"}}},
		{Line: 20, Question: "Sin llave de cierre", Outcome: assessments.OutcomeSkipped, Action: assessments.ActionNone, Notes: []assessments.ImportNote{{Key: "assessments.read.braces"}}},
	}}
}

func sampleAssessment() assessments.Assessment {
	return assessments.Assessment{ID: "e1", Code: "car-mentores", Title: i18n.Says("Acompañar en el CAR"), Instructions: i18n.Says("Responda pensando en su turno."), CutScore: 60}
}

func samplesOfForms(page pager, add adder) {
	assessment, competencies := sampleAssessment(), sampleCompetencies()
	summary := []assessments.AssessmentSummary{{Assessment: assessment, Frozen: true, Items: map[string]int{"A": 12, "B": 12}, Administrations: 3}}
	add("Evaluaciones", showAssessments(assessmentsPageOf(page("Evaluaciones"), summary, true)))
	add("Evaluaciones, ninguna", showAssessments(assessmentsPageOf(page("Evaluaciones"), nil, true)))
	add("Nueva evaluación", showAssessmentForm(assessmentFormPageOf(page("Nueva evaluación"), parts.Filled{})))
	frozen := sampleInstant()
	detail := assessments.AssessmentDetail{Assessment: assessment, Checks: []assessments.Finding{
		{Key: "assessments.check.points_differ", Pairs: []any{"competency", i18n.Says("Acogida"), "first", "A", "a", 3.0, "second", "B", "b", 2.0}},
		{Key: "assessments.check.empty", Pairs: []any{"label", "B"}, Blocking: true},
	}}
	for i, label := range assessments.Labels() {
		f := assessments.FormDetail{Form: assessments.Form{ID: label, Label: label}, Points: map[string]float64{"reception": 3}, Total: 3}
		for j, k := range []assessments.Kind{assessments.Single, assessments.Vignette}[i:] {
			f.Items = append(f.Items, assessments.PlacedItem{Code: "acogida-0" + number(float64(j+1)), Version: sampleVersion(k), FormItem: assessments.FormItem{Position: j + 1, ItemVersionID: "v" + number(float64(j)), Points: 1.5, Anchor: j == 0}})
		}
		detail.Forms = append(detail.Forms, f)
	}
	bank := []assessments.ItemSummary{{Item: assessments.Item{ID: "i2", Code: "acogida-09"}, Version: sampleVersion(assessments.Single)}}
	add("Evaluación", showAssessment(assessmentPageOf(page("Acompañar en el CAR"), detail, competencies, bank, true)))
	for i := range detail.Forms {
		detail.Forms[i].FrozenAt = &frozen
	}
	detail.Checks, detail.Administrations = nil, []assessments.Administration{sampleAdministration(assessments.FollowUp)}
	add("Evaluación asignada", showAssessment(assessmentPageOf(page("Acompañar en el CAR"), detail, competencies, nil, false)))
	sitting := assessments.AdministrationDetail{Administration: sampleAdministration(assessments.Post), Assessment: assessment, Counts: map[assessments.State]int{}}
	for _, s := range assessments.States() {
		row := assessments.Sitting{Attempt: assessments.Attempt{ID: string(s), AdministrationID: "a1", PersonID: "p-" + string(s), State: s}, PersonName: "Rojas Díaz, Inés <b>", InstitutionName: "CAR Los Aguajes", FormLabel: "A"}
		if s == assessments.StateClosed {
			row.CloseReason = assessments.ReasonLeft
		}
		row.Overdue = s == assessments.StateInProgress
		if s == assessments.StateSubmitted {
			row.Aside = 2
		}
		sitting.Rows = append(sitting.Rows, row)
		sitting.Counts[s]++
	}
	for i, c := range competencies {
		sitting.SelfViews = append(sitting.SelfViews, assessments.SelfView{Competency: c, People: 12 + i, Before: 1.6, Now: 2.75, Higher: 9})
	}
	open := administrationPageOf(page("Después del curso, mayo"), sitting, sittingsFilter{}, true)
	open.CloseHref = "/administrations/a1/close-leavers"
	add("Aplicación", showAdministration(open))
	samplesOfSitting(page, add, sitting)
	sitting.Rows = nil
	add("Aplicación sin personas", showAdministration(administrationPageOf(page("Después del curso, mayo"), sitting, sittingsFilter{}, true)))
}

// samplesOfSitting are one person's place while it is open, with everything that may have
// happened to it, and handed in.
func samplesOfSitting(page pager, add adder, sitting assessments.AdministrationDetail) {
	minutes, deadline, rubric := 30, sampleInstant().Add(30*time.Minute), sampleRubric()
	d := assessments.SittingDetail{Sitting: sitting.Rows[1], Administration: sitting.Administration, Assessment: sitting.Assessment, Questions: 13, Answered: 9, Late: 2, Devices: 2}
	d.Assessment.MinutesAllowed, d.DeadlineAt, d.Overdue, d.Aside = &minutes, &deadline, true, 1
	d.Observed = []assessments.Observation{{Version: sampleVersion(assessments.RolePlay), Rubric: rubric, Ratings: 1, Own: &assessments.OwnRating{Points: assessments.Points{"attention": 2}, Comment: "Bajó la voz."}}}
	add("Lugar de una persona", showSitting(sittingPageOf(page("Rojas Díaz, Inés"), d, true)))
	p := sittingPageOf(page("Rojas Díaz, Inés"), d, true)
	p.Observed[0].show(nil, parts.Filled{ID: "observe", Messages: []parts.Message{{Field: "points_attention", Text: "Elija un nivel."}}})
	add("Lugar de una persona, por corregir", showSitting(p))
	add("Lugar entregado", showSitting(sittingPageOf(page("Rojas Díaz, Inés"), assessments.SittingDetail{Sitting: sitting.Rows[3], Administration: sitting.Administration, Assessment: sitting.Assessment}, false)))
}

func sampleAdministration(occasion assessments.Occasion) assessments.Administration {
	closes := sampleInstant().Add(14 * 24 * time.Hour)
	a := assessments.Administration{ID: "a1", AssessmentID: "e1", Occasion: occasion, Title: "Edición de mayo", OpensAt: sampleInstant(), ClosesAt: &closes}
	if occasion == assessments.FollowUp {
		a.MonthsAfter = 3
	}
	return a
}

func samplesOfScoring(page pager, add adder) {
	rows := []assessments.QueueRow{{ItemVersionID: "v1", Title: awkward, Vignette: sampleVersion(assessments.Vignette).Stem, Waiting: 7, Claimed: 1, Done: 4, ItemID: "i1"}, {ItemVersionID: "v2", Title: "El muchacho del mercado", Done: 3, ItemID: "i2", Calibrate: 2}}
	add("Por calificar", showQueue(queuePageOf(page("Calificar"), rows)))
	add("Nada por calificar", showQueue(queuePageOf(page("Calificar"), nil)))
	task := assessments.BlindTask{ID: "t1", ItemVersionID: "v1", Vignette: sampleVersion(assessments.Vignette).Stem, Waiting: 7,
		Response: "Primero la saludo y le ofrezco agua.\n\nLe digo que está segura y le pregunto qué necesita <script>alert(1)</script>.",
		Rubric:   assessments.BlindRubric{Title: i18n.Says("La primera hora"), Criteria: sampleRubric().Criteria}}
	add("Una respuesta", showTask(taskPageOf(page("Calificar una respuesta"), task, nil, parts.Filled{})))
	add("Una respuesta, falta un criterio", showTask(taskPageOf(page("Calificar una respuesta"), task, assessments.Points{"attention": 2},
		parts.Filled{Messages: []parts.Message{{Field: "points_referral", Text: "Elija un nivel para este criterio."}}})))
	task.Own = &assessments.OwnRating{Points: assessments.Points{"attention": 3, "referral": 1}}
	add("Una respuesta ya calificada", showTask(taskPageOf(page("Calificar una respuesta"), task, task.Own.Points, parts.Filled{})))
	task.Own.Settled = true
	add("Una respuesta que ya vale", showTask(taskPageOf(page("Calificar una respuesta"), task, task.Own.Points, parts.Filled{})))
	samplesOfRaters(page, add)
}

// samplesOfRaters are what raters and authors see beside the workbench.
func samplesOfRaters(page pager, add adder) {
	vignette, rubric := sampleVersion(assessments.Vignette), sampleRubric()
	undefined := measure.Undefined()
	row := assessments.AgreementRow{ItemVersionID: "v1", Title: awkward, Responses: 24, Adjudicated: 3, Percent: 0.78}
	row.Kappa.KappaQuadratic, row.Alpha.Interval = 0.71, 0.66
	row.ICC.ICC1 = measure.Estimate{Value: 0.69, Lower: 0.5, Upper: 0.82}
	none := assessments.AgreementRow{ItemVersionID: "v2", Title: "El muchacho del mercado", Responses: 1, Percent: 1}
	none.Kappa.KappaQuadratic, none.Alpha.Interval, none.ICC.ICC1.Value = undefined, undefined, undefined
	raters := []assessments.RaterRow{{Name: "Abel", Own: true, Responses: 24, Severity: -4.2, Shrunk: -3.1, Lower: -5, Upper: -1.2}, {Name: "Nélida", Responses: 2, Severity: 4.2, Shrunk: undefined}}
	agreement := assessments.Agreement{Overall: row, Vignettes: []assessments.AgreementRow{row, none}, Raters: raters}
	add("Acuerdo", showAgreement(agreementPageOf(page("Acuerdo entre calificadores"), agreement, true)))
	add("Acuerdo, todavía ninguno", showAgreement(agreementPageOf(page("Acuerdo entre calificadores"), assessments.Agreement{}, false)))
	later := sampleInstant()
	trail := assessments.Trail{Response: "La saludo <b>.", Most: 6, Verdict: assessments.Verdict{Counting: []assessments.Rating{{Points: assessments.Points{"attention": 3}}}, Rule: assessments.RuleAdjudicated}, Ratings: []assessments.TrailRating{
		{RaterName: "Abel", Rating: assessments.Rating{Points: assessments.Points{"attention": 3}, RecordedAt: later, SupersededAt: &later}},
		{RaterName: "Nélida", Rating: assessments.Rating{Points: assessments.Points{"attention": 1}, RecordedAt: later}},
		{RaterName: "Tercera", Rating: assessments.Rating{Points: assessments.Points{"attention": 2}, RecordedAt: later}, Counts: true}}}
	add("Quién puso qué", showTrails(trailsPageOf(page(awkward), assessments.Trails{Version: sampleVersion(assessments.Vignette), List: []assessments.Trail{trail}, Closed: 2})))
	add("Quién puso qué, nadie", showTrails(trailsPageOf(page(awkward), assessments.Trails{})))
	short := assessments.ShortAnswers{Version: sampleVersion(assessments.ShortAnswer), Open: 1, Groups: []assessments.SameWords{
		{Words: "la linea 100", Example: "La línea 100 <b>", People: 12}, {Words: "no se", Example: "no sé", People: 1, Ruling: &assessments.AnswerRuling{Fraction: 0.5}}}}
	add("Respuestas cortas", showShortQueue(shortQueuePageOf(page("Respuestas cortas iguales"), []assessments.ShortAnswers{short})))
	add("Respuestas cortas, nada", showShortQueue(shortQueuePageOf(page("Respuestas cortas iguales"), nil)))
	add("Respuestas cortas de una pregunta", showShort(shortPageOf(page("¿A quién llama?"), short)))
	short.Groups = nil
	add("Respuestas cortas de una pregunta, nada", showShort(shortPageOf(page("¿A quién llama?"), short)))
	practice := assessments.Practice{ID: "c1", Item: vignette, Response: "Le pregunto qué pasó.", Rubric: assessments.BlindRubric{Title: rubric.Title, Criteria: rubric.Criteria}}
	standing := assessments.Calibrating{Item: vignette, Rubric: rubric, Rule: &assessments.RatingRule{Share: 0.2, Tolerance: 1, Calibrated: 3}, Next: &practice, Within: 1,
		Set:       []assessments.Calibration{{ID: "c1", Response: practice.Response, Reason: "Interroga antes de cuidar.", Points: assessments.Points{"attention": 1, "referral": 0}}},
		Practised: []assessments.Practised{{Practice: practice, Own: assessments.Points{"attention": 3, "referral": 1}, Consensus: assessments.Points{"attention": 1, "referral": 1}, Reason: "Interroga antes de cuidar."}}}
	add("Práctica", showCalibration(calibrationPageOf(page(awkward), standing, true)))
	standing.Next, standing.Practised, standing.Rule = nil, nil, nil
	add("Práctica, nada", showCalibration(calibrationPageOf(page(awkward), standing, false)))
}

func samplesOfAnswersFile(page pager, add adder) {
	add("Archivo de un teléfono", showAnswersFile(answersFilePageOf(page("Respuestas de un teléfono sin conexión"), parts.Filled{})))
	one := assessments.FiledSitting{SittingDetail: assessments.SittingDetail{Sitting: assessments.Sitting{Attempt: assessments.Attempt{ID: "t1", AdministrationID: "a1"}, PersonName: awkward, InstitutionName: "CAR La Ceiba"},
		Administration: sampleAdministration(assessments.Pre), Assessment: sampleAssessment()}, Answers: 9, New: 7, Late: true,
		Refused: []assessments.RefusedAnswer{{Number: 3, Reason: fault.OnField("answer_0", "assessments.recording.missing")}, {Reason: fault.OnField("answer_0", "assessments.answer_item")}}}
	add("Archivo de un teléfono: lo que trae", showFiledAnswers(filedAnswersPageOf(page("Lo que trae el archivo"), assessments.FiledAnswers{Sittings: []assessments.FiledSitting{one}, Others: 2, New: 7}, `{"relevo":"answers"}`)))
	one.New, one.Late, one.Refused = 0, false, nil
	add("Archivo de un teléfono: ya está todo", showFiledAnswers(filedAnswersPageOf(page("Lo que trae el archivo"), assessments.FiledAnswers{Sittings: []assessments.FiledSitting{one}}, "")))
}

func samplesOfAttempt(page pager, add adder) {
	view := assessments.AttemptView{Attempt: assessments.Attempt{ID: "t1", State: assessments.StateNotStarted}, Administration: sampleAdministration(assessments.Pre), Assessment: sampleAssessment(), Questions: 13, Minutes: 22, Open: true}
	add("Antes de empezar", showAttempt(attemptPageOf(page("Acompañar en el CAR"), view, parts.Filled{})))
	view.Open = false
	add("Todavía no se abre", showAttempt(attemptPageOf(page("Acompañar en el CAR"), view, parts.Filled{})))
	view.State, view.CloseReason = assessments.StateClosed, assessments.ReasonLeft
	add("Cerrada", showAttempt(attemptPageOf(page("Acompañar en el CAR"), view, parts.Filled{})))
	view.State, view.Open, view.Answered, view.CloseReason = assessments.StateInProgress, true, 4, ""
	paper := assessments.Paper{AttemptView: view}
	for _, k := range assessments.Kinds() {
		if !k.Asked() {
			continue
		}
		item := sampleVersion(k).Asked()
		item.Number = len(paper.Items) + 1
		if item.Number == 1 {
			item.Section = i18n.Says("La primera hora")
			item.Answer, item.Seq = assessments.Value{Options: []string{"a"}}, 1
		}
		paper.Items = append(paper.Items, item)
	}
	for _, item := range paper.Items {
		paper.Items[item.Number-1].Section = nil
		paper.Items[0].Section = i18n.Says("La primera hora")
		if item.Number == 1 {
			limit := view.Now.Add(12 * time.Minute)
			paper.DeadlineAt = &limit
		} else {
			paper.DeadlineAt = nil
		}
		add("Pregunta al responder: "+string(item.Kind), showQuestion(questionPageOf(page("Pregunta"), paper, item.Number, questionViewOf(page("").Printer, item))))
	}
	heard := questionViewOf(page("").Printer, paper.Items[slices.Index(assessments.Kinds(), assessments.Vignette)])
	heard.Spoken, heard.Audio, heard.Hear = true, "abc", "/attempts/a/recordings/abc"
	add("Pregunta que se responde hablando", showQuestion(questionPageOf(page("Pregunta"), paper, 1, heard)))
	numeric := slices.Index(assessments.Kinds(), assessments.Numeric)
	wrong := questionViewOf(page("").Printer, paper.Items[numeric])
	wrong.Text, wrong.Error = "mucho <b>", "Escriba un número, por ejemplo 12.5."
	add("Pregunta por corregir", showQuestion(questionPageOf(page("Pregunta"), paper, numeric+1, wrong)))
	add("Resumen", showReview(reviewPageOf(page("Resumen"), paper)))
	view.State, view.Administration = assessments.StateScored, sampleAdministration(assessments.Post)
	add("Constancia", showReceipt(receiptPageOf(page("Constancia de entrega"), view, assessments.Receipt{AttemptID: "t1", Code: "K7QM-2XW4-5B", SubmittedAt: sampleInstant(), Answered: 12, Questions: 13})))
	own := assessments.OwnLevels{AttemptView: view, Competencies: sampleCompetencies()}
	add("Cómo se ve", showSelf(selfPageOf(page("¿Cómo se ve usted?"), own, parts.Filled{}.With("now_reception", "2"))))
	outcome := assessments.Outcome{AttemptView: view}
	add("Resultado por venir", showResult(resultPageOf(page("Mi resultado"), outcome)))
	for i, c := range sampleCompetencies() {
		outcome.Results = append(outcome.Results, assessments.OwnResult{Competency: c, Score: 81.5 - 40*float64(i), CutScore: 60, Mastered: i == 0})
	}
	add("Resultado", showResult(resultPageOf(page("Mi resultado"), outcome)))
	outcome.Administration.Occasion = assessments.Pre
	outcome.Results = nil
	add("Resultado de una evaluación inicial", showResult(resultPageOf(page("Mi resultado"), outcome)))
}
