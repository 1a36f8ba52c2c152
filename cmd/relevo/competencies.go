package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/assessments"
)

// importCompetencies is "relevo import competencies".
type importCompetencies struct {
	storage `embed:""`
	DryRun  bool   `help:"Say what would become of each row and keep nothing."`
	File    string `arg:""                                                     help:"The file: CSV or XLSX, as export competencies writes it." type:"existingfile"`
}

// errFrameworkRefused ends the command with an exit code that scripts see; the report
// says why.
var errFrameworkRefused = errors.New("nothing was kept: correct the rows above and try again")

// Run brings the framework in, all of it or nothing.
func (in *importCompetencies) Run(c *console) error {
	data, err := os.ReadFile(in.File)
	if err != nil {
		return err
	}
	return in.with(c, func(d *db.DB) error {
		service, err := itemBank(c, d)
		if err != nil {
			return err
		}
		printer := i18n.For(c.locale)
		report, err := service.ImportCompetencies(c.ctx, access.System(), filepath.Base(in.File), data, !in.DryRun)
		if fields := fault.FieldsOf(err); len(fields) > 0 {
			return errors.New(printer.T(fields[0].Key, fields[0].Pairs...))
		}
		if err != nil {
			return err
		}
		if err := in.write(c, printer, report); err != nil {
			return err
		}
		if report.Refused > 0 {
			return errFrameworkRefused
		}
		return nil
	})
}

// write writes one line a row that is not the same as before, and the counts.
func (in *importCompetencies) write(c *console, p *i18n.Printer, report assessments.FrameworkReport) error {
	var b strings.Builder
	for _, row := range report.Rows {
		if row.Action == assessments.CompetencySame {
			continue
		}
		about := row.Fields
		for _, n := range row.Notes {
			about = append(about, n.In(p))
		}
		fmt.Fprintf(&b, "line %d\t%s\t%s\t%s\n", row.Line, row.Action, row.Code, strings.Join(about, ", "))
	}
	kept := ""
	if !report.Kept {
		kept = " (not kept)"
	}
	fmt.Fprintf(&b, "%s: %d new, %d changed, %d the same, %d refused%s\n", report.FileName, report.New, report.Changed, report.Same, report.Refused, kept)
	_, err := fmt.Fprint(c.out, b.String())
	return err
}

// exportCompetencies is "relevo export competencies".
type exportCompetencies struct {
	storage `embed:""`
	Format  string `default:"csv" enum:"csv,xlsx"                         help:"How the file is written." placeholder:"csv|xlsx"`
	File    string `arg:""        help:"Where to; without it, to stdout." optional:""                     type:"path"`
}

// Run writes the framework as a file.
func (ex *exportCompetencies) Run(c *console) error {
	return ex.with(c, func(d *db.DB) error {
		service, err := itemBank(c, d)
		if err != nil {
			return err
		}
		data, err := service.ExportCompetencies(c.ctx, access.System(), ex.Format)
		if err != nil {
			return err
		}
		if ex.File == "" {
			_, err := c.out.Write(data)
			return err
		}
		return os.WriteFile(ex.File, data, 0o600)
	})
}
