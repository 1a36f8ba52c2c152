package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/people"
	"relevo/app/people/roster"
)

// importCommand holds what can be brought in from files.
type importCommand struct {
	Roster importRoster `cmd:"" help:"Bring in a staff list: who is in post on a day."`
	Places importPlaces `cmd:"" help:"Bring in INEI's list of provinces and districts."`
	Items  importItems  `cmd:"" help:"Bring in questions: GIFT, Aiken, Moodle XML or a table."`

	Results      importResults      `cmd:"" help:"Bring in scores of earlier assessments."`
	Trainings    importTrainings    `cmd:"" help:"Bring in earlier trainings and their certificates."`
	Course       importCourse       `cmd:"" help:"Bring in a whole course from one file, as a draft."`
	Competencies importCompetencies `cmd:"" help:"Bring in the competency framework: CSV or XLSX."`
}

// importRoster is "relevo import roster".
type importRoster struct {
	storage           `embed:""`
	Institution       string `help:"Whose list it is: name or code."                                 placeholder:"NAME|CODE"       required:""`
	CreateInstitution bool   `help:"Create the institution when there is none of that name or code."`
	AsOf              string `help:"The day the list speaks of."                                     placeholder:"YYYY-MM-DD"      required:""`
	DryRun            bool   `help:"Show what the list would change and change nothing."             xor:"do"`
	Yes               bool   `help:"Confirm without asking."                                         xor:"do"`
	File              string `arg:""                                                                 help:"The list: XLSX or CSV." type:"existingfile"`
}

// Run shows what the list changes and, when that is confirmed, keeps it.
func (in *importRoster) Run(c *console) error {
	asOf, err := db.ParseDate(in.AsOf)
	if err != nil {
		return fmt.Errorf("--as-of %s is not a day; write it like 2026-04-30", in.AsOf)
	}
	data, err := os.ReadFile(in.File)
	if err != nil {
		return err
	}
	return in.with(c, func(d *db.DB) error {
		service := people.NewService(d)
		at, err := service.FindInstitution(c.ctx, access.System(), access.ImportRoster, in.Institution)
		if in.CreateInstitution && fault.Is(err, fault.Invalid) {
			if in.DryRun {
				return in.showUnknown(c, data, asOf)
			}
			at, err = service.CreateInstitution(c.ctx, access.System(), people.InstitutionInput{
				Code: codeOf(in.Institution), Name: in.Institution, Kind: people.CareCentre, Sector: "public"})
		}
		if err != nil {
			return err
		}
		up, err := service.UploadRosters(c.ctx, access.System(), at.ID, []people.RosterFile{{Name: filepath.Base(in.File), Data: data}})
		if err != nil {
			return err
		}
		return in.decide(c, service, at, asOf, up.Drafts[0])
	})
}

// showUnknown says what a list holds when its institution does not exist yet:
// everybody on it would join.
func (in *importRoster) showUnknown(c *console, data []byte, asOf db.Date) error {
	table, err := roster.Read(in.File, data, roster.Limits{})
	if err != nil {
		return err
	}
	columns, header, err := roster.Detect(table)
	if err != nil {
		return err
	}
	people := 0
	for _, row := range roster.Parse(table, header, columns, asOf) {
		if row.Kind == roster.PersonRow {
			people++
		}
	}
	_, err = fmt.Fprintf(c.out, "%s would be created; %s: %d rows of people, all new here\n", in.Institution, asOf, people)
	return err
}

var notCode = regexp.MustCompile(`[^A-Z0-9]+`)

// codeOf makes a code of a name: "CAR Río Claro" is CAR-RIO-CLARO.
func codeOf(name string) string {
	code := notCode.ReplaceAllString(strings.ToUpper(roster.Fold(name)), "-")
	return strings.Trim(code[:min(len(code), 20)], "-")
}

// decide shows what the draft changes, and confirms or discards it. A draft that
// is not confirmed does not stay behind.
func (in *importRoster) decide(c *console, service *people.Service, at people.Institution, asOf db.Date, draft people.RosterDraft) (err error) {
	confirmed := false
	defer func() {
		if !confirmed {
			_, discardErr := service.DiscardDraft(c.ctx, access.System(), draft.ID)
			err = errors.Join(err, discardErr)
		}
	}()
	if err := service.SetDraft(c.ctx, access.System(), draft.ID, people.DraftInput{InstitutionID: at.ID, AsOf: asOf}); err != nil {
		return err
	}
	preview, err := service.Preview(c.ctx, access.System(), draft.ID)
	if err != nil {
		return err
	}
	if len(preview.Missing) > 0 {
		return fmt.Errorf("the list has no column for %s: upload it in the browser, where columns can be named", preview.Missing[0])
	}
	if err := in.show(c, preview); err != nil {
		return err
	}
	if in.DryRun {
		return nil
	}
	if !in.Yes {
		if _, err := fmt.Fprint(c.err, "Keep this? [y/N] "); err != nil {
			return err
		}
		answer, _ := bufio.NewReader(c.in).ReadString('\n') // no answer is a no
		if !slices.Contains([]string{"y", "yes", "s", "si", "sí"}, strings.ToLower(strings.TrimSpace(answer))) {
			_, err := fmt.Fprintln(c.err, "Nothing was kept.")
			return err
		}
	}
	imported, err := service.Confirm(c.ctx, access.System(), draft.ID, preview.Fingerprint, nil)
	if err != nil {
		return err
	}
	confirmed = true
	_, err = fmt.Fprintf(c.err, "Kept as import %s.\n", imported.ID)
	return err
}

// show writes one line a decision that changes something or waits for one, and
// the counts.
func (in *importRoster) show(c *console, p people.Preview) error {
	printer := i18n.For(c.locale)
	var b strings.Builder
	for _, d := range p.Decisions {
		if d.Kind == roster.Unchanged || d.Kind == roster.Skipped {
			continue
		}
		who := ""
		switch {
		case d.Listed != nil:
			who = d.Listed.Names.String()
		case d.Person != nil:
			who = d.Person.FullName()
		}
		fmt.Fprintf(&b, "%s\t%s\t%s\n", d.Kind, who, printer.T(d.Explain.Key, d.Explain.Pairs...))
	}
	fmt.Fprintf(&b, "%s, %s: %d rows", p.Institution.Name, p.Draft.AsOf, p.Rows)
	for _, kind := range []roster.Kind{roster.Joiner, roster.Returner, roster.Mover, roster.Leaver, roster.Vanished, roster.Changed, roster.Unchanged, roster.Doubtful, roster.Unusable} {
		if n := p.Counts[kind]; n > 0 {
			fmt.Fprintf(&b, ", %d %s", n, kind)
		}
	}
	fmt.Fprintf(&b, "; %d changes\n", p.Changes)
	_, err := fmt.Fprint(c.out, b.String())
	return err
}
