package main

import (
	"fmt"
	"os"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/i18n"
	"relevo/assessments"
)

// exportCommand holds what can be taken elsewhere in files.
type exportCommand struct {
	Items exportItems `cmd:"" help:"Take the item bank elsewhere, as GIFT or Moodle XML."`

	Course       exportCourse       `cmd:"" help:"Take a whole course elsewhere, as one file."`
	Competencies exportCompetencies `cmd:"" help:"Take the competency framework elsewhere, as CSV or XLSX."`
}

// exportItems is "relevo export items".
type exportItems struct {
	storage    `embed:""`
	Format     string `enum:"gift,moodle-xml"                    help:"How the file is written."         placeholder:"gift|moodle-xml" required:""`
	Competency string `help:"Only the items of this competency." placeholder:"CODE"`
	File       string `arg:""                                    help:"Where to; without it, to stdout." optional:""                   type:"path"`
}

// Run writes the file, and what is left out to stderr.
func (ex *exportItems) Run(c *console) error {
	return ex.with(c, func(d *db.DB) error {
		service, err := itemBank(c, d)
		if err != nil {
			return err
		}
		printer := i18n.For(c.locale)
		file, err := service.ExportItems(c.ctx, access.System(), ex.Format, assessments.ItemFilter{Competency: ex.Competency}, printer)
		if err != nil {
			return err
		}
		for _, e := range file.Left {
			for _, n := range e.Notes {
				if _, err := fmt.Fprintf(c.err, "%s\t%s\n", e.Code, n.In(printer)); err != nil {
					return err
				}
			}
		}
		if _, err := fmt.Fprintf(c.err, "%d items written\n", file.Items); err != nil {
			return err
		}
		if ex.File == "" {
			_, err := c.out.Write(file.Data)
			return err
		}
		return os.WriteFile(ex.File, file.Data, 0o600)
	})
}
