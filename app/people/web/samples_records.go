package web

import (
	"github.com/a-h/templ"

	"relevo/app/i18n"
	"relevo/app/people"
	"relevo/app/people/roster"
	"relevo/app/web"
	"relevo/app/web/parts"
)

// recordSamples shows the pages that correct records and join them.
func recordSamples(locale i18n.Locale, add func(name string, component templ.Component)) {
	page := func(title string) web.Page { return web.SamplePage(locale, title) }
	person, other := samplePerson("1", "Inés"), samplePerson("2", "Inés <b>")
	other.DocumentType, other.DocumentNumber = "none", nil
	here := people.Place{Posting: sampleStay("1"), Institution: sampleCentre()}

	wrong := parts.Filled{Values: map[string][]string{"document_type": {"dni"}, "document_number": {"1234"}, "languages": {"quy"}},
		Messages: []parts.Message{{Field: "document_number", Text: page("").T(roster.ProblemDocumentShort, "listed", "1234")}}}
	add("Corregir a una persona", showPersonForm(personFormPageOf(page("Corregir los datos"), person, wrong)))
	fresh := personFormPageOf(page("Agregar a una persona"), people.Person{}, parts.Filled{})
	stay := stayFieldsOf(fresh.Page, fresh.Form, nil)
	stay.Institutions = options([]people.Institution{sampleNetwork(), sampleCentre()})
	fresh.Stay = &stay
	add("Agregar a una persona", showPersonForm(fresh))
	add("Corregir un puesto con salida incierta", showStayForm(stayFormPageOf(page("Corregir el puesto"), person, uncertain(here), parts.Filled{Values: map[string][]string{"end": {people.EndUncertain}}})))

	add("Posibles duplicados", showDuplicates(duplicatesPageOf(page("Posibles duplicados"), []people.Twins{{
		Pair:   roster.Pair{First: "1", Second: "2", Level: 1, Reasons: []roster.Message{{Key: roster.SameNameNoDocument}, {Key: roster.SameEmail}}},
		People: [2]people.Found{{Person: person, Now: []people.Place{here}}, {Person: other}}}})))
	add("Posibles duplicados, ninguno", showDuplicates(duplicatesPageOf(page("Posibles duplicados"), nil)))
	search := mergePage{Page: page("Unir con otro registro"), Path: "/people/1/merge", Searched: true}
	search.Nothing = parts.Nothing{Icon: "search", Title: search.T("people.people.not_found"), Text: search.T("people.people.not_found.text"), Href: search.Path, Do: search.T("people.merge.search_again")}
	add("Buscar el otro registro, nadie", showMergeSearch(search))
	joint := people.Joint{People: [2]people.Person{person, other}, Stays: [2][]people.Place{{here}, {here}}, Account: [2]bool{true, true},
		Rows: map[string]int{"completion": 1, "result": 3, "certificate": 2}}
	add("Comparar dos registros", showMerge(mergePageOf(page("¿Es la misma persona?"), joint)))
	joint.Blocked = true
	add("Comparar dos registros, uno fuera de su cargo", showMerge(mergePageOf(page("¿Es la misma persona?"), joint)))
	history := sampleHistory()
	history.Joined = []people.Joined{{Merger: people.Merger{ID: "m", RecordedAt: sampleDay(2026, 5, 3).Start()}, Person: other, Author: "Rosa"}}
	history.Before = []people.Corrected{{Correction: people.Correction{RecordedAt: sampleDay(2026, 5, 2).Start(), Was: people.Details(people.InputOf(other))}, Author: "Rosa"}}
	history.Past = []people.PastFact{{On: sampleDay(2019, 12, 15), Says: []roster.Message{{Key: "trainings.says", Pairs: []any{"title", "Taller <b>", "day", sampleDay(2019, 12, 15)}}}, Source: people.Source{FileName: "antes <b>.csv", On: sampleDay(2026, 5, 2).Start(), By: "Rosa"}}}
	add("Persona con otro registro y una corrección", showPerson(personPageOf(page("Rojas Díaz, Inés"), history, func(people.Institution) bool { return true })))

	joined := []people.JoinedInstitution{{Merger: people.Merger{ID: "m", RecordedAt: sampleDay(2026, 5, 3).Start()}, Institution: sampleCentre(), Author: "Rosa"}}
	add("Unir instituciones", showMergeInstitution(mergeInstitutionPageOf(page("Unir otro registro"), sampleCentre(), joined, []people.Institution{sampleNetwork()},
		parts.Filled{Messages: []parts.Message{{Field: "right", Text: search.T("people.merge_institution.sure")}}})))
	add("Unir instituciones, no hay otra", showMergeInstitution(mergeInstitutionPageOf(page("Unir otro registro"), sampleCentre(), nil, nil, parts.Filled{})))
}

func uncertain(place people.Place) *people.Place {
	after, by := sampleDay(2026, 2, 28), sampleDay(2026, 3, 31)
	place.EndsAfter, place.EndsOn = &after, &by
	return &place
}
