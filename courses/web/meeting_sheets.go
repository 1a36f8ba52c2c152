package web

import (
	"strconv"
	"strings"

	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/courses"
)

func sheetPath(offering string, s courses.MeetingSheet) string {
	return meetingPath(offering, s.MeetingID) + "/sheets/" + s.Code
}

// PrintSheet makes a sheet to be signed and leads to it.
func (h *Handlers) PrintSheet(c *web.Ctx) error {
	sheet, err := h.Courses.PrintSheet(c.Context(), c.Actor, c.Params("offering"), c.Params("meeting"))
	if err != nil {
		return err
	}
	return c.See(sheetPath(c.Params("offering"), sheet) + "/pdf")
}

// sendPDF sends a paper that is shown in the browser and kept by name.
func sendPDF(c *web.Ctx, name string, body []byte) error {
	c.Set("Content-Type", "application/pdf")
	c.Set("Content-Disposition", `inline; filename="`+name+`.pdf"`)
	c.Set("Cache-Control", "no-store")
	return c.Send(body)
}

// SheetPDF is the sheet to be printed.
func (h *Handlers) SheetPDF(c *web.Ctx) error {
	sheet, err := h.Courses.Sheet(c.Context(), c.Actor, c.Params("offering"), c.Params("meeting"), c.Params("sheet"))
	if err != nil {
		return err
	}
	body, err := courses.SheetPDF(sheet, c.Printer)
	if err != nil {
		return err
	}
	return sendPDF(c, "hoja-"+sheet.Sheet.Code, body)
}

// AttendancePDF is the attendance of an offering for its file.
func (h *Handlers) AttendancePDF(c *web.Ctx) error {
	table, err := h.Courses.AttendanceTable(c.Context(), c.Actor, c.Params("offering"))
	if err != nil {
		return err
	}
	body, err := courses.AttendancePDF(table, c.Printer)
	if err != nil {
		return err
	}
	return sendPDF(c, "asistencia-"+fileWord(table.Offering.Code), body)
}

// fileWord keeps of a text what may stand in the name of a file.
func fileWord(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' {
			return r
		}
		return '-'
	}, text)
}

type sheetPage struct {
	web.Page
	Action, Back string
	PDF          string
	Form         parts.Filled
	Key          string
	Rows         []sheetRow
	Later        string // that the last rows do not stand on the paper; empty when all do
}

// sheetRow is a row of the paper.
type sheetRow struct {
	Number      int
	Name, About string
	Field, ID   string
	Value       string
	Error       string
}

// Sheet shows the grid into which a signed sheet is typed.
func (h *Handlers) Sheet(c *web.Ctx) error {
	sheet, err := h.Courses.Sheet(c.Context(), c.Actor, c.Params("offering"), c.Params("meeting"), c.Params("sheet"))
	if err != nil {
		return err
	}
	return c.Render(200, showSheet(sheetPageOf(c.Page("meetings.sheet.title", "code", sheet.Sheet.Printed()), sheet, parts.Filled{})))
}

func sheetPageOf(page web.Page, s courses.SheetPage, form parts.Filled) sheetPage {
	path := meetingPath(s.OfferingID, s.ID)
	p := sheetPage{Page: page, Action: sheetPath(s.OfferingID, s.Sheet), Back: path, Form: form, Key: db.NewSecret()}
	p.PDF = p.Action + "/pdf"
	p.Crumbs = crumbs(p.Title, p.T("courses.offerings"), "/offerings", s.Offering.Code, "/offerings/"+s.OfferingID, p.T("meetings.title"), meetingsPath(s.OfferingID), s.Title, path)
	p.Lead = p.T("meetings.roll.lead", "title", s.Title, "when", when(p.Printer, s.Meeting))
	if s.Later > 0 {
		p.Later = p.T("meetings.sheet.later", "count", s.Later)
	}
	for i, r := range s.Rows {
		row := sheetRow{Number: i + 1, Name: r.Name, About: r.Institution, Field: partField(r.EnrolmentID)}
		switch {
		case r.Said && r.Hours >= s.Hours():
			row.Value = "x"
		case r.Said:
			row.Value = strconv.FormatFloat(r.Hours, 'f', -1, 64)
		}
		if typed, ok := form.Values[row.Field]; ok {
			row.Value = typed[0]
		}
		row.ID, row.Error = p.Form.FieldID(row.Field), form.Error(row.Field)
		p.Rows = append(p.Rows, row)
	}
	return p
}

// KeepSheet takes what was typed in from the sheet.
func (h *Handlers) KeepSheet(c *web.Ctx) error {
	var in struct {
		Key string `form:"key"`
	}
	if err := c.Bind(&in); err != nil {
		return err
	}
	sheet, err := h.Courses.Sheet(c.Context(), c.Actor, c.Params("offering"), c.Params("meeting"), c.Params("sheet"))
	if err != nil {
		return err
	}
	typed := map[string][]string{}
	var marks []courses.Mark
	var check fault.Check
	for _, r := range sheet.Rows {
		field := partField(r.EnrolmentID)
		text := strings.TrimSpace(c.FormValue(field))
		typed[field] = []string{text}
		hours, said, err := sheet.ParsePresence(text)
		check.That(err == nil, field, keyOf(err), pairsOf(err)...)
		if said && (!r.Said || hours != r.Hours) {
			marks = append(marks, courses.Mark{Key: in.Key + ":" + r.EnrolmentID, EnrolmentID: r.EnrolmentID, Hours: hours})
		}
	}
	err = check.Err()
	if err == nil {
		_, err = h.Courses.MarkMeeting(c.Context(), c.Actor, sheet.OfferingID, sheet.ID, courses.BySheet, marks)
	}
	if fault.Is(err, fault.Invalid) {
		form := parts.Filled{Values: typed, Messages: c.Fill(struct{}{}, err).Messages}
		return c.Render(422, showSheet(sheetPageOf(c.Page("meetings.sheet.title", "code", sheet.Sheet.Printed()), sheet, form)))
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "meetings.roll.saved", "count", len(marks))
	return c.See(meetingPath(sheet.OfferingID, sheet.ID))
}
