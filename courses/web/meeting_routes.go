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
		{Method: "GET", Path: "/enrol", Handle: h.EntryCode, Allow: learners, Name: "courses.entry_code"},
		{Method: "GET", Path: "/enrol/:code", Handle: h.Entry, Allow: learners, Name: "courses.entry"},
		{Method: "POST", Path: "/enrol/:code", Handle: h.Enter, Allow: learners, Name: "courses.enter"},
		{Method: "POST", Path: "/waiting/:offering/leave", Handle: h.LeaveLine, Allow: learners, Name: "courses.leave_line"},
		{Method: "POST", Path: "/messages/:message/read", Handle: h.ReadMessage, Allow: learners, Name: "courses.read_message"},
		{Method: "GET", Path: "/funders/:funder", Handle: h.Funder, Allow: runners, Name: "courses.funder"},
		{Method: "GET", Path: "/offerings/:offering/seats", Handle: h.Seats, Allow: runners, Name: "courses.seats"},
		{Method: "POST", Path: "/offerings/:offering/seats", Handle: h.SetSeats, Allow: runners, Name: "courses.set_seats"},
		{Method: "POST", Path: "/offerings/:offering/seats/entry", Handle: h.OpenEntry, Allow: runners, Name: "courses.open_entry"},
		{Method: "POST", Path: "/offerings/:offering/seats/entry/close", Handle: h.CloseEntry, Allow: runners, Name: "courses.close_entry"},
		{Method: "POST", Path: "/offerings/:offering/seats/line/:place", Handle: h.TakeOutOfLine, Allow: runners, Name: "courses.take_out_of_line"},
		{Method: "GET", Path: "/offerings/:offering/enrol/rule", Handle: h.EnrolRule, Allow: runners, Name: "courses.enrol_rule"},
		{Method: "POST", Path: "/offerings/:offering/enrol/rule", Handle: h.EnrolByRule, Allow: runners, Name: "courses.enrol_by_rule"},
		{Method: "GET", Path: "/offerings/:offering/following", Handle: h.Following, Allow: runners, Name: "courses.following"},
		{Method: "POST", Path: "/offerings/:offering/following/message", Handle: h.Message, Allow: runners, Name: "courses.message"},
		{Method: "GET", Path: "/offerings/:offering/costs", Handle: h.Costs, Allow: runners, Name: "courses.costs"},
		{Method: "POST", Path: "/offerings/:offering/costs", Handle: h.RecordCost, Allow: runners, Name: "courses.record_cost"},
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
