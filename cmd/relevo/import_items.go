package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/i18n"
	"relevo/app/jobs"
	"relevo/assessments"
)

// importItems is "relevo import items".
type importItems struct {
	storage    `embed:""`
	Format     string `enum:"gift,aiken,moodle-xml,csv"                                                                         help:"How the file is written; csv is also XLSX." placeholder:"gift|aiken|moodle-xml|csv" required:""`
	Competency string `help:"Code of the competency of the questions that name none; otherwise they wait under por-clasificar." placeholder:"CODE"`
	DryRun     bool   `help:"Say what would become of each question, without a database."`
	JSON       bool   `help:"Write the report as one JSON object."                                                              name:"json"`
	File       string `arg:""                                                                                                   help:"The file of questions."                     type:"existingfile"`
}

// itemsReport is the report as JSON. Every question of the file is counted in Imported
// or stands in Skipped; those in Adapted are imported too.
type itemsReport struct {
	File       string         `json:"file"`
	Format     string         `json:"format"`
	Encoding   string         `json:"encoding"`
	DryRun     bool           `json:"dry_run"`
	Categories []string       `json:"categories"`
	Imported   int            `json:"imported"`
	Adapted    []itemsRemark  `json:"adapted"`
	Skipped    []itemsRemark  `json:"skipped"`
	Questions  []itemsOutcome `json:"questions"` // those imported
}

// itemsRemark is what there is to say about a question.
type itemsRemark struct {
	Line     int    `json:"line"`
	Question string `json:"question"`
	Reason   string `json:"reason"`
}

// itemsOutcome is a question that is imported.
type itemsOutcome struct {
	Line       int              `json:"line"`
	Question   string           `json:"question"`
	Code       string           `json:"code"`
	Kind       assessments.Kind `json:"kind"`
	Competency string           `json:"competency"`
	Action     string           `json:"action"` // "new", "revised" or "unchanged"
}

// errNothingImported ends the command with an exit code that scripts see; the report says why.
var errNothingImported = errors.New("no question of the file can be imported")

// Run brings the questions in, or says what would become of them.
func (in *importItems) Run(c *console) error {
	data, err := os.ReadFile(in.File)
	if err != nil {
		return err
	}
	report, err := in.look(data)
	if err != nil {
		return err
	}
	if report.Imported+report.Adapted > 0 && !in.DryRun {
		if report, err = in.confirm(c, data); err != nil {
			return err
		}
	}
	if err := in.write(c, report); err != nil {
		return err
	}
	if report.Imported+report.Adapted == 0 {
		return errNothingImported
	}
	return nil
}

func (in *importItems) options() assessments.ImportOptions {
	return assessments.ImportOptions{Competency: in.Competency, Unsorted: true}
}

// look reads the file without a database.
func (in *importItems) look(data []byte) (assessments.ImportReport, error) {
	return assessments.PreviewItems(in.Format, filepath.Base(in.File), data, in.options())
}

// confirm brings the questions into the bank, all in one transaction.
func (in *importItems) confirm(c *console, data []byte) (report assessments.ImportReport, err error) {
	options := in.options()
	options.Confirm = true
	err = in.with(c, func(d *db.DB) error {
		service, err := itemBank(c, d)
		if err != nil {
			return err
		}
		report, err = service.ImportItems(c.ctx, access.System(), in.Format, filepath.Base(in.File), data, options)
		return err
	})
	return report, err
}

// itemBank is the service of the item bank on a database.
func itemBank(c *console, d *db.DB) (*assessments.Service, error) {
	j, err := jobs.New(d, slog.New(slog.NewTextHandler(c.err, nil)))
	if err != nil {
		return nil, err
	}
	return assessments.NewService(d, j), nil
}

// write writes the report: the result to stdout, what it means for the bank to stderr.
func (in *importItems) write(c *console, report assessments.ImportReport) error {
	out := in.reportOf(i18n.For(c.locale), report)
	unsorted := 0
	for _, q := range out.Questions {
		if q.Competency == assessments.Unsorted {
			unsorted++
		}
	}
	if unsorted > 0 {
		if _, err := fmt.Fprintf(c.err, "%d questions name no competency: they wait under %s until one is chosen for each, or use --competency.\n", unsorted, assessments.Unsorted); err != nil {
			return err
		}
	}
	if in.JSON {
		encoder := json.NewEncoder(c.out)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		return encoder.Encode(out)
	}
	var b strings.Builder
	for _, remarks := range []struct {
		word string
		all  []itemsRemark
	}{{"adapted", out.Adapted}, {"skipped", out.Skipped}} {
		for _, r := range remarks.all {
			fmt.Fprintf(&b, "line %d\t%s\t%s\t%s\n", r.Line, remarks.word, r.Question, r.Reason)
		}
	}
	kept := ""
	if in.DryRun {
		kept = " (not kept)"
	}
	fmt.Fprintf(&b, "%s: %d imported, %d of them adapted; %d skipped; %d categories%s\n", out.File, out.Imported, len(out.Adapted), len(out.Skipped), len(out.Categories), kept)
	_, err := fmt.Fprint(c.out, b.String())
	return err
}

func (in *importItems) reportOf(p *i18n.Printer, report assessments.ImportReport) itemsReport {
	out := itemsReport{File: report.FileName, Format: report.Format, Encoding: report.Encoding, DryRun: in.DryRun, Categories: append([]string{}, report.Categories...),
		Imported: report.Imported + report.Adapted, Adapted: []itemsRemark{}, Skipped: []itemsRemark{}, Questions: []itemsOutcome{}}
	for _, e := range report.Entries {
		var reasons []string
		for _, n := range e.Notes {
			reasons = append(reasons, n.In(p))
		}
		remark := itemsRemark{e.Line, e.Question, strings.Join(reasons, " ")}
		if e.Outcome == assessments.OutcomeSkipped {
			out.Skipped = append(out.Skipped, remark)
			continue
		}
		if e.Outcome == assessments.OutcomeAdapted {
			out.Adapted = append(out.Adapted, remark)
		}
		out.Questions = append(out.Questions, itemsOutcome{e.Line, e.Question, e.Code, e.Kind, e.Competency, e.Action})
	}
	return out
}
