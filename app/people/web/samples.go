package web

import (
	"time"

	"github.com/a-h/templ"

	"relevo/app/db"
	"relevo/app/i18n"
	"relevo/app/measure"
	"relevo/app/people"
	"relevo/app/people/roster"
	"relevo/app/web"
	"relevo/app/web/parts"
)

// Samples shows every page of this slice in its ordinary and its awkward
// states. The people and the places are invented.
func Samples(locale i18n.Locale) []web.Sample {
	page := func(title string) web.Page { return web.SamplePage(locale, title) }
	var all []web.Sample
	add := func(name string, component templ.Component) {
		all = append(all, web.Sample{Name: name, Component: component, Whole: true})
	}
	add("Instituciones", showInstitutions(institutionsPageOf(page("Instituciones"), sampleTree(), "", true)))
	add("Instituciones, ninguna", showInstitutions(institutionsPageOf(page("Instituciones"), nil, "", true)))
	add("Instituciones, sin resultado", showInstitutions(institutionsPageOf(page("Instituciones"), nil, "xyz", false)))
	form := institutionFormPageOf(page("Nueva institución"), people.InstitutionForm{Tree: []people.Institution{sampleNetwork()}, JudicialDistricts: []string{"Loreto", "Lima \"Sur\" <b>"}}, true)
	form.Form = parts.Filled{Values: map[string][]string{"name": {"CAR <script>alert(1)</script>"}, "code": {"CAR-01"}, "sector": {"public"}},
		Messages: []parts.Message{{Field: "code", Text: form.T("people.institution.code_taken")}}}
	add("Formulario de institución", showInstitutionForm(form))
	renaming := institutionFormPageOf(page("Cambiar"), people.InstitutionForm{Institution: sampleClosed(), Where: []string{"Loreto", "Maynas", "Iquitos"}, Tree: []people.Institution{sampleNetwork()}}, true)
	renaming.Form = parts.Filled{Values: map[string][]string{"name": {"CAR Nuevo"}, "rename": {renamed}, "languages": {"es", "cni"}},
		Messages: []parts.Message{{Field: "renamed_on", Text: form.T("fault.required")}}}
	add("Formulario de institución cerrada que cambió de nombre", showInstitutionForm(renaming))
	add("Cerrar institución", showClose(closePageOf(page("Cerrar CAR Los Aguajes"), people.Closing{Institution: sampleCentre(), InPost: 13, Successors: []people.Institution{sampleNetwork()}})))
	add("Cerrar institución, hay otras debajo", showClose(closePageOf(page("Cerrar Red"), people.Closing{Institution: sampleNetwork(), Below: []people.Institution{sampleCentre()}})))
	add("Cerrar institución, ya cerrada", showClose(closePageOf(page("Cerrar CAR Los Aguajes"), people.Closing{Institution: sampleClosed()})))
	add("Institución", showInstitution(institutionPageOf(page("CAR Los Aguajes"), sampleOverview(), mayDo{true, true, true})))
	add("Institución sin personal", showInstitution(institutionPageOf(page("CAR Los Aguajes"), people.Overview{Institution: sampleCentre()}, mayDo{true, false, false})))
	add("Institución cerrada", showInstitution(institutionPageOf(page("CAR Los Aguajes"), people.Overview{Institution: sampleClosed(), Where: []string{"Loreto", "Maynas", "Iquitos"},
		Former: []people.FormerName{{Name: "Hogar <script>alert(1)</script>", BorneUntil: sampleDay(2020, 1, 1)}}, Today: sampleDay(2026, 5, 4)}, mayDo{true, true, true})))
	add("Permanencia", showTenure(tenurePageOf(page("Permanencia"), sampleTenures())))
	add("Permanencia, nadie", showTenure(tenurePageOf(page("Permanencia"), people.Tenures{Institution: sampleCentre()})))
	add("Plazas", showPosts(postsPageOf(page("Plazas aprobadas"), sampleCentre(), []people.ApprovedPosts{{Cadre: people.CARMentor, ValidFrom: sampleDay(2026, 1, 1), Posts: 8}})))
	add("Subir lista", showRoster(rosterPageOf(page("Listas de personal"), sampleLists())))
	refused := rosterPageOf(page("Listas de personal"), people.Lists{Institution: sampleCentre()})
	refused.Refused = []string{"roto.xlsx: " + form.T(roster.FileUnreadable)}
	add("Subir lista, una dañada", showRoster(refused))
	add("Revisión", showPreview(previewPageOf(page("Revisar lista"), samplePreview())))
	add("Revisión, faltan columnas", showPreview(previewPageOf(page("Revisar lista"), people.Preview{
		Draft: people.RosterDraft{ID: "d", FileName: "x.csv", AsOf: sampleDay(2026, 4, 30)}, Institution: sampleCentre(),
		Missing: []roster.Field{roster.StartDate}, Titles: []string{"Persona", ""}, Sample: []string{"ROJAS DÍAZ, INÉS", "2025"}})))
	add("Lista guardada", showImport(importPageOf(page("Lista"), sampleReport())))
	add("Personas", showPeople(peoplePageOf(page("Personas"), people.SearchResult{More: true, People: []people.Found{
		{Person: samplePerson("1", "Inés"), Now: []people.Place{{Posting: sampleStay("1"), Institution: sampleCentre()}}}, {Person: samplePerson("2", "Óscar <b>")}}}, "")))
	add("Personas, ninguna", showPeople(peoplePageOf(page("Personas"), people.SearchResult{}, "xyz")))
	add("Persona", showPerson(personPageOf(page("Rojas Díaz, Inés"), sampleHistory(), func(people.Institution) bool { return true })))
	recordSamples(locale, add)
	return all
}

func sampleHistory() people.History {
	imp, stay, row := sampleImport(), sampleStay("1"), 12
	stay.ImportRow = &row
	here := people.Place{Posting: stay, Institution: sampleCentre()}
	return people.History{Person: samplePerson("1", "Inés"), Now: true, Hidden: 1, AsOf: sampleDay(2026, 5, 4).Start(),
		Stays: []people.Place{here}, Facts: []people.Record{{Place: here, Import: &imp, Author: "Rosa"}}}
}

func sampleDay(y int, m time.Month, d int) db.Date { return db.NewDate(y, m, d) }

func sampleNetwork() people.Institution {
	return people.Institution{ID: "n", Path: "n/", Code: "RED", Name: "Red de centros", SearchName: "red de centros", Kind: people.Network, Sector: "public"}
}

func sampleCentre() people.Institution {
	above := "n"
	return people.Institution{ID: "a", ParentID: &above, Path: "n/a/", Code: "CAR-01", Name: "CAR Los Aguajes", SearchName: "car los aguajes", Kind: people.CareCentre, Sector: "public", Ubigeo: "160101"}
}

func sampleClosed() people.Institution {
	closed, at := sampleDay(2026, 3, 1), sampleCentre()
	at.ClosedOn, at.Setting, at.JudicialDistrict, at.Languages = &closed, "rural", "Loreto", people.Languages{"es", "shp"}
	return at
}

func sampleTree() []people.Summarised {
	imp := sampleImport()
	return []people.Summarised{{Institution: sampleNetwork()}, {Institution: sampleCentre(), Indent: 1, InPost: 13, Posts: 15, Latest: &imp, ListAge: 4}, {Institution: sampleCentre(), Indent: 1, InPost: 9, Latest: &imp, ListAge: 90},
		{Institution: sampleClosed(), Indent: 1, Latest: &imp, ListAge: 90}}
}

func sampleImport() people.RosterImport {
	return people.RosterImport{ID: "i", InstitutionID: "a", AsOf: sampleDay(2026, 4, 30), FileName: "aguajes_abril.xlsx", ListRows: 13, ConfirmedAt: sampleDay(2026, 5, 2).Start(),
		Summary: people.Summary{roster.Joiner: 2, roster.Unchanged: 10, roster.Vanished: 1}}
}

func samplePerson(id, given string) people.Person {
	number := "00000012"
	return people.Person{ID: id, DocumentType: "dni", DocumentNumber: &number, FirstSurname: "Rojas", SecondSurname: "Díaz", GivenNames: given, SearchName: "rojas diaz " + id, Email: "ines@example.pe"}
}

func sampleStay(person string) people.Posting {
	seen := sampleDay(2026, 4, 30)
	return people.Posting{ID: "p" + person, StayID: "s" + person, PersonID: person, InstitutionID: "a", Cadre: people.CARMentor, Position: "TUTOR(A)", Contract: roster.ContractCAS,
		StartsOn: sampleDay(2025, 6, 1), LastSeenOn: &seen, RecordedAt: sampleDay(2026, 5, 2).Start(), RecordedBy: "x"}
}

func sampleOverview() people.Overview {
	imp := sampleImport()
	stay, gone := sampleStay("1"), sampleStay("2")
	after, by := sampleDay(2026, 2, 28), sampleDay(2026, 3, 31)
	gone.Cadre, gone.StartsOn, gone.EndsAfter, gone.EndsOn = people.Psychologist, sampleDay(2025, 9, 1), &after, &by
	in, out := people.Member{Posting: stay, Person: samplePerson("1", "Inés")}, people.Member{Posting: gone, Person: samplePerson("2", "Óscar")}
	o := people.Overview{Institution: sampleCentre(), Above: []people.Institution{sampleNetwork()}, Staff: []people.Member{in}, Left: []people.Member{out}, Came: []people.Member{in},
		All: []people.Member{in, out}, From: sampleDay(2025, 5, 1), To: sampleDay(2026, 5, 4), Today: sampleDay(2026, 5, 4), Latest: &imp, ListAge: 60, Imports: []people.RosterImport{imp},
		Drafts: []people.RosterDraft{{ID: "d"}}, Posts: []people.Filled{{Cadre: people.CARMentor, Posts: 8, People: 7}, {Cadre: people.Lawyer, Posts: 1, People: 1}, {Cadre: people.Psychologist, Posts: 1, People: 2}}}
	for i := range 12 {
		o.OverTime = append(o.OverTime, people.Headcount{On: sampleDay(2025, 5, 31).AddMonths(i), People: 11 + i%4})
	}
	for i := range 14 {
		why := []people.Why{people.NeverTrained, people.BelowCut, people.NeverAssessed, people.Lapsed, people.Lapsing}[i%5]
		o.Due, o.DueKnown = append(o.Due, people.DueMember{Member: in, Due: people.Due{Why: why, On: o.Today - 20, Competency: i18n.Text{"es": "Preguntas <b>abiertas</b>"}}, Others: i % 2}), true
	}
	o.Turnover = people.Turnover{From: sampleDay(2025, 4, 30), To: sampleDay(2026, 4, 30), Institutions: 1}
	o.Turnover.Separations = make([]measure.Separation, 22)
	o.Turnover.Transfers, o.Turnover.PersonYears, o.Turnover.InPost, o.Turnover.MeanHeadcount = 3, 13.1, 13, 13.1
	o.Turnover.Rate, o.Turnover.HRPercent = measure.Rate(22, 13.1), 168
	return o
}

func sampleLists() people.Lists {
	return people.Lists{Institution: sampleCentre(), Names: map[string]string{"a": "CAR Los Aguajes"}, Imports: []people.RosterImport{sampleImport()},
		Drafts: []people.RosterDraft{{ID: "d", InstitutionID: "a", AsOf: sampleDay(2026, 4, 30), FileName: "aguajes.xlsx", CreatedAt: sampleDay(2026, 5, 2).Start()}}}
}

func samplePreview() people.Preview {
	start := sampleDay(2026, 4, 15)
	person := samplePerson("2", "Óscar")
	row := func(n int, given string) *roster.Row {
		return &roster.Row{Number: n, Kind: roster.PersonRow, Names: roster.Names{FirstSurname: "ROJAS", SecondSurname: "DÍAZ", GivenNames: given}, Position: "TUTOR(A)", Cadre: roster.Mentor, Start: &start,
			Notes: []roster.Message{{Key: roster.NotePadded, Pairs: []any{"listed", "4452100"}}}}
	}
	imp := sampleImport()
	return people.Preview{Draft: people.RosterDraft{ID: "d", InstitutionID: "a", AsOf: sampleDay(2026, 4, 30), FileName: "aguajes.xlsx", Mapping: people.Layout{Columns: roster.Mapping{roster.StartDate: 1}, Named: "CAR <i>Otro</i>"}},
		Institution: sampleCentre(), Titles: []string{"DNI", "Ingreso"}, Sample: []string{"4452100", "15/04/2026"}, Counts: people.Summary{roster.Joiner: 1, roster.Vanished: 1, roster.Doubtful: 1},
		Rows: 2, Changes: 2, Waiting: 1, Same: &imp, Newer: &imp, NamesOther: true, Choosable: []people.Institution{sampleNetwork(), sampleCentre()},
		Decisions: []people.Decision{
			{Decision: roster.Decision{Kind: roster.Joiner, Proposed: roster.Joiner, Row: 4, Explain: roster.Message{Key: roster.WhyJoined, Pairs: []any{"start", start}}}, Key: "r4", Listed: row(4, "INÉS <script>")},
			{Decision: roster.Decision{Kind: roster.Vanished, PersonID: "2", Explain: roster.Message{Key: roster.WhyVanished, Pairs: []any{"after", start - 46, "by", start + 15}}}, Key: "s2", Person: &person},
			{Decision: roster.Decision{Kind: roster.Doubtful, Row: 5, Level: 3, Explain: roster.Message{Key: roster.WhyNameOnly, Pairs: []any{"known", "Rojas Díaz, Óscar"}},
				Alternatives: []roster.Alternative{{Explain: roster.Message{Key: roster.ChooseSamePerson, Pairs: []any{"known", "Rojas Díaz, Óscar", "document", "00000012"}}}, {Explain: roster.Message{Key: roster.ChooseNewPerson}}}}, Key: "r5", Listed: row(5, "ÓSCAR")},
		}}
}

func sampleReport() people.ImportReport {
	stay := sampleStay("1")
	was := stay
	was.Contract = roster.ContractService
	return people.ImportReport{Import: sampleImport(), Institution: sampleCentre(), ConfirmedBy: "Rosa", MayUndo: true, Next: &people.RosterDraft{ID: "d", AsOf: sampleDay(2026, 5, 31)},
		Facts:    []people.ImportedFact{{Posting: stay, Person: samplePerson("1", "Inés"), Before: &was}, {Posting: sampleStay("2"), Person: samplePerson("2", "Óscar")}},
		Blockers: []people.Blocker{{Person: samplePerson("2", "Óscar")}}}
}

func sampleTenures() people.Tenures {
	t := people.Tenures{TenureQuery: people.TenureQuery{From: sampleDay(2024, 5, 4), To: sampleDay(2026, 5, 4), By: people.ByCadre}, Institution: sampleCentre(), LatestList: true,
		Filters: people.Filters{Cadres: []people.Cadre{people.CARMentor, people.Psychologist}, Regions: []string{"15", "16"}, By: []people.By{people.ByCadre, people.ByQuarter}}}
	t.All = sampleGroup("", 12, 1)
	t.Groups = []people.Group{sampleGroup(string(people.CARMentor), 9, 2), sampleGroup(string(people.Psychologist), 6, 3)}
	t.Compared = people.Compared{Groups: t.Groups, Start: measure.Undefined(), LogRank: measure.LogRankTest{ChiSquare: 2.4, DF: 1, P: 0.12}}
	t.Reasons = people.Reasons{Start: measure.Undefined(), List: []people.LeavingFor{{Reason: "Renuncia <i>Otro</i>", People: 4}, {Reason: people.ReasonTransfer, People: 2}, {Reason: people.ReasonNone, People: 1}}}
	var tenures []measure.Tenure
	for i, one := range t.All.Tenures {
		one.Cause = t.Reasons.List[i%3].Reason
		tenures = append(tenures, one)
	}
	if curve, err := measure.CumulativeIncidence(tenures, nil); err == nil {
		t.Reasons.Curve = curve
	}
	return t
}

// sampleGroup makes n stays that end the sooner the faster.
func sampleGroup(key string, n, faster int) people.Group {
	g := people.Group{Key: key, Turnover: sampleOverview().Turnover, Joiners: n / 2, Posts: n, Vacant: 1}
	for i := range n {
		g.Tenures = append(g.Tenures, measure.Tenure{Exit: float64(3+2*i) / float64(faster), Event: i%4 != 3, Group: key})
	}
	var err error
	if g.Curve, err = measure.KaplanMeier(g.Tenures, nil); err != nil {
		return g // the sample's stays are all possible; a test draws them
	}
	in30, in90 := measure.Estimate{Value: 0.4, Lower: 0.2, Upper: 0.6}, measure.Estimate{Value: 0.8, Lower: 0.5, Upper: 0.9}
	g.Training = &people.Training{Joiners: n / 2, Trained: 4, Before: 1, Curve: g.Curve, Waits: g.Tenures, In30: in30, In90: in90}
	return g
}
