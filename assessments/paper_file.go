package assessments

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people"
	"relevo/app/people/roster"
)

// The columns of a file with the answers of a group, beside those of the questions.
const (
	fieldCode    roster.Field = "code"
	fieldDay     roster.Field = "day"
	fieldConsent roster.Field = "consent"
)

// What is said of such a file as a whole.
const (
	SettingDay     = "sat_on"  // the day of the rows that say none
	SettingConsent = "consent" // "yes": where there is no column, the box is marked on every sheet
)

// mostQuestions is how many questions a file has columns for.
const mostQuestions = 200

// paperLimits bound a file of one group; essays are long.
var paperLimits = roster.Limits{Rows: 501, Columns: mostQuestions + 10, Cell: maxEssay}

func paperTitles() []roster.Title {
	titles := []roster.Title{
		{Field: fieldCode, Titles: []string{"codigo", "codigo de la hoja", "codigo de hoja", "hoja", "code", "sheet"}},
		{Field: fieldDay, Titles: []string{"fecha", "dia", "fecha en que responde", "dia en que se respondio", "date", "day"}},
		{Field: fieldConsent, Titles: []string{"consentimiento", "acepta", "consent"}},
	}
	for n := 1; n <= mostQuestions; n++ {
		s := strconv.Itoa(n)
		titles = append(titles, roster.Title{Field: questionField(n), Titles: []string{s, "p" + s, "q" + s, "p " + s, "pregunta " + s, "question " + s}})
	}
	return titles
}

func questionField(n int) roster.Field { return roster.Field("q_" + strconv.Itoa(n)) }

// UploadPaper keeps a file with the answers of a whole group as a draft.
func (s *Service) UploadPaper(ctx context.Context, actor access.Actor, administrationID string, file people.RosterFile, settings people.Choices) (f people.FileImport, err error) {
	if err := actor.NeedSomewhere(access.RunOfferings); err != nil {
		return f, err
	}
	if _, _, _, err := readPaper(file); err != nil {
		return f, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		administration, err := take[Administration](tx, "noun.administration", administrationID)
		if err != nil {
			return err
		}
		if _, err := needPlaces(tx, actor, administration); err != nil {
			return err
		}
		f, err = people.KeepFileTx(tx, actor, people.FilePaper, administrationID, file, settings)
		return err
	})
	return f, err
}

// readPaper reads the table of a file and where its columns are.
func readPaper(file people.RosterFile) (*roster.Table, roster.Mapping, int, error) {
	table, err := people.ReadFile(file, paperLimits)
	if err != nil {
		return nil, nil, 0, err
	}
	mapping, header := roster.DetectFacts(table, paperTitles())
	_, code := mapping[fieldCode]
	_, first := mapping[questionField(1)]
	if header < 0 || !code || !first {
		return nil, nil, 0, fault.OnField("file", "sheets.file_columns")
	}
	return table, mapping, header, nil
}

// PaperFile gives a file of a group: what it would bring in, or once confirmed what it
// brought.
func (s *Service) PaperFile(ctx context.Context, actor access.Actor, administrationID, id string) (p people.FilePreview, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		f, err := paperFile(tx, actor, administrationID, id, people.FileTx)
		if err != nil {
			return err
		}
		if !f.Draft() {
			p, err = paperReport(tx, f)
			return err
		}
		plan, err := planPaper(tx, actor, f)
		p = plan.FilePreview
		return err
	})
	return p, err
}

type fileGetter func(tx *db.Tx, actor access.Actor, kind people.FileKind, perm access.Permission, id string) (people.FileImport, error)

func paperFile(tx *db.Tx, actor access.Actor, administrationID, id string, get fileGetter) (people.FileImport, error) {
	f, err := get(tx, actor, people.FilePaper, access.RunOfferings, id)
	if err == nil && f.SubjectID != administrationID {
		err = fault.Missing("noun.file_import")
	}
	return f, err
}

// PaperFiles lists the files of an administration.
func (s *Service) PaperFiles(ctx context.Context, actor access.Actor, administrationID string) (a Administration, list []people.FileImport, err error) {
	if err := actor.NeedSomewhere(access.RunOfferings); err != nil {
		return a, nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if a, err = take[Administration](tx, "noun.administration", administrationID); err != nil {
			return err
		}
		if _, err := needPlaces(tx, actor, a); err != nil {
			return err
		}
		list, err = people.FilesTx(tx, actor, people.FilePaper, access.RunOfferings, administrationID)
		return err
	})
	return a, list, err
}

// paperReport says what a confirmed file brought.
func paperReport(tx *db.Tx, f people.FileImport) (people.FilePreview, error) {
	p := people.FilePreview{File: f, Counts: f.Summary}
	entries, sheets, err := entriesIn(tx, f.ID)
	for i, e := range entries {
		says := roster.Message{Key: "sheets.entry_" + string(e.State), Pairs: []any{"day", e.SatOn}}
		p.Rows = append(p.Rows, people.FileRow{Line: i + 1, Listed: sheets[e.SheetID].Printed(), State: people.FileNew, Says: []roster.Message{says}})
	}
	slices.SortStableFunc(p.Rows, func(a, b people.FileRow) int { return cmp.Compare(a.Listed, b.Listed) })
	return p, err
}

// PaperTable is the table into which the answers of a group are written: a row for each
// sheet within the actor's scope that is somebody's and not typed yet.
func (s *Service) PaperTable(ctx context.Context, actor access.Actor, administrationID string) (rows [][]string, err error) {
	if err := actor.NeedSomewhere(access.RunOfferings); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		administration, err := take[Administration](tx, "noun.administration", administrationID)
		if err != nil {
			return err
		}
		known, err := sheetsOf(tx, actor, administration)
		if err != nil {
			return err
		}
		header := []string{"codigo", "fecha", "consentimiento"}
		most := 0
		var codes []string
		for _, v := range known.views {
			most = max(most, len(v.Items))
			if v.AttemptID != nil && v.Standing() == nil && v.Waiting() == nil && v.State != StateClosed {
				codes = append(codes, v.Printed())
			}
		}
		slices.Sort(codes)
		for n := 1; n <= max(most, 1); n++ {
			header = append(header, strconv.Itoa(n))
		}
		rows = [][]string{header}
		for _, code := range codes {
			rows = append(rows, []string{code}) // day and consent are for whoever looks at the sheet to say
		}
		return nil
	})
	return rows, err
}

// FileSource says who brought a file in and when, for its page; it is zero for a draft.
func (s *Service) FileSource(ctx context.Context, f people.FileImport) (source people.Source, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		sources, err := people.SourcesTx(tx, []string{f.ID})
		source = sources[f.ID]
		return err
	})
	return source, err
}
