package web

import (
	"relevo/app/access"
	"relevo/app/web"
)

// meetingRoutes are the addresses of meetings and of signing in to them.
func (h *Handlers) meetingRoutes() []web.Route {
	learners, runners := web.Can(access.Learn), web.Can(access.RunOfferings)
	return []web.Route{
		{Method: "GET", Path: "/meet", Handle: h.SignCode, Allow: learners, Name: "courses.sign_code"},
		{Method: "GET", Path: "/meet/:code", Handle: h.Sign, Allow: learners, Name: "courses.sign"},
		{Method: "POST", Path: "/meet/:code", Handle: h.SignIn, Allow: learners, Name: "courses.sign_in"},
		{Method: "GET", Path: "/offerings/:offering/attendance.pdf", Handle: h.AttendancePDF, Allow: runners, Name: "courses.attendance_pdf"},
		{Method: "GET", Path: "/offerings/:offering/meetings", Handle: h.Meetings, Allow: runners, Name: "courses.meetings"},
		{Method: "GET", Path: "/offerings/:offering/meetings/new", Handle: h.NewMeeting, Allow: runners, Name: "courses.new_meeting"},
		{Method: "POST", Path: "/offerings/:offering/meetings/new", Handle: h.AddMeeting, Allow: runners, Name: "courses.add_meeting"},
		{Method: "GET", Path: "/offerings/:offering/meetings/:meeting", Handle: h.Meeting, Allow: runners, Name: "courses.meeting"},
		{Method: "GET", Path: "/offerings/:offering/meetings/:meeting/edit", Handle: h.EditMeeting, Allow: runners, Name: "courses.edit_meeting"},
		{Method: "POST", Path: "/offerings/:offering/meetings/:meeting/edit", Handle: h.UpdateMeeting, Allow: runners, Name: "courses.update_meeting"},
		{Method: "POST", Path: "/offerings/:offering/meetings/:meeting/cancel", Handle: h.CancelMeeting, Allow: runners, Name: "courses.cancel_meeting"},
		{Method: "POST", Path: "/offerings/:offering/meetings/:meeting/minutes", Handle: h.KeepMinutes, Allow: runners, Name: "courses.keep_minutes"},
		{Method: "GET", Path: "/offerings/:offering/meetings/:meeting/room", Handle: h.MeetingRoom, Allow: runners, Name: "courses.meeting_room"},
		{Method: "GET", Path: "/offerings/:offering/meetings/:meeting/roll", Handle: h.Roll, Allow: runners, Name: "courses.roll"},
		{Method: "POST", Path: "/offerings/:offering/meetings/:meeting/roll", Handle: h.KeepRoll, Allow: runners, Name: "courses.keep_roll"},
		{Method: "POST", Path: "/offerings/:offering/meetings/:meeting/marks", Handle: h.Marks, Allow: runners, Name: "courses.marks"},
		{Method: "POST", Path: "/offerings/:offering/meetings/:meeting/sheets", Handle: h.PrintSheet, Allow: runners, Name: "courses.print_sheet"},
		{Method: "GET", Path: "/offerings/:offering/meetings/:meeting/sheets/:sheet", Handle: h.Sheet, Allow: runners, Name: "courses.sheet"},
		{Method: "POST", Path: "/offerings/:offering/meetings/:meeting/sheets/:sheet", Handle: h.KeepSheet, Allow: runners, Name: "courses.keep_sheet"},
		{Method: "GET", Path: "/offerings/:offering/meetings/:meeting/sheets/:sheet/pdf", Handle: h.SheetPDF, Allow: runners, Name: "courses.sheet_pdf"},
	}
}
