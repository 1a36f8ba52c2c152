package web

import (
	"github.com/a-h/templ"

	"relevo/app/access"
	"relevo/app/people"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/courses"
)

func addFollowing(page func(string) web.Page, add func(string, templ.Component)) {
	row := func(name string, change func(*courses.Follow)) courses.Follow {
		f := courses.Follow{RollRow: courses.RollRow{EnrolmentID: "e1", PersonID: "p1", Name: name, Institution: "CAR La Ceiba", Presence: courses.Here, Stage: courses.Reading, Read: 2, Lessons: 11},
			InstitutionID: "i1", Step: courses.Step{Kind: courses.StepLesson, Title: "Escuchar <b>Ñ</b>"}, LastOn: sampleDay - 12}
		change(&f)
		return f
	}
	f := courses.Following{Offering: courses.Offering{ID: "o1", Code: "LOR-2026-05", Mode: courses.Virtual}, CourseTitle: "Acompañar sin dañar", Group: courses.Group{Days: 7}, All: 5, Stuck: 2, Left: 2, Today: sampleDay,
		Told:         courses.StagesFor(access.Actor{}),
		Stages:       map[courses.Stage]int{courses.Reading: 2, courses.PostOpen: 1, courses.Withdrawn: 1, courses.NotStarted: 1},
		Institutions: []people.Institution{{ID: "i1", Name: "CAR La Ceiba"}, {ID: "i2", Name: "CAR <b>Ñ</b>"}},
		Rows: []courses.Follow{
			row("Rojas Díaz, Inés", func(f *courses.Follow) { f.Stuck, f.Since = courses.StuckLesson, sampleDay-12 }),
			row("Ñahui, <b>Ñ</b>", func(f *courses.Follow) {
				f.Stage, f.Step, f.Stuck, f.Since = courses.PostOpen, courses.Step{Kind: courses.StepPost}, courses.StuckPost, sampleDay-20
			}),
			row("Sullca, Óscar", func(f *courses.Follow) { f.Presence, f.LeftOn = courses.Left, sampleDay-4 }),
			row("Tello, Ada", func(f *courses.Follow) {
				f.Presence, f.Now, f.Stage, f.Step, f.LastOn = courses.Moved, "CAR La Lupuna", courses.NotStarted, courses.Step{Kind: courses.StepPre}, 0
			}),
			row("Vela, Luz", func(f *courses.Follow) {
				on := sampleDay - 3
				f.Stage, f.WithdrawnOn, f.WithdrawReason = courses.Withdrawn, &on, "Licencia"
			}),
		},
		Messages: []courses.SentMessage{{Message: courses.Message{ID: "m1", Subject: "Mañana <b>Ñ</b>", Body: "Traigan la ficha.", SentAt: sampleDay.Start()}, Group: courses.Group{Stuck: true, Days: 7, InstitutionID: "i1"}, Author: "Rosa", People: 6, Mail: 4, Read: 2}}}
	in := messageInput{Subject: "Lo que falta <b>Ñ</b>", Body: "Hola:\n\nQuedan dos lecciones. <script>x</script>"}
	add("following", showFollowing(followingPageOf(page("Seguimiento"), f, messageInput{}, parts.Filled{}, true)))
	add("following-wrong", showFollowing(followingPageOf(page("Seguimiento"), f, in, parts.Filled{Values: map[string][]string{"subject": {""}, "body": {in.Body}}, Messages: []parts.Message{{Field: "subject", Text: "Complete este dato."}}}, true)))
	seen := followingPageOf(page("Seguimiento"), f, in, parts.Filled{Values: map[string][]string{"subject": {in.Subject}, "body": {in.Body}}}, true)
	seen.Preview = previewOf(seen.Page, in, f.Rows[:2])
	add("following-preview", showFollowing(seen))
	f.Rows, f.Messages = nil, nil
	add("following-nobody", showFollowing(followingPageOf(page("Seguimiento"), f, messageInput{}, parts.Filled{}, false)))
	due := courses.DueFollowUps{Today: sampleDay, Until: sampleDay + 31, Rows: []courses.DueFollowUp{
		{AttemptID: "a1", AdministrationID: "d1", PersonName: "Ñahui, <b>Ñ</b>", Institution: "CAR <b>Ñ</b>", Region: "21", OfferingID: "o1", OfferingCode: "LOR-2026-01", CourseTitle: "Acompañar <b>sin</b> dañar", Months: 1, OpensOn: sampleDay - 20, DueOn: sampleDay - 6},
		{AttemptID: "a2", AdministrationID: "d2", PersonName: "Rojas Díaz, Inés", Institution: "CAR La Ceiba", Region: "16", OfferingID: "o1", OfferingCode: "LOR-2026-01", CourseTitle: "Acompañar sin dañar", Months: 3, OpensOn: sampleDay - 10, DueOn: sampleDay + 4},
		{AttemptID: "a3", AdministrationID: "d2", PersonName: "Sullca, Óscar", Institution: "CAR La Ceiba", OfferingID: "o1", OfferingCode: "LOR-2026-01", CourseTitle: "Acompañar sin dañar", Months: 6, OpensOn: sampleDay - 2, DueOn: sampleDay + 12, Started: true},
		{AttemptID: "a4", AdministrationID: "d2", PersonName: "Tello, Ada", OfferingID: "o1", OfferingCode: "LOR-2026-01", CourseTitle: "Acompañar sin dañar", Months: 12, OpensOn: sampleDay + 10, DueOn: sampleDay + 24},
	}}
	add("follow-ups-due", showDue(newDuePage(page("Seguimientos del próximo mes"), due, "")))
	add("follow-ups-none", showDue(newDuePage(page("Seguimientos del próximo mes"), courses.DueFollowUps{Today: sampleDay, Until: sampleDay + 31}, "")))
}
