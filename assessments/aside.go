package assessments

import (
	"context"
	"slices"
	"time"

	"gorm.io/gorm/clause"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
)

// atOnce is within what time two devices count as being used at once.
const atOnce = 30 * time.Minute

// elsewhere tells when another device than the one that sends the answers last saved
// some: both histories are kept, and the person is told.
func elsewhere(tx *db.Tx, there []Answer, answers []AnswerInput) *db.Instant {
	var last *db.Instant
	for _, a := range there {
		other := !slices.ContainsFunc(answers, func(in AnswerInput) bool { return in.Device == a.Device })
		if other && a.SavedAt.After(tx.Now.Add(-atOnce)) && (last == nil || a.SavedAt.After(*last)) {
			last = &a.SavedAt
		}
	}
	return last
}

// AsideAnswer is an answer that reached the server when the attempt was over: a telephone
// found a network again after the time was up, or a second device was still writing. It
// waits for somebody to decide whether it counts.
type AsideAnswer struct {
	AttemptID     string `gorm:"primaryKey"`
	ItemVersionID string `gorm:"primaryKey"`
	Seq           int64  `gorm:"primaryKey;autoIncrement:false"`
	Device        string `gorm:"primaryKey"`
	Value         Value
	ReceivedAt    db.Instant
	DecidedAt     *db.Instant
	DecidedBy     *string
	Admitted      bool
}

// TableName names the table for GORM.
func (AsideAnswer) TableName() string { return "answer_aside" }

// asideIn counts, by attempt, the answers that wait for somebody to decide.
func asideIn(tx *db.Tx, attempts []Attempt) (map[string]int, error) {
	counts := map[string]int{}
	var ids []string
	for _, a := range attempts {
		ids = append(ids, a.ID)
	}
	err := inChunks(ids, func(part []string) error {
		var rows []struct {
			AttemptID string
			Waiting   int
		}
		err := tx.DB.Model(&AsideAnswer{}).Select("attempt_id, count(*) AS waiting").Where("attempt_id IN ? AND decided_at IS NULL", part).Group("attempt_id").Scan(&rows).Error
		for _, row := range rows {
			counts[row.AttemptID] = row.Waiting
		}
		return err
	})
	return counts, err
}

// putAside keeps answers that came too late to be saved, each once, and says how many
// of them wait for somebody to decide.
func putAside(tx *db.Tx, a Attempt, answers []Answer) (int, error) {
	if len(answers) == 0 {
		return 0, nil
	}
	rows := make([]AsideAnswer, len(answers))
	for i, in := range answers {
		rows[i] = AsideAnswer{AttemptID: a.ID, ItemVersionID: in.ItemVersionID, Seq: in.Seq, Device: in.Device, Value: in.Value, ReceivedAt: tx.Now}
	}
	if err := tx.DB.Clauses(clause.OnConflict{DoNothing: true}).CreateInBatches(rows, 200).Error; err != nil {
		return 0, err
	}
	return len(rows), nil
}

// DecideAside says whether the answers that were put aside for an attempt count. Admitted,
// they join the others, where as always the highest number of an item counts, and the
// attempt is scored anew. Both the answers and the decision are kept either way.
func (s *Service) DecideAside(ctx context.Context, actor access.Actor, administrationID, attemptID string, admit bool) (decided int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		a, err := sittingLocked(tx, actor, administrationID, attemptID)
		if err != nil {
			return err
		}
		if a.State == StateClosed {
			return fault.New(fault.Conflict, "assessments.attempt_closed")
		}
		var waiting []AsideAnswer
		if err := tx.DB.Where("attempt_id = ? AND decided_at IS NULL", a.ID).Find(&waiting).Error; err != nil {
			return err
		}
		decided = len(waiting)
		if decided == 0 {
			return nil
		}
		err = tx.DB.Model(&AsideAnswer{}).Where("attempt_id = ? AND decided_at IS NULL", a.ID).
			Updates(map[string]any{"decided_at": tx.Now, "decided_by": actor.AccountID, "admitted": admit}).Error
		if err != nil {
			return err
		}
		if err := record(tx, actor, "answers.decide", "attempt", a.ID, map[string]any{"answers": decided, "admitted": admit}); err != nil || !admit {
			return err
		}
		return s.admit(tx, a, waiting)
	})
	return decided, err
}

// admit makes answers that were put aside count, and scores anew.
func (s *Service) admit(tx *db.Tx, a Attempt, waiting []AsideAnswer) error {
	rows := make([]Answer, len(waiting))
	for i, w := range waiting {
		rows[i] = Answer{AttemptID: a.ID, ItemVersionID: w.ItemVersionID, Seq: w.Seq, Device: w.Device, Value: w.Value, Late: true, SavedAt: w.ReceivedAt}
	}
	if err := tx.DB.Clauses(clause.OnConflict{DoNothing: true}).CreateInBatches(rows, 200).Error; err != nil {
		return err
	}
	if a.DeadlineAt != nil && a.LateAdmittedAt == nil {
		if err := tx.DB.Model(&Attempt{}).Where("id = ?", a.ID).Update("late_admitted_at", tx.Now).Error; err != nil {
			return err
		}
	}
	return s.scoreTx(tx, a.ID)
}
