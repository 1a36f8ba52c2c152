package web

import (
	"github.com/a-h/templ"

	"relevo/app/i18n"
	"relevo/app/people"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/assessments"
	"relevo/courses"
)

func addSeats(page func(string) web.Page, add func(string, templ.Component)) {
	offering := courses.Offering{ID: "o1", Code: "LOR-2026-05", Mode: courses.FaceToFace, StartsOn: sampleDay, EndsOn: sampleDay + 9, Place: "Iquitos"}
	places := []people.Institution{{ID: "i1", Name: "CAR La Ceiba", Ubigeo: "160101"}, {ID: "i2", Name: "CAR <b>Ñ</b>", Ubigeo: "080101"}}
	at, twenty := sampleDay.Start(), 20
	seats := courses.SeatsPage{Whole: true, Offering: offering, CourseTitle: "Acompañar sin dañar", Enrolled: 20, Institutions: places, Today: sampleDay}
	with := func(name string, s courses.SeatsPage, form, entry parts.Filled) {
		if p, err := seatsPageOf(page("Cupos e inscripción"), s, form, entry, "https://relevo.example.pe"); err == nil {
			add(name, showSeats(p))
		}
	}
	with("seats-none", seats, parts.Filled{Values: map[string][]string{"seats": {"<b>"}}, Messages: []parts.Message{{Field: "seats", Text: "Escriba un número."}}}, parts.Filled{})
	seats.Seats, seats.Moved, seats.LastMoved = &twenty, 1, &at
	seats.Line = []courses.LineRow{{ID: "w1", Place: 1, Name: "Ñahui, <b>Ñ</b>", Institution: "CAR La Ceiba", AskedAt: at, Mine: true, InPost: true}, {ID: "w2", Place: 2, AskedAt: at}}
	seats.Entry = &courses.Entry{ID: "c1", OfferingID: "o1", Code: "abcdefgh", LastOn: sampleDay + 5, Cadres: courses.Cadres{people.CARMentor}}
	seats.EntryPlaces = places[:1]
	with("seats", seats, parts.Filled{}, parts.Filled{})
	seats.Whole = false
	with("seats-of-a-part", seats, parts.Filled{}, parts.Filled{})
	view := courses.EntryView{Offering: offering, CourseTitle: "Acompañar sin dañar <b>Ñ</b>", Summary: "Para quienes acompañan.", Language: "es", Hours: 24}
	for name, change := range map[string]func(*courses.EntryView){
		"enter": func(*courses.EntryView) {}, "enter-full": func(v *courses.EntryView) { v.Full, v.Line = true, 2 }, "enter-waiting": func(v *courses.EntryView) { v.Waiting = 3 },
		"enter-refused": func(v *courses.EntryView) { v.Refused = "seats.entry_cadre" }, "enter-already": func(v *courses.EntryView) { v.EnrolmentID = "e1" },
	} {
		one := view
		change(&one)
		add(name, showEntry(entryPageOf(page(one.CourseTitle), one, "abcdefgh", "/meet/abc234")))
	}
	add("enter-code", showEntry(askEntryPage(page("Inscribirme con un código"), parts.Filled{Values: map[string][]string{"code": {"<b>"}}, Messages: []parts.Message{{Field: "code", Text: "Mírelo otra vez."}}})))
	addRule(page, add, offering, places)
	addCosts(page, add, offering)
	told := newLearnPage(page("Mis cursos"), courses.Home{})
	told.Waits = waitLines(told.Page, []courses.MyWait{{OfferingID: "o1", CourseTitle: view.CourseTitle, Language: "es", Place: 2}})
	told.Messages = messageViews(told.Page, []courses.MyMessage{
		{Message: courses.Message{ID: "m1", Kind: courses.FromTrainer, Subject: "Mañana <b>traer</b> la ficha", Body: "Hola:\n\nMañana <script>x</script> empezamos a las 9.", SentAt: at}, CourseTitle: view.CourseTitle, Author: "Rosa"},
		{Message: courses.Message{ID: "m2", Kind: courses.SeatFree, SentAt: at}, CourseTitle: view.CourseTitle, StartsOn: sampleDay, EndsOn: sampleDay + 9},
	})
	add("courses-learn-told", showLearn(told))
}

func addRule(page func(string) web.Page, add func(string, templ.Component), offering courses.Offering, places []people.Institution) {
	rule := courses.RulePage{Offering: offering, Institutions: places, Regions: []string{"08", "16"}, Free: 1, Already: 3,
		Competencies: []assessments.Competency{{Code: "asking", Name: i18n.Says("Preguntar en vez de interrogar")}},
		Fits:         []courses.Candidate{{PersonID: "p1", Name: "Rojas Díaz, Inés", InstitutionName: "CAR La Ceiba", Cadre: people.CARMentor}, {PersonID: "p2", Name: "<b>Ñ</b>", InstitutionName: "CAR La Ceiba", Cadre: people.CARMentor}}}
	in := ruleInput{Cadres: []people.Cadre{people.CARMentor}, Region: "16", Institutions: []string{"i1"}, Lack: courses.NotVerified, Competency: "asking"}
	rule.Applied = []courses.AppliedRule{{EnrolmentRule: courses.EnrolmentRule{ID: "r1", Rule: in.whom(), Added: 12, Waiting: 2, AppliedAt: sampleDay.Start()}, Author: "Rosa"}}
	add("enrol-rule", showRule(rulePageOf(page("Inscribir por regla"), rule, in, parts.Filled{Values: map[string][]string{"lack": {"not_verified"}, "competency": {"asking"}, "region": {"16"}}}, true)))
	rule.Fits, rule.Applied = nil, nil
	add("enrol-rule-nobody", showRule(rulePageOf(page("Inscribir por regla"), rule, in, parts.Filled{}, true)))
	add("enrol-rule-new", showRule(rulePageOf(page("Inscribir por regla"), rule, ruleInput{}, parts.Filled{Messages: []parts.Message{{Field: "competency", Text: "Elija la competencia."}}}, false)))
}

func addCosts(page func(string) web.Page, add func(string, templ.Component), offering courses.Offering) {
	at := sampleDay.Start()
	uno, dos := courses.Funder{ID: "f1", Code: "UNO", Name: "Fondo Uno"}, courses.Funder{ID: "f2", Code: "DOS", Name: "Fondo <b>Ñ</b>"}
	costs := courses.CostPage{Offering: offering, CourseTitle: "Acompañar sin dañar", MayRecord: true,
		Summary: courses.CostSummary{Total: 1_280_050, ByKind: map[courses.CostKind]courses.Soles{courses.CostInstruction: 1_200_000, courses.CostTravel: 80_050}, Trained: 18, Completed: 15},
		Funders: []courses.FunderPart{{Funder: uno, Share: 0.6}, {Funder: dos, Share: 0.4}},
		Lines: []courses.CostLine{{Cost: courses.Cost{ID: "c1", Kind: courses.CostInstruction, Centimos: 1_200_000, Note: "Dos facilitadoras <b>Ñ</b>", RecordedAt: at}, Author: "Rosa"},
			{Cost: courses.Cost{ID: "c2", Kind: courses.CostTravel, Centimos: 90_000, Note: "Pasajes", RecordedAt: at, SupersededAt: &at}, Author: "Rosa"}}}
	add("costs", showCosts(costsPageOf(page("Costos"), costs, costInput{}, parts.Filled{})))
	add("costs-correcting", showCosts(costsPageOf(page("Costos"), costs, costInput{Corrects: "c1"}, parts.Filled{})))
	none := courses.CostPage{Offering: offering, CourseTitle: "Acompañar sin dañar", MayRecord: true, Summary: courses.CostSummary{ByKind: map[courses.CostKind]courses.Soles{}}}
	add("costs-none", showCosts(costsPageOf(page("Costos"), none, costInput{}, parts.Filled{Messages: []parts.Message{{Field: "amount", Text: "Escriba el monto."}}})))
	funder := courses.FunderPage{Funder: uno, Totals: courses.FunderTotals{Offerings: 2, Trained: 24, Shared: 10, Completions: 20, Weighted: 16.4, Paid: 768_030}, All: courses.FunderTotals{Trained: 31, Shared: 10}, Sum: 41,
		Lines: []courses.FunderLine{{Offering: offering, CourseTitle: "Acompañar sin dañar", Share: 0.6, Others: []courses.FunderPart{{Funder: dos, Share: 0.4}}, Trained: 18, Completed: 15, Cost: 1_280_050, Paid: 768_030}}}
	add("funder", showFunder(funderPageOf(page(uno.Name), funder)))
	add("funder-none", showFunder(funderPageOf(page(dos.Name), courses.FunderPage{Funder: dos})))
}
