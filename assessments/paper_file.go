package assessments

import (
	"cmp"
	"context"
	"errors"
	"fmt"
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
		if _, err := needSittings(tx, actor, administration); err != nil {
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
		if _, err := needSittings(tx, actor, a); err != nil {
			return err
		}
		list, err = people.FilesTx(tx, actor, people.FilePaper, access.RunOfferings, administrationID)
		return err
	})
	return a, list, err
}

// paperPlan is what a file of a group would bring in.
type paperPlan struct {
	people.FilePreview
	views  []SheetView // by row
	inputs []KeyInput
}

func planPaper(tx *db.Tx, actor access.Actor, f people.FileImport) (paperPlan, error) {
	var plan paperPlan
	table, mapping, header, err := readPaper(people.RosterFile{Name: f.FileName, Data: f.Content})
	if err != nil {
		return plan, err
	}
	administration, err := take[Administration](tx, "noun.administration", f.SubjectID)
	if err != nil {
		return plan, err
	}
	known, err := sheetsOf(tx, actor, administration)
	if err != nil {
		return plan, err
	}
	seen := map[string]int{}
	for _, fact := range roster.Facts(table, header, mapping) {
		row := people.FileRow{Line: fact.Number, Listed: fact.Cell(fieldCode), State: people.FileNew}
		view, in := known.row(tx, f, mapping, fact, &row)
		if first, twice := seen[view.Code]; twice && row.State != people.FileRefused {
			row.Refuse("files.why_twice", "row", first)
		} else if view.Code != "" {
			seen[view.Code] = row.Line
		}
		plan.Rows, plan.views, plan.inputs = append(plan.Rows, row), append(plan.views, view), append(plan.inputs, in)
	}
	f.Content = nil
	plan.File = f
	plan.ChooseNow(f.Choices)
	return plan, plan.Count(plan.inputs)
}

// sheetMap is all sheets of an administration that are the actor's, by code.
type sheetMap struct {
	views    map[string]SheetView
	online   map[string]bool // attempts with answers that were not typed from paper
	attempts map[string]Attempt
}

func sheetsOf(tx *db.Tx, actor access.Actor, a Administration) (sheetMap, error) {
	m := sheetMap{views: map[string]SheetView{}, online: map[string]bool{}, attempts: map[string]Attempt{}}
	rows, err := needSittings(tx, actor, a)
	if err != nil {
		return m, err
	}
	assessment, err := take[Assessment](tx, "noun.assessment", a.AssessmentID)
	if err != nil {
		return m, err
	}
	var ids []string
	for _, r := range rows {
		m.attempts[r.ID] = r.Attempt
		ids = append(ids, r.ID)
	}
	answers, err := whereIn[Answer](tx, "attempt_id", ids, "attempt_id")
	if err != nil {
		return m, err
	}
	byAttempt := map[string][]Answer{}
	for _, one := range answers {
		byAttempt[one.AttemptID] = append(byAttempt[one.AttemptID], one)
	}
	for id, attempt := range m.attempts {
		m.online[id] = onlineAmong(attempt, byAttempt[id])
	}
	var sheets []PaperSheet
	if err := tx.DB.Where("administration_id = ?", a.ID).Order("id").Find(&sheets).Error; err != nil {
		return m, err
	}
	entries, err := entriesOf(tx, sheets)
	if err != nil {
		return m, err
	}
	contents, labels, err := contentsOf(tx, a.AssessmentID)
	for _, sheet := range sheets {
		v := SheetView{PaperSheet: sheet, Administration: a, Assessment: assessment}
		if sheet.AttemptID != nil {
			attempt, mine := m.attempts[*sheet.AttemptID]
			if !mine {
				continue
			}
			v.State = attempt.State
		}
		v.fill(actor, contents[sheet.FormID], labels[sheet.FormID], entries[sheet.ID])
		m.views[sheet.Code] = v
	}
	return m, err
}

// row decides about one row of the file.
func (m sheetMap) row(tx *db.Tx, f people.FileImport, mapping roster.Mapping, fact roster.Fact, row *people.FileRow) (SheetView, KeyInput) {
	var in KeyInput
	code, ok := ParseSheetCode(fact.Cell(fieldCode))
	v, known := m.views[code]
	switch {
	case !ok:
		row.Refuse("sheets.code_wrong")
	case !known:
		row.Refuse("sheets.file_unknown")
	case v.AttemptID == nil:
		row.Refuse("sheets.bind_first")
	case v.State == StateClosed:
		row.Refuse("sheets.attempt_closed")
	case v.Waiting() != nil:
		row.Refuse("sheets.decide_first")
	}
	if row.State == people.FileRefused {
		return v, in
	}
	row.Listed = v.Printed()
	in, ok = m.input(tx, f, mapping, fact, len(v.Items), row)
	if !ok {
		return v, in
	}
	answers, err := v.read(tx, in)
	if fields := fault.FieldsOf(err); len(fields) > 0 {
		row.Refuse(fields[0].Key, fields[0].Pairs...)
		return v, in
	}
	m.judge(v, in, answers, row)
	return v, in
}

// judge says what becomes of a row that can be read.
func (m sheetMap) judge(v SheetView, in KeyInput, answers TypedAnswers, row *people.FileRow) {
	row.Says = []roster.Message{{Key: "sheets.file_says", Pairs: []any{"count", len(answers), "questions", len(v.Items), "day", in.SatOn}}}
	if !in.Consented {
		row.Says = []roster.Message{{Key: "sheets.file_no_consent"}}
	}
	standing := v.Standing()
	switch {
	case standing != nil && standing.Consented == in.Consented && standing.SatOn == in.SatOn && sameAnswers(v.Items, standing.Answers, answers):
		row.State = people.FileSame
	case standing != nil:
		row.Refuse("sheets.file_typed")
	case m.online[*v.AttemptID] && !in.Consented:
		row.Refuse("sheets.online_no_consent")
	case m.online[*v.AttemptID]:
		row.Level, row.Why = 2, roster.Message{Key: "sheets.file_online"}
	case m.attempts[*v.AttemptID].Done():
		row.Refuse("sheets.keyed_already")
	case in.Consented && len(answers)*2 < len(v.Items):
		row.Level, row.Why = 1, roster.Message{Key: "sheets.file_blank"}
	}
}

func sameAnswers(items []PaperItem, a, b TypedAnswers) bool {
	return !slices.ContainsFunc(items, func(i PaperItem) bool { return !i.SameTyped(a[i.ItemVersionID], b[i.ItemVersionID]) })
}

// input reads day, consent and answers of a row.
func (m sheetMap) input(tx *db.Tx, f people.FileImport, mapping roster.Mapping, fact roster.Fact, questions int, row *people.FileRow) (KeyInput, bool) {
	var in KeyInput
	if day, err := db.ParseDate(f.Settings[SettingDay]); err == nil {
		in.SatOn = day
	}
	if fact.Cell(fieldDay) != "" {
		day, note, ok := fact.Day(fieldDay, tx.Today())
		if !ok {
			row.Refuse("sheets.file_day", "listed", fact.Cell(fieldDay))
			return in, false
		}
		in.SatOn = day
		if note != nil {
			row.Notes = append(row.Notes, *note)
		}
	}
	consented, ok := yesOrNo(fact.Cell(fieldConsent))
	if _, column := mapping[fieldConsent]; !column {
		consented, ok = true, f.Settings[SettingConsent] == "yes"
	}
	if !ok {
		row.Refuse("sheets.file_consent")
		return in, false
	}
	in.Consented = consented
	for n := 1; n <= questions; n++ {
		in.Typed = append(in.Typed, fact.Text(questionField(n)))
	}
	return in, true
}

// yesOrNo reads what lists write for one or the other.
func yesOrNo(text string) (yes, ok bool) {
	switch roster.Fold(text) {
	case "si", "s", "x", "1", "yes", "y", "true", "verdadero", "acepta":
		return true, true
	case "no", "n", "0", "false", "falso", "no acepta":
		return false, true
	}
	return false, false
}

// ConfirmPaper takes the rows of a file that can be used as what was typed from their
// sheets, all in one transaction. fingerprint is that of the preview that was looked at.
func (s *Service) ConfirmPaper(ctx context.Context, actor access.Actor, administrationID, id, fingerprint string, choices map[string]string) (f people.FileImport, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := lockAttempts(tx, administrationID); err != nil {
			return err
		}
		if f, err = paperFile(tx, actor, administrationID, id, people.LockFileTx); err != nil {
			return err
		}
		if !f.Draft() {
			return fault.New(fault.Conflict, "files.confirmed_already")
		}
		plan, err := planPaper(tx, actor, f)
		if err != nil {
			return err
		}
		if plan.Fingerprint != fingerprint {
			return fault.New(fault.Conflict, "files.stale")
		}
		plan.ChooseNow(choices)
		for i, row := range plan.Rows {
			if !row.Applied() {
				continue
			}
			if _, err := s.keySheet(tx, actor, plan.views[i], plan.inputs[i], &f.ID); err != nil {
				return onLine(err, row.Line)
			}
		}
		return people.ConfirmFileTx(tx, actor, &f, plan.Applied())
	})
	return f, err
}

// lockAttempts holds the attempts of an administration against changes.
func lockAttempts(tx *db.Tx, administrationID string) error {
	var held []Attempt
	return locked(tx).Select("id").Where("administration_id = ?", administrationID).Order("id").Find(&held).Error
}

// onLine says on which line of a file something is wrong.
func onLine(err error, line int) error {
	var e *fault.Error
	if !errors.As(err, &e) {
		return err
	}
	about := *e
	about.Fields = append([]fault.Field{{Name: fmt.Sprintf("r%d", line), Key: "files.on_line", Pairs: []any{"row", line}}}, e.Fields...)
	return &about
}

// UndoPaper takes back all that a file brought in, or nothing: the first sheet that can no
// longer be undone is named.
func (s *Service) UndoPaper(ctx context.Context, actor access.Actor, administrationID, id string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := lockAttempts(tx, administrationID); err != nil {
			return err
		}
		f, err := paperFile(tx, actor, administrationID, id, people.LockFileTx)
		if err != nil {
			return err
		}
		if err := people.UndoFileTx(tx, actor, &f); err != nil {
			return err
		}
		entries, sheets, err := entriesIn(tx, id)
		if err != nil {
			return err
		}
		for _, e := range entries {
			switch e.State {
			case EntryCounts:
				err = s.undoEntry(tx, actor, sheets[e.SheetID], e)
			case EntryConflict:
				err = settleEntry(tx, actor, e.ID, EntryUndone)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// DiscardPaper throws a draft away.
func (s *Service) DiscardPaper(ctx context.Context, actor access.Actor, administrationID, id string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		f, err := paperFile(tx, actor, administrationID, id, people.LockFileTx)
		if err != nil {
			return err
		}
		return people.DiscardFileTx(tx, actor, f)
	})
}

func entriesIn(tx *db.Tx, importID string) ([]PaperEntry, map[string]PaperSheet, error) {
	var entries []PaperEntry
	if err := tx.DB.Where("import_id = ?", importID).Order("id").Find(&entries).Error; err != nil {
		return nil, nil, err
	}
	var ids []string
	for _, e := range entries {
		ids = append(ids, e.SheetID)
	}
	sheets, err := byID(tx, ids, func(s PaperSheet) string { return s.ID })
	return entries, sheets, err
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
