package web

import (
	"cmp"

	"relevo/app/db"
	"relevo/app/web"
	"relevo/app/web/api"
	"relevo/courses"
)

type meetingPresence struct {
	Takes  bool            `json:"takes" doc:"Presence can be noted now: from an hour before it begins."`
	People []presentPerson `json:"people" doc:"Of the offering, in the owner's scope, by institution and name."`
	Sheets []printedSheet  `json:"sheets" doc:"Printed to be signed, the newest first."`
}

type presentPerson struct {
	EnrolmentID string      `json:"enrolment_id"`
	Name        string      `json:"name"`
	Institution string      `json:"institution"`
	Document    string      `json:"document" doc:"The last digits alone."`
	SignedAt    *db.Instant `json:"signed_at" doc:"By themselves, with the code in the room."`
	Hours       *float64    `json:"hours" doc:"As noted; null: nothing was."`
	Counted     float64     `json:"counted" doc:"Hours that count for completion: they do once the meeting is over."`
}

func presentPersonOf(r courses.MeetingRow) presentPerson {
	out := presentPerson{EnrolmentID: r.EnrolmentID, Name: r.Name, Institution: r.Institution, Document: r.Document, SignedAt: r.SignedAt, Counted: r.Counted}
	if r.Said {
		out.Hours = &r.Hours
	}
	return out
}

type printedSheet struct {
	Code      string     `json:"code" doc:"As it stands on the sheet."`
	PrintedAt db.Instant `json:"printed_at"`
	People    int        `json:"people"`
}

func printedSheetOf(s courses.MeetingSheet) printedSheet {
	return printedSheet{s.Code, s.PrintedAt, len(s.Enrolments)}
}

type markPresence struct {
	oneMeeting
	Body struct {
		How   courses.How `json:"how,omitempty" enum:"roll,sheet" doc:"roll: called from the list, also when left out. sheet: typed in from a sheet that was signed."`
		Marks []markBody  `json:"marks" doc:"At most 2000."`
	}
}

type markBody struct {
	Key         string      `json:"key" doc:"Of your own: the same one is noted once."`
	EnrolmentID string      `json:"enrolment_id"`
	Hours       float64     `json:"hours" doc:"0: was not there; at most as long as the meeting."`
	At          *db.Instant `json:"at,omitempty" doc:"When it was noted; left out: now. The last word counts."`
}

type marksKept struct {
	Saved   []string `json:"saved" doc:"Keys that are kept, now or since before."`
	Refused []string `json:"refused" doc:"Keys whose people are not enrolled, or not any more."`
}

type oneSheet struct {
	oneMeeting
	Code string `path:"sheet"`
}

type sheetRead struct {
	printedSheet
	Rows  []presentPerson `json:"rows" doc:"As they stand on the sheet, without who has withdrawn; then those enrolled since."`
	Later int             `json:"later" doc:"How many of the rows, the last ones, do not stand on it."`
}

// presenceAPI is for who was at a meeting.
func (h *Handlers) presenceAPI() []web.Route {
	return []web.Route{
		api.Op[oneMeeting, meetingPresence]{
			Method: "GET", Path: "/offerings/:offering/meetings/:meeting/presence", Name: "presence", Summary: "Who was at a meeting, and for how long", Needs: apiRunners, Stands: []string{"courses.meeting", "courses.roll"},
			Do: func(c *web.Ctx, in oneMeeting) (meetingPresence, error) {
				page, err := h.Courses.Meeting(c.Context(), c.Actor, in.ID, in.MeetingID)
				return meetingPresence{page.Takes(page.Now), api.Each(page.Rows, presentPersonOf), api.Each(page.Sheets, printedSheetOf)}, err
			},
		}.Route(),
		api.Op[markPresence, marksKept]{
			Method: "POST", Path: "/offerings/:offering/meetings/:meeting/presence", Name: "presence.mark", Summary: "Note who was at a meeting, and for how long", Needs: apiRunners,
			Stands: []string{"courses.keep_roll", "courses.marks", "courses.keep_sheet"},
			Do: func(c *web.Ctx, in markPresence) (marksKept, error) {
				var marks []courses.Mark
				for _, m := range in.Body.Marks {
					mark := courses.Mark{Key: m.Key, EnrolmentID: m.EnrolmentID, Hours: m.Hours}
					if m.At != nil {
						mark.At = *m.At
					}
					marks = append(marks, mark)
				}
				out, err := h.Courses.MarkMeeting(c.Context(), c.Actor, in.ID, in.MeetingID, cmp.Or(in.Body.How, courses.ByRoll), marks)
				return marksKept{append([]string{}, out.Saved...), append([]string{}, out.Refused...)}, err
			},
		}.Route(),
		api.Op[oneMeeting, printedSheet]{
			Method: "POST", Path: "/offerings/:offering/meetings/:meeting/sheets", Name: "sheets.print", Summary: "Make a sheet to be signed at a meeting", Needs: apiRunners, Status: 201, Stands: []string{"courses.print_sheet"},
			Do: func(c *web.Ctx, in oneMeeting) (printedSheet, error) {
				sheet, err := h.Courses.PrintSheet(c.Context(), c.Actor, in.ID, in.MeetingID)
				return printedSheetOf(sheet), err
			},
		}.Route(),
		api.Op[oneSheet, sheetRead]{
			Method: "GET", Path: "/offerings/:offering/meetings/:meeting/sheets/:sheet", Name: "sheet", Summary: "Who stands on a printed sheet", Needs: apiRunners, Stands: []string{"courses.sheet"},
			Do: func(c *web.Ctx, in oneSheet) (sheetRead, error) {
				page, err := h.Courses.Sheet(c.Context(), c.Actor, in.ID, in.MeetingID, in.Code)
				return sheetRead{printedSheetOf(page.Sheet), api.Each(page.Rows, presentPersonOf), page.Later}, err
			},
		}.Route(),
		api.Op[oneSheet, api.File]{
			Method: "GET", Path: "/offerings/:offering/meetings/:meeting/sheets/:sheet/pdf", Name: "sheet.pdf", Summary: "A sheet as the paper to be signed", Needs: apiRunners, Stands: []string{"courses.sheet_pdf"},
			Produces: []string{"application/pdf"},
			Do: func(c *web.Ctx, in oneSheet) (api.File, error) {
				page, err := h.Courses.Sheet(c.Context(), c.Actor, in.ID, in.MeetingID, in.Code)
				if err != nil {
					return api.File{}, err
				}
				body, err := courses.SheetPDF(page, c.Printer)
				return api.File{Name: "hoja-" + page.Sheet.Code + ".pdf", Media: "application/pdf", Data: body}, err
			},
		}.Route(),
	}
}
