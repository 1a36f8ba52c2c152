package assessments

import (
	"slices"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people"
	"relevo/app/people/roster"
)

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
	answers, err := countable(tx, ids)
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
