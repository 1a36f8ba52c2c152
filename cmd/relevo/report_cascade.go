package main

import (
	"fmt"
	"io"
	"text/tabwriter"

	"relevo/app/access"
	"relevo/app/analytics"
	"relevo/app/analytics/report"
	"relevo/app/db"
	"relevo/app/i18n"
	"relevo/app/people"
	"relevo/app/people/roster"
)

// reportCascade is "relevo report cascade".
type reportCascade struct {
	storage     `embed:""`
	Institution string `help:"The institution, by name or code, with all below it; without it, all there are." placeholder:"NAME|CODE"`
	Competency  string `help:"The competency, by its code."                                                    placeholder:"CODE"             required:""`
	At          string `help:"The day the figures are of."                                                     placeholder:"YYYY-MM-DD"       required:""`
	Since       string `help:"Also explain the change since this day."                                         placeholder:"YYYY-MM-DD"`
	Known       string `default:"now"                                                                          enum:"now,then"                help:"Whether what was recorded or corrected after that day counts (now) or not (then)."`
	Cadre       string `help:"Only people in posts of this cadre."                                             placeholder:"CODE"`
	Region      string `help:"Only institutions that lie in this department today."                            placeholder:"CODE|NAME"`
	Funder      string `help:"Count only trainings that this funder paid for, wholly or in part."              placeholder:"CODE"`
	Language    string `default:"es"                                                                           enum:"es,en"                   help:"The language of the PDF and of names: ${enum}."`
	Format      string `default:"table"                                                                        enum:"table,json,csv,xlsx,pdf" help:"How to write it: ${enum}."`
}

// Run writes the report to stdout.
func (r *reportCascade) Run(c *console) error {
	on, err := db.ParseDate(r.At)
	if err != nil {
		return fmt.Errorf("--at %s is not a day; write it like 2026-04-30", r.At)
	}
	var since db.Date
	if r.Since != "" {
		if since, err = db.ParseDate(r.Since); err != nil {
			return fmt.Errorf("--since %s is not a day; write it like 2026-04-30", r.Since)
		}
	}
	region, err := regionCalled(r.Region)
	if err != nil {
		return err
	}
	return r.with(c, func(d *db.DB) error {
		q := analytics.Query{PlaceID: analytics.Everything, Competency: r.Competency, Cadre: people.Cadre(r.Cadre), Region: region, Funder: r.Funder, On: on, Known: analytics.Known(r.Known)}
		if r.Institution != "" {
			at, err := people.NewService(d).FindInstitution(c.ctx, access.System(), access.ViewFigures, r.Institution)
			if err != nil {
				return err
			}
			q.PlaceID = at.ID
		}
		figures, err := analytics.NewService(d).Report(c.ctx, access.System(), q, since)
		if err != nil {
			return err
		}
		p := i18n.For(i18n.Locale(r.Language))
		if r.Format == "table" {
			return r.table(c.out, p, figures)
		}
		data, err := report.File(p, figures, r.Format)
		if err == nil {
			_, err = c.out.Write(data)
		}
		return err
	})
}

// regionCalled is the code of a department by its code or name; empty for empty.
func regionCalled(name string) (string, error) {
	if name == "" {
		return "", nil
	}
	for _, d := range people.Departments() {
		if name == d.Code || roster.Fold(name) == roster.Fold(d.Name) {
			return d.Code, nil
		}
	}
	return "", fmt.Errorf("--region %s is not a department of Peru; write its name or INEI's code, like Loreto or 16", name)
}

// table writes the report for a terminal.
func (r *reportCascade) table(out io.Writer, p *i18n.Printer, figures analytics.Report) error {
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	sheet := report.Tidy(p, figures)
	_, _ = fmt.Fprintf(w, "%s\t%s\t%s%s\n", report.PlaceName(p, figures.Place), figures.Competency.Code, figures.On, report.KnownText(p, figures.Subject)) // Flush tells of errors
	for _, text := range report.Chosen(p, figures.Subject) {
		_, _ = fmt.Fprintln(w, text)
	}
	_, _ = fmt.Fprintln(w, "figure\tcause\tvalue\tlower\tupper")
	for _, row := range sheet.Rows {
		for i, cell := range row[5:10] {
			if i > 0 {
				_, _ = fmt.Fprint(w, "\t")
			}
			if number, ok := cell.(float64); ok && number != number {
				continue
			}
			_, _ = fmt.Fprint(w, plain(cell, 3))
		}
		_, _ = fmt.Fprintln(w)
	}
	return w.Flush()
}
