package assessments

import (
	"context"
	"slices"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
)

// The decisions about an entry that waits for one.
const (
	DecideFirst  = "first"  // what counted before goes on counting
	DecideSecond = "second" // of one question: the second keying is right
	DecidePaper  = "paper"  // of a conflict: the sheet counts, since nothing was handed in online
)

// Decision settles an entry that waits: of a conflict DecideFirst or DecidePaper; of a
// second keying which is right, question by question (by item version), and of the day.
type Decision struct {
	Conflict  string
	Questions map[string]string
	Day       string
}

// DecideSheet settles what waits at a sheet. Whatever is decided, the entries stay as
// they were typed; answers that now count are appended and scored again.
func (s *Service) DecideSheet(ctx context.Context, actor access.Actor, code string, d Decision) error {
	if err := actor.NeedSomewhere(access.RunOfferings); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		v, err := sheetView(tx, actor, code)
		if err != nil {
			return err
		}
		waiting := v.Waiting()
		if waiting == nil {
			return fault.New(fault.Conflict, "sheets.nothing_waits")
		}
		a, err := lockAttempt(tx, waiting.AttemptID)
		if err != nil {
			return err
		}
		if waiting.State == EntryConflict {
			err = s.decideConflict(tx, actor, a, *waiting, d.Conflict)
		} else {
			err = s.decideSecond(tx, actor, v, a, *waiting, d)
		}
		if err != nil {
			return err
		}
		return record(tx, actor, "sheet.decide", "paper_sheet", v.ID, map[string]any{"entry": waiting.ID, "decision": d})
	})
}

func (s *Service) decideConflict(tx *db.Tx, actor access.Actor, a Attempt, waiting PaperEntry, decision string) error {
	switch decision {
	case DecideFirst:
		return settleEntry(tx, actor, waiting.ID, EntryDismissed)
	case DecidePaper:
	default:
		return fault.OnField("conflict", "fault.required")
	}
	if a.Done() || a.State == StateClosed {
		return fault.New(fault.Conflict, "sheets.online_handed_in")
	}
	sheet, err := take[PaperSheet](tx, "noun.paper_sheet", waiting.SheetID)
	if err != nil {
		return err
	}
	if a.FormID != sheet.FormID {
		return fault.New(fault.Conflict, "sheets.online_other_form")
	}
	if err := settleEntry(tx, actor, waiting.ID, EntryCounts); err != nil {
		return err
	}
	return s.handInTyped(tx, a, waiting)
}

func settleEntry(tx *db.Tx, actor access.Actor, id string, state EntryState) error {
	return tx.DB.Model(&PaperEntry{}).Where("id = ?", id).Updates(map[string]any{"state": state, "settled_at": tx.Now, "settled_by": actor.AccountID}).Error
}

// decideSecond makes of two keyings the one that is right. It becomes an entry of its
// own, so that both stay as they were typed.
func (s *Service) decideSecond(tx *db.Tx, actor access.Actor, v SheetView, a Attempt, second PaperEntry, d Decision) error {
	first := v.Standing()
	if first == nil {
		return fault.New(fault.Conflict, "sheets.nothing_waits")
	}
	rated, err := ratedItems(tx, a.ID)
	if err != nil {
		return err
	}
	right := *first
	right.ID, right.Answers, right.KeyedAt, right.KeyedBy, right.ImportID, right.SettledAt, right.SettledBy = tx.NewID(), TypedAnswers{}, tx.Now, actor.AccountID, nil, nil, nil
	changed := false
	var check fault.Check
	if second.SatOn != first.SatOn {
		check.That(d.Day == DecideFirst || d.Day == DecideSecond, "day", "fault.required")
		if d.Day == DecideSecond {
			right.SatOn, changed = second.SatOn, true
		}
	}
	for _, item := range v.Items {
		one, other := first.Answers[item.ItemVersionID], second.Answers[item.ItemVersionID]
		if !item.SameTyped(one, other) {
			choice := d.Questions[item.ItemVersionID]
			check.That(choice == DecideFirst || choice == DecideSecond, "q_"+item.ItemVersionID, "fault.required")
			check.That(choice != DecideSecond || !rated[item.ItemVersionID], "q_"+item.ItemVersionID, "sheets.rated_already")
			if choice == DecideSecond {
				one, changed = other, true
			}
		}
		if !one.IsZero() {
			right.Answers[item.ItemVersionID] = one
		}
	}
	if err := check.Err(); err != nil {
		return err
	}
	if err := settleEntry(tx, actor, second.ID, EntryDismissed); err != nil || !changed {
		return err
	}
	if err := settleEntry(tx, actor, first.ID, EntryDismissed); err != nil {
		return err
	}
	if err := tx.DB.Create(&right).Error; err != nil {
		return err
	}
	if err := typeAnswers(tx, a.ID, right.Answers, false); err != nil {
		return err
	}
	if err := tx.DB.Model(&Attempt{}).Where("id = ?", a.ID).Update("sat_on", right.SatOn).Error; err != nil {
		return err
	}
	return s.jobs.EnqueueTx(tx, EventSubmitted, Submitted{AttemptID: a.ID})
}

// ratedItems tells which responses of an attempt a trainer has rated.
func ratedItems(tx *db.Tx, attemptID string) (map[string]bool, error) {
	var ids []string
	err := tx.DB.Table("scoring_task AS t").Distinct("t.item_version_id").Joins("JOIN rating r ON r.task_id = t.id AND r.superseded_at IS NULL").
		Where("t.attempt_id = ?", attemptID).Pluck("t.item_version_id", &ids).Error
	rated := map[string]bool{}
	for _, id := range ids {
		rated[id] = true
	}
	return rated, err
}

// UndoSheet takes back what was typed from a sheet: the answers no longer count, what
// they scored is superseded, and the attempt is open again. Once a trainer has rated
// one of its responses, or a course counts as completed by it, it stays.
func (s *Service) UndoSheet(ctx context.Context, actor access.Actor, code string) error {
	if err := actor.NeedSomewhere(access.RunOfferings); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		v, err := sheetView(tx, actor, code)
		if err != nil {
			return err
		}
		if v.Standing() == nil {
			return fault.New(fault.Conflict, "sheets.nothing_to_undo")
		}
		return s.undoEntry(tx, actor, v.PaperSheet, *v.Standing())
	})
}

func (s *Service) undoEntry(tx *db.Tx, actor access.Actor, sheet PaperSheet, entry PaperEntry) error {
	a, err := lockAttempt(tx, entry.AttemptID)
	if err != nil {
		return err
	}
	rated, err := ratedItems(tx, a.ID)
	if err != nil {
		return err
	}
	if len(rated) > 0 {
		return fault.New(fault.Conflict, "sheets.undo_rated", "code", sheet.Printed())
	}
	if s.BuiltOn != nil {
		built, err := s.BuiltOn(tx, []string{a.ID})
		if err != nil {
			return err
		}
		if slices.Contains(built, a.ID) {
			return fault.New(fault.Conflict, "sheets.undo_completed", "code", sheet.Printed())
		}
	}
	if err := tx.DB.Model(&PaperEntry{}).Where("sheet_id = ? AND state IN ?", sheet.ID, []EntryState{EntryCounts, EntryAgrees, EntryDiffers}).
		Updates(map[string]any{"state": EntryUndone, "settled_at": tx.Now, "settled_by": actor.AccountID}).Error; err != nil {
		return err
	}
	if err := typeAnswers(tx, a.ID, TypedAnswers{}, false); err != nil {
		return err
	}
	for _, model := range []any{&ItemScore{}, &Result{}} {
		if err := tx.DB.Model(model).Where("attempt_id = ? AND superseded_at IS NULL", a.ID).Update("superseded_at", tx.Now).Error; err != nil {
			return err
		}
	}
	// Nobody has rated them: they are work that is no longer to be done, not facts.
	if err := tx.DB.Where("attempt_id = ? AND NOT EXISTS (SELECT 1 FROM rating r WHERE r.task_id = scoring_task.id)", a.ID).Delete(&ScoringTask{}).Error; err != nil {
		return err
	}
	if err := tx.DB.Model(&Attempt{}).Where("id = ?", a.ID).Updates(map[string]any{"state": StateNotStarted, "started_at": nil, "submitted_at": nil, "scored_at": nil,
		"closed_at": nil, "close_reason": "", "receipt": "", "source": SourceOnline, "sat_on": nil}).Error; err != nil {
		return err
	}
	return record(tx, actor, "sheet.undo", "paper_sheet", sheet.ID, map[string]string{"entry": entry.ID})
}
