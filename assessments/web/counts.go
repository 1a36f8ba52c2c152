package web

import (
	"slices"

	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/web"
	"relevo/app/web/chart"
	"relevo/app/web/parts"
	"relevo/assessments"
)

type countsInput struct {
	Month        string `form:"month"`
	Made         *int   `form:"referrals_made"`
	Acknowledged *int   `form:"referrals_acknowledged"`
	Proceedings  *int   `form:"proceedings"`
	Deserted     *int   `form:"proceedings_deserted"`
	Note         string `form:"note"`
}

type countsPage struct {
	web.Page
	Form      parts.Filled
	Action    string // empty: the actor only looks
	Counts    *chart.Line
	Months    parts.Grid
	Corrected parts.Grid
	CSVHref   string
	Explained []string
}

// Counts shows the monthly counts of an institution.
func (h *Handlers) Counts(c *web.Ctx) error { return h.showCounts(c, 200, parts.Filled{}) }

func (h *Handlers) showCounts(c *web.Ctx, status int, form parts.Filled) error {
	out, err := h.Assessments.Counts(c.Context(), c.Actor, c.Params("institution"))
	if err != nil {
		return err
	}
	return c.Render(status, showCounts(countsPageOf(c.Page("counts.of", "name", out.Institution.Name), out, form)))
}

func countsPageOf(page web.Page, o assessments.InstitutionCounts, form parts.Filled) countsPage {
	p := countsPage{Page: page, CSVHref: countsPath(o.Institution.ID) + ".csv"}
	p.Lead = p.T("counts.lead")
	p.Crumbs = crumbs(p.T("counts.title"), p.T("capacity.title"), capacityPath, o.Institution.Name, capacityOfPath(o.Institution.ID))
	if o.MayCount {
		p.Action = countsPath(o.Institution.ID)
		p.Actions = actions([]action{{Href: capacityPath + "/counts/import", Button: parts.Button{Label: p.T("capacity.import.title"), Icon: "upload", Weight: parts.Second}}})
	}
	p.Form = form.With("month", o.Today.AddMonths(-1).String()[:7])
	if len(o.Months) > 0 {
		var months []assessments.MonthlyCount
		for _, m := range slices.Backward(o.Months) {
			months = append(months, m.MonthlyCount)
		}
		line := countsChart(page, "counts", p.T("counts.title"), monthValues(months))
		p.Counts = &line
	}
	p.Months, p.Corrected = monthsGrid(page, p.T("counts.months"), o.Months), monthsGrid(page, p.T("counts.corrected"), o.Corrected)
	p.Explained = []string{p.T("counts.explained.acknowledged"), p.T("counts.explained.deserted"), p.T("counts.explained.corrections")}
	return p
}

func monthsGrid(p web.Page, caption string, months []assessments.MonthDetail) parts.Grid {
	g := parts.Grid{Caption: caption, Wide: true, Columns: []parts.Column{{Label: p.T("counts.month")}}}
	for _, field := range assessments.CountFields() {
		g.Columns = append(g.Columns, parts.Column{Label: p.T("counts." + field), Numeric: true})
	}
	g.Columns = append(g.Columns, parts.Column{Label: p.T("counts.by")})
	for i := range months {
		m := &months[i]
		row := []parts.Cell{{Text: p.Month(m.Month), Note: m.Note}}
		for _, field := range assessments.CountFields() {
			row = append(row, parts.Cell{Text: countText(p, m.Number(field))})
		}
		source := p.T("counts.source.form")
		if m.Source != assessments.SourceForm {
			source = m.Source
		}
		g.Rows = append(g.Rows, append(row, parts.Cell{Text: orDash(m.Author), Note: p.T("counts.recorded", "at", m.RecordedAt, "source", source)}))
	}
	return g
}

func countText(p web.Page, n *int) string {
	if n == nil {
		return "—"
	}
	return p.Value(*n)
}

// AddCounts keeps the counts of a month.
func (h *Handlers) AddCounts(c *web.Ctx) error {
	var in countsInput
	err := c.Bind(&in)
	var month db.Date
	if err == nil {
		var ok bool
		if month, ok = assessments.ParseMonth(in.Month); !ok {
			err = fault.OnField("month", "capacity.month.form")
		}
	}
	if err == nil {
		err = h.Assessments.CountInMonth(c.Context(), c.Actor, assessments.MonthlyCount{InstitutionID: c.Params("institution"), Month: month, ReferralsMade: in.Made, ReferralsAcknowledged: in.Acknowledged,
			Proceedings: in.Proceedings, ProceedingsDeserted: in.Deserted, Note: in.Note})
	}
	if invalid(err) {
		return h.showCounts(c, 422, c.Fill(in, err))
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "counts.saved", "month", c.Month(month))
	return c.See(countsPath(c.Params("institution")))
}

// CountsCSV gives the counts of an institution as they can be brought in again.
func (h *Handlers) CountsCSV(c *web.Ctx) error {
	out, err := h.Assessments.Counts(c.Context(), c.Actor, c.Params("institution"))
	if err != nil {
		return err
	}
	data, err := out.CountsFile()
	if err != nil {
		return err
	}
	return c.Give("csv", "conteos", data)
}

// CountsTemplate gives the empty table of counts.
func (h *Handlers) CountsTemplate(c *web.Ctx) error {
	data, err := assessments.CountsTemplate()
	if err != nil {
		return err
	}
	return c.Give("csv", "conteos", data)
}

// tableInput is a file that is looked at and then confirmed: the page carries its text.
type tableInput struct {
	Text     string `form:"text"`
	FileName string `form:"file_name"`
	Do       string `form:"do"` // "confirm": keep it
}

// tableData gives what was uploaded, or what a page kept of it.
func tableData(c *web.Ctx, in *tableInput) ([]byte, error) {
	if in.Do == "confirm" && in.Text != "" {
		return []byte(c.FormValue("text")), nil
	}
	file, err := c.File("file", maxFile)
	if err != nil {
		return nil, err
	}
	in.FileName = file.Name
	return file.Data, nil
}

type countsImportPage struct {
	web.Page
	Form   parts.Filled
	Report *countsPreview
}

// countsPreview is what a file would do.
type countsPreview struct {
	Text, FileName string
	Counts         []parts.Fact
	Refused        parts.Grid
	Rows           parts.Grid
	Can            bool
}

// CountsImport asks for a file of counts.
func (h *Handlers) CountsImport(c *web.Ctx) error {
	return c.Render(200, showCountsImport(countsImportPageOf(c.Page("capacity.import.title"), parts.Filled{}, nil)))
}

func countsImportPageOf(page web.Page, form parts.Filled, report *assessments.CountsReport) countsImportPage {
	p := countsImportPage{Page: page, Form: form}
	p.Lead = p.T("capacity.import.lead")
	p.Crumbs = crumbs(p.Title, p.T("capacity.title"), capacityPath)
	if report == nil {
		return p
	}
	preview := countsPreview{Text: report.Text, FileName: report.FileName, Can: report.Recorded > 0}
	preview.Refused = parts.Grid{Caption: p.T("capacity.import.refused_rows", "count", report.Refused), Columns: []parts.Column{{Label: p.T("assessments.table.line"), Numeric: true}, {Label: p.T("capacity.institution")}, {Label: p.T("capacity.import.why")}}}
	preview.Rows = parts.Grid{Caption: p.T("capacity.import.to_come"), Columns: []parts.Column{{Label: p.T("assessments.table.line"), Numeric: true}, {Label: p.T("capacity.institution")}, {Label: p.T("counts.month")}, {Label: p.T("capacity.import.action")}}}
	for _, field := range assessments.CountFields() {
		preview.Rows.Columns = append(preview.Rows.Columns, parts.Column{Label: p.T("counts." + field), Numeric: true})
	}
	tally := map[string]int{}
	for i := range report.Rows {
		row := &report.Rows[i]
		tally[row.Action]++
		if row.Action == assessments.CountRefused {
			why := ""
			for _, n := range row.Notes {
				why += n.In(p.Printer) + " "
			}
			preview.Refused.Rows = append(preview.Refused.Rows, parts.Words(p.Value(row.Line), row.Institution, why))
			continue
		}
		cells := parts.Words(p.Value(row.Line), row.Institution, p.Month(row.Month), p.T("capacity.import."+row.Action))
		for _, field := range assessments.CountFields() {
			cell := parts.Cell{Text: countText(page, row.Number(field))}
			if row.Before != nil && countText(page, row.Before.Number(field)) != cell.Text {
				cell.Note = p.T("capacity.import.before", "text", countText(page, row.Before.Number(field)))
			}
			cells = append(cells, cell)
		}
		preview.Rows.Rows = append(preview.Rows.Rows, cells)
	}
	for _, a := range []string{assessments.CountNew, assessments.CountCorrects, assessments.CountSame, assessments.CountRefused} {
		preview.Counts = append(preview.Counts, parts.Fact{Label: p.T("capacity.import." + a), Text: p.Value(tally[a])})
	}
	p.Report = &preview
	return p
}

// ImportCounts shows what a file of counts would do and, when confirmed, keeps it.
func (h *Handlers) ImportCounts(c *web.Ctx) error {
	var in tableInput
	if err := c.Bind(&in); err != nil {
		return err
	}
	data, err := tableData(c, &in)
	var report assessments.CountsReport
	if err == nil {
		report, err = h.Assessments.ImportCounts(c.Context(), c.Actor, in.FileName, data, in.Do == "confirm")
	}
	if invalid(err) {
		return c.Render(422, showCountsImport(countsImportPageOf(c.Page("capacity.import.title"), c.Fill(struct{}{}, err), nil)))
	}
	if err != nil {
		return err
	}
	if in.Do != "confirm" {
		return c.Render(200, showCountsImport(countsImportPageOf(c.Page("capacity.import.preview"), parts.Filled{}, &report)))
	}
	c.Flash(parts.Good, "capacity.import.done", "count", report.Recorded)
	return c.See(capacityPath)
}
