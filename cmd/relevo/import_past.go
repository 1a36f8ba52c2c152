package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/i18n"
	"relevo/app/jobs"
	"relevo/app/people"
	"relevo/app/web"
	"relevo/assessments"
	"relevo/courses"
)

// pastFlags are what both imports of the past have.
type pastFlags struct {
	storage       `embed:""`
	CreateMissing bool   `help:"Put people who are not on record there, without a post; otherwise their rows are left."`
	DryRun        bool   `help:"Say what would become of each row and change nothing."`
	JSON          bool   `help:"Write the report as one JSON object."                                                   name:"json"`
	File          string `arg:""                                                                                        help:"The file: CSV or XLSX." type:"existingfile"`
}

// importResults is "relevo import results".
type importResults struct {
	pastFlags  `embed:""`
	Maximum    float64 `help:"The highest score of rows that say none; 100 if not given."                placeholder:"POINTS"`
	Cut        float64 `help:"The cut score, 0 to 100, of rows that say none; 60 if not given."          placeholder:"SCORE"`
	Assessment string  `help:"What the assessment is called where no row says it; else the file's name." placeholder:"NAME"`
}

// importTrainings is "relevo import trainings".
type importTrainings struct {
	pastFlags `embed:""`
	Means     map[string]string `help:"What a title was that is no course of the catalogue: its competencies' codes, separated by commas." mapsep:";" placeholder:"TITLE=CODE,CODE"`
}

// errNothingBrought ends the command with an exit code that scripts see; the report says why.
var errNothingBrought = errors.New("no row of the file can be brought in")

// Run brings earlier scores in, or says what would become of them.
func (in *importResults) Run(c *console) error {
	settings := people.Choices{}
	for name, value := range map[string]float64{assessments.SettingMaximum: in.Maximum, assessments.SettingCut: in.Cut} {
		if value != 0 {
			settings[name] = strconv.FormatFloat(value, 'f', -1, 64)
		}
	}
	if in.Assessment != "" {
		settings[assessments.SettingAssessment] = in.Assessment
	}
	return in.run(c, func(d *db.DB) (pastService, error) {
		j, err := jobs.New(d, slog.New(slog.NewTextHandler(c.err, nil)))
		s := assessments.NewService(d, j)
		return pastService{
			upload: func(ctx context.Context, file people.RosterFile) (people.FileImport, error) {
				return s.UploadPastResults(ctx, access.System(), file, settings)
			},
			look: s.LookAtPastResults, confirm: s.ConfirmPastResults, discard: s.DiscardPastResults,
		}, err
	})
}

// Run brings earlier trainings in, or says what would become of them.
func (in *importTrainings) Run(c *console) error {
	return in.run(c, func(d *db.DB) (pastService, error) {
		j, err := jobs.New(d, slog.New(slog.NewTextHandler(c.err, nil)))
		s := courses.NewService(d, j)
		return pastService{
			upload: func(ctx context.Context, file people.RosterFile) (people.FileImport, error) {
				f, err := s.UploadPastTrainings(ctx, access.System(), file)
				if err != nil || len(in.Means) == 0 {
					return f, err
				}
				meant := map[string]string{}
				for title, codes := range in.Means {
					meant[courses.TitleKey(title)] = codes
				}
				return f, s.SetPastTitles(ctx, access.System(), f.ID, meant)
			},
			look: s.LookAtPastTrainings, confirm: s.ConfirmPastTrainings, discard: s.DiscardPastTrainings,
		}, err
	})
}

// pastService is what an import needs of the slice whose facts it brings.
type pastService struct {
	upload  func(ctx context.Context, file people.RosterFile) (people.FileImport, error)
	look    func(ctx context.Context, actor access.Actor, id string) (people.FilePreview, people.Source, error)
	confirm func(ctx context.Context, actor access.Actor, id, fingerprint string, choices map[string]string) (people.FileImport, error)
	discard func(ctx context.Context, actor access.Actor, id string) error
}

// pastReport is the report as JSON.
type pastReport struct {
	File     string     `json:"file"`
	DryRun   bool       `json:"dry_run"`
	Import   string     `json:"import,omitempty"` // its identifier, once brought in
	New      int        `json:"new"`
	Same     int        `json:"same"`
	Doubtful int        `json:"doubtful"`
	Refused  int        `json:"refused"`
	Rows     []pastLine `json:"rows"`
}

// pastLine is a row of the file.
type pastLine struct {
	Line    int      `json:"line"`
	Name    string   `json:"name"`
	State   string   `json:"state"`
	Level   int      `json:"level"`
	Says    []string `json:"says,omitempty"`
	Reasons []string `json:"reasons,omitempty"`
}

func (in *pastFlags) run(c *console, service func(d *db.DB) (pastService, error)) error {
	data, err := os.ReadFile(in.File)
	if err != nil {
		return err
	}
	return in.with(c, func(d *db.DB) error {
		s, err := service(d)
		if err != nil {
			return err
		}
		f, err := s.upload(c.ctx, people.RosterFile{Name: filepath.Base(in.File), Data: data})
		if err != nil {
			return err
		}
		report, err := in.decide(c, s, f)
		if err != nil {
			return err
		}
		if err := in.write(c, report); err != nil {
			return err
		}
		if report.New+report.Same == 0 {
			return errNothingBrought
		}
		return nil
	})
}

// decide brings in what can be, or discards the draft: none stays behind.
func (in *pastFlags) decide(c *console, s pastService, f people.FileImport) (report pastReport, err error) {
	confirmed := false
	defer func() {
		if !confirmed {
			err = errors.Join(err, s.discard(c.ctx, access.System(), f.ID))
		}
	}()
	preview, _, err := s.look(c.ctx, access.System(), f.ID)
	if err != nil {
		return report, err
	}
	choices := map[string]string{}
	for i := range preview.Rows {
		row := &preview.Rows[i]
		if in.CreateMissing && row.Waiting() && len(row.Choices) == 1 && row.Choices[0].Value == people.ChooseCreate {
			choices[row.Key()] = people.ChooseCreate
			row.Choose(people.ChooseCreate)
		}
	}
	report = in.reportOf(i18n.For(c.locale), preview)
	if in.DryRun || report.New == 0 {
		return report, nil
	}
	done, err := s.confirm(c.ctx, access.System(), f.ID, preview.Fingerprint, choices)
	if err != nil {
		return report, err
	}
	confirmed, report.Import = true, done.ID
	report.New, report.Same, report.Refused = done.Summary[people.FileNew], done.Summary[people.FileSame], done.Summary[people.FileRefused]
	return report, nil
}

func (in *pastFlags) reportOf(p *i18n.Printer, preview people.FilePreview) pastReport {
	counts := preview.Applied()
	report := pastReport{File: preview.File.FileName, DryRun: in.DryRun, New: counts[people.FileNew], Same: counts[people.FileSame],
		Doubtful: counts[people.FileDoubtful], Refused: counts[people.FileRefused], Rows: []pastLine{}}
	for _, row := range preview.Rows {
		line := pastLine{Line: row.Line, Name: row.Listed, State: string(row.State), Level: row.Level}
		if row.Applied() {
			line.State = string(people.FileNew)
		}
		for _, m := range row.Says {
			line.Says = append(line.Says, web.Sentence(p, m))
		}
		if row.Why.Key != "" {
			line.Reasons = append(line.Reasons, web.Sentence(p, row.Why))
		}
		for _, m := range row.Notes {
			line.Reasons = append(line.Reasons, web.Sentence(p, m))
		}
		report.Rows = append(report.Rows, line)
	}
	return report
}

func (in *pastFlags) write(c *console, report pastReport) error {
	if in.JSON {
		encoder := json.NewEncoder(c.out)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		return encoder.Encode(report)
	}
	var b strings.Builder
	for _, row := range report.Rows {
		if row.State != string(people.FileNew) || row.Level > 0 {
			fmt.Fprintf(&b, "line %d\t%s\t%s\t%s\n", row.Line, row.State, row.Name, strings.Join(row.Reasons, " "))
		}
	}
	kept := ""
	if in.DryRun {
		kept = " (not kept)"
	}
	fmt.Fprintf(&b, "%s: %d brought in, %d on record already, %d doubtful and left, %d refused%s\n", report.File, report.New, report.Same, report.Doubtful, report.Refused, kept)
	if _, err := fmt.Fprint(c.out, b.String()); err != nil {
		return err
	}
	if report.Import == "" {
		return nil
	}
	_, err := fmt.Fprintf(c.err, "Kept as import %s.\n", report.Import)
	return err
}
