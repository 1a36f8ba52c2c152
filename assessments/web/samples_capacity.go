package web

import (
	"time"

	"relevo/app/db"
	"relevo/app/i18n"
	"relevo/app/measure"
	"relevo/app/people"
	"relevo/app/web/parts"
	"relevo/assessments"
)

const sampleDay db.Date = 20577 // 4 May 2026

func sampleChecklist() assessments.Checklist {
	levels := []i18n.Text{i18n.Says("No hay ruta escrita."), i18n.Says("Hay un papel sin teléfonos."), i18n.Says("Está al día y se encuentra en cinco minutos."), i18n.Says(awkward)}
	return assessments.Checklist{ID: "cl1", Code: "care-centre", Version: 2, Kinds: assessments.InstitutionKinds{people.CareCentre}, Title: i18n.Says("Capacidad de un centro de acogida"), Note: "Más claro", RecordedAt: sampleInstant(),
		Criteria: assessments.CapacityCriteria{
			{Code: "written_pathway", Competency: "referral", Name: i18n.Says("Ruta de derivación por escrito"), Evidence: i18n.Says("El documento, con fecha y teléfonos."), Levels: levels},
			{Code: "handover", Competency: "continuity", Name: i18n.Says(awkward), Evidence: i18n.Says("Las tres últimas entregas."), Levels: levels},
			{Code: "night_cover", Competency: "continuity", Name: i18n.Says("De noche también hay quien sepa"), Evidence: i18n.Says("Los turnos de dos semanas."), Levels: levels},
		}}
}

func sampleNames() map[string]i18n.Text {
	return map[string]i18n.Text{"referral": i18n.Says("Derivación de casos"), "continuity": i18n.Says("Continuidad cuando cambia el personal")}
}

func sampleCentre() people.Institution {
	return people.Institution{ID: "c1", Path: "c1/", Code: "CAR-1", Name: "CAR Los Aguajes <b>", Kind: people.CareCentre}
}

func sampleRound(occasion assessments.CapacityOccasion, settled bool) assessments.RoundSummary {
	at := sampleInstant()
	score := 66.7
	r := assessments.RoundSummary{CapacityRound: assessments.CapacityRound{ID: "r-" + string(occasion), InstitutionID: "c1", Occasion: occasion, HeldOn: sampleDay - 300}, Checklist: sampleChecklist(),
		Assessors: []assessments.Assessor{{Seat: 1, Name: "Haydée Salas", Self: true}, {Seat: 2, Name: "Julián Tito", Submitted: &at}}}
	if occasion == assessments.CapacityFollowUp {
		r.HeldOn = sampleDay
		score = 88.9
	}
	if settled {
		r.SettledAt, r.Assessors[0].Submitted = &at, &at
		r.Results = []assessments.CapacityResult{{CompetencyCode: "referral", Score: &score, Rated: 1, Applicable: 1, RuleVersion: assessments.RuleCapacity},
			{CompetencyCode: "continuity", Rated: 0, Applicable: 2, RuleVersion: assessments.RuleCapacity}}
	}
	return r
}

func sampleCriteria(both bool) []assessments.CriterionFound {
	own := assessments.CapacityRating{Criterion: "written_pathway", Finding: "2", Evidence: "La guardia la mostró."}
	var list []assessments.CriterionFound
	for i, c := range sampleChecklist().Criteria {
		found := assessments.CriterionFound{CapacityCriterion: c, Number: i + 1}
		if i == 0 {
			found.Own = &own
		}
		if both {
			found.Both[0], found.Both[1] = &own, &own
			found.Final = own.Finding
		}
		if both && i > 0 {
			other := assessments.CapacityRating{Criterion: c.Code, Finding: assessments.NotSeen, Evidence: awkward}
			found.Both[1], found.Different, found.Final = &other, true, ""
		}
		if both && i == 2 {
			found.Final, found.AgreedBy = "1", "Haydée Salas"
			found.Agreed = &assessments.CapacityConsensus{Criterion: c.Code, Finding: "1", Reason: "Apareció el acta.", RecordedAt: sampleInstant()}
		}
		list = append(list, found)
	}
	return list
}

func samplesOfCapacity(page pager, add adder) {
	list := assessments.ChecklistHistory{Checklist: sampleChecklist(), Names: sampleNames()}
	old := list.Checklist
	old.Version = 1
	list.Versions = []assessments.Checklist{list.Checklist, old}
	add("Listas de verificación", showChecklists(checklistsPageOf(page("Listas de verificación"), []assessments.Checklist{list.Checklist, {Code: "justice", Version: 1, Title: i18n.Says("Justicia"), Kinds: assessments.InstitutionKinds{people.Court}}})))
	add("Lista de verificación", showChecklist(checklistPageOf(page("Capacidad de un centro"), list, true)))
	competencies := []assessments.Competency{{Code: "referral", Kind: assessments.Institutional, Name: i18n.Says("Derivación de casos")}}
	form := parts.Filled{Messages: []parts.Message{{Field: "criterion_0_name", Text: "Complete este campo."}, {Field: "criteria", Text: "Escriba al menos un criterio."}}}
	add("Nueva versión de una lista", showChecklistForm(checklistFormPageOf(page("Preparar una versión nueva"), "care-centre", form, 2, competencies)))
	samplesOfAcross(page, add)
	samplesOfRounds(page, add)
	samplesOfCounts(page, add)
}

func samplesOfAcross(page pager, add adder) {
	baseline, after := sampleRound(assessments.Baseline, true), sampleRound(assessments.CapacityFollowUp, true)
	across := assessments.CapacityAcross{Named: true, MayAssess: true, MayAuthor: true, Names: sampleNames(), Places: []people.Institution{sampleCentre(), {ID: "c2", Name: "Casa Marañón"}},
		Institutions: []assessments.CapacityRow{{Institution: sampleCentre(), Last: &after.CapacityRound, Settled: 2}},
		Competencies: []assessments.CapacityTogether{{Code: "referral", N: 7, Median: 44, Pairs: 6, MedianBefore: 44, MedianAfter: 67, Rose: assessments.Count{N: 5}, Fell: assessments.Count{Hidden: true}, Same: assessments.Count{Hidden: true}}},
		Counts: &assessments.MonthlyTogether{Months: []assessments.MonthTogether{{Month: sampleDay - 60, Reporting: 6, Counts: map[string]assessments.Count{"referrals_made": {N: 31}, "referrals_acknowledged": {Hidden: true}}},
			{Month: sampleDay - 30, Hidden: true}, {Month: sampleDay, Reporting: 7, Counts: map[string]assessments.Count{"referrals_made": {N: 28}, "referrals_acknowledged": {N: 20}}}}}}
	add("Capacidad institucional", showCapacity(capacityPageOf(page("Capacidad institucional"), across)))
	veiled := assessments.CapacityAcross{Names: sampleNames(), Competencies: []assessments.CapacityTogether{
		{Code: "referral", Hidden: true, Median: measure.Undefined()}, {Code: "continuity", N: 6, Median: 33, PairsHidden: true}}}
	add("Capacidad, sin nombres", showCapacity(capacityPageOf(page("Capacidad institucional"), veiled)))
	add("Capacidad, nada todavía", showCapacity(capacityPageOf(page("Capacidad institucional"), assessments.CapacityAcross{MayAssess: true, Named: true})))
	places := []parts.Option{{Value: "c1", Label: sampleCentre().Name}, {Value: "c2", Label: "Casa Marañón"}}
	add("Abrir una evaluación", showNewRound(newRoundPageOf(page("Evaluar una institución"), places, parts.Filled{Messages: []parts.Message{{Field: "institution", Text: "Elija una institución."}}})))
	one := assessments.InstitutionCapacity{Institution: sampleCentre(), MayAssess: true, Names: sampleNames(), Rounds: []assessments.RoundSummary{after, baseline}, Today: sampleDay}
	one.Comparison = &assessments.CapacityComparison{Before: baseline, After: after, Competencies: []assessments.CompetencyChange{{Code: "referral", Before: &baseline.Results[0], After: &after.Results[0]}, {Code: "continuity", Before: &baseline.Results[1]}}}
	for i, c := range sampleChecklist().Criteria {
		one.Comparison.Criteria = append(one.Comparison.Criteria, assessments.CriterionChange{CapacityCriterion: c, Before: "1", After: []assessments.CapacityFinding{"3", "0", assessments.NotSeen}[i], Reworded: i == 2})
	}
	add("Una institución", showCapacityOf(capacityOfPageOf(page(sampleCentre().Name), one)))
	add("Una institución sin evaluar", showCapacityOf(capacityOfPageOf(page(sampleCentre().Name), assessments.InstitutionCapacity{Institution: sampleCentre(), Names: sampleNames()})))
}

func samplesOfRounds(page pager, add adder) {
	round := assessments.RoundPage{RoundSummary: sampleRound(assessments.Baseline, false), Institution: sampleCentre(), Names: sampleNames(), MayAssess: true, Criteria: sampleCriteria(false), Free: true}
	add("Evaluación: por anotar", showRound(roundPageOf(page(sampleCentre().Name), round, parts.Filled{Messages: []parts.Message{{Field: "submit", Text: "Faltan 2 criterios."}}}, "")))
	add("Evaluación: un criterio", showCriterion(ratePageOf(page("Ruta de derivación"), round, round.Criteria[1], parts.Filled{Messages: []parts.Message{{Field: "evidence", Text: "Anote qué vio."}}})))
	for i := range round.Criteria {
		round.Criteria[i].Own = round.Criteria[0].Own
	}
	add("Evaluación: todo anotado", showRound(roundPageOf(page(sampleCentre().Name), round, parts.Filled{}, "")))
	at := sampleInstant()
	round.Own, round.Free = &assessments.CapacitySeat{Seat: 1, SubmittedAt: &at}, false
	add("Evaluación: entregada", showRound(roundPageOf(page(sampleCentre().Name), round, parts.Filled{}, "")))
	round.Own = nil
	add("Evaluación: de otras dos personas", showRound(roundPageOf(page(sampleCentre().Name), round, parts.Filled{}, "")))
	round.Both, round.Criteria, round.Agreement = true, sampleCriteria(true), assessments.AssessorsAgreement{Criteria: 1, One: 2, Percent: 1, Quadratic: measure.Undefined()}
	add("Evaluación: por acordar", showRound(roundPageOf(page(sampleCentre().Name), round, parts.Filled{Values: map[string][]string{"finding": {"1"}}, Messages: []parts.Message{{Field: "reason", Text: "Diga por qué."}}}, "handover")))
	round.RoundSummary = sampleRound(assessments.Baseline, true)
	add("Evaluación: terminada", showRound(roundPageOf(page(sampleCentre().Name), round, parts.Filled{}, "")))
	round.VoidedAt, round.VoidReason = &at, awkward
	add("Evaluación: anulada", showRound(roundPageOf(page(sampleCentre().Name), round, parts.Filled{}, "")))
}

func samplesOfCounts(page pager, add adder) {
	n, m := 6, 4
	month := func(at db.Date, source string) assessments.MonthDetail {
		return assessments.MonthDetail{MonthlyCount: assessments.MonthlyCount{InstitutionID: "c1", Month: at, ReferralsMade: &n, ReferralsAcknowledged: &m, Note: awkward, Source: source, RecordedAt: sampleInstant().Add(time.Hour)}, Author: "Haydée Salas"}
	}
	counts := assessments.InstitutionCounts{Institution: sampleCentre(), MayCount: true, Today: sampleDay, Months: []assessments.MonthDetail{month(sampleDay-3, "form"), month(sampleDay-33, "=abril.csv")}, Corrected: []assessments.MonthDetail{month(sampleDay-33, "form")}}
	add("Conteos", showCounts(countsPageOf(page("Conteos mensuales"), counts, parts.Filled{Messages: []parts.Message{{Field: "referrals_acknowledged", Text: "No pueden ser más."}}})))
	add("Conteos, ninguno", showCounts(countsPageOf(page("Conteos mensuales"), assessments.InstitutionCounts{Institution: sampleCentre(), Today: sampleDay}, parts.Filled{})))
	add("Traer conteos", showCountsImport(countsImportPageOf(page("Traer conteos"), parts.Filled{Messages: []parts.Message{{Field: "file", Text: "Elija un archivo."}}}, nil)))
	before := month(sampleDay-33, "form").MonthlyCount
	row := before
	row.ReferralsMade = &m
	report := assessments.CountsReport{FileName: "abril.csv", Text: "institucion;mes", Recorded: 1, Refused: 1, Rows: []assessments.CountsRow{
		{Line: 2, Institution: sampleCentre().Name, MonthlyCount: row, Before: &before, Action: assessments.CountCorrects},
		{Line: 3, Institution: awkward, Action: assessments.CountRefused, Notes: []assessments.ImportNote{{Key: "capacity.import.institution"}}}}}
	add("Revisar conteos", showCountsImport(countsImportPageOf(page("Revisar antes de guardar"), parts.Filled{}, &report)))
}

func samplesOfFramework(page pager, add adder) {
	c := sampleCompetencies()[0]
	version := func(n int, name string, from db.Date) assessments.VersionDetail {
		return assessments.VersionDetail{CompetencyVersion: assessments.CompetencyVersion{Code: c.Code, Version: n, Name: i18n.Says(name), Description: c.Description, Levels: c.Levels, ValidFrom: from}, Author: "Abel Condori"}
	}
	until := sampleDay
	first := version(1, "Acoger", sampleDay-400)
	first.Until = &until
	detail := assessments.CompetencyDetail{Competency: c, Versions: []assessments.VersionDetail{version(2, awkward, sampleDay), first}}
	add("Competencia", showCompetency(competencyPageOf(page("Acogida"), detail, true)))
	detail.Shown = 1
	add("Competencia, como se redactaba", showCompetency(competencyPageOf(page("Acoger"), detail, true)))
	add("Redactar de nuevo", showReviseCompetency(reviseCompetencyPageOf(page("Redactar de nuevo"), c, parts.Filled{Messages: []parts.Message{{Field: "levels", Text: "Escriba al menos dos niveles."}}})))
	add("Traer competencias", showFrameworkImport(frameworkImportPageOf(page("Traer de un archivo"), parts.Filled{}, nil)))
	report := assessments.FrameworkReport{FileName: "marco.csv", Text: "codigo;tipo", New: 1, Changed: 1, Refused: 1, Rows: []assessments.FrameworkRow{
		{Line: 2, Code: "reception", Name: c.Name, Action: assessments.CompetencyChanged, Fields: []string{"name", "levels"}}, {Line: 3, Code: "new", Name: i18n.Says(awkward), Action: assessments.CompetencyNew},
		{Line: 4, Code: "x y", Action: assessments.CompetencyRefused, Notes: []assessments.ImportNote{{Key: "assessments.framework.field", Pairs: []any{"field", "assessments.framework.column.code", "why", assessments.ImportNote{Key: "assessments.code_form"}}}}}}}
	add("Revisar competencias", showFrameworkImport(frameworkImportPageOf(page("Revisar antes de guardar"), parts.Filled{}, &report)))
	level, share := 3, 0.8
	cell := assessments.TargetCell{CompetencyTarget: assessments.CompetencyTarget{Cadre: people.CARMentor, CompetencyCode: "reception", Level: &level, Share: &share, ValidFrom: sampleDay, RecordedAt: sampleInstant()}, Author: "Abel Condori"}
	gone := cell
	gone.Level, gone.Share = nil, nil
	targets := assessments.Targets{On: sampleDay, Today: sampleDay, Competencies: sampleCompetencies(), MayEdit: true, Cells: map[people.Cadre]map[string]assessments.TargetCell{people.CARMentor: {"reception": cell}}, History: []assessments.TargetCell{cell, gone}}
	add("Metas", showTargets(targetsPageOf(page("Metas por cargo"), targets, parts.Filled{Messages: []parts.Message{{Field: "share", Text: "Escriba un porcentaje."}}})))
	add("Metas, ninguna", showTargets(targetsPageOf(page("Metas por cargo"), assessments.Targets{On: sampleDay, Today: sampleDay}, parts.Filled{})))
}
