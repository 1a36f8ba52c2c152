package web

import (
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/assessments"
)

// The addresses of what is on paper.
func sheetsPath(administrationID string) string {
	return administrationPath(administrationID) + "/sheets"
}
func sheetPath(s assessments.PaperSheet) string { return "/sheets/" + s.Printed() }

type sheetsPage struct {
	web.Page
	Path    string
	Form    parts.Filled
	People  []parts.Option
	Labels  []string
	Batches parts.Grid
	Sheets  parts.Grid
	Waiting string // how many wait for a decision; empty for none
	Nothing parts.Nothing
}

// Sheets shows what there is on paper of an administration, and prints more.
func (h *Handlers) Sheets(c *web.Ctx) error { return h.showSheets(c, 200, parts.Filled{}) }

func (h *Handlers) showSheets(c *web.Ctx, status int, form parts.Filled) error {
	sheets, err := h.Assessments.Sheets(c.Context(), c.Actor, c.Params("administration"))
	if err != nil {
		return err
	}
	return c.Render(status, showSheets(sheetsPageOf(c.Page("sheets.title"), sheets, form)))
}

func sheetsPageOf(page web.Page, s assessments.AdministrationSheets, form parts.Filled) sheetsPage {
	p := sheetsPage{Page: page, Path: sheetsPath(s.Administration.ID), Form: form, Labels: s.Labels}
	p.Lead = p.T("sheets.lead", "title", s.Administration.Title)
	p.Crumbs = crumbs(p.Title, name(p.Printer, s.Assessment.Title), assessmentPath(s.Assessment.ID), s.Administration.Title, administrationPath(s.Administration.ID))
	for _, row := range s.Open {
		p.People = append(p.People, parts.Option{Value: row.ID, Label: row.PersonName, Help: p.T("sheets.person_at", "institution", orDash(row.InstitutionName), "form", row.FormLabel)})
	}
	if s.Waiting > 0 {
		p.Waiting = p.T("sheets.waiting", "count", s.Waiting)
	}
	p.Batches = parts.Grid{Caption: p.T("sheets.batches"), Columns: []parts.Column{{Label: p.T("sheets.printed")}, {Label: p.T("sheets.count"), Numeric: true}}}
	for _, b := range s.Batches {
		p.Batches.Rows = append(p.Batches.Rows, []parts.Cell{{Text: p.Instant(b.PrintedAt), Href: p.Path + "/" + b.ID}, {Text: p.Value(len(b.Sheets))}})
	}
	p.Sheets = parts.Grid{Caption: p.T("sheets.all"), Columns: []parts.Column{{Label: p.T("sheets.code")}, {Label: p.T("assessments.person")}, {Label: p.T("assessments.form")}, {Label: p.T("assessments.state")}}}
	for _, row := range s.Sheets {
		p.Sheets.Rows = append(p.Sheets.Rows, []parts.Cell{{Text: row.Printed(), Href: sheetPath(row.PaperSheet)}, {Text: whoseSheet(p.Printer, row)}, {Text: row.FormLabel}, sheetState(p.Printer, row)})
	}
	p.Nothing = parts.Nothing{Icon: "form", Title: p.T("sheets.none"), Text: p.T("sheets.none.text")}
	return p
}

func whoseSheet(p *i18n.Printer, row assessments.SheetSummary) string {
	switch {
	case row.PersonName != "":
		return row.PersonName
	case row.AttemptID == nil:
		return p.T("sheets.spare")
	}
	return p.T("sheets.somebody")
}

// sheetState shows where a sheet stands: still to be typed, typed in, verified, to be decided.
func sheetState(p *i18n.Printer, row assessments.SheetSummary) parts.Cell {
	state := func(tone parts.Tone, key string) parts.Cell { return parts.Cell{Part: parts.State(tone, p.T(key))} }
	switch {
	case row.Entry == nil:
		return state(parts.Neutral, "sheets.state_printed")
	case row.Entry.State == assessments.EntryConflict, row.Second != nil && row.Second.State == assessments.EntryDiffers:
		return state(parts.Notice, "sheets.state_waits")
	case !row.Entry.Consented:
		return state(parts.Bad, "sheets.state_no_consent")
	case row.Second != nil:
		return state(parts.Good, "sheets.state_verified")
	}
	return state(parts.Info, "sheets.state_keyed")
}

type printInput struct {
	Attempts []string `form:"attempt"`
	Whom     string   `form:"whom"` // "all", "some" or "nobody"
	SparesA  int      `form:"spares_A"`
	SparesB  int      `form:"spares_B"`
	SparesC  int      `form:"spares_C"`
}

// PrintSheets prepares sheets and leads to the page that is printed.
func (h *Handlers) PrintSheets(c *web.Ctx) error {
	var in printInput
	err := c.Bind(&in)
	var batch assessments.PaperBatch
	if err == nil && in.Whom == "some" && len(in.Attempts) == 0 {
		err = fault.OnField("attempt", "sheets.none_chosen")
	}
	if err == nil {
		what := assessments.PrintInput{Nobody: in.Whom == "nobody", Spares: map[string]int{"A": in.SparesA, "B": in.SparesB, assessments.ThirdLabel: in.SparesC}}
		if in.Whom == "some" {
			what.AttemptIDs = in.Attempts
		}
		batch, err = h.Assessments.PrintSheets(c.Context(), c.Actor, c.Params("administration"), what)
	}
	if fault.Is(err, fault.Invalid) {
		return h.showSheets(c, 422, c.Fill(in, err))
	}
	if err != nil {
		return err
	}
	return c.See(sheetsPath(batch.AdministrationID) + "/" + batch.ID)
}

type findSheetPage struct {
	web.Page
	Form parts.Filled
}

// FindSheet asks for the code of a sheet, typed or scanned.
func (h *Handlers) FindSheet(c *web.Ctx) error {
	var in struct {
		Code string `form:"code"`
	}
	err := c.Bind(&in)
	if err == nil && in.Code != "" {
		var v assessments.SheetView
		if v, err = h.Assessments.Sheet(c.Context(), c.Actor, in.Code); err == nil {
			return c.See(sheetPath(v.PaperSheet))
		}
	}
	if err != nil && !fault.Is(err, fault.Invalid) {
		return err
	}
	status := 200
	if err != nil {
		status = 422
	}
	return c.Render(status, showFindSheet(findSheetPage{Page: c.Page("sheets.key"), Form: c.Fill(in, err)}))
}
