package assessments

import (
	"context"
	"errors"
	"fmt"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people"
)

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
