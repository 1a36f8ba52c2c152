package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"text/tabwriter"

	"github.com/xuri/excelize/v2"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/measure"
	"relevo/app/people"
	"relevo/app/tables"
)

// reportCommand holds the reports.
type reportCommand struct {
	Turnover reportTurnover `cmd:"" help:"How staff came and went, by institution."`
	Cascade  reportCascade  `cmd:"" help:"How many in post can still do it, from certificates to skill, and why that moved."`
	Rebuild  reportRebuild  `cmd:"" help:"Compute anew all figures that are kept. They are the same to the last digit."`
}

// reportTurnover is "relevo report turnover".
type reportTurnover struct {
	storage     `embed:""`
	From        string   `help:"The day before the first that counts."                       placeholder:"YYYY-MM-DD"   required:""`
	To          string   `help:"The last day that counts."                                   placeholder:"YYYY-MM-DD"   required:""`
	Institution []string `help:"Only this one, by name or code; may be given several times." placeholder:"NAME|CODE"`
	Format      string   `default:"table"                                                    enum:"table,json,csv,xlsx" help:"How to write it: ${enum}."`
}

// turnoverRow is one institution of the report. An undefined figure is null.
type turnoverRow struct {
	Institution   string           `json:"institution"`
	Separations   int              `json:"separations"`
	Transfers     int              `json:"transfers"`
	PersonYears   float64          `json:"person_years"`
	InPost        int              `json:"in_post"`
	Rate          measure.Number   `json:"rate"`
	Lower         measure.Number   `json:"lower"`
	Upper         measure.Number   `json:"upper"`
	MeanHeadcount float64          `json:"mean_headcount"`
	HRPercent     measure.Number   `json:"hr_percent"`
	Warnings      measure.Warnings `json:"warnings"`
}

// Run writes the report to stdout.
func (r *reportTurnover) Run(c *console) error {
	from, err := db.ParseDate(r.From)
	if err != nil {
		return fmt.Errorf("--from %s is not a day; write it like 2026-04-30", r.From)
	}
	to, err := db.ParseDate(r.To)
	if err != nil {
		return fmt.Errorf("--to %s is not a day; write it like 2026-04-30", r.To)
	}
	return r.with(c, func(d *db.DB) error {
		service := people.NewService(d)
		names := map[string]string{}
		var ids []string
		for _, name := range r.Institution {
			at, err := service.FindInstitution(c.ctx, access.System(), access.ViewFigures, name)
			if err != nil {
				return err
			}
			ids, names[at.ID] = append(ids, at.ID), name
		}
		report, err := service.TurnoverReport(c.ctx, access.System(), ids, from, to)
		if err != nil {
			return err
		}
		rows := make([]turnoverRow, len(report))
		for i, one := range report {
			name, named := names[one.Institution.ID]
			if !named {
				name = one.Institution.Name
			}
			rows[i] = turnoverRow{name, len(one.Separations), one.Transfers, one.PersonYears, one.InPost, one.Rate.Rate, one.Rate.Lower, one.Rate.Upper,
				one.MeanHeadcount, one.HRPercent, one.Warnings}
		}
		return r.write(c.out, rows)
	})
}

func (r *reportTurnover) write(out io.Writer, rows []turnoverRow) error {
	switch r.Format {
	case "json":
		encoder := json.NewEncoder(out)
		encoder.SetIndent("", "  ")
		return encoder.Encode(map[string][]turnoverRow{"institutions": rows})
	case "csv":
		return writeCSV(out, rows)
	case "xlsx":
		return writeXLSX(out, rows)
	default:
		return writeTable(out, rows)
	}
}

var turnoverColumns = []string{"institution", "separations", "transfers", "person_years", "in_post", "rate", "lower", "upper", "mean_headcount", "hr_percent", "warnings"}

// cells are a row's values, nil where undefined.
func (row turnoverRow) cells() []any {
	number := func(n measure.Number) any {
		if !n.Defined() {
			return nil
		}
		return n.Float()
	}
	warnings := ""
	for i, w := range row.Warnings {
		if i > 0 {
			warnings += "; "
		}
		warnings += w.Text
	}
	return []any{row.Institution, row.Separations, row.Transfers, row.PersonYears, row.InPost, number(row.Rate), number(row.Lower), number(row.Upper),
		row.MeanHeadcount, number(row.HRPercent), warnings}
}

func plain(cell any, decimals int) string {
	switch v := cell.(type) {
	case nil:
		return ""
	case float64:
		return strconv.FormatFloat(v, 'f', decimals, 64)
	case string:
		return v
	default:
		return fmt.Sprint(v)
	}
}

func writeCSV(out io.Writer, rows []turnoverRow) error {
	w := csv.NewWriter(out)
	records := [][]string{turnoverColumns}
	for _, row := range rows {
		var record []string
		for _, cell := range row.cells() {
			text := plain(cell, -1)
			if _, isText := cell.(string); isText {
				text = tables.Inert(text)
			}
			record = append(record, text)
		}
		records = append(records, record)
	}
	return w.WriteAll(records)
}

func writeTable(out io.Writer, rows []turnoverRow) error {
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	for i, name := range turnoverColumns {
		if i > 0 {
			_, _ = fmt.Fprint(w, "\t") // Flush tells of errors
		}
		_, _ = fmt.Fprint(w, name)
	}
	_, _ = fmt.Fprintln(w)
	for _, row := range rows {
		for i, cell := range row.cells() {
			if i > 0 {
				_, _ = fmt.Fprint(w, "\t")
			}
			_, _ = fmt.Fprint(w, plain(cell, 3))
		}
		_, _ = fmt.Fprintln(w)
	}
	return w.Flush()
}

func writeXLSX(out io.Writer, rows []turnoverRow) error {
	book := excelize.NewFile()
	sheet := book.GetSheetName(0)
	head := make([]any, len(turnoverColumns))
	for i, name := range turnoverColumns {
		head[i] = name
	}
	if err := book.SetSheetRow(sheet, "A1", &head); err != nil {
		return err
	}
	for i, row := range rows {
		cells := row.cells() // a text stays a text: excelize writes no formula for it
		if err := book.SetSheetRow(sheet, fmt.Sprintf("A%d", i+2), &cells); err != nil {
			return err
		}
	}
	if err := book.Write(out); err != nil {
		return err
	}
	return book.Close()
}
