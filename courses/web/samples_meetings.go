package web

import (
	"time"

	"github.com/a-h/templ"

	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/courses"
)

// sampleMeeting is a meeting of an invented offering.
func sampleMeeting() courses.Meeting {
	agenda := "1. Bienvenida\n2. **Preguntar** en vez de interrogar\n3. Ensayo de la primera hora <script>"
	html, err := courses.Render(agenda)
	if err != nil {
		html = err.Error() // a sample that says so is seen at once
	}
	return courses.Meeting{ID: "n1", OfferingID: "o1", HeldOn: sampleDay, FromMinute: 9 * 60, ToMinute: 13 * 60, Title: "Primer día <b>Ñ</b>", Place: "Iquitos, casa comunal",
		Facilitators: "Rosa\nUna invitada", Agenda: agenda, AgendaHTML: html, Secret: "secret"}
}

func sampleMeetingPage() courses.MeetingPage {
	signed := sampleDay.Start().Add(9*time.Hour + 2*time.Minute)
	return courses.MeetingPage{Whole: true,
		Meeting: sampleMeeting(), Offering: courses.Offering{ID: "o1", Code: "LOR-2026-05", Mode: courses.FaceToFace}, CourseTitle: "Acompañar sin dañar", Now: sampleDay.Start().Add(10 * time.Hour),
		Rows: []courses.MeetingRow{
			{EnrolmentID: "e1", PersonID: "p1", Name: "Rojas Díaz, Inés", Institution: "CAR La Ceiba", Document: "···117", Said: true, Hours: 4, SignedAt: &signed},
			{EnrolmentID: "e2", PersonID: "p2", Name: "Ñahui, <b>Ñ</b>", Institution: "CAR La Ceiba", Said: true, Hours: 2.5},
			{EnrolmentID: "e3", PersonID: "p3", Name: "Sullca, Óscar", Institution: "CAR La Lupuna"},
		},
		Sheets: []courses.MeetingSheet{{Code: "abcdefgh", MeetingID: "n1", Enrolments: courses.IDs{"e1", "e2"}, PrintedAt: sampleDay.Start()}},
	}
}

func addMeetings(page func(string) web.Page, add func(string, templ.Component)) {
	m := sampleMeetingPage()
	list := courses.MeetingsPage{Whole: true, Offering: m.Offering, CourseTitle: m.CourseTitle, Hours: 16, Meetings: []courses.MeetingSummary{{Meeting: m.Meeting, Present: 12, Locked: true}, {Meeting: m.Meeting}}}
	add("meetings", showMeetings(meetingsPageOf(page("Reuniones"), list, parts.Filled{})))
	list.Meetings = nil
	add("meetings-none", showMeetings(meetingsPageOf(page("Reuniones"), list, parts.Filled{})))
	wrong := parts.Filled{Values: map[string][]string{"from": {"nueve"}, "title": {"<b>Ñ</b>"}}, Messages: []parts.Message{{Field: "from", Text: "Escriba la hora así: 9:00."}}}
	add("meeting-new", showMeetingForm(newMeetingForm(page("Programar reunión"), list, "/offerings/o1/meetings/new", wrong)))
	part := m
	part.Whole = false
	add("meeting-of-a-part", showMeeting(meetingPageOf(page(m.Title), part, parts.Filled{})))
	add("meeting", showMeeting(meetingPageOf(page(m.Title), m, parts.Filled{})))
	at, by := sampleDay.Start(), "t"
	text := courses.MeetingMinutes{ID: "x1", Source: "Se acordó **ensayar**.", HTML: "<p>Se acordó <strong>ensayar</strong>.</p>", WrittenAt: at}
	m.Minutes = []courses.Minutes{{MeetingMinutes: text, Author: "Rosa"}}
	add("meeting-draft", showMeeting(meetingPageOf(page(m.Title), m, parts.Filled{})))
	text.LockedAt, text.LockedBy = &at, &by
	m.Minutes = []courses.Minutes{{MeetingMinutes: text, Author: "Rosa", Locker: "Rosa"}, {MeetingMinutes: text, Author: "<b>Ñ</b>", Locker: "<b>Ñ</b>"}}
	add("meeting-locked", showMeeting(meetingPageOf(page(m.Title), m, parts.Filled{})))
	add("meeting-roll", showRoll(rollPageOf(page("Pasar lista"), m, parts.Filled{}, nil)))
	typed := parts.Filled{Values: map[string][]string{"q_e1": {"9"}}, Messages: []parts.Message{{Field: "q_e1", Text: "La reunión dura 4 h: no puede ser más."}}}
	add("meeting-roll-wrong", showRoll(rollPageOf(page("Pasar lista"), m, typed, map[string]bool{"e1": true})))
	sheet := courses.SheetPage{MeetingPage: m, Sheet: m.Sheets[0], Later: 1}
	add("meeting-sheet", showSheet(sheetPageOf(page("Hoja ABCD EFGH"), sheet, parts.Filled{})))
	add("meeting-sheet-wrong", showSheet(sheetPageOf(page("Hoja ABCD EFGH"), sheet, typed)))
	early := m
	early.Now = sampleDay.Start()
	add("meeting-roll-early", showRoll(rollPageOf(page("Pasar lista"), early, parts.Filled{}, nil)))
	gone := m
	gone.CancelledAt, gone.Minutes = &at, nil
	add("meeting-cancelled", showMeeting(meetingPageOf(page(m.Title), gone, parts.Filled{})))
	room := courses.RoomCodes{Meeting: m.Meeting, Offering: m.Offering, CourseTitle: m.CourseTitle, From: m.Now, Now: m.Now, Codes: []string{"abc234", "def567"}, Signed: 12, Enrolled: 20}
	for name, codes := range map[string][]string{"meeting-room": room.Codes, "meeting-room-closed": nil} {
		room.Codes = codes
		if p, err := meetingRoomPageOf(page(m.Title), room, "https://relevo.example.pe"); err == nil {
			add(name, showMeetingRoom(p))
		}
	}
	view := courses.SignInView{Meeting: m.Meeting, OfferingID: "o1", CourseTitle: m.CourseTitle, Language: "es", EnrolmentID: "e1"}
	add("meeting-sign", showSign(signPageOf(page(m.Title), view, "abc234")))
	view.SignedAt = &at
	add("meeting-signed", showSign(signPageOf(page(m.Title), view, "abc234")))
	view.EnrolmentID, view.SignedAt = "", nil
	add("meeting-sign-stranger", showSign(signPageOf(page(m.Title), view, "abc234")))
	add("meeting-sign-code", showSign(askCodePage(page("Firmar mi asistencia"), parts.Filled{Values: map[string][]string{"code": {"<b>"}}, Messages: []parts.Message{{Field: "code", Text: "Mírelo otra vez."}}})))
	mine := sampleCourse(courses.StepAttend)
	learn := newLearnCoursePage(page(mine.Title), courses.LearnCourse{MyCourse: mine, Outline: sampleOutline(), Open: true})
	learn.Meetings = meetingLines(page("").Printer, []courses.Meeting{m.Meeting})
	learn.Take = &takeView{Enrolment: mine.EnrolmentID, Manifest: "/learn/" + mine.EnrolmentID + "/offline", Cases: true}
	add("courses-offline", showOffline(page("Sin conexión")))
	add("courses-course-meetings", showLearnCourse(learn))
}
