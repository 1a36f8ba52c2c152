package assessments

import (
	"context"
	"maps"
	"slices"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
)

// PrintSheets prepares sheets of an administration to be printed together: one for
// each person chosen, within the actor's scope and with an open attempt, and spares.
// Somebody who has a sheet keeps its code.
func (s *Service) PrintSheets(ctx context.Context, actor access.Actor, administrationID string, in PrintInput) (batch PaperBatch, err error) {
	if err := actor.NeedSomewhere(access.RunOfferings); err != nil {
		return batch, err
	}
	if err := in.validate(); err != nil {
		return batch, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		var administration Administration
		err := locked(tx).Where("id = ?", administrationID).Take(&administration).Error // two printings give nobody two codes
		if db.IsNone(err) {
			return fault.Missing("noun.administration")
		}
		if err != nil {
			return err
		}
		rows, err := openSittings(tx, actor, administration)
		if err != nil {
			return err
		}
		chosen, err := chosenSittings(rows, in)
		if err != nil {
			return err
		}
		sheets, err := sheetsFor(tx, actor, administration, chosen, in.Spares)
		if err != nil {
			return err
		}
		if len(sheets) == 0 {
			return fault.OnField("attempt", "sheets.none_chosen")
		}
		if len(sheets) > maxSheets {
			return fault.OnField("attempt", "sheets.too_many", "max", maxSheets)
		}
		batch = PaperBatch{ID: tx.NewID(), AdministrationID: administrationID, PrintedAt: tx.Now, PrintedBy: actor.AccountID}
		for _, sheet := range sheets {
			batch.Sheets = append(batch.Sheets, sheet.ID)
		}
		if err := tx.DB.Create(&batch).Error; err != nil {
			return err
		}
		return record(tx, actor, "sheets.print", "administration", administrationID, map[string]any{"batch": batch.ID, "sheets": len(sheets)})
	})
	return batch, err
}

// openSittings gives the open attempts of an administration that are the actor's to
// run. Who runs none of its people has nothing to print there.
func openSittings(tx *db.Tx, actor access.Actor, a Administration) ([]Sitting, error) {
	rows, err := needSittings(tx, actor, a)
	return slices.DeleteFunc(rows, func(r Sitting) bool { return !r.Answerable() }), err
}

// needSittings gives an administration's attempts within the actor's scope; where there
// is none, the administration does not exist for them.
func needSittings(tx *db.Tx, actor access.Actor, a Administration) ([]Sitting, error) {
	attempts, err := AttemptsInTx(tx, []string{a.ID})
	if err != nil {
		return nil, err
	}
	rows, err := sittings(tx, actor, a, attempts)
	if err != nil {
		return nil, err
	}
	return rows, theirs(actor, len(rows))
}

func chosenSittings(rows []Sitting, in PrintInput) ([]Sitting, error) {
	switch {
	case in.Nobody:
		return nil, nil
	case len(in.AttemptIDs) == 0:
		return rows, nil
	}
	var chosen []Sitting
	for _, id := range in.AttemptIDs {
		at := slices.IndexFunc(rows, func(r Sitting) bool { return r.ID == id })
		if at < 0 {
			return nil, fault.Missing("noun.attempt")
		}
		chosen = append(chosen, rows[at])
	}
	return chosen, nil
}

// sheetsFor finds or makes the sheets, those with a name first.
func sheetsFor(tx *db.Tx, actor access.Actor, a Administration, chosen []Sitting, spares map[string]int) ([]PaperSheet, error) {
	forms, err := freeze(tx, a.AssessmentID) // what is on paper must not change
	if err != nil {
		return nil, err
	}
	var attemptIDs []string
	for _, row := range chosen {
		attemptIDs = append(attemptIDs, row.ID)
	}
	there, err := whereIn[PaperSheet](tx, "attempt_id", attemptIDs, "id")
	if err != nil {
		return nil, err
	}
	have := map[string]PaperSheet{}
	for _, sheet := range there {
		have[*sheet.AttemptID] = sheet
	}
	var sheets, fresh []PaperSheet
	blank := func(formID string) PaperSheet {
		return PaperSheet{ID: tx.NewID(), Code: newSheetCode(tx), AdministrationID: a.ID, FormID: formID, PrintedAt: tx.Now, PrintedBy: actor.AccountID}
	}
	for _, row := range chosen {
		sheet, ok := have[row.ID]
		if !ok {
			sheet = blank(row.FormID)
			sheet.AttemptID, sheet.Seed = &row.ID, row.ID
			fresh = append(fresh, sheet)
		}
		sheets = append(sheets, sheet)
	}
	for _, form := range forms {
		for range spares[form.Label] {
			sheet := blank(form.ID)
			sheet.Spare, sheet.Seed = true, sheet.ID
			sheets, fresh = append(sheets, sheet), append(fresh, sheet)
		}
	}
	if len(fresh) == 0 {
		return sheets, nil
	}
	return sheets, tx.DB.CreateInBatches(fresh, 200).Error
}

// PrintedBatch gives all that stands on the sheets of a batch, to whoever printed it
// and to those who run everything. What was printed for people outside the actor's
// scope by now is left out.
func (s *Service) PrintedBatch(ctx context.Context, actor access.Actor, administrationID, batchID string) (out PrintedBatch, err error) {
	if err := actor.NeedSomewhere(access.RunOfferings); err != nil {
		return out, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		out = PrintedBatch{}
		if out.PaperBatch, err = take[PaperBatch](tx, "noun.paper_batch", batchID); err != nil {
			return err
		}
		if out.AdministrationID != administrationID || out.PrintedBy != actor.AccountID && !actor.May(access.RunOfferings, "") {
			return fault.Missing("noun.paper_batch")
		}
		if out.Administration, err = take[Administration](tx, "noun.administration", administrationID); err != nil {
			return err
		}
		if out.Assessment, err = take[Assessment](tx, "noun.assessment", out.Administration.AssessmentID); err != nil {
			return err
		}
		rows, err := needSittings(tx, actor, out.Administration)
		if err != nil {
			return err
		}
		if out.Sheets, err = printedSheets(tx, out.PaperBatch, out.Administration, rows); err != nil {
			return err
		}
		return out.hideNames(tx, actor)
	})
	return out, err
}

func printedSheets(tx *db.Tx, batch PaperBatch, a Administration, rows []Sitting) ([]PrintedSheet, error) {
	byID, err := byID(tx, batch.Sheets, func(s PaperSheet) string { return s.ID })
	if err != nil {
		return nil, err
	}
	people := map[string]Sitting{}
	for _, row := range rows {
		people[row.ID] = row
	}
	contents, labels, err := contentsOf(tx, a.AssessmentID)
	if err != nil {
		return nil, err
	}
	var sheets []PrintedSheet
	for _, id := range batch.Sheets {
		sheet := PrintedSheet{PaperSheet: byID[id]}
		if sheet.AttemptID != nil && !sheet.Spare {
			row, mine := people[*sheet.AttemptID]
			if !mine {
				continue
			}
			sheet.PersonName, sheet.InstitutionName = row.PersonName, row.InstitutionName
		}
		sheet.FormLabel, sheet.Items = labels[sheet.FormID], contents[sheet.FormID].asked(sheet.Seed)
		sheets = append(sheets, sheet)
	}
	return sheets, nil
}

// hideNames leaves the names off, for whoever rates responses, once a sheet of the batch was
// typed in: beside the codes they would tell whose answers come to be rated. Who is still to
// answer gets the same code, with the name, in a new batch.
func (out *PrintedBatch) hideNames(tx *db.Tx, actor access.Actor) error {
	if !actor.Holds(access.ScoreResponses) {
		return nil
	}
	keyed, err := whereIn[PaperEntry](tx, "sheet_id", out.PaperBatch.Sheets, "id")
	if err != nil || len(keyed) == 0 {
		return err
	}
	out.Nameless = true
	for i := range out.Sheets {
		out.Sheets[i].PersonName, out.Sheets[i].InstitutionName = "", ""
	}
	slices.SortFunc(out.Sheets, func(a, b PrintedSheet) int { return strings.Compare(a.Code, b.Code) }) // not by surname, as they were printed
	return nil
}

// content is what stands in a form.
type content struct {
	places   []FormItem
	versions map[string]ItemVersion
	shuffled bool
}

// contentsOf gives what stands in the forms of an assessment, and their labels.
func contentsOf(tx *db.Tx, assessmentID string) (map[string]content, map[string]string, error) {
	forms, err := formsOf(tx, assessmentID)
	if err != nil {
		return nil, nil, err
	}
	assessment, err := take[Assessment](tx, "noun.assessment", assessmentID)
	if err != nil {
		return nil, nil, err
	}
	contents, labels := map[string]content{}, map[string]string{}
	for _, f := range forms {
		c := content{shuffled: assessment.Shuffled}
		if c.places, c.versions, err = formContent(tx, f.ID); err != nil {
			return nil, nil, err
		}
		contents[f.ID], labels[f.ID] = c, f.Label
	}
	return contents, labels, nil
}

// asked gives the questions in the order that the seed fixes: an attempt's own when it is
// the attempt's identifier.
func (c content) asked(seed string) []PaperItem {
	return askedIn(seed, c.places, c.versions, c.shuffled)
}

// Sheets gives what there is on paper of an administration, within the actor's scope.
func (s *Service) Sheets(ctx context.Context, actor access.Actor, administrationID string) (out AdministrationSheets, err error) {
	if err := actor.NeedSomewhere(access.RunOfferings); err != nil {
		return out, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		out = AdministrationSheets{}
		if out.Administration, err = take[Administration](tx, "noun.administration", administrationID); err != nil {
			return err
		}
		if out.Assessment, err = take[Assessment](tx, "noun.assessment", out.Administration.AssessmentID); err != nil {
			return err
		}
		rows, err := needSittings(tx, actor, out.Administration)
		if err != nil {
			return err
		}
		if err := out.list(tx, actor, rows); err != nil {
			return err
		}
		batches := tx.DB.Where("administration_id = ?", administrationID)
		if !actor.May(access.RunOfferings, "") {
			batches = batches.Where("printed_by = ?", actor.AccountID)
		}
		return batches.Order("printed_at DESC, id DESC").Limit(20).Find(&out.Batches).Error
	})
	return out, err
}

func (out *AdministrationSheets) list(tx *db.Tx, actor access.Actor, rows []Sitting) error {
	mine := map[string]Sitting{}
	for _, row := range rows {
		mine[row.ID] = row
		if row.Answerable() {
			out.Open = append(out.Open, row)
		}
	}
	var sheets []PaperSheet
	if err := tx.DB.Where("administration_id = ?", out.Administration.ID).Order("id").Find(&sheets).Error; err != nil {
		return err
	}
	entries, err := entriesOf(tx, sheets)
	if err != nil {
		return err
	}
	_, labels, err := contentsOf(tx, out.Administration.AssessmentID)
	if err != nil {
		return err
	}
	out.Labels = slices.Sorted(maps.Values(labels))
	for _, sheet := range sheets {
		row := SheetSummary{PaperSheet: sheet, FormLabel: labels[sheet.FormID]}
		switch {
		case sheet.AttemptID != nil:
			sitting, ok := mine[*sheet.AttemptID]
			if !ok {
				continue
			}
			if !actor.Holds(access.ScoreResponses) { // who rates must not learn whose sheet this is
				row.PersonName = sitting.PersonName
			}
		case sheet.PrintedBy != actor.AccountID && !actor.May(access.RunOfferings, ""):
			continue // somebody else's spares
		}
		for i := range entries[sheet.ID] {
			e := &entries[sheet.ID][i]
			switch e.State {
			case EntryCounts, EntryConflict:
				row.Entry = e
			case EntryAgrees, EntryDiffers:
				row.Second = e
			}
			if e.State == EntryConflict || e.State == EntryDiffers {
				out.Waiting++
			}
		}
		out.Sheets = append(out.Sheets, row)
	}
	slices.SortStableFunc(out.Sheets, func(a, b SheetSummary) int { return strings.Compare(a.PersonName+a.Code, b.PersonName+b.Code) })
	return nil
}

// entriesOf gives what was keyed from sheets, by sheet, the oldest first.
func entriesOf(tx *db.Tx, sheets []PaperSheet) (map[string][]PaperEntry, error) {
	ids := make([]string, len(sheets))
	for i, s := range sheets {
		ids[i] = s.ID
	}
	all, err := whereIn[PaperEntry](tx, "sheet_id", ids, "keyed_at, id")
	bySheet := map[string][]PaperEntry{}
	for _, e := range all {
		bySheet[e.SheetID] = append(bySheet[e.SheetID], e)
	}
	return bySheet, err
}
